from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [('analysis', '0003_count_from_smaller_indexes')]

    operations = [
        migrations.RemoveConstraint('build', 'build_no_more_done_than_all'),
        migrations.RenameField('build', 'tables_done', 'done'),
        migrations.RenameField('build', 'tables_in_all', 'in_all'),
        migrations.AlterField('build', 'done', models.PositiveIntegerField(default=0)),
        migrations.AlterField('build', 'in_all', models.PositiveIntegerField(default=0)),
        migrations.AlterField(
            'build',
            'state',
            models.CharField(
                choices=[('waiting', 'Väntar'), ('running', 'Pågår'), ('done', 'Klar'), ('failed', 'Misslyckades')],
                default='waiting',
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            'build',
            models.CheckConstraint(condition=Q(done__lte=F('in_all')), name='build_no_more_done_than_all'),
        ),
    ]
