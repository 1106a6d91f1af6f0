"""The document around a map: all of it inlined, its policy, and the same bytes each time."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256

from branca.element import CssLink, Element, Figure, JavascriptLink

from frontline.maps.hosts import (
    Ask,
    Hosts,
    Kind,
    asks_of_markup,
    asks_of_script,
    inline_scripts,
    permitted,
    policy,
)
from frontline.maps.installed import asset, leaflet_css, leaflet_js
from frontline.maps.markup import inline_script, safe_html

__all__ = ["Page"]

INSTALLED = re.compile(r"/leaflet(\.min)?\.(js|css)$")
# Meta elements that the page writes itself: folium's viewport keeps people from zooming.
OWN_META = re.compile(r"<meta\s[^>]*(?:name=.viewport|http-equiv=.content-type|charset)[^>]*>", re.IGNORECASE)


class Page(Figure):
    """The document around a FrontMap: whatever stands on it is inlined, or refused by name.

    Parameters
    ----------
    title
        Title of the document.
    lang
        Its language.
    """

    def __init__(self, *, title: str, lang: str) -> None:
        super().__init__(title=title)
        self.lang = lang

    def render(self, *, allow_hosts: Iterable[str] | Hosts | None = (), **kwargs: object) -> str:
        """The document as text; see :meth:`FrontMap.save`."""
        with _as_it_was(self):
            for child in self._children.values():
                child.render()
            owners = {element.get_name(): _shown(element) for element in _tree(self)}
            head, asks = self._head(owners)
            body = self.html.render()
            asks += asks_of_markup(body, by="the page's body")
            script, more = self._script(owners)
            asks += more
            steady = _steady([element._id for element in _tree(self)])
        head, body, script = (steady(part) for part in (head, body, script))
        hosts = permitted(asks, allow_hosts)
        return self._document(head + _links(asks), body + "\n" + script, asks, hosts)

    def _document(self, head: str, body: str, asks: list[Ask], hosts: list[str]) -> str:
        rules = policy(map(_digest, inline_scripts(head + body)), asks, hosts)
        return "\n".join(
            [
                "<!DOCTYPE html>",
                f'<html lang="{safe_html(self.lang)}">',
                "<head>",
                '<meta charset="utf-8">',
                f'<meta http-equiv="Content-Security-Policy" content="{rules}">',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<title>{safe_html(str(self.title))}</title>",
                head,
                "</head>",
                "<body>",
                body,
                "</body>",
                "</html>",
                "",
            ]
        )

    def _head(self, owners: Mapping[str, str]) -> tuple[str, list[Ask]]:
        """Elements of the head, Leaflet's files inlined; and what the others ask for."""
        parts: list[str] = []
        asks: list[Ask] = []
        for name, element in self.header._children.items():
            if isinstance(element, JavascriptLink | CssLink):
                kind: Kind = "script" if isinstance(element, JavascriptLink) else "style"
                if INSTALLED.search(element.url):
                    parts.append(leaflet_js() if kind == "script" else leaflet_css())
                else:
                    asks.append(Ask(element.url, kind, _owner_of_link(self, name, element.url), True))
                continue
            text = element.render()
            if not name.startswith("frontline_"):
                text = OWN_META.sub("", text)
                asks += asks_of_markup(text, by=owners.get(name, "the page's head"))
            parts.append(text.strip())
        return "\n".join(filter(None, parts)), asks

    def _script(self, owners: Mapping[str, str]) -> tuple[str, list[Ask]]:
        """Scripts of the layers as one element, in their order; and what they ask for."""
        codes: list[str] = []
        asks: list[Ask] = []
        for name, element in self.script._children.items():
            codes.append(element.render())
            asks += asks_of_script(codes[-1], by=owners.get(name, name))
        code = "\n".join(codes)
        before = inline_script(asset("foreign.js")) + "\n" if "$(" in code else ""
        return before + inline_script(code), asks


def _links(asks: Iterable[Ask]) -> str:
    """Elements that fetch the scripts and style sheets that were asked for by address."""
    tags = {"script": '<script src="{}"></script>', "style": '<link rel="stylesheet" href="{}">'}
    told = dict.fromkeys(tags[ask.kind].format(safe_html(ask.url)) for ask in asks if ask.linked)
    return "".join(f"\n{tag}" for tag in told)


def _digest(code: str) -> str:
    return "sha256-" + b64encode(sha256(code.encode("utf-8")).digest()).decode("ascii")


def _tree(element: Element) -> Iterator[Element]:
    """An element and all below it, those in a popup's or figure's three parts too."""
    yield element
    for child in element._children.values():
        yield from _tree(child)
    for part in ("header", "html", "script"):
        held = getattr(element, part, None)
        if isinstance(held, Element):
            yield from _tree(held)


@contextmanager
def _as_it_was(page: Page) -> Iterator[None]:
    """Undo what rendering adds to the tree: folium would say some things twice the second time."""
    before = [(element, element._children.copy()) for element in _tree(page)]
    try:
        yield
    finally:
        for element, children in before:
            element._children = children


def _shown(element: Element) -> str:
    module, name = type(element).__module__, type(element).__name__
    if module.startswith("folium.plugins"):
        return f"folium.plugins.{name}"
    return f"folium.{name}" if module.startswith("folium") else name


def _owner_of_link(page: Page, name: str, url: str) -> str:
    for element in _tree(page):
        links = [*getattr(element, "default_js", ()), *getattr(element, "default_css", ())]
        if (name, url) in links:
            return f"{_shown(element)} for {url.rpartition('/')[2]}"
    return f"the page's head for {url.rpartition('/')[2]}"


def _steady(ids: Iterable[str]) -> Callable[[str], str]:
    """Replace folium's random ids by numbers in the order in which they occur."""
    known = set(ids)
    numbers: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        return numbers.setdefault(found[0], str(len(numbers) + 1)) if found[0] in known else found[0]

    return lambda text: re.sub(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", number, text)
