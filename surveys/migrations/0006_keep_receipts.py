import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A receipt stays as it was written; only when its letter was sent is filled in afterwards.
KEEP = """
CREATE FUNCTION surveys_refuse_change_of_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'mailed_at' <> to_jsonb(OLD) - 'mailed_at' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON surveys_receipt
    FOR EACH ROW EXECUTE FUNCTION surveys_refuse_change_of_receipt();
"""
LET_GO = "DROP FUNCTION surveys_refuse_change_of_receipt() CASCADE"


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0005_step_states_known'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=80, unique=True)),
                ('submitted_at', models.DateTimeField()),
                ('checksum', models.CharField(max_length=64)),
                ('content', models.JSONField()),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='surveys.response')),
                ('step', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='receipt', to='surveys.step')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('checksum__regex', '^[0-9a-f]{64}$')), name='receipt_checksum_is_sha256')],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
