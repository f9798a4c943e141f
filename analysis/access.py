"""Who may see, build and take out tables. Until they are published they are Socialstyrelsen's own."""

from regions.models import User

BUILDERS = {User.StaffRole.ANALYTIKER, User.StaffRole.ADMINISTRATOR}


def may_see(user):
    return user.is_authenticated and user.is_staff


def may_build(user):
    return user.is_authenticated and user.staff_role in BUILDERS
