"""What a table is made from, and the words its notes have in common."""

from dataclasses import dataclass
from functools import cached_property

from analysis import messages
from analysis.cells import BLANK, Note
from analysis.facts import Facts
from analysis.spec import TableSpec
from surveys.outline import Outline

LOWER_BOUND = Note("lower_bound", messages.note("lower_bound"))


@dataclass
class Work:
    spec: TableSpec
    facts: Facts
    outline: Outline

    @property
    def questionnaire_id(self):
        return self.outline.questionnaire.pk

    @property
    def asked(self):
        return self.facts.counted.respondents[self.questionnaire_id]

    @property
    def listing(self):
        return self.facts.listings[self.questionnaire_id]

    @cached_property
    def missing_cells(self):
        """The empty cell of each respondent without an approved response, by place."""
        names = self.listing.names
        return {n: noted(BLANK, self.note("missing", [names[n]])) for n in self.listing.missing}

    @cached_property
    def most_given(self):
        return self.facts.counted.most_given(self.outline)

    def note(self, kind, names):
        """What holds for those of the names, as a list of one note; of none, for no names."""
        names = list(names)
        if not names:
            return []
        return [Note(kind, messages.note(kind, who=messages.who(names, self.spec.survey)))]

    def tallies(self, row_code, column):
        """(item id, tally) of every box behind a cell."""
        ids = [self.outline.item[code].pk for code in self.spec.box_codes(row_code, column)]
        return [(pk, self.facts.counted.tallies[pk]) for pk in ids]


def bounded(cell, reasons):
    """The cell as the lower bound that the reasons, some notes, make it; without any, as it is."""
    if not reasons:
        return cell
    reasons = [*reasons, LOWER_BOUND]
    return noted(cell, reasons)._replace(lower_bound=True)


def noted(cell, notes):
    """The cell with what the notes say."""
    if not notes:
        return cell
    text = " ".join(note.text for note in notes)
    return cell._replace(note=text, kinds=tuple(dict.fromkeys(note.kind for note in notes)))
