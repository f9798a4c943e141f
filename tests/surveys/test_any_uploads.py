"""Whatever files come in, whatever is written in between and whichever files are undone: the boxes hold
what a simple model says."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import answers, sheet, sums
from surveys.workbooks import area
from tests import factories
from tests.surveys.test_uploads import RSS, fill_area, sent_in, taken_in, undone

pytestmark = pytest.mark.django_db
KOMMUNER = ["1060", "1080"]
BOXES = {
    "vfu_veckor.i_ar": ["", "0", "7", "12"],
    "fast_vardkontakt_okat": ["", "ja", "kan_inte_bedomas"],
    "malgrupp_fokus.barn_och_unga": ["", "ja"],
    "lag_2022_913": ["", "ja", "nej"],
}
PLACES = st.sampled_from([(kommun, box) for kommun in KOMMUNER for box in BOXES])
ONE = PLACES.flatmap(lambda place: st.tuples(st.just(place), st.sampled_from(BOXES[place[1]])))
SOME = st.lists(ONE, max_size=5).map(dict)
STEPS = st.one_of(
    st.tuples(st.just("edit"), ONE),
    st.tuples(st.just("file"), SOME),
    st.tuples(st.just("file fetched long ago"), SOME),
    st.tuples(st.just("undo"), st.integers(0, 3)),
)


class Model:
    """What each box holds, and what each file changed."""

    def __init__(self):
        self.held = dict.fromkeys([(k, b) for k in KOMMUNER for b in BOXES], "")
        self.files = []

    def take_in(self, typed):
        changes = {at: (self.held[at], new) for at, new in typed.items() if self.held[at] != new}
        self.held |= {at: new for at, (_, new) in changes.items()}
        self.files.append(changes)

    def undo(self, number):
        for at, (old, new) in self.files[number].items():
            if self.held[at] == new:
                self.held[at] = old
        self.files[number] = {}


class Portal:
    """The same, for real."""

    def __init__(self):
        self.rss, self.lead = factories.response("rss", RSS), factories.member("rss", RSS)
        self.source = sums.source_of(self.rss)
        self.files = []

    def edit(self, place, text):
        kommun, box = place
        answers.save(factories.response("kommun", kommun), {box: text}, by=self.lead)

    def take_in(self, typed, fetched):
        by_kommun = {kommun: {} for kommun in KOMMUNER}
        for (kommun, box), text in typed.items():
            by_kommun[kommun][box] = text
        content = area.workbook(self.rss.organisation, self.source, at=fetched)
        content = fill_area(content, self.source, by_kommun)
        self.files.append(taken_in(sent_in(self.rss, content, self.lead), self.lead))

    def undo(self, number):
        if self.files[number].is_taken:
            self.files[number] = undone(self.files[number], self.lead)

    @property
    def held(self):
        kept = {k: sheet.of(factories.response("kommun", k)).values for k in KOMMUNER}
        return {
            (k, b): kept[k][b].canonical if b in kept[k] else "" for k in KOMMUNER for b in BOXES
        }


# Each example writes, fills in and reads up to seven workbooks.
@settings(max_examples=25)
@given(st.lists(STEPS, max_size=7))
def test_the_boxes_hold_what_the_model_says(steps):
    with factories.undone():
        model, portal = Model(), Portal()
        for act, what in steps:
            if act == "edit":
                portal.edit(*what)
                model.held[what[0]] = what[1]
            elif act == "undo":
                if what < len(model.files):
                    portal.undo(what)
                    model.undo(what)
            elif act == "file":
                portal.take_in(what, fetched=timezone.now() + timedelta(seconds=2))
                model.take_in(what)
            else:
                # Fetched before everything that was written: an empty cell then empties nothing.
                portal.take_in(what, fetched=timezone.now() - timedelta(hours=1))
                model.take_in({at: text for at, text in what.items() if text})
            assert portal.held == model.held
