"""The closed world: small files with one fault each, their good twins, quotes against the text, places, SARIF."""

from __future__ import annotations

import json
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from pyoxigraph import Quad

from lpipgraph import graph, shapes
from lpipgraph.authority.registers import shipped
from lpipgraph.cli import main
from lpipgraph.errors import SyntaxProblem
from lpipgraph.shapes import Report
from lpipgraph.vocabulary import CLASS_TERMS

HERE = Path(__file__).parent / "world"
GOOD = sorted((HERE / "good").glob("*.ttl"))
BAD = sorted((HERE / "bad").glob("*.ttl"))
TEXT = "Ada Brook leads Rivers.\nThe Weir Fund pays £5m.\n"


def checked(path: Path, texts: dict[str, str] | None = None) -> Report:
    places: dict[Quad, tuple[str, int]] = {}
    data = graph.read(path, places=places)
    for quad in graph.ontology():
        data.add(quad)
    report = shapes.validate(data)
    return shapes.located(places, report, shapes.closed_world(data, texts, report))


def test_the_globs_have_floors() -> None:
    assert len(BAD) >= 58
    assert len(GOOD) >= 61


@pytest.mark.parametrize("path", GOOD, ids=lambda p: p.stem)
def test_a_good_file_is_well(path: Path) -> None:
    assert list(checked(path).lines()) == ["The graph conforms to its shapes."]


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_bad_file_is_found_with_its_line(path: Path) -> None:
    text = path.read_text("utf-8")
    report = checked(path)
    name = text.splitlines()[0].removeprefix("# finds: ")
    (found, *_) = [r for r in report.results if r.constraint == name]
    assert found.place is not None
    assert found.place.file == str(path)
    assert text.splitlines()[found.place.line - 1].strip().endswith((".", ";", ","))
    assert found.place.line > text.splitlines().index("@base <https://w3id.org/lpip/id/> .")


HEAD = (HERE / "good" / "one-day-event.ttl").read_text("utf-8").partition("@base")[
    0
] + "@base <https://w3id.org/lpip/id/> .\n"


def found_by(check: str, lines: list[str], folder: Path) -> set[int]:
    """The numbers of the lines of a file that a check, or the shape of that name, finds."""
    path = folder / "theirs.ttl"
    path.write_text(HEAD + "\n".join(lines), "utf-8")
    above = HEAD.count("\n")
    return {
        r.place.line - above - 1 for r in checked(path).results if r.constraint.startswith(check) and r.place
    }


_MAILS = ("jo.weir@uni.example.org", "jo [at] uni.ac.uk", "jo AT uni DOT ac DOT uk", "jo＠uni．ac．uk", "jo&#64;uni.ac.uk", "jo\u200b@uni.ac.uk", "<p>jo@uni.ac.uk</p>", "0121 414 3344", "+44 (0)121 414 3344")  # fmt: skip
_ENDS = ("", "@en", "@cy", "^^xsd:string", "^^rdf:HTML", "^^<http://a.example/kind>")
_PROPERTIES = ("rdfs:comment", "schema:telephone", "<http://a.example/note>", "dcterms:title", "oa:exact")


def test_contact_data_is_found_in_whatever_literal_and_in_addresses(tmp_path: Path) -> None:
    lines = [
        f'<thing/{n}> {_PROPERTIES[n % len(_PROPERTIES)]} "{mail}"{end} .'
        for n, (mail, end) in enumerate(product(_MAILS, _ENDS))
    ]
    lines += ["<person/jo@uni.ac.uk> rdfs:comment 1 .", "<p> rdfs:seeAlso <mailto:jo%40uni.ac.uk> ."]
    lines += [
        "<q> foaf:mbox <mailto:jo@uni.ac.uk> .",
        "<q> schema:url <https://a.example/?to=jo@uni.ac.uk> .",
    ]
    lines.insert(0, "@prefix foaf: <http://xmlns.com/foaf/0.1/> .")
    found = [found_by(check, lines, tmp_path) for check in ("contact-data", "NoContactData")]
    assert found[0] | found[1] == set(range(1, len(lines)))
    assert not found[0] & found[1]
    well = ["@weirtrust", "22@Barcelona", "at 10:00", "2024-12-11", "£1,200,000", "ISBN 978-0-521-76543-1"]
    lines = [f'<thing/{n}> rdfs:comment "{words}" .' for n, words in enumerate(well)]
    assert not found_by("contact-data", [*lines, "<r> rdfs:seeAlso <https://a.example/@weir> ."], tmp_path)


def test_a_term_of_a_namespace_like_ours_is_none(tmp_path: Path) -> None:
    spaces = ["http://w3id.org/lpip/def/", "https://w3id.org/lpip/def#", "https://www.w3id.org/lpip/def/", "https://w3id.org/LPIP/def/", "https://w3id.org/lpip/", "https://w3id.org/lpip/defs/", "https://w3id.org/lpip/ontology#"]  # fmt: skip
    lines = [f"<organisation/{n}> a <{space}Organisation> ." for n, space in enumerate(spaces)]
    lines += [f"<person/{n}> <{space}leadsTheme> <theme/t> ." for n, space in enumerate(spaces)]
    lines += [
        '<a> rdfs:comment "x"^^lpip:txt .',
        "lpip:leadTheme a rdf:Property .",
        "<a> rdfs:seeAlso lpip:Organization .",
    ]
    lines += ["<a> skos:preflabel 'x' .", "<a> rdfs:lable 'x' .", "<a> schema:funders <b> ."]
    assert found_by("unknown-term", lines, tmp_path) == set(range(len(lines)))
    well = ["<a> <https://w3id.org/lpip-two/def/leadsTheme> 1 .", "<a> schema:somethingOfNextYear 1 ."]
    well += ["<a> rdf:_12 1 .", "<a> rdfs:seeAlso <https://w3id.org/lpip/> , lpip:Organisation ."]
    assert not found_by("unknown-term", well, tmp_path)


def test_two_organisations_of_one_name_are_told_however_it_is_spelt(tmp_path: Path) -> None:
    names = [("Weir  Trust ", "The Weir Trust"), ("Café Fund", "Cafe\u0301 Fund"), ("Brook & Sons", "Brook and Sons"), ("King's Fund", "King’s Fund"), ("OECD", "O\u200bECD"), ("ВЕИР", "веир")]  # fmt: skip
    terms = ("rdfs:label", "skos:prefLabel", "schema:name")
    classes = ("lpip:Organisation", "org:Organization", "lpip:Network", "lpip:Unit")
    lines = [
        f'<o/{n}-{m}> a {classes[(n + m) % 4]} ; {terms[(n + m) % 3]} "{name}"@en .'
        for n, pair in enumerate(names)
        for m, name in enumerate(pair)
    ]
    prefix = "@prefix org: <http://www.w3.org/ns/org#> ."
    assert found_by("one-name-two-organisations", [prefix, *lines], tmp_path) == {
        n + 1 for n in range(len(lines))
    }
    lines = ['<o/a> a lpip:Organisation ; rdfs:label "Weir Trust"@en ; skos:prefLabel "Weir Trust"@en .', '<o/b> a lpip:Policy ; rdfs:label "Weir Trust"@en .']  # fmt: skip
    assert not found_by("one-name-two-organisations", lines, tmp_path)


#: Datatype → forms that it has, and forms that it has not.
_FORMS = {
    "byte": ("-128 127 +5", "128 -129 1.0"), "unsignedInt": ("0 4294967295", "-1 4294967296"), "negativeInteger": ("-1", "0 5"),
    "int": ("2147483647", "2147483648"), "decimal": (".5 +5 5.", "1e3 1,5 INF £5"), "double": ("1e3 -INF NaN", "inf 1.5E"),
    "dateTime": ("2024-12-11T24:00:00 2024-12-11T10:00:00+14:00", "2024-12-11T10:00 2024-02-30T10:00:00 2024-12-11T10:00:00+15:00"),
    "dateTimeStamp": ("2024-12-11T10:00:00Z", "2024-12-11T10:00:00"), "gMonthDay": ("--12-11", "--13-01 12-11"),
    "gDay": ("---11Z", "---32"), "gMonth": ("--12", "--13 12"), "time": ("24:00:00", "24:30:00 10:00"), "duration": ("P1DT2H", "PT 2h P1H"),
    "NCName": ("a-b", "1a a:b"), "QName": ("a:b b", "a:b:c"), "NMTOKEN": ("1a", "a/b"), "hexBinary": ("00fF", "0f0"), "Date": ("", "2024-12-11"),
    "boolean": ("1 true", "TRUE yes"), "sting": ("", "x"), "language": ("en-GB", "en_GB"), "anySimpleType": ("x", ""),
}  # fmt: skip


#: An identifier of each register that has addresses for its things; a register that is new wants one here.
_IDENTIFIERS = {
    "Crossref Funder ID": "10.13039/501100000269", "DOI": "10.1000/xyz123", "GSS": "E08000025", "GeoNames": "2655603",
    "ISNI": "0000000121032683", "ORCID": "0000-0002-1825-0097", "ROR": "05rrcem69", "Wikidata": "Q2256",
}  # fmt: skip
_PAGES_OF_PEOPLE = [
    "https://www.uni.example/staff/jo-weir", "https://en.wikipedia.org/wiki/Birmingham", "https://orcid.org/", "https://orcid.org/x",
    "http://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097/print", "https://www.wikidata.org/wiki/Q2256",
    "https://www.linkedin.com/in/jo-weir", "https://ror.org/search?query=weir", "https://www.uni.example/staff/0000-0002-1825-0097",
    "https://w3id.org/lpip/id/person/jo-weir", "https://doi.org/jo", "https://example.org/05rrcem69", "urn:x:y",
]  # fmt: skip


def test_a_thing_is_the_same_as_an_identifier_of_a_register_of_such_things_and_as_no_page(
    tmp_path: Path,
) -> None:
    registers = {name: r for name, r in shipped().items() if r.address}
    assert set(registers) == set(_IDENTIFIERS)
    lines: list[str] = []
    wrong = set()
    for n, (name, cls) in enumerate(product([*registers, *_PAGES_OF_PEOPLE], CLASS_TERMS)):
        register = registers.get(name)
        address = name if register is None else register.of(_IDENTIFIERS[name])
        if register is None or (register.classes and cls not in register.classes):
            wrong.add(len(lines))
        property = "owl:sameAs" if n % 3 == 0 else "schema:sameAs"
        lines.append(f"<x/{n}> a <{CLASS_TERMS[cls].value}> ; {property} <{address}> .")
    lines += [  # a register of their own, which the file states; a page is not made one by being called an identifier
        '<y/1> schema:sameAs <https://zyx.example/7> ; lpip:identifier <y/i> . <y/i> lpip:scheme "Zyx" ; skos:notation "7" .',
        '<y/2> schema:sameAs <https://uni.example/jo> ; lpip:identifier <y/j> . <y/j> lpip:scheme "URL" ; skos:notation "jo" .',
        '<y/3> schema:sameAs <https://uni.example/al> ; lpip:identifier <y/k> . <y/k> lpip:scheme "Al" ; skos:notation "https://uni.example/al" .',
    ]  # fmt: skip
    wrong |= {len(lines) - 2, len(lines) - 1}
    prefixed = ["@prefix owl: <http://www.w3.org/2002/07/owl#> .", *lines]
    assert {n - 1 for n in found_by("same-as-no-identifier", prefixed, tmp_path)} == wrong


def test_forms_of_every_datatype_are_known(tmp_path: Path) -> None:
    good = [f'"{form}"^^xsd:{name}' for name, (forms, _) in _FORMS.items() for form in forms.split()]
    bad = [f'"{form}"^^xsd:{name}' for name, (_, forms) in _FORMS.items() for form in forms.split()]
    bad += [
        '" 5"^^xsd:integer',
        '"a  b"^^xsd:token',
        '"5"^^<xsd:integer>',
        '"a"^^<http://www.w3.org/2001/XMLSchema>',
    ]
    lines = [f"<a> <http://a.example/p> {literal} ." for literal in (*bad, *good)]
    assert found_by("wrong-literal", lines, tmp_path) == set(range(len(bad)))


def evidence(exact: str, start: int, digest: str, folder: Path) -> Path:
    path = folder / "evidence.ttl"
    path.write_text(
        f"""@prefix lpip: <https://w3id.org/lpip/def/> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @base <https://w3id.org/lpip/> .
<source/1> a lpip:SourceText ; dcterms:source <id/publication/i> ; lpip:characters {len(TEXT)} ; lpip:sha256 "{digest}" .
<segment/1/x> oa:hasSource <source/1> ; oa:exact {json.dumps(exact, ensure_ascii=False)} ; oa:start {start} .
""",
        "utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("exact", "start", "digest", "name"),
    [
        ("Ada Brook", 0, "", None),
        ("£5m", TEXT.index("£"), "", None),
        ("Ada Brooks", 0, "", "quote-not-in-text"),
        ("Ada Brook", 4, "", "quote-not-in-text"),
        ("Ada Brook", 0, "0" * 64, "text-of-another-issue"),
    ],
)
def test_a_quote_is_compared_with_the_text(
    exact: str, start: int, digest: str, name: str | None, tmp_path: Path
) -> None:
    digest = digest or sha256(TEXT.encode()).hexdigest()
    report = checked(evidence(exact, start, digest, tmp_path), {"issue.txt": TEXT})
    closed = {r.constraint for r in report.results if r.component == "closed-world"}
    assert closed == ({name} if name else set())


def test_a_fact_in_an_issue_s_graph_wants_a_claim(tmp_path: Path) -> None:
    path = tmp_path / "facts.trig"
    path.write_text(
        """@prefix lpip: <https://w3id.org/lpip/def/> . @base <https://w3id.org/lpip/> .
<graph/issue/1> { <id/person/a> a lpip:Person . }
""",
        "utf-8",
    )
    (found,) = [r for r in checked(path).results if r.constraint == "fact-without-claim"]
    assert str(found.place) == f"{path}, line 2, graph https://w3id.org/lpip/graph/issue/1"


#: The graph of an issue, of what was derived, or evidence in a line; and what of it nothing stands behind.
_BEHIND = [
    ("<graph/issue/1> { <id/person/a> a lpip:Person , lpip:Agent . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows lpip:Person . }", 0),
    ("<graph/issue/1> { <id/person/a> a lpip:Person , lpip:Event . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows lpip:Person . }", 1),
    ("<graph/issue/1> { <id/person/a> a lpip:Agent . } <graph/issue/1/evidence> { <n> lpip:names <id/person/b> ; lpip:shows lpip:Person . }", 1),
    ('<graph/issue/1> { <id/person/a> rdfs:label "A" . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows "A" . }', 0),
    ('<graph/issue/1> { <id/person/a> rdfs:label "B" . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows "A" . }', 1),
    ('<graph/issue/1> { <id/person/a> lpip:expertise "A" . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows "A" . }', 1),
    ("<graph/derived> { <id/person/a> a lpip:Agent . } <graph/issue/1/evidence> { <n> lpip:names <id/person/a> ; lpip:shows lpip:Person . }", 0),
    ("<graph/derived> { <id/org/a> lpip:linkedToTheme <id/theme/t> . }", 1),
    ("<graph/derived> { <id/org/a> lpip:linkedToTheme <id/theme/t> . } <graph/derived/evidence> { <c> rdf:subject <id/org/a> ; rdf:predicate lpip:linkedToTheme ; rdf:object <id/theme/t> . }", 0),
]  # fmt: skip


@pytest.mark.parametrize(("content", "found"), _BEHIND)
def test_each_fact_has_a_claim_a_naming_or_a_class_below_that_has_one(
    content: str, found: int, tmp_path: Path
) -> None:
    path = tmp_path / "facts.trig"
    head = "@prefix lpip: <https://w3id.org/lpip/def/> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    head += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @base <https://w3id.org/lpip/> .\n"
    path.write_text(head + content, "utf-8")
    assert [r.constraint for r in checked(path).results].count("fact-without-claim") == found


def test_a_folder_that_build_wrote_is_a_file_like_others(
    built_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", str(built_folder)]) == 0
    assert main(["validate", str(built_folder), str(HERE / "bad" / "funder-as-text.ttl")]) == 1
    assert main(["validate", str(tmp_path)]) == 2
    assert "no store is here" in capsys.readouterr().err


def test_sarif_names_rule_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, out = HERE / "bad" / "funder-as-text.ttl", tmp_path / "report.sarif"
    assert main(["validate", str(bad), "-o", str(out)]) == 1
    assert main(["validate", str(bad), "-o", "-", "--format", "sarif"]) == 1
    log = json.loads(out.read_text("utf-8"))
    assert capsys.readouterr().out.endswith(out.read_text("utf-8"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) > 0
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"]["uri"] == str(bad)
        assert physical["region"]["startLine"] >= 1


# --- files that do not parse

_HEAD = "@prefix a: <http://a.example/> .\n"
_WRONG = [
    'a:x a:y "abc .\n', 'a:x a:y "a"@e_n .', 'a:x a:y "a"@ .', "b:x a:y 1 .", "a:x a:y <http://x y> .",
    'a:x a:y "a\\q" .', "a:x a:y 1", "a:x a:y .", 'a:x a:y "a"^^ .', '"a" a:y 1 .', 'a:x "y" 1 .', "a:x a:y 1 2 .",
    "a:x a:y “abc” .", "a:x a:y True .", "a:x a:y [ a:z 1 .", "a:x a:y ( 1 .", 'a:x a:y "a\nb" .', "a:x a:y <rel> .",
    'a:x a:y "\\u12" .', "@prefix b <http://b/> .", "a:x a:y 1 ;; } .", "a:x a:y _: .", 'a:x a:y "x"^^"y" .',
    "a:x a:y 2024-01-01 .", "a:x a:y £5 .", "a:x a:y 'it's' .", "a:x a:y <http://x/%zz> .",
]  # fmt: skip
#: What only a parser's author would say.
_JARGON = (
    "Parser error",
    "code point",
    "subtag",
    "IRI",
    "Unexpected",
    "[A-Z",
    "\\x",
    "PN_",
    "utf-8 sequence",
    "None",
)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("wrong", _WRONG)
def test_what_does_not_parse_is_said_in_one_plain_line(wrong: str, mark: bytes, tmp_path: Path) -> None:
    path = tmp_path / "theirs.ttl"
    path.write_bytes(mark + (_HEAD + wrong).encode())
    with pytest.raises(SyntaxProblem) as caught:
        graph.read(path)
    said = str(caught.value)
    assert f"{path}, line " in said
    assert ", column " in said
    assert "not Turtle: " in said
    assert caught.value.hint
    assert not [word for word in _JARGON if word in said.replace(str(path), "")]


@pytest.mark.parametrize("wrong", _WRONG)
def test_windows_1252_is_said_with_the_place_of_the_sign(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs.ttl"
    path.write_bytes((_HEAD + "# the Council’s\n" + wrong).encode("cp1252"))
    with pytest.raises(
        SyntaxProblem, match=r"line 2, column 14: the file is not UTF-8; in Windows-1252 .* “’”"
    ):
        graph.read(path)


def test_marks_and_utf_16_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = tmp_path / "theirs.ttl"
        path.write_bytes((_HEAD + 'a:x a:y "é" .').encode(encoding))
        assert len(graph.read(path)) == 1


@pytest.mark.parametrize("content", [b"<html><p>no</p></html>", b'{"a": 1}', b"<rdf:RDF/>", b"<a>&nbsp;</a>"])
@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".rdf"])
def test_another_kind_of_file_is_named(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"theirs{suffix}"
    path.write_bytes(content)
    with pytest.raises(SyntaxProblem) as caught:
        graph.read(path)
    assert caught.value.hint
    assert not [word for word in _JARGON[:3] if word in str(caught.value)]
