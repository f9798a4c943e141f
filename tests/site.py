"""The portal as it is run, in processes of its own, over a database that nobody else uses."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import redis
from django.db import connections

from portal.embedded import PROJECT
from surveys import outline
from tests.databases import Database

PROGRAMS = Path(sys.executable).parent
START_SECONDS = 60
STOP_SECONDS = 20
# The broker has 16 numbered queues; 0 is the project's own, and the last that of the standing site.
STANDING_QUEUE = 15
_queues = count(1)


class Site:
    """A web server at `url`. `close` ends the processes that the site has started, and no others."""

    def __init__(self, database: Database, folder: Path, redis_url: str = "") -> None:
        self.database = database
        self.folder = folder
        self.redis_url = redis_url or own_queue()
        self.url = ""
        self._processes: list[subprocess.Popen] = []

    def start(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            self._start(
                "gunicorn",
                *("portal.wsgi", "--bind", f"fd://{listening.fileno()}"),
                *("--threads", "4", "--graceful-timeout", "0", "--no-control-socket"),
                pass_fds=[listening.fileno()],
            )
        self._await(self._answers, "the web server")

    @property
    def database_url(self) -> str:
        return self.database.url

    def start_worker(self) -> None:
        """A Celery worker over the same database, and a queue that nobody else uses."""
        self._start("celery", *("-A", "portal", "worker", "-c", "1", "--loglevel", "INFO"))
        self._await(lambda: "ready." in self._log("celery"), "the worker")

    def run(self, *arguments: object) -> str:
        """`manage.py` with these arguments. Returns what it printed; raises when it fails."""
        command = [sys.executable, "manage.py", *map(str, arguments)]
        done = subprocess.run(
            command,
            check=False,
            cwd=PROJECT,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, question: Callable):
        """What `question()` gives when Django's connection leads to the site's database.

        It runs in a thread of its own, since Playwright has an event loop in this one, and is to
        answer with plain values: `site.ask(lambda: Response.objects.get(pk=1).state)`.
        """
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(self._ask, question).result()

    def _ask(self, question: Callable):
        connection = connections["default"]
        connection.settings_dict = {**connection.settings_dict, "NAME": self.database.name}
        outline._frozen.cache_clear()
        try:
            return question()
        finally:
            connection.close()
            outline._frozen.cache_clear()

    def close(self) -> None:
        _end(self._processes)

    def kill_web_server(self) -> None:
        """All its processes at once and without warning, as when a machine loses its power."""
        _kill(self._processes.pop(0))

    def kill_worker(self) -> None:
        """The same for the worker that was started last."""
        _kill(self._processes.pop())

    @contextmanager
    def held_worker(self) -> Iterator[None]:
        """The worker that was started last does nothing meanwhile, as when it has much to do."""
        master = self._processes[-1]
        master.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            master.send_signal(signal.SIGCONT)

    def _start(self, program: str, *arguments: str, pass_fds: list[int] = ()) -> None:
        with (self.folder / f"{program}.log").open("w") as log:
            process = subprocess.Popen(
                [PROGRAMS / program, *arguments],
                cwd=PROJECT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=pass_fds,
            )
        self._processes.append(process)

    def _environment(self) -> dict[str, str]:
        environment = {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
        }
        environment.pop("PYTEST_CURRENT_TEST", None)
        return environment

    def _await(self, true: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not true():
            ended = self._processes[-1].poll() is not None
            if ended or time.monotonic() > deadline:
                raise self._failure(f"{what} did not start")
            time.sleep(0.02)

    def _failure(self, text: str) -> AssertionError:
        logs = [path.read_text() for path in self.folder.glob("*.log")]
        return AssertionError("\n".join([f"{text}:", *logs]))

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/halsa/", timeout=START_SECONDS) as answer:
                return answer.status == 200
        except HTTPError as error:
            error.close()
            raise self._failure("the web server answers, but not well") from error
        except URLError:
            return False

    def _log(self, program: str) -> str:
        return (self.folder / f"{program}.log").read_text()


class StandingSite(Site):
    """A site for one story after another, as a web server of its own would cost each a second."""

    def __init__(self, template: Database, folder: Path) -> None:
        database = template.copy(f"{template.name}_standing")
        super().__init__(database, folder, _queue(STANDING_QUEUE))
        self._number = count(1)
        self._started_with: dict[str, str] = {}

    def renew(self, template: Database) -> None:
        """Nothing is left of the story before: its database, its queue and its worker are gone.

        The server remembers an issued questionnaire by its number. So those issued from now on get
        numbers that none has had in an earlier story. A story with settings of its own has them
        in the environment, and a server that was started with them.
        """
        kept = self._processes[:1] if self._environment() == self._started_with else []
        _end(self._processes[len(kept) :])
        self._processes = kept
        self.database = template.copy(self.database.name)
        self.database.count_from("surveys_questionnaire", next(self._number) * 1_000)
        _queue(STANDING_QUEUE)
        if not kept:
            self._started_with = self._environment()
            self.start()


def _end(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _kill(master: subprocess.Popen) -> None:
    workers = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
    for pid in (master.pid, *map(int, workers)):
        os.kill(pid, signal.SIGKILL)
    master.wait()


def own_queue() -> str:
    """The next of the broker's queues, emptied: the one given longest ago, when all are taken."""
    return _queue((next(_queues) - 1) % (STANDING_QUEUE - 1) + 1)


def _queue(number: int) -> str:
    """The address of one of the broker's numbered queues, with nothing in it."""
    address = os.environ["REDIS_URL"].partition("?")[0]
    with redis.from_url(address, db=number) as broker:
        broker.flushdb()
    if address.startswith("unix:"):
        # Celery's spelling, which takes the number of a socket from nothing but virtual_host.
        return f"{address.replace('unix:', 'redis+socket:', 1)}?virtual_host={number}"
    return urlsplit(address)._replace(path=f"/{number}").geturl()
