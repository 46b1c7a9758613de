"""Finds article openings without blank lines: a kicker, a title, a standfirst, a byline, then prose.

A single line is ambiguous. Its role follows from its neighbours, and from the lines at the same position in the other openings
of the issue: words in capitals above three titles are kickers, long lines in capitals above three other lines are titles.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ..tables import words as words_of
from .bylines import VERB, is_credit, is_people, is_signature, names_post
from .datelines import is_dateline
from .kickers import is_kicker, own_kicker
from .lines import ENDED, HASHES, ITEM, MAIL, ORDINAL, Line, is_full, is_link
from .reading import is_dropped, plain

__all__ = ["is_salutation", "openings_of"]

#: The longest title, in characters.
_LONGEST = 100
_DATED = re.compile(
    r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\d[:.]\d\d|(?:19|20)\d\d|\d ?[ap]\.?m\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<label>[\w'’()/ -]{1,40})(?::|//|::|=|\.{4,})(?:\s|$)")
_SALUTATION = re.compile(
    r"(?:hi|hello|hey|dear|welcome|greetings|good (?:morning|afternoon|evening|day))\b[^.?]{0,40}",
    re.IGNORECASE,
)


def is_salutation(words: str) -> bool:
    """Whether a line greets the reader: "Hi everyone"."""
    return len(words.split()) < 5 and _SALUTATION.fullmatch(words) is not None and "‘" not in words


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines without a blank between them; `gap` blank lines are above, or an ornament (`apart`)."""

    first: int
    last: int
    gap: int
    apart: bool


def openings_of(
    lines: Sequence[Line], ornaments: frozenset[int], under: frozenset[int], width: int
) -> dict[int, str]:
    """Classifies the lines at the start of a run of several lines: kicker, title, standfirst or byline.

    Parameters
    ----------
    lines
        The lines of the issue without furniture.
    ornaments
        The numbers of lines that had only an ornament or the edge of a box.
    under
        The numbers of lines with an underline.
    width
        The column at which prose is wrapped; 0 if a paragraph is a line.
    """
    runs = _runs(lines, ornaments)
    said = {x.raw.strip() for x in lines}  # titles are also in the table of contents
    labels = Counter(m["label"].strip().lower() for raw in said if (m := _LABEL.match(raw)))

    def form(i: int) -> str:
        return "underlined" if i in under else _form(lines[i].raw)

    dated = _dated_openings(lines, runs, width) or _signed_above(lines, runs, width)
    roles = dict(dated)
    pairs: dict[tuple[str, str], list[tuple[_Run, int, int]]] = defaultdict(list)
    alone: list[tuple[_Run, int]] = []
    for n, run in enumerate(runs):
        if any(i in roles for i in range(run.first, run.last)):
            continue
        head, prose = _head(lines, run, width, labels)
        if not head or not (prose or _opens_prose(lines, runs[n + 1 : n + 4], width)):
            continue
        own = [plain(lines[i].raw) for i in head]
        if any(_DATED.search(w) for w in own[1:]) or sum(bool(_LABEL.match(w)) for w in own) > 1:
            continue  # a record: an event, a report
        if sum(bool(ORDINAL.match(w)) for w in own) > 1:
            continue  # a list
        byline = None
        if len(head) > 1 and (is_signature(own[-1]) or is_credit(own[-1])):
            byline = head.pop()
        if byline is not None and len(head) == 1 and _below_marked(lines, runs, n, under):
            roles |= {head[0]: "standfirst", byline: "byline"}
            continue
        if len(head) == 3 and is_kicker(own[0]) and (form(head[0]) != form(head[1]) or not prose):
            roles |= {head[0]: "kicker", head[1]: "title", head[2]: "standfirst"}
        elif len(head) == 2:
            pairs[form(head[0]), form(head[1])].append((run, head[0], head[1]))
        elif len(head) == 1 and byline is not None and _stands_out(lines[head[0]].raw):
            roles[head[0]] = "title"
        elif (
            len(head) == 1
            and (prose or byline is not None)
            and not (is_signature(own[0]) or is_credit(own[0]))
        ):
            alone.append((run, head[0]))
        else:
            continue
        if byline is not None:
            roles[byline] = "byline"
    for (upper, lower), found in pairs.items():
        kickers = _are_kickers(lines, found, upper, lower)
        for _, one, two in found:
            roles |= {one: "kicker", two: "title"} if kickers else {one: "title", two: "standfirst"}
    forms: dict[str, list[tuple[_Run, int]]] = defaultdict(list)
    for run, i in alone:
        forms[form(i)].append((run, i))
    for how, found_alone in forms.items():
        asked = sum(lines[i].raw.rstrip().endswith("?") for _, i in found_alone)
        if asked < 2 or 2 * asked < len(found_alone):  # otherwise they are the questions of an interview
            roles |= _attached(how, found_alone)
    return dated | {i: role for i, role in roles.items() if role != "byline" or i - 1 in roles}


def _dated_openings(lines: Sequence[Line], runs: list[_Run], width: int) -> dict[int, str]:
    """The roles of lines beside a dateline: it is the kicker of the title below it, or stands below the title as a byline does.

    A single line of this kind may be anything; those of an issue decide together on which side their titles are.
    """
    found: list[tuple[int, dict[int, str]]] = []
    for n in range(len(runs)):
        for k, i in enumerate(range(runs[n].first, min(runs[n].last, runs[n].first + 4))):
            if is_dateline(plain(lines[i].raw)):
                above = list(range(runs[n].first, i)) or (_whole(runs, n - 1) if k == 0 else [])
                below = list(range(i + 1, runs[n].last)) or _whole(runs, n + 1)
                over = _under_title(lines, runs, n, i, above, width)
                under = _over_title(lines, runs, n, i, below, width)
                found += [(side, roles) for side, roles in ((0, over), (1, under)) if roles]
                break
    sides = Counter(side for side, _ in found)
    if max(sides.values(), default=0) < 2:
        return {}
    chosen = sides.most_common(1)[0][0]
    return {i: role for side, roles in found if side == chosen for i, role in roles.items()}


def _signed_above(lines: Sequence[Line], runs: list[_Run], width: int) -> dict[int, str]:
    """The roles of lines below a byline: title, standfirst. Two openings or more of an issue are so, and most name persons beyond doubt."""
    found: list[dict[int, str]] = []
    sure = 0
    for n, run in enumerate(runs):
        if run.last - run.first < 2:
            continue
        byline, title, *rest = range(run.first, run.last)
        words, own = plain(lines[byline].raw), plain(lines[title].raw)
        if rest and ((width and is_full(lines, title, width)) or lines[rest[0]].raw.lstrip()[:1].islower()):
            continue  # prose below a byline
        person, _, post = words.partition(", ")
        clear = is_credit(words) or is_signature(words)
        if not (clear or (is_people(person) and not VERB.search(post) and len(words) < 120)):
            continue
        if words.isupper() or not _is_title(lines[title].raw) or is_people(own) or names_post(own):
            continue
        standfirst = [i for i in rest if len(rest) < 4 and not _DATED.search(plain(lines[i].raw))]
        prose = _opens_prose(lines, runs[n + 1 : n + 4], width) if standfirst == rest else False
        if not prose:
            standfirst = []
            prose = bool(rest) and _is_prose(lines, _Run(rest[0], run.last, 0, False), width)
        if prose:
            sure += clear
            found.append({byline: "byline", title: "title"} | dict.fromkeys(standfirst, "standfirst"))
    if len(found) < 2 or 2 * sure < len(found):
        return {}
    return {i: role for roles in found for i, role in roles.items()}


def _whole(runs: list[_Run], n: int) -> list[int]:
    return list(range(runs[n].first, runs[n].last)) if 0 <= n < len(runs) else []


def _is_title(raw: str) -> bool:
    """Whether a line beside a dateline can be a title: short, and no sentence, address, label or dateline."""
    words = plain(raw)
    return (
        _is_short(raw, None if _crowned(words) else Counter(), alone=True)
        and not is_dateline(words)
        and not (is_signature(words) or is_credit(words))
    )


def _under_title(
    lines: Sequence[Line], runs: list[_Run], n: int, i: int, above: list[int], width: int
) -> dict[int, str]:
    """Roles if the lines above a dateline are a title, with a kicker above or a standfirst below it, and prose follows."""
    rest = _Run(i + 1, runs[n].last, 0, False)
    while rest.first < rest.last and (is_credit(w := plain(lines[rest.first].raw)) or is_signature(w)):
        rest = _Run(rest.first + 1, rest.last, 0, False)
    prose = (
        _is_prose(lines, rest, width)
        if rest.first < rest.last
        else _opens_prose(lines, runs[n + 1 : n + 4], width)
    )
    if not prose or not above or len(above) > 3 or not _is_title(lines[above[0]].raw):
        return {}
    roles = dict.fromkeys(range(i, rest.first), "byline")
    first, *others = above
    if others and is_kicker(plain(lines[first].raw)) and _is_title(lines[others[0]].raw):
        roles[first] = "kicker"
        first, *others = others
    roles[first] = "title"
    return roles | dict.fromkeys(others, "standfirst")


def _over_title(
    lines: Sequence[Line], runs: list[_Run], n: int, i: int, below: list[int], width: int
) -> dict[int, str]:
    """Roles if the line below a dateline is a title, with a standfirst and a byline below it, and prose follows."""
    if not below or not _is_title(lines[below[0]].raw):
        return {}
    roles = {i: "kicker", below[0]: "title"}
    for at in below[1:3]:
        words = plain(lines[at].raw)
        if is_credit(words) or is_signature(words):
            roles[at] = "byline"
        elif at == below[1] and len(words) < 200 and not (width and is_full(lines, at, width)):
            roles[at] = "standfirst"
        else:
            break
    rest = [at for at in below if at not in roles]
    after = n + 1 if i + 1 < runs[n].last else n + 2
    prose = (
        _is_prose(lines, _Run(rest[0], below[-1] + 1, 0, False), width)
        if rest
        else _opens_prose(lines, runs[after : after + 3], width)
    )
    return roles if prose else {}


def _below_marked(lines: Sequence[Line], runs: list[_Run], n: int, under: frozenset[int]) -> bool:
    """Whether a run is directly below a title that is marked by an underline or hashes."""
    if not n or runs[n].gap > 1 or runs[n].apart:
        return False
    above = runs[n - 1].last - 1
    return above in under or _form(lines[above].raw) == "hashes"


def _opens_prose(lines: Sequence[Line], runs: list[_Run], width: int) -> bool:
    """Whether prose follows, possibly after a standfirst, a byline or both."""
    for n in range(3):
        if len(runs) <= n:
            return False
        if _is_prose(lines, runs[n], width):
            return True
        raw = " ".join(lines[i].raw.strip() for i in range(runs[n].first, runs[n].last))
        words = plain(raw)
        signs = is_signature(words) or is_credit(words)
        standfirst = n == 0 and len(words) < 160 and (_form(raw) == "slanted" or words.endswith("."))
        if not (signs or standfirst) or ITEM.match(raw) or _DATED.search(words) or _LABEL.match(words):
            return False
    return False


def _is_dropped(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is no more than the large first letter of the paragraph that goes on below it."""
    capital, below = lines[i].raw.strip(), lines[i + 1].raw.lstrip() if i + 1 < len(lines) else ""
    return capital.isupper() and below[:1].islower() and is_dropped(f"{capital}\n{below}", 0, 2)


def _runs(lines: Sequence[Line], ornaments: frozenset[int]) -> list[_Run]:
    runs: list[_Run] = []
    gap, apart, first = 0, True, -1
    for i, line in enumerate([*lines, Line(0, 0, "")]):
        filled = bool(line.raw.strip())
        if filled and first < 0:
            first = i
        elif not filled:
            if first >= 0:
                first += len(lines[first].raw.strip()) == 1 and _is_dropped(lines, first)
                runs.append(_Run(first, i, gap, apart))
                first, gap, apart = -1, 0, False
            gap += 1
            apart = apart or i in ornaments
    return runs


def _head(lines: Sequence[Line], run: _Run, width: int, labels: Counter[str]) -> tuple[list[int], bool]:
    """The short lines at the start of a run, and whether prose follows them in the run; empty if they are not an opening."""
    head: list[int] = []
    for i in range(run.first, run.last):
        raw = lines[i].raw
        below_kicker = i == run.first + 1 and is_kicker(plain(lines[run.first].raw))
        if not _is_short(raw, labels if i == run.first or below_kicker else None, alone=i == run.first) or (
            width and is_full(lines, i, width)
        ):
            break
        head.append(i)
        if len(head) > 4:
            return [], False
    else:
        return head, False
    prose = bool(head) and _is_prose(lines, _Run(i, run.last, 0, False), width)
    return (head, True) if prose else ([], False)


def _is_short(raw: str, labels: Counter[str] | None, *, alone: bool) -> bool:
    words = plain(raw)
    crowned = alone and _crowned(words)
    if "|" in raw and is_signature(words):
        return True
    if (
        not words
        or len(words) > _LONGEST
        or "\t" in raw.strip()
        or ("|" in raw and not crowned)
        or "://" in words
        or MAIL.search(words)
    ):
        return False
    if words[-1] in ".,;:" and not (is_signature(words) or is_credit(words)):
        return False
    item = ITEM.match(raw)
    if item and not (ORDINAL.fullmatch(item["marker"]) or HASHES.match(raw)):
        return is_signature(words)
    letter = words.lstrip("\"'“‘([«»<*_").lstrip("0123456789.) ▸►▶»›→")[:1]
    if is_signature(words):
        return True
    return (
        bool(letter)
        and (letter.isupper() or words[0].isdigit())
        and (crowned or not _is_label(words.lstrip("0123456789. "), labels))
    )


def _is_label(words: str, labels: Counter[str] | None) -> bool:
    """Whether a line is a label with a value. At the start of a run it may be a title with a colon, if its label does not recur."""
    match = _LABEL.match(words)
    if match is None or labels is None:
        return match is not None
    label = match["label"].strip().lower()
    return labels[label] > 1 or label in words_of("labels", column="labels") or match.end() + 8 > len(words)


def _crowned(words: str) -> bool:
    """Whether a line is a kicker followed by its title, and not a label with a value."""
    kicker, mark, own = own_kicker(words.lstrip("0123456789.) ▸►▶»›→"))
    return (
        is_kicker(kicker or ".")
        and len(own.split()) > 2
        and "|" not in own
        and (mark in ("|", "//") or (kicker.isupper() and mark == ":"))
    )


def _is_prose(lines: Sequence[Line], run: _Run, width: int) -> bool:
    """Whether a run is a paragraph: full lines, or one long line, with the end of a sentence."""
    raws = [lines[i].raw for i in range(run.first, run.last)]
    if any(
        "\t" in r.strip() or r.count("|") > 2 or ITEM.match(r) or r.strip()[:1].isdigit() for r in raws[:1]
    ):
        return False
    while len(raws) > 1 and is_link(plain(raws[-1])):
        raws.pop()
    words = plain(" ".join(r.strip() for r in raws))
    below = next((x.raw.strip() for x in lines[run.last : run.last + 8] if x.raw.strip()), "")
    ended = ENDED.search(words.rstrip("*_")) or (len(raws) > 2 and below[:1].islower())  # a page ends in it
    if len(words) < 90 or _LABEL.match(words) or not ended:
        return False
    first = len(raws[0].strip())
    return (first > width // 2 if width else first > 80) and bool(re.search(r"[a-z]{2} [a-z]{2}", words))


def _form(raw: str) -> str:
    """The typographic form of a line."""
    words, bare = plain(raw), raw.strip()
    if HASHES.match(bare):
        return "hashes"
    if bare.startswith(("**", "__")):
        return "bold"
    if bare.startswith(("*", "_")):
        return "slanted"
    if ORDINAL.match(words):
        return "numbered"
    if words[:1] in "[(<»«":
        return "brackets"
    return "capitals" if words.isupper() else "plain"


def _stands_out(raw: str) -> bool:
    """Whether the whole line is emphasised: "*A title*", "_A title_"."""
    return _EMPHASISED.fullmatch(raw.strip()) is not None


_EMPHASISED = re.compile(r"(\*{1,3}|_{1,3})(?![\s*_])[^*_]+(?<!\s)\1")
#: A title has hardly more words.
_FEW_WORDS = 13
_TWO_SENTENCES = re.compile(r"[a-z]{3}[.?!] [A-Z]")
_STANDS_OUT = ("hashes", "numbered", "underlined")


def _are_kickers(lines: Sequence[Line], found: list[tuple[_Run, int, int]], upper: str, lower: str) -> bool:
    """Whether the upper lines of these openings are kickers and the lower ones titles, or titles and standfirsts."""
    if upper in _STANDS_OUT or lower in ("slanted",):
        return False
    ones = [plain(lines[one].raw) for _, one, _ in found]
    twos = [plain(lines[two].raw) for _, _, two in found]
    fitting = sum(is_kicker(w) and not (VERB.search(w) and w[-1] == "?") for w in ones)
    if lower in _STANDS_OUT or upper in ("brackets", "slanted"):
        return fitting == len(ones)
    told = sum(len(w.split()) > _FEW_WORDS or _TWO_SENTENCES.search(w) is not None for w in twos)
    if len(twos) > 1 and 3 * told >= len(twos) and len(set(ones)) == len(ones):
        return False  # what is below says what the article says, and the words above are its title
    words = sum(len(w.split()) for w in ones) / len(ones)
    wider = sum(map(len, twos)) > 1.4 * sum(map(len, ones))
    return fitting >= 0.8 * len(ones) and words <= 3.2 and wider


def _attached(form: str, alone: list[tuple[_Run, int]]) -> dict[int, str]:
    """Single lines directly above prose: titles if an ornament or a wider gap is above them, or if they recur."""
    if form in ("hashes", "bold", "capitals", "underlined"):
        return {}  # a title in any position
    often = len(alone) > 2
    return {i: "title" for run, i in alone if often or run.apart or run.gap > 1}
