"""How a sentence puts a name: the preposition before it, the type of place beside it."""

from __future__ import annotations

from frontline.extract.annotate import Annotated

__all__ = ["direction_before", "kind_of_place", "link_to"]


def direction_before(told: Annotated, i: int) -> bool:
    """Whether "axis of" stands before the name."""
    return (
        told.norm(i - 1) == "of"
        and told.over("direction_word", i - 2) is not None
        and told.norm(i - 2) != "front"
    )


def kind_of_place(told: Annotated, i: int, j: int) -> str | None:
    """Type of place whose word stands beside the name: "the village of Iskra", "село Іскра"."""
    for k in (i - 1, i - 2, i - 3):
        mark = told.over("place_type", k)
        if mark is not None and (
            k == i - 1 or told.norm(k + 1) in ("of", ".", "п", '"', "-") or told.norm(i - 1) == '"'
        ):
            return str(mark.value)
        if told.norm(k) not in ("of", ".", "п", "н", '"', "-", "the"):
            break
    if told.norm(j) == "," and told.norm(j + 1) in ("a", "the", "an"):
        for k in range(j + 2, j + 5):
            if (mark := told.over("place_type", k)) is not None:
                return str(mark.value)
    after = told.over("place_type", j)
    if after is not None and told.lexicon.lang == "en" and told.norm(after.j) != "of":
        return str(after.value)
    return None


_SKIPPED = {"the", "a", "an", "of", '"', "'", "(", "н", "п", ".", "-", "occupied", "both"}


def link_to(told: Annotated, i: int) -> tuple[str, int]:
    """Value of the preposition that leads to token i, and where it stands; "" without one."""
    k, typed = i - 1, False
    for _ in range(7):
        relation = told.over("relation", k)
        typed = typed or told.over("place_type", k) is not None
        if relation is not None and relation.value == "none":
            return "", k
        if relation is not None:
            if (
                relation.value == "weak"
                and told.norm(k) == "of"
                and told.over("place_type", relation.i - 1) is not None
            ):
                k = relation.i - 1
                continue
            return str(relation.value), relation.i
        if k < 0 or not _modifier(told, k, typed=typed):
            return "", k
        k -= 1
    return "", k


def _modifier(told: Annotated, k: int, *, typed: bool) -> bool:
    """Whether a word may stand between a preposition and a name: eastern, the small mining town of."""
    word = told.words[k]
    if (
        told.over("trigger", k) is not None
        or told.over("voice", k) is not None
        or told.over("speech", k) is not None
    ):
        return False
    if (
        word.norm in _SKIPPED
        or told.over("place_type", k) is not None
        or told.over("region_word", k) is not None
    ):
        return True
    side = told.over("side", k)
    if side is not None:
        return word.possessive or word.norm.endswith("n") or word.norm.endswith(ADJECTIVES)
    if told.over("adjective", k) is not None:
        return True
    if word.norm == "and" and told.over("place_type", k - 1) and told.over("place_type", k + 1):
        return True  # the cities and towns of
    if word.capital or not word.norm.replace("-", "").isalpha() or told.over("conjunction", k) is not None:
        return False
    return typed or word.norm.endswith(ADJECTIVES)


ADJECTIVES = ("ого", "ому", "ом", "ой", "ої", "ій", "ых", "их", "ую", "у", "ні", "ий", "ые", "ую")
