"""What one issue says otherwise than another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lpipgraph.changes import KINDS, compare, contradictions
from lpipgraph.identity import aligned
from lpipgraph.records import Entity, Records, Relation, Value


def thing(id_: str, cls: str, name: str, *aliases: str) -> Entity:
    return Entity(id=id_, cls=cls, name=name, aliases=aliases, quote=name)


def says(s: str, p: str, o: str | Value, quote: str = "so it says") -> Relation:
    return Relation(s=s, p=p, o=o, quote=quote)


SKILLS = thing("theme:skills", "Theme", "Skills")
JO, ALEX = thing("person:jo", "Person", "Jo Doe", "Jo"), thing("person:alex", "Person", "Alex Roe")
FUND = thing("policy:fund", "Policy", "Hedge Fund for Hedgerows")
BODY = thing("org:body", "Organisation", "Institute of Things", "IoT")


def issue(number: int, *rows: Entity | Relation) -> Records:
    return Records(
        f"some-newsletter-{number:02d}",
        tuple(r for r in rows if isinstance(r, Entity)),
        tuple(r for r in rows if isinstance(r, Relation)),
    ).checked()


def told(changes: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(c.kind, c.message) for c in changes]  # type: ignore[attr-defined]


def test_a_lead_who_is_replaced_is_one_change_with_both_quotes() -> None:
    old = issue(1, SKILLS, JO, ALEX, says("person:jo", "leadsTheme", "theme:skills", "led by Jo Doe"))
    new = issue(2, SKILLS, JO, ALEX, says("person:alex", "leadsTheme", "theme:skills", "Alex Roe took over"))
    (change,) = compare(old, new)
    assert (change.kind, change.concerns) == ("changed", "theme:skills")
    assert change.message == "Skills, leads theme: Jo Doe became Alex Roe"
    assert [r.quote for r in (*change.before, *change.after)] == ["led by Jo Doe", "Alex Roe took over"]


def test_a_lead_who_is_joined_by_another_is_new_and_nothing_has_changed() -> None:
    lead = says("person:jo", "leadsTheme", "theme:skills")
    old = issue(1, SKILLS, JO, ALEX, lead)
    new = issue(2, SKILLS, JO, ALEX, lead, says("person:alex", "leadsTheme", "theme:skills"))
    assert told(compare(old, new)) == [("new", "Alex Roe, leads theme: Skills")]


@pytest.mark.parametrize(
    ("one", "other"), [("£3.6bn", "£3.6 billion"), ("£45m", "£45 million"), ("£9k", "£9 thousand")]
)
def test_a_sum_that_is_written_otherwise_is_the_same_sum(one: str, other: str) -> None:
    old = issue(1, FUND, says("policy:fund", "amount", Value(one, "money"), f"worth {one}"))
    new = issue(2, FUND, says("policy:fund", "amount", Value(other, "money"), f"worth {other}"))
    assert contradictions(old, new) == ()
    assert compare(old, new) == ()


def test_two_amounts_of_one_fund_contradict_each_other() -> None:
    old = issue(1, FUND, says("policy:fund", "amount", Value("£2 million", "money"), "worth £2 million"))
    new = issue(2, FUND, says("policy:fund", "amount", Value("£3 million", "money"), "a £3 million fund"))
    (change,) = contradictions(old, new)
    assert change.kind == "contradicted"
    assert "£2 million in one issue, £3 million in the other" in change.message
    assert change in compare(old, new)


@pytest.mark.parametrize(
    ("one", "two"), [("2024", "2024-11"), ("2024-11", "2024-11-05"), ("2024-11", "2024-11")]
)
def test_a_date_that_is_more_precise_contradicts_nothing(one: str, two: str) -> None:
    old = issue(1, FUND, says("policy:fund", "startPeriod", Value(one)))
    new = issue(2, FUND, says("policy:fund", "startPeriod", Value(two)))
    assert contradictions(old, new) == ()
    assert compare(old, new) == ()


def test_things_come_and_go() -> None:
    changes = compare(issue(1, JO, SKILLS), issue(2, ALEX, SKILLS))
    assert told(changes) == [
        ("new", "Alex Roe (person) is named"),
        ("gone", "Jo Doe (person) is named no more"),
    ]


def test_one_body_under_two_ids_is_one_body() -> None:
    by_acronym = thing("org:iot", "Organisation", "IoT", "Institute of Things")
    new = aligned(issue(1, BODY), issue(2, by_acronym, JO, says("person:jo", "affiliatedWith", "org:iot")))
    assert [e.id for e in new.entities] == ["org:body", "person:jo"]
    assert new.relations[0].o == "org:body"


def test_things_are_compared_under_the_ids_that_all_issues_have() -> None:
    """What several issues and the authority made one, two issues by themselves might hold for two."""
    old = issue(1, thing("org:lga", "Organisation", "Local Government Association", "LGA"), JO)
    new = issue(2, thing("org:lga", "Organisation", "Association of Local Councils", "LGA"), ALEX)
    assert aligned(old, new).entities[0].id != "org:lga"
    concerned = {c.concerns for c in (*compare(old, new), *contradictions(old, new))}
    assert concerned == {"person:jo", "person:alex"}


def test_a_shared_first_name_makes_nobody_the_same() -> None:
    other = thing("person:jo-smith", "Person", "Jo Smith", "Jo")
    assert aligned(issue(1, JO), issue(2, other)).entities[0].id == "person:jo-smith"


def test_issues_of_one_newsletter_are_not_the_same_publication() -> None:
    one = thing("pub:n-1", "Publication", "Some Newsletter, Issue No. 1", "Some Newsletter")
    two = thing("pub:n-2", "Publication", "Some Newsletter, Issue No. 2", "Some Newsletter")
    assert aligned(issue(1, one), issue(2, two)).entities[0].id == "pub:n-2"


_ROWS = st.lists(
    st.sampled_from(
        [
            says("person:jo", "leadsTheme", "theme:skills"),
            says("person:alex", "leadsTheme", "theme:skills"),
            says("person:jo", "affiliatedWith", "org:body"),
            says("policy:fund", "amount", Value("£2 million", "money")),
            says("policy:fund", "amount", Value("£3 million", "money")),
            says("policy:fund", "responsibleBody", "org:body"),
        ]
    ),
    unique=True,
)
_THINGS = (SKILLS, JO, ALEX, FUND, BODY)


@given(_ROWS)
def test_an_issue_says_nothing_otherwise_than_itself(rows: list[Relation]) -> None:
    assert compare(issue(1, *_THINGS, *rows), issue(2, *_THINGS, *rows)) == ()


@given(_ROWS, _ROWS)
def test_turned_round_new_is_gone(one: list[Relation], two: list[Relation]) -> None:
    there = compare(issue(1, *_THINGS, *one), issue(2, *_THINGS, *two))
    back = compare(issue(2, *_THINGS, *two), issue(1, *_THINGS, *one))
    count = {kind: sum(c.kind == kind for c in there) for kind in KINDS}
    assert count["new"] == sum(c.kind == "gone" for c in back)
    assert count["gone"] == sum(c.kind == "new" for c in back)
    assert count["changed"] == sum(c.kind == "changed" for c in back)
    assert count["contradicted"] == sum(c.kind == "contradicted" for c in back)
