"""Each box saves itself: told where one looks, never over a colleague's, and never lost."""

import re

import pytest
from playwright.sync_api import expect

from surveys import answers, sheet
from tests import factories
from tests.browser.hindrances import hindrances, tab_to
from tests.browser.visits import expect_saved, open_section

REGION = "Regionenkäten 2023"
CONTINUITY = "Kontinuitet och delaktighet"
SHARE = "Hur stor andel av befolkningen i regionen hade en fast namngiven läkarkontakt"
CARE_HOMES = "Hur stor andel av dem som bor på särskilt boende"
ON_1177 = "Kan invånaren få information om sin fasta läkarkontakt via 1177?"
NOT_YET = "Inte sparat än. Det du har skrivit finns kvar här i webbläsaren, och vi försöker igen."


@pytest.fixture
def visit(visit):
    """`visit("stockholm")` is a page where that demo account is in the section."""

    def visit_section(name, **options):
        page = visit(name, **options)
        open_section(page, REGION, CONTINUITY)
        return page

    return visit_section


def box(page, name=SHARE):
    return page.get_by_role("textbox", name=name)


def beside(page, name=SHARE):
    """The question with all that is said about it."""
    return page.locator(".question").filter(has=box(page, name))


def held(site, code="fast_lakare_andel"):
    return site.ask(lambda: sheet.of(factories.response()).shown(code))


def leave(page):
    page.keyboard.press("Tab")


def close_without_a_line(page):
    """A page on its way out is not held to the browser's being offline: nothing it says gets through."""
    page.evaluate(
        "() => { navigator.sendBeacon = () => false; window.fetch = () => new Promise(() => {}); }"
    )
    page.close()


def test_a_box_that_is_left_is_saved_and_what_is_wrong_is_told_beside_it(visit, site):
    lead = visit("stockholm")
    box(lead).fill("120")
    leave(lead)
    question = beside(lead)
    expect(question.get_by_role("status")).to_have_text("Sparat, men behöver rättas.")
    told = "Talet 120 är högre än 100, som är det högsta möjliga."
    expect(question).to_contain_text(told)
    expect(box(lead)).to_have_attribute("aria-invalid", "true")
    expect(box(lead)).to_have_accessible_description(re.compile(told))
    assert hindrances(lead) == []
    assert held(site) == "120\u00a0%"

    box(lead).fill("20")
    leave(lead)
    expect(question.get_by_role("status")).to_have_text("Sparat")
    expect(question).not_to_contain_text(told)
    expect(box(lead)).not_to_have_attribute("aria-invalid", "true")
    assert held(site) == "20\u00a0%"


def test_one_who_pauses_is_saved_and_not_told_that_half_a_value_is_wrong(visit, site):
    lead = visit("stockholm")
    box(lead).fill("1200")
    expect_saved(lead)
    assert held(site) == "1\u00a0200\u00a0%"
    expect(beside(lead)).not_to_contain_text("högsta möjliga")
    leave(lead)
    expect(beside(lead)).to_contain_text("högsta möjliga")


@pytest.fixture
def conflict(visit):
    """The lead has written 75 where a colleague has written 72 since the page was shown."""
    lead, colleague = visit("stockholm"), visit("kollega")
    box(colleague).fill("72")
    leave(colleague)
    expect(beside(colleague).get_by_role("status")).to_have_text("Sparat")
    box(lead).fill("75")
    leave(lead)
    asked = lead.get_by_role("group", name="Två svar i samma ruta")
    expect(asked).to_contain_text("Demo: kollega har ändrat rutan")
    expect(asked.get_by_role("definition")).to_have_text(["72\u00a0%", "75\u00a0%"])
    told = "Inte sparat: rutan har ändrats av någon annan. Välj vad som ska gälla."
    expect(beside(lead).get_by_role("status")).to_have_text(told)
    return lead, colleague


def test_two_in_the_same_box_and_the_later_lets_the_other_stand(conflict, site):
    lead, _ = conflict
    assert hindrances(lead) == []
    assert held(site) == "72\u00a0%"
    lead.get_by_role("button", name="Behåll 72").click()
    expect(box(lead)).to_have_value("72")
    expect(box(lead)).to_be_focused()
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat")
    expect_saved(lead)
    assert held(site) == "72\u00a0%"


def test_two_in_the_same_box_and_the_later_writes_over_and_the_first_is_asked_then(conflict, site):
    lead, colleague = conflict
    lead.get_by_role("button", name="Skriv 75").click()
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat")
    assert held(site) == "75\u00a0%"
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("main")).to_contain_text("Sparat klockan")
    expect(box(lead)).to_have_value("75")

    box(colleague).fill("73")
    leave(colleague)
    asked = colleague.get_by_role("group", name="Två svar i samma ruta")
    expect(asked).to_contain_text("Demo: Stockholm har ändrat rutan")


def test_the_save_button_waits_for_the_choice(conflict, site):
    lead, _ = conflict
    lead.get_by_role("button", name="Spara och gå vidare").click()
    expect(lead.get_by_role("button", name="Behåll 72")).to_be_focused()
    assert held(site) == "72\u00a0%"


def test_the_line_is_cut_in_the_middle_of_typing_and_comes_back(visit, site):
    lead = visit("stockholm")
    box(lead).press_sequentially("7")
    lead.context.set_offline(True)
    box(lead).press_sequentially("2")
    leave(lead)
    expect(beside(lead).get_by_role("status")).to_have_text(NOT_YET)
    expect(lead.locator("#sparat")).to_contain_text("Inte sparat än: en ruta.")
    assert hindrances(lead) == []
    box(lead, CARE_HOMES).fill("91,5")
    leave(lead)
    expect(lead.locator("#sparat")).to_contain_text("Inte sparat än: 2 rutor.")
    lead.context.set_offline(False)
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat")
    expect_saved(lead)
    assert (held(site), held(site, "fast_lakare_sabo_andel")) == ("72\u00a0%", "91,5\u00a0%")


def test_the_page_is_closed_while_the_line_is_cut_and_opened_again(visit, site):
    lead = visit("stockholm")
    lead.context.set_offline(True)
    box(lead).fill("72")
    leave(lead)
    expect(beside(lead).get_by_role("status")).to_have_text(NOT_YET)
    address = lead.url
    close_without_a_line(lead)
    lead.context.set_offline(False)
    assert held(site) == ""

    again = lead.context.new_page()
    again.goto(address)
    expect(box(again)).to_have_value("72")
    expect_saved(again)
    assert held(site) == "72\u00a0%"
    assert again.evaluate("() => Object.keys(localStorage)") == []


def test_what_a_closed_page_kept_does_not_write_over_what_came_since(visit, site):
    lead = visit("stockholm")
    lead.context.set_offline(True)
    box(lead).fill("72")
    leave(lead)
    expect(beside(lead).get_by_role("status")).to_have_text(NOT_YET)
    address = lead.url
    close_without_a_line(lead)
    colleague = visit("kollega")
    box(colleague).fill("80")
    leave(colleague)
    expect_saved(colleague)

    lead.context.set_offline(False)
    again = lead.context.new_page()
    again.goto(address)
    expect(again.get_by_role("button", name="Behåll 80")).to_be_visible()
    assert held(site) == "80\u00a0%"
    again.get_by_role("button", name="Skriv 72").click()
    expect_saved(again)
    assert held(site) == "72\u00a0%"


def test_a_page_closed_without_leaving_the_box_has_saved_it(visit, site):
    lead = visit("stockholm")
    box(lead).fill("72")
    expect(lead.locator("#sparat")).to_have_text("Ändrat. Sparas när du lämnar rutan.")
    lead.close()
    again = lead.context.new_page()
    again.goto("/")
    open_section(again, REGION, CONTINUITY)
    expect(box(again)).to_have_value("72")


def test_what_is_handed_in_meanwhile_is_locked_and_says_so(visit, site):
    lead = visit("stockholm")
    site.ask(_hand_in)
    box(lead).fill("72")
    leave(lead)
    told = "Låst: Svaret är inlämnat och kan inte ändras."
    expect(beside(lead).get_by_role("status")).to_contain_text(told)
    expect(box(lead)).to_have_value("72")


def _hand_in():
    person, reviewer = factories.member(), factories.staff()
    factories.in_state("submitted", lead=person, reviewer=reviewer)


def test_a_section_is_filled_in_with_a_keyboard_alone(visit, site):
    lead = visit("stockholm")
    tab_to(lead, box(lead))
    lead.keyboard.type("120")
    lead.keyboard.press("Tab")
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat, men behöver rättas.")
    lead.keyboard.press("Shift+Tab")
    expect(box(lead)).to_be_focused()
    lead.keyboard.press("Control+A")
    lead.keyboard.type("60")
    tab_to(lead, lead.get_by_role("button", name="Spara och gå vidare"))
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat")
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("heading", level=1)).not_to_have_text(CONTINUITY)
    assert held(site) == "60\u00a0%"


def test_a_conflict_is_settled_with_a_keyboard_alone(conflict, site):
    lead, _ = conflict
    box(lead).focus()
    tab_to(lead, lead.get_by_role("button", name="Skriv 75"))
    lead.keyboard.press("Enter")
    expect(box(lead)).to_be_focused()
    expect(beside(lead).get_by_role("status")).to_have_text("Sparat")
    assert held(site) == "75\u00a0%"


def test_without_scripts_the_button_asks_too(visit, site):
    lead, colleague = visit("stockholm", java_script_enabled=False), visit("kollega")
    box(colleague).fill("72")
    leave(colleague)
    expect_saved(colleague)
    box(lead).fill("75")
    box(lead, CARE_HOMES).fill("91,5")
    lead.get_by_role("button", name="Spara", exact=True).click()
    alert = "En ruta är inte sparad: någon annan har skrivit där under tiden."
    expect(lead.get_by_role("alert")).to_contain_text(alert)
    asked = lead.get_by_role("group", name="Två svar i samma ruta")
    expect(asked).to_contain_text("Demo: kollega har ändrat rutan")
    assert (held(site), held(site, "fast_lakare_sabo_andel")) == ("72\u00a0%", "91,5\u00a0%")
    expect(box(lead)).to_have_value("75")
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("status").filter(has_text="Sparat klockan")).to_be_visible()
    assert held(site) == "75\u00a0%"


def test_what_a_box_makes_odd_in_another_is_told_where_one_is(visit):
    lead = visit("stockholm")
    box(lead, CARE_HOMES).fill("80")
    leave(lead)
    expect(beside(lead, CARE_HOMES).get_by_role("status")).to_have_text("Sparat")
    box(lead).fill("90")
    leave(lead)
    told = "Sparat. En annan ruta har nu något att rätta eller förklara."
    expect(beside(lead).get_by_role("status")).to_have_text(told)
    expect(beside(lead, CARE_HOMES)).to_contain_text("Kontrollfråga: Andelen med fast läkarkontakt")


def test_a_query_leads_to_the_list_once_the_errors_are_mended(visit, site):
    site.ask(_answer_but_one)
    lead = visit("stockholm")
    box(lead, CARE_HOMES).fill("-5")
    leave(lead)
    box(lead).fill("90")
    leave(lead)
    expect(beside(lead, CARE_HOMES)).to_contain_text("Fel: Talet -5 är lägre än 0")
    expect(beside(lead, CARE_HOMES)).not_to_contain_text("Kontrollfråga")

    box(lead, CARE_HOMES).fill("80")
    leave(lead)
    later = beside(lead, CARE_HOMES).get_by_text("Det förklaras i listan Kontrollera och lämna in")
    now = beside(lead, CARE_HOMES).get_by_role("link", name="Förklara det i listan")
    expect(later).to_be_visible()
    expect(now).to_be_hidden()
    assert hindrances(lead) == []
    lead.get_by_role("group", name=ON_1177).get_by_label("Ja").check()
    expect_saved(lead)

    box(lead, CARE_HOMES).fill("81")
    leave(lead)
    expect(now).to_be_visible()
    expect(later).to_be_hidden()

    # An error anywhere, seen beside its box or not, takes the way to the list away again.
    for contract in ("Utbildat personal", "Informerat personal"):
        lead.get_by_role("checkbox", name=contract).uncheck()
    expect(later).to_be_visible()
    lead.get_by_role("checkbox", name="Utbildat personal").check()
    expect_saved(lead)
    box(lead, CARE_HOMES).fill("82")
    leave(lead)
    now.click()
    query = lead.get_by_role("listitem").filter(has_text="lägre på särskilt boende")
    query.get_by_label("Förklaring").fill("Två boenden är nya.")
    query.get_by_role("button", name="Spara förklaringen").click()
    expect(lead.get_by_role("status")).to_have_text("Förklaringen är sparad.")


def _answer_but_one():
    by = factories.member()
    factories.answered(by=by, fast_lakare_1177="")


def test_last_rounds_answer_is_taken_over_and_confirmed_by_leaving_its_box(visit, site):
    site.ask(_answer_2020)
    lead = visit("stockholm")
    lead.get_by_role("link", name="Goda förutsättningar för vårdens medarbetare").click()
    benefits = lead.get_by_role("group", name="Hur många sjuksköterskor beviljades")
    spring = benefits.get_by_role("textbox", name="Bibehållen grundlön, VT")
    expect(benefits).to_contain_text("2020: 162")
    take = re.compile("Ta över svaret från 2020: Bibehållen grundlön, VT")
    benefits.get_by_role("button", name=take).click()
    expect(spring).to_have_value("162")
    expect(benefits).to_contain_text("Övertaget från 2020, inte bekräftat.")
    assert hindrances(lead) == []
    spring.focus()
    leave(lead)
    expect(benefits).to_contain_text("Övertaget från 2020, inte bekräftat.")
    benefits.get_by_role("textbox", name="Bibehållen grundlön, HT").focus()
    expect(benefits).not_to_contain_text("inte bekräftat")
    expect_saved(lead)
    lead.reload()
    expect(spring).to_have_value("162")
    expect(benefits).not_to_contain_text("inte bekräftat")


def _answer_2020():
    answers.save(
        factories.response(year=2020), factories.published(year=2020), by=factories.member()
    )
