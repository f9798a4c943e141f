"""The pages of a round's respondents: who leads and is written to, who the head is, and extensions."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_GET, require_POST

from regions import team as people
from surveys import access, respondents, rounds, workflow
from surveys.mail_forms import ExtensionForm, HeadForm, LeadForm
from surveys.models import Round
from surveys.team import send_soon
from surveys.views.staff import preparers_only, staff_only

WITHOUT = "utan"


@require_GET
@staff_only
def newest(request):
    """The respondents of the newest round."""
    round = Round.objects.first()
    if round is None:
        return render(request, "mail/no_round.html")
    return redirect("respondents", round.year)


@require_GET
@staff_only
def respondents_page(request, year):
    """All of a round's respondents with those who lead them."""
    round = get_object_or_404(Round, year=year)
    listed = respondents.listed(respondents.of_round(round))
    without = [one for one in listed if not one.leads]
    new, kommuner = respondents.newcomers(round)
    context = {
        "round": round,
        "rounds": Round.objects.all(),
        "in_all": len(listed),
        "with_lead": len(listed) - len(without),
        "with_head": sum(one.head is not None for one in listed),
        "extended": sum(hasattr(one.response, "extension") for one in listed),
        "ended": sum(one.has_ended for one in listed),
        "only_without": request.GET.get("visa") == WITHOUT,
        "listed": without if request.GET.get("visa") == WITHOUT else listed,
        "new": new,
        "new_kommuner": kommuner,
        "may_prepare": access.may_prepare(request.user),
    }
    return render(request, "mail/respondents.html", context)


@require_POST
@preparers_only
def add_newcomers(request, year):
    """Bring into the round the organisations that have come to the register since it was issued."""
    made = rounds.add_newcomers(get_object_or_404(Round, year=year))
    messages.success(request, f"Nya uppgiftslämnare i omgången: {made}.")
    return redirect("respondents", year)


@require_GET
@staff_only
def respondent(request, year, pk):
    """One respondent: its leads, its head, its deadline, and the letters to it."""
    return _page(request, _response(request, year, pk))


@require_POST
@preparers_only
def invite_lead(request, year, pk):
    response = _response(request, year, pk)
    form = LeadForm(request.POST, prefix="lead")
    if not form.is_valid():
        return _page(request, response, lead_form=form)
    try:
        invitation = people.invite_lead(response.organisation, **form.cleaned_data, by=request.user)
    except people.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, response, lead_form=form)
    if invitation:
        send_soon(invitation)
        messages.success(request, f"En inbjudan är på väg till {invitation.email}.")
    else:
        person = form.cleaned_data["email"].lower()
        messages.success(request, f"{person} var redan med och är nu huvudansvarig.")
    return redirect("respondent", year, pk)


@require_POST
@preparers_only
def set_head(request, year, pk):
    """Keep whom the last letter goes to."""
    response = _response(request, year, pk)
    head = getattr(response.organisation, "head", None)
    form = HeadForm(request.POST, prefix="head", instance=head)
    form.instance.organisation = response.organisation
    if not form.is_valid():
        return _page(request, response, head_form=form)
    form.save()
    messages.success(request, "Chefens adress är sparad.")
    return redirect("respondent", year, pk)


@require_POST
@preparers_only
def extend(request, year, pk):
    """Give the respondent a later deadline."""
    response = _response(request, year, pk)
    form = ExtensionForm(request.POST, prefix="extension")
    if not form.is_valid():
        return _page(request, response, extension_form=form)
    try:
        respondents.extend(response, **form.cleaned_data, by=request.user)
    except workflow.Refused as refusal:
        form.add_error("deadline", str(refusal))
        return _page(request, response, extension_form=form)
    day = date_format(form.cleaned_data["deadline"], "j F Y")
    messages.success(request, f"{response.organisation} har anstånd till {day}.")
    return redirect("respondent", year, pk)


@require_POST
@preparers_only
def end_extension(request, year, pk):
    response = _response(request, year, pk)
    respondents.end_extension(response, by=request.user)
    messages.success(request, "Anståndet är borttaget. Omgångens sista svarsdag gäller igen.")
    return redirect("respondent", year, pk)


def _response(request, year, pk):
    """A region's or an RSS's response in the round; kommuner are not the staff's."""
    responses = access.visible_to(request.user).select_related("organisation__head")
    response = get_object_or_404(responses, pk=pk)
    if response.questionnaire.round.year != year:
        raise Http404
    return response


def _page(request, response, **forms):
    """The page, with a form that could not be taken in place of a fresh one."""
    [one] = respondents.listed(
        respondents.of_round(response.questionnaire.round).filter(pk=response.pk)
    )
    extension = getattr(response, "extension", None)
    lines, _ = respondents.log_of([response])
    context = {
        "round": response.questionnaire.round,
        "response": response,
        "one": one,
        "extension": extension,
        "earlier_extensions": respondents.earlier_extensions(response),
        "lines": lines,
        "may_prepare": access.may_prepare(request.user),
        "lead_form": LeadForm(prefix="lead"),
        "head_form": HeadForm(prefix="head", instance=one.head),
        "extension_form": ExtensionForm(prefix="extension", instance=extension),
        **forms,
    }
    return render(request, "mail/respondent.html", context, status=422 if forms else 200)
