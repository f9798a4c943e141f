"""A region's year, from the first box to the published table, in a real browser.

The other respondents have answered by file and are approved. Stockholm has answered all but one
section. What is typed there by hand is what the report was made of, so that the tables come out
as published, and then change by one figure.
"""

import json

import pytest
from django.core.management import call_command
from django.utils import formats, timezone
from playwright.sync_api import Page, expect

from analysis import building, published
from portal.embedded import PROJECT
from surveys import loading
from surveys.models import Kind, Question, Round
from tests.browser.visits import (
    expect_saved,
    load,
    open_section,
    password_of,
    published_answers,
    sign_in,
)
from tests.databases import ANSWERS, OBSERVATIONS

PUBLISHED = PROJECT / "portal" / "demo" / "published_2023"
REGION = "Regionenkäten 2023"
WORKFORCE = "Goda förutsättningar för vårdens medarbetare"
WEEKS = "Hur många VFU-veckor för studenter"
PLACES = "Hur många VFU-platser fanns?"
BENEFITS = "Hur många sjuksköterskor beviljades utbildningsförmån"
# The answers are the report's, but for one figure that the tables do not use.
TYPED_OTHERWISE = {("vfu_veckor", "forra_aret"): "5 439"}

EXPLAINED = {
    "VFU-veckor skiljer sig mycket": "Ett nytt lärosäte skickar studenter sedan i höstas.",
    "Bibehållen grundlön, VT": "Förmånen gäller hela länet sedan 2022.",
    "Bibehållen grundlön, HT": "Förmånen gäller hela länet sedan 2022.",
}
REASON = "Grundlön HT: enligt er årsrapport var det 521. Stämmer talet i enkäten?"


@pytest.fixture
def story(site, tmp_path):
    """The site as the story begins. Returns its password."""
    site.start_worker()
    password = password_of(site)
    others = tmp_path / "others.csv"
    lines = (ANSWERS / "2023_region.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    others.write_text("".join(n for n in lines if not n.startswith("region,01,")), "utf-8")

    def answer():
        for year, path in [
            (2020, ANSWERS / "2020_region.csv"),
            (2023, others),
            (2023, ANSWERS / "2023_rss.csv"),
        ]:
            loading.load(path, year, submit=True, approve=True)

        call_command("load_observations", OBSERVATIONS, verbosity=0)

    site.ask(answer)
    by_hand = set(site.ask(lambda: [q.code for q in questions()]))
    rows = published_answers("region", "01")
    load(site, tmp_path, [row for row in rows if row["question"] not in by_hand])
    return password


def questions():
    """The questions of the section that is filled in by hand."""
    of_region = Question.objects.filter(
        questionnaire__round__year=2023, questionnaire__survey__code="region"
    )
    return of_region.filter(section__title=WORKFORCE).prefetch_related("options")


def to_type():
    """[(kind, question's words, option's words, value)] of the section, as published."""
    known = {
        q.code: (Kind(q.kind), q.text, {o.code: o.label for o in q.options.all()})
        for q in questions()
    }
    typed = []
    for row in published_answers("region", "01"):
        if row["question"] in known and row["value"]:
            kind, text, labels = known[row["question"]]
            value = TYPED_OTHERWISE.get((row["question"], row["option"]), row["value"])
            typed.append((kind, text, labels.get(row["option"]), value))
    return typed


def test_a_region_answers_is_asked_corrects_and_the_table_changes_by_that(story, site, browse):
    def visit(name) -> Page:
        page = browse(site)
        sign_in(page, f"{name}@demo.example", story)
        return page

    lead = visit("stockholm")
    sees_deadline_and_progress(lead)
    lead = fills_in_the_section_and_closes_the_tab(lead, site.ask(to_type))
    meets_an_error_and_mends_it(lead)
    meets_queries_and_explains_them(lead)
    a_colleague_cannot_hand_in(visit("kollega"))
    hands_in(lead, "Kvitto 2023-region-01-1")

    reviewer, analyst = visit("handlaggare"), visit("analytiker")
    reads_the_answer_beside_the_last_one(reviewer)
    approves(reviewer)
    before = counts_the_tables(analyst)
    assert site.ask(unlike_the_published) == []

    returns_it_with_a_reason(reviewer)
    corrects_one_answer(lead)
    hands_in(lead, "Kvitto 2023-region-01-2")
    reviewer.reload()
    approves(reviewer)
    after = counts_the_tables_anew(analyst)

    assert differences(before, after) == {
        ("B3:8", "01", "grundlon_ht"): ("511", "521"),
        ("B3:8", "total_term", "grundlon_ht"): ("1\N{NO-BREAK SPACE}496", "1\N{NO-BREAK SPACE}506"),
        ("B3:8", "total_year", "grundlon_ht"): ("2\N{NO-BREAK SPACE}850", "2\N{NO-BREAK SPACE}860"),
    }
    finds_the_answer_behind_the_figure(analyst)


# ---- the region ----


def sees_deadline_and_progress(lead):
    expect(lead.get_by_role("heading", name="Mina enkäter")).to_be_visible()
    card = lead.get_by_role("listitem").filter(has_text=REGION)
    expect(card).to_contain_text("Region Stockholm")
    expect(card).to_contain_text("senast 31 mars 2024")
    expect(card).to_contain_text("Påbörjat")
    expect(card).to_contain_text("28 av 45 frågor")


def fills_in_the_section_and_closes_the_tab(lead, to_type):
    open_section(lead, REGION, WORKFORCE)
    for kind, question, option, value in to_type:
        box = lead.get_by_role("group", name=question)
        if kind == Kind.MULTI:
            box.get_by_role("checkbox", name=option, exact=True).check()
        elif kind == Kind.YESNO:
            box.get_by_role("radio", name=value.capitalize()).check()
        else:
            box.get_by_role("textbox", name=option, exact=True).fill(value)
    expect_saved(lead)
    # And a last box, with no time to save it before the tab is gone.
    hinders = "Vilka är de största hindren för att utöka VFU?"
    lead.get_by_role("textbox", name=hinders).fill("Brist på handledare.")
    lead.close()

    again = lead.context.new_page()
    again.goto("/")
    open_section(again, REGION, WORKFORCE)
    expect(again.get_by_role("textbox", name=hinders)).to_have_value("Brist på handledare.")
    number = again.get_by_role("group", name=BENEFITS).get_by_role("textbox", name="lön, HT")
    expect(number).to_have_value("511")
    return again


def meets_an_error_and_mends_it(lead):
    places = lead.get_by_role("group", name=PLACES)
    box = places.get_by_role("textbox", name="Under året")
    box.fill("ca 1 042")
    lead.get_by_role("button", name="Spara", exact=True).click()
    told = "”ca 1 042” går inte att läsa som ett tal."
    expect(places).to_contain_text(told)
    expect(box).to_have_value("ca 1 042")
    expect(box).to_have_attribute("aria-invalid", "true")

    opens_the_list(lead)
    [error] = lead.get_by_role("listitem").filter(has_text=told).all()
    error.get_by_role("link", name=f"{PLACES} – Under året").click()
    expect(box).to_be_in_viewport()
    box.fill("1042")
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("main")).to_contain_text("Sparat klockan")
    expect(places).not_to_contain_text("Fel:")


def meets_queries_and_explains_them(lead):
    told = "Antalet VFU-veckor skiljer sig mycket från föregående år."
    expect(lead.get_by_role("group", name=WEEKS)).to_contain_text(told)
    opens_the_list(lead)
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("alert")).to_contain_text("Svaret kan inte lämnas in än.")
    for about, why in EXPLAINED.items():
        explains(lead, about, why)
    expect(lead.get_by_role("main")).to_contain_text("Svaret kan lämnas in.")


def explains(lead, about, why):
    query = lead.get_by_role("listitem").filter(has_text=about)
    query.get_by_role("textbox", name="Förklaring").fill(why)
    query.get_by_role("button", name="Spara förklaringen").click()
    expect(lead.get_by_role("status")).to_have_text("Förklaringen är sparad.")


def opens_the_list(page):
    page.get_by_role("link", name=REGION).click()
    page.get_by_role("link", name="Kontrollera och lämna in").click()
    expect(page.get_by_role("heading", name="Kontrollera och lämna in")).to_be_visible()


def a_colleague_cannot_hand_in(colleague):
    colleague.get_by_role("link", name=REGION).click()
    colleague.get_by_role("link", name="Kontrollera och lämna in").click()
    told = "Bara den huvudansvariga i organisationen kan lämna in svaret."
    expect(colleague.get_by_role("main")).to_contain_text(told)
    expect(colleague.get_by_role("button", name="Lämna in svaret")).to_have_count(0)


def hands_in(lead, receipt):
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()
    main = lead.get_by_role("main")
    expect(main).to_contain_text(receipt)
    expect(main).to_contain_text(formats.date_format(timezone.localdate(), "j F Y") + " klockan")
    expect(main).to_contain_text("Demo: Stockholm")


def corrects_one_answer(lead):
    lead.get_by_role("navigation", name="Huvudmeny").get_by_role("link").click()
    expect(lead.get_by_role("listitem").filter(has_text=REGION)).to_contain_text("I retur")
    lead.get_by_role("link", name=REGION).click()
    expect(lead.get_by_role("main")).to_contain_text(REASON)
    lead.get_by_role("main").get_by_role("link", name=WORKFORCE).click()
    benefits = lead.get_by_role("group", name=BENEFITS)
    benefits.get_by_role("textbox", name="Bibehållen grundlön, HT").fill("521")
    expect_saved(lead)
    opens_the_list(lead)
    # What was explained was another figure.
    explains(lead, "Bibehållen grundlön, HT", "Rättat. Förmånen gäller hela länet sedan 2022.")


# ---- Socialstyrelsen ----


def reads_the_answer_beside_the_last_one(reviewer):
    row = reviewer.get_by_role("row").filter(has_text="Region Stockholm")
    expect(row).to_contain_text("Inlämnat")
    row.get_by_role("link", name="Region Stockholm").click()
    benefit = reviewer.get_by_role("row", name="Bibehållen grundlön, HT")
    expect(benefit.get_by_role("cell").nth(0)).to_contain_text("511")
    expect(benefit.get_by_role("cell").nth(1)).to_have_text("161")
    expect(benefit).to_contain_text("Förklaring: Förmånen gäller hela länet sedan 2022.")


def approves(reviewer):
    reviewer.get_by_role("button", name="Godkänn svaret").click()
    told = "Svaret från Region Stockholm är nu godkänt."
    expect(reviewer.get_by_role("status")).to_have_text(told)


def returns_it_with_a_reason(reviewer):
    reviewer.get_by_role("button", name="Lämna i retur").click()
    expect(reviewer.get_by_role("main")).to_contain_text("Skriv vad som behöver ändras")
    reviewer.get_by_role("textbox", name="Varför lämnas svaret i retur?").fill(REASON)
    reviewer.get_by_role("button", name="Lämna i retur").click()
    told = "Svaret från Region Stockholm är nu i retur."
    expect(reviewer.get_by_role("status")).to_have_text(told)


def counts_the_tables(analyst):
    analyst.get_by_role("link", name="Tabeller").click()
    expect(analyst.get_by_role("main")).to_contain_text("Tabellerna är inte räknade än.")
    analyst.get_by_role("button", name="Räkna tabellerna").click()
    expect(analyst.get_by_role("main")).to_contain_text("ur de svar som då var godkända")
    return taken_out(analyst)


def counts_the_tables_anew(analyst):
    analyst.reload()
    stale = analyst.get_by_text("Svar har godkänts eller lämnats i retur sedan")
    expect(stale).to_be_visible()
    analyst.get_by_role("button", name="Räkna tabellerna på nytt").click()
    expect(stale).to_have_count(0)
    return taken_out(analyst)


def unlike_the_published():
    build = building.newest(Round.objects.get(year=2023))
    compared = published.compare(building.tables_of(build), PUBLISHED)
    return [difference for one in compared.values() for difference in one.differences]


def taken_out(analyst):
    with analyst.expect_download() as download:
        analyst.get_by_role("link", name="json").click()
    return json.loads(download.value.path().read_text(encoding="utf-8"))


def differences(before, after):
    """{(table, row, column): (printed before, printed after)} of all cells that are not alike."""
    then, now = cells(before), cells(after)
    assert then.keys() == now.keys()
    return {
        place: (then[place]["display"], now[place]["display"])
        for place in then
        if then[place] != now[place]
    }


def cells(tables):
    return {
        (table["code"], row["code"], column["code"]): cell
        for table in tables["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }


def finds_the_answer_behind_the_figure(analyst):
    analyst.get_by_role("listitem").filter(has_text="B3:8").get_by_role("link").click()
    analyst.get_by_role("row", name="Stockholm").get_by_role("link", name="521").click()
    expect(analyst.get_by_role("heading", name="Så är talet räknat")).to_be_visible()
    answer = analyst.get_by_role("row").filter(has_text="Stockholm")
    expect(answer).to_contain_text("521")
