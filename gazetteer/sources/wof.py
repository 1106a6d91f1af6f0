"""Who's On First: names in Ukrainian, Russian, English, German and Polish for places of GeoNames.

Read from two tables in Parquet made of its records, ``…_places.parquet`` (id, gn: the GeoNames number,
superseded, deprecated) and ``…_names.parquet`` (id, lang: ukr_x_preferred, name). Many of its names come from
Wikidata and are of bands and films: only preferred names are taken, and only near a name of the place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import OSA

from gazetteer.archives import parts
from gazetteer.data.spellings import fold, skeletons
from gazetteer.errors import DataFileError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ATTRIBUTION", "toponyms"]

ATTRIBUTION = "Who's On First (whosonfirst.org), CC0 and CC BY 4.0"
PLACES, NAMES = ("id", "gn", "superseded", "deprecated"), ("id", "lang", "name")
LANGS = {"ukr": "uk", "rus": "ru", "eng": "en", "deu": "de", "pol": "pl"}
CYRILLIC = frozenset({"uk", "ru"})
LETTERS = 100
SHORT = 3  # letters of a skeleton of which one edit makes another name

Row = Mapping[str, str]


def toponyms(path: Path, rows: Iterable[Row], report: Counter[str]) -> list[dict[str, str]]:
    """Rows of toponyms for the rows of places, which must have ids of GeoNames; known names are left out.

    Raises
    ------
    DataFileError
        If the two tables are not there, damaged, or without their columns.
    """
    by_id = {row["place_id"]: row for row in rows}
    known: dict[str, set[str]] = {}
    found = []
    for place_id, lang, text in _names(path, by_id, report):
        if place_id not in known:
            known[place_id] = {fold(name) for name in _texts(by_id[place_id])}
        reason = _refused(text, lang, known[place_id])
        report[reason or "taken"] += 1
        if reason is None:
            known[place_id].add(fold(text))
            found.append({"place_id": place_id, "toponym": text, "lang": lang, "kind": "variant"})
    return found


def _refused(text: str, lang: str, known: set[str]) -> str | None:
    """Why a name is not taken, or None."""
    if not 1 < len(text) <= LETTERS or any(sign in text for sign in "|,(0123456789"):
        return "left out: no bare name"
    if (text[0] >= "Ѐ") != (lang in CYRILLIC):
        return "left out: in letters of another language"
    if fold(text) in known:
        return "known already"
    own = skeletons[text]
    return (
        None if any(_near(own, skeletons[name]) for name in known) else "left out: like no name of the place"
    )


def _near(one: str, other: str) -> bool:
    if one == other:
        return bool(one)
    return min(len(one), len(other)) > SHORT and OSA.distance(one, other, score_cutoff=1) <= 1


def _texts(row: Row) -> Iterator[str]:
    yield from filter(None, (row["name"], row["name_uk"], row["name_ru"]))
    yield from (text.partition(":")[2] for text in row["variants"].split("|") if text)


def _names(path: Path, by_id: Mapping[str, Row], report: Counter[str]) -> Iterator[tuple[str, str, str]]:
    """Preferred names of the places that are known, as (place_id, language, name)."""
    import pyarrow.compute as pc

    for places_file, names_file in _files(path):
        places = _table(places_file, PLACES).filter(
            (pc.field("superseded") == 0) & pc.field("deprecated").is_null()
        )
        ids = zip(places["id"].to_pylist(), places["gn"].to_pylist(), strict=True)
        place_ids = {own: f"geonames:{int(number)}" for own, number in ids if number}
        names = _table(names_file, NAMES)
        names = names.filter(pc.match_substring_regex(names["lang"], f"^({'|'.join(LANGS)})_x_preferred$"))
        report["read"] += names.num_rows
        columns = (names[column].to_pylist() for column in NAMES)
        for own, lang, text in zip(*columns, strict=True):
            if place_ids.get(own) in by_id and text:
                yield place_ids[own], LANGS[lang[:3]], " ".join(text.split())


def _files(path: Path) -> list[tuple[Path, Path]]:
    files = sorted(path.glob("*_places.parquet")) if path.is_dir() else [path]
    pairs = [(file, file.with_name(file.name.replace("_places.", "_names."))) for file in files]
    if not pairs or any("_places." not in file.name for file in files):
        raise DataFileError(path, "holds no Who's On First tables: …_places.parquet and …_names.parquet")
    return pairs


def _table(path: Path, columns: tuple[str, ...]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts(path, suffixes=(".parquet",))
    try:
        return pq.read_table(path, columns=list(columns))
    except (OSError, pa.ArrowException) as error:
        reason = f"is damaged or has not the columns {', '.join(columns)} ({_first_line(error)})"
        raise DataFileError(path, reason) from error
    except KeyError as error:
        raise DataFileError(path, f"has no column {error}; columns are {', '.join(columns)}") from error


def _first_line(error: Any) -> str:  # noqa: ANN401
    return str(error).partition("\n")[0][:100]
