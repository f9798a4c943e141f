"""What README.md and docs/ say of the project is so, and what people need to know stands there."""

import re

import pytest
from django.apps import apps
from django.core.management import find_commands, load_command_class

from portal.embedded import PROJECT
from surveys import definition, linter
from surveys.models import Door, Kind, Severity, State

README = PROJECT / "README.md"
DOCS = PROJECT / "docs"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]
TEXT = {page: page.read_text() for page in PAGES}
ARCHITECTURE = TEXT[DOCS / "architecture.md"]
QUESTIONNAIRES = TEXT[DOCS / "questionnaires.md"]
GLOSSARY = TEXT[DOCS / "glossary.md"]
MAKEFILE = (PROJECT / "Makefile").read_text()
ROOMS = ["portal", "analysis", "surveys", "regions"]

WORD = r"[A-Za-zÅÄÖåäö_][\wÅÄÖåäö]*"
# Placeholders that stand for a name of the reader's own.
MADE_UP = {"fraga", "question", "option"}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def name_of(page):
    return str(page.relative_to(PROJECT))


def in_backticks(text):
    without_blocks = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return re.findall(r"`([^`\n]+)`", without_blocks)


def own_commands():
    """{name: app} of the commands that are ours, not Django's."""
    return {
        name: app
        for app in ROOMS
        for name in find_commands(apps.get_app_config(app).path + "/management")
    }


def command_lines(text):
    """(name, the rest of the line without its comment) of each `manage.py ...` in a text."""
    found = re.findall(r"manage\.py ([a-z_]+)([^\n`]*)", text)
    return [(name, rest.split("#")[0]) for name, rest in found]


def make_targets():
    return set(re.findall(r"^\.PHONY: (\S+)$", MAKEFILE, re.MULTILINE))


# ---- commands and doors ----


@every_page
def test_every_command_named_exists(page):
    known = {*own_commands(), "migrate"}
    assert {name for name, _ in command_lines(TEXT[page])} - known == set()


def test_every_own_command_is_in_the_readme_or_behind_a_door_that_is():
    named = {name for name, _ in command_lines(TEXT[README])}
    behind_doors = {name for name, _ in command_lines(MAKEFILE)}
    assert set(own_commands()) - named == {"demo"}
    assert "demo" in behind_doors


@pytest.mark.parametrize("name, rest", command_lines(TEXT[README]))
def test_every_command_line_of_the_readme_is_understood(name, rest):
    options = set(re.findall(r"--[a-z-]+", rest))
    app = own_commands().get(name, "django.core")
    parser = load_command_class(app, name).create_parser("manage.py", name)
    assert options - set(parser._option_string_actions) == set()


@every_page
def test_every_make_target_named_exists(page):
    named = set(re.findall(r"\bmake ([a-z]+)", " ".join(code_of(TEXT[page]))))
    assert named - make_targets() == set()


def code_of(text):
    """What is written as code: in backticks, and in indented or fenced lines."""
    fenced = re.findall(r"```.*?```", text, flags=re.DOTALL)
    indented = re.findall(r"^    .*$", text, flags=re.MULTILINE)
    return [*in_backticks(text), *fenced, *indented]


def test_make_help_tells_of_every_door():
    helped = set(re.findall(r"^\s*@echo 'make (\w+) ", MAKEFILE, re.MULTILINE))
    steps = {
        "help",
        "venv",
        "lint",
        "checks",
        "chromium",
        "stories",
        "house",
        "rooms",
    }  # of other doors
    assert helped == make_targets() - steps


@pytest.mark.parametrize("door", ["demo", "test", "bench", "help"])
def test_the_readme_names_the_doors_a_newcomer_needs(door):
    assert f"make {door}" in TEXT[README]


# ---- links and paths ----


@every_page
def test_every_link_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", TEXT[page])
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_every_path_in_the_architecture_exists():
    """A row of the map may name a folder once and its files after it."""
    lost = []
    for line in ARCHITECTURE.splitlines():
        folder = PROJECT
        for path in (name for name in in_backticks(line) if looks_like_a_path(name)):
            pattern = path.replace("ÅR", "*").rstrip("/")
            here = [base for base in (PROJECT, folder) if list(base.glob(pattern))]
            if not here:
                lost.append(path)
            elif "/" in path:
                folder = PROJECT / path.split("/")[0]
    assert lost == []


def looks_like_a_path(name):
    return bool(re.fullmatch(r"[\w./*ÅR-]+(\.py|\.yaml|\.csv|/)", name))


@pytest.mark.parametrize("room", ROOMS)
def test_the_architecture_shows_every_room(room):
    assert re.search(rf"^\s+{room}\s", ARCHITECTURE, re.MULTILINE)


def test_decisions_are_numbered_once():
    numbers = [page.name[:4] for page in (DOCS / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")), ids=lambda p: p.stem)
def test_a_decision_says_why_what_and_what_follows(page):
    parts = re.findall(r"^\*\*(\w+)\.\*\*", TEXT[page], re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequence"]
    assert re.match(rf"# {int(page.name[:4])}\. ", TEXT[page])


# ---- names ----


@pytest.fixture(scope="module")
def words_of_the_code():
    """Every word of what the project is made of, the documents left out."""
    places = [*ROOMS, "templates", "static", "tests"]
    endings = {".py", ".yaml", ".html", ".js", ".css", ".csv"}
    files = [f for place in places for f in (PROJECT / place).rglob("*") if f.suffix in endings]
    files += [PROJECT / "Makefile", PROJECT / "docker-compose.yml", PROJECT / ".env.example"]
    files += [PROJECT / "pyproject.toml", PROJECT / "manage.py"]
    own = PROJECT / "tests" / "portal" / "test_docs.py"
    text = " ".join(f.read_text() for f in files if f != own and f.stat().st_size < 1_000_000)
    return set(re.findall(WORD, text)) | {f.stem for f in files}


@every_page
def test_every_name_in_backticks_is_a_name_in_the_code(page, words_of_the_code):
    code = [name for name in in_backticks(TEXT[page]) if not (page.parent / name).exists()]
    named = {word for name in code for word in re.findall(WORD, name)}
    assert named - words_of_the_code - MADE_UP == set()


def test_every_kind_of_question_is_described():
    table = QUESTIONNAIRES.split("## Kinds")[1].split("##")[0]
    first_column = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert {kind for cell in first_column for kind in in_backticks(cell)} == set(Kind.values)


@pytest.mark.parametrize(
    "model",
    [
        definition.QuestionnaireText,
        definition.SectionText,
        definition.QuestionText,
        definition.OptionText,
        definition.RuleText,
    ],
)
def test_every_field_of_a_questionnaire_is_described(model):
    described = set(re.findall(WORD, " ".join(code_of(QUESTIONNAIRES))))
    assert set(model.model_fields) - described == set()


def test_the_example_questionnaire_is_a_good_one(tmp_path):
    [example] = re.findall(r"```yaml\n(.*?)```", QUESTIONNAIRES, re.DOTALL)
    (tmp_path / "region.yaml").write_text(example)
    one = definition.read(tmp_path / "region.yaml")
    assert [str(problem) for problem in linter.lint(one)] == []


def test_the_glossary_has_every_word_for_a_state_and_a_severity():
    lowered = GLOSSARY.lower()
    labels = [label.lower() for choices in (State, Severity) for label in choices.labels]
    assert [label for label in labels if label not in lowered] == []
    assert [state for state in State.values if state not in GLOSSARY] == []
    assert [door for door in Door.values if door not in GLOSSARY] == []


def test_every_class_in_the_glossary_exists(words_of_the_code):
    column = re.findall(r"^\| .*? \| (.*?) \|", GLOSSARY, re.MULTILINE)
    classes = {word for cell in column for word in re.findall(r"\b[A-Z][a-zA-Z]+\b", cell)}
    assert classes - words_of_the_code == set()
    assert {"Survey", "Questionnaire", "Response", "Answer", "Build"} <= classes
