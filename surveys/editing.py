"""Changes of a questionnaire's definition, one part at a time. Each gives a new definition.

Parts are found by their codes; one that is not there raises Gone.
"""


class Gone(LookupError):
    """The part that was to be changed is no longer in the questionnaire."""


def section(text, code):
    return text.sections[_place(text.sections, code)]


def question(text, code):
    return _section_with(text, code).questions[_place(_section_with(text, code).questions, code)]


def rule(text, code):
    return text.rules[_place(text.rules, code)]


def section_of(text, code):
    """The section that a question stands in."""
    return _section_with(text, code)


def put_section(text, code, new):
    """Another title, help or code; its questions stay."""
    kept = section(text, code)
    return _with_section(text, code, new.model_copy(update={"questions": kept.questions}))


def put_question(text, code, new):
    home = _section_with(text, code)
    return _with_questions(text, home, _replaced(home.questions, code, new))


def put_rule(text, code, new):
    return text.model_copy(update={"rules": _replaced(text.rules, code, new)})


def add_section(text, new):
    return text.model_copy(update={"sections": [*text.sections, new]})


def add_question(text, section_code, new):
    home = section(text, section_code)
    return _with_questions(text, home, [*home.questions, new])


def add_rule(text, new):
    return text.model_copy(update={"rules": [*text.rules, new]})


def drop_section(text, code):
    return text.model_copy(update={"sections": _without(text.sections, code)})


def drop_question(text, code):
    home = _section_with(text, code)
    return _with_questions(text, home, _without(home.questions, code))


def drop_rule(text, code):
    return text.model_copy(update={"rules": _without(text.rules, code)})


def move_section(text, code, step):
    """A step of -1 goes up, 1 down."""
    return text.model_copy(update={"sections": _moved(text.sections, code, step)})


def move_question(text, code, step):
    """The same. From the edge of its section a question goes into the section beside it."""
    home = _section_with(text, code)
    moved = _moved(home.questions, code, step)
    if moved != home.questions:
        return _with_questions(text, home, moved)
    beside = _place(text.sections, home.code) + step
    if not 0 <= beside < len(text.sections):
        return text
    one = question(text, code)
    beside = text.sections[beside]
    there = [*beside.questions, one] if step < 0 else [one, *beside.questions]
    text = _with_questions(text, home, _without(home.questions, code))
    return _with_questions(text, beside, there)


def swapped(things, place, step):
    """A list where what stands at a place has changed places with its neighbour, if it has one."""
    things, other = list(things), place + step
    if 0 <= other < len(things):
        things[place], things[other] = things[other], things[place]
    return things


def _place(parts, code):
    for place, part in enumerate(parts):
        if part.code == code:
            return place
    raise Gone(code)


def _section_with(text, code):
    for one in text.sections:
        if any(question.code == code for question in one.questions):
            return one
    raise Gone(code)


def _moved(parts, code, step):
    return swapped(parts, _place(parts, code), step)


def _replaced(parts, code, new):
    place = _place(parts, code)
    return [*parts[:place], new, *parts[place + 1 :]]


def _without(parts, code):
    place = _place(parts, code)
    return [*parts[:place], *parts[place + 1 :]]


def _with_section(text, code, new):
    return text.model_copy(update={"sections": _replaced(text.sections, code, new)})


def _with_questions(text, home, questions):
    return _with_section(text, home.code, home.model_copy(update={"questions": questions}))
