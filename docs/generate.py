"""Makes the parts of the documentation that follow from the code: commands, queries, exports, shapes, the picture of the modules.

`conf.py` calls `all_pages` before each build; pages include the results from `docs/generated/`.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from lpipgraph import queries
from lpipgraph.cli import parser
from lpipgraph.export import FORMATS
from lpipgraph.files import root

TESTS = Path(__file__).parents[1] / "tests"


def all_pages(folder: Path) -> None:
    """Write all generated parts.

    Parameters
    ----------
    folder
        Where to; it is made if it is not there.
    """
    folder.mkdir(exist_ok=True)
    (folder / "commands.md").write_text("\n".join(commands()), "utf-8")
    (folder / "queries.md").write_text("\n".join(prepared()), "utf-8")
    (folder / "exports.md").write_text("\n".join(exports()), "utf-8")
    (folder / "licences.md").write_text("\n".join(licences()), "utf-8")
    (folder / "shapes.md").write_text("\n".join(shapes()), "utf-8")
    (folder / "modules.svg").write_text(picture(), "utf-8")


def commands() -> Iterator[str]:
    """Each command as its own help prints it."""
    # argparse has no public way to its commands
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                command.formatter_class = _Wide
                yield f"## {name}\n\n```text\n{command.format_help().rstrip()}\n```\n"


class _Wide(argparse.RawDescriptionHelpFormatter):
    """Help of one width, whatever the terminal has."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=96)


def prepared() -> Iterator[str]:
    """Each prepared question with its parameters and columns."""
    for query in queries.catalogue().values():
        yield f"## {query.name}\n\n{query.question}\n"
        if query.parameters:
            yield "| parameter | kind | |\n|---|---|---|"
            for each in query.parameters:
                needed = " Required." if each.required else ""
                yield f"| `{each.name}` | {each.kind} | {_cell(each.description)}{needed} |"
            yield ""
        if query.columns:
            yield "| column | |\n|---|---|"
            yield from (f"| {_cell(each.heading)} | {_cell(each.description)} |" for each in query.columns)
            yield ""
        given = "".join(f" -p {name}={_shell(value)}" for name, value in query.example.items())
        yield f"```sh\nlpipgraph query {query.name}{given}\n```\n"


def licences() -> Iterator[str]:
    """Each dependency with its licence and its purpose, as the comments of ``pyproject.toml`` give them."""
    text = (TESTS.parent / "pyproject.toml").read_text("utf-8")
    project = tomllib.loads(text)["project"]
    groups = {"always": project["dependencies"], **project["optional-dependencies"]}
    yield "| installed with | package | licence | for |\n|---|---|---|---|"
    for group, wanted in groups.items():
        for each in wanted:
            name = re.split(r"[<>=~! \[;]", each)[0]
            if name != "lpipgraph":
                line = next(line for line in text.splitlines() if f'"{each}"' in line and "  # " in line)
                licence, _, use = line.rpartition("  # ")[2].partition("; ")
                yield f"| {group} | {name} | {_cell(licence)} | {_cell(use)} |"


def exports() -> Iterator[str]:
    """Each format of `lpipgraph export`."""
    yield "| format | what it is | media type | path |\n|---|---|---|---|"
    for name, each in sorted(FORMATS.items()):
        yield f"| `{name}` | {_cell(each.title)} | `{each.media_type}` | `{each.path}` |"


def shapes() -> Iterator[str]:
    """Each shape with what it demands."""
    from rdflib import RDF, RDFS, SH, Graph

    for path in sorted((root() / "shapes").glob("*.ttl")):
        graph = Graph().parse(path)
        rows = [
            f"| `{graph.namespace_manager.normalizeUri(shape)}` | {_cell(str(words))} |"
            for shape in sorted(graph.subjects(RDF.type, SH.NodeShape))
            for words in [graph.value(shape, RDFS.comment) or graph.value(shape, RDFS.label) or ""]
        ]
        if rows:
            yield f"### {path.name}\n\n| shape | |\n|---|---|"
            yield from rows
            yield ""


def picture() -> str:
    """The modules, layer over layer, with a line for each import that goes down."""
    sys.path.insert(0, str(TESTS))
    import test_layers as layers

    rows = [
        sorted(modules & {layers.name_of(p) for p in layers.MODULES}) for modules in layers.LAYERS.values()
    ]
    wide, high, width = 112, 90, 1080
    place: dict[str, tuple[float, float]] = {}
    y = 20.0
    for row in rows:
        for start in range(0, len(row), 9):
            line = row[start : start + 9]
            left = (width - len(line) * wide) / 2
            place |= {name: (left + n * wide, y) for n, name in enumerate(line)}
            y += 50
        y += high - 50
    links = set()
    for path in layers.MODULES:
        here = layers.name_of(path)
        for target, _ in layers.imports(path, ast.walk(ast.parse(path.read_text("utf-8")))):
            first, _, rest = target.partition(".")
            there = rest.partition(".")[0]
            if first == "lpipgraph" and here in place and there in place and here != there:
                links.add((here, there))
    lines = [
        f'<line x1="{place[a][0] + 52}" y1="{place[a][1] + 28}" x2="{place[b][0] + 52}" y2="{place[b][1]}"/>'
        for a, b in sorted(links)
        if place[a][1] < place[b][1]
    ]
    boxes = [
        f'<g><rect x="{x}" y="{at}" width="104" height="28" rx="4"/>'
        f'<text x="{x + 52}" y="{at + 18}">{escape(name)}</text></g>'
        for name, (x, at) in place.items()
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y:.0f}" role="img">'
        "<title>The modules of lpipgraph, layer over layer; imports point down</title>"
        "<style>line{stroke:#8c959f;stroke-width:.6;opacity:.5}rect{fill:#f5f6f8;stroke:#57606a}"
        "text{font:12px sans-serif;text-anchor:middle;fill:#1b1f24}</style>"
        f'<rect width="{width}" height="{y:.0f}" style="fill:#fff;stroke:none"/>'
        f"{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _shell(value: str) -> str:
    return f"'{value}'" if set(value) & set(" £'&;") else value
