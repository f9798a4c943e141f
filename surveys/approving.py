"""Approving many at once, of what there is nothing to look at in."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef

from surveys import workflow
from surveys.models import Finding, Remark, Response, State, Step


@dataclass
class Outcome:
    """The responses that were approved, and (response, why not) of the others."""

    approved: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def nothing_to_look_at(responses):
    """Those of a queryset that are handed in without findings of any kind, explained or not, without
    remarks that are not closed, and that have never been in retur."""
    of_response = {"response": OuterRef("pk")}
    return responses.filter(state=State.SUBMITTED).exclude(
        Exists(Finding.objects.filter(**of_response))
        | Exists(Remark.objects.filter(**of_response).exclude(state=Remark.State.CLOSED))
        | Exists(Step.objects.filter(**of_response, to_state=State.RETURNED))
    )


def approve_all(responses, *, by):
    """Approve each by itself: one that is refused holds up none of the others."""
    outcome = Outcome()
    for response in responses:
        try:
            _approve(response, by)
        except workflow.Refused as refusal:
            outcome.refused.append((response, str(refusal)))
        else:
            outcome.approved.append(response)
    return outcome


@transaction.atomic
def _approve(response, by):
    """As long as there is still nothing to look at, however long ago the list was shown."""
    held = workflow.lock(response)
    if held.state == State.SUBMITTED:
        alike = Response.objects.filter(pk=held.pk)
        if not nothing_to_look_at(alike).exists():
            raise workflow.Refused("something_to_look_at")
    workflow.approve(response, by=by)
