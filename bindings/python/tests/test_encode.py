# SPDX-License-Identifier: Apache-2.0
"""Values arrive exactly, or are refused with their field."""

from __future__ import annotations

import enum
import json
from collections import OrderedDict
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

import numpy
import pytest

from inflow_destination import RecordError, Status

ID = UUID("c0ffee00-0000-4000-8000-000000000006")


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (12.5, "12.5"),
        (-0.0, "-0.0"),
        (1e300, "1e+300"),
        (12345678901234567890123, "12345678901234567890123"),
        (Decimal("12.50"), "12.50"),
        (Decimal("0.0000001"), "0.0000001"),
        (Decimal("-0"), "-0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+400"), "1E+400"),
        (Decimal("3.14159265358979323846264338327950288"), "3.14159265358979323846264338327950288"),
        (datetime(2026, 1, 2, 3, 4, 5, 6), '"2026-01-02T03:04:05.000006"'),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))),
            '"2026-01-02T03:04:05+02:00"',
        ),
        (date(2026, 1, 2), '"2026-01-02"'),
        (time(3, 4), '"03:04:00"'),
        (ID, f'"{ID}"'),
        ('Müller \U0001f9f0 \u2028 \x01 "', '"Müller \U0001f9f0 \u2028 \\u0001 \\""'),
        ((1, [2, {}], []), "[1,[2,{}],[]]"),
        (MappingProxyType({"a": Decimal("1.10")}), '{"a":1.10}'),
        (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
    ],
)
def test_a_value_arrives_exactly(sent, value, text):
    assert sent({"value": value}) == f'{{"value":{text}}}'


def test_an_integer_of_more_digits_than_python_converts_by_default(sent):
    assert sent({"value": 10**5000}) == '{"value":1' + "0" * 5000 + "}"
    assert sent({"value": -(10**5000)}) == '{"value":-1' + "0" * 5000 + "}"


def test_both_encoders_write_the_same(sent):
    """A Decimal sends the whole record to the walker."""
    record = {
        "text": "Tea \u00e9\n",
        "numbers": [1, 2.5, -3, 1e-9, True, None],
        "nested": {"empty": {}, "list": [[], {}]},
        7: 1,
        None: 2,
        True: 3,
    }
    fast = sent(record)
    assert sent({**record, "extra": Decimal(1)}) == fast[:-1] + ',"extra":1}'
    assert json.loads(fast)["7"] == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "is nan, which JSON does not have"),
        (float("-inf"), "is -inf, which JSON does not have"),
        (Decimal("NaN"), "is NaN, which JSON does not have"),
        (Decimal("sNaN"), "is sNaN, which JSON does not have"),
        (Decimal("Infinity"), "is Infinity, which JSON does not have"),
        (b"Tea", "is bytes, which JSON does not have; decode it"),
        (bytearray(b"Tea"), "is bytearray, which JSON does not have"),
        ({1, 2}, "is a set, which has no JSON form"),
        (timedelta(1), "is a timedelta, which has no JSON form"),
        (Colour.RED, "is a Colour, which has no JSON form"),
        (1j, "is a complex, which has no JSON form"),
        ("\ud800", "holds half of a surrogate pair"),
        ({(1, 2): 3}, "has the key (1, 2), a tuple; keys are text"),
        ({float("inf"): 3}, "is inf, which JSON does not have"),
    ],
)
def test_a_value_without_an_exact_form_is_refused_with_its_field(
    destination, service, value, reason
):
    with pytest.raises(RecordError) as caught:
        destination.write([{"name": "Tea"}, {"lines": [{"price": 1}, {"price": value}]}])
    assert f'record 1, field "lines[1].price": {reason}' in str(caught.value)
    whole = (
        str(caught.value)
        .removeprefix('record 1, field "lines[1].price": ')
        .removesuffix("; nothing of this write was accepted")
    )
    assert caught.value.detail == {"record": 1, "field": "lines[1].price", "reason": whole}
    assert caught.value.code is Status.INVALID_ARGUMENT
    assert isinstance(caught.value, ValueError)
    assert (destination.stats().accepted, service.bodies) == (0, [])


def test_a_record_that_holds_itself_is_refused(destination):
    record = {"name": "Tea"}
    record["self"] = record
    with pytest.raises(RecordError, match="record 0: is nested too deeply, or holds itself"):
        destination.write([record])


@pytest.mark.parametrize("record", [1, None, ["name"], ("name", "Tea"), object()])
def test_a_record_that_is_no_dict_is_refused(destination, record):
    with pytest.raises(
        RecordError,
        match=rf"record 2: is a {type(record).__name__}; a record is a dict, or the JSON text of one",
    ):
        destination.write([b"{}", {"name": "Tea"}, record])
    assert destination.stats().accepted == 0


def test_numpy_values(sent, destination):
    record = {
        "i": numpy.int64(2**62),
        "u": numpy.uint8(7),
        "f": numpy.float64(0.1),
        "b": numpy.bool_(True),
        "a": numpy.array([[1, 2], [3, 4]]),
    }
    assert sent(record) == '{"i":4611686018427387904,"u":7,"f":0.1,"b":true,"a":[[1,2],[3,4]]}'
    with pytest.raises(RecordError, match='field "a\\[1\\]": is nan'):
        destination.write([{"a": numpy.array([1.0, numpy.nan])}])
    with pytest.raises(RecordError, match="is a numpy datetime64"):
        destination.write([{"t": numpy.datetime64("2026-01-02T03:04:05.000000001")}])
