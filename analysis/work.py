"""What a table is made from, and the words its notes have in common."""

from dataclasses import dataclass

from analysis import messages
from analysis.cells import Note
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
        return self.facts.respondents[self.questionnaire_id]

    @property
    def listing(self):
        return self.facts.listings[self.questionnaire_id]

    def note(self, kind, names):
        """What holds for those of the names, as a list of one note; of none, for no names."""
        names = list(names)
        if not names:
            return []
        return [Note(kind, messages.note(kind, who=messages.who(names, self.spec.survey)))]

    def tallies(self, row_code, column):
        """(item id, tally) of every box behind a cell."""
        ids = [self.outline.item[code].pk for code in self.spec.box_codes(row_code, column)]
        return [(pk, self.facts.tallies[pk]) for pk in ids]


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
