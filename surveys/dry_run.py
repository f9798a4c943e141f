"""What a check found in an uploaded file, and what came of taking it in, as people read it."""

from dataclasses import dataclass, field

from surveys import outline, values
from surveys.models import Response


@dataclass
class Row:
    """A box that would change: where in the file, what it is called, what stands there and what would."""

    cell: str
    question: str
    box: str
    old: str
    new: str


@dataclass
class Respondent:
    """One respondent's boxes that would change: filled, changed and emptied."""

    name: str
    filled: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    emptied: list[Row] = field(default_factory=list)


@dataclass
class Found:
    problems: list[dict]
    notes: list[str]
    unchanged: int
    respondents: list[Respondent]

    def _number(self, kind):
        return sum(len(getattr(one, kind)) for one in self.respondents)

    @property
    def filled(self):
        return self._number("filled")

    @property
    def changed(self):
        return self._number("changed")

    @property
    def emptied(self):
        return self._number("emptied")

    @property
    def changes(self):
        return self.filled + self.changed + self.emptied

    @property
    def written_over(self):
        """The respondents of whom something that stands would be lost."""
        return [one for one in self.respondents if one.changed or one.emptied]

    @property
    def added_to(self):
        return [one for one in self.respondents if one.filled]


def of(upload):
    """The Found of a checked upload."""
    found = upload.found
    ids = {change["response_id"] for change in found["changes"]}
    responses = Response.objects.filter(pk__in=ids).select_related("organisation", "questionnaire")
    by_id = {response.pk: response for response in responses}
    respondents = {}
    for change in found["changes"]:
        response = by_id[change["response_id"]]
        one = respondents.setdefault(response.pk, Respondent(response.organisation.name))
        _kind(one, change).append(_row(response, change))
    return Found(found["problems"], found["notes"], found["unchanged"], list(respondents.values()))


def _kind(one, change):
    if not change["old"]:
        return one.filled
    return one.changed if change["new"] else one.emptied


def _row(response, change):
    item = outline.load(response.questionnaire).item[change["code"]]
    old, new = (values.shown(item, values.read(item, change[end])) for end in ("old", "new"))
    box = item.option.label if item.option else ""
    return Row(change["ref"], item.question.text, box, old, new)


class Outcome:
    """What came of each respondent when a file was taken in or undone (surveys.uploads.Told)."""

    def __init__(self, told):
        self.respondents = told["respondents"]

    @property
    def changed(self):
        return sum(one["changed"] for one in self.respondents)

    @property
    def handed_in(self):
        return [one for one in self.respondents if one["handed_in"]]

    @property
    def left_alone(self):
        """Those where something was not written."""
        return [one for one in self.respondents if one["refused"] or one["passed"]]

    @property
    def unfinished(self):
        """Those that could not be handed in yet, when that was wished for."""
        return [one for one in self.respondents if one["errors"] or one["queries"]]
