"""The pages of what is written to a round's respondents: the calendar, the log, and the texts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from surveys import access, respondents, wording
from surveys.mail_forms import WordingForm
from surveys.models import Letter, Reason, Receipt, Round, Wording
from surveys.views.staff import staff_only

MOST_LINES = 200


@require_GET
@staff_only
def letters(request, year):
    """Which letters go when, how many would get them today, and what has gone out."""
    round = get_object_or_404(Round, year=year)
    responses = respondents.of_round(round)
    state = request.GET.get("lage", "")
    state = state if state in Letter.State.values else ""
    lines, found = respondents.log_of(responses, state, MOST_LINES)
    thanked = Receipt.objects.filter(response__in=responses, mailed_at__isnull=False)
    context = {
        "round": round,
        "rounds": Round.objects.all(),
        "planned": respondents.planned(round),
        "in_all": responses.count(),
        "thanked": thanked.count(),
        "thanks": Reason.THANKS,
        "states": Letter.State.choices,
        "state": state,
        "lines": lines,
        "found": found,
    }
    return render(request, "mail/letters.html", context)


@require_GET
@staff_only
def wordings(request):
    """The letters' texts, and which of them have been edited."""
    edited = {one.reason: one for one in Wording.objects.select_related("by")}
    texts = [
        (
            reason,
            edited.get(reason) or Wording(reason=reason, subject=wording.first_text(reason)[0]),
        )
        for reason in Reason
    ]
    context = {"texts": texts, "round": Round.objects.first()}
    return render(request, "mail/wordings.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def edit_wording(request, reason):
    """One text: read it, see it as a respondent would, change it."""
    if reason not in Reason.values:
        raise Http404
    reason = Reason(reason)
    if request.method == "GET":
        return _wording_page(request, reason, wording.text_of(reason))
    if not access.may_prepare(request.user):
        raise PermissionDenied
    if "aterstall" in request.POST:
        wording.edit(reason, *wording.first_text(reason), by=request.user)
        messages.success(request, "Den ursprungliga texten gäller igen.")
        return redirect("wording", reason)
    form = WordingForm(request.POST, reason=reason)
    if not form.is_valid():
        return _wording_page(request, reason, None, form, status=422)
    text = form.cleaned_data["subject"], form.cleaned_data["body"]
    if "visa" in request.POST:
        return _wording_page(request, reason, text, form)
    wording.edit(reason, *text, by=request.user)
    messages.success(request, "Texten är sparad och gäller från nästa brev.")
    return redirect("wording", reason)


def _wording_page(request, reason, text, form=None, status=200):
    """`text` is what the preview shows; without one there is none."""
    responses = access.visible_to(request.user)
    newest = responses.filter(questionnaire__round=Round.objects.first())
    newest = newest.order_by("questionnaire__survey", "organisation__code")
    shown = _chosen(newest, request.POST.get("svar") or request.GET.get("svar"))
    if form is None:
        form = WordingForm(initial=dict(zip(("subject", "body"), text, strict=True)), reason=reason)
    context = {
        "reason": reason,
        "form": form,
        "words": wording.words_for(reason).items(),
        "edited": Wording.objects.filter(reason=reason).select_related("by").first(),
        "responses": newest,
        "shown": shown,
        "preview": text and shown and wording.preview(reason, text, shown, request.user),
        "may_prepare": access.may_prepare(request.user),
    }
    return render(request, "mail/wording.html", context, status=status)


def _chosen(responses, pk):
    by_pk = {str(response.pk): response for response in responses}
    return by_pk.get(pk) or next(iter(by_pk.values()), None)
