# SPDX-License-Identifier: Apache-2.0
"""Records as the ABI takes them: one block of bytes and where each record begins and ends."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any, Union

from . import _abi, _tables
from ._encode import Unfit, to_json, to_json_all
from ._errors import InvalidArgumentError, RecordError

Record = Union[Mapping[str, Any], bytes, bytearray, memoryview, str]


class Batch:
    """Records in one contiguous block, made once and written as often as wanted.

    data the records' bytes, each one JSON object, or nothing for one that could not be read offsets
    record i is data[offsets[i]:offsets[i + 1]], so there is one more of them than of records ids
    numbers that the results name the records by; by default their positions since the destination's
    first record

    What is not bytes already is copied, so that a Batch never changes.
    """

    __slots__ = ("data", "offsets", "ids")

    def __init__(
        self,
        data: bytes | bytearray | memoryview,
        offsets: Iterable[int],
        ids: Iterable[int] | None = None,
    ) -> None:
        self.data = data if isinstance(data, bytes) else bytes(data)
        self.offsets = _unsigned("offsets", offsets)
        self.ids = None if ids is None else _unsigned("ids", ids)
        if len(self.offsets) == 0:
            raise InvalidArgumentError(
                "offsets is empty; it holds one number more than there are records"
            )
        if self.ids is not None and len(self.ids) != len(self):
            raise InvalidArgumentError(
                f"there are {len(self.ids)} ids for {len(self)} records; give one for each, or none"
            )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, records: Any, ids: Iterable[int] | None = None) -> Batch:
        """The batch of an iterable of dicts, JSON bytes or JSON text, of a pandas or polars
        DataFrame, or of a pyarrow Table.

        Raises RecordError for a record that has no exact JSON form. A Batch is returned as it is.
        """
        if isinstance(records, Batch):
            if ids is not None:
                raise InvalidArgumentError("a Batch carries its own ids; give them to Batch(...)")
            return records
        if isinstance(records, (Mapping, bytes, bytearray, memoryview, str)):
            raise InvalidArgumentError(
                f"records is one {type(records).__name__}; give an iterable of records, such as [record]"
            )
        rows = _tables.rows(records)
        if rows is None:
            try:
                rows = list(records)
            except TypeError:
                if hasattr(type(records), "__iter__"):
                    raise
                message = f"records is a {type(records).__name__}; give an iterable of dicts or JSON bytes, a DataFrame or a Table"
                raise InvalidArgumentError(message) from None
        data, lengths = _join(rows)
        return cls(data, array("Q", accumulate(lengths, initial=0)), ids)

    def view(self, route: str | None, token: str | None, flags: int = 0) -> _abi.Batch:
        """The ABI's struct; valid as long as this Batch."""
        route_bytes = None if route is None else route.encode()
        token_bytes = None if token is None else token.encode()
        return _abi.Batch(
            ctypes.sizeof(_abi.Batch),
            _abi.FORMAT_JSON,
            self.data,
            len(self.data),
            self.offsets.buffer_info()[0],
            len(self.offsets) - 1,
            None if self.ids is None else self.ids.buffer_info()[0],
            route_bytes,
            len(route_bytes or b""),
            token_bytes,
            len(token_bytes or b""),
            flags,
        )


def _unsigned(name: str, numbers: Iterable[int]) -> array[int]:
    if isinstance(numbers, array) and numbers.typecode == "Q":
        return numbers[:]
    try:
        return array("Q", numbers)
    except (TypeError, OverflowError, ValueError) as error:
        raise InvalidArgumentError(
            f"{name} holds what is no integer from 0 to 2**64 - 1: {error}"
        ) from None


def _join(rows: list[Any]) -> tuple[bytes, Iterable[int]]:
    """All records' bytes and the length of each."""
    kinds = set(map(type, rows))
    if kinds <= {bytes}:
        return b"".join(rows), map(len, rows)
    texts = to_json_all(rows) if kinds == {dict} else None
    if texts is not None:
        try:
            text = "".join(texts)
            return text.encode(), map(len, texts) if text.isascii() else (
                len(one.encode()) for one in texts
            )
        except UnicodeEncodeError:  # half of a surrogate pair somewhere; below it is found
            pass
    encoded = [_bytes(row, position) for position, row in enumerate(rows)]
    return b"".join(encoded), map(len, encoded)


def _bytes(row: Any, position: int) -> bytes:
    if isinstance(row, (bytes, bytearray, memoryview)):
        return bytes(row)
    return _text(row, position).encode()


def _text(row: Any, position: int) -> str:
    if isinstance(row, Mapping):
        try:
            return to_json(row)
        except Unfit as unfit:
            field = f', field "{unfit.field}"' if unfit.field else ""
            message = (
                f"record {position}{field}: {unfit.reason}; nothing of this write was accepted"
            )
            raise RecordError(
                message, {"record": position, "field": unfit.field, "reason": unfit.reason}
            ) from None
    if isinstance(row, str):
        try:
            row.encode()
        except UnicodeEncodeError:
            reason = "the text holds half of a surrogate pair, which has no UTF-8"
        else:
            return row
    else:
        reason = f"is a {type(row).__name__}; a record is a dict, or the JSON text of one as bytes or str"
    message = f"record {position}: {reason}; nothing of this write was accepted"
    raise RecordError(message, {"record": position, "field": "", "reason": reason})
