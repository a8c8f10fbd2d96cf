# SPDX-License-Identifier: Apache-2.0
"""Tables as rows. The table's library is the caller's: nothing is imported that the caller has
not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Callable

from ._errors import InvalidArgumentError


def rows(table: Any) -> list[dict[str, Any]] | None:
    """The rows of a pandas or polars DataFrame, or of a pyarrow Table or RecordBatch, as dicts;
    None for anything else.

    A missing value becomes None. Column names are fields.
    """
    for kind in type(table).__mro__:
        reader = _READERS.get((kind.__module__.partition(".")[0], kind.__name__))
        if reader is not None:
            return reader(table)
    return None


def _check_names(names: Iterable[Any]) -> None:
    for name, times in Counter(names).items():
        if not isinstance(name, str):
            raise InvalidArgumentError(
                f"the table has a column named {name!r}, a {type(name).__name__}; name its columns with text"
            )
        if times > 1:
            raise InvalidArgumentError(
                f'the table has {times} columns named "{name}"; rename or drop all but one'
            )


def _pandas(table: Any) -> list[dict[str, Any]]:
    _check_names(table.columns)
    # As objects, so that an integer column with gaps keeps what it holds, and NaN, NA and NaT
    # become None alike.
    rows: list[dict[str, Any]] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


def _polars(table: Any) -> list[dict[str, Any]]:
    # Python's datetime ends at microseconds, so times in nanoseconds are written by polars itself.
    import polars

    fine = [
        name
        for name, kind in table.schema.items()
        if isinstance(kind, polars.Datetime) and kind.time_unit == "ns"
    ]
    rows: list[dict[str, Any]] = table.with_columns(
        polars.col(fine).dt.to_string("iso:strict")
    ).to_dicts()
    return rows


def _polars_lazy(table: Any) -> list[dict[str, Any]]:
    raise InvalidArgumentError("records is a polars LazyFrame; collect() it first")


def _pyarrow(table: Any) -> list[dict[str, Any]]:
    _check_names(table.schema.names)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


_READERS: dict[tuple[str, str], Callable[[Any], list[dict[str, Any]]]] = {
    ("pandas", "DataFrame"): _pandas,
    ("polars", "DataFrame"): _polars,
    ("polars", "LazyFrame"): _polars_lazy,
    ("pyarrow", "Table"): _pyarrow,
    ("pyarrow", "RecordBatch"): _pyarrow,
}
