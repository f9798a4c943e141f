"""A list with "Inget av alternativen": one mark more, that excludes the others."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from surveys import answers, boxes, copies, sheet, workflow
from tests import factories
from tests.surveys.reading import read

pytestmark = pytest.mark.django_db

TEXT = """
sections:
  - code: a
    title: Avsnitt
    questions:
      - code: behov
        kind: multi
        text: Vilka behov
        none: true
        options: [{code: vagar, label: Vägar}, {code: annat, label: Annat, last: true}]
      - {code: varfor, kind: text, text: Varför, visible_when: "'inget' in svar.behov"}
"""


@pytest.fixture
def lead():
    return factories.member()


@pytest.fixture
def one(issued):
    return issued(TEXT)


@pytest.fixture
def section(visit, lead, one):
    client, address = visit(lead), reverse("section", args=[one.pk, "a"])
    return lambda: read(client.get(address))


def marked(one):
    return sorted(code for code in sheet.of(one).values if code.startswith("behov."))


def errors(verdict):
    return [(error.rule, error.item.code) for error in verdict.errors]


def test_it_is_the_last_option_with_a_box_of_its_own(one):
    options = one.questionnaire.questions.get(code="behov").options.all()

    assert [(o.code, o.label, o.is_none) for o in options] == [
        ("vagar", "Vägar", False),
        ("annat", "Annat", False),
        ("inget", "Inget av alternativen", True),
    ]
    assert "behov.inget" in one.questionnaire.items.values_list("code", flat=True)


def test_it_stands_by_itself_below_the_others(section):
    [apart] = section().all(class_="mark-none")

    assert (apart.text, apart.attributes["id"]) == ("Inget av alternativen", "ruta-behov.inget")


def test_an_option_that_merely_has_its_code_does_not(issued, visit, lead):
    text = TEXT.replace("none: true", "none: false").replace("code: vagar", "code: inget")
    one = issued(text, year=2031)

    page = read(visit(lead).get(reverse("section", args=[one.pk, "a"])))

    assert page.all(class_="mark-none") == []


def test_alone_it_is_an_answer(one, lead):
    verdict = answers.save(one, {"behov.inget": "ja"}, by=lead).verdict

    assert errors(verdict) == []
    workflow.submit(one, by=lead)


def test_conditions_see_it_among_the_marks(one, lead):
    answers.save(one, {"behov.inget": "ja"}, by=lead)
    assert sheet.of(one).hidden == set()

    answers.save(one, {"behov.inget": "", "behov.vagar": "ja"}, by=lead)
    assert sheet.of(one).hidden == {"varfor"}


def test_two_who_mark_at_once_are_told_of_both_marks(one, lead):
    colleague = factories.member(role="contributor")
    boxes.save(one.pk, "behov.vagar", "ja", "", by=colleague)
    boxes.save(one.pk, "behov.annat", "ja", "", by=colleague)

    outcome = boxes.save(one.pk, "behov.inget", "ja", "", by=lead)

    [found] = outcome.findings
    assert (found.rule, found.severity, found.item.code) == (
        "none_and_others",
        "fel",
        "behov.inget",
    )
    assert found.values == [{"label": "Också markerat", "value": "Vägar; Annat"}]


@pytest.mark.parametrize("mended", [["behov.inget"], ["behov.vagar", "behov.annat"]])
def test_either_may_go(one, lead, mended):
    answers.save(one, dict.fromkeys(["behov.vagar", "behov.annat", "behov.inget"], "ja"), by=lead)

    verdict = answers.save(one, dict.fromkeys(mended, ""), by=lead).verdict

    assert errors(verdict) == []


def test_without_scripts_both_are_kept_and_told_beside_the_list(section, visit, lead, one):
    page = section()
    form = page.form("avsnitt") | {"behov": ["vagar", "inget"]}

    page = read(visit(lead).post(reverse("section", args=[one.pk, "a"]), form, follow=True))

    assert marked(one) == ["behov.inget", "behov.vagar"]
    assert page.one(class_="finding-fel").text.startswith(
        "Fel: ”Inget av alternativen” är markerat tillsammans med andra alternativ."
    )


def test_a_file_with_both_is_read_and_cannot_be_handed_in(one, tmp_path):
    path = tmp_path / "svar.csv"
    rows = [f"region,01,behov,{option},ja" for option in ("vagar", "inget")]
    head = "questionnaire,respondent,question,option,value"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")

    with pytest.raises(CommandError, match=r"rad 3: .*”Inget av alternativen” är markerat"):
        call_command("load_answers", str(path), year=2030, submit=True)

    call_command("load_answers", str(path), year=2030)
    assert marked(one) == ["behov.inget", "behov.vagar"]


@pytest.mark.parametrize(
    "then, now",
    [("behov.inget", ["behov.inget"]), ("behov.vagar", ["behov.vagar"])],
)
def test_a_list_is_taken_over_whole_so_that_the_others_stay_excluded(
    issued, one, lead, visit, then, now
):
    answers.save(one, {then: "ja"}, by=lead)
    this_year = issued(TEXT, year=2031)
    client, address = visit(lead), reverse("section", args=[this_year.pk, "a"])
    form = read(client.get(address)).form("avsnitt")

    client.post(address, form | {"behov": ["annat", "inget"], "ta_over": "behov"})

    assert marked(this_year) == now


def test_it_stands_in_copies_like_any_option(one, lead):
    answers.save(one, {"behov.inget": "ja"}, by=lead)
    now = sheet.of(one)

    [blank], [answered] = copies.blank(now), copies.answered(now)

    assert blank["questions"][0]["boxes"] == ["Vägar", "Annat", "Inget av alternativen"]
    assert blank["questions"][1]["condition"] == (
        "Besvaras om ni markerat ”Inget av alternativen” på: Vilka behov"
    )
    assert [line["label"] for line in answered["questions"][0]["lines"]] == [
        "Inget av alternativen"
    ]
