"""The rules: what may be wrong or odd in a response. Pure functions over a plain sheet.

A built-in rule looks at one question and yields Found. The list BUILT_IN is every one of them.
The author's own rules are data; `broken` runs both kinds over the questions that are shown.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from surveys import figures
from surveys import sheet as sheets
from surveys.expressions import Expression
from surveys.messages import finding, label
from surveys.models import Item, Kind, Severity


@dataclass
class Found:
    """A rule's finding at one box; `values` are the values that disagree, [{label, value}]."""

    rule: str
    item: Item
    severity: str
    message: str
    values: list = field(default_factory=list)

    @property
    def item_id(self):
        return self.item.pk

    @property
    def key(self):
        return self.rule, self.item.pk


def broken(sheet, previous=None):
    """Every Found in a sheet, in the questionnaire's order; `previous` is last round's sheet."""
    return broken_in(sheet, sheet.outline.questions, sheet.outline.rules, previous)


def broken_in(sheet, questions, authors_rules, previous=None):
    """The same, of some questions and some of the author's rules."""
    found = []
    for question in questions:
        if question.code in sheet.hidden:
            continue
        for rule in BUILT_IN:
            found += rule(question, sheet, previous)
    found += _authors(sheet, authors_rules, previous)
    return sorted(found, key=lambda f: (f.item.position, f.severity, f.rule))


def required(question, sheet, previous):
    if not question.required:
        return
    if question.kind == Kind.MULTI:
        if not any(sheet.value(item.code) for item in question.box_list):
            yield _error("required_choice", question.box_list[0])
        return
    code = "required_or_unknown" if question.unknown_allowed else "required"
    for item in question.box_list:
        if sheet.value(item.code) is None:
            yield _error(code, item, rule="required")


def readable(question, sheet, previous):
    code = "unreadable_number" if Kind(question.kind).is_numeric else "unreadable_choice"
    for item, value in _filled(question, sheet):
        if value.is_unreadable:
            yield _error(code, item, rule="unreadable", typed=value.content[:80])


def within_limits(question, sheet, previous):
    low, high, high_code = limits(question, sheet.organisation)
    for item, number in _numbers(question, sheet):
        if low is not None and number < low:
            yield _error("minimum", item, number=number, limit=low)
        if high is not None and number > high:
            yield _error(high_code, item, number=number, limit=high)


def limits(question, organisation):
    """(lowest, highest, code of the message for too high) for a question's numbers."""
    if question.kind == Kind.COUNT:
        return Decimal(0), Decimal(organisation.kommun_count), "kommun_count"
    if question.kind == Kind.PERCENT:
        return question.minimum or Decimal(0), question.maximum or Decimal(100), "maximum"
    return question.minimum, question.maximum, "maximum"


def whole(question, sheet, previous):
    if not (question.whole or question.kind == Kind.COUNT):
        return
    for item, number in _numbers(question, sheet):
        if number != number.to_integral_value():
            yield _error("whole", item, number=number)


def few_enough(question, sheet, previous):
    if question.max_choices is None:
        return
    marked = [item for item in _marked(question, sheet) if not item.option.is_none]
    if len(marked) > question.max_choices:
        yield _error("max_choices", marked[0], marked=len(marked), limit=question.max_choices)


def none_or_some(question, sheet, previous):
    """On the page each clears the other; in a file, or of two who write at once, both may stand."""
    marked = _marked(question, sheet) if question.kind == Kind.MULTI else []
    others = "; ".join(item.option.label for item in marked if not item.option.is_none)
    for item in marked:
        if item.option.is_none and others:
            found = _error("none_and_others", item, none=item.option.label)
            found.values = [{"label": label("also_marked"), "value": others}]
            yield found


def short_enough(question, sheet, previous):
    if question.max_length is None:
        return
    for item, value in _filled(question, sheet):
        if len(value.content) > question.max_length:
            length = len(value.content)
            yield _error("max_length", item, length=length, limit=question.max_length)


def like_last_round(question, sheet, previous):
    if question.change_limit is None or previous is None:
        return
    for item, number in _numbers(question, sheet):
        then = previous.value(item.code)
        if then is None or then.column != "number" or then.content == number:
            continue
        change = relative_change(then.content, number)
        if change is None or abs(change) > question.change_limit:
            yield Found(
                rule="change",
                item=item,
                severity=Severity.QUERY,
                message=finding("change", change=_change_in_words(then.content, number, change)),
                values=[
                    {"label": label("now"), "value": sheet.shown(item.code)},
                    {
                        "label": str(previous.outline.questionnaire.round),
                        "value": previous.shown(item.code),
                    },
                ],
            )


def relative_change(then, now):
    """Per cent from then to now; None from 0, where no per cent can be given."""
    return None if then == 0 else 100 * (now - then) / then


def _change_in_words(then, now, change):
    if change is None:
        return f"med {figures.swedish(abs(now - then))}"
    sign = "+" if change > 0 else ""
    return f"{sign}{figures.swedish(change, 0)}{figures.NO_BREAK_SPACE}%"


def confirmed(question, sheet, previous):
    """A list of marks is taken over, and asked about, as one."""
    left = [item for item in question.box_list if item.code in sheet.taken_over]
    for item in left[:1] if question.kind == Kind.MULTI else left:
        value = {"label": sheet.outline.label(item), "value": sheet.shown(item.code)}
        yield Found("taken_over", item, Severity.QUERY, finding("taken_over"), [value])


BUILT_IN = [
    required,
    readable,
    within_limits,
    whole,
    few_enough,
    none_or_some,
    short_enough,
    like_last_round,
    confirmed,
]


def _authors(sheet, authors_rules, previous):
    for rule in authors_rules:
        item = box_of(sheet.outline, rule.at)
        if item.question.code in sheet.hidden:
            continue
        if sheets.holds(rule.when, sheet, previous):
            yield Found(
                rule=rule.code,
                item=item,
                severity=rule.severity,
                message=rule.message,
                values=list(_values(rule, item, sheet, previous)),
            )


def _values(rule, item, sheet, previous):
    """The values that disagree: those of the boxes the rule names, then of all else it looks at.

    An explanation holds for these values, so none that the rule looks at may be missing.
    """
    outline = sheet.outline
    boxes = [item, *(box_of(outline, code) for code in rule.about)]
    expression = Expression.of(rule.when)
    boxes += _looked_at(outline, expression, "svar")
    yield from _shown_in(sheet, boxes)
    if previous:
        then = f", {previous.outline.questionnaire.round}"
        yield from _shown_in(previous, _looked_at(outline, expression, "forra"), then)
    if "kommun_count" in expression.names("org"):
        number = figures.swedish(sheet.organisation.kommun_count)
        yield {"label": label("kommun_count"), "value": number}


def _shown_in(sheet, boxes, then=""):
    """What stands in the boxes, each by its label, with the question's text where two have the same."""
    filled = [box for box in dict.fromkeys(boxes) if sheet.shown(box.code)]
    times = Counter(sheet.outline.label(box) for box in filled)
    for box in filled:
        name = sheet.outline.label(box)
        if times[name] > 1 and box.option:
            name = f"{box.question.text} – {name}"
        yield {"label": name + then, "value": sheet.shown(box.code)}


def _looked_at(outline, expression, variable):
    """The boxes an expression looks at: one by its name, or all of a question."""
    for found, name, part in expression.references:
        if found == variable and name in outline.question:
            box = outline.item.get(f"{name}.{part}")
            yield from [box] if box else outline.question[name].box_list


def box_of(outline, code):
    """The item a rule points at; a question with many boxes stands for its first."""
    return outline.item.get(code) or outline.question[code].box_list[0]


def _marked(question, sheet):
    return [item for item in question.box_list if sheet.value(item.code)]


def _filled(question, sheet):
    for item in question.box_list:
        value = sheet.value(item.code)
        if value is not None:
            yield item, value


def _numbers(question, sheet):
    for item, value in _filled(question, sheet):
        if value.column == "number":
            yield item, value.content


def _error(code, item, *, rule=None, **words):
    said = {name: w if isinstance(w, str) else figures.swedish(w) for name, w in words.items()}
    return Found(rule or code, item, Severity.ERROR, finding(code, **said))
