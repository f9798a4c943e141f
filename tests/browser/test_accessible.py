"""Every page in its main states, wide and narrow: axe finds nothing, nothing is scrolled sideways,
and all of it can be done with a keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hindrances import OF_WIDTH, hindrances, tab_to, wider_than_the_page
from tests.browser.house import TABLES, settle
from tests.browsing import serving, visitor

WIDE, PHONE, NARROWEST = 1280, 375, 320
ROUND = "/omgangar/2023/"


@pytest.fixture(scope="module")
def house(full_database, django_db_blocker, tmp_path_factory):
    with serving(full_database, django_db_blocker, tmp_path_factory.mktemp("house")) as site:
        yield settle(site)


@pytest.fixture(scope="module")
def contexts(house, browser):
    """A browser for each, kept from one page to the next: their cookies, and the files all pages share."""
    kept = {}

    def context(who):
        if who not in kept:
            kept[who] = visitor(browser, house.site)
            house.enter(kept[who], who)
        return kept[who]

    yield context
    for one in kept.values():
        one.close()


@pytest.fixture
def enter(contexts, open_page):
    """`enter("region", WIDE)` is a new page of theirs."""

    def enter(who, width):
        page = open_page(contexts(who))
        page.set_viewport_size({"width": width, "height": 800})
        return page

    return enter


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


DRAFTS = "/omgangar/2024/"
EDITED = DRAFTS + "region/fraga/malgrupp_fokus/"


def begin_an_impossible_round(page):
    page.get_by_label("Sista svarsdag").fill("2020-01-01")
    press("Kopiera och börja")(page)
    expect(page.get_by_text("kan inte vara före")).to_be_visible()


def open_what_differs(page):
    page.get_by_text("Skiljer sig från 2023").first.click()


def open_how_it_stands(page):
    """And leave a box with something wrong in it, which is said at once."""
    page.get_by_role("button", name="Kontinuitet och delaktighet").click()
    page.locator(".stands > summary").click()
    page.get_by_role("textbox").first.fill("172")
    page.get_by_role("textbox").first.blur()
    expect(page.get_by_text("Behöver rättas.")).to_be_visible()


def empty_the_wording(page):
    page.get_by_label("Frågans lydelse").fill("")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Fyll i rutan.")).to_be_visible()


def mark_none_and_approve(page):
    page.get_by_role("checkbox").first.uncheck()
    press("Godkänn de markerade")(page)
    expect(page.get_by_role("alert")).to_be_visible()


def open_every_form(page):
    for words in page.locator("main summary").all():
        words.click()


def invite_nobody(page):
    page.get_by_text("Bjud in en huvudansvarig").click()
    press("Skicka inbjudan")(page)
    expect(page.get_by_text("Skriv personens namn.")).to_be_visible()


def write_an_unknown_word(page):
    page.get_by_role("textbox", name="Brev").fill("Hej {du}!")
    press("Spara texten")(page)
    expect(page.get_by_text("Ordet {du} går inte att fylla i.")).to_be_visible()


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
    "password forgotten": ("stranger", "/losenord/glomt/", press("Skicka länken")),
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
    "workbook": ("region", "{region}arbetsbok/", nothing),
    "workbook of an area": ("rss", "{rss}kommunernas-arbetsbok/", nothing),
    "workbook without a file": (
        "rss",
        "{rss}kommunernas-arbetsbok/",
        press("Ladda upp och kontrollera"),
    ),
    "file with errors": ("rss", "{file with errors}", nothing),
    "unreadable file": ("rss", "{unreadable file}", nothing),
    "file on its way": ("rss", "{file on its way}", nothing),
    "file taken in": ("rss", "{file taken in}", nothing),
    "file undone": ("rss", "{file undone}", nothing),
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
    "where the round stands": ("handläggare", "/laget/", nothing),
    "where the round stands, sorted": (
        "handläggare",
        "/laget/?lage=approved&ordning=-fel",
        nothing,
    ),
    "where the round stands, paused": ("handläggare", "/laget/", press("Pausa uppdateringen")),
    "where no round stands": ("handläggare", "/laget/?ar=1999", nothing),
    "hand-ins compared": ("handläggare", "{handed in twice}jamfor/", nothing),
    "nothing to compare": ("handläggare", "{approved}jamfor/", nothing),
    "many to approve": ("handläggare", "/granskning/godkann/", nothing),
    "none marked to approve": ("handläggare", "/granskning/godkann/", mark_none_and_approve),
    "numbers of all": ("handläggare", "{questions}vfu_veckor/", nothing),
    "choices of all": ("handläggare", "{questions}malgrupp_fokus/", nothing),
    "words of all": ("handläggare", "{questions}naravard_insatser_annat/", nothing),
    "queue": ("handläggare", "/granskning/", nothing),
    "queue of nothing": ("handläggare", "/granskning/?lage=draft", nothing),
    "review": ("handläggare", "{returned}", open_the_changes),
    "review with remark form open": ("handläggare", "{returned}", open_a_remark_form),
    "review with remark left empty": ("handläggare", "{returned}", write_an_empty_remark),
    "return without a reason": ("handläggare", "{approved}", press("Lämna i retur")),
    "respondents": ("handläggare", ROUND + "uppgiftslamnare/", nothing),
    "respondents without a lead": ("analytiker", ROUND + "uppgiftslamnare/?visa=utan", nothing),
    "respondent": ("handläggare", "{respondent}", open_every_form),
    "lead left out": ("handläggare", "{respondent}", invite_nobody),
    "respondent for reading": ("analytiker", "{respondent}", nothing),
    "letters of a round": ("handläggare", ROUND + "utskick/", nothing),
    "texts of letters": ("handläggare", "/utskick/texter/", nothing),
    "text of a letter": ("handläggare", "/utskick/texter/weeks_1/", nothing),
    "text of a letter refused": ("handläggare", "/utskick/texter/day/", write_an_unknown_word),
    "text of a letter for reading": ("analytiker", "/utskick/texter/head/", nothing),
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
    "rounds": ("handläggare", "/omgangar/", nothing),
    "round refused": ("handläggare", "/omgangar/", begin_an_impossible_round),
    "round being prepared": ("handläggare", DRAFTS, nothing),
    "round to read": ("analytiker", DRAFTS, nothing),
    "draft with problems": ("handläggare", DRAFTS + "region/", open_what_differs),
    "question being changed": ("handläggare", EDITED, press("Lägg till ett alternativ")),
    "question left empty": ("handläggare", EDITED, empty_the_wording),
    "rule being changed": ("handläggare", DRAFTS + "region/regel/vfu_veckor_hopp/", nothing),
    "section to take away": (
        "handläggare",
        DRAFTS + "region/avsnitt/kontinuitet/ta-bort/",
        nothing,
    ),
    "from an earlier year": ("handläggare", DRAFTS + "region/hamta/?sok=vård", nothing),
    "history of a draft": ("handläggare", DRAFTS + "region/historik/", nothing),
    "preview": ("handläggare", DRAFTS + "region/forhandsvisning/", open_how_it_stands),
    "preview judged": ("handläggare", DRAFTS + "rss/forhandsvisning/", press("Prova svaren")),
    "YAML to choose": ("handläggare", DRAFTS + "region/las-in/", press("Visa vad som ändras")),
    "corrections": ("handläggare", "/omgangar/2023/region/rattelser/", press("Spara rättelsen")),
    "section with a correction": ("other region", "{other region}avsnitt/nara_vard/", nothing),
    "sign-ins": ("region", "/konto/", nothing),
    "a new password": ("region", "/konto/losenord/", nothing),
    "a new password refused": ("region", "/konto/losenord/", press("Byt lösenord")),
    "two steps": ("handläggare", "/konto/steg-tva/", nothing),
    "an app": ("handläggare", "/konto/steg-tva/app/", nothing),
    "an app with a wrong code": ("handläggare", "/konto/steg-tva/app/", press("Lägg till")),
    "a key": ("handläggare", "/konto/steg-tva/nyckel/", nothing),
    "new spare codes": ("handläggare", "/konto/steg-tva/reservkoder/nya/", nothing),
    "log": ("administratör", "/logg/", nothing),
    "log of nothing": ("administratör", "/logg/?person=ingen+alls", nothing),
    "log asked wrongly": ("administratör", "/logg/?day=i+morgon", nothing),
    "not found": ("region", "/finns-inte/", nothing),
    "not allowed": ("region", "/granskning/", nothing),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_hinders_nobody(state, house, enter):
    who, place, act = STATES[state]
    page = enter(who, WIDE)
    page.goto(place.format(**house.places))
    act(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert hindrances(page) == []
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert hindrances(page, OF_WIDTH) == []
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    assert wider_than_the_page(page) == []


def test_hindrances_are_seen_when_there_are_any(enter):
    page = enter("stranger", NARROWEST)
    page.goto("/")
    page.get_by_role("heading", level=1).evaluate("one => { one.textContent = 'ö'.repeat(99) }")
    page.get_by_role("heading", level=1).evaluate("one => { one.style.whiteSpace = 'nowrap' }")
    page.get_by_label("Lösenord").evaluate("one => { one.removeAttribute('id') }")
    assert "label" in {line.split(":")[0] for line in hindrances(page)}
    assert wider_than_the_page(page)[-1] == "scrolled sideways"


# ---- with a keyboard ----


def test_a_kommun_answers_and_hands_in_with_a_keyboard_alone(house, enter):
    page = enter("kommun", WIDE)
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


def test_a_line_of_the_list_leads_the_keyboard_to_its_box(house, enter):
    page = enter("region", WIDE)
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
