"""The commands that measure maps of control: how much, which day, how far, and where the front is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.shown import show

if TYPE_CHECKING:
    import pandas as pd

    from frontline.control import ControlHistory

__all__ = ["add_commands"]

SUFFIXES = (".csv", ".geojson", ".parquet", ".gpkg")
ONCE = ("source", "definition", "window", "metric")  # what is the same on all rows is said once
SHOWN = 25  # rows of a table that goes to the screen

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILES...",
        help="Maps: files, folders, patterns, archives, or one saved history.",
        show_default=False,
    ),
]
Reader = Annotated[str, typer.Option(help="auto, deepstate, isw or kml.")]
Skip = Annotated[bool, typer.Option("--skip", help="Leave out broken files, and say which.")]
Status = Annotated[
    list[str] | None, typer.Option(help="What counts as held; by default what is occupied. May be repeated.")
]
Source = Annotated[str | None, typer.Option(help="Whose maps, if there are several.")]
Gains = Annotated[
    str | None, typer.Option(metavar="D|W|MS|YS", help="What was gained and lost in each period.")
]
By = Annotated[
    str | None, typer.Option(metavar="oblast|FILE", help="Split by oblast, or by polygons in a file.")
]
Since = Annotated[str | None, typer.Option(metavar="DAY", help="Only spans that end on or after it.")]
Day = Annotated[str | None, typer.Option(metavar="DAY", help="The day; the last map's by default.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="A .csv, .parquet, .geojson or .gpkg file; else a table is shown."),
]


def add_commands(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (control, records, advances, front):
        app.command()(command)


def control(
    files: Files,
    *,
    gains: Gains = None,
    by: By = None,
    offset: Annotated[str, typer.Option(help="Move both ends of a period later, such as 1D.")] = "0D",
    save: Annotated[Path | None, typer.Option(help="Keep the history in one small file.")] = None,
    reader: Reader = "auto",
    skip: Skip = False,
    status: Status = None,
    source: Source = None,
    output: Output = None,
) -> None:
    """Read maps of control, and show how much is held, or what was gained and lost.

    For instance: frontline control maps/ --gains MS --by oblast
    """
    import frontline as fl

    _checked(output)
    regions = _regions(by)
    history = _opened(files, reader, skip)
    if gains is None:
        table = fl.areas(history, by=regions, status=status, source=source)
    else:
        table = fl.gains(history, freq=gains, offset=offset, by=regions, status=status, source=source)
    if by is not None:
        moved = table.filter(regex="gained_km2|lost_km2") if gains else table[["held_km2"]]
        table = table[(moved > 0).any(axis=1)].sort_index(level="date", kind="stable", sort_remaining=False)
    if save is not None:
        typer.echo(f"Saved to {history.to_file(save)}.")
    _given(history, _with_shapes(table.reset_index(), regions), output)


def records(
    files: Files,
    *,
    window: Annotated[str, typer.Option(metavar="1D|2D|3D|7D", help="Days of a span.")] = "1D",
    metric: Annotated[str, typer.Option(metavar="gained|lost|net|depth", help="What is ranked.")] = "gained",
    since: Since = None,
    reader: Reader = "auto",
    skip: Skip = False,
    status: Status = None,
    source: Source = None,
    output: Output = None,
) -> None:
    """Rank the days: which was the biggest, what else was as big, and what speaks against it.

    For instance: frontline records maps/ --since 2025-01-01
    """
    import frontline as fl

    _checked(output)
    history = _opened(files, reader, skip)
    found = fl.records(history, window=window, metric=metric, since=since, status=status, source=source)
    _given(history, found, output)


def advances(
    files: Files,
    *,
    since: Annotated[str, typer.Option(metavar="DAY", help="The day of the earlier map.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="The day of the later map.")],
    near: Annotated[str | None, typer.Option(metavar="PLACE", help="Only near this place.")] = None,
    within_km: Annotated[float, typer.Option("--within-km", help="How near.")] = 30.0,
    reader: Reader = "auto",
    skip: Skip = False,
    status: Status = None,
    source: Source = None,
    output: Output = None,
) -> None:
    """Measure how far a side has pushed between two days, piece by piece, the deepest first.

    For instance: frontline advances maps/ --near Dobropillia --since 2025-08-10 --until 2025-08-11
    """
    import frontline as fl
    import gazetteer

    _checked(output)
    place = None if near is None else gazetteer.load()[near]
    history = _opened(files, reader, skip)
    found = fl.advances(history, since, until, near=place, within_km=within_km, status=status, source=source)
    _given(history, found, output)


def front(
    files: Files,
    *,
    day: Day = None,
    generalise_m: Annotated[
        float, typer.Option("--generalise-m", help="Tolerance of the generalisation in metres; 0 for none.")
    ] = 1000.0,
    reader: Reader = "auto",
    skip: Skip = False,
    status: Status = None,
    source: Source = None,
    output: Output = None,
) -> None:
    """Draw the front line of a day: contact, state border and coast apart, each with its length.

    For instance: frontline front maps/ --day 2025-08-14 -o front.geojson
    """
    import frontline as fl

    _checked(output)
    history = _opened(files, reader, skip)
    when = day if day is not None else history.only(source).stamps[-1].day
    _given(
        history, fl.front_line(history, when, generalise_m=generalise_m, status=status, source=source), output
    )


def _checked(output: Path | None) -> None:
    """Refuse a file of another kind before anything is read."""
    from frontline.errors import ControlFileError

    if output is not None and output.suffix.lower() not in SUFFIXES:
        raise ControlFileError(output, f"must end in one of {', '.join(SUFFIXES)}")


def _opened(files: Sequence[str], reader: str, skip: bool) -> ControlHistory:
    from frontline.sources.opened import open_maps

    return open_maps(files, reader=reader, errors="skip" if skip else "raise")


def _regions(by: str | None) -> Any:  # noqa: ANN401 - what by= takes
    if by is None or by == "oblast":
        return by
    import geopandas as gpd

    from frontline.errors import ControlFileError
    from frontline.formats import REFUSALS

    try:
        return gpd.read_file(by)
    except REFUSALS as error:
        raise ControlFileError(by, f"is neither 'oblast' nor a file of polygons ({error})") from error


def _with_shapes(table: pd.DataFrame, regions: object) -> pd.DataFrame:
    """Rows about regions with the shapes of these."""
    if regions is None:
        return table
    import geopandas as gpd

    from frontline.regions import regions as known

    units = known(regions)
    shapes = table["name"].map(dict(zip(units.names, units.shapes, strict=True)))
    frame: pd.DataFrame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4326")
    return frame


def _given(history: ControlHistory, table: pd.DataFrame, output: Path | None) -> None:
    """Say what was read; write a table to a file as its suffix says, or show it."""
    typer.echo(repr(history).strip("<>"), err=True)
    for reason in history.report["skipped"]:
        typer.echo(f"left out: {reason}", err=True)
    if output is None:
        _shown(table)
        return
    import geopandas as gpd

    from gazetteer.files import whole_file

    shapes = table["geometry"] if "geometry" in table else [None] * len(table)
    frame: Any = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, index=table.index, crs="EPSG:4326"))
    days = list(frame.select_dtypes("datetime").columns)
    texts = frame.assign(**{name: frame[name].dt.strftime("%Y-%m-%d") for name in days})
    suffix = output.suffix.lower()
    with whole_file(output) as part:
        if suffix == ".csv":
            (texts.to_wkt() if "geometry" in table else texts.drop(columns="geometry")).to_csv(
                part, index=False
            )
        elif suffix == ".parquet":
            frame.to_parquet(part)
        else:
            texts.to_file(part, driver="GeoJSON" if suffix == ".geojson" else "GPKG", layer="measured")
    typer.echo(f"Wrote {len(table)} row{'s' * (len(table) != 1)} to {output}.")


def _shown(table: pd.DataFrame) -> None:
    """Print the rows of a table, of a long one the first and what was left out; what is the same once."""
    import pandas as pd

    flat = pd.DataFrame(table.drop(columns="geometry", errors="ignore"))
    if flat.empty:
        typer.echo("Nothing found.")
        return
    once = [name for name in ONCE if name in flat and flat[name].nunique() == 1]
    for name in once:
        typer.echo(f"{name}: {flat[name].iloc[0]}")
    flat = flat.drop(columns=once)
    by_day = "date" in flat and flat["date"].nunique() > 1
    head = flat.tail(SHOWN) if by_day else flat.head(SHOWN)
    numbers = [str(name) for name in head if pd.api.types.is_numeric_dtype(head[name])]
    rows = [[_cell(value) for value in row] for row in head.to_numpy(dtype=object)]
    show(list(map(str, head.columns)), rows, right=numbers)
    if len(head) < len(flat):
        typer.echo(f"{len(head)} of {len(flat):,} rows; -o FILE writes all of them.")


def _cell(value: Any) -> str:  # noqa: ANN401 - of any table
    import pandas as pd

    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
