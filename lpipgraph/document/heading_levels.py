"""Decides by typography which headings open an article or section, and which open a part of one.

Headings of one style have one level. The most prominent style is the first level; where all look alike, bylines and
headings that name a list decide.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import replace

from .blocks import Block
from .bylines import is_author_note
from .kickers import is_kicker
from .lines import ENDED, ORDINAL, is_framed, is_link, is_ornament
from .reading import plain
from .section_kinds import LISTS, TAIL, content_kind, is_group, is_listed, is_part, kind_of, parts_among

__all__ = ["first_level_of", "style_of", "told_apart"]

#: The style of a heading (smaller is more prominent), and the number of blank lines above it.
Style = tuple[int, int]

_ITALIC = re.compile(r"(?:\*|_)[^*_]+(?:\*|_)")
_HASHED, _DOUBLE, _RUN_IN, _CAPITALS, _SINGLE, _NUMBERED, _BOLD, _PLAIN, _SLANTED = (
    0,
    10,
    15,
    20,
    30,
    40,
    50,
    60,
    70,
)
#: Styles that kickers do not have.
_STRONG = (*range(7), _DOUBLE, _SINGLE, _NUMBERED)
#: Styles that say nothing about the level where all headings have them.
_LINES = (_CAPITALS, _BOLD, _PLAIN)


def style_of(text: str, block: Block) -> Style:
    """The style of a heading."""
    line_start = text.rfind("\n", 0, block.start) + 1
    line_end = text.find("\n", block.end)
    raw = text[line_start : line_end if line_end >= 0 else len(text)].strip()
    below = text[line_end + 1 : line_end + 8].strip() if line_end >= 0 else ""
    above = line_start
    while above and text[above - 1].isspace():
        above -= 1
    blanks = text.count("\n", above, line_start) - 1
    over = text.rfind("\n", 0, max(above - 1, 0)) + 1
    gap = -1 if blanks > 1 or is_ornament(text[over:above]) else 0
    words = plain(raw)
    if re.match(
        r"(?:[.:]|\s[–—-])?(?:\*\*|__)?[.:]?(?:\s[–—-])?[^\S\n]+[\"'“‘(]?[^\W_]",
        text[block.end : block.end + 40],
    ):
        return (_RUN_IN, 0)  # its text goes on in its line
    if raw.startswith("#"):
        return (_HASHED + len(raw) - len(raw.lstrip("#")), 0)
    if below.startswith("===") or is_framed(raw):
        return (_DOUBLE, 0)
    if below.startswith(("---", "~~~")):
        return (_SINGLE, 0)
    if words.isupper():
        return (_CAPITALS, 0)
    if ORDINAL.fullmatch(block.marker):
        return (_NUMBERED, 0)
    if raw.startswith(("**", "__")):
        return (_BOLD, gap)
    return (_SLANTED if _ITALIC.fullmatch(raw) else _PLAIN, gap)


def _top_styles(styles: list[Style], told: list[bool], signed: list[bool], parts: list[bool]) -> set[Style]:
    """The styles of the first level.

    Parameters
    ----------
    styles
        The styles of all headings, in order.
    told
        For each heading, whether it has a byline or a kicker, or its words name a list.
    signed
        For each, whether it has a byline or a kicker.
    parts
        For each, whether its words are those of a part of an article ("Conclusion").
    """
    counts = Counter(styles)
    order = sorted(counts)
    # the first heading is set off from the masthead at any level
    carrying = {s for s, t in list(zip(styles, told, strict=True))[min(len(styles) - 1, 1) :] if t}
    repeated = next((s for s in order if counts[s] > 1), None)
    best = next((s for s in order if s in carrying), None) if sum(told) > 1 else repeated
    best = best or next((s for s in order if counts[s] > 1 or s in carrying), None)
    if best is None:
        return set()
    alike = [n for n, s in enumerate(styles) if s == best]
    clear = sum(signed[n] for n in alike)
    mixed = sum(parts[n] and not told[n] for n in alike)
    if (
        clear
        and clear < len(alike)
        and (mixed > 1 and 2 * mixed >= clear if len(counts) > 1 else mixed or clear > 2)
    ):
        return set()  # titles and parts look alike: only headings marked in another way open an article
    if mixed > len(alike) // 3:
        return set()
    return {s for s in order if s <= best}


def _opened_alike(signed: list[bool], parts: list[bool], listed: list[bool]) -> set[int]:
    """The headings that open an article or a list, where all look alike.

    These are the first heading, each signed heading, each heading that names a list, and the heading after a list. Any other
    is a part of its article, or an article without a byline: the latter if the issue has no byline, or if parts are rare in it.

    Parameters
    ----------
    signed
        For each heading, whether a byline shows that it opens an article.
    parts
        For each, whether its words are those of a part of an article.
    listed
        For each, whether a list and not an article is below it.
    """
    opened: set[int] = set()
    between: list[int] = []
    for n in range(len(signed)):
        behind_list = n > 0 and listed[n - 1] and n - 1 in opened
        if signed[n] or (not parts[n] and (not opened or listed[n] or behind_list)):
            opened.add(n)
        elif not parts[n]:
            between.append(n)
    if not any(signed) or (not any(parts) and 2 * len(between) <= sum(signed)):
        opened.update(between)
    return opened


class _Heading:
    """A heading with its context."""

    def __init__(
        self, text: str, blocks: list[Block], n: int, *, closing: bool, notes: frozenset[int]
    ) -> None:
        self.n = n
        self.block = blocks[n]
        self.words = plain(text[self.block.start : self.block.end])
        self.style = style_of(text, self.block)
        self.kicker = n > 0 and blocks[n - 1].kind == "kicker"
        first = n - self.kicker
        self.apart = blocks[first].apart
        line_end = text.find("\n", self.block.start)
        self.framed = is_framed(
            text[text.rfind("\n", 0, self.block.start) + 1 : line_end if line_end >= 0 else len(text)]
        )
        # one short paragraph between title and byline is a standfirst, or the whole text of the last part of an article
        below = n + 1
        if (
            below + 1 < len(blocks)
            and blocks[below].kind == "paragraph"
            and blocks[below].end - blocks[below].start < 160
            and closing + _closes(blocks, below + 1) + is_part(self.words) < 2
        ):
            below += 1
        self.below = below < len(blocks) and blocks[below].kind == "byline"
        self.above = first > 0 and (blocks[first - 1].kind == "byline" or first - 1 in notes)
        self.wide = _is_wide(text, blocks[first])
        self.told = self.below or self.above or self.kicker or kind_of(self.words) in (*LISTS, "themes")


def _is_wide(text: str, block: Block) -> bool:
    """Whether an ornament, or more than one blank line, is above a block."""
    above = block.start
    while above and text[above - 1].isspace():
        above -= 1
    return block.apart or text.count("\n", above, block.start) > 2


def _notes_of(text: str, blocks: list[Block]) -> frozenset[int]:
    """The paragraphs that are notes on the author: several articles end with a paragraph about one person."""
    found = frozenset(
        n
        for n, b in enumerate(blocks)
        if n
        and b.kind == "paragraph"
        and b.end - b.start <= 300
        and blocks[n - 1].kind not in ("heading", "kicker")
        and _closes(blocks, n)
        and is_author_note(plain(text[b.start : b.end]))
    )
    return found if len(found) > 1 else frozenset()


def _closes(blocks: list[Block], n: int) -> bool:
    """Whether a byline is followed by a title or the end of the issue, and not by text."""
    return n + 1 == len(blocks) or blocks[n + 1].kind in ("heading", "kicker")


def _bylines_close(blocks: list[Block]) -> bool:
    """Whether bylines end articles in this issue: at least half of them are between text and a title."""
    closing = [
        blocks[n - 1].kind not in ("heading", "kicker") and _closes(blocks, n)
        for n, b in enumerate(blocks)
        if b.kind == "byline" and n > 0
    ]
    return 2 * sum(closing) >= len(closing)


def first_level_of(text: str, blocks: list[Block], known: set[str]) -> set[int]:
    """The offsets of the first-level headings that no table of contents names."""
    closing, notes = _bylines_close(blocks), _notes_of(text, blocks)
    headings = [
        _Heading(text, blocks, n, closing=closing, notes=notes)
        for n, b in enumerate(blocks)
        if b.kind == "heading" and b.marker != "contents"
    ]
    crowned = {h.block.start for h in headings if h.kicker}
    if known:
        return crowned | _beside_contents(headings, known)
    if not headings:
        return set()
    _without_letter(blocks, headings)
    parts = _parts(headings)
    found = _parted(text, blocks, headings) or _by_style(text, blocks, headings, parts)
    found |= crowned | _behind_gaps(headings, parts)
    found |= {h.block.start for h in headings if h.n - h.kicker - 1 in notes} | _counted(headings)
    return (found | _siblings(text, blocks, headings, parts)) - _entries(blocks, headings)


def _entries(blocks: list[Block], headings: list[_Heading]) -> set[int]:
    """The offsets of the titles of entries: they begin directly below a heading that names a list, and have no byline.

    They have a style of their own, or little text stands below each.
    """
    found: set[int] = set()
    for n, (over, first) in enumerate(itertools.pairwise(headings)):
        style = first.style[0]
        if first.n != over.n + 1 or kind_of(over.words) not in LISTS:
            continue
        after = headings[n + 1 :]
        if style == over.style[0]:
            found |= _alike_entries(blocks, after)
            continue
        run = after[: next((k for k, h in enumerate(after) if h.style[0] != style), len(after))]
        if any(h.below or h.above for h in run):
            continue
        end = after[len(run)].n if len(run) < len(after) else len(blocks)
        alone = len(run) == sum(h.style[0] == style for h in headings)
        if alone or (len(run) > 1 and _are_short(blocks, [*(h.n for h in run), end])):
            found |= {h.block.start for h in run}
    return found


def _alike_entries(blocks: list[Block], after: list[_Heading]) -> set[int]:
    """The titles of entries directly below a heading of a list that looks as they do: unsigned, with a paragraph each."""
    found = []
    for n, h in enumerate(after):
        end = after[n + 1].n if n + 1 < len(after) else len(blocks)
        alone = end == h.n + 2 and blocks[h.n + 1].kind == "paragraph" and _are_short(blocks, [h.n, end])
        if not alone or h.below or h.above or kind_of(h.words) is not None:
            break
        found.append(h.block.start)
    return set(found) if len(found) > 1 else set()


def _without_letter(blocks: list[Block], headings: list[_Heading]) -> None:
    """Removes from the first title the signature of the opening letter, if no other title has a byline above it."""
    first = headings[0]
    letter = any(b.kind == "paragraph" and b.end - b.start > _ARTICLE for b in blocks[: first.n])
    if first.above and letter and not any(h.above for h in headings[1:]):
        first.above = False
        first.told = first.below or first.kicker or kind_of(first.words) in (*LISTS, "themes")


def _counted(headings: list[_Heading]) -> set[int]:
    """The headings whose numbers continue from the number of the first heading of the issue."""
    depth = len(re.findall(r"\w+", headings[0].block.marker))
    alike = [h for h in headings if depth and len(re.findall(r"\w+", h.block.marker)) == depth]
    counts = [tuple(map(int, re.findall(r"\d+", h.block.marker))) for h in alike]
    rising = all(a < b for a, b in itertools.pairwise(counts))
    return {h.block.start for h in alike} if rising and len(alike) > 2 else set()


def _by_style(text: str, blocks: list[Block], headings: list[_Heading], parts: list[bool]) -> set[int]:
    """The offsets of the headings that have the style of titles."""
    styles = [h.style for h in headings]
    told = [h.told for h in headings]
    if len(headings) > 2 and len(set(styles)) == 1 and styles[0][0] in _LINES:
        ends = [h.n for h in headings[1:]] + [len(blocks)]
        bodies = [blocks[h.n + 1 : end] for h, end in zip(headings, ends, strict=True)]
        lists = [
            (kind_of(h.words) or content_kind(text, body, h.words, 0)) in LISTS and len(body) > 1
            for h, body in zip(headings, bodies, strict=True)
        ]
        return {headings[n].block.start for n in _opened_alike(_signed(headings), parts, lists)}
    top = _top_styles(styles, told, [h.below or h.above or h.kicker for h in headings], parts)
    if not top and not any(told):
        return {headings[0].block.start}  # a single text: its first heading is its title
    grouped = _grouped(headings)
    return {h.block.start for h in headings if h.style in top or h.style in grouped}


def _behind_gaps(headings: list[_Heading], parts: list[bool]) -> set[int]:
    """The offsets of the headings with more than one blank line above, if this issue separates its articles so.

    It does if its signed headings have such gaps, and the parts of its articles have not.
    """
    rest = headings[1:]  # the first is set off from the masthead at any level
    wide = [h for h, part in zip(headings, parts, strict=True) if h.wide and not part]
    signed = [h for h in rest if h.below or h.above or h.kicker]
    apart = sum(h.wide for h in rest)
    if apart < 2 or any(not h.wide for h in signed):
        return set()
    if any(part and h.wide for h, part in zip(headings, parts, strict=True)):
        return set()
    return {h.block.start for h in wide}


#: The least prose of an article, in characters.
_ARTICLE = 200


def _siblings(text: str, blocks: list[Block], headings: list[_Heading], parts: list[bool]) -> set[int]:
    """Titles of several articles below one kicker: "NEWS / Title / Text / Title / Text".

    They have the style of the first one, and are signed or not as it is. They differ from the parts of one article if the
    kicker says so, or no title has more than a paragraph below it, or the same holds elsewhere in the issue.
    """
    runs: list[list[int]] = []
    for n, h in enumerate(headings):
        if h.kicker:
            runs.append([n])
        elif runs and h.style[0] == headings[runs[-1][0]].style[0] and runs[-1][-1] == n - 1:
            runs[-1].append(n)
    runs = [run for run in runs if len(run) > 1]
    several = any(headings[n].below for run in runs for n in run[1:])
    broken = any(headings[run[0]].below and not headings[n].below for run in runs for n in run[1:])
    told: list[list[int]] = []
    open_: list[list[int]] = []
    for run in runs:
        if any(headings[n].below or is_part(headings[n].words) for n in run):
            continue
        ends = [
            headings[n + 1].n - headings[n + 1].kicker if n + 1 < len(headings) else len(blocks) for n in run
        ]
        bodies = [blocks[headings[n].n + 1 : end] for n, end in zip(run, ends, strict=True)]
        if any(sum(b.end - b.start for b in body) < _ARTICLE for body in bodies):
            continue
        label = blocks[headings[run[0]].n - 1]
        short = all(sum(not is_link(plain(text[b.start : b.end])) for b in body) == 1 for body in bodies)
        if short or is_group(plain(text[label.start : label.end])):
            told.append(run)
        elif not any(parts[n] for n in run):
            open_.append(run)
    if (several or told) and not broken:
        told += open_
    return {headings[n].block.start for run in told for n in run[1:]}


def _parts(headings: list[_Heading]) -> list[bool]:
    """For each heading, whether its words are those of a part, among the unmarked headings of its style."""
    found = [is_part(h.words) for h in headings]
    for style in {h.style[0] for h in headings}:
        alike = [n for n, h in enumerate(headings) if h.style[0] == style and not h.told]
        for n, part in zip(alike, parts_among([headings[n].words for n in alike]), strict=True):
            found[n] = part
    return found


def _grouped(headings: list[_Heading]) -> set[Style]:
    """The styles of titles directly below framed headings, each of which groups several articles."""
    return {
        title.style
        for group, title in itertools.pairwise(headings)
        if group.framed and not title.framed and title.n == group.n + 1 + title.kicker
    }


def _beside_contents(headings: list[_Heading], known: set[str]) -> set[int]:
    """Titles missing from the table of contents: signed, outside lists, in the style of listed titles; and headings of lists in it."""
    listed = {h.style for h in headings if is_listed(h.words, known)}
    others = {h.style for h in headings if not is_listed(h.words, known) and not h.told}
    found = set()
    inside = ""
    for h in headings:
        if is_listed(h.words, known):
            inside = kind_of(h.words) or ""
            continue
        signed = (h.below or h.above) and h.style in listed - others and inside not in ("themes", *LISTS)
        alike = h.style in listed or (h.wide and h.style[0] <= max(listed, default=(0, 0))[0])
        if signed or (alike and kind_of(h.words) in (*LISTS, *TAIL)):
            found.add(h.block.start)
    return found


def _parted(text: str, blocks: list[Block], headings: list[_Heading]) -> set[int]:
    """The offsets of the headings after ornaments, if ornaments separate the articles of this issue; else none.

    Ornaments can also separate the records of a list, whose names have no text below them, or the scenes of one article.
    """
    apart = [h for h in headings if h.apart]
    if len(apart) < 2:
        return set()
    ends = [*(h.n for h in apart[1:]), len(blocks)]
    telling = sum(
        any(
            b.kind == "paragraph" and b.end - b.start > 90 and ENDED.search(plain(text[b.start : b.end]))
            for b in blocks[h.n + 1 : end]
        )
        for h, end in zip(apart, ends, strict=True)
    )
    if 2 * telling < len(apart):
        return set()
    found = {h.block.start for h in apart}
    if headings[0].style[0] in {h.style[0] for h in apart}:
        found.add(headings[0].block.start)
    return found


def _signed(headings: list[_Heading]) -> list[bool]:
    """For each heading, whether a byline shows that it opens an article: a byline at the usual position in this issue.

    The usual position is below titles, or between prose and a heading. In the latter case the heading is the next title if the
    first title has a byline above it, or if bylines end articles.
    """
    below = [h.below for h in headings]
    behind = [h.above for h in headings]
    if sum(below) >= sum(behind):
        return below
    return behind if behind[0] else [True, *behind[1:]]


def told_apart(text: str, blocks: list[Block], known: set[str]) -> list[Block]:
    """Distinguishes headings directly above others: kickers above titles, titles above standfirsts.

    Openings of the same style are decided together: the role that most of them show applies to all.
    """
    once = _told_once(text, blocks, known)
    return once if once == blocks else _told_once(text, once, known)


def _heads_entries(blocks: list[Block], n: int, ranks: dict[int, int], words: dict[int, str]) -> bool:
    """Whether a heading names a list and the titles of short entries stand below it: "WORTH READING" over those of reports."""
    if kind_of(words[n]) not in LISTS:
        return False
    after = sorted(m for m in ranks if m > n)
    below = list(itertools.takewhile(lambda m: ranks[m] > ranks[n], after))
    end = after[len(below)] if len(below) < len(after) else len(blocks)
    return len(below) > 1 and _are_short(blocks, [*below, end])


#: So much prose on average below its title is an entry of a list.
_ENTRY = 350


def _are_short(blocks: list[Block], heads: list[int]) -> bool:
    """Whether no more stands below some headings than entries of a list have; the last number is where the last of them ends."""
    return sum(b.end - b.start for b in blocks[heads[0] : heads[-1]]) < _ENTRY * (len(heads) - 1)


def _told_once(text: str, blocks: list[Block], known: set[str]) -> list[Block]:
    ranks = {
        n: style_of(text, b)[0]
        for n, b in enumerate(blocks)
        if b.kind == "heading" and b.marker != "contents"
    }
    words = {n: plain(text[blocks[n].start : blocks[n].end]) for n in ranks}
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, rank in ranks.items():
        if n + 1 in ranks and n + 2 not in ranks and n + 2 < len(blocks):
            pairs[rank, ranks[n + 1]].append(n)
    changed: dict[int, str] = {}
    for (upper, lower), found in pairs.items():
        alike = [n for n, r in ranks.items() if r == upper]
        lone = [
            n
            for n, r in ranks.items()
            if r == lower
            and n - 1 not in found
            and n not in found
            and (not known or is_listed(words[n], known))
        ]
        short = [n for n in found if is_kicker(words[n]) and not ORDINAL.fullmatch(blocks[n].marker)]
        long = sum(len(words[n].split()) for n in found) > 3.2 * len(found)
        signed = any(n + 1 < len(blocks) and blocks[n + 1].kind == "byline" for n in lone)
        if upper in _STRONG or (long and not signed and lower in (_PLAIN, _SLANTED) and upper < lower):
            if len(found) > 1 and 2 * len(found) > len(alike) and lower in (_PLAIN, _SLANTED):
                changed |= {n + 1: "paragraph" for n in found}
            continue
        wanted = [n for n in short if is_listed(words[n + 1], known) or not is_listed(words[n], known)]
        if 2 * sum(parts_among([words[n + 1] for n in wanted])) > len(wanted):
            continue  # titles above the first part of their articles
        if not wanted or len(wanted) < 0.6 * len(found):
            continue
        lists = sum(kind_of(words[n]) in (*LISTS, "themes") for n in wanted)
        sure = blocks[wanted[0]].apart or blocks[wanted[0] + 2].kind == "byline"
        if 2 * lists > len(wanted) or (len(wanted) < 2 and (upper == lower or not sure)):
            continue
        if len(lone) <= (3 if upper == lower else 2) * len(
            wanted
        ):  # otherwise they are headings above several titles each
            changed |= dict.fromkeys(
                (n for n in wanted if not _heads_entries(blocks, n, ranks, words)), "kicker"
            )
    return [
        replace(b, kind=changed[n], level=0, marker="") if n in changed else b for n, b in enumerate(blocks)
    ]
