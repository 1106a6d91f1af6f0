"""The `frontline` command: a report in; claims, distances and a map out; maps of control in, measures out."""

from __future__ import annotations

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
from frontline.shown import printable, show
from gazetteer.commands import run

if TYPE_CHECKING:
    import pandas as pd

    from frontline import Document
    from frontline.tables import Claims

__all__ = ["app", "main"]

PAGES = (".html", ".htm")
DEMO = Path("examples") / "2025-08-14" / "report.txt"
DEMO_DAY = "2025-08-14"
DEMO_OUTPUT = Path("build") / "demo"
QUOTED = 110  # letters of the evidence that a table shows
NAMED = 5  # files that could not be read and are named

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

Reports = Annotated[
    list[str],
    typer.Argument(
        metavar="REPORT...",
        help="A text or HTML file, or - for standard input; or folders, several files, .jsonl.",
        show_default=False,
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        metavar="DAY",
        help="The day of publication, such as 2025-08-14; 'Tuesday' counts from it. A page, or the name of a "
        "file, may tell it.",
    ),
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
    reports: Reports,
    *,
    published: Published = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="A .csv, .geojson, .parquet or .gpkg file; else a table is shown."
        ),
    ] = None,
    source: Source = None,
    jobs: Annotated[
        int, typer.Option(metavar="N", help="Processes that read many reports; 0 for one on each core.")
    ] = 1,
) -> None:
    """Find the claims in a report, or in folders of them.

    For instance: frontline extract report.txt --published 2025-08-14 -o claims.geojson
    or of many: frontline extract articles/ -o claims.parquet --jobs 0
    """
    import frontline as fl

    if len(reports) > 1 or _is_many(reports[0]):
        _extract_many(reports, output, published=published, source=source, jobs=jobs)
        return
    claims = fl.extract_all([_document(reports[0], published, source)])
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
        str | None,
        typer.Option(metavar="DAY", help="The day of publication, if a report is given; a page may tell it."),
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
    if output.resolve() == Path(claims_or_report).resolve():
        raise fl.MapError(f"{output}: the map would take the place of the report; give it another name")
    if published is None and not _is_page(claims_or_report):
        claims = fl.read_claims(claims_or_report)
    elif Path(claims_or_report).suffix.lower() in FORMATS:
        raise fl.MapError(f"{claims_or_report} is a table of claims, not a report: leave out --published")
    else:
        claims = fl.extract_all([_document(claims_or_report, published, source)])
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


def _is_page(report: str) -> bool:
    return Path(report).suffix.lower() in PAGES


def _is_many(report: str) -> bool:
    return report != "-" and (Path(report).suffix.lower() == ".jsonl" or Path(report).is_dir())


def _document(report: str, published: str | None, source: str | None) -> Document:
    """The report that a file is; what a page said of itself is told."""
    from frontline.extract.report import read_report

    read = read_report(report, published=published, source=source)
    for name, value in read.taken.items():
        typer.echo(f"{name} {printable(value)}: taken from the page", err=True)
    return read.document


def _extract_many(
    reports: list[str], output: Path | None, *, published: str | None, source: str | None, jobs: int
) -> None:
    import frontline as fl

    if "-" in reports:
        raise ReportError("- is standard input, which is read alone")
    if output is None:
        raise ReportError("claims of many reports go to a file: pass --output, such as -o claims.parquet")
    try:
        told = fl.extract_folder(reports, output, published=published, source=source, jobs=jobs)
    except KeyboardInterrupt:
        typer.echo(f"frontline: stopped; {output} was not written", err=True)
        raise
    again = f" {told['duplicates']:,} had been read before." if told["duplicates"] else ""
    typer.echo(
        f"Read {told['documents']:,} reports.{again} Wrote {told['claims']:,} claims, "
        f"{told['rows']:,} rows, to {output}."
    )
    _show_unreadable(told["unreadable"])


def _show_unreadable(unreadable: list[str]) -> None:
    if not unreadable:
        return
    typer.echo(f"{len(unreadable):,} could not be read:", err=True)
    for line in unreadable[:NAMED]:
        typer.echo(f"  {printable(line)}", err=True)
    if len(unreadable) > NAMED:
        typer.echo(f"  and {len(unreadable) - NAMED:,} more", err=True)


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
