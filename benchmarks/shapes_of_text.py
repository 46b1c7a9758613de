"""What reading and extraction cost as a text grows, for twelve shapes of text: both are linear.

Run it with ``make shapes``, or ``python benchmarks/shapes_of_text.py --sizes 100kB,1MB --shape tables``. Each text is read
in a new process; the cost is its processor time, and its ratio is that of one MB to Issue No. 1, which has 64 kB: it may be
20 at most. The limits of `lpipgraph.resource_limits`, which refuse what takes more than 30
seconds, are off here.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from itertools import count
from random import Random

from lpipgraph import document, resource_limits
from lpipgraph.authority import Authority
from lpipgraph.errors import InputError
from lpipgraph.extract import extract
from lpipgraph.files import root
from lpipgraph.results.table import table

__all__ = ["MOST", "SHAPES", "text_of"]

#: One MB may cost so many times what Issue No. 1 costs.
MOST = 20
SIZES = ("100kB", "300kB", "1MB", "3MB", "10MB")
_ISSUE = root() / "data" / "issues" / "policy-innovate-01.txt"
_HEAD = "Lanes and Ledgers\n\nIssue No. 7 | Date 03.03.2025\n\n"
_NAMES = (
    "Marlow",
    "Tarn",
    "Elder",
    "Harbour",
    "Weir",
    "Alder",
    "Brook",
    "Cairn",
    "Dale",
    "Fell",
    "Glen",
    "Haven",
)
_PEOPLE = ("Ann Lee", "Bo Tarn", "Cara Weir", "Dev Alder", "Eve Brook", "Finn Cairn", "Gil Dale", "Hal Fell")
_KINDS = (
    "Council",
    "University",
    "Trust",
    "Skills Fund",
    "Growth Plan",
    "Institute",
    "Partnership",
    "Strategy",
)
_TOPICS = (
    "skills",
    "housing",
    "transport",
    "community wealth",
    "net zero",
    "child care",
    "social value",
    "devolution",
)


class _Words:
    """Made-up words, the same in each run; names come again, as in an issue."""

    def __init__(self) -> None:
        self._random = Random(7)
        self._numbers = count(1)

    def number(self) -> int:
        return next(self._numbers)

    def name(self) -> str:
        pick = self._random.choice
        return f"{pick(_NAMES)} {pick(_NAMES)} {pick(_KINDS)}"

    def person(self) -> str:
        return self._random.choice(_PEOPLE)

    def topic(self) -> str:
        return self._random.choice(_TOPICS)

    def day(self) -> str:
        return f"{self._random.randint(1, 28)} May 20{self._random.randint(10, 29)}"

    def money(self) -> str:
        return f"£{self._random.randint(1, 999)}.{self._random.randint(1, 9)}{self._random.choice('mb')}n".replace(
            "mn", "m"
        )

    def sentence(self) -> str:
        kind = self._random.randint(0, 3)
        if kind == 0:
            return f"The {self.name()} gave {self.money()} to the {self.name()} for {self.topic()} on {self.day()}."
        if kind == 1:
            return f"{self.person()} of the {self.name()} said that {self.topic()} needs places that work together."
        if kind == 2:
            return (
                f"The {self.name()}, led by {self.person()}, was announced by the {self.name()} in May 2024."
            )
        return f"Work on {self.topic()} goes on, and what people say about {self.topic()} differs from place to place."


def _prose(w: _Words) -> str:
    return " ".join(w.sentence() for _ in range(4)) + "\n\n"


def _card(w: _Words) -> str:
    return (
        f"Title: {w.topic().title()} in {w.name()}\nAuthor: {w.person()}\nPublished by: {w.name()}\n"
        f"Date: {w.day()}\nFunding: {w.money()}\n\n"
    )


#: Shape → what is repeated; a shape without line ends is one long line.
SHAPES: Mapping[str, Callable[[_Words], str]] = {
    "prose": _prose,
    "one line": lambda w: w.sentence() + " ",
    "one line of numbers": lambda w: f"{w.money()}, {w.number()}% ",
    "money": lambda _: "£1,",
    "comma list": lambda w: f"{w.name()}, {w.person()}, ",
    "headings": lambda w: f"# {w.name()} {w.number()}\n",
    "bare headings": lambda _: "# h\n",
    "table": lambda w: f"| {w.name()} | {w.person()} | {w.money()} | {w.day()} |\n",
    "wide table": lambda w: "| " + " | ".join(w.name() for _ in range(40)) + " |\n",
    "plain rows": lambda w: f"row {w.number()} of a table\n",
    "list": lambda w: f"- {w.name()}: {w.person()}, {w.topic()}\n",
    "cards": _card,
    "labels": lambda w: f"{w.topic().title()}: {w.name()}\n",
    "money and numbers": lambda w: (
        f"{w.money()} in {w.day()}, {w.number():,} people and {w.number()} per cent.\n"
    ),
    "blank lines": lambda w: "\n" * 400 + w.sentence() + "\n",
    "spaces": lambda w: " " * 400 + w.topic(),
    "quotes": lambda w: f"“We need {w.topic()}”, said {w.person()}. 'It is \"{w.topic()}\"', they said.\n",
    "open quotes": lambda w: f'"{w.topic()} (“{w.person()} ',
    "links": lambda w: f"[{w.name()}](https://x.example/{w.number()}) and https://y.example/{w.number()}\n",
    "open links": lambda w: f"[{w.topic()} (",
    "names": lambda w: f"{w.name()} {w.name()} ",
    "new names": lambda w: f"The {_new(w.number())} Council met {_new(w.number())} of {_new(w.number())}.\n",
    "acronyms": lambda w: f"The {_new(w.number())} Regional Trust ({_short(w.number())}) met.\n",
    "events": lambda w: f"{w.topic().title()} Summit\n{w.day()}, 10:00 - 12:00, {w.name()}\n\n",
    "short lines": lambda w: f"{w.person()}\n{w.name()}\n",
    "citations": lambda w: (
        f"Lee, A. and Tarn, B. (20{w.number() % 25:02}) {w.topic().title()}. {w.name()}.\n"
    ),
    "no language": lambda w: "YWJj" * 40 + f"{w.number()}\n",
}


def _new(number: int) -> str:
    """A name that stands nowhere else."""
    syllables = ("ba", "do", "fe", "gi", "ka", "lu", "mo", "ne", "pi", "ra", "so", "tu")
    word = ""
    while number:
        number, digit = divmod(number, len(syllables))
        word += syllables[digit]
    return word.capitalize() + "l"


def _short(number: int) -> str:
    return "".join(chr(65 + number // 26**n % 26) for n in range(4))


def text_of(shape: str, size: int) -> str:
    """A text of a shape with so many characters or some more; "Issue No. 1" is the issue, again and again."""
    if shape == "copies of Issue No. 1":
        text = _ISSUE.read_text(encoding="utf-8")
        return text * (size // len(text) + 1)
    words = _Words()
    parts = [_HEAD]
    length = 0
    while length < size:
        parts.append(SHAPES[shape](words))
        length += len(parts[-1])
    return "".join(parts)


def measured(shape: str, size: int) -> dict[str, object]:
    """Seconds of the processor and MB of memory for one text, in this process; or why it was refused."""
    resource_limits.DEADLINE = resource_limits.MEMORY = (
        math.inf
    )  # what the limits would refuse is measured, too
    known = Authority.read()
    content = _ISSUE.read_bytes() if shape == "issue" else text_of(shape, size).encode()
    if shape != "issue":
        extract(document.parse(_HEAD), known)  # what is loaded once is not the text's
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        issue = document.of(content)
        read_at = time.process_time()
        rows = extract(issue, known)
    except InputError as error:
        refused, read_at, found = str(error), began, 0
    else:
        refused, found = "", len(rows.relations)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": time.process_time() - began + children.ru_utime - before.ru_utime,
        "reading": read_at - began,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "refused": refused,
        "bytes": len(content),
        "found": found,
    }


def _apart(shape: str, size: int, deadline: float) -> dict[str, object]:
    command = [sys.executable, __file__, "--one", shape, str(size)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=deadline, check=False, env=os.environ)
    except subprocess.TimeoutExpired:
        return {"refused": f"stopped after {deadline:g} seconds"}
    if done.returncode:
        return {"refused": done.stderr.decode().strip().splitlines()[-1]}
    return dict(json.loads(done.stdout))


def _bytes(words: str) -> int:
    found = re.fullmatch(r"(\d+)([kM])B", words)
    if found is None:
        raise argparse.ArgumentTypeError(f"'{words}' is no size such as 100kB or 10MB")
    return int(found[1]) * {"k": 1_000, "M": 1_000_000}[found[2]]


def main() -> int:
    """Prints the table; 1 if a MB of any shape costs more than it may."""
    every = [*SHAPES, "copies of Issue No. 1"]
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default=",".join(SIZES), help="such as 100kB,1MB")
    options.add_argument("--shape", action="append", choices=every, help="only this one")
    options.add_argument("--deadline", type=float, default=600, help="seconds for one text")
    options.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.one:
        print(json.dumps(measured(given.one[0], int(given.one[1]))))
        return 0
    base = min(float(str(_apart("issue", 0, 600)["seconds"])) for _ in range(3))
    print(f"Issue No. 1: {base:.2f} s", flush=True)
    rows, over = [], False
    for shape in given.shape or every:
        for size in map(_bytes, given.sizes.split(",")):
            got = _apart(shape, size, given.deadline)
            if got["refused"]:
                row: tuple[str, ...] = (shape, f"{size / 1e6:g} MB", "", "", "", str(got["refused"])[:60])
            else:
                seconds, megabytes = float(str(got["seconds"])), int(str(got["bytes"])) / 1e6
                ratio = seconds / megabytes / base
                over |= ratio > MOST
                row = (
                    shape, f"{size / 1e6:g} MB", f"{seconds:.2f} s", f"{float(str(got['memory'])):.0f} MB",
                    f"{ratio:.1f}", "too much" if ratio > MOST else "",
                )  # fmt: skip
            print(" ".join(f"{cell:<22}" for cell in row).rstrip(), file=sys.stderr, flush=True)
            rows.append(row)
    print("\n".join(table(("shape", "size", "time", "memory", "one MB / Issue 1", ""), rows)))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
