"""Extracts the questions that reviews and articles ask: in lists, on bare lines, in sentences."""

from __future__ import annotations

import re

from ..document import Block
from ..records import Value
from .draft import Draft, Scope

__all__ = ["questions"]

_SECTION_QUESTIONS = re.compile(
    r"\b(?:burning|key|guiding|research|open|five|four|three|big)? ?(?:questions|issues)\b", re.IGNORECASE
)
_ASKS = re.compile(
    r"\b(?:questions?|burning issues)\b[^.]*:\s*$|\b(?:review|it|study|report|we|paper)\b[^.]*\b(?:asks?|questions?)\s*:\s*$"
    r"|\bquestions\b[^.:]*(?:\.|:)?\s*$",
    re.IGNORECASE,
)
#: "Questions that each review will consider": they belong to no review, and to no theme.
_OF_ALL = re.compile(
    r"\b(?:each|every|all|our|the) (?:of )?(?:the )?(?:evidence )?reviews?\b[^.]*\b(?:will|would|consider|address|ask|cover)",
    re.IGNORECASE,
)
_BURNING = re.compile(r"\bburning\b", re.IGNORECASE)


def questions(d: Draft) -> None:
    """Numbered and bulleted questions, with their headings, and those enumerated in a sentence."""
    for scope in [s for s in d.scopes if s.kind == "article"]:
        blocks = d.doc.blocks_in(scope.start, scope.end)
        heading, intro = "", ""
        number = 0
        n = 0
        while n < len(blocks):
            block = blocks[n]
            bare = _bare(d, block) if block.kind in ("heading", "paragraph") else []
            if bare and (len(bare) > 1 or _bare_beside(d, blocks, n)) and _announced(heading, intro):
                for row in bare:
                    _bare_question(d, scope, row, heading, intro)
                number = 0
            elif block.kind == "heading":
                heading, intro, number = d.quote(block.start, block.end), "", 0
            elif block.kind == "paragraph":
                intro = d.quote(block.start, block.end)
                _inline(d, scope, block)
                _asked(d, scope, block)
                number = 0
            elif block.kind == "item":
                n, number = _question(d, scope, blocks, n, heading, intro, number)
                continue
            n += 1


def _announced(heading: str, intro: str) -> bool:
    """Whether the words before say that questions follow."""
    return bool(
        _ASKS.search(intro)
        or _SECTION_QUESTIONS.search(heading)
        or re.search(r"\b(?:questions|burning issues)\b", intro, re.IGNORECASE)
    )


#: A question on lines of its own, perhaps in a quotation's margin.
_BARE_QUESTION = re.compile(
    r"(?:^|(?<=\n))[ \t>]*(?P<text>[A-Z\"“‘'][^?\n]*(?:\n[ \t>]*(?![A-Z>])[^?\n]*)*\?)[\"”’']?[ \t]*(?:\n|$)"
)


def _bare(d: Draft, block: Block) -> list[tuple[int, int]]:
    """Where the questions of a block are that contains only questions, each from a new line on."""
    raw = d.doc.text[block.start : block.end]
    found = list(_BARE_QUESTION.finditer(raw))
    rest = _BARE_QUESTION.sub("", raw)
    if rest.strip() or any(re.search(r"[.!?] [A-Z]", m["text"]) for m in found):
        return []
    return [(block.start + m.start("text"), block.start + m.end("text")) for m in found]


def _bare_beside(d: Draft, blocks: list[Block], n: int) -> bool:
    """Whether the block before or after contains only questions as well."""
    beside = [blocks[m] for m in (n - 1, n + 1) if 0 <= m < len(blocks)]
    return any(b.kind in ("heading", "paragraph") and _bare(d, b) for b in beside)


def _opening_words(text: str) -> str:
    """What a question without a heading is called: its first eight words."""
    return " ".join(text.split()[:8])


def _bare_question(d: Draft, scope: Scope, row: tuple[int, int], heading: str, intro: str) -> None:
    text = " ".join(d.quote(*row).replace("> ", " ").split())
    kind = _kind(heading, intro, scope)
    id_ = d.add("Question", _opening_words(text), row, kind=kind, text=text, how="question list", score=0.9)
    d.relate(scope.review or scope.id, "asksQuestion", id_, row, "question list", sure=bool(scope.review))


def _kind(heading: str, intro: str, scope: Scope) -> str:
    if scope.review is None and _OF_ALL.search(intro.rsplit(". ", 1)[-1]):
        return "key question of every review"
    if _BURNING.search(intro) or _BURNING.search(heading):
        return "burning question"
    return "key question" if scope.review else "research question"


#: Words with which a question opens.
_OPENS = re.compile(
    r"(?:(?:to|in|at|on|by|for|from|with|under) )?(?:who|whom|whose|what|which|when|where|why|how|can|could|do|does|did|is|are|was|were|"
    r"will|would|should|shall|may|might|must|has|have|had)\b",
    re.IGNORECASE,
)


def _goes_on(headed: re.Match[str]) -> bool:
    """Whether a question only has a colon in it, and no heading: "Who should pay for the bus: the traveller or the council?"."""
    return (
        _OPENS.match(headed["title"]) is not None
        and headed["text"][:1].islower()
        and _OPENS.match(headed["text"]) is None
    )


def _question(
    d: Draft, scope: Scope, blocks: list[Block], n: int, heading: str, intro: str, number: int
) -> tuple[int, int]:
    """One item as a question: "1. **Heading:** text?", or a heading whose text is the paragraphs and bullets below it."""
    block = blocks[n]
    line = d.quote(block.start, block.end)
    number_ = _number(block.marker, blocks[n + 1].marker if n + 1 < len(blocks) else "", number)
    numbered = bool(number_)
    after = n + 1
    title, text = "", line
    headed = re.match(r"(?P<title>[^/]{3,90}?)\s+/\s+(?P<text>.*\?)$", line, re.DOTALL) or re.match(
        r"(?P<title>[^:?]{3,90}):\s+(?P<text>.*\?.*)$", line, re.DOTALL
    )
    if headed and _goes_on(headed):
        headed = None
    headed = headed or re.match(
        r"(?P<title>(?:[\w'’-]+ ){0,7}[\w'’-]+\?)\s+(?P<text>[A-Z](?:[\w'’,-]+ ){5,}.*\?)$", line, re.DOTALL
    )
    headed = headed or re.match(
        r"(?P<title>[A-Z][^.?!:;]{2,60})\.\s+(?P<text>[A-Z][^.?!]*\?)$", line, re.DOTALL
    )
    if headed:
        title, text = headed["title"], headed["text"]
    elif bold := re.match(
        r"\s*\*\*(?P<title>[^*\n]{3,90}?)[:.]?\*\*[:.]?\s+(?=\S)", d.doc.text[block.start : block.end]
    ):
        title = bold["title"].strip()
        text = d.quote(block.start + bold.end(), block.end)
    elif line.rstrip().endswith(":") and len(line) < 100:
        title = line.rstrip(" :")
        pieces: list[str] = []
        while after < len(blocks) and len(pieces) < 4:
            below = blocks[after]
            words = d.quote(below.start, below.end)
            bullet = below.kind == "item" and not re.search(r"\d", below.marker)
            if not ((below.kind == "paragraph" and not pieces) or bullet) or not words.endswith("?"):
                break
            pieces.append(words)
            after += 1
        text = " ".join(pieces)
    asked = _announced(heading, intro) or (scope.review is not None and _all_ask(d, blocks, n))
    if not text.rstrip().endswith("?") or not (asked or (numbered and title)):
        return n + 1, number
    number = int(number_) if numbered else number + 1
    start = block.start
    row = (start, block.end)
    name = title or _opening_words(text)
    kind = _kind(heading, intro, scope)
    general = not scope.review
    id_ = d.add("Question", name, row, kind=kind, text=" ".join(text.split()), how="question list", score=0.9)
    asker = scope.review or scope.id
    d.relate(asker, "asksQuestion", id_, row, "question list", sure=not general)
    if numbered:
        d.relate(id_, "questionNumber", Value(str(number), "integer"), row, "question list", sure=not general)
    return after, number


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


def _number(marker: str, following: str, before: int) -> str:
    """The number of an item by its mark, in digits; a Roman one where the item before or after counts so, too."""
    if digits := re.sub(r"\D", "", marker):
        return digits
    bare = marker.strip("().")
    if bare not in _ROMAN:
        return ""
    value = _ROMAN.index(bare) + 1
    runs = before == value - 1 > 0 or following.strip("().") == _ROMAN[value % len(_ROMAN)]
    return str(value) if len(bare) > 1 or runs else ""


def _all_ask(d: Draft, blocks: list[Block], n: int) -> bool:
    """Whether the item belongs to a list of which every item is a question."""
    first = n
    while first > 0 and blocks[first - 1].kind == "item":
        first -= 1
    last = n
    while last + 1 < len(blocks) and blocks[last + 1].kind == "item":
        last += 1
    items = [d.quote(b.start, b.end).rstrip() for b in blocks[first : last + 1]]
    return len(items) > 1 and all(item.endswith("?") for item in items)


#: "(1) what …?", "(b) who …?", "(iii) how …?", "2) …?".
_ENUMERATED = re.compile(r"(?:\(|(?<=\s))(?P<n>\d{1,2}|[a-h]|i{1,3}|iv|vi{0,3})\)\s+(?P<text>[^();]+\?)")
_HEADED = re.compile(r"(?P<title>[A-Z][^:?.;]{2,60}):\s+(?P<text>.*\?)", re.DOTALL)


def _parted(text: str) -> tuple[str, str]:
    """The name of a question in a sentence and its words: what stands before a colon, or its first eight words."""
    headed = _HEADED.fullmatch(text)
    if headed and _goes_on(headed):
        headed = None
    whole = " ".join((headed["text"] if headed else text).split())
    return (" ".join(headed["title"].split()) if headed else _opening_words(text)), whole


def _inline(d: Draft, scope: Scope, block: Block) -> None:
    reading = d.doc.reading(block.start, block.end)
    if not re.search(r"\bquestions?\b", reading.text, re.IGNORECASE):
        return
    hits = list(_ENUMERATED.finditer(reading.text))
    if len(hits) < 2:
        return
    for hit in hits:
        row = reading.span(hit.start("text"), hit.end("text"))
        name, text = _parted(hit["text"].strip())
        kind = _kind("", reading.text, scope)
        id_ = d.add("Question", name, row, kind=kind, text=text, how="enumeration")
        d.relate(scope.review or scope.id, "asksQuestion", id_, row, "enumeration", sure=bool(scope.review))
        if hit["n"].isdigit():
            number = Value(hit["n"], "integer")
            d.relate(id_, "questionNumber", number, reading.span(hit.start(), hit.end()), "enumeration")


#: "Three burning questions follow", "It asks two questions": in prose, before the questions themselves.
_QUESTIONS_FOLLOW = re.compile(
    r"\b(?:burning|key|open|big|research|unanswered|two|three|four|five|six|seven|these|the)\b[^.?]{0,40}?\bquestions\b[^.?:]*[.:]",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(
    r"(?:(?:And|But|Then|First|Second|Third|Fourth|Fifth|Sixth|Lastly|Finally|Last|Next|One|Two|Three)(?:ly)?(?:, (?:and )?|: | is )?)+(?=\w)"
)
#: The words that count questions in a sentence, in order.
_ORDINALS = (
    ("first", "firstly"), ("second", "secondly"), ("third", "thirdly"), ("fourth", "fourthly"), ("fifth", "fifthly"), ("sixth", "sixthly"),
)  # fmt: skip
_A_QUESTION = re.compile(r"[^.?:;]{12,300}\?")


def _asked(d: Draft, scope: Scope, block: Block) -> None:
    """The questions of a paragraph after the words that announce them: "Three burning questions follow: what …? Who …?"."""
    reading = d.doc.reading(block.start, block.end)
    intro = _QUESTIONS_FOLLOW.search(reading.text)
    if intro is None or scope.review is None or len(_ENUMERATED.findall(reading.text)) > 1:
        return
    found = []
    at = intro.end()
    while match := re.compile(rf"\s*{_A_QUESTION.pattern}").match(reading.text, at):
        found.append(match)
        at = match.end()
    if len(found) < 2:
        return
    openers = [_FIRST_WORD.match(m.group().strip()) for m in found]
    said = [o.group().split(",")[0].rstrip(": ").lower() if o else "" for o in openers]
    counted = all(w in ways for w, ways in zip(said, _ORDINALS, strict=False)) and len(said) <= len(_ORDINALS)
    for n, (match, opener) in enumerate(zip(found, openers, strict=True), 1):
        text = match.group().strip()
        text = text[opener.end() :] if opener and opener.end() < len(text) - 10 else text
        row = reading.span(match.end() - len(text), match.end())
        name, text = _parted(text)
        kind = _kind("", intro.group(), scope)
        id_ = d.add("Question", name, row, kind=kind, text=text, how="questions told", score=0.85)
        d.relate(scope.review, "asksQuestion", id_, row, "question list")
        if counted:
            d.relate(
                id_, "questionNumber", Value(str(n), "integer"), reading.span(*match.span()), "question list"
            )
