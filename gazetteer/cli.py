"""The `gazetteer` command, and how both commands of the project end: in one line, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated

import typer

from gazetteer.commands import run
from gazetteer.lookup import Gazetteer, load
from gazetteer.places import PLACES, Place

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["app", "main"]


app = typer.Typer(
    help=(
        "From the name of a place to its point on the Earth: Ukraine and its neighbours, offline.\n\n"
        "Names may be Ukrainian, Russian or Latin, old or new, in any case: Торецьку, Дзержинск, Dobropolye."
    ),
    rich_markup_mode=None,
    add_completion=False,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name as written.", show_default=False)]
Admin1 = Annotated[str | None, typer.Option(help="The oblast: Donetsk, 'Донецька область' or UA-14.")]
Admin2 = Annotated[str | None, typer.Option(help="The raion: Bakhmut or 'Бахмутський район'.")]
Country = Annotated[str | None, typer.Option(help="The country: UA or Ukraine.")]
Type = Annotated[str | None, typer.Option("--type", help="What it is said to be: village, town, oblast.")]
Near = Annotated[
    str | None, typer.Option(metavar="NAME", help="A place beside it: the closer, the likelier.")
]
Day = Annotated[str | None, typer.Option("--on", metavar="DAY", help="When the name was in use: 2014-08-20.")]
Types = Annotated[list[str] | None, typer.Option("--type", help="Only places of this type; may be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Lon = Annotated[float, typer.Argument(metavar="LON", help="Longitude in degrees.", show_default=False)]
Lat = Annotated[float, typer.Argument(metavar="LAT", help="Latitude in degrees.", show_default=False)]


def main() -> None:
    """Run the command."""
    run(app, "gazetteer")


@app.callback(invoke_without_command=True)
def _version(
    show: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if show:
        typer.echo(f"gazetteer {version('frontline')}")
        raise typer.Exit


@app.command()
def resolve(
    name: Name,
    admin1: Admin1 = None,
    admin2: Admin2 = None,
    country: Country = None,
    place_type: Type = None,
    near: Near = None,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Say which place a name means.

    Examples: gazetteer resolve Toretsk; gazetteer resolve Iskra --admin1 Donetsk;
    gazetteer resolve "в Сумской области"; gazetteer resolve Дзержинськ --on 2014-08-20 --json
    """
    gazetteer = load()
    place = gazetteer.resolve(
        name,
        admin1=admin1, admin2=admin2, country=country, place_type=place_type,
        near=_beside(gazetteer, near), on=on,
    )  # fmt: skip
    typer.echo(json.dumps(_record(place), ensure_ascii=False, indent=2) if as_json else _card(place))


@app.command()
def candidates(
    name: Name,
    admin1: Admin1 = None,
    admin2: Admin2 = None,
    country: Country = None,
    place_type: Type = None,
    near: Near = None,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """List all places that a name may mean.

    The best stands first; each has a score (0 to 1) and the reason.

    Examples: gazetteer candidates Iskra; gazetteer candidates Pokrovsk --near Dobropillia
    """
    gazetteer = load()
    found = gazetteer.candidates(
        name,
        admin1=admin1, admin2=admin2, country=country, place_type=place_type,
        near=_beside(gazetteer, near), on=on,
    )  # fmt: skip
    if not as_json and found.empty:
        typer.echo("no place is or was called so", err=True)
    _show(found, ["score", "name", "place_type", "admin1", "admin2", "reason"], as_json=as_json)


@app.command(context_settings={"ignore_unknown_options": True})  # a southern latitude is no option
def nearest(
    lon: Lon,
    lat: Lat,
    place_type: Types = None,
    count: Annotated[int, typer.Option("--count", "-k", min=1, help="How many places.")] = 5,
    as_json: Json = False,
) -> None:
    """List the places nearest to a point.

    Each with its distance in km and its bearing in degrees from north.

    Example: gazetteer nearest 37.93 48.55 --type city --type town
    """
    found = load().nearest(_point(lon, lat), place_type=place_type or None, k=count)
    _show(found, ["distance_km", "bearing_deg", "name", "place_type", "admin1"], as_json=as_json)


@app.command(context_settings={"ignore_unknown_options": True})
def describe(lon: Lon, lat: Lat, place_type: Types = None) -> None:
    """Say where a point lies in words.

    By its distance and direction from the nearest settlement.

    Example: gazetteer describe 37.93 48.55 --type city
    """
    typer.echo(load().describe(_point(lon, lat), place_type=place_type or None))


@app.command()
def info(as_json: Json = False) -> None:
    """Say what the gazetteer holds."""
    gazetteer = load()
    if as_json:
        typer.echo(json.dumps(gazetteer.holdings, ensure_ascii=False, indent=2))
        return
    typer.echo(repr(gazetteer))
    for country, types in gazetteer.holdings.items():
        typer.echo(f"  {country}: " + ", ".join(f"{count:,} {kind}" for kind, count in types.items()))
    typer.echo("Names and points: GeoNames (geonames.org, CC BY 4.0), and single facts cited in each row.")


def _beside(gazetteer: Gazetteer, name: str | None) -> Place | None:
    return None if name is None else gazetteer.resolve(name)


def _point(lon: float, lat: float) -> object:
    from shapely import Point

    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise typer.BadParameter(f"{lon:g} {lat:g} is no point; give the longitude first, then the latitude.")
    return Point(lon, lat)


def _record(place: Place) -> dict[str, object]:
    row = place.as_row()
    row.pop("geometry")
    here = {"lon": place.lon, "lat": place.lat, "uncertainty_km": place.uncertainty_km}
    return row | here | {"formerly": list(place.formerly)}


def _card(place: Place) -> str:
    people = f", {place.population:,} people" if place.population else ""
    reach = f", reaching {place.uncertainty_km:g} km" if place.uncertainty_km else ""
    lines: Mapping[str, str | None] = {
        "type": f"{place.place_type or 'place'}{people}",
        "in": ", ".join(filter(None, (place.admin2, place.admin1, place.country))),
        "point": f"{place.lat:.4f} N {place.lon:.4f} E{reach}",
        "also": ", ".join(filter(None, (place.name_uk, place.name_ru))),
        "formerly": ", ".join(place.formerly),
        "id": place.place_id,
        "source": place.source,
    }
    return "\n".join([place.name, *(f"  {label:<10}{text}" for label, text in lines.items() if text)])


def _show(found: gpd.GeoDataFrame, columns: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        numbers = [name for name in ("score", "reason", "distance_km", "bearing_deg") if name in found]
        table = found[[*PLACES.names, *numbers]].assign(lon=found.geometry.x, lat=found.geometry.y)
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in found[list(columns)].astype(object).where(found[list(columns)].notna(), "").to_dict("records"):
        typer.echo("  ".join(_cell(value) for value in row.values()).rstrip())


def _cell(value: object) -> str:
    return f"{value:8.2f}" if isinstance(value, float) else f"{value!s:<22}"
