"""Looks at texts quickly: most certainly hold no contact data, and `lpipgraph.contacts` need not look at them.

What is not harmless at a glance need not be contact data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

__all__ = ["CALLING_WORDS", "CODED", "HIDES_NOTHING", "harmless", "not_harmless"]

#: Characters that a reader of a text sees, or reads as a dash: they hide nothing.
HIDES_NOTHING = re.compile(r"[‘’“”–—…£€•·\u00c0-\u00c3\u00c5-\u00e3\u00e5-\u012f]")
#: The most frequent of these.
_OFTEN = [sign.encode() for sign in "‘’“”–—…£"]
#: Words beside which digits may be a telephone number.
CALLING_WORDS = [
    "tel",
    "phone",
    "mob",
    "cell",
    "fax",
    "whats",
    "wa.me",
    "line",
    "switch",
    "call",
    "ring",
    "text",
]
#: Signs that are written as a code.
CODED = re.compile(r"&(?:amp;)*(?:\#|commat)|%(?:25)*(?:40|2[bB])|\\u00", re.IGNORECASE)

# On bytes: dropping or replacing characters by a table costs a tenth of a regular expression.

_DIGIT_SIGNS = b"0123456789"
#: Characters that do not matter in a text without the word "at" and with few digits.
_PLAIN_SIGNS = bytes(n for n in range(128) if chr(n).isalpha() or chr(n) in " \t\n.,;:!?'\")]}>=*/#$^`|~_+-")
#: Small letters for capitals, and a space for each character that may be next to "at"; this includes the
#: bytes of other letters.
_FOLDED = bytes(ord(chr(n).lower()) if n < 128 and chr(n).isalnum() else ord(" ") for n in range(256))
#: "t." for each letter that announces a number, with its punctuation: "T: 0121", "m. 07700".
_LETTERED = bytes(
    ord("t") if chr(n) in "tmfpTMFP" else ord(".") if chr(n) in ".:" else ord(" ") for n in range(256)
)
#: As `contacts._AT_SIGNS`, for characters of up to three bytes each.
_FRAMED_BYTES = re.compile(rb"[\[({][^\w\n]{0,9}(?:at|a|arobase|arroba|et)[^\w\n]{0,9}[\])}>]", re.IGNORECASE)
_CALLING_BYTES = [word.encode() for word in CALLING_WORDS]
_CODED_BYTES = re.compile(CODED.pattern.encode(), re.IGNORECASE)


def harmless(text: bytes) -> bool:
    """Whether a UTF-8 text certainly holds no contact data (a fast check); if this is false, `contacts` gives the answer."""
    # for bytes, `in` takes five times as long as `find`
    if (b" " + text.translate(_FOLDED) + b" ").find(b" at ") >= 0:
        return False
    left = text.translate(None, _PLAIN_SIGNS)
    return not left or _passes(left, text)


def not_harmless(texts: Sequence[bytes]) -> list[bytes]:
    """Those of many UTF-8 texts that `harmless` does not pass; at less than half its cost for each.

    What most texts are passed for is looked for in all of them at once.
    """
    joined = b"\x00".join(texts)
    if joined.count(b"\x00") != len(texts) - 1:  # a text holds what should part them
        return [text for text in texts if not harmless(text)]
    signs = joined.translate(None, _PLAIN_SIGNS)
    for sign in _OFTEN:
        signs = signs.replace(sign, b"")
    lower = joined.lower()
    words = [word for word in _CALLING_BYTES if lower.find(word) >= 0]
    found = {
        n
        for n, left in enumerate(signs.split(b"\x00"))
        if left and (len(left) > 5 or not left.isdigit()) and not _passes(left, texts[n], words)
    }
    folded = b" " + joined.translate(_FOLDED) + b" "
    at = folded.find(b" at ")
    if at >= 0:
        ends = list(accumulate(len(text) + 1 for text in texts))
        while at >= 0:
            found.add(bisect_right(ends, at))
            at = folded.find(b" at ", at + 1)
    return [texts[n] for n in sorted(found)]


def _passes(left: bytes, text: bytes, words: Iterable[bytes] = _CALLING_BYTES) -> bool:
    """Whether a text without the word "at" is harmless; `left` is what it has besides plain signs.

    Of the words beside which digits may be a number, it may hold `words`.
    """
    others = left.translate(None, _DIGIT_SIGNS)
    hiding = _hiding(others) if others else ()
    if hiding is None or (hiding and any(sign.search(text) for sign in hiding)):
        return False
    digits = len(left) - len(others)
    if digits < 6:
        return True
    # see `_CALLABLE`, `_ODD` and `_CALLED` in `contacts`
    if (
        digits >= 9
        or (digits >= 7 and left.find(b"8") >= 0)
        or text.find(b"+") >= 0
        or _CODED_BYTES in hiding
    ):
        return False
    lower = text.lower()  # no other letter that `_hiding` lets pass is a small one of these words
    for word in words:
        if lower.find(word) >= 0:
            return False
    return text.translate(_LETTERED).find(b"t.") < 0


@lru_cache(maxsize=4096)
def _hiding(signs: bytes) -> tuple[re.Pattern[bytes], ...] | None:
    """What to search for in a text of these characters and plain ones; None if they may hide more than that."""
    try:
        rest = set(HIDES_NOTHING.sub("", signs.decode()))
    except UnicodeDecodeError:
        return None
    if rest - set("([{&%"):
        return None
    return (
        *((_FRAMED_BYTES,) if rest & set("([{") else ()),
        *((_CODED_BYTES,) if rest & set("&%") else ()),
    )
