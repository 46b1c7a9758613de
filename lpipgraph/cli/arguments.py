"""Defines the argparse actions: options given once, options given several times, help for a named query, one-line errors."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

__all__ = ["Each", "Once", "Parser", "QueryHelp"]


class Once(argparse.Action):
    """An option is said once and says something: of two the one would be lost in silence."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Takes the value, or says what is the matter."""
        said: set[str] = namespace.__dict__.setdefault("_said", set())
        if option_string is not None and self.dest in said:
            parser.error(f"{option_string} is given twice")
        if values == "" or (isinstance(values, list) and "" in values):
            parser.error(f"{option_string or self.metavar} is empty")
        said.add(self.dest)
        setattr(namespace, self.dest, values)


class Each(argparse.Action):
    """An option that may be said several times, never with nothing."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Takes one more value."""
        if values == "":
            parser.error(f"{option_string} is empty")
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or ()), values])


class QueryHelp(argparse.Action):
    """Help for the command; behind the name of a query, for that query."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,  # noqa: ARG002 -- argparse hands it over
        option_string: str | None = None,  # noqa: ARG002 -- the same
    ) -> NoReturn:
        """Prints it and ends."""
        name = getattr(namespace, "name", None)
        if name is not None and "." not in name and name != "-":
            from .querying import helped

            sys.stdout.write(helped(name))
            parser.exit()
        parser.print_help()
        parser.exit()


class Parser(argparse.ArgumentParser):
    """Says what was wrong in one line, as every other error here."""

    def error(self, message: str) -> NoReturn:
        """Ends the process with exit code 2."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")
