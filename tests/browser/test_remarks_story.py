"""A reviewer asks about one box; the region sees it there, answers, corrects, and is approved."""

import re

import pytest
from playwright.sync_api import expect

from surveys import workflow
from tests import factories
from tests.browser import acts
from tests.browser.visits import expect_saved, load, open_section, published_answers

ORGANISATION, REGION = "Region Stockholm", "Regionenkäten 2023"
CONTINUITY = "Kontinuitet och delaktighet"
QUESTION = "Hur stor andel av befolkningen i regionen hade en fast namngiven läkarkontakt"
REMARK = "Ni skrev 60 procent i delrapporten. Stämmer talet?"
ANSWER = "Nej, 60 procent är rätt. Vi har rättat."


@pytest.fixture
def visit(visit, site, tmp_path):
    """Region Stockholm has handed in."""
    load(site, tmp_path, published_answers("region", "01"), submit=True)
    return visit


def test_a_remark_is_written_answered_and_closed_without_scripts(visit):
    reviewer = visit("handlaggare", java_script_enabled=False)
    acts.remarks_on_the_box(reviewer, ORGANISATION, QUESTION, REMARK)
    acts.returns_it(reviewer, ORGANISATION)

    lead = visit("stockholm", java_script_enabled=False)
    meets_the_remark_at_the_box(lead)
    is_refused_before_answering(lead)
    answers_and_corrects(lead)
    hands_in(lead)

    reviewer.reload()
    value = "60\N{NO-BREAK SPACE}%"
    acts.reads_the_answer_closes_and_approves(reviewer, ORGANISATION, QUESTION, value, ANSWER)


def test_a_box_keeps_its_remark_while_it_is_filled_in(visit, site):
    site.ask(remark_and_return)
    lead = visit("stockholm")
    meets_the_remark_at_the_box(lead)
    described = answers_and_corrects(lead)
    box(lead).fill("61")
    expect_saved(lead)
    box(lead).fill("60")
    expect_saved(lead)
    expect(box(lead)).to_have_accessible_description(described)


def remark_and_return():
    one, reviewer = factories.response(), factories.staff()
    factories.remark(one, by=reviewer, text=REMARK)
    workflow.return_to_respondent(one, by=reviewer, reason="Se anmärkningen.")


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


def answers_and_corrects(lead):
    """What is typed when one goes to answer is saved on the way. Returns how the box is described then."""
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
    return described


def hands_in(lead):
    lead.get_by_role("link", name=REGION).click()
    lead.get_by_role("link", name="Kontrollera och lämna in").click()
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()


def box(page):
    return page.get_by_role("textbox", name=QUESTION)
