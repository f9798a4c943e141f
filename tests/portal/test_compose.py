"""docker-compose.yml, Dockerfile and .env.example as text: what operation relies on."""

import re

import pytest
import yaml

from portal.embedded import PROJECT

OURS = ("web", "worker", "beat", "migrate")
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD")

COMPOSE_TEXT = (PROJECT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (PROJECT / ".env.example").read_text().splitlines()
    if line and not line.startswith("#")
)


def test_every_part_is_there():
    assert set(SERVICES) == {*OURS, "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_our_services_know_both_servers_and_the_key(name):
    environment = SERVICES[name]["environment"]
    assert "@postgres:5432/" in environment["DATABASE_URL"]
    assert environment["REDIS_URL"].startswith("redis://redis:")
    assert environment["SECRET_KEY"] == "${SECRET_KEY:?set SECRET_KEY in .env}"
    # Production never takes the shortcuts of a machine of one's own.
    assert not {"DEBUG", "PORTAL_LOCAL", "PORTAL_HTTPS", "PORTAL_TESTING"} & set(environment)


@pytest.mark.parametrize("name", OURS)
def test_our_services_may_write_no_more_than_they_need(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "privileged" not in service
    assert "user" not in service  # that of the Dockerfile


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_tables_and_the_servers_are_there(name):
    assert SERVICES[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
    }


def test_the_worker_can_be_scaled():
    for taken_once in ("container_name", "ports", "hostname"):
        assert taken_once not in SERVICES["worker"]


def test_only_the_web_is_reached_from_outside_and_by_default_only_from_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["${WEB_PUBLISH:-127.0.0.1:8000}:8000"]}


@pytest.mark.parametrize("name", ["web", "postgres", "redis"])
def test_those_who_are_waited_for_tell_how_they_are(name):
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_the_data_outlives_the_containers():
    # The image of PostgreSQL 18 keeps its data one folder higher than those before it.
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert {"postgres", "media", "passwords"} == set(COMPOSE["volumes"])


def test_no_secret_is_written_down():
    for name in SECRETS:
        assert EXAMPLE[name] == ""
        for value in re.findall(rf"^\s*{name}:(.*)$", COMPOSE_TEXT, re.MULTILINE):
            assert value.strip().startswith(f"${{{name}:?"), value
    for password in re.findall(r"://[^:/\s]+:([^@\s]+)@", COMPOSE_TEXT):
        assert password.startswith("${POSTGRES_PASSWORD:?")


def test_every_variable_is_in_the_example():
    used = set(re.findall(r"\$\{([A-Z_]+)", COMPOSE_TEXT))
    assert used == set(EXAMPLE)


def test_env_files_stay_out_of_repository_and_image():
    assert "/.env" in (PROJECT / ".gitignore").read_text().splitlines()
    ignored, *let_in = [
        line
        for line in (PROJECT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith(("#", "**"))
    ]
    assert ignored == "*"
    for name in let_in:
        assert (PROJECT / name.removeprefix("!")).exists(), name


def test_the_image_runs_as_nobody_special_with_hashed_packages():
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["portal"]
    assert "--require-hashes -r /tmp/requirements.txt" in DOCKERFILE
    # One Python in both stages: the packages are built for it.
    assert len(set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE))) == 1
