"""How long a visit lasts, and the visits of one person.

What pages ask for by themselves, without anybody being there, does not prolong a visit: the
addresses named `presence` or ending in `_state`.
"""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import Http404
from django.urls import resolve
from django.utils import timezone

STARTED, SEEN = "started", "seen"
# How exactly it is known when something was last done: so seldom is it written down.
GRAIN = 10 * 60
OVER = "Du har loggats ut, för att du varit borta en stund. Logga in för att fortsätta."


def end_in_time(get_response):
    def answer(request):
        if SESSION_KEY in request.session:
            now = time.time()
            if is_over(request.session, now):
                logout(request)
                messages.info(request, OVER)
            elif now - request.session.get(SEEN, 0) > GRAIN and not asks_by_itself(request):
                begin_or_prolong(request.session, now)
        return get_response(request)

    return answer


def begin_or_prolong(session, now):
    session.setdefault(STARTED, now)
    session[SEEN] = now


def is_over(session, now):
    """Of a visit that has not been timed yet nothing is known: it begins now."""
    started, seen = session.get(STARTED, now), session.get(SEEN, now)
    return now - started > settings.SESSION_LONGEST or now - seen > settings.SESSION_IDLE


def asks_by_itself(request):
    try:
        name = resolve(request.path_info).url_name or ""
    except Http404:
        return False
    return name == "presence" or name.endswith("_state")


# ---- the visits of one person ----


def visits(user):
    """A person's visits that go on, newest first, each with `.seen_at`."""
    ours = list(UserSession.objects.filter(user=user).order_by("-created_at"))
    kept = Session.objects.filter(
        session_key__in=[one.session_key for one in ours], expire_date__gt=timezone.now()
    )
    known = {one.session_key: one.get_decoded() for one in kept}
    now = time.time()
    going_on = []
    for one in ours:
        session = known.get(one.session_key)
        if session and not is_over(session, now):
            seen = session.get(SEEN)
            one.seen_at = seen and timezone.datetime.fromtimestamp(
                seen, timezone.get_current_timezone()
            )
            going_on.append(one)
    return going_on


def end(found):
    """End visits, as a queryset; what they were is forgotten. Returns how many."""
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    found.delete()
    return len(keys)


def end_others(request, user):
    """End a person's visits but this one."""
    return end(
        UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    )
