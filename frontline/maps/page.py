"""FrontMap: claims on a folium map, saved as one file that opens without a network and runs nobody's text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, cast

import folium
import folium.folium
from branca.element import MacroElement
from folium.template import Template

from frontline.errors import MapError
from frontline.maps.basemap import basemap_json
from frontline.maps.document import Page
from frontline.maps.hosts import Hosts
from frontline.maps.layers import BasemapLayer, ClaimsLayer, bring, embed, words
from frontline.tables import CLAIMS, Claims
from gazetteer.files import whole_file

__all__ = ["FrontMap"]

BASEMAPS = ("vector", None)
UKRAINE = {"location": (48.6, 32.5), "zoom_start": 6}
# Leaflet's options for a map over the vector ground: it is drawn for no closer look than this, ends not far
# beyond Ukraine's neighbours, and has no tiles that half a zoom step would blur.
VECTOR_OPTIONS = {"min_zoom": 5, "max_zoom": 13, "zoom_snap": 0.5}


class FrontMap(folium.Map):
    """Claims on a map of their own: a :class:`folium.Map` that saves as one file and needs no network.

    Symbols say who acts by their hue, how sure the claim is by their fill, and what is said to have happened
    by their shape. Each opens with who says so, the date, the place as written and as found, the evidence and
    its source. Claims without a point stand in the list beside the map. The page tells its dates, its sources
    and what "claimed" means.

    Parameters
    ----------
    claims
        Claims on any index; None or an empty table draws the ground alone.
    basemap
        "vector" draws land, water, borders and towns from data that the page carries; None draws no ground,
        for layers of your own.
    lang
        Language of the page: en or uk.
    title
        Heading of the page; None says what the page shows.
    **map_options
        Options of :class:`folium.Map`. Without `location` and `zoom_start` the map opens on its claims, or on
        Ukraine where there are none; with `zoom_start` alone, on the middle of its claims.

    Raises
    ------
    MapError
        If `basemap` or `lang` is not one of the choices.
    gazetteer.TableError
        If the claims break their schema.

    Examples
    --------
    >>> from frontline.tables import CLAIMS
    >>> claims = CLAIMS.table([{"claim_id": "a1", "event_type": "capture", "status": "claimed"}])
    >>> page = FrontMap(claims=claims, title="Claimed on 14 August 2025")
    >>> page.get_root().render().splitlines()[1]
    '<html lang="en">'
    """

    def __init__(
        self,
        *,
        claims: Claims | None = None,
        basemap: str | None = "vector",
        lang: str = "en",
        title: str | None = None,
        **map_options: Any,  # noqa: ANN401
    ) -> None:
        if basemap not in BASEMAPS:
            raise MapError(f"there is no basemap={basemap!r}; choose 'vector' or None")
        _refuse_unknown(map_options)
        wording = words(lang)
        fits = not {"location", "zoom_start"} & set(map_options)
        table = CLAIMS.table([]) if claims is None else claims
        layer = ClaimsLayer(table, name=wording["claims"], lang=lang, show=True)
        opening = UKRAINE if layer.middle is None else UKRAINE | {"location": layer.middle}
        super().__init__(**{**opening, "tiles": None, "zoom_control": "bottomright", **map_options})
        self.default_js = [item for item in folium.folium._default_js if item[0] == "leaflet"]
        self.default_css = [item for item in folium.folium._default_css if item[0] == "leaflet_css"]
        heading = wording["heading"] if title is None else str(title)
        Page(title=heading, lang=lang).add_child(self)
        ground = self._lay_ground(basemap, lang, map_options)
        self.add_child(layer)
        data = {"title": heading, "words": wording, "ground": ground, "fit": fits}
        self.add_child(Cards(layer, data))

    def _lay_ground(self, basemap: str | None, lang: str, chosen: Mapping[str, object]) -> list[object]:
        """Draw the base map, if any, and tell its sources."""
        if basemap is None:
            return []
        for option, value in VECTOR_OPTIONS.items():
            if option != "zoom_snap" or not chosen.get("tiles"):
                self.options[option] = cast(float, chosen.get(option, value))
        layer = BasemapLayer(basemap_json(), lang=lang)
        self.add_child(layer)
        return list(layer.data["sources"])

    def save(  # type: ignore[override]  # a misspelt argument is told, not dropped
        self,
        outfile: str | bytes | PathLike[str] | BinaryIO,
        close_file: bool = True,
        *,
        allow_hosts: Iterable[str] | None = (),
    ) -> None:
        """Write the page: one file with its scripts, styles, ground and data, which opens without a network.

        The page carries a Content-Security-Policy that lets run only its own scripts, each named by its
        SHA-256, and lets it call nobody. The same map gives the same bytes. A file that was there is replaced
        once the new one is whole; missing folders are made.

        Parameters
        ----------
        outfile
            A path, or a file open for writing bytes.
        close_file
            Whether to close a file that was passed open.
        allow_hosts
            Hosts that layers of your own may fetch from when the page is opened, such as
            tile.openstreetmap.org; they alone widen the policy. None and an empty list let in no host.

        Raises
        ------
        MapError
            If a layer needs a host that is not allowed; it names every host and who asks for it. Or if the
            path cannot be written.
        """
        page = self.get_root()
        if not isinstance(page, Page):
            raise MapError("this FrontMap stands inside another figure; save that, or keep the map by itself")
        # Before the file is opened: a page that is refused leaves the old file as it was.
        html = page.render(allow_hosts=allow_hosts).encode("utf-8")
        if isinstance(outfile, str | bytes | PathLike):
            _write(Path(os.fsdecode(outfile)), html)
            return
        try:
            outfile.write(html)
        finally:
            if close_file:
                outfile.close()

    def _repr_html_(self, **kwargs: object) -> str:
        """The page in a frame, for a notebook, where the hosts that layers ask for are let in."""
        options = {"allow_hosts": Hosts.ASKED} if isinstance(self.get_root(), Page) else {}
        return str(super()._repr_html_(**options, **kwargs))


def _write(path: Path, content: bytes) -> None:
    try:
        with whole_file(path) as part:
            part.write_bytes(content)
    except OSError as error:
        raise MapError(f"{path}: cannot be written ({error.strerror or error})") from error


def _refuse_unknown(map_options: Mapping[str, object]) -> None:
    # folium hands unknown options to Leaflet, where a table would end up as text.
    for name in ("control", "compare"):
        if name in map_options:
            raise TypeError(f"FrontMap() got an unexpected keyword argument {name!r}")


class Cards(MacroElement):
    """What stands about the map: heading, list, legend, sources."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            frontline.page(
                {{ this._parent.get_name() }}, {{ this.layer.get_name() }}, "{{ this.get_name() }}_data"
            );
        {% endmacro %}
        """
    )

    def __init__(self, layer: ClaimsLayer, data: Mapping[str, object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Cards"
        self.layer = layer
        self.data = data

    def render(self, **kwargs: object) -> str:
        """Bring the script, the rules and the data, and furnish the map."""
        bring(self, "page.js", "page.css")
        embed(self, self.data)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""
