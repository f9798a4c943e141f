"""What differs between two definitions of one survey, part by part, told in words."""

from dataclasses import dataclass, field

from surveys.definition import OptionText
from surveys.messages import difference, field_name

NEW, CHANGED, MOVED, RETIRED = "ny", "ändrad", "flyttad", "borttagen"
COUNTED = [NEW, CHANGED, MOVED, RETIRED]


@dataclass
class Change:
    """One field of a part: its name in words, and how it read before and reads now."""

    name: str
    before: str
    now: str


@dataclass
class Difference:
    """How one section, question or rule differs. `part` is it as it is now, or was when it is retired."""

    code: str
    state: str
    part: object
    changes: list = field(default_factory=list)


@dataclass
class Differences:
    sections: dict
    questions: dict
    rules: dict
    head: list

    @property
    def number(self):
        parts = len(self.sections) + len(self.questions) + len(self.rules)
        return parts + bool(self.head)

    @property
    def retired(self):
        """Questions that are no longer asked."""
        return [one for one in self.questions.values() if one.state == RETIRED]

    def counted(self):
        """[(what, number of questions)], in the order new, changed, moved, retired."""
        states = [one.state for one in self.questions.values()]
        return [(difference(s), states.count(s)) for s in COUNTED if s in states]


def between(before, now):
    """The Differences from one definition to another; everything is new where there is none before."""
    homes = [_homes(text) if text else {} for text in (before, now)]
    return Differences(
        sections=_parts(_sections(before), _sections(now), leave_out={"code", "questions"}),
        questions=_parts(
            {q.code: q for q in before.questions} if before else {},
            {q.code: q for q in now.questions},
            leave_out={"code", "source"},
            homes=homes,
        ),
        rules=_parts(
            {r.code: r for r in before.rules} if before else {},
            {r.code: r for r in now.rules},
            leave_out={"code"},
        ),
        head=_changes(before, now, {"survey", "year", "sections", "rules"}) if before else [],
    )


def changes(before, now):
    """The fields that differ between two of the same kind."""
    return _changes(before, now, {"questions"})


def _sections(text):
    return {section.code: section for section in text.sections} if text else {}


def _homes(text):
    return {q.code: section for section in text.sections for q in section.questions}


def _parts(before, now, leave_out, homes=None):
    found = {}
    order_then = [code for code in before if code in now]
    order_now = [code for code in now if code in before]
    moved = _out_of_order(order_then, order_now)
    for code, part in now.items():
        if code not in before:
            found[code] = Difference(code, NEW, part)
            continue
        fields = _changes(before[code], part, leave_out)
        if homes and homes[0][code].code != homes[1][code].code:
            titles = homes[0][code].title, homes[1][code].title
            found[code] = Difference(
                code, MOVED, part, [Change(field_name("section"), *titles), *fields]
            )
        elif fields:
            found[code] = Difference(code, CHANGED, part, fields)
        elif code in moved:
            found[code] = Difference(code, MOVED, part)
    for code, part in before.items():
        if code not in now:
            found[code] = Difference(code, RETIRED, part)
    return found


def _out_of_order(then, now):
    """The fewest that must have moved: those outside the longest run that kept its order."""
    place = {code: n for n, code in enumerate(then)}
    runs = []
    for code in now:
        best = max((run for run in runs if place[run[-1]] < place[code]), key=len, default=[])
        runs.append([*best, code])
    kept = set(max(runs, key=len, default=[]))
    return {code for code in now if code not in kept}


def _changes(before, now, leave_out):
    names = [name for name in type(now).model_fields if name not in leave_out]
    return [
        Change(field_name(name), _in_words(old), _in_words(new))
        for name in names
        if (old := _value(before, name)) != (new := _value(now, name))
    ]


def _value(part, name):
    """A question says whether it must be answered even where its definition leaves it to the kind."""
    return part.is_required if name == "required" else getattr(part, name)


def _in_words(value):
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list):
        return "\n".join(map(_in_list, value))
    return getattr(value, "label", None) or str(value)


def _in_list(value):
    if not isinstance(value, OptionText):
        return str(value)
    return f"{value.label} ({value.code}{', sist i tabeller' if value.last else ''})"
