# SPDX-License-Identifier: Apache-2.0
"""Tables of pandas, polars and pyarrow."""

from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal

import pandas
import polars
import pyarrow
import pytest

from inflow_destination import InvalidArgumentError, RecordError

WHOLE = (
    '{"name":"Tea","count":9007199254740993,"price":12.50,"cost":0.1,"day":"2026-01-02",'
    '"at":"2026-01-02T03:04:05.000006","lines":[1,2]}',
    '{"name":null,"count":null,"price":null,"cost":null,"day":null,"at":null,"lines":null}',
)
COLUMNS = {
    "name": ["Tea", None],
    "count": [2**53 + 1, None],
    "price": [Decimal("12.50"), None],
    "cost": [0.1, None],
    "day": [date(2026, 1, 2), None],
    "at": [datetime(2026, 1, 2, 3, 4, 5, 6), None],
    "lines": [[1, 2], None],
}


@pytest.fixture
def arrived(make, service):
    def write(table):
        result = make(
            rate_limit={"windows": [{"requests": 1_000_000, "per_ms": 1}], "max_in_flight": 1}
        ).write(table)
        assert result.summary.delivered == len(
            table if not hasattr(table, "num_rows") else range(table.num_rows)
        ), list(result)
        return tuple(service.bodies)

    return write


def test_pandas(arrived):
    frame = pandas.DataFrame({**COLUMNS, "count": pandas.array(COLUMNS["count"], dtype="Int64")})
    assert arrived(frame) == WHOLE


def test_pandas_keeps_nanoseconds_and_drops_the_index(arrived):
    frame = pandas.DataFrame(
        {"at": [pandas.Timestamp("2026-01-02T03:04:05.000000007+02:00"), pandas.NaT], "n": [1, 2]},
        index=["x", "y"],
    )
    assert arrived(frame) == (
        '{"at":"2026-01-02T03:04:05.000000007+02:00","n":1}',
        '{"at":null,"n":2}',
    )


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["a", "a"], '2 columns named "a"'),
        ([0, 1], "a column named 0, a int"),
        ([("a", "b"), ("a", "c")], r"a column named \('a', 'b'\)"),
    ],
)
def test_pandas_columns_that_are_no_fields(destination, columns, message):
    frame = pandas.DataFrame([[1, 2]])
    frame.columns = columns
    with pytest.raises(InvalidArgumentError, match=message):
        destination.write(frame)


def test_pandas_missing_values_that_hide_in_a_dict_are_refused(destination):
    with pytest.raises(RecordError, match='record 0, field "at": is NaT'):
        destination.write([{"at": pandas.NaT}])
    with pytest.raises(RecordError, match='record 0, field "n": is a NAType'):
        destination.write([{"n": pandas.NA}])


def test_polars(arrived):
    assert arrived(polars.DataFrame(COLUMNS)) == WHOLE


def test_polars_keeps_nanoseconds(arrived):
    at = polars.Series("at", [1767323045000000007, None]).cast(polars.Datetime("ns"))
    zoned = at.dt.replace_time_zone("UTC").alias("zoned")
    assert arrived(polars.DataFrame([at, zoned])) == (
        '{"at":"2026-01-02T03:04:05.000000007","zoned":"2026-01-02T03:04:05.000000007+00:00"}',
        '{"at":null,"zoned":null}',
    )


def test_a_polars_lazy_frame_is_not_read(destination):
    with pytest.raises(InvalidArgumentError, match=r"LazyFrame; collect\(\) it first"):
        destination.write(polars.LazyFrame({"a": [1]}))


def test_polars_nan_is_no_missing_value(destination):
    with pytest.raises(RecordError, match='record 1, field "cost": is nan'):
        destination.write(polars.DataFrame({"cost": [1.0, float("nan")]}))


def test_pyarrow(arrived):
    assert arrived(pyarrow.table(COLUMNS)) == WHOLE


def test_a_pyarrow_batch(arrived):
    assert arrived(
        pyarrow.RecordBatch.from_pydict(
            {"n": [1], "at": [datetime(2026, 1, 2, tzinfo=timezone.utc)]}
        )
    ) == ('{"n":1,"at":"2026-01-02T00:00:00+00:00"}',)


def test_pyarrow_bytes_and_equal_columns_are_refused(destination):
    with pytest.raises(RecordError, match='record 0, field "image": is bytes'):
        destination.write(pyarrow.table({"image": [b"\x00"]}))
    with pytest.raises(InvalidArgumentError, match='2 columns named "a"'):
        destination.write(
            pyarrow.Table.from_arrays([pyarrow.array([1]), pyarrow.array([2])], names=["a", "a"])
        )
