"""Refuses a questionnaire that would mislead: each problem is told with file and line."""

import itertools
import math
import random
import re

from surveys import messages
from surveys.definition import NONE_OF_THEM
from surveys.expressions import STRINGS, BadExpression, Expression
from surveys.models import Kind, Missing

NUMERIC = {Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.TABLE}
WITH_OPTIONS = {Kind.SINGLE, Kind.MULTI, Kind.TABLE}
MAY_HAVE_OPTIONS = WITH_OPTIONS | {Kind.COUNT}
ORGANISATION_FIELDS = {"code", "kommun_count"}
BUILT_IN_RULES = {*messages.FINDINGS, "unreadable"}
# How many combinations of earlier answers are tried when looking for one that shows a question.
MOST_TRIALS = 50_000


def lint(definition):
    """All problems of a read definition, in the order of the file."""
    problems = [
        *_empty_sections(definition),
        *_duplicates(definition),
        *_limits(definition),
        *_conditions(definition),
        *_rules(definition),
    ]
    return sorted(problems, key=lambda problem: problem.line)


def _empty_sections(definition):
    for n, section in enumerate(definition.text.sections):
        if not section.questions:
            text = f"avsnittet ”{section.title}” har inga frågor"
            yield definition.document.problem(("sections", n), text)


def _duplicates(definition):
    sections = [(s.code, ("sections", n, "code")) for n, s in enumerate(definition.text.sections)]
    yield from _twice(definition, "avsnittskoden", sections)
    questions = [(q.code, (*path, "code")) for q, path in definition.questions_with_paths()]
    yield from _twice(definition, "frågekoden", questions)
    rules = [(r.code, ("rules", n, "code")) for n, r in enumerate(definition.text.rules)]
    yield from _twice(definition, "regelkoden", rules)
    for question, path in definition.questions_with_paths():
        for field, name in (("code", "alternativkoden"), ("label", "alternativtexten")):
            places = [
                (getattr(option, field), (*path, "options", n, field))
                for n, option in enumerate(question.options)
            ]
            yield from _twice(definition, name, places)
        yield from _taken_by_none(definition, question, path)


def _taken_by_none(definition, question, path):
    """`none` brings an option of its own, which no other may be mistaken for."""
    for n, option in enumerate(question.options if question.none else []):
        for field in ("code", "label"):
            value = getattr(option, field)
            if value == getattr(NONE_OF_THEM, field):
                text = f"{question.code}: ”{value}” kommer av none; ta bort alternativet"
                yield definition.document.problem((*path, "options", n, field), text)


def _twice(definition, name, places):
    first = {}
    for value, path in places:
        if value in first:
            line = definition.document.line(*first[value])
            yield definition.document.problem(path, f"{name} ”{value}” finns redan på rad {line}")
        first.setdefault(value, path)


def _limits(definition):
    for question, path in definition.questions_with_paths():
        for field, text in _bad_limits(question):
            yield definition.document.problem((*path, field), f"{question.code}: {text}")


def _bad_limits(question):
    """(field, what is wrong) for limits that cannot be met or do not fit the kind."""
    kind, numeric = question.kind, question.kind in NUMERIC
    if question.min is not None and question.max is not None and question.min > question.max:
        yield "min", f"lägsta värdet {question.min} är högre än högsta värdet {question.max}"
    for field in ("min", "max"):
        limit = getattr(question, field)
        if limit is not None and not numeric:
            yield field, f"{field} passar bara frågor om tal"
        if kind == Kind.PERCENT and limit is not None and not 0 <= limit <= 100:
            yield field, f"{field} är {limit}, men procent går från 0 till 100"
        if kind == Kind.COUNT and limit is not None:
            yield field, f"{field} behövs inte: antal kommuner går från 0 till områdets antal"
    for field in ("whole", "change_limit"):
        if getattr(question, field) and not numeric:
            yield field, f"{field} passar bara frågor om tal"
    if question.change_limit is not None and question.change_limit < 1:
        yield "change_limit", "change_limit ska vara minst 1 procent"
    if question.unknown and kind in {Kind.MULTI, Kind.TEXT}:
        yield "unknown", f"unknown passar inte frågor av slaget {kind.value}"
    if question.max_length is not None and (kind != Kind.TEXT or question.max_length < 1):
        yield "max_length", "max_length ska vara minst 1 och passar bara frågor om text"
    if question.none and kind != Kind.MULTI:
        yield "none", "none passar bara slaget multi"
    yield from _bad_options(question)


def _bad_options(question):
    kind, number = question.kind, len(question.options)
    if kind in WITH_OPTIONS and number < (2 if kind == Kind.SINGLE else 1):
        yield "kind", f"slaget {kind.value} behöver alternativ under options"
    if number and kind not in MAY_HAVE_OPTIONS:
        yield "options", f"slaget {kind.value} har inga alternativ"
    if question.max_choices is None:
        return
    if kind != Kind.MULTI:
        yield "max_choices", "max_choices passar bara slaget multi"
    elif not 1 <= question.max_choices <= number:
        yield (
            "max_choices",
            f"max_choices är {question.max_choices}, men det finns {number} alternativ",
        )


def _conditions(definition):
    """Conditions may look at earlier questions only, and some answer must make them true."""
    earlier = {}
    for question, path in definition.questions_with_paths():
        place = (*path, "visible_when")
        if question.visible_when:
            problems = list(_bad_references(question.visible_when, earlier, {"svar", "org"}))
            known = {q.code for q in definition.text.questions}
            for text in problems:
                yield definition.document.problem(place, f"{question.code}: {_later(text, known)}")
            if not problems and not _can_be_true(question.visible_when, earlier):
                text = "frågan kan aldrig visas, inga svar gör villkoret sant"
                yield definition.document.problem(place, f"{question.code}: {text}")
        earlier[question.code] = question


def _later(text, known):
    name = re.search(r"”(\w+)”", text)
    if name and name[1] in known:
        return f"villkoret hänvisar till ”{name[1]}”, som inte står före frågan"
    return text


def _rules(definition):
    questions = {question.code: question for question in definition.text.questions}
    boxes = {code for question in questions.values() for code in question.box_codes}
    for n, rule in enumerate(definition.text.rules):
        if rule.code in BUILT_IN_RULES:
            text = f"regelkoden ”{rule.code}” är upptagen av en inbyggd regel"
            yield definition.document.problem(("rules", n, "code"), text)
        for field, codes in (("at", [rule.at]), ("about", rule.about)):
            for code in codes:
                if code not in boxes and code not in questions:
                    text = f"{rule.code}: rutan ”{code}” finns inte"
                    yield definition.document.problem(("rules", n, field), text)
        problems = list(_bad_references(rule.when, questions, {"svar", "forra", "org"}))
        if not problems and not _can_be_true(rule.when, questions):
            problems = ["regeln kan aldrig slå till; jämför tal med decimaltecken, 2.0 och inte 2"]
        for text in problems:
            yield definition.document.problem(("rules", n, "when"), f"{rule.code}: {text}")


def _bad_references(source, questions, variables):
    """What is wrong with an expression's words: not CEL, or names that do not exist."""
    try:
        expression = Expression(source)
    except BadExpression as error:
        yield str(error)
        return
    for variable, name, part in expression.references:
        if variable not in variables:
            yield f"{variable} går inte att använda här"
        elif variable == "org":
            if name not in ORGANISATION_FIELDS:
                yield f"org.{name} finns inte"
        elif name not in questions:
            yield f"frågan ”{name}” finns inte"
        elif part and f"{name}.{part}" not in questions[name].box_codes:
            yield f"rutan ”{name}.{part}” finns inte"


def _can_be_true(source, questions):
    """Whether some answers make the expression true, hidden questions counting as empty."""
    now = _involved(source, questions)
    then = [code for code in questions if code in Expression.of(source).names("forra")]
    constants = _constants(source, questions, now)
    answers = [_possible_values(questions[code], constants) for code in [*now, *then]]
    had_round_before = [True, False] if then else [False]
    trials = _trials([*answers, [0.0, 1.0, 26.0], had_round_before])
    return any(
        _true_of(
            source,
            dict(zip(now, values, strict=False)),
            dict(zip(then, values[len(now) :], strict=True)) if had else dict.fromkeys(then),
            kommuner,
            questions,
        )
        for *values, kommuner, had in trials
    )


def _trials(choices):
    """All combinations; of too many, some drawn by lot, the same each time."""
    if math.prod(map(len, choices)) <= MOST_TRIALS:
        return itertools.product(*choices)
    lot = random.Random(0)  # noqa: S311 - nobody gains by guessing it
    return ([lot.choice(values) for values in choices] for _ in range(MOST_TRIALS))


def _true_of(source, answers, before, kommun_count, questions):
    organisation = {"code": "01", "kommun_count": kommun_count}
    for code in answers:
        condition = questions[code].visible_when
        if condition and not Expression.of(condition).holds(
            svar=answers, forra={}, org=organisation
        ):
            answers[code] = _empty(questions[code])
    return Expression.of(source).holds(svar=answers, forra=before, org=organisation)


def _involved(source, questions):
    """Codes an expression looks at, and those their own conditions look at, in file order."""
    todo, found = [source], set()
    while todo:
        for name in Expression.of(todo.pop()).names("svar") - found:
            found.add(name)
            todo += [questions[name].visible_when] if questions[name].visible_when else []
    return [code for code in questions if code in found]


def _constants(source, questions, involved):
    """Numbers written in the expressions: the edges where they turn true."""
    sources = [source, *(questions[code].visible_when for code in involved)]
    numbers = {
        float(number)
        for text in sources
        for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?", STRINGS.sub("''", text))
    }
    return sorted({n + step for n in numbers for step in (-1.0, 0.0, 1.0)} | {0.0, 1.0, 1000.0})


def _possible_values(question, constants):
    match question.kind:
        case Kind.YESNO:
            return ["ja", "nej", None]
        case Kind.SINGLE:
            return [*(option.code for option in question.options), None]
        case Kind.MULTI:
            codes = [option.code for option in question.options]
            each = [[option.code] for option in question.all_options]
            return [*each, codes, []]
        case Kind.TEXT:
            return ["text", None]
    numbers = [n for n in constants if _within(question, n)]
    unknown = [Missing.UNKNOWN.value] if question.unknown else []
    if not question.options:
        return [*numbers, *unknown, None]
    return _possible_boxes([option.code for option in question.options], numbers, unknown)


def _possible_boxes(codes, numbers, unknown):
    """A table's boxes: all alike, rising, falling, and one apart from the others."""
    level = [dict.fromkeys(codes, value) for value in [*numbers, *unknown, None]]
    rising = [{code: n * (1.0 + i) for i, code in enumerate(codes)} for n in numbers]
    falling = [{code: n * (len(codes) - i) for i, code in enumerate(codes)} for n in numbers]
    apart = [
        dict.fromkeys(codes, rest) | {one: n}
        for one in codes
        for n in numbers[-2:]
        for rest in (None, 0.0, n / 100)
    ]
    return level + apart + rising + falling


def _within(question, number):
    low = question.min if question.min is not None else 0
    high = 100 if question.kind == Kind.PERCENT and question.max is None else question.max
    return low <= number and (high is None or number <= high)


def _empty(question):
    if question.kind == Kind.MULTI:
        return []
    if question.options and question.kind != Kind.SINGLE:
        return {option.code: None for option in question.options}
    return None
