"""A reviewer asks about one box; the region sees it there, answers, corrects, and is approved."""

import re

import pytest
from playwright.sync_api import expect

from surveys import loading
from tests.browser.visits import expect_saved, open_section
from tests.databases import ANSWERS

REGION = "Regionenkäten 2023"
CONTINUITY = "Kontinuitet och delaktighet"
QUESTION = "Hur stor andel av befolkningen i regionen hade en fast namngiven läkarkontakt"
REMARK = "Ni skrev 60 procent i delrapporten. Stämmer talet?"
ANSWER = "Nej, 60 procent är rätt. Vi har rättat."


@pytest.fixture
def visit(visit, site):
    site.ask(lambda: loading.load(ANSWERS / "2023_region.csv", 2023, submit=True))
    return visit


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_remark_is_written_answered_and_closed(visit, scripts):
    reviewer = visit("handlaggare", java_script_enabled=scripts)
    remarks_on_the_box(reviewer)
    returns_it(reviewer)

    lead = visit("stockholm", java_script_enabled=scripts)
    meets_the_remark_at_the_box(lead)
    is_refused_before_answering(lead)
    answers_and_corrects(lead, scripts)
    hands_in(lead)

    reviewer.reload()
    reads_the_answer_closes_and_approves(reviewer)


def remarks_on_the_box(reviewer):
    reviewer.get_by_role("link", name="Region Stockholm").click()
    row = reviewer.get_by_role("row", name=QUESTION)
    row.get_by_text("Anmärk").first.click()
    row.get_by_role("textbox", name="Anmärkning").fill(REMARK)
    row.get_by_role("button", name="Spara anmärkningen").click()
    expect(reviewer.get_by_role("status")).to_have_text("Anmärkningen är sparad.")
    expect(row).to_contain_text("Obesvarad anmärkning")
    expect(row).to_be_in_viewport()


def returns_it(reviewer):
    decision = reviewer.get_by_role("region", name="Beslut")
    expect(decision).to_contain_text("Obesvarade anmärkningar som följer med: 1.")
    reviewer.get_by_role("button", name="Godkänn svaret").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("Svaret kan inte godkännas än.")
    reviewer.get_by_role("button", name="Lämna i retur").click()
    told = "Svaret från Region Stockholm är nu i retur."
    expect(reviewer.get_by_role("status")).to_have_text(told)


def meets_the_remark_at_the_box(lead):
    card = lead.get_by_role("listitem").filter(has_text=REGION)
    expect(card).to_contain_text("1 anmärkning att besvara")
    open_section(lead, REGION, CONTINUITY)
    described = re.compile(f"Har anmärkning Anmärkning från Socialstyrelsen: {re.escape(REMARK)}")
    expect(box(lead)).to_have_accessible_description(described)


def is_refused_before_answering(lead):
    lead.get_by_role("link", name=REGION).click()
    lead.get_by_role("link", name="Kontrollera och lämna in").click()
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("alert")).to_contain_text("Besvara anmärkningarna först")
    lead.get_by_role("link", name=QUESTION).first.click()
    expect(box(lead)).to_be_in_viewport()


def answers_and_corrects(lead, scripts):
    """What is typed when one goes to answer is saved on the way."""
    box(lead).fill("60")
    lead.get_by_role("button", name="Besvara anmärkningen").click()
    expect(lead.get_by_role("heading", name="Besvara anmärkningen")).to_be_visible()
    expect(lead.get_by_role("main")).to_contain_text("I rutan står nu: 60\N{NO-BREAK SPACE}%")
    lead.get_by_role("textbox", name="Ert svar").fill(ANSWER)
    lead.get_by_role("button", name="Spara svaret").click()

    expect(lead.get_by_role("heading", name=CONTINUITY, level=1)).to_be_visible()
    expect(lead.get_by_text("Svaret på anmärkningen är sparat.")).to_have_count(1)
    expect(box(lead)).to_have_value("60")
    expect(box(lead)).to_be_in_viewport()
    described = re.compile(f"Har anmärkning, besvarad .*Svar: {re.escape(ANSWER)}")
    expect(box(lead)).to_have_accessible_description(described)
    expect(lead.get_by_role("button", name="Besvara anmärkningen")).to_have_count(0)
    if scripts:
        box(lead).fill("61")
        expect_saved(lead)
        box(lead).fill("60")
        expect_saved(lead)
        expect(box(lead)).to_have_accessible_description(described)


def hands_in(lead):
    lead.get_by_role("link", name=REGION).click()
    lead.get_by_role("link", name="Kontrollera och lämna in").click()
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()


def reads_the_answer_closes_and_approves(reviewer):
    row = reviewer.get_by_role("row", name=QUESTION)
    expect(row).to_contain_text("60\N{NO-BREAK SPACE}%")
    expect(row).to_contain_text("Besvarad anmärkning")
    expect(row).to_contain_text(ANSWER)
    row.get_by_role("button", name="Stäng anmärkningen").click()
    expect(reviewer.get_by_role("status")).to_have_text("Anmärkningen är stängd.")
    expect(row).to_contain_text("Stängd anmärkning")
    reviewer.get_by_role("button", name="Godkänn svaret").click()
    told = "Svaret från Region Stockholm är nu godkänt."
    expect(reviewer.get_by_role("status")).to_have_text(told)


def box(page):
    return page.get_by_role("textbox", name=QUESTION)
