"""What all tests share. The servers are started by tests/servers.py, named in pyproject.toml."""

pytest_plugins = ["tests.databases", "tests.browsing", "tests.mailbox"]
