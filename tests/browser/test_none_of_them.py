"""A list with "Inget av alternativen": the page lets it and the others exclude each other, and saves both."""

import re

import pytest
from playwright.sync_api import expect

from surveys import answers, sheet
from tests import factories
from tests.browser.hindrances import hindrances, tab_to, wider_than_the_page
from tests.browser.visits import expect_saved, open_section
from tests.browsing import PHONE

TEXT = """
sections:
  - code: a
    title: Behov
    questions:
      - code: behov
        kind: multi
        text: Vilka behov finns?
        none: true
        options:
          - {code: vagar, label: Vägar}
          - {code: broar, label: Broar}
          - {code: farjor, label: Färjor}
      - {code: varfor, kind: text, text: Varför, visible_when: "'inget' in svar.behov"}
"""
NONE = "Inget av alternativen"


@pytest.fixture
def visit(visit, site, tmp_path):
    """`visit("stockholm")` is a page where that demo account is in the section."""
    site.ask(lambda: bool(factories.issued(tmp_path, TEXT)))

    def visit_section(name, **options):
        page = visit(name, **options)
        open_section(page, "Enkät 2030", "Behov")
        return page

    return visit_section


def mark(page, name):
    return page.get_by_role("checkbox", name=name)


def said(page):
    return page.get_by_role("group", name="Vilka behov finns?").get_by_role("status")


def marked(page):
    return page.get_by_role("checkbox", checked=True)


def held(site):
    return site.ask(lambda: sorted(sheet.of(factories.response(year=2030)).values))


def test_none_clears_the_others_and_one_of_them_clears_none(visit, site):
    lead = visit("stockholm")
    mark(lead, "Vägar").check()
    mark(lead, "Färjor").check()
    expect_saved(lead)
    mark(lead, NONE).check()
    expect(said(lead)).to_have_text("Sparat. De andra markeringarna är borttagna.")
    expect(marked(lead)).to_have_count(1)
    expect(lead.get_by_role("textbox", name="Varför")).to_be_visible()
    assert held(site) == ["behov.inget"]
    assert hindrances(lead) == []

    lead.reload()
    expect(mark(lead, NONE)).to_be_checked()
    expect(marked(lead)).to_have_count(1)
    mark(lead, "Broar").check()
    expect(said(lead)).to_have_text(f"Sparat. Markeringen vid ”{NONE}” är borttagen.")
    expect(mark(lead, NONE)).not_to_be_checked()
    assert held(site) == ["behov.broar"]

    mark(lead, "Vägar").check()
    expect(said(lead)).to_have_text("Sparat")
    expect(marked(lead)).to_have_count(2)
    assert held(site) == ["behov.broar", "behov.vagar"]
    lead.reload()
    expect(marked(lead)).to_have_count(2)


def test_nothing_is_said_to_be_wrong_on_the_way(visit):
    lead = visit("stockholm")
    mark(lead, "Vägar").check()
    expect_saved(lead)
    lead.evaluate(
        """() => {
          window.said = [];
          const watch = new MutationObserver(() => {
            window.said.push(document.querySelector(".question").textContent.includes("Fel:"));
          });
          watch.observe(document.querySelector(".question"), { childList: true, subtree: true });
        }"""
    )
    mark(lead, NONE).check()
    expect(said(lead)).to_have_text("Sparat. Markeringen vid ”Vägar” är borttagen.")
    assert True not in lead.evaluate("() => window.said")


def test_with_a_keyboard_alone(visit, site):
    lead = visit("stockholm")
    tab_to(lead, mark(lead, "Vägar"))
    lead.keyboard.press("Space")
    tab_to(lead, mark(lead, NONE))
    lead.keyboard.press("Space")
    expect(mark(lead, NONE)).to_be_focused()
    expect(said(lead)).to_have_text("Sparat. Markeringen vid ”Vägar” är borttagen.")
    assert held(site) == ["behov.inget"]
    lead.keyboard.press("Shift+Tab")
    expect(mark(lead, "Färjor")).to_be_focused()
    lead.keyboard.press("Space")
    expect(said(lead)).to_have_text(f"Sparat. Markeringen vid ”{NONE}” är borttagen.")
    assert held(site) == ["behov.farjor"]


def test_while_the_line_is_cut_both_changes_wait_and_are_saved(visit, site):
    lead = visit("stockholm")
    mark(lead, "Vägar").check()
    expect_saved(lead)
    lead.context.set_offline(True)
    mark(lead, NONE).check()
    expect(lead.locator("#sparat")).to_contain_text("Inte sparat än: 2 rutor.")
    assert held(site) == ["behov.vagar"]
    lead.context.set_offline(False)
    expect_saved(lead)
    expect(marked(lead)).to_have_count(1)
    assert held(site) == ["behov.inget"]


def test_where_both_stand_one_is_told_what_to_do(visit, site):
    site.ask(_both)
    lead = visit("stockholm", viewport=PHONE)
    told = re.compile(f"”{NONE}” är markerat tillsammans med andra alternativ.")
    expect(mark(lead, NONE)).to_have_accessible_description(told)
    expect(marked(lead)).to_have_count(2)
    assert hindrances(lead) == []
    assert wider_than_the_page(lead) == []
    mark(lead, "Vägar").uncheck()
    expect(said(lead)).to_have_text("Sparat")
    expect(lead.get_by_role("main")).not_to_contain_text("Fel:")
    assert held(site) == ["behov.inget"]


def _both():
    typed = {"behov.vagar": "ja", "behov.inget": "ja"}
    answers.save(factories.response(year=2030), typed, by=factories.member())


def test_without_scripts_both_may_stand_and_it_is_told(visit, site):
    lead = visit("stockholm", java_script_enabled=False)
    mark(lead, "Vägar").check()
    mark(lead, NONE).check()
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("main")).to_contain_text(f"Fel: ”{NONE}” är markerat")
    mark(lead, NONE).uncheck()
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("main")).not_to_contain_text("Fel:")
    assert held(site) == ["behov.vagar"]
