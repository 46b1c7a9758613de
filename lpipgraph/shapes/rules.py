"""Exports the rules of ``ontology/rules/`` as SHACL rules (SHACL Advanced Features, section 8).

The SPARQL files are the source; ``ontology/rules/rules.ttl`` is generated from them, and a test compares both. Each rule
has one target node, the ontology, which the rule does not use. Rules depend on one another: run them until they add no more triples.
"""

from __future__ import annotations

import re

from ..files import find, read_bytes

__all__ = ["rules_as_shapes"]

_HEAD = """# Made from the files of this folder by lpipgraph.shapes.rules: change those, not this.
@prefix rule: <https://w3id.org/lpip/id/rule/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<https://w3id.org/lpip/rules> a owl:Ontology ;
    rdfs:label "Rules of the Policy Innovate graph"@en ;
    rdfs:comment "What follows from the facts, as SHACL rules. Run them over the facts and the ontology until nothing new comes."@en ;
    sh:declare
        {declared} .

<https://w3id.org/lpip/rules/all> a sh:NodeShape ;
    rdfs:label "All rules"@en ;
    sh:targetNode <https://w3id.org/lpip/def/> ;
    sh:rule {names} .
"""
_RULE = """
rule:{name} a sh:SPARQLRule ;
    rdfs:label "{title}"@en ;
    sh:prefixes <https://w3id.org/lpip/rules> ;
    sh:construct \"\"\"{query}\"\"\" .
"""
_PREFIX = re.compile(r"^PREFIX\s+(\w+):\s*<([^>]*)>\s*\n", re.MULTILINE | re.IGNORECASE)
_TITLE = re.compile(r"^#\s*title:\s*(.+?)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


def rules_as_shapes() -> bytes:
    """The rules as one file of Turtle."""
    prefixes: dict[str, str] = {}
    rules = []
    for path in find("ontology/rules", "*.rq"):
        text = read_bytes(path).decode("utf-8")
        prefixes |= dict(_PREFIX.findall(text))
        query = _COMMENT.sub("", _PREFIX.sub("", text)).strip()
        title = _TITLE.search(text)
        assert title is not None
        query = query.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        rules.append(
            (path.stem, title[1].replace('"', '\\"'), f"{query}\n" if query.endswith('"') else query)
        )
    declared = " ,\n        ".join(
        f'[ sh:prefix "{prefix}" ; sh:namespace "{namespace}"^^xsd:anyURI ]'
        for prefix, namespace in sorted(prefixes.items())
    )
    names = " , ".join(f"rule:{name}" for name, _, _ in rules)
    head = _HEAD.format(declared=declared, names=names)
    return (head + "".join(_RULE.format(name=n, title=t, query=q) for n, t, q in rules)).encode()
