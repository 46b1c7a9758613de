"""Lines that say who wrote an article: below its title, above it or at its end."""

from __future__ import annotations

import re

__all__ = ["VERB", "is_byline", "is_signature"]

VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|joined|joins|aims|please)\b")
_NAME_WORD = r"[A-ZÀ-ÞŁŚŽ][\w'’.-]*"
_PERSON = (
    rf"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Cllr|Councillor)\.? )?{_NAME_WORD}"
    rf"(?: (?:de|da|van|von|der|den|la|le|al|bin|ap|ferch|y|di|du|dos|ten|of|{_NAME_WORD})){{1,4}}"
)
_BYLINE = re.compile(rf"(?:[-–—] ?)?{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*(?:, | \(| [-–|] )")
_EXPLICIT_BYLINE = re.compile(
    r"(?:[-–—] ?)?(?:(?:By|Words(?: by)?|Text(?: by)?|Authors?|Written by)\s*:?\s+[A-Z]|"
    r"(?:[A-Z][a-z]+ )(?:[a-z]+ ){0,2}by\s*:?\s+[A-Z][^.]*$)"
)
#: "Ada Green reports": a byline that is a sentence.
_TELLS = re.compile(
    rf"{_PERSON}(?:(?:, | and | & |, and ){_PERSON})*,? "
    r"(?:reports?|writes?|explains?|asks?|argues?|investigates?|reflects?|looks back|takes stock)\.?"
)
#: A signature: "— Ada Green, Institute", "(Ada Green, Institute)".
_SIGNATURE = re.compile(rf"(?:[-–—~] ?{_PERSON}\b[^.!?]*|\({_PERSON}\b[^.!?()]*\))")


def is_byline(words: str) -> bool:
    """Whether a line below an article's heading names its authors: "Name, Organisation" or "By Name and Name"."""
    if len(words) > 200 or words.endswith("?") or re.search(r"[£€@]", words):
        return False
    if re.search(r"\b(?:Fund|Programme|Scheme|Plan|Levy|Deal|Strategy|Act|Pilot)s?\b[^,]{0,3} [–—-] ", words):
        return False
    if _TELLS.fullmatch(words) or (_SIGNATURE.fullmatch(words) and not VERB.search(words)):
        return True
    return bool(_EXPLICIT_BYLINE.match(words) or _BYLINE.match(words)) and not (VERB.search(words))


def is_signature(words: str) -> bool:
    """Whether a line that stands by itself, above or below an article, says who wrote it."""
    if len(words) > 160 or words.endswith(("?", ":")) or re.search(r"[£€@\d]", words) or VERB.search(words):
        return False
    explicit = _EXPLICIT_BYLINE.match(words) and not words.endswith(".")
    return bool(explicit or _SIGNATURE.fullmatch(words) or _TELLS.fullmatch(words))
