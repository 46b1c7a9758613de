"""Extracts case studies from prose by where they are: "In Dundee, the Snug Wynds project …", "the Ladder Club in Wells".

What bears a name of its own, does something in one town or abroad and is named in one paragraph only is an example of
practice; a policy is named for a nation, an organisation wherever it acts. The words are rows of ``data/reading/heads.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..tables import table, words
from .draft import Draft, Scope
from .lexicon import ACRONYM, ORG_HEADS, is_demonym, is_ordinary, singular
from .names.features import is_abroad
from .tagging import Mention, Tagged, Tagger, pattern

__all__ = ["local_examples"]

_TAILS = "|".join(sorted(words("heads", kind="example tail")))
_SORTS = "|".join(sorted(words("signs", kind="case noun") | words("signs", kind="example noun")))
#: What the wordings share: the name with a noun behind it, a place, and what stands before or between.
_PARTS = {
    "{X}": rf"‹[LOKNG](?P<X>\d+)›(?: \(‹[A-Z]\d+›\))?(?P<tail> (?:{_TAILS})\b| (?:[a-z-]+ )?(?:{_SORTS})\b)?",
    "{THE}": r"(?:the |an? |its |their |what it calls (?:the )?)?",
    "{PLACE}": r"(?:the )?(?:‹N\d+› (?=[a-z]))?(?:[a-z-]+ (?:of )?){0,3}{G}(?:(?:, | in |, in )(?:the )?{G2})?",
    "{ASIDE}": r"(?:, [^.,;]{3,80})?",
    "{CALLED}": r"(?:an? [^.,;‹]{3,50}? (?:known as|called|named) )?",
}


def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for row in table("examples"):
        wording = row["wording"]
        for part, meant in _PARTS.items():
            wording = wording.replace(part, meant)
        found.append((row["kind"], pattern(wording)))
    return tuple(found)


_RULES = _rules()
_ARTICLE = re.compile(r"\b(?:[Tt]he|an?|its|their|our) $")
#: What makes a place's name that of an example: "the Lund repair street".
_BUILT = frozenset(_SORTS.split("|"))
#: "the Superblocks of Barcelona": the name before the town.
_OF_A_TOWN = re.compile(r"(?P<own>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?) of (?:the )?(?P<town>[A-ZÀ-Þ].+)")
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
    """A name with the places that one sentence gives it, and the kind of wording that does."""

    kind: str
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
                for found in _placed(d, tagger.tag(sentence)):
                    if _is_example(d, scope, found, (block.start, block.end)):
                        _write(d, found)
                        tagger = Tagger.of(d)


def _placed(d: Draft, tagged: Tagged) -> Iterator[_Example]:
    done = set()
    for mention in tagged.mentions:
        if (found := _of_a_town(d, tagged, mention)) is not None:
            done.add(mention)
            yield found
    if not tagged.of("G"):
        return
    for kind, rule in _RULES:
        for match in rule.finditer(tagged.text):
            mention = tagged.mentions[int(match["X"])]
            places = tuple(tagged.mentions[int(g)] for g in (match["G"], match.groupdict().get("G2")) if g)
            if mention in done or mention in places or _SAID_TO_BE.match(tagged.text, match.end("X") + 1):
                continue
            if (kind == "known") > (mention.letter == "K"):
                continue
            tail = (match["tail"] or "").strip()
            if " " in tail and not _ARTICLE.search(tagged.text, 0, match.start("X") - 2):
                tail = ""  # "In Finland, South Savo pools school transport": a verb and its object
            entity = d.entities[mention.id] if mention.id is not None and mention.id in d.entities else None
            unknown = entity is not None and entity.how == "pooled evidence"
            if mention.letter == "G" and tail.rpartition(" ")[2] not in _BUILT:
                if kind != "taken" or not unknown:
                    continue
                mention = replace(mention, letter="N")  # a review takes no town from a country
            done.add(mention)
            yield _Example(kind, tagged, mention, tail, places)


def _of_a_town(d: Draft, tagged: Tagged, mention: Mention) -> _Example | None:
    """For example "the Superblocks of Barcelona": what has no word of English before "of" and a town abroad."""
    named = _OF_A_TOWN.fullmatch(mention.text) if mention.letter in "GKNO" else None
    if named is None or not tagged.sentence.text.endswith("the ", 0, mention.start):
        return None
    town = d.gazetteer.lookup(named["town"])
    if town is None or not is_abroad(d, named["town"]) or any(map(is_ordinary, named["own"].split())):
        return None
    if set(map(singular, named["own"].lower().split())) & (_BODIES | _INSTRUMENTS | ORG_HEADS | _BUILT):
        return None
    first, last = mention.start + named.start("town"), mention.end
    where = tagged.sentence.span(first, last)
    place = d.find("Place", town.name) or d.add(
        "Place", named["town"], where, kind=town.kind, how="gazetteer"
    )
    own = Mention(mention.id, "N", mention.start, mention.start + named.end("own"), named["own"])
    return _Example("placed", tagged, own, "", (Mention(place, "G", first, last, named["town"]),))


def _is_example(d: Draft, scope: Scope, found: _Example, block: tuple[int, int]) -> bool:
    mention = found.mention
    name = mention.text
    if mention.letter == "K":
        return True
    if found.kind == "said" and not d.named(name, ("Person", "Theme", "Publication", "Event")):
        return _only_here(d, name, block)
    if len(name) < 4 or is_demonym(name) or (" " not in name and is_ordinary(name)):
        return False
    abroad, local = _where(d, found)
    if (
        not local
        or (ACRONYM.fullmatch(name) and not found.tail)
        or (not abroad and (found.kind == "placed abroad" or mention.letter == "G"))
    ):
        return False
    shown = scope.review is not None or _CUE.search(d.quote(*block)) is not None
    if found.kind in ("shown", "taken") and not shown:
        return False
    last = singular(name.split()[-1])
    heads = {last, *(singular(w) for w in name.split() if w[:1].isupper())}
    if (mention.letter == "O" and heads & _BODIES) or last in _PLACE_NOUNS:
        return False
    instrument = mention.letter == "L" and (last in _INSTRUMENTS or found.tail in _INSTRUMENTS)
    if instrument and not (
        shown and _in_a_town_abroad(d, found) and last in _LOCAL and not all(map(is_ordinary, name.split()))
    ):
        return False
    if (
        mention.letter != "G"
        and mention.id is not None
        and (mention.id not in d.entities or d.entities[mention.id].how in _SURE)
    ):
        return False
    if d.named(name, ("Person", "Theme", "Publication", "Event")):
        return False
    if not _only_here(d, name, block):
        return False
    called = bool(found.tail) or (mention.letter == "L" and last in _OWN_TAILS)
    # "‹O› is running the ‹L› in ‹G›": what a body does in a place is its policy
    called = called and not any(m.letter == "O" and m.start < mention.start for m in found.tagged.mentions)
    return abroad or called or shown


def _in_a_town_abroad(d: Draft, found: _Example) -> bool:
    """Whether what has the name of a fund or a deal is one of a single town abroad, and no country's."""
    kinds = [p.kind for m in found.places if is_abroad(d, m.text) and (p := d.gazetteer.lookup(m.text))]
    return any(kind != "country" and kind not in _WIDE for kind in kinds)


_OWN_TAILS = words("heads", kind="example tail")
_PLACE_NOUNS = words("signs", kind="place noun")
#: Instruments that a town has of its own, as an example of practice.
_LOCAL = words("heads", kind="local instrument")
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
        if found.tail:
            d.alias(case, f"{mention.text} {found.tail}")
    else:
        end = mention.end
        name = re.sub(rf" (?:{_TAILS})$", "", mention.text) if mention.letter == "L" else mention.text
        first, _, rest = name.partition(" ")
        if is_demonym(first) and " " not in rest and rest and not is_ordinary(rest):
            name = rest  # "the Dutch Straatdok approach"
        tail = found.tail or mention.text[len(name) :].strip()
        if mention.letter == "G" or " " in tail:
            name, tail, end = (
                f"{name} {tail}",
                "",
                mention.end + 1 + len(tail),
            )  # "the Samsø energy island": the noun is part of the name
        aliases = [f"{name} {tail}"] if tail else []
        where = sentence.span(mention.start, end)
        case = d.add(
            "CaseStudy", name, where, aliases=aliases, kind="case study", how="example in a place", score=0.7
        )
        if mention.id is not None and mention.id in d.entities and mention.letter != "G":
            d.merge({mention.id: case})
    for place in found.places:
        if place.id is not None and place.id in d.entities:
            d.relate(case, "locatedIn", place.id, sentence.span(), "example in a place")
