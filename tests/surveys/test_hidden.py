"""A question that is not asked: its answers do not count, are not lost, and come back."""

import pytest

from surveys import answers, queries, sheet
from surveys.models import Answer
from tests import factories

TEXT = """
sections:
  - code: a
    title: Först
    questions:
      - {code: vard, kind: yesno, text: Finns vård}
      - {code: antal, kind: number, text: Hur mycket, visible_when: "svar.vard == 'ja'"}
      - {code: varfor, kind: yesno, text: Är det nog, visible_when: "svar.antal > 10.0"}
  - code: b
    title: Sedan
    questions:
      - {code: mer, kind: yesno, text: Blir det mer, visible_when: "svar.varfor == 'nej'"}
"""


@pytest.fixture
def write(issued):
    """Writes answers. Returns what is then counted as answered, hidden and wrong."""
    one, by = issued(TEXT), factories.member()

    def write(**typed):
        verdict = answers.save(one, typed, by=by).verdict
        now = sheet.of(one)
        counted = {code: now.shown(code) for code in now.values if now.value(code)}
        return counted, now.hidden, [(f.rule, f.item.code) for f in verdict.errors]

    write.response = one
    return write


def test_what_is_not_asked_is_not_missed(write):
    assert write(vard="nej") == ({"vard": "Nej"}, {"antal", "varfor", "mer"}, [])


def test_what_is_asked_is(write):
    assert write(vard="ja") == ({"vard": "Ja"}, {"varfor", "mer"}, [("required", "antal")])


def test_a_hidden_answer_does_not_count_and_comes_back_as_it_was(write):
    whole = write(vard="ja", antal="12", varfor="nej", mer="ja")
    hidden = write(vard="nej")
    back = write(vard="ja")

    assert whole == (
        {"vard": "Ja", "antal": "12", "varfor": "Nej", "mer": "Ja"},
        set(),
        [],
    )
    assert hidden == ({"vard": "Nej"}, {"antal", "varfor", "mer"}, [])
    assert back == whole


def test_what_hangs_on_a_hidden_answer_is_hidden_too(write):
    write(vard="ja", antal="12", varfor="nej", mer="ja")

    assert write(antal="10") == ({"vard": "Ja", "antal": "10"}, {"varfor", "mer"}, [])


def test_a_hidden_answer_that_is_wrong_is_in_nobodys_way(write):
    write(vard="ja", antal="många")

    assert write(vard="nej") == ({"vard": "Nej"}, {"antal", "varfor", "mer"}, [])


def test_the_rows_say_which_answers_are_hidden(write):
    write(vard="ja", antal="12", varfor="nej", mer="ja")
    write(vard="nej")

    rows = Answer.objects.filter(response=write.response).order_by("item__position")
    assert list(rows.values_list("item__code", "hidden")) == [
        ("vard", False),
        ("antal", True),
        ("varfor", True),
        ("mer", True),
    ]
    write(vard="ja")
    assert not rows.filter(hidden=True).exists()


def test_progress_counts_only_what_is_asked(write):
    write(vard="ja", antal="12", varfor="nej", mer="ja")
    whole = queries.progress_of(sheet.of(write.response))
    write(vard="nej")
    short = queries.progress_of(sheet.of(write.response))

    assert (whole.answered, whole.asked, whole.left) == (4, 4, 0)
    assert (short.answered, short.asked, short.left) == (1, 1, 0)


def test_a_section_with_nothing_to_ask_is_passed_by(write):
    verdict = answers.save(write.response, {"vard": "nej"}, by=factories.member()).verdict
    now = sheet.of(write.response)

    assert [part.section.code for part in queries.parts(now, verdict)] == ["a"]
    assert queries.neighbours(now, now.outline.sections[0]) == (None, None)


@pytest.mark.django_db
def test_an_rss_without_kommuner_is_not_asked_about_them():
    area = sheet.of(factories.response("rss", "rss-09"))
    joint = sheet.of(factories.response("rss", "rss-14-vastkom"))

    own = [q.code for q in joint.outline.sections[0].question_list]
    assert area.hidden == set()
    assert joint.hidden == {q.code for q in joint.outline.questions} - set(own)
