"""Lists verbs between two names that no frame covers, as questions for a curator."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ...authority import Unread
from ..draft import Draft, Sentence
from ..tagging import LETTER, Tagger
from .chunks import Noun, phrases_of
from .frames import known
from .lemmas import kind_of
from .syntax import Clause, clauses_of
from .tokens import Token, tokens_of
from .verbs import Verb

__all__ = ["verbs"]

_CLASS = {letter: cls for cls, letter in LETTER.items()}
#: Sentences shown of a verb.
_EXAMPLES = 3
#: A regular verb whose stem ends so has an e: "curated" is of "curate", "stewarded" of "steward".
_WITH_E = re.compile(r"(?:[aiou]t|[cgsuvz]|[^aeiou]l|[^aeo][aiou]r|[^aeiou][aiou][nmp])$")


@dataclass(slots=True)
class _Found:
    examples: list[str] = field(default_factory=list)
    count: int = 0


def verbs(d: Draft) -> tuple[Unread, ...]:
    """Each verb with the classes of its two names, where it has no frame, in the order of how often it is met."""
    tagger = Tagger.of(d)
    found: dict[tuple[str, str, str, str], _Found] = {}
    for sentence in d.prose():
        tokens = tokens_of(tagger.tag(sentence))
        if sum(bool(t.letter) for t in tokens) < 2:
            continue
        for key in dict.fromkeys(_met(tokens, sentence)):
            row = found.setdefault(key, _Found())
            row.count += 1
            words = " ".join(sentence.text.split())
            if len(row.examples) < _EXAMPLES and words not in row.examples:
                row.examples.append(words)
    often = Counter({verb: 0 for verb, _, _, _ in found})
    for (verb, _, _, _), row in found.items():
        often[verb] += row.count
    return tuple(
        Unread(
            verb=verb, object=place, subject_class=_CLASS[s], object_class=_CLASS[o], letters=(s, o),
            examples=tuple(row.examples), occurrences=row.count,
        )
        for (verb, place, s, o), row in sorted(found.items(), key=lambda x: (-often[x[0][0]], x[0][0], -x[1].count, x[0]))
    )  # fmt: skip


def _met(tokens: Sequence[Token], sentence: Sentence) -> Iterator[tuple[str, str, str, str]]:
    """Verb, where the second name is, and the letters of the two names, of each clause that no frame reads."""
    for clause in clauses_of(phrases_of(tokens, sentence.text), tokens):
        lemmas = [_lemma(lemma, clause.verb) for lemma in clause.verb.lemmas]
        if not clause.asserted or any(map(known, (*lemmas, *clause.verb.lemmas))) or _grammatical(lemmas):
            continue
        for place, first, second in _ends(clause):
            s, o = _letter(first, tokens), _letter(second, tokens)
            if s and o and first.name != second.name:
                yield lemmas[0], place, s, o


def _grammatical(lemmas: Sequence[str]) -> bool:
    """Whether a verb says something about another verb and not of its names: "say", "hope", "continue"."""
    apart = {"be", "have", "do"} | kind_of("report") | kind_of("denies") | kind_of("asserts")
    return bool(apart & set(lemmas))


def _ends(clause: Clause) -> Iterator[tuple[str, Noun, Noun]]:
    """Where the second name is, who does it, and to what, as the columns of a frame name it."""
    behind = [(item.word, noun) for item in clause.args if item.kind == "pp" for noun in item.nouns]
    if clause.verb.passive:
        for word, agent in behind:
            if word == "by":
                yield from (("theme", agent, noun) for noun in clause.subject)
        return
    direct = [noun for item in clause.args[:1] if item.kind == "np" for noun in item.nouns]
    things = direct or ([] if clause.link else list(clause.object))
    for agent in clause.subject:
        yield from (("theme", agent, noun) for noun in things)
        if not things:
            yield from ((word, agent, noun) for word, noun in behind[:1])


def _letter(noun: Noun, tokens: Sequence[Token]) -> str:
    return "" if noun.name is None or noun.negated else tokens[noun.name].letter


def _lemma(word: str, verb: Verb) -> str:
    """The lemma of a verb that no table has, which goes by the form in which it is."""
    if verb.form == "s" and word.endswith("s"):
        if word.endswith("ies"):
            return f"{word[:-3]}y"
        return word[:-2] if word.endswith(("shes", "ches", "xes", "sses")) else word[:-1]
    ending = {"past": "ed", "pp": "ed", "ing": "ing"}.get(verb.form, "")
    if not ending or not word.endswith(ending) or len(word) < len(ending) + 3:
        return word
    stem = word.removesuffix(ending)
    if re.search(r"([bdgmnprt])\1$", stem):
        return stem[:-1]
    if ending == "ed" and stem.endswith("i"):
        return f"{stem[:-1]}y"
    return f"{stem}e" if _WITH_E.search(stem) else stem
