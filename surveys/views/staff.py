"""Who may open the pages of Socialstyrelsen's own desk."""

from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.exceptions import PermissionDenied

from surveys import access


def only(allowed):
    """Strangers are asked to sign in; others are told that the page is not theirs."""

    def check(user):
        if not allowed(user):
            raise PermissionDenied
        return True

    def guard(view):
        return login_required(user_passes_test(check)(view))

    return guard


staff_only = only(lambda user: user.is_staff)
reviewers_only = only(access.is_reviewer)
preparers_only = only(access.may_prepare)
