"""How often the gazetteer is right: names, homonyms, ground claims, headlines, and what scores are worth.

Run ``python benchmarks/gazetteer_accuracy.py``; benchmarks/README.md names the files that it reads.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import pandas as pd
import trials
import typer
from headlines import headlines
from scoring import Figure, calibration_error, reliability, text_table
from trials import RESOLVED, SAMPLE, Bench

import gazetteer
from gazetteer import Gazetteer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def calibration(bench: Bench) -> None:
    """What the score of the first candidate promises, over the runs on spelling and homonyms together."""
    if not bench.answers:
        return
    pooled = pd.concat(bench.answers, ignore_index=True)
    mixed = pooled[~pooled["run"].eq("free text")]
    counted = ", ".join(f"{n:,} {run}" for run, n in mixed["run"].value_counts(sort=False).items())
    answered = mixed[mixed["score"].notna()]
    bench.notes.append(f"calibration: {counted}; {len(mixed) - len(answered):,} without a candidate left out")
    error = calibration_error(answered["score"], answered["right"])
    bench.figures.append(
        Figure("calibration", "expected calibration error", error, len(answered), 0.05, at_most=True, unit="")
    )
    settled = mixed["resolution"].isin(RESOLVED)
    bench.count("calibration", "right where resolved", mixed["right"][settled], target=0.98)
    bench.count("calibration", "resolved (coverage)", settled)
    for run, answers in answered.groupby("run", sort=False):
        error = calibration_error(answers["score"], answers["right"])
        bench.figures.append(Figure("calibration", f"  error, {run}", error, len(answers), unit=""))


def reliability_text(bench: Bench) -> str:
    """The reliability table of the pooled answers."""
    pooled = pd.concat(bench.answers, ignore_index=True)
    table = reliability(*pooled.loc[~pooled["run"].eq("free text"), ["score", "right"]].to_numpy().T)
    return text_table(
        [
            {"score": f"{row.low:.1f}-{row.high:.1f}", "n": f"{row.n:,}", "mean score": f"{row.score:.3f}",
             "right": f"{row.right:.3f}"}
            for row in table.itertuples()
        ]
    )  # fmt: skip


# Each section, and the files of the data that it cannot do without.
SECTIONS: dict[str, tuple[Callable[[Bench], None], str]] = {
    "spelling": (trials.spelling, "toponym/spellingukraine_variants*.csv"),
    "homonyms": (trials.homonyms, ""),
    "ground": (trials.ground, "control/deepstate_daily_*.tar.xz"),
    "headlines": (headlines, "toponym/viina_derived_text_geonameid*.csv"),
    "held-out": (trials.held_out, "toponym/wof_heldout_names*.csv"),
    "free-text": (trials.free_text, "sources/bellingcat/derived_bellingcat_incidents.json"),
    "calibration": (calibration, ""),
}


def built(data: Path, folder: Path) -> Gazetteer:
    """The index of the files in the data, without the names that the held-out ones are taken from."""
    files = data / "gazetteer"
    codes = sorted(files.glob("katottg*"))
    return gazetteer.build(
        folder,
        geonames=sorted(files.glob("geonames_*.zip")),
        katottg=codes[-1] if codes else None,
        wof=None,
    )


def measured(bench: Bench, sections: Sequence[str]) -> None:
    """Run the sections whose data are there."""
    for name in sections:
        work, needed = SECTIONS[name]
        if needed and not any(bench.data.glob(needed)):
            bench.notes.append(f"{name}: not measured, there is no {needed}")
            continue
        start = time.perf_counter()
        work(bench)
        typer.echo(f"{name}: {time.perf_counter() - start:.1f} s", err=True)


def printed(bench: Bench) -> None:
    """All figures, section by section, and what they rest on."""
    for section in dict.fromkeys(figure.section for figure in bench.figures):
        typer.echo(f"\n{section}")
        typer.echo(text_table([f.as_text() for f in bench.figures if f.section == section]))
    if bench.answers:
        typer.echo(f"\nreliability\n{reliability_text(bench)}")
    for note in bench.notes:
        typer.echo(f"\n{note}.")


def main(
    data: Annotated[Path, typer.Option(help="Folder of the reference data.")] = DATA,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of a built index; made if it is empty.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="A section; may be given several times.")] = None,
    sample: Annotated[int, typer.Option(help="So many homonyms; 0 for all.")] = SAMPLE,
    answers: Annotated[Path | None, typer.Option(help="Write every answer here, as CSV.")] = None,
) -> None:
    """Measure the gazetteer and print each figure beside its target and its ceiling."""
    with tempfile.TemporaryDirectory() as made:
        folder = index or Path(made)
        ready = index is not None and index.is_dir() and any(index.iterdir())
        bench = Bench(data, gazetteer.load(folder) if ready else built(data, folder), sample)
        typer.echo(repr(bench.gazetteer))
        measured(bench, only or list(SECTIONS))
        printed(bench)
    if json_file is not None:
        rows = {"figures": [figure.as_row() for figure in bench.figures], "notes": bench.notes}
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    if answers is not None and bench.answers:
        pd.concat(bench.answers).to_csv(answers, index=False)


if __name__ == "__main__":
    typer.run(main)
