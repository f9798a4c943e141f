"""An RSS's sums beside what stands in its response: let them follow, put other numbers in their place."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from surveys import access, compiling, outline, sums, workflow
from surveys import sheet as sheets
from surveys.forms import OverrideForm
from surveys.views.own import own_response


def _rss_response(request, pk):
    """The response of an RSS whose kommuner are asked too, for those at the RSS."""
    response = own_response(request, pk)
    if not (response.organisation.is_rss and sums.source_of(response)):
        raise Http404
    return response


def _made_box(response, code):
    """The box with the code, if its number is made from the kommuner's answers."""
    if code not in sums.boxes(response):
        raise Http404
    return outline.load(response.questionnaire).item[code]


@require_GET
@login_required
def sums_page(request, pk):
    """Each number, how many kommuner stand behind it, and what stands in the response."""
    response = _rss_response(request, pk)
    made = sums.of(response)
    compiling.bring_up(response, made)
    return _page(request, response, made)


def _page(request, response, made, forms=None, status=200):
    compilation = sums.compilation_of(response)
    overridden = {one.item_id: one for one in compilation.overrides.all()} if compilation else {}
    sheet, given = sheets.of(response), access.sections_given(request.user, response)
    open_ = response.is_open
    questions = [
        (question, [_row(item, made, sheet, overridden, forms or {}) for item in question.box_list])
        for question in sums.questions_of(response)
    ]
    context = {
        "response": response,
        "sums": made,
        "compilation": compilation,
        "questions": questions,
        "may_change": bool(open_ and compilation) and _all_given(questions, given),
        "may_lead": open_ and access.may_submit(request.user, response),
    }
    return render(request, "surveys/sums.html", context, status=status)


def _all_given(questions, given):
    return all(question.section_id in given for question, _ in questions)


def _row(item, made, sheet, overridden, forms):
    return {
        "item": item,
        "sum": made.by_code[item.code],
        "missing": made.missing(item.code),
        "stands": sheet.shown(item.code),
        "override": overridden.get(item.pk),
        "form": forms.get(item.code) or OverrideForm(prefix=item.code),
    }


@require_POST
@login_required
def begin(request, pk):
    """Let the numbers follow the kommuner's answers."""
    return _act(
        request, _rss_response(request, pk), compiling.begin, "Summorna följer nu kommunernas svar."
    )


@require_POST
@login_required
def end(request, pk):
    """Let them stand as they are."""
    told = "Summorna följer inte längre kommunernas svar. Talen står kvar i ert svar."
    return _act(request, _rss_response(request, pk), compiling.end, told)


@require_POST
@login_required
def override(request, pk, code):
    """Put another number in a sum's place."""
    response = _rss_response(request, pk)
    item = _made_box(response, code)
    form = OverrideForm(request.POST, prefix=code)
    if not form.is_valid():
        return _page(request, response, sums.of(response), forms={code: form}, status=422)
    words = {
        "item": item,
        "typed": form.cleaned_data["number"],
        "reason": form.cleaned_data["reason"],
    }
    return _act(request, response, compiling.override, "Talet är ändrat.", code, **words)


@require_POST
@login_required
def follow(request, pk, code):
    """Let a number follow again."""
    response = _rss_response(request, pk)
    item = _made_box(response, code)
    return _act(
        request, response, compiling.follow, "Talet följer kommunernas svar.", code, item=item
    )


def _act(request, response, act, done, code="", **words):
    try:
        act(response, by=request.user, **words)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    address = reverse("sums", args=[response.pk])
    return redirect(f"{address}#summa-{code}" if code else address)
