"""Garbage: Python's search for what nobody holds any more, put off while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["uncollected"]


@contextmanager
def uncollected() -> Iterator[None]:
    """Put the search off: among small objects made by the million it finds nothing and takes a good tenth.

    It goes on afterwards if it was on before, whoever else puts it off meanwhile.

    Examples
    --------
    >>> @uncollected()
    ... def searched():
    ...     return gc.isenabled()
    >>> before = gc.isenabled()
    >>> searched(), gc.isenabled() == before
    (False, True)
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
