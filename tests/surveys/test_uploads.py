"""A file is checked before anything of it is taken in; taking in is all or nothing, and can be undone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from portal.demo.filling import fill_area, fill_one
from regions.models import Organisation
from surveys import answers, jobs, sheet, sums, uploads, workflow
from surveys.models import AnswerChange, Door, State, Step, Upload, UploadedFile
from surveys.workbooks import area, one
from tests import factories

pytestmark = pytest.mark.django_db
RSS, KARLSKRONA, OLOFSTROM = "rss-10", "1080", "1060"
EXPLANATIONS = dict.fromkeys(("1060", "1080", "1081", "1082", "1083"), "Vi har kontrollerat.")


@pytest.fixture
def rss():
    return factories.response("rss", RSS)


@pytest.fixture
def lead():
    return factories.member("rss", RSS)


def kommun(code):
    return factories.response("kommun", code)


def workbook(rss, typed, explanations=None):
    """The area's workbook, fetched and filled in."""
    source = sums.source_of(rss)
    return fill_area(area.workbook(rss.organisation, source), source, typed, explanations)


def sent_in(rss, content, by, *, whole_area=True, name="svar.xlsx"):
    """A file sent in and checked."""
    file = SimpleUploadedFile(name, content)
    upload = uploads.receive(rss, file, area=whole_area, by=by)
    return worked_on(upload)


def worked_on(upload):
    assert uploads.work_on(upload.pk)
    return Upload.objects.get(pk=upload.pk)


def taken_in(upload, by, **wish):
    uploads.take_in(upload, by=by, **wish)
    return worked_on(upload)


def undone(upload, by):
    uploads.undo(upload, by=by)
    return worked_on(upload)


def held(code):
    """{box: text} of a kommun's answers."""
    return {box: value.canonical for box, value in sheet.of(kommun(code)).values.items()}


def filled(code):
    return {box: text for box, text in factories.published("kommun", code).items() if text}


WEEKS = "vfu_veckor.i_ar"


class TestTheDryRun:
    def test_says_what_would_change_and_changes_nothing(self, rss, lead):
        answers.save(kommun(KARLSKRONA), {WEEKS: "5"}, by=lead)

        typed = {KARLSKRONA: {WEEKS: "7"}, OLOFSTROM: {"lag_2022_913": "ja"}}
        upload = sent_in(rss, workbook(rss, typed), lead)

        assert upload.is_checked
        assert [(c["code"], c["old"], c["new"]) for c in upload.found["changes"]] == [
            (WEEKS, "5", "7"),
            ("lag_2022_913", "", "ja"),
        ]
        assert upload.found["problems"] == []
        assert held(KARLSKRONA) == {WEEKS: "5"}
        assert held(OLOFSTROM) == {}

    def test_tells_a_file_that_is_none(self, rss, lead):
        upload = sent_in(rss, b"%PDF-1.7", lead, name="svar.xlsx")

        assert upload.state == Upload.State.FAILED
        assert upload.reason
        assert not Upload.objects.filter(pk=upload.pk).exclude(found=None).exists()

    def test_what_goes_wrong_unexpectedly_quotes_no_answers(self, rss, lead, monkeypatch, caplog):
        def breaks(*_, **__):
            raise ValueError("hemligt svar")

        monkeypatch.setattr(uploads.intake, "plan", breaks)
        upload = sent_in(rss, workbook(rss, {}), lead)

        assert upload.state == Upload.State.FAILED
        assert str(upload.pk) in upload.reason
        assert "ValueError" in caplog.text
        assert "hemligt" not in caplog.text + upload.reason


class TestTakingIn:
    def test_writes_what_was_shown_and_says_by_which_file(self, rss, lead):
        typed = {code: factories.published("kommun", code) for code in EXPLANATIONS}
        upload = taken_in(sent_in(rss, workbook(rss, typed), lead), lead)

        assert upload.is_taken
        for code in EXPLANATIONS:
            assert held(code) == filled(code)
        assert set(AnswerChange.objects.values_list("door", "upload", "by")) == {
            (Door.WORKBOOK, upload.pk, lead.pk)
        }
        assert {r.state for r in map(kommun, EXPLANATIONS)} == {State.DRAFT}

    def test_hands_in_those_with_nothing_left_when_asked(self, rss, lead):
        typed = {code: factories.published("kommun", code) for code in EXPLANATIONS}
        typed[OLOFSTROM]["lag_2022_913"] = ""
        content = workbook(rss, typed, EXPLANATIONS)
        upload = taken_in(sent_in(rss, content, lead), lead, hand_in=True)

        states = {code: kommun(code).state for code in EXPLANATIONS}
        assert states.pop(OLOFSTROM) == State.DRAFT
        assert set(states.values()) == {State.SUBMITTED}
        left = next(t for t in upload.told["respondents"] if t["response"] == kommun(OLOFSTROM).pk)
        assert (left["errors"], left["handed_in"]) == (1, False)
        explained = {e.text for e in kommun(KARLSKRONA).explanations.all()}
        assert explained <= {"Vi har kontrollerat."}

    def test_a_kommun_with_people_of_its_own_hands_in_itself(self, rss, lead):
        """Its answers are in the workbook that was fetched, but nobody has written them there."""
        person = factories.member("kommun", KARLSKRONA)
        factories.answered("kommun", KARLSKRONA, by=person)
        typed = {OLOFSTROM: factories.published("kommun", OLOFSTROM)}
        content = workbook(rss, typed, {OLOFSTROM: "Det stämmer."})
        taken_in(sent_in(rss, content, lead), lead, hand_in=True)

        assert kommun(OLOFSTROM).state == State.SUBMITTED
        assert kommun(KARLSKRONA).state == State.DRAFT

    def test_an_odd_value_without_explanation_is_not_handed_in(self, rss, lead):
        typed = {KARLSKRONA: factories.published("kommun", KARLSKRONA)}
        typed[KARLSKRONA] |= {WEEKS: "900", "vfu_veckor.forra_aret": "100"}
        upload = taken_in(sent_in(rss, workbook(rss, typed), lead), lead, hand_in=True)

        assert kommun(KARLSKRONA).state == State.DRAFT
        told = {t["name"]: t["queries"] for t in upload.told["respondents"]}
        assert told["Karlskrona"] >= 1

    def test_leaves_a_box_that_somebody_has_changed_since(self, rss, lead):
        typed = {KARLSKRONA: {WEEKS: "7", "lag_2022_913": "ja"}}
        upload = sent_in(rss, workbook(rss, typed), lead)
        answers.save(kommun(KARLSKRONA), {WEEKS: "9"}, by=factories.member("kommun", KARLSKRONA))

        upload = taken_in(upload, lead)

        assert held(KARLSKRONA) == {WEEKS: "9", "lag_2022_913": "ja"}
        told = next(t for t in upload.told["respondents"] if t["name"] == "Karlskrona")
        assert (told["changed"], told["passed"]) == (1, ["Under året"])

    def test_leaves_a_kommun_that_has_handed_in_since(self, rss, lead):
        typed = {KARLSKRONA: {WEEKS: "7"}, OLOFSTROM: {WEEKS: "8"}}
        upload = sent_in(rss, workbook(rss, typed), lead)
        person = factories.member("kommun", KARLSKRONA)
        workflow.submit(factories.answered("kommun", KARLSKRONA, by=person), by=person)

        upload = taken_in(upload, lead)

        told = {t["name"]: t["refused"] for t in upload.told["respondents"]}
        assert "inlämnat" in told["Karlskrona"]
        assert held(OLOFSTROM) == {WEEKS: "8"}

    def test_is_done_once(self, rss, lead):
        upload = taken_in(sent_in(rss, workbook(rss, {OLOFSTROM: {WEEKS: "8"}}), lead), lead)

        with pytest.raises(workflow.Refused):
            uploads.take_in(upload, by=lead)
        assert not uploads.work_on(upload.pk)
        assert AnswerChange.objects.count() == 1

    def test_keeps_nothing_when_the_job_has_become_anothers(self, rss, lead):
        upload = sent_in(rss, workbook(rss, {OLOFSTROM: {WEEKS: "8"}}), lead)
        uploads.take_in(upload, by=lead)
        claimed = jobs.claim(Upload.objects.select_related("requested_by"), upload.pk)
        Upload.objects.filter(pk=upload.pk).update(attempts=2)

        with pytest.raises(jobs.NoLongerMine):
            uploads._take_in(claimed)
        assert held(OLOFSTROM) == {}

    def test_a_second_file_says_only_what_it_changes(self, rss, lead):
        typed = {OLOFSTROM: {WEEKS: "8", "lag_2022_913": "ja"}}
        taken_in(sent_in(rss, workbook(rss, typed), lead), lead)

        typed[OLOFSTROM][WEEKS] = "10"
        again = sent_in(rss, workbook(rss, typed), lead)

        assert [(c["old"], c["new"]) for c in again.found["changes"]] == [("8", "10")]
        assert again.found["unchanged"] == 1

    def test_goes_by_the_rights_of_whoever_asks(self, rss, lead):
        """A colleague who may not hand in takes the answers in all the same."""
        colleague = factories.member("rss", RSS, role="contributor")
        typed = {KARLSKRONA: factories.published("kommun", KARLSKRONA)}
        content = workbook(rss, typed, EXPLANATIONS)
        upload = taken_in(sent_in(rss, content, colleague), colleague, hand_in=True)

        assert held(KARLSKRONA) == filled(KARLSKRONA)
        assert kommun(KARLSKRONA).state == State.DRAFT
        told = next(t for t in upload.told["respondents"] if t["name"] == "Karlskrona")
        assert "rätt att lämna in" in told["refused"]


class TestUndoing:
    def test_puts_back_what_stood_there(self, rss, lead):
        answers.save(kommun(OLOFSTROM), {WEEKS: "5"}, by=lead)
        typed = {OLOFSTROM: {WEEKS: "8", "lag_2022_913": "ja"}, KARLSKRONA: {WEEKS: "3"}}
        upload = taken_in(sent_in(rss, workbook(rss, typed), lead), lead)

        upload = undone(upload, lead)

        assert upload.is_undone
        assert (held(OLOFSTROM), held(KARLSKRONA)) == ({WEEKS: "5"}, {})

    def test_leaves_what_has_been_changed_since(self, rss, lead):
        typed = {OLOFSTROM: {WEEKS: "8", "lag_2022_913": "ja"}}
        upload = taken_in(sent_in(rss, workbook(rss, typed), lead), lead)
        answers.save(kommun(OLOFSTROM), {WEEKS: "9"}, by=lead)

        upload = undone(upload, lead)

        assert held(OLOFSTROM) == {WEEKS: "9"}
        assert upload.told["respondents"][0]["passed"] == ["Under året"]

    def test_takes_back_the_hand_in_it_made(self, rss, lead):
        typed = {KARLSKRONA: factories.published("kommun", KARLSKRONA)}
        content = workbook(rss, typed, EXPLANATIONS)
        upload = taken_in(sent_in(rss, content, lead), lead, hand_in=True)
        assert kommun(KARLSKRONA).state == State.SUBMITTED

        undone(upload, lead)

        assert held(KARLSKRONA) == {}
        step = Step.objects.filter(response=kommun(KARLSKRONA)).last()
        assert (step.to_state, step.door) == (State.RETURNED, Door.WORKBOOK)
        assert "svar.xlsx" in step.reason

    def test_does_not_touch_what_is_approved(self, rss, lead):
        typed = {KARLSKRONA: factories.published("kommun", KARLSKRONA)}
        content = workbook(rss, typed, EXPLANATIONS)
        upload = taken_in(sent_in(rss, content, lead), lead, hand_in=True)
        workflow.approve(kommun(KARLSKRONA), by=lead)

        upload = undone(upload, lead)

        assert held(KARLSKRONA) == filled(KARLSKRONA)
        assert "inlämnat" in upload.told["respondents"][0]["refused"]


class TestOneRespondent:
    def test_a_region_answers_in_a_workbook(self):
        lead, response = factories.member(), factories.response()
        typed = factories.published()
        content = fill_one(one.workbook(response), response.questionnaire, typed)

        taken_in(sent_in(response, content, lead, whole_area=False), lead)

        kept = {box: value.canonical for box, value in sheet.of(response).values.items()}
        assert kept == {box: text for box, text in typed.items() if text}


class TestTheFile:
    def test_is_kept_for_as_long_as_the_round(self, rss, lead):
        upload = sent_in(rss, workbook(rss, {OLOFSTROM: {WEEKS: "8"}}), lead)
        deadline = upload.response.questionnaire.round.deadline
        assert uploads.remove_old() == 0  # the round is over, but the file has just come

        Upload.objects.update(requested_at=timezone.now() - timedelta(days=31))
        assert deadline < timezone.localdate()
        assert uploads.remove_old() == 1

        upload.refresh_from_db()
        assert upload.found is None
        assert not UploadedFile.objects.exists()

    def test_of_a_running_round_stays(self, rss, lead):
        upload = sent_in(rss, workbook(rss, {}), lead)
        Upload.objects.update(requested_at=timezone.now() - timedelta(days=300))
        during = timezone.make_aware(
            timezone.datetime.combine(
                upload.response.questionnaire.round.deadline, timezone.datetime.min.time()
            )
        )
        assert uploads.remove_old(during) == 0

    def test_comes_back_with_what_is_wrong_marked(self, rss, lead):
        content = workbook(rss, {OLOFSTROM: {WEEKS: "8"}})
        book = load_workbook(BytesIO(content))
        book["Svar"]["C5"] = "kanske"
        file = BytesIO()
        book.save(file)
        upload = sent_in(rss, file.getvalue(), lead)

        marked = load_workbook(BytesIO(uploads.marked_copy(upload)))

        assert [p["ref"] for p in upload.found["problems"]] == ["C5"]
        assert upload.found["problems"][0]["text"] in marked["Svar"]["C5"].comment.text


def test_every_rss_fetches_fills_in_and_sends_in_what_its_kommuner_answered():
    """Round trip: out, filled in, in, equal."""
    asked = Organisation.objects.filter(kind="kommun", parent__kind="rss")
    areas = set(asked.values_list("parent__code", flat=True))
    assert len(areas) == 24  # of 25: one coordinates others and has no kommuner of its own
    for code in sorted(areas):
        rss, lead = factories.response("rss", code), factories.member("rss", code)
        kommuner = Organisation.objects.filter(kind="kommun", parent__code=code)
        typed = {
            k: factories.published("kommun", k) for k in kommuner.values_list("code", flat=True)
        }
        upload = taken_in(sent_in(rss, workbook(rss, typed), lead), lead)

        assert upload.found["problems"] == []
        for one_code in typed:
            assert held(one_code) == filled(one_code)
