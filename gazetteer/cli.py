"""The `gazetteer` command, and how both commands of the project end: in one line, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gazetteer import downloads
from gazetteer.build import gathered, written
from gazetteer.commands import run
from gazetteer.folders import index_folder
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


@app.command()
def download(
    countries: Annotated[
        list[str], typer.Argument(metavar="COUNTRY...", help="Two-letter codes.", show_default=False)
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder for the files.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Download GeoNames' lists of all settlements of countries.

    What was cut off goes on where it stopped; what is there already is not fetched again.

    Example: gazetteer download UA RU
    """
    paths = downloads.download(*countries, folder=output)
    if as_json:
        notes = [json.loads(downloads.note_of(path).read_text(encoding="utf-8")) for path in paths]
        files = [{"path": str(path), **note} for path, note in zip(paths, notes, strict=True)]
        typer.echo(json.dumps(files, ensure_ascii=False, indent=2))
        return
    for path in paths:
        typer.echo(f"{path}  {path.stat().st_size:,} bytes")
    typer.echo(f"Data: {downloads.ATTRIBUTION}")
    typer.echo(f"Next: gazetteer build --geonames {' '.join(map(str, paths))}", err=True)


Dumps = Annotated[
    list[Path] | None,
    typer.Option("--geonames", metavar="FILE...", help="GeoNames' dumps: UA.zip RU.zip.", show_default=False),
]
Others = Annotated[
    list[Path] | None, typer.Argument(metavar="[FILE]...", help="More dumps.", show_default=False)
]


@app.command()
def build(
    others: Others = None,
    geonames: Dumps = None,
    katottg: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The codifier of Ukraine, as csv or xlsx.")
    ] = None,
    wof: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Who's On First: …_places.parquet, …_names.parquet.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Folder for the index.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the full index, which every command uses from then on.

    It holds every settlement of the countries given, and the core that comes with the package. An index that
    is there already stays until the new one is whole.

    Examples: gazetteer build --geonames UA.zip RU.zip;
    gazetteer build --geonames UA.zip --katottg katottg.csv -o folder
    """
    files = [*(geonames or ()), *(others or ())]
    if not (files or katottg or wof):
        raise typer.BadParameter("give the files to build from; 'gazetteer download UA' fetches one.")
    material = gathered(geonames=files, katottg=katottg, wof=wof)
    gazetteer = written(material, output=output)
    path = index_folder() if output is None else output
    if as_json:
        told = {"folder": str(path), "holdings": gazetteer.holdings, **material.notes}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in _told(material.notes["report"]):
        typer.echo(line)
    typer.echo(f"{gazetteer!r} in {path}")
    typer.echo(f"Data: {'; '.join(material.notes['attribution'])}")


def _told(report: Mapping[str, Any]) -> Iterator[str]:
    """What became of the lines of each source, a count a line."""
    for source, counts in report.items():
        if source == "merged":
            yield f"merged\n{len(counts):>12,}  settlements that stood twice"
        elif isinstance(counts, Mapping):
            yield source
            yield from (f"{count:>12,}  {what}" for what, count in counts.items() if count)


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
