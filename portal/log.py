"""The log of what must be answered for, as Socialstyrelsen's administrators read it."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_GET

from regions import access
from regions.models import AuditEntry, Membership, User

PAGE = 50
KINDS = {
    "response": "svar",
    "figure": "svaren bakom siffran",
    "build": "tabeller",
    "invitation": "inbjudan",
}
# What the details say, in words. A key that is not here is shown as it stands.
DETAILS = {
    "address": "okänd adress, märkt",
    "by": "genom",
    "email": "till",
    "file": "fil",
    "files": "filer",
    "invited_by": "inbjuden av",
    "ip": "från",
    "number": "antal",
    "role": "roll",
    "sections": "avsnitt",
    "staff_role": "roll på Socialstyrelsen",
    "year": "omgång",
}
VALUES = {
    **{value: label.lower() for value, label in Membership.Role.choices},
    **{value: label.lower() for value, label in User.StaffRole.choices},
    "password": "lösenord",
    "totp": "kod",
    "webauthn": "nyckel",
    "recovery_codes": "reservkod",
    "oidc": "identitetstjänst",
    "invitation": "inbjudan",
}


class LogFilter(forms.Form):
    what = forms.ChoiceField(
        label="Händelse",
        required=False,
        choices=[("", "Alla"), *AuditEntry.What.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    person = forms.CharField(
        label="Namn eller e-postadress",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    day = forms.DateField(
        label="Till och med",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Skriv datumet som 2026-11-22."},
    )


@require_GET
@login_required
def log(request):
    """Newest first. A page begins below the last entry of the one before, so however long the log
    is, it takes as many queries."""
    if not access.may_read_log(request.user):
        raise PermissionDenied
    form = LogFilter(request.GET or None)
    entries = AuditEntry.objects.select_related("who", "organisation")
    if form.is_bound and form.is_valid():
        entries = _filtered(entries, **form.cleaned_data)
    below = request.GET.get("under", "")
    if below.isascii() and below.isdigit() and len(below) < 19:
        entries = entries.filter(pk__lt=int(below))
    page = list(entries[: PAGE + 1])
    rows = page[:PAGE]
    asked = request.GET.copy()
    asked["under"] = rows[-1].pk if rows else ""
    context = {
        "form": form,
        "rows": in_words(rows),
        "is_first": not below,
        "older": asked.urlencode() if len(page) > PAGE else "",
    }
    return render(request, "portal/log.html", context, status=422 if form.errors else 200)


def _filtered(entries, what, person, day):
    if what:
        entries = entries.filter(what=what)
    if person:
        found = User.objects.filter(Q(email__icontains=person) | Q(name__icontains=person))
        found = list(found.values_list("pk", flat=True))
        about = Q(about_kind="user", about_id__in=[str(pk) for pk in found])
        entries = entries.filter(Q(who__in=found) | about)
    if day:
        entries = entries.filter(at__date__lte=day)
    return entries


def in_words(entries):
    """Each entry with `.about`, whom or what it is about, `.place`, the organisation, and `.said`, its
    details in words. Which kommun it was is for no reader here."""
    ids = {int(one.about_id) for one in entries if one.about_kind == "user"}
    people = User.objects.in_bulk(ids)
    for one in entries:
        in_kommun = one.organisation and one.organisation.is_kommun
        one.place = "En kommun" if in_kommun else one.organisation
        one.about = _about(one, people, in_kommun)
        one.said = "; ".join(
            f"{DETAILS.get(key, key)} {_value(value)}"
            for key, value in one.details.items()
            if value
        )
    return entries


def _about(entry, people, in_kommun):
    if entry.about_kind != "user":
        kind = KINDS.get(entry.about_kind, entry.about_kind)
        return kind if in_kommun else f"{kind} {entry.about_id}".strip()
    person = people.get(int(entry.about_id))
    if person is None or person == entry.who:
        return ""
    return f"{person} ({person.email})"


def _value(value):
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value)
    return VALUES.get(value, str(value))
