"""Issues come in: each file is read, extracted, decided upon and set beside the issues before it.

A file that is no issue is refused by itself; the others go on. An issue that has not changed is not extracted again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from . import document, parts
from .authority import Authority
from .changes import Change, compare, contradictions
from .document import Document, Given
from .errors import InputError, LpipError
from .extract import extract
from .files import find, read_bytes
from .forgetting import forgotten_in
from .identity import settled
from .privacy import without_contacts
from .records import Records
from .vocabulary import issue_key

__all__ = ["Issue", "Refused", "again", "comparisons", "read", "take"]


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that was read: where from, what it says, and the stamp of what that was made from.

    `kept` says that it was not read now but stands in the earlier build. `own` is what it says by itself; `records` the same without contact data in its names and values, with the ids that
    earlier issues gave to the same things.
    """

    path: Path | str
    document: Document
    own: Records
    records: Records
    stamp: str
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not in the graph, and the error that says why."""

    path: Path | str
    error: LpipError


def read(
    path: Path | str, authority: Authority | None = None, given: Given | None = None
) -> tuple[Document, Records]:
    """One issue, and what it says.

    Parameters
    ----------
    path
        The issue: text, Markdown, HTML, DOCX or PDF.
    authority
        Known names and curators' decisions; the project's own if None.
    given
        Title, number and date where the text has no masthead, or in its place.

    Raises
    ------
    InputError
        If the file cannot be read or is no issue.
    """
    known = Authority.read() if authority is None else authority
    issue = document.read(path, given=given)
    rows = _decided(extract(issue, known.confirmed(issue.id)), known, issue.text)
    return forgotten_in(issue, rows, known.forgotten)


def take(
    paths: Iterable[Path | str],
    authority: Authority,
    *,
    earlier: Path | None = None,
    given: Given | None = None,
    step: Callable[[str], object] = lambda _: None,
) -> tuple[tuple[Issue, ...], tuple[Refused, ...]]:
    """All issues in the order of their dates, with one id for what several of them name, and the files refused.

    A file that cannot be read takes nothing away: where one is refused, the issues of the earlier build that were
    not read again stay as they were.

    Parameters
    ----------
    paths
        The issues' files.
    authority
        Known names and curators' decisions.
    earlier
        The records folder of an earlier build: an issue whose stamp stands there is not extracted again.
    given
        Title, number and date of the only file.
    step
        Called with a few words at the beginning of each step.

    Raises
    ------
    LpipError
        The first file's error, if no file is an issue, or if one is not and the earlier build cannot be kept.
    """
    known = _stamp_of(authority)
    files = list(paths)
    if given and len(files) > 1:
        raise InputError(
            "a title, number or date is said of one file, and there are several",
            where=files[1],
            hint="read that file by itself",
        )
    stamps = {} if earlier is None else parts.stamps(earlier)
    issues: dict[str, Issue] = {}
    refused: list[Refused] = []
    for n, path in enumerate(files, start=1):
        step(
            f"reading {Path(path).name} ({n} of {len(files)})"
            if len(files) > 1
            else f"reading {Path(path).name}"
        )
        try:
            issue = _issue(path, authority, known, earlier, stamps, given)
            key = issue_key(issue.records.issue)
            if key in issues:
                raise InputError(
                    f"this is issue {key} again",
                    where=path,
                    hint=f"the first is {issues[key].path}; leave one out",
                )
            issues[key] = issue
        except LpipError as error:
            if len(files) == 1:
                raise
            refused.append(Refused(path, error))
    if not issues and refused:
        raise refused[0].error
    if refused and earlier is not None:
        issues |= {
            key: issue
            for key, issue in _kept(earlier, authority, refused[0].error).items()
            if key not in issues
        }
    ordered = sorted(issues.values(), key=lambda i: (i.document.date or "", i.records.issue))
    return _settled(ordered, authority), tuple(refused)


def again(earlier: Path, authority: Authority) -> tuple[Issue, ...]:
    """All issues of an earlier build, as it keeps them.

    Raises
    ------
    InputError
        If there are none, or one of them cannot be built again.
    """
    found = _parts(earlier, authority)
    if not found:
        raise InputError("no build is here", where=earlier.parent, hint="name a build's folder with --at")
    ordered = sorted(found.values(), key=lambda i: (i.document.date or "", i.records.issue))
    return _settled(ordered, authority)


def _settled(issues: Sequence[Issue], authority: Authority) -> tuple[Issue, ...]:
    """The issues, oldest first, with one id for what the authority or several of them name."""
    records = settled([i.records for i in issues], authority)
    return tuple(replace(i, records=rows) for i, rows in zip(issues, records, strict=True))


def _kept(earlier: Path, authority: Authority, problem: LpipError) -> dict[str, Issue]:
    """The issues of an earlier build; the problem itself where one of them cannot be built again."""
    try:
        return _parts(earlier, authority) if earlier.is_dir() else {}
    except LpipError as error:
        raise problem from error


def _parts(earlier: Path, authority: Authority) -> dict[str, Issue]:
    found = {}
    for part in parts.of(earlier):
        path = earlier / f"{part.records.issue}.json"
        issue, rows = forgotten_in(part.document, part.records, authority.forgotten)
        found[issue_key(rows.issue)] = Issue(path, issue, rows, without_contacts(rows), part.stamp, kept=True)
    return found


def comparisons(issues: Sequence[Issue]) -> list[tuple[Issue, Issue, tuple[Change, ...]]]:
    """What each issue says otherwise than the one before it, and what it contradicts in any earlier one."""
    found = []
    for n, later in enumerate(issues):
        for m, former in enumerate(issues[:n]):
            changes = (compare if m == n - 1 else contradictions)(former.records, later.records)
            if changes:
                found.append((former, later, changes))
    return found


def _issue(
    path: Path | str,
    authority: Authority,
    known: str,
    earlier: Path | None,
    stamps: Mapping[str, str],
    given: Given | None,
) -> Issue:
    content = read_bytes(path)  # once, for a pipe gives it once
    digest = sha256(content).hexdigest()
    stamp = sha256(f"{known}|{digest}{f'|{given}' if given else ''}".encode()).hexdigest()
    read_ = document.of(content, where=path, given=given)
    rows = None
    if earlier is not None and stamps.get(read_.id) == stamp:
        with suppress(LpipError):  # a damaged part is made again
            rows = Records.read(earlier / f"{read_.id}.json").checked(read_.text)
    if rows is None:
        rows = _decided(extract(read_, authority.confirmed(read_.id)), authority, read_.text)
    read_, rows = forgotten_in(read_, rows, authority.forgotten)
    return Issue(path, read_, rows, without_contacts(rows), stamp)


def _decided(rows: Records, authority: Authority, text: str) -> Records:
    if not authority.decisions and not authority.verdicts:
        return rows
    from .curation import apply

    return apply(rows, authority.decisions, authority.verdicts, text)


def _stamp_of(authority: Authority) -> str:
    """A stamp of all that an extraction depends on beside the issue: the known names and our own rules."""
    digest = sha256(repr(authority).encode("utf-8", "surrogatepass"))
    package = Path(__file__).parent
    for path in sorted(
        (*(package / "extract").rglob("*.py"), *(package / "document").rglob("*.py"), *package.glob("*.py"))
    ):
        digest.update(path.read_bytes())
    for path in (*find("data/gazetteer", "*.csv"), *find("data/reading", "*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
