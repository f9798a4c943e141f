"""Issuing a round: the questionnaires as they lie in the project, checked, written and given out."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regions.models import Organisation
from surveys import definition, linedyaml, rounds
from surveys.models import Item, Kind, Question, Questionnaire, Response, Round, Rule, State
from tests.factories import definitions

HERE = Path(__file__).parent
SMALL = """sections:
  - code: a
    title: A
    questions: [{code: q, kind: yesno, text: Vad}]
"""

pytestmark = pytest.mark.django_db


def written(year):
    """What can be answered in a year's questionnaires: a row a box, for a choice one an option."""
    items = Item.objects.filter(questionnaire__round__year=year)
    for item in items.select_related("questionnaire__survey", "question__section", "option"):
        question = item.question
        is_choice = question.kind == Kind.SINGLE
        for option in question.options.all() if is_choice else [item.option]:
            yield {
                "questionnaire": item.questionnaire.survey.code,
                "section": question.section.title,
                "question": question.code,
                "text": question.text,
                "option": option.code if option else "",
                "label": option.label if option else "",
                "unit": question.unit,
                "used_in": ", ".join(question.used_in),
                "seed_001_line": question.source,
            }


def in_order(rows):
    return sorted(rows, key=lambda row: (row["questionnaire"], row["question"], row["option"]))


@pytest.mark.parametrize("year", [2020, 2023])
def test_the_questionnaires_of_the_project_have_no_problem(year):
    text, read = rounds.read_all(year, definition.FOLDER / str(year))

    assert text.year == year
    assert {one.text.year for one in read} == {year}


def test_a_round_is_issued_with_its_days():
    assert list(Round.objects.values_list("year", "opens__year", "deadline__year")) == [
        (2023, 2023, 2024),
        (2020, 2020, 2020),
    ]


def test_every_box_is_the_one_that_was_asked_for_word_for_word():
    with (HERE / "items.csv").open(encoding="utf-8", newline="") as handle:
        asked = [
            {name: text for name, text in row.items() if name not in ("kind", "note")}
            for row in csv.DictReader(handle)
        ]

    assert Counter(row["questionnaire"] for row in asked) == {
        "region": 182,
        "rss": 93,
        "kommun": 74,
    }
    assert in_order(written(2023)) == in_order(asked)


def test_the_kinds_are_those_that_were_asked_for():
    with (HERE / "items.csv").open(encoding="utf-8", newline="") as handle:
        asked = {
            (row["questionnaire"], row["question"]): row["kind"] for row in csv.DictReader(handle)
        }

    kinds = {
        (question.questionnaire.survey.code, question.code): question.kind
        for question in Question.objects.filter(questionnaire__round__year=2023)
    }

    # The list of items calls the numbers of a table numbers.
    assert {key: "number" if kind == Kind.TABLE else kind for key, kind in kinds.items()} == asked


def test_the_round_of_2020_asked_for_four_numbers():
    assert [row["option"] for row in written(2020)] == [
        "bidrag_vt",
        "bidrag_ht",
        "grundlon_vt",
        "grundlon_ht",
    ]


def test_boxes_are_numbered_in_the_order_of_the_file():
    region = Questionnaire.objects.get(survey__code="region", round__year=2023)
    text = definition.read(definition.FOLDER / "2023" / "region.yaml").text

    numbered = list(region.items.order_by("position").values_list("position", "code"))

    codes = [code for question in text.questions for code in question.box_codes]
    assert numbered == list(enumerate(codes, 1))


def test_every_organisation_of_the_kind_gets_a_response_nobody_has_begun():
    kinds = Response.objects.filter(questionnaire__round__year=2023, state=State.NOT_STARTED)

    assert {
        kind: kinds.filter(organisation__kind=kind, questionnaire__survey__code=kind).count()
        for kind in ("region", "rss", "kommun")
    } == {"region": 21, "rss": 25, "kommun": 290}


def test_what_a_questionnaire_says_stands_in_its_rows():
    question = Questionnaire.objects.get(survey__code="region", round__year=2023).questions.get(
        code="utbildningsforman"
    )

    assert (question.kind, question.minimum, question.maximum) == (Kind.TABLE, 0, 5000)
    assert (question.required, question.unknown_allowed, question.change_limit) == (
        False,
        True,
        100,
    )
    assert question.used_in == ["B3:8"]


@pytest.mark.parametrize(
    "question, required",
    [("q", True), ("t", False), ("optional", False), ("demanded", True)],
)
def test_all_but_text_is_required_if_nothing_else_is_said(issued, question, required):
    one = issued("""
        sections:
          - code: a
            title: A
            questions:
              - {code: q, kind: yesno, text: Vad}
              - {code: t, kind: text, text: Vad mer}
              - {code: optional, kind: yesno, text: Om ni vill, required: false}
              - {code: demanded, kind: text, text: Skriv, required: true}
    """)

    assert one.questionnaire.questions.get(code=question).required is required


def test_issuing_again_changes_nothing():
    before = [list(model.objects.values()) for model in (Questionnaire, Item, Rule, Response)]

    issued = rounds.issue(2023)

    assert (issued.questionnaires, len(issued.already), issued.responses) == ([], 3, 0)
    assert [
        list(model.objects.values()) for model in (Questionnaire, Item, Rule, Response)
    ] == before


def test_an_issued_questionnaire_stays_whatever_its_file_says_later(tmp_path):
    folder = definitions(tmp_path, 2030, region=SMALL)
    rounds.issue(2030, folder)
    definitions(folder, 2030, region=SMALL.replace("Vad", "Något helt annat"))

    rounds.issue(2030, folder)

    region = Questionnaire.objects.get(survey__code="region", round__year=2030)
    assert list(region.questions.values_list("code", "text")) == [("q", "Vad")]


def test_an_organisation_that_has_come_since_gets_its_response():
    Organisation.objects.create(kind="region", code="77", name="Ny", short_name="Ny")

    issued = rounds.issue(2023)

    assert issued.responses == 1
    assert Response.objects.filter(organisation__code="77").count() == 1


def test_an_organisation_that_had_ended_is_not_asked(tmp_path):
    Organisation.objects.filter(kind="region", code="01").update(last_year=2029)

    rounds.issue(2030, definitions(tmp_path, 2030, region=SMALL))

    asked = Response.objects.filter(questionnaire__round__year=2030)
    assert asked.count() == 20
    assert not asked.filter(organisation__code="01").exists()


def test_all_files_are_told_at_once_and_nothing_is_issued(tmp_path):
    folder = definitions(
        tmp_path, 2030, region=SMALL.replace("yesno", "ja"), rss=SMALL + "rulez: []\n"
    )
    (folder / "round.yaml").write_text(
        "year: 2029\ntitle: T\nopens: 2031-01-01\ndeadline: 2030-01-01\n", encoding="utf-8"
    )

    with pytest.raises(linedyaml.BadFile) as error:
        rounds.issue(2030, folder)

    assert [str(problem).split(":")[0] for problem in error.value.problems] == [
        "round.yaml, rad 1",
        "round.yaml, rad 1",
        "region.yaml, rad 7",
        "rss.yaml, rad 8",
    ]
    assert not Round.objects.filter(year=2030).exists()


def test_a_file_of_another_year_or_survey_is_told(tmp_path):
    folder = definitions(tmp_path, 2030, region=SMALL)
    (folder / "rss.yaml").write_text(
        (folder / "region.yaml").read_text(encoding="utf-8").replace("2030", "2029"),
        encoding="utf-8",
    )

    with pytest.raises(linedyaml.BadFile) as error:
        rounds.issue(2030, folder)

    assert [str(problem) for problem in error.value.problems] == [
        "rss.yaml, rad 2: året är 2029, men mappen är 2030.",
        "rss.yaml, rad 1: enkäten är region, men filen heter rss.yaml.",
    ]


def test_a_folder_without_questionnaires_is_told(tmp_path):
    with pytest.raises(linedyaml.BadFile) as error:
        rounds.issue(2030, definitions(tmp_path / "2030", 2030))

    assert str(error.value) == "2030, rad 1: mappen har ingen enkät."


def test_a_year_without_definitions_is_told():
    with pytest.raises(CommandError, match="Det finns inga enkäter för 2031"):
        call_command("issue_round", 2031)


def test_the_command_tells_what_it_did(capsys):
    call_command("issue_round", 2020)

    assert capsys.readouterr().out.splitlines() == [
        "Redan utfärdad och oförändrad: Redovisning från regionerna hösten 2020",
        "Nya uppgiftslämnare: 0",
    ]
