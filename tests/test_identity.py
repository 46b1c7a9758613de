"""One thing, one id, over several issues and beside the authority: what is one, and what only looks alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Dataset, Literal, NamedNode

from lpipgraph import document, graph
from lpipgraph.authority import Authority, Entry, Succession
from lpipgraph.extract import extract
from lpipgraph.identity import aligned, labels, settled, singular
from lpipgraph.names import slug
from lpipgraph.records import Entity, Records, Relation, Value
from lpipgraph.vocabulary import DCTERMS, LPIP, ORG, RDF, RDFS, SCHEMA, SKOS, graph_kind, iri, is_public

PREFIX = {
    "Organisation": "org", "Policy": "policy", "Concept": "concept", "Publication": "pub", "CaseStudy": "case",
    "Person": "person", "Place": "place", "Event": "event",
}  # fmt: skip


def thing(cls: str, name: str, *aliases: str, kind: str | None = None, id_: str = "") -> Entity:
    """An entity as a reader that has met nothing before would name it."""
    return Entity(
        id=id_ or f"{PREFIX[cls]}:{slug(name)}", cls=cls, name=name, aliases=aliases, kind=kind, quote=name,
        how="heading",
    )  # fmt: skip


def issue(n: int, *things: Entity, of: str = "policy-innovate") -> Records:
    return Records(f"{of}-{n:02}", things)


def ids(*issues: Records, authority: Authority | None = None) -> list[list[str]]:
    return [[e.id for e in rows.entities] for rows in settled(issues, authority or Authority())]


def alike(a: Entity, b: Entity, *, of: str = "policy-innovate") -> bool:
    (one,), (two,) = ids(issue(1, a), issue(2, b, of=of))
    return one == two


# --- what is one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (thing("Concept", "Anchor institutions"), thing("Concept", "anchor institution")),
        (thing("Concept", "community"), thing("Concept", "Communities")),
        (thing("Policy", "Local Growth Plan"), thing("Policy", "Local Growth Plans")),
        (thing("Organisation", "Tyne Centre for Skills"), thing("Organisation", "Tyne Centre")),
        (thing("Organisation", "Tyne University"), thing("Organisation", "Tyne University in Gateshead")),
        (thing("Organisation", "Institute of Towns", "IoT"), thing("Organisation", "IoT")),
        (thing("Organisation", "IoT"), thing("Organisation", "Institute of Towns", "IoT")),
        (thing("Organisation", "Hub Board"), thing("Organisation", "Hub Board")),
        (thing("Policy", "High Street Renewal Zones"), thing("Policy", "High Streets Renewal Zones")),
        (thing("Organisation", "Dyfed Fro LPIP Rural Wales"), thing("Organisation", "LPIP Dyfed Fro Rural Wales")),
        (thing("CaseStudy", "Solbakken park", "Solbakken"), thing("CaseStudy", "Solbakken")),
        (thing("Publication", "What towns need", kind="report"), thing("Publication", "What towns need", kind="study")),
    ],
    ids=lambda e: e.name,
)  # fmt: skip
def test_two_that_are_one(one: Entity, two: Entity) -> None:
    assert alike(one, two)
    assert alike(two, one)


NOUNS = ["Rivers", "Towns", "Skills", "Harbours", "Health", "Transport"]


@given(
    noun=st.sampled_from(
        ["policy", "need", "process", "class", "box", "city", "bus", "theme", "analysis", "status"]
    )
)
def test_singular_and_plural_of_a_concept_are_one(noun: str) -> None:
    plural = noun[:-1] + "ies" if noun[-1] == "y" else noun + ("es" if noun[-1] in "sx" else "s")
    if noun in ("bus", "analysis", "status"):  # what ends like a plural is none
        assert singular(noun) == noun
    else:
        assert singular(plural) == singular(noun) == noun


_WORDS_OF = st.lists(
    st.sampled_from(["Roads", "Health", "Towns", "Skills", "Ports", "Work"]),
    min_size=1,
    max_size=3,
    unique=True,
)


def _spelt(name: str, how: int) -> str:
    """One name as different hands write it: with the article, "&", another apostrophe or hyphen, in capitals, no-break blanks."""
    forms = (
        name,
        f"the {name}",
        f"The {name}",
        name.replace(" and ", " & "),
        name.replace(" and ", " &amp; ".replace("&amp;", "&")).upper(),
        name.replace(" ", "\u00a0"),
        name.replace("-", "\u2011"),
        name.replace("'", "’"),
    )
    return forms[how % len(forms)]


@given(
    rest=_WORDS_OF,
    head=st.sampled_from(["Department", "Ministry", "Office"]),
    how=st.tuples(st.integers(0, 7), st.integers(0, 7)),
    links=st.tuples(st.sampled_from(["of", "for"]), st.sampled_from(["of", "for"])),
)
def test_a_department_is_one_with_of_and_for(
    rest: list[str], head: str, how: tuple[int, int], links: tuple[str, str]
) -> None:
    what = " and ".join(rest)
    one, two = (
        thing("Organisation", _spelt(f"{head} {link} {what}", n)) for link, n in zip(links, how, strict=True)
    )
    assert alike(one, two)
    known = Authority((Entry("org:known", "Organisation", f"{head} for {what}"),))
    assert ids(issue(1, one), issue(2, two), authority=known) == [["org:known"], ["org:known"]]
    # another word is another department, and an issue that names both forms means two
    assert not alike(one, thing("Organisation", f"{head} {links[1]} {what} and Sport"))
    assert not alike(one, thing("Organisation", f"{head} {links[1]} {what} (NI)"))
    both = [thing("Organisation", f"{head} {link} {what}") for link in ("of", "for")]
    assert len({*ids(issue(1, *both), issue(2, *both), authority=known)[1]}) == 2


@given(
    name=_WORDS_OF.map(" ".join),
    kind=st.sampled_from(["Fund", "Grant", "Levy", "Plan", "Pilot", "Scheme", "Strategy", "Bill"]),
    classes=st.tuples(
        st.sampled_from(["Organisation", "Policy"]), st.sampled_from(["Organisation", "Policy"])
    ),
    how=st.tuples(st.integers(0, 7), st.integers(0, 7)),
    number=st.integers(2, 30),
)
def test_a_scheme_is_one_in_singular_and_plural_and_its_second_is_another(
    name: str, kind: str, classes: tuple[str, str], how: tuple[int, int], number: int
) -> None:
    plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    one, two = (
        thing(cls, _spelt(f"Towns {name} {last}", n))
        for cls, last, n in zip(classes, (kind, plural), how, strict=True)
    )
    assert alike(one, two)
    for other in (f"{kind} {number}", f"{kind} II", f"Future {kind}", f"{kind} Board", f"{kind} (Wales)"):
        assert not alike(one, thing(classes[1], f"Towns {name} {other}")), other


@given(
    town=st.sampled_from(["Tyne", "York", "Swansea", "Leeds", "West Ulster", "South Wales"]),
    saint=st.sampled_from(["St John", "Metropolitan", "Brookes", "City", "Trinity"]),
)
def test_a_university_of_a_town_is_the_town_s_and_no_other_of_it(town: str, saint: str) -> None:
    one, two = thing("Organisation", f"University of {town}"), thing("Organisation", f"{town} University")
    assert alike(one, two)
    for other in (
        f"{town} {saint} University",
        f"University of North {town}",
        f"{town} University College",
        f"{town} College",
    ):
        for mine in (one, two):
            assert not alike(mine, thing("Organisation", other)), other


# --- what is two -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (thing("Organisation", "Enterprise Research Centre", "ERC"), thing("Organisation", "Economic Research Council", "ERC")),
        (thing("Organisation", "Tyne Centre for Skills", "Tyne Centre"), thing("Organisation", "Tyne Centre for Housing", "Tyne Centre")),
        (thing("Organisation", "Local Council Association"), thing("Organisation", "Local Council Association of Wales")),
        (thing("Organisation", "Tyne Trust"), thing("Organisation", "Tyne Trust in Scotland")),
        (
            thing("Organisation", "Department for Roads", kind="government department"),
            thing("Organisation", "Department for Roads of Ulster", kind="government department"),
        ),
        (thing("Publication", "Skills Review", kind="article"), thing("Publication", "Skills Review", kind="evidence review", id_="pub:other")),
        (thing("Person", "Ann Lee", "Ann"), thing("Person", "Ann Smith", "Ann")),
        (thing("Organisation", "Alliance"), thing("Organisation", "Allianz")),
        (thing("Organisation", "Tyne Trust Council"), thing("Organisation", "Tyne Council Trust")),
        (thing("Policy", "High Street Renewal Zones"), thing("Policy", "High Street Heritage Zones")),
        (thing("Organisation", "Department for Education"), thing("Organisation", "Department of Education")),  # England's, Ulster's
        (thing("Organisation", "Office for Students"), thing("Organisation", "Office of the Students")),
        (thing("Organisation", "London Councils"), thing("Organisation", "London Council")),
        (thing("Organisation", "City of London Corporation"), thing("Organisation", "London Corporation")),
        (thing("Organisation", "Kingston Council"), thing("Organisation", "Royal Borough of Kingston Council")),
        (thing("Organisation", "Institute for Roads"), thing("Organisation", "Institute of Roads")),
    ],
    ids=lambda e: e.name,
)  # fmt: skip
def test_two_that_only_look_alike(one: Entity, two: Entity) -> None:
    assert not alike(one, two)
    assert not alike(two, one)


@pytest.mark.parametrize(
    "name", ["Network", "Advisory Board", "the Partnership", "Project Team", "Steering Group"]
)
def test_a_name_without_a_word_of_its_own_is_another_body_in_another_newsletter(name: str) -> None:
    assert alike(thing("Organisation", name), thing("Organisation", name))
    assert not alike(thing("Organisation", name), thing("Organisation", name), of="other-letter")


def test_a_short_name_of_two_known_bodies_decides_nothing() -> None:
    two = (thing("Organisation", "Tyne Centre for Skills"), thing("Organisation", "Tyne Centre for Housing"))
    (_, (short,)) = ids(issue(1, *two), issue(2, thing("Organisation", "Tyne Centre")))
    assert short == "org:tyne-centre"


def held(n: int, day: str, of: str = "policy-innovate", how: str = "heading") -> Records:
    """An issue that announces one course, on a day, in a month or at no time."""
    course = replace(thing("Event", "Evaluation for All"), how=how)
    form = {16: "dateTime", 7: "gYearMonth"}.get(len(day), "date")
    begins = Relation(s=course.id, p="startDateTime", o=Value(day, form), quote="Evaluation for All")
    return Records(f"{of}-{n:02}", (course,), (begins,) if day else ())


WHEN = [
    "2026-01-28",
    "2026-01-28T10:00",
    "2026-01",
    "2026-06-24",
    "2026-06-24T10:00",
    "2026-06",
    "2027-06-24",
]


@given(
    st.lists(st.tuples(st.sampled_from(WHEN), st.sampled_from(["policy-innovate", "other-letter"])), min_size=2, max_size=6),
    st.sampled_from(["heading", "authority"]),
)  # fmt: skip
def test_a_course_that_is_held_again_is_another_event(rows: list[tuple[str, str]], how: str) -> None:
    """Whichever issues announce it, and whether or not the authority has it: two starts of one event break its shape."""
    known = Authority((Entry("event:evaluation-for-all", "Event", "Evaluation for All"),))
    authority = known if how == "authority" else Authority()
    issues = [held(n, day, of, how) for n, (day, of) in enumerate(rows, 1)]
    found: dict[str, set[str]] = {}
    for (day, _), mine in zip(rows, settled(issues, authority), strict=True):
        found.setdefault(mine.entities[0].id, set()).add(day[:10])
    for days in found.values():
        assert all(a.startswith(b) or b.startswith(a) for a in days for b in days), found
    whole = [id_ for id_, days in found.items() for day in days if len(day) == 10]
    assert len(whole) == len({day[:10] for day, _ in rows if len(day) >= 10}), found


def test_a_course_without_a_day_is_the_one_that_is_known() -> None:
    def first(*issues: Records) -> list[str]:
        return [mine.entities[0].id for mine in settled(issues, Authority())]

    assert len(set(first(held(1, "2026-01-28"), held(2, ""), held(3, "2026-01-28")))) == 1
    # of two it may be either
    assert len(set(first(held(1, "2026-01-28"), held(2, "2026-06-24"), held(3, "")))) == 3


def test_two_issues_that_are_compared_have_one_event_that_was_moved() -> None:
    one, two = held(1, "2026-01-28"), held(2, "2026-02-04")
    assert aligned(one, two).entities[0].id == one.entities[0].id


# --- general names: whose a thing is -------------------------------------------------------------------------

#: Class and names that many bodies' things bear.
GENERAL = [
    ("Organisation", n)
    for n in (
        "Advisory Board",
        "Steering Group",
        "Project Board",
        "Policy Unit",
        "Project Team",
        "Innovation Board",
    )
]
GENERAL += [("Policy", n) for n in ("Local Growth Fund", "Innovation Strategy", "Community Renewal Fund", "Growth Deal", "Climate Action Plan")]  # fmt: skip
OWNERS = (
    "Welsh Government",
    "Scottish Government",
    "Wessex Policy Institute",
    "Humber Data Centre",
    "Dunholm Council",
)
PREDICATES = {"Organisation": "partOfOrganisation", "Policy": "responsibleBody"}


def owned_thing(
    cls: str, name: str, owner: str | None, way: str
) -> tuple[tuple[Entity, ...], tuple[Relation, ...]]:
    """A thing of a general name that is somebody's, as its name or a statement says."""
    if owner is None:
        return (thing(cls, name),), ()
    if way == "of":
        return (thing(cls, f"{name} of the {owner}", name),), ()
    mine, body = thing(cls, name), thing("Organisation", owner)
    return (mine, body), (Relation(s=mine.id, p=PREDICATES[cls], o=body.id, quote=name),)


@settings(max_examples=150)
@given(
    st.sampled_from(GENERAL),
    st.lists(st.tuples(st.sampled_from(OWNERS), st.sampled_from(["of", "said"])), min_size=2, max_size=7),
)
def test_things_of_a_general_name_are_one_where_their_owner_is_one(
    what: tuple[str, str], owners: list[tuple[str, str]]
) -> None:
    cls, name = what
    rows = []
    for n, (owner, way) in enumerate(owners, 1):
        things, relations = owned_thing(cls, name, owner, way)
        rows.append(Records(f"policy-innovate-{n:02}", things, relations))
    found: dict[str, set[str]] = {}
    for (owner, _), mine in zip(owners, settled(rows, Authority()), strict=True):
        found.setdefault(owner, set()).add(mine.entities[0].id)
    assert all(len(ids_) == 1 for ids_ in found.values()), found
    assert len({min(ids_) for ids_ in found.values()}) == len(found)


@pytest.mark.parametrize(("cls", "name"), GENERAL)
def test_a_general_name_without_an_owner_is_nobody_s_where_two_bear_it(cls: str, name: str) -> None:
    def rows(n: int, owner: str | None) -> Records:
        return Records(f"policy-innovate-{n:02}", *owned_thing(cls, name, owner, "said"))

    def first(*issues: Records) -> list[str]:
        return [mine.entities[0].id for mine in settled(issues, Authority())]

    one = first(rows(1, OWNERS[0]), rows(2, None), rows(3, OWNERS[0]))
    assert len(set(one)) == 1
    assert len(set(first(rows(1, OWNERS[0]), rows(2, OWNERS[1]), rows(3, None)))) == 3


def test_a_fund_that_passes_from_one_department_to_another_is_one_fund() -> None:
    def rows(n: int, owner: str) -> Records:
        fund = thing("Policy", "Local Growth Fund")
        body = thing("Organisation", owner, kind="government department")
        return Records(
            f"policy-innovate-{n:02}",
            (fund, body),
            (Relation(s=fund.id, p="responsibleBody", o=body.id, quote=""),),
        )

    mine = settled((rows(1, "Department for Roads"), rows(2, "Ministry of Bridges")), Authority())
    assert len({r.entities[0].id for r in mine}) == 1
    theirs = settled((rows(1, "Department for Roads"), rows(2, "Scottish Government")), Authority())
    assert len({r.entities[0].id for r in theirs}) == 2


def test_a_policy_of_another_nation_is_another_policy() -> None:
    def rows(n: int, place: str, name: str = "Skills Strategy") -> Records:
        policy, where = thing("Policy", name), thing("Place", place)
        return Records(
            f"policy-innovate-{n:02}",
            (policy, where),
            (Relation(s=policy.id, p="appliesTo", o=where.id, quote=""),),
        )

    def many(*issues: Records) -> int:
        return len({r.entities[0].id for r in settled(issues, Authority())})

    assert many(rows(1, "Wales"), rows(2, "Scotland"), rows(3, "Wales")) == 2
    assert many(rows(1, "Wales"), rows(2, "Cardiff")) == 1
    assert many(rows(1, "Wales", "Nansen Strategy"), rows(2, "Scotland", "Nansen Strategy")) == 1


_SAID = [
    ("Policy", "Local Growth Fund", "The {owner}'s Local Growth Fund pays for {n} bridges."),
    ("Policy", "Local Growth Fund", "The {owner} set up the Local Growth Fund in 202{n}."),
    ("Organisation", "Advisory Board", "{person} chairs the {owner}'s Advisory Board."),
    ("Organisation", "Advisory Board", "{person} chairs the Advisory Board of the {owner}."),
]
_PEOPLE = ("Dev Ellis", "Eva Flint", "Fay Grove")


@pytest.mark.parametrize(("cls", "name", "sentence"), _SAID)
@pytest.mark.parametrize("several", [False, True], ids=["one issue", "several issues"])
def test_sentences_on_things_of_several_owners_are_never_of_one(
    cls: str, name: str, sentence: str, several: bool, tmp_path: Path
) -> None:
    owners = (
        ("Welsh Government", "Scottish Government")
        if cls == "Policy"
        else ("Weir Policy Institute", "Humber Data Centre", "Dunholm Trust")
    )
    told = [sentence.format(owner=o, n=n, person=_PEOPLE[n]) for n, o in enumerate(owners)]
    bodies = told if several else [" ".join(told)]
    rows = []
    for n, body in enumerate(bodies, 1):
        path = tmp_path / f"{n}.txt"
        path.write_text(
            f"Policy Innovate\n\nIssue No. {n} | Date 1{n}.03.2027\n\nRivers and Weirs\n\nAnn Lee, LPIP Hub\n\n{body}\n",
            "utf-8",
        )
        rows.append(extract(document.read(path), Authority()))
    things: dict[str, set[str]] = {}
    for mine in settled(rows, Authority()):
        names = {e.id: e.name for e in mine.entities}
        of = {e.id for e in mine.entities if e.cls == cls and e.name.startswith(name)}
        for r in mine.relations:
            for thing_ in {r.s, r.o} & of:
                for owner in owners:
                    if owner in r.quote:
                        things.setdefault(str(thing_), set()).add(owner)
        assert not [
            r for r in mine.relations if r.p in PREDICATES.values() and names.get(str(r.o)) not in r.quote
        ]
    assert things
    assert all(len(of) == 1 for of in things.values()), things


# --- several issues, in any order ---------------------------------------------------------------------------


@st.composite
def archives(draw: st.DrawFn) -> list[Records]:
    """Issues that name bodies, programmes, concepts and works, some of them the same under other forms."""
    made = []
    for n in range(draw(st.integers(1, 4))):
        found: dict[str, Entity] = {}
        for noun in draw(st.lists(st.sampled_from(NOUNS), max_size=5, unique=True)):
            cls = draw(st.sampled_from(["Organisation", "Policy", "Concept", "CaseStudy"]))
            if cls == "Concept":
                e = thing(cls, draw(st.sampled_from([f"{noun} duty", f"{noun} duties"])))
            else:
                e = thing(
                    cls,
                    draw(st.sampled_from([f"{noun} Accelerator", f"The {noun} Accelerator"])),
                    noun[:2].upper(),
                )
            found.setdefault(e.id, e)
        for noun in draw(st.lists(st.sampled_from(NOUNS), max_size=2, unique=True)):
            for kind in ("article", "evidence review"):
                e = thing(
                    "Publication", f"{noun} Evidence Review", kind=kind, id_=f"pub:{kind[:3]}-{slug(noun)}"
                )
                found.setdefault(e.id, e)
        things = tuple(found.values())
        rows = tuple(
            Relation(s=e.id, p="responsibleBody", o=b.id, quote=e.name)
            for e in things
            for b in things
            if e.cls == "Policy" and b.cls == "Organisation"
        )
        made.append(Records(f"policy-innovate-{n + 1:02}", things, rows))
    return made


AUTHORITY = Authority(
    (
        Entry("org:hba", "Organisation", "Health Accelerator", ("HA",), "accelerator"),
        Entry("pub:the-article", "Publication", "Rivers Evidence Review", (), "article"),
        Entry(
            "pub:the-review", "Publication", "Rivers Review", ("Rivers Evidence Review",), "evidence review"
        ),
    )
)


def placed(rows: Records) -> tuple[Records, str]:
    """The same records over a text that prints every name, each quote at its place."""
    text = "\n".join(e.name for e in rows.entities) + "\n"
    at = {}
    for e in rows.entities:
        at[e.id] = (text.index(e.name + "\n"), text.index(e.name + "\n") + len(e.name))
    from dataclasses import replace

    return (
        replace(
            rows,
            entities=tuple(
                replace(e, quote=text[slice(*at[e.id])], start=at[e.id][0], end=at[e.id][1])
                for e in rows.entities
            ),
            relations=tuple(
                replace(r, quote=text[slice(*at[r.s])], start=at[r.s][0], end=at[r.s][1])
                for r in rows.relations
            ),
        ),
        text,
    )


@settings(max_examples=40)
@given(issues=archives(), authority=st.sampled_from([Authority(), AUTHORITY]))
def test_over_several_issues_each_thing_has_one_id_one_class_and_one_label(
    issues: list[Records], authority: Authority
) -> None:
    found = settled(issues, authority)
    for rows, before in zip(found, issues, strict=True):
        rows.checked()
        assert len(rows.entities) == len(before.entities)
        assert len(rows.relations) + len(rows.notes) == len(before.relations), "nothing is lost in silence"
    of_name: dict[tuple[str, str], set[str]] = {}
    for rows in found:
        in_issue: dict[str, int] = {}
        for e in rows.entities:
            in_issue[e.name.removeprefix("The ")] = in_issue.get(e.name.removeprefix("The "), 0) + 1
        for e in rows.entities:
            if in_issue[e.name.removeprefix("The ")] == 1 or e.cls == "Publication":
                part = (e.kind or "") if e.cls == "Publication" else "concept" if e.cls == "Concept" else ""
                of_name.setdefault((singular(slug(e.name).replace("-", " ")), part), set()).add(e.id)
    assert all(len(ids_) == 1 for ids_ in of_name.values()), of_name
    if authority.entries:
        articles = {e.id for rows in found for e in rows.entities if e.name == "Rivers Evidence Review"}
        assert articles <= {"pub:the-article", "pub:the-review"}
    dataset = Dataset()
    chosen = labels(found, authority)
    for rows in found:
        mine, text = placed(rows)
        for quad in graph.build(mine, text, authority, labels=chosen):
            dataset.add(quad)
    graph.one_name(dataset)
    facts = {(q.subject, q.predicate, q.object) for q in dataset if is_public(q.graph_name)}  # type: ignore[arg-type]
    things = {s for s, p, o in facts if p == RDF.type and o in graph_classes()}
    for node in things:
        assert len([o for s, p, o in facts if s == node and p == RDFS.label]) == 1, node
        assert len({o for s, p, o in facts if s == node and p == RDF.type and o in graph_classes()}) == 1, (
            node
        )


def graph_classes() -> set[NamedNode]:
    return {LPIP.Organisation, LPIP.Policy, LPIP.KeyConcept, LPIP.CaseStudy, LPIP.Publication, LPIP.Person}


def test_a_body_that_was_a_policy_in_an_earlier_issue_is_one_body() -> None:
    name = "Civic Impact Accelerator"
    for order in permutations(["Policy", "Organisation", "CaseStudy"]):
        found = settled([issue(n, thing(cls, name)) for n, cls in enumerate(order, 1)], Authority())
        assert {(e.id, e.cls) for rows in found for e in rows.entities} == {
            ("org:civic-impact-accelerator", "Organisation")
        }
    fund = [
        issue(n, thing(cls, "Rural Mobility Fund")) for n, cls in enumerate(["Organisation", "Policy"], 1)
    ]
    assert {e.cls for rows in settled(fund, Authority()) for e in rows.entities} == {"Policy"}


def test_the_fullest_form_is_the_label_and_of_equals_the_latest() -> None:
    one = issue(1, thing("Organisation", "IoT", id_="org:x"))
    two = issue(2, thing("Organisation", "Institute of Towns", id_="org:x"))
    three = issue(3, thing("Organisation", "Institute for Towns", id_="org:x"))
    assert (
        labels([one, two], Authority()) == labels([two, one], Authority()) == {"org:x": "Institute of Towns"}
    )
    assert labels([one, two, three], Authority())["org:x"] == "Institute for Towns"
    known = Authority((Entry("org:x", "Organisation", "The Institute", ("IoT",)),))
    assert labels([one, two, three], known)["org:x"] == "The Institute"


# --- successors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_place_has_no_article_where_an_issue_names_it_without(order: tuple[int, ...]) -> None:
    """The vocabulary has the gazetteer's name for what holds a place: no other name of it may be preferred to that."""
    forms = [("The Tyne Valley",), ("Tyne Valley",), ("the Tyne Valley", "Tyne Valley")]
    rows = [issue(n, thing("Place", *forms[k], id_="place:tyne-valley")) for n, k in enumerate(order, 1)]
    assert labels(rows, Authority()) == {"place:tyne-valley": "Tyne Valley"}
    alone = [issue(1, thing("Place", "The Hague", id_="place:the-hague"))]
    assert labels(alone, Authority()) == {"place:the-hague": "The Hague"}
    # of other things the latest form counts
    bodies = [issue(n, thing("Organisation", *forms[k], id_="org:tv")) for n, k in enumerate(order, 1)]
    assert labels(bodies, Authority()) == {"org:tv": forms[order[-1]][0]}


@pytest.mark.parametrize("named", [("org:new",), ("org:old",), ("org:new", "org:old"), ()])
def test_a_successor_is_a_thing_of_its_own_where_the_issues_name_both(named: tuple[str, ...]) -> None:
    entries = (
        Entry("org:new", "Organisation", "Ministry of Towns"),
        Entry("org:old", "Organisation", "Department for Towns"),
    )
    authority = Authority(entries, successions=(Succession("org:new", "org:old", "2024-07", "a page"),))
    issues = [
        placed(issue(n, thing("Organisation", e.name)))
        for n, e in enumerate((e for e in entries if e.id in named), 1)
    ]
    found = settled([rows for rows, _ in issues], authority)
    assert {e.id for rows in found for e in rows.entities} == set(named)
    quads = [
        q
        for rows, (_, text) in zip(found, issues, strict=True)
        for q in graph.build(rows, text, authority, labels=labels(found, authority))
        if graph_kind(q.graph_name) == "authority"  # type: ignore[arg-type]
    ]
    new, old = (iri.entity(id_, "Organisation") for id_ in ("org:new", "org:old"))
    replaced = {(q.subject, q.object) for q in quads if q.predicate == DCTERMS.replaces}
    assert replaced == ({(new, old)} if len(named) == 2 else set())
    assert any(q.predicate == ORG.changedBy and q.subject == old for q in quads) is (len(named) == 2)
    assert not any(q.predicate in (SCHEMA.sameAs, SKOS.exactMatch) for q in quads)


def test_a_department_and_its_successor_are_two_in_the_shipped_tables() -> None:
    shipped = Authority.read()
    entries = shipped.by_id()
    for s in shipped.successions:
        later, earlier = entries[s.later], entries[s.earlier]
        assert not {*later.names} & {*earlier.names}
    (dead,) = [e for e in shipped.entries if "DLUHC" in e.names]
    (living,) = [e for e in shipped.entries if "MHCLG" in e.names]
    assert dead.id != living.id
    assert Literal(dead.name) != Literal(living.name)
