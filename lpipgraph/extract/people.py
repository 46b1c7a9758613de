"""Extracts facts about people: role, employer, past work, secondments, start, expertise, themes."""

from __future__ import annotations

import re

from ..dates import find_dates
from ..records import Value
from .clauses.expertise import fields_of
from .clauses.person_entries import entry_parts
from .clauses.tokens import Token, tokens_of
from .draft import Draft
from .lexicon import ROLE_HEADS
from .tagging import Mention, Tagged, Tagger, pattern
from .themes import resolve

__all__ = ["biographies"]

_SECONDED = re.compile(r"\bsecond(?:ed|ments?)\b|\b(?:was|been) (?:lent|loaned) to\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:worked|previously|formerly|used to be|had taught|spent|earlier|before (?:that|his|her|joining)|prior to|employed|career|"
    r"previous posts?|earlier jobs?|shorter spell|spell at|was (?:an?|the|with)|evaluating|advancing|managed projects|after \w+ years|having spent|"
    r"was [A-Z]|until (?:\w+ )?(?:19|20)\d\d\b|^that (?:at|with|for)\b|years (?:at|with)|moved (?:\w+ ){0,8}from|came (?:\w+ ){0,8}from|left|ran the|until then)\b",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"\b(?:is|are|will be|to be|joined|joins|holds|moved to|came to|arrived at|arrived|has been|have been|now|works at|works for|based at|"
    r"co-ordinates|coordinates|became|become|of|at|started at)\b"
)
_NOT_EMPLOYER = re.compile(
    r"\b(?:evaluation of|evaluating|research on|study of|work (?:on|with)|working (?:on|with)|two researchers|interviews? with|reports? for|"
    r"researchers at|projects? for the|on the)\s*(?:the )?$"
)
#: A post that was not had: refused, not got, only asked for.
_REFUSED = re.compile(
    r"\b(?:turn(?:s|ed|ing)? down|refus(?:es|ed|ing)|declin(?:es|ed|ing)|reject(?:s|ed|ing)|not|never|n[’']t|appl(?:y|ies|ied|ying) (?:for|to)|"
    r"tipped|hop(?:es|ed|ing)|would|could|might)\b(?! only)[^,;.]*$"
)
#: Whose piece of work it is that somebody works on: "an ‹L›, a programme of ‹O› and the ‹O›".
_WORK_OF = re.compile(
    r", (?:an?|the) (?:joint |new |[a-z-]+ )?(?:programme|project|scheme|initiative|fund|pilot|study|report|venture|campaign) "
    r"(?:of|by|from|between) (?:[^.;]{2,80}? (?:and|&) )?(?:the )?$"
)
_ROLE_WORDS = "|".join(sorted((re.escape(r) for r in ROLE_HEADS), key=len, reverse=True))
_LOWER_ROLE = re.compile(rf"\b(?:an?|the) (?P<role>(?:[a-z-]+ ){{0,3}}(?:{_ROLE_WORDS}))\b")
_INTERESTS = (
    re.compile(
        r"\b(?:research |work |main |academic |primary )*interests? (?:are|is|include|includes|lie|lies|include|includes|range from|cover|covers|span)(?: mainly| largely)?(?: in| on)? (?P<list>.+)"
    ),
    re.compile(
        r"\b(?:research|work|teaching|writing)(?: (?:largely|mainly|currently|also|is|are))*(?: on [^,.]+?)? "
        r"(?:focus(?:es|ed)?(?: is)?|centres|concentrates|deals|covers|spans|concerns|explores|examines|includes(?: a focus)?|looks)(?: on| with| at)?(?: the)? (?P<list>.+)"
    ),
    re.compile(r"\b(?:specialis(?:es|ing)|expertise (?:is|lies)|expert) in (?P<list>.+)"),
    re.compile(r"\b(?:writes|write|publishes|speaks) (?:about|on) (?P<list>.+)"),
    re.compile(r"\binterests run from (?P<list>.+)"),
    re.compile(r"\bwith (?:an? |her |his )?(?:[a-z]+ )?(?:interests?|expertise|background) in (?P<list>.+)"),
    re.compile(r"\b(?:has|have) (?:published|written) (?:widely )?on (?P<list>.+)"),
    re.compile(r"\bis interested in (?P<list>.+)"),
    re.compile(r"^(?:Research )?[Ii]nterests: (?P<list>.+)"),
    re.compile(r"\b(?:[Hh]e|[Ss]he|[A-Z]\w+) studies (?P<list>.+)"),
    re.compile(r"^(?:She|He) works on (?P<list>[a-z].+)"),
    re.compile(r"\bwith particular interest given to (?:the )?(?P<list>[^.]+)"),
    re.compile(
        r"\bresponsible for developing (?:the team's |their |our )?(?P<list>[^.]+?)(?: capabilities| whilst| while|$)"
    ),
    re.compile(
        r"(?:^|; )(?P<list>[^.;]+?) are (?:the |her |his |their |my )?(?:main )?(?:topics|subjects|themes|questions|interests|threads|concerns|fields)\b"
    ),
)


def biographies(d: Draft) -> None:
    """Theme sections are about their leads: each sentence is read with its subject."""
    tagger = Tagger.of(d)
    for section in d.doc.sections:
        if section.kind == "theme":
            _section(d, tagger, section.start, section.end, d.find("Theme", section.heading))
    _portraits(d, tagger)
    for section in d.doc.sections:
        if section.kind != "theme":
            for sentence in d.sentences(section.start, section.end, ("paragraph", "item", "row")):
                tagged = tagger.tag(sentence)
                _leading(d, tagged, None)
                _works_on(d, tagged, None)
                if section.kind == "interview":
                    _interview(d, tagged, section.start)


#: A name in bold opens the life of whom it names.
_BOLD = re.compile(r"\s*(?:\*\*|__)[^*\n]+(?:\*\*|__)")


def _portraits(d: Draft, tagger: Tagger) -> None:
    """Paragraphs that a name in bold opens and that name nobody else."""
    for section in d.doc.sections:
        if section.kind == "theme":
            continue
        for block in d.doc.blocks_in(section.start, section.end):
            if block.kind in ("paragraph", "item") and _BOLD.match(d.doc.text, block.start, block.end):
                people = _people_in(d, tagger, block.start, block.end)
                first = next(iter(d.block_sentences(block)), None)
                opening = tagger.known(first.text) if first else []
                if len(people) == 1 and opening and opening[0].id == people[0] and opening[0].start < 25:
                    _section(d, tagger, block.start, block.end, None)


def _section(d: Draft, tagger: Tagger, start: int, end: int, theme: str | None) -> None:
    """A theme's section: the person named last is whom "she" means."""
    subject: str | None = None
    people = _people_in(d, tagger, start, end)
    if len(people) == 1:
        subject = people[0]
    entry: Token | None = None
    for sentence in d.sentences(start, end):
        if d.is_masked(sentence.span()[0]):
            tagged = tagger.tag(sentence, people)
            persons = [m.id for m in tagged.of("P") if m.id]
            if persons:
                subject = persons[-1] if len(persons) == 1 else subject
            continue
        tagged = tagger.tag(sentence, people, subject)
        part = entry_parts(tokens_of(tagged), entry)
        entry = part.person
        if part.parts[part.heads :] and (part.heads or not _PAST.match(sentence.text)):
            continue  # an entry of a list of people, which is read clause by clause
        _covers(d, tagged, subject)
        _leading(d, tagged, theme)
        who = _subject(tagged)
        if who is not None and who.id:
            subject = who.id
        if subject and who is None and theme is None and not tagged.of("P"):
            who = Mention(subject, "P", 0, 0, "")
        if subject and who is not None:
            _employment(d, tagged, subject, who)
            _interests(d, tagged, subject)
            _works_on(d, tagged, subject)


def _people_in(d: Draft, tagger: Tagger, start: int, end: int) -> list[str]:
    found: list[str] = []
    for sentence in d.sentences(start, end, ("paragraph", "item", "row", "byline")):
        found.extend(m.id for m in tagger.known(sentence.text) if m.letter == "P" and m.id)
    return list(dict.fromkeys(found))


def _subject(tagged: Tagged) -> Mention | None:
    """Whom a sentence is about: its first person, but not one inside a subordinate clause about leave."""
    persons = tagged.of("P")
    for m in persons:
        before = tagged.sentence.text[: m.start]
        if (
            re.search(r"\b(?:whilst|while|from|after|for)\s(?:the )?$", before, re.IGNORECASE)
            and len(persons) > 1
        ):
            continue
        if m.text in ("Her", "His", "her", "his") and re.match(
            r" (?:successor|predecessor|place|post|colleague)", tagged.sentence.text[m.end :]
        ):
            continue
        return m
    return None


def _employment(d: Draft, tagged: Tagged, person: str, who: Mention) -> None:
    text = tagged.sentence.text
    span = tagged.span()
    previous: tuple[int, str | None] = (0, None)
    orgs = tagged.of("O")
    for m in orgs:
        if m.id is None:
            continue
        left = text[max(0, previous[0]) : m.start]
        clause = re.split(
            r"[;]|, and (?=(?:one|is|was|has|before|earlier|his|her))|\bbefore (?=that)|, where |\. ", left
        )[-1]
        if previous[1] and re.fullmatch(
            r"\)?,? ?(?:and|or|,)?(?: ?(?:earlier(?: still)?|then|later),?)?(?: (?:by|for|at|to|with|from))?(?: the| at the)? ?",
            left,
        ):
            predicate: str | None = previous[1]
        else:
            predicate = _predicate(clause, left, text[: m.start], text[m.end :], who)
        previous = (m.end, predicate)
        if predicate == "part":
            before = [o for o in orgs if o.id and o.end <= m.start]
            if before:
                d.relate(before[-1].id or "", "partOfOrganisation", m.id, span, "biography")
            previous = (m.end, None)
            continue
        if predicate is None:
            continue
        d.relate(person, predicate, m.id, span, "biography")
    _joined(d, tagged, person)
    _university(d, tagged, person)
    _roles(d, tagged, person)


def _predicate(clause: str, left: str, before: str, after: str, who: Mention) -> str | None:
    if re.search(
        r"\b(?:part|institute|unit|school|department) of (?:the )?$|which is part of (?:the )?$", left
    ):
        return "part"
    learned = r"\b(?:PhD|doctorate|degree|graduated|studied|seconded)\b[^,;]{0,40}? (?:from|at|in) (?:the )?$"
    if re.search(learned, left) and not re.search(r"\bseconded\b[^,;]*\bat (?:the )?$", left):
        return None
    if _REFUSED.search(left) or _WORK_OF.search(left):
        return None
    if re.search(r"\bleave from (?:the )?$", left):
        return "affiliatedWith"
    if re.search(r"\b(?:used to (?:work|be|teach)|[Tt]hen (?:an? |the )?[A-Za-z]+)\b[^,;]*$", left):
        return "workedFor"
    if _NOT_EMPLOYER.search(left) or re.search(r"\bwhich the $|-led$", left):
        return None
    if re.search(r"^(?:'s|,? which)? (?:theme|team evaluating)", after):
        return None
    if re.search(r"\b(?:prior to|before|since|after) (?:re)?joining (?:the )?$", left, re.IGNORECASE):
        return None
    if re.match(
        r"(?:,[^,;.]{0,60},|,)? (?:is|has gone|goes|will be) (?:now |currently )?on (?:secondment|loan)\b",
        after,
    ):
        return "affiliatedWith"  # "‹P›, Analyst at ‹O›, is on secondment to ‹O2›"
    if _SECONDED.search(clause) or re.match(r"[^.]{0,12}\bsecondment\b", after):
        if re.search(r"\bprior|before that\b", clause):
            return "workedFor"
        return "secondedTo"
    if re.search(r"\b(?:left|leaves|from|leaving) (?:the )?$", left) and not re.search(
        r"\bcame on board\b", clause
    ):
        return "workedFor"
    past = list(_PAST.finditer(clause))
    present = list(_PRESENT.finditer(clause))
    if re.search(
        r"(?:^|[–—:] ?|, )(?:[A-Z][\w-]+ )+(?:in |of )?(?:[A-Z][\w-]+ ?)*, (?:the )?$", left
    ) and re.search(rf"\b(?:{_ROLE_WORDS})\b", left, re.IGNORECASE):
        return "affiliatedWith"
    if re.search(
        r"\b(?:joined|moved to|came to|became [^,]* (?:of|at)|arrived at|has been[^,]*(?:at|with)|is (?:an?|the|now)[^,]*(?:at|of|with|in)) (?:the )?$",
        left,
    ):
        return "affiliatedWith"
    if past and not re.search(r"\bto (?:be|become|join|lead|head|run|direct)\b[^,;]*$", left):
        return "workedFor"
    if present and re.search(r"(?:\bat|\bof|\bwith|\bin|\bfor|\bto|joined|,) (?:the )?$", left):
        if re.search(r"\b(?:theme|lead|leads) (?:for|of) (?:the )?$", left):
            return None
        return "affiliatedWith"
    if re.match(r",? (?:which|where|whom) (?:she|he|they|‹P\d+›) (?:joined|is|holds|works)", after):
        return "affiliatedWith"
    if re.search(r"(?:^|, )(?:[A-Z][\w-]+ )+(?:at|of|in|with) (?:the )?$", left) or re.search(
        r"\b(?:Fellow|Lecturer|Professor|Economist|Analyst|Associate|Manager|Director|Officer)[^,.;]{0,40}(?:at|with|in|for|of) (?:the )?$",
        left,
    ):
        return "affiliatedWith"
    del before, who
    return None


_JOINED_ON = re.compile(
    r"\b(?:joined|moved to|came to|arrived (?:at|in)|started (?:at|in|with)|came on board|took up|moved|came|became)\b"
    r"(?P<gap>[^.;]{0,70}?)\b(?:in|on|since) $"
)
_SINCE = re.compile(r"\b(?:has been|A|An|is|works)\b[^.;]{0,90}\bsince $")


def _joined(d: Draft, tagged: Tagged, person: str) -> None:
    """When the person came to the present post: "joined ... in May 2021", "has been a Fellow at ... since 2019"."""
    text = tagged.sentence.text
    for found in find_dates(text, years=True):
        before = text[: found.start]
        if re.fullmatch(r"Since ", before) and re.search(r"\b(?:has been|has worked)\b", text):
            d.relate(person, "joined", Value(found.value, found.type), tagged.span(), "biography")
            return
        came = _JOINED_ON.search(before)
        if (came and not re.search(r"\b(?:until|after|before)\b", came["gap"])) or (
            _SINCE.search(before) and tagged.of("R")
        ):
            d.relate(person, "joined", Value(found.value, found.type), tagged.span(), "biography")
            return


def _university(d: Draft, tagged: Tagged, person: str) -> None:
    """For example "at Exeter" in a life story means the University of Exeter, where the text names it."""
    for m in tagged.of("G"):
        if re.search(r"\b(?:at|to) $", tagged.sentence.text[: m.start]):
            org = d.find("Organisation", f"University of {m.text}")
            if org and re.search(
                r"\b(?:arrived|joined|since|is an?|has been|moved|came)\b", tagged.sentence.text
            ):
                d.alias(org, m.text)
                d.relate(person, "affiliatedWith", org, tagged.span(), "biography")


def _roles(d: Draft, tagged: Tagged, person: str) -> None:
    text = tagged.sentence.text
    first = next(iter(tagged.mentions), None)
    if not tagged.of("P") and first is not None and first.letter == "O" and first.start <= len("The "):
        return  # a body is what the sentence is about
    for m in tagged.of("R"):
        before = text[: m.start]
        if re.search(
            r"\b(?:a|an|the|as|as an?|post of|is|be|been|our|,|–|now|works as an?|chair)\s$|\bholds the $|^$|^\W*(?:A|An) $",
            before,
        ) or before.endswith(", "):
            if re.search(r"\b(?:hub|theme) lead\b", m.text, re.IGNORECASE):
                continue
            d.relate(person, "hasRole", Value(m.text), tagged.span(), "biography")
    for match in _LOWER_ROLE.finditer(text):
        role = match["role"]
        if re.search(r"\blead(?:er)?s?$", role) and "research theme lead" not in role:
            continue
        if any(m.start <= match.start("role") < m.end for m in tagged.mentions) or re.match(
            r"s\b|'s", text[match.end() :]
        ):
            continue
        d.relate(person, "hasRole", Value(role), tagged.span(), "biography")


def _interests(d: Draft, tagged: Tagged, person: str) -> None:
    text = tagged.sentence.text
    for rule in _INTERESTS:
        match = rule.search(text)
        if match is None:
            continue
        for item in fields_of(match["list"], spanned="run from" in match.group()):
            d.relate(person, "expertise", Value(item), tagged.span(), "biography")
        if rule is not _INTERESTS[1] and rule is not _INTERESTS[5]:
            return


# --- leading, covering, succeeding -----------------------------------------------------------------------------------

_LEAVE = r"(?:maternity|paternity|parental|sick|adoption|study|research)? ?(?:leave|sabbatical)"
_COVERS = (
    pattern(r"{P}(?:, who)? is (?:standing|filling) in for {P2}"),
    pattern(rf"{{P}}[^.]*?\b(?:whilst|while)\b[^.‹]*{{P2}} (?:is|was) (?:away )?on {_LEAVE}"),
    pattern(
        rf"\b[Ww]h(?:ilst|ile) {{P2}} is (?:away )?on {_LEAVE}[^.]*?(?:taken by|covered by|filled by|looked after by) {{P}}"
    ),
    pattern(r"{P} (?:covers|is covering|is acting|is deputising)[^.‹]* for {P2}"),
)
_COVER_BY_PLACE = pattern(
    rf"\b[Ww]h(?:ilst|ile) {{P2}} is (?:away )?on {_LEAVE},? ‹P\d+› place is taken by {{P}}"
)
_THEME = r"(?:the )?(?:{T}|\"?‹N(?P<TN>\d+)›\"?|(?P<raw>[a-z][a-z ,:-]+?))"
#: One of these stands in whatever a rule below matches; looking for them first is quick.
_LEADING_WORDS = ("theme", "lead", "led by")
#: "was led by ‹P› until May": who led then leads no more.
_LED_THEN = re.compile(
    r"\b(?:was|were|had been) (?:\w+ ){0,2}led by\b(?=.*\b(?:until|till)\b)"
    r"|\b(?:until|till|formerly|previously|once|originally|initially)\b[^.;]*? led by\b",
    re.IGNORECASE,
)
_LEADS = (
    pattern(
        r"{P}[^.‹]{0,20} (?:is|becomes|became) the (?:new )?(?P<role>(?:[a-z]+ )?(?:research )?theme (?:co-)?lead) (?:for|of|on) (?P<theme>[^.]+)"
    ),
    pattern(
        r"{P}[^.‹]{0,40} took over from {P2} as (?P<role>research theme lead|theme lead|lead) (?:for|of|on) (?P<theme>[^.]+)"
    ),
    pattern(r"{P},? the (?P<role>lead) (?:for|of) (?P<theme>[^.]+?), "),
    pattern(r"{P} (?:leads|heads|co-leads) the theme (?:on|of|for) (?P<theme>[^.]+?)(?: and has|\.|$)"),
    pattern(r"(?P<theme>[^.]{2,80}?) (?:theme )?is (?:co-)?led by {P}(?: and {P2})?"),
    pattern(r"\bled by {P}(?: and {P2})?"),
    pattern(r"[Rr]esponsibility for this theme passed [^.‹]*to {P}"),
    pattern(r"\b(?:[Oo]ur lead here is|theme stays with) {P}"),
    pattern(r"{P} (?:is looking|looks|has looked) after (?:the )?(?P<theme>[^.]{2,60}?) theme\b"),
    pattern(r"\bsuccessor as lead for (?P<theme>[^.]+?) is {P}"),
)


def _leading(d: Draft, tagged: Tagged, theme: str | None) -> None:
    if not any(word in tagged.text for word in _LEADING_WORDS) or _LED_THEN.search(tagged.text):
        return
    for rule in _LEADS:
        match = rule.search(tagged.text)
        if match is None:
            continue
        groups = match.groupdict()
        if groups.get("theme") and rule is not _LEADS[4]:
            words = tagged.words(match.start("theme"), match.end("theme"))
            words = re.split(r" whilst | while | and (?:has|a |is )|, ", words)[0]
            found = resolve(d, re.sub(r"^the ", "", words)) or _within(d, words) or theme
        else:
            found = theme
        if found is None:
            continue
        for group in ("P", "P2"):
            m = tagged.mention(groups.get(group))
            if m is None or m.id is None or (group == "P2" and rule is _LEADS[1]):
                continue
            d.relate(m.id, "leadsTheme", found, tagged.span(), "theme lead")
            if groups.get("role") and "lead" in groups["role"] and len(groups["role"].split()) > 1:
                d.relate(m.id, "hasRole", Value(groups["role"]), tagged.span(), "theme lead")
        return


def _within(d: Draft, words: str) -> str | None:
    low = words.lower()
    hits = [(len(n), t.id) for t in d.of("Theme") for n in t.names if n.lower() in low]
    return max(hits)[1] if hits else None


def _covers(d: Draft, tagged: Tagged, subject: str | None) -> None:
    for rule in (_COVER_BY_PLACE, *_COVERS):
        match = rule.search(tagged.text)
        if match:
            a, b = tagged.mention(match["P"]), tagged.mention(match["P2"])
            if a and b and a.id and b.id:
                d.relate(a.id, "coversFor", b.id, tagged.span(), "cover")
                return
    del subject


_WORKS_ON = (
    pattern(r"\b(?:also )?works on (?:the )?{L}"),
    pattern(r"\bworking on (?:an evaluation of )?(?:the )?{L}(?: and (?:the )?{L2})?"),
    pattern(r"\b(?:worked|works|working) on (?:the )?(?:evaluation|delivery|design) of (?:the )?{L}"),
    pattern(r"\b(?:team )?evaluating (?:the )?{L}"),
    pattern(r"{P},? who co-?ordinates (?:the )?{L}"),
    pattern(r"\breports for the \"?{L}"),
)


def _works_on(d: Draft, tagged: Tagged, person: str | None) -> None:
    for rule in _WORKS_ON:
        for match in rule.finditer(tagged.text):
            groups = match.groupdict()
            named = tagged.mention(groups.get("P"))
            who = (
                named.id
                if named
                else next(
                    (
                        m.id
                        for m in reversed(tagged.of("P"))
                        if m.id and m.start < tagged.places[match.start()]
                    ),
                    person,
                )
            )
            for group in ("L", "L2"):
                m = tagged.mention(groups.get(group))
                if m and m.id and who:
                    d.relate(who, "worksOn", m.id, tagged.span(), "works on")


# --- outside theme sections --------------------------------------------------------------------------------------------


def _interview(d: Draft, tagged: Tagged, start: int) -> None:
    """In an interview "I" is whom it is with."""
    person = next(
        (
            m.id
            for s in d.sentences(start, start + 600)
            for m in Tagger.of(d).known(s.text)
            if m.letter == "P"
        ),
        None,
    )
    if person is None or not re.search(r"\bI\b", tagged.sentence.text):
        return
    me = Mention(person, "P", 0, 1, "I")
    if re.search(r"\bI (?:was|am|joined|worked|have worked|moved)\b", tagged.sentence.text):
        _employment(d, tagged, person, me)
