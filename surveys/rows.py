"""The few rows that saving a box reads and writes, in SQL.

It happens at the end of every box, of everybody. Through the ORM, making these statements costs more
than running them. Everything else goes through the models.
"""

import json
from collections import namedtuple

from django.db import connection

from regions.access import MEMBERSHIPS_FOR_SQL
from regions.models import Organisation
from surveys import values
from surveys.models import Answer, Response, Severity, State

Held = namedtuple("Held", ["pk", "value", "hidden", "taken_over"])
Kept = namedtuple("Kept", ["pk", "rule", "item_id", "severity", "message", "values"])

VALUES = ", ".join(f"answer.{column}" for column in Answer.VALUE_FIELDS)


def lock(response_id, user):
    """(response, [(role, section ids)] of the user's memberships, whether it is locked to the user),
    held until the transaction ends; (None, [], False) when the user does not speak for it."""
    found = _all(LOCK, response=response_id, user=user.pk)
    if not found:
        return None, [], False
    pk, questionnaire_id, state, *organisation, tasks, locked_out = found[0]
    response = Response(pk=pk, questionnaire_id=questionnaire_id, state=State(state))
    pk, kind, code, parent_id = organisation
    response.organisation = Organisation(pk=pk, kind=kind, code=code, parent_id=parent_id)
    return response, json.loads(tasks), locked_out


LOCK = f"""
    SELECT response.id, response.questionnaire_id, response.state,
           organisation.id, organisation.kind, organisation.code, organisation.parent_id,
           given.tasks::text, response.locked_at IS NOT NULL AND NOT given.by_rss
    FROM surveys_response response
    JOIN regions_organisation organisation ON organisation.id = response.organisation_id
    CROSS JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_array(membership.role, ARRAY(
            SELECT task.section_id FROM surveys_sectiontask task
            JOIN surveys_section section ON section.id = task.section_id
            WHERE task.membership_id = membership.id
              AND section.questionnaire_id = response.questionnaire_id
        ))) AS tasks, bool_or(membership.organisation_id <> organisation.id) AS by_rss
        FROM regions_membership membership WHERE {MEMBERSHIPS_FOR_SQL}
    ) given
    WHERE response.id = %(response)s AND given.tasks IS NOT NULL
    FOR UPDATE OF response
"""  # noqa: S608 - made of constants


def standing(response, around):
    """({item id: Held} of the boxes that are read, what is kept as found at those judged), in one
    turn to the database."""
    words = {"response": response.pk, "read": around.read_ids, "judged": around.judged_ids}
    with connection.cursor() as cursor:
        cursor.execute(f"{ANSWERS}; {FINDINGS}", words)
        answers = cursor.fetchall()
        cursor.nextset()
        findings = cursor.fetchall()
    held = {
        item: Held(pk, _value(content), hidden, taken_over)
        for pk, item, hidden, taken_over, *content in answers
    }
    return held, [Kept(*row, json.loads(disagreeing)) for *row, disagreeing in findings]


ANSWERS = f"""
    SELECT answer.id, answer.item_id, answer.hidden, answer.taken_over, {VALUES}
    FROM surveys_answer answer
    WHERE answer.response_id = %(response)s AND answer.item_id = ANY(%(read)s) AND answer.row = 0
"""  # noqa: S608 - made of constants
FINDINGS = """
    SELECT id, rule, item_id, severity, message, values::text
    FROM surveys_finding WHERE response_id = %(response)s AND item_id = ANY(%(judged)s)
"""


def last_round(response):
    """(id of last round's questionnaire, {item id: value} as they count there), or None."""
    found = _all(
        LAST_ROUND,
        organisation=response.organisation_id,
        survey=response.questionnaire.survey_id,
        year=response.questionnaire.round.year,
    )
    if not found:
        return None
    return found[0][0], {item: _value(content) for _, item, *content in found if item}


LAST_ROUND = f"""
    SELECT earlier.questionnaire_id, answer.item_id, {VALUES}
    FROM (
        SELECT response.id, response.questionnaire_id
        FROM surveys_response response
        JOIN surveys_questionnaire questionnaire ON questionnaire.id = response.questionnaire_id
        JOIN surveys_round round ON round.id = questionnaire.round_id
        WHERE response.organisation_id = %(organisation)s
          AND questionnaire.survey_id = %(survey)s AND round.year < %(year)s
        ORDER BY round.year DESC LIMIT 1
    ) earlier
    LEFT JOIN surveys_answer answer
        ON answer.response_id = earlier.id AND answer.row = 0 AND NOT answer.hidden
"""  # noqa: S608 - made of constants


def has_errors(response_id):
    """Whether any error was found in the response, as last kept."""
    return _all(ERRORS, response=response_id, severity=Severity.ERROR.value)[0][0]


ERRORS = """
    SELECT EXISTS (
        SELECT FROM surveys_finding WHERE response_id = %(response)s AND severity = %(severity)s
    )
"""


def write(response, item, old, new, *, by, door, hidden):
    """Make a box hold a value, or nothing, and log it, in one statement."""
    words = {
        "response": response.pk,
        "item": item.pk,
        "hidden": hidden,
        "old": values.canonical(old),
        "new": values.canonical(new),
        "by": by.pk,
        "door": door.value,
        **dict.fromkeys(Answer.VALUE_FIELDS),
        **({new.column: new.content} if new else {}),
    }
    with connection.cursor() as cursor:
        cursor.execute(PUT if new else EMPTY, words)


LOG = """
    INSERT INTO surveys_answerchange (response_id, item_id, row, old, new, by_id, at, door)
    VALUES (%(response)s, %(item)s, 0, %(old)s, %(new)s, %(by)s, now(), %(door)s)
"""
PUT = f"""
    WITH put AS (
        INSERT INTO surveys_answer
            (response_id, item_id, row, hidden, {", ".join(Answer.VALUE_FIELDS)})
        VALUES (%(response)s, %(item)s, 0, %(hidden)s,
                {", ".join(f"%({column})s" for column in Answer.VALUE_FIELDS)})
        ON CONFLICT (response_id, item_id, row) DO UPDATE
        SET taken_over = FALSE,
            {", ".join(f"{column} = EXCLUDED.{column}" for column in Answer.VALUE_FIELDS)}
    )
    {LOG}
"""  # noqa: S608 - made of constants
EMPTY = f"""
    WITH emptied AS (
        DELETE FROM surveys_answer
        WHERE response_id = %(response)s AND item_id = %(item)s AND row = 0
    )
    {LOG}
"""  # noqa: S608 - made of constants


def _value(content):
    """The Value of an answer's columns."""
    return next(
        values.Value(column, one)
        for column, one in zip(Answer.VALUE_FIELDS, content, strict=True)
        if one is not None
    )


def _all(statement, **words):
    with connection.cursor() as cursor:
        cursor.execute(statement, words)
        return cursor.fetchall()
