"""One file of claims that is written a table at a time, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from frontline.errors import ClaimsFileError
from frontline.formats import REFUSALS, csv_rows, format_of, reason_of
from frontline.tables import CLAIMS, Claims
from gazetteer.errors import GazetteerError
from gazetteer.files import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["claims_file"]

GROUP = 10_000  # rows of a row group: each costs a reader the statistics of all columns

Add: TypeAlias = Callable[[Claims], None]
Writer: TypeAlias = Callable[[Path], AbstractContextManager[Add]]


@contextmanager
def claims_file(path: Path) -> Iterator[Add]:
    """Give a function that adds tables of claims to a file; the file appears when the block ends well.

    GeoParquet and CSV are written as the tables come, so that no more than `GROUP` rows are held; for
    GeoJSON and GeoPackage they are gathered. The result is what `write_claims` would write of all of them.

    Raises
    ------
    ClaimsFileError
        If the suffix is of another kind or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from frontline.formats import read_claims
    >>> row = {"claim_id": "a", "event_type": "capture", "status": "claimed"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with claims_file(Path(folder, "claims.parquet")) as add:
    ...         add(CLAIMS.table([row]))
    ...         add(CLAIMS.table([row | {"claim_id": "b"}]))
    ...     read_claims(Path(folder, "claims.parquet"))["claim_id"].tolist()
    ['a', 'b']
    """
    _, write = format_of(path)
    writer: Writer = STREAMED.get(path.suffix.lower()) or partial(_gathered, write)
    with ExitStack() as stack:
        with _refused(path):
            add = stack.enter_context(writer(stack.enter_context(whole_file(path))))

        def added(claims: Claims) -> None:
            with _refused(path):
                add(claims)

        yield added
        with _refused(path):
            stack.pop_all().close()


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """What disks and writers refuse, as the user's file."""
    try:
        yield
    except GazetteerError:
        raise
    except REFUSALS as error:
        raise ClaimsFileError(path, f"cannot be written ({reason_of(error)})") from error


@contextmanager
def _parquet(path: Path) -> Iterator[Add]:
    """Row groups of one GeoParquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema()
    held: list[pa.Table] = []

    def flush() -> None:
        together = pa.concat_tables(held)
        held.clear()
        writer.write_table(together, row_group_size=max(1, len(together)))

    with pq.ParquetWriter(path, schema, compression="snappy") as writer:

        def add(claims: Claims) -> None:
            held.append(pa.table(claims.to_arrow(index=False)).cast(schema))
            if sum(map(len, held)) >= GROUP:
                flush()

        yield add
        if held:
            flush()


def _schema() -> pa.Schema:
    """Columns of claims as geopandas writes them, with its notes on types and on the geometry."""
    import io

    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    CLAIMS.table([]).to_parquet(buffer, index=False)
    return pq.read_schema(buffer)


@contextmanager
def _csv(path: Path) -> Iterator[Add]:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv_rows(CLAIMS.table([]), file, header=True)
        yield partial(csv_rows, file=file, header=False)


@contextmanager
def _gathered(write: Callable[[Claims, Path], None], path: Path) -> Iterator[Add]:
    """For formats that are written at once."""
    held: list[Claims] = []
    yield held.append
    write(pd.concat(held, ignore_index=True) if held else CLAIMS.table([]), path)


STREAMED: Mapping[str, Writer] = {".parquet": _parquet, ".csv": _csv}
