"""How long the work took."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from surveys import answers, outline, worktime
from surveys.models import AnswerChange, Door, Response, WorkSession
from surveys.worktime import PAUSE, SHORTEST, Span, active_time, stretches
from tests.factories import member, response, staff, undone

START = datetime(2024, 2, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes, until=None):
    moment = START + minutes * MINUTE
    return Span(moment, moment if until is None else START + until * MINUTE)


# ---- the rule, on any spans ----

seconds = st.integers(0, 4 * 3600)
spans = st.lists(
    st.tuples(seconds, st.integers(0, 3600)).map(
        lambda one: Span(
            START + timedelta(seconds=one[0]), START + timedelta(seconds=one[0] + one[1])
        )
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    "moments, minutes",
    [
        ([], 0),
        ([at(0)], 1),
        ([at(0), at(0.5)], 1),
        ([at(0), at(4)], 4),
        ([at(0), at(4.99), at(9.98)], 9.98),
        ([at(0), at(5)], 2),  # five minutes apart is a pause
        ([at(0), at(4), at(30), at(33)], 7),
        ([at(0, until=20), at(10)], 20),
        ([at(0, until=20), at(24)], 24),
        ([at(0, until=20), at(25)], 21),
    ],
)
def test_stretches_of_work(moments, minutes):
    assert active_time(moments) == minutes * MINUTE


@given(spans)
def test_the_order_in_which_it_is_told_does_not_matter(some):
    assert active_time(reversed(some)) == active_time(some)


@given(spans)
def test_no_more_than_the_whole_time_and_no_less_than_what_was_seen(some):
    whole = max((s.end for s in some), default=START) - min((s.start for s in some), default=START)
    longest = max((s.end - s.start for s in some), default=timedelta())
    pieces = len(stretches(some))
    assert longest <= active_time(some) <= whole + pieces * SHORTEST


@given(spans)
def test_stretches_lie_a_pause_apart_and_hold_every_span(some):
    joined = stretches(some)
    assert all(b.start - a.end >= PAUSE for a, b in pairwise(joined))
    assert all(any(j.start <= s.start and s.end <= j.end for j in joined) for s in some)


@given(spans, spans)
def test_joining_parts_first_makes_no_difference(some, others):
    """So the database may join the log of answers before the pages are added."""
    assert stretches(stretches(some) + others) == stretches(some + others)


@given(spans, spans)
def test_more_work_never_takes_less_time(some, more):
    assert active_time(some + more) >= active_time(some)


# ---- in the database ----


def log(one, by, *minutes, door=Door.FORM):
    """Lines in the log of answers at these minutes; its times are otherwise those of writing."""
    item = outline.load(one.questionnaire).items[0]
    kept = AnswerChange._meta.get_field("at")
    kept.auto_now_add = False
    try:
        AnswerChange.objects.bulk_create(
            AnswerChange(
                response=one, item=item, new=str(minute), by=by, door=door, at=at(minute).start
            )
            for minute in minutes
        )
    finally:
        kept.auto_now_add = True


@pytest.mark.django_db
class TestKept:
    def test_a_response_nobody_has_touched_took_no_time(self):
        assert worktime.of(response()) == timedelta()

    def test_changes_and_pages_count_together(self):
        one, anna = response(), member()
        log(one, anna, 4, 6)
        worktime.seen(one, anna, now=at(0).start)
        worktime.seen(one, anna, now=at(8).start)

        assert worktime.of(one) == 8 * MINUTE

    def test_two_people_at_once_count_twice(self):
        one = response()
        for person in (member(), member(role="contributor")):
            log(one, person, 0, 3)

        assert worktime.of(one) == 6 * MINUTE

    def test_what_is_read_from_a_file_does_not_count(self):
        one, anna = response(), member()
        log(one, anna, 0, 1, 2, 3, door=Door.COMMAND)
        log(one, anna, 20)

        assert worktime.of(one) == MINUTE

    def test_a_real_save_counts_a_minute(self):
        one, anna = response(), member()
        answers.save(one, {"fast_lakare_rutiner": "ja"}, by=anna)
        answers.save(response("rss", "rss-01"), {}, by=member("rss", "rss-01"))

        assert worktime.of(one) == MINUTE
        assert worktime.of(response("rss", "rss-01")) == timedelta()

    def test_pages_in_a_row_are_one_row(self):
        one, anna = response(), member()
        for minute in (0, 1, 4.9, 9, 14.5, 14.6):
            worktime.seen(one, anna, now=at(minute).start)

        rows = WorkSession.objects.filter(response=one)
        assert [(row.started_at, row.ended_at) for row in rows] == [
            (at(0).start, at(9).start),
            (at(14.5).start, at(14.6).start),
        ]

    def test_a_stretch_does_not_end_before_it_starts(self):
        with pytest.raises(IntegrityError, match="work_ends_after_it_starts"):
            WorkSession.objects.create(
                response=response(), by=member(), started_at=at(1).start, ended_at=at(0).start
            )

    def test_many_responses_cost_as_many_queries_as_one(self):
        anna = staff()
        many = list(Response.objects.all()[:40])
        for one in many:
            log(one, anna, 0, 3)
            worktime.seen(one, anna, now=at(4).start)
        with CaptureQueriesContext(connection) as asked:
            times = worktime.of_many([one.pk for one in many])

        assert set(times.values()) == {4 * MINUTE}
        assert len(asked) == 2

    @given(
        moments=st.lists(st.integers(0, 40 * 60), max_size=12),
        pages=st.lists(st.integers(0, 40 * 60), max_size=6),
    )
    def test_the_database_counts_as_the_rule_says(self, moments, pages):
        def moment(second):
            return Span(START + timedelta(seconds=second), START + timedelta(seconds=second))

        with undone():
            one, anna = response(), member()
            log(one, anna, *(second / 60 for second in moments))
            for second in sorted(pages):
                worktime.seen(one, anna, now=moment(second).start)
            assert worktime.of(one) == active_time([moment(s) for s in moments + pages])


@pytest.mark.django_db
class TestTypical:
    @pytest.fixture
    def handed_in(self):
        """Three regions have handed in: after 10 and 40 minutes, and one by a file."""
        for code, minutes in (("01", 10), ("03", 40), ("04", 0)):
            one, anna = response(code=code), member(code=code)
            WorkSession.objects.create(
                response=one, by=anna, started_at=at(0).start, ended_at=at(minutes).start
            ) if minutes else log(one, anna, 0, 1, door=Door.COMMAND)
            Response.objects.filter(pk=one.pk).update(
                state="submitted", submitted_at=START, submitted_by=anna
            )
        worktime.seen(response(code="05"), member(code="05"))  # still at it: not in the median

    def test_the_median_of_what_was_measured_says_of_how_many(self, handed_in):
        [typical] = worktime.typical(Response.objects.select_related("questionnaire"))

        assert typical.questionnaire.survey.code == "region"
        assert (typical.median, typical.measured, typical.handed_in) == (25 * MINUTE, 2, 3)

    def test_staff_see_it_in_the_queue(self, handed_in, client):
        client.force_login(staff())
        page = " ".join(client.get("/granskning/").content.decode().split())

        assert "Arbetstid, Regionenkäten" in page
        assert "Median 25 min, 2 av 3 inlämnade" in page
        assert "Arbetstid, RSS-enkäten" not in page

    def test_of_the_kommuner_nothing_is_told(self, client):
        one, anna = response("kommun", "0114"), member("kommun", "0114")
        log(one, anna, 0, 3)
        Response.objects.filter(pk=one.pk).update(
            state="submitted", submitted_at=START, submitted_by=anna
        )
        client.force_login(staff())

        assert "Arbetstid" not in client.get("/granskning/").content.decode()


# ---- in words ----


@pytest.mark.parametrize(
    "minutes, words, short",
    [
        (1, "1 minut", "1 min"),
        (29, "29 minuter", "29 min"),
        (58, "1 timme", "1 tim"),
        (60, "1 timme", "1 tim"),
        (62, "1 timme", "1 tim"),
        (128, "2 timmar 10 minuter", "2 tim 10 min"),
        (1500, "25 timmar", "25 tim"),
    ],
)
def test_time_in_words(minutes, words, short):
    assert worktime.in_words(minutes * MINUTE).replace("\u00a0", " ") == words
    assert worktime.in_short(minutes * MINUTE).replace("\u00a0", " ") == short
