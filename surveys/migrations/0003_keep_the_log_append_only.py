from django.db import migrations

# What happened stays told: the log of answers and the steps are added to, never changed.
KEEP = """
CREATE FUNCTION surveys_refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON surveys_answerchange
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_refuse_change_of_log();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON surveys_step
    FOR EACH STATEMENT EXECUTE FUNCTION surveys_refuse_change_of_log();
"""
LET_GO = "DROP FUNCTION surveys_refuse_change_of_log() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_freeze_issued_questionnaires")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
