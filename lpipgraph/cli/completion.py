"""Completes commands in the shell: writes the shell's script and answers its requests."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

__all__ = ["SHELLS", "Completion", "answer", "known"]

SHELLS = ("bash", "zsh", "fish")


class Completion(argparse.Action):
    """Prints a shell's script and ends."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 -- argparse hands it over
        values: str | Sequence[object] | None,
        option_string: str | None = None,  # noqa: ARG002 -- the same
    ) -> NoReturn:
        """Prints the script and ends."""
        from argcomplete.shell_integration import shellcode

        sys.stdout.write(shellcode([parser.prog], shell=str(values)))
        parser.exit()


def known(action: argparse.Action, names: Callable[[Sequence[str]], Iterable[str]]) -> None:
    """Sets the completions of an argument's value, which are looked up when a shell asks.

    Parameters
    ----------
    action
        The argument.
    names
        Returns all its values, given the words on the command line.
    """

    def completer(prefix: str, **_: object) -> list[str]:
        # argcomplete also passes parsed arguments, but not those with custom action classes
        typed = os.environ.get("COMP_LINE", "").split()
        return [name for name in names(typed) if name.startswith(prefix)]

    action.completer = completer  # type: ignore[attr-defined]


def answer(parser: argparse.ArgumentParser) -> None:
    """Answers a shell's completion request and ends; otherwise does nothing."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
