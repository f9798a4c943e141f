"""YAML whose problems can be told with file and line, checked against pydantic models."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError
from yaml.composer import Composer
from yaml.constructor import SafeConstructor

WORDS = {
    "missing": "{field} saknas",
    "extra_forbidden": "{field} är inte ett känt fält",
    "enum": "{field} ska vara ett av {expected}, inte ”{given}”",
    "literal_error": "{field} ska vara ett av {expected}, inte ”{given}”",
    "string_pattern_mismatch": "{field} får bara innehålla a–z, 0–9 och _, inte ”{given}”",
    "int_parsing": "{field} ska vara ett heltal, inte ”{given}”",
    "bool_parsing": "{field} ska vara true eller false, inte ”{given}”",
    "string_too_short": "{field} är tom",
    "string_too_long": "{field} är längre än {max_length} tecken",
    "too_short": "{field} är tom",
    "less_than_equal": "{field} är högre än {le}: ”{given}”",
    "decimal_max_digits": "{field} har fler än {max_digits} siffror: ”{given}”",
    "decimal_max_places": "{field} har fler än {decimal_places} decimaler: ”{given}”",
    "decimal_whole_digits": "{field} har fler än {whole_digits} siffror före kommat: ”{given}”",
}
# A file that says it contains itself never ends.
DEEPEST = 50
# Nor, nearly, does one that says the same ten times over, ten times.
MOST_VALUES = 100_000


class _Loader(Composer, yaml.CSafeLoader):
    """Reads in C, which is ten times as quick, and puts together in Python, where no depth of lists in
    lists ends the process."""

    def __init__(self, stream):
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file, told where and what."""

    file: str
    line: int
    text: str
    path: tuple = ()

    def __str__(self):
        return f"{self.file}, rad {self.line}: {self.text}."


class BadFile(Exception):
    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass
class Document:
    """A YAML file's plain data, and the line of every value in it by path."""

    path: Path
    data: object
    lines: dict
    problems: list

    def line(self, *path):
        """The line of a path such as ('sections', 0, 'code'), or of its nearest ancestor."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path, text):
        return Problem(self.path.name, self.line(*path), text, tuple(path))


def read(path):
    """Read a file. Raises BadFile when it is not YAML at all."""
    path = Path(path)
    try:
        return read_bytes(path.read_bytes(), path)
    except FileNotFoundError as error:
        raise BadFile([Problem(path.name, 1, "filen saknas")]) from error


def read_bytes(content, path):
    """The same of a file's content that is at hand; problems are told by the path's name."""
    try:
        text = content.decode("utf-8")
        node = _composed(text)
    except UnicodeDecodeError as error:
        raise BadFile([Problem(path.name, 1, "filen är inte sparad i UTF-8")]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BadFile([Problem(path.name, line, "raden har ett tecken som inte syns")]) from error
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark or error.context_mark).line + 1
        raise BadFile([Problem(path.name, line, "raden går inte att läsa som YAML")]) from error
    except RecursionError as error:
        raise BadFile([Problem(path.name, 1, "filen har för många listor i listor")]) from error
    document = Document(path, None, {}, [])
    document.data = _plain(node, (), document) if node else {}
    return document


def _composed(text):
    try:
        return yaml.compose(text, _Loader)
    except yaml.YAMLError:
        return yaml.compose(text, yaml.SafeLoader)  # tells the line that people would name


def _plain(node, path, document):
    document.lines[path] = node.start_mark.line + 1
    if len(path) > DEEPEST or len(document.lines) > MOST_VALUES:
        raise _unreadable(node, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, n), document) for n, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        data = {}
        for key_node, child in node.value:
            key = _scalar(key_node, document)
            if key in data:
                line = key_node.start_mark.line + 1
                document.problems.append(
                    Problem(document.path.name, line, f"fältet {key} står två gånger")
                )
            data[key] = _plain(child, (*path, key), document)
            document.lines[(*path, key)] = key_node.start_mark.line + 1
        return data
    return _scalar(node, document)


def _scalar(node, document):
    """A single value. A date such as 2023-02-30 looks like one and is none."""
    if not isinstance(node, yaml.ScalarNode):
        raise _unreadable(node, document)
    try:
        return SafeConstructor().construct_object(node, deep=True)
    except (ValueError, yaml.YAMLError) as error:
        raise _unreadable(node, document) from error


def _unreadable(node, document):
    given = node.value if isinstance(node, yaml.ScalarNode) else "…"
    line = node.start_mark.line + 1
    return BadFile([Problem(document.path.name, line, f"värdet ”{given}” går inte att läsa")])


def parse(model, document):
    """The document's data as a pydantic model. Raises BadFile with every problem."""
    problems = list(document.problems)
    try:
        parsed = model.model_validate(document.data)
    except ValidationError as error:
        problems += [document.problem(one["loc"], in_swedish(one)) for one in error.errors()]
        raise BadFile(problems) from error
    if problems:
        raise BadFile(problems)
    return parsed


def in_swedish(error):
    """What one of pydantic's errors says, in words for an author."""
    path = error["loc"]
    words = WORDS.get(error["type"], "{field} har fel form: ”{given}”")
    text = words.format(
        **error.get("ctx", {}),
        field=path[-1] if path else "filen",
        given=error.get("input"),
    )
    return text.replace(" or ", " eller ")
