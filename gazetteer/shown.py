"""How the command shows what it has found: cards and tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gazetteer.listing import aligned, plain
from gazetteer.places import PLACES, Place

if TYPE_CHECKING:
    import geopandas as gpd

    from gazetteer.spot import Mention

__all__ = ["card", "counted", "json_text", "mention_record", "mention_table", "record", "records", "table"]

BESIDE = ("score", "reason", "distance_km", "bearing_deg")  # columns beside those of the places table
HEADINGS = {
    "place_type": "type",
    "admin1": "region",
    "admin2": "raion",
    "distance_km": "km",
    "bearing_deg": "bearing",
}


def json_text(value: object) -> str:
    """A value as JSON, in letters that standard output can write."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(value, ensure_ascii=not unicode, indent=2, allow_nan=False)


def record(place: Place) -> dict[str, object]:
    """A place as JSON values.

    Examples
    --------
    >>> record(Place("geonames:1", "Toretsk", 37.8, 48.4))["lat"]
    48.4
    """
    row = {name: value for name, value in place.as_row().items() if name != "geometry"}
    here = {"lon": place.lon, "lat": place.lat, "uncertainty_km": place.uncertainty_km}
    return row | here | {"formerly": list(place.formerly)}


def card(place: Place) -> str:
    """A place in a few lines.

    Examples
    --------
    >>> print(card(Place("geonames:1", "Toretsk", 37.8, 48.4, place_type="city", population=31000)))
    Toretsk
      type      city, 31,000 people
      point     48.4000 N 37.8000 E
      id        geonames:1
    """
    people = f", {place.population:,} people" if place.population else ""
    reach = f", reaching {place.uncertainty_km:g} km" if place.uncertainty_km else ""
    lines: Mapping[str, str | None] = {
        "type": f"{place.place_type or 'place'}{people}",
        "in": ", ".join(filter(None, (place.admin3, place.admin2, place.admin1, place.country))),
        "point": f"{place.lat:.4f} N {place.lon:.4f} E{reach}",
        "also": ", ".join(filter(None, (place.name_uk, place.name_ru))),
        "formerly": ", ".join(place.formerly),
        "id": place.place_id,
        "source": place.source,
    }
    return "\n".join(
        [plain(place.name), *(f"  {label:<10}{plain(text)}" for label, text in lines.items() if text)]
    )


def records(found: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Rows of a table of places as JSON values."""
    beside = [name for name in BESIDE if name in found]
    rows = found[[*PLACES.names, *beside]].assign(lon=found.geometry.x, lat=found.geometry.y)
    kept: list[dict[str, Any]] = rows.astype(object).where(rows.notna(), None).to_dict("records")
    return kept


def table(found: gpd.GeoDataFrame, columns: Sequence[str]) -> Iterator[str]:
    """Lines of a table of places; none if it is empty."""
    if not found.empty:
        rows = [[_rounded(name, row[name]) for name in columns] for row in records(found)]
        yield from aligned([HEADINGS.get(name, name) for name in columns], rows)


def _rounded(name: str, value: Any) -> object:  # noqa: ANN401
    return round(value) if name == "bearing_deg" and value is not None else value


def mention_record(mention: Mention) -> dict[str, Any]:
    """A place named in a text as JSON values."""
    words = ("text", "start", "end", "name", "lang", "is_region", "rel", "resolution")
    place = mention.place
    return {name: getattr(mention, name) for name in words} | {
        "place": None if place is None else record(place),
        "candidates": list(mention.candidates),
    }


def mention_table(mentions: Sequence[Mention]) -> Iterator[str]:
    """Lines of a table of places named in a text; none if there are none."""
    if mentions:
        header = ["start", "end", "text", "resolution", "name", "type", "region"]
        yield from aligned(header, [_mention_row(mention) for mention in mentions])


def _mention_row(mention: Mention) -> list[object]:
    place = mention.place
    meant: list[str | None] = [None] * 3 if place is None else [place.name, place.place_type, place.admin1]
    if place is None and mention.candidates:
        meant[0] = f"one of {len(mention.candidates)}"
    return [mention.start, mention.end, mention.text, mention.resolution, *meant]


def counted(report: Mapping[str, Any]) -> Iterator[str]:
    """What became of the lines of each source of an index, a count a line."""
    for source, counts in report.items():
        if source == "merged":
            yield f"merged\n{len(counts):>12,}  settlements that stood twice"
        elif isinstance(counts, Mapping):
            yield plain(source)
            yield from _counts(counts.items())


def _counts(counts: Iterable[tuple[str, int]]) -> Iterator[str]:
    return (f"{count:>12,}  {plain(what)}" for what, count in counts if count)
