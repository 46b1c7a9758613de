"""Extracts the status of policies: when one ended or is to end, its state, and its legal basis.

The wordings are rows of ``data/reading/particulars.csv``. The verb must be the policy's own: what its money, its
round or its last day for bids does is another matter.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..dates import find_dates
from ..records import Value
from .details import phrases
from .draft import Draft
from .lexicon import ACT
from .tagging import Mention, Tagged, Tagger

__all__ = ["facts", "of_fields"]

#: Behind a policy's name and before its verb: brackets, an inserted clause, "which", "has now".
_GAP = r"(?: \([^()]*\))?(?:, (?!and\b|or\b)[^.;:!?]{1,140}?,)?(?:,? (?:which|that))?(?: (?:also|finally|formally|quietly|then|now|since|itself|therefore|duly|all))*"
#: Who goes on being spoken of.
_AGAIN = re.compile(
    r"^(?:It|This|The (?:fund|scheme|programme|pilot|plan|levy|policy|grant|strategy|deal))(?= )"
)
_OPEN_QUESTION = re.compile(
    r"\b(?:if|whether|unless|should|suppose|supposing|once|in case|until|before|after|when)\s+(?:the |a |our )?$",
    re.IGNORECASE,
)
#: What is said behind such words is said of another thing: "the last round of the Barn Fund closed".
_OF = re.compile(
    r"\b(?:of|for|to|by|with|from|in|under|on|about|behind|like|unlike|than|as)\s+(?:the |its |our |this |that )?$",
    re.IGNORECASE,
)
_DATE_AFTER = r"(?P<lead>(?:,? (?:in|on|by|at|from|since|with|for good|early|late|the end of|the close of|the beginning of|the start of|mid|spring|summer|autumn|winter|of|the|as of))* )"
_SPAN = re.compile(r"^ \((?:19|20)\d\d ?[-–—/] ?(?P<last>(?:19|20)\d\d|\d\d)\)")
_FROM_TO = re.compile(
    r"^(?: \([^()]*\))?(?:,? (?:which|that))? (?:has |have |had |is to |are to |will |was to )?(?:ran|runs?|running|run|operated|lasted|was in (?:force|place)|covers?|covered)"
    r"(?: only)? (?:from|between) (?:\w+ )?(?:19|20)\d\d (?P<by>to|until|and|till|through) (?P<month>\w+ )?(?P<last>(?:19|20)\d\d)\b"
)
#: More words are a sentence about it.
_MOST_WORDS = 8
_TO_ACT = re.compile(
    r" (?:(?:sections?|part|chapter|schedule|article|clause|powers|the powers|provisions|the provisions) ?[\dA-Z]*(?:\(\w+\))*(?: (?:and|to) \d+\w*)? (?:of|in|under|from|set out in) )?(?:the |a |an )?$"
)
_REPORTED = re.compile(
    r"\b(?:said|say|says|claims?|argues?|fears?|hopes?|warns?|rumou?rs?|asks?)\b[^.;‹]*$", re.IGNORECASE
)


def facts(d: Draft) -> None:
    """What the sentences that name a policy say of its end, its state and its legal basis."""
    tagger = Tagger.of(d)
    for block in d.doc.blocks:
        if block.kind not in ("paragraph", "item"):
            continue
        before: tuple[Mention, Tagged] | None = None
        for sentence in d.block_sentences(block):
            tagged = tagger.tag(sentence)
            policies = [m for m in tagged.of("L") if m.id]
            for n, m in enumerate(policies):
                limit = policies[n + 1].start if n + 1 < len(policies) else len(sentence.text)
                if not any(p.search(sentence.text[: m.start]) for p in (_OPEN_QUESTION, _REPORTED, _OF)):
                    _stands(d, m.id or "", sentence.text[m.end : limit], tagged.span())
                _rests(d, m.id or "", sentence.text[m.end :], m.end, tagged)
            again = _AGAIN.match(sentence.text)
            if before is not None and again and not any(m.start < again.end() for m in tagged.mentions):
                policy, told = before
                span = (told.span()[0], tagged.span()[1])
                _stands(d, policy.id or "", sentence.text[again.end() :], span)
                _rests(d, policy.id or "", sentence.text[again.end() :], again.end(), tagged, span)
            elif policies and _opens(d, tagged, policies[0]):
                before = (policies[0], tagged)
            elif policies or tagged.of("OPEBK"):
                before = None


def _opens(d: Draft, tagged: Tagged, policy: Mention) -> bool:
    """Whether a sentence is about a policy: it opens with it, and names no other but an act."""
    lead = tagged.sentence.text[: policy.start]
    opened = re.fullmatch(r"(?:The |Our |Its |In \w+ |[A-Z]\w+ed in \d{4}, )?(?:the )?", lead)
    return bool(opened) and all(m.id == policy.id or (m.id and _is_act(d, m)) for m in tagged.of("L"))


def _stands(d: Draft, policy: str, after: str, span: tuple[int, int]) -> None:
    _ends(d, policy, after, span)
    for verb, wording in _states():
        match = re.match(rf"{_GAP} {verb}(?:(?<= )| )(?P<status>{wording})(?=$|[\s,.;:)])", after)
        if match and not re.match(r" (?:question|mind|book|letter|secret|debate)", after[match.end() :]):
            words = re.sub(
                r"^been (?:(?:formally|finally|quietly|now) )?|^(?:formally|finally|quietly) ",
                "",
                match["status"],
            )
            d.relate(policy, "status", Value(words), span, "policy status")
            return


@lru_cache(maxsize=1)
def _states() -> tuple[tuple[str, str], ...]:
    """The verb before a status, and the words that are one."""
    verbs = {
        "is": r"(?:is|are|remains?|stays?)(?: now| still| currently| already| again| at present| today)*",
        "has": r"(?:has|have)(?: now| since| already| at last| finally| formally| quietly)*",
        "was": r"(?:was|were)(?: since| later)?",
        "did": "(?:since|soon|quickly|later|recently)?",
    }
    return tuple((verbs[verb], f"(?:{w.pattern})") for verb, w in phrases("status"))


def _ends(d: Draft, policy: str, after: str, span: tuple[int, int]) -> None:
    if match := _SPAN.match(after) or _FROM_TO.match(after):
        if match.re is _FROM_TO and ((match["by"] == "and") != ("between" in match[0])):
            return
        first = re.search(r"(?:19|20)\d\d", match[0])
        last = match["last"] if len(match["last"]) == 4 or first is None else first[0][:2] + match["last"]
        if first and int(last) >= int(first[0]):
            month = match.groupdict().get("month") or ""
            found = next(find_dates(month + last, years=True), None)
            end = _when(found.value, found.type) if month and found and not found.start else Value(last)
            d.relate(policy, "endPeriod", end, span, "policy end")
        return
    for kind in ("end", "until"):
        lead = (
            _DATE_AFTER
            if kind == "end"
            else r"(?P<lead>(?: (?:the end of|the close of|at least|spring|summer|autumn|winter|the|early|late))* )"
        )
        for _, wording in phrases(kind):
            match = re.match(rf"{_GAP} (?:{wording.pattern}){lead}(?=[\w])", after, re.IGNORECASE)
            if match is None:
                continue
            found = next(find_dates(after[match.end() :], years=True), None)
            if found and found.start == 0 and not found.assumed_year and not found.last:
                d.relate(
                    policy,
                    "endPeriod",
                    _when(found.value, found.type),
                    span,
                    "policy end",
                )
                return


def _rests(
    d: Draft, policy: str, after: str, offset: int, tagged: Tagged, span: tuple[int, int] | None = None
) -> None:
    """An act after "was set up under", "rests on": a name that the reader knows, and that ends as acts do."""
    for act in tagged.of("LB"):
        if not act.id or act.id == policy or act.start < offset or not _is_act(d, act):
            continue
        between = after[: act.start - offset]
        for _, wording in phrases("legal"):
            match = re.match(rf"{_GAP},? (?:{wording.pattern})", between)
            if match and _TO_ACT.fullmatch(between[match.end() :]):
                d.relate(policy, "legalBasis", act.id, span or tagged.span(), "policy legal basis")
                return


def _is_act(d: Draft, act: Mention) -> bool:
    entity = d.entities.get(act.id or "")
    if entity is None:  # the authority knows the name; this issue has found no such thing
        return False
    return entity.kind == "legislation" or any(ACT.search(name) for name in (act.text, entity.name))


def of_fields(d: Draft, policy: str, sense: str, field: tuple[int, int], span: tuple[int, int]) -> None:
    """The same from a field of a record: "Ends: March 2027", "Status: paused", "Legal basis: the X Act 2010"."""
    words = d.quote(*field).strip(" .")
    if sense == "end":
        found = next(find_dates(words, years=True), None)
        if found and not found.assumed_year:
            last = found.last or found.value
            d.relate(policy, "endPeriod", _when(last, found.type), span, "record end")
    elif sense == "status" and words and len(words.split()) <= _MOST_WORDS:
        d.relate(policy, "status", Value(words[:1].lower() + words[1:]), span, "record status")
    elif sense == "legal" and ACT.search(words):
        act = d.add(
            "Policy",
            re.sub(r"^the ", "", words, flags=re.IGNORECASE),
            field,
            kind="legislation",
            how="record",
        )
        d.relate(policy, "legalBasis", act, span, "record legal basis")


def _when(value: str, kind: str) -> Value:
    return Value(value, "string" if kind == "gYear" else kind)
