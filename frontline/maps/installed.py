"""The files that a page brings along: the project's own, and Leaflet's where its package is installed."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from importlib.resources import files as resources

from frontline.errors import MapError
from frontline.maps.markup import inline_script, inline_style

__all__ = ["LEAFLET", "asset", "leaflet_css", "leaflet_file", "leaflet_js"]

# The package is asked by its file list: importing an XStatic package warns about namespaces of old.
LEAFLET = "XStatic-Leaflet"
FOLDER = "xstatic/pkg/leaflet/data/"


@cache
def asset(name: str) -> str:
    """A script, a style sheet or words of the project, as text."""
    return resources("frontline.maps").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def leaflet_file(name: str) -> bytes:
    """A file of Leaflet, as its package brings it.

    Raises
    ------
    MapError
        If the package or the file is missing.
    """
    try:
        found = [path for path in files(LEAFLET) or () if path.as_posix().endswith(FOLDER + name)]
    except PackageNotFoundError:
        found = []
    if not found:
        raise MapError(f"Leaflet's {name} is not installed; pip install {LEAFLET} brings it")
    return found[0].read_binary()


@cache
def leaflet_js() -> str:
    """Leaflet, and its default marker's pictures as data, as script elements."""
    code = leaflet_file("leaflet.js").decode("utf-8").partition("//# sourceMappingURL=")[0]
    pictures = {
        "iconUrl": _picture("marker-icon.png"),
        "iconRetinaUrl": _picture("marker-icon-2x.png"),
        "shadowUrl": _picture("marker-shadow.png"),
    }
    options = ",".join(f'{name}:"{picture}"' for name, picture in pictures.items())
    icons = f'L.Icon.Default.imagePath="";L.Icon.Default.mergeOptions({{{options}}});'
    return inline_script(code) + "\n" + inline_script(icons)


@cache
def leaflet_css() -> str:
    """Leaflet's style sheet with its pictures as data, as a style element."""
    rules = leaflet_file("leaflet.css").decode("utf-8")
    rules = re.sub(r"url\(images/([\w.-]+)\)", lambda found: f'url("{_picture(found[1])}")', rules)
    return inline_style(re.sub(r"\s*behavior: url\(#default#VML\);", "", rules))


def _picture(name: str) -> str:
    return "data:image/png;base64," + b64encode(leaflet_file(f"images/{name}")).decode("ascii")
