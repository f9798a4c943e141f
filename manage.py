#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from portal import embedded

# Commands that read the code only. They must work where no server can be started, such as
# while an image is built.
WITHOUT_SERVERS = {
    "--help",
    "--version",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "makemigrations",
    "version",
}


def needs_servers(arguments: list[str]) -> bool:
    if not arguments or {"-h", "--help"} & set(arguments):
        return False
    return arguments[0] not in WITHOUT_SERVERS or "--database" in arguments


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if needs_servers(sys.argv[1:]):
        embedded.provide()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
