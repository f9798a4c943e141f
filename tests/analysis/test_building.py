"""A build is claimed once, keeps its tables, says why it failed, and outlives its worker."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analysis import building, facts, tasks
from analysis.models import Build, Observation
from regions.models import User
from surveys import workflow
from surveys.models import Door, Response, Round
from tests.analysis.conftest import make_tables

pytestmark = [pytest.mark.usefixtures("full_round"), pytest.mark.django_db]
STATES = Build.State


@pytest.fixture
def rung(monkeypatch):
    """The builds that bells were rung for."""
    rung = []
    monkeypatch.setattr(building, "ring", rung.append)
    return rung


@pytest.fixture
def robot():
    return User.objects.robot()


@pytest.fixture
def round():
    return Round.objects.get(year=2023)


@pytest.fixture
def build(round, robot):
    return building.new_build(round, robot)


def long_ago(build, **fields):
    Build.objects.filter(pk=build.pk).update(
        **dict.fromkeys(fields, timezone.now() - timedelta(seconds=300))
    )


def set_row(build, **fields):
    Build.objects.filter(pk=build.pk).update(**fields)


class TestARun:
    def test_keeps_the_tables(self, build):
        told = []
        assert building.run_build(build.pk, progress=lambda *words: told.append(words[:2]))

        build.refresh_from_db()
        assert (build.state, build.done, build.in_all) == (STATES.DONE, 13, 13)
        assert told == [(n, 13) for n in range(1, 14)]
        assert building.newest(build.round) == build
        kept = list(building.tables_of(build))
        assert kept == list(make_tables().values())
        assert [heading.code for heading in building.headings(build)] == [t.code for t in kept]
        assert building.table_of(build, "T5") == kept[11]
        assert building.table_of(build, "T7") is None

    def test_is_claimed_once(self, build):
        assert building.run_build(build.pk)
        kept = list(build.tables.values_list("pk", flat=True))

        assert not building.run_build(build.pk)
        assert list(build.tables.values_list("pk", flat=True)) == kept

    def test_leaves_a_build_that_another_runs(self, build):
        set_row(build, state=STATES.RUNNING, heartbeat_at=timezone.now(), attempts=1)

        assert not building.run_build(build.pk)
        assert not build.tables.exists()

    def test_of_a_build_that_is_gone(self):
        assert not building.run_build(0)

    def test_by_the_task(self, build):
        tasks.build_tables(build.pk)

        build.refresh_from_db()
        assert build.state == STATES.DONE

    def test_whose_build_was_given_to_another_keeps_nothing(self, build, monkeypatch):
        gather = facts.gather

        def slow(*asked):
            set_row(build, attempts=2)
            return gather(*asked)

        monkeypatch.setattr(facts, "gather", slow)
        building.run_build(build.pk)

        build.refresh_from_db()
        assert build.state == STATES.RUNNING
        assert not build.tables.exists()


class TestAFailure:
    def test_says_what_the_description_lacks(self, build):
        Observation.objects.filter(year=2019).delete()
        building.run_build(build.pk)

        build.refresh_from_db()
        assert build.state == STATES.FAILED
        assert "2023.yaml, rad" in build.reason
        assert "”primarvard_andel_kostnader” för 2019 är inte inläst" in build.reason
        assert building.newest(build.round) is None

    def test_that_nobody_thought_of_is_told_and_logged(self, build, monkeypatch, caplog):
        monkeypatch.setattr(facts, "gather", lambda *asked: 1 / 0)
        building.run_build(build.pk)

        build.refresh_from_db()
        assert build.state == STATES.FAILED
        assert "ZeroDivisionError" in build.reason
        assert f"build {build.pk} failed" in caplog.text

    def test_leaves_the_tables_of_before(self, build, round, robot, monkeypatch):
        building.run_build(build.pk)
        again = building.new_build(round, robot)
        monkeypatch.setattr(facts, "gather", lambda *asked: 1 / 0)
        building.run_build(again.pk)

        assert building.newest(round) == build


class TestARequest:
    def test_rings_when_the_row_is_there_to_see(
        self, round, robot, rung, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            build = building.request_build(round, robot)
            assert rung == []

        assert rung == [build.pk]
        assert build.state == STATES.WAITING

    def test_made_twice_is_one_build(self, round, robot, rung):
        first = building.request_build(round, robot)

        assert building.request_build(round, robot) == first

    def test_survives_a_broker_that_is_away(
        self, round, robot, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr(building, "ring", lambda build_id: 1 / 0)
        with django_capture_on_commit_callbacks(execute=True):
            build = building.request_build(round, robot)

        assert build.state == STATES.WAITING


class TestASweep:
    def test_rings_again_for_what_nobody_took(self, build, rung):
        building.sweep()
        assert rung == []

        long_ago(build, requested_at=True)
        building.sweep()
        assert rung == [build.pk]

    def test_frees_what_a_dead_worker_left(self, build, rung):
        set_row(build, state=STATES.RUNNING, heartbeat_at=timezone.now(), attempts=1)
        building.sweep()
        assert rung == []

        long_ago(build, heartbeat_at=True)
        building.sweep()
        assert rung == [build.pk]
        assert building.run_build(build.pk)

    def test_gives_up_what_kills_every_worker(self, build, rung):
        set_row(build, state=STATES.RUNNING, heartbeat_at=timezone.now(), attempts=3)
        long_ago(build, heartbeat_at=True)
        building.sweep()

        build.refresh_from_db()
        assert rung == []
        assert build.state == STATES.FAILED
        assert build.reason == "Bygget har avbrutits 3 gånger utan att bli klart."

    def test_lets_the_living_and_the_ended_be(self, build, rung):
        building.run_build(build.pk)
        long_ago(build, requested_at=True, heartbeat_at=True)
        building.sweep()

        build.refresh_from_db()
        assert (rung, build.state) == ([], STATES.DONE)


class TestStaleness:
    def return_one(self, robot):
        response = Response.objects.get(
            questionnaire__survey__code="region",
            questionnaire__round__year=2023,
            organisation__code="01",
        )
        workflow.return_to_respondent(response, by=robot, reason="Se över.", door=Door.COMMAND)
        return response

    def test_tables_are_out_of_date_when_an_answer_no_longer_counts(self, build, robot):
        building.run_build(build.pk)
        build.refresh_from_db()
        assert not building.is_stale(build)

        self.return_one(robot)
        assert building.is_stale(build)

    def test_and_the_next_build_changes_by_exactly_that(self, build, round, robot):
        building.run_build(build.pk)
        self.return_one(robot)
        again = building.new_build(round, robot)
        building.run_build(again.pk)

        before, after = building.table_of(build, "B3:8"), building.table_of(again, "B3:8")
        changed = {
            old.code
            for old, new in zip(before.rows, after.rows, strict=True)
            if [c.display for c in old.cells] != [c.display for c in new.cells]
        }
        assert changed == {"01", "total_term", "total_year"}
        assert not building.is_stale(Build.objects.get(pk=again.pk))


class TestTheCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("build_tables", *arguments, stdout=out)
        return out.getvalue().splitlines()

    def test_shows_each_table_and_the_end(self):
        lines = self.run("--year", "2023")

        assert len(lines) == 14
        assert [line.split(":")[0] for line in lines[:-1]] == [f"{n} av 13" for n in range(1, 14)]
        assert sum("B3:10 Inriktningar" in line for line in lines) == 1
        assert lines[-1] == "13 tabeller för 2023 är klara."

    def test_of_an_unknown_round(self):
        with pytest.raises(CommandError, match=r"Det finns ingen omgång 1999\."):
            self.run("--year", "1999")

    def test_that_fails(self):
        Observation.objects.all().delete()
        with pytest.raises(CommandError, match="Tabellerna för 2023 kunde inte byggas"):
            self.run("--year", "2023")

    def test_waits_for_a_worker_only_so_long(self, rung):
        with pytest.raises(CommandError, match="Ingen arbetsprocess har tagit bygget"):
            self.run("--year", "2023", "--queue", "--timeout", "0")

        assert Build.objects.get().state == STATES.WAITING

    def test_waits_for_a_worker_that_comes(self, monkeypatch, rung):
        request = building.request_build

        def taken_at_once(*asked):
            build = request(*asked)
            building.run_build(build.pk)
            return build

        monkeypatch.setattr(building, "request_build", taken_at_once)
        assert self.run("--year", "2023", "--queue")[-1] == "13 tabeller för 2023 är klara."
