"""Parses verb groups: auxiliaries, voice, tense, polarity and modality of one main verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...tables import words
from .lemmas import forms_of, goes_with, is_adverb, kind_of
from .neighbours import (
    DETERMINERS,
    JOINS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    behind_aside,
    determined,
    plural,
    possessed,
    states,
)
from .tokens import Token

_YEAR = re.compile(r"(?:19|20)\d\d")

__all__ = ["Verb", "verb_at"]

_BE = words("grammar", kind="be")
_HAVE = words("grammar", kind="have")
_DO = words("grammar", kind="do")
_MODAL = words("grammar", kind="modal")
#: What they say is not yet so, or is only wished.
_DOUBTFUL = words("grammar", kind="doubtful modal")
_NOT = words("grammar", kind="not")
_ADVERBS = words("grammar", kind="adverb")
_DOUBT = words("grammar", kind="doubt")
_FORMER = words("grammar", kind="former")
_OBJECT_PRONOUNS = words("grammar", kind="object pronoun")
_PARTICLES = words("grammar", kind="particle")
#: Particles that are no prepositions: an object follows them, and no place.
_UPS = frozenset(("up", "out", "aside", "down", "off", "forward", "back", "together"))
_SUBORDINATORS = words("grammar", kind="subordinator")
_THINGS = words("grammar", kind="thing")
_SCALES = frozenset(("million", "billion", "m", "bn", "k"))
_ACT_NOUNS = words("acts", "noun")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb group: `start` and `end` are tokens, `form` is that of the main verb (base, s, past, pp, ing).

    `blocked` says that the group does not assert: it is negated, modal, doubtful, or an obligation. `ended` says that it once
    held and does no more. `bare` is a participle without auxiliaries, `infinitive` is what follows "to".
    """

    lemmas: tuple[str, ...]
    form: str
    start: int
    end: int
    passive: bool = False
    bare: bool = False
    infinitive: bool = False
    finite: bool = True
    blocked: bool = False
    ended: bool = False
    past: bool = False
    #: The adverbs in and right before the group.
    adverbs: frozenset[str] = frozenset()


def verb_at(tokens: Sequence[Token], i: int) -> Verb | None:
    """The verb group that begins at token `i`, or None."""
    verb = _group(tokens, i)
    if verb is None:
        return None
    adverbs = frozenset(t.lower for t in tokens[max(0, i - 1) : verb.end] if t.lower and is_adverb(t.lower))
    return replace(verb, adverbs=adverbs) if adverbs else verb


def _group(tokens: Sequence[Token], i: int) -> Verb | None:
    low = tokens[i].lower
    if not low or not low[0].isalpha():
        return None
    if low == "to":
        return _infinitive(tokens, i)
    if low in _BE or low in _HAVE or low in _DO or low in _MODAL or _denies(low):
        return None if i and tokens[i].text[0].isupper() else _auxiliated(tokens, i)  # "in May"
    if is_adverb(low):
        return None
    return _habit(tokens, i) or _lexical(tokens, i)


#: Auxiliaries that are not what is left without "n't".
_DENIED = {"won't": "will", "can't": "can", "cannot": "can", "shan't": "shall"}


def _denies(low: str) -> bool:
    """Whether an auxiliary holds its "not": "isn't", "cannot"."""
    return low.endswith("n't") or low == "cannot"


def _habit(tokens: Sequence[Token], i: int) -> Verb | None:
    """For example "used to chair": what was so once."""
    if tokens[i].lower != "used" or i + 2 >= len(tokens) or tokens[i + 1].lower != "to":
        return None
    if tokens[i + 2].lower == "be":
        inner = _auxiliated(tokens, i + 2)
        return (
            None
            if inner is None
            else replace(inner, start=i, finite=True, blocked=False, ended=True, past=True)
        )
    rows = [lemma for lemma, form in forms_of(tokens[i + 2].lower) if form == "base"]
    denied = i > 0 and tokens[i - 1].lower in _NOT
    return Verb(tuple(rows), "past", i, i + 3, blocked=denied, ended=True, past=True) if rows else None


def _skip_adverbs(tokens: Sequence[Token], i: int) -> tuple[int, list[str]]:
    seen: list[str] = []
    while i < len(tokens):
        low = tokens[i].lower
        two = f"{low} {tokens[i + 1].lower}" if i + 1 < len(tokens) else ""
        if low in ("since", "in", "from") and i + 2 < len(tokens) and _YEAR.fullmatch(tokens[i + 1].text):
            i += 2  # "has since 2019 been"
        elif two in _ADVERBS or two in _NOT:
            seen.append(two)
            i += 2
        elif low and is_adverb(low):
            seen.append(low)
            i += 1
        elif low == "," and seen == [] and (stop := _between_commas(tokens, i)):
            i = stop
        else:
            break
    return i, seen


def _between_commas(tokens: Sequence[Token], i: int) -> int | None:
    """After ", in turn," or ", together with others,": an adverb between commas inside a verb group."""
    for n in range(i + 1, min(i + 5, len(tokens))):
        if tokens[n].text == ",":
            inner = " ".join(t.lower for t in tokens[i + 1 : n])
            return n + 1 if inner and (inner in _ADVERBS or is_adverb(inner)) else None
    return None


def _infinitive(tokens: Sequence[Token], i: int) -> Verb | None:
    j, adverbs = _skip_adverbs(tokens, i + 1)
    if j >= len(tokens):
        return None
    inner = _auxiliated(tokens, j) if tokens[j].lower in ("be", "have") else None
    if inner is not None and (tokens[j].lower == "be" or inner.lemmas != ("have",)):
        denied = any(t.lower in _NOT for t in tokens[i : inner.end])
        inner = replace(inner, blocked=denied)  # "to be led" is no command
        return _with(inner, start=i, infinitive=True, finite=False, adverbs=adverbs)
    rows = [lemma for lemma, form in forms_of(tokens[j].lower) if form == "base"]
    if not rows or (i and tokens[i - 1].lower in ("a", "the")):
        return None
    return _made(rows, "base", i, j + 1, adverbs, [], infinitive=True, finite=False)


def _with(verb: Verb, *, start: int, infinitive: bool, finite: bool, adverbs: list[str]) -> Verb:
    return Verb(
        verb.lemmas, verb.form, start, verb.end, verb.passive, False, infinitive, finite,
        verb.blocked or _negates(adverbs), verb.ended or _ends(adverbs), verb.past,
    )  # fmt: skip


def _negates(adverbs: Sequence[str]) -> bool:
    return any(a in _NOT or a in _DOUBT for a in adverbs)


def _ends(adverbs: Sequence[str]) -> bool:
    return any(a in _FORMER for a in adverbs)


def _auxiliated(tokens: Sequence[Token], i: int) -> Verb | None:
    """A group that opens with an auxiliary: "has also been funded", "will be led", "is"."""
    aux: list[str] = []
    adverbs: list[str] = []
    ended = False
    j = i
    while j < len(tokens):
        low = tokens[j].lower
        if _denies(low):
            adverbs.append("not")
            aux.append(_DENIED.get(low, low[:-3]))
            j += 1
        elif low in _BE or low in _HAVE or low in _DO or low in _MODAL:
            aux.append(low)
            j += 1
        elif aux and low == "to" and aux[-1] in (*_HAVE, *_BE, "ought"):
            # "is to be led" is a plan that is settled, "has to be led" an obligation.
            aux.append("to" if aux[-1] in _BE else "must")
            j += 1
        elif aux and low in ("due", "going") and j + 1 < len(tokens) and tokens[j + 1].lower == "to":
            aux.append("to")
            j += 2
        else:
            k, seen = _skip_adverbs(tokens, j)
            if k == j or not aux:
                break
            adverbs.extend(seen)
            j = k
    doubtful = any(a in _DOUBTFUL for a in aux) and not ("can" in aux and "now" in adverbs)
    blocked = doubtful or _negates(adverbs) or aux[0] == "be" or _came_to_nothing(aux)
    ended = ended or _ends(adverbs)
    main = tokens[j].lower if j < len(tokens) else ""
    had = any(a in _HAVE for a in aux)
    being = any(a in _BE for a in aux)
    wanted = ["ing"] if being else []
    if being:
        wanted.append("pp")
    if had or being:
        wanted.append("pp")
    if any(a in (*_DO, *_MODAL, "to") for a in aux):
        wanted.append("base")
    past = any(a in ("was", "were", "had", "did") for a in aux) and not (had and "had" not in aux)
    past = past or aux[0] == "having"
    for form in dict.fromkeys(wanted):
        rows = [lemma for lemma, f in forms_of(main) if f == form]
        if not rows and form in ("pp", "ing") and _guess(main, form):
            rows = [main]
        if rows and not (form == "ing" and _noun_like(tokens, j)):
            blocked = blocked and not (
                doubtful and "can" in aux and set(rows) & kind_of("relies") and not _negates(adverbs)
            )
            last_be = max((n for n, a in enumerate(aux) if a in _BE), default=-1)
            last_have = max((n for n, a in enumerate(aux) if a in _HAVE), default=-1)
            passive = form == "pp" and last_be > last_have
            return Verb(
                tuple(rows), form, i, j + 1, passive=passive, blocked=blocked, ended=ended or _used_to(tokens, i, j), past=past,
                finite=aux[0] not in ("being", "having", "been", "be"),
            )  # fmt: skip
    # no main verb behind: "be" and "have" are the main verb themselves
    last = max(
        n
        for n, a in enumerate(aux)
        if a in _BE or a in _HAVE or a in _DO or a in _MODAL or a in ("to", "must")
    )
    if aux[last] in _BE:
        lemma = "be"
    elif aux[last] in _HAVE:
        lemma = "have"
    elif aux[last] in _DO:
        lemma = "do"
    else:
        return Verb(("be",), "base", i, j, blocked=True)
    return Verb(
        (lemma,), "base", i, j, blocked=blocked, ended=ended, past=past, finite=aux[0] not in ("being", "having", "been", "be"),
    )  # fmt: skip


def _came_to_nothing(aux: Sequence[str]) -> bool:
    """Whether a plan is told as one that was not kept: "was to have joined"."""
    return any(aux[n : n + 3] == [be, "to", "have"] for n in range(len(aux)) for be in ("was", "were"))


def _used_to(tokens: Sequence[Token], i: int, j: int) -> bool:
    return tokens[j].lower == "used" and j + 1 < len(tokens) and tokens[j + 1].lower == "to" and i < j


def _guess(word: str, form: str) -> bool:
    return word.endswith("ed" if form == "pp" else "ing") and len(word) > 4 and word.isalpha()


def _noun_like(tokens: Sequence[Token], j: int) -> bool:
    """After "is": "training" and "funding" are things when a preposition "of" or the end follows; "thinking of" is a verb."""
    if any(lemma in kind_of("denies") for lemma, _ in forms_of(tokens[j].lower)):
        return False
    if j > 1 and tokens[j - 2].letter == "P":
        return False  # nobody is "training"
    after = tokens[j + 1].lower if j + 1 < len(tokens) else "."
    return after in ("of", ".", "") and not (j + 1 < len(tokens) and tokens[j + 1].mention)


def _made(
    lemmas: Sequence[str],
    form: str,
    start: int,
    end: int,
    adverbs: Sequence[str],
    before: Sequence[str],
    *,
    passive: bool = False,
    bare: bool = False,
    infinitive: bool = False,
    finite: bool = True,
) -> Verb:
    return Verb(
        tuple(dict.fromkeys(lemmas)), form, start, end, passive, bare, infinitive, finite,
        blocked=_negates(adverbs) or _negates(before), ended=_ends(adverbs) or _ends(before), past=form == "past",
    )  # fmt: skip


def _lexical(tokens: Sequence[Token], i: int) -> Verb | None:
    """A verb without auxiliaries. Its neighbours decide whether a word that may be a noun is one."""
    token = tokens[i]
    rows = forms_of(token.lower)
    if token.text[0].isupper() and i:
        return None
    if i > 1 and tokens[i - 1].text == "-" and tokens[i - 1].end == token.start and tokens[i - 2].letter:
        return None  # "an ‹O›-funded body"
    if not rows:
        rows = _unknown(tokens, i)
        if not rows:
            return None
    k = i - 1
    adverbs: list[str] = []
    while k >= 0 and tokens[k].lower and (is_adverb(tokens[k].lower)):
        two = f"{tokens[k - 1].lower} {tokens[k].lower}" if k else ""
        if two in _NOT or two in _ADVERBS:
            adverbs.append(two)
            k -= 2
            continue
        adverbs.append(tokens[k].lower)
        k -= 1
    before = tokens[k] if k >= 0 else None
    low = before.lower if before else ""
    two = f"{tokens[k - 1].lower} {low}" if k > 0 else low
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    forms = {form for _, form in rows}
    opens = before is None or before.text in _MARKS
    if opens and after is not None and after.lower in _SUM_BEHIND and token.lower.removesuffix("s") in _MASS:
        return None  # "‹L›, grants of up to £3m"
    if two in ("rather than", "instead of", "other than"):
        return (
            _made(
                [m for m, f in rows if f in ("pp", "ing")],
                "pp",
                i,
                i + 1,
                ("not",),
                (),
                bare=True,
                finite=False,
                passive="pp" in forms,
            )
            if forms & {"pp", "ing"}
            else None
        )
    if "ing" in forms:
        if not _is_participle(before, after) or _act_noun(token, before, after):
            return None
        return _made(
            [m for m, f in rows if f == "ing"], "ing", i, i + 1, adverbs, (), bare=True, finite=False
        )
    both = i > 0 and tokens[i - 1].lower == "both" and (i == 1 or tokens[i - 2].text in (",", ";", ":", "–"))
    if (
        both
        and "base" in forms
        and after is not None
        and (after.lower in PREPOSITIONS or _object_like(after))
    ):
        return _made(
            [m for m, f in rows if f == "base"], "base", i, i + 1, adverbs, ()
        )  # "; both sit with ‹O›"
    if low and (
        (low in DETERMINERS and low not in SUBJECT_PRONOUNS)
        or low in ("'s", "'")
        or (low in PREPOSITIONS and "pp" not in forms)
    ):
        return None
    if low in DETERMINERS and low not in ("both", "that", "this", "these", "those"):
        return None
    if (
        before is not None
        and low in PREPOSITIONS
        and low not in ("when", "if", "although", "as", "than", "once", "while", "though")
    ):
        return None
    if "past" in forms or "pp" in forms:
        return _past(tokens, i, rows, adverbs, before)
    return _present(tokens, i, rows, adverbs, before, after)


def _unknown(tokens: Sequence[Token], i: int) -> tuple[tuple[str, str], ...]:
    """A verb that no table has: it is between a name and what may be an object, and ends like a verb."""
    word = tokens[i].lower
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if before is None or after is None or not word.isalpha() or len(word) < 5:
        return ()
    if word.endswith("ed") and after.lower == "by" and (before.mention or before.text in ("and", ",")):
        return ((word, "pp"),)
    opens = (
        bool(before.mention)
        or before.lower in ("who", "which", "it", "they", "she", "he")
        or is_adverb(before.lower or "x")
    )
    takes = (
        bool(after.mention)
        or after.lower in ("the", "a", "an", "its", "their")
        or after.lower in PREPOSITIONS
    )
    if not (opens and takes):
        return ()
    if word.endswith("ed"):
        return ((word, "past"), (word, "pp"))
    if (
        word.endswith("s")
        and not word.endswith("ss")
        and (after.mention or after.lower in ("the", "a", "an", "its", "their"))
    ):
        return ((word, "s"),)
    return ()


def _object_like(token: Token | None) -> bool:
    if token is None:
        return False
    if token.mention:
        return True
    low = token.lower
    return low in DETERMINERS or low in _OBJECT_PRONOUNS or low[:1] in "£$€" or low[:1].isdigit()


def _is_participle(before: Token | None, after: Token | None) -> bool:
    if after is None:
        return False
    if (
        before is not None
        and not before.mention
        and (before.lower in DETERMINERS or before.lower in ("'s", "'"))
    ):
        return False
    if _object_like(after):
        return True
    return after.lower in ("with", "at", "for", "together", "alongside", "as", "in", "on", "to", "into", "from", "up", "out", "within") and (
        before is None or before.text in (",", "(", "–", "-", "—") or before.lower in _SUBORDINATORS or bool(before.mention)
        or before.lower in ("and", "who", "which", "by")
    )  # fmt: skip


def _act_noun(token: Token, before: Token | None, after: Token | None) -> bool:
    """Whether a word in -ing at the head of a sentence is a noun: "Backing for ‹O› comes from"."""
    opens = before is None or before.text in (",", ";", "–")
    return opens and after is not None and after.lower in ("for", "from") and token.lower in _ACT_NOUNS


def _is_particle(word: str) -> bool:
    return word in _PARTICLES or word in ("for", "on", "off", "after", "over", "in", "to", "with", "down")


def _past(
    tokens: Sequence[Token],
    i: int,
    rows: Sequence[tuple[str, str]],
    adverbs: Sequence[str],
    before: Token | None,
) -> Verb | None:
    """A past tense, or a participle without auxiliaries: "funded by" is one, "funded the" is the other."""
    lemmas = [m for m, f in rows if f in ("past", "pp")]
    forms = {f for m, f in rows if m in lemmas}
    j, _ = _skip_adverbs(tokens, i + 1)
    nxt = tokens[j] if j < len(tokens) else None
    low = nxt.lower if nxt else ""
    mark = before.text if before else ""
    lone = set(lemmas) <= kind_of("intransitive")
    if (
        low in _UPS
        and j + 1 < len(tokens)
        and "past" in forms
        and _object_like(tokens[j + 1])
        and before is not None
    ) and (before.mention or before.lower in SUBJECT_PRONOUNS or before.lower in ("and", "who", "which")):
        return _made(lemmas, "past", i, i + 1, adverbs, ())  # "set up the X"
    if "pp" in forms and not _object_like(nxt) and set(lemmas) & kind_of("stative"):
        return _made(lemmas, "pp", i, i + 1, adverbs, (), bare=True, finite=False, passive=True)
    if "pp" in forms and (
        low == "by"
        or (_is_particle(low) and not lone and j + 1 < len(tokens) and tokens[j + 1].lower == "by")
    ):
        return _made(
            lemmas, "pp", i, i + 1, adverbs, (), bare=True, finite=False, passive=True
        )  # "paid for by"
    if "past" not in forms:
        present = [m for m, f in rows if f == "base"]
        if present and before is not None and before.mention and _object_like(nxt) and plural(tokens, i):
            return _made(present, "base", i, i + 1, adverbs, ())  # "A and B run a shop"
        if (
            before is None
            or mark in (",", "(", "–", "—")
            or before.mention
            or before.lower in JOINS
            or before.lower.isalpha()
        ):
            return _made(lemmas, "pp", i, i + 1, adverbs, (), bare=True, finite=False, passive=True)
        return None
    if "pp" in forms and not lone and not _object_like(nxt):
        opened = before is None or mark in (",", "(", "–", "—")
        if opened and (low in PREPOSITIONS or low in ("up", "out", ",", "and")):
            return _made(lemmas, "pp", i, i + 1, adverbs, (), bare=True, finite=False, passive=True)
    if before is None and not _object_like(nxt) and "pp" in forms:
        return _made(lemmas, "pp", i, i + 1, adverbs, (), bare=True, finite=False, passive=True)
    if (
        before is not None
        and not before.mention
        and before.lower in DETERMINERS
        and before.lower not in SUBJECT_PRONOUNS
    ):
        return None
    if "base" in {f for _, f in rows} and not before:
        return None
    return _made(lemmas, "past", i, i + 1, adverbs, ())


def _present(
    tokens: Sequence[Token],
    i: int,
    rows: Sequence[tuple[str, str]],
    adverbs: Sequence[str],
    before: Token | None,
    after: Token | None,
) -> Verb | None:
    if before is None or after is None:
        return None
    form = "s" if any(f == "s" for _, f in rows) else "base"
    lemmas = [m for m, f in rows if f == form]
    if not lemmas:
        return None
    low = before.lower
    if low in _BE or low in _HAVE or low in _MODAL or low in _DO:
        return None
    if any(goes_with(m, tokens[i].lower) for m, _ in forms_of(low)):
        return None  # "takes place"
    nxt, _ = _skip_adverbs(tokens, i + 1)
    follower = tokens[nxt] if nxt < len(tokens) else None
    object_like = _object_like(follower)
    if follower is not None and follower.lower.isalpha() and ("include" in lemmas or possessed(tokens, i)):
        object_like = True  # "her interests include local pay", "Ellen's research covers rents"
    prep = follower is not None and follower.lower in PREPOSITIONS | _PARTICLES
    closes = follower is not None and (follower.text in (".", ",", ";") or follower.lower in JOINS)
    if form == "base":
        several = (
            low in ("they", "we", "who", "which", "that", "both", "i", "you")
            or (
                (bool(before.mention) or (low.endswith("s") and low.isalpha() and not states(tokens, i - 1)))
                and (object_like or prep or (closes and nxt > i + 1))
                and plural(tokens, i)
            )
            or (low in ("and",) and (object_like or prep) and bool(i > 1) and plural(tokens, i - 1))
        )
        return (
            _made(lemmas, form, i, i + 1, adverbs, ())
            if several and (object_like or prep or closes)
            else None
        )
    if (
        before.mention
        or low in SUBJECT_PRONOUNS
        or adverbs
        or before.text in (")", ",")
        or before.text.isdigit()
    ):
        if follower is not None and follower.lower in _BE | _HAVE | _MODAL:
            return None
        if (before.text == "," and not (object_like or prep or behind_aside(tokens, i))) or (
            before.text.isdigit() and not _YEAR.fullmatch(before.text) and not object_like
        ):
            return None
        return _made(lemmas, form, i, i + 1, adverbs, ())
    if low in JOINS:
        fixed = follower is not None and any(
            goes_with(m, follower.lower) for m in lemmas
        )  # "and takes place"
        return _made(lemmas, form, i, i + 1, adverbs, ()) if object_like or prep or fixed else None
    if any(f in ("past", "pp", "ing") for _, f in forms_of(low)) and low not in _THINGS:
        return None  # "has forged links with"
    summed = low in _SCALES and i > 1 and tokens[i - 2].text[:1] in "£€$"
    if (
        low.isalpha()
        and not low.endswith("s")
        and (object_like or (prep and (summed or determined(tokens, i) or (i == 1 and low in _MASS))))
    ):
        return _made(lemmas, form, i, i + 1, adverbs, ())
    return None


#: Behind one of these, and before one of those, "grants" is a noun: "‹L›, grants of up to £3m".
_MARKS = frozenset((",", ":", "–", "—", "("))
_SUM_BEHIND = frozenset(("of", "for", "from", "worth", "up"))
#: What opens a sentence without an article: "Money comes from ‹O›".
_MASS = words("grammar", kind="money noun") | {"money", "funding", "support", "backing", "responsibility"}
