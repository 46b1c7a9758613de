"""Exports decisions as SSSOM, the Simple Standard for Sharing Ontological Mappings (version 1.1, TSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ..authority import EVERYWHERE, Authority, Decision, in_force
from ..names import slug
from ..vocabulary import CLASS_PATHS, PREFIXES, iri, issue_key

__all__ = ["sssom"]

#: In the order of the standard's table of slots, as its canonical form requires.
COLUMNS = (
    "subject_id", "subject_label", "subject_category", "predicate_id", "object_id", "object_label",
    "object_category", "mapping_justification", "author_label", "mapping_date", "similarity_score",
    "similarity_measure", "comment",
)  # fmt: skip
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ROOM = 240


def sssom(decisions: Iterable[Decision], authority: Authority) -> str:
    """Exports the decisions in force as a set of mappings from names to things.

    A name of an existing or new thing is a ``skos:exactMatch`` of the thing, and a name that is not an entity is one
    of ``sssom:NoTermFound``. An unsure name has its candidates as ``skos:closeMatch``, justified only by their
    similarity. Decisions that were undone are not published.

    Parameters
    ----------
    decisions
        In the order of their rows.
    authority
        The known things, for their labels.

    Returns
    -------
    str
        An SSSOM/TSV file, its columns and rows in the canonical order: the same decisions give the same text.
        Source: https://mapping-commons.github.io/sssom/spec-formats-tsv/
    """
    rows = list(decisions)
    labels = {e.id: (e.name, e.cls) for e in authority.entries}
    labels |= {d.target: (d.name, d.final_class) for d in rows if d.decision == "new"}
    table: list[dict[str, str]] = []
    for issue in dict.fromkeys(d.issue for d in rows):
        for d in in_force([d for d in rows if d.issue == issue], issue).values():
            table += _mappings(d, labels)
    lines = sorted({tuple(_cell(row.get(column, "")) for column in COLUMNS) for row in table})
    used = [n for n, _ in enumerate(COLUMNS) if any(line[n] for line in lines)]
    ids = [cell for line in lines for n, cell in enumerate(line) if COLUMNS[n].endswith(("_id", "_category"))]
    out = io.StringIO(newline="")
    out.writelines(f"#{line}\n" for line in _head({cell.partition(":")[0] for cell in ids}))
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([COLUMNS[n] for n in used] or COLUMNS)
    writer.writerows([line[n] for n in used] for line in lines)
    return out.getvalue()


def _mappings(d: Decision, labels: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    where = "any" if d.issue == EVERYWHERE else issue_key(d.issue)
    name = iri("name", where, CLASS_PATHS[d.cls], slug(d.mention, limit=_ROOM)).value
    row = {
        "subject_id": "lpipname:" + name.removeprefix(iri("name").value + "/"),
        "subject_label": d.mention,
        "subject_category": f"lpip:{_term(d.cls)}",
        "predicate_id": "skos:exactMatch",
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_label": d.who.replace("\\", "\\\\").replace("|", "\\|"),
        "mapping_date": d.when,
        "comment": d.why,
    }
    if d.decision == "not an entity":
        return [{**row, "object_id": "sssom:NoTermFound"}]
    if d.decision in ("existing", "new"):
        label, cls = labels.get(d.target, (d.name, d.final_class))
        return [{**row, **_object(d.target, label, cls)}]
    row |= {
        "predicate_id": "skos:closeMatch",
        "mapping_justification": "semapv:LexicalSimilarityThresholdMatching",
        "similarity_measure": "Indel ratio of the sorted words",
    }
    return [
        {**row, **_object(c.id, *labels[c.id]), "similarity_score": f"{c.score:.3f}".rstrip("0").rstrip(".")}
        for c in d.candidates
        if c.id in labels
    ]


def _object(id_: str, label: str, cls: str) -> dict[str, str]:
    thing = iri.entity(id_, cls).value
    return {
        "object_id": "lpipid:" + thing.removeprefix(iri("id").value + "/"),
        "object_label": label,
        "object_category": f"lpip:{_term(cls)}",
    }


def _term(cls: str) -> str:
    return "KeyConcept" if cls == "Concept" else cls


def _cell(text: str) -> str:
    return " ".join(text.split())


def _head(prefixes: set[str]) -> list[str]:
    known = {
        "lpip": PREFIXES["lpip"],
        "lpipgraphs": iri("graph").value + "/",
        "lpipid": iri("id").value + "/",
        "lpipname": iri("name").value + "/",
    }
    used = {"lpipgraphs", *prefixes} & set(known)
    return [
        'sssom_version: "1.1"',
        "curie_map:",
        *(f"  {prefix}: {known[prefix]}" for prefix in sorted(used)),
        f"mapping_set_id: {iri('mappings').value}",
        "mapping_set_title: What the names in the Policy Innovate newsletter mean",
        "mapping_set_description: Decisions of curators on names that no table had",
        f"license: {_LICENCE}",
        "subject_type: rdfs literal",
        "object_source: lpipgraphs:authority",
        "mapping_tool: lpipgraph",
    ]
