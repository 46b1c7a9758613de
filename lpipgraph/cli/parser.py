"""Defines the command-line syntax: every command with its options, help and an example."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .. import __version__
from .arguments import Each, Once, Parser, QueryHelp
from .completion import SHELLS, Completion, known

__all__ = ["parser"]

_FOLDER = "lpip-graph"
_PLACE = f"a folder that build or load wrote, or a SPARQL server's address (default: {_FOLDER})"


_MORE = """\
example: lpipgraph build && lpipgraph query theme-leads --why

issues are read as text, Markdown, HTML, Word (.docx), PDF, e-mail (.eml, .msg).

environment:
  LPIPGRAPH_CREDENTIALS       name:password for a SPARQL server
  LPIPGRAPH_CREDENTIALS_FILE  a file that holds it (else ~/.netrc)
  SSL_CERT_FILE               certificates of an authority of your own
  LPIPGRAPH_MODEL             the model that --reader language-model asks
  OPENAI_API_KEY              its key
  OPENAI_BASE_URL             its endpoint
  LPIPGRAPH_CACHE             where its answers are kept
  COLUMNS                     how wide tables are
  NO_COLOR                    no colour on a terminal

exit codes: 0 all is well, 1 the data is not valid, 2 the command could not run,
130 it was stopped.

documentation: docs/ of the source; `make docs` writes it as a site.
"""


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = Parser(
        prog="lpipgraph",
        description="The Policy Innovate newsletter as a knowledge graph with quotes.",
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"lpipgraph {__version__}")
    top.add_argument(
        "--completion",
        action=Completion,
        choices=SHELLS,
        metavar="SHELL",
        help="print the script that completes commands in bash, zsh or fish",
    )
    _talk(top, False)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)

    def command(
        name: str, what: str, more: str, example: str, *, helps: type[argparse.Action] | None = None
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name,
            help=what,
            description=more,
            epilog=f"example: {example}",
            allow_abbrev=False,
            add_help=helps is None,
        )
        if helps is not None:
            made.add_argument(
                "-h", "--help", action=helps, nargs=0, help="show this help; behind a NAME, that query's"
            )
        _talk(made, argparse.SUPPRESS)
        made.register("action", None, Once)
        made.register("action", "append", Each)
        made.set_defaults(run=name)
        return made

    one = command(
        "build",
        "read issues and write their validated graph",
        "Reads issues, builds their graph, validates it, and writes a folder: the graph, a store to ask, the "
        "report and the records. Issues are added to an earlier build there, or take the place of what was read of them; "
        "all of it changes at the end, in one step. Exit code 1 if the graph does not conform to its shapes.",
        "lpipgraph build policy-innovate-01.txt -o graph-1",
    )
    one.add_argument(
        "--all", dest="everything", action="store_true", help="read again all issues of the earlier build"
    )
    one.add_argument(
        "--jobs", type=_count, metavar="N", help="processes that read at the same time (default: one a core)"
    )
    one.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="a Dask scheduler, whose workers read instead of local processes",
    )
    one.add_argument(
        "--shared",
        metavar="FOLDER|URL",
        help="where its workers put their results: a shared folder, or an fsspec address "
        "(default: through the scheduler)",
    )
    one.add_argument("issues", nargs="*", metavar="ISSUE", help="text of an issue (default: those that ship)")
    _output(one, "FOLDER", f"where to write (default: {_FOLDER})", _FOLDER)
    _masthead(one)
    _authority(one)
    _notes(one)

    one = command(
        "extract",
        "read one issue into records",
        "Reads one issue into records: entities and relations as JSON, each with its quote and offsets.",
        "lpipgraph extract policy-innovate-01.txt -o records.json",
    )
    one.add_argument("issue", metavar="ISSUE", help="text of an issue, or - for stdin")
    _output(one, "FILE", "where to write (default: stdout)")
    _masthead(one)
    _authority(one)
    _notes(one)
    one.add_argument("--without-authority", action="store_true", help="use no known names")
    one.add_argument(
        "--reader",
        dest="readers",
        action="append",
        metavar="NAME",
        help="the reader: rules (default), language-model, or another installed one; repeat for several",
    )

    one = command(
        "validate",
        "check a graph against the shapes",
        "Checks a graph against the SHACL shapes and says what is wrong, with the place in the newsletter. "
        "Exit code 1 if something is.",
        "lpipgraph validate mine.ttl -o report.ttl",
    )
    one.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help=f"RDF, or - for TriG on stdin (default: {_FOLDER})",
    )
    _output(
        one,
        "REPORT",
        "write the report, too, as a SHACL graph (.ttl) or as SARIF (.sarif); - for stdout",
        None,
    )
    one.add_argument(
        "--format", choices=("ttl", "sarif"), help="the report's format (default: by its suffix, else ttl)"
    )
    one.add_argument(
        "--text", action="append", metavar="FILE", help="an issue's text, to compare quotes with"
    )
    _notes(one)
    one.add_argument("--engine", default="compiled", help="compiled (default), or pyshacl, the reference")
    one.add_argument("--owl", action="store_true", help="let HermiT look for contradictions, too; needs Java")
    one.add_argument(
        "--shapes", action="append", metavar="FILE", help="shapes to use instead of those that ship"
    )
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER|URL", help=_PLACE)
    _timeout(one, "how long one answer of a server may take (default: 60)")

    one = command(
        "query",
        "ask a prepared question, or list them",
        "Asks a prepared question; lists all of them if none is named. With --why, the newsletter's words are "
        "shown below each row.",
        "lpipgraph query organisations-and-themes -p theme=skills --why",
        helps=QueryHelp,
    )
    known(
        one.add_argument(
            "name", nargs="?", metavar="NAME", help="a prepared query, a .rq file, or - for stdin"
        ),
        _queries,
    )
    known(
        one.add_argument(
            "-p",
            dest="parameters",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            help="a parameter: a name, an IRI or a value; repeat for alternatives",
        ),
        _parameters,
    )
    one.add_argument("--search", metavar="WORD", help="list the questions that match a word")
    one.add_argument("--why", action="store_true", help="show the newsletter's words behind each row")
    one.add_argument(
        "--format",
        metavar="FORMAT",
        help="table, csv, tsv, json, jsonl, md, parquet, xlsx; for a graph ttl, nt, jsonld, graphml, gexf, dot",
    )
    one.add_argument("--no-headers", action="store_true", help="leave out the headings")
    one.add_argument("--sparql", action="store_true", help="print the query and do not run it")
    one.add_argument("--explain", action="store_true", help="show the query's plan and do not run it")
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER|URL", help=_PLACE)
    _timeout(one, "how long the answer may take (default: 60; for a query of your own in a folder 5)")
    _output(one, "FILE", "where to write (default: stdout)")

    one = command(
        "plot",
        "draw a picture of the graph",
        "Draws organisations and themes as a network, policies, publications and events on a timeline, what each issue says "
        "of each theme, or places on a map of the UK. Needs pip install 'lpipgraph[plot]'.",
        "lpipgraph plot network -o network.svg",
    )
    one.add_argument("kind", metavar="PICTURE", help="network, timeline, coverage or map")
    one.add_argument(
        "--theme", dest="themes", action="append", metavar="NAME", help="only this theme; repeat for several"
    )
    one.add_argument(
        "--format", metavar="FORMAT", help="svg, png or html (default: by the file's suffix, else svg)"
    )
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER|URL", help=_PLACE)
    _timeout(one, "how long one question may take (default: 30; on a server 60)")
    _output(one, "FILE", "where to write (default: stdout)")

    one = command(
        "load",
        "put graphs into a store or a SPARQL server",
        "Puts a build's graphs into a store's folder or on a SPARQL server: staged first, verified, then "
        "published in one step. Other graphs are not changed. Credentials: LPIPGRAPH_CREDENTIALS=name:password, a file that "
        "LPIPGRAPH_CREDENTIALS_FILE names, or ~/.netrc.",
        "lpipgraph load --at http://localhost:7878",
    )
    one.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help=f"TriG or N-Quads (.nq.gz, too), or - for TriG on stdin (default: {_FOLDER})",
    )
    one.add_argument(
        "--at", required=True, metavar="FOLDER|URL", help="a store's folder or a server's address"
    )
    _layers(one)
    one.add_argument("--probe", action="store_true", help="show what the server supports, and load nothing")
    one.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    one.add_argument(
        "--verify", action="store_true", help="check whether the server holds these graphs; write nothing"
    )
    one.add_argument(
        "--only",
        action="append",
        metavar="GRAPH",
        help="only these graphs, such as issue/12 (may be repeated)",
    )
    one.add_argument(
        "--prune", action="store_true", help="remove the issues that the server has and this build lacks"
    )
    _server(one)

    one = command(
        "sync",
        "build a folder's issues and load what changed, as every night",
        "Reads the issues of a folder, builds and validates them, and loads what changed into a SPARQL server. One line "
        "for a log; nothing changed is nothing written.",
        "lpipgraph sync newsletters --at http://localhost:7878 -o graph --report last-run.json",
    )
    one.add_argument("folder", metavar="FOLDER", help="where the issues are")
    one.add_argument("--at", required=True, metavar="URL", help="the server's address")
    one.add_argument("--report", metavar="FILE", help="where to write a report, as JSON")
    one.add_argument(
        "--prune",
        action="store_true",
        help="remove the issues whose files were deleted, from the build and the server",
    )
    _server(one)
    one.add_argument(
        "--jobs", type=_count, metavar="N", help="processes that read at the same time (default: one a core)"
    )
    _output(one, "FOLDER", f"where the build stays (default: {_FOLDER})", _FOLDER)
    _authority(one)

    one = command(
        "patch",
        "write the changes between two builds, for a store",
        "Writes the changes that turn one build's graphs into another's: RDF Patch, or a SPARQL update.",
        "lpipgraph patch yesterday lpip-graph --format sparql-update -o changes.ru",
    )
    one.add_argument(
        "old", metavar="OLD", help="the earlier build's folder, a server's address or an RDF file"
    )
    one.add_argument("new", metavar="NEW", help="the later one")
    one.add_argument(
        "--format", default="rdf-patch", metavar="FORMAT", help="rdf-patch (default) or sparql-update"
    )
    _timeout(one, "how long one answer of a server may take (default: 60)")
    _output(one, "FILE", "where to write (default: stdout)")

    one = command(
        "export",
        "write the public graph in other formats",
        "Writes the public graph for others: RDF in several formats and JSON-LD, with a manifest. With --format site, all of "
        "it as pages that need no server.",
        "lpipgraph export --format trig --format portal -o for-partners",
    )
    one.add_argument(
        "--format",
        action="append",
        dest="formats",
        metavar="NAME",
        help="a format, or site for the explorer as files (default: all formats)",
    )
    one.add_argument(
        "--inline-context",
        action="store_true",
        help="write the context into each of the portal's files, for readers that fetch none",
    )
    one.add_argument("--url", metavar="URL", help="where a site will be, for its sitemap and redirects")
    _layers(one)
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER", help=f"what to export (default: {_FOLDER})")
    _output(one, "FOLDER", "where to write (default: lpip-export)", "lpip-export")

    one = command(
        "diff",
        "show what a later issue states differently",
        "Compares two issues: what is new, changed, gone or contradicted, with the quotes of both.",
        "lpipgraph diff policy-innovate-01.txt policy-innovate-02.txt --kind changed",
    )
    one.add_argument("old", metavar="ISSUE", help="the earlier issue")
    one.add_argument("new", metavar="ISSUE", help="the later issue")
    one.add_argument("--kind", metavar="KIND", help="only this kind: new, gone, changed or contradicted")
    one.add_argument("--quotes", action="store_true", help="show also the quotes of what is new and gone")
    one.add_argument("--format", default="text", metavar="FORMAT", help="text (default), json or ttl")
    _output(one, "FILE", "where to write (default: stdout)")
    _authority(one)

    one = command(
        "review",
        "decide about unknown names, uncertain statements and unknown verbs",
        "Asks about names of an issue that are unknown or ambiguous in the authority, statements that are uncertain or on "
        "which readers differ, and verbs between two names whose meaning is not defined, each with its quote. Decisions "
        "are kept below the authority's folder and apply to every later build.",
        "lpipgraph review policy-innovate-02.txt --csv -o names.csv",
    )
    one.add_argument("issue", metavar="ISSUE", help="the issue")
    one.add_argument(
        "--what",
        choices=("names", "statements", "verbs"),
        help="only these (default: all, one after the other; for --csv names)",
    )
    one.add_argument("--csv", action="store_true", help="write the queue as a spreadsheet and ask nothing")
    one.add_argument("--take", metavar="FILE", help="take the decisions of a spreadsheet that was filled in")
    one.add_argument("--sssom", action="store_true", help="write all decisions as SSSOM mappings")
    one.add_argument("--by", default="doubt", choices=("doubt", "occurrences"), help="the order of the queue")
    one.add_argument("--again", action="store_true", help="ask again about undecided entries")
    one.add_argument(
        "--reader",
        dest="readers",
        action="append",
        metavar="NAME",
        help="the reader (see extract); repeat for several",
    )
    one.add_argument("--who", metavar="NAME", help="the curator (default: the user's name)")
    _output(one, "FILE", "where to write (default: stdout)")
    _masthead(one)
    _authority(one)

    one = command(
        "forget",
        "remove an issue, or erase a person permanently",
        "Removes issues from a build, by id or title. With --person, erases a person from a build, its records, candidates "
        "and exports, and from the authority and its decisions; covers the name in all quotes. A tombstone, which does "
        "not contain the name, prevents the person from coming back with the next build.",
        "lpipgraph forget --person 'Ann Lee'",
    )
    one.add_argument("issues", nargs="*", metavar="ISSUE", help="an issue's id, as lpipgraph status shows it")
    one.add_argument("--person", metavar="NAME|IRI", help="who is forgotten")
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER", help=f"a build's folder (default: {_FOLDER})")
    one.add_argument(
        "--export",
        default="lpip-export",
        metavar="FOLDER",
        help="an export to rewrite (default: lpip-export)",
    )
    _authority(one)

    one = command(
        "status",
        "show what a build holds, and what is out of date and why",
        "Lists the issues of a build, with the files that they were read from, and what is out of date: the "
        "file was changed or deleted, known names or decisions that concern it have changed, the reader is another "
        "version, its part is damaged. Exit code 1 if anything is.",
        "lpipgraph status --at graph-1",
    )
    one.add_argument("--at", default=_FOLDER, metavar="FOLDER", help=f"a build's folder (default: {_FOLDER})")
    _authority(one)

    one = command(
        "serve",
        "show the graph on the web",
        "Serves a build as web pages, with data behind every IRI (Turtle, JSON-LD, N-Triples, RDF/XML), a SPARQL "
        "endpoint, the prepared questions as forms and as an API, search, and reconciliation. It only reads, opens a public copy "
        "without the private graph and candidates, and shows a new build as soon as it is there. SIGTERM or Ctrl-C stops "
        "it after the current answers are sent.",
        "lpipgraph serve --port 8000",
    )
    one.add_argument(
        "folder",
        nargs="?",
        default=_FOLDER,
        metavar="FOLDER",
        help=f"a build, or a store that load made (default: {_FOLDER})",
    )
    one.add_argument(
        "--host", default="127.0.0.1", metavar="HOST", help="where to listen (default: 127.0.0.1)"
    )
    one.add_argument(
        "--port", type=_port, default=8000, metavar="PORT", help="where to listen (default: 8000)"
    )
    one.add_argument("--no-browser", action="store_true", help="open no browser")
    one.add_argument(
        "--workers", type=_count, default=1, metavar="N", help="processes that answer (default: 1)"
    )
    one.add_argument(
        "--public-url",
        default="",
        metavar="URL",
        help="the public address or path behind a proxy: https://example.org/graph, or /graph",
    )
    one.add_argument(
        "--seconds",
        type=_seconds,
        default=2.0,
        metavar="SECONDS",
        help="how long a user's SPARQL query may take (default: 2)",
    )
    one.add_argument(
        "--cache", metavar="FOLDER", help="where the public copy is kept (default: the user's cache folder)"
    )
    one.add_argument("--no-log", action="store_true", help="write no line for each request")

    one = command(
        "annotate",
        "begin an answer key for an issue",
        "Writes what the extractor finds as an answer key for a person to correct.",
        "lpipgraph annotate policy-innovate-02.txt -o policy-innovate-02.gold.json",
    )
    one.add_argument("issue", metavar="ISSUE", help="the issue")
    _output(one, "FILE", "where to write (default: stdout)")
    _masthead(one)
    _authority(one)

    one = command(
        "score",
        "compare records with an answer key",
        "Compares records with an answer key: precision, recall and F1 for each class and predicate.",
        "lpipgraph score records.json policy-innovate-01.gold.json --text policy-innovate-01.txt",
    )
    one.add_argument("found", metavar="FOUND", help="records that extract wrote, or - for stdin")
    one.add_argument("gold", metavar="GOLD", help="the answer key")
    one.add_argument("--text", metavar="ISSUE", help="the issue's text: quotes are looked up in it")
    one.add_argument("--rows", action="store_true", help="also list missing and spurious rows")
    one.add_argument("--format", default="table", metavar="FORMAT", help="table (default) or json")
    _output(one, "FILE", "where to write (default: stdout)")
    return top


def _queries(_: Sequence[str]) -> list[str]:
    from ..queries import catalogue

    return list(catalogue())


def _parameters(typed: Sequence[str]) -> list[str]:
    """The completions after -p: the parameters of the named query, each with its "="."""
    from ..queries import catalogue

    queries = catalogue()
    return [f"{each.name}=" for word in typed if word in queries for each in queries[word].parameters]


def _timeout(one: argparse.ArgumentParser, words: str) -> None:
    one.add_argument("--timeout", type=_seconds, metavar="SECONDS", help=words)


def _server(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--merged-graph", metavar="IRI", help="also keep one copy of all public triples in this graph"
    )
    _timeout(one, "how long one answer may take (default: 60)")
    one.add_argument(
        "--gzip",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="send large graphs packed, if the server takes that (default: to other machines)",
    )


def _layers(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--layers",
        metavar="NAMES",
        help="some of facts, derived, evidence, findings, authority, ontology, catalogue, with commas (default: all)",
    )


def _count(text: str) -> int:
    """Parses a number of processes."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from 1")
    return int(text)


def _port(text: str) -> int:
    """Parses a port number."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port (a number from 1 to 65535)")
    return int(text)


def _seconds(said: str) -> float:
    """Parses a number of seconds."""
    try:
        number = float(said)
    except ValueError:
        number = 0.0
    if not 0 < number < 1_000_000:
        raise argparse.ArgumentTypeError(f"{said!r} is not a number of seconds")
    return number


def _output(one: argparse.ArgumentParser, what: str, words: str, default: str | None = "-") -> None:
    one.add_argument("-o", dest="output", default=default, metavar=what, help=words)


def _masthead(one: argparse.ArgumentParser) -> None:
    one.add_argument("--title", metavar="TITLE", help="the issue's title, for a text without a masthead")
    one.add_argument("--number", metavar="NUMBER", help="the issue's number")
    one.add_argument("--date", metavar="DATE", help="the issue's date")


def _talk(one: argparse.ArgumentParser, otherwise: object) -> None:
    """The options of every command, before or after its name; one does not reset the other."""
    one.add_argument(
        "-q", "--quiet", action="store_true", default=otherwise, help="write only data and errors"
    )
    one.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        default=otherwise,
        help="say more: each step with its time, and what of a file was not read, with its place",
    )
    one.add_argument(
        "--no-color", action="store_true", default=otherwise, help="no colour on a terminal (or set NO_COLOR)"
    )


def _notes(one: argparse.ArgumentParser) -> None:
    one.add_argument(
        "--strict", action="store_true", help="exit code 1 if there is a note on the reading of a file"
    )


def _authority(one: argparse.ArgumentParser) -> None:
    one.add_argument("--authority", metavar="FOLDER", help="known names in place of those that ship")
