"""Saved e-mails of every build: the part in HTML is read, whatever stands around it and in whatever order."""

from __future__ import annotations

import base64
import quopri
import random
import struct
from email.message import EmailMessage
from itertools import product

import pytest

from lpipgraph import document
from lpipgraph.authority import Authority
from lpipgraph.document.formats import source_of
from lpipgraph.document.formats.mail import read_mail, read_outlook, unquoted
from lpipgraph.errors import InputError
from lpipgraph.extract import extract

HEAD = "<h1>Lanes and Ledgers</h1><p>Issue No. 7 | Date 12.03.2026</p>"
PAGE = f"<html><body><div style='display:none'>A preheader</div>{HEAD}<p>Siân’s £5 million – “lamps”. {'A long line. ' * 20}</p></body></html>"
PLAIN = "Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nView this in a browser.\n"
ENCODINGS = ("quoted-printable", "base64", "8bit")
HEADERS = ("Received: from a\n by b", "From: Ada <a@lanes.example>", "Subject: News", "Date: Thu, 12 Mar 2026 09:00:00 +0000",
    "X-Mailer_1: any", "List-Unsubscribe: <https://lanes.example/u>", "Message-ID: <1@lanes.example>")  # fmt: skip


def body(encoding: str, charset: str) -> EmailMessage:
    made = EmailMessage()
    made.set_content(PLAIN, cte="8bit")
    made.add_alternative(PAGE, subtype="html", cte=encoding, charset=charset)
    return made


def related(inner: EmailMessage) -> EmailMessage:
    inner.get_body(("html",)).add_related(b"GIF89a", "image", "gif", cid="<1>")  # type: ignore[union-attr]
    return inner


def with_attachment(inner: EmailMessage) -> EmailMessage:
    inner.add_attachment(b"%PDF-1.7", "application", "pdf", filename="issue.pdf")
    return inner


BUILDS = {
    "two forms": lambda made: made,
    "with pictures": related,
    "with an attachment": with_attachment,
    "with both": lambda made: with_attachment(related(made)),
}


@pytest.mark.parametrize(("encoding", "charset"), [*product(ENCODINGS, ("utf-8", "windows-1252"))])
@pytest.mark.parametrize("build", BUILDS)
def test_the_page_is_read_however_it_was_sent(build: str, encoding: str, charset: str) -> None:
    made = BUILDS[build](body(encoding, charset))
    content = made.as_bytes()
    headers, _, rest = content.partition(b"\n\n")
    lines = [*HEADERS, *headers.decode().replace("\n ", " ").replace("\n\t", " ").split("\n")]
    random.Random(f"{build} {encoding} {charset}").shuffle(lines)
    source = read_mail("\n".join(lines).encode() + b"\n\n" + rest)
    assert source.media_type == "message/rfc822"
    assert source.text.startswith(
        "# Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nSiân’s £5 million – “lamps”."
    )
    assert "preheader" not in source.text
    assert "browser" not in source.text
    assert ("1 attachments were not read (issue.pdf)" in source.notes) == (
        "attachment" in build or "both" in build
    )


@pytest.mark.parametrize("start", ["", "From a@lanes.example Thu Mar 12 09:00:00 2026\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_message_is_told_by_its_headers_in_any_order(start: str, end: str) -> None:
    content = body("quoted-printable", "utf-8").as_string()
    headers, _, rest = content.partition("\n\n")
    for turn in range(len(HEADERS)):
        text = start + "\n".join((*HEADERS[turn:], *HEADERS[:turn], headers)) + "\n\n" + rest
        source = read_mail(text.replace("\n", end).encode())
        assert source.text.startswith("# Lanes and Ledgers")
    doc = document.parse(source.text)
    assert (doc.title, doc.number, doc.date) == ("Lanes and Ledgers", "7", "2026-03-12")
    at = doc.text.index("lamps")
    assert source.stretches(at, at + 5)[0][1] == "lamps"


def test_the_subject_stands_for_a_number_that_nothing_else_gives() -> None:
    made = EmailMessage()
    made["Subject"] = "Lanes and Ledgers, Issue No. 8, May 2026"
    made.set_content("<h1>Lanes and Ledgers</h1><p>The towns were glad.</p>", subtype="html")
    assert document.of(made.as_bytes()).number == "8"
    made.set_content("The towns were glad.\n")
    assert document.of(made.as_bytes()).number == "8"
    made.set_content(PLAIN)
    assert document.of(made.as_bytes()).number == "7"


def test_a_message_within_a_message_is_read_where_the_outer_one_says_nothing() -> None:
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.add_attachment(body("base64", "utf-8"))
    assert read_mail(outer.as_bytes()).text.startswith("# Lanes and Ledgers")


def test_a_message_without_text_names_what_to_save() -> None:
    outer = EmailMessage()
    outer.add_attachment(b"%PDF-1.7", "application", "pdf", filename="issue.pdf")
    with pytest.raises(InputError, match=r"no text of its own; save its attachment \(issue\.pdf\)"):
        source_of(b"Message-ID: <1@a>\n" + outer.as_bytes())


def test_a_web_archive_is_read() -> None:
    part = f"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://lanes.example/\n\n{quopri.encodestring(PAGE.encode()).decode()}"
    archive = f'From: <Saved by a browser>\nSubject: Lanes\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\n{part}\n--b--\n'
    assert "lamps" in source_of(archive.encode()).text


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "text", [PAGE, PLAIN.replace("View this", "Siân’s £5m – " + "a long line " * 9)], ids=["page", "text"]
)
def test_quoted_printable_that_was_saved_as_it_is(text: str, end: bytes) -> None:
    saved = quopri.encodestring(text.encode()).replace(b"\n", end)
    assert unquoted(saved) == text.encode().replace(b"\n", end)
    source = source_of(saved)
    assert "£5" in source.text
    assert "=" not in source.text
    assert source.notes[0].startswith("decoded from quoted-printable")


@pytest.mark.parametrize(
    "text",
    ["a = b, c=20 and x=3D\n", f"{'a' * 70}=\nand x == y\n", f"{'a' * 70}=\nis all\n", "<p class=20>a</p>\n", f"{'=' * 70}\nTitle\n", "Siân=C3=A9\n"],
)  # fmt: skip
def test_other_texts_with_equals_signs_stay(text: str) -> None:
    assert unquoted(text.encode()) is None


# --- what a mailing service puts below an issue ---

ISSUE = """Lanes and Ledgers

Issue No. 7 | Date 12.03.2026

Contents

The lamp.....3

The lamp

By Ada Green, Marlow University

Unsubscribe from noise: the square was full of people who had come from far to see it. You are receiving this lamp from Leeds.

The Harbour Trust funds the lamp.
"""
FOOTERS = {
    "reason, menu, address": "You are receiving this email because you signed up at the Quay Conference in Hull.\n\n"
    "Unsubscribe | Update your preferences | View this email in your browser | Forward to a friend\n\n"
    "Copyright © 2026 Quay Trust, All rights reserved.\n\nOur mailing address is:\n\nQuay Trust\n12 Quay Street\nHull HU1 2AB\n",
    "links": "This message was sent to ada@lanes.example by Quay Trust, 12 Quay Street, Hull, United Kingdom.\n"
    "[Unsubscribe](https://x.example/u) [Manage preferences](https://x.example/p)\nPowered by Campaign Monitor\n",
    "questions": "No longer wish to hear from the Quay Trust? Unsubscribe here.\n\nFollow us on Twitter, LinkedIn and Facebook.\n\n"
    "Privacy policy | Terms and Conditions | Contact us\n",
    "forwarded": "Was this email forwarded to you by the Quay Trust? Subscribe here.\n\nWant to change how you receive these emails from the Quay Trust?\n"
    "You can update your preferences or unsubscribe from this list.\n",
    "confidential": "Unsubscribe\n\nThis email and any attachments are confidential. If you are not the intended recipient, please tell the Quay Trust in Hull.\n",
    "a table": "| Unsubscribe | Privacy policy |\n\nSent by Mailchimp on behalf of Quay Trust\n",
}


@pytest.mark.parametrize("footer", FOOTERS.values(), ids=FOOTERS)
def test_nothing_of_a_mailings_footer_is_read(footer: str) -> None:
    def rows(text: str) -> set[tuple[object, ...]]:
        records = extract(document.parse(text), Authority())
        names = {e.id: e.name for e in records.entities}
        return {(e.cls, e.name) for e in records.entities} | {
            (names[r.s], r.p, str(names.get(str(r.o), r.o))) for r in records.relations
        }

    wanted = rows(ISSUE)
    assert ("Organisation", "Harbour Trust") in wanted
    assert rows(f"{ISSUE}\n{footer}") == wanted
    assert rows(f"{ISSUE}\n--\n{footer}") == wanted


@pytest.mark.parametrize(
    "words",
    ["Follow us on our way to the Quay Trust.", "Copyright is what the Quay Trust asks about.",
     "If you do not mind, the Quay Trust is here.", "The Quay Trust sends emails."],
)  # fmt: skip
def test_an_issue_that_is_no_mailing_keeps_its_last_words(words: str) -> None:
    doc = document.parse(f"{ISSUE}\n{words}\n")
    assert words in doc.reading(0, len(doc.text)).text


# --- Outlook ---

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def outlook(streams: dict[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]) of streams, each in sectors of 512 bytes; small ones are filled up, for they would stand elsewhere."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    data, table, entries = b"", [_FAT], []
    where = {}
    count = -(-(len(names) + 1) // 4)
    for name in names:
        content = streams[name].ljust(4096)
        size = -(-len(content) // 512)
        where[name] = (len(table) + count, len(content))
        data += content.ljust(size * 512, b"\0")
        table += [len(table) + count + n + 1 for n in range(size - 1)] + [_END]
    table[1:1] = [n + 2 for n in range(count - 1)] + [_END]

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        coded = name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ", coded, len(coded), kind, 1, _FREE, right, child, b"", 0, 0, 0, start, size
        )

    entries = [entry("Root Entry", 5, _FREE, 1, _END, 0)]
    for n, name in enumerate(names, start=2):
        entries.append(entry(name, 2, n if n <= len(names) else _FREE, _FREE, *where[name]))
    folder = b"".join(entries).ljust(count * 512, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    assert len(table) <= 128
    head = struct.pack("<8s16sHHHHH6sIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)  # fmt: skip
    return head.ljust(512, b"\xff") + fat + folder + data


def stream(number: str, kind: str) -> str:
    return f"__substg1.0_{number}{kind}"


def test_a_message_of_outlook_is_read_its_page_before_its_text() -> None:
    plain = {stream("1000", "001F"): PLAIN.encode("utf-16-le").ljust(4096, b"\0")}
    page = {stream("1013", "0102"): PAGE.replace("<html>", "<html><meta charset=utf-8>").encode()}
    source = source_of(outlook({**plain, **page}))
    assert source.text.startswith("# Lanes and Ledgers\n\nIssue No. 7 | Date 12.03.2026\n\nSiân’s £5 million")
    assert read_outlook(outlook(plain)).text.startswith("Lanes and Ledgers\n\nIssue No. 7")
    with pytest.raises(InputError, match="no text of its own"):
        read_outlook(outlook({stream("0037", "001F"): "Lanes".encode("utf-16-le").ljust(4096, b"\0")}))
    whole = outlook(page)
    for size in (600, len(whole) // 2):
        try:
            assert "may be missing" in read_outlook(whole[:size]).notes[0]
        except InputError as error:
            assert "damaged or cut off" in str(error)


def test_no_damage_breaks_the_reader_of_messages() -> None:
    chance = random.Random(3)
    mail, message = (
        with_attachment(body("base64", "utf-8")).as_bytes(),
        outlook({stream("1013", "0102"): PAGE.encode()}),
    )
    for content, read in ((mail, read_mail), (message, read_outlook)):
        for _ in range(150):
            broken = bytearray(content)
            for _ in range(chance.choice((1, 5, 50))):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            try:
                read(bytes(broken))
            except InputError as error:
                assert "\n" not in str(error)


def test_base64_that_is_cut_is_read_as_far_as_it_goes() -> None:
    whole = base64.encodebytes(PAGE.encode())
    head = b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    for size in range(len(whole) // 2, len(whole) // 2 + 4):
        source = read_mail(head + whole[:size])
        assert "Lanes and Ledgers" in source.text
        assert ("may be missing" in str(source.notes)) or len(whole[:size].replace(b"\n", b"")) % 4 == 0
