"""What the text says about policies: money, place, period, successor, parts, who is responsible, which theme they serve."""

from __future__ import annotations

import re

from ..records import Value
from .draft import Draft
from .tagging import Mention, Tagged, Tagger, pattern

__all__ = ["MONEY", "facts"]

MONEY = re.compile(
    r"(?:£|€|\$)\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|trillion|thousand|bn|m|k)\b)?(?: (?:annually|a year|per year|per annum|each year))?"
    r"|\b\d[\d,.]*\s?(?:million|billion) (?:pounds|euros)"
)
#: Without a verb: "(1960s)", "of 1998", "(2013)". What verbs say of a beginning is read by their frames.
_PERIOD = (
    re.compile(r"^[^.;‹]{0,60}?\(?\b(?P<p>(?:19|20)\d0s)\)?"),
    re.compile(r"^ of (?P<p>(?:19|20)\d\d)\b"),
    re.compile(r"^ \((?P<p>(?:19|20)\d\d)(?:[-–]\d{2,4})?\)"),
)


def facts(d: Draft) -> None:
    """Facts about policies in every sentence that names one."""
    tagger = Tagger.of(d)
    previous: Tagged | None = None
    for block in d.doc.blocks:
        if block.kind not in ("paragraph", "item", "row"):
            previous = None
            continue
        whole: str | None = None
        for sentence in d.block_sentences(block):
            tagged = tagger.tag(sentence)
            whole = _strands(d, tagged, previous, whole)
            if tagged.of("L"):
                _succession(d, tagged)
                _period(d, tagged)
            previous = tagged


#: Between the new policy and the old.
_TOOK_OVER = re.compile(
    r"^ (?:has |have |will |is to |was to )?(?:replace[ds]?|succeed(?:s|ed)?|took over from) (?:the )?$"
)


def _subject_policy(tagged: Tagged | None) -> str | None:
    if tagged is None:
        return None
    policies = [m for m in tagged.of("L") if m.id]
    if not policies:
        return None
    if len(policies) == 2 and _TOOK_OVER.search(tagged.sentence.text[policies[0].end : policies[1].start]):
        return policies[0].id  # what is said next is said of the new one
    return policies[-1].id


def _money(d: Draft, tagged: Tagged, previous: Tagged | None) -> None:
    """An amount belongs to the policy named last before it, or to the one it introduces ("a £220 million initiative", "£3.6bn X Fund")."""
    text = tagged.sentence.text
    for match in MONEY.finditer(text):
        value = match.group().strip()
        up_to = re.search(r"\bup to $", text[: match.start()])
        if not up_to and not re.search(
            r"million|billion|bn|\dm\b|trillion|annually|a year|,\d{3},\d{3}", value
        ):
            continue
        before = [m for m in tagged.of("L") if m.id and m.end <= match.start()]
        clause = [m for m in before if not re.search(r"[;]|\. ", text[m.end : match.start()])]
        after = [
            m
            for m in tagged.of("L")
            if m.id and m.start >= match.end() and len(text[match.end() : m.start]) < 25
        ]
        other = [m for m in tagged.of("OK") if m.id and m.end <= match.start()]
        target: Mention | None = None
        if _NOT_ITS_SUM.search(text[: match.start()]):
            continue
        if clause:
            subject = re.search(
                r", with (?:an? )?$|, (?:is|was) worth $|\band (?:offers|has|is|gives|provides|was|brings)\b[^,;]*$",
                text[clause[-1].end : match.start()],
            )
            target = clause[0] if subject else clause[-1]
            if _WITHIN_OTHER.search(text[target.end : match.start()]) or _replaced(text, before, target):
                target = None
            if (
                target
                and other
                and other[-1].start > target.end
                and re.search(r"\b(?:and|while)\b", text[target.end : other[-1].start])
            ):
                target = None
        elif after and not re.search(
            r"\b(?:from|out of|by|at|against)\b", text[match.end() : after[0].start]
        ):
            target = after[0]
        elif (
            re.match(
                r"^(?:Its?|That|This|The (?:fund|scheme|deal|programme|money)|Worth|With|They|Launched|Set up|Announced)\b",
                text,
            )
            and previous
        ):
            id_ = _subject_policy(previous)
            if id_:
                d.relate(
                    id_, "amount", Value(value, "money"), (previous.span()[0], tagged.span()[1]), "amount"
                )
            continue
        if target and target.id and d.entities[target.id].cls == "Policy":
            d.relate(target.id, "amount", Value(value, "money"), tagged.span(), "amount")


#: What a thing costs, needs or is asked for, and what is paid out of it, is not the sum it is worth.
_NOT_ITS_SUM = re.compile(
    r"\b(?:costs?|costing|needs?|needed|requires?|required|asks?|asked|asking|demands?|demanded|calls? for|called for|wants?|wanted|requests?|requested|"
    r"short of|grants? of|awards? of)\b[^,;]{0,40}$",
    re.IGNORECASE,
)
#: Between a policy and a sum: the sum is told of something inside a relative clause.
_WITHIN_OTHER = re.compile(r"\b(?:that|which|whom|who)\b[^,;]*\b(?:with|for) $")


def _replaced(text: str, before: list[Mention], target: Mention) -> bool:
    """Whether `target` is what another policy takes the place of ("X, which replaces Y, will give …")."""
    older = [m for m in before if m.end <= target.start]
    return bool(older) and bool(
        re.search(
            r"\b(?:replac|succeed|took over|takes over|follows)[^,;]*$", text[older[-1].end : target.start]
        )
    )


def _succession(d: Draft, tagged: Tagged) -> None:
    """Such as "The new ‹L› seeks to address these shortcomings": those of the policy that the paragraph is about."""
    remedy = re.match(
        r"The new ‹L(\d+)› (?:seeks|aims|is meant|is intended) to (?:address|remedy|fix|correct) these",
        tagged.text,
    )
    newer = tagged.mentions[int(remedy[1])].id if remedy else None
    if newer and (older := _first_policy_of_block(d, tagged)):
        d.relate(newer, "succeeds", older, tagged.span(), "succession")


def _first_policy_of_block(d: Draft, tagged: Tagged) -> str | None:
    tagger = Tagger.of(d)
    for sentence in d.block_sentences(tagged.sentence.block):
        for m in tagger.known(sentence.text):
            if m.letter == "L" and m.id:
                return m.id
    return None


_STRANDS = re.compile(
    r"\b(?:strands?|parts?|elements?) of (?:that|the|this) (?:plan|programme|fund|scheme|deal)\b"
)
#: "Two strands of that plan matter most: the X and the Y".
_LISTED = pattern(
    r"(?:strands|parts|elements|components|projects) of(?: the)? {L2} [^‹.:]*(?::|matter[^‹.:]*:)(?: the)? {L}(?: and(?: the)? {L3})?"
)
_ORDINAL = re.compile(
    r"^The (?:first|second|third|fourth|other|latter),? (?:is |of these is )?(?:the )?‹L(\d+)›"
)


def _strands(d: Draft, tagged: Tagged, previous: Tagged | None, whole: str | None) -> str | None:
    """Such as "Two strands of that plan … The first, the X … The second is the Y": the plan whose strands are being told."""
    inside = re.match(r"(?:Inside|Within) it (?:sat|sits|is|was) (?:the )?‹L(\d+)›", tagged.text)
    if inside and (part := tagged.mentions[int(inside[1])].id) and (plan := _subject_of_block(previous)):
        d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    for match in _LISTED.finditer(tagged.text):
        plan, *parts = (
            m.id if (m := tagged.mention(match[g])) is not None else None for g in ("L2", "L", "L3")
        )
        for part in parts:
            if plan and part:
                d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    if _STRANDS.search(tagged.text):
        named = [m.id for m in tagged.of("L") if m.id]
        return named[-1] if named else _subject_policy(previous)
    within = re.match(
        r"(?:Within|Under|Inside) (?:it|that|this),? (?:the )?‹L(\d+)›(?:[^.‹]* and (?:the )?‹L(\d+)›)?",
        tagged.text,
    )
    if within and (plan := _subject_policy(previous)):
        for group in (1, 2):
            if within[group] and (part := tagged.mentions[int(within[group])].id) and part != plan:
                d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    for match in re.finditer(
        r"(?:has|have|counts?) (?:the )?‹L(\d+)› as (?:one|part) of its (?:parts|strands)|another (?:part|strand),? (?:is )?(?:the )?‹L(\d+)›",
        tagged.text,
    ):
        part, plan = tagged.mentions[int(match[1] or match[2])].id, _subject_of_block(previous)
        if part and plan and part != plan:
            d.relate(part, "partOfPolicy", plan, tagged.span(), "part of policy")
    ordinal = _ORDINAL.match(tagged.text)
    if ordinal and whole and (part := tagged.mentions[int(ordinal[1])].id) and part != whole:
        d.relate(part, "partOfPolicy", whole, tagged.span(), "part of policy")
    return whole


def _subject_of_block(previous: Tagged | None) -> str | None:
    if previous is None:
        return None
    policies = [m.id for m in previous.of("L") if m.id]
    return policies[0] if policies else None


def _period(d: Draft, tagged: Tagged) -> None:
    policies = [m for m in tagged.of("L") if m.id]
    for n, m in enumerate(policies):
        limit = policies[n + 1].start if n + 1 < len(policies) else len(tagged.sentence.text)
        after = tagged.sentence.text[m.end : limit]
        for rule in _PERIOD:
            match = rule.match(after)
            if match and m.id:
                d.relate(m.id, "startPeriod", Value(match["p"]), tagged.span(), "period")
                break


def _places(d: Draft, tagged: Tagged) -> None:
    """Where a policy applies: "Local Things Partnerships in Northern Ireland", "In Wales, the X Programme", "implemented in 15 areas in England"."""
    text = tagged.sentence.text
    policies = [m for m in tagged.of("L") if m.id]
    for m in policies:
        after = re.match(
            r"(?:,? (?:implemented|piloted|operating|delivered|available|running))? in (?:\d+ areas in )?(?:the )?",
            text[m.end :],
        )
        if after:
            g = next((x for x in tagged.of("G") if x.start == m.end + after.end()), None)
            if g and g.id and m.id:
                d.relate(m.id, "appliesTo", g.id, tagged.span(), "where it applies")
    opening = re.match(r"(?:In|Across) (?:the )?‹G(\d+)›,? ", tagged.text)
    if opening:
        g_id = tagged.mentions[int(opening[1])].id
        first = policies[0] if policies else None
        if first and first.id and g_id:
            d.relate(first.id, "appliesTo", g_id, tagged.span(), "where it applies")
    possessive = re.match(r"‹G(\d+)›'s", tagged.text)
    if possessive and policies and policies[0].id and (g_id := tagged.mentions[int(possessive[1])].id):
        d.relate(policies[0].id, "appliesTo", g_id, tagged.span(), "where it applies")
    has = re.match(r"‹G(\d+)› (?:has|lets|offers|runs) [^.]*?‹L(\d+)›", tagged.text)
    if has:
        g_id, l_id = (tagged.mentions[int(has[n])].id for n in (1, 2))
        if g_id and l_id:
            d.relate(l_id, "appliesTo", g_id, tagged.span(), "where it applies")
    for match in re.finditer(
        r"‹L(\d+)›[^‹.;]{0,80}? (?:for|across|in|to)(?: [a-z\d]+){0,4}? (?:in |across |of |areas in |every part of )?(?:the )?‹G(\d+)›(?: and (?:the )?‹G(\d+)›)?",
        tagged.text,
    ):
        l_id = tagged.mentions[int(match[1])].id
        for group in (2, 3):
            if match[group] and l_id and (g_id := tagged.mentions[int(match[group])].id):
                d.relate(l_id, "appliesTo", g_id, tagged.span(), "where it applies")
    for match in _SERVED.finditer(tagged.text):
        l_id, g_id = tagged.mentions[int(match[1])].id, tagged.mentions[int(match[2])].id
        if l_id and g_id:
            d.relate(l_id, "appliesTo", g_id, tagged.span(), "where it applies")
    for m in policies:
        several = _SEVERAL.match(tagged.text[tagged.text.index(f"‹L{tagged.mentions.index(m)}›") :])
        if several and m.id:
            for g in re.findall(r"‹G(\d+)›", several["list"]):
                g_id = tagged.mentions[int(g)].id
                if g_id:
                    d.relate(m.id, "appliesTo", g_id, tagged.span(), "where it applies")

    among = re.search(
        r"(?:,|^)(?: the)? ‹G(\d+)›,?(?: and (?:the )?‹G(\d+)›)?(?:,)? among them,? [^.]*?‹L(\d+)›",
        tagged.text,
    )
    if among and (l_id := tagged.mentions[int(among[3])].id):
        for group in (1, 2):
            if among[group] and (g_id := tagged.mentions[int(among[group])].id):
                d.relate(l_id, "appliesTo", g_id, tagged.span(), "where it applies")


#: "offers £500 million to councils in England": those whom a policy serves, and where they are.
_SERVED = re.compile(
    r"‹L(\d+)›[^‹.;]{0,90}?\b(?:councils|owners|households|homes|landlords|people|communities|firms|towns|places|residents|part|"
    r"neighbourhoods|areas)\b[^‹.;]{0,30}? (?:in|of|across) (?:the |whole of the |every nation of the )?‹G(\d+)›"
)
#: "… share £45 million between eight areas, among them A and B", "75 places, A and B for instance", "reaches to A, B and C".
_SEVERAL = re.compile(
    r"‹L\d+›(?:[^;‹]|‹[^L])*?\b(?:areas|places|towns|neighbourhoods|regions|districts|began in \d{4} in)\b(?:,| such as| including| like)*"
    r"(?:,? among them)?(?: such as| in)?(?P<list>(?: (?:the |and |, )*‹G\d+›,?(?: and)?)+)"
)
