"""Who is in a section right now. Told to the others who are there, and forgotten when they leave.

Every open page tells of itself again and again, so that is one statement: see `surveys.rows`.
"""

from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from regions.access import MEMBERSHIPS_FOR_SQL
from regions.models import User
from surveys.models import Presence

# A page that is looked at tells of itself more than twice as often: static/js/presence.js.
UNHEARD = timedelta(seconds=45)


def come(response_id, section_code, user, now=None):
    """Somebody who speaks for a response is in a section of it, or still is. Returns the others who
    are, by name; None when there is no such section for them, or its RSS has locked a kommun out."""
    if user.is_staff:
        return None
    now = now or timezone.now()
    words = {"response": response_id, "section": section_code, "user": user.pk, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(COME, words | {"unheard": now - UNHEARD})
        found = cursor.fetchall()
    others = [User(name=name, email=email) for name, email in found if email]
    return sorted(others, key=str) if found else None


# A row for each of the others, or one without anybody.
COME = f"""
    WITH place AS (
        SELECT response.id AS response_id, section.id AS section_id
        FROM surveys_response response
        JOIN regions_organisation organisation ON organisation.id = response.organisation_id
        JOIN surveys_section section ON section.questionnaire_id = response.questionnaire_id
        WHERE response.id = %(response)s AND section.code = %(section)s
          AND EXISTS (
              SELECT FROM regions_membership membership WHERE {MEMBERSHIPS_FOR_SQL}
              AND (response.locked_at IS NULL OR membership.organisation_id <> organisation.id)
          )
    ), here AS (
        INSERT INTO surveys_presence (response_id, section_id, user_id, heard_at)
        SELECT response_id, section_id, %(user)s, %(now)s FROM place
        ON CONFLICT (response_id, section_id, user_id) DO UPDATE SET heard_at = EXCLUDED.heard_at
    )
    SELECT person.name, person.email
    FROM place
    LEFT JOIN surveys_presence other
        ON other.response_id = place.response_id AND other.section_id = place.section_id
        AND other.user_id <> %(user)s AND other.heard_at > %(unheard)s
    LEFT JOIN regions_user person ON person.id = other.user_id
"""  # noqa: S608 - made of constants


def leave(response_id, section_code, user, now=None):
    """Forgets those who have not been heard of, too."""
    unheard = Q(heard_at__lte=(now or timezone.now()) - UNHEARD)
    own = Q(section__code=section_code, user=user)
    Presence.objects.filter(own | unheard, response=response_id).delete()
