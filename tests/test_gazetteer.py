from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from lpipgraph.errors import AuthorityError, InputError
from lpipgraph.files import root
from lpipgraph.gazetteer import Gazetteer, load

TABLE = root() / "data" / "gazetteer" / "places.csv"
HEADER = "name,aliases,kind,within,careful,source\n"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_table_is_large_enough_and_small_enough(rows):
    kinds = Counter(row["kind"] for row in rows)
    assert len(rows) > 4000
    assert TABLE.stat().st_size < 300_000
    for kind, floor in {
        "continent": 7,
        "country": 200,
        "nation": 4,
        "region": 40,
        "city region": 15,
        "metropolitan district": 20,
        "council area": 20,
        "London borough": 30,
        "local government district": 10,
        "historic county": 50,
        "district": 100,
        "town": 1400,
        "city": 1800,
        "state": 70,
    }.items():
        assert kinds[kind] >= floor, kind


def test_the_table_is_sorted_and_no_form_stands_twice(rows):
    names = [row["name"] for row in rows]
    assert names == sorted(names)
    forms = Counter(form for row in rows for form in (row["name"], *row["aliases"].split("|")) if form)
    assert [form for form, count in forms.items() if count > 1] == []
    assert all(form == form.strip() for form in forms)


def test_every_place_is_within_a_nation_or_a_country(rows):
    kinds = {row["name"]: row["kind"] for row in rows}
    assert {kinds[row["within"]] for row in rows if row["within"]} == {"nation", "country"}
    assert {row["kind"] for row in rows if not row["within"]} == {"continent", "country", "world region"}


@pytest.mark.parametrize(
    ("form", "name", "kind", "within"),
    [
        ("UK", "United Kingdom", "country", ""),
        ("U.K.", "United Kingdom", "country", ""),
        ("the Netherlands", "Netherlands", "country", ""),
        ("The Gambia", "Gambia", "country", ""),
        ("USA", "United States", "country", ""),
        ("Jamaica", "Jamaica", "country", ""),
        ("Wales", "Wales", "nation", "United Kingdom"),
        ("the North East", "North East", "region", "England"),
        ("London", "London", "city", "England"),
        ("Solihull", "Solihull", "metropolitan district", "England"),
        ("Greater Manchester", "Greater Manchester", "city region", "England"),
        ("Glasgow City Region", "Glasgow City Region", "city region", "Scotland"),
        ("Tees Valley", "Tees Valley", "combined authority area", "England"),
        ("South Wales Valleys", "South Wales Valleys", "area", "Wales"),
        ("Newry, Mourne & Down", "Newry, Mourne and Down", "local government district", "Northern Ireland"),
        ("King’s Lynn and West Norfolk", "King's Lynn and West Norfolk", "district", "England"),
        ("Stoke on Trent", "Stoke-on-Trent", "city", "England"),
        ("Newcastle", "Newcastle upon Tyne", "city", "England"),
        ("Birmingham", "Birmingham", "city", "England"),
        ("Birmingham, Alabama", "Birmingham, Alabama", "city", "United States"),
        ("Cleveland", "Cleveland", "city", "United States"),
        ("Washington DC", "Washington, DC", "city", "United States"),
        ("Köln", "Cologne", "city", "Germany"),
        ("Emilia-Romagna", "Emilia-Romagna", "region", "Italy"),
        ("Basque Country", "Basque Country", "region", "Spain"),
        ("Fukuoka", "Fukuoka", "city", "Japan"),
        ("Alexandria", "Alexandria", "city", "Egypt"),
    ],
)
def test_places_are_found_by_the_forms_that_texts_print(form, name, kind, within):
    place = load().lookup(form)
    assert place is not None
    assert (place.name, place.kind, place.within) == (name, kind, within)


@pytest.mark.parametrize(
    "form",
    [
        "",
        "the",
        "the ",
        "solihull",
        "Northern Powerhouse",
        "Street",
        "March",
        "Skills",
        "Hope",
        "LA",
        "RCT",
        "Toyota",
    ],
)
def test_what_is_no_place_name_is_not_found(form):
    assert load().lookup(form) is None


@pytest.mark.parametrize(
    "form", ["Reading", "Bath", "Rugby", "Sale", "Chad", "Nice", "Georgia", "Lincoln", "Bangor"]
)
def test_ambiguous_names_are_marked(form):
    place = load().lookup(form)
    assert place is not None
    assert place.careful


def test_few_names_are_marked_and_great_ones_are_not():
    places = set(load().names.values())
    assert 100 < sum(place.careful for place in places) < 400
    for form in ("Canada", "Leeds", "Kent", "Madrid", "Bristol", "Wigan", "Turkey", "Cornwall"):
        assert not load().names[form].careful, form


def test_the_project_authority_places_are_known_too():
    with (root() / "data" / "authority" / "places.csv").open(encoding="utf-8", newline="") as stream:
        names = [row["name"] for row in csv.DictReader(stream)]
    assert len(names) >= 30
    assert [name for name in names if load().lookup(name) is None] == [
        "West Midlands combined authority area"
    ]


def test_the_table_is_read_once():
    assert load() is load()


def test_a_table_of_ones_own(tmp_path: Path):
    path = tmp_path / "places.csv"
    path.write_text(
        f'{HEADER}Erewhon,,country,,,hand\n"Ham, East",Ham|Hamlet,town,Erewhon,yes,hand\n', encoding="utf-8"
    )
    places = Gazetteer.read(path)
    assert set(places.names) == {"Erewhon", "Ham, East", "Ham", "Hamlet"}
    assert places.names["Ham"].careful
    assert places.names["Ham"].aliases == ("Ham", "Hamlet")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,kind\nErewhon,country\n", "the first line must be"),
        (f"{HEADER}Erewhon,,country,\n", "places.csv:2: a row needs six values"),
        (f"{HEADER}Erewhon,,country,,,hand\n\n", "places.csv:3: a row needs six values"),
        (f"{HEADER},,country,,,hand\n", "a row needs a name"),
        (f"{HEADER}Erewhon,,,,,hand\n", "a row needs a name"),
        (f"{HEADER}Erewhon,,country,,no,hand\n", "'yes' or nothing"),
        (
            f"{HEADER}Erewhon,Nowhere,country,,,hand\nNowhere,,country,,,hand\n",
            "'Nowhere' names two places",
        ),
        (f"{HEADER}Ham,,town,Erewhon,,hand\n", "'Erewhon' is not a place of this table"),
        (f'{HEADER}"Ham,,town,,,hand\n', "not a CSV table"),
    ],
)
def test_a_table_that_breaks_the_rules_is_refused(tmp_path: Path, text, message):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AuthorityError) as caught:
        Gazetteer.read(path)
    assert message in str(caught.value)


def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(InputError):
        Gazetteer.read(tmp_path / "missing.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes(HEADER.encode() + "Köln,,city,,,hand\n".encode("latin-1"))
    with pytest.raises(AuthorityError, match="not UTF-8"):
        Gazetteer.read(path)


WITHIN = TABLE.with_name("within.csv")


@pytest.fixture(scope="module")
def within() -> list[dict[str, str]]:
    with WITHIN.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_what_holds_a_place_is_known_and_nothing_holds_itself(rows, within):
    nations = {"England", "Scotland", "Wales", "Northern Ireland", "United Kingdom"}
    known = {row["name"]: row["within"] for row in rows if row["within"] in nations}
    known |= {"West Midlands combined authority area": "England", "United Kingdom": ""}
    holders: dict[str, set[str]] = {}
    for row in within:
        assert row["place"] in known
        assert bool(row["within"]) != bool(row["also"])
        if row["within"]:
            holders.setdefault(row["place"], set()).add(row["within"])
    assert len(holders) > 1500

    def above(place: str, seen: tuple[str, ...] = ()) -> set[str]:
        assert place not in seen, f"{place} lies within itself"
        found = holders.get(place) or {known[place]} - {""}
        return found.union(*(above(holder, (*seen, place)) for holder in found))

    for place in holders:
        nation = known[place]
        if nation in nations - {"United Kingdom"}:
            assert above(place) & (nations - {"United Kingdom"}) <= {nation}, place
        assert "United Kingdom" in above(place), place


def test_the_areas_of_the_official_lists_are_all_in_a_region(rows, within):
    held = {row["place"] for row in within if row["within"]}
    kinds = {"unitary authority", "metropolitan district", "London borough", "district", "county"}
    left = {row["name"] for row in rows if row["kind"] in kinds and row["within"] == "England"} - held
    assert left == set()
