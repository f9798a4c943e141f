"""Which letter is due on which day."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import calendar
from surveys.models import Reason

OPENS, DEADLINE = date(2030, 11, 1), date(2031, 3, 31)
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def due(month, day, **changed):
    year = 2030 if month > 9 else 2031
    dates = {"opens": OPENS, "deadline": DEADLINE} | changed
    return calendar.due(date(year, month, day), **dates)[0]


@pytest.mark.parametrize(
    "month, day, reason",
    [
        (10, 31, None),
        (11, 1, "issued"),
        (3, 2, "issued"),
        (3, 3, "weeks_4"),
        (3, 9, "weeks_4"),
        (3, 10, "weeks_3"),
        (3, 17, "weeks_2"),
        (3, 24, "weeks_1"),
        (3, 30, "weeks_1"),
        (3, 31, "day"),
        (4, 6, "day"),
        (4, 7, "head"),
        (4, 27, "head"),
        (4, 28, None),
    ],
)
def test_each_day_has_one_letter_at_most(month, day, reason):
    assert due(month, day) == reason


def test_the_one_that_is_due_stands_in_for_all_before_it():
    reason, passed = calendar.due(date(2031, 3, 25), OPENS, DEADLINE)
    assert reason == "weeks_1"
    assert passed == ["issued", "weeks_4", "weeks_3", "weeks_2"]


def test_a_short_round_has_no_reminder_before_it_opens():
    opens = date(2031, 3, 17)
    assert due(3, 16, opens=opens) is None
    assert due(3, 17, opens=opens) == "issued"
    assert due(3, 24, opens=opens) == "weeks_1"


def test_an_extension_is_told_of_on_its_day_and_has_reminders_of_its_own():
    put_off = {"deadline": date(2031, 4, 30), "extended": date(2031, 3, 26)}
    assert due(3, 25, **put_off) == "issued"
    assert due(3, 26, **put_off) == "extended"
    assert due(4, 1, **put_off) == "extended"
    assert due(4, 2, **put_off) == "weeks_4"
    assert due(5, 7, **put_off) == "head"


def test_a_short_extension_does_not_remind_of_days_that_have_been():
    put_off = {"deadline": date(2031, 4, 10), "extended": date(2031, 3, 30)}
    assert due(3, 30, **put_off) == "extended"
    assert due(4, 3, **put_off) == "weeks_1"


def test_an_extension_from_before_the_round_opens_is_told_of_with_the_opening():
    put_off = {"deadline": date(2031, 4, 30), "extended": date(2030, 10, 1)}
    assert due(10, 15, **put_off) is None
    assert due(11, 1, **put_off) == "issued"


def test_the_day_begins_at_seven_in_the_morning():
    assert calendar.day_of(datetime(2031, 3, 31, 6, 59, tzinfo=STOCKHOLM)) == date(2031, 3, 30)
    assert calendar.day_of(datetime(2031, 3, 31, 7, 0, tzinfo=STOCKHOLM)) == date(2031, 3, 31)


def test_who_has_the_answer_back_is_reminded_only_until_the_deadline():
    def needed(reason, day):
        return calendar.is_needed(reason, date(2031, *day), DEADLINE, returned=True)

    assert needed("weeks_1", (3, 25)) and needed("day", (3, 31))
    assert not needed("issued", (1, 7)) and not needed("day", (4, 1)) and not needed("head", (4, 8))
    assert calendar.is_needed("head", date(2031, 4, 8), DEADLINE, returned=False)


dates = st.dates(date(2030, 1, 1), date(2032, 1, 1))
lengths = st.integers(0, 300).map(timedelta)


@given(dates, lengths, st.none() | dates)
def test_day_by_day_the_letters_come_in_order_each_on_its_day(opens, length, extended):
    deadline = opens + length
    planned = calendar.days(opens, deadline, extended)
    assert list(planned.values()) == sorted(planned.values())
    assert len(set(planned.values())) == len(planned)
    end = deadline + calendar.SILENCE
    for reason, day in planned.items():
        assert calendar.due(day, opens, deadline, extended)[0] == (reason if day < end else None)
    assert calendar.due(opens - timedelta(1), opens, deadline, extended) == (None, [])
    assert Reason.THANKS not in planned
