"""Two hand-ins of the same response, told apart box by box, from what their receipts kept."""

from dataclasses import dataclass

from surveys.models import Kind


@dataclass(frozen=True)
class Difference:
    """A box, the marks of a list, or an explanation, that reads otherwise in the later hand-in.

    `old` and `new` are as people read them: a text, for marks a list of labels, '' for nothing, and
    None where the question was not shown.
    """

    question: str
    label: str
    old: str | list | None
    new: str | list | None
    is_explanation: bool = False


def differences(old, new, leave_out=()):
    """[(section title, [Difference])] between the contents of two receipts, in the questionnaire's
    order; of questions whose codes are left out none."""
    titles, asked = {}, {}
    for content in (new, old):
        for section in content["sections"]:
            titles.setdefault(section["code"], section["title"])
            for question in section["questions"]:
                asked.setdefault(section["code"], {}).setdefault(question["code"], question)
    before, after = _by_code(old), _by_code(new)
    found = []
    for section, questions in asked.items():
        differing = [
            difference
            for code, question in questions.items()
            if code not in leave_out
            for difference in _of_question(question["text"], before.get(code), after.get(code))
        ]
        if differing:
            found.append((titles[section], differing))
    return found


def _by_code(content):
    return {
        question["code"]: question
        for section in content["sections"]
        for question in section["questions"]
    }


def _of_question(text, old, new):
    for read, is_explanation in ((_answers, False), (_explanations, True)):
        before, after = read(old), read(new)
        for label in {**after, **before}:
            was, now = _at(label, old, before), _at(label, new, after)
            if (was or now) and was != now:
                yield Difference(text, label, was, now, is_explanation)


def _at(label, question, held):
    return None if question is None else held.get(label, "")


def _answers(question):
    """{label of a box: what stands there}; marks are one box."""
    lines = question["lines"] if question else []
    if lines and question["kind"] == Kind.MULTI:
        return {"": [line["label"] for line in lines]}
    return {line["label"]: line["shown"] for line in lines}


def _explanations(question):
    told = {}
    for one in question["explanations"] if question else []:
        told.setdefault(one["about"], []).append(one["text"])
    return {about: "\n".join(texts) for about, texts in told.items()}
