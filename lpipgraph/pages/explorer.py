"""All pages by their paths."""

from __future__ import annotations

from collections.abc import Mapping

from ..answers import Store
from .issue import issue
from .known import Known
from .links import Links, iri_of
from .render import rendered
from .texts import Text
from .things import thing
from .views import Page
from .words import KINDS, PLURALS

__all__ = ["Explorer", "page"]

#: Example questions of the home page, by the names of prepared queries.
_EXAMPLES = ("who-to-ask", "bridges", "what-is-said")


class Explorer:
    """The pages of one public store. A server makes one for each generation of the graph, and asks it for every page.

    Parameters
    ----------
    store
        Opened; without private graphs and candidates, for whatever it holds may be shown.
    texts
        Key of an issue → its text (see `texts_of`); without it, its page shows what the graph quotes.
    """

    def __init__(self, store: Store, texts: Mapping[str, Text] | None = None) -> None:
        self.known = Known(store)
        self.texts = {} if texts is None else texts

    def page(self, path: str, parameters: Mapping[str, str], links: Links) -> Page | None:  # noqa: ARG002 -- the pages that are asked come next
        """One page.

        Parameters
        ----------
        path
            Below the site, without slashes at its ends: ``theme/skills``, empty for the home page.
        parameters
            What is asked of it, as it stands in the address behind the question mark.
        links
            Writes the addresses of other pages.

        Returns
        -------
        Page or None
            None if there is no page of that path.
        """
        if path == "":
            return self._home(links)
        if path in KINDS:
            return self._listing(path, links)
        if path == "issue":
            return self._page("issues.html", "The newsletter", path, links)
        if path.startswith("issue/"):
            return self._issue(path, links)
        return self._thing(path, links)

    def _issue(self, path: str, links: Links) -> Page | None:
        key = path.removeprefix("issue/")
        reading = issue(self.known, key, self.texts.get(key))
        if reading is None:
            return None
        cards = {of: [name, kind, words] for of, (name, kind, words) in reading.cards.items()}
        return self._page("issue.html", reading.ref.name, path, links, reading=reading, cards=cards)

    def _page(self, template: str, title: str, path: str, links: Links, **values: object) -> Page:
        html = rendered(template, title=title, path=path, links=links, issues=self.known.issues, **values)
        return Page(title, html)

    def _home(self, links: Links) -> Page:
        latest = next(reversed(list(self.known.issues)), None)
        return self._page(
            "home.html",
            "Policy Innovate as linked data",
            "",
            links,
            counts=self.known.counts,
            themes=self.known.listing("theme"),
            latest=latest,
        )

    def _listing(self, kind: str, links: Links) -> Page:
        return self._page(
            "listing.html", PLURALS[kind], kind, links, kind=kind, things=self.known.listing(kind)
        )

    def _thing(self, path: str, links: Links) -> Page | None:
        try:
            found = thing(self.known, iri_of(path))
        except ValueError:
            return None
        if found is None:
            return None
        return self._page("thing.html", found.ref.name, path, links, thing=found)


def page(store: Store, path: str, parameters: Mapping[str, str], links: Links) -> Page | None:
    """One page of a store (see `Explorer.page`, which many pages of one store want instead)."""
    return Explorer(store).page(path, parameters, links)
