"""Small stories of filling in, each told by what is seen on the page."""

import re

from playwright.sync_api import expect

from tests.browser.visits import (
    expect_saved,
    load,
    open_section,
    password_of,
    published_answers,
)

REGION = "Regionenkäten 2023"
HELPER = "Hjälpenkäten 2023"
CONTINUITY = "Kontinuitet och delaktighet"
NEAR_CARE = "Utveckling av den nära vården"
DIGITAL = "Digitalisering och e-hälsa"


def share(page):
    """The box for the share with a doctor of their own, and its mark for not known."""
    question = "Hur stor andel av befolkningen i regionen hade en fast namngiven läkarkontakt"
    box = page.get_by_role("textbox", name=question)
    mark = page.get_by_role("checkbox", name=re.compile(f"^Kan ej uppskattas.*{question}"))
    return box, mark


def share_in_care_homes(page):
    return page.get_by_role("textbox", name="Hur stor andel av dem som bor på särskilt boende")


def test_kan_ej_uppskattas_is_one_click_and_a_number_takes_it_back(visit):
    lead = visit("stockholm")
    open_section(lead, REGION, CONTINUITY)
    box, mark = share(lead)
    box.fill("72")
    mark.check()
    expect(box).to_have_value("")
    expect_saved(lead)
    lead.reload()
    expect(mark).to_be_checked()
    expect(box).to_have_value("")
    box.fill("0")
    expect(mark).not_to_be_checked()
    expect_saved(lead)
    lead.reload()
    expect(box).to_have_value("0")
    expect(mark).not_to_be_checked()


def test_a_question_comes_when_it_is_asked_for_and_keeps_what_was_written(visit):
    lead = visit("stockholm")
    open_section(lead, REGION, NEAR_CARE)
    spread = lead.get_by_role("group", name="breddinfört insatser")
    example = lead.get_by_role("textbox", name="Ge exempel på breddinförda insatser")
    expect(example).to_be_hidden()
    spread.get_by_label("Ja").check()
    expect(example).to_be_visible()
    example.fill("Digitala besök i hela länet")
    expect_saved(lead)
    spread.get_by_label("Nej").check()
    expect(example).to_be_hidden()
    lead.reload()
    expect(example).to_be_hidden()
    spread.get_by_label("Ja").check()
    expect(example).to_be_visible()
    expect(example).to_have_value("Digitala besök i hela länet")


def test_two_colleagues_in_the_same_section_do_not_undo_each_other(visit):
    lead, colleague = visit("stockholm"), visit("kollega")
    for page in (lead, colleague):
        open_section(page, REGION, CONTINUITY)
    share(lead)[0].fill("72")
    expect_saved(lead)
    share_in_care_homes(colleague).fill("91,5")
    expect_saved(colleague)
    for page in (lead, colleague):
        page.reload()
        expect(share(page)[0]).to_have_value("72")
        expect(share_in_care_homes(page)).to_have_value("91,5")


def test_a_visit_that_ended_while_typing_is_told_and_loses_nothing(visit, site):
    lead = visit("stockholm")
    open_section(lead, REGION, CONTINUITY)
    lead.context.clear_cookies(name="sessionid")
    share(lead)[0].fill("72")
    told = "Inte sparat: du är utloggad. Det du har skrivit står kvar här."
    expect(lead.get_by_role("status").filter(has_text=told)).to_be_in_viewport()
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("status").filter(has_text=told)).to_be_visible()
    expect(share(lead)[0]).to_have_value("72")
    with lead.context.expect_page() as opened:
        lead.get_by_role("link", name="Logga in i en ny flik").click()
    tab = opened.value
    tab.get_by_label("E-postadress").fill("stockholm@demo.example")
    tab.get_by_label("Lösenord").fill(password_of(site))
    tab.get_by_role("button", name="Logga in").click()
    expect(tab.get_by_role("heading", name="Mina enkäter")).to_be_visible()
    lead.get_by_role("button", name="Spara", exact=True).click()
    expect(lead.get_by_role("main")).to_contain_text(re.compile(r"Sparat klockan \d\d\.\d\d\."))
    open_section(tab, REGION, CONTINUITY)
    expect(share(tab)[0]).to_have_value("72")


def test_without_scripts_one_fills_in_explains_and_hands_in(visit, site, tmp_path):
    """As the first, a kommun whose last section is not filled in and whose weeks are odd."""
    odd = {("vfu_veckor", "forra_aret"): "100", ("vfu_veckor", "i_ar"): "1000"}
    rows = published_answers("kommun", "0114")
    for row in rows:
        row["value"] = odd.get((row["question"], row["option"]), row["value"])
    load(site, tmp_path, [row for row in rows if row["question"] != "lag_2022_913"])
    lead = visit("vasby", java_script_enabled=False)

    open_section(lead, HELPER, DIGITAL)
    lead.get_by_role("button", name="Spara", exact=True).click()
    law = lead.get_by_role("group", name="enligt lagen (2022:913)")
    expect(law).to_contain_text("Fel: Rutan är tom. Fyll i ett svar.")
    law.get_by_label("Ja").check()
    lead.get_by_role("button", name="Spara och gå vidare").click()

    expect(lead.get_by_role("heading", name="Kontrollera och lämna in")).to_be_visible()
    lead.get_by_role("button", name="Lämna in svaret").click()
    refusal = "Ändra eller förklara de kontrollfrågor som är kvar."
    expect(lead.get_by_role("alert")).to_contain_text(refusal)
    query = lead.get_by_role("listitem").filter(has_text="Antalet VFU-veckor skiljer sig mycket")
    query.get_by_label("Förklaring").fill("En ny utbildning började i höstas.")
    query.get_by_role("button", name="Spara förklaringen").click()
    lead.get_by_role("button", name="Lämna in svaret").click()
    expect(lead.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()
    expect(lead.get_by_role("main")).to_contain_text("Kvitto 2023-kommun-0114-1")

    open_section(lead, HELPER, DIGITAL)
    expect(lead.get_by_role("main")).to_contain_text("Svaret är inlämnat.")
    expect(law.get_by_label("Ja")).to_be_checked()
    for box in lead.get_by_role("radio").all():
        expect(box).to_be_disabled()
    expect(lead.get_by_role("button", name="Spara")).to_have_count(0)


def test_an_rss_fills_in_for_a_kommun_and_socialstyrelsen_sees_nothing_of_it(visit, site, tmp_path):
    rows = published_answers("kommun", "0114")
    load(site, tmp_path, [row for row in rows if row["question"] != "lag_2022_913"])
    rss = visit("storsthlm")
    rss.get_by_role("link", name="Kommunerna 2023").click()
    rss.get_by_role("table").get_by_role("link", name="Upplands Väsby").click()
    rss.get_by_role("link", name="Öppna svaret").click()
    rss.get_by_role("link", name=DIGITAL).click()
    rss.get_by_role("group", name="enligt lagen (2022:913)").get_by_label("Nej").check()
    expect_saved(rss)
    rss.get_by_role("button", name="Spara och gå vidare").click()
    rss.get_by_role("button", name="Lämna in svaret").click()
    expect(rss.get_by_role("heading", name="Tack! Svaret är inlämnat.")).to_be_visible()
    receipt = rss.url

    rss.get_by_role("link", name=HELPER).click()
    rss.get_by_role("link", name="Granska svaret").click()
    review = rss.url
    rss.get_by_role("button", name="Godkänn svaret").click()
    expect(rss.get_by_role("status")).to_have_text("Svaret från Upplands Väsby är nu godkänt.")

    for role in ("handlaggare", "analytiker", "administrator"):
        staff = visit(role)
        for address in (receipt, review):
            assert staff.goto(address).status == 404
            expect(staff.get_by_role("heading", name="Sidan finns inte")).to_be_visible()
        staff.get_by_role("link", name="Granskning").click()
        expect(staff.get_by_role("table")).to_contain_text("Storsthlm")
        expect(staff.get_by_role("table")).not_to_contain_text("Upplands Väsby")
