"""Which letter is due on which day. Dates in, a reason out: nothing is read or written here.

    opens          -28    -21    -14    -7    deadline    +7         +28
      |             |      |      |      |       |         |          |
    issued       weeks_4  _3     _2     _1      day      head       silence

A letter is due from its day until the next one's, so whatever was missed, only the newest goes out.
An extension begins a calendar of its own on the day it is given.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from surveys.models import Reason

REMINDERS = {
    Reason.WEEKS_4: timedelta(weeks=-4),
    Reason.WEEKS_3: timedelta(weeks=-3),
    Reason.WEEKS_2: timedelta(weeks=-2),
    Reason.WEEKS_1: timedelta(weeks=-1),
    Reason.DAY: timedelta(0),
    Reason.HEAD: timedelta(weeks=1),
}
# After that a letter would confuse more than it tells.
SILENCE = timedelta(weeks=4)
MORNING = timedelta(hours=7)


def day_of(now: datetime):
    """The day whose letters are due: letters go out from seven in the morning."""
    return (timezone.localtime(now).replace(tzinfo=None) - MORNING).date()


def days(opens, deadline, extended=None):
    """{reason: day} in order. `extended` is the day on which the deadline was put off, if it was."""
    calendar, begins = {Reason.ISSUED: opens}, opens
    if extended and extended > opens:
        calendar[Reason.EXTENDED] = begins = extended
    dated = {reason: deadline + after for reason, after in REMINDERS.items()}
    return calendar | {reason: day for reason, day in dated.items() if day > begins}


def due(day, opens, deadline, extended=None):
    """(the letter due that day or None, those that it stands in for)."""
    come = [reason for reason, at in days(opens, deadline, extended).items() if at <= day]
    if not come or day >= deadline + SILENCE:
        return None, []
    return come[-1], come[:-1]


def is_needed(reason, day, deadline, *, returned):
    """Whether somebody who has not handed in needs it. Who has the answer back knows the questionnaire
    already, and when the deadline has passed the return itself says what to do."""
    return not returned or (reason != Reason.ISSUED and day <= deadline)
