"""What an answer is for, before it is given, and what it came to, once it is handed in."""

import re

import pytest
from playwright.sync_api import expect

from portal.demo import accounts
from regions.models import User
from surveys import workflow
from tests import factories
from tests.browser.visits import enter, open_section
from tests.browsing import DESKTOP, PHONE

QUESTION = "Hur många sjuksköterskor beviljades utbildningsförmån"


def give_back():
    """Region Stockholm's answer, to be handed in once more."""
    reviewer = User.objects.get(email="handlaggare@demo.example")
    workflow.return_to_respondent(factories.response(), by=reviewer, reason="Se över antalen.")


def row(page, question, label):
    table = page.get_by_role("table", name=re.compile(question))
    return table.get_by_role("row", name=re.compile(f"^{label}"))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["wide", "narrow"])
def test_a_region_sees_what_its_answer_is_for_and_what_it_came_to(full_site, browse, viewport):
    full_site.ask(accounts.make)
    full_site.ask(give_back)
    lead = browse(full_site, viewport=viewport)
    enter(lead, full_site, "stockholm")
    open_section(lead, "Regionenkäten 2023", "Goda förutsättningar för vårdens medarbetare")

    asked = lead.get_by_role("group", name=QUESTION)
    more = asked.get_by_role("link", name="Läs mer och se förra resultatet")
    expect(more).to_be_hidden()
    asked.get_by_text("Vad svaret används till").focus()
    lead.keyboard.press("Enter")
    expect(asked.get_by_text("Används i tabell 8 i bilaga 3.")).to_be_visible()
    more.click()

    expect(lead.get_by_role("heading", name="Vad svaret används till")).to_be_visible()
    expect(lead.get_by_role("listitem").filter(has_text="Tabell 8 i bilaga 3")).to_contain_text(
        "Antal sjuksköterskor som beviljats utbildningsförmån"
    )
    then = row(lead, "studielön eller utbildningstjänst", "Utbildningstjänst, HT 2020")
    expect(then.get_by_role("cell")).to_contain_text(["161", "Median 45,5 (20 svar)"])
    lead.get_by_role("link", name="Tillbaka till frågan").click()
    expect(asked).to_be_in_viewport()

    lead.goto(re.sub(r"avsnitt/.*", "kontroll/", lead.url))
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()
    lead.get_by_role("link", name="Visa era resultat").click()

    expect(lead.get_by_role("heading", name="Era resultat")).to_be_visible()
    expect(lead.get_by_text("hittills godkända svar: 20 av 21")).to_be_visible()
    # The own answer is not among the country's until it is approved.
    yes = row(lead, "budgetera en högre andel", "Ja")
    expect(yes.get_by_role("cell")).to_contain_text(["", re.compile(r"\d+ av 20")])
    now = row(lead, QUESTION, "Bibehållen grundlön, HT").get_by_role("cell")
    so_far = re.compile(r"Median \d+(,\d)? \(\d\d\ssvar\)")
    expect(now).to_contain_text(["511", "161", so_far, "Median 45,5 (20 svar)"])

    lead.get_by_role("link", name="Regionenkäten 2023").click()
    lead.get_by_role("link", name="Era resultat").click()
    expect(lead.get_by_role("heading", name="Era resultat")).to_be_visible()
