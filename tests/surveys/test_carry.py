"""Last round's answers beside this round's: seen, taken over, and asked about until confirmed."""

import pytest
from django.urls import reverse

from surveys import answers, boxes, checking, sheet
from surveys.models import Step
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

GRANTS = "utbildningsforman"
VT, HT = f"{GRANTS}.grundlon_vt", f"{GRANTS}.grundlon_ht"


@pytest.fixture
def lead():
    return factories.member()


@pytest.fixture
def one(lead):
    """2023, not begun, of a region that answered in 2020: 0, 0, 162 and 161."""
    answers.save(factories.response(year=2020), factories.published(year=2020), by=lead)
    return factories.response()


@pytest.fixture
def page(one, lead, visit):
    client, address = visit(lead), reverse("section", args=[one.pk, "medarbetare"])

    class Page:
        def see(self):
            return read(client.get(address))

        def send(self, **changes):
            return client.post(address, self.see().form("avsnitt") | changes)

    return Page()


def held(one):
    now = sheet.of(one)
    boxes_of_grants = {code: now.shown(code) for code in now.values if code.startswith(GRANTS)}
    return boxes_of_grants, set(now.taken_over)


def asked(one):
    return {q.item.code for q in checking.check(one).queries if q.rule == "taken_over"}


def test_last_rounds_value_stands_beside_the_box(page):
    lines = [line.text for line in page.see().all(class_="then-line")]

    assert len(lines) == 4
    assert lines[2].startswith("2020: 162 Ta över")


def test_nothing_stands_there_when_nothing_was_answered(lead, visit):
    one = factories.response()

    seen = read(visit(lead).get(reverse("section", args=[one.pk, "medarbetare"])))

    assert seen.all(class_="then-line") == []
    assert "Förra omgångens svar" not in seen.text


def test_one_value_is_taken_over_and_asked_about_until_it_is_confirmed(page, one):
    reply = page.send(ta_over=VT)

    assert reply.url.endswith(f"#ruta-{VT}")
    assert held(one) == ({VT: "162"}, {VT})
    assert asked(one) == {VT}
    assert "Övertaget från 2020, inte bekräftat." in page.see().text

    page.send(bekrafta=VT)
    assert held(one) == ({VT: "162"}, set())
    assert asked(one) == set()


def test_who_leaves_the_box_confirms_it(page, one, lead):
    page.send(ta_over=VT)

    boxes.save(one.pk, VT, "162", "162", by=lead)

    assert held(one) == ({VT: "162"}, set())
    assert not one.findings.filter(rule="taken_over").exists()


def test_who_changes_it_has_confirmed_it(page, one):
    page.send(ta_over=VT)
    page.send(**{VT: "170"})

    assert held(one) == ({VT: "170"}, set())


def test_a_whole_section_is_taken_over_where_it_is_empty(page, one):
    page.send(**{HT: "511", "ta_over": "alla"})

    taken = {f"{GRANTS}.bidrag_vt", f"{GRANTS}.bidrag_ht", VT}
    assert held(one) == (dict.fromkeys(taken, "0") | {VT: "162", HT: "511"}, taken)
    assert asked(one) == taken
    page.send(bekrafta="alla")
    assert asked(one) == set()


def test_what_a_colleague_wrote_meanwhile_is_not_written_over(page, one, lead, visit):
    form = page.see().form("avsnitt")
    boxes.save(one.pk, VT, "170", "", by=factories.member(role="contributor"))

    address = reverse("section", args=[one.pk, "medarbetare"])
    reply = visit(lead).post(address, form | {"ta_over": VT})

    assert reply.status_code == 409
    assert held(one) == ({VT: "170"}, set())


def test_nothing_is_taken_over_into_what_is_handed_in(page, one, lead):
    factories.in_state("submitted", lead=lead, reviewer=None)
    before = held(one), Step.objects.count()

    page.send(ta_over=VT, bekrafta="alla")

    assert (held(one), Step.objects.count()) == before


LISTS = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - code: omraden
        kind: multi
        text: Vilka områden
        options: [{code: stad, label: Stad}, {code: land, label: Land}, {code: hav, label: Hav}]
      - code: plan
        kind: single
        text: Vilken plan
        options: [{code: egen, label: Egen}, {code: LAST, label: Annan}]
"""


def test_a_list_is_taken_over_whole_and_what_no_longer_exists_is_not(issued, lead, visit):
    before = issued(LISTS.replace("LAST", "gammal"), year=2030)
    answers.save(before, {"omraden.stad": "ja", "omraden.hav": "ja", "plan": "gammal"}, by=lead)
    one = issued(LISTS.replace("LAST", "ny"), year=2031)
    client, address = visit(lead), reverse("section", args=[one.pk, "a"])

    seen = read(client.get(address))
    client.post(address, seen.form("avsnitt") | {"ta_over": "alla"})

    assert [line.text.split(" Ta över")[0] for line in seen.all(class_="then-line")] == [
        "2030: Stad; Hav",
        "2030: Annan",
    ]
    assert sheet.of(one).taken_over == {"omraden.stad", "omraden.hav"}
    assert asked(one) == {"omraden.stad"}
    boxes.save(one.pk, "omraden.land", "ja", "", by=lead)
    assert sheet.of(one).taken_over == set()
