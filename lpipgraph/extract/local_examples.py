"""Extracts case studies from prose by where they are: "In Dundee, the Snug Wynds project …", "the Ladder Club in Wells".

What bears a name of its own, does something in one town or abroad and is named in one paragraph only is an example of
practice; a policy is named for a nation, an organisation wherever it acts. The words are rows of ``data/reading/heads.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..tables import words
from .draft import Draft, Scope
from .lexicon import ORG_HEADS, is_demonym, is_ordinary, singular
from .names.features import is_abroad
from .tagging import Mention, Tagged, Tagger, pattern

__all__ = ["local_examples"]

_TAILS = "|".join(sorted(words("heads", kind="example tail")))
_TAIL = rf"(?P<tail> (?:{_TAILS})\b)?"
_THE = r"(?:the |an? |its |their |what it calls (?:the )?)?"
_KNOWN_AS = r"(?:an? [^.,;‹]{3,50}? (?:known as|called|named) )?"
_GG = r"(?:the )?(?:[a-z-]+ (?:of )?){0,3}{G}(?:(?:, | in |, in )(?:the )?{G2})?"
_ASIDE = r"(?:, [^.,;]{3,80})?"
#: Where an example is, before or behind its name; X is the name.
_PLACED = tuple(
    pattern(p.replace("{X}", "{LOKN}") + _TAIL if p.endswith("{X}") else p.replace("{X}", "{LOKN}" + _TAIL))
    for p in (
        rf"(?:^|[.;:] )(?:[\w ]{{2,20}}, |And |But )?(?:[Ii]n|[Aa]t|[Oo]n|[Aa]cross|[Nn]ear|[Oo]utside|[Oo]ff) {_GG}{_ASIDE},? {_KNOWN_AS}{_THE}{{X}}",
        rf"\b[Ff]rom {_GG} comes {_THE}{{X}}",
        rf"{_GG}, where {_THE}{{X}}",
        r"{G}['’]s (?:own )?{X}",
        rf"(?:^|; ){_GG},? (?:[a-z-]+ ){{0,7}}?(?:has|have|run|runs|started|launched|opened|set up|built|keeps) {_THE}{{X}}",
        rf"(?:\b[Tt]he |^|\band |, |\bto |\bas |\bat |\bof |\bis ){{X}},? (?:in|near|outside|off) {_GG}",
        rf"{{X}}, an? [^.;‹]{{3,60}} (?:in|near|all over|across|outside) {_GG}",
    )
)  # fmt: skip
_BODIES = words("heads", kind="no example body")
_INSTRUMENTS = words("heads", kind="no example policy")
_WIDE = frozenset(("nation", "continent", "world region", "region", "city region", "combined authority area"))
#: What says that a paragraph gives examples.
_CUE = re.compile(
    rf"\b(?:{'|'.join(sorted(words('heads', kind='example cue'), key=len, reverse=True))})\b", re.I
)


#: "Draught Stoppers, a charity based in Bristol": what is called a body or a place is none.
_SAID_TO_BE = re.compile(
    r",? (?:is |was )?(?:home to|(?:an?|the) (?:[\w-]+ ){0,4}?(?:"
    + "|".join(
        sorted(
            {
                *(ORG_HEADS - words("heads", kind="example tail")),
                *words("signs", kind="place noun"),
                "firm",
                "think tank",
            },
            key=len,
            reverse=True,
        )
    )
    + r"))\b"
)


@dataclass(frozen=True, slots=True)
class _Example:
    """A name with the places that one sentence gives it."""

    tagged: Tagged
    mention: Mention
    tail: str
    places: tuple[Mention, ...]


def local_examples(d: Draft) -> None:
    """The examples of practice that articles name beside the place where they are, and that place."""
    tagger = Tagger.of(d)
    for scope in [s for s in d.scopes if s.kind == "article"]:
        for block in d.doc.blocks_in(scope.start, scope.end):
            if block.kind not in ("paragraph", "item"):
                continue
            for sentence in d.block_sentences(block):
                if d.is_masked(sentence.span()[0]):
                    continue
                for found in _placed(tagger.tag(sentence)):
                    if _is_example(d, scope, found, (block.start, block.end)):
                        _write(d, found)
                        tagger = Tagger.of(d)


def _placed(tagged: Tagged) -> Iterator[_Example]:
    if not tagged.of("G"):
        return
    done = set()
    for rule in _PLACED:
        for match in rule.finditer(tagged.text):
            mention = tagged.mentions[int(match["LOKN"])]
            places = tuple(tagged.mentions[int(g)] for g in (match["G"], match.groupdict().get("G2")) if g)
            if mention not in done and not _SAID_TO_BE.match(tagged.text, match.end("LOKN") + 1):
                done.add(mention)
                yield _Example(tagged, mention, (match["tail"] or "").strip(), places)


def _is_example(d: Draft, scope: Scope, found: _Example, block: tuple[int, int]) -> bool:
    mention = found.mention
    name = mention.text
    if mention.letter == "K":
        return True
    if len(name) < 4 or is_demonym(name) or (" " not in name and is_ordinary(name)):
        return False
    abroad, local = _where(d, found)
    if not local:
        return False
    last = singular(name.split()[-1])
    heads = {last, *(singular(w) for w in name.split() if w[:1].isupper())}
    if (mention.letter == "O" and heads & _BODIES) or last in _PLACE_NOUNS:
        return False
    if mention.letter == "L" and (last in _INSTRUMENTS or found.tail in _INSTRUMENTS):
        return False
    if mention.id is not None and (mention.id not in d.entities or d.entities[mention.id].how in _SURE):
        return False
    if d.named(name, ("Person", "Theme", "Publication", "Event")):
        return False
    if not _only_here(d, name, block):
        return False
    called = bool(found.tail) or (mention.letter == "L" and last in _OWN_TAILS)
    # "‹O› is running the ‹L› in ‹G›": what a body does in a place is its policy
    called = called and not any(m.letter == "O" and m.start < mention.start for m in found.tagged.mentions)
    return abroad or called or scope.review is not None or _CUE.search(d.quote(*block)) is not None


_OWN_TAILS = words("heads", kind="example tail")
_PLACE_NOUNS = words("signs", kind="place noun")
_SURE = frozenset(("authority", "record", "masthead", "record field"))


def _where(d: Draft, found: _Example) -> tuple[bool, bool]:
    """Whether the places of an example lie abroad, and whether one of them is a town, a county or a country abroad."""
    abroad = local = False
    home = d.gazetteer.lookup("UK")
    for mention in found.places:
        place = d.gazetteer.lookup(mention.text)
        if place is None:
            local = True
            continue
        away = is_abroad(d, mention.text)
        abroad = abroad or away
        local = local or away or (place != home and place.kind not in _WIDE)
    return abroad, local


def _only_here(d: Draft, name: str, block: tuple[int, int]) -> bool:
    """Whether the issue names it in this paragraph alone."""
    words_ = re.escape(name).replace(r"\ ", r"\s+")
    return all(block[0] <= m.start() < block[1] for m in re.finditer(rf"\b{words_}\b", d.doc.text))


def _write(d: Draft, found: _Example) -> None:
    sentence, mention = found.tagged.sentence, found.mention
    if mention.letter == "K" and mention.id is not None:
        case = mention.id
    else:
        name = re.sub(rf" (?:{_TAILS})$", "", mention.text) if mention.letter == "L" else mention.text
        first, _, rest = name.partition(" ")
        if is_demonym(first) and " " not in rest and rest and not is_ordinary(rest):
            name = rest  # "the Dutch Straatdok approach"
        tail = found.tail or mention.text[len(name) :].strip()
        aliases = [f"{name} {tail}"] if tail else []
        where = sentence.span(mention.start, mention.end)
        case = d.add(
            "CaseStudy", name, where, aliases=aliases, kind="case study", how="example in a place", score=0.7
        )
        if mention.id is not None and mention.id in d.entities:
            d.merge({mention.id: case})
    for place in found.places:
        if place.id is not None and place.id in d.entities:
            d.relate(case, "locatedIn", place.id, sentence.span(), "example in a place")
