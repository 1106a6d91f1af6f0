"""Rules of classification as data: which of a publisher's words, colours and layers is which status."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from frontline.sources.sheets import word_of_status

__all__ = ["Rule", "plain", "rules", "table"]

NOISE = str.maketrans({"\u00a0": " ", "\ufeff": " ", "\ufffd": ""})


@dataclass(frozen=True)
class Rule:
    """One rule: all its conditions must fit; a condition without patterns always does.

    Parameters
    ----------
    status
        A word of :class:`~frontline.terms.ControlStatus`.
    key, name, fill
        Patterns in small letters, with * for any text.
    since, until
        Days of maps, both included.
    """

    status: str
    key: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def fits(
        self, *, names: Iterable[str], day: pd.Timestamp | None = None, key: str | None = None, fill: str = ""
    ) -> bool:
        """Whether a feature is of this rule; without a day its days do not matter."""
        if bool(self.key) != (key is not None):
            return False
        if day is not None and not self._is_of(day):
            return False
        return (
            (not self.key or _any_fits([key or ""], self.key))
            and (not self.name or _any_fits(names, self.name))
            and (not self.fill or fill in self.fill)
        )

    def _is_of(self, day: pd.Timestamp) -> bool:
        return (self.since or date.min) <= day.date() <= (self.until or date.max)


def _any_fits(words: Iterable[str], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(word, pattern) for word in words for pattern in patterns)


def plain(text: object) -> str:
    r"""A word as publishers mean it: without hard spaces, damaged letters and line breaks.

    Examples
    --------
    >>> plain("Liberated\u00a025.03 \n")
    'Liberated 25.03'
    """
    return re.sub(r"\s+", " ", str(text or "").translate(NOISE)).strip()


@cache
def table(file: str) -> dict[str, Any]:
    """A file of rules beside this module."""
    return tomllib.loads((files("frontline.sources") / file).read_text(encoding="utf-8"))


@cache
def rules(file: str) -> tuple[Rule, ...]:
    """The rules of a file, in their order.

    Examples
    --------
    >>> rules("deepstate.toml")[0].status
    'occupied'
    """
    return tuple(_rule(**one) for one in table(file)["rule"])


def _rule(*, status: str, examples: object = None, **conditions: Any) -> Rule:  # noqa: ANN401
    lists: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in conditions.items()
    }
    return Rule(word_of_status(status), **lists)
