"""The gazetteer: which place a name means, what is near a point, and where a point lies."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from gazetteer import frames, nearby, toponym
from gazetteer.answers import SIMILAR, answers_table, beside, candidates_table
from gazetteer.candidates import Candidates
from gazetteer.core import embedded
from gazetteer.drafts import extended
from gazetteer.errors import AmbiguousToponymError, DataFileError, HintError, PlaceNotFoundError
from gazetteer.folders import INDEX, index_folder
from gazetteer.hints import Hints, Prior, understood
from gazetteer.index import Index
from gazetteer.matching import LONGEST_NAME, forms, typos
from gazetteer.naming import Namebook
from gazetteer.places import Place
from gazetteer.questions import Question, Questions
from gazetteer.ranking import ranked
from gazetteer.spot import Mention, spots

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
        short = [name for name in set(names) if len(name) <= LONGEST_NAME]
        by_fold = self._index.by_fold
        return {
            name
            for name, folded in zip(short, toponym.folds(short), strict=True)
            if folded in by_fold or (not folded.isascii() and name in self)
        }

    def similar(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Names that are one letter from those that no place has: for finding slips in thousands at once.

        Returns
        -------
        dict
            For each name that no place has or had and that some name is like, the folded spellings of such
            names, in alphabetical order; :meth:`candidates` says which places they are.

        Examples
        --------
        >>> import gazetteer
        >>> gazetteer.load().similar(["Bakhmut", "Торецкь"])
        {'Торецкь': ['торецк', 'торецьк']}
        """
        given = [name for name in dict.fromkeys(names) if len(name) <= LONGEST_NAME]
        known = self.known(given)
        unknown = [name for name in given if name not in known]
        found: dict[str, list[str]] = {}
        for row, spelling in typos(self._index, toponym.folds(unknown)):
            found.setdefault(unknown[row], []).append(spelling)
        return {name: sorted(set(spellings)) for name, spellings in found.items()}

    def resolve(
        self,
        toponym: str,
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        admin3: str | None = None,
        country: str | None = None,
        place_type: str | None = None,
        near: Near | None = None,
        on: object = None,
        prior: Prior | None = None,
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
            "м."; also with its region ("Iskra, Donetsk region", "Chasiv Yar (Bakhmut raion)"), as a point
            beside it ("6 km southwest of Lyman"), or as its direction ("Pokrovsk direction"), which is the
            town with the reach of a sector as `uncertainty_km`.
        admin1, admin2, admin3, country
            Where it lies: oblast, raion, hromada, country. Places elsewhere are left out.
        place_type
            What it is said to be: "village", "town", "oblast". Settlements of other sizes are less likely.
        near
            A Place, shapely geometry (EPSG:4326) or GeoDataFrame: the closer, the likelier.
        on
            The day on which the name was in use.
        prior
            What else speaks for a place: a function of arrays of longitudes and latitudes that gives natural
            logarithms of odds, of which at most 3.4 (thirty to one) count.

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
        if ":" in toponym and toponym in self._index.number:
            return self._index.place(self._index.number[toponym])
        question = self._question(
            toponym,
            admin1=admin1, admin2=admin2, admin3=admin3, country=country, place_type=place_type,
            near=near, on=on, prior=prior,
        )  # fmt: skip
        found = next(found for numbers, found in self._questions.found([question]) if numbers)
        verdict = found.verdict(0)
        if verdict == "ambiguous":
            named, alike = (self._places(found, rows) for rows in found.listed(0))
            raise AmbiguousToponymError(toponym, [*named, *alike], alike=alike)
        if verdict == "unresolved":
            raise self._not_found(toponym, question, found)
        place = self._index.place(int(found.place[0]))
        return beside(place, question.phrase) if question.phrase else place

    def candidates(
        self,
        toponym: str,
        *,
        admin1: str | None = None,
        admin2: str | None = None,
        admin3: str | None = None,
        country: str | None = None,
        place_type: str | None = None,
        near: Near | None = None,
        on: object = None,
        prior: Prior | None = None,
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
        question = self._question(
            toponym,
            admin1=admin1, admin2=admin2, admin3=admin3, country=country, place_type=place_type,
            near=near, on=on, prior=prior,
        )  # fmt: skip
        found = ranked(self._index, [question.name], [question.hints])
        return candidates_table(self._index, found, question.hints)

    def resolve_all(
        self,
        toponyms: pd.Series[Any] | Sequence[object],
        *,
        admin1: object = None,
        admin2: object = None,
        admin3: object = None,
        country: object = None,
        place_type: object = None,
        near: object = None,
        on: object = None,
        prior: object = None,
    ) -> gpd.GeoDataFrame:
        """What each of many names means, on the index of the names; no name raises.

        Parameters
        ----------
        toponyms
            A Series or sequence of names; missing ones stay unresolved.
        admin1, admin2, admin3, country, place_type, on, prior
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
        hints = {"admin1": admin1, "admin2": admin2, "admin3": admin3, "country": country,
                 "place_type": place_type, "near": near, "on": on, "prior": prior}  # fmt: skip
        for role, value in hints.items():
            if isinstance(value, str) or role in ("near", "prior"):
                understood(self._index, **{role: None if isinstance(value, pd.Series) else value})
        columns = [frames.aligned(role, value, names.index) for role, value in hints.items()]
        answers = self._questions.answers_of(names.tolist(), dict(zip(hints, columns, strict=True)))
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

    def spot(self, text: str) -> list[Mention]:
        """Places that a text names, in Ukrainian, Russian or English, in any case of the name.

        Regions count as regions; persons, sides of the war and common words are no places. Which places are
        meant is found out when it is asked for, all names of the text together: regions and clear places
        first, the rest beside them.

        Parameters
        ----------
        text
            Running text; a place has a capital, unless all letters of the text have.

        Returns
        -------
        list of Mention
            In the order of the text, each with `text`, `start` and `end` (code points), `place` (None if it
            is not clear), `resolution` and `candidates`.

        Raises
        ------
        HintError
            If it is no text.

        Examples
        --------
        >>> import gazetteer
        >>> for mention in gazetteer.load().spot("Під Торецьком та на Харківщині тривають бої."):
        ...     print(mention.text, mention.start, mention.place.name)
        Торецьком 4 Toretsk
        Харківщині 20 Kharkiv Oblast
        """
        if not isinstance(text, str):
            raise HintError("text", f"pass a text, not {type(text).__name__}")
        return spots(self._index, text, asks=self)

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
        return Gazetteer(extended(self._index, rows, names, given=True))

    def _places(self, found: Candidates, rows: Iterable[int]) -> list[Place]:
        return [self._index.place(int(found.place[row])) for row in rows]

    @cached_property
    def _book(self) -> Namebook:
        return Namebook(self._index)

    @property
    def _questions(self) -> Questions:
        return Questions(self._index, self._book)

    def _question(self, text: str, **hints: object) -> Question:
        return self._questions.of(text, understood(self._index, **hints))

    def _not_found(self, toponym: str, question: Question, found: Candidates) -> PlaceNotFoundError:
        elsewhere: list[Place] = []
        if question.hints.written:
            free = ranked(self._index, [question.name], [Hints()])
            named = [row for row in free.of(0) if free.has_the_name[row]]
            elsewhere = self._places(free, named or [row for row in free.of(0) if free.rival[row]])
        return PlaceNotFoundError(
            toponym,
            hints={role: value for role, value in question.hints.written.items() if role != "near"},
            elsewhere=elsewhere,
            similar=self._places(found, found.of(0)[:SIMILAR]),
        )


def _refuse_what_is_no_name(toponym: object) -> None:
    if not isinstance(toponym, str):
        raise HintError("toponym", f"pass a name as text, not {type(toponym).__name__}")


def load(path: str | os.PathLike[str] | None = None) -> Gazetteer:
    """The gazetteer: the full index if one is built, else the core that comes with the package.

    Each is read once; later calls give the same object, until the file of the index is another one.

    Parameters
    ----------
    path
        The folder of an index; None for `$FRONTLINE_DATA_DIR/gazetteer` or the user's data folder, and where
        there is none, the embedded core: regions, cities, towns and the villages of the front.

    Raises
    ------
    DataFileError
        If the folder that is named has no index, or an index is damaged.

    Examples
    --------
    >>> import gazetteer
    >>> gazetteer.load()
    Gazetteer(embedded core: ... places, ... names)
    """
    folder = index_folder() if path is None else Path(path)
    file = folder / INDEX
    if file.is_file():
        stat = file.stat()
        return _opened(file.resolve(), stat.st_mtime_ns, stat.st_size)
    if path is None:
        return _core()
    reason = "holds no gazetteer index" if folder.is_dir() else "there is no such folder"
    raise DataFileError(folder, f"{reason}; load() without a path gives the embedded core")


@cache
def _core() -> Gazetteer:
    return Gazetteer(embedded())


@lru_cache(maxsize=2)
def _opened(file: Path, changed: int, size: int) -> Gazetteer:
    """The index of a file, as it is now."""
    return Gazetteer(Index.opened(file))
