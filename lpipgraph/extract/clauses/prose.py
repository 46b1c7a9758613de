"""Reads the sentences of all prose in order, with the memory of what the sentences before spoke of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ..draft import Draft, Sentence
from ..run_ins import is_field
from ..tagging import Nearby, Tagger
from .clefts import straight
from .elliptic import gapped
from .person_entries import entry_parts, whose
from .question_answers import answered, is_question, moved
from .speaker import spoken
from .statements import SentenceReading
from .subjects import Memory, entry_of, topic_of
from .tokens import Token, plain_opening, tokens_of

__all__ = ["clauses"]


def clauses(d: Draft) -> None:
    """What verbs say, wherever prose says it; a subject is carried from sentence to sentence, never over a heading."""
    tagger = Tagger.of(d)
    memory = Memory()
    headings = [b.start for b in d.doc.blocks if b.kind == "heading"]
    edge = (-1, -1)
    people = Nearby(d)
    asked: tuple[Sentence, Sequence[Token]] | None = None
    person: tuple[int, Token | None] = (-1, None)
    told = False
    for sentence in d.prose():
        section = d.doc.section_at(sentence.block.start).start
        heading = bisect_right(headings, sentence.block.start)
        if (section, heading) != edge:
            memory, edge, told = Memory(topic=topic_of(d, sentence)), (section, heading), False
            if entry := entry_of(d, sentence):
                memory.sentences.append(entry)
        if d.is_masked(sentence.span()[0]) and sentence.block.kind != "paragraph":
            continue
        tokens = gapped(straight(plain_opening(spoken(d, sentence, tokens_of(people.tag(tagger, sentence))))))
        if asked is not None and asked[0].block is sentence.block:
            _answer(d, asked, sentence, tokens, memory)
        asked = (sentence, tokens) if is_question(tokens) else None
        if told and person[0] != sentence.block.start:
            memory.sentences.clear()  # nobody's entry in a list of people goes on in the next one
            told = False
        before = list(memory.sentences)
        known = person[1] if person[0] == sentence.block.start else None
        row = sentence.block.kind == "row"
        part = entry_parts(tokens, known, cell=row)
        person = (sentence.block.start, whose(part, tokens, known, row=row))
        told = told or len(part.parts) > part.heads
        for said in part.parts[: part.heads]:
            SentenceReading(d, sentence, said, memory).read()
        topics = list(memory.sentences)
        for said in part.parts[part.heads :]:  # what these say is no topic of what follows
            SentenceReading(d, sentence, said, memory).read()
            memory.sentences[:] = topics
        # "Organiser: Body": the next line is not about the body; "Speaker: Ada Petrie": "she" is Ada
        if part.heads and is_field(sentence.text):
            named = memory.sentences[-1] if memory.sentences else ()
            kept = tuple(c for c in named if c.letter == "P")
            # "Theme: Good Work" opens a record: "Led by" in the next line says nothing of what was spoken of before
            memory.shadowed = memory.shadowed or any(c.letter == "T" for c in named)
            memory.sentences[:] = [*before, kept] if kept else before


def _answer(
    d: Draft,
    asked: tuple[Sentence, Sequence[Token]],
    answer: Sentence,
    tokens: Sequence[Token],
    memory: Memory,
) -> None:
    """What a question and the sentence after it say together; the names that they mention are kept by the sentences themselves."""
    question, words = asked
    statement = answered(words, moved(tokens, answer.first - question.first))
    if statement:
        whole = Sentence(question.reading, question.first, answer.last, question.block)
        before = list(memory.sentences)
        SentenceReading(d, whole, statement, memory).read()
        memory.sentences[:] = before
