"""Documents the ontology: its terms, each with an example from a graph and the queries that use it.

Read from the ontology and shapes that travel with the package, so that it says what this version means. Own templates
(`lpipgraph.pages`) show it: pyLODE writes one page with a script and a style sheet within it, which a strict content
security policy forbids, and knows neither a graph's examples, nor the shapes, nor the questions. Ask it like this::

    found = reference.ontology()
    used = reference.usage(store, found)
    found.terms["leadsTheme"].definition, used["leadsTheme"].count
    reference.diagram(found, lambda term: f"#{term.name}")
"""

from .diagram import diagram
from .terms import Ontology, Shape, Term, ontology
from .usage import Scheme, Usage, schemes, usage

__all__ = [
    "Ontology",
    "Scheme",
    "Shape",
    "Term",
    "Usage",
    "diagram",
    "ontology",
    "schemes",
    "usage",
]
