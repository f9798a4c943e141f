"""Indexes that hold what the tables are counted from, so that the answers themselves need not be read.

Each is of one column that a value may stand in, since an answer has its value in one of them. And a
kept table is not compressed: that takes longer than writing it.
"""

from django.db import migrations

INDEX = """
CREATE INDEX answer_{column}_counts ON surveys_answer (item_id, {columns}response_id)
WHERE {column} IS NOT NULL AND NOT hidden
"""


def index(column, columns):
    return migrations.RunSQL(
        INDEX.format(column=column, columns=columns), f"DROP INDEX answer_{column}_counts"
    )


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_initial"), ("surveys", "0001_initial")]

    operations = [
        index("choice", "choice, "),
        index("number", "number, "),
        index("missing", ""),
        migrations.RunSQL(
            "ALTER TABLE analysis_builttable ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE analysis_builttable ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
