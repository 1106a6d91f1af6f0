"""The gazetteer: which place a name means, what is near a point, and where a point lies."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from gazetteer import frames, nearby, toponym
from gazetteer.answers import SIMILAR, Answer, answers_table, candidates_table
from gazetteer.candidates import Candidate, Ranking
from gazetteer.core import embedded
from gazetteer.errors import AmbiguousToponymError, DataFileError, HintError, PlaceNotFoundError
from gazetteer.hints import Hints, understood
from gazetteer.index import Index
from gazetteer.matching import LONGEST_NAME, forms
from gazetteer.places import Place
from gazetteer.ranking import ranking

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    Near: TypeAlias = "Place | BaseGeometry | gpd.GeoDataFrame | gpd.GeoSeries"

__all__ = ["Gazetteer", "load"]


class Gazetteer:
    """Places and their names: ask it by name or by point. Reading it from several threads is safe.

    Make one with :func:`load`. Hints may be given in any form in which the region, country or type is
    written: ``admin1="Donetsk"``, ``"Donetsk Oblast"``, ``"Донецька область"``, ``"в Донецкой области"`` or
    ``"UA-14"``.

    Parameters
    ----------
    index
        The places and names.

    Examples
    --------
    >>> import gazetteer
    >>> gz = gazetteer.load()
    >>> gz["Торецьку"].name
    'Toretsk'
    >>> "Дзержинск" in gz
    True
    """

    __iter__ = None  # it is asked, not walked; without this, brackets would make it a sequence

    def __init__(self, index: Index) -> None:
        self._index = index

    def __len__(self) -> int:
        return len(self._index)

    def __repr__(self) -> str:
        index = self._index
        given = f", {len(index.given):,} given" if index.given else ""
        return f"Gazetteer({index.source}: {len(index):,} places{given}, {len(index.names):,} names)"

    def __getitem__(self, toponym: str) -> Place:
        return self.resolve(toponym)

    def __contains__(self, name: object) -> bool:
        """Whether a place has or had the name, as written or inflected; other spellings do not count."""
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            return False
        folded = toponym.fold(name)
        return folded in self._index.by_fold or any(
            form in self._index.by_fold for form in forms(self._index, folded)
        )

    @property
    def holdings(self) -> dict[str, dict[str, int]]:
        """How many places of each type there are, by country."""
        words = self._index.words
        counts = Counter(zip(words["country"], words["place_type"], strict=True))
        found: dict[str, dict[str, int]] = {}
        for (country, kind), count in sorted(counts.items(), key=lambda item: (item[0][0] or "", -item[1])):
            found.setdefault(country or "none", {})[kind or "place"] = count
        return found

    def known(self, names: Iterable[str]) -> set[str]:
        """Those of many names that some place has or had: what `in` tells of each, for thousands at once.

        Examples
        --------
        >>> import gazetteer
        >>> sorted(gazetteer.load().known(["Toretsk", "Thursday", "Бахмута"]))
        ['Toretsk', 'Бахмута']
        """
        return {name for name in set(names) if name in self}

    def resolve(
        self,
        toponym: str,
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        country: str | None = None,
        place_type: str | None = None,
        near: Near | None = None,
        on: object = None,
    ) -> Place:
        """The place that a name means, if that is clear.

        It is clear if only one place has the name and fits the hints; if a city or town clearly outweighs its
        namesakes (ten times as many people, or evidence as strong; a village is never taken for being
        larger than another); or if a hint makes one place so much likelier. Namesakes within 3 km of each
        other are one place, and one outside Ukraine counts a twentieth unless a hint says where to look.

        A name with a word for a region ("Sumy region", "Сумщина") means the region, without one the
        settlement. A village is found by another spelling only if that differs as Ukrainian, Russian and
        their transcriptions do; a town may differ a little more. A place that has the name officially is
        never passed over for one that has it only in some list of variants.

        Parameters
        ----------
        toponym
            A name in any spelling, old or new, inflected, with or without a word such as "village of" or
            "м.".
        admin1, admin2, country
            Where it lies: oblast, raion, country. Places elsewhere are left out.
        place_type
            What it is said to be: "village", "town", "oblast". Settlements of other sizes are less likely.
        near
            A Place, shapely geometry (EPSG:4326) or GeoDataFrame: the closer, the likelier.
        on
            The day on which the name was in use.

        Raises
        ------
        AmbiguousToponymError
            If several places may be meant; `candidates` has them.
        PlaceNotFoundError
            If none has the name, or none that fits (`elsewhere`), or a hint has an unknown name (`role`).
        HintError
            If an argument is of the wrong kind.

        Examples
        --------
        >>> import gazetteer
        >>> gz = gazetteer.load()
        >>> str(gz.resolve("Toretsk"))
        'Toretsk (Donetsk, Bakhmut raion), city at 48.39... N 37.84... E'
        >>> gz.resolve("Iskra", admin1="Donetsk").name
        'Andriivka-Klevtsove'
        """
        _refuse_what_is_no_name(toponym)
        if toponym in self._index.number:
            return self._index.place(self._index.number[toponym])
        hints = understood(
            self._index,
            admin1=admin1, admin2=admin2, country=country, place_type=place_type, near=near, on=on,
        )  # fmt: skip
        found = ranking(self._index, toponym, hints)
        if found.verdict == "ambiguous":
            named, alike = self._places(found.named), self._places(found.alike)
            raise AmbiguousToponymError(toponym, [*named, *alike], alike=alike)
        if found.verdict == "unresolved":
            raise self._not_found(toponym, hints, found)
        return self._index.place(found.candidates[0].place)

    def candidates(
        self,
        toponym: str,
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        country: str | None = None,
        place_type: str | None = None,
        near: Near | None = None,
        on: object = None,
    ) -> gpd.GeoDataFrame:
        """All places that a name may mean, best first; arguments and errors as in :meth:`resolve`.

        Returns
        -------
        geopandas.GeoDataFrame
            The columns of the places table, `score` (0 to 1: its share of the evidence), `reason`,
            and points in EPSG:4326. Empty for an unknown name.

        Examples
        --------
        >>> import gazetteer
        >>> found = gazetteer.load().candidates("Iskra")
        >>> sorted(found["admin1"].unique())[:2], len(gazetteer.load().candidates("Xyzzyx"))
        (['Crimea', 'Donetsk'], 0)
        """
        _refuse_what_is_no_name(toponym)
        hints = understood(
            self._index,
            admin1=admin1, admin2=admin2, country=country, place_type=place_type, near=near, on=on,
        )  # fmt: skip
        return candidates_table(self._index, ranking(self._index, toponym, hints).candidates)

    def resolve_all(
        self,
        toponyms: pd.Series[Any] | Sequence[object],
        *,
        admin1: object = None,
        admin2: object = None,
        country: object = None,
        place_type: object = None,
        near: object = None,
        on: object = None,
    ) -> gpd.GeoDataFrame:
        """What each of many names means, on the index of the names; no name raises.

        Parameters
        ----------
        toponyms
            A Series or sequence of names; missing ones stay unresolved.
        admin1, admin2, country, place_type, on
            Hints as in :meth:`resolve`: one for all, or a Series or sequence with one for each, missing
            ones allowed.
        near
            A Place, geometry or GeoDataFrame for all, or a GeoSeries on the names' index.

        Returns
        -------
        geopandas.GeoDataFrame
            `toponym`; the columns of the places table; `resolution`: resolved, given (a place of the user's),
            region_only (a region, whose point stands for `uncertainty_km` around), ambiguous or unresolved;
            `score`; `reason`; `candidates` (place ids, best first, joined by ";"); `uncertainty_km`,
            missing for settlements; a point in EPSG:4326, or None.

        Raises
        ------
        PlaceNotFoundError
            If a hint for all names is not known. One in a Series leaves its row unresolved and says so in
            `reason`.
        HintError
            If an argument is of the wrong kind or does not align.
        """
        import pandas as pd

        names = frames.names_of(toponyms)
        hints = {"admin1": admin1, "admin2": admin2, "country": country, "place_type": place_type,
                 "near": near, "on": on}  # fmt: skip
        for role, value in hints.items():
            if isinstance(value, str) or role == "near":
                understood(self._index, **{role: None if isinstance(value, pd.Series) else value})
        columns = [frames.aligned(role, value, names.index) for role, value in hints.items()]
        asked: dict[Hashable, Answer] = {}
        answers = []
        for name, *row in zip(names, *columns, strict=True):
            text = name if isinstance(name, str) else None
            key = (text, *map(_hashable, row))
            if key not in asked:
                asked[key] = self._answer(text, dict(zip(hints, row, strict=True)))
            answers.append(asked[key])
        return answers_table(self._index, names, answers)

    def nearest(
        self,
        points: Near | BaseGeometry,
        *,
        place_type: str | Sequence[str] | None = None,
        k: int = 1,
    ) -> gpd.GeoDataFrame:
        """The places nearest to points.

        Parameters
        ----------
        points
            A shapely Point (longitude, latitude), a Place, a GeoSeries or a GeoDataFrame of points.
        place_type
            One type or several: "city", ["city", "town"]; by default all settlements, no regions or
            districts.
        k
            How many places for each point.

        Returns
        -------
        geopandas.GeoDataFrame
            The columns of the places table, `distance_km` (ellipsoidal), `bearing_deg` (direction from the
            point to the place, clockwise from north), `rank` (1 is the nearest), and the places' points. On
            the index of the points, each repeated k times; a missing point has empty rows.

        Raises
        ------
        HintError
            If there are no points in `points`, no such places, or k is not a count.

        Examples
        --------
        >>> import gazetteer
        >>> gz = gazetteer.load()
        >>> gz.nearest(gz["Toretsk"], place_type="city")[["name", "distance_km"]]
              name  distance_km
        0  Toretsk          0.0
        """
        series = frames.points_of(points)
        if not isinstance(k, Integral) or k < 1:
            raise HintError("k", "pass how many places you want, at least 1")
        return nearby.nearest_table(self._index, series, nearby.pool(self._index, place_type), int(k))

    def describe(self, point: Place | BaseGeometry, *, place_type: str | Sequence[str] | None = None) -> str:
        """Where a point lies, in words: its distance and direction from the nearest settlement.

        A point less than 1 km from the settlement's own is "in" it. Distances are rounded to whole
        kilometres.

        Parameters
        ----------
        point
            A shapely Point (longitude, latitude) or a Place.
        place_type
            What to describe it by: ["city", "town"] for places that readers know; by default any settlement.

        Raises
        ------
        HintError
            If it is not one point.

        Examples
        --------
        >>> from shapely import Point
        >>> import gazetteer
        >>> gazetteer.load().describe(Point(37.93, 48.55), place_type="city")
        '7 km south-west of Bakhmut'
        """
        series = frames.points_of(point)
        if len(series) != 1 or series.isna().iloc[0] or series.is_empty.iloc[0]:
            raise HintError("point", "pass one point in longitude and latitude, or a Place")
        return nearby.description(self._index, series.iloc[0], nearby.pool(self._index, place_type))

    def with_places(self, places: object, toponyms: pd.DataFrame | None = None) -> Gazetteer:
        """A new gazetteer that knows the user's places and names beside its own; this one stays as it is.

        These are corrections: a name given here means the place it is given with, and namesakes only where
        hints say so. `candidates` lists them all.

        Parameters
        ----------
        places
            A (Geo)DataFrame with columns of the places table (`name` and a point, or `lon` and `lat`, are
            enough), a Place or a sequence of Places, or None. A place_id that is known already is replaced.
        toponyms
            A DataFrame with the columns `place_id`, `toponym` and, if wanted, `lang`, `kind`, `since`,
            `until`.

        Raises
        ------
        TableError
            If a value breaks the promises of the tables or a place_id stands twice; it names all of them.

        Examples
        --------
        >>> import gazetteer
        >>> from gazetteer import Place
        >>> gz = gazetteer.load().with_places([Place("given:1", "Strongpoint Zenith", 37.73, 48.1)])
        >>> gz["Strongpoint Zenith"].source
        'given'
        """
        rows = frames.rows_of(places)
        ids = {row["place_id"] for row in rows}
        names = frames.toponym_rows(
            toponyms, lambda place_id: place_id in ids or place_id in self._index.number
        )
        return Gazetteer(self._index.with_rows(rows, names))

    def _places(self, candidates: Iterable[Candidate]) -> list[Place]:
        return [self._index.place(candidate.place) for candidate in candidates]

    def _not_found(self, toponym: str, hints: Hints, found: Ranking) -> PlaceNotFoundError:
        elsewhere = ranking(self._index, toponym, Hints()) if hints.written else Ranking()
        return PlaceNotFoundError(
            toponym,
            hints={role: value for role, value in hints.written.items() if role != "near"},
            elsewhere=self._places(elsewhere.named or elsewhere.rivals),
            similar=self._places(found.candidates[:SIMILAR]),
        )

    def _answer(self, name: str | None, hints: Mapping[str, object]) -> Answer:
        if name is None:
            return Answer("unresolved", "no name")
        try:
            found = ranking(self._index, name, understood(self._index, **hints))
        except PlaceNotFoundError as error:
            return Answer("unresolved", str(error))
        return Answer.of(self._index, found)


def _refuse_what_is_no_name(toponym: object) -> None:
    if not isinstance(toponym, str):
        raise HintError("toponym", f"pass a name as text, not {type(toponym).__name__}")


def load(path: str | os.PathLike[str] | None = None) -> Gazetteer:
    """The gazetteer that comes with the package: regions, cities, towns and the villages of the front.

    It is read once; later calls give the same object.

    Parameters
    ----------
    path
        The folder of an index; None for the embedded core.

    Raises
    ------
    DataFileError
        If the folder has no index.

    Examples
    --------
    >>> import gazetteer
    >>> gazetteer.load()
    Gazetteer(embedded core: ... places, ... names)
    """
    if path is None:
        return _core()
    folder = Path(path)
    reason = "holds no gazetteer index" if folder.is_dir() else "there is no such folder"
    raise DataFileError(folder, f"{reason}; load() without a path gives the embedded core")


@cache
def _core() -> Gazetteer:
    return Gazetteer(embedded())


def _hashable(hint: Any) -> Hashable:  # noqa: ANN401
    return hint if isinstance(hint, Hashable) else id(hint)  # a frame as near= is one object for all rows
