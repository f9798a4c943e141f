"""The questionnaire author's own expressions, in CEL (Common Expression Language)."""

import re
from functools import lru_cache

import cel

STRINGS = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
# variable, name and part; what is called, as in svar.fraga.exists(...), is no part.
NAMES = re.compile(r"\b(svar|forra|org)\.(\w+)(?:\.(\w+)\b(?!\s*\())?")
VARIABLES = {"svar", "forra", "org"}


class BadExpression(Exception):
    """The expression cannot be read as CEL, or uses a variable that does not exist."""


class Expression:
    """A compiled expression over `svar`, `forra` and `org`."""

    def __init__(self, source):
        try:
            self.program = cel.compile(source)
        except ValueError as error:
            raise BadExpression(f"uttrycket går inte att läsa: {source}") from error
        self.source = source
        self.references = NAMES.findall(STRINGS.sub("''", source))
        bound = re.findall(r"\.(?:all|exists|exists_one|filter|map)\(\s*(\w+)\s*,", source)
        unknown = set(self.program.variables()) - VARIABLES - set(bound)
        if unknown:
            raise BadExpression(f"okänt namn {', '.join(sorted(unknown))} i uttrycket: {source}")

    @staticmethod
    @lru_cache(maxsize=2048)
    def of(source):
        return Expression(source)

    def names(self, variable):
        """Codes of the questions it looks at through `svar` or `forra`."""
        return {name for found, name, _ in self.references if found == variable}

    def evaluate(self, **variables):
        return self.program.execute(variables)

    def holds(self, **variables):
        """True only when the expression is true. One that meets an empty or unknown value is not."""
        try:
            return self.evaluate(**variables) is True
        except (KeyError, TypeError, ValueError, RuntimeError, ArithmeticError):
            return False
