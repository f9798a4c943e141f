"""Fixtures for all tests. The servers are started by tests/servers.py."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser of the system, as `make chromium` finds or installs it."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    for name in names:
        if name and (path := shutil.which(name)):
            return path
    pytest.fail("No Chromium: run `make chromium`, or name one in the environment as CHROMIUM.")
