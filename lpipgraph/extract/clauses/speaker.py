"""Resolves the first person: "our director", "joined us" and "which we run" mean the organisation whose newsletter it is, "I" who signs the article.

Their words become names, so that every construction reads them: "our core funding comes from ‹O›" as "‹O2›'s core funding …".
"""

from __future__ import annotations

from collections.abc import Sequence

from ...ownership import is_generic
from ...tables import words
from ..draft import Draft, Sentence
from ..tagging import Mention
from .money import MONEY_NOUNS
from .roles import is_role_word
from .tokens import Token

__all__ = ["NOT_OURS", "spoken"]

#: What "we" do in an article, or where "we" are, its authors do and are, not the body.
NOT_OURS = frozenset(("author", "publisher", "commissionedBy", "usesSourceFrom", "locatedIn"))

_WE = frozenset(("we",))
_US = frozenset(("us", "ourselves"))
#: Behind these "us" is where somebody works or came to: "joins us", "is with us", "came to us".
_TO_US = words("grammar", kind="before us")
#: What a body has of its own: people and money. "Our theme", "our towns" and "our review" are not these.
_PEOPLE = words("grammar", kind="staff noun")
#: What somebody gives, and does not get: "our own contribution is modest".
_GIVEN = words("grammar", kind="given money")
_QUOTES = frozenset('"“”‘')


def spoken(d: Draft, sentence: Sentence, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens of a sentence with the names that "we", "us", "our" and "I" stand for; what is quoted is another's word."""
    low = {t.lower for t in tokens}
    if not low & _FIRST or any(t.text in _QUOTES for t in tokens):
        return tokens
    body = _body(d, sentence.block.start) if low & _OURS else None
    writer = _writer(d, sentence.block.start) if "i" in low else None
    if body is None and writer is None:
        return tokens
    found: list[Token] = []
    for n, token in enumerate(tokens):
        if writer is not None and token.text == "I":
            found.append(_named(token, writer, "P"))
        elif body is not None and (token.lower in _WE or _to_us(tokens, n)):
            found.append(_named(token, body, "O"))
        elif body is not None and token.lower == "our" and _own(tokens, n + 1):
            found += (_named(token, body, "O"), Token("'s", token.end, token.end))
        else:
            found.append(token)
    return tuple(found)


_OURS = _WE | _US | {"our"}
_FIRST = _OURS | {"i"}


def _to_us(tokens: Sequence[Token], n: int) -> bool:
    return tokens[n].lower in _US and n > 0 and tokens[n - 1].lower in _TO_US


def _named(token: Token, id_: str, letter: str) -> Token:
    return Token(token.text, token.start, token.end, Mention(id_, letter, token.start, token.end, token.text))


def _own(tokens: Sequence[Token], n: int) -> bool:
    """Whether people, money or a body of an organisation follow: "our new director", "our core funding", "our Advisory Board"."""
    if n < len(tokens) and tokens[n].letter == "O" and is_generic(tokens[n].text):
        return True
    for token in tokens[n : n + 3]:
        word = token.lower
        if not word.isalpha() or word in _LINKS:
            return False
        if word in _PEOPLE or (word in MONEY_NOUNS and word not in _GIVEN) or is_role_word(token.text):
            return True
    return False


_LINKS = frozenset(("of", "for", "with", "in", "on", "to", "from", "and", "at", "by", "is", "are"))


def _body(d: Draft, offset: int) -> str | None:
    """The organisation that issues the newsletter; an article by somebody of another organisation may mean that one."""
    issuers = {
        r.o for r in d.relations.values() if (r.s, r.p) == (d.issue, "publisher") and isinstance(r.o, str)
    }
    if len(issuers) != 1:
        return None
    scope = d.scope_at(offset)
    at = {
        r.o
        for r in d.relations.values()
        if scope is not None and r.p == "affiliatedWith" and r.s in scope.authors
    }
    return next(iter(issuers)) if not at or issuers & at else None


def _writer(d: Draft, offset: int) -> str | None:
    """Who alone signs the article."""
    scope = d.scope_at(offset)
    if scope is None or len(scope.authors) != 1:
        return None
    return scope.authors[0] if d.entities[scope.authors[0]].cls == "Person" else None
