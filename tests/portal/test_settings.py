"""What the environment says of signing in, and what is refused at once rather than found out later."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal import settings
from portal.embedded import PROJECT

OIDC = {
    "OIDC_ISSUER": "https://login.example/realm/",
    "OIDC_CLIENT_ID": "enkatnavet",
    "OIDC_CLIENT_SECRET": "s",
}
OPERATION = {
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "portal.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}


def told(question, **environment):
    """What Python says when the settings are read in such an environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", f"from portal import settings; print({question})"],
        cwd=PROJECT,
        env={**kept, **OPERATION, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


def test_an_identity_provider_is_known_by_three_words_and_a_name(monkeypatch):
    for name, value in {**OIDC, "OIDC_NAME": "Myndighetskontot"}.items():
        monkeypatch.setenv(name, value)
    known = settings.identity_provider()
    assert (known["name"], known["settings"]["server_url"]) == (
        "Myndighetskontot",
        "https://login.example/realm",
    )
    monkeypatch.delenv("OIDC_NAME")
    assert settings.identity_provider()["name"] == "login.example"


@pytest.mark.parametrize("missing", OIDC)
def test_half_an_identity_provider_is_refused(monkeypatch, missing):
    for name, value in OIDC.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(missing, " ")
    with pytest.raises(ImproperlyConfigured, match="Set all of OIDC_ISSUER"):
        settings.identity_provider()


def test_without_one_there_is_none(monkeypatch):
    for name in OIDC:
        monkeypatch.delenv(name, raising=False)
    assert settings.identity_provider() is None


@pytest.mark.parametrize(
    "environment, asked",
    [({}, "True"), ({"PORTAL_STAFF_MFA": "0"}, "False"), ({"PORTAL_LOCAL": "1"}, "False")],
)
def test_staff_need_two_steps_but_on_ones_own_machine(environment, asked):
    assert told("settings.STAFF_MFA", **environment) == asked


@pytest.mark.parametrize(
    "address, kept",
    [
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("unix:///run/redis.sock?db=0", "unix:///run/redis.sock?db=0"),
        ("redis+socket:///run/redis.sock?virtual_host=3", "unix:///run/redis.sock?db=3"),
    ],
)
def test_tries_are_counted_where_all_processes_count(address, kept):
    assert told("settings.CACHES['default']['LOCATION']", REDIS_URL=address) == kept


def test_a_list_of_passwords_that_is_not_there_is_told_at_the_start():
    said = told("settings.BREACHED_PASSWORDS", BREACHED_PASSWORDS="/nowhere/list.txt")
    assert "BREACHED_PASSWORDS names no file: /nowhere/list.txt" in said


def test_who_is_behind_the_proxy_is_believed_only_when_there_is_one():
    assert told("settings.ALLAUTH_TRUSTED_PROXY_COUNT") == "0"
    assert told("settings.ALLAUTH_TRUSTED_PROXY_COUNT", PORTAL_PROXY="1") == "1"
