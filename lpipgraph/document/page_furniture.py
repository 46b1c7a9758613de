"""Finds what web pages, wikis and mail put between articles: buttons, menus, captions, lists of other posts, marks behind headings.

They are neither titles nor prose. Their wordings are rows of ``data/reading/furniture.csv``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..dates import MONTH_NAMES
from ..names import fold
from ..tables import patterns
from .lines import NUMBER, Line, is_full, runs_of
from .reading import plain

__all__ = ["without_page_furniture", "without_print_heads"]

#: The longest line of a menu or of a list of other posts, and of any other furniture, in characters.
_ITEM, _LONGEST = 110, 240
_AT_LEAST = 3
#: How many paragraphs above a sentence in large letters it was taken from.
_NEAR = 5
#: A full stop behind more words than these ends a sentence.
_FEW = 6
#: What stands before or behind the words of a button.
_ARROWS = " \t\u00a0\u00ad*_|·•▶►▸▷→⟶➔»›>←‹«<↑↓⇧^♡♥✉🖨🔗☰✕×✎+–—"
_PARTED = re.compile(r"\s*[|·•/›»>]\s*|\s{2,}|\t")
#: An address behind the words of a button: "Read more <https://…>".
_ADDRESS = re.compile(r"\s*<https?://[^\s<>]*>\W*$")
_MONTH = re.compile(rf"(?:{MONTH_NAMES}) (?:19|20)\d\d(?: \(\d+\))?", re.IGNORECASE)
#: What only an entry has that says more than the title of another post: an author, or a date.
_TELLING = re.compile(
    rf"\bby [A-Z]|://|[£€@]|\b(?:{MONTH_NAMES}) (?:19|20)\d\d\b|\d{{1,2}} (?:{MONTH_NAMES})\b"
)


def without_page_furniture(lines: list[Line], width: int) -> tuple[list[Line], list[tuple[int, int]]]:
    """Empties the furniture of pages, and returns its extents.

    Parameters
    ----------
    lines
        The lines of the issue.
    width
        The column at which prose is wrapped; 0 if a paragraph is a line. A line inside a wrapped paragraph is prose.
    """
    kept = list(lines)
    extents: list[tuple[int, int]] = []
    gone: set[int] = set()
    for i, line in enumerate(lines):
        if line.raw[-1:] in "]¶🔗" and (tail := _tail(line.raw)) is not None:
            extents.append((line.start + tail, line.start + len(line.raw.rstrip())))
            kept[i] = replace(line, raw=line.raw[:tail])
    runs = list(runs_of(kept))
    often = Counter(fold(_bare(x.raw)) for x in kept if x.raw.strip() and len(x.raw) < _ITEM)
    for n, (first, last) in enumerate(runs):
        gone |= _of_run(kept, first, last, width)
        below = runs[n + 1] if n + 1 < len(runs) and last - first == 1 else (first + 1, last)
        if _lists_others(kept, first, below, often):
            gone |= {first, *range(*below)}
        elif _is_pulled(kept, first, last, runs[max(n - _NEAR, 0) : n]):
            gone |= set(range(first, last))
    extents += [(lines[i].start, lines[i].end) for i in gone]
    kept = [replace(x, raw="") if i in gone else x for i, x in enumerate(kept)]
    return kept, sorted(extents)


def _tail(raw: str) -> int | None:
    """Where the mark behind a heading begins: "Heading[edit]"."""
    end = len(raw.rstrip())
    match = next((m for m in patterns("furniture")["tail"].finditer(raw, 0, end) if m.end() == end), None)
    return match.start() if match and raw[: match.start()].strip() else None


def _bare(raw: str) -> str:
    """The words of a line without the arrows around them, and without the address behind them."""
    words = plain(_ADDRESS.sub("", raw)).strip(_ARROWS)
    return words if words.endswith("...") or len(words.split()) > _FEW else words.rstrip(".:! ")


def _of_run(lines: Sequence[Line], first: int, last: int, width: int) -> set[int]:
    """The lines of a run that are furniture."""
    signs = patterns("furniture")
    found: set[int] = set()
    maybe: set[int] = set()
    caption = False  # the line above is a caption that was wrapped
    for i in range(first, last):
        raw = lines[i].raw
        above = i > first and bool(width) and is_full(lines, i - 1, width)
        if caption and (above or raw.strip()[0].islower()):
            found.add(i)
            continue
        caption = False
        below = lines[i + 1].raw.strip() if i + 1 < last else ""
        if len(raw) > _LONGEST or raw.count("\t") > 1 or (above and i - 1 not in found):
            continue
        whole = plain(raw)
        bare = _bare(raw)
        if not bare:
            continue
        if signs["caption"].fullmatch(whole.strip(" *_>|")):
            found.add(i)
            caption = not whole.rstrip().endswith("]")
        elif NUMBER.search(raw) or below[:1].islower():
            continue  # a line of the masthead, or of a sentence
        elif signs["line"].fullmatch(bare) and "](" not in raw:
            found.add(i)
        elif signs["beside"].fullmatch(bare):
            maybe.add(i)
        elif _is_menu(_items(raw)):
            found.add(i)
    while more := {i for i in maybe - found if found & {i - 1, i + 1}}:
        found |= more
    return found | _stacked(lines, first, last)


def _is_pulled(lines: Sequence[Line], first: int, last: int, above: list[tuple[int, int]]) -> bool:
    """Whether a run is a sentence in quotation marks that is said in the text above; below a title its words come later."""
    if last - first > _AT_LEAST or lines[first].raw.strip(" *_>💬")[:1] not in tuple("\"“‘'"):
        return False
    words = plain(" ".join(x.raw.strip() for x in lines[first:last])).strip(" *_>💬")
    said = fold(words)
    if words[-1:] not in tuple("\"'") or len(said.split()) < _FEW:
        return False
    return any(
        said in fold(plain(" ".join(x.raw.strip() for x in lines[a:b])))
        and b - a > 0
        and sum(len(x.raw) for x in lines[a:b]) > len(words) + 40
        for a, b in above
    )


def _items(raw: str) -> list[str]:
    return [item.strip(_ARROWS + "[]") for item in _PARTED.split(plain(raw)) if item.strip(_ARROWS + "[]")]


def _is_menu(items: list[str]) -> bool:
    """Whether items are those of a site's menu: of four one may be the site's own, between others that all sites have."""
    signs = patterns("furniture")
    if len(items) < _AT_LEAST or not any(signs["menu"].fullmatch(x) for x in items):
        return False
    known = [bool(signs["menu"].fullmatch(x) or signs["item"].fullmatch(x)) for x in items]
    own = max(len(items) // 4, len(items) > _AT_LEAST)
    return known[0] and known[-1] and len(items) - sum(known) <= own


def _stacked(lines: Sequence[Line], first: int, last: int) -> set[int]:
    """The longest stretch of a run that is a menu with an item a line."""
    signs = patterns("furniture")
    words = [plain(x.raw) for x in lines[first:last]]
    known = [n for n, w in enumerate(words) if signs["menu"].fullmatch(w) or signs["item"].fullmatch(w)]
    if len(known) < _AT_LEAST:
        return set()
    stretch = range(known[0], known[-1] + 1)
    fits = _is_menu([words[n] for n in stretch]) and all(len(words[n]) < _ITEM // 3 for n in stretch)
    return {first + n for n in stretch} if fits else set()


def _lists_others(lines: Sequence[Line], head: int, below: tuple[int, int], often: Counter[str]) -> bool:
    """Whether a line announces a list of other posts, months or categories, and the lines below it are one."""
    words = _bare(lines[head].raw)
    signs = patterns("furniture")
    kinds = [s for s in ("same", "months", "words", "others") if signs[s].fullmatch(words)]
    own = [_bare(lines[i].raw) for i in range(*below)]
    if (
        not kinds
        or not own
        or any(len(x) > _ITEM or _TELLING.search(x) for x in own if "months" not in kinds)
    ):
        return False
    tests = {
        "same": all(often[fold(x)] > 1 for x in own),
        "months": all(_MONTH.fullmatch(x) for x in own),
        "words": len(own) > 1 and all(len(x.split()) < _AT_LEAST + 1 for x in own),
        "others": all(len(x.split()) < 20 for x in own),
    }
    return any(tests[s] for s in kinds)


#: What a browser prints above and below each page: the day, the time and the page's title; its address and the number.
_PRINT_HEAD = re.compile(
    r"\s*(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d\d-\d\d),?\s+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\s{2,}\S.{2,160}"
    r"|\s*(?:https?|file)://\S+\s+\d{1,3}\s?(?:/|of)\s?\d{1,3}\s*|\s*\d{1,3}\s?(?:/|of)\s?\d{1,3}\s+(?:https?|file)://\S+\s*"
)


def without_print_heads(lines: list[Line]) -> tuple[list[Line], list[tuple[int, int]]]:
    """Empties what a browser prints at the edges of pages, and returns its extents: sentences go on over them."""
    gone = {i for i, x in enumerate(lines) if x.raw and _PRINT_HEAD.fullmatch(x.raw)}
    kept = [replace(x, raw="") if i in gone else x for i, x in enumerate(lines)]
    return kept, [(lines[i].start, lines[i].end) for i in sorted(gone)]
