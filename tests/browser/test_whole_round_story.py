"""A whole round run by staff alone: last year is copied, changed, tried, refused, mended and issued; those
who lead are invited and reminded; an answer is reviewed, returned and approved; the answers are taken out."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from celery import Celery
from django.db.models import F
from django.utils import formats, timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from regions.models import User
from surveys import answers, calendar, remarks, workflow
from surveys.models import Remark, Round
from tests import factories
from tests.browser import acts
from tests.browser.acts import QUESTION, button, told
from tests.browser.visits import open_section

REGION, RSS, NEW = "Region Stockholm", "Storsthlm", "Region Uppsala"
SECTION = "Utveckling av den nära vården"
CORRECTION = "Räkna även det som är infört i delar av regionen."
REMARK = "I delrapporten skriver ni att ni har infört en del. Stämmer svaret?"
ANSWER = "Nej, det ska stå ja. Vi har rättat."
STOCKHOLM, STORSTHLM, SKANE = "stockholm@demo.example", "storsthlm@demo.example", "lead@skane.se"
FOUR_WEEKS = timedelta(weeks=4)


class Office:
    """The site with its worker, the letters that have come, and the time that goes by."""

    def __init__(self, site, mailbox):
        self.site, self.mailbox, self.read = site, mailbox, 0

    def ring(self):
        """As beat does every five minutes."""
        with Celery(broker=self.site.redis_url) as app:
            app.send_task("surveys.tasks.send_due_letters")

    def letters(self, number):
        """{address: subject} of the letters that have come since they were last read."""
        come = self.mailbox.await_letters(self.read + number)
        new, self.read = come[self.read :], len(come)
        return {letter["To"]: " ".join(letter["Subject"].split()) for letter in new}

    def four_weeks_go_by(self):
        """The clock stands where it is, so the round's days move the other way."""

        def act():
            days = {"opens": F("opens") - FOUR_WEEKS, "deadline": F("deadline") - FOUR_WEEKS}
            Round.objects.filter(year=2024).update(**days)

        self.site.ask(act)


@pytest.fixture
def office(mailbox, site, monkeypatch):
    monkeypatch.setenv("PORTAL_ADDRESS", site.url)
    site.start_worker()
    return Office(site, mailbox)


@pytest.fixture
def visit(visit, office, site):
    site.ask(lambda: factories.member("region", "12", email=SKANE).pk)
    return visit


def test_a_whole_round_is_run_by_staff_alone(visit, office, site):
    staff = visit("handlaggare")
    opens = site.ask(lambda: calendar.day_of(timezone.now()))
    acts.copies_last_year(staff, opens, opens + timedelta(weeks=6))
    acts.changes_a_wording(staff)
    acts.adds_an_option_and_moves_it(staff)
    acts.moves_a_question_by_keyboard(staff)
    fills_in_the_preview(staff)
    acts.is_refused_by_the_linter(staff)
    acts.mends(staff)
    acts.issues(staff)

    invites_a_lead(staff, office)
    sees_that_the_round_is_open(staff, office)
    region = visit("stockholm")
    meets_the_new_wording(region)
    corrects(staff, office)
    meets_the_correction(region)

    site.ask(answer_and_hand_in)
    office.four_weeks_go_by()
    reminds_those_who_have_not_handed_in(staff, office)
    extends(staff, office, opens + timedelta(weeks=8))

    acts.to(staff, "Granskning")
    acts.remarks_on_the_box(staff, REGION, QUESTION, REMARK)
    acts.returns_it(staff, REGION)
    site.ask(answer_the_remark_and_hand_in_again)
    staff.reload()
    acts.reads_the_answer_closes_and_approves(staff, REGION, QUESTION, "Ja", ANSWER)
    takes_the_answers_out(staff, site)
    assert office.letters(0) == {}


# ---- preparing ----


def fills_in_the_preview(page):
    """What is wrong is said as each box is left, and what is asked comes and goes; nothing is pressed."""
    acts.opens_the_preview(page)
    sees_what_differs(page)
    acts.goes_to_the_section(page, "Kontinuitet och delaktighet")
    box = page.get_by_role("textbox", name=acts.SHARE)
    unknown = page.get_by_role("checkbox", name=re.compile(f"^Kan ej uppskattas.*{acts.SHARE}"))
    unknown.check()
    box.fill("172")
    expect(unknown).not_to_be_checked()
    categories = page.get_by_role("group", name="Vilka läkarkategorier")
    expect(categories).to_be_hidden()
    page.get_by_role("group", name="Har regionen antagit riktlinjer").get_by_label("Ja").check()
    expect(categories).to_be_visible()
    expect(page.locator("#prov")).to_contain_text("Talet 172 är högre än 100")
    expect(page.locator("#prov")).not_to_contain_text("Rutan är tom")
    box.fill("17,2")
    box.blur()
    expect(page.locator("#prov")).not_to_contain_text("är högre än 100")
    page.get_by_role("link", name="Regionenkäten 2024").click()


def sees_what_differs(page):
    page.get_by_text("I det här avsnittet: 2").click()
    differ = page.get_by_role("region", name="Det här avsnittet mot 2023")
    expect(differ.get_by_role("link", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("region", name="Granskaren")).to_contain_text("Inga problem.")


# ---- people and letters ----


def invites_a_lead(page, office):
    page.get_by_role("link", name="Uppgiftslämnare och anstånd").click()
    page.get_by_role("link", name="Utan huvudansvarig").click()
    page.get_by_role("link", name=NEW).click()
    page.get_by_role("textbox", name="Namn", exact=True).fill("Ulla Berg")
    page.get_by_role("textbox", name="E-postadress", exact=True).fill("ulla@uppsala.se")
    button(page, "Skicka inbjudan").click()
    told(page, "En inbjudan är på väg till ulla@uppsala.se.")
    assert list(office.letters(1)) == ["ulla@uppsala.se"]


def sees_that_the_round_is_open(page, office):
    office.ring()
    letters = office.letters(3)
    assert sorted(letters) == sorted([STOCKHOLM, STORSTHLM, SKANE])
    assert letters[STOCKHOLM] == "Regionenkäten 2024 är öppen att besvara"
    opens_the_letters(page)
    opening = page.get_by_role("row", name="Enkäten är öppen").first
    expect(opening.get_by_role("cell").nth(1)).to_have_text("3")


def opens_the_letters(page):
    acts.to(page, "Uppgiftslämnare")
    page.get_by_role("link", name="Utskick").click()


def reminds_those_who_have_not_handed_in(page, office):
    """Stockholm has: it gets none."""
    opens_the_letters(page)
    due = (
        page.get_by_role("row").filter(has_text="Nu").filter(has_text="Påminnelse två veckor före")
    )
    expect(due).to_contain_text("2 personer hos 2 av 46 uppgiftslämnare")
    office.ring()
    letters = office.letters(2)
    assert sorted(letters) == sorted([STORSTHLM, SKANE])
    assert letters[SKANE].startswith("Påminnelse: svara på Regionenkäten 2024 senast")
    page.reload()
    expect(due.get_by_role("cell").nth(1)).to_have_text("2")
    expect(due).to_contain_text("0 personer hos 0 av 46 uppgiftslämnare")


def extends(page, office, day):
    page.get_by_role("row", name=RSS).get_by_role("link").first.click()
    page.get_by_text("Ge anstånd").click()
    page.get_by_label("Ny sista svarsdag").fill(str(day))
    page.get_by_label("Skäl").fill("Sjukdom")
    button(page, "Spara anståndet").click()
    told(page, f"har anstånd till {formats.date_format(day, 'j F Y')}.")
    office.ring()
    letters = office.letters(1)
    assert list(letters) == [STORSTHLM]
    assert letters[STORSTHLM].startswith(f"Ny sista svarsdag för {RSS}")


def corrects(page, office):
    acts.to(page, "Omgångar")
    page.get_by_role("link", name="rättelser i Regionenkäten 2024").click()
    page.get_by_label("Fråga").select_option(label=QUESTION)
    page.get_by_role("textbox", name="Rättelse").fill(CORRECTION)
    button(page, "Spara rättelsen").click()
    told(page, "Rättelse 1 är sparad. Hade svarat på frågan: 0 av 21.")
    office.ring()
    letters = office.letters(2)
    assert sorted(letters) == sorted([STOCKHOLM, SKANE])
    assert letters[SKANE] == "Rättelse i Regionenkäten 2024"


# ---- the region ----


def meets_the_new_wording(page):
    open_section(page, "Regionenkäten 2024", SECTION)
    expect(page.get_by_role("group", name=QUESTION)).to_be_visible()
    expect(page.get_by_role("group", name=QUESTION)).not_to_contain_text("Rättelse")


def meets_the_correction(page):
    page.reload()
    expect(page.get_by_role("group", name=QUESTION)).to_contain_text(f"Rättelse 1: {CORRECTION}")


def of_the_region():
    return factories.response("region", "01", 2024), User.objects.get(email=STOCKHOLM)


def answer_and_hand_in():
    """As last year, and in the new option too."""
    one, lead = of_the_region()
    answers.save(one, factories.published() | {"malgrupp_fokus.obor": "ja"}, by=lead)
    factories.explain_all(one, by=lead)
    workflow.submit(one, by=lead)


def answer_the_remark_and_hand_in_again():
    one, lead = of_the_region()
    answers.save(one, {"breddinfort": "ja"}, by=lead)
    remarks.answer(Remark.objects.get(response=one), ANSWER, by=lead)
    workflow.submit(one, by=lead)


# ---- out ----


def takes_the_answers_out(page, site):
    acts.to(page, "Uttag")
    with site.held_worker(), page.expect_response("**/lage/") as asked:
        button(page, "Gör filen").click()
    assert asked.value.json()["state"] == "waiting"
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta").click()
    rows = rows_of(download.value.path().read_bytes())
    assert rows["breddinfort", ""] == (QUESTION, "ja")
    assert rows[acts.FOCUS, acts.OPTION][1] == "ja"


def rows_of(content):
    """{(question, the option's words): (the question's words, value)} of the sheet of answers."""
    book = load_workbook(BytesIO(content), read_only=True)
    head, *rows = book["Svar"].iter_rows(values_only=True)
    found = [dict(zip(head, row, strict=True)) for row in rows]
    return {
        (row["question"], row["option_label"] or ""): (row["question_text"], row["value"])
        for row in found
    }
