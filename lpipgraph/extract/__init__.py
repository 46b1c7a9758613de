"""Extracts records from a Document: names, record blocks and clauses, each with its quote.

Names come from two sides, the authority and the text itself; relations come from the text only.
"""

from __future__ import annotations

from ..authority import Authority, Unread
from ..document import Document
from ..gazetteer import load
from ..ownership import parted
from ..privacy import uncovered
from ..records import Records
from ..resource_limits import bounded
from . import (
    acronyms,
    article_themes,
    articles,
    case_studies,
    check,
    concepts,
    descriptions,
    details,
    discover,
    event_topics,
    headed_entries,
    led_themes,
    local_examples,
    makers,
    mentions,
    named_themes,
    names,
    nested_places,
    non_names,
    organisations,
    partner_lists,
    people,
    policies,
    policy_status,
    questions,
    references,
    reviews,
    structure,
    theme_portraits,
    themes,
    told_events,
    told_works,
    weekdays,
    works,
)
from .clauses import frame_table, prose, unread, verbless
from .draft import Draft

__all__ = ["extract", "read_out", "unread_verbs"]

#: In this order: what later rules build on comes first.
_RULES = (
    acronyms.acronyms,
    names.apposed,
    articles.issue,
    makers.publisher,
    makers.makers,
    articles.articles,
    themes.themes,
    led_themes.led,
    theme_portraits.listed_themes,
    named_themes.named_themes,
    article_themes.strands,
    themes.leads,
    structure.record_blocks,
    reviews.reviews,
    articles.contacts,
    references.references,
    works.citations,
    works.told,
    questions.questions,
    concepts.concepts,
    case_studies.case_headings,
    weekdays.weekdays,
    names.persons,
    theme_portraits.portraits,
    told_events.told,
    told_works.told,
    headed_entries.headed_entries,
    names.told,
    case_studies.cases,
    discover.names,
    discover.sure_places,
    names.unlisted,
    discover.places,
    local_examples.local_examples,
    nested_places.nested_places,
    names.short_forms,
    non_names.drop,
    reviews.review_facts,
    people.biographies,
    event_topics.topics,
    policies.facts,
    policy_status.facts,
    organisations.facts,
    partner_lists.partner_lists,
    prose.clauses,
    verbless.nominals,
    mentions.mentions,
    descriptions.descriptions,
    details.facts,
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
    with frame_table.reading_with(authority.frames):
        return parted(uncovered(_drafted(document, authority).records(), document.text), document.text)


def unread_verbs(document: Document, authority: Authority) -> tuple[Unread, ...]:
    """The verbs between two names of an issue of which no table says what they state, the most frequent first.

    Parameters
    ----------
    document
        The issue.
    authority
        Known names, and the frames that curators decided: a verb that has one is not listed.
    """
    with bounded(document.id), frame_table.reading_with(authority.frames):
        return unread.verbs(_drafted(document, authority))


def _drafted(document: Document, authority: Authority) -> Draft:
    draft = Draft(document.covered(), authority, load(), document.text)
    for rule in _RULES:
        rule(draft)
    return draft
