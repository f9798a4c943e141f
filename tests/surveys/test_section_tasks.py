"""Which sections of a response each may fill in: said once, held to by every writer and page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions import team as people
from regions.models import Membership, User
from surveys import access, answers, checking, team, workflow
from surveys.models import Answer, Door, SectionTask
from tests.factories import answered, member, organisation, response, staff, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def one():
    return response()


@pytest.fixture
def lead():
    return member(name="Lena Lead")


@pytest.fixture
def colleague():
    return member(role="contributor", name="Kim Kollega")


def sections(one, *codes):
    return list(one.questionnaire.sections.filter(code__in=codes))


def give(one, person, *codes):
    membership = Membership.objects.get(user=person, organisation=one.organisation)
    lead = User.objects.filter(memberships__role="lead", memberships__organisation=one.organisation)
    team.give(membership, sections(one, *codes), by=lead.first() or member())


def codes_given(person, one):
    given = access.sections_given(person, one)
    return {section.code for section in one.questionnaire.sections.all() if section.pk in given}


def all_codes(one):
    return {section.code for section in one.questionnaire.sections.all()}


def box_in(one, code):
    """A yes-or-no box of a section."""
    return (
        one.questionnaire.items.filter(question__section__code=code, question__kind="yesno")
        .first()
        .code
    )


@pytest.fixture
def boxes(one):
    first, second = list(one.questionnaire.sections.all())[:2]
    return {first.code: box_in(one, first.code), second.code: box_in(one, second.code)}


# ---- the rule ----


def test_a_contributor_who_is_given_nothing_may_fill_in_all(one, colleague):
    assert codes_given(colleague, one) == all_codes(one)


def test_one_who_is_given_sections_may_fill_in_those_and_no_others(one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)

    assert codes_given(colleague, one) == {given}
    answers.save(one, {boxes[given]: "ja"}, by=colleague)
    with pytest.raises(workflow.Refused, match="fylls i av andra"):
        answers.save(one, {boxes[other]: "ja"}, by=colleague)


def test_a_save_with_one_box_too_many_keeps_nothing(one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)

    with pytest.raises(workflow.Refused):
        answers.save(one, {boxes[given]: "ja", boxes[other]: "ja"}, by=colleague)
    assert not Answer.objects.filter(response=one).exists()
    one.refresh_from_db()
    assert one.state == "not_started"


def test_a_lead_fills_in_all_also_what_it_was_given_before(one, colleague, boxes):
    given, _ = boxes
    give(one, colleague, given)
    Membership.objects.filter(user=colleague).update(role="lead")

    assert codes_given(colleague, one) == all_codes(one)


def test_giving_again_replaces_and_giving_none_opens_all(one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)
    give(one, colleague, other)
    assert codes_given(colleague, one) == {other}
    give(one, colleague)
    assert codes_given(colleague, one) == all_codes(one)


def test_sections_of_one_year_say_nothing_of_another(one, colleague, boxes):
    given, _ = boxes
    give(one, colleague, given)
    last = response(year=2020)

    assert codes_given(colleague, last) == all_codes(last)


def test_an_rss_colleague_with_some_sections_still_fills_in_for_the_kommuner():
    rss, kommun = response("rss", "rss-01"), response("kommun", "0114")
    colleague = member("rss", "rss-01", role="contributor")
    section = rss.questionnaire.sections.first()
    team.give(colleague.memberships.get(), [section], by=member("rss", "rss-01"))

    assert codes_given(colleague, rss) == {section.code}
    assert codes_given(colleague, kommun) == all_codes(kommun)


def test_two_memberships_open_what_either_does():
    """A kommun's own colleague with one section, who also works for the RSS."""
    kommun = response("kommun", "0114")
    person = member("kommun", "0114", role="contributor")
    first = kommun.questionnaire.sections.first()
    team.give(person.memberships.get(), [first], by=member("kommun", "0114"))
    assert codes_given(person, kommun) == {first.code}

    Membership.objects.create(
        user=person, organisation=organisation("rss", "rss-01"), role="contributor"
    )
    assert codes_given(person, kommun) == all_codes(kommun)


@pytest.mark.parametrize("who", ["nobody", "neighbour", "staff", "staff with a membership"])
def test_others_are_given_nothing(one, who, boxes):
    person = {
        "nobody": user,
        "neighbour": lambda: member(code="03"),
        "staff": staff,
        "staff with a membership": lambda: member(staff_role="handlaggare"),
    }[who]()

    assert access.sections_given(person, one) == set()
    assert not access.may_fill(person, one)
    with pytest.raises(workflow.Refused):
        answers.save(one, dict.fromkeys(boxes.values(), "ja"), by=person)


def test_a_command_is_not_held_back(one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)
    answers.save(one, {boxes[other]: "ja"}, by=colleague, door=Door.COMMAND)

    assert Answer.objects.filter(response=one, item__code=boxes[other]).exists()


def test_a_response_that_is_handed_in_is_told_so_first(colleague, lead, boxes):
    one = answered(by=lead)
    given, other = boxes
    give(one, colleague, given)
    workflow.submit(one, by=lead)

    with pytest.raises(workflow.Refused, match="inlämnat"):
        answers.save(one, {boxes[other]: "nej"}, by=colleague)


def test_only_a_lead_hands_in(colleague, lead, boxes):
    one = answered(by=lead)
    with pytest.raises(workflow.Refused):
        workflow.submit(one, by=colleague)
    workflow.submit(one, by=lead)


def test_the_rule_costs_one_query(one, colleague, boxes):
    give(one, colleague, *boxes)
    access.sections_given(colleague, one)  # the outline is remembered
    with CaptureQueriesContext(connection) as asked:
        access.sections_given(colleague, one)
    assert len(asked) == 1


def test_only_a_lead_gives_sections(one, colleague, boxes):
    given, _ = boxes
    for by in (colleague, member(code="03"), staff("administrator")):
        with pytest.raises(people.Refused, match="Bara huvudansvarig"):
            team.give(colleague.memberships.get(), sections(one, given), by=by)
    assert not SectionTask.objects.exists()


def test_a_task_is_of_one_member_or_one_invitation_and_given_once(one, lead, colleague, boxes):
    section = one.questionnaire.sections.first()
    invitation = people.invite(one.organisation, email="ny@x.se", name="Ny", by=lead)
    membership = colleague.memberships.get()
    for fields in ({}, {"membership": membership, "invitation": invitation}):
        with pytest.raises(IntegrityError, match="task_of_one"), transaction.atomic():
            SectionTask.objects.create(section=section, **fields)
    SectionTask.objects.create(section=section, membership=membership)
    with pytest.raises(IntegrityError, match="task_once_a_member"), transaction.atomic():
        SectionTask.objects.create(section=section, membership=membership)


# ---- invited with sections ----


def invited(one, lead, *codes):
    invitation = team.invite(
        one.organisation,
        email="ny@region.se",
        name="Nina Ny",
        sections=sections(one, *codes),
        by=lead,
    )
    people.new_token(invitation)
    return invitation


def test_the_sections_of_an_invitation_become_the_colleagues(one, lead, boxes):
    given, _ = boxes
    membership = team.join_as_new(invited(one, lead, given), "en lång och säker fras")

    assert codes_given(membership.user, one) == {given}


def test_an_invitation_to_the_whole_questionnaire_gives_all(one, lead):
    membership = team.join_as_new(invited(one, lead), "en lång och säker fras")

    assert codes_given(membership.user, one) == all_codes(one)


def test_sent_again_it_carries_the_same_sections(one, lead, boxes):
    again = team.renew(invited(one, lead, *boxes), by=lead)
    person = user(email="ny@region.se")
    team.join(again, person)

    assert codes_given(person, one) == set(boxes)


def test_a_withdrawn_invitation_keeps_nobody_waiting(one, lead, boxes):
    invitation = invited(one, lead, *boxes)
    assert list(team.who_fills_in(one, lead).values()) == [["Nina Ny"]] * len(boxes)
    team.withdraw(invitation, by=lead)

    assert team.who_fills_in(one, lead) == {}


def test_one_who_ends_leaves_the_sections_free(one, lead, colleague, boxes):
    give(one, colleague, *boxes)
    people.end(colleague.memberships.get(), by=lead)

    assert team.who_fills_in(one, lead) == {}
    assert not access.may_fill(colleague, one)


# ---- on the pages ----


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_a_section_of_others_can_be_read_and_says_why_not_more(client, one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)
    client.force_login(colleague)

    mine = text_of(client.get(reverse("section", args=[one.pk, given])))
    theirs = text_of(client.get(reverse("section", args=[one.pk, other])))

    assert "Spara och gå vidare" in mine
    assert "Spara och gå vidare" not in theirs
    assert "Avsnittet fylls i av andra i organisationen." in theirs


def test_a_section_of_others_is_not_written_by_sending_its_form(client, one, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)
    client.force_login(colleague)

    answer = client.post(
        reverse("section", args=[one.pk, other]), {boxes[other]: "ja"}, follow=True
    )
    assert "Avsnittet fylls i av andra i organisationen." in text_of(answer)
    assert not Answer.objects.filter(response=one).exists()

    client.post(reverse("section", args=[one.pk, given]), {boxes[given]: "ja"})
    assert Answer.objects.get(response=one).item.code == boxes[given]


def test_a_query_in_a_section_of_others_is_not_theirs_to_explain(client, lead, colleague):
    odd = {"vfu_veckor.i_ar": "1000", "vfu_veckor.forra_aret": "100"}
    one = answered(by=lead, **odd)
    one.explanations.all().delete()
    query = checking.check(one).queries[0]
    code = query.item.question.section.code
    other = one.questionnaire.sections.exclude(code=code).first().code
    give(one, colleague, other)
    address = reverse("explain", args=[one.pk, query.pk])
    typed = {f"forklaring-{query.pk}-text": "Det stämmer."}
    client.force_login(colleague)

    page = text_of(client.get(reverse("findings", args=[one.pk])))
    assert query.message in page
    assert f"forklaring-{query.pk}-text" not in page
    refused = text_of(client.post(address, typed, follow=True))
    assert "Avsnittet fylls i av andra i organisationen." in refused
    assert not one.explanations.exists()

    give(one, colleague, code)
    client.post(address, typed)
    assert one.explanations.get().by == colleague


def test_the_overview_says_who_fills_in_and_who_last_wrote(client, one, lead, colleague, boxes):
    given, other = boxes
    give(one, colleague, given)
    invited(one, lead, given)
    answers.save(one, {boxes[given]: "ja"}, by=colleague)
    answers.save(one, {boxes[given]: "nej"}, by=lead)
    answers.save(one, {boxes[other]: "ja"}, by=lead)

    client.force_login(lead)
    page = text_of(client.get(reverse("overview", args=[one.pk])))
    assert "Fylls i av Kim Kollega och Nina Ny." in page
    assert page.count("Senast ändrat av Lena Lead") == 2
    assert "Senast ändrat av Kim" not in page
    assert (
        "Ungefär 2\u00a0minuter hittills."
        in client.get(reverse("overview", args=[one.pk])).content.decode()
    )

    client.force_login(colleague)
    page = text_of(client.get(reverse("overview", args=[one.pk])))
    assert "Fylls i av dig och Nina Ny." in page
    assert page.count("Du kan läsa, men inte ändra.") == len(all_codes(one)) - 1
    assert reverse("colleagues", args=[one.organisation_id]) not in page


def test_the_overview_costs_the_same_however_many_there_are(client, one, lead, boxes):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("overview", args=[one.pk]))
        return len(queries)

    client.force_login(lead)
    answers.save(one, {boxes.popitem()[1]: "ja"}, by=lead)
    asked()
    few = asked()
    for number in range(8):
        person = member(role="contributor", name=f"Person {number}")
        give(one, person, *all_codes(one))
    answered(by=lead)

    assert asked() == few


def test_the_start_button_leads_to_a_section_of_ones_own(client, one, colleague, boxes):
    _, other = boxes
    give(one, colleague, other)
    client.force_login(colleague)

    page = text_of(client.get(reverse("overview", args=[one.pk])))
    assert f'href="{reverse("section", args=[one.pk, other])}">Börja svara' in page


def test_opening_a_section_of_ones_own_counts_as_work_and_reading_others_does_not(
    client, one, colleague, boxes
):
    given, other = boxes
    give(one, colleague, given)
    client.force_login(colleague)

    client.get(reverse("section", args=[one.pk, other]))
    client.get(reverse("overview", args=[one.pk]))
    assert not one.work_sessions.exists()
    client.get(reverse("section", args=[one.pk, given]))
    assert one.work_sessions.get().by == colleague


def test_the_receipt_says_how_long_it_took(client, lead):
    one = answered(by=lead)
    workflow.submit(one, by=lead)
    client.force_login(lead)

    page = text_of(client.get(reverse("receipt", args=[one.pk])))
    assert "<dt>Arbetstid</dt><dd>Ungefär 1 minut</dd>" in page
