"""Knows the registers: which identifiers identify a thing, and which addresses are only pages about it.

A page may be about several things; an identifier of a register of persons is one person's. Which is which is told by
``data/authority/registers.csv``, never by the look of an address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ..errors import AuthorityError
from ..records import CLASSES
from .tables import read_rows

__all__ = ["REGISTERS", "SAYS", "Register", "read_registers", "register_of"]

#: The file, beside the tables of things.
REGISTERS = "registers.csv"
_COLUMNS = ("scheme", "says", "classes", "address", "note")
#: What an address of a register is to the thing: its identifier, its own site, a page about it, something near it.
SAYS = ("thing", "home", "page", "near")


@dataclass(frozen=True, slots=True)
class Register:
    """One register or sort of page.

    `classes` are the classes whose things it knows, empty for all of them. `address` is the pattern of what stands for
    the thing itself, ``{}`` in the place of the identifier; empty where the register only has pages.
    """

    scheme: str
    says: str
    classes: tuple[str, ...] = ()
    address: str = ""

    def of(self, identifier: str) -> str:
        """The address that stands for the thing with this identifier; empty where the register has none."""
        return self.address.replace("{}", identifier)


def read_registers(paths: Iterable[Path]) -> Mapping[str, Register]:
    """Scheme → register, of all files; a later file's row goes before an earlier one's.

    Raises
    ------
    AuthorityError
        For a row that is wrong, with file and line.
    """
    found: dict[str, Register] = {}
    for path in paths:
        for line, row in read_rows(path, _COLUMNS):
            place = f"{path}, line {line}"
            if not row["scheme"]:
                raise AuthorityError("a register has no name", where=place)
            if row["says"] not in SAYS:
                raise AuthorityError(
                    f"'{row['says']}' is not what a register says",
                    where=place,
                    hint="one of " + ", ".join(SAYS),
                )
            classes = tuple(filter(None, row["classes"].split("|")))
            if wrong := next((c for c in classes if c not in CLASSES), None):
                raise AuthorityError(
                    f"'{wrong}' is not a class", where=place, hint="one of " + ", ".join(CLASSES)
                )
            if row["address"] and (row["says"] != "thing" or row["address"].count("{}") != 1):
                raise AuthorityError(
                    "only a register of things has an address, with one {} in it", where=place
                )
            found[row["scheme"]] = Register(row["scheme"], row["says"], classes, row["address"])
    return found


def register_of(registers: Mapping[str, Register], scheme: str, cls: str, *, where: str) -> Register:
    """The register of a scheme, if it knows things of this class (any for an empty one).

    Raises
    ------
    AuthorityError
        With `where`, if there is no such register or its identifiers are other things'.
    """
    register = registers.get(scheme)
    if register is None:
        near = get_close_matches(scheme, registers, n=1)
        raise AuthorityError(
            f"'{scheme}' is not a known register",
            where=where,
            hint=f"did you mean '{near[0]}'?"
            if near
            else f"add it to {REGISTERS}, and say what it identifies",
        )
    if register.classes and cls and cls not in register.classes:
        raise AuthorityError(
            f"{scheme} does not identify a thing of the class {cls}",
            where=where,
            hint=f"it knows: {', '.join(register.classes)}",
        )
    return register
