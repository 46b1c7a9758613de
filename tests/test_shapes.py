"""The shapes that ship: good and bad examples, the graph of Issue No. 1, the same graph with faults."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import issue_one
import pytest
from common import NIGHTLY, by_day
from pyoxigraph import (
    BlankNode,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from lpipgraph import shapes, vocabulary
from lpipgraph.shapes import Report, Shapes, engine
from lpipgraph.vocabulary import LPIP, OA, OWL, PREFIXES, RDF, RDFS, SKOS, XSD

HERE = Path(__file__).parent / "shapes"
ROOT = HERE.parent.parent
GOOD = sorted((HERE / "good").glob("*.ttl"))
BAD = sorted((HERE / "bad").glob("*.ttl"))
BASE = "https://w3id.org/lpip/"
HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {p}: <{n}> .\n" for p, n in PREFIXES.items())
#: What two engines have to agree on.
Key = tuple[str, str, str, str, str]


@cache
def ours() -> Shapes:
    return shapes.load_shapes()


@cache
def ontology() -> tuple[Quad, ...]:
    """The ontology's hierarchy, disjointness and domains: what shapes look up in it."""
    wanted = {RDFS.subClassOf, RDFS.domain, OWL.disjointWith}
    return tuple(q for q in read(ROOT / "ontology" / "lpip.ttl") if q.predicate in wanted)


def read(path: Path) -> list[Quad]:
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True))


def turtle(text: str) -> list[Quad]:
    return list(parse((HEAD + text).encode(), format=RdfFormat.TURTLE, rename_blank_nodes=True))


def header(path: Path, key: str) -> list[str]:
    return [
        line.removeprefix(f"# {key}: ")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(f"# {key}: ")
    ]


def bad_data(path: Path) -> list[Quad]:
    """The good example that a bad one names, without what it takes away, with what it adds."""
    (base,) = header(path, "of")
    quads = read(HERE / base)
    for line in header(path, "without"):
        (pattern,) = turtle(line.removesuffix("*") + ("<urn:any> ." if line.endswith("*") else "."))
        keep = [q for q in quads if not _fits(q, pattern)]
        assert len(keep) < len(quads), f"{line} takes nothing away"
        quads = keep
    return quads + read(path)


def _fits(quad: Quad, pattern: Quad) -> bool:
    free = pattern.object == NamedNode("urn:any")
    return (
        quad.subject == pattern.subject
        and quad.predicate == pattern.predicate
        and (free or quad.object == pattern.object)
    )


def short(term: object) -> str:
    """A term as the headers of the bad examples write it."""
    if term is None:
        return "-"
    if isinstance(term, BlankNode):
        return "_:nameless"
    if isinstance(term, Literal):
        return re.sub(r"<http://www.w3.org/2001/XMLSchema#(\w+)>$", r"xsd:\1", str(term))
    assert isinstance(term, NamedNode)
    if term.value.startswith(str(LPIP)):
        return "lpip:" + term.value.removeprefix(str(LPIP))
    return str(term).replace(f"<{BASE}", "<")


def keys(report: Report) -> set[Key]:
    """Results without what engines may word differently; nameless nodes are all alike."""

    def text(term: object) -> str:
        return "_:" if isinstance(term, BlankNode) else str(term).lower()

    return {(text(r.focus), str(r.path), text(r.value), str(r.severity), r.component) for r in report.results}


def both(data: Dataset, with_shapes: Shapes) -> tuple[set[Key], set[Key]]:
    reference = shapes.validate(data, with_shapes, engine="pyshacl")
    return keys(shapes.validate(data, with_shapes)), keys(reference)


# --- the examples


def test_there_are_examples() -> None:
    assert len(GOOD) >= 10
    assert len(BAD) >= 270


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_good_examples_conform(path: Path) -> None:
    report = shapes.validate(Dataset([*ontology(), *read(path)]), ours())
    assert report.conforms, list(report.lines())


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_bad_examples_give_exactly_their_results(path: Path) -> None:
    report = shapes.validate(Dataset([*ontology(), *bad_data(path)]), ours())
    found = {f"{r.constraint} | {short(r.focus)} | {short(r.value)}" for r in report.results}
    assert found == set(header(path, "result"))
    said = path.read_text("utf-8").splitlines()[0]
    assert report.results[0].message in said, "the first line says what is wrong, in the shape's words"


def test_every_constraint_has_its_bad_example() -> None:
    constraints = [constraint.name for _, constraint in ours().constraints]
    assert len(set(constraints)) == len(constraints) >= 270
    hit = {line.split(" | ")[0] for path in BAD for line in header(path, "result")}
    assert hit == set(constraints)


def test_every_shape_has_a_good_example() -> None:
    """A shape with a target is about some node of a good example."""
    about: set[str] = set()
    for path in GOOD:
        store = Store()
        store.extend(Quad(q.subject, q.predicate, q.object) for q in [*ontology(), *read(path)])
        for shape in ours().by_key.values():
            for target in shape.targets:
                where = {
                    "targetClass": f"?s {RDF.type}/{RDFS.subClassOf}* {target.term}",
                    "targetSubjectsOf": f"?s {target.term} ?o",
                    "targetObjectsOf": f"?s {target.term} ?o",
                }[target.kind]
                if store.query(f"ASK {{ {where} }}"):
                    about.add(shape.key)
    named = {s.key for s in ours().by_key.values() if s.targets}
    assert named - about == set()


def test_every_class_of_the_ontology_has_a_named_shape() -> None:
    classes = {
        q.subject
        for q in read(ROOT / "ontology" / "lpip.ttl")
        if q.predicate == RDF.type and q.object == OWL.Class and str(q.subject).startswith(f"<{LPIP}")
    }
    assert len(classes) >= 45
    targets = {t.term for s in ours().by_key.values() for t in s.targets if isinstance(s.node, NamedNode)}
    assert classes - targets == set()


def test_every_shape_of_ours_is_named_or_serves_a_named_one() -> None:
    for shape in ours().by_key.values():
        assert shape.named.value.startswith(f"{BASE}shape/")


def test_every_message_is_an_english_sentence() -> None:
    for shape, constraint in ours().constraints:
        message = constraint.select.message if constraint.select else shape.message
        assert message, constraint.name
        assert message[0].isupper() or message.startswith("{?"), constraint.name
        assert message.endswith("."), constraint.name


# --- terms


def test_every_term_in_the_shapes_is_declared() -> None:
    known = {
        getattr(namespace, term).value
        for namespace in vars(vocabulary).values()
        if isinstance(namespace, vocabulary.Namespace)
        for term in namespace
    }
    known |= {str(RDF) + name for name in ("first", "rest", "nil")}
    namespaces = tuple(iri for prefix, iri in PREFIXES.items() if prefix != "sh")
    used: set[str] = set()
    for quad in ours().quads:
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode):
                used.add(term.value)
    for _, constraint in ours().constraints:
        if constraint.select is not None:
            prefixes = constraint.select.prefixes
            for prefix, name in re.findall(r"\b([a-z]+):([A-Za-z]+)", constraint.select.text):
                used.add(prefixes[prefix] + name)
    assert len(used) > 150
    assert {term for term in used if term.startswith(namespaces)} - known == set()


# --- the reference


def moved(quads: list[Quad], number: int, only: set[Any] | None = None) -> list[Quad]:
    """The same data at addresses of their own, so that examples can stand side by side."""

    def term(value: Any) -> Any:
        ours_ = isinstance(value, NamedNode) and value.value.startswith(BASE)
        if not ours_ or value.value.startswith(str(LPIP)) or (only is not None and value not in only):
            return value
        return NamedNode(f"{BASE}x{number}/{value.value.removeprefix(BASE)}")

    return [Quad(term(q.subject), q.predicate, term(q.object)) for q in quads]


@cache
def side_by_side() -> Dataset:
    """All examples: the good ones whole, and of each bad one the things that differ from its good one.

    The reference takes seconds for an example, most of them for what is the same in all.
    """
    places = {path.stem: number for number, path in enumerate(GOOD)}
    data = Dataset(ontology())
    for path in GOOD:
        for quad in moved(read(path), places[path.stem]):
            data.add(quad)
    for number, path in enumerate(BAD, len(GOOD)):
        (base,) = header(path, "of")
        good, bad = set(read(HERE / base)), bad_data(path)
        changed = {q.subject for q in good ^ set(bad)} | {q.subject for q in read(path)}
        own = [q for q in bad if q.subject in changed]
        for quad in moved(moved(own, number, changed), places[Path(base).stem], {q.subject for q in good}):
            data.add(quad)
    return data


def test_pyshacl_says_the_same_of_the_examples() -> None:
    compiled, reference = both(side_by_side(), ours())
    assert compiled == reference
    assert len(compiled) >= len(BAD)


def test_the_graph_of_the_issue_conforms() -> None:
    report = shapes.validate(issue_one.whole(), ours())
    assert report.conforms, list(report.lines(limit=20))


@cache
def sample() -> tuple[Quad, ...]:
    """Some subjects of the issue's graph with all that is said of them, too few for most to be whole."""
    quads = []
    for quad in issue_one.whole():
        name = str(quad.subject)
        share = 150 if "/claim/" in name or "/segment/" in name else 10
        if int(sha256(name.encode()).hexdigest()[:8], 16) % share == 0:
            quads.append(Quad(quad.subject, quad.predicate, quad.object))
    return tuple(sorted(set(quads) | set(ontology()), key=str))


def test_pyshacl_says_the_same_of_a_part_of_the_graph() -> None:
    compiled, reference = both(Dataset(sample()), ours())
    assert compiled == reference
    assert len(compiled) > 50


def faulty(quads: tuple[Quad, ...], seed: int) -> Dataset:
    """The quads with random faults: triples gone, moved, doubled, with other values and datatypes."""
    chance = random.Random(seed)
    result: set[Quad] = set()
    subjects = [q.subject for q in quads]
    objects: list[Any] = [q.object for q in quads]
    odd: list[Any] = [
        Literal("2024-13", datatype=NamedNode(PREFIXES["xsd"] + "gYearMonth")),
        Literal("07", datatype=NamedNode(PREFIXES["xsd"] + "integer")),
        Literal("7", datatype=NamedNode(PREFIXES["xsd"] + "nonNegativeInteger")),
        Literal("seven", datatype=NamedNode(PREFIXES["xsd"] + "integer")),
        Literal("2024-02-30", datatype=NamedNode(PREFIXES["xsd"] + "date")),
        Literal("2024-11-05T10:00:00+00:00", datatype=NamedNode(PREFIXES["xsd"] + "dateTime")),
        Literal("PT150M", datatype=NamedNode(PREFIXES["xsd"] + "dayTimeDuration")),
        Literal(""),
        Literal("someone@example.org", language="en"),
        Literal("colour", language="en-GB"),
        Literal("Farbe", language="de"),
        NamedNode("http://example.org/nothing"),
    ]
    for quad in quads:
        s, p, o = quad.subject, quad.predicate, quad.object
        if p in (RDFS.subClassOf, OWL.disjointWith, RDFS.domain) or chance.random() > 0.12:
            result.add(quad)
            continue
        # rdflib walks a path through an empty literal as if it were anything, so types stay nodes.
        values = odd if p != RDF.type else [v for v in odd if isinstance(v, NamedNode)]
        if p in (OA.start, OA.end):  # and it orders dates that are none by their words
            values = [v for v in odd if v.value not in ("2024-13", "seven", "2024-02-30")]
        fault = chance.randrange(5)
        if fault == 0:
            continue
        if fault == 1:
            result.add(Quad(s, p, chance.choice(values)))
        elif fault == 2:
            result |= {quad, Quad(s, p, chance.choice(objects))}
        elif fault == 3:
            result.add(Quad(chance.choice(subjects), p, o))
        else:
            result |= {quad, Quad(s, chance.choice([SKOS.example, p]), chance.choice(values))}
    return Dataset(sorted(result, key=str))


@pytest.mark.parametrize("seed", by_day(range(3), 1))
def test_pyshacl_says_the_same_of_the_graph_with_faults(seed: int) -> None:
    compiled, reference = both(faulty(sample(), seed), ours())
    assert compiled == reference
    assert len(compiled) > 100


@pytest.mark.parametrize("seed", by_day(range(3, 12), 3))
def test_both_arrangements_of_the_queries_find_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = faulty(sample(), seed)
    monkeypatch.setattr(engine, "_MANY", 10**9)
    narrow = shapes.validate(data, ours())
    monkeypatch.setattr(engine, "_MANY", -1)
    wide = shapes.validate(data, ours())
    assert narrow == wide
    assert len(narrow.results) > 100


# --- what people read


def test_a_result_names_the_thing_and_the_place() -> None:
    data = Dataset([*ontology(), *read(HERE / "good" / "evidence.ttl")])
    data.add(Quad(NamedNode(f"{BASE}id/person/ada-brook"), LPIP.leadsTheme, NamedNode(f"{BASE}id/nothing")))
    report = shapes.validate(data, ours())
    (result,) = report.results
    assert result.name == "Ada Brook"
    assert result.where is not None
    assert (result.where.start, result.where.end) == (100, 124)
    assert result.where.quote == "Ada Brook leads “Rivers”"
    assert list(report.lines()) == [
        "Violation (1)",
        f"  Ada Brook ({BASE}id/person/ada-brook): What a person leads has to be a theme. Found: {BASE}id/nothing",
        "    source/7, characters 100–124: “Ada Brook leads “Rivers””",
    ]


@pytest.mark.parametrize(("start", "end", "length"), [(14, 16, "PT2H"), (9, 10, "PT1H")])
def test_an_event_in_two_sessions_is_told_and_published(start: int, end: int, length: str) -> None:
    data = Dataset([*ontology(), *read(HERE / "good" / "event.ttl")])
    event, day = NamedNode(f"{BASE}id/event/workshop"), "2025-01-22"
    for term, hour in (("startDate", start), ("endDate", end)):
        data.add(Quad(event, NamedNode(f"{PREFIXES['schema']}{term}"), Literal(f"{day}T{hour:02}:00:00Z", datatype=XSD.dateTime)))  # fmt: skip
    data.add(Quad(event, LPIP.computedDuration, Literal(length, datatype=XSD.dayTimeDuration)))
    assert {r.severity.value.rpartition("#")[2] for r in shapes.validate(data, ours()).results} == {"Warning"}
    wrong = Literal("P7DT2H15M", datatype=XSD.dayTimeDuration)
    data.add(Quad(event, LPIP.computedDuration, wrong))
    assert [r.value for r in shapes.validate(data, ours()).results if "duration" in r.message] == [wrong]


def test_the_place_is_that_of_the_statement_itself() -> None:
    """Of all claims on the node, the one with this predicate and value comes first."""
    data = Dataset([*ontology(), *read(HERE / "good" / "evidence.ttl")])
    theme = NamedNode(f"{BASE}id/theme/rivers")
    data.remove(Quad(theme, SKOS.altLabel, Literal("streams", language="en")))
    data.add(Quad(theme, SKOS.altLabel, Literal("streams")))
    naming = NamedNode(f"{BASE}naming/7/999999999999")
    data.add(Quad(naming, LPIP.names, theme))
    data.add(Quad(naming, LPIP.shows, Literal("streams")))
    data.add(Quad(naming, OA.hasTarget, NamedNode(f"{BASE}segment/7/200-207")))
    (result,) = shapes.validate(data, ours()).results
    assert result.component == "LanguageInConstraintComponent"
    assert result.where is not None
    assert result.where.quote == "streams"


def test_an_e_mail_address_in_the_private_graph_is_no_matter() -> None:
    person = NamedNode(f"{BASE}id/person/ada-brook")
    quads = read(HERE / "good" / "person.ttl")
    mail = NamedNode("mailto:ada@example.org")
    mbox = NamedNode(PREFIXES["foaf"] + "mbox")
    for kind, conforms in (("private", True), ("authority", False)):
        name = vocabulary.iri.graph(kind)
        data = Dataset([*ontology(), *quads, Quad(person, mbox, mail, name)])
        assert shapes.validate(data, ours()).conforms is conforms
    private = vocabulary.iri.graph("private")
    assert shapes.validate(data, ours(), graphs=[private]).conforms
    assert OA.exact.value.startswith(PREFIXES["oa"])


#: Runs pySHACL's own command, and says at the end how many queries it has put to the graph. What RDFLib has parsed it does not
#: parse again: pySHACL puts the same few texts for each node, and to parse them takes most of the time.
COUNTED = """
import sys
from functools import lru_cache
from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery
from pyshacl.cli import main

asked, run = 0, Graph.query

@lru_cache(maxsize=None)
def prepared(text, names):
    return prepareQuery(text, dict(names))

def query(graph, text, *given, **named):
    global asked
    asked += 1
    return run(graph, prepared(text, tuple(graph.namespaces())), *given, **named)

Graph.query = query
try:
    main()
finally:
    print(asked, file=sys.stderr)
"""


def test_plain_pyshacl_validates_the_whole_graph_of_the_issue(tmp_path: Path) -> None:
    """As a stranger runs it, on files: it parses each SPARQL constraint anew for each node, so there are few such nodes.

    The whole graph takes it a minute: by day it is given an example.
    """
    quads = issue_one.whole() if NIGHTLY else (*ontology(), *read(HERE / "good" / "evidence.ttl"))
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    (tmp_path / "graph.nt").write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    files = sorted((ROOT / "shapes").glob("*.ttl"))
    (tmp_path / "shapes.ttl").write_text("\n".join(path.read_text("utf-8") for path in files), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", COUNTED, "-s", str(tmp_path / "shapes.ttl"), str(tmp_path / "graph.nt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Conforms: True" in done.stdout
    assert int(done.stderr.split()[-1]) < 2500


def test_each_domain_of_the_ontology_has_its_shape() -> None:
    # evidence and segments are known by their properties: their types are not written
    untyped = {LPIP.Evidence, LPIP.Claim, LPIP.Naming, OA.SpecificResource}
    domains = {(q.subject, q.object) for q in ontology() if q.predicate == RDFS.domain}
    wanted = {(term, cls) for term, cls in domains if cls not in untyped}
    targets = {t.term for s in ours().by_key.values() for t in s.targets}
    assert {term for term, cls in domains - wanted} - targets == {LPIP.extractionRule}
    named = [s for s in ours().by_key.values() if s.named.value.endswith("Domain")]
    found = {
        (target.term, constraint.terms[0])
        for shape in named
        for target in shape.targets
        for constraint in shape.constraints
        if constraint.component == "ClassConstraintComponent"
    }
    assert found == wanted
