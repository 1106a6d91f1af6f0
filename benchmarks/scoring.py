"""Scoring: shares with their intervals, what an oracle could reach, how far scores may be believed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from gazetteer.geodesy import distance_km

__all__ = ["Figure", "calibration_error", "oracle", "reliability", "text_table", "wilson"]

Z95 = 1.959964  # two-sided 95 % of the normal distribution
BINS = 10
EPSILON = 1e-9  # so that 0.3 is in the bin from 0.3, whatever its last bit


def wilson(hits: float, total: int, *, z: float = Z95) -> tuple[float, float]:
    """The interval of a share, after Wilson; 0 to 1 where nothing was tried.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association 22, 209-212.

    Examples
    --------
    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Figure:
    """One measured share beside what is asked of it and what could be reached.

    Parameters
    ----------
    section
        The part of the benchmark that it belongs to.
    name
        What was counted.
    hits, total
        So many of so many.
    target
        The share asked for, or None.
    ceiling
        The share that an oracle reaches, or None.
    at_most
        Whether the target is an upper bound, as of an error.
    unit
        "share", or what a value that is no share of rows counts; `hits` is then the value itself.
    """

    section: str
    name: str
    hits: float
    total: int
    target: float | None = None
    ceiling: float | None = None
    at_most: bool = False
    unit: str = "share"

    @property
    def value(self) -> float:
        """The share, or the value."""
        if self.unit != "share":
            return self.hits
        return self.hits / self.total if self.total else float("nan")

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.target is None:
            return None
        return bool(self.value <= self.target) if self.at_most else bool(self.value >= self.target)

    def as_row(self) -> dict[str, object]:
        """Everything, for a program."""
        interval = wilson(self.hits, self.total) if self.unit == "share" else (None, None)
        return asdict(self) | {"value": self.value, "holds": self.holds, "interval": interval}

    def as_text(self) -> dict[str, str]:
        """The cells of a printed row."""
        bound = "<=" if self.at_most else ">="
        low, high = wilson(self.hits, self.total) if self.unit == "share" else (0.0, 0.0)
        return {
            "what": self.name,
            "n": f"{self.total:,}",
            "measured": self._shown(self.value),
            "95 %": f"{100 * low:.1f}-{100 * high:.1f}" if self.unit == "share" and self.total else "",
            "target": "" if self.target is None else f"{bound} {self._shown(self.target)}",
            "ceiling": "" if self.ceiling is None else self._shown(self.ceiling),
            "": {None: "", True: "holds", False: "MISSED"}[self.holds],
        }

    def _shown(self, value: float) -> str:
        if self.unit == "share":
            return f"{100 * value:.1f} %"
        return f"{value:.3f}" if self.unit == "" else f"{value:.2f} {self.unit}"


def text_table(rows: Sequence[dict[str, str]]) -> str:
    """Rows of cells as aligned text; the first column to the left, the others to the right.

    Examples
    --------
    >>> print(text_table([{"what": "a", "n": "10"}, {"what": "bcd", "n": "7"}]))
    what   n
    a     10
    bcd    7
    """
    if not rows:
        return ""
    heads = list(rows[0])
    widths = [max(len(head), *(len(row[head]) for row in rows)) for head in heads]
    lines = [heads, *([row[head] for head in heads] for row in rows)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def oracle(keys: Sequence[Hashable], lon: ArrayLike, lat: ArrayLike, *, within_km: float) -> float:
    """The share of targets that one fixed answer a query can reach at best.

    Targets with equal keys are asked for in the same words, so that whoever knows no more can only give one
    answer to all of them; the best one lies within reach of most. Answers are taken from the targets
    themselves.

    Examples
    --------
    >>> oracle(["a", "a", "a", "b"], [30, 30.01, 33, 31], [48, 48, 48, 48], within_km=5)
    0.75
    """
    frame = pd.DataFrame({"key": list(keys), "lon": np.asarray(lon), "lat": np.asarray(lat)})
    groups = frame.groupby("key", sort=False)[["lon", "lat"]]
    hits = sum(_most_within(group.to_numpy(), within_km) for _, group in groups)
    return hits / len(frame) if len(frame) else float("nan")


def _most_within(points: NDArray[np.float64], within_km: float) -> int:
    if len(points) == 1:
        return 1
    lon, lat = points.T
    away = distance_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    return int((away <= within_km).sum(axis=1).max())


def reliability(scores: ArrayLike, right: ArrayLike, *, bins: int = BINS) -> pd.DataFrame:
    """What scores promise and what comes true, by bins of equal width.

    Returns
    -------
    pandas.DataFrame
        `low` and `high` of the bin, `n`, `score` (mean) and `right` (share); bins without answers are left
        out. Missing scores are no answers.

    Examples
    --------
    >>> reliability([0.91, 0.99, 0.31], [True, False, False])[["low", "n", "score", "right"]]
       low  n  score  right
    0  0.3  1   0.31    0.0
    1  0.9  2   0.95    0.5
    """
    frame = pd.DataFrame({"score": np.asarray(scores, float), "right": np.asarray(right, float)}).dropna()
    low = np.floor(frame["score"] * bins + EPSILON).clip(0, bins - 1) / bins
    table = frame.groupby(low.rename("low")).agg(
        n=("score", "size"), score=("score", "mean"), right=("right", "mean")
    )
    table = table.reset_index()
    table.insert(1, "high", table["low"] + 1 / bins)
    return table


def calibration_error(scores: ArrayLike, right: ArrayLike, *, bins: int = BINS) -> float:
    """The expected calibration error: how far scores and truth lie apart, bin by bin, weighed by answers.

    References
    ----------
    Naeini, M. P., Cooper, G. F., Hauskrecht, M. (2015). Obtaining well calibrated probabilities using
    Bayesian binning. AAAI Conference on Artificial Intelligence.

    Examples
    --------
    >>> round(calibration_error([0.95, 0.95, 0.35], [True, False, False]), 4)
    0.4167
    """
    table: Any = reliability(scores, right, bins=bins)
    return float((table["n"] * (table["score"] - table["right"]).abs()).sum() / max(1, table["n"].sum()))
