"""The error tree: as drawn, one line each, with the right exit code and suggestions that help."""

from __future__ import annotations

import random
import re

import pytest

from lpipgraph import errors
from lpipgraph.authority import Authority
from lpipgraph.errors import (
    AuthorityError,
    DataError,
    InputError,
    LpipError,
    OutputError,
    RemoteError,
    StoreError,
    UnknownName,
)
from lpipgraph.queries import catalogue


def drawn() -> dict[str, str]:
    """Class → parent, read from the docstring's drawing."""
    parents: dict[str, str] = {}
    stack: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"    ([│├└─ ]*)([A-Z]\w+) ", line)
        if not match:
            continue
        depth = len(match[1])
        while stack and stack[-1][0] >= depth:
            stack.pop()
        if stack:
            parents[match[2]] = stack[-1][1]
        stack.append((depth, match[2]))
    return parents


def classes() -> dict[str, type[LpipError]]:
    found = {name: value for name, value in vars(errors).items() if isinstance(value, type)}
    return {name: cls for name, cls in found.items() if issubclass(cls, LpipError)}


def test_the_drawing_is_the_tree():
    real = {name: cls.__mro__[1].__name__ for name, cls in classes().items() if cls is not LpipError}
    assert drawn() == real
    assert len(real) >= 11


def test_every_class_is_public_and_documented():
    assert {name for name in errors.__all__ if isinstance(getattr(errors, name), type)} == set(classes())
    assert list(errors.__all__) == sorted(errors.__all__)
    for cls in classes().values():
        assert cls.__doc__ and cls.__doc__.strip().endswith(".")


@pytest.mark.parametrize("name", sorted(classes()))
def test_only_unwell_data_exits_1(name):
    cls = classes()[name]
    assert cls.exit_code == (1 if issubclass(cls, DataError) else 2)


def test_one_line_says_where_what_and_what_to_do():
    error = InputError("cannot be\nread", where="a/b.txt", hint="check   the name")
    assert str(error) == "a/b.txt: cannot be read; check the name"
    assert (error.what, error.where, error.hint) == ("cannot be\nread", "a/b.txt", "check   the name")


def test_without_place_and_hint_only_the_problem_stands():
    assert str(LpipError("no space left")) == "no space left"
    assert LpipError("x").where is None
    assert LpipError("x", where=12).where == "12"


def test_errors_are_caught_by_their_parents():
    with pytest.raises(StoreError):
        raise RemoteError("the server hangs")
    with pytest.raises(InputError):
        raise AuthorityError("a column is missing")
    assert not issubclass(OutputError, InputError)


def test_a_misspelt_name_gets_the_nearest_ones():
    error = UnknownName("query", "theme-leeds", ["theme-leads", "events", "bridges"])
    assert error.suggestions == ["theme-leads"]
    assert str(error) == "no query is called 'theme-leeds'; did you mean 'theme-leads'?"
    assert (error.kind, error.name) == ("query", "theme-leeds")


def test_a_name_like_no_other_gets_the_main_names_or_where_they_are_listed():
    few = UnknownName("theme", "xyzq", ["Skills", "the skills theme"], main=["Skills"], see="ask themes")
    assert few.hint == "choose from: Skills"
    many = [f"theme {n}" for n in range(50)]
    assert UnknownName("theme", "xyzq", many, see="ask themes").hint == "ask themes"


def test_suggestions_heed_no_case_and_find_parts():
    assert UnknownName("theme", "SKILS", ["Skills", "Innovation"]).suggestions == ["Skills"]
    assert "Local Trust" in UnknownName("organisation", "trust", ["Local Trust", "Nesta"]).suggestions
    assert len(UnknownName("x", "a", [f"a{n}" for n in range(50)]).suggestions) <= 3


def slips(name: str, chance: random.Random) -> str:
    """A name with one slip of the keyboard: a letter too few, too many, another or in another's place."""
    at = chance.randrange(1, len(name) - 1)
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
    kinds = (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        name.replace("-", "_"),
        name.upper(),
    )
    return chance.choice(kinds)


def lists_of_names() -> dict[str, list[str]]:
    """What people type: queries, parameters, themes, organisations, people."""
    known = Authority.read().entries
    return {
        "query": list(catalogue()),
        "parameter": sorted({p.name for q in catalogue().values() for p in q.parameters if len(p.name) > 3}),
        **{
            cls: sorted({e.name for e in known if e.cls == cls})
            for cls in ("Theme", "Organisation", "Person")
        },
    }


@pytest.mark.parametrize("kind", ["query", "parameter", "Theme", "Organisation", "Person"])
def test_a_name_with_slips_is_suggested(kind: str):
    names = lists_of_names()[kind]
    chance = random.Random(kind)
    assert len(names) > 5
    for name in chance.sample(names, min(60, len(names))):
        one = slips(name, chance)
        suggested = UnknownName(kind, one, names).suggestions
        assert name in suggested, (one, suggested)
        if len(name) > 8:
            two = slips(one, chance)
            assert name in UnknownName(kind, two, names).suggestions, two
        words = re.split(r"\W+", name)
        if len(words) > 1:  # in another order
            turned = UnknownName(kind, " ".join(reversed(words)), names).suggestions
            assert name in turned, turned


@pytest.mark.parametrize("kind", ["query", "parameter", "Theme", "Organisation", "Person"])
def test_what_is_like_nothing_gets_no_suggestion(kind: str):
    names = lists_of_names()[kind]
    for foreign in ("zzzz", "xqjw-kvbz", "0000", "ÅÅÅÅÅ", "?", "-"):
        assert UnknownName(kind, foreign, names).suggestions == []


def test_a_clear_winner_stands_alone():
    assert UnknownName("query", "theme-leeds", list(catalogue())).suggestions == ["theme-leads"]
    assert UnknownName("query", "upcomming-events", list(catalogue())).suggestions == ["upcoming-events"]


def test_few_choices_are_listed_where_none_is_near_and_many_are_not():
    few = UnknownName("format", "qqqq", ["turtle", "trig"])
    assert str(few).endswith("choose from: trig, turtle")
    assert UnknownName("format", "qqqq", [f"name{n}" for n in range(30)]).hint is None
    assert UnknownName("format", "qqqq", []).hint is None


def test_an_empty_name_does_not_match_everything():
    assert UnknownName("format", "", ["turtle", "trig"]).suggestions == []
