import time

from django.core.management.base import BaseCommand, CommandError

from analysis import building, messages, spec
from analysis.models import Build
from regions.models import User
from surveys.models import Round

POLL_SECONDS = 0.2
ENDED = {Build.State.DONE, Build.State.FAILED}


class Command(BaseCommand):
    help = "Räknar en omgångs tabeller ur de godkända svaren."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--queue", action="store_true", help="låt en arbetsprocess räkna, och vänta på den"
        )
        parser.add_argument("--timeout", type=int, default=120, help="sekunder att vänta på den")

    def handle(self, year, queue, timeout, **options):
        round = Round.objects.filter(year=year).first()
        if round is None or not spec.exists(year):
            raise CommandError(messages.build("no_round", year=year))
        robot = User.objects.robot()
        build = self.queued(round, robot, timeout) if queue else self.run(round, robot)
        if build.state == Build.State.FAILED:
            raise CommandError(messages.build("failed", year=year, reason=build.reason))
        self.stdout.write(messages.build("done", tables=build.done, year=year))

    def run(self, round, robot):
        build = building.new_build(round, robot)
        building.run_build(build.pk, progress=self.show_table)
        build.refresh_from_db()
        return build

    def show_table(self, done, in_all, table):
        words = {"done": done, "in_all": in_all, "code": table.code, "title": table.title}
        self.stdout.write(messages.build("progress", **words))

    def queued(self, round, robot, timeout):
        """Wait for a worker to make the tables; a worker that has begun is given time to end."""
        build = building.request_build(round, robot)
        shown, deadline = 0, time.monotonic() + timeout
        while build.state not in ENDED:
            if time.monotonic() > deadline:
                late = "no_worker" if build.state == Build.State.WAITING else "too_slow"
                raise CommandError(messages.build(late, seconds=timeout))
            time.sleep(POLL_SECONDS)
            build.refresh_from_db()
            if build.done > shown:
                shown = build.done
                self.stdout.write(messages.build("counted", done=shown, in_all=build.in_all))
        return build
