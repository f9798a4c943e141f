"""How to answer a question in a workbook, in words."""

from surveys import copies
from surveys.models import Kind

NUMBER = "Ett tal."
WHOLE_NUMBER = "Ett heltal."
HOW = {
    Kind.YESNO: "Svara ja eller nej.",
    Kind.SINGLE: "Välj ett av alternativen i listan.",
    Kind.MULTI: "Skriv ja vid det som stämmer och lämna annars tomt.",
    Kind.PERCENT: "Skriv 12,5 för 12,5 procent.",
    Kind.TEXT: "Svara med egna ord.",
}
UNIT = "Svara i {}."
UNKNOWN = "Går det inte att få fram: skriv Kan ej uppskattas."
OPTIONAL = "Får lämnas tom."


def how_to_answer(question, sheet):
    """Sentences on what to write in a question's cells, and when; `sheet` says who answers."""
    asked_in = (
        "" if question.unit in {"", "antal"} or question.kind == Kind.PERCENT else question.unit
    )
    said = [
        copies.condition_in_words(question, sheet.outline),
        HOW.get(question.kind, ""),
        copies.limits_in_words(question, sheet) or _any_number(question),
        UNIT.format(asked_in) if asked_in else "",
        UNKNOWN if question.unknown_allowed else "",
        OPTIONAL if copies.is_optional(question, sheet.outline) else "",
    ]
    return " ".join(filter(None, said))


def _any_number(question):
    if not Kind(question.kind).is_numeric:
        return ""
    return WHOLE_NUMBER if question.whole else NUMBER
