"""A file of answers: made at once of one or a few responses, or as a job (surveys.jobs) of a round."""

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from celery import current_app
from django.db import transaction
from django.utils import timezone

from regions import audit
from surveys import access, jobs
from surveys import messages as say
from surveys.exports import codebook
from surveys.exports.pieces import Pieces
from surveys.exports.reading import Source
from surveys.exports.tables import Table
from surveys.exports.writing import FORMATS
from surveys.models import Export, ExportedPiece, Response, State

TASK = "surveys.tasks.make_export"
KEPT = timedelta(days=7)
BEAT = timedelta(seconds=1)


def taken_out(user, about, **details):
    """Somebody takes answers out, or fetches what was taken out: to be answered for later."""
    organisation = getattr(about, "organisation", None)
    audit.record(audit.What.EXPORTED, who=user, about=about, organisation=organisation, **details)


# ---- asked for by people ----


@transaction.atomic
def request(round, by, **wishes):
    """Ask for a file. One just like it that nobody has begun already answers the request."""
    wishes = {"round": round, "requested_by": by, **wishes}
    waiting = Export.objects.filter(state=Export.State.WAITING, **wishes).first()
    export = waiting or Export.objects.create(**wishes)
    transaction.on_commit(lambda: ring(export.pk), robust=True)
    return export


def ring(export_id):
    """Tell the workers. Nothing is lost when they cannot be told."""
    current_app.send_task(TASK, [export_id])


# ---- done by a worker ----


def run(export_id):
    """Make the file, unless somebody else does or has done so. Returns whether this call did."""
    waiting = Export.objects.select_related("requested_by", "round")
    return jobs.run(waiting, export_id, _make, unexpected=partial(say.export, "unexpected"))


@transaction.atomic
def _make(export):
    """In one transaction: the answers are read by one statement, and the file is kept whole or not."""
    if not access.may_export(export.requested_by):
        jobs.fail(export, say.export("no_right"))
        return
    export.pieces.all().delete()
    source = Source(responses_of(export), export.requested_by, FORMATS[export.format].cell)
    progress = Progress(export, source.responses.count())
    source.progress = progress.go_on
    pieces = Pieces(export)
    write(pieces, export.format, source, export.layout, about(export))
    pieces.close()
    fields = {"rows": source.rows, "size": pieces.size, "done": progress.in_all}
    jobs.finish_mine(export, in_all=progress.in_all, **fields)


def responses_of(export):
    """The responses that the file is to hold. Whose rights it is made with says which of them it does."""
    asked = Response.objects.filter(questionnaire__round=export.round)
    asked = asked.filter(questionnaire__survey__code__in=_surveys(export.survey))
    return asked if export.every_state else asked.filter(state=State.APPROVED)


def _surveys(survey):
    both = (Export.Respondents.REGION, Export.Respondents.RSS)
    return (survey,) if survey else both


@dataclass
class Progress:
    export: Export
    in_all: int
    done: int = 0

    def go_on(self):
        """One respondent more has been read."""
        self.done = min(self.done + 1, self.in_all)
        jobs.beat_from_within(self.export, self.done, self.in_all, every=BEAT)


def sweep():
    """What jobs.sweep does, for exports."""
    given_up = say.export("given_up", attempts=jobs.MOST_ATTEMPTS)
    return jobs.sweep(Export.objects.all(), ring, given_up)


def remove_old(now=None):
    """Remove the files that have been there to fetch for long enough. Returns how many."""
    old = Export.objects.filter(finished_at__lt=(now or timezone.now()) - KEPT)
    removed, _ = ExportedPiece.objects.filter(export__in=old).delete()
    return removed


# ---- the file ----


def at_once(responses, user, fmt, layout, told):
    """The bytes of a file of a few responses."""
    content = io.BytesIO()
    write(content, fmt, Source(responses, user, FORMATS[fmt].cell), layout, told)
    return content.getvalue()


def write(file, fmt, source, layout, told):
    """The answers, the codebook, and what the file itself is, last of all: it says how much it holds."""
    with FORMATS[fmt](file) as document:
        for table in source.tables(layout):
            document.add(table)
        document.add(codebook.table(source.questionnaires, source.cell))
        document.add(_of_itself(source, layout, told))


def about(export):
    """What the file is, in words."""
    return {
        "round": export.round.title,
        "respondents": export.get_survey_display(),
        "states": say.export("every_state" if export.every_state else "approved"),
    }


def _of_itself(source, layout, told):
    hidden = {"hidden_left_out": source.hidden} if layout == Export.Layout.RESPONDENTS else {}
    facts = {
        **told,
        "layout": Export.Layout(layout).label,
        "made": timezone.localtime().strftime("%Y-%m-%d %H.%M"),
        "rows": source.rows,
        **hidden,
    }
    cell = source.cell
    rows = [(cell(say.export_fact(name)), cell(value)) for name, value in facts.items()]
    return Table("om-filen", ("uppgift", "värde"), rows)
