"""The `gazetteer` command: names to places, texts to places, points to words, dumps to an index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gazetteer import downloads, shown, typed
from gazetteer.build import gathered, written
from gazetteer.commands import run
from gazetteer.core import embedded
from gazetteer.folders import INDEX, index_folder
from gazetteer.index import Index
from gazetteer.lookup import Gazetteer, load

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
Admin3 = Annotated[str | None, typer.Option(help="The hromada: Toretsk or 'Торецька громада'.")]
Country = Annotated[str | None, typer.Option(help="The country: UA or Ukraine.")]
Type = Annotated[str | None, typer.Option("--type", help="What it is said to be: village, town, oblast.")]
Near = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="A place beside it, or 'LON LAT': the closer, the likelier."),
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
    admin3: Admin3 = None,
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
        admin1=admin1, admin2=admin2, admin3=admin3, country=country, place_type=place_type,
        near=typed.beside(gazetteer, near), on=on,
    )  # fmt: skip
    typer.echo(shown.json_text(shown.record(place)) if as_json else shown.card(place))


@app.command()
def candidates(
    name: Name,
    admin1: Admin1 = None,
    admin2: Admin2 = None,
    admin3: Admin3 = None,
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
        admin1=admin1, admin2=admin2, admin3=admin3, country=country, place_type=place_type,
        near=typed.beside(gazetteer, near), on=on,
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
    found = load().nearest(typed.point(lon, lat), place_type=place_type or None, k=count)
    _show(found, ["distance_km", "bearing_deg", "name", "place_type", "admin1"], as_json=as_json)


@app.command(context_settings={"ignore_unknown_options": True})
def describe(lon: Lon, lat: Lat, place_type: Types = None) -> None:
    """Say where a point lies in words.

    By its distance and direction from the nearest settlement.

    Example: gazetteer describe 37.93 48.55 --type city
    """
    typer.echo(load().describe(typed.point(lon, lat), place_type=place_type or None))


@app.command()
def spot(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The text; - reads it from standard input.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", metavar="FILE", help="A text file in UTF-8.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the places that a text names.

    In Ukrainian, Russian or English, in any case of the name, with where each stands and what it means.

    Examples: gazetteer spot "Під Торецьком тривають бої"; gazetteer spot --file report.txt --json;
    cat report.txt | gazetteer spot -
    """
    if (text is None) == (file is None):
        raise typer.BadParameter("give one text: in quotes, as - for standard input, or with --file.")
    mentions = load().spot(typed.text(file) if text in (None, "-") else text or "")
    if as_json:
        typer.echo(shown.json_text([shown.mention_record(mention) for mention in mentions]))
        return
    if not mentions:
        typer.echo("the text names no place", err=True)
    for line in shown.mention_table(mentions):
        typer.echo(line)


@app.command()
def info(as_json: Json = False) -> None:
    """Say what the gazetteer holds, where its index stands and whose data it has."""
    path = index_folder() / INDEX
    index = Index.opened(path) if path.is_file() else embedded()
    gazetteer, notes = Gazetteer(index), index.notes
    attribution = notes.get("attribution", [downloads.ATTRIBUTION])
    if as_json:
        counts = {"places": len(index), "names": len(index.names), "holdings": gazetteer.holdings}
        where = {"index": str(path) if path.is_file() else None, "source": index.source}
        typer.echo(shown.json_text(where | counts | {"attribution": attribution} | dict(notes)))
        return
    typer.echo(repr(gazetteer))
    typer.echo(f"Index: {path}" if path.is_file() else "Index: none; 'gazetteer build' makes the full one")
    for country, types in gazetteer.holdings.items():
        typer.echo(f"  {country}: " + ", ".join(f"{count:,} {kind}" for kind, count in types.items()))
    for line in shown.counted(notes.get("report", {})):
        typer.echo(line)
    typer.echo(f"Data: {'; '.join(attribution)}; single facts are cited in each row.")


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
        typer.echo(shown.json_text(files))
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
        typer.echo(shown.json_text(told))
        return
    for line in shown.counted(material.notes["report"]):
        typer.echo(line)
    typer.echo(f"{gazetteer!r} in {path}")
    typer.echo(f"Data: {'; '.join(material.notes['attribution'])}")


def _show(found: gpd.GeoDataFrame, columns: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        typer.echo(shown.json_text(shown.records(found)))
        return
    for line in shown.table(found, columns):
        typer.echo(line)
