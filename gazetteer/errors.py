"""What can go wrong with a name, a table or a file, said so that the user can act on it.

::

    GazetteerError
    ├── PlaceNotFoundError      (LookupError)   no place has the name
    ├── AmbiguousToponymError   (ValueError)    several places have it
    ├── HintError               (TypeError, ValueError)  a hint is of the wrong kind
    ├── TableError              (ValueError)    a table breaks its promises
    └── DataFileError           (OSError)       a file that cannot be read or written
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from gazetteer.places import Place

__all__ = [
    "AmbiguousToponymError",
    "Breach",
    "DataFileError",
    "GazetteerError",
    "HintError",
    "PlaceNotFoundError",
    "TableError",
]

SHOWN = 20  # so many places or breaches stand in a message; the error carries all of them
LETTERS = 80  # so much of a name stands in a message
ROLES = {
    "admin1": "no oblast, republic or krai has this name or code",
    "admin2": "no raion has this name",
    "admin3": "no hromada of this gazetteer has this name",
    "country": "no country of this gazetteer has this name or code",
    "place_type": "no such type of place; city, town, settlement, village, raion and oblast are",
}


class GazetteerError(Exception):
    """Anything that this package refuses."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.args, self.__dict__.copy())


class PlaceNotFoundError(GazetteerError, LookupError):
    """No place of the gazetteer has the name, or none that fits the hints.

    Parameters
    ----------
    toponym
        The name as it was asked for.
    hints
        The hints that were given with it, as written: ``{"admin1": "Donetsk"}``.
    elsewhere
        Places that have the name but do not fit the hints.
    similar
        Places whose names are like it, but not enough to answer with one.
    role
        The hint that has the unknown name, such as "admin1"; None for the name of the place itself.
    """

    def __init__(
        self,
        toponym: str,
        *,
        hints: dict[str, object] | None = None,
        elsewhere: Sequence[Place] = (),
        similar: Sequence[Place] = (),
        role: str | None = None,
    ) -> None:
        self.toponym = toponym
        self.hints = dict(hints or {})
        self.elsewhere = tuple(elsewhere)
        self.similar = tuple(similar)
        self.role = role
        super().__init__(toponym)

    def __str__(self) -> str:
        name = repr(_short(self.toponym))
        if self.role:
            return f"{self.role}={name}: {ROLES.get(self.role, 'no such hint is known')}. Check the spelling."
        if self.elsewhere:
            given = ", ".join(f"{name}={value!r}" for name, value in self.hints.items())
            return (
                f"No place called {name} fits {given}; elsewhere: {_listed(self.elsewhere, self.toponym)}."
                " Change or drop the hint."
            )
        like = f" Names like it: {_listed(self.similar, self.toponym)}." if self.similar else ""
        return (
            f"No place is or was called {name} in this gazetteer.{like}"
            " Check the spelling, or add the place with with_places()."
        )


class AmbiguousToponymError(GazetteerError, ValueError):
    """Several places have the name and nothing given tells them apart.

    Parameters
    ----------
    toponym
        The name as it was asked for.
    candidates
        The places that may be meant: those that have or had the very name, then `alike`.
    alike
        Those of them that have another spelling of it.
    """

    def __init__(self, toponym: str, candidates: Sequence[Place], *, alike: Sequence[Place] = ()) -> None:
        self.toponym = toponym
        self.candidates = tuple(candidates)
        self.alike = tuple(alike)
        super().__init__(toponym)

    def __str__(self) -> str:
        name = repr(_short(self.toponym))
        named = self.candidates[: len(self.candidates) - len(self.alike)]
        told = []
        if named:
            are = "place is or was" if len(named) == 1 else "places are or were"
            told.append(f"{len(named)} {are} called {name}: {_listed(named, self.toponym)}.")
        if self.alike:
            have = "place has" if len(self.alike) == 1 else "places have"
            like = "like it" if named else f"like {name}"
            told.append(f"{len(self.alike)} {have} a name {like}: {_listed(self.alike, self.toponym)}.")
        return " ".join([*told, "Pass admin1=, admin2=, place_type= or near= to choose."])


class HintError(GazetteerError, TypeError, ValueError):
    """An argument that stands beside a name is of the wrong kind.

    Parameters
    ----------
    hint
        The argument's name.
    reason
        What it must be.
    """

    def __init__(self, hint: str, reason: str) -> None:
        self.hint = hint
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.hint}: {self.reason}"


class Breach(NamedTuple):
    """One broken promise of a table: column, row (None: the whole column), what stands there and should."""

    column: str
    row: object
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"column {self.column!r}" + ("" if self.row is None else f", row {self.row}")
        return f"{where}: {self.found}, expected {self.expected}"


class TableError(GazetteerError, ValueError):
    """A table breaks the promises of its schema; every breach is named.

    Parameters
    ----------
    table
        What the table is or where it comes from.
    breaches
        All breaches, in the order of the columns.
    """

    def __init__(self, table: str, breaches: Sequence[Breach]) -> None:
        self.table = table
        self.breaches = tuple(breaches)
        super().__init__(table)

    def __str__(self) -> str:
        shown = "; ".join(str(breach) for breach in self.breaches[:SHOWN])
        more = len(self.breaches) - SHOWN
        rest = f"; and {more} more, all in .breaches" if more > 0 else ""
        count = len(self.breaches)
        return f"{self.table}: {count} breach{'es' * (count != 1)} of the table's promises: {shown}{rest}"


class DataFileError(GazetteerError, OSError):
    """A file that cannot be read or written: which one, and what to do.

    Parameters
    ----------
    path
        The file, as the user named it.
    reason
        What is wrong with it and what to do.
    """

    def __init__(self, path: object, reason: str) -> None:
        self.path = str(path)
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def _restored(kind: type[GazetteerError], args: tuple[Any, ...], state: dict[str, Any]) -> GazetteerError:
    """An error as it was before it was pickled; its arguments are not those that made it."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


def _short(name: str) -> str:
    return name if len(name) <= LETTERS else name[:LETTERS] + "…"


def _listed(places: Sequence[Place], toponym: str) -> str:
    labels = [place.label(formerly=toponym) for place in places[:SHOWN]]
    told = [
        label if labels.count(label) == 1 else f"{label} at {place.lat:.2f} N {place.lon:.2f} E"
        for label, place in zip(labels, places, strict=False)
    ]
    more = len(places) - SHOWN
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
