"""What to know of a row before quoting it, as words in its column `flags`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["joined"]


def joined(flags: Mapping[str, NDArray[np.bool_]], count: int) -> Any:  # noqa: ANN401 - an array of pandas' own
    """For each of some rows the names of the flags that it has, joined by ;, or nothing.

    Examples
    --------
    >>> list(joined({"thin": np.array([True, False]), "merged_update": np.array([True, False])}, 2))
    ['thin;merged_update', nan]
    """
    words = [[name for name, has in flags.items() if has[row]] for row in range(count)]
    return pd.array([";".join(some) or None for some in words], dtype="str")
