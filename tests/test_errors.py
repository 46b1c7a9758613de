"""The error tree: as drawn, one line each, with the right exit code and suggestions that help."""

from __future__ import annotations

import re

import pytest

from lpipgraph import errors
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


def test_suggestions_heed_no_case_and_find_parts():
    assert UnknownName("theme", "SKILS", ["Skills", "Innovation"]).suggestions == ["Skills"]
    assert "Local Trust" in UnknownName("organisation", "trust", ["Local Trust", "Nesta"]).suggestions
    assert len(UnknownName("x", "a", [f"a{n}" for n in range(50)]).suggestions) <= 3


def test_few_choices_are_listed_where_none_is_near_and_many_are_not():
    few = UnknownName("format", "qqqq", ["turtle", "trig"])
    assert str(few).endswith("choose from: trig, turtle")
    assert UnknownName("format", "qqqq", [f"name{n}" for n in range(30)]).hint is None
    assert UnknownName("format", "qqqq", []).hint is None


def test_an_empty_name_does_not_match_everything():
    assert UnknownName("format", "", ["turtle", "trig"]).suggestions == []
