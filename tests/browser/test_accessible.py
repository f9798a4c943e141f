"""Every page in its main states, wide and narrow: axe finds nothing, nothing is scrolled sideways,
and all of it can be done with a keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.house import TABLES, settle
from tests.browsing import serving

WIDE, PHONE, NARROWEST = 1280, 375, 320
EVERY_RULE = {"resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def house(full_database, django_db_blocker, tmp_path_factory):
    with serving(full_database, django_db_blocker, tmp_path_factory.mktemp("house")) as site:
        yield settle(site)


# ---- what is done to bring a page into a state ----


def press(name):
    return lambda page: page.get_by_role("button", name=name).first.click()


def sign_in_wrongly(page):
    page.get_by_label("E-postadress").fill("ingen@exempel.se")
    page.get_by_label("Lösenord").fill("fel")
    press("Logga in")(page)


def choose_a_weak_password(page):
    page.get_by_label("Nytt lösenord", exact=False).first.fill("kort")
    page.get_by_label("Bekräfta").fill("kort")
    press("Spara")(page)


def open_the_changes(page):
    page.get_by_text("Visa ändringarna").click()


def open_a_purpose(page):
    page.get_by_text("Vad svaret används till").first.click()


def open_a_remark_form(page):
    page.get_by_text("Anmärk på Kan regionen följa").click()
    expect(page.get_by_role("textbox", name="Anmärkning")).to_be_visible()


def write_an_empty_remark(page):
    open_a_remark_form(page)
    page.get_by_role("button", name="Spara anmärkningen").click()
    expect(page.get_by_role("textbox", name="Anmärkning")).to_be_focused()


def open_a_closed_remark(page):
    page.get_by_text("Stängd anmärkning").click()


def try_a_register(page, old="Region Uppsala", new="Region Upsala"):
    register = page.request.get("/register/register.csv").text().replace(old, new)
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": register.encode()}
    page.get_by_label("Fil med registret").set_input_files(file)
    press("Visa vad filen ändrar")(page)


def try_a_bad_register(page):
    try_a_register(page, "region,01", "landsting,01")


def nothing(page):
    pass


STATES = {
    "front": ("stranger", "/", nothing),
    "sign-in": ("stranger", "/logga-in/?next=/enkater/", nothing),
    "sign-in refused": ("stranger", "/logga-in/", sign_in_wrongly),
    "sign-in left empty": ("stranger", "/logga-in/", press("Logga in")),
    "password": ("stranger", "{link}", nothing),
    "password too weak": ("stranger", "{link}", choose_a_weak_password),
    "password link used": ("stranger", "/losenord/MQ/a-b/", nothing),
    "desk of a region": ("region", "/enkater/", nothing),
    "desk of an RSS": ("rss", "/enkater/", nothing),
    "overview of what is returned": ("region", "{region}", nothing),
    "overview of what is approved": ("rss", "{rss}", nothing),
    "section": ("region", "{region}avsnitt/nara_vard/", nothing),
    "section with findings": ("region", "{region}avsnitt/medarbetare/?granska=1", nothing),
    "section with remark": ("region", "{region}avsnitt/kontinuitet/", nothing),
    "section with answered remark": ("region", "{region}avsnitt/digitalisering/", nothing),
    "section with closed remark": ("region", "{region}avsnitt/nara_vard/", open_a_closed_remark),
    "remark to answer": ("region", "{remark}", nothing),
    "remark left unanswered": ("region", "{remark}", press("Spara svaret")),
    "section just saved": ("kommun", "{kommun}avsnitt/medarbetare/", press("Spara")),
    "section that is locked": ("rss", "{rss}avsnitt/medarbetare/", nothing),
    "errors with queries waiting": ("region", "{region}kontroll/", nothing),
    "queries": ("grannkommun", "{grannkommun}kontroll/", nothing),
    "explanation missing": ("grannkommun", "{grannkommun}kontroll/", press("Spara förklaringen")),
    "hand-in refused": ("region", "{region}kontroll/", press("Lämna in svaret")),
    "ready to hand in": ("kommun", "{kommun}kontroll/", nothing),
    "receipt": ("rss", "{rss}kvitto/", nothing),
    "what an answer is for": ("region", "{region}fragor/utbildningsforman/", nothing),
    "what a kommun's answer is for": ("kommun", "{kommun}fragor/naravard_insatser/", nothing),
    "section with what an answer is for": (
        "region",
        "{region}avsnitt/medarbetare/",
        open_a_purpose,
    ),
    "results of a region": ("other region", "{other region}resultat/", nothing),
    "results of an RSS": ("rss", "{rss}resultat/", nothing),
    "results of a kommun": ("rss", "{handed in}resultat/", nothing),
    "kommuner of an RSS": ("rss", "{kommuner}", nothing),
    "kommun that is open": ("rss", "{open kommun}", nothing),
    "kommun that has handed in": ("rss", "{handed in kommun}", nothing),
    "kommun invited without a name": ("rss", "{open kommun}", press("Skicka inbjudan")),
    "kommuner to invite": ("rss", "{kommuner}bjud-in/", press("Skicka inbjudningarna")),
    "kommuner to remind": ("rss", "{kommuner}paminn/", nothing),
    "queue": ("handläggare", "/granskning/", nothing),
    "queue of nothing": ("handläggare", "/granskning/?lage=draft", nothing),
    "review": ("handläggare", "{returned}", open_the_changes),
    "review with remark form open": ("handläggare", "{returned}", open_a_remark_form),
    "review with remark left empty": ("handläggare", "{returned}", write_an_empty_remark),
    "return without a reason": ("handläggare", "{approved}", press("Lämna i retur")),
    "exports": ("analytiker", "/uttag/", nothing),
    "register": ("administratör", "/register/", nothing),
    "register without a file": ("administratör", "/register/", press("Visa vad filen ändrar")),
    "register that would change": ("administratör", "/register/", try_a_register),
    "register that is refused": ("administratör", "/register/", try_a_bad_register),
    "tables": ("analytiker", TABLES, nothing),
    "table of options": ("analytiker", TABLES + "B3:1/", nothing),
    "table of regions": ("analytiker", TABLES + "B3:8/", nothing),
    "table of change": ("analytiker", TABLES + "B3:3/", nothing),
    "answers behind a figure": ("analytiker", TABLES + "B3:8/total_year/grundlon_ht/", nothing),
    "not found": ("region", "/finns-inte/", nothing),
    "not allowed": ("region", "/granskning/", nothing),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_hinders_nobody(state, house, browse):
    who, place, act = STATES[state]
    page = house.enter(browse, who, viewport={"width": WIDE, "height": 800})
    page.goto(place.format(**house.places))
    act(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert hindrances(page) == []
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert hindrances(page) == []
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    assert wider_than_the_page(page) == []


def test_hindrances_are_seen_when_there_are_any(house, browse):
    page = house.enter(browse, "stranger", viewport={"width": NARROWEST, "height": 800})
    page.goto("/")
    page.get_by_role("heading", level=1).evaluate("one => { one.textContent = 'ö'.repeat(99) }")
    page.get_by_role("heading", level=1).evaluate("one => { one.style.whiteSpace = 'nowrap' }")
    page.get_by_label("Lösenord").evaluate("one => { one.removeAttribute('id') }")
    assert "label" in {line.split(":")[0] for line in hindrances(page)}
    assert wider_than_the_page(page)[-1] == "scrolled sideways"


def hindrances(page):
    """What axe finds, in a line each: the rule, where, and what is wrong."""
    found = Axe().run(page, options=EVERY_RULE).response["violations"]
    return [
        f"{one['id']}: {node['html'][:150]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


def wider_than_the_page(page):
    """The elements that stick out, when the page can be scrolled sideways."""
    return page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [...document.body.querySelectorAll("*")]
            .filter((e) => e.getBoundingClientRect().right > width + 1)
            .map((e) => e.outerHTML.slice(0, 120)).slice(0, 5).concat(["scrolled sideways"]);
        }"""
    )


# ---- with a keyboard ----


def tab_to(page, target):
    """Press Tab until the target has the focus; the focus is to be seen all the way."""
    for _ in range(120):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
        ), page.evaluate("() => document.activeElement.outerHTML.slice(0, 200)")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard never reaches {target}")


def test_a_kommun_answers_and_hands_in_with_a_keyboard_alone(house, browse):
    page = house.enter(browse, "kommun")
    page.goto(house.places["kommun"] + "avsnitt/digitalisering/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hoppa till innehållet")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    law = page.get_by_role("group", name="enligt lagen (2022:913)")
    tab_to(page, law.get_by_role("radio", checked=True))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    tab_to(page, page.get_by_role("button", name="Spara och gå vidare"))
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Kontrollera och lämna in")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Lämna in svaret"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()


def test_a_line_of_the_list_leads_the_keyboard_to_its_box(house, browse):
    page = house.enter(browse, "region")
    page.goto(house.places["region"] + "kontroll/")
    question = "Hur många VFU-platser fanns?"
    tab_to(page, page.get_by_role("link", name=f"{question} – Under året"))
    page.keyboard.press("Enter")
    box = page.get_by_role("group", name=question).get_by_role("textbox", name="Under året")
    expect(box).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    told = "”ca 12” går inte att läsa som ett tal."
    expect(box).to_have_accessible_description(re.compile(told))
