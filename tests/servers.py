"""PostgreSQL and Redis for the tests, there before pytest-django reads the settings.

A plugin of its own, named on pytest's command line in pyproject.toml: a conftest.py is read too
late for that.
"""

import atexit
import fcntl
import os
from itertools import count
from typing import IO

from portal import embedded

VAR = embedded.PROJECT / "var"


def _claim_folder() -> tuple[str, IO[str]]:
    """The first folder no other test run has taken: two runs may go on at once."""
    VAR.mkdir(exist_ok=True)
    for number in count(1):
        name = "test" if number == 1 else f"test{number}"
        claim = (VAR / f"{name}.lock").open("a")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.close()
        else:
            return name, claim
    raise AssertionError


os.environ["PORTAL_TESTING"] = "1"
os.environ.setdefault("PORTAL_LOCAL", "1")
if not os.environ.get("DATABASE_URL") and not os.environ.get("PORTAL_VAR"):
    os.environ["PORTAL_VAR"], _claim = _claim_folder()
    atexit.register(_claim.close)
embedded.provide()
