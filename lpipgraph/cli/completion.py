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
        """Prints it and ends."""
        from argcomplete.shell_integration import shellcode

        sys.stdout.write(shellcode([parser.prog], shell=str(values)))
        parser.exit()


def known(action: argparse.Action, names: Callable[[Sequence[str]], Iterable[str]]) -> None:
    """Offer names for an argument's value; they are looked up when a shell asks.

    Parameters
    ----------
    action
        The argument.
    names
        Gives all its values, from the words that stand on the command line.
    """

    def completer(prefix: str, **_: object) -> list[str]:
        # argcomplete hands over parsed arguments, too, but none whose action is a class of our own
        typed = os.environ.get("COMP_LINE", "").split()
        return [name for name in names(typed) if name.startswith(prefix)]

    action.completer = completer  # type: ignore[attr-defined]


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer and end, if it is a shell that asks; else do nothing."""
    if "_ARGCOMPLETE" in os.environ:
        import argcomplete

        argcomplete.autocomplete(parser)
