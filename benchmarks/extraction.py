"""How often claims are found right, and how fast, beside a naive extractor in the same run.

Run ``python benchmarks/extraction.py``. The sentences are those of tests/frontline/extract/corpus and fillers
written here. Speed is told in seconds of one core, whatever else the machine does.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from time import process_time
from typing import Annotated

import pandas as pd
import typer
from claims_scoring import Record, Score, bootstrap, records, score
from scoring import text_table
from timing import Timing, runs

import frontline as fl
import gazetteer
from frontline.extract import Document, RulesExtractor
from frontline.extract.documents import Row

SEED = 20250814
ARTICLES, SENTENCES, WARLIKE = 400, 33, 10  # articles, their sentences, and how many of those are the corpus'
NEWS = 6_000  # sentences of mixed news, one in five about the war
RUNS = 5
FOLDERS = (500, 2_000)  # articles of two folders, whose memory is compared
ARTICLES_S, SENTENCES_S, FIRST_S, FOLDER_MB = 200.0, 6_000.0, 0.6, 300.0

FILLER = (
    "The {a} of {place} said the {b} would be closed for {n} days.",
    "Officials from {n} countries met on {day} to discuss the {b}.",
    '"We have waited {n} years for this," said the {a}, who asked for a new {b}.',
    "Prices of {b} rose by {n} per cent, according to the {a}.",
    "The {a} will travel to {place} next week to open a {b}.",
    "On {day} some {n} people came to see the {b} in {place}.",
    "It was not clear when the {a} would answer.",
    "The {b}, built {n} years ago, is to be sold.",
)
WORDS = {
    "a": ("mayor", "minister", "company", "spokeswoman", "owner", "director", "council", "bank"),
    "b": ("museum", "budget", "bridge", "school", "harvest", "tram line", "theatre", "hospital", "treaty"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "place": ("Oslo", "Lisbon", "Kyiv", "Ankara", "Lviv", "Geneva", "Odesa", "Vilnius"),
}

# What a first try looks like: a word for each event, a word for each side, every name of the gazetteer.
NAIVE_EVENTS = {
    "capture": r"captur|seiz|liberat|захват|освобо|взял|захоп|звільн|окуп",
    "advance": r"advanc|продвин|просун",
    "withdrawal": r"withdr|retreat|отступ|відступ",
    "air_defence": r"shot down|downed|сби|збит",
    "launch": r"launched|fired|запуст",
    "assault": r"assault|clash|штурм|бої|бои",
    "control": r"control|контрол",
    "attack": r"attack|strike|struck|shell|hit|удар|обстр|атак",
}
NAIVE_SIDES = {"RU": r"russia|росси|росій|ворог|окупант", "UA": r"ukrain|украин|україн|всу|зсу"}
NAIVE_NAME = re.compile(r"[A-ZА-ЯІЇЄҐ][\w'-]+(?: [A-ZА-ЯІЇЄҐ][\w'-]+)?")

COLD = """
import time
start = time.perf_counter()
import geopandas
there = time.perf_counter()
import frontline
claims = frontline.extract_claims("Russian forces captured Iskra.", published="2025-08-14")
print(there - start, time.perf_counter() - there)
"""
# Run on its own: what a folder adds to the memory of a process that has geopandas.
MEMORY = """
import sys
import geopandas, frontline
def peak():
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak counts from here
before = peak()
frontline.extract_folder(sys.argv[1], sys.argv[2], progress=False)
print(peak() - before)
"""


def ours(labelled: Sequence[Record], extractor: RulesExtractor) -> list[Sequence[Row]]:
    """Rows that the rules find in each record."""
    return [extractor.extract(Document(record["text"], record["published"])).claims for record in labelled]


def naive(labelled: Sequence[Record], names: gazetteer.Gazetteer) -> list[Sequence[Row]]:
    """Rows that words and names alone make of each record."""
    return [list(_naive(record["text"], names)) for record in labelled]


def _naive(text: str, names: gazetteer.Gazetteer) -> Iterator[Row]:
    low = text.lower()
    event = next((name for name, words in NAIVE_EVENTS.items() if re.search(words, low)), None)
    if event is None:
        return
    actor = next((side for side, words in NAIVE_SIDES.items() if re.search(words, low)), None)
    row = {"claim_id": "1", "event_type": event, "actor": actor, "status": "asserted", "claimant_side": None}
    found = [name for name in NAIVE_NAME.findall(text) if name in names]
    yield from (row | {"place_text": name} for name in found or [None])


def accuracy(names: gazetteer.Gazetteer) -> Iterator[dict[str, str]]:
    """A row of figures for each language and part of the corpus."""
    extractor = RulesExtractor(names)
    for part in ("seen", "aside"):
        for lang in ("en", "ru", "uk", None):
            labelled = records(lang, part)
            told = ours(labelled, extractor)
            each = [score([record], [rows]) for record, rows in zip(labelled, told, strict=True)]
            whole = Score()
            for one in each:
                whole.add(one)
            low, high = bootstrap(each, seed=SEED)
            yield _figures(lang or "all", part, whole) | {
                "95 %": f"{low:.2f}-{high:.2f}",
                "naive": f"{score(labelled, naive(labelled, names)).strict.f1:.2f}",
            }


def _figures(lang: str, part: str, whole: Score) -> dict[str, str]:
    shares = {name: f"{tally.recall:.2f}" for name, tally in whole.attributes.items()}
    return {
        "language": lang,
        "part": part,
        "records": str(whole.records),
        "sentence F1": f"{whole.sentence.f1:.2f}",
        "false alarms": f"{100 * whole.false_alarms:.0f} %",
        "strict P": f"{whole.strict.precision:.2f}",
        "R": f"{whole.strict.recall:.2f}",
        "F1": f"{whole.strict.f1:.2f}",
        "capture F1": f"{whole.capture.f1:.2f}",
        "quantities F1": f"{whole.quantities.f1:.2f}",
        **shares,
    }


def articles(count: int, *, lots: random.Random) -> pd.DataFrame:
    """Articles of 33 sentences, ten of them the corpus', no two alike."""
    warlike = [record["text"] for record in records("en", "seen")]
    texts = []
    for _ in range(count):
        chosen = lots.sample(warlike, WARLIKE) + [_filler(lots) for _ in range(SENTENCES - WARLIKE)]
        lots.shuffle(chosen)
        paragraphs = [" ".join(chosen[i : i + 3]) for i in range(0, SENTENCES, 3)]
        texts.append("\n\n".join(paragraphs))
    return pd.DataFrame({"text": texts, "published": "2025-08-14"})


def news(count: int, *, lots: random.Random) -> str:
    """Mixed news: one sentence in five about the war."""
    warlike = [record["text"] for record in records("en", "seen")]
    return "\n\n".join(lots.choice(warlike) if n % 5 == 0 else _filler(lots) for n in range(count))


def _filler(lots: random.Random) -> str:
    words = {name: lots.choice(choice) for name, choice in WORDS.items()}
    return lots.choice(FILLER).format(n=lots.randint(2, 90), **words)


def speeds(scale: float) -> Iterator[Timing]:
    """Articles, sentences, the first result, memory of folders; of several runs the best and the worst."""
    lots = random.Random(SEED)  # noqa: S311 - no secret depends on it
    reports = articles(max(2, int(ARTICLES * scale)), lots=lots)
    fl.extract_all(reports.head(2))
    spent = [_spent(lambda: fl.extract_all(reports)) for _ in range(RUNS)]
    yield _speed("articles of 33 sentences, extract_all", len(reports), spent, ARTICLES_S)
    yield _mixed(max(10, int(NEWS * scale)), lots)
    first = [told for _, told in runs(COLD)]
    peer = f"beyond import geopandas; worst of {len(first)} runs {max(first):.2f} s"
    yield Timing("first result of a process", "s", min(first), FIRST_S, at_most=True, peer=peer)
    yield from _folders(scale, lots)


def _mixed(count: int, lots: random.Random) -> Timing:
    """Sentences of mixed news, read by the rules and by the naive peer."""
    text, names = news(count, lots=lots), gazetteer.load()
    extractor, document = RulesExtractor(names), Document(text, "2025-08-14")
    read = extractor.extract(document).sentences
    spent = [_spent(lambda: extractor.extract(document)) for _ in range(RUNS)]
    alone = text.split("\n\n")
    plain = len(alone) / _spent(lambda: [list(_naive(sentence, names)) for sentence in alone])
    return _speed(
        "sentences of mixed news, rules alone", read, spent, SENTENCES_S, beside=f"naive {plain:,.0f} /s"
    )


def _folders(scale: float, lots: random.Random) -> Iterator[Timing]:
    """Peak of memory that a folder adds, of a small and a large one."""
    for count in (max(2, int(full * scale)) for full in FOLDERS):
        with tempfile.TemporaryDirectory() as folder:
            lines = articles(count, lots=lots).to_json(orient="records", lines=True, force_ascii=False)
            Path(folder, "articles.jsonl").write_text(lines, encoding="utf-8")
            (added,) = next(runs(MEMORY, folder, str(Path(folder, "claims.parquet"))))
        name = f"memory that a folder of {count:,} articles adds"
        yield Timing(name, "MB", added, FOLDER_MB, at_most=True)


def _spent(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def _speed(name: str, count: int, spent: Sequence[float], target: float, *, beside: str = "") -> Timing:
    said = [beside] if beside else []
    worst = f"worst of {len(spent)} runs {count / max(spent):,.0f} /s"
    return Timing(name, "/s", count / min(spent), target, peer="; ".join([*said, worst]))


def main(
    scale: Annotated[float, typer.Option(help="Less work, for a quick look.")] = 1.0,
    kept: Annotated[Path | None, typer.Option("--json", help="Where to keep the figures.")] = None,
) -> None:
    """Print accuracy and speed."""
    table = list(accuracy(gazetteer.load()))
    typer.echo(text_table(table) + "\n")
    timings = list(speeds(scale))
    typer.echo(text_table([timing.as_text() for timing in timings]))
    if kept is not None:
        kept.write_text(json.dumps({"accuracy": table, "speeds": [asdict(one) for one in timings]}, indent=1))


if __name__ == "__main__":
    typer.run(main)
