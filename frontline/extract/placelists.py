"""What the names on a list share: "the villages of A, B and C", "D and E regions", "near F and G"."""

from __future__ import annotations

import itertools

from frontline.extract.annotate import Annotated
from frontline.extract.spot import Spot

__all__ = ["leads", "listed", "share_regions", "share_relations"]


def listed(told: Annotated, first: Spot, second: Spot) -> bool:
    """Whether the second of two names goes on a list with the first: "Iskra and the town of Toretsk"."""
    between = [told.norm(k) for k in range(first.j, second.i)]
    told_apart = [
        word
        for k, word in zip(range(first.j, second.i), between, strict=True)
        if told.over("place_type", k) is None and word not in LISTING
    ]
    return 0 < len(between) <= 8 and not told_apart


def leads(told: Annotated, first: Spot, second: Spot) -> bool:
    """Whether an unknown name stands on a list with the place behind it: "Iskra and Toretsk were taken"."""
    between = [told.norm(k) for k in range(first.j, second.i)]
    return between in LIST_SIGNS and first.i > 0


LIST_SIGNS = ([","], ["and"], [",", "and"], ["и"], ["і"], ["та"], ["й"])
LISTING = {
    ",",
    "and",
    "the",
    "of",
    "и",
    "і",
    "й",
    "та",
    "а",
    "также",
    "також",
    '"',
    "both",
    "as",
    "well",
    "н",
    "п",
    ".",
    "/",
    "in",
    "small",
    "nearby",
    "near",
    "в",
    "у",
    "на",
}


def share_regions(told: Annotated, found: list[Spot]) -> None:
    """What is listed before a plural region is a region too: "Donetsk and Luhansk regions"."""
    if any(spot.region for spot in found):
        for spot in found:  # "в Сумской области, в Херсонской": the noun is said once
            spot.region = spot.region or (spot.text.endswith(REGIONAL) and spot.rel == "at" and not spot.kind)
    plural = False
    for first, second in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        between = [told.norm(k) for k in range(first.j, second.i)]
        plural = second.region and (plural or _plural_region(told, second))
        plural = plural and not first.region and first.kind is None and between in LIST_SIGNS
        first.region = first.region or plural


REGIONAL = ("ской", "ській", "цкой", "цькій")


def _plural_region(told: Annotated, spot: Spot) -> bool:
    return told.norm(spot.j) in (
        "regions",
        "oblasts",
        "provinces",
        "областях",
        "областей",
        "областям",
        "области",
        "областями",
        "області",
    )


def share_relations(told: Annotated, found: list[Spot]) -> None:
    """What is listed stands as the first of the list does: "near Lyman, Torske and Zarichne"."""
    for first, second in itertools.pairwise(found):
        if first.region or second.region or not listed(told, first, second):
            continue
        if second.link == "":
            second.rel, second.link, second.aside = first.rel, first.link, first.aside
        between = [told.norm(k) for k in range(first.j, second.i)]
        if (
            second.rel == "direction"
            and told.over("direction_word", second.j) is not None
            and first.rel == "at"
            and first.link != "at"
        ):
            first.rel = "direction"
        if "in" in between or "near" in between:
            continue
        if first.kind is not None and second.kind is None and _plural_kind(told, first):
            second.kind = first.kind


def _plural_kind(told: Annotated, spot: Spot) -> bool:
    return any(told.over("plural_type", k) is not None for k in range(max(0, spot.i - 3), spot.i))
