"""Reads people beside roles and organisations: "P, Head of Policy at O", "O chief executive P", "P (O)", "former Mayor P"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...tables import words
from .phrases import closes, taken_back, the
from .respective import respective
from .roles import Role, is_role_word, role_phrase, role_phrases
from .tokens import Token

__all__ = ["Fact", "persons"]

#: Subject token, predicate, object token or words, construction.
Fact = tuple[int, str, "int | str", str]

_PAST = words("roles", kind="past")
_COLLEAGUES = frozenset(("colleagues", "team", "students", "co-workers", "staff"))
_YEAR = re.compile(r"(?:19|20)\d\d$")
_POST_NOMINAL = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,4}s?$|FAcSS$|PhD$|DPhil$|MSc$|BSc$|MBA$|MA$|FRSA$")
_DASH = frozenset(("–", "—", "-"))
_OPENS = frozenset((",", "(", "[", "–", "—", "-", "|"))
_CLOSER = {"(": ")", "[": "]"}
#: A phrase that these open is about something else than what follows its comma: "After a talk by the director of O, P spoke".
_FRONTS = frozenset(
    ("after", "before", "when", "while", "with", "following", "alongside", "as", "if", "since", "for", "at", "in", "on", "from", "to",
     "like", "unlike", "besides", "according", "thanks", "together", "led", "joined", "by", "during", "until", "although", "though",
     "because", "whereas", "once", "whether", "than", "apart", "instead", "speaking", "despite", "without")
)  # fmt: skip
_FOR = ("on behalf of", "speaking for", "writing for", "representing")
#: "Her manager" is an office only to another person.
_PERSONS_OWN = frozenset(("her", "his", "my"))
#: Behind these a person "from" a body is no more than the other end of something: "a letter to P from O".
_TRANSFER = frozenset(("to", "for"))


def persons(tokens: Sequence[Token], carried: int | None) -> list[Fact]:
    """What the phrases beside each person say.

    Parameters
    ----------
    tokens
        A sentence.
    carried
        What stands for the organisation that "its" means where the sentence itself names none; None if there is no such organisation.
    """
    found: list[Fact] = []
    used = 0  # first token that no earlier person's phrase has taken
    people = [i for i, t in enumerate(tokens) if t.letter == "P"]
    shares, behind = respective(tokens)
    for i, roles in shares.items():
        found.extend(_facts(tokens, i, roles, "role behind the name"))
    for i in people:
        if i in shares:
            used = behind
            continue
        if taken_back(tokens, i) and tokens[i - 1].lower in ("no", "not"):
            continue
        found.extend(_expert(tokens, i))
        found.extend(_fronted(tokens, i))
        before = _before(tokens, i, used, carried)
        found.extend(before)
        after, end = _after(tokens, i, carried)
        found.extend(after)
        used = max(used, end)
    return found


# --- behind the name ----------------------------------------------------------------------------------------------------


def _after(tokens: Sequence[Token], i: int, carried: int | None) -> tuple[list[Fact], int]:
    j = _post_nominals(tokens, i + 1)
    if j >= len(tokens):
        return [], j
    link = tokens[j].lower
    if link in ("of", "from", "at", "with"):
        return _bare(tokens, i, j)
    low = [t.lower for t in tokens[j : j + 4]]
    if (
        low[:1] == ["and"]
        and low[1:2] in (["her"], ["his"], ["their"])
        and low[3:] == ["at"]
        and low[2] in _COLLEAGUES
    ):
        n = the(tokens, j + 4)
        if n < len(tokens) and tokens[n].letter == "O":
            return [(i, "affiliatedWith", n, "P and colleagues at O")], n + 1
    if tokens[j].text not in _OPENS:
        return [], i + 1
    if tokens[j].text == "-" and j + 1 < len(tokens) and tokens[j + 1].start == tokens[j].end:
        return [], i + 1
    opener = tokens[j].text
    facts: list[Fact] = []
    end = i + 1
    shared = _together(tokens, i)
    j += 1
    past, j = _was(tokens, j)
    if j < len(tokens) and tokens[j].lower in ("now", "currently", "both", "all"):
        j += 1
    while j < len(tokens):
        roles = () if tokens[j].lower in _PERSONS_OWN else role_phrases(tokens, j)
        if roles:
            last = roles[-1].end
            if last < len(tokens) and tokens[last].letter == "P":
                # "P, director Q": the last role is that of the next person.
                roles = roles[:-1]
                if not roles:
                    break
                last = roles[-1].end
            if roles[0].plural or not _fits(tokens, opener, roles[0], last):
                break
            roles = _then_and_now(tokens, roles, past=past)
            if tokens[j].lower in ("its", "their") and not any(r.bodies for r in roles):
                body = _owner(tokens, i) if any(t.letter == "O" for t in tokens[:i]) else carried
                roles = roles if body is None else tuple(replace(r, bodies=(body,)) for r in roles)
            n = the(tokens, last + 1)
            follows = (
                not any(r.bodies for r in roles)
                and last < len(tokens)
                and tokens[last].text in (",", *_DASH, "(")
                and n < len(tokens)
                and tokens[n].letter == "O"
                and closes(tokens, n + 1)
                and not _list_goes_on(tokens, n + 1, opener)
            )
            if follows:
                roles = (*roles[:-1], replace(roles[-1], bodies=(n,), end=n + 1))
                last = n + 1
            facts.extend(f for p in (*shared, i) for f in _facts(tokens, p, roles, "role behind the name"))
            end = last
            # "P, Director of O, Chair of O2 and ..."
            if last + 1 < len(tokens) and tokens[last].text in (",", ";") and any(r.bodies for r in roles):
                ahead = role_phrases(tokens, last + 1)
                if ahead and ahead[-1].bodies and not _is_next_persons(tokens, ahead[-1].end):
                    past, j = False, last + 1
                    continue
            break
        n = j
        link = tokens[n].lower
        lent = link == "on" and n + 2 < len(tokens) and tokens[n + 1].lower in ("loan", "secondment")
        if lent:
            n, link = n + 2, tokens[n + 2].lower
        if link in ("of", "at", "from", "with", "in") or (lent and link == "to"):
            n += 1
            listed = True
        else:
            listed = False
        n = the(tokens, n)
        if n >= len(tokens) or tokens[n].letter != "O":
            break
        bracketed = opener in _CLOSER
        if not (closes(tokens, n + 1) or (listed and not bracketed)):
            break
        if not listed and not bracketed and not _line(tokens, i, n):
            break
        if link in ("in", "with") and not past and not lent:
            break
        if lent:
            facts.append((i, "affiliatedWith" if link == "from" else "secondedTo", n, "on loan"))
            return facts, n + 1
        what = "body in brackets" if bracketed else "body behind the name"
        facts.extend((p, "workedFor" if past else "affiliatedWith", n, what) for p in (*shared, i))
        end = n + 1
        then = n + 1 + (n + 1 < len(tokens) and tokens[n + 1].text == ",")
        then += then < len(tokens) and tokens[then].lower in ("and", "but")
        if past and then > n + 1 and then < len(tokens) and tokens[then].lower in _NOW:
            past, j = False, then + 1  # "formerly of ‹O› and now Chair of ‹O2›"
            continue
        if past or (not bracketed and not listed):
            break
        if bracketed and n + 1 < len(tokens) and tokens[n + 1].text in (",", ";", ":"):
            inner = role_phrase(tokens, n + 2)
            if inner and inner.end < len(tokens) and tokens[inner.end].text == _CLOSER[opener]:
                facts.extend(_facts(tokens, i, (inner,), "role in brackets"))
                end = inner.end
        break
    return facts, end


def _then_and_now(tokens: Sequence[Token], roles: Sequence[Role], *, past: bool) -> tuple[Role, ...]:
    """For example "formerly a planner with ‹O› and now Head of Practice at ‹O2›": what is past until "now" is said."""
    found = []
    for role in roles:
        past = past and tokens[role.start].lower not in _NOW
        found.append(replace(role, past=role.past or past))
    return tuple(found)


def _bare(tokens: Sequence[Token], i: int, j: int) -> tuple[list[Fact], int]:
    """For example "P of the O", "P from O": an organisation that follows the name at once."""
    link = tokens[j].lower
    n = the(tokens, j + 1)
    if link == "with" or n >= len(tokens) or tokens[n].letter != "O":
        return [], i + 1
    if tokens[n + 1 : n + 2] and tokens[n + 1].text in ("'s", "'"):
        return [], i + 1
    if link == "at" and not (i == 0 and n + 1 < len(tokens) and not closes(tokens, n + 1)):
        return [], i + 1
    if link == "from" and i > 0 and tokens[i - 1].lower in _TRANSFER:
        return [], i + 1
    if link == "from" and n + 1 < len(tokens) and tokens[n + 1].lower == "to":
        return [], i + 1
    return [(i, "affiliatedWith", n, f"P {link} O")], n + 1


def _post_nominals(tokens: Sequence[Token], j: int) -> int:
    """After "OBE", ", FAcSS": letters after the name."""
    while j < len(tokens):
        token = tokens[j + 1] if tokens[j].text == "," and j + 1 < len(tokens) else tokens[j]
        decided = token.mention is not None and token.mention.id is not None
        if decided or not _POST_NOMINAL.match(token.text) or is_role_word(token.text):
            return j
        if tokens[j].text == "," and role_phrase(tokens, j + 1) is not None:
            return j  # "PhD student"
        j += 2 if tokens[j].text == "," else 1
    return j


def _was(tokens: Sequence[Token], j: int) -> tuple[bool, int]:
    """For example "until 2023 ", "until recently ", "formerly ", "previously at": words of the past and what follows them."""
    past = False
    while j < len(tokens):
        low = tokens[j].lower
        if low == "until":
            past = True
            j += 1
            while (
                j < len(tokens)
                and not tokens[j].letter
                and (_YEAR.match(tokens[j].text) or tokens[j].lower in _UNTIL)
            ):
                j += 1
            if j < len(tokens) and tokens[j].text == ",":
                j += 1
        elif low in _PAST:
            past = True
            j += 1
            if j < len(tokens) and tokens[j].text == "-":
                j += 1
        elif past and low in ("a", "an", "the"):
            j += 1
        else:
            break
    return past, j


_NOW = frozenset(("now", "currently", "today", "presently"))
_UNTIL = frozenset(
    [
        "recently",
        "last",
        "this",
        "year",
        "month",
        "week",
        "spring",
        "summer",
        "autumn",
        "winter",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "the",
        "end",
        "of",
        "early",
        "late",
        "mid",
        "her",
        "his",
        "their",
        "retirement",
    ]
)


def _fits(tokens: Sequence[Token], opener: str, role: Role, last: int) -> bool:
    """Whether a role after a name is an apposition: in brackets, with its organisation, or closed by what follows."""
    if opener in _CLOSER or role.bodies or role.objects:
        return True
    if tokens[last : last + 1] and tokens[last].lower in ("of", "at"):
        n = the(tokens, last + 1)  # a body that nobody knows
        return n < len(tokens) and tokens[n].text[0].isupper()
    return (
        closes(tokens, last)
        or tokens[last].text == "("
        or tokens[last].lower
        in (
            "and",
            "&",
            "who",
            "which",
            "since",
            "on",
            "from",
            "in",
        )
    )


def _list_goes_on(tokens: Sequence[Token], n: int, opener: str) -> bool:
    """Whether an organisation after a role is a member of a list of its own: "P, the mayor, O and O2 agreed"."""
    if opener in _CLOSER or n >= len(tokens):
        return False
    if tokens[n].text != ",":
        return tokens[n].lower in ("and", "&")
    k = n + 1
    if k < len(tokens) and tokens[k].lower in ("and", "&"):
        k = the(tokens, k + 1)
        return k < len(tokens) and tokens[k].letter == "O"
    k = the(tokens, k)
    return k < len(tokens) and tokens[k].letter == "O"


def _is_next_persons(tokens: Sequence[Token], n: int) -> bool:
    """Whether a role that ends at `n` belongs to the person who follows: "…, director of O Q"."""
    if n < len(tokens) and tokens[n].letter == "P":
        return True
    return (
        n + 1 < len(tokens)
        and tokens[n].text == ","
        and tokens[n + 1].letter == "P"
        and closes(tokens, n + 2)
    )


def _line(tokens: Sequence[Token], i: int, n: int) -> bool:
    """Whether "P, O" is in a list of its own kind: "P, O; P2, O2" or only "P, O"."""
    before = (
        i == 0
        or tokens[i - 1].text in (";", ":")
        or (tokens[i - 1].lower == "and" and i > 1 and tokens[i - 2].text == ";")
    )
    after = (
        n + 1 >= len(tokens)
        or tokens[n + 1].text == ";"
        or (tokens[n + 1].text == "." and n + 2 >= len(tokens))
    )
    alone = i == 0 and after and n + 1 >= len(tokens)
    return alone or (before and after and any(t.text == ";" for t in tokens))


def _together(tokens: Sequence[Token], i: int) -> tuple[int, ...]:
    """The persons who share what states this: "A and B (both O)", "A, B and C, all of O"."""
    if (
        i + 2 < len(tokens)
        and tokens[i + 2].lower in ("both", "all")
        and i > 1
        and tokens[i - 1].lower in ("and", "&")
    ):
        found = [i - 2] if tokens[i - 2].letter == "P" else []
        k = i - 2
        while (
            found
            and tokens[i + 2].lower == "all"
            and k > 1
            and tokens[k - 1].text == ","
            and tokens[k - 2].letter == "P"
        ):
            k -= 2
            found.append(k)
        return tuple(found)
    return ()


_EXPERTS = words("roles", kind="expert")


def _expert(tokens: Sequence[Token], i: int) -> list[Fact]:
    """For example "P, an expert on rural transport,": a field of knowledge up to the next mark."""
    j = i + 1
    if j >= len(tokens) or tokens[j].text not in (",", "(", "–"):
        return []
    j = the(tokens, j + 1)
    while j < len(tokens) and j - i < 7 and tokens[j].lower.isalpha() and tokens[j].lower not in _EXPERTS:
        j += 1
    if j + 2 >= len(tokens) or tokens[j].lower not in _EXPERTS or tokens[j + 1].lower not in ("in", "on"):
        return []
    end = j + 2
    while (
        end < len(tokens)
        and not closes(tokens, end)
        and tokens[end].lower not in ("who", "at", "and", "from")
        and end - j < 9
    ):
        end += 1
    text = "".join(
        " " * min(1, max(0, t.start - tokens[n + j + 1].end)) * (n > 0) + t.text
        for n, t in enumerate(tokens[j + 2 : end])
    )
    return [(i, "expertise", text, "expert, behind the name")] if text else []


def _fronted(tokens: Sequence[Token], i: int) -> list[Fact]:
    """For example "Once of O, P …", "Formerly at O, P …", "As chair of O, P …", at the head of the sentence."""
    if i < 4 or tokens[i - 1].text != "," or any(t.letter == "P" for t in tokens[:i]):
        return []
    n = the(tokens, 1)
    if (
        tokens[0].lower in ("with", "at")
        and n + 3 == i - 1 - (tokens[n + 2].lower == "the")
        and tokens[n + 1].lower == "since"
    ):
        return [(i, "affiliatedWith", n, "with since, fronted")] if tokens[n].letter == "O" else []
    past, j = _was(tokens, 0)
    if past and tokens[j].lower in ("of", "at", "with", "from"):
        n = the(tokens, j + 1)
        return [(i, "workedFor", n, "past, fronted")] if n == i - 2 and tokens[n].letter == "O" else []
    opener = " ".join(t.lower for t in tokens[:3])
    for phrase in _FOR:
        n = the(tokens, len(phrase.split()))
        if opener.startswith(phrase) and n == i - 2 and tokens[n].letter == "O":
            return [(i, "affiliatedWith", n, "speaking for, fronted")]
    roles = role_phrases(tokens, 1) if tokens[0].lower == "as" else ()
    supposed = any(t.lower in ("would", "could", "might") for t in tokens[i + 1 : i + 4])
    if not roles or roles[0].plural or taken_back(tokens, i) or supposed:
        return []
    end = roles[-1].end
    if end < i and tokens[end].lower == "theme":
        end += 1
    return _facts(tokens, i, roles, "role, fronted") if end == i - 1 else []


# --- before the name ----------------------------------------------------------------------------------------------------


def _before(tokens: Sequence[Token], i: int, used: int, carried: int | None) -> list[Fact]:
    comma = i > 0 and tokens[i - 1].text == ","
    last = i - 1 if comma else i
    for start in range(max(used, i - 14), last):
        if tokens[start].text in (",", ".", ";", "(", ")", ":", "and", "–", "—") or tokens[
            start
        ].letter not in ("", "O"):
            continue
        role = role_phrase(tokens, start)
        if role is None or role.end != last or role.plural:
            continue
        if not _opens_phrase(tokens, start, role) or taken_back(tokens, start):
            continue
        if any(tokens[n].letter == "P" for n in range(start, last)) or tokens[start].lower in _PERSONS_OWN:
            continue
        if comma and not _apposed(tokens, start, i, role):
            continue
        if not comma and (
            role.bodies and max(role.bodies) == last - 1 and not _title_like(tokens, start, role)
        ):
            continue
        bodies = role.bodies
        if not bodies and tokens[start].lower in ("its", "their"):
            body = _owner(tokens, start)
            body = carried if body is None else body
            if body is not None:
                bodies = (body,)
        elif not bodies and start > 2 and tokens[start - 1].lower == "whose":
            n = start - 3 if tokens[start - 2].text == "," else start - 2
            bodies = (n,) if tokens[n].letter == "O" else ()
        elif (
            not comma
            and not bodies
            and tokens[0].lower == "at"
            and start > 1
            and tokens[start - 1].text == ","
        ):
            n = the(tokens, 1)
            if n == start - 2 and tokens[n].letter == "O":
                bodies = (n,)  # "At O, Head of Skills P …"
        elif comma and not bodies and tokens[start].lower not in ("the", "our") and not role.objects:
            continue
        return _facts(tokens, i, (replace(role, bodies=bodies),), "role before the name")
    return []


def _opens_phrase(tokens: Sequence[Token], start: int, role: Role) -> bool:
    """Whether a role phrase may begin here: its words are known ones, capitals, or are after an article."""
    first = tokens[start]
    if first.letter == "O":
        # "O director P", not "at O director P" where O is another's.
        return start == 0 or tokens[start - 1].text not in ("'s",)
    if first.lower in ("the", "a", "an", "its", "their", "our", "his", "her"):
        return True
    words_ = role.text.split()
    ok = all(_known_word(w) or (w[0].isupper() and (start > 0 or n > 0)) for n, w in enumerate(words_))
    return ok and (start == 0 or tokens[start - 1].letter != "O")


_KNOWN = (
    words("roles", kind="head") | words("roles", kind="weak") | words("roles", kind="modifier")
    | words("roles", kind="field") | words("roles", kind="opener") | words("roles", kind="past") | frozenset(("and", "of", "for", "the", "in"))
)  # fmt: skip


def _known_word(word: str) -> bool:
    return word.lower().strip(",()") in _KNOWN or not word[0].isalpha()


def _apposed(tokens: Sequence[Token], start: int, i: int, role: Role) -> bool:
    """For example "The director of O, P, said": the name closes, and the phrase is not an adverbial of its own ("After talks with the director of O, P left")."""
    if not (closes(tokens, i + 1) or (i + 1 < len(tokens) and tokens[i + 1].text == "(")):
        # "The Director of O, P said": only where the phrase opens the sentence.
        return start == 0 and bool(role.bodies or role.objects)
    k = start - 1
    while k >= 0 and tokens[k].text not in (",", ";", ":", "–", "—"):
        k -= 1
    first = tokens[k + 1].lower
    return first not in _FRONTS or (
        i + 1 < len(tokens)
        and tokens[i + 1].text == ","
        and k + 1 < start
        and _within_front(tokens, k + 1, i)
    )


def _within_front(tokens: Sequence[Token], k: int, i: int) -> bool:
    """For example "According to its director, P, the plan works": a fronted phrase that a comma closes after the name."""
    return any(t.text not in (",",) for t in tokens[i + 2 : i + 3]) and tokens[k].lower in (
        "according",
        "for",
        "to",
        "by",
        "led",
        "with",
        "from",
        "thanks",
    )


def _title_like(tokens: Sequence[Token], start: int, role: Role) -> bool:
    """For example "former Director of O P": an organisation between role and name only without an article, or after "former"."""
    return (
        role.past
        or tokens[start].letter == "O"
        or (tokens[max(role.bodies)].start > 0 and role.bodies[0] <= start + 1)
        or tokens[start].lower in ("the", "its")
        or tokens[start].text[0].isupper()
    )


def _owner(tokens: Sequence[Token], start: int) -> int | None:
    """The organisation that "its" means within the sentence: the first one named, if there is just one before."""
    bodies = [n for n in range(start) if tokens[n].letter == "O"]
    if len(bodies) == 1 or (bodies and bodies[0] <= 1):
        return bodies[0]
    return None


# --- facts --------------------------------------------------------------------------------------------------------------


_LEADS = frozenset(("lead", "leader", "co-lead", "co-leader"))
_MANAGES = frozenset(
    (
        "manager",
        "coordinator",
        "co-ordinator",
        "lead",
        "co-lead",
        "director",
        "head",
        "officer",
        "evaluator",
        "leader",
    )
)


def _facts(tokens: Sequence[Token], person: int, roles: Sequence[Role], how: str) -> list[Fact]:
    out: list[Fact] = []
    for role in roles:
        themes = [o for o in role.objects if tokens[o].letter == "T"]
        if themes and role.head in _LEADS and not role.past and how.endswith("fronted"):
            out.extend((person, "leadsTheme", o, f"{role.head}, {how}") for o in themes)
        if themes:
            continue  # who leads a theme is read with the themes
        if not role.past:
            out.append((person, "hasRole", role.text, f"{role.head}, {how}"))
        out.extend(
            (person, "workedFor" if role.past else "affiliatedWith", body, f"{role.head}, {how}")
            for body in role.bodies
        )
        if role.head in _MANAGES and not role.past:
            out.extend((person, "worksOn", o, f"{role.head}, {how}") for o in role.objects)
    return out
