"""The `frontline` command: a report in; claims, distances and a map out; maps of control in, measures out."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from frontline.errors import ReportError
from frontline.formats import FORMATS
from frontline.measuring import add_commands
from frontline.shown import show
from gazetteer.commands import run

if TYPE_CHECKING:
    import pandas as pd

    from frontline.tables import Claims

__all__ = ["app", "main"]

PAGES = (".html", ".htm")
DEMO = Path("examples") / "2025-08-14" / "report.txt"
DEMO_DAY = "2025-08-14"
DEMO_OUTPUT = Path("build") / "demo"
QUOTED = 110  # letters of the evidence that a table shows

Line: TypeAlias = Mapping[Any, Any]
"""A row of a summary."""

app = typer.Typer(
    help=(
        "Map a front line from public reporting: who claims what, where and since when.\n\n"
        "Start with `frontline demo`. A claim is never a fact: every row says who says so, and quotes it."
    ),
    rich_markup_mode=None,
    add_completion=False,
)

add_commands(app)

Report = Annotated[
    str, typer.Argument(metavar="REPORT", help="A text file, or - for standard input.", show_default=False)
]
Published = Annotated[
    str,
    typer.Option(metavar="DAY", help="The day of publication, such as 2025-08-14; 'Tuesday' counts from it."),
]
Source = Annotated[str | None, typer.Option(help="Who published it; kept in every row.")]


def main() -> None:
    """Run the command."""
    run(app, "frontline")


@app.callback(invoke_without_command=True)
def _version(
    show: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,
) -> None:
    if show:
        typer.echo(f"frontline {version('frontline')}")
        raise typer.Exit


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write to.")] = DEMO_OUTPUT,
) -> None:
    """Run the main job on the example of 14 August 2025: tables on the screen, files and a map."""
    import frontline as fl

    claims = fl.extract_claims(_example(), published=DEMO_DAY, source="example report")
    typer.echo(f"Read {DEMO.as_posix()}, published {DEMO_DAY}.\n\nClaims: who says what happened where")
    _show_claims(claims)
    typer.echo("Distances between the claimed places, and to the nearest city")
    _show_distances(fl.claim_distances(claims))
    for suffix in ("csv", "geojson", "parquet"):
        fl.write_claims(claims, output / f"claims.{suffix}")
    fl.FrontMap(claims=claims, title="Claimed, 14 August 2025").save(output / "map.html")
    typer.echo(f"Wrote {output}/claims.csv, claims.geojson, claims.parquet and map.html.")
    typer.echo(f"Open the map in a browser: {(output / 'map.html').resolve().as_uri()}")


@app.command()
def extract(
    report: Report,
    *,
    published: Published,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A .csv, .geojson, .parquet or .gpkg file; else a table is shown."
        ),
    ] = None,
    source: Source = None,
) -> None:
    """Find the claims in a report.

    For instance: frontline extract report.txt --published 2025-08-14 -o claims.geojson
    """
    import frontline as fl

    claims = fl.extract_claims(_text(report), published=published, source=source)
    if output is None:
        _show_claims(claims)
    else:
        fl.write_claims(claims, output)
        typer.echo(_counted(claims, output))


@app.command("map")
def map_(
    claims_or_report: Annotated[
        str, typer.Argument(metavar="CLAIMS|REPORT", help="A table of claims, or with --published a report.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    published: Annotated[
        str | None, typer.Option(metavar="DAY", help="The day of publication, if a report is given.")
    ] = None,
    source: Source = None,
    title: Annotated[str | None, typer.Option(help="The heading of the map.")] = None,
) -> None:
    """Draw claims on a map: one file that needs no network.

    For instance: frontline map claims.geojson -o map.html
    or straight from a text: frontline map report.txt --published 2025-08-14 -o map.html
    """
    import frontline as fl

    if output.suffix.lower() not in PAGES:
        raise fl.MapError(f"{output}: a map is an HTML page; call it something like map.html")
    if published is None:
        claims = fl.read_claims(claims_or_report)
    elif Path(claims_or_report).suffix.lower() in FORMATS:
        raise fl.MapError(f"{claims_or_report} is a table of claims, not a report: leave out --published")
    else:
        claims = fl.extract_claims(_text(claims_or_report), published=published, source=source)
    fl.FrontMap(claims=claims, title=title).save(output)
    typer.echo(_counted(claims, output))


@app.command()
def distances(
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help="A table of claims.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .csv file; else a table is shown.")
    ] = None,
) -> None:
    """Measure how far the claimed places lie from each other and from the nearest city.

    For instance: frontline distances claims.geojson
    """
    import frontline as fl

    table = fl.claim_distances(fl.read_claims(claims))
    if output is None:
        _show_distances(table)
    elif output.suffix.lower() != ".csv":
        raise fl.ClaimsFileError(output, "distances are kept in files called *.csv")
    else:
        table.to_csv(output, index=False)
        typer.echo(f"Wrote {len(table)} distances to {output}.")


def _example() -> str:
    """The demo's report: the wheel has it inside the package, a checkout beside it."""
    package = files("frontline")
    shipped = package.joinpath(DEMO.as_posix())
    return (shipped if shipped.is_file() else package.joinpath("..", DEMO.as_posix())).read_text("utf-8")


def _text(report: str) -> str:
    try:
        data = sys.stdin.buffer.read() if report == "-" else Path(report).read_bytes()
    except OSError as error:
        raise ReportError(f"{report}: cannot be read ({error.strerror})") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReportError(
            f"{report}: is not text in UTF-8 (byte {error.start}); save it as UTF-8 first"
        ) from error


def _counted(claims: Claims, output: Path) -> str:
    points = int(claims.geometry.notna().sum())
    found = claims["claim_id"].nunique()
    return f"Wrote {found} claims, {points} of {len(claims)} rows with a point, to {output}."


def _show_claims(claims: Claims) -> None:
    import frontline as fl

    told = fl.summary(claims)
    if told.empty:
        typer.echo("No claims found.\n")
        return
    header = ("when", "what is said to have happened", "who says so, and how", "in these words")
    show(header, [(line["date"], _what(line), _who(line), _quoted(line)) for line in told.to_dict("records")])


def _what(line: Line) -> str:
    event = line["event_type"].replace("_", " ") + (f" by {line['actor']}" if line["actor"] else "")
    where = ": ".join(filter(None, (event, line["places"])))
    return "; ".join(filter(None, (where, line["numbers"])))


def _who(line: Line) -> str:
    return f"{line['claimant'] or 'the report itself'}: {line['status']}"


def _quoted(line: Line) -> str:
    return f"“{textwrap.shorten(line['evidence'], QUOTED, placeholder=' …')}”" if line["evidence"] else ""


def _show_distances(table: pd.DataFrame) -> None:
    header = ("from", "to", "of the report, or the nearest city", "km", "direction")
    pairs = table[["place_name", "to_name", "relation", "distance_km", "direction"]].round(1).astype(str)
    show(header, pairs.to_numpy().tolist(), right=["km"])


if __name__ == "__main__":
    main()
