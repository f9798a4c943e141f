"""Each built-in rule: what it finds, at which box, and in which words."""

import pytest

from surveys import answers
from tests import factories
from tests.surveys.small import EVERY_KIND, WHOLE

BREAK = "\u00a0"
EMPTY = "Rutan är tom. Fyll i ett svar."
KOMMUNER = 26  # in the area of rss-01


@pytest.fixture
def check(issued):
    """Answers the small questionnaire as a whole but for some changes. Returns what is found."""
    one = issued(EVERY_KIND, survey="rss", code="rss-01")
    by = factories.member("rss", "rss-01")

    def check(changes):
        verdict = answers.save(one, WHOLE | changes, by=by).verdict
        found = [*verdict.errors, *verdict.queries]
        return [(finding.rule, finding.item.code, finding.message) for finding in found]

    return check


def test_answers_that_are_whole_and_within_their_limits_have_no_findings(check):
    assert check({}) == []


@pytest.mark.parametrize(
    "changes, rule, box, message",
    [
        ({"vard": ""}, "required", "vard", EMPTY),
        ({"kostnad": ""}, "required", "kostnad", EMPTY),
        ({"andel": ""}, "required", "andel", EMPTY),
        ({"kommuner": ""}, "required", "kommuner", EMPTY),
        ({"per_svar.nej": ""}, "required", "per_svar.nej", EMPTY),
        ({"platser.i_fjol": ""}, "required", "platser.i_fjol", EMPTY),
        (
            {"lakare": ""},
            "required",
            "lakare",
            "Rutan är tom. Fyll i ett svar, eller välj Kan ej uppskattas om uppgiften inte går "
            "att få fram.",
        ),
        (
            {"omraden.stad": ""},
            "required_choice",
            "omraden.stad",
            "Inget är markerat. Markera minst ett alternativ.",
        ),
        (
            {"vard": "kanske"},
            "unreadable",
            "vard",
            "”kanske” är inte ett av alternativen. Välj ett av dem som visas.",
        ),
        (
            {"plan": "ingen"},
            "unreadable",
            "plan",
            "”ingen” är inte ett av alternativen. Välj ett av dem som visas.",
        ),
        (
            {"kostnad": "cirka 5"},
            "unreadable",
            "kostnad",
            "”cirka 5” går inte att läsa som ett tal. Skriv bara siffror, till exempel 1 249 "
            "eller 12,5.",
        ),
        (
            {"kostnad": "kan_ej_uppskattas"},
            "unreadable",
            "kostnad",
            "”kan_ej_uppskattas” går inte att läsa som ett tal. Skriv bara siffror, till exempel "
            "1 249 eller 12,5.",
        ),
        (
            {"lakare": "0"},
            "minimum",
            "lakare",
            "Talet 0 är lägre än 1, som är det lägsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"lakare": "1501"},
            "maximum",
            "lakare",
            f"Talet 1{BREAK}501 är högre än 1{BREAK}500, som är det högsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"platser.i_fjol": "-0,5"},
            "minimum",
            "platser.i_fjol",
            "Talet -0,5 är lägre än 0, som är det lägsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"andel": "100,1"},
            "maximum",
            "andel",
            "Talet 100,1 är högre än 100, som är det högsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"andel": "-1"},
            "minimum",
            "andel",
            "Talet -1 är lägre än 0, som är det lägsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"lagst": "9,9"},
            "minimum",
            "lagst",
            "Talet 9,9 är lägre än 10, som är det lägsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"lagst": "90,1"},
            "maximum",
            "lagst",
            "Talet 90,1 är högre än 90, som är det högsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"kommuner": "27"},
            "kommun_count",
            "kommuner",
            "Talet 27 är högre än 26, antalet kommuner i ert område. Kontrollera och ändra.",
        ),
        (
            {"per_svar.ja": "-1"},
            "minimum",
            "per_svar.ja",
            "Talet -1 är lägre än 0, som är det lägsta möjliga. Kontrollera och ändra.",
        ),
        (
            {"lakare": "12,5"},
            "whole",
            "lakare",
            "Talet 12,5 har decimaler. Svara med ett heltal.",
        ),
        (
            {"kommuner": "2,5"},
            "whole",
            "kommuner",
            "Talet 2,5 har decimaler. Svara med ett heltal.",
        ),
        (
            {"omraden.land": "ja", "omraden.hav": "ja"},
            "max_choices",
            "omraden.stad",
            "3 alternativ är markerade. Välj högst 2.",
        ),
        (
            {"behov.inget": ""},
            "required_choice",
            "behov.vagar",
            "Inget är markerat. Markera minst ett alternativ.",
        ),
        (
            {"behov.broar": "ja"},
            "none_and_others",
            "behov.inget",
            "”Inget av alternativen” är markerat tillsammans med andra alternativ. Ta bort den "
            "markeringen, eller markeringarna vid de andra.",
        ),
        (
            {"behov.inget": "", "behov.vagar": "ja", "behov.broar": "ja"},
            "max_choices",
            "behov.vagar",
            "2 alternativ är markerade. Välj högst 1.",
        ),
        (
            {"ord": "x" * 21},
            "max_length",
            "ord",
            "Texten är 21 tecken lång. Korta den till högst 20 tecken.",
        ),
    ],
)
def test_what_is_wrong_is_found_at_its_box(check, changes, rule, box, message):
    assert check(changes) == [(rule, box, message)]


@pytest.mark.parametrize(
    "changes",
    [
        {"ord": ""},
        {"fritt": ""},
        {"lagst": ""},
        {"lakare": "kan_ej_uppskattas"},
        {"plan": "kan_ej_uppskattas"},
        {"lakare": "1"},
        {"lakare": "1500"},
        {"lakare": "12,0"},
        {"kostnad": "-0,7"},
        {"kostnad": "0"},
        {"andel": "0"},
        {"andel": "100"},
        {"lagst": "10"},
        {"lagst": "90"},
        {"kommuner": "0"},
        {"kommuner": str(KOMMUNER)},
        {"omraden.land": "ja"},
        {"omraden.stad": "", "omraden.hav": "ja"},
        {"behov.inget": "", "behov.broar": "ja"},
        {"ord": "x" * 20},
        {"platser.i_ar": "0,5"},
    ],
)
def test_what_lies_on_the_edge_of_what_may_be_is_let_be(check, changes):
    assert check(changes) == []


def test_a_long_unreadable_text_is_cut_in_the_message_and_kept_in_the_box(check):
    [(rule, _, message)] = check({"kostnad": "9" * 200})

    assert (rule, message.startswith(f"”{'9' * 80}” går inte")) == ("unreadable", True)


def test_findings_come_in_the_order_of_the_questionnaire(check):
    found = check({"platser.i_ar": "", "vard": "", "kommuner": "2,5", "lakare": "0"})

    assert [box for _, box, _ in found] == ["vard", "lakare", "kommuner", "platser.i_ar"]


class TestChangeFromTheRoundBefore:
    """Asked for where a question has a change_limit: 25 per cent here."""

    TEXT = """
        sections:
          - code: a
            title: A
            questions:
              - {code: andel, kind: number, text: Hur många, change_limit: 25, unknown: true}
    """

    @pytest.fixture
    def check(self, issued):
        rounds = [issued(self.TEXT, year=year) for year in (2030, 2031)]
        by = factories.member()

        def check(then, now):
            answers.save(rounds[0], {"andel": then}, by=by)
            return answers.save(rounds[1], {"andel": now}, by=by).verdict

        return check

    @pytest.mark.parametrize(
        "then, now, change",
        [
            ("100", "126", "+26\u00a0%"),
            ("100", "74", "-26\u00a0%"),
            ("100", "0", "-100\u00a0%"),
            ("8", "16,4", "+105\u00a0%"),
            ("0", "5", "med 5"),
            ("0", "0,5", "med 0,5"),
        ],
    )
    def test_a_large_change_is_to_be_explained(self, check, then, now, change):
        [query] = check(then, now).queries

        assert (query.rule, query.severity) == ("change", "kontroll")
        assert query.message == (
            f"Värdet skiljer sig {change} från förra omgången. Ändra det, eller förklara vad "
            "skillnaden beror på."
        )
        assert query.values == [{"label": "Nu", "value": now}, {"label": "2030", "value": then}]

    @pytest.mark.parametrize(
        "then, now",
        [
            ("100", "125"),
            ("100", "75"),
            ("0", "0"),
            ("", "1000"),
            ("kan_ej_uppskattas", "1000"),
            ("100", "kan_ej_uppskattas"),
            ("cirka 5", "1000"),
        ],
    )
    def test_a_small_change_and_what_cannot_be_compared_are_let_be(self, check, then, now):
        assert check(then, now).queries == []

    def test_the_first_round_has_nothing_to_differ_from(self, issued):
        one = issued(self.TEXT)

        assert answers.save(one, {"andel": "9"}, by=factories.member()).verdict.queries == []

    def test_another_organisations_last_round_is_not_compared_with(self, issued):
        then = issued(self.TEXT, year=2030, code="03")
        now = issued(self.TEXT, year=2031, code="01")
        answers.save(then, {"andel": "1"}, by=factories.member("region", "03"))

        assert answers.save(now, {"andel": "9"}, by=factories.member()).verdict.queries == []


def test_an_area_has_the_kommuner_of_each_rounds_own_year(issued):
    text = """
        sections:
          - code: a
            title: A
            questions: [{code: kommuner, kind: count, text: Antal kommuner}]
    """
    area = factories.organisation("rss", "rss-01")
    area.children.filter(code="0114").update(last_year=2030)
    one, next_year = (issued(text, survey="rss", code="rss-01", year=y) for y in (2030, 2031))
    by = factories.member("rss", "rss-01")

    messages = [
        answers.save(response, {"kommuner": "27"}, by=by).verdict.errors[0].message
        for response in (one, next_year)
    ]

    assert messages == [
        f"Talet 27 är högre än {number}, antalet kommuner i ert område. Kontrollera och ändra."
        for number in (26, 25)
    ]
