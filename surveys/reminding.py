"""An RSS reminds its kommuner that have not handed in, at most once a day.

Those who are in a kommun get a letter. Where nobody has joined yet, the invitation is sent again.
"""

from django.db import transaction
from django.utils import timezone

from regions import team as people
from surveys import access, kommuner, letters, team, workflow
from surveys.models import Reminder
from surveys.workflow import Refused


@transaction.atomic
def remind(response, text, *, by):
    """Keep a Reminder, whose letter leaves when it is kept. Refused where there is nobody or no reason
    to remind."""
    response = workflow.lock(response)
    if not access.may_look_after(by, response):
        raise Refused("no_right", act="påminna om")
    kommuner.with_people([response])
    why_not = hindrance(response)
    if why_not:
        raise Refused(why_not, kommun=response.organisation.name)
    reminder = Reminder.objects.create(response=response, by=by, text=text.strip())
    if response.members:
        letters.remind_soon(reminder)
    else:
        _invite_again(response, reminder, by)
    return reminder


def _invite_again(response, reminder, by):
    for invitation in _sent_by_rss(response):
        team.renew(invitation, by=by)
    reminder.mailed_at = timezone.now()
    reminder.save(update_fields=["mailed_at"])


def remind_all(rss, round, text, *, by):
    """Remind every kommun of a round that may be reminded now. Returns how many were."""
    reminded = 0
    for response in kommuner.responses_of(rss).filter(questionnaire__round=round).order_by("pk"):
        try:
            remind(response, text, by=by)
        except (Refused, people.Refused):
            continue  # it has handed in since the page was shown, or been reminded by a colleague
        reminded += 1
    return reminded


def hindrance(response):
    """Why a kommun cannot be reminded now, as the code of a refusal; '' when it can. Its people are
    set by kommuner.with_people."""
    if not response.is_open:
        return "remind_handed_in"
    if response.locked_at:
        return "remind_locked"
    if response.reminded and response.reminded.day == timezone.localdate():
        return "remind_today"
    if not response.members and not _sent_by_rss(response):
        return "remind_nobody"
    return ""


def _sent_by_rss(response):
    return [one for one in response.invitations if one.sender_id == response.organisation.parent_id]
