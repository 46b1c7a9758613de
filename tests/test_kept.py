"""Conclusions that are kept: after any changes they are what a full run gives, quad by quad."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import issue_one
import pytest
from common import NIGHTLY
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from pyoxigraph import Dataset, Literal, Quad, QuerySolutions, Store, Triple

from lpipgraph import graph
from lpipgraph.errors import DataError, SyntaxProblem
from lpipgraph.reason import Conclusions, Rule, entail, rules
from lpipgraph.reason import rules as read_rules
from lpipgraph.reason.facts import in_default
from lpipgraph.vocabulary import (
    BIBO,
    DCTERMS,
    LATEST,
    LPIP,
    OA,
    ORG,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SHOWN,
    TIES,
    XSD,
    iri,
)

ONTOLOGY = graph.ontology()
ORGS = [iri.id("organisation", name) for name in "abcd"]
PEOPLE = [iri.id("person", name) for name in "xy"]
THEMES = [iri.id("theme", name) for name in "st"]
WORKS = [iri.id("publication", name) for name in "uvw"]
PLACES = [iri.id("place", name) for name in "lmn"]
NODES = [iri.id("membership", name) for name in "fg"]
EVENTS = [iri.id("event", "e")]
TIMES = [
    Literal(t, datatype=XSD.dateTime)
    for t in ("2025-07-01T10:00:00", "2025-07-01T12:30:00.0", "2025-07-01T13:30:00+00:00", "soon")
]
#: Property → what it goes from and to: chains, circles, facts that are stated here and derived there.
PROPERTIES = {
    RDF.type: ((NODES, [LPIP.Affiliation, LPIP.Post]), (ORGS, [LPIP.Organisation, LPIP.Unit, LPIP.Network, LPIP.Agent]), (THEMES, [LPIP.Theme]), (WORKS, [LPIP.Publication, LPIP.Report, LPIP.EvidenceReview])),
    ORG.subOrganizationOf: ((ORGS, ORGS),),
    LPIP.locatedIn: ((PLACES, PLACES), (ORGS, PLACES)),
    DCTERMS.isPartOf: ((WORKS, WORKS),),
    ORG.memberOf: ((PEOPLE, ORGS),),
    LPIP.workedFor: ((PEOPLE, ORGS),),
    LPIP.secondedTo: ((PEOPLE, ORGS),),
    LPIP.leadsTheme: ((PEOPLE, THEMES),),
    LPIP.reviewsTheme: ((WORKS, THEMES),),
    LPIP.aboutTheme: ((WORKS, THEMES),),
    DCTERMS.subject: ((WORKS, THEMES), (EVENTS, THEMES)),
    DCTERMS.creator: ((WORKS, [*PEOPLE, *ORGS]),),
    SCHEMA.mentions: ((WORKS, ORGS),),
    LPIP.employsThemeLead: ((ORGS, THEMES),),
    LPIP.linkedToTheme: ((ORGS, THEMES),),
    SCHEMA.organizer: ((EVENTS, ORGS),),
    LPIP.expertise: ((PEOPLE, TIMES),),
    SCHEMA.startDate: ((EVENTS, TIMES),),
    SCHEMA.endDate: ((EVENTS, TIMES),),
}  # fmt: skip


def issue(name: str, seed: int) -> list[Quad]:
    """The graphs of an issue of random facts, most of them with evidence, some in two places."""
    chance = random.Random(f"{name} {seed}")
    facts, evidence = iri.graph("issue", name), iri.graph("evidence", name)
    # the number is not the name: an issue can get another; and one in eight has none
    number = Literal(str(chance.randrange(1, 6)), datatype=XSD.integer)
    found: set[Quad] = {Quad(iri.source(name), DCTERMS.source, iri.issue(name), evidence)}
    if chance.randrange(8):
        found.add(Quad(iri.issue(name), BIBO.issue, number, facts))
    for _ in range(chance.randrange(1, 25)):
        p = chance.choice(list(PROPERTIES))
        subjects, objects = chance.choice(PROPERTIES[p])
        s, o = chance.choice(subjects), chance.choice(objects)
        found.add(Quad(s, p, o, facts))
        for place in range(chance.choice((0, 1, 1, 1, 2))):
            target = iri.segment(name, place, place + 5)
            if p in SHOWN:
                node = iri.naming(name, str(s), str(place))
                found |= {Quad(node, LPIP.names, s, evidence), Quad(node, LPIP.shows, o, evidence)}
            else:
                node = iri.claim(name, str(s), str(p), str(o), str(place))
                for part, term in ((RDF.subject, s), (RDF.predicate, p), (RDF.object, o)):
                    found.add(Quad(node, part, term, evidence))
            found |= {
                Quad(node, OA.hasTarget, target, evidence),
                Quad(target, OA.hasSource, iri.source(name), evidence),
            }
    return sorted(found, key=str)


def full(issues: dict[str, list[Quad]], known: tuple[Rule, ...] | None = None) -> set[Quad]:
    quads = [q for each in issues.values() for q in each]
    return set(entail(Dataset([*ONTOLOGY, *quads]), known=known))


def newest(quads: list[Quad]) -> set[Triple]:
    """What is the latest of what, as a question says it."""
    store = Store()
    store.extend(in_default((q.subject, q.predicate, q.object)) for q in quads)
    path = "oa:hasTarget/oa:hasSource/dcterms:source/bibo:issue ?n"
    groups = [
        f"?node lpip:names ?thing ; {path} . ?thing a ?class . FILTER (?class IN ({', '.join(map(str, TIES))}))"
    ]
    for predicate, end in LATEST.items():
        pattern = f"?node rdf:predicate {predicate} ; rdf:subject ?s ; rdf:object ?o ; {path} ."
        thing, other = ("?o", "?none") if end == RDF.object else ("?s", "?none" if end else "?o")
        groups.append(f"{pattern} BIND ({thing} AS ?thing) BIND ({other} AS ?other)")
    found: set[Triple] = set()
    for group in groups:
        rows = store.query(f"SELECT ?node ?thing ?other ?n {{ {group} }}", prefixes=dict(PREFIXES))
        assert isinstance(rows, QuerySolutions)
        best: dict[tuple[object, object], list[tuple[int, Triple]]] = {}
        for row in rows:
            triple = Triple(row["node"], LPIP.latestOf, row["thing"])
            best.setdefault((row["thing"], row["other"]), []).append((int(row["n"].value), triple))
        found |= {t for each in best.values() for n, t in each if n == max(number for number, _ in each)}
    return found


class Archive(RuleBasedStateMachine):
    """Issues come, change and go; the conclusions follow, and what is said to change is what changes."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.kept = Conclusions(ONTOLOGY)
        self.issues: dict[str, list[Quad]] = {}
        self.seen = set(self.kept.quads())

    def _change(self, gone: list[Quad], came: list[Quad]) -> None:
        change = self.kept.change(gone, came)
        assert set(change.gone) <= self.seen
        assert not set(change.came) & self.seen
        self.seen = (self.seen - set(change.gone)) | set(change.came)

    @rule(name=st.sampled_from("1234567"), seed=st.integers(0, 10_000))
    def put(self, name: str, seed: int) -> None:
        new = issue(name, seed)
        self._change(self.issues.get(name, []), new)
        self.issues[name] = new

    @rule(name=st.sampled_from("1234567"))
    def forget(self, name: str) -> None:
        self._change(self.issues.pop(name, []), [])

    @rule(name=st.sampled_from("1234567"), at=st.integers(0, 1000))
    def edit(self, name: str, at: int) -> None:
        """One quad goes: a fact without its claim, or a claim without its fact."""
        old = self.issues.get(name)
        if old and not any(
            q.predicate in (RDF.subject, RDF.predicate, RDF.object, LPIP.names) for q in [old[at % len(old)]]
        ):
            self.issues[name] = [q for n, q in enumerate(old) if n != at % len(old)]
            self._change(old, self.issues[name])

    @rule(one=st.integers(0, 10_000), other=st.integers(0, 10_000))
    def several(self, one: int, other: int) -> None:
        """Two issues change at once."""
        new = {"1": issue("1", one), "8": issue("8", other)}
        gone = [q for name in new for q in self.issues.get(name, [])]
        self._change(gone, [q for quads in new.values() for q in quads])
        self.issues |= new

    @invariant()
    def same(self) -> None:
        assert self.seen == set(self.kept.quads())
        assert self.seen == full(self.issues)
        quads = [q for each in self.issues.values() for q in each]
        assert {q.triple for q in self.seen if q.predicate == LPIP.latestOf} == newest(quads)

    def teardown(self) -> None:
        self.kept.close()


TestArchive = Archive.TestCase
TestArchive.settings = settings(max_examples=200 if NIGHTLY else 5, stateful_step_count=12)


def test_the_issue_comes_and_goes() -> None:
    with Conclusions(ONTOLOGY) as kept:
        nothing = set(kept.quads())
        built = issue_one.built()
        assert set(kept.change(came=built).came) == set(issue_one.derived()) - nothing
        assert set(kept.quads()) == set(issue_one.derived())
        assert kept.change(gone=built, came=built).came == ()
        kept.change(gone=built)
        assert set(kept.quads()) == nothing


def test_a_circle_does_not_keep_itself_alive() -> None:
    def part(name: str, *pairs: tuple[int, int]) -> list[Quad]:
        return [Quad(PLACES[a], LPIP.locatedIn, PLACES[b], iri.graph("issue", name)) for a, b in pairs]

    with Conclusions(ONTOLOGY) as kept:
        kept.change(came=part("1", (0, 1), (1, 2), (2, 0)))
        kept.change(gone=part("1", (0, 1), (1, 2), (2, 0)), came=part("1", (0, 1)))
        assert {q for q in kept.quads() if q.predicate == LPIP.locatedIn} == set()


def test_a_folder_is_taken_up_again_and_copied(tmp_path: Path) -> None:
    issues = {name: issue(name, n) for n, name in enumerate("1234")}
    with Conclusions(ONTOLOGY, tmp_path / "one") as kept:
        assert kept.fresh
        for quads in issues.values():
            kept.change(came=quads)
        kept.copy(tmp_path / "two")
    with Conclusions(ONTOLOGY, tmp_path / "two") as kept:
        assert not kept.fresh
        assert set(kept.quads()) == full(issues)
        kept.change(issues.pop("2"), [])
        assert set(kept.quads()) == full(issues)
    with Conclusions(ONTOLOGY, tmp_path / "one") as kept:
        assert set(kept.quads()) == full({name: issue(name, n) for n, name in enumerate("1234")})


def test_other_rules_or_another_ontology_begin_anew(tmp_path: Path) -> None:
    with Conclusions(ONTOLOGY, tmp_path / "kept") as kept:
        kept.change(came=issue("1", 1))
    (more, *rest) = rules()
    with Conclusions(ONTOLOGY, tmp_path / "kept", known=rest) as kept:
        assert kept.fresh
        kept.change(came=issue("1", 1))
    assert more.name not in {r.name for r in rest}
    above = Quad(LPIP.Theme, RDFS.subClassOf, LPIP.Place)
    with Conclusions([*ONTOLOGY, above], tmp_path / "kept", known=rest) as kept:
        assert kept.fresh
    (tmp_path / "kept" / "conclusions.db").write_bytes(b"not a database")
    with Conclusions(ONTOLOGY, tmp_path / "kept") as kept:
        assert kept.fresh


def test_what_was_never_added_does_not_go_and_nothing_is_changed() -> None:
    with Conclusions(ONTOLOGY) as kept:
        kept.change(came=issue("1", 1))
        before = set(kept.quads())
        with pytest.raises(DataError, match="that no issue had added"):
            kept.change(gone=issue("2", 99), came=issue("3", 5))
        assert set(kept.quads()) == before
        kept.change(came=issue("3", 5))
        assert set(kept.quads()) == full({"1": issue("1", 1), "3": issue("3", 5)})


def test_a_fact_about_the_ontology_is_refused() -> None:
    wrong = Quad(ORGS[0], RDF.type, OWL.TransitiveProperty, iri.graph("issue", "1"))
    with Conclusions(ONTOLOGY) as kept, pytest.raises(DataError, match="is about the ontology"):
        kept.change(came=[wrong])


def _rules(folder: Path, *wheres: str) -> Iterator[Rule]:
    for n, where in enumerate(wheres):
        (folder / f"r{n}.rq").write_text(
            "# title: T\n# because: ?a lpip:leads ?b\nPREFIX lpip: <https://w3id.org/lpip/def/>\n"
            f"CONSTRUCT {{ ?a lpip:worksOn ?b }}\nWHERE {{ {where} }}\n"
        )
    yield from read_rules(folder)


@pytest.mark.parametrize(
    "where",
    [
        "?a lpip:leads ?b . FILTER NOT EXISTS { ?b lpip:leads ?a }",
        "?a lpip:leads ?b . OPTIONAL { ?b lpip:leads ?c }",
        "?a lpip:leads ?b . MINUS { ?b lpip:leads ?a }",
        "?a lpip:leads ?b . ?a lpip:leads+ ?c",
        "{ ?a lpip:leads ?b } UNION { ?b lpip:leads ?a }",
        "?a lpip:hosts ?b",
        "SELECT nonsense",
    ],
)
def test_a_rule_whose_conclusions_cannot_be_kept_is_refused(where: str, tmp_path: Path) -> None:
    with pytest.raises(SyntaxProblem, match=r"r0\.rq"):
        Conclusions(ONTOLOGY, known=_rules(tmp_path, where))


@pytest.mark.parametrize("one", rules(), ids=lambda r: r.name)
def test_each_rule_alone(one: Rule) -> None:
    issues: dict[str, list[Quad]] = {}
    with Conclusions(ONTOLOGY, known=[one]) as kept:
        for n in range(12):
            name = str(n % 4)
            new = issue(name, 100 + n) if n % 5 else []
            kept.change(issues.get(name, []), new)
            issues[name] = new
            assert set(kept.quads()) == full(issues, (one,))
