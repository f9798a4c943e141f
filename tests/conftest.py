"""What all tests share. The servers are started by tests/servers.py, named in pyproject.toml."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from hypothesis import settings

pytest_plugins = ["tests.databases", "tests.browsing", "tests.mailbox"]

# The same examples in every run: a test that fails has found something, not drawn a bad lot.
settings.register_profile("portal", derandomize=True, deadline=None)
settings.load_profile("portal")


@pytest.fixture(scope="session", autouse=True)
def static_files_found_when_asked_for() -> Iterator[None]:
    """Not all of them beforehand by every Client, of which there are thousands."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield
