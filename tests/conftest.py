"""What all tests share. The servers are started by tests/servers.py, named in pyproject.toml."""

from hypothesis import settings

pytest_plugins = ["tests.databases", "tests.browsing", "tests.mailbox"]

# The same examples in every run: a test that fails has found something, not drawn a bad lot.
settings.register_profile("portal", derandomize=True, deadline=None)
settings.load_profile("portal")
