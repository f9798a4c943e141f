"""The pages of those who answer: what is asked, section by section, findings, hand-in, receipt."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.access import organisations_led_by
from surveys import (
    access,
    answers,
    boxes,
    carry,
    checking,
    compiling,
    corrections,
    kommuner,
    outline,
    queries,
    remarks,
    sums,
    workflow,
    worktime,
)
from surveys import sheet as sheets
from surveys.forms import ALL, ExplanationForm, SectionForm
from surveys.models import Severity, State
from surveys.views.own import own_response


def _brought_up(request, pk):
    """The user's own response, with the numbers that follow the kommuner's answers as they are now."""
    response = own_response(request, pk)
    compiling.bring_up(response)
    return response


@require_GET
@login_required
def desk(request):
    """The questionnaires the user answers, and for an RSS those of its kommuner."""
    if request.user.is_staff:
        raise Http404
    responses = access.visible_to(request.user).order_by(
        "-questionnaire__round__year", "organisation__name"
    )
    shown = list(queries.with_remarks(queries.with_findings(responses)))
    own_ids = set(request.user.memberships.values_list("organisation", flat=True))
    return render(
        request,
        "surveys/desk.html",
        {
            "own": queries.with_progress(r for r in shown if r.organisation_id in own_ids),
            "summaries": kommuner.summaries(r for r in shown if r.organisation_id not in own_ids),
            "led": organisations_led_by(request.user),
        },
    )


@require_GET
@login_required
def overview(request, pk):
    """One response: what is asked, by when, how far it has come."""
    response = _brought_up(request, pk)
    sheet = sheets.of(response)
    verdict = checking.verdict(response)
    unanswered = remarks.unanswered(remarks.of(response))
    parts = queries.parts(sheet, verdict, unanswered)
    parts = queries.with_people(parts, request.user, response)
    return render(
        request,
        "surveys/overview.html",
        {
            "response": response,
            "locked_out": access.is_locked_out(request.user, response),
            "parts": parts,
            "start": next((part for part in parts if part.is_given), None),
            "worked": worktime.of(response),
            "may_invite": organisations_led_by(request.user).filter(pk=response.organisation_id),
            "progress": queries.progress_of(sheet),
            "verdict": verdict,
            "unanswered": unanswered,
            "corrections": corrections.of(response),
            "returned": _last_return(response),
            "may_submit": workflow.may(workflow.SUBMIT, request.user, response),
            "may_review": access.may_review(request.user, response),
            "has_sums": response.organisation.is_rss and sums.source_of(response),
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def section(request, pk, code):
    """Fill in a section. Whatever is typed is saved; what is odd is shown beside its box."""
    response = _brought_up(request, pk)
    sections = outline.load(response.questionnaire).sections
    part = next((s for s in sections if s.code == code), None)
    if part is None:
        raise Http404
    if request.method == "POST":
        return _save_section(request, response, part)
    return _section_page(request, response, part)


def _section_page(request, response, part, conflicts=(), status=200):
    sheet, previous = sheets.with_last_round(response)
    before, after = queries.neighbours(sheet, part)
    verdict = checking.verdict(response)
    shown = checking.beside_boxes(
        [*verdict.errors, *verdict.queries], closely="granska" in request.GET
    )
    may_fill = access.may_fill(request.user, response, part)
    if may_fill:
        worktime.seen(response, request.user)
    form = SectionForm(
        section=part,
        sheet=sheet,
        findings=shown,
        conflicts=conflicts,
        previous=previous,
        remarks=remarks.of(response),
        corrections=corrections.of(response),
        following=sums.not_written_in(response),
        open_=may_fill,
    )
    context = {
        "response": response,
        "locked_out": access.is_locked_out(request.user, response),
        "section": part,
        "form": form,
        "conflicts": conflicts,
        "may_fill": may_fill,
        "errors_left": bool(verdict.errors),
        "closely": "granska" in request.GET,
        "parts": queries.parts(sheet, verdict),
        "before": before,
        "after": after,
    }
    return render(request, "surveys/section.html", context, status=status)


def _save_section(request, response, part):
    """What the save buttons do. Where somebody else has written since, the writer is asked."""
    if "ta_over" in request.POST:
        sheet, previous = sheets.with_last_round(response)
    else:
        sheet, previous = sheets.of(response), None
    form = SectionForm(
        request.POST,
        section=part,
        sheet=sheet,
        previous=previous,
        following=sums.not_written_in(response),
    )
    try:
        saved = _save_form(request, response, form)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("section", response.pk, part.code)
    if saved.passed:
        conflicts = [boxes.conflict(response, *one) for one in saved.passed]
        return _section_page(request, response, part, conflicts, status=409)
    messages.success(request, f"Sparat klockan {timezone.localtime():%H.%M}.")
    return redirect(_after_saving(request, response, part))


def _save_form(request, response, form):
    """What was typed, and then what the buttons beside the boxes ask for."""
    saved = answers.save(response, form.changed(), seen=form.stood(), by=request.user)
    if saved.passed:
        return saved
    if form.previous:
        typed = form.to_take_over(request.POST["ta_over"])
        return carry.take_over(response, typed, seen=form.typed(), by=request.user)
    if "bekrafta" in request.POST:
        carry.confirm(response, form.to_confirm(request.POST["bekrafta"]), by=request.user)
    return saved


def _after_saving(request, response, part):
    """Where the button that was pressed leads."""
    place = request.POST.get("ta_over") or request.POST.get("bekrafta")
    if place:
        return request.path if place == ALL else f"{request.path}#ruta-{place}"
    remark = request.POST.get("besvara", "")
    if remark.isascii() and remark.isdigit():
        return reverse("remark", args=[response.pk, remark])
    if "vidare" not in request.POST:
        return f"{request.path}?granska=1"
    _, after = queries.neighbours(sheets.of(response), part)
    if after:
        return reverse("section", args=[response.pk, after.code])
    return reverse("findings", args=[response.pk])


@require_GET
@login_required
def findings(request, pk):
    """What stands between the response and its hand-in: the errors, and when they are gone the queries."""
    return _findings_page(request, _brought_up(request, pk))


def _findings_page(request, response, failed=None, form=None, status=200):
    verdict = checking.check(response) if response.is_open else checking.verdict(response)
    is_open = access.is_open_to(request.user, response)
    given = access.sections_given(request.user, response) if is_open else set()
    if given:
        worktime.seen(response, request.user)
    # What somebody has written goes back to them, though there be errors left.
    asked = [query for query in verdict.queries if not verdict.errors or query.pk == failed]
    for query in asked:
        prefix = f"forklaring-{query.pk}"
        query.form = form if failed == query.pk else ExplanationForm(prefix=prefix)
        query.may_explain = query.item.question.section_id in given
    context = {
        "response": response,
        "locked_out": response.is_open and not is_open,
        "verdict": verdict,
        "queries": asked,
        "waiting": len(verdict.queries) - len(asked),
        "unanswered": remarks.unanswered(remarks.of(response)),
        "explained": checking.explanations_that_hold(response),
        "may_fill": bool(given),
        "may_submit": workflow.may(workflow.SUBMIT, request.user, response),
    }
    return render(request, "surveys/findings.html", context, status=status)


@require_POST
@login_required
def explain(request, pk, finding_pk):
    """Say in words why an odd value is right."""
    response = own_response(request, pk)
    queries_found = response.findings.filter(severity=Severity.QUERY).select_related(
        "item__question"
    )
    finding = queries_found.filter(pk=finding_pk).first()
    try:
        workflow.refuse_writing(response, [finding.item] if finding else [], by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("findings", pk)
    if finding is None:
        messages.info(request, str(workflow.Refused("finding_gone")))
        return redirect("findings", pk)
    form = ExplanationForm(request.POST, prefix=f"forklaring-{finding.pk}")
    if not form.is_valid():
        return _findings_page(request, response, failed=finding.pk, form=form, status=422)
    checking.explain(finding, form.cleaned_data["text"], request.user)
    messages.success(request, "Förklaringen är sparad.")
    return redirect("findings", pk)


@require_POST
@login_required
def submit(request, pk):
    """Hand in, or be told what is left. Sums that nobody has seen are not handed in."""
    response = own_response(request, pk)
    try:
        if compiling.bring_up(response):
            raise workflow.Refused("sums_changed")
        workflow.submit(response, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("findings", pk)
    return redirect("receipt", pk)


def _last_return(response):
    """The step that gave the response back, while it is given back."""
    if response.state != State.RETURNED:
        return None
    return response.steps.filter(to_state=State.RETURNED).select_related("by").last()
