"""Headlines: whether what is found in running text is the place that the text was labelled with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from trials import Bench

from gazetteer import Place, PlaceNotFoundError, toponym
from gazetteer.geodesy import distance_km

__all__ = ["headlines"]

TEXT_KM = 8.0  # so near is right
MOST_WORDS = 3  # of a settlement's name
FEW_BONES = 3  # letters of a skeleton that a case ending leaves as they are


def headlines(bench: Bench) -> None:
    """Headlines with the place that a machine gave them: whether that is among what spot finds."""
    rows = pd.DataFrame(bench.lines("toponym/viina_derived_text_geonameid*.csv"))
    rows = rows[rows["representative_text"].fillna("").ne("")]
    read = pd.DataFrame([_read(bench, row) for row in rows.to_dict("records")])
    hit, kind = read["hit"], read["kind"]
    named = kind.eq("settlement") | hit
    bench.count("headlines", "labelled place found", hit, target=0.70, ceiling=float(named.mean()))
    bench.count(
        "headlines", "found, or its region where only that is named", hit | kind.eq("region"), target=0.70
    )
    for word, said in (("settlement", "the place"), ("region", "only its region"), ("neither", "neither")):
        bench.count("headlines", f"  found, of rows that name {said}", hit[kind.eq(word)])
    bench.notes.append(
        "headlines: a row names the place if a word of the text, outside the names of regions, has the "
        "skeleton of its name; it names only the region if spot finds the region that the labelled place "
        "lies in; the ceiling is the share of rows that name the place or were found all the same"
    )


def _read(bench: Bench, row: dict[Any, str]) -> dict[str, object]:
    """Whether the labelled place of a headline is found, and what the headline names."""
    text, lon, lat = row["representative_text"], float(row["longitude"]), float(row["latitude"])
    mentions = bench.gazetteer.spot(text)
    places = [mention.place for mention in mentions if mention.place is not None]
    km = distance_km([place.lon for place in places], [place.lat for place in places], lon, lat)
    regions = [place for place in places if place.is_region]
    for mention in mentions:
        if mention.is_region or mention.place in regions:
            text = text[: mention.start] + "." * (mention.end - mention.start) + text[mention.end :]
    return {"hit": bool((km <= TEXT_KM).any()), "kind": _kind(bench, row["geonameid"], text, regions)}


def _kind(bench: Bench, number: str, text: str, regions: Sequence[Place]) -> str:
    """Whether a text names the place that it is labelled with, or only its region, or neither."""
    try:
        gold = bench.gazetteer[f"geonames:{int(float(number))}"]
    except PlaceNotFoundError:
        return "neither"
    names = {gold.name, gold.name_uk, gold.name_ru, *gold.formerly} - {None}
    if _names(text, {toponym.skeleton(name) for name in names if name}):
        return "settlement"
    return "region" if any(place.admin1 == gold.admin1 for place in regions) else "neither"


def _names(text: str, keys: set[str]) -> bool:
    """Whether some words of a text sound like one of these skeletons, but for the ending."""
    words = re.findall(r"[\w'’ʼ-]+", text)
    stems = {key[: max(FEW_BONES, len(key) - 1)] for key in keys if len(key) >= FEW_BONES}
    sounds = (
        toponym.skeleton(" ".join(words[start : start + n]))
        for n in range(1, MOST_WORDS + 1)
        for start in range(len(words) - n + 1)
        if words[start][0].isupper()
    )
    return any(sound.startswith(stem) and len(sound) <= len(stem) + 2 for sound in sounds for stem in stems)
