from django.db import migrations

# A questionnaire is frozen when issued: nothing of it is added, changed or removed after that.
FREEZE = """
CREATE FUNCTION surveys_refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(COALESCE(OLD, NEW));
    owner bigint;
BEGIN
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
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER frozen_when_issued BEFORE UPDATE OR DELETE ON surveys_questionnaire
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
CREATE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON surveys_section
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
CREATE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON surveys_question
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
CREATE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON surveys_option
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
CREATE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON surveys_item
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
CREATE TRIGGER frozen_when_issued BEFORE INSERT OR UPDATE OR DELETE ON surveys_rule
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_issued();
"""
THAW = "DROP FUNCTION surveys_refuse_change_of_issued() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
