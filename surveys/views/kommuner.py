"""The pages where an RSS looks after its kommuner."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.access import organisations_led_by, organisations_of
from regions.models import Invitation, Organisation
from regions.team import Refused
from surveys import kommuner, reminding, team, workflow
from surveys import messages as sentences
from surveys.kommuner_forms import LinesForm, ReminderForm
from surveys.team_forms import InviteForm


def _rss(request, pk):
    """An RSS that the user speaks for."""
    return get_object_or_404(organisations_of(request.user), pk=pk, kind=Organisation.Kind.RSS)


def _led_rss(request, pk):
    """An RSS that the user is lead of; nobody else acts on its kommuner here."""
    return get_object_or_404(organisations_led_by(request.user), pk=pk, kind=Organisation.Kind.RSS)


def _newest_round(rss):
    """The round in which the kommuner are asked now."""
    newest = kommuner.rounds_of(rss).first()
    if newest is None:
        raise Http404
    return newest


def _response_of(rss, response_pk):
    return get_object_or_404(kommuner.responses_of(rss), pk=response_pk)


def _leads(request, rss):
    return organisations_led_by(request.user).filter(pk=rss.pk).exists()


@require_GET
@login_required
def all_kommuner(request, pk):
    """Every kommun of the RSS: how far it has come, and who answers there."""
    rss = _rss(request, pk)
    rounds = list(kommuner.rounds_of(rss))
    shown = [round for round in rounds if str(round.year) == request.GET.get("ar")] or rounds[:1]
    responses = kommuner.of(rss, shown[0]) if shown else []
    context = {
        "rss": rss,
        "rounds": rounds,
        "round": shown[0] if shown else None,
        "responses": responses,
        "figures": kommuner.figures_of(responses),
        "may_lead": _leads(request, rss),
    }
    return render(request, "surveys/kommuner.html", context)


@require_GET
@login_required
def kommun(request, pk, response_pk):
    """One kommun: its response, and who answers there."""
    rss = _rss(request, pk)
    return _kommun_page(request, rss, _response_of(rss, response_pk))


def _kommun_page(request, rss, response, form=None, reminder=None):
    kommuner.with_people([response])
    context = {
        "rss": rss,
        "response": response,
        "may_lead": _leads(request, rss),
        "form": form or InviteForm(),
        "reminder": reminder or ReminderForm(),
        "no_reminder": _why_no_reminder(response),
    }
    status = 422 if form or reminder else 200
    return render(request, "surveys/kommun.html", context, status=status)


def _why_no_reminder(response):
    """In words; '' when the kommun may be reminded now."""
    code = reminding.hindrance(response)
    return sentences.refusal(code, kommun=response.organisation.name) if code else ""


@require_POST
@login_required
def invite(request, pk, response_pk):
    """Invite one person to answer for a kommun."""
    rss = _led_rss(request, pk)
    response = _response_of(rss, response_pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _kommun_page(request, rss, response, form)
    email, name = form.cleaned_data["email"], form.cleaned_data["name"]
    try:
        kommuner.invite(response, email=email, name=name, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _kommun_page(request, rss, response, form)
    messages.success(request, f"En inbjudan är på väg till {email}.")
    return redirect("kommun", pk, response_pk)


@require_http_methods(["GET", "POST"])
@login_required
def invite_many(request, pk):
    """Invite people at many kommuner at once: all of them, or nobody."""
    rss = _led_rss(request, pk)
    round = _newest_round(rss)
    form = LinesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = kommuner.invite_many(rss, round, form.cleaned_data["lines"], by=request.user)
        except kommuner.BadLines as bad:
            form.add_problems(bad.problems)
        else:
            told = (
                "En inbjudan är på väg." if invited == 1 else f"{invited} inbjudningar är på väg."
            )
            messages.success(request, told)
            return redirect("kommuner", pk)
    context = {
        "rss": rss,
        "round": round,
        "form": form,
        "without": kommuner.without_people(rss, round),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/invite_kommuner.html", context, status=status)


@require_POST
@login_required
def renew(request, pk, invitation_pk):
    """Send an invitation again."""
    invitation = _invitation(request, pk, invitation_pk)
    done = f"En ny inbjudan är på väg till {invitation.email}. Den förra länken gäller inte längre."
    return _act_on_invitation(request, pk, invitation, team.renew, done)


@require_POST
@login_required
def withdraw(request, pk, invitation_pk):
    invitation = _invitation(request, pk, invitation_pk)
    done = f"Inbjudan till {invitation.email} är återkallad."
    return _act_on_invitation(request, pk, invitation, team.withdraw, done)


def _invitation(request, pk, invitation_pk):
    """One that the RSS has sent."""
    sent = Invitation.objects.filter(sender=_led_rss(request, pk))
    return get_object_or_404(sent.select_related("organisation__parent"), pk=invitation_pk)


def _act_on_invitation(request, pk, invitation, act, done):
    try:
        act(invitation, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    newest = team.current_response(invitation.organisation)
    return redirect("kommun", pk, newest.pk) if newest else redirect("kommuner", pk)


# ---- locking ----


@require_POST
@login_required
def lock(request, pk, response_pk):
    """Lock a kommun's open response to the kommun."""
    done = "Svaret från {name} är låst. Kommunen kan läsa det men inte ändra det."
    return _turn_lock(request, pk, response_pk, workflow.lock_out, done)


@require_POST
@login_required
def unlock(request, pk, response_pk):
    done = "Svaret från {name} är upplåst. Kommunen kan fylla i och lämna in."
    return _turn_lock(request, pk, response_pk, workflow.let_in, done)


def _turn_lock(request, pk, response_pk, act, done):
    response = _response_of(_led_rss(request, pk), response_pk)
    try:
        act(response, by=request.user)
    except workflow.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done.format(name=response.organisation.name))
    return redirect("kommun", pk, response_pk)


# ---- reminding ----


@require_POST
@login_required
def remind(request, pk, response_pk):
    """Remind one kommun."""
    rss = _led_rss(request, pk)
    response = _response_of(rss, response_pk)
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _kommun_page(request, rss, response, reminder=form)
    try:
        reminding.remind(response, form.cleaned_data["text"], by=request.user)
    except (workflow.Refused, Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"En påminnelse är på väg till {response.organisation.name}.")
    return redirect("kommun", pk, response_pk)


@require_http_methods(["GET", "POST"])
@login_required
def remind_all(request, pk):
    """Remind all that have not handed in, after a look at who they are."""
    rss = _led_rss(request, pk)
    round = _newest_round(rss)
    form = ReminderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number = reminding.remind_all(rss, round, form.cleaned_data["text"], by=request.user)
        told = "En påminnelse är på väg till {} kommun{}.".format(
            number, "" if number == 1 else "er"
        )
        messages.success(request, told if number else "Ingen kommun behövde påminnas nu.")
        return redirect("kommuner", pk)
    responses = kommuner.awaited(rss, round)
    for response in responses:
        response.no_reminder = _why_no_reminder(response)
    context = {
        "rss": rss,
        "form": form,
        "reminded": [one for one in responses if not one.no_reminder],
        "passed": [one for one in responses if one.no_reminder],
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/remind_kommuner.html", context, status=status)
