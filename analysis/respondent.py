"""Pages of those who answer: what an answer is for, and what the answers came to."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from analysis import compared, purpose
from surveys import outline
from surveys.views.own import own_response


@require_GET
@login_required
def question_purpose(request, pk, code):
    """Where in the report an answer is used, and what came of the question last time."""
    response = own_response(request, pk)
    question = outline.load(response.questionnaire).question.get(code)
    if question is None:
        raise Http404
    return render(
        request,
        "analysis/purpose.html",
        {
            "response": response,
            "question": question,
            "uses": purpose.uses_of(question, response.questionnaire),
            "last": compared.last_result(response, question),
        },
    )


@require_GET
@login_required
def results(request, pk):
    """The own answers beside the country's and last round's, once they are handed in."""
    response = own_response(request, pk)
    if response.is_open:
        return redirect("overview", pk)
    context = {"response": response, "results": compared.results(response), "least": compared.LEAST}
    return render(request, "analysis/results.html", context)
