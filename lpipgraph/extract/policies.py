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
_SUCCEEDS = (
    pattern(
        r"{L}[^‹.;]*? (?:replaced|replaces|succeeded|succeeds|will succeed|will replace|is to replace|took over from|supersedes|superseded|t(?:akes?|ook) the place of|takes? over from|has absorbed|absorbed|has taken the place of|follows|followed on from|follows on from|inherits the work of|is heir to|is the successor to|was the successor to)(?: the)?(?: weaker| older)? {L2}(?: and (?:the )?{L3})?"
    ),
    pattern(
        r"{L2}[^‹.;]*? (?:gave way to|was replaced [^‹.]*?by|has been replaced by|was succeeded by|became|was superseded by)(?: the)? {L}"
    ),
    pattern(
        r"{L}[^‹.;]*? (?:came|was set up|was introduced) [^‹.;]*?(?:to fill the gap left by|in place of)(?: the)? {L2}"
    ),
    pattern(r"announced that (?:a|the) {L} will (?:succeed|replace)(?: the)? {L2}"),
    pattern(r"[Tt]he latter is the successor to(?: the)? {L2}"),
)
_APPOSED_HEIR = pattern(
    r"{L},? (?:itself )?(?:heir to|the replacement for|the successor to|successor to|a successor to)(?: the)? {L2}"
)
_IT_SUCCEEDS = re.compile(
    r"\b(?:[Ii]t|[Tt]his)\b[^.‹]{0,60}? (?:t(?:akes?|ook) the place of|takes over from|replace[sd]|succeed(?:s|ed)|took over from)(?: the)? ‹L(\d+)›"
)
_GAVE_WAY = re.compile(
    r"\b(?:it|this|its place) (?:has been taken by|gave way to|was replaced by|was succeeded by)(?: the)? ‹L(\d+)›"
)
_NEW_FOR_OLD = pattern(
    r"^(?:The )?(?:new )?{L}, [^.]*?, (?:is to replace|replaces|replaced|will replace|succeeds)(?: the)?(?: [a-z]+)? {L2}"
)
_PARTS = (
    pattern(r"\b[Ee]ncompassing(?: the)? {L}(?: \([^()]*\))?(?: and(?: the)? {L2})?"),
    pattern(
        r"{L}[^‹.;]*? (?:as |is |are )?(?:one |a |the |another )?(?:\w+ )?(?:strand|part|component|element|pillar)s? of(?: the| what)? {L2}"
    ),
    pattern(
        r"(?:strands|parts|elements|components|projects) of(?: the)? {L2} [^‹.:]*(?::|matter[^‹.:]*:)(?: the)? {L}(?: and(?: the)? {L3})?"
    ),
    pattern(r"\b[Oo]ne of its (?:main )?(?:strands|parts|projects)[^‹]{0,10}(?:is |, )(?:the )?{L}"),
    pattern(r"{L}, another (?:strand|part)"),
    pattern(r"{L} is part of (?:it|{L2})"),
    pattern(r"{L}[^.;]*, (?:added|includes?|included|contains?|brings? together)(?: the)? {L3}"),
)
_BODY = (
    pattern(r"{L}, for which (?:the )?{O} is (?:answerable|responsible|accountable)"),
    pattern(r"{L}, from (?:the )?{O}"),
    pattern(r"{L} of the {O}"),
    pattern(r"{L}, a responsibility of (?:the )?{O}"),
    pattern(r"{O}[^.;‹]{0,60} through (?:the |its )?{L}"),
    pattern(r"{L}, which (?:the )?{O} (?:delivers|delivered|runs|manages)"),
    pattern(
        r"{O}[^.;‹]{0,20} (?:has|have|is|had|leans|launched|announced|created|introduced|opened|set up|uses|used|intends|promised)\b"
        r"[^.;‹]{0,50}\b(?:its|behind the|for the|to the|on its|opened the|launched the|set up the|introduced the|announced the) {L}"
    ),
    pattern(
        r"{O}(?:'s)?[^‹.;]*? (?:has offered|offers|runs|manages|managed|oversees|pays for|delivers|is responsible for|administers|published|launched|set up)[^‹.;]*?(?: under| the)? {L}"
    ),
    pattern(r"{L},? (?:which |was |is |\w+ )*?(?:for which )(?:the )?{O} is responsible"),
    pattern(
        r"{L},?[^‹.;]*? (?:which |was |is )?(?:published|launched|set up|created|managed|overseen|run|delivered|led|administered|announced|paid for|financed|negotiated|funded|provided|operated) (?:by|from) (?:the )?{O}"
    ),
    pattern(r"{L}[^‹.;]*?, which (?:the )?{O} (?:managed|manages|runs|ran|published|oversees|oversaw|leads)"),
    pattern(r"^(?:The )?{O}[^.;]*\b(?:oversees|manages|runs|delivers|administers) (?:the )?{L}"),
    pattern(r"{L},? drawn up by (?:the )?{O}"),
    pattern(r"{L} \({O},? (?:19|20)\d\d\)"),
    pattern(r"{L}[^‹.;]*?, with (?:the )?{O} in charge"),
    pattern(r"{L}[^‹.;]*?, through which (?:the )?{O}"),
    pattern(r"{O}, which negotiates (?:the )?{L}"),
    pattern(r"{O}'s {L}"),
    pattern(r"{O}[^‹.;]*? will deliver (?:the )?{L}"),
)
_PERIOD = (
    re.compile(r"^[^.;‹]{0,60}?\(?\b(?P<p>(?:19|20)\d0s)\)?"),
    re.compile(
        r"^[^.;‹]{0,60}?\b(?:since|from|ran from|began in|started in|launched in|agreed in|signed in|dated from|dates from|introduced in|came in|opened in|set up in|has since) (?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?(?P<p>(?:19|20)\d\d)\b"
    ),
    re.compile(r"^[^.;‹]{0,20}? followed in (?P<p>(?:19|20)\d\d)\b"),
    re.compile(r"^ of (?P<p>(?:19|20)\d\d)\b"),
    re.compile(r"^[^.;‹]{0,20}?(?:‹[A-Z]\d+›)?[^.;‹]{0,40}? (?:goes|dates) back to (?P<p>(?:19|20)\d\d)\b"),
    re.compile(r"^ \((?P<p>(?:19|20)\d\d)(?:[-–]\d{2,4})?\)"),
)
_FUNDED = (
    pattern(
        r"{LO} (?:is|are|was|were) (?:jointly |generously )?(?:funded|financed|supported|paid for) (?:by|through) (?:the )?{LO2}"
    ),
    pattern(r"{L},? (?:paid for|financed|funded) by (?:the )?{O}"),
    pattern(r"{L} funds (?:a network of )?{O}"),
    pattern(r"[Ff]inanced by (?:the )?{O2}"),
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
            _money(d, tagged, previous)
            if tagged.of("L") or MONEY.search(tagged.text):
                _succession(d, tagged, previous)
                _parts(d, tagged, previous)
                _bodies(d, tagged)
                _period(d, tagged)
                _funding(d, tagged)
                _places(d, tagged)
            else:
                _succession(d, tagged, previous)
            previous = tagged


def _ids(tagged: Tagged, groups: dict[str, str | None], *names: str) -> list[str]:
    found = []
    for name in names:
        m = tagged.mention(groups.get(name))
        if m is not None and m.id is not None:
            found.append(m.id)
    return found


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
        if clause:
            subject = re.search(
                r", with (?:an? )?$|, (?:is|was) worth $|\band (?:offers|has|is|gives|provides|was|brings)\b[^,;]*$",
                text[clause[-1].end : match.start()],
            )
            target = clause[0] if subject else clause[-1]
            if (
                other
                and other[-1].start > target.end
                and re.search(r"\b(?:and|while)\b", text[target.end : other[-1].start])
            ):
                target = None
        elif after:
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


def _succession(d: Draft, tagged: Tagged, previous: Tagged | None) -> None:
    for rule in _SUCCEEDS:
        for match in rule.finditer(tagged.text):
            groups = match.groupdict()
            new = _ids(tagged, groups, "L")
            if not new and "latter" in match.group().lower() and (last := _subject_policy(previous)):
                new = [last]
            for old in _ids(tagged, groups, "L2", "L3"):
                for id_ in new:
                    d.relate(id_, "succeeds", old, tagged.span(), "succession")
            when = re.search(
                r"\b(?:in|from) (?P<p>(?:[A-Z][a-z]+ )?(?:19|20)\d\d)",
                tagged.text[match.start() : match.end() + 30],
            )
            for id_ in new:
                if when:
                    d.relate(id_, "startPeriod", Value(when["p"]), tagged.span(), "period")
    for rule in (_APPOSED_HEIR, _NEW_FOR_OLD):
        for match in rule.finditer(tagged.text):
            for new_id in _ids(tagged, match.groupdict(), "L"):
                for old in _ids(tagged, match.groupdict(), "L2"):
                    d.relate(new_id, "succeeds", old, tagged.span(), "succession")
    subject = _subject_of_block(previous)
    for number, forwards in [(m[1], True) for m in _IT_SUCCEEDS.finditer(tagged.text)] + [
        (m[1], False) for m in _GAVE_WAY.finditer(tagged.text)
    ]:
        other = tagged.mentions[int(number)].id
        before = [
            m.id for m in tagged.of("L") if m.id and m.id != other and tagged.mentions.index(m) < int(number)
        ]
        one = before[0] if before and forwards else subject
        if one and other:
            new_id, old = (one, other) if forwards else (other, one)
            d.relate(new_id, "succeeds", old, tagged.span(), "succession")
    shortcomings = re.match(
        r"The new ‹L(\d+)› (?:seeks|aims|is meant|is intended) to (?:address|remedy|fix|correct) these",
        tagged.text,
    )
    newer = tagged.mentions[int(shortcomings[1])].id if shortcomings else None
    if newer and (older := _first_policy_of_block(d, tagged)):
        d.relate(newer, "succeeds", older, tagged.span(), "succession")
    semicolon = re.search(
        r"‹L(\d+)›[^.]*; it (?:takes the place of|replaces|succeeds)(?: the)? ‹L(\d+)›", tagged.text
    )
    if semicolon:
        a, b = (tagged.mentions[int(semicolon[n])].id for n in (1, 2))
        if a and b:
            d.relate(a, "succeeds", b, tagged.span(), "succession")


def _first_policy_of_block(d: Draft, tagged: Tagged) -> str | None:
    tagger = Tagger.of(d)
    for sentence in d.block_sentences(tagged.sentence.block):
        for m in tagger.known(sentence.text):
            if m.letter == "L" and m.id:
                return m.id
    return None


def _parts(d: Draft, tagged: Tagged, previous: Tagged | None) -> None:
    for n, rule in enumerate(_PARTS):
        for match in rule.finditer(tagged.text):
            groups = match.groupdict()
            if n == 0:
                whole = _subject_policy(previous)
                parts = _ids(tagged, groups, "L", "L2")
            elif n in (3, 4):
                whole = _first_policy_of_block(d, tagged)
                parts = _ids(tagged, groups, "L")
            elif n == 6:
                whole = next(iter(_ids(tagged, groups, "L")), None)
                parts = []
            else:
                whole = next(iter(_ids(tagged, groups, "L2")), None) or (
                    _subject_policy(previous) if n == 5 else None
                )
                parts = _ids(tagged, groups, "L", "L3")
            for part in parts:
                if whole and part != whole:
                    d.relate(part, "partOfPolicy", whole, tagged.span(), "part of policy")


_STRANDS = re.compile(
    r"\b(?:strands?|parts?|elements?) of (?:that|the|this) (?:plan|programme|fund|scheme|deal)\b"
)
_ORDINAL = re.compile(
    r"^The (?:first|second|third|fourth|other|latter),? (?:is |of these is )?(?:the )?‹L(\d+)›"
)


def _strands(d: Draft, tagged: Tagged, previous: Tagged | None, whole: str | None) -> str | None:
    """Such as "Two strands of that plan … The first, the X … The second is the Y": the plan whose strands are being told."""
    inside = re.match(r"(?:Inside|Within) it (?:sat|sits|is|was) (?:the )?‹L(\d+)›", tagged.text)
    if inside and (part := tagged.mentions[int(inside[1])].id) and (plan := _subject_of_block(previous)):
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


def _bodies(d: Draft, tagged: Tagged) -> None:
    for rule in _BODY:
        for match in rule.finditer(tagged.text):
            policy, body = tagged.mention(match["L"]), tagged.mention(match["O"])
            if policy and body and policy.id and body.id:
                d.relate(policy.id, "responsibleBody", body.id, tagged.span(), "responsible body")


def _period(d: Draft, tagged: Tagged) -> None:
    policies = [m for m in tagged.of("L") if m.id]
    dated = re.match(
        r"(?:In|From|Since) (?P<p>(?:[A-Z][a-z]+ )?(?:19|20)\d\d),? (?:the )?‹L(?P<l>\d+)›", tagged.text
    )
    if (
        dated
        and (first := tagged.mentions[int(dated["l"])].id)
        and re.search(
            r"› (?:took over|replaced|began|started|was|came|opened)", tagged.text[dated.end() - 1 :]
        )
    ):
        d.relate(first, "startPeriod", Value(dated["p"]), tagged.span(), "period")
    for n, m in enumerate(policies):
        limit = policies[n + 1].start if n + 1 < len(policies) else len(tagged.sentence.text)
        if n and _TOOK_OVER.search(tagged.sentence.text[policies[n - 1].end : m.start]):
            continue  # "X succeeds Y from April": the day of X, which the succession tells
        after = tagged.sentence.text[m.end : limit]
        for rule in _PERIOD:
            match = rule.match(after)
            if match and m.id:
                d.relate(m.id, "startPeriod", Value(match["p"]), tagged.span(), "period")
                break


def _funding(d: Draft, tagged: Tagged) -> None:
    for n, rule in enumerate(_FUNDED):
        for match in rule.finditer(tagged.text):
            groups = match.groupdict()
            if n == 0:
                a, b = tagged.mention(groups["LO"]), tagged.mention(groups["LO2"])
            elif n == 1:
                a, b = tagged.mention(groups["L"]), tagged.mention(groups["O"])
            elif n == 2:
                a, b = tagged.mention(groups["O"]), tagged.mention(groups["L"])
            else:
                continue
            if a and b and a.id and b.id:
                d.relate(a.id, "fundedBy", b.id, tagged.span(), "funding")


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
