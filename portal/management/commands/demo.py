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
from portal.demo import accounts
from regions.models import User
from surveys.models import Response, Round, State

FOLDER = Path(settings.BASE_DIR) / "portal" / "demo"
ANSWERS = [
    (2020, "region", "2020_region.csv"),
    (2023, "region", "2023_region.csv"),
    (2023, "rss", "2023_rss.csv"),
    (2023, "kommun", "2023_kommun.csv"),
]
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
        self.issue_and_answer()
        with running("celery", "-q", "-A", "portal", "worker", "-c", "1", "-l", "WARNING"):
            equal = self.build_and_compare()
            if not equal:
                raise CommandError("Tabellerna är inte lika de publicerade.")
            if not no_serve:
                self.serve(port)

    def issue_and_answer(self):
        for year in (2020, 2023):
            self.heading(f"Omgång {year} utfärdas")
            self.run("issue_round", year)
        self.heading("Svaren kommer in, lämnas in och godkänns")
        for year, survey, name in ANSWERS:
            self.stdout.write(f"{name}:")
            if already_in(year, survey):
                self.stdout.write("  redan inläst")
                continue
            path = FOLDER / "answers" / name
            self.run("load_answers", path, year=year, submit=True, approve=True)
        self.heading("Registeruppgifter till tabellerna")
        self.run("load_observations", Path(settings.BASE_DIR) / "analysis/observations/2023.csv")

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


def already_in(year, survey):
    """Whether an earlier run has brought a file in; a file comes in whole or not at all."""
    responses = Response.objects.filter(
        questionnaire__round__year=year, questionnaire__survey__code=survey
    )
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
