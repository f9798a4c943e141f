from django.db import migrations

# As in 0002, but an update is held to both ends: a row may not move into an issued questionnaire either.
BOTH_ENDS = """
CREATE OR REPLACE FUNCTION surveys_refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb;
    owner bigint;
BEGIN
    FOREACH changed IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
        owner := CASE TG_TABLE_NAME
            WHEN 'surveys_questionnaire' THEN (changed ->> 'id')::bigint
            WHEN 'surveys_option' THEN (
                SELECT questionnaire_id FROM surveys_question
                WHERE id = (changed ->> 'question_id')::bigint
            )
            ELSE (changed ->> 'questionnaire_id')::bigint
        END;
        IF EXISTS (
            SELECT 1 FROM surveys_questionnaire WHERE id = owner AND issued_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'questionnaire % is issued and frozen', owner
                USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_keep_the_log_append_only")]

    operations = [migrations.RunSQL(BOTH_ENDS, migrations.RunSQL.noop)]
