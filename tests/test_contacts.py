"""What is contact data, in whatever spelling, and what only looks like it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

import pytest
from common import growth
from hypothesis import given, settings
from hypothesis import strategies as st

from lpipgraph import contacts as module
from lpipgraph.contacts import MARK, contacts, contacts_in_iri, masked, withheld

ADDRESSES = [
    "ann.lee@x.ac.uk", "ann.lee [at] x.ac.uk", "ann.lee (at) x dot ac dot uk", "ann.lee(at)x.ac.uk",
    "mailto:ann.lee%40x.ac.uk", "ann.lee%2540x.ac.uk", "ann.lee&#64;x.ac.uk", "ann.lee&#x40;x.ac.uk",
    "ann.lee&commat;x&period;ac&period;uk", "ann.lee&amp;#64;x.ac.uk", "ann.lee＠x.ac.uk", "ａnn．lee＠x．ac．uk",
    "ann.lee\u200b@\u00adx.ac.uk", "ann.\nlee@x.ac.uk", "ann.lee@\nx.ac.uk", "ann.lee\n@x.ac.uk", "ann.lee@x.\nac.uk",
    "ann.lee@birming\nham.ac.uk", "ann\n.lee at x.ac.uk", "ann.\nlee at x.ac.uk", "ann_\n  lee at x.ac.uk", "ann.\r\nlee at x.ac.uk", "ann\n.lee @x.ac.uk", "ann\n.lee @ x\n.ac.uk", "ann.lee@birming-\nham.ac.uk", "ann.lee@x\r\n.ac.uk", "ann.lee at x dot ac dot uk",
    "ann dot lee at x dot ac dot uk", "ann.lee AT x.ac.uk", "ann.lee at x.ac.uk", "ann.lee @ x.ac.uk", "ann @ x.ac.uk",
    "ann.lee @x.ac.uk", "ann.lee{at}x{dot}ac{dot}uk", "ann.lee<at>x.ac.uk", "ann.lee[@]x.ac.uk", "ann(a)x.ac.uk",
    "ann-at-x-dot-ac-dot-uk", "ann.lee _at_ x.ac.uk", '"ann lee"@x.ac.uk', "ann(home)@x.ac.uk", "ann@[192.168.0.1]",
    "ann@bücher.de", "ann@x . ac . uk", "ann\\@x.ac.uk", "ann\\_lee@x.ac.uk", "**ann.lee**@x.ac.uk",
    "ann.lee<span>@</span>x.ac.uk", "<ann.lee@x.ac.uk>", "[ann.lee@x.ac.uk](mailto:ann.lee@x.ac.uk)",
    "o'neil@x.ac.uk", "ann+news@x.ac.uk", "ann\\u0040x.ac.uk", "ann.lee [ at ] x [ dot ] ac [ dot ] uk",
    "ann@xn--bcher-kva.example", "ann_lee@x-y.example", "A.LEE.7@X.AC.UK",
]  # fmt: skip
NUMBERS = [
    "01632 960 123", "07700 900123", "020 7946 0018", "+44 (0)121 496 0344 ext. 12", "0121 496\n0344", "+1 212-555-0123",
    "Tel: (212) 555-0123", "Tel. 414 3344", "0044 121 496 0344", "０１２１ ４９６ ０３４４", "0121\u00a0496\u00a00344",
    "0121\u00ad496\u200b0344", "0121‑496‑0344", "(0121) 496 0344", "+33 1 23 45 67 89", "tel:+441214960344",
    "&#43;44 121 496 0344", "%2B44 121 496 0344", "call us on 0121 496 0344 extension 43344", "0121 496 0344 (ext 12)",
    "01214960344", "https://wa.me/441214960344", "07700-900-123", "0800 1111", "0121.496.0344", "+44 121 496 0344, x5",
]  # fmt: skip
HARMLESS = [
    "@LPIP_Hub", "Follow us @lpip.bsky.social", "medium.com/@ann.lee", "@ann@example.social", "logo@2x.png", "pkg@1.2.3",
    "available at www.bham.ac.uk", "published at gov.uk", "look [at] this. Next", "event at lpip.org.uk", "at http://x.ac.uk",
    "version 1.2 at gov.uk", "2.30pm at x.ac.uk", "U.S. at bbc.co.uk", "10am @ Birmingham", "(a) the x.y", "12.5% @ 3.4",
    "22@ Innovation District", "a report.\navailable at x.ac.uk", "a report.\nLee at x.ac.uk", "sign-\nup at x.ac.uk", "a report.\n\nlee at x.ac.uk", "look at Birmingham. Dot the i", "AT&T", "22@", "Room 4 [at]", "look [at]", "We look - at - www.x.org", "Hub (@hub) www.x.ac.uk", "the day (at the hub) x.ac.uk", "out -at last- by x.org", "S0140-6736(20)30183-5", "ISBN 0-19-285440-1",
    "978-0-19-285440-1", "0000-0002-1825-0097", "ISNI 0000 0001 2103 4562", "ISSN 1234-5678", "10.1080/01425692.2020.1790345",
    "https://doi.org/10.1016/j.x.2020.0121414334", "ES/Y502443/1", "UKRI 10043201", "Grant reference: ES/X004589/1",
    "Company number 01234567", "charity no. 1234567", "E12000005", "2024-12-03 09:30-11:00", "01.02.2024",
    "07/12/2024 11/12/2024", "2019 2020 2021 2022", "call for evidence 2024-2025", "Phone 2024-2025", "2021/22 to 2024/25",
    "1 January 2024 - 31 December 2025", "£1,234,567,890", "£1.89bn", "12,345,678", "GBP 020 7946 0018", "£3.6bn and £7.2bn",
    "pages 01234-01240", "Census 2021: 1,144,900 people", "1 2 3 4 5 6 7 8 9 10", "+12.5 percentage points", "0161 to 0171",
]  # fmt: skip


@pytest.mark.parametrize("spelt", ADDRESSES)
def test_an_address_is_found_in_every_spelling(spelt: str) -> None:
    text = f"See {spelt} soon"
    assert [c.kind for c in contacts(text)][:1] == ["e-mail address"]
    assert_covered(text, spelt)


@pytest.mark.parametrize("spelt", NUMBERS)
def test_a_number_is_found_in_every_spelling(spelt: str) -> None:
    text = f"See {spelt} soon"
    assert [c.kind for c in contacts(text)][:1] == ["telephone number"]
    assert_covered(text, spelt)


def assert_covered(text: str, spelt: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert shown.startswith("See ")
    assert shown.endswith(" soon")
    assert not re.search(r"lee|x\.|ac\.|\d{4}", shown.replace("wa.me", ""))
    assert all(b in (a, MARK) for a, b in zip(text, shown, strict=True))
    assert not contacts(shown)
    assert not contacts(withheld(text))


@pytest.mark.parametrize(
    "cut", ["ann.lee@", "ann.lee@bham", "ann@bham", "ann.lee [at] bham", "ann.lee [at]", "ann.lee (@)"]
)
def test_an_address_that_a_line_cuts_off_is_one_too(cut: str) -> None:
    assert withheld(f"Lanes {cut}") == "Lanes …"


@pytest.mark.parametrize("spelt", HARMLESS)
def test_what_only_looks_like_it_stays(spelt: str) -> None:
    text = f"See {spelt} soon"
    assert contacts(text) == ()
    assert masked(text) == withheld(text) == text


def test_a_name_that_is_nothing_else_is_empty() -> None:
    assert withheld("ann@x.ac.uk") == ""
    assert withheld("Tel: 0121 496 0344") == "Tel: …"
    assert withheld("Ann Lee (ann@x.ac.uk), Hub") == "Ann Lee (…), Hub"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("mailto:ann%40x.ac.uk", "e-mail address"),
        ("mailto:ann", "e-mail address"),
        ("tel:+441214960344", "telephone number"),
        ("https://x.example/?to=ann%40x.ac.uk", "e-mail address"),
        ("https://x.example/contact/ann@x.ac.uk", "e-mail address"),
        ("https://wa.me/441214960344", "telephone number"),
        ("https://x.example/ann-at-x-dot-ac-dot-uk", "e-mail address"),
        ("https://x.example/?subject=x&to=ann@x.ac.uk#y", "e-mail address"),
        ("https://ann@x.ac.uk/", "e-mail address"),
        ("https://example.social/@ann.lee", None),
        ("https://example.social/@ann@other.example", None),
        ("https://x.example/npm/pkg@latest/x.js", None),
        ("https://w3id.org/lpip/segment/1/01214960-07700900123", None),
        ("https://doi.org/10.1016/0121496034", None),
    ],
)
def test_addresses_of_pages_are_looked_at_with_care(address: str, kind: str | None) -> None:
    assert contacts_in_iri(address) == kind


# Any address in any mixture of spellings

_FULL = {ord(c): chr(ord(c) + 0xFEE0) for c in "@.abcdefghijklmnopqrstuvwxyz0123456789"}
SIGNS: list[Callable[[str], str]] = [
    lambda c: c,
    lambda c: c.translate(_FULL),
    lambda c: f"&#{ord(c)};",
    lambda c: f"&#x{ord(c):x};",
    lambda c: f"%{ord(c):02X}",
    lambda c: f"\u200b{c}",
    lambda c: f"{c}\u00ad",
    lambda c: f"{c}\u2060",
]
AT = [
    "@",
    " [at] ",
    "(at)",
    " {at} ",
    "[@]",
    " @ ",
    "\n@",
    "@\n",
    "＠",
    "&commat;",
    "%40",
    "\\@",
    "<at>",
    " -at- ",
    " *at* ",
    ' "at" ',
    " AT-SIGN ",
    "~at~",
    " (replace this with @) ",
]
DOT = [".", "[.]", " dot ", "(dot)", " [dot] ", "．", "&period;", "\n.", ".\n", " *dot* ", "-dot-", ' "dot" ']
WORD = st.text("bcdfghjkmnpqrstvwxz", min_size=3, max_size=8)


@st.composite
def addresses(draw: st.DrawFn) -> tuple[str, list[str]]:
    """An address in a mixture of spellings, and the words that must not be left of it."""
    local = [draw(WORD), draw(WORD)]
    host = [draw(WORD), *draw(st.sampled_from([["ac", "uk"], ["org"], ["gov", "uk"], ["example"]]))]
    sign = draw(st.sampled_from(SIGNS))

    def spelt(word: str) -> str:
        return "".join(sign(c) if draw(st.integers(0, 5)) == 0 and not c.isspace() else c for c in word)

    # an encoded letter beside a worded sign is no spelling that anybody reads
    at, dot = draw(st.sampled_from(AT)), draw(st.sampled_from(DOT))
    text = ".".join(map(spelt, local)) + at + dot.join(map(spelt, host))
    return text, [*local, host[0]]


@settings(max_examples=300)
@given(
    addresses(),
    st.sampled_from(["", "Ask ", "Ann Lee, ", "(", "“", "Kontakt: ", "£5m, "]),
    st.sampled_from(["", " now", ".", ")", ", Hub"]),
)
def test_no_mixture_of_spellings_is_overlooked(
    address: tuple[str, list[str]], before: str, after: str
) -> None:
    spelt, words = address
    shown = masked(before + spelt + after)
    plain = re.sub(r"[^a-z]", "", unicodedata.normalize("NFKC", shown).casefold())
    assert words[1] + words[2] not in plain
    assert words[0] + words[1] not in plain
    assert words[2] not in plain
    assert len(shown) == len(before + spelt + after)
    assert shown.startswith(before)


@settings(max_examples=200)
@given(
    st.sampled_from(
        ["0121 496 0{}", "+44 20 7946 0{}", "07700 900{}", "+44 (0)117 496 0{}", "0044 1632 960{}"]
    ),
    st.from_regex(r"\A[0-9]{3}\Z"),
    st.sampled_from([" ", "-", "\u00a0", ".", "–"]),
    st.sampled_from(["", " ext. 21", " x21", " (ext 214)", ", extension 2144"]),
)
def test_numbers_with_any_separator_and_extension_are_found(
    shape: str, last: str, between: str, extension: str
) -> None:
    number = shape.format(last).replace(" ", between)
    shown = masked(f"Ring {number}{extension} today")
    assert not re.search(r"\d", shown)


@settings(max_examples=300)
@given(st.text(alphabet="ab.@ \n-(dot)[at]0123456789+&;#64%\u00ad\uff20“é£", max_size=80))
def test_masking_ends_changes_nothing_else_and_leaves_nothing(text: str) -> None:
    shown = masked(text)
    assert len(shown) == len(text)
    assert all(a in (b, text[i]) for i, (a, b) in enumerate(zip(text, shown, strict=True)))
    assert not contacts(shown)
    assert not contacts(withheld(text))


#: What addresses and numbers are made of, and what only looks so.
PIECES = [
    "at", " at ", "@", "[at]", "(a)", "_at_", "-at-", "ann", "ann.lee", "x.org", " dot ", "[dot]", ".", "+44", "0", "07700 900",
    "0113 496", "0800 1111", "tel", "call us on ", "T: ", "\n", "–", "’", "“", "é", "£", "<b>", "</b>", "&amp;", "&#64;", "%40",
    "\\u0040", "\\", "x", "ext 12", "(", "[", ")", "]", " ", "1", "345", "6789", "8", "ät", "«at»", "\u00ad", "☎ ", "text ", "line",
    "whatsapp.com/send?phone=", "2024", "£5m", "-", "/", "'at'", "’at’",
]  # fmt: skip


@settings(max_examples=1500)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join))
def test_a_text_that_is_done_with_at_a_glance_holds_nothing(text: str) -> None:
    """The quick look, which most texts do not get past, and the long one agree."""
    assert module._suspect(text) or not module._found(text)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from("0123456789"), st.sampled_from(["", "", "", " ", "-", ".", " (", ") ", "x", "/"])).map("".join),
        min_size=5,
        max_size=13,
    ).map("".join),
    st.sampled_from(["", "0", "00", "08", "0800", "44"]),
)  # fmt: skip
def test_digits_that_cannot_be_called_are_no_number_to_the_library_either(digits: str, before: str) -> None:
    text = f"see {before}{digits}."
    if not module._CALLABLE.search(text):
        assert not [
            1
            for start, end, sure in module._numbers(text)
            if sure or sum(map(str.isdigit, text[start:end])) >= 9
        ]


@pytest.mark.parametrize(
    "unit", [" ", "1", "a@", " at ", "a.", "<", "x@y.uk ", "%40", '"', "\n", "(", " dot ", "é", "0121 "]
)
def test_no_text_takes_long(unit: str) -> None:
    assert growth(lambda size: contacts(unit * (size // len(unit)) + "@"), 40_000) < 2.5


@settings(max_examples=300)
@given(
    size=st.sampled_from([16, 20, 32, 64]),
    seed=st.integers(min_value=0),
    mark=st.sampled_from(["", "s", "sha256:"]),
)
def test_digests_hold_no_number(size: int, seed: int, mark: str) -> None:
    # digits stand in most digests in a way that a number of some area has
    digits = Random(seed)
    number = "".join(digits.choice("0123456789") for _ in range(9))
    digest = digits.randbytes(size).hex()
    at = digits.randrange(1, len(digest) - 12)
    token = f"{mark}{digest[:at]}b020{number[:8]}c{digest[at + 13 :]}"
    assert masked(token) == token
    assert masked(f"Call 020 {number[:4]} {number[4:8]}; {token}").endswith(token)
