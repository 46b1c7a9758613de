"""Renders views to HTML with one set of templates. Values are escaped."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..phrases import day
from .display_labels import BASES, PLURALS

if TYPE_CHECKING:
    import jinja2

__all__ = ["rendered", "safe", "script_json"]

_TEMPLATES = Path(__file__).with_name("templates")
#: Within a script element nothing may look like its end, nor like a comment (HTML, 4.12.1.3).
_IN_SCRIPT = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def script_json(value: object) -> str:
    """JSON that is safe within a script element, with any content."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_IN_SCRIPT)


def safe(made: str) -> object:
    """HTML that was made here, for a template, which escapes everything else."""
    from markupsafe import Markup

    return Markup(made)


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2
    from markupsafe import Markup

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # else each page looks at the times of all its templates
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["day"] = day
    made.filters["begun"] = lambda words: words[:1].upper() + words[1:]
    made.filters["script_json"] = lambda value: Markup(script_json(value))
    made.globals.update(BASES=BASES, PLURALS=PLURALS)
    return made


def rendered(template: str, **values: Any) -> str:  # noqa: ANN401 -- whatever a template shows
    """A template with its values."""
    return _environment().get_template(template).render(**values)
