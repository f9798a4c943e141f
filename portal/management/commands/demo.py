"""The whole yearly flow on real data, as a newcomer first meets it."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from analysis import building, published
from analysis.models import Build
from portal.demo import accounts, kommuner
from regions.models import User
from surveys.models import Response, Round, State

FOLDER = Path(settings.BASE_DIR) / "portal" / "demo"
ANSWERS = FOLDER / "answers"
WORKER_PATIENCE = 120


class Command(BaseCommand):
    help = "Kör hela årsflödet för 2023 och visar portalen."

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="sluta efter tabellerna")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, no_serve, port, **options):
        # Asked to end in any way, it ends the programs it has started too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        if not no_serve and is_taken(port):
            raise CommandError(f"Port {port} är upptagen. Välj en annan: make demo PORT=8001")
        os.environ.setdefault("PORTAL_ADDRESS", f"http://127.0.0.1:{port}")
        self.heading("Databasen")
        call_command("migrate", verbosity=0)
        self.heading("Registret över regioner, RSS och kommuner")
        self.run("load_register", Path(settings.BASE_DIR) / "regions" / "register")
        self.issue()
        with running("celery", "-q", "-A", "portal", "worker", "-c", "1", "-l", "WARNING"):
            self.answer()
            equal = self.build_and_compare()
            if not equal:
                raise CommandError("Tabellerna är inte lika de publicerade.")
            if not no_serve:
                self.serve(port)

    def issue(self):
        for year in (2020, 2023):
            self.heading(f"Omgång {year} utfärdas")
            self.run("issue_round", year)

    def answer(self):
        self.heading("Svaren kommer in, lämnas in och godkänns")
        for year in (2020, 2023):
            self.load(ANSWERS / f"{year}_region.csv", year, "region")
        self.answer_for_kommuner()
        self.answer_for_rss()
        self.heading("Registeruppgifter till tabellerna")
        self.run("load_observations", Path(settings.BASE_DIR) / "analysis/observations/2023.csv")

    def answer_for_kommuner(self):
        path = ANSWERS / "2023_kommun.csv"
        answered = kommuner.read(path)
        for rss in of_rss(kommuner.BY_WORKBOOK):
            self.stdout.write(f"{rss.organisation.name}: kommunernas svar i en arbetsbok")
            kommuner.answer_by_workbook(rss, answered)
        for rss in of_rss(kommuner.BY_FORM):
            self.stdout.write(f"{rss.organisation.name}: kommunernas svar i formulär")
            kommuner.answer_by_form(rss, answered)
        elsewhere = kommuner.kommuner_of(kommuner.BY_WORKBOOK + kommuner.BY_FORM)
        with kommuner.without(path, elsewhere) as rest:
            self.load(rest, 2023, "kommun", elsewhere)

    def answer_for_rss(self):
        path = ANSWERS / "2023_rss.csv"
        answered = kommuner.read(path)
        following = kommuner.BY_WORKBOOK + kommuner.BY_FORM
        for rss in of_rss(following):
            self.stdout.write(f"{rss.organisation.name}: summorna följer kommunernas svar")
            kommuner.answer_by_sums(rss, answered[rss.organisation.code])
        with kommuner.without(path, following) as rest:
            self.load(rest, 2023, "rss", following)

    def load(self, path, year, survey, elsewhere=()):
        self.stdout.write(f"{path.name}:")
        if already_in(year, survey, elsewhere):
            self.stdout.write("  redan inläst")
        else:
            self.run("load_answers", path, year=year, submit=True, approve=True)

    def build_and_compare(self):
        self.heading("Tabellerna räknas av en arbetare")
        build = building.request_build(Round.objects.get(year=2023), User.objects.robot())
        self.wait_for(build)
        self.heading("Jämfört med den publicerade rapporten")
        comparisons = published.compare(building.tables_of(build), FOLDER / "published_2023")
        for one in comparisons.values():
            self.stdout.write(f"  {one.code:6} {one.equal} av {one.in_all} rutor som publicerade")
            for difference in one.differences:
                self.stdout.write(f"         {difference}")
        return all(one.is_equal for one in comparisons.values())

    def wait_for(self, build):
        shown, started = -1, time.monotonic()
        while build.state not in {Build.State.DONE, Build.State.FAILED}:
            if build.state == Build.State.WAITING and time.monotonic() - started > WORKER_PATIENCE:
                raise CommandError("Ingen arbetare tog sig an tabellerna.")
            time.sleep(0.1)
            build.refresh_from_db()
            if build.done != shown:
                shown = build.done
                self.stdout.write(f"  {shown} av {build.in_all or '?'} tabeller")
        if build.state == Build.State.FAILED:
            raise CommandError(build.reason)

    def serve(self, port):
        password = accounts.make()
        address = f"http://127.0.0.1:{port}/"
        with running(
            *("gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--workers", "2", "--log-level", "warning", "--no-control-socket"),
        ) as server:
            self.heading(f"Portalen finns på {address}")
            self.stdout.write(f"Lösenord till alla konton: {password}")
            for account in accounts.ACCOUNTS:
                self.stdout.write(f"  {account.email:28} {account.name}")
            self.stdout.write("Avsluta med Ctrl-C.")
            self.stdout.flush()
            with suppress(KeyboardInterrupt):
                server.wait()
            self.stdout.write("Avslutar.")

    def heading(self, text):
        self.stdout.write(f"\n{text}")
        self.stdout.flush()

    def run(self, command, *arguments, **options):
        call_command(command, *arguments, stdout=self.stdout, **options)
        self.stdout.flush()


def of_rss(codes):
    """The RSS's own responses that are not handed in."""
    found = Response.objects.filter(
        questionnaire__round__year=2023,
        questionnaire__survey__code="rss",
        organisation__code__in=codes,
    )
    related = ("organisation", "questionnaire__round", "questionnaire__survey")
    return [one for one in found.select_related(*related).order_by("pk") if one.is_open]


def already_in(year, survey, elsewhere):
    """Whether an earlier run has brought a file in, but for those who answer elsewhere; a file comes
    in whole or not at all."""
    responses = Response.objects.filter(
        questionnaire__round__year=year, questionnaire__survey__code=survey
    )
    responses = responses.exclude(organisation__code__in=elsewhere)
    return responses.exclude(state=State.NOT_STARTED).exists()


def is_taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running(program, *arguments):
    """A program of this environment, running beside and ended on the way out."""
    # Celery warns of running as root, which is what a throw-away machine offers.
    command = [sys.executable, "-W", "ignore", "-m", program, *arguments]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
