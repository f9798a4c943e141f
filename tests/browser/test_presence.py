"""Two colleagues in one section see each other there, and see each other go."""

import pytest
from playwright.sync_api import expect

from tests.browser.hindrances import hindrances
from tests.browser.visits import enter, open_section

REGION = "Regionenkäten 2023"
HERE, ELSEWHERE = "Kontinuitet och delaktighet", "Ambulanssjukvård"
LEAD_IS_HERE = "Demo: Stockholm är också i avsnittet just nu."
COLLEAGUE_IS_HERE = "Demo: kollega är också i avsnittet just nu."


@pytest.fixture
def visit(browse, site):
    """Somebody's desk. The clock of their page goes on when it is told to."""

    def visit(name):
        page = browse(site)
        page.clock.install()
        enter(page, site, name)
        return page

    return visit


@pytest.fixture
def lead(visit):
    page = visit("stockholm")
    open_section(page, REGION, HERE)
    return page


@pytest.fixture
def colleague(visit):
    return visit("kollega")


def told(page):
    return page.locator("[data-here]")


def a_while_later(page):
    page.clock.fast_forward(20_000)


def test_colleagues_see_each_other_come_and_go(lead, colleague):
    expect(told(lead)).to_have_text("")
    open_section(colleague, REGION, HERE)
    expect(told(colleague)).to_have_text(LEAD_IS_HERE)
    expect(told(colleague)).to_have_role("status")
    assert hindrances(colleague) == []

    a_while_later(lead)
    expect(told(lead)).to_have_text(COLLEAGUE_IS_HERE)

    open_section(colleague, REGION, ELSEWHERE)
    expect(told(colleague)).to_have_text("")
    a_while_later(lead)
    expect(told(lead)).to_have_text("")


def test_nobody_is_there_when_the_line_is_cut(lead, colleague):
    open_section(colleague, REGION, HERE)
    expect(told(colleague)).to_have_text(LEAD_IS_HERE)
    lead.context.set_offline(True)
    a_while_later(lead)
    expect(told(lead)).to_have_text("")
    lead.context.set_offline(False)
    a_while_later(lead)
    expect(told(lead)).to_have_text(COLLEAGUE_IS_HERE)
