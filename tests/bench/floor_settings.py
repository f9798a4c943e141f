"""The portal's settings with the floor's address added, for the web server of the benchmark."""

from portal.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floor_urls"
