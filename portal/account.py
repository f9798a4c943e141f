"""One's own account: sign-ins, visits that go on, and the password. What others have done is not here."""

from allauth.decorators import rate_limit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import PasswordChangeView
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from portal import sessions
from portal.log import in_words
from regions import audit
from regions.models import AuditEntry

SHOWN = 30
ABOUT_SIGNING_IN = {
    *(audit.What.SIGNED_IN, audit.What.SIGN_IN_FAILED, audit.What.SIGNED_OUT),
    *(audit.What.SESSIONS_ENDED, audit.What.PASSWORD_CHANGED),
    *(audit.What.FACTOR_ADDED, audit.What.FACTOR_REMOVED),
}


@require_GET
@login_required
def sign_ins(request):
    """The visits that go on, and what has been signed in with the account."""
    visits = sessions.visits(request.user)
    for visit in visits:
        visit.is_this = visit.session_key == request.session.session_key
    context = {
        "visits": visits,
        "others": [visit for visit in visits if not visit.is_this],
        "entries": in_words(of_account(request.user)),
    }
    return render(request, "portal/sign_ins.html", context)


def of_account(user):
    """What is written of a person's own sign-ins, and of those who tried to be that person."""
    theirs = Q(who=user) | Q(about_kind="user", about_id=str(user.pk))
    entries = AuditEntry.objects.filter(theirs, what__in=ABOUT_SIGNING_IN)
    return list(entries.select_related("who", "organisation")[:SHOWN])


@require_POST
@login_required
def end_visit(request, pk):
    """End one of one's own visits; this one is ended by signing out."""
    own = UserSession.objects.filter(user=request.user)
    return _ended(request, own.filter(pk=pk).exclude(session_key=request.session.session_key))


@require_POST
@login_required
def end_other_visits(request):
    own = UserSession.objects.filter(user=request.user)
    return _ended(request, own.exclude(session_key=request.session.session_key))


def _ended(request, found):
    ended = sessions.end(found)
    if ended:
        audit.record(audit.What.SESSIONS_ENDED, who=request.user, about=request.user, number=ended)
        messages.success(request, "Inloggningen är avslutad." if ended == 1 else "De är avslutade.")
    return redirect("sign_ins")


@method_decorator(login_required, name="dispatch")
@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(rate_limit(action="change_password"), name="dispatch")
class ChangePassword(PasswordChangeView):
    """A new password; every other visit ends."""

    template_name = "portal/change_password.html"
    success_url = reverse_lazy("sign_ins")

    def form_valid(self, form):
        answer = super().form_valid(form)
        audit.record(audit.What.PASSWORD_CHANGED, who=form.user, about=form.user)
        sessions.end_others(self.request, form.user)
        UserSession.objects.create_from_request(self.request)
        messages.success(self.request, "Lösenordet är bytt. Andra inloggningar är avslutade.")
        return answer
