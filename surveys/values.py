"""An answer's value, typed once: read from what was typed, shown as people read it."""

from dataclasses import dataclass
from decimal import Decimal

from surveys import figures
from surveys.models import Kind, Missing

YES, NO = "ja", "nej"
YESNO_LABELS = {YES: "Ja", NO: "Nej"}
# Numeric columns hold 14 digits, 4 of them decimals; what does not fit is kept as typed.
LARGEST = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class Value:
    """`column` is the Answer column it is stored in, `content` a Decimal for numbers, else a str."""

    column: str
    content: Decimal | str

    @property
    def canonical(self):
        """As text for the log, the exports and the forms of the machine: 71.5, ja, kan_ej_uppskattas."""
        return f"{figures.plain(self.content):f}" if self.column == "number" else self.content

    @property
    def is_unreadable(self):
        return self.column == "unreadable"


def of_answer(answer):
    """The Value of an Answer row."""
    for column in answer.VALUE_FIELDS:
        content = getattr(answer, column)
        if content is not None:
            return Value(column, content)
    raise ValueError(f"answer {answer.pk} holds no value")


def read(item, typed):
    """What was typed in an item's box -> Value, or None for an empty box.

    What cannot be read as the item's kind becomes an `unreadable` Value, so nothing is lost.
    """
    typed = typed.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not typed:
        return None
    question = item.question
    kind = Kind(question.kind)
    if typed == Missing.UNKNOWN:
        return Value("missing" if question.unknown_allowed else "unreadable", typed)
    if kind == Kind.TEXT:
        return Value("text", typed)
    if kind.is_numeric:
        return _read_number(typed)
    return Value("choice" if typed in choices(item) else "unreadable", typed)


def _read_number(typed):
    number = figures.read_number(typed)
    if number is None or abs(number) >= LARGEST or number.as_tuple().exponent < -4:
        return Value("unreadable", typed)
    return Value("number", number)


def choices(item):
    """The choice codes an item takes, with labels: options of a `single`, ja/nej, or ja for a mark."""
    match Kind(item.question.kind):
        case Kind.SINGLE:
            return {option.code: option.label for option in item.question.options.all()}
        case Kind.YESNO:
            return YESNO_LABELS
        case Kind.MULTI:
            return {YES: "Ja"}
        case _:
            return {}


def shown(item, value):
    """A value as people read it: 1 249, 12,5 %, Ja, Kan ej uppskattas; '' for an empty box."""
    if value is None:
        return ""
    match value.column:
        case "number":
            text = figures.swedish(value.content)
            is_percent = item.question.kind == Kind.PERCENT
            return f"{text}{figures.NO_BREAK_SPACE}%" if is_percent else text
        case "choice":
            return choices(item).get(value.content, value.content)
        case "missing":
            return Missing(value.content).label
        case _:
            return value.content


def typed(value):
    """A value as it stands in the box of a form: 71,5 and not 71.5."""
    if value is None:
        return ""
    return value.canonical.replace(".", ",") if value.column == "number" else value.content
