"""Reads coordinated nouns, and what modifies one member of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...tables import words
from .phrase_items import Item, Noun
from .tokens import Token

__all__ = ["joined"]

#: What is always of two or more: "a merger of A and B".
_OF_TWO = words("grammar", kind="of two") | words("acts", "noun", family="duty")
#: Pronouns that are always a verb's subject, and those that say whose a noun is.
_ACTING = frozenset(("she", "he", "they", "we", "i"))
_POSSESSIVE = frozenset(("her", "his", "its", "their", "our"))


def joined(items: list[Item], tokens: Sequence[Token]) -> list[Item]:
    """Nouns that "and" joins become one item: "X, Y and the Z"; a list without "and" stays its first member."""
    out: list[Item] = []
    i = open_until = 0
    while i < len(items):
        item = items[i]
        if item.kind in ("np", "pp") and i >= open_until and not (item.nouns and item.nouns[0].date):
            end, nouns, word = _list(items, i, tokens)
            if not word:
                open_until = end  # from a later member on the same list is open, too
            elif end > i + 1:
                out.append(
                    Item(
                        item.kind, item.start, items[end - 1].end, nouns, item.word, None, word, item.negated
                    )
                )
                i = end
                continue
        out.append(item)
        i += 1
    return out


def _list(items: list[Item], i: int, tokens: Sequence[Token]) -> tuple[int, tuple[Noun, ...], str]:
    """From item `i` the item after a list, its members, and what joins it; nothing joins a list that stays open."""
    nouns = list(items[i].nouns)
    j = i + 1
    pending: list[tuple[int, Noun]] = []
    while j < len(items):
        k = j
        if _tail(items, k, tokens):
            k += 1
        if (
            k + 1 < len(items)
            and items[k].kind == "comma"
            and items[k].word == ","
            and items[k + 1].kind == "np"
        ):
            pending.append((k + 2, items[k + 1].nouns[0]))
            j = k + 2
            continue
        if k < len(items) and items[k].kind == "comma" and k + 1 < len(items) and items[k + 1].kind == "and":
            k += 1
        if (
            k + 1 < len(items)
            and items[k].kind == "and"
            and items[k].word in ("and", "or", "&", "nor")
            and items[k + 1].kind == "np"
            and not items[k + 1].negated
            and not _opens_clause(items, i, k + 1, tokens)
        ):
            nouns.extend(n for _, n in pending)
            nouns.append(items[k + 1].nouns[0])
            nouns = _of_both(nouns, tokens)
            return k + 2, tuple(nouns), "or" if items[k].word in ("or", "nor") else "and"
        break
    return j, items[i].nouns, ""


def _opens_clause(items: list[Item], i: int, k: int, tokens: Sequence[Token]) -> bool:
    """Whether the noun after "and" is of another class than that after the preposition, and has a verb: "money for ‹L› and ‹O› runs it"."""
    one, two = items[i].nouns[-1].name, items[k].nouns[0].name
    other = items[k].nouns[0]
    acts = k + 1 < len(items) and (v := items[k + 1].verb) is not None and v.finite and not v.bare
    pronoun = tokens[other.end - 1].text.lower()  # "we" may stand for a name
    if acts and (pronoun in _ACTING or (other.determiner in _POSSESSIVE and items[k - 2].kind == "comma")):
        # "joined after six years at ‹O›, and her interests are …": behind a verb these can only open a clause
        return items[i].kind == "pp" or any(x.verb is not None and x.verb.finite for x in items[:i])
    if one is None and two is not None and tokens[two].letter == "P" and items[k - 2].kind == "comma":
        # "was made chair of ‹O›, and ‹P› of ‹O2›, quoted above, joins ‹O3›"
        behind = [x for x in items[k + 1 :] if x.kind in ("verb", "mark", "and")]
        return any(x.verb is not None and x.verb.finite and not x.verb.bare for x in behind[:2])
    if items[i].kind != "pp" or two is None or (one is not None and tokens[one].letter == tokens[two].letter):
        return False
    if one is None and items[k - 2].kind != "comma":
        return False  # "for towns and the ‹O› runs": only behind a comma, "until June, and ‹P› is"
    verb = items[k + 1].verb if k + 1 < len(items) else None
    return verb is not None and verb.finite and not verb.bare


def _of_both(nouns: list[Noun], tokens: Sequence[Token]) -> list[Noun]:
    """For example "the merger of A and B", "residents of ‹G› and ‹G2›": both are after one "of"."""
    first, *others = nouns
    if first.name is not None or len(first.of) != 1:
        return nouns
    letters = {tokens[n.name].letter if n.name is not None else "" for n in (*first.of, *others)}
    # "residents of ‹G› and ‹G2›", "the work of ‹P› and ‹P2›": a place or a person is seldom told beside a common noun
    alike = letters in ({"G"}, {"P"}) and first.owner is None
    if not alike and first.of[0].determiner != "both" and first.head.removesuffix("s") not in _OF_TWO:
        return nouns
    return [replace(first, of=(*first.of, *others))] if len(letters) == 1 and "" not in letters else nouns


def _tail(items: list[Item], k: int, tokens: Sequence[Token]) -> bool:
    """Whether item `k` completes the member of a list before it and is not a member's carrier: "‹O› in ‹G› and ‹O2›"."""
    if not (0 < k < len(items) - 2 and items[k].kind == "pp" and items[k].word in ("at", "in", "from")):
        return False
    follower = next((x for x in items[k + 1 : k + 4] if x.kind == "np"), None)
    one = items[k - 1].nouns[-1].name if items[k - 1].nouns else None
    inner = items[k].nouns[-1].name
    two = follower.nouns[0].name if follower is not None else None
    if one is None or two is None or inner is None:
        return False
    letters = [tokens[n].letter for n in (one, inner, two)]
    return letters[0] == letters[2] and (letters[1] != letters[0] or items[k].word == "at")
