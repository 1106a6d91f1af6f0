"""How fast the gazetteer is, each figure beside the naive way to do the same, in the same run.

Run ``python benchmarks/gazetteer_speed.py``; benchmarks/README.md names the files that it reads.
"""

from __future__ import annotations

import importlib.util
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pandas as pd
import terrain
import typer
from gazetteer_accuracy import DATA, built
from rapidfuzz import fuzz, process
from scoring import text_table
from timing import IMPORTING, OPENING, Timing, runs, seconds

import gazetteer
from gazetteer import Gazetteer, toponym

SEED = 20220224
LOOKUPS, TYPOS, NAMES, SINGLE, STRINGS = 500_000, 20_000, 20_000, 2_000, 100_000
SLOW = 20  # so many queries are enough to time what takes a hundredth of a second and more
REPEATS = 3
LETTERS = {False: "abcdefghijklmnopqrstuvwxyz", True: "абвгдежзийклмнопрстуфхцчшщьюяіїє"}
TEXTS = "toponym/viina_derived_text_geonameid*.csv"
INDEX_MB, OPEN_MS, RESIDENT_MB, BUILD_S, BATCH_S = 10.0, 50.0, 30.0, 10.0, 10.0


@dataclass
class Race:
    """The index, what it is asked for, and what was measured so far."""

    gazetteer: Gazetteer
    settlements: pd.DataFrame
    scale: float = 1.0
    lots: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))
    timings: list[Timing] = field(default_factory=list)

    def count(self, full: int) -> int:
        """So many queries, at this scale."""
        return max(SLOW, int(full * self.scale))

    def add(self, name: str, unit: str, value: float, **more: Any) -> None:  # noqa: ANN401
        """Keep a figure."""
        self.timings.append(Timing(name, unit, value, **more))

    def names(self) -> list[str]:
        """All distinct names of the index, folded, in an order drawn by lot."""
        folded = sorted({toponym.fold(text) for text in self.gazetteer._index.names.text if text} - {""})
        return [folded[n] for n in self.lots.permutation(len(folded))]


def typo(name: str, lots: np.random.Generator) -> str:
    """The name with one letter dropped, changed, doubled by another one, or swapped with its neighbour.

    The first letter stays, as it mostly does.

    Examples
    --------
    >>> lots = np.random.default_rng(1)
    >>> made = typo("авдіївка", lots)
    >>> made != "авдіївка", made[0]
    (True, 'а')
    """
    at = int(lots.integers(1, len(name)))
    letter = str(lots.choice(list(LETTERS[any(ord(one) > 0x400 for one in name)])))
    swapped = name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    made = [name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:]]
    if at > 1:
        made.append(swapped)
    kept = [one for one in made if one != name]
    return kept[int(lots.integers(len(kept)))]


def exact(race: Race) -> None:
    """Names looked up as written, many at once and one by one."""
    names = race.names()
    total = race.count(LOOKUPS)
    asked = (names * (total // len(names) + 1))[:total]
    by_fold = race.gazetteer._index.by_fold
    by_fold.get(asked[0], ())
    spent = seconds(lambda: [by_fold.get(name, ()) for name in asked], repeats=REPEATS)
    plain = dict.fromkeys(names, (0,))
    peer = seconds(lambda: [plain.get(name, ()) for name in asked], repeats=REPEATS)
    column = pd.Series(names)
    scan = seconds(lambda: [column[column == name] for name in asked[:SLOW]]) / SLOW
    known = names[:total]
    at_once = seconds(lambda: race.gazetteer.known(known), repeats=REPEATS)
    race.add("exact look-ups, known()", "/s", len(known) / at_once, target=300_000,
             peer=f"dict {total / peer:,.0f} /s; pandas == {1 / scan:,.0f} /s")  # fmt: skip
    race.add("exact look-ups one by one, with the names found", "/s", total / spent)


def typos(race: Race) -> None:
    """Names with one typo."""
    long = [name for name in race.names() if len(name) >= 6]
    asked = list(dict.fromkeys(typo(name, race.lots) for name in long[: race.count(TYPOS)]))
    race.gazetteer.similar(asked[:SLOW])
    spent = seconds(lambda: race.gazetteer.similar(asked), repeats=REPEATS)
    peer = _fuzzy_peers(long, asked)
    race.add("one typo, names one letter off", "/s", len(asked) / spent, target=30_000, peer=peer)
    some = asked[: race.count(NAMES // 10)]
    race.gazetteer.resolve_all(some[:SLOW])
    spent = seconds(lambda: race.gazetteer.resolve_all(some))
    race.add("one typo, full resolve", "/s", len(some) / spent)


def _naive(names: Sequence[str], asked: Sequence[str]) -> float:
    """Seconds a query of comparing with every name."""
    spent = seconds(lambda: [process.extractOne(name, names, scorer=fuzz.WRatio) for name in asked])
    return spent / len(asked)


def _fuzzy_peers(names: Sequence[str], asked: Sequence[str]) -> str:
    some = asked[:SLOW]
    naive = _naive(names, some)
    said = [f"rapidfuzz WRatio {1 / naive:,.0f} /s"]
    if importlib.util.find_spec("symspellpy") is not None:
        symspell: Any = importlib.import_module("symspellpy")
        peer = symspell.SymSpell(max_dictionary_edit_distance=1)
        for name in names:
            peer.create_dictionary_entry(name, 1)
        spent = seconds(lambda: [peer.lookup(name, symspell.Verbosity.CLOSEST, 1) for name in asked])
        said.append(f"symspellpy {len(asked) / spent:,.0f} /s (names only)")
    return "; ".join(said)


def full(race: Race) -> None:
    """Names resolved, in a batch and one by one."""
    names = race.names()[: race.count(NAMES)]
    race.gazetteer.resolve_all(names[:SLOW])
    spent = seconds(lambda: race.gazetteer.resolve_all(names), repeats=REPEATS)
    race.add("resolve_all, distinct names", "/s", len(names) / spent, target=10_000)
    one_by_one = [seconds(partial(_resolved, race, name)) for name in names[: race.count(SINGLE)]]
    low, high = np.percentile(one_by_one, [50, 95]) * 1000
    race.add("resolve(), one name, median", "ms", low)
    race.add("resolve(), one name, 95 of 100 within", "ms", high)


def _resolved(race: Race, name: str) -> object:
    try:
        return race.gazetteer.resolve(name)
    except gazetteer.GazetteerError:
        return None


def batch(race: Race) -> None:
    """A table of place strings with the oblast of each."""
    drawn = race.settlements.sample(race.count(STRINGS), replace=True, random_state=SEED).reset_index(
        drop=True
    )
    columns = ["name_uk", "name", "name_ru"]
    which = race.lots.integers(0, len(columns), len(drawn))
    texts = drawn[columns].to_numpy()[np.arange(len(drawn)), which]
    names = pd.Series(texts).fillna(drawn["name"])
    spent = seconds(lambda: race.gazetteer.resolve_all(names, admin1=drawn["admin1"]), repeats=REPEATS)
    asked = BATCH_S * len(names) / STRINGS
    race.add(f"{len(names):,} place strings with oblast", "s", spent, target=asked, at_most=True,
             peer=_naive_batch(race.names(), list(names)))  # fmt: skip


def _naive_batch(names: Sequence[str], asked: Sequence[str]) -> str:
    some = [toponym.fold(name) for name in asked[:SLOW]]
    one = _naive(names, some)
    return f"rapidfuzz WRatio {one * len(asked) / 60:,.0f} min, extrapolated from {SLOW}"


def texts(race: Race, data: Path) -> None:
    """Running text."""
    if not any(data.glob(TEXTS)):
        return
    lines = pd.concat(map(pd.read_csv, sorted(data.glob(TEXTS))))
    whole = list(lines["representative_text"].dropna())
    spot: Any = race.gazetteer.spot
    spot(whole[0])  # the first text makes the book of names
    spent = seconds(lambda: [spot(text) for text in whole])
    race.add("spot, names found, words not seen before", "MB/s", _bytes(whole) / spent / 1e6)
    spent = seconds(lambda: [spot(text) for text in whole], repeats=REPEATS)
    race.add("spot, names found", "MB/s", _bytes(whole) / spent / 1e6, target=5.0)
    some = whole[: race.count(len(whole))]
    spent = seconds(lambda: [mention.place for text in some for mention in spot(text)])
    race.add("spot, names found and resolved", "MB/s", _bytes(some) / spent / 1e6)


def _bytes(texts: Sequence[str]) -> int:
    return sum(len(text.encode()) for text in texts)


def costs(race: Race, data: Path) -> None:
    """Building, keeping, opening and importing."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        spent = seconds(lambda: built(data, folder))
        race.add("build of Ukraine", "s", spent, target=BUILD_S, at_most=True)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        race.add("index on disk", "MB", size, target=INDEX_MB, at_most=True)
        opened, asked, resident = np.median(list(runs(OPENING, str(folder))), axis=0)
    race.add("open, after numpy is imported", "ms", opened, target=OPEN_MS, at_most=True)
    race.add("first question after that", "ms", asked)
    race.add("resident after it", "MB", resident, target=RESIDENT_MB, at_most=True)
    race.add("import gazetteer, after numpy", "ms", np.median([one[0] for one in runs(IMPORTING)]))


def main(
    data: Annotated[Path, typer.Option(help="Folder of the reference data.")] = DATA,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures here too.")] = None,
    index: Annotated[Path | None, typer.Option(help="Folder of a built index.")] = None,
    scale: Annotated[float, typer.Option(help="Ask so many times as much; targets are for 1.")] = 1.0,
) -> None:
    """Measure the gazetteer's speed and print each figure beside its target and a naive peer."""
    with tempfile.TemporaryDirectory() as made:
        places = gazetteer.load(index) if index is not None else built(data, Path(made))
        typer.echo(repr(places))
        race = Race(places, pd.DataFrame(terrain.settlements(places)), scale)
        for measure in (exact, typos, full, batch):
            measure(race)
        texts(race, data)
        costs(race, data)
    typer.echo(text_table([timing.as_text() for timing in race.timings]))
    if json_file is not None:
        rows = [asdict(timing) | {"holds": timing.holds} for timing in race.timings]
        json_file.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
