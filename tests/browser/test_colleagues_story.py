"""A lead invites a colleague, who comes by the letter, fills in its own sections and no others."""

import re

import pytest
from playwright.sync_api import expect

from regions.models import Invitation, Organisation
from surveys.models import Answer
from tests.browser.hindrances import hindrances, wider_than_the_page
from tests.browser.visits import expect_saved, open_section
from tests.browsing import PHONE
from tests.mailbox import link_in

REGION = "Regionenkäten 2023"
MINE, ALSO_MINE = "Kontinuitet och delaktighet", "Ambulanssjukvård"
THEIRS = "Digitalisering och e-hälsa"
PASSWORD = "en lång och säker fras"


@pytest.fixture
def visit(mailbox, visit, site, monkeypatch):
    """The site has a worker, who sends letters."""
    monkeypatch.setenv("PORTAL_ADDRESS", site.url)
    site.start_worker()
    return visit


def link_in_letter(mailbox, number=1):
    return link_in(mailbox.await_letters(number)[number - 1])


def find_nothing_wrong(page):
    """No rule of accessibility is broken, and the page is no wider than its screen."""
    assert hindrances(page) == []
    assert wider_than_the_page(page) == []


def open_colleagues(page):
    page.get_by_role("link", name="Medarbetare i Region Stockholm").click()
    expect(page.get_by_role("heading", name="Medarbetare", level=1)).to_be_visible()


def invite(page, name, email, *sections):
    page.get_by_label("Namn").fill(name)
    page.get_by_label("E-postadress").fill(email)
    boxes = page.get_by_role("checkbox")
    expect(boxes.first).to_be_hidden()
    page.get_by_label("Bara de avsnitt jag markerar").check()
    expect(boxes).to_have_count(7)
    for section in sections:
        page.get_by_label(section).check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("status")).to_have_text(f"En inbjudan är på väg till {email}.")


def test_from_the_invitation_to_the_first_answer(browse, mailbox, site, visit):
    lead = visit("stockholm")
    open_colleagues(lead)
    find_nothing_wrong(lead)
    invite(lead, "Kim Kollega", "kim@region.example", MINE, ALSO_MINE)
    find_nothing_wrong(lead)

    kim = browse(site, viewport=PHONE)
    link = link_in_letter(mailbox)
    assert link.startswith(site.url)
    kim.goto(link)
    expect(kim).to_have_url(f"{site.url}/inbjudan/")
    find_nothing_wrong(kim)
    kim.get_by_label("Nytt lösenord").first.fill(PASSWORD)
    kim.get_by_label("Bekräfta nytt lösenord").fill(PASSWORD)
    kim.get_by_role("button", name="Spara lösenordet och gå in").click()
    expect(kim.get_by_role("status")).to_contain_text("Välkommen!")

    sees_what_is_its_own(kim)
    reads_but_does_not_write_in_others(kim)
    fills_in_its_own(kim)
    cannot_hand_in(kim)

    lead.get_by_role("link", name=REGION).click()
    part = lead.locator(".parts li", has_text=MINE)
    expect(part).to_contain_text(re.compile(r"Fylls i av Kim Kollega\.\s+Senast ändrat av Kim"))
    expect(lead.get_by_text("Ungefär 1 minut hittills.")).to_be_visible()
    find_nothing_wrong(lead)

    late = browse(site)
    late.goto(link)
    expect(late.get_by_role("heading", name="Inbjudan går inte att använda")).to_be_visible()
    expect(late.get_by_text("Inbjudan är redan använd.")).to_be_visible()
    find_nothing_wrong(late)


def sees_what_is_its_own(kim):
    kim.get_by_role("link", name=REGION).click()
    expect(kim.locator(".parts li", has_text="Fylls i av dig.")).to_have_count(2)
    expect(kim.locator(".parts li", has_text="Du kan läsa, men inte ändra.")).to_have_count(5)
    expect(kim.get_by_role("link", name="Medarbetare", exact=True)).to_have_count(0)
    find_nothing_wrong(kim)


def reads_but_does_not_write_in_others(kim):
    open_section(kim, REGION, THEIRS)
    expect(kim.get_by_text("Avsnittet fylls i av andra i organisationen.")).to_be_visible()
    assert kim.get_by_role("radio").count() > 0
    for box in kim.get_by_role("radio").all():
        expect(box).to_be_disabled()
    expect(kim.get_by_role("button", name="Spara")).to_have_count(0)


def fills_in_its_own(kim):
    for section in (ALSO_MINE, MINE):
        open_section(kim, REGION, section)
        kim.get_by_label("Ja", exact=True).first.check()
        expect_saved(kim)


def cannot_hand_in(kim):
    kim.get_by_role("link", name=REGION).click()
    kim.get_by_role("link", name="Kontrollera och lämna in").click()
    expect(kim.get_by_text("Bara den huvudansvariga i organisationen kan lämna in")).to_be_visible()
    expect(kim.get_by_role("button", name="Lämna in svaret")).to_have_count(0)


def test_a_lead_changes_its_mind_hands_over_and_is_out(browse, mailbox, site, visit):
    """By keyboard where it matters most, and on a page that was open before."""
    lead, colleague = visit("stockholm"), visit("kollega")
    open_section(colleague, REGION, THEIRS)

    open_colleagues(lead)
    lead.get_by_role("link", name="Ändra för Demo: kollega").click()
    find_nothing_wrong(lead)
    lead.get_by_label("Bara de avsnitt jag markerar").focus()
    lead.keyboard.press("Space")
    lead.get_by_label(MINE).focus()
    lead.keyboard.press("Space")
    lead.get_by_role("button", name="Spara avsnitten").press("Enter")
    expect(lead.get_by_role("status")).to_contain_text("har fått sina avsnitt")

    # The colleague's page is older than that; what it sends is refused, and says why.
    colleague.get_by_role("radio").first.check()
    expect(colleague.get_by_text("Avsnittet fylls i av andra i organisationen.")).to_be_visible()
    assert site.ask(Answer.objects.count) == 0

    lead.get_by_role("link", name="Ändra för Demo: kollega").click()
    lead.get_by_role("button", name="Lämna över mitt huvudansvar").click()
    expect(lead.get_by_role("status")).to_contain_text("Du har lämnat över huvudansvaret")
    expect(lead.get_by_role("link", name="Medarbetare i Region Stockholm")).to_have_count(0)

    colleague.goto("/")
    open_colleagues(colleague)
    colleague.get_by_role("link", name="Ändra för Demo: Stockholm").click()
    colleague.get_by_role("button", name="Avsluta åtkomsten för Demo: Stockholm").click()
    expect(colleague.get_by_role("status")).to_contain_text("har inte längre åtkomst")
    lead.goto("/enkater/")
    expect(lead.get_by_text("Här finns inget att svara på just nu.")).to_be_visible()
    find_nothing_wrong(colleague)


def test_without_scripts_an_invitation_is_sent_and_sent_again(browse, mailbox, site, visit):
    lead = visit("stockholm", java_script_enabled=False)
    open_colleagues(lead)
    invite(lead, "Kim Kollega", "kim@region.example", MINE)
    first = link_in_letter(mailbox)
    lead.reload()
    lead.get_by_role("button", name="Skicka igen till Kim Kollega").click()
    expect(lead.get_by_role("status")).to_contain_text("Den förra länken gäller inte längre.")
    second = link_in_letter(mailbox, 2)

    kim = browse(site)
    kim.goto(first)
    expect(kim.get_by_text("Har du fått ett nyare brev, använd länken i det.")).to_be_visible()
    kim.goto(second)
    expect(kim.get_by_role("heading", name="Region Stockholm")).to_be_visible()

    lead.get_by_role("button", name="Återkalla inbjudan till Kim Kollega").click()
    expect(lead.get_by_role("status")).to_contain_text("är återkallad")
    kim.reload()
    expect(kim.get_by_text("Länken gäller inte längre.")).to_be_visible()
    region = site.ask(lambda: Organisation.objects.get(kind="region", code="01").pk)
    assert site.ask(lambda: Invitation.objects.open().filter(organisation=region).count()) == 0
