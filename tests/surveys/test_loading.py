"""Answers from a file: the file as such, and what bringing it in does."""

import pytest
from django.core.management import CommandError, call_command

from surveys import loading, remarks, sheet, values
from surveys.models import Answer, AnswerChange, Door, State
from tests import factories

pytestmark = pytest.mark.django_db

HEADER = "questionnaire,respondent,question,option,value"


@pytest.fixture
def write(tmp_path):
    """Writes a file of the given text; gives its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "svar.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def as_file(published, respondent="01", questionnaire="region"):
    rows = [HEADER]
    for box, value in published.items():
        question, _, option = box.partition(".")
        rows.append(f'{questionnaire},{respondent},{question},{option},"{value}"')
    return "\n".join(rows) + "\n"


def told(path, **options):
    """What is told of a file that is refused; nothing of it is kept."""
    with pytest.raises(loading.BadRows) as error:
        loading.load(path, 2023, **options)
    assert (Answer.objects.count(), AnswerChange.objects.count()) == (0, 0)
    return error.value.problems


class TestTheFile:
    def test_that_is_not_there(self, tmp_path):
        path = tmp_path / "borta.csv"

        assert told(path) == [
            (0, f"Filen {path} finns inte eller går inte att läsa. Kontrollera namnet.")
        ]

    def test_that_is_a_folder(self, tmp_path):
        assert told(tmp_path) == [
            (0, f"Filen {tmp_path} finns inte eller går inte att läsa. Kontrollera namnet.")
        ]

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
    def test_in_another_encoding(self, write, encoding):
        path = write(f"{HEADER}\nregion,01,landsbygd_insatser,,Fler läkare\n", encoding)

        assert told(path) == [(0, "Filen är inte sparad i UTF-8. Spara om den som ”CSV UTF-8”.")]

    def test_that_is_empty(self, write):
        assert told(write("")) == [
            (
                0,
                "Filen är tom. Första raden ska innehålla kolumnnamnen questionnaire, "
                "respondent, question, option, value.",
            )
        ]

    def test_that_lacks_columns(self, write):
        assert told(write("questionnaire,respondent,fråga,value\n")) == [
            (
                1,
                "Kolumnen question, option saknas i första raden. Skriv dit namnet och fyll i kolumnen.",
            )
        ]

    def test_that_has_a_column_twice(self, write):
        assert told(write(f"{HEADER},value\n")) == [
            (1, "Kolumnen value finns mer än en gång i första raden. Behåll en av dem.")
        ]

    def test_with_semicolons(self, write):
        text = f"{HEADER}\nregion,01,breddinfort,,ja\n".replace(",", ";")

        assert told(write(text)) == [
            (
                1,
                "Kolumnerna skiljs åt med semikolon. Spara om filen med kommatecken emellan.",
            )
        ]

    def test_with_a_quotation_mark_that_is_never_closed(self, write):
        text = f'{HEADER}\nregion,01,breddinfort,,ja\nregion,01,landsbygd_insatser,,"Fler\n'
        text += "region,01,fast_lakare_1177,,ja\n"

        assert told(write(text)) == [
            (
                3,
                "Raden går inte att läsa. Kontrollera att varje citattecken som öppnas också "
                "stängs.",
            )
        ]

    def test_with_the_mark_that_some_programs_put_first(self, write):
        path = write(f"{HEADER}\nregion,01,breddinfort,,ja\n", "utf-8-sig")

        assert loading.load(path, 2023).boxes == 1

    @pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
    def test_with_any_line_ends(self, write, line_end):
        text = f"{HEADER}\nregion,01,breddinfort,,ja\nregion,01,fast_lakare_1177,,nej\n"

        assert loading.load(write(text.replace("\n", line_end)), 2023).boxes == 2

    def test_with_other_columns_and_empty_rows(self, write):
        text = "note,value,option,question,respondent,questionnaire\n"
        text += "obs,ja,,breddinfort,01,region\n\n,,,,,\n"

        assert loading.load(write(text), 2023).boxes == 1

    def test_with_spaces_around_the_values(self, write):
        path = write(f"{HEADER}\n region , 01 , breddinfort ,, ja \n")

        assert loading.load(path, 2023).boxes == 1

    def test_with_nothing_but_a_first_row(self, write):
        assert loading.load(write(f"{HEADER}\n"), 2023) == loading.Loaded()


class TestTexts:
    @pytest.mark.parametrize(
        "text",
        [
            "Två\nrader",
            "Ett\n\nstycke till",
            "ett\u2028annat\u2029slag\u0085av\u000bradbyte\x0cä\x1cn\x1dd\x1eå",
            'citat: ""så""',
            "komma, och; semikolon",
        ],
    )
    def test_are_kept_letter_for_letter(self, write, text):
        path = write(f'{HEADER}\nregion,01,landsbygd_insatser,,"{text}"\n')

        loading.load(path, 2023)

        assert Answer.objects.get().text == text.replace('""', '"')

    def test_of_many_lines_do_not_upset_the_counting_of_lines(self, write):
        path = write(
            f'{HEADER}\nregion,01,landsbygd_insatser,,"Ett\nTvå\nTre"\n'
            'region,03,landsbygd_insatser,,"a\u2028b"\nregion,04,breddinfort,,"kan\nske"\n'
        )

        assert [line for line, _ in told(path)] == [6]


class TestBringingIn:
    def test_a_file_is_saved_as_if_it_was_typed(self, write):
        text = f'{HEADER}\nregion,01,fast_lakare_andel,,"12,5"\nregion,03,breddinfort,,nej\n'

        loaded = loading.load(write(text), 2023)

        assert loaded == loading.Loaded(responses=2, boxes=2, explained=0)
        assert sheet.of(factories.response("region", "01")).shown("fast_lakare_andel") == (
            "12,5\u00a0%"
        )
        assert factories.response("region", "03").state == State.DRAFT
        assert set(AnswerChange.objects.values_list("door", "by__email")) == {
            (Door.COMMAND, "inlasning@portal.invalid")
        }

    def test_again_it_changes_nothing(self, write):
        path = write(as_file(factories.published()))
        loading.load(path, 2023)

        assert loading.load(path, 2023).boxes == 0

    def test_an_empty_value_empties_its_box_and_others_are_left(self, write):
        loading.load(
            write(f"{HEADER}\nregion,01,breddinfort,,ja\nregion,01,fast_lakare_1177,,ja\n"), 2023
        )

        loading.load(write(f"{HEADER}\nregion,01,breddinfort,,\n"), 2023)

        assert list(Answer.objects.values_list("item__code", flat=True)) == ["fast_lakare_1177"]

    def test_the_kommuners_answers_come_in_by_the_same_door(self, write):
        codes = ["0114", "0115", "0980"]
        files = [as_file(factories.published("kommun", code), code, "kommun") for code in codes]
        rows = [row for text in files for row in text.splitlines()[1:]]

        loading.load(write("\n".join([HEADER, *rows])), 2023, submit=True, approve=True)

        approved = factories.Response.objects.filter(state=State.APPROVED)
        assert sorted(approved.values_list("organisation__code", flat=True)) == codes


@pytest.mark.parametrize(
    "name, year", [("2020_region.csv", 2020), ("2023_region.csv", 2023), ("2023_rss.csv", 2023)]
)
def test_every_published_answer_stands_in_its_box(full_round, name, year):
    survey = name.removesuffix(".csv").partition("_")[2]
    expected, kept = {}, {}
    for code, boxes in factories.published_all(name).items():
        one = factories.response(survey, code, year)
        now = sheet.of(one)
        read = {box: values.read(now.outline.item[box], text) for box, text in boxes.items()}
        expected[code] = {box: value for box, value in read.items() if value is not None}
        kept[code] = now.values

        assert (one.state, one.submitted_by.email) == ("approved", "inlasning@portal.invalid")

    assert kept == expected


class TestHandIn:
    def test_whole_answers_are_handed_in_and_approved(self, write):
        path = write(as_file(factories.published()))

        loading.load(path, 2023, submit=True, approve=True)

        one = factories.response()
        assert list(one.steps.values_list("to_state", "door", "by__email")) == [
            ("draft", "command", "inlasning@portal.invalid"),
            ("submitted", "command", "inlasning@portal.invalid"),
            ("approved", "command", "inlasning@portal.invalid"),
        ]

    def test_what_is_odd_is_explained_by_where_it_came_from(self, write):
        odd = {"fast_lakare_andel": "90", "fast_lakare_sabo_andel": "80"}
        path = write(as_file(factories.published() | odd))

        loaded = loading.load(path, 2023, submit=True)

        assert loaded.explained == 1
        assert list(factories.response().explanations.values_list("rule", "text")) == [
            (
                "sabo_lagre_an_befolkningen",
                "Inläst ur filen svar.csv; ingen förklaring följde med.",
            )
        ]

    def test_without_being_asked_nothing_is_handed_in(self, write):
        loading.load(write(as_file(factories.published())), 2023)

        assert factories.response().state == State.DRAFT

    def test_what_is_not_whole_stops_all_of_the_file_with_its_reasons(self, write):
        whole = as_file(factories.published("region", "03"), "03")
        lacking = as_file(factories.published() | {"breddinfort": ""}).partition("\n")[2]
        lines = (whole + lacking).splitlines()
        line = next(n for n, row in enumerate(lines, 1) if row.startswith("region,01,breddinfort,"))

        problems = told(write(whole + lacking), submit=True, approve=True)

        assert problems == [(line, "Region Stockholm, breddinfort: Rutan är tom. Fyll i ett svar.")]
        assert factories.response("region", "03").state == State.NOT_STARTED

    def test_a_box_the_file_does_not_mention_is_told_without_a_line(self, write):
        answered = factories.published()
        del answered["breddinfort"]

        assert told(write(as_file(answered)), submit=True) == [
            (0, "Region Stockholm, breddinfort: Rutan är tom. Fyll i ett svar.")
        ]


class TestRemarks:
    """A file brings values, and neither answers what a reviewer has asked nor closes it."""

    @pytest.fixture
    def remark(self):
        lead, reviewer = factories.member(), factories.staff()
        one = factories.in_state(State.RETURNED, lead=lead, reviewer=reviewer)
        return factories.remark(one, by=reviewer)

    def refused(self, path, **options):
        with pytest.raises(loading.BadRows) as error:
            loading.load(path, 2023, **options)
        return error.value.problems

    def test_one_without_an_answer_stops_the_hand_in(self, write, remark):
        path = write(as_file(factories.published()))

        assert self.refused(path, submit=True) == [
            (
                0,
                "Region Stockholm: Svaret kan inte lämnas in än. Besvara anmärkningarna först: skriv "
                "vad ni har gjort, eller varför värdet stämmer.",
            )
        ]

    def test_one_that_is_not_closed_stops_the_approval(self, write, remark):
        remarks.answer(remark, "Ja.", by=remark.response.submitted_by)
        path = write(as_file(factories.published()))

        assert self.refused(path, submit=True, approve=True) == [
            (
                0,
                "Region Stockholm: Svaret kan inte godkännas än. Anmärkningar som inte är stängda: "
                "1. Stäng dem, eller lämna svaret i retur.",
            )
        ]
        assert loading.load(path, 2023, submit=True).responses == 1


class TestTheCommand:
    def test_tells_what_it_did(self, write, capsys):
        path = write(as_file(factories.published()))

        call_command("load_answers", path, year=2023, submit=True)

        boxes = sum(1 for value in factories.published().values() if value)
        assert capsys.readouterr().out.splitlines() == [
            "  1 av 1 uppgiftslämnare",
            f"1 svar inlästa, {boxes} rutor ändrade, 0 kontrollfrågor förklarade av inläsningen",
        ]

    def test_tells_every_problem_and_ends_in_failure(self, write):
        path = write(f"{HEADER}\nregion,01,breddinfort,,kanske\nregion,99,breddinfort,,ja\n")

        with pytest.raises(CommandError) as error:
            call_command("load_answers", path, year=2023)

        assert error.value.returncode == 1
        assert str(error.value).splitlines() == [
            f"Inget ur {path} är inläst. Rätta och försök igen:",
            "rad 2: ”kanske” är inte ett svar här. Skriv ja, nej eller lämna tomt.",
            "rad 3: Det finns ingen uppgiftslämnare med koden ”99” i registret. Kontrollera koden.",
        ]

    def test_approves_nothing_that_is_not_handed_in(self, write):
        path = write(as_file(factories.published()))

        with pytest.raises(CommandError) as error:
            call_command("load_answers", path, year=2023, approve=True)

        assert str(error.value) == (
            "--approve kräver --submit: bara ett inlämnat svar kan godkännas."
        )
        assert not Answer.objects.exists()
