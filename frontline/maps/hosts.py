"""What a page would fetch: the hosts that layers of folium's and of the user's ask for, and who asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urlsplit

import folium.folium

from frontline.errors import MapError

__all__ = [
    "Ask",
    "Hosts",
    "Kind",
    "asks_of_markup",
    "asks_of_script",
    "host_of",
    "inline_scripts",
    "permitted",
    "policy",
]

Kind = Literal["script", "style", "image", "data"]

ADDRESS = r"(?:https?:)?//[^\s\"'`)\\<>]+"
HOST = re.compile(r"(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.IGNORECASE)
# How scripts of Leaflet, folium and its plugins fetch; a mere link, such as an attribution's, does not.
FETCHES: Sequence[tuple[re.Pattern[str], Kind]] = (
    (re.compile(rf"(?:Layer|wms|[oO]verlay|Tile\w*)\(\s*[\"'`]({ADDRESS})"), "image"),
    (re.compile(rf"(?:src|srcset|poster)\s*=\s*\\?[\"'`]?({ADDRESS})"), "image"),
    (re.compile(rf"url\(\s*\\?[\"']?({ADDRESS})"), "image"),
    (re.compile(rf"[uU]rl[\"']?\s*:\s*[\"'`]({ADDRESS})"), "image"),
    (re.compile(rf"(?:fetch|ajax|getJSON|import|d3\.json)\(\s*[\"'`]({ADDRESS})"), "data"),
)
FETCHED_BY_TAG: dict[str, tuple[tuple[str, ...], Kind]] = {
    "script": (("src",), "script"),
    "link": (("href",), "style"),
    "img": (("src", "srcset"), "image"),
    "image": (("href", "xlink:href"), "image"),
    "source": (("src", "srcset"), "image"),
    "video": (("src", "poster"), "image"),
    "audio": (("src",), "image"),
    "iframe": (("src",), "image"),
    "embed": (("src",), "image"),
    "object": (("data",), "image"),
}
CODE = ("", "text/javascript", "module")  # types of script elements that a browser runs
# What folium takes for granted on every page; a FrontMap's page has it only where a layer uses it.
FRAME = re.compile(r"<iframe[^>]*\s(?:srcdoc|src=\\?[\"']?data:)", re.IGNORECASE)
JQUERY = re.compile(r"\$\.|\bjQuery\b|\$\(\s*[\"']")
AWESOME = re.compile(r"\bL\.AwesomeMarkers\b")
JQUERY_FILES = ("jquery",)
AWESOME_FILES = (
    *("awesome_markers", "awesome_markers_css", "awesome_markers_font_css"),
    *("glyphicons_css", "awesome_rotate_css"),
)


class Hosts(Enum):
    """Hosts of a page that depend on its layers."""

    ASKED = "every host that a layer asks for"


@dataclass(frozen=True)
class Ask:
    """An address that something on the page would fetch."""

    url: str
    kind: Kind
    by: str
    linked: bool = False
    """Whether the page has yet to write the element that fetches it."""

    @property
    def host(self) -> str:
        """Its host, with a leading `*.` where the subdomain changes from tile to tile."""
        return host_of(self.url)


def host_of(url: str) -> str:
    """Host of an address or of a template of addresses.

    Examples
    --------
    >>> host_of("https://{s}.tile.example.org/{z}/{x}/{y}.png")
    '*.tile.example.org'
    """
    host = urlsplit(url if "//" in url else f"//{url}").netloc.rpartition("@")[2]
    return re.sub(r"^\{\w+\}\.", "*.", host).lower()


def asks_of_script(code: str, *, by: str) -> Iterator[Ask]:
    """Addresses that a script of a layer would fetch, and the files of folium's that it takes for granted.

    Raises
    ------
    MapError
        If it holds a page within the page, which would bring scripts that no hash names.
    """
    if FRAME.search(code):
        raise MapError(f"{by} holds a frame, which the page's policy keeps out; pass it the HTML itself")
    for pattern, kind in FETCHES:
        yield from (Ask(found[1], kind, by) for found in pattern.finditer(code))
    for pattern, names in ((JQUERY, JQUERY_FILES), (AWESOME, AWESOME_FILES)):
        if pattern.search(code):
            yield from _folium_files(names, by)


def _folium_files(names: Sequence[str], by: str) -> Iterator[Ask]:
    kinds: tuple[tuple[list[tuple[str, str]], Kind], ...] = (
        (folium.folium._default_js, "script"),
        (folium.folium._default_css, "style"),
    )
    for files, kind in kinds:
        yield from (Ask(url, kind, f"{by}, which uses {name}", True) for name, url in files if name in names)


def asks_of_markup(markup: str, *, by: str) -> list[Ask]:
    """Addresses that markup would fetch: scripts, style sheets, pictures, frames."""
    reader = _Reader(by)
    reader.feed(markup)
    reader.close()
    return reader.asks


def inline_scripts(markup: str) -> list[str]:
    """Code of every script element that a browser would run and that stands in the page itself."""
    reader = _Reader("")
    reader.feed(markup)
    reader.close()
    return reader.scripts


class _Reader(HTMLParser):
    def __init__(self, by: str) -> None:
        super().__init__(convert_charrefs=True)
        self.by = by
        self.asks: list[Ask] = []
        self.scripts: list[str] = []
        self.inside: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        names, kind = FETCHED_BY_TAG.get(tag, ((), "image"))
        for name in names:
            for url in re.findall(ADDRESS, told.get(name, "")):
                self.asks.append(Ask(url, kind, self.by))
        self._style(told.get("style", ""))
        if tag == "script" and "src" not in told and told.get("type", "") in CODE:
            self.inside = "script"
            self.scripts.append("")
        elif tag == "style":
            self.inside = "style"

    def handle_endtag(self, tag: str) -> None:
        self.inside = None

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts[-1] += data
        elif self.inside == "style":
            self._style(data)

    def _style(self, rules: str) -> None:
        for url in re.findall(rf"(?:url\(|@import)\s*[\"']?({ADDRESS})", rules):
            self.asks.append(Ask(url, "image", self.by))


def permitted(asks: Iterable[Ask], allow_hosts: Iterable[str] | Hosts | None) -> list[str]:
    """The hosts that a page may fetch from: those that are named, none, or whatever is asked for.

    Raises
    ------
    MapError
        If something asks for a host that is not allowed; it names all of them and who asks.
    """
    asks = list(asks)
    if allow_hosts is Hosts.ASKED:
        return sorted({ask.host for ask in asks})
    if isinstance(allow_hosts, str):
        raise MapError(f"allow_hosts takes a list of hosts: allow_hosts=[{allow_hosts!r}]")
    allowed = [str(host).lower() for host in allow_hosts or ()]
    for host in allowed:
        if not HOST.fullmatch(host):
            raise MapError(f"{host!r} in allow_hosts is no host; write it like tile.openstreetmap.org")
    refused: dict[str, list[str]] = {}
    for ask in asks:
        if ask.host not in allowed:
            refused.setdefault(ask.host, []).append(ask.by)
    if refused:
        raise MapError(_refusal(refused, allowed))
    return sorted(set(allowed))


def _refusal(refused: dict[str, list[str]], allowed: Sequence[str]) -> str:
    told = "; ".join(f"{host} (asked for by {', '.join(dict.fromkeys(by))})" for host, by in refused.items())
    hosts = sorted({*allowed, *refused})
    return (
        f"this page would need the network when it is opened: {told}. Leave these layers out, or let the "
        f"page fetch with save(…, allow_hosts={hosts})"
    )


def policy(hashes: Iterable[str], asks: Iterable[Ask], hosts: Iterable[str]) -> str:
    """Content-Security-Policy of a page: its own scripts, by their hash, these hosts, and nothing else.

    A host that is allowed may send pictures, style sheets, fonts and data; a script only from the very
    address that a layer asks for.

    Examples
    --------
    >>> policy(["sha256-x"], [], []).split("; ")[:3]
    ["default-src 'none'", "script-src 'sha256-x'", "style-src 'unsafe-inline'"]
    """
    open_to = "".join(f" https://{host}" for host in hosts)
    scripts = dict.fromkeys(re.split("[?#]", ask.url)[0] for ask in asks if ask.kind == "script")
    rules = {
        "default-src": "'none'",
        "script-src": " ".join([*(f"'{digest}'" for digest in hashes), *scripts]) or "'none'",
        "style-src": f"'unsafe-inline'{open_to}",
        "img-src": f"data: blob:{open_to}",
        **({"font-src": open_to.strip(), "frame-src": open_to.strip()} if open_to else {}),
        "connect-src": open_to.strip() or "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())
