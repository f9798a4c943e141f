"""The page where a lead looks after its colleagues: invites, gives sections, hands over, ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import team as people
from regions.access import organisations_led_by
from regions.models import Membership
from surveys import team
from surveys.team_forms import InviteForm, SectionsForm

ROLE_ACTS = {
    "huvudansvarig": (people.make_lead, "{name} är nu huvudansvarig."),
    "medarbetare": (people.make_contributor, "{name} är nu medarbetare."),
    "lamna-over": (people.hand_over, "Du har lämnat över huvudansvaret till {name}."),
    "avsluta": (people.end, "{name} har inte längre åtkomst."),
}


def _led(request, pk):
    """An organisation the user is lead of; nobody else may see its colleagues here."""
    return get_object_or_404(organisations_led_by(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def colleagues(request, pk):
    """Who is in the organisation and who is invited, and the form to invite one more."""
    organisation = _led(request, pk)
    current = team.current_response(organisation)
    questionnaire = current.questionnaire if current else None
    form = InviteForm(request.POST or None, questionnaire=questionnaire)
    if request.method == "POST" and form.is_valid() and _invited(request, organisation, form):
        return redirect("colleagues", pk)
    context = {
        "organisation": organisation,
        "response": current,
        "questionnaire": questionnaire,
        "members": team.members(organisation, questionnaire),
        "invitations": team.invitations(organisation, questionnaire),
        "form": form,
    }
    return render(request, "surveys/colleagues.html", context, status=422 if form.errors else 200)


def _invited(request, organisation, form):
    given = form.cleaned_data
    try:
        invitation = team.invite(
            organisation,
            email=given["email"],
            name=given["name"],
            sections=form.sections(),
            by=request.user,
        )
    except team.Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"En inbjudan är på väg till {invitation.email}.")
    return True


@require_POST
@login_required
def renew(request, pk, invitation_pk):
    """Send an invitation again."""
    invitation = get_object_or_404(_led(request, pk).invitations, pk=invitation_pk)
    done = f"En ny inbjudan är på väg till {invitation.email}. Den förra länken gäller inte längre."
    return _act(request, pk, done, team.renew, invitation)


@require_POST
@login_required
def withdraw(request, pk, invitation_pk):
    invitation = get_object_or_404(_led(request, pk).invitations, pk=invitation_pk)
    done = f"Inbjudan till {invitation.email} är återkallad."
    return _act(request, pk, done, team.withdraw, invitation)


@require_GET
@login_required
def colleague(request, pk, membership_pk):
    """One colleague: sections, role, and the end of its access."""
    membership = _member(request, pk, membership_pk)
    return _colleague_page(request, membership)


@require_POST
@login_required
def give_sections(request, pk, membership_pk):
    membership = _member(request, pk, membership_pk)
    form = _sections_form(membership, request.POST)
    if not form.is_valid():
        return _colleague_page(request, membership, form)
    done = f"{membership.user} har fått sina avsnitt."
    return _act(request, pk, done, team.give, membership, form.sections())


@require_POST
@login_required
def change_role(request, pk, membership_pk, act):
    """Make lead, step back, hand over, or end."""
    membership = _member(request, pk, membership_pk)
    change, done = ROLE_ACTS[act]
    return _act(request, pk, done.format(name=membership.user), change, membership)


def _member(request, pk, membership_pk):
    members = people.members_of(_led(request, pk)).select_related("organisation")
    return get_object_or_404(members, pk=membership_pk)


def _colleague_page(request, membership, form=None):
    context = {
        "organisation": membership.organisation,
        "membership": membership,
        "is_self": membership.user_id == request.user.pk,
        "is_last_lead": people.is_last_lead(membership),
        "is_lead": membership.role == Membership.Role.LEAD,
        "response": team.current_response(membership.organisation),
        "form": form or _sections_form(membership),
    }
    status = 422 if form else 200
    return render(request, "surveys/colleague.html", context, status=status)


def _sections_form(membership, data=None):
    current = team.current_response(membership.organisation)
    questionnaire = current.questionnaire if current else None
    given = [task.section for task in membership.section_tasks.select_related("section")]
    given = [section for section in given if section.questionnaire_id == questionnaire.pk]
    return SectionsForm(data, questionnaire=questionnaire, given=given)


def _act(request, pk, done, act, *arguments):
    """Do it, say so or why not, and lead back: to the list, or away from it for one who has left."""
    try:
        act(*arguments, by=request.user)
    except team.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    still_lead = organisations_led_by(request.user).filter(pk=pk).exists()
    return redirect("colleagues", pk) if still_lead else redirect("desk")
