"""Finds contact data in text: e-mail addresses and telephone numbers, in every spelling that reveals them.

No other module detects contact data. The text is first decoded as a reader would see it: full-width
characters, HTML entities, percent codes, soft hyphens and zero-width characters are resolved. Each result has
its offsets in the original text. Numbers are judged by Google's libphonenumber.

Handles ("@lpip_hub"), dates, sums, grant numbers, ISBN, DOI and ORCID are not contact data.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .glance import CALLING_WORDS, CODED, HIDES_NOTHING, harmless

__all__ = [
    "MARK",
    "Contact",
    "contacts",
    "contacts_in_iri",
    "covered",
    "masked",
    "shown",
    "withheld",
    "without_marks",
]

#: Replaces each covered character, so that offsets do not change.
MARK = "█"
#: Replaces contact data that was removed from a label.
_LEFT_OUT = "…"


@dataclass(frozen=True, slots=True, order=True)
class Contact:
    """One address or number: `kind` is "e-mail address" or "telephone number", the offsets refer to the text."""

    start: int
    end: int
    kind: str


_MAIL, _PHONE = "e-mail address", "telephone number"

_LONG = 4000
#: A text without any of these has no address. Each begins with a character that can be searched for.
_AT_SIGNS = (
    re.compile(
        r"[\[({<][^\w\n]{0,3}(?:[aA][tT]|[aAäÄ]|[äÄ][tT]|[aA][rR][oO][bB][aA][sS][eE]|[aA][rR][rR][oO][bB][aA]|[eE][tT])"
        r"[^\w\n]{0,3}[\])}>]"
    ),
    re.compile(r"['\"_-][aA][tT]['\"_-]"),
)
_AT_WORD = re.compile(r"at\b(?<=\bat)")
#: A text without six digits, or without one of these, has no telephone number: a plus, nine digits, seven
#: that begin with 8 (0800 1111), or a word that says so.
_DIGITS = re.compile(r"\d(?:\D{0,8}\d){5}")
_CALLABLE = re.compile(r"[+\uff0b]|\d(?:[^a-wyzA-WYZ\d]{0,12}\d){8}|8(?:[^a-wyzA-WYZ\d]{0,12}\d){6}")
_CALLED = re.compile("|".join((*map(re.escape, CALLING_WORDS), "[tmfp][:.]")))
#: What `_ODD` begins with, in ASCII.
_ODD_SIGNS = re.compile(r"[&%<\\\x00-\x08\x0b-\x1f\x7f]")


def _suspect(text: str) -> bool:
    """Whether a text may hold contact data; a fast check that clears most texts."""
    if not text.isascii():
        text = HIDES_NOTHING.sub("-", text)
        if not text.isascii() or "<" in text or "\\" in text:
            return True
    if "@" in text or any(sign.search(text) for sign in _AT_SIGNS):
        return True
    lower = text.lower()
    if "at" in lower and _AT_WORD.search(lower):
        return True
    if ("&" in text or "%" in text or "\\" in text) and CODED.search(text):
        return True
    if _DIGITS.search(text) is None:
        return False
    if _CALLABLE.search(lower) or _CALLED.search(lower):
        return True
    return _ODD_SIGNS.search(lower) is not None and _ODD.search(lower) is not None


# --- the text as a reader sees it ---------------------------------------------------------------------------

_INLINE = r"</?(?:span|b|i|em|strong|u|a|font|wbr|code|sup|sub)\b[^<>@%&]{0,200}>|<!--[^<>@]{0,200}-->"
_BREAKING = r"</?(?:p|br|div|li|ul|td|tr|th|h[1-6])\b[^<>@%&]{0,200}>"
_ODD = re.compile(
    rf"(?P<entity>&(?:amp;)*(?:\#\d{{1,7}};?|\#[xX][0-9a-fA-F]{{1,6}};?|[A-Za-z]{{2,10}};))"
    r"|%(?:25)*(?P<percent>[2-7][0-9A-Fa-f])"
    r"|\\u00(?P<escape>[2-7][0-9A-Fa-f])"
    r"|(?P<backslash>\\(?=[!-/:-@\[-`{-~]))"
    rf"|(?P<inline>{_INLINE})|(?P<breaking>{_BREAKING})"
    r"|(?P<sign>[^\x00-\x7f]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r\n?)"
)
_BLANK = {"Cc", "Cf", "Mn", "Me"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text as a reader sees it; `starts` and `ends` are the offsets of each character in the source."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def _seen(text: str) -> _Seen:
    parts: list[str] = []
    starts, ends = array("l"), array("l")

    def keep(piece: str, start: int, end: int) -> None:
        if not piece:
            return
        parts.append(piece)
        if len(piece) == end - start:
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))
        else:
            starts.extend([start] * len(piece))
            ends.extend([end] * len(piece))

    at = 0
    for match in _ODD.finditer(text):
        keep(text[at : match.start()], at, match.start())
        keep(_plain(match), match.start(), match.end())
        at = match.end()
    keep(text[at:], at, len(text))
    return _Seen("".join(parts), starts, ends)


def _plain(match: re.Match[str]) -> str:
    kind, whole = match.lastgroup, match[0]
    if kind == "entity":
        name = "&" + re.sub(r"^&(?:amp;)*", "", whole)
        found = html.unescape(name if name.endswith(";") else name + ";")
        return _sign(found) if len(found) == 1 else whole
    if kind in ("percent", "escape"):
        return chr(int(match[kind], 16))
    if kind == "sign":
        return _sign(whole[0])
    return "\n" if kind == "breaking" else ""


@lru_cache(maxsize=4096)
def _sign(sign: str) -> str:
    """A character in normal form: full-width forms and digits of any script as ASCII, one kind of space, no invisible characters."""
    if sign == MARK:
        return sign
    if sign.isspace() or sign in "\u2028\u2029\x85":
        return "\n" if sign in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    if unicodedata.category(sign) in _BLANK or sign in "\u115f\u1160\u3164\uffa0":
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    if unicodedata.category(sign) == "Pd":
        return "-"
    if sign in "․。｡":
        return "."
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) <= 4 and not any(map(str.isspace, plain)) else sign


# --- e-mail -------------------------------------------------------------------------------------------------

_OPEN, _CLOSE = r"[\[({<«|]", r"[\])}>»|]"
_AT = re.compile(
    rf"(?P<framed>\s{{0,6}}{_OPEN}\s{{0,6}}(?:(?:replace|insert|use|with)\b[^()\[\]@\n]{{0,40}})?"
    rf"(?:at(?:[ -]sign)?|@|ät|arobase|arroba)\s{{0,6}}{_CLOSE}\s{{0,6}})"
    r"|(?P<lined>\s{0,6}(?:_at_|\*at\*|~at~)\s{0,6}|\s{1,6}[-*'‘’\"“”]at[-*'‘’\"“”]\s{1,6}|[ ]{1,6}at-sign[ ]{1,6})"
    r"|(?P<tight>[\[({](?:a|et)[\])}])"
    r"|(?P<signed>\s{0,6}@[*_`]{0,2}\s{0,6})"
    r"|(?P<joined>(?<=[^\W_])['‘’\"_-]{1,2}(?i:at)['‘’\"_-]{1,2}(?=[^\W_]))"
    r"|(?P<word>(?<=[\w.])\s{1,6}(?:at|AT|At)\s{1,6}(?=\w))",
    re.IGNORECASE,
)
_LABEL = r"[^\W_](?:[\w-]{0,62}[^\W_])?"
_WORDED_DOT = rf"\s{{0,6}}{_OPEN}\s{{0,6}}(?:\.|dot|punkt|point|punto)\s{{0,6}}{_CLOSE}\s{{0,6}}|\s{{1,6}}(?i:dot|punkt)\s{{1,6}}|\s{{0,2}}['‘’\"“”_*~-]{{1,2}}(?i:dot)['‘’\"“”_*~-]{{1,2}}\s{{0,2}}"
#: After a line end an address continues in lower case; a capital begins the next sentence.
_DOT = rf"(?:{_WORDED_DOT}|\.|[ ]{{1,2}}\.[ ]{{1,2}}|\s{{0,6}}\n\s{{0,6}}\.|\.[ ]*\n\s{{0,6}}(?=[a-z]))"
_LAST = r"(?:xn--[\w-]{2,59}|[^\W\d_]{2,63})(?![^\W_])"
_HOST = re.compile(
    rf"(?:{_LABEL}(?:-?[ ]*\n[ ]*[a-z0-9][\w-]{{0,62}})?(?:{_DOT}{_LABEL}){{0,8}}?{_DOT}{_LAST}(?:{_DOT}{_LAST}){{0,4}}"
    r"|\[(?:IPv6:)?[0-9a-fA-F.:]{3,45}\])"
)
#: A host without its domain: inside an organisation, or where a line, a title or a quote ends in the middle
#: of an address.
_STUB = re.compile(r"[^\W\d_](?:[\w-]{0,62}[^\W_])(?![\w@])|(?![\w@])")
_WORDED = re.compile(_WORDED_DOT)
_LOCAL = re.compile(
    rf"(?:\"[^\"\n]{{1,64}}\"|(?:[\w.!#$%&'*+=?^`{{}}~-]|{_WORDED_DOT}|(?<=[._-])\n[ ]*|\n(?=[._-])"
    r"|\([^()\n@]{0,40}\)(?=$)){1,80})$"
)
#: A full stop at the start of a line continues what precedes it; one at the end of a line may end a sentence.
_CARRIED = re.compile(r"\s*\n\s*(?=[._-])")
_HANDLED = re.compile(r"(?:^|[\s(\[,;:>\"'“‘])@$")
_IMAGE = re.compile(r"\d+x\.(?:png|jpe?g|gif|svg|webp|avif)$", re.IGNORECASE)
_TELLING = re.compile(r"[^\W\d_][\w-]*(?:[._]|\d)[\w.-]*\w|[^\W\d_]+\d+")
#: "ann." and "lee" across a line end, before "at": either an address or the end of a sentence; treated as an
#: address.
_ACROSS = re.compile(r"\w[._]\n[ ]*([a-z]{2,})$")
#: Words of a sentence or caption before "at" and a web site.
_BEFORE_SITE = frozenset(
    re.findall(
        r"\w+",
        "accessible again apply are available away based book bookings booking contact details download enquire event "
        "events found free held here hosted is launched listed live look meet more notes now online open out published read "
        "register report see sign slides speaking talk tickets up visit was were write",
    )
)
_HANDLE_HOSTS = re.compile(r"\.(?:social|bsky|world|online)(?:\.|$)|\bbsky\b")
_FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "all and are by can find follow for from here in is join just look me more of on or our see talk the this to "
        "tweet us via visit we with",
    )
)


def _mails(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while True:
        match = _AT.search(text, at)
        if match is None:
            return
        at = match.end() if match.end() > match.start() else match.end() + 1
        host = _HOST.match(text, match.end()) or _STUB.match(text, match.end())
        if host is None:
            continue
        before = text[max(0, match.start() - 100) : match.start()]
        local = _LOCAL.search(before)
        if local is None:
            continue
        name = local[0].strip("*_`'") if '"' not in local[0] else local[0]
        name = _CARRIED.sub("", name)
        lead = before[: local.start()]
        if not re.search(r"\w", name) or not _is_mail(match, name, lead, host[0]):
            continue
        start = match.start() - len(local[0])
        skip = len(local[0]) - len(local[0].lstrip("*_`'.!?&{}~\n ="))
        yield start + min(skip, len(local[0]) - 1), host.end()
        at = max(at, host.end())


def _is_mail(at: re.Match[str], name: str, lead: str, host: str) -> bool:
    """Whether name, sign and host together are an address, and not a handle, a file name or part of a sentence."""
    if _IMAGE.search(host):
        return False
    if "." not in host and _WORDED.search(host) is None and not host.startswith("["):
        whole = _TELLING.fullmatch(name.rsplit(maxsplit=1)[-1]) is not None
        if at.lastgroup == "signed" and at[0].strip("*_`") == "@" and not _HANDLED.search(lead):
            return whole or (host != "" and name[-1].isalnum() and any(map(str.isalpha, name)))
        return whole and at.lastgroup in ("framed", "lined", "tight")
    worded = _WORDED.search(host) is not None
    kind = at.lastgroup
    if kind == "signed":
        if _HANDLED.search(lead) and "\n" not in at[0]:
            return False  # a handle with its server: @ann@example.social
        return _joined_by_sign(at[0], name, host)
    if kind in ("framed", "lined", "tight"):
        return True
    if kind == "joined":
        return worded
    # "at" as a word: requires a worded dot, or a name that is not an ordinary word
    last = name.rsplit(maxsplit=1)[-1]
    across = _ACROSS.search(name)
    if worded or (across is not None and across[1] not in _BEFORE_SITE):
        return True
    return (at[0].strip() == "AT" and not last.isupper()) or (
        _TELLING.fullmatch(last) is not None and last[-1:].isalnum() and not last.isupper()
    )


def _joined_by_sign(sign: str, name: str, host: str) -> bool:
    before, _, after = sign.partition("@")
    after = after.lstrip("*_`")
    if not before and (not after or "\n" in after):
        return True
    if not before:  # "ann@ x.org": a line end that became a space, or a typing error
        return name.casefold() not in _FUNCTION_WORDS and not _HANDLE_HOSTS.search(host)
    if _TELLING.fullmatch(name):
        return True
    if _HANDLE_HOSTS.search(host):
        return False
    plain = name.casefold() not in _FUNCTION_WORDS
    return plain and ("\n" in before or after != "")


# --- telephone ----------------------------------------------------------------------------------------------

_NAMED = re.compile(
    r"(?:\b(?:tel(?:ephone)?|phone|mob(?:ile)?|cell|fax|whats ?app|hotline|helpline|switchboard)\b"
    r"(?:[ ]?(?:no|nr|number|us|on|line))*[ ]?[.:]*|\b(?:call|ring|text|phone)[ ]+(?:\w+[ ]+)?on\b:?|[☎☏✆📞📱]|(?:^|\n)[ ]*[TMFPtm][:.])"
    r"[\s*_]{0,6}(?P<number>[+(]?[\d(][\d ().\n-]{4,24}\d)",
    re.IGNORECASE,
)
#: Digits with the separators that libphonenumber accepts within one number.
_BETWEEN = r"[-x\u2010-\u2015\u2212\u30fc\uff0d\uff0f \xa0\xad\u200b\u2060\u3000()\uff08\uff09\uff3b\uff3d.\[\]/~\u2053\u223c\uff5e]{0,4}"
_RUN = re.compile(rf"(?:[+\uff0b]{_BETWEEN})?\d(?:{_BETWEEN}\d)*")
#: Words before the number of an extension.
_EXTENDS = re.compile(r"(?:xt?n?|ion|int|=|#|доб|anexo)[:.]?[\s,-]*$", re.IGNORECASE)
_EXTENDED = re.compile(r"[\s,-]*(?:;ext|e?xt|x|int|[#~]|доб|anexo)", re.IGNORECASE)
_FEWEST = 7
_EXTENSION = re.compile(r"[\s,;]{0,3}\(?(?:ext(?:ension|n)?|x|#)[.:]?\s{0,2}\d{1,7}\)?(?!\w)", re.IGNORECASE)
#: Other kinds of numbers: a word before them says so, or they are part of a page's address.
_OTHER = re.compile(
    r"(?:isbn(?:-1[03])?|issn|doi|orcid|isni|ror|pmid|uprn|vat|iban|grant|award|project|charity|company|registered|ref(?:erence)?|pages?|pp)"
    r"[\s:.#]*(?:no|nr|number|id)?[\s:.#]*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?://|www\.|\b10\.\d{4,9}/)[^\s<>\"“”]*", re.IGNORECASE)
#: A digest or random identifier: its digits may look like a telephone number.
_TOKEN = re.compile(
    r"\b[a-z]?(?=[0-9a-f]*[a-f])[0-9a-f]{32,}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    re.IGNORECASE,
)
_SUM = re.compile(r"[£€$¥]\s?$|\b(?:GBP|EUR|USD)\s?$")
_YEARS = re.compile(
    r"(?:1[5-9]|20)\d\d\s?[-–/ ]\s?(?:(?:1[5-9]|20)\d\d|\d\d)\b|(?:1[5-9]|20)\d\d-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}"
)
_NATIONAL = re.compile(r"\(?0\d{2,5}\)?(?:[ .\n-]{1,2}\d{2,8}){1,4}|0[1-8]\d{9}|0[12]\d{8}")
_OF_PAGE = re.compile(r"(?:wa\.me/|whatsapp\.com/send\S{0,20}phone=)\+?(?P<number>\d{7,15})", re.IGNORECASE)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    others = [m.span() for kind in (_ADDRESS, _TOKEN) for m in kind.finditer(text)]
    for match in _OF_PAGE.finditer(text):
        yield match.span("number")
    for match in _NAMED.finditer(text):
        number = match["number"]
        if sum(map(str.isdigit, number)) >= 6 and not _YEARS.match(number):
            yield _extended(text, *match.span("number"))
    joined = re.sub(r"[\n\t]", " ", text)
    for look in (text,) if joined == text else (text, joined):
        for start, end, sure in _numbers(look) if _CALLABLE.search(look) else ():
            raw = look[start:end]
            core = re.split(r"[^\d\s().+-]", raw, maxsplit=1)[0].rstrip(" (,;")
            digits = sum(map(str.isdigit, core))
            before = look[max(0, start - 40) : start]
            if any(a <= start < b for a, b in others) or _OTHER.search(before) or _SUM.search(before):
                continue
            part_of_address = before.endswith(("/", "%")) and not any(map(str.isspace, core))
            if _YEARS.match(raw) or part_of_address or re.match(r"\s?%", look[end : end + 2]):
                continue
            if (
                sure
                or (digits >= 9 and re.match(r"\(?\+|00 ?[1-9]", raw))
                or (9 < digits < 12 and look is text and _NATIONAL.fullmatch(core))
            ):
                yield _extended(text, start, end)


def _too_short(run: re.Match[str]) -> str:
    """The text with the digits of years, days and sums replaced, to avoid slow checks; a telephone number has seven digits, or a plus."""
    if run[0][0] in "+\uff0b" or sum(map(str.isdigit, run[0])) >= _FEWEST:
        return run[0]
    text, (start, end) = run.string, run.span()
    if _EXTENDS.search(text[max(0, start - 12) : start]) or _EXTENDED.match(text, end):
        return run[0]
    return re.sub(r"\d", "·", run[0])


def _numbers(text: str) -> Iterator[tuple[int, int, bool]]:
    """The numbers that libphonenumber recognises, and whether they are in use; those reserved for films are not."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    text = _RUN.sub(_too_short, text)
    for leniency, sure in ((Leniency.VALID, True), (Leniency.POSSIBLE, False)):
        for match in PhoneNumberMatcher(text, "GB", leniency=leniency, max_tries=1 << 20):
            yield match.start, match.end, sure


def _extended(text: str, start: int, end: int) -> tuple[int, int]:
    more = _EXTENSION.match(text, end)
    return start, more.end() if more else end


# --- public functions ---------------------------------------------------------------------------------------


def contacts(text: str) -> tuple[Contact, ...]:
    """The contact data of a text, in its order, none overlapping.

    Parameters
    ----------
    text
        Any text.
    """
    if harmless(text.encode("utf-8", "surrogatepass")) or not _suspect(text):
        return ()
    return _known(text) if len(text) < _LONG else _found(text)


@lru_cache(maxsize=16384)
def _known(text: str) -> tuple[Contact, ...]:
    """Cached for labels and quotes, which repeat; whole issues do not."""
    return _found(text)


def _found(text: str) -> tuple[Contact, ...]:
    if _ODD.search(text) is None:  # it is plain as written
        found = [(*span, _MAIL) for span in _mails(text)]
        if _DIGITS.search(text):
            found += [(*span, _PHONE) for span in _phones(text)]
        return _merged(found)
    seen = _seen(text)
    found = [(*seen.span(*span), _MAIL) for span in _mails(seen.text)]
    if _DIGITS.search(seen.text):
        found += [(*seen.span(*span), _PHONE) for span in _phones(seen.text)]
    return _merged(found)


def _merged(found: list[tuple[int, int, str]]) -> tuple[Contact, ...]:
    merged: list[Contact] = []
    for start, end, kind in sorted(found):
        if merged and start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Contact(last.start, max(last.end, end), last.kind)
        else:
            merged.append(Contact(start, end, kind))
    return tuple(merged)


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with a `MARK` for each character of the spans; line ends and tabs stay, and so does every offset."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            parts += (text[at:start], re.sub(r"[^\r\n\t]", MARK, text[max(start, at) : end]))
            at = end
    return "".join((*parts, text[at:]))


def masked(text: str) -> str:
    """The text with its contact data covered: the length and every other character stay the same."""
    while found := contacts(text):
        text = covered(text, ((c.start, c.end) for c in found))
    return text


#: An address in one piece, as the extraction rules recognise it.
_PLAIN = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def shown(text: str) -> str:
    """The text with its contact data covered as `masked` does, but for "@" and full stops of an address in one piece.

    Extraction rules still see that there is an address, and cannot take half of it for a name.
    """
    while found := contacts(text):
        parts: list[str] = []
        at = 0
        for each in found:
            words = text[each.start : each.end]
            kept = r"[^@.]" if _PLAIN.fullmatch(words) else r"[^\r\n\t]"
            parts += (text[at : each.start], re.sub(kept, MARK, words))
            at = each.end
        text = "".join((*parts, text[at:]))
    return text


def without_marks(words: str) -> str:
    """A name or value with an ellipsis in place of what is covered; empty if nothing else was in it."""
    if MARK not in words:
        return words
    plain = re.sub(rf"(?:mailto:|tel:)?{MARK}+(?:[@.\s]+{MARK}+)*", _LEFT_OUT, words)
    return plain if re.search(r"\w", plain) else ""


@lru_cache(maxsize=16384)
def withheld(text: str) -> str:
    """A name or label without its contact data, an ellipsis in its place; empty if nothing else was in it."""
    if not contacts(text):
        return text
    return without_marks(masked(text))


_CALLING = re.compile(
    r"(?P<mail>mailto|xmpp|sips?|im|acct)|(?P<call>tel|sms|smsto|callto|facetime(?:-audio)?|whatsapp|fax)"
)


@lru_cache(maxsize=65536)
def contacts_in_iri(value: str) -> str | None:
    """The kind of contact data that an IRI carries, None if it has none.

    Only explicit telephone numbers count (``tel:``), because an IRI often contains digits.
    """
    scheme, colon, rest = value.partition(":")
    called = _CALLING.fullmatch(scheme.casefold()) if colon else None
    if called is not None and rest:
        return _MAIL if called["mail"] else _PHONE
    if _OF_PAGE.search(value):
        return _PHONE
    if not re.search(r"@|%|at|[^\x00-\x7f]|&", value):
        return None
    # "/@" begins a handle, with or without its server; "name@latest" is a version
    plain = _seen(value).text.replace("/@", "/(@")
    return _MAIL if any(re.search(r"@.*\.|^[^@]+$", plain[a:b]) for a, b in _mails(plain)) else None
