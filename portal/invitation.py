"""The way in for an invited colleague: by the link in the letter, once."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from regions import team as people
from regions.models import Invitation, User
from surveys import team

KEY = "invitation"
STATUS = {"unknown": 404}


@require_safe
@never_cache
def follow(request, token):
    """The address in the letter. It is left at once, so that no page, log or referrer keeps it."""
    invitation = people.find(token)
    request.session[KEY] = invitation.pk if invitation else None
    return redirect("invitation")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request):
    """Join: with a new password, or with the account one has."""
    invited = (
        Invitation.objects.filter(pk=request.session.get(KEY))
        .select_related("organisation", "invited_by", "sender")
        .first()
    )
    try:
        people.refuse_unless_usable(invited)
        account = people.account_of(invited)
        if request.user.is_authenticated:
            return _join(request, invited)
        if account:
            return _page(request, invited, "sign_in")
        return _join_as_new(request, invited)
    except people.Refused as refusal:
        # Whoever has just used the link is in, and needs no explanation.
        if invited and invited.used_by_id and invited.used_by == request.user:
            return redirect("desk")
        status = STATUS.get(refusal.code, 410)
        return render(request, "portal/invitation_closed.html", {"why": refusal}, status=status)


def _join(request, invited):
    if request.user.email != invited.email:
        return _page(request, invited, "other")
    if request.method != "POST":
        return _page(request, invited, "confirm")
    team.join(invited, request.user)
    _welcome(request, invited)
    return redirect("desk")


def _join_as_new(request, invited):
    user = User.objects.filter(email=invited.email).first()
    user = user or User(email=invited.email, name=invited.name)
    form = SetPasswordForm(user, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, invited, "password", form)
    membership = team.join_as_new(invited, form.cleaned_data["new_password1"])
    user = membership.user
    login = Login(user=user, email=user.email, redirect_url=reverse("desk"))
    answer = perform_password_login(request, {"email": user.email}, login)
    _welcome(request, invited)
    return answer


def _welcome(request, invited):
    request.session.pop(KEY, None)
    messages.success(
        request, f"Välkommen! Du är nu med och svarar för {invited.organisation.name}."
    )


def _page(request, invited, step, form=None):
    context = {"invitation": invited, "step": step, "form": form}
    status = 422 if form and form.errors else 200
    return render(request, "portal/invitation.html", context, status=status)
