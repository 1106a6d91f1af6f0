"""The layers that a map is the sum of: the ground, and the claims on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import folium
import pandas as pd
from branca.element import Element, Figure
from folium.template import Template

from frontline.errors import MapError
from frontline.maps.installed import asset
from frontline.maps.markup import Verbatim, inline_script, inline_style, island, safe_html
from frontline.maps.style import style
from frontline.tables import CLAIMS, COUNTS, Claims

__all__ = ["BasemapLayer", "ClaimsLayer", "bring", "claims_layer", "embed", "languages", "words"]

SHOWN = (
    "claim_id",
    "source",
    "source_url",
    "event_type",
    "sub_event_type",
    "actor",
    "actor_text",
    "claimant",
    "claimant_side",
    "relay",
    "status",
    "verification",
    "hedge",
    "date_precision",
    "date_basis",
    "place_text",
    "place_type",
    "place_rel",
    "admin_text",
    "place_name",
    "admin1",
    "admin2",
    "resolution",
    "geo_precision",
    "uncertainty_km",
    "distance_km",
    "distance_op",
    "area_km2",
    "percent",
    *COUNTS,
    "weapons",
    "background",
    "lang",
    "evidence",
)
DAYS = ("date", "date_end", "published")


class ClaimsLayer(folium.FeatureGroup):
    """Claims as symbols on a folium map; :func:`claims_layer` makes one.

    Parameters
    ----------
    claims
        Claims; those without a point are kept, and a :class:`~frontline.FrontMap` lists them.
    name
        What a LayerControl calls the layer.
    lang
        Language of the words.
    show
        Whether the layer is drawn on opening.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = frontline.claimsLayer("{{ this.get_name() }}_data");
        {% endmacro %}
        """
    )

    def __init__(self, claims: Claims, *, name: str, lang: str, show: bool) -> None:
        # Leaflet's layer control takes names for HTML.
        super().__init__(name=safe_html(name), show=show)
        self._name = "ClaimsLayer"
        self.claims = CLAIMS.check(claims)
        self.lang = lang
        self.words = words(lang)

    def render(self, **kwargs: object) -> str:
        """Bring scripts, rules and data to the page, and the layer to its map."""
        bring(self, "dom.js", "symbols.js", "sentences.js", "fan.js", "claims.js", "claims.css")
        data = {"claims": _records(self.claims), "style": style(), "words": self.words, "lang": self.lang}
        embed(self, data)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""

    @property
    def middle(self) -> tuple[float, float] | None:
        """Latitude and longitude between the outermost claims; None where none has a point."""
        (south, west), (north, east) = self._get_self_bounds()
        if south is None or west is None or north is None or east is None:
            return None
        return (south + north) / 2, (west + east) / 2

    def _get_self_bounds(self) -> list[list[float | None]]:
        located = self.claims.geometry.dropna()
        if located.empty:
            return [[None, None], [None, None]]
        west, south, east, north = map(float, located.total_bounds)
        return [[south, west], [north, east]]


class BasemapLayer(folium.map.Layer):
    """The ground as vectors that need no network: land, water, borders, rivers and names of places.

    Parameters
    ----------
    data
        The base map as JSON, as :func:`frontline.maps.basemap.basemap_json` gives it.
    lang
        Language of the names.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = frontline.basemapLayer("{{ this.get_name() }}_data");
        {% endmacro %}
        """
    )

    def __init__(self, data: str, *, lang: str) -> None:
        super().__init__(control=False)
        self._name = "BasemapLayer"
        self.data: Mapping[str, Any] = json.loads(data)
        self.lang = lang

    def render(self, **kwargs: object) -> str:
        """Bring scripts, rules and data to the page, and the layer to its map."""
        bring(self, "dom.js", "canvas.js", "basemap.js", "labels.js")
        data = {**self.data, "style": style(), "lang": self.lang}
        embed(self, data)
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        return ""


def claims_layer(claims: Claims, *, name: str = "Claims", lang: str = "en", show: bool = True) -> ClaimsLayer:
    """Claims as a layer for any folium map: a symbol a claim, whose popup says who says so, and quotes.

    Hue is who acts, fill is how sure, shape is what. Where the event may lie away from its point a dashed
    ring of `uncertainty_km` is drawn; claims without a point are not drawn. Text from the table reaches the
    page as text: markup, scripts and templates in it are shown, never run.

    Parameters
    ----------
    claims
        Claims on any index; none at all is fine.
    name
        What a LayerControl calls the layer.
    lang
        Language of the words: en or uk.
    show
        Whether the layer is drawn on opening.

    Raises
    ------
    gazetteer.TableError
        If the claims break their schema.
    MapError
        If there are no words in the language.

    Examples
    --------
    >>> import folium
    >>> from frontline.tables import CLAIMS
    >>> layer = claims_layer(CLAIMS.table([]), name="None yet").add_to(folium.Map(tiles=None))
    >>> layer.layer_name
    'None yet'
    """
    return ClaimsLayer(claims, name=name, lang=lang, show=show)


def languages() -> tuple[str, ...]:
    """Languages that the words of a map come in."""
    return tuple(json.loads(asset("words.json")))


def words(lang: str) -> Mapping[str, Any]:
    """Words of a map's interface in a language.

    Raises
    ------
    MapError
        If there are none; it names the choices.
    """
    table: Mapping[str, Mapping[str, Any]] = json.loads(asset("words.json"))
    if lang not in table:
        raise MapError(f"there are no words in lang={lang!r}; choose one of {', '.join(table)}")
    return table[lang]


def bring(element: Element, *names: str) -> None:
    """Put scripts and style sheets of the project in the head of the element's page, each once."""
    head = cast(Figure, element.get_root()).header
    for name in names:
        wrap = inline_style if name.endswith(".css") else inline_script
        head.add_child(Verbatim(wrap(asset(name))), name=f"frontline_{name}")


def embed(element: Element, data: Mapping[str, object]) -> None:
    """Put data in the body of the element's page, as a JSON island called after the element."""
    name = f"{element.get_name()}_data"
    cast(Figure, element.get_root()).html.add_child(Verbatim(island(data, name=name)), name=name)


def _records(claims: Claims) -> list[dict[str, object]]:
    """One mapping a row with what the page shows of it; what is missing is left out."""
    table = pd.DataFrame(claims[[*SHOWN, *DAYS]]).astype(object)
    for name in DAYS:
        table[name] = claims[name].dt.strftime("%Y-%m-%d").astype(object)
    table["lon"], table["lat"] = claims.geometry.x.round(6), claims.geometry.y.round(6)
    kept = table.notna().to_numpy()
    rows = table.to_dict("records")
    return [
        {str(name): value for (name, value), told in zip(row.items(), tells, strict=True) if told}
        for row, tells in zip(rows, kept, strict=True)
    ]
