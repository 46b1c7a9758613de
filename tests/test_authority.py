"""The authority: the shipped tables, and every way in which a table can be wrong."""

from __future__ import annotations

import csv
import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from lpipgraph.authority import Authority, Entry
from lpipgraph.errors import AuthorityError, InputError
from lpipgraph.files import root
from lpipgraph.names import fold
from lpipgraph.records import CLASSES

COLUMNS = "id,class,name,aliases,kind,note\n"
SUCCESSIONS = "later,earlier,date,source,note\n"
REGISTERS = "scheme,says,classes,address,note\n"
IDENTIFIERS = "id,scheme,identifier,url,confidence,label,source,note\n"
PREFIXES = {
    "org": "Organisation", "person": "Person", "policy": "Policy", "place": "Place", "pub": "Publication",
    "event": "Event", "theme": "Theme", "concept": "Concept", "case": "CaseStudy",
}  # fmt: skip
#: Words that would be found everywhere and so are nobody's alias.
TOO_GENERAL = {
    "22", "aqua", "board", "devolution", "fund", "green", "hub", "innovation", "levy", "local", "magenta",
    "pilot", "programme", "report", "research programme", "review", "skills", "team", "theme",
    "west midlands",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped():
    return Authority.read()


def of_class(authority, cls):
    return [entry for entry in authority.entries if entry.cls == cls]


# --- the shipped tables ------------------------------------------------------------------------------------


def test_the_tables_hold_what_they_should(shipped):
    floors = {"Organisation": 45, "Person": 13, "Policy": 20, "Place": 30, "Publication": 40, "Event": 4}
    for cls, floor in floors.items():
        assert len(of_class(shipped, cls)) >= floor
    assert len(of_class(shipped, "Theme")) == 7
    assert sum(len(entry.identifiers) for entry in shipped.entries) >= 330


def test_ids_show_their_class(shipped):
    for entry in shipped.entries:
        prefix, _, rest = entry.id.partition(":")
        assert PREFIXES[prefix] == entry.cls
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rest)


def test_the_answer_key_calls_the_same_things_by_the_same_ids(shipped):
    gold = json.loads((root() / "data/gold/policy-innovate-01.gold.json").read_text("utf-8"))["entities"]
    by_id = {row["id"]: row for row in gold}
    shared = [entry for entry in shipped.entries if entry.id in by_id]
    assert len(shared) >= 150
    apart = []
    for entry in shared:
        row = by_id[entry.id]
        assert row["class"] == entry.cls
        if not {fold(n) for n in entry.names} & {fold(n) for n in (row["name"], *row["aliases"])}:
            apart.append(entry.id)
    # the key knows the two combined authorities by their areas' names, and is not sure of them
    assert apart == ["org:greater-manchester-ca", "org:west-midlands-ca"]


def test_names_have_no_remarks_and_no_stray_spaces(shipped):
    for entry in shipped.entries:
        for name in entry.names:
            assert name == " ".join(name.split())
            assert fold(name)
            assert "not named" not in name
            assert "|" not in name


def test_no_alias_repeats_a_name_of_its_thing(shipped):
    for entry in shipped.entries:
        assert len(set(entry.names)) == len(entry.names)


def test_no_alias_is_so_general_that_it_would_be_found_everywhere(shipped):
    for entry in shipped.entries:
        general = {fold(alias) for alias in entry.aliases} & TOO_GENERAL
        assert not general, entry.id
    first_names = {fold(entry.name).split()[0] for entry in of_class(shipped, "Person")}
    assert not {fold(a) for entry in shipped.entries for a in entry.aliases} & first_names


def test_people_are_known_by_two_names_at_least(shipped):
    for entry in of_class(shipped, "Person"):
        assert all(len(name.split()) >= 2 for name in entry.names)


def test_within_a_class_and_kind_a_name_is_one_things(shipped):
    seen = {}
    for entry in shipped.entries:
        for name in {fold(n) for n in entry.names}:
            assert seen.setdefault((entry.cls, entry.kind, name), entry.id) == entry.id


def test_every_identifier_has_its_source_and_an_address_that_parsers_accept(shipped):
    for entry in shipped.entries:
        for identifier in entry.identifiers:
            assert identifier.source
            assert identifier.confidence in {"confirmed", "likely"}
            assert NamedNode(identifier.url).value == identifier.url


def test_what_identifies_a_thing_identifies_no_other(shipped):
    owners = {}
    for entry in shipped.entries:
        for identifier in entry.identifiers:
            if identifier.confidence == "confirmed" and identifier.itself:
                assert owners.setdefault(identifier.itself, entry.id) == entry.id
    assert len(owners) > 90


def test_an_address_that_is_the_thing_is_its_registers(shipped):
    """The row's address and the register's pattern agree, and nothing else is taken for an identifier."""
    hosts = {}
    for entry in shipped.entries:
        for identifier in entry.identifiers:
            if identifier.itself:
                assert identifier.itself == identifier.url
                hosts.setdefault(identifier.scheme, set()).add(identifier.url.split("/")[2])
            else:
                assert identifier.scheme not in {"ROR", "Wikidata", "ORCID", "ISNI", "GSS", "GeoNames", "DOI"}
    assert all(len(found) == 1 for found in hosts.values())
    assert {"ROR", "Wikidata", "ORCID", "ISNI", "GSS", "GeoNames", "DOI"} <= set(hosts)


def test_names_lead_to_their_things(shipped):
    names = shipped.by_name()
    for name in (
        "CLES",
        "What Works Growth",
        "WorkWell pilots",
        "United Kingdom",
        "LSIPs",
        "Newman et al, 2021",
    ):
        assert len(names[fold(name)]) == 1
    assert {entry.cls for entry in names["local growth plans"]} == {"Policy", "Publication"}
    assert shipped.by_id()["org:cles"].name == "Centre for Local Economic Strategies"
    assert "hub" not in names


def test_the_readme_says_what_the_tables_are(shipped):
    readme = (root() / "data/authority/README.md").read_text("utf-8")
    for column in (
        (COLUMNS + "," + IDENTIFIERS + "," + REGISTERS + "," + SUCCESSIONS).replace("\n", "").split(",")
    ):
        assert f"`{column}`" in readme
    for path in (root() / "data/authority").glob("*.csv"):
        assert f"`{path.name}`" in readme


def test_tables_are_sorted_so_that_changes_are_small():
    tables = sorted((root() / "data/authority").glob("*.csv"))
    assert len(tables) >= 8
    for path in tables:
        with path.open(encoding="utf-8", newline="") as stream:
            ids = [line[0] for line in list(csv.reader(stream))[1:]]
        assert ids == sorted(ids), path.name


# --- reading -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "organisations.csv").write_text(
        COLUMNS + "org:a,Organisation,Alpha Institute,AI | Alpha,institute,\n", "utf-8"
    )
    (tmp_path / "identifiers.csv").write_text(
        IDENTIFIERS + "org:a,ROR,0505m1554,https://ror.org/0505m1554,confirmed,Alpha,a page,\n", "utf-8"
    )
    return tmp_path


def test_a_folder_of_ones_own_is_read(folder):
    (entry,) = Authority.read(folder).entries
    assert (entry.id, entry.cls, entry.name, entry.aliases) == (
        "org:a", "Organisation", "Alpha Institute", ("AI", "Alpha"),
    )  # fmt: skip
    assert entry.kind == "institute"
    (identifier,) = entry.identifiers
    assert (identifier.scheme, identifier.label) == ("ROR", "Alpha")


def test_identifiers_may_be_absent_and_an_empty_kind_is_none(folder):
    (folder / "identifiers.csv").unlink()
    (folder / "organisations.csv").write_text(COLUMNS + "org:a,Organisation,Alpha,,,\n", "utf-8")
    assert Authority.read(str(folder)).entries == (Entry("org:a", "Organisation", "Alpha"),)


def test_a_spreadsheet_programs_byte_order_mark_and_line_ends_do_no_harm(folder):
    content = COLUMNS + 'org:b,Organisation,"Alpha, Beta",,,\n'
    (folder / "organisations.csv").write_bytes(b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    (folder / "identifiers.csv").unlink()
    assert [entry.name for entry in Authority.read(folder).entries] == ["Alpha, Beta"]


def test_more_columns_and_another_order_do_no_harm(folder):
    (folder / "organisations.csv").write_text(
        "name,who,id,class,aliases,kind,note\nAlpha,me,org:a,Organisation,,,\n", "utf-8"
    )
    assert Authority.read(folder).by_id()["org:a"].name == "Alpha"


def test_the_empty_authority_knows_nothing():
    assert Authority().entries == ()
    assert Authority().by_name() == {}


def test_entries_come_in_one_order_whatever_the_files(folder):
    (folder / "aaa.csv").write_text(COLUMNS + "place:z,Place,Zed,,,\n", "utf-8")
    (folder / "zzz.csv").write_text(COLUMNS + "event:y,Event,Why,,,\n", "utf-8")
    ids = [entry.id for entry in Authority.read(folder).entries]
    assert ids == sorted(ids)


# --- wrong tables ------------------------------------------------------------------------------------------

GOOD = "org:a,Organisation,Alpha,,,\n"


@pytest.mark.parametrize(
    ("name", "content", "message", "line"),
    [
        (
            "organisations",
            "id,class,name,kind\n",
            "the column aliases and note is missing; columns: id,",
            None,
        ),
        ("organisations", "x\n", "the column id and class", None),
        ("organisations", COLUMNS + GOOD + GOOD, "the id 'org:a' occurs twice; first in", 3),
        ("organisations", COLUMNS + ",Organisation,Alpha,,,\n", "id and name must not be empty", 2),
        ("organisations", COLUMNS + "org:a,Organisation, ,,,\n", "id and name must not be empty", 2),
        ("organisations", COLUMNS + "org:a,Company,Alpha,,,\n", "'Company' is not a class; one of Theme", 2),
        ("organisations", COLUMNS + GOOD + "org:b,Organisation\n", "too few or too many cells", 3),
        ("organisations", COLUMNS + "org:b,Organisation,B,,,,,\n", "too few or too many cells", 2),
        ("organisations", COLUMNS + 'org:b,Organisation,"B,,,\n', "not CSV", None),
        ("identifiers", "id,scheme\n", "the column identifier and url and confidence", None),
        (
            "identifiers",
            IDENTIFIERS + "org:b,ROR,1,https://e.org/,confirmed,,s,\n",
            "no table has the id 'org:b'",
            2,
        ),
        (
            "identifiers",
            IDENTIFIERS + "org:a,ROR,1,https://e.org/,sure,,s,\n",
            "'sure' is not a confidence",
            2,
        ),
        (
            "identifiers",
            IDENTIFIERS + "org:a,ROR,1,https://e.org/,likely,,,\n",
            "an identifier without its source",
            2,
        ),
        (
            "identifiers",
            IDENTIFIERS + "org:a,ROR,1,https://e.org/,likely,,s,\norg:a,ROR,1,https://f.org/,likely,,s,\n",
            "ROR 1 occurs twice for 'org:a'",
            3,
        ),
        ("identifiers", IDENTIFIERS + "org:a,RoR,1,https://e.org/,likely,,s,\n", "did you mean 'ROR'?", 2),
        (
            "identifiers",
            IDENTIFIERS + "org:a,Zyx,1,https://e.org/,likely,,s,\n",
            "'Zyx' is not a known register; add it to registers.csv",
            2,
        ),
        (
            "identifiers",
            IDENTIFIERS + "org:a,ORCID,1,https://e.org/,confirmed,,s,\n",
            "ORCID does not identify a thing of the class Organisation; it knows: Person",
            2,
        ),
        (
            "identifiers",
            IDENTIFIERS + "org:a,ROR,a b,https://e.org/,confirmed,,s,\n",
            "'a b' is not an identifier of ROR",
            2,
        ),
        ("successions", SUCCESSIONS + "org:b,org:a,,s,\n", "no table has the id 'org:b'", 2),
        ("successions", SUCCESSIONS + "org:a,org:a,,s,\n", "another thing of the same class", 2),
        ("successions", SUCCESSIONS + "org:a,person:b,,s,\n", "another thing of the same class", 2),
        ("successions", SUCCESSIONS + "org:a,org:c,July,s,\n", "'July' is not a date; 2024, 2024-07 or", 2),
        ("successions", SUCCESSIONS + "org:a,org:c,2024,,\n", "a succession without its source", 2),
        ("registers", REGISTERS + ",page,,,\n", "a register has no name", 2),
        ("registers", REGISTERS + "Zyx,self,,,\n", "'self' is not what a register says; one of thing", 2),
        ("registers", REGISTERS + "Zyx,thing,Company,,\n", "'Company' is not a class; one of Theme", 2),
        ("registers", REGISTERS + "Zyx,thing,,https://e.org/,\n", "has an address, with one {} in it", 2),
        ("registers", REGISTERS + "Zyx,page,,https://e.org/{},\n", "only a register of things", 2),
        ("registers", REGISTERS.replace("note", "form,note") + "Zyx,page,,,[,\n", "'[' is not a pattern", 2),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_line(folder, name, content, message, line):
    path = folder / f"{name}.csv"
    path.write_text(content, "utf-8")
    if name != "organisations":
        (folder / "organisations.csv").write_text(COLUMNS + GOOD + "org:c,Organisation,C,,,\n", "utf-8")
        (folder / "people.csv").write_text(COLUMNS + "person:b,Person,B B,,,\n", "utf-8")
    with pytest.raises(AuthorityError) as caught:
        Authority.read(folder)
    assert message in str(caught.value)
    assert str(path) in str(caught.value.where)
    if line:
        assert str(caught.value.where).endswith(f", line {line}")
    assert caught.value.exit_code == 2


#: What is one thing's own, by scheme: an identifier, or a site's address.
OWN = {
    "ROR": "0505m1554",
    "Wikidata": "Q1",
    "homepage": "h",
    "GOV.UK organisation": "g",
    "GB-COH": "07833396",
}
#: What several things may share.
SHARED = {"URL": "u", "Wikipedia": "W", "GOV.UK page": "p", "UKRI GtR grant": "ES/1"}


@given(
    scheme=st.sampled_from([*OWN, *SHARED]),
    confidences=st.tuples(*[st.sampled_from(["confirmed", "likely"])] * 2),
)
def test_only_a_page_may_be_of_two_things(tmp_path_factory, scheme, confidences):
    folder = tmp_path_factory.mktemp("authority")
    (folder / "t.csv").write_text(COLUMNS + GOOD + "org:b,Organisation,Beta,,,\n", "utf-8")
    value = {**OWN, **SHARED}[scheme]
    rows = [
        f"org:{o},{scheme},{value},https://e.org/x,{c},,s,\n" for o, c in zip("ab", confidences, strict=True)
    ]
    (folder / "identifiers.csv").write_text(IDENTIFIERS + "".join(rows), "utf-8")
    if scheme in OWN and confidences == ("confirmed", "confirmed"):
        with pytest.raises(
            AuthorityError, match="is confirmed for 'org:a', too; one identifier is one thing's"
        ):
            Authority.read(folder)
    else:
        assert len(Authority.read(folder).entries) == 2


def test_registers_of_ones_own_stand_beside_the_shipped_ones(folder):
    (folder / "registers.csv").write_text(REGISTERS + "Zyx,thing,,https://zyx.example/{},\n", "utf-8")
    with (folder / "identifiers.csv").open("a", encoding="utf-8") as stream:
        stream.write("org:a,Zyx,7,https://e.org/7,confirmed,,s,\n")
    (entry,) = Authority.read(folder).entries
    assert {i.itself for i in entry.identifiers} == {"https://zyx.example/7", "https://ror.org/0505m1554"}


def test_an_id_that_stands_in_two_tables_names_both(folder):
    (folder / "people.csv").write_text(COLUMNS + "org:a,Person,Alpha,,,\n", "utf-8")
    with pytest.raises(AuthorityError, match="the id 'org:a' occurs twice") as caught:
        Authority.read(folder)
    assert "people.csv, line 2" in str(caught.value)
    assert "organisations.csv, line 2" in str(caught.value)


BAD_IRIS = [
    "", "ror.org/1", "ftp://e.org/", "https://", "http:///path", "https://e.org/a b", "https://e.org/<x>",
    "https://e.org/{x}", 'https://e.org/"', "https://e.org/%zz", "https://e.org/a#b#c", "https://[::1/",
    "https://e.org:port/", "javascript:alert(1)", "https://e.org/\\", "https://e.org/^", "https://e.org/\u00a0x",
]  # fmt: skip


@pytest.mark.parametrize("iri", BAD_IRIS)
def test_a_bad_iri_is_refused(folder, iri):
    with (folder / "identifiers.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [IDENTIFIERS.strip().split(","), ["org:a", "URL", "1", iri, "confirmed", "", "seen", ""]]
        )
    with pytest.raises(AuthorityError, match=r"is not an http\(s\) IRI") as caught:
        Authority.read(folder)
    assert "identifiers.csv, line 2" in str(caught.value)


@given(rest=st.text('ab/?#:@%1A[]{}<>"\\^`|é福 \u00a0\ufffe&=~.-', max_size=12))
def test_what_is_accepted_every_parser_accepts(tmp_path_factory, rest):
    folder = tmp_path_factory.mktemp("authority")
    (folder / "t.csv").write_text(COLUMNS + GOOD, "utf-8")
    with (folder / "identifiers.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [
                IDENTIFIERS.strip().split(","),
                ["org:a", "URL", "1", "https://e.org" + rest, "likely", "", "s", ""],
            ]
        )
    try:
        (entry,) = Authority.read(folder).entries
    except AuthorityError:
        return
    assert NamedNode(entry.identifiers[0].url).value == ("https://e.org" + rest).strip()


def test_a_table_that_is_not_utf8_says_how_to_save_it(folder):
    (folder / "organisations.csv").write_bytes(
        COLUMNS.encode() + "org:a,Organisation,Siân,,,\n".encode("cp1252")
    )
    with pytest.raises(AuthorityError, match=r"not UTF-8 \(byte .*save it as CSV UTF-8"):
        Authority.read(folder)


def test_an_empty_table_an_empty_folder_and_no_folder_are_refused(folder, tmp_path_factory):
    (folder / "people.csv").touch()
    with pytest.raises(InputError, match="the file is empty"):
        Authority.read(folder)
    empty = tmp_path_factory.mktemp("empty")
    with pytest.raises(AuthorityError, match="no table of names"):
        Authority.read(empty)
    with pytest.raises(AuthorityError, match="no table of names"):
        Authority.read(empty / "none")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_table_without_permission_is_named(folder):
    (folder / "organisations.csv").chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        Authority.read(folder)


def test_every_prefix_is_a_class():
    assert set(PREFIXES.values()) <= set(CLASSES)
