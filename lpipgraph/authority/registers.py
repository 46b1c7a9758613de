"""Reads the registers: which identifiers identify a thing, and which addresses are only pages about it.

A page can be about several things; an identifier in a register of persons identifies one person.
``data/authority/registers.csv`` defines this; the form of an address does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ..errors import AuthorityError
from ..files import root
from ..records import CLASSES
from .tables import read_rows

__all__ = ["REGISTERS", "SAYS", "Register", "read_registers", "register_of", "shipped"]

#: The file's name, in the folder of the tables of things.
REGISTERS = "registers.csv"
_COLUMNS = ("scheme", "says", "classes", "address", "note")
#: The relation of a register's address to the thing: its identifier, its site, a page about it, something related.
SAYS = ("thing", "home", "page", "near")


@dataclass(frozen=True, slots=True)
class Register:
    """A register or type of page.

    `classes` are the classes of its things, empty for all classes. `address` is the pattern of the thing's IRI, with
    ``{}`` for the identifier; empty if the register has only pages. `form` is the pattern of its identifiers, empty for any.
    """

    scheme: str
    says: str
    classes: tuple[str, ...] = ()
    address: str = ""
    form: str = ""

    def of(self, identifier: str) -> str:
        """The IRI of the thing with this identifier; empty if the register has none."""
        return self.address.replace("{}", identifier)

    def formed(self, identifier: str) -> bool:
        """Whether an identifier has the form of those of this register."""
        return not self.form or re.fullmatch(self.form, identifier) is not None

    def names(self, address: str) -> bool:
        """Whether an IRI is that of a thing in this register."""
        before, hole, after = self.address.partition("{}")
        if not hole or not address.startswith(before) or not address.endswith(after):
            return False
        identifier = address[len(before) : len(address) - len(after)]
        return identifier != "" and self.formed(identifier)


def read_registers(paths: Iterable[Path]) -> Mapping[str, Register]:
    """Scheme → register, from all files; rows of later files take precedence.

    Raises
    ------
    AuthorityError
        For an invalid row, with file and line.
    """
    found: dict[str, Register] = {}
    for path in paths:
        for line, row in read_rows(path, _COLUMNS, optional=("form",)):
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
            try:
                re.compile(row["form"])
            except re.error as error:
                raise AuthorityError(f"'{row['form']}' is not a pattern ({error})", where=place) from error
            found[row["scheme"]] = Register(row["scheme"], row["says"], classes, row["address"], row["form"])
    return found


def shipped() -> Mapping[str, Register]:
    """The registers that the project knows."""
    return read_registers([root() / "data" / "authority" / REGISTERS])


def register_of(registers: Mapping[str, Register], scheme: str, cls: str, *, where: str) -> Register:
    """The register of a scheme, if it has things of this class (of any class if it is empty).

    Raises
    ------
    AuthorityError
        With `where`, if there is no such register or its identifiers are those of other classes.
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
