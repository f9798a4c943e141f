"""The linter refuses a questionnaire that would mislead; each problem is told with file and line.

Each questionnaire below ends with what is wrong; its lines are counted from `survey`.
"""

import pytest

HEAD = """
survey: region
year: 2023
title: Enkät
sections:
  - code: a
    title: Avsnitt
    questions:
      - {code: vard, kind: yesno, text: Finns vård}
      - {code: lakare, kind: number, text: Hur många läkare, unknown: true}
      - code: omraden
        kind: multi
        text: Vilka områden?
        options: [{code: stad, label: Stad}, {code: land, label: Land}]
      - code: platser
        kind: table
        text: Hur många platser?
        options: [{code: i_ar, label: I år}, {code: i_fjol, label: I fjol}]
"""
HERE = HEAD.strip().count("\n") + 2  # the line of what a test adds


def with_question(text):
    return HEAD + text.strip("\n")


def with_rule(when, at="lakare", **more):
    fields = {
        "code": "regel",
        "severity": "fel",
        "at": at,
        "when": f'"{when}"',
        "message": "Ändra.",
    }
    fields |= more
    return HEAD + "rules:\n  - " + "\n    ".join(f"{name}: {fields[name]}" for name in fields)


def on_line(line, text):
    return [f"region.yaml, rad {line}: {text}."]


def test_what_the_tests_build_on_has_no_problem(problems):
    assert problems(HEAD) == []


QUESTIONS = {
    "a question's code twice": (
        "      - {code: vard, kind: yesno, text: Igen}",
        "frågekoden ”vard” finns redan på rad 8",
    ),
    "an option's code twice": (
        "      - {code: q, kind: multi, text: V, options: "
        "[{code: x, label: X}, {code: x, label: Y}]}",
        "alternativkoden ”x” finns redan på rad 18",
    ),
    "an option's label twice": (
        "      - {code: q, kind: multi, text: V, options: "
        "[{code: x, label: X}, {code: y, label: X}]}",
        "alternativtexten ”X” finns redan på rad 18",
    ),
    "the lowest above the highest": (
        "      - {code: q, kind: number, text: V, min: 5, max: 4}",
        "q: lägsta värdet 5 är högre än högsta värdet 4",
    ),
    "a limit for words": (
        "      - {code: q, kind: text, text: V, min: 5}",
        "q: min passar bara frågor om tal",
    ),
    "whole words": (
        "      - {code: q, kind: text, text: V, whole: true}",
        "q: whole passar bara frågor om tal",
    ),
    "a change limit for words": (
        "      - {code: q, kind: yesno, text: V, change_limit: 5}",
        "q: change_limit passar bara frågor om tal",
    ),
    "a change limit of nothing": (
        "      - {code: q, kind: number, text: V, change_limit: -5}",
        "q: change_limit ska vara minst 1 procent",
    ),
    "more than all": (
        "      - {code: q, kind: percent, text: V, max: 120}",
        "q: max är 120, men procent går från 0 till 100",
    ),
    "a limit for a count": (
        "      - {code: q, kind: count, text: V, max: 26}",
        "q: max behövs inte: antal kommuner går från 0 till områdets antal",
    ),
    "words that cannot be estimated": (
        "      - {code: q, kind: text, text: V, unknown: true}",
        "q: unknown passar inte frågor av slaget text",
    ),
    "a list that cannot be estimated": (
        "      - {code: q, kind: multi, text: V, unknown: true, options: [{code: x, label: X}]}",
        "q: unknown passar inte frågor av slaget multi",
    ),
    "a length for numbers": (
        "      - {code: q, kind: number, text: V, max_length: 5}",
        "q: max_length ska vara minst 1 och passar bara frågor om text",
    ),
    "a length of nothing": (
        "      - {code: q, kind: text, text: V, max_length: 0}",
        "q: max_length ska vara minst 1 och passar bara frågor om text",
    ),
    "a choice without options": (
        "      - {code: q, kind: single, text: V}",
        "q: slaget single behöver alternativ under options",
    ),
    "a choice of one": (
        "      - {code: q, kind: single, text: V, options: [{code: x, label: X}]}",
        "q: slaget single behöver alternativ under options",
    ),
    "a list of nothing": (
        "      - {code: q, kind: multi, text: V}",
        "q: slaget multi behöver alternativ under options",
    ),
    "a table of nothing": (
        "      - {code: q, kind: table, text: V}",
        "q: slaget table behöver alternativ under options",
    ),
    "options for yes and no": (
        "      - {code: q, kind: yesno, text: V, options: [{code: x, label: X}]}",
        "q: slaget yesno har inga alternativ",
    ),
    "at most some of one": (
        "      - {code: q, kind: number, text: V, max_choices: 2}",
        "q: max_choices passar bara slaget multi",
    ),
    "at most more than there are": (
        "      - {code: q, kind: multi, text: V, max_choices: 2, options: [{code: x, label: X}]}",
        "q: max_choices är 2, men det finns 1 alternativ",
    ),
    "none of what is not a list": (
        "      - {code: q, kind: yesno, text: V, none: true}",
        "q: none passar bara slaget multi",
    ),
    "none of nothing": (
        "      - {code: q, kind: multi, text: V, none: true}",
        "q: slaget multi behöver alternativ under options",
    ),
    "an option with the code of none": (
        "      - {code: q, kind: multi, text: V, none: true, options: "
        "[{code: x, label: X}, {code: inget, label: Inget}]}",
        "q: ”inget” kommer av none; ta bort alternativet",
    ),
    "an option with the words of none": (
        "      - {code: q, kind: multi, text: V, none: true, options: "
        "[{code: x, label: X}, {code: y, label: Inget av alternativen}]}",
        "q: ”Inget av alternativen” kommer av none; ta bort alternativet",
    ),
    "at most more than there are besides none": (
        "      - {code: q, kind: multi, text: V, max_choices: 2, none: true, "
        "options: [{code: x, label: X}]}",
        "q: max_choices är 2, men det finns 1 alternativ",
    ),
    "at most none": (
        "      - {code: q, kind: multi, text: V, max_choices: 0, options: [{code: x, label: X}]}",
        "q: max_choices är 0, men det finns 1 alternativ",
    ),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_a_question_that_cannot_be_is_told(problems, case):
    question, sentence = QUESTIONS[case]

    assert problems(with_question(question)) == on_line(HERE, sentence)


CONDITIONS = {
    "not CEL": ("svar.vard ==", "uttrycket går inte att läsa: svar.vard =="),
    "an unknown variable": (
        "vard == 'ja'",
        "okänt namn vard i uttrycket: vard == 'ja'",
    ),
    "an unknown question": ("svar.vrad == 'ja'", "frågan ”vrad” finns inte"),
    "an unknown box": ("svar.platser.nasta_ar > 1.0", "rutan ”platser.nasta_ar” finns inte"),
    "an unknown field of the respondent": ("org.inhabitants > 5.0", "org.inhabitants finns inte"),
    "last year": ("forra.vard == 'ja'", "forra går inte att använda här"),
    "itself": ("svar.q == 'ja'", "villkoret hänvisar till ”q”, som inte står före frågan"),
    "what comes after": (
        "svar.sist == 'ja'",
        "villkoret hänvisar till ”sist”, som inte står före frågan",
    ),
    "an answer nobody can give": (
        "svar.vard == 'kanske'",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
    "two answers at once": (
        "svar.vard == 'ja' && svar.vard == 'nej'",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
    "an option that is not there": (
        "'skog' in svar.omraden",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
    "whole numbers mixed with others": (
        "svar.lakare * 2 > 5.0",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
    "a number where yes or no is asked for": (
        "svar.lakare",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
    "fewer than none": (
        "svar.lakare < 0.0",
        "frågan kan aldrig visas, inga svar gör villkoret sant",
    ),
}


@pytest.mark.parametrize("case", CONDITIONS)
def test_a_condition_nobody_can_meet_or_read_is_told(problems, case):
    condition, sentence = CONDITIONS[case]
    text = with_question(f"""
      - code: q
        kind: yesno
        text: Vad?
        visible_when: "{condition}"
      - {{code: sist, kind: yesno, text: Sist}}
""")

    assert problems(text) == on_line(HERE + 3, f"q: {sentence}")


@pytest.mark.parametrize(
    "condition",
    [
        "svar.vard == 'ja'",
        "svar.vard == null",
        "'land' in svar.omraden",
        "size(svar.omraden) == 2",
        "svar.omraden.exists(one, one == 'land')",
        "svar.lakare == 'kan_ej_uppskattas'",
        "svar.lakare > 1000000.0",
        "svar.platser.i_ar > 2.0 * svar.platser.i_fjol",
        "svar.platser.i_ar < svar.platser.i_fjol - 3.0",
        "org.kommun_count > 20.0",
        "org.code == '01' || svar.vard == 'nej'",
    ],
)
def test_a_condition_some_answers_meet_is_let_through(problems, condition):
    text = f'      - {{code: q, kind: yesno, text: Vad, visible_when: "{condition}"}}'

    assert problems(with_question(text)) == []


def test_a_condition_may_ask_for_none_of_the_options_where_there_is_such_a_mark(problems):
    text = with_question("""
      - {code: x, kind: multi, text: Vilka, none: NONE, options: [{code: a, label: A}]}
      - {code: q, kind: yesno, text: Vad, visible_when: "'inget' in svar.x"}
""")

    assert problems(text.replace("NONE", "true")) == []
    assert problems(text.replace("NONE", "false")) == on_line(
        HERE + 1, "q: frågan kan aldrig visas, inga svar gör villkoret sant"
    )


def test_a_question_behind_one_that_hides_it_is_unreachable(problems):
    text = with_question("""
      - {code: mer, kind: yesno, text: Mer, visible_when: "svar.vard == 'ja'"}
      - {code: annat, kind: yesno, text: Annat, visible_when: "svar.vard == 'nej'"}
      - {code: q, kind: yesno, text: Vad, visible_when: "svar.mer == 'ja' && svar.annat == 'ja'"}
""")

    assert problems(text) == on_line(
        HERE + 2, "q: frågan kan aldrig visas, inga svar gör villkoret sant"
    )


def test_a_question_at_the_end_of_a_chain_is_reachable(problems):
    text = with_question("""
      - {code: mer, kind: yesno, text: Mer, visible_when: "svar.vard == 'ja'"}
      - {code: annu, kind: yesno, text: Ännu mer, visible_when: "svar.mer == 'ja'"}
      - {code: q, kind: yesno, text: Vad, visible_when: "svar.annu == 'nej'"}
""")

    assert problems(text) == []


def test_a_section_twice_is_told_with_the_first_ones_line(problems):
    text = with_question("""
  - {code: a, title: Igen, questions: [{code: q, kind: yesno, text: Vad}]}
""")

    assert problems(text) == on_line(HERE, "avsnittskoden ”a” finns redan på rad 5")


RULES = {
    "at a box that is not there": (
        with_rule("svar.vard == 'ja'", at="platser.sen"),
        3,
        "regel: rutan ”platser.sen” finns inte",
    ),
    "about a box that is not there": (
        with_rule("svar.vard == 'ja'", about="[vard, skog]"),
        6,
        "regel: rutan ”skog” finns inte",
    ),
    "about a question that is not there": (
        with_rule("svar.vad == 'ja'"),
        4,
        "regel: frågan ”vad” finns inte",
    ),
    "about a question that was never asked": (
        with_rule("forra.vad == 'ja'"),
        4,
        "regel: frågan ”vad” finns inte",
    ),
    "not CEL": (
        with_rule("svar.vard = 'ja'"),
        4,
        "regel: uttrycket går inte att läsa: svar.vard = 'ja'",
    ),
    "an unknown field of the respondent": (
        with_rule("org.kind == 'region'"),
        4,
        "regel: org.kind finns inte",
    ),
    "never": (
        with_rule("svar.lakare + 1 > 2.0"),
        4,
        "regel: regeln kan aldrig slå till; jämför tal med decimaltecken, 2.0 och inte 2",
    ),
    "a built-in one's code": (
        with_rule("svar.vard == 'ja'", code="required"),
        1,
        "regelkoden ”required” är upptagen av en inbyggd regel",
    ),
}


@pytest.mark.parametrize("case", RULES)
def test_a_rule_that_cannot_be_is_told(problems, case):
    text, line, sentence = RULES[case]

    assert problems(text) == on_line(HERE + line, sentence)


def test_a_rule_twice_is_told(problems):
    text = with_rule("svar.vard == 'ja'")
    again = text[text.index("  - code: regel") :]

    assert problems(f"{text}\n{again}") == on_line(
        HERE + 6, f"regelkoden ”regel” finns redan på rad {HERE + 1}"
    )


@pytest.mark.parametrize(
    "when",
    [
        "svar.lakare > 2.0 * forra.lakare",
        "forra.lakare == null && svar.lakare > 0.0",
        "svar.platser.i_ar + svar.platser.i_fjol > svar.lakare",
        "size(svar.omraden) == 0 && svar.vard == 'ja'",
    ],
)
def test_a_rule_some_answers_break_is_let_through(problems, when):
    assert problems(with_rule(when)) == []


def test_problems_are_told_in_the_order_of_the_file(problems):
    text = with_rule("svar.lakare + 1 > 2.0").replace("kind: yesno", "kind: yesno, whole: true")

    assert [line.split(":")[0] for line in problems(text)] == [
        "region.yaml, rad 8",
        f"region.yaml, rad {HERE + 4}",
    ]
