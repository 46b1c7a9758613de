"""Loads graphs into a SPARQL server: plans, stages, verifies, and publishes in one step.

What a server holds of ours afterwards is one build: graphs that this build does not have are withdrawn with the same
step, and if they are of issues that the build lacks, only when that is asked for (``prune``), for what is shared
by all issues would no longer say what they say. Graphs of others are neither read nor changed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from ..errors import InputError, RemoteError, StoreError
from ..nquads import Lines
from ..vocabulary import BASE, graph_kind, is_ours, is_public
from .first_load import Held, first_load
from .graph_files import Spool, Spooled, merged, pieces, spooled
from .load_record import LOADED, Loaded
from .remote import RemoteStore
from .writing import STAGED, Writer, staged

__all__ = [
    "Options",
    "Plan",
    "Progress",
    "load_pieces",
    "load_to",
    "plan_of",
    "put",
    "refuse_part",
    "verify_at",
]

#: Kinds of graphs of one issue; what is of no issue is shared by all.
_OF_ISSUE = frozenset({"issue", "evidence", "findings"})
_ISSUE = re.compile(r"/graph/issue/([^/]+)")
#: Graphs that versions before 0.2 left on a server: an unrequested merged copy.
_FORMER = BASE + "graph/public"


@dataclass(frozen=True, slots=True)
class Options:
    """What a load is asked to do.

    `only` are patterns of graph names below ``…/graph/`` (``issue/3``, ``issue/*/evidence``); `merged` is the IRI of
    the graph that gets one copy of all public triples; `prune` withdraws issues that the build lacks; `deadline` is
    the time in seconds that one exchange may take; `packed` says whether large graphs are sent as gzip (see `Writer`).
    """

    only: tuple[str, ...] = ()
    merged: str | None = None
    prune: bool = False
    deadline: float | None = None
    packed: bool | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a load would change on a server: graph → triples there, triples here.

    `changed` are graphs that are new there or other than here, `same` those that are as here, `gone` those that go.
    `taken_up` is how many of the changed ones stood there already, from a load that was cut.
    """

    changed: Mapping[str, tuple[int, int]]
    same: Mapping[str, int]
    gone: Mapping[str, int] = field(default_factory=dict)
    taken_up: int = 0

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Graph, what becomes of it, triples there and triples here, as words."""
        found = [
            (name, "replaced" if there else "new", f"{there:,}", f"{here:,}")
            for name, (there, here) in self.changed.items()
        ]
        found += [(name, "as it is", f"{count:,}", f"{count:,}") for name, count in self.same.items()]
        found += [(name, "withdrawn", f"{count:,}", "") for name, count in self.gone.items()]
        return sorted(found)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a load is: triples sent of all that are to be sent, and what is done now."""

    sent: int
    total: int
    step: str


def plan_of(
    server: RemoteStore, graphs: Mapping[str, Spooled], options: Options, counts: Mapping[str, int]
) -> Plan:
    """What a load of `graphs` changes on a server that has `counts`.

    Raises
    ------
    StoreError
        If the server holds issues that the build lacks, or the graphs that `only` leaves out are of another build.
    """
    known = server.loaded
    chosen = {name: g for name, g in graphs.items() if _chosen(name, options.only)}
    if options.only and not chosen:
        raise InputError(
            f"no graph is called {' or '.join(options.only)}",
            hint="graphs: " + ", ".join(name.removeprefix(BASE + "graph/") for name in graphs),
        )
    same = {
        name: g.count
        for name, g in chosen.items()
        if counts.get(name) == g.count and known.graphs.get(name) == (g.count, g.digest)
    }
    changed = {name: (counts.get(name, 0), g.count) for name, g in chosen.items() if name not in same}
    if options.only:
        other = [
            name
            for name, g in graphs.items()
            if name not in chosen and known.graphs.get(name) != (g.count, g.digest)
        ]
        if other:
            raise StoreError(
                f"{len(other)} other graphs there are not of this build ({_short(other[0])})",
                where=server.name,
                hint="load the whole build, without --only",
            )
        return Plan(changed, same)
    if not any(graph_kind(name) not in _OF_ISSUE for name in graphs):
        return Plan(changed, same)  # an issue by itself: what is shared stays as it is
    ours = {
        name: count
        for name, count in counts.items()
        if (is_ours(name) or name in known.graphs or name == _FORMER)
        and name not in graphs
        and name != options.merged
    }
    if known.merged and known.merged != options.merged and known.merged in counts:
        ours[known.merged] = counts[known.merged]
    lacking = sorted({issue for name in ours if (issue := _issue(name)) is not None} - _issues(graphs))
    if lacking and not options.prune:
        raise _lacks("server", lacking, server.name, "withdraw them with --prune")
    return Plan(changed, same, ours)


def refuse_part(place: str, there: Iterable[str], here: Collection[str]) -> None:
    """Refuses graphs that all issues share for a store whose issues they do not speak of.

    Parameters
    ----------
    place
        The store, as the reader calls it.
    there
        The graphs that it has.
    here
        The graphs that would be put there.

    Raises
    ------
    StoreError
        If the store holds issues that are not among those `here`, where some graphs are of no issue.
    """
    shared = {name for name in here if graph_kind(name) not in {*_OF_ISSUE, None}}
    lacking = sorted(_issues(there) - _issues(here))
    if shared and lacking:
        raise _lacks("store", lacking, place, "load into another folder")


def _lacks(holder: str, issues: Sequence[str], where: str, instead: str) -> StoreError:
    """The refusal of a build that lacks some issues of a store; `instead` is the other way out."""
    return StoreError(
        f"the {holder} holds {_named(issues)}, which this build lacks: what all issues share would no longer say "
        "what they say",
        where=where,
        hint=f"load a build of all issues, or {instead}",
    )


def load_to(
    url: str,
    quads: Iterable[Quad],
    options: Options | None = None,
    *,
    dry: bool = False,
    told: Callable[[Progress], object] = lambda _: None,
) -> tuple[Plan, Loaded]:
    """Loads graphs into a SPARQL server, all of them or, for its readers, none.

    Parameters
    ----------
    url
        The server's address.
    quads
        In named graphs; private graphs and candidates are not sent.
    options
        What is asked for.
    dry
        Only says what would change.
    told
        Called as triples go out.

    Returns
    -------
    tuple
        What was changed, and what the server holds of ours now.

    Raises
    ------
    StoreError, RemoteError
        With the server or graph concerned; its readers see what they saw before, and what had been staged is
        taken up by the next load.
    DataError
        If contact data stands among the quads; nothing is sent then.
    """
    return load_pieces(url, pieces(quads), options, dry=dry, told=told)


def load_pieces(
    url: str,
    quads: Iterable[Lines | Iterable[Quad]],
    options: Options | None = None,
    *,
    expected: int = 0,
    dry: bool = False,
    told: Callable[[Progress], object] = lambda _: None,
) -> tuple[Plan, Loaded]:
    """As `load_to`, for quads that come some thousand at a time (see `Spool`); `expected` is about how many there are."""
    with tempfile.TemporaryDirectory(prefix="lpipgraph-") as folder:
        spool = Spool(quads, Path(folder), left="nothing was loaded")
        return put(url, spool, options, expected=expected, dry=dry, told=told)


def put(
    url: str,
    source: Mapping[str, Spooled] | Spool,
    options: Options | None = None,
    *,
    expected: int = 0,
    dry: bool = False,
    told: Callable[[Progress], object] = lambda _: None,
) -> tuple[Plan, Loaded]:
    """As `load_to`, for graphs that are spooled or kept; what is as it was there is not read here."""
    asked = options or Options()
    if asked.merged:
        _refuse_ours(asked.merged)
    held = source if isinstance(source, Spool) else Held(source)
    expected = expected or (0 if isinstance(source, Spool) else sum(g.count for g in source.values()))
    with RemoteStore.connect(url, deadline=asked.deadline) as server:
        counts = server.counts()
        new = not (dry or asked.only or server.loaded.graphs or asked.merged in counts)
        if new and not any(is_ours(name.removesuffix(STAGED)) or name == _FORMER for name in counts):
            first = _first(server, held, asked, expected, told)
            if first is not None:
                return first
        graphs = held.graphs()
        found = dict(graphs)
        if asked.merged and found:
            found[asked.merged] = _merged_copy(asked.merged, graphs, server.loaded)
        plan = plan_of(server, found, asked, counts)
        after = _after(server.loaded, found, plan, asked)
        if dry or not (plan.changed or plan.gone or after.digest != server.loaded.digest):
            return plan, server.loaded
        sent = [found[name] for name in plan.changed]
        for graph in sent:
            _ = graph.path  # what must not leave is found before anything is sent
        taken_up = _carry_out(server, sent, plan, after, counts, told, packed=asked.packed)
        return replace(plan, taken_up=taken_up), after


def _first(
    server: RemoteStore,
    source: Spool | Held,
    asked: Options,
    expected: int,
    told: Callable[[Progress], object],
) -> tuple[Plan, Loaded] | None:
    """All graphs at once, into a server that holds none; None if that cannot be done there."""
    sent = 0

    def count(triples: int) -> None:
        nonlocal sent
        sent += triples
        told(Progress(sent, max(sent, expected), "sending all graphs at once"))

    def finished(graphs: Mapping[str, Spooled]) -> tuple[Mapping[str, Spooled], Loaded]:
        found = dict(graphs)
        if asked.merged and found:
            found[asked.merged] = _merged_copy(asked.merged, graphs, server.loaded)
        return found, Loaded({name: (g.count, g.digest) for name, g in found.items()}, asked.merged, _now())

    done = first_load(Writer(server, packed=asked.packed), source, finished, count, expected)
    if done is None:
        return None
    graphs, after = done
    return Plan({name: (0, g.count) for name, g in graphs.items()}, {}), after


def _now() -> str:
    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _merged_copy(name: str, graphs: Mapping[str, Spooled], known: Loaded) -> Spooled:
    """The public graphs as one; where the server has it of just these graphs, it is merged only if it has to be sent."""
    public = {each: g for each, g in graphs.items() if is_public(each)}
    place = next(iter(graphs.values())).file.parent
    copy = NamedNode(name)
    former = {each: said for each, said in known.graphs.items() if is_public(each)}
    if known.merged == name and former == {each: (g.count, g.digest) for each, g in public.items()}:
        count, digest = known.graphs[name]
        return Spooled(
            copy, count, digest, place / "copy.nt", lambda: merged(public.values(), copy, place).quads()
        )
    return merged(public.values(), copy, place)


def verify_at(url: str, graphs: Mapping[str, Spooled], options: Options | None = None) -> Mapping[str, int]:
    """Looks whether a server holds just these graphs; nothing is written.

    Returns
    -------
    Mapping
        Graph → its number of triples.

    Raises
    ------
    RemoteError
        For the first graph that is missing or holds other triples there.
    """
    asked = options or Options()
    with RemoteStore.connect(url, deadline=asked.deadline) as server:
        found = {name: g for name, g in graphs.items() if _chosen(name, asked.only)}
        Writer(server).verify({graph.name: graph for graph in found.values()})
        return {name: graph.count for name, graph in found.items()}


def _carry_out(
    server: RemoteStore,
    graphs: list[Spooled],
    plan: Plan,
    after: Loaded,
    counts: Mapping[str, int],
    told: Callable[[Progress], object],
    *,
    packed: bool | None,
) -> int:
    """Does what is planned; returns how many graphs stood there already."""
    total = sum(g.count for g in graphs)
    sent = 0
    step = ""

    def count(triples: int) -> None:
        nonlocal sent
        sent += triples
        told(Progress(min(sent, total), total, step))

    writer = Writer(server, count, packed=packed)
    if not writer.takes_updates():
        _replace_one_by_one(writer, graphs, plan, after)
        return 0
    taken_up = 0
    for n, graph in enumerate(graphs, start=1):
        step = f"sending {_short(graph.name.value)} ({n} of {len(graphs)})"
        beside = staged(graph.name)
        if counts.get(beside.value) == graph.count and writer.holds(beside, graph):
            taken_up += 1
            count(graph.count)
        else:
            writer.put(beside, graph)
    step = "verifying what was sent"
    count(0)
    writer.verify({staged(graph.name): graph for graph in graphs})
    step = "putting the graphs into place"
    count(0)
    # what a cut load staged and this one does not want
    left = [name for name in counts if name.endswith(STAGED) and is_ours(name.removesuffix(STAGED))]
    wanted = {staged(g.name).value for g in graphs}
    writer.swap(
        graphs,
        gone=[*plan.gone, *(name for name in left if name not in wanted)],
        also=[
            f"DROP SILENT GRAPH {LOADED}",
            "INSERT DATA {{ GRAPH {} {{\n{}\n}} }}".format(LOADED, "\n".join(after.lines())),
        ],
        happened=lambda: RemoteStore(server.name, wire=server.wire).loaded.digest == after.digest,
    )
    _check(writer, graphs, plan)
    return taken_up


def _check(writer: Writer, graphs: list[Spooled], plan: Plan) -> None:
    """After the step that made a load visible: the counts are those of the plan."""
    counts = writer.store.counts()
    for graph in graphs:
        if counts.get(graph.name.value, 0) != graph.count:
            writer.verify({graph.name: graph})
    still = [name for name in plan.gone if counts.get(name)]
    if still:
        raise RemoteError(
            f"the graph {still[0]} was withdrawn and is still there",
            where=writer.store.name,
            hint="load again",
        )


def _replace_one_by_one(writer: Writer, graphs: list[Spooled], plan: Plan, after: Loaded) -> None:
    """For a server that takes graphs but no updates: what is shared comes last."""
    for graph in sorted(graphs, key=lambda g: (graph_kind(g.name) not in _OF_ISSUE, g.name.value)):
        writer.put(graph.name, graph)
        writer.verify({graph.name: graph})
    if plan.gone:
        raise RemoteError(
            f"this server takes no updates, so that {len(plan.gone)} graphs cannot be withdrawn "
            f"({_short(min(plan.gone))})",
            where=writer.store.name,
            hint="take them away by the server's own means",
        )
    said = parse("\n".join(after.lines()), format=RdfFormat.N_TRIPLES)
    with spooled(
        (Quad(t.subject, t.predicate, t.object, LOADED) for t in said), left="nothing was sent"
    ) as record:
        writer.put(LOADED, record[LOADED.value])
        writer.verify({LOADED: record[LOADED.value]})


def _after(known: Loaded, graphs: Mapping[str, Spooled], plan: Plan, options: Options) -> Loaded:
    kept = {name: said for name, said in known.graphs.items() if name not in plan.gone and name not in graphs}
    found = kept | {
        name: (g.count, g.digest) for name, g in graphs.items() if name in plan.changed or name in plan.same
    }
    if options.only:
        found = {**known.graphs, **found}
    return Loaded(found, options.merged or (known.merged if options.only else None), _now())


def _chosen(name: str, only: tuple[str, ...]) -> bool:
    path = name.removeprefix(BASE + "graph/")
    return not only or any(
        path == pattern or path.startswith(f"{pattern}/") or fnmatchcase(path, pattern) for pattern in only
    )


def _issue(name: str) -> str | None:
    match = _ISSUE.search(name)
    return match[1] if match and graph_kind(name) in _OF_ISSUE else None


def _issues(names: Iterable[str]) -> set[str]:
    return {issue for name in names if graph_kind(name) == "issue" and (issue := _issue(name)) is not None}


def _refuse_ours(name: str) -> None:
    if graph_kind(name) is not None or name == LOADED.value:
        raise InputError(
            "this graph has a meaning of its own and cannot hold the merged copy",
            where=name,
            hint="choose another IRI",
        )


def _short(name: str) -> str:
    return name.removeprefix(BASE)


def _named(issues: Sequence[str]) -> str:
    listed = ", ".join(issues[:5]) + (f" and {len(issues) - 5} more" if len(issues) > 5 else "")
    return f"issue {listed}" if len(issues) == 1 else f"issues {listed}"
