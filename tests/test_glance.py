"""The quick look that most public texts are done with, beside the rule that it spares: it lets pass nothing that the rule refuses."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from random import Random

import pytest
from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Quad, Triple
from test_contacts import ADDRESSES, HARMLESS, NUMBERS, PIECES

from lpipgraph import contacts as module
from lpipgraph.contacts import contacts_in_iri
from lpipgraph.errors import DataError
from lpipgraph.files import root
from lpipgraph.glance import CODED, HIDES_NOTHING, harmless
from lpipgraph.privacy import contact_kind, guard, public_literal, public_quads

NIGHTLY = "LPIPGRAPH_FUZZ" in os.environ
TEXTS = 3_000_000 if NIGHTLY else 30_000
QUADS = 300_000 if NIGHTLY else 900

WORDS = [
    "The", "hub", "data", "that", "state", "At", "AT", "aT", "attend", "cat", "et", "ET", "a", "arroba", "Arobase", "Tel", "TEL",
    "call", "Line", "wa.me", "WhatsApp", "m.", "T:", "f:", "P.", "2024-25", "2021/22", "1,234,567", "8", "12", "no. 1234567",
    "(in part)", "[at ]", "{ At}", "<at>", "( et )", "[–at–]", "[éat]", "(…a…)", "R&D", "50%", "%2b", "%2540", "&amp;amp;#64;",
    "&Commat;", "&c", "\\u0040", "\\x", '"at"', "“at”", "_at_", "‘AT’", "é", "ät", "Ä", "Ø", "ß", "ı", "İ", "K", "ﬁ", "中", "🙂", "٣",
    "０", "＋44", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\r", "\r\n", "\n", "\t", "\u2028", "\u00a0", "\u200b", "mailto:", "MAILTO:x",
    "tel:", "Tel:0", "sms:1", "http://x.org/at", "+", "+1", "<b>", "<!-- -->", "|at|", "«et»", "*at*", "~at~", "-at-", "'at",
]  # fmt: skip


def _framed(draw: Random) -> str:
    """A sign for "@" in a frame, or nearly."""
    beside = ["".join(draw.choices(' –é.’"_…-\n1b', k=draw.choice((0, 1, 2, 3, 3, 4)))) for _ in range(2)]
    word = draw.choice(("at", "At", "a", "A", "et", "arroba", "arobase", "att", "t", ""))
    return draw.choice("[({<«|") + beside[0] + word + beside[1] + draw.choice("])}>»|")


def _digits(draw: Random) -> str:
    """About as many digits as a number has, with what stands between, and perhaps something that says so."""
    digits = [draw.choice("01234567889") for _ in range(draw.randint(5, 10))]
    signs = [" ", "-", ") ", ". ", " more ", " of those ", "–", "", "", ""]
    text = draw.choice(("", "and ", "8 ")) + "".join(digit + draw.choice(signs) for digit in digits)
    said = draw.choice(
        ("", "", "", "+", "&amp;", "&lt;", "%20", "%", "&", "\x01", "\r", "<b>", *WORDS[17:25])
    )
    at = draw.choice((0, len(text), draw.randrange(len(text))))
    return text[:at] + said + text[at:]


def _mixed(draw: Random) -> str:
    between = draw.choice(("", " ", " ", " "))
    stock = (WORDS, WORDS, PIECES, ADDRESSES, NUMBERS, HARMLESS)
    text = between.join(draw.choice(draw.choice(stock)) for _ in range(draw.randint(1, 6)))
    for _ in range(draw.choice((0, 0, 1, 2))):
        at = draw.randrange(len(text) + 1)
        sign = draw.choice(
            ("", draw.choice(PIECES), draw.choice("0123456789"), chr(draw.randrange(32, 0x2100)))
        )
        text = text[:at] + sign + text[at + draw.randrange(3) :]
    return text


def texts(seed: int, count: int) -> Iterator[str]:
    """Words, spellings that reveal something and near misses: put together, cut, with a sign too many or too few."""
    draw = Random(seed)
    for _ in range(count):
        made = draw.choice((_mixed, _mixed, _framed, _digits))(draw)
        yield draw.choice(("", "", "ann.lee ", "Ask ")) + made + draw.choice(("", "", " x.org", " soon"))


#: The rule as it was before there was a quick look.
_CALLED = re.compile(r"tel|phone|mob|cell|fax|whats|wa\.me|line|switch|call|ring|text|[tmfp][:.]")


def may_hold(text: str) -> bool:
    """Whether the rule looks at a text with care."""
    if not text.isascii():
        text = HIDES_NOTHING.sub("-", text)
        if not text.isascii() or "<" in text or "\\" in text:
            return True
    lower = text.lower()
    if "@" in text or any(sign.search(text) for sign in module._AT_SIGNS):
        return True
    if module._AT_WORD.search(lower) or CODED.search(text):
        return True
    odd = any(sign.search(lower) for sign in (module._ODD, module._CALLABLE, _CALLED))
    return module._DIGITS.search(text) is not None and odd


def kind(term: object) -> bool:
    """Whether the rule finds contact data in a term."""
    if isinstance(term, NamedNode):
        return contacts_in_iri(term.value) is not None
    assert isinstance(term, Literal)
    if may_hold(term.value) and module._found(term.value):
        return True
    said = term.value.casefold().startswith(("mailto:", "tel:"))
    return said and contacts_in_iri(term.value) is not None


def test_what_is_harmless_at_a_glance_is_so_by_the_rule() -> None:
    at_a_glance = 0
    for text in texts(9, TEXTS):
        looked_at = may_hold(text)
        assert module._suspect(text) == looked_at, text
        if harmless(text.encode("utf-8", "surrogatepass")):
            assert not looked_at, text
            at_a_glance += 1
    assert at_a_glance > TEXTS / 20  # else this test tries nothing


@pytest.mark.parametrize("text", ["\ud800", "at", "AT x", "x at", "", "a", "123456", "tel 123456"])
def test_the_least_texts(text: str) -> None:
    assert not (harmless(text.encode("utf-8", "surrogatepass")) and may_hold(text))


def test_the_guard_refuses_just_what_the_rule_refuses() -> None:
    thing, says, graph = (NamedNode(f"https://x.example/{name}") for name in ("thing", "says", "graph"))
    refused = 0
    for n, text in enumerate(texts(10, QUADS)):
        plain = re.sub(r"%(?![0-9a-fA-F]{2})|[^\w.~:/?@!$&'()*+,;=%-]", "-", text, flags=re.ASCII)
        place = NamedNode(f"https://x.example/{plain}") if n % 10 == 0 else thing
        object_ = (Literal(text), Literal(text, language="en"), Literal(text, datatype=says), place)[n % 4]
        quad = Quad(place, says, object_, graph)
        must = any(map(kind, (place, object_)))
        refused += must
        try:
            guard([quad], left="nothing was written")
        except DataError:
            assert must, text
        else:
            assert not must, text
    assert QUADS / 20 < refused < QUADS * 0.95


def test_most_of_what_is_written_is_done_with_at_a_glance() -> None:
    """Counted, for what it spares is time: names and quotes as our own issue has them."""
    records = json.loads((root() / "data" / "gold" / "policy-innovate-01.gold.json").read_bytes())
    texts = [
        row[key]
        for rows in records.values()
        if isinstance(rows, list)
        for row in rows
        for key in ("name", "quote")
        if key in row
    ]
    done = sum(harmless(text.encode()) for text in texts)
    assert len(texts) > 500
    assert done > 0.9 * len(texts)


@pytest.mark.parametrize("deep", [1, 2, 3])
@pytest.mark.parametrize("text", ["ann.lee@x.ac.uk", "0121 496 0344", "line\n[at]"])
def test_the_guard_looks_into_triples_that_are_objects(text: str, deep: int) -> None:
    thing, says = NamedNode("https://x.example/thing"), NamedNode("https://x.example/says")
    inner: Literal | Triple = Literal(text)
    for _ in range(deep):
        inner = Triple(thing, says, inner)
    try:
        guard([Quad(thing, says, inner, thing)], left="nothing was written")
    except DataError as error:
        assert kind(Literal(text))
        assert text not in str(error)
    else:
        assert not kind(Literal(text))


def _terms(
    draw: Random, words: list[str]
) -> tuple[NamedNode, NamedNode, NamedNode | Literal | Triple, NamedNode]:
    """Subject, predicate, object and graph: plain, or made with words that may hold contact data; triples to any depth."""

    def name() -> NamedNode:
        if draw.random() < 0.9:
            return NamedNode(f"https://x.example/{draw.choice('abc')}")
        plain = re.sub(r"[^\w.~@+-]", "-", draw.choice(words), flags=re.ASCII)
        return NamedNode(draw.choice(("https://x.example/", "mailto:", "tel:", "urn:x:")) + (plain or "-"))

    def object_(deep: int) -> NamedNode | Literal | Triple:
        if deep:
            return Triple(name(), name(), object_(deep - 1))
        if draw.random() < 0.2:
            return name()
        text = draw.choice(words)
        made = [Literal(text), Literal(text, language="en"), Literal(text, datatype=name())]
        return draw.choice([*made, Literal(text, language="ar", direction=BaseDirection.RTL)])

    return name(), name(), object_(draw.choice((0, 1, 1, 2, 3, 9))), name()


def _leaves(term: NamedNode | BlankNode | Literal | Triple) -> list[NamedNode | BlankNode | Literal]:
    if isinstance(term, Triple):
        return [leaf for part in (term.subject, term.predicate, term.object) for leaf in _leaves(part)]
    return [term]


def test_what_is_cleaned_passes_the_guard_and_keeps_all_else() -> None:
    """Triples within triples are cleaned as the same statements would be by themselves."""
    draw = Random(21)
    words = [
        *texts(13, QUADS),
        "Ann Lee, ann.lee@x.ac.uk",
        "mailto:ann",
        "Call 0121 496 0344",
        "A name",
        "The hub – a place",
        "",
    ]
    known = [Quad(*_terms(draw, draw.choice((words, words[-6:])))) for _ in range(QUADS)]
    cleaned = nested = gone = same = 0
    for quad in known:
        kept = list(public_quads([quad]))
        guard(kept, left="nothing was written")
        leaves = [quad.subject, quad.predicate, *_leaves(quad.object), quad.graph_name]
        refused = any(contact_kind(leaf) for leaf in leaves)
        if not refused:
            assert kept == [quad]
            same += 1
        elif not kept:
            gone += 1
        else:
            (one,) = kept
            assert (one.subject, one.predicate, one.graph_name) == (
                quad.subject,
                quad.predicate,
                quad.graph_name,
            )
            *before, last = _leaves(quad.object)
            *after, text = _leaves(one.object)
            assert before == after
            assert isinstance(last, Literal)
            assert text == public_literal(last) != last
            assert (text.language, text.direction, text.datatype) == (
                last.language,
                last.direction,
                last.datatype,
            )
            cleaned += 1
            nested += isinstance(quad.object, Triple)
    assert min(cleaned, nested, gone, same) > QUADS / 40  # else this test tries little
