"""manage.py create_account: a link that works once, where the person chooses a password."""

import re

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import CommandError, call_command
from django.urls import reverse

from regions.models import Membership, Organisation, User

GOOD = "tre hästar och en gul båt"
GONE = "Länken gäller inte längre."

pytestmark = pytest.mark.django_db


@pytest.fixture
def create(capsys):
    """Runs the command. Returns the link it printed, its address left out."""

    def create(*arguments):
        call_command("create_account", *arguments)
        printed = capsys.readouterr().out
        return re.search(r"/losenord/\S+", printed)[0]

    return create


def choose(client, link, password, again=None):
    """Open the link and choose a password, as a browser does."""
    opened = client.get(link, follow=True)
    place = opened.redirect_chain[-1][0] if opened.redirect_chain else link
    return client.post(
        place, {"new_password1": password, "new_password2": again or password}, follow=True
    )


def test_a_lead_gets_a_link_chooses_a_password_and_signs_in(client, create):
    link = create("anna@region.se", "Anna Ek", "--for", "region:01", "--role", "lead")
    done = choose(client, link, GOOD)
    assert done.redirect_chain[-1][0] == reverse("sign_in")
    assert client.login(username="anna@region.se", password=GOOD)
    membership = Membership.objects.get(user__email="anna@region.se")
    assert (membership.user.name, membership.role) == ("Anna Ek", "lead")
    assert membership.organisation == Organisation.objects.get(kind="region", code="01")


def test_one_is_a_contributor_unless_said_to_be_lead(create):
    create("anna@kommun.se", "Anna", "--for", "kommun:0114")
    assert Membership.objects.get(user__email="anna@kommun.se").role == "contributor"


@pytest.mark.parametrize("role", ["handlaggare", "analytiker", "administrator"])
def test_staff_get_their_role_and_no_organisation(create, role):
    create("eva@socialstyrelsen.se", "Eva", "--staff", role)
    eva = User.objects.get(email="eva@socialstyrelsen.se")
    assert (eva.staff_role, eva.memberships.count()) == (role, 0)


def test_the_address_is_kept_without_capitals(create):
    create("Anna@Region.SE", "Anna", "--for", "region:01")
    assert User.objects.get(name="Anna").email == "anna@region.se"


def test_until_a_password_is_chosen_nobody_gets_in(client, create):
    create("anna@region.se", "Anna", "--for", "region:01")
    assert not User.objects.get(email="anna@region.se").has_usable_password()
    assert not client.login(username="anna@region.se", password="")


def test_the_link_works_once(client, create):
    link = create("anna@region.se", "Anna", "--for", "region:01")
    choose(client, link, GOOD)
    again = client.get(link, follow=True)
    assert GONE in again.content.decode()
    choose(client, link, "en helt annan lång fras")
    assert client.login(username="anna@region.se", password=GOOD)


@pytest.mark.parametrize("days, is_good", [(2, True), (4, False)])
def test_the_link_works_for_three_days(client, create, days, is_good):
    link = create("anna@region.se", "Anna", "--for", "region:01")
    anna = User.objects.get(email="anna@region.se")
    clock = default_token_generator
    then = clock._num_seconds(clock._now()) - days * 24 * 60 * 60
    old = clock._make_token_with_timestamp(anna, then, clock.secret)
    page = client.get(link.rsplit("/", 2)[0] + f"/{old}/", follow=True).content.decode()
    assert (GONE not in page) == is_good


@pytest.mark.parametrize(
    "link",
    [
        "/losenord/MQ/set-password/",
        "/losenord/MQ/abc123-0123456789abcdef0123456789abcdef/",
        "/losenord/%C3%A5%C3%A4%C3%B6/x/",
        "/losenord/OTk5OTk5OTk5/x-y/",
    ],
)
def test_a_made_up_link_is_told_not_to_work(client, link):
    answer = client.get(link, follow=True)
    assert (answer.status_code, GONE in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "password, told",
    [
        ("kort", "Det här lösenordet är för kort. Det måste innehålla minst 12 tecken."),
        ("password1234", "Detta lösenord är alldeles för vanligt."),
        ("123456789012345", "Detta lösenord är enbart numeriskt."),
        ("anna.ek@region.se", "Ditt lösenord är alltför likt e-postadress."),
        ("", "Detta fält måste fyllas i."),
    ],
)
def test_a_weak_password_is_refused_in_swedish(client, create, password, told):
    link = create("anna.ek@region.se", "Anna Ek", "--for", "region:01")
    page = choose(client, link, password).content.decode()
    assert told in page
    assert not User.objects.get(email="anna.ek@region.se").has_usable_password()


def test_two_different_passwords_are_refused_in_swedish(client, create):
    link = create("anna@region.se", "Anna", "--for", "region:01")
    page = choose(client, link, GOOD, "fyra hästar och en gul båt").content.decode()
    assert "De två lösenordsfälten stämmer inte överens." in page


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["anna@x.se", "A", "--for", "region:99"], "Det finns ingen organisation region:99."),
        (["anna@x.se", "A", "--for", "region"], "Det finns ingen organisation region."),
        (["anna@x.se", "A", "--for", "lan:01"], "Det finns ingen organisation lan:01."),
        (["anna.x.se", "A", "--for", "region:01"], "”anna.x.se” är inte en e-postadress."),
        (["", "A", "--staff", "analytiker"], "”” är inte en e-postadress."),
    ],
)
def test_what_cannot_be_is_told_in_swedish_and_makes_no_account(arguments, told):
    with pytest.raises(CommandError) as refused:
        call_command("create_account", *arguments)
    assert str(refused.value).startswith(told)
    assert User.objects.count() == 0


@pytest.mark.parametrize("arguments", [[], ["--staff", "chef"], ["--for", "region:01", "--staff"]])
def test_an_account_is_for_an_organisation_or_for_a_staff_role(arguments):
    with pytest.raises(CommandError):
        call_command("create_account", "anna@x.se", "Anna", *arguments)
    assert User.objects.count() == 0


@pytest.mark.parametrize("arguments", [["--staff", "analytiker"], ["--for", "region:01"]])
def test_staff_stay_what_they_are(create, arguments):
    """Nobody is both of Socialstyrelsen and of those who answer to it."""
    create("eva@sos.se", "Eva", "--staff", "handlaggare")
    with pytest.raises(CommandError, match=r"Det finns redan ett konto för eva@sos.se\."):
        call_command("create_account", "eva@sos.se", "Eva", *arguments)
    eva = User.objects.get(email="eva@sos.se")
    assert (eva.staff_role, eva.memberships.count()) == ("handlaggare", 0)


def test_one_who_answers_does_not_become_staff(create):
    create("anna@x.se", "Anna", "--for", "region:01")
    with pytest.raises(CommandError, match=r"Det finns redan ett konto för anna@x.se\."):
        call_command("create_account", "anna@x.se", "Anna", "--staff", "handlaggare")
    assert User.objects.get(email="anna@x.se").staff_role == ""


def test_a_person_may_speak_for_two_organisations_and_change_role(create):
    create("anna@x.se", "Anna", "--for", "rss:rss-01")
    create("ANNA@x.se", "Anna", "--for", "region:01", "--role", "lead")
    create("anna@x.se", "Anna", "--for", "rss:rss-01", "--role", "lead")
    roles = Membership.objects.filter(user__email="anna@x.se").values_list(
        "organisation__code", "role"
    )
    assert set(roles) == {("rss-01", "lead"), ("01", "lead")}
