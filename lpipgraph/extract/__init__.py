"""Records out of a Document: rules by subject over its structure and its sentences.

Names come from two sides, the authority and the text itself; relations come from the text only.
"""

from __future__ import annotations

from ..authority import Authority, Unread
from ..bounds import bounded
from ..document import Document
from ..gazetteer import load
from ..privacy import uncovered
from ..records import Records
from . import (
    acronyms,
    bodies,
    cases,
    check,
    descriptions,
    discover,
    frame,
    ideas,
    led_themes,
    mentions,
    names,
    no_names,
    particulars,
    people,
    policies,
    standing,
    strands,
    structure,
    themes,
    weekdays,
    works,
)
from .clauses import beside, decided, told, unread
from .draft import Draft

__all__ = ["extract", "read_out", "unread_verbs"]

#: In this order: what later rules build on comes first.
_RULES = (
    acronyms.acronyms,
    frame.issue,
    frame.publisher,
    frame.makers,
    frame.articles,
    themes.themes,
    led_themes.led,
    strands.strands,
    frame.reviews,
    themes.leads,
    structure.record_blocks,
    frame.contacts,
    works.citations,
    works.told,
    ideas.questions,
    ideas.concepts,
    cases.case_headings,
    weekdays.weekdays,
    names.persons,
    names.told,
    cases.cases,
    discover.names,
    discover.sure_places,
    names.unlisted,
    discover.places,
    names.short_forms,
    no_names.drop,
    frame.review_facts,
    people.biographies,
    policies.facts,
    standing.facts,
    bodies.facts,
    told.clauses,
    beside.nominals,
    mentions.mentions,
    descriptions.descriptions,
    particulars.facts,
)


def extract(document: Document, authority: Authority) -> Records:
    """All that the rules read out of an issue, each row with its quote and offsets.

    Parameters
    ----------
    document
        The issue.
    authority
        Known names; `Authority()` reads the issue without any.

    Returns
    -------
    Records
        In the order of the text.

    Raises
    ------
    InputError
        If it takes more time or memory than any document may.
    """
    with bounded(document.id):
        return check.checked(read_out(document, authority)).checked(document.text)


def read_out(document: Document, authority: Authority) -> Records:
    """The same before `check` has judged it: what the reader's reliability is counted on."""
    with decided.reading_with(authority.frames):
        return uncovered(_drafted(document, authority).records(), document.text)


def unread_verbs(document: Document, authority: Authority) -> tuple[Unread, ...]:
    """The verbs between two names of an issue of which no table says what they state, the most frequent first.

    Parameters
    ----------
    document
        The issue.
    authority
        Known names, and the frames that curators decided: a verb that has one is not listed.
    """
    with bounded(document.id), decided.reading_with(authority.frames):
        return unread.verbs(_drafted(document, authority))


def _drafted(document: Document, authority: Authority) -> Draft:
    draft = Draft(document.covered(), authority, load(), document.text)
    for rule in _RULES:
        rule(draft)
    return draft
