"""Who is in a section right now. Told to the others who are there, and forgotten when they leave."""

from datetime import timedelta

from django.utils import timezone

from surveys.models import Presence

# A page that is looked at tells of itself more than twice as often: static/js/presence.js.
UNHEARD = timedelta(seconds=45)


def come(response, section, user, now=None):
    """Somebody is there, or still is. Returns the others who are, by name."""
    now = now or timezone.now()
    in_response = Presence.objects.filter(response=response)
    in_response.filter(heard_at__lte=now - UNHEARD).delete()
    Presence.objects.bulk_create(
        [Presence(response=response, section=section, user=user, heard_at=now)],
        update_conflicts=True,
        unique_fields=["response", "section", "user"],
        update_fields=["heard_at"],
    )
    others = in_response.filter(section=section).exclude(user=user).select_related("user")
    return sorted((one.user for one in others), key=str)


def leave(response, section, user):
    Presence.objects.filter(response=response, section=section, user=user).delete()
