"""Finds the invisible words of an HTML page from its styles: preheaders, copies for other screens, withdrawn words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Sheets", "hides", "is_struck", "is_tiny"]

_ZERO = re.compile(r"0*\.?0+(?:px|pt|em|rem|%)?")
_FAR = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|pt|em|rem|%)?")
#: Values that make a box invisible.
_CLIP = re.compile(r"rect\((?:\s*[01](?:px)?[\s,)]+){4}|inset\((?:50|100)%\)?.*")
_WHITE = {"white": "#ffffff", "#fff": "#ffffff", "black": "#000000", "#000": "#000000"}
_SIZE = re.compile(r"(\d*\.?\d+)(px|pt|%|)")
#: The largest size in pixels or points at which letters cannot be read.
_SMALLEST = 1.5
_SHEET = re.compile(r"<style\b[^>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
#: Rules for some screens, for print and the like, with the rules that they hold.
_CONDITIONAL = re.compile(r"@[\w-]+[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"\s*(?:[a-z][a-z0-9]*)?([.#][\w-]+)\s*", re.IGNORECASE)
#: Elements that scripts make visible when the page has loaded.
_SHOWN_LATER = re.compile(r"(?:opacity|visibility)\s*:[^;]*", re.IGNORECASE)
_LONGEST_SHEET = 500_000


def declarations(*styles: str) -> dict[str, str]:
    """Properties and their values in lower case; the last value of a property counts, unless an earlier one is important."""
    found: dict[str, str] = {}
    important: set[str] = set()
    for style in styles:
        for each in style.lower().split(";"):
            name, colon, value = each.partition(":")
            name, (value, mark, _) = name.strip(), value.partition("!")
            if colon and (mark or name not in important):
                found[name] = " ".join(value.split())
                important |= {name} if mark else set()
    return found


def hides(style: Mapping[str, str]) -> bool:
    """Whether an element is invisible with all its content.

    Properties for one program alone (``mso-hide``) do not count: all others show the element.
    """
    cut = style.get("overflow", "") in ("hidden", "clip")
    ground = style.get("background-color") or style.get("background", "")
    return (
        style.get("display") == "none"
        or style.get("visibility") in ("hidden", "collapse")
        or bool(_ZERO.fullmatch(style.get("opacity", "")))
        or any(cut and _none(style.get(name, "")) for name in ("max-height", "height", "max-width", "width"))
        or any(_FAR.fullmatch(style.get(name, "")) for name in ("left", "top", "text-indent", "margin-left"))
        or any(_CLIP.fullmatch(style.get(name, "")) for name in ("clip", "clip-path"))
        or (bool(ground) and _colour(style.get("color", "")) == _colour(ground))
    )


def _none(size: str) -> bool:
    return size == "1px" or bool(_ZERO.fullmatch(size))


def _colour(name: str) -> str:
    return _WHITE.get(name, name)


def is_struck(style: Mapping[str, str]) -> bool:
    """Whether words are struck out: their content is withdrawn."""
    return any("line-through" in style.get(name, "") for name in ("text-decoration", "text-decoration-line"))


def is_tiny(style: Mapping[str, str], *, inherited: bool) -> bool:
    """Whether letters are too small to be read; parts of an element may have larger ones.

    Parameters
    ----------
    style
        The element's declarations.
    inherited
        Whether they are those of the parent element.
    """
    stated = style.get("font-size", "inherit")
    if stated == "inherit":
        return inherited
    size = _SIZE.fullmatch(stated)
    if size is None:  # given by a keyword, or relative to the parent element
        return bool(_ZERO.fullmatch(stated))
    return float(size[1]) < _SMALLEST


@dataclass(frozen=True, slots=True)
class Sheets:
    """The declarations of a page's style sheets for classes and ids."""

    rules: Mapping[str, str]

    @classmethod
    def of(cls, page: str) -> Sheets:
        """The rules for one class or id each; those for some screens only do not count."""
        rules: dict[str, str] = {}
        if "<style" in page.lower():
            sheet = "".join(_SHEET.findall(page))[:_LONGEST_SHEET]
            for selectors, declared in _RULE.findall(_CONDITIONAL.sub("", _COMMENT.sub("", sheet))):
                for selector in selectors.split(","):
                    if simple := _SIMPLE.fullmatch(selector):
                        rules[simple[1]] = f"{rules.get(simple[1], '')};{_SHOWN_LATER.sub('', declared)}"
        return cls(rules)

    def style(self, values: Mapping[str, str]) -> dict[str, str]:
        """The style of an element with these attributes: by its classes, its id and its own declarations."""
        own = values.get("style", "")
        if not self.rules:
            return declarations(own) if own else {}
        names = [f".{name}" for name in values.get("class", "").split()]
        if values.get("id"):
            names.append(f"#{values['id']}")
        return declarations(*(self.rules[name] for name in names if name in self.rules), own)
