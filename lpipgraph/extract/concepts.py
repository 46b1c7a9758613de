"""Extracts key concepts with their definitions."""

from __future__ import annotations

import re

from ..document import Block
from ..names import fold
from ..tables import words
from .descriptions import verbatim
from .draft import Draft, Scope
from .heads import head_class
from .lexicon import PERSON_TITLE

__all__ = ["concepts"]

_CONCEPT_SECTION = re.compile(
    r"\b(?:concepts?|terms|definitions?|defin\w+|vocabulary|what we mean|(?:the )?words|ideas)\b",
    re.IGNORECASE,
)
_DEFINES = (
    r"(?:refers? to|means?|describes?|denotes?|is understood (?:as|to)|are understood (?:as|to)|is defined as|are defined as|"
    r"is the|is an?|are the|are|is|involves?|concerns?|covers?|encompass(?:es)?|consists? of|occurs? when|is often)"
)
_BOLD = re.compile(
    r"(?P<mark>\*\*)(?P<name>[^*\n]{2,80}?)(?P<punct>[:.,]?)\*\*|(?P<ital>(?<![*\w])\*)(?P<iname>[^*\n]{3,60})\*(?![*\w])"
)
_DEFINED_AS = r"(?:^|(?<=\. ))(?P<name>[A-Z][a-z-]+(?: [a-z-]+){0,2}), defined as (?P<text>[^,.]+)"
_NAME = r"(?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,3})"
_MARKED = rf"[\"'*]?{_NAME}[\"'*]?"
_WHO = r"(?:we|they|it|she|he|I|one|(?:the|this) (?:[a-z]+ ){0,2}[a-z]+|[A-Z]\w+(?: and [A-Z]\w+)?)"
_SAYS = r"(?P<text>(?:the|an?|any|those|what|how|where|when|workers?|people) [^.]+|[a-z][\w-]+ (?:held|kept|made|that|which|who|one|several|people|a|the) [^.]+|[\"'][^\"']{12,300}[\"'])"
#: Patterns over the plain words; `name` is the concept, what follows its definition.
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        r"\b(?:[Tt]he|[Aa]n?|[Tt]his) (?:concept|idea|notion|term|principle) of [\"'](?P<name>[^\"']{3,60})[,.]?[\"'](?:,? (?:that is|meaning|or)?,? ?(?P<text>[^.]+))?",
        r"[\"'](?P<name>[A-Z]?[\w-]+(?: [\w-]+){0,4})[,.]?[\"'] (?:means?|refers? to|describes?|is defined as) (?P<text>[^.]+)",
        r"\b[Bb]y [\"'](?P<name>[^\"']{3,60})[,.]?[\"'],? (?:(?:we|they|it|one)|(?:the|this) [a-z]+)(?: \w+ly)? (?:understands?|means?|is meant|are meant) (?P<text>[^.]+)",
        r"[\"'](?P<name>[A-Z]?[\w-]+(?: [\w-]+){0,4})[,.]?[\"'],? (?:is|are) (?:here |also |generally |often )?(?:defined (?:here )?as|understood (?:here )?as|used (?:here )?(?:for|to mean)|taken to mean|short for|the name for|our word for) (?P<text>[^.]+)",
        r"[\"'](?P<name>[A-Z]?[\w-]+(?: [\w-]+){0,4})[,.]?[\"'],? (?:\()?(?:that is,?|meaning|or rather|in other words,?|i\.e\.,?) (?P<text>[^.)]+)",
        r"\bconcepts? such as (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,3}), which (?P<text>[^.]+)",
        r"\b(?:example|instance|case) is (?:the|an?) [\"'](?P<name>[\w-]+(?: [\w-]+){0,4})[,.]?[\"'],? (?P<text>where [^.]+|which [^.]+|in which [^.]+)",
        _DEFINED_AS,
        r"\b(?:is|are|of|called|on|from|the|an?|about|term|concept|idea) (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}), (?:defined (?:here )?as|which (?:the |this )?\w+ (?:use|uses|used|define|defines) (?:for|as|to mean)|by which (?:the |this )?\w+ (?:mean|means|meant)) (?P<text>[^.]+)",
        rf"\b[Bb]y (?:an? |the )?(?P<name>(?!\w+ing )[a-z][\w-]+(?: [a-z][\w-]+){{0,3}}?) {_WHO}(?: \w+ly)? (?:understands?|means?|meant) (?P<text>(?!to )[^.;]+)",
        # "It takes a just transition to be one in which …"
        rf"\b(?:{_WHO}|[Ii]t|[Ww]e|[Tt]he (?:review|report|paper|study|authors?)) takes? (?:an? |the )?{_MARKED} to (?:be|mean) (?P<text>(?:one|the|an?|any|those|what|how) [^.;]+)",
        r"^(?P<name>[A-Z][a-z-]+(?: [a-z][\w-]+){0,3})(?: \([A-Z][\w&-]{1,9}\))?, (?:in|for|to|as) (?:the )?[^,.]{3,50}, (?:means?|refers? to|denotes?) (?P<text>(?:an?|the|any|those|what) [^.]+)",
        r"\bis [\"'](?P<name>[\w-]+(?: [\w-]+){1,4})[\"'] \((?P<text>the [^()]+)\)",
        r"\b[Ww]e (?:use|take|used) (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}) (?:for|to mean|to refer to) (?P<text>(?:the|an?|any|those|what) [^.;]+?)(?=, and [a-z][\w -]{2,40} for (?:an?|the|any|those) |[.;]|$)",
        r"\b[Ww]e (?:use|take|used) [^.;]+? for [^.;]+?, and (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}) for (?P<text>(?:the|an?|any|those|what) [^.;]+)",
        r"\b(?:[Ww]e|authors?|review|team|researchers|paper|report) (?:define|defines|defined|understand|understands) (?:the )?(?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}) as (?P<text>(?:the|an?|any|those|what|how) [^.]+)",
        r"\b[Ww]hat (?:we|they|the [a-z]+|[A-Z]\w+ and [A-Z]\w+) calls? (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}) is (?P<text>(?:the|an?|any|that|those|what|how) [^.]+)",
        r"\b[Tt]he (?:term|phrase|word|expression) (?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2}) (?:describes|means|refers to|stands for|denotes|is used (?:for|of)) (?P<text>[^.]+)",
        r"\bwe (?:speak|talk) of [\"'](?P<name>[^\"']{3,60})[\"'] when (?P<text>[^.]+)",
        # "introduces the idea of ‹name›, which it defines as …", "the idea of ‹name›, that is, …"
        rf"\b(?:idea|notion|concept|term|principle|practice) of {_MARKED}, (?:(?:which|that) {_WHO} (?:defines?|describes?|understands?|explains?|takes?) (?:as|to be|to mean)|that is,?|or|meaning|by which {_WHO} (?:means?|meant)) {_SAYS}",
        # "Retrofit readiness, by which we mean …, has become …"; "what we call the ‹name›, the …"
        rf"^(?:The |An? )?(?P<name>(?!(?:Of|In|For|As|At|On|With|From|To|By) )[A-Z][a-z-]+(?: [a-z][\w-]+){{0,3}}),? (?:by which {_WHO} (?:\w+ly )?(?:means?|meant|understands?)|(?:in|with) the sense of) (?P<text>[^.]+?)(?=, (?:has|have|is|are|was|were|will|can|may) |\.|$)",
        rf"\bwhat {_WHO} (?:have |has )?(?:come to )?calls?(?:ed)? (?:the |an? )?{_MARKED}(?:,|:| –) {_SAYS}",
        # what somebody calls, or speaks of as, ‹name›: a definition behind the colon
        rf"\b(?:(?:call(?:s|ed)?|term(?:s|ed)?|named?|dub(?:s|bed)?)(?: (?:this|that|it|them|(?:the|this|that) [a-z]+))?|(?:speak|speaks|talk|talks|write|writes) of|(?:jargon|word|term|phrase|name) for (?:this|that|it) is) (?:an? |the )?{_MARKED}: {_SAYS}",
        rf"\b(?:call(?:s|ed|ing)?|nam(?:es|ed|ing)?) (?:this|that|it|them) (?:an? |the )?{_MARKED}, by which {_WHO} (?:means?|meant) (?P<text>[^.]+)",
        # "‹name›, as we shall call it, is …", "A ‹name›, the review says, is …"
        rf"^(?:An? |The )?(?P<name>[A-Z]?[a-z][\w-]*(?: [a-z][\w-]+){{0,3}}), (?:as {_WHO} (?:shall |will |may )?calls? (?:it|them)(?: here)?|(?:the|this) (?:review|report|paper|study|authors?) (?:says?|argues?|explains?)), (?:is|are|means?) {_SAYS}",
        # "‹name›, the wish to …, is hardly a new idea"
        r"^(?:The )?(?P<name>[A-Z][a-z-]+(?: [a-z][\w-]+){0,3}), (?P<text>(?:the|an?) [^,.]+), is (?:[a-z]+ ){0,3}(?:idea|concept|notion|term|phrase)\b",
        rf"\b[Ww]hat (?:the )?(?:two|three|same|lead) [a-z]+ calls? {_MARKED} (?:is|are) {_SAYS}",
        rf"\b(?:It|[Tt]he (?:article|study|book|note)|[Ss]he|[Hh]e|[Tt]hey) (?:define|defines|defined) (?:the |an? )?{_MARKED} as {_SAYS}",
    )
)
#: What a thing is said to be, and is not: "ahead of policy", "hard to count".
_SAID_OF = rf"(?:{'|'.join(sorted(words('grammar', kind='said of')))})"
#: A term without marks at the head of its sentence: sure verbs define it anywhere, others only where terms are introduced.
_TERM = r"^(?:\([a-z\d]{1,2}\) )?(?:And |Then )?(?:[Aa]n? |[Tt]he |Its |By )?(?P<name>[A-Z]?[\w-]+(?: [a-z][\w-]+){0,3}?)(?P<aside>(?:, (?:an?|the|or|which|in|for|as|also|too)\b[^,.]{0,90}(?:, [^,.]{0,60})?,)| \([^()]*\))?"
_SURE_VERB = r"(?:refers? to|denotes?|is defined (?:there |here )?as|are defined (?:there |here )?as|is understood (?:here )?as|is short for|is used (?:here )?(?:for|to mean)|is shorthand for)"
_TERM_VERB = rf"(?:{_SURE_VERB}|describes?|means?|(?:is an?|is one|is the|are the|(?:is|are) (?!not\b|{_SAID_OF}\b|[a-z]+(?:ed|er) (?:by|to|for|with|on|from|than)\b)[a-z]+)(?= (?:[^.,\"']{{3,60}}? )?(?:of|that|which|who|whose|where|when|in which|by which|between|to|for|with)\b)|involves?|covers?|concerns?|names?|stands? for|happens when|occurs when)"
_UNMARKED = (
    re.compile(rf"{_TERM} {_SURE_VERB} (?P<text>[^.]+)"),
    re.compile(rf"{_TERM} {_TERM_VERB} (?P<text>[^.]+)"),
)
#: "The third, thick institutions, is a term for …", "A second is borrowed scale: the …", "Another, nearness, means …".
_COUNTED = re.compile(
    r"^(?:And )?(?:(?:The|A) (?:first|second|third|fourth|fifth|sixth|last|final|other|next|newest|oldest)|One|Another)(?: of (?:them|these))?"
    r"(?: (?:idea|term|concept|notion|word|phrase|one))?(?:,| is) (?:called |known as |that of |the idea of )?[\"']?(?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,3}?)[\"']?(?:,| –|:| is| are) "
    rf"(?:(?:{_SURE_VERB}|{_TERM_VERB}|(?:is|are) (?:the |a |our )?(?:term|name|word|phrase|shorthand) for|which (?:is|means)|meaning|or) )?(?P<text>(?:the|an?|any|that|those|what|how|where|when|[a-z]+) [^.]+)"
)
#: "We borrow ambient belonging, meaning …", "single out bumping spaces: small spots …", "apart from social isolation, which is …".
_INTRODUCED = re.compile(
    r"\b(?:borrows?|adds?|uses?|keeps?|takes?|introduces?|distinguish(?:es)?|single[sd]? out|picks? out|names?|prefers?|adopts?|coins?|from|between|called) (?:the (?:term|idea|concept|notion|phrase) (?:of )?|what we call )?[\"']?(?P<name>[a-z][\w-]+(?: [a-z][\w-]+){0,2})[\"']?"
    r"(?:, (?:meaning|that is,?|or) |: |, which (?:is|are|means?|refers? to) |, (?=(?:the|an?) ))(?P<text>(?:the|an?|any|those|what|how|where|when|[a-z]+) [^.:;]+?)(?=, apart from |, and (?:keeps?|adds?|uses?|from) |[.;]|$)"
)
#: A short sentence that opens a paragraph of terms: "The words first." "Three terms come first."
_TERMS_FOLLOW = re.compile(
    r"^(?:[\w'’-]+[ ,]+){0,6}(?:words|terms|ideas|concepts|notions|definitions|vocabulary|language)\b(?:[ ,]+[\w'’-]+){0,6}[.:]$",
    re.IGNORECASE,
)
_NO_TERM = re.compile(
    r"(?:.* )?(?:examples?|cases?|reviews?|reasons?|lessons?|aims?|results?|ways?)|(?:it|this|that|these|those|they|he|she|we|there|what|who|which|one|each|both|all|most|some|many|none|neither|either|first|second|third|"
    r"(?:the )?(?:review|report|study|paper|authors?|article|idea|term|concept|word|result|aim|question|evidence|theme|team|work|answer|point|problem|reason|"
    r"others?|rest|same|former|latter|figure|table|data|project|programme|fund|scheme))\b.*",
    re.IGNORECASE,
)
#: A stretch of a sentence and no term: "adult learning we", "Four questions guided the reading".
_SAID = re.compile(
    r" (?:we|they|it|you|I)$| (?:the|this|our|its) |^(?:of|in|for|as|at|on|with|from|to|by) |\b(?:questions|reviews?|we|they|is|are|was|were|has|have|guided|asks?|asked|led|follow|come)\b.* "
)
_NARROWER = re.compile(
    r"\b(?:an?|one) (?:\w+ ){0,2}(?:form|kind|type|case|variety|sort|part|strand|branch|instance) of (?P<broad>[a-z][\w -]{2,60})"
)
_NOT_CONCEPT = re.compile(
    r"(?:note|please note|read more|register|date|author|title|where|when|who|example)s?", re.IGNORECASE
)


def concepts(d: Draft) -> None:
    """Terms that an article defines: in bold at the head of an item, within a sentence, or in quotation marks."""
    for scope in [s for s in d.scopes if s.kind == "article"]:
        heading, intro = "", ""
        defining = listed = False
        for block in d.doc.blocks_in(scope.start, scope.end):
            if block.kind == "heading":
                listed = False
                heading, intro = d.quote(block.start, block.end), ""
                defining = bool(_CONCEPT_SECTION.search(heading))
                continue
            if block.kind == "paragraph":
                line = d.quote(block.start, block.end)
                # "Three terms" above a list, as a heading without a heading's form
                listed = len(line.split()) < 6 and line[-1:].isalpha() and bool(_CONCEPT_SECTION.search(line))
                if line.endswith(":"):
                    intro = line
                    defining = defining or bool(
                        re.search(r"\b(?:concepts?|terms|definitions?)\b", line, re.IGNORECASE)
                    )
            if block.kind == "row" and len(block.cells) == 2:
                _row(d, scope, block, defining)
            paired = defining or (listed and block.kind == "item")
            if block.kind in ("paragraph", "item") and paired and _paired(d, scope, block):
                continue
            if block.kind == "paragraph":
                _unmarked(d, scope, block, defining)
            if block.kind in ("paragraph", "item"):
                told = (
                    defining
                    or bool(re.search(r"\b(?:terms|ideas|concepts)\b", intro))
                    or _opens_terms(d, block)
                )
                _bold(d, scope, block, told)
                _quoted(d, scope, block)
    _broader(d)


def _opens_terms(d: Draft, block: Block) -> bool:
    """Whether a paragraph's first sentence says that terms follow: "Two ideas run through it."."""
    sentences = d.block_sentences(block)
    return (
        block.kind == "paragraph" and bool(sentences) and _TERMS_FOLLOW.match(sentences[0].text) is not None
    )


def _unmarked(d: Draft, scope: Scope, block: Block, defining: bool) -> None:
    """Terms defined in plain words: "Lamp sharing is the use of …" where terms are introduced, "X refers to …" anywhere."""
    sentences = d.block_sentences(block)
    opened = defining or bool(sentences and _TERMS_FOLLOW.match(sentences[0].text))
    for sentence in sentences:
        match = (_COUNTED.match(sentence.text) if opened else None) or _UNMARKED[opened].match(sentence.text)
        for told in (match, *(_INTRODUCED.finditer(sentence.text) if opened and match is None else ())):
            if told is None or _NO_TERM.fullmatch(told["name"]) or len(told["text"].split()) < 4:
                continue
            name = told["name"]
            if not (d.named(name) or any(w[0].isupper() for w in name.split()[1:]) or d.places_in(name)):
                _add(d, scope, name, told["text"].strip(" ,"), sentence.span())


def _broader(d: Draft) -> None:
    """For example "Relay, which is a narrower form of lamp sharing": one concept under another."""
    known = {fold(n): e.id for e in d.of("Concept") for n in e.names}
    for row in [r for r in d.relations.values() if r.p == "definesConcept" and isinstance(r.o, str)]:
        reading = d.doc.reading(row.start, row.end)
        for match in _NARROWER.finditer(reading.text):
            words = match["broad"].split()
            broad = next(
                (known[w] for n in range(len(words), 0, -1) if (w := fold(" ".join(words[:n]))) in known),
                None,
            )
            if broad and broad != row.o and isinstance(row.o, str):
                d.relate(row.o, "broaderConcept", broad, (row.start, row.end), "narrower term")


_PAIR = re.compile(r"^(?:The )?(?P<name>[^=:.]{3,60}?)\s*(?:=|::|:| – | — )\s*(?P<text>\S.{10,})$", re.DOTALL)


def _paired(d: Draft, scope: Scope, block: Block) -> bool:
    """For example "TERM = definition" or "term :: definition" on a line of its own."""
    reading = d.doc.reading(block.start, block.end)
    pair = _PAIR.match(reading.text)
    if pair is None or len(pair["name"].split()) > 6 or "**" in d.doc.text[block.start : block.end]:
        return False
    name = pair["name"].capitalize() if pair["name"].isupper() else pair["name"]
    _add(d, scope, name, pair["text"], (block.start, block.end))
    return True


def _row(d: Draft, scope: Scope, block: Block, defining: bool) -> None:
    """A row "term, definition" of a table of concepts."""
    name, text = (d.quote(*cell) for cell in block.cells)
    if (
        defining
        and len(name.split()) <= 6
        and len(text.split()) > 4
        and name.lower() not in ("term", "concept")
    ):
        _add(d, scope, name, text, (block.start, block.end))


def _bold(d: Draft, scope: Scope, block: Block, defining: bool) -> None:
    raw = d.doc.text[block.start : block.end]
    if re.match(r"\s*\*\*[^*]+\*\*\s*$", raw) or re.search(r"\d", block.marker):
        return
    for bold in _BOLD.finditer(raw):
        if bold["name"] is None:
            continue
        name = bold["name"].strip(" '\"‘’“”.:,")
        at = block.start + bold.start("name")
        after = d.quote(block.start + bold.end(), block.end)
        before = d.quote(block.start, max(block.start, block.start + bold.start())) if bold.start() else ""
        if len(name.split()) > 6 or _NOT_CONCEPT.fullmatch(name) or not name:
            continue
        if not defining and _is_name(d, name):
            continue
        definition = _definition(before, after, bold["punct"], item=block.kind == "item", defining=defining)
        if definition is None:
            continue
        sentence = next((s for s in d.block_sentences(block) if s.span()[0] <= at < s.span()[1]), None)
        row = sentence.span() if sentence else (block.start, block.end)
        _add(d, scope, name, definition, row)


def _is_name(d: Draft, name: str) -> bool:
    """Whether words in bold are the name of a thing, of which the item tells, and no term."""
    own = name.split()
    capitals = len(own) > 1 and all(
        w[0].isupper() or w in ("of", "and", "the", "for", "in", "&") for w in own
    )
    return capitals or d.named(name, ("Organisation", "Policy", "Event", "Publication")) is not None


def _definition(before: str, after: str, punct: str, *, item: bool, defining: bool) -> str | None:
    """What is said of a bold term, or None if the bold marks something else."""
    lead = after.lstrip()
    if item and not before and (punct in (":", ".") or lead[:1] in (":", "–", "—", "-")):
        return lead.lstrip(" :–—-.") if defining or lead[:1] in ("–", "—", "-", ":") or punct == ":" else None
    opened = re.match(rf"[^.]{{0,40}}?\b{_DEFINES}\b", lead)
    if re.match(r"\s*\((?:the|an?|growth|[a-z])", after):
        inner = re.match(r"\s*\(([^()]*)\)", after)
        return inner[1] if inner else lead
    if re.search(
        r"\b[Bb]y (?:the |an? )?$", before + " ".rstrip() if before.endswith(" ") else before + " "
    ) and re.match(r"\s*we (?:mean|understand)", after):
        return re.sub(r"^\s*we (?:mean|understand)\s*", "", after).split(". ")[0]
    if re.search(
        r"\b(?:calls?|called|speak of|we mean by|mean by|known as|named)\s+(?:the |an? )?['\"]?$",
        f"{before} ",
    ):
        return (before if not lead.strip(" .'\"") else before + " " + lead).strip()
    if opened and (defining or item or not before or before.rstrip().endswith((".", ":"))):
        return lead.split(". ")[0] if not item else lead
    if item and defining and (not before or len(before.split()) < 25):
        return lead or before
    if re.match(r"\s*is (?:the|an?)\b", after):
        return lead.split(". ")[0]
    if (
        defining
        and not item
        and re.search(r"(?:^|[.:] )(?:An?|The)?\s*$", before)
        and re.match(r"[a-z]+s (?!and\b)", lead)
    ):
        return lead.split(". ")[0]  # "A **one-stop shop** brings advice …" among terms
    if defining and not item and re.match(r"\s*(?:, |\(|– |— |: )", after):
        return lead.lstrip(" ,:–—(").split(". ")[0].rstrip(")")
    return None


def _quoted(d: Draft, scope: Scope, block: Block) -> None:
    for sentence in d.block_sentences(block):
        named: list[tuple[int, int]] = []
        for pattern in _PATTERNS:
            for match in pattern.finditer(sentence.text):
                name = match["name"].strip()
                first, last = match.span("name")
                if any(a < first and last <= b for a, b in named):
                    continue  # "what we call the commuter gap" names no gap
                definition = (match["text"] or sentence.text[match.end() :]).strip(" ,.")
                if (
                    fold(name) in {fold(n) for t in d.of("Theme") for n in t.names}
                    and pattern.pattern != _DEFINED_AS
                ):
                    continue
                _add(d, scope, name, definition or sentence.text, sentence.span())
                if d.find("Concept", name):
                    named.append((first, last))


def _add(d: Draft, scope: Scope, name: str, definition: str, row: tuple[int, int]) -> None:
    name = re.sub(r"^(?:And|But|Or|So|Then) (?=[a-z])", "", name)
    if not fold(name) or re.match(rf"{PERSON_TITLE}\s", name):  # "Dr A. B. is …" tells of a person
        return
    if (
        d.find("Person", name)
        or _SAID.search(name)
        or name.lower() in _POINTING
        or (d.find("Theme", name) and len(definition.split()) < 4)
        or _is_thing(name, definition)
    ):
        return
    told = _whole(d, definition, row)
    more = {"definition": told} if told else {}
    id_ = d.add("Concept", name, row, how="definition", score=0.85, **more)
    owner = scope.review or _owner_of_glossary(d, scope)
    d.relate(owner or scope.id, "definesConcept", id_, row, "definition", sure=owner is not None)
    if owner:
        d.relate(scope.id, "definesConcept", id_, row, "definition", sure=False)


_GLOSSARY = re.compile(
    r"(?:(?:our|the|some|key|main|useful|new) )*(?:key (?:concepts|terms|words|ideas)|glossary|definitions|terms(?: used)?|words we use|vocabulary|jargon buster|what (?:the words|these terms|we) mean)",
    re.IGNORECASE,
)
_OF_A_REVIEW = re.compile(r"\b(?:the|this|our) (?:[\w-]+ ){0,3}review\b", re.IGNORECASE)


def _owner_of_glossary(d: Draft, scope: Scope) -> str | None:
    """Whose terms a glossary with a heading of its own explains: the review before it if it mentions that, else the issue's."""
    if not _GLOSSARY.fullmatch(d.entities[scope.id].name.strip(" :.")):
        return None
    before = [s for s in d.scopes if s.kind == "article" and s.end <= scope.start]
    told = next((b for b in d.doc.blocks_in(scope.start, scope.end) if b.kind == "paragraph"), None)
    if told is None or not _OF_A_REVIEW.search(d.quote(told.start, told.end)):
        return d.issue
    return next((s.review for s in reversed(before) if s.review), d.issue)


#: "By which we mean …": what was named before.
_POINTING = frozenset(("which", "that", "this", "it", "these", "those", "them", "whom", "what"))
#: What is said of a body or a policy, and of no term: "a charity that …", "hosted by …", "runs …".
_OF_THING = re.compile(
    r"(?:(?:is |are )?(?:an?|the|our|part of|one of) (?:[\w-]+ ){0,4}?(?:charity|arm|unit|branch|body|company|enterprise|partnership|alliance|coalition|consortium|network|"
    r"institute|centre|think tank|agency|foundation|trust|council|board|team|group|forum|fund|scheme|programme|pilot|project|grant|levy|plan)\b"
    r"|(?:is |now |jointly )?(?:led|hosted|run|funded|chaired|owned|managed|backed|founded|set up|based|launched|delivered|administered|supported|paid for) (?:by|at|in)\b"
    r"|(?:works|runs|funds|hosts|brings|pays|keeps|leads|supports|employs|serves|manages|opens|closes|offers|delivers|replaces|succeeds)\b)",
    re.IGNORECASE,
)


def _is_thing(name: str, definition: str) -> bool:
    """Whether what is presented is an organisation or a policy: "Fell Unit: an arm of the institute", "Penlee Futures: a charity that …"."""
    capitals = [w for w in name.split() if w[0].isupper()]
    return (
        len(capitals) > 1
        and all(
            w[0].isupper() or w in ("of", "and", "for", "the", "in", "&", "to", "on") for w in name.split()
        )
        and (head_class(name) in ("Organisation", "Policy") or _OF_THING.match(definition) is not None)
    )


def _whole(d: Draft, definition: str, row: tuple[int, int]) -> str | None:
    """A definition as printed: a cell or a line's rest that is whole in itself, else the whole sentence, else nothing."""
    words = " ".join(definition.split())
    printed = " ".join(d.quote(*row).split())
    alone = len(words.split()) >= 4 and words[:1].isupper() and printed.endswith(words)
    if alone or (printed.endswith(words) and re.match(r"[^.]{2,60}(?::|=|\||–|—) ", printed)):
        return words
    sentence = verbatim(d, row)
    return sentence if re.search(r"[.!?][\"'”’)]*$", sentence) and sentence[:1].isupper() else None
