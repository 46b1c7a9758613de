"""Defines the argparse actions: options given once, options given several times, help for a named query, one-line errors with the nearest name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from typing import NoReturn

from ..errors import UnknownName, printable

__all__ = ["Each", "Once", "Parser", "QueryHelp"]


class Once(argparse.Action):
    """An option that must be given once and not be empty: a second value would silently replace the first."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Stores the value, or reports an error."""
        said: set[str] = namespace.__dict__.setdefault("_said", set())
        if option_string is not None and self.dest in said:
            parser.error(f"{option_string} is given twice")
        if values == "" or (isinstance(values, list) and "" in values):
            parser.error(f"{option_string or self.metavar} is empty")
        said.add(self.dest)
        setattr(namespace, self.dest, values)


class Each(argparse.Action):
    """An option that may be given several times, never empty."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Adds one more value."""
        if values == "":
            parser.error(f"{option_string} is empty")
        setattr(namespace, self.dest, [*(getattr(namespace, self.dest) or ()), values])


class QueryHelp(argparse.Action):
    """Shows help for the command, or for the query that is named before it."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,  # noqa: ARG002 -- argparse hands it over
        option_string: str | None = None,  # noqa: ARG002 -- the same
    ) -> NoReturn:
        """Prints the help and ends."""
        name = getattr(namespace, "name", None)
        if name is not None and "." not in name and name != "-":
            from .querying import helped

            sys.stdout.write(helped(name))
            parser.exit()
        parser.print_help()
        parser.exit()


class Parser(argparse.ArgumentParser):
    """Reports errors in one line, with the most similar valid name."""

    def parse_known_args(  # type: ignore[override]  # typeshed overloads it by the namespace's class
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parses, and refuses unknown words before argparse reports missing ones, with this command's name."""
        typed = list(sys.argv[1:] if args is None else args)
        self._refuse_unknown(typed)
        given, rest = super().parse_known_args(typed, namespace)
        if rest:
            one = "1 argument" if len(rest) == 1 else f"{len(rest)} arguments"
            at = f"; did you mean --at {rest[0]}?" if self._takes_a_place_only() else ""
            self.error(f"{one} too many: {' '.join(rest)}{at}")
        return given, rest

    def _refuse_unknown(self, typed: Sequence[str]) -> None:
        """Reports the first unknown option; options after a command's name belong to that command."""
        commands = self._commands()
        for word in typed:
            if word == "--" or (commands and not word.startswith("-")):
                return
            if not _is_option(word):
                continue
            option = word.partition("=")[0]
            known = self._option_string_actions
            if option in known or (not option.startswith("--") and option[:2] in known):
                continue
            owners = [name for name, one in commands.items() if option in one._option_string_actions]
            if owners:
                one = next((name for name in typed if name in owners), owners[0])
                self.error(f"{option} goes after the command's name, as in {self.prog} {one} {option}")
            self.error(_advised(f"no option is called '{option}'", option, known))

    def _commands(self) -> dict[str, Parser]:
        return {
            name: one
            for action in self._actions
            if isinstance(action, argparse._SubParsersAction)
            for name, one in action.choices.items()
        }

    def _takes_a_place_only(self) -> bool:
        """Whether this command takes its graph with --at, and has no positional argument."""
        return "--at" in self._option_string_actions and all(a.option_strings for a in self._actions)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            what = action.option_strings[0] if action.option_strings else str(action.metavar).lower()
            kind = f"value of {what}" if action.option_strings else what
            self.error(_advised(f"no {kind} is called '{value}'", str(value), map(str, action.choices)))

    def error(self, message: str) -> NoReturn:
        """Ends the process with exit code 2."""
        see = f"see {self.prog} --help"
        self.exit(
            2,
            printable(f"{self.prog}: {message}" + (f" S{see[1:]}" if message.endswith("?") else f"; {see}"))
            + "\n",
        )


def _is_option(word: str) -> bool:
    """Whether argparse takes a word for an option: "-" is standard input, "-1" a number."""
    return (
        word.startswith("-") and word != "-" and " " not in word and not word[1:].replace(".", "").isdecimal()
    )


def _advised(message: str, name: str, known: Iterable[str]) -> str:
    hint = UnknownName("", name, known).hint
    return f"{message}; {hint}" if hint else message
