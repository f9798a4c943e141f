"""Whatever the clock does, wherever workers die and whatever respondents do meanwhile: nobody gets a
letter twice for the same reason, and whoever needs the letter of the day has it after a whole run.

The letters are counted at a mail server. What ought to arrive is worked out anew here, day by day
backwards, from nothing but what was done.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.backends.smtp import EmailBackend
from hypothesis import settings as rules_of
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from regions.models import HeadContact, Membership
from surveys import mailing, workflow
from surveys.models import Correction, Door, Extension, Question, Reason, Response, Wording
from tests import factories
from tests.surveys.test_mailing import SMALL

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS, DEADLINE = date(2030, 11, 1), date(2031, 3, 31)
ON = {-28: "weeks_4", -21: "weeks_3", -14: "weeks_2", -7: "weeks_1", 0: "day", 7: "head"}
CODES = ["01", "03"]
orgs = st.sampled_from(CODES)
usually = st.sampled_from([True, True, False])


class Died(BaseException):
    """A worker is killed: nothing after this is done."""


class MortalBackend(EmailBackend):
    """Django's own way to a mail server, on which the worker can be killed at the n-th letter."""

    point, after, last = "", 0, None

    def open(self):
        if self.point == "away":
            raise ConnectionRefusedError
        self._die("before the claim")
        return super().open()

    def send_messages(self, messages):
        [message] = messages
        MortalBackend.last = key_of(message.subject, message.to[0])
        self._die("after the claim")
        sent = super().send_messages(messages)
        self._die("after the mail server has it")
        MortalBackend.after -= 1
        return sent

    def _die(self, point):
        if self.point == point and MortalBackend.after <= 0:
            raise Died


def key_of(subject, to):
    reason, organisation, about = " ".join(subject.split()).split(" | ")
    return reason, organisation, None if reason == "issued" else about, to


def write_texts():
    """Texts that tell the mail server's side what the letter is."""
    for reason in Reason.values:
        about = "{number}" if reason == Reason.CORRECTED else "{deadline}"
        subject = f"{reason} | {{organisation}} | {about}"
        if reason != Reason.THANKS:
            Wording.objects.create(
                reason=reason, subject=subject, body="{address}", by=factories.staff()
            )


@pytest.fixture
def round_of_two(db, tmp_path, settings):
    settings.EMAIL_BACKEND = "tests.surveys.test_any_mail.MortalBackend"
    factories.issued(tmp_path, SMALL)
    mine = Response.objects.filter(questionnaire__round__year=2030)
    mine.exclude(organisation__code__in=CODES).delete()
    write_texts()
    factories.member(email="anna@region.se")
    factories.member(email="bo@region.se")
    factories.member("region", "03", email="cilla@grannen.se")
    organisation = factories.organisation()
    HeadContact.objects.create(organisation=organisation, name="Disa", email="disa@region.se")


def machine_for(mailbox):
    class Mail(RuleBasedStateMachine):
        """The round as its respondents live it, and what has reached the mail server."""

        def __init__(self):
            super().__init__()
            self.room = factories.undone()
            self.room.__enter__()
            mailbox.letters.clear()
            self.now = datetime(2031, 3, 1, 12, tzinfo=STOCKHOLM)
            self.state = dict.fromkeys(CODES, "open")
            self.put_off = {}
            self.handed_in_at = {}
            self.corrected_at = []
            self.leads = {"01": {"anna@region.se", "bo@region.se"}, "03": {"cilla@grannen.se"}}
            self.heads = {"01": {"disa@region.se"}, "03": set()}
            self.names = {c: factories.organisation("region", c).name for c in CODES}
            # Claimed by a worker that died before it was heard: gone or not, it may not go again.
            self.lost = set()
            self.told_to_wait = {}

        def teardown(self):
            MortalBackend.point = mailbox.answer = ""
            self.room.__exit__(None, None, None)

        # ---- what ought to arrive ----

        def letter_on(self, code, day):
            deadline, extended = self.put_off.get(code, (DEADLINE, None))
            begins = max(OPENS, extended or OPENS)
            if day == begins:
                return "extended" if begins > OPENS else "issued"
            if day < begins:
                return "issued" if day == OPENS else None
            return ON.get((day - deadline).days)

        def needed(self):
            found = set()
            today = (self.now.replace(tzinfo=None) - timedelta(hours=7)).date()
            for code, state in self.state.items():
                deadline, _ = self.put_off.get(code, (DEADLINE, None))
                if state == "handed in" or today < OPENS or (today - deadline).days >= 28:
                    continue
                day = today
                while not self.letter_on(code, day):
                    day -= timedelta(days=1)
                reason = self.letter_on(code, day)
                if state == "returned" and (reason == "issued" or today > deadline):
                    continue
                to = self.heads[code] if reason == "head" else self.leads[code]
                about = None if reason == "issued" else in_words(deadline)
                found |= {(reason, self.names[code], about, one) for one in to}
            return found | self.needed_about_corrections()

        def needed_about_corrections(self):
            """Whoever has handed in afterwards has read it, and after four weeks it is no news."""
            return {
                ("corrected", self.names[code], str(number), one)
                for number, at in enumerate(self.corrected_at, 1)
                for code in CODES
                for one in self.leads[code]
                if at.date() >= OPENS and at > self.now - timedelta(weeks=4)
                if code not in self.handed_in_at or self.handed_in_at[code] < at
            }

        def arrived(self):
            return [key_of(str(one["Subject"]), one["To"]) for one in mailbox.letters]

        def owed(self):
            waits = {
                key
                for key, at in self.told_to_wait.items()
                if self.now - timedelta(minutes=10) < at <= self.now
            }
            return self.needed() - set(self.arrived()) - self.lost - waits

        # ---- what workers do ----

        @rule()
        def whole_run(self):
            before, owed = len(mailbox.letters), self.owed()
            mailing.send_due(self.now)
            new = self.arrived()[before:]
            assert sorted(new, key=str) == sorted(owed, key=str)

        @rule(
            point=st.sampled_from(
                ["before the claim", "after the claim", "after the mail server has it"]
            ),
            after=st.integers(0, 2),
        )
        def killed(self, point, after):
            before, owed = len(mailbox.letters), self.owed()
            MortalBackend.point, MortalBackend.after = point, after
            try:
                mailing.send_due(self.now)
            except Died:
                if point == "after the claim":
                    assert MortalBackend.last in owed
                    self.lost.add(MortalBackend.last)
            finally:
                MortalBackend.point = ""
            new = self.arrived()[before:]
            assert len(new) == len(set(new)) and set(new) <= owed

        @rule()
        def killed_after_planning(self):
            mailing.plan(self.now)

        @rule()
        def mail_server_away(self):
            MortalBackend.point = "away"
            mailing.send_due(self.now)
            MortalBackend.point = ""

        @rule()
        def mail_server_says_not_now(self):
            owed = self.owed()
            mailbox.answer = "451 Senare"
            mailing.send_due(self.now)
            mailbox.answer = ""
            self.told_to_wait |= dict.fromkeys(owed, self.now)

        # ---- what the clock does; as a rule a worker runs then ----

        def move(self, now, runs):
            self.now = now
            if runs:
                self.whole_run()

        @rule(minutes=st.integers(1, 60), runs=usually)
        def a_while(self, minutes, runs):
            self.move(self.now + timedelta(minutes=minutes), runs)

        @rule(days=st.integers(1, 9), runs=usually)
        def days_pass(self, days, runs):
            self.move(self.now + timedelta(days=days), runs)

        @rule(days=st.integers(1, 15), runs=usually)
        def clock_goes_back(self, days, runs):
            self.move(self.now - timedelta(days=days), runs)

        @rule(
            days=st.sampled_from([-200, -151, -30, -28, -25, -14, -7, -1, 0, 1, 7, 27, 28]),
            runs=usually,
        )
        def clock_jumps(self, days, runs):
            noon = datetime(2031, 3, 31, 12, tzinfo=STOCKHOLM)
            self.move(noon + timedelta(days=days), runs)

        # ---- what people do ----

        def response(self, code):
            return factories.response("region", code, 2030)

        @rule(code=orgs)
        def hand_in(self, code):
            if self.state[code] == "handed in":
                return
            one, by = self.response(code), factories.staff()
            if self.state[code] == "open":
                workflow.begin(one, by=by, door=Door.COMMAND)
            workflow.submit(one, by=by, door=Door.COMMAND)
            Response.objects.filter(pk=one.pk).update(submitted_at=self.now)
            self.state[code], self.handed_in_at[code] = "handed in", self.now

        @precondition(lambda self: "handed in" in self.state.values())
        @rule(code=orgs)
        def give_back(self, code):
            if self.state[code] == "handed in":
                workflow.return_to_respondent(
                    self.response(code), by=factories.staff(), reason="Mer", door=Door.COMMAND
                )
                self.state[code] = "returned"

        @precondition(lambda self: len(self.corrected_at) < 3)
        @rule(readers=st.sets(orgs))
        def correct(self, readers):
            """Some read it and hand in before a letter has gone."""
            question = Question.objects.filter(questionnaire__round__year=2030).first()
            self.corrected_at.append(self.now)
            Correction.objects.create(
                questionnaire=question.questionnaire,
                question=question,
                number=len(self.corrected_at),
                text="Räkna allt.",
                at=self.now,
                by=factories.staff(),
                asked=2,
                answered=0,
                handed_in=0,
                affected=[],
            )
            self.now += timedelta(minutes=1)
            for code in readers:
                self.hand_in(code)

        @rule(code=orgs, days=st.integers(1, 60))
        def extend(self, code, days):
            deadline = max(self.now.date(), DEADLINE) + timedelta(days=days)
            Extension.objects.update_or_create(
                response=self.response(code),
                defaults={
                    "deadline": deadline,
                    "at": self.now,
                    "reason": "Skäl",
                    "by": factories.staff(),
                },
            )
            self.put_off[code] = deadline, self.now.date()

        @rule(code=orgs)
        def lead_joins(self, code):
            self.leads[code].add(factories.member("region", code).email)

        @precondition(lambda self: any(self.leads.values()))
        @rule(code=orgs)
        def lead_leaves(self, code):
            if self.leads[code]:
                gone = self.leads[code].pop()
                Membership.objects.filter(user__email=gone).delete()

    return Mail


MONTHS = "januari februari mars april maj juni juli augusti september oktober november december"


def in_words(day):
    return f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}"


def test_no_letter_goes_twice_and_none_is_skipped(mailbox, round_of_two):
    run_state_machine_as_test(
        machine_for(mailbox),
        settings=rules_of(max_examples=40, stateful_step_count=30, deadline=None),
    )
