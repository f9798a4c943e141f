"""What has been handed in, and copies to take along: pages and PDF documents."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from surveys import access, typeset, worktime
from surveys import receipt as receipts
from surveys.forms import CheckReceiptForm
from surveys.views.own import own_response


@require_GET
@login_required
def receipt(request, pk, number=None):
    """What was handed in, by whom and when: the newest time, or an earlier one by its number."""
    response = own_response(request, pk)
    kept = list(response.receipts.defer("content"))
    if not kept and number is None:
        return redirect("overview", pk)
    shown = get_object_or_404(response.receipts, number=number or kept[0].number)
    return render(
        request,
        "surveys/receipt.html",
        {
            "response": response,
            "receipt": shown,
            "content": shown.content,
            "checksum": receipts.short(shown.checksum),
            "newest": kept[0],
            "others": [one for one in kept if one.pk != shown.pk],
            "worked": worktime.of(response),
        },
    )


@require_GET
@login_required
def receipt_pdf(request, pk, number):
    kept = get_object_or_404(own_response(request, pk).receipts, number=number)
    return _document(typeset.receipt_pdf(kept), f"kvitto-{number}")


@require_GET
@login_required
def copy(request, pk):
    """The answers so far. What is handed in has its receipt instead."""
    response = own_response(request, pk)
    kept = response.receipts.defer("content").first()
    if kept and not response.is_open:
        return redirect("receipt_pdf", pk, kept.number)
    return _document(typeset.copy_pdf(response), f"arbetskopia-{_name(response)}")


@require_GET
@login_required
def blank(request, pk):
    """The questions with empty boxes, for everyone who may see the response."""
    response = get_object_or_404(access.visible_to(request.user), pk=pk)
    return _document(typeset.blank_pdf(response), f"fragor-{_name(response)}")


@require_http_methods(["GET", "POST"])
def check(request):
    """Anyone may ask whether a number and a checksum belong to a receipt; nothing else is told."""
    if request.method == "GET":
        form = CheckReceiptForm(initial={"number": request.GET.get("nummer", "")[:80]})
        return render(request, "surveys/check_receipt.html", {"form": form})
    form = CheckReceiptForm(request.POST)
    if not form.is_valid():
        return render(request, "surveys/check_receipt.html", {"form": form}, status=422)
    found = receipts.find(form.cleaned_data["number"], form.cleaned_data["checksum"])
    context = {"form": form, "checked": True, "found": found}
    return render(request, "surveys/check_receipt.html", context)


def _name(response):
    """2023-region-01, for the name of a file."""
    questionnaire = response.questionnaire
    return f"{questionnaire.round.year}-{questionnaire.survey.code}-{response.organisation.code}"


def _document(pdf, name):
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
