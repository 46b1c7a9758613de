"""Builds the page of one thing of any class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Quad

from ..phrases import day, heading, literal, sentence
from ..sparql import printed
from ..vocabulary import DCTERMS, LPIP, ORG, RDF, RDFS, SCHEMA, SKOS
from .display_labels import HIDDEN, KINDS, OVER_TIME, PLURALS, PROSE
from .links import path_of
from .store_queries import Known, line
from .views import Fact, Finding, Group, Outside, Passage, Quote, Ref, Section, Thing

__all__ = ["thing"]

#: Segment of a class → the classes of what it is connected with, in the order of interest.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "theme": ("person", "publication", "organisation", "policy", "question", "event", "concept", "case-study", "place"),
    "person": ("theme", "publication", "organisation", "person"),
    "organisation": ("person", "theme", "publication", "policy", "event", "organisation"),
    "publication": ("theme", "person", "organisation", "publication", "policy"),
    "policy": ("theme", "organisation", "place", "publication", "policy"),
    "event": ("organisation", "place", "theme", "person"),
    "place": ("policy", "case-study", "organisation", "event", "place"),
    "concept": ("theme", "publication"),
    "question": ("publication", "theme", "organisation"),
    "case-study": ("place", "theme", "publication", "organisation"),
}  # fmt: skip
_POST_KINDS = {
    LPIP.Secondment.value: "on secondment",
    LPIP.FormerMembership.value: "formerly",
}


def thing(known: Known, iri: str) -> Thing | None:
    """The page of a thing; None if the store has no statement about it."""
    outgoing, incoming = known.about(iri)
    if not outgoing and not incoming:
        return None
    maker = _Maker(known, iri, outgoing, incoming)
    return maker.made()


@dataclass
class _Maker:
    known: Known
    iri: str
    outgoing: Sequence[Quad]
    incoming: Sequence[Quad]
    inner: dict[str, list[Quad]] = field(default_factory=dict)
    quotes: Mapping[str, tuple[Quote, ...]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    count: int = 0

    def made(self) -> Thing:
        types = {
            q.object.value
            for q in self.outgoing
            if q.predicate == RDF.type and isinstance(q.object, NamedNode)
        }
        segment = next((kind for kind, cls in KINDS.items() if cls in types), "")
        outgoing = [q for q in self.known.specific(self.outgoing) if q.predicate.value not in HIDDEN]
        incoming = [q for q in self.known.specific(self.incoming) if q.predicate.value not in HIDDEN]
        self.inner = self._inner([*self.outgoing, *self.incoming])
        posts = {n: quads for n, quads in self.inner.items() if any(q.predicate == ORG.member for q in quads)}
        covered = {
            (q.object, other.object)
            for quads in posts.values()
            for q in quads
            if q.predicate == ORG.member
            for other in quads
            if other.predicate in (ORG.organization, ORG.role)
        }
        # a post says who, where, as what and when: what it is made from is not said a second time
        told = (ORG.memberOf, LPIP.secondedTo, LPIP.workedFor, LPIP.hasRole)
        outgoing = [q for q in outgoing if q.predicate not in told or (q.subject, q.object) not in covered]
        incoming = [q for q in incoming if q.predicate not in told or (q.subject, q.object) not in covered]
        self.quotes = self.known.behind(
            [
                *outgoing,
                *incoming,
                *(q for quads in self.inner.values() for q in quads if q.predicate != RDF.type),
            ]
        )
        self.labels = self.known.names(
            term.value
            for q in (*outgoing, *incoming, *(q for quads in self.inner.values() for q in quads))
            for term in (q.subject, q.object)
            if isinstance(term, NamedNode)
        )
        name = self._name()
        self.labels = {**self.labels, self.iri: name}
        texts = [q for q in outgoing if not self._is_thing(q.object)]
        things = [q for q in outgoing if self._is_thing(q.object)]
        abroad = [q for q in things if path_of(q.object.value) is None]  # type: ignore[union-attr]
        things = [q for q in things if q not in abroad]
        kinds = [q for q in things if q.predicate in (DCTERMS.type, ORG.classification)]
        passages = self.known.passages(self.iri)
        numbers = tuple(key for key in self.known.issues if any(p.issue == key for p in passages))
        findings = self.known.findings_on(self.iri)
        kind = self._kind(types, segment)
        prose = [q for q in texts if q.predicate.value in PROSE]
        connected = self._connected([q for q in things if q not in kinds], incoming, segment)
        names = self._other_names(name)
        made = Thing(
            ref=self.known.ref(self.iri, name, segment),
            kind=kind,
            kinds=tuple(
                self.known.ref(q.object.value, self.labels.get(q.object.value, ""))
                for q in kinds
                if isinstance(q.object, NamedNode) and self.labels.get(q.object.value) != kind
            ),
            names=names,
            words=self._newest_first(self._fact(q, incoming=False) for q in prose),
            facts=(*self._groups(texts, prose), *connected.pop("", ())),
            posts=tuple(self._posts(posts)),
            over_time=tuple(
                self._group(q.predicate.value, [q])
                for predicate in OVER_TIME
                for q in texts
                if q.predicate.value == predicate
            ),
            connected=tuple(Section(k, PLURALS[k], groups) for k, groups in connected.items()),
            passages=_telling(passages, (name, *names)),
            issues=numbers,
            findings=_each_said_once(f for f in findings if f.kind in ("", LPIP.Contradiction.value)),
            changes=_each_said_once(f for f in findings if f.kind == LPIP.Replacement.value),
            outside=self._outside(abroad),
            beside=tuple(self._beside()) if segment == "organisation" else (),
        )
        unlinked = [f.text for f in findings if f.kind == LPIP.MissingAddress.value and segment == "event"]
        return replace(made, missing=(*_missing(made, [*outgoing, *incoming], self.known), *unlinked))

    def _inner(self, quads: Iterable[Quad]) -> dict[str, list[Quad]]:
        """What the nodes say that belong to a statement: posts, definitions, sums of money, times."""
        nodes = {
            term.value
            for q in quads
            for term in (q.subject, q.object)
            if isinstance(term, NamedNode)
            and (path := path_of(term.value)) is not None
            and path.partition("/")[0] in ("membership", "definition", "amount", "interval")
        } - {self.iri}
        if not nodes:
            return {}
        listed = " ".join(printed(NamedNode(n)) for n in sorted(nodes))
        found: dict[str, list[Quad]] = {n: [] for n in sorted(nodes)}
        for q in self.known.store.construct(
            f"CONSTRUCT {{ ?node ?p ?o . ?during ?time ?value }} WHERE {{ VALUES ?node {{ {listed} }} ?node ?p ?o . "
            "OPTIONAL { ?node org:memberDuring ?during . ?during (time:hasBeginning|time:hasEnd) ?at . ?during ?time ?value } }"
        ):
            if isinstance(q.subject, NamedNode):
                found.setdefault(q.subject.value, []).append(q)
        return {n: sorted(quads, key=str) for n, quads in found.items()}

    def _name(self) -> str:
        labels = sorted(
            (q.predicate != RDFS.label, q.object.value)
            for q in self.outgoing
            if q.predicate in (RDFS.label, SKOS.prefLabel) and isinstance(q.object, Literal)
        )
        return labels[0][1] if labels else self.iri.rsplit("/", 1)[-1]

    def _other_names(self, name: str) -> tuple[str, ...]:
        found = {
            q.object.value
            for q in self.outgoing
            if q.predicate in (SKOS.altLabel, RDFS.label, SKOS.prefLabel) and isinstance(q.object, Literal)
        }
        shown = {name.casefold(): name}
        for other in sorted(found):
            shown.setdefault(other.casefold(), other)
        return tuple(sorted(set(shown.values()) - {name}, key=str.casefold))

    def _kind(self, types: set[str], segment: str) -> str:
        """The most specific class in words."""
        ours = sorted(t for t in types if t.startswith(LPIP.Entity.value.rsplit("/", 1)[0]))
        if not ours:
            return "thing"
        listed = " ".join(f"<{t}>" for t in ours)
        rows = self.known.store.select(
            f"SELECT ?label (COUNT(DISTINCT ?above) AS ?depth) WHERE {{ VALUES ?class {{ {listed} }} "
            "?class rdfs:label ?label ; rdfs:subClassOf* ?above } GROUP BY ?label"
        ).rows
        best = sorted(rows, key=lambda row: (-int(row[1].value), row[0].value))  # type: ignore[union-attr]
        return str(best[0][0].value) if best else segment.replace("-", " ") or "thing"  # type: ignore[union-attr]

    def _is_thing(self, term: object) -> bool:
        return isinstance(term, NamedNode) and term.value not in self.inner

    def _heading(self, q: Quad, *, incoming: bool) -> str:
        prop = self.known.property_of(q.predicate.value)
        return heading(q.predicate.value, prop.label, prop.inverse, incoming=incoming)

    def _words(self, term: object) -> str:
        if isinstance(term, Literal):
            return literal(term)
        assert isinstance(term, NamedNode)
        return self.labels.get(term.value) or term.value.rsplit("/", 1)[-1]

    def _next(self) -> str:
        self.count += 1
        return f"e{self.count}"

    def _fact(self, q: Quad, *, incoming: bool) -> Fact:
        other = q.subject if incoming else q.object
        prop = self.known.property_of(q.predicate.value)
        said = _short(sentence(self._words(q.subject), q.predicate.value, prop.label, self._words(q.object)))
        quotes = self.quotes.get(line(q), ())
        if isinstance(other, NamedNode) and other.value in self.inner:
            text, more = self._node(other.value)
            return Fact(self._next(), said, None, text, quotes or self._of_node(other.value), more)
        if isinstance(other, NamedNode):
            return Fact(self._next(), said, self.known.ref(other.value, self._words(other)), "", quotes)
        return Fact(self._next(), said, None, self._words(other), quotes)

    def _node(self, node: str) -> tuple[str, tuple[str, ...]]:
        """What a node for a definition, a sum or a time says, and what else it says."""
        quads = self.inner[node]
        for wanted in (LPIP.asStated, SCHEMA.text, RDFS.label):
            found = [q.object.value for q in quads if q.predicate == wanted and isinstance(q.object, Literal)]
            if found:
                sources = [
                    self._words(q.object)
                    for q in quads
                    if q.predicate == DCTERMS.source and isinstance(q.object, NamedNode)
                ]
                return found[0], tuple(f"in {source}" for source in sources)
        return self._words(NamedNode(node)), ()

    def _of_node(self, node: str) -> tuple[Quote, ...]:
        found = {quote: None for q in self.inner[node] for quote in self.quotes.get(line(q), ())}
        return tuple(found)

    def _newest_first(self, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        order = {key: place for place, key in enumerate(self.known.issues)}
        return tuple(
            sorted(facts, key=lambda f: -max((order.get(q.issue, -1) for q in f.quotes), default=-1))
        )

    def _group(self, predicate: str, quads: Iterable[Quad]) -> Group:
        prop = self.known.property_of(predicate)
        title = heading(predicate, prop.label, prop.inverse, incoming=False)
        return Group(title, tuple(self._fact(q, incoming=False) for q in quads))

    def _groups(self, texts: Iterable[Quad], prose: Iterable[Quad]) -> Iterator[Group]:
        """The textual statements, without those elsewhere on the page, and without those that other texts contain."""
        told = {_folded(self._fact(q, incoming=False).text) for q in prose}
        found: dict[str, list[Quad]] = {}
        for q in texts:
            if q.predicate.value not in PROSE | set(OVER_TIME) and _folded(self._words(q.object)) not in told:
                found.setdefault(q.predicate.value, []).append(q)
        groups = (self._group(predicate, quads) for predicate, quads in found.items())
        yield from sorted(groups, key=lambda group: group.title)

    def _connected(
        self, outgoing: Sequence[Quad], incoming: Sequence[Quad], segment: str
    ) -> dict[str, tuple[Group, ...]]:
        """Things on the other side of statements: by their class, and there by what connects them; "" without a class."""
        by_class: dict[str, dict[str, list[Fact]]] = {}
        for quads, inward in ((outgoing, False), (incoming, True)):
            for q in quads:
                other = q.subject if inward else q.object
                assert isinstance(other, NamedNode)
                if other.value in self.inner:
                    continue
                path = path_of(other.value) or ""
                kind = path.partition("/")[0]
                groups = by_class.setdefault(kind if kind in PLURALS else "", {})
                groups.setdefault(self._heading(q, incoming=inward), []).append(
                    self._fact(q, incoming=inward)
                )
        order = [*_ORDER.get(segment, ()), *(k for k in PLURALS if k not in _ORDER.get(segment, ())), ""]
        return {
            kind: tuple(Group(title, self._listed(kind, facts)) for title, facts in by_class[kind].items())
            for kind in order
            if kind in by_class
        }

    def _listed(self, kind: str, facts: Iterable[Fact]) -> tuple[Fact, ...]:
        """Statements in order, one for each thing: what has a date by that, the newest first, then by name."""
        once: dict[str, Fact] = {}
        for f in facts:
            name = f.value.iri if f.value else f.text
            before = once.get(name)
            quotes = f.quotes if before is None else tuple(dict.fromkeys((*before.quotes, *f.quotes)))
            once[name] = replace(before or f, quotes=quotes)
        listed = sorted(once.values(), key=lambda f: f.value.name.casefold() if f.value else f.text)
        if kind not in ("publication", "event"):
            return tuple(listed)
        dates = self.known.dates(f.value.iri for f in listed if f.value)
        when = {f.key: dates.get(f.value.iri, "") if f.value else "" for f in listed}
        listed.sort(key=lambda f: when[f.key], reverse=True)
        return tuple(replace(f, more=(*f.more, day(when[f.key]))) if when[f.key] else f for f in listed)

    def _posts(self, posts: Mapping[str, Sequence[Quad]]) -> Iterator[Fact]:
        """Past and present posts: person, organisation, role and time."""
        for node, quads in posts.items():
            values: dict[str, list[str]] = {}
            for q in quads:
                if isinstance(q.object, NamedNode | Literal):
                    values.setdefault(q.predicate.value, []).append(q.object.value)
            person, body = (values.get(p.value, [""])[0] for p in (ORG.member, ORG.organization))
            other = body if person == self.iri else person
            if not other or self.iri not in (person, body):
                continue
            role = values.get(LPIP.roleTitle.value) or [
                self.labels.get(r, "") for r in values.get(ORG.role.value, ())
            ]
            how = [words for cls, words in _POST_KINDS.items() if cls in values.get(RDF.type.value, ())]
            when = [self._during(d) for d in values.get(ORG.memberDuring.value, ())]
            share = [f"{s}% of full time" for s in values.get(LPIP.workingShare.value, ())]
            more = tuple(filter(None, (*role[:1], *how, *when, *share)))
            sentence = f"{self.labels.get(person, person)}: {', '.join((self.labels.get(body, body), *more))}"
            ref = self.known.ref(other, self.labels.get(other, other.rsplit("/", 1)[-1]))
            yield Fact(self._next(), sentence, ref, "", self._of_node(node), more)

    def _during(self, interval: str) -> str:
        rows = self.known.store.select(
            f"SELECT ?from ?to ?said WHERE {{ BIND ({printed(NamedNode(interval))} AS ?during) "
            "OPTIONAL { ?during lpip:asStated ?said } "
            "OPTIONAL { ?during time:hasBeginning/(time:inXSDDate|time:inXSDgYearMonth|time:inXSDgYear) ?from } "
            "OPTIONAL { ?during time:hasEnd/(time:inXSDDate|time:inXSDgYearMonth|time:inXSDgYear) ?to } }"
        ).dicts()
        if not rows:
            return ""
        row = {name: literal(term) for name, term in rows[0].items() if isinstance(term, Literal)}
        if "from" in row or "to" in row:
            parts = (f"from {row['from']}" if "from" in row else "", f"to {row['to']}" if "to" in row else "")
            return " ".join(filter(None, parts))
        return row.get("said", "")

    def _beside(self) -> Iterator[tuple[Ref, tuple[Ref, ...]]]:
        """The organisations that share themes with this one, those with the most first."""
        rows = self.known.store.select(
            f"SELECT DISTINCT ?other ?name ?theme ?themeName WHERE {{ {printed(NamedNode(self.iri))} lpip:linkedToTheme ?theme . "
            "?other lpip:linkedToTheme ?theme ; rdf:type lpip:Organisation ; rdfs:label ?name . ?theme rdfs:label ?themeName } "
            "ORDER BY ?name ?themeName"
        ).rows
        found: dict[str, tuple[Ref, dict[str, Ref]]] = {}
        for row in rows:
            other, name, theme, title = (t.value for t in row if isinstance(t, NamedNode | Literal))
            if other != self.iri:
                known = found.setdefault(other, (self.known.ref(other, name), {}))
                known[1].setdefault(theme, self.known.ref(theme, title))
        for ref, themes in sorted(found.values(), key=lambda item: (-len(item[1]), item[0].name.casefold())):
            yield ref, tuple(themes.values())

    def _outside(self, abroad: Sequence[Quad]) -> tuple[Outside, ...]:
        """Its identifiers, and what else it is said to be or to be like elsewhere."""
        rows = self.known.store.select(
            f"SELECT DISTINCT ?scheme ?value ?url ?note WHERE {{ {printed(NamedNode(self.iri))} lpip:identifier ?i . "
            "?i lpip:scheme ?scheme ; skos:notation ?value . OPTIONAL { ?i schema:url ?url } "
            "OPTIONAL { ?i rdfs:comment ?note } }"
        ).dicts()
        found = {
            Outside(
                value["scheme"],
                value["value"],
                value["url"] if value.get("url", "").startswith(("https://", "http://")) else "",
                value.get("note", ""),
            )
            for row in rows
            for value in ({n: t.value for n, t in row.items() if isinstance(t, NamedNode | Literal)},)
        }
        known = {o.url for o in found}
        for q in abroad:
            assert isinstance(q.object, NamedNode)
            address = q.object.value
            if address not in known:
                url = address if address.startswith(("https://", "http://")) else ""
                found.add(Outside(self._heading(q, incoming=False), address, url))
        return tuple(sorted(found, key=lambda o: (o.scheme == "URL", o.scheme, o.value)))


def _each_said_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without those that say the same of another issue; of those that agree with the newsletter one is enough."""
    once = list({f.text: f for f in findings}.values())
    return (*(f for f in once if not f.agrees), *[f for f in once if f.agrees][:1])


def _folded(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _telling(passages: Sequence[Passage], names: Sequence[str]) -> tuple[Passage, ...]:
    """The passages with statements; bare names only if there are no others."""
    bare = {_folded(name) for name in names}
    telling = tuple(p for p in passages if _folded(p.words) not in bare)
    return telling or tuple(passages[:1])


def _short(sentence: str) -> str:
    return sentence if len(sentence) < 120 else sentence[:110].rsplit(" ", 1)[0] + " …"


#: Segment of a class → properties of which one should be there, and what to say if none is. `<` stands before one that
#: leads here.
_WANTED: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "theme": (
        ((f"<{LPIP.leadsTheme.value}",), "No lead is named"),
        ((f"<{LPIP.reviewsTheme.value}",), "No evidence review was found"),
        ((DCTERMS.description.value,), "No sentence describes the theme"),
    ),
    "publication": (
        ((DCTERMS.issued.value,), "No date is given"),
        ((DCTERMS.creator.value,), "No author is named"),
    ),
    "policy": (
        ((LPIP.responsibleBody.value, SCHEMA.funder.value, f"<{LPIP.leads.value}"), "Nobody is said to run or fund it"),
        ((LPIP.startPeriod.value,), "It is not said when it began"),
    ),
    "event": (
        ((SCHEMA.startDate.value,), "No date is given"),
        ((SCHEMA.organizer.value,), "No organiser is named"),
        (
            (LPIP.locatedIn.value, DCTERMS.spatial.value, SCHEMA.eventAttendanceMode.value),
            "It is not said where it takes place, or whether online",
        ),
    ),
    "concept": (((LPIP.hasDefinition.value,), "No definition was found"),),
    "case-study": (((LPIP.locatedIn.value, DCTERMS.spatial.value), "It is not said where it is"),),
}  # fmt: skip


def _missing(made: Thing, quads: Sequence[Quad], known: Known) -> Iterator[str]:
    """What a reader would look for on such a page and what no issue says."""
    keys = list(known.issues)
    span = (
        f"issue {keys[0]}"
        if len(keys) == 1
        else f"issues {keys[0]}–{keys[-1]}"
        if keys
        else "the issues read"
    )
    there = {q.predicate.value for q in quads if q.subject.value == made.ref.iri}  # type: ignore[union-attr]
    into = {f"<{q.predicate.value}" for q in quads if q.object == NamedNode(made.ref.iri)}
    for properties, words in _WANTED.get(made.ref.kind, ()):
        if not any(p in there or p in into for p in properties):
            yield f"{words} in {span}."
    if made.ref.kind == "person" and not made.posts and ORG.memberOf.value not in there:
        yield f"No organisation is named for this person in {span}."
    if made.ref.kind == "publication" and not any(o.url for o in made.outside):
        yield f"No link to it is given in {span}."
