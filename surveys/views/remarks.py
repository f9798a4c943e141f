"""The page of one remark, where those who fill in its box answer it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from surveys import access, carry, remarks, workflow
from surveys import sheet as sheets
from surveys.forms import RemarkAnswerForm, place_of, places_of
from surveys.views.own import own_response


@require_http_methods(["GET", "POST"])
@login_required
def remark(request, pk, remark_pk):
    """What is remarked and what the box holds, and the form to answer. Leads back to the box."""
    response = own_response(request, pk)
    one = next((r for r in remarks.of(response) if r.pk == remark_pk), None)
    if one is None:
        raise Http404
    sheet, place = sheets.of(response), place_of(one.item)
    is_hidden = one.item.question.code in sheet.hidden
    back = _findings(response) if is_hidden else _box(response, one.item)
    form = RemarkAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _answer(request, one, form.cleaned_data["text"])
        return redirect(back)
    context = {
        "response": response,
        "locked_out": access.is_locked_out(request.user, response),
        "remark": one,
        "held": carry.shown(places_of(one.item.question)[place], sheet),
        "is_hidden": is_hidden,
        "back": back,
        "form": form,
        "may_answer": one.is_open
        and access.may_fill(request.user, response, one.item.question.section),
    }
    return render(request, "surveys/remark.html", context, status=422 if form.errors else 200)


def _answer(request, one, text):
    try:
        remarks.answer(one, text, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Svaret på anmärkningen är sparat.")


def _box(response, item):
    section = reverse("section", args=[response.pk, item.question.section.code])
    return f"{section}#ruta-{place_of(item)}"


def _findings(response):
    return reverse("findings", args=[response.pk])
