"""The pages of those who review: what has come in, one response beside last year's, return, approve."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from regions import audit
from surveys import (
    access,
    checking,
    comparing,
    corrections,
    outline,
    queries,
    remarks,
    sums,
    workflow,
    worktime,
)
from surveys import sheet as sheets
from surveys.forms import SEE_REMARKS, ReasonForm, RemarkForm
from surveys.models import Kind, Round, State, Survey


def _reviewable(request, pk):
    """A response the user may look into as reviewer: staff, or an RSS for its kommuner."""
    response = get_object_or_404(corrections.marked(access.visible_to(request.user)), pk=pk)
    if not (request.user.is_staff or access.may_review(request.user, response)):
        raise Http404
    return response


@require_GET
@login_required
def queue(request):
    """What has come in, per survey and state, newest round first."""
    if not request.user.is_staff:
        raise PermissionDenied
    rounds = Round.objects.all()
    year = _number(request.GET.get("ar")) or getattr(rounds.first(), "year", None)
    responses = access.visible_to(request.user).filter(questionnaire__round__year=year)
    survey, state = request.GET.get("enkat", ""), request.GET.get("lage", "")
    listed = responses
    if survey in {"region", "rss"}:
        listed = listed.filter(questionnaire__survey__code=survey)
    if state in State.values:
        listed = listed.filter(state=state)
    listed = queries.with_remarks(queries.with_findings(listed))
    listed = listed.order_by("questionnaire__survey", "organisation__code")
    return render(
        request,
        "review/queue.html",
        {
            "rounds": rounds,
            "year": year,
            "survey": survey,
            "state": state,
            "states": queries.by_state(responses),
            "in_all": responses.count(),
            "surveys": Survey.objects.exclude(code="kommun"),
            "responses": listed,
            "typical": worktime.typical(responses),
            "may_approve": access.is_reviewer(request.user),
        },
    )


@require_GET
@login_required
def review(request, pk):
    return _review_page(request, _reviewable(request, pk))


def _review_page(request, response, form=None, refused=None, status=200):
    """A response beside the previous round's, with findings, explanations, remarks, steps and changes.

    `refused` is (item code, form) of a remark that could not be written.
    """
    audit.record_look(request.user, response, response.organisation)
    changes = access.changes_visible_to(request.user, response)
    withheld = access.withheld_from(request.user, response)
    sheet, last = sheets.with_last_round(response)
    steps = list(response.steps.select_related("by"))
    remarked = remarks.of(response)
    unanswered = remarks.unanswered(remarked)
    sections = _rows(response, sheet, last, remarked, withheld)
    _set_overrides(response, sections)
    context = {
        "response": response,
        "previous": last and last.outline,
        "sections": sections,
        "withheld": withheld,
        "corrections": corrections.of(response),
        "unanswered": unanswered,
        "not_closed": remarks.not_closed(remarked),
        "may_remark": access.may_remark(request.user, response),
        "refused": refused,
        "steps": steps,
        "hand_ins": sum(step.to_state == State.SUBMITTED for step in steps),
        "changes": changes.select_related("item__question", "by")[:100],
        "change_count": changes.count(),
        "form": form or ReasonForm(initial={"reason": SEE_REMARKS if unanswered else ""}),
        "may_return": workflow.may(workflow.RETURN, request.user, response),
        "may_approve": workflow.may(workflow.APPROVE, request.user, response),
    }
    return render(request, "review/review.html", context, status=status)


def _rows(response, sheet, last, remarked, withheld):
    """[(section, [row])]: every shown box, now and then, with what was found and remarked there; of
    withheld questions none."""
    found, explained, at_box = {}, {}, {}
    for remark in remarked:
        at_box.setdefault(remark.item_id, []).append(remark)
    for finding in response.findings.all():
        found.setdefault(finding.item_id, []).append(finding)
    for explanation in response.explanations.select_related("by"):
        explained.setdefault((explanation.rule, explanation.item_id), explanation)
    for findings in found.values():
        for finding in findings:
            given = explained.get((finding.rule, finding.item_id))
            holds = given and checking.key(given) == checking.key(finding)
            finding.explanation = given if holds else None
    return [
        (
            section,
            [
                row
                for question in section.question_list
                if question.code not in withheld
                for row in _boxes(question, sheet, last, found, at_box)
            ],
        )
        for section in sheet.outline.sections
    ]


def _set_overrides(response, sections):
    """What the RSS itself says of a number it has put in a sum's place, beside the number."""
    overrides = sums.overrides_to_review(response)
    for _, rows in sections:
        for row in rows:
            row["override"] = overrides.get(row["item"].pk)


def _boxes(question, sheet, last, found, at_box):
    """The rows of a question: one for all marks of a list, else one a box.

    One that is hidden is left out, but for what has been remarked on it.
    """
    is_hidden = question.code in sheet.hidden
    if is_hidden and not any(item.pk in at_box for item in question.box_list):
        return
    if question.kind == Kind.MULTI:
        item = question.box_list[0]
        findings = [f for one in question.box_list for f in found.get(one.pk, [])]
        now, then = _marked(sheet, question), _marked(last, question)
        yield _row(question, item, now, then, findings, at_box, is_hidden)
        return
    for n, item in enumerate(question.box_list):
        now, then = sheet.shown(item.code), last.shown(item.code) if last else ""
        first = question if n == 0 else None
        yield _row(first, item, now, then, found.get(item.pk, []), at_box, is_hidden)


def _marked(sheet, question):
    """Labels of the marked options, of those that exist in that round's questionnaire too."""
    if sheet is None:
        return []
    return [item.option.label for item in question.box_list if sheet.value(item.code)]


def _row(question, item, now, then, findings, at_box, is_hidden):
    remarked = at_box.get(item.pk, [])
    return {
        "question": question,
        "item": item,
        "now": now,
        "then": then,
        "changed": bool(then) and now != then,
        "findings": findings,
        "remarks": remarked,
        "has_remark": bool(remarks.not_closed(remarked)),
        "is_hidden": is_hidden,
    }


@require_GET
@login_required
def compare(request, pk):
    """What differs between two hand-ins of a response: the two newest, or two that are chosen."""
    response = _reviewable(request, pk)
    kept = list(response.receipts.defer("content").order_by("id"))
    old = _kept(kept, request.GET.get("fran"), kept[-2:-1])
    new = _kept(kept, request.GET.get("till"), kept[-1:])
    if (old and new) and old.pk > new.pk:
        old, new = new, old
    uncompared = access.uncompared(request.user, response)
    context = {"response": response, "kept": kept, "old": old, "new": new, "uncompared": uncompared}
    if old and new:
        context["sections"] = comparing.differences(old.content, new.content, uncompared)
    return render(request, "review/compare.html", context)


def _kept(kept, number, otherwise):
    """The receipt with that number, or the one there is otherwise."""
    return next(iter([one for one in kept if one.number == number] or otherwise), None)


@require_POST
@login_required
def write_remark(request, pk, code):
    """Remark on one box."""
    response = _reviewable(request, pk)
    item = outline.load(response.questionnaire).item.get(code)
    if item is None:
        raise Http404
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _review_page(request, response, refused=(code, form), status=422)
    text = form.cleaned_data["text"]
    try:
        remarks.write(response, item, text, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Anmärkningen är sparad.")
    return _back_to_box(response, item)


@require_POST
@login_required
def close_remark(request, pk, remark_pk):
    response = _reviewable(request, pk)
    remark = get_object_or_404(response.remarks.select_related("item"), pk=remark_pk)
    try:
        remarks.close(remark, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Anmärkningen är stängd.")
    return _back_to_box(response, remark.item)


def _back_to_box(response, item):
    return redirect(f"{reverse('review', args=[response.pk])}#ruta-{item.code}")


@require_POST
@login_required
def give_back(request, pk):
    """Return a response with a reason."""
    response = _reviewable(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _review_page(request, response, form=form, status=422)
    reason = form.cleaned_data["reason"]
    return _act(request, response, workflow.return_to_respondent, "i retur", reason=reason)


@require_POST
@login_required
def approve(request, pk):
    return _act(request, _reviewable(request, pk), workflow.approve, "godkänt")


def _act(request, response, act, done, **words):
    try:
        act(response, by=request.user, **words)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Svaret från {response.organisation.name} är nu {done}.")
    return redirect("review", response.pk)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else None
