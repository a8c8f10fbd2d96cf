# SPDX-License-Identifier: Apache-2.0
"""One result of the library."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from struct import Struct
from typing import Any

from . import _abi
from ._codes import Outcome
from ._library import Library
from ._result import Item


class Part:
    """What settled during one call of the library; owns the library's result."""

    __slots__ = ("_handle", "_library", "_free")

    def __init__(self, library: Library, handle: int) -> None:
        self._handle = handle
        self._library = library
        self._free = (
            library.result_free
        )  # held here, since modules may be gone when the last results are freed

    def __del__(self) -> None:
        self._free(self._handle)

    def summary(self) -> _abi.Summary:
        summary = _abi.Summary(struct_size=ctypes.sizeof(_abi.Summary))
        self._library.result_summary(self._handle, summary)
        return summary

    def message(self) -> str:
        return self._library.text(self._library.result_message, self._handle).decode(
            errors="replace"
        )

    def __iter__(self) -> Iterator[Item]:
        count, stride = ctypes.c_size_t(), ctypes.c_size_t()
        first = self._library.result_items(self._handle, count, stride)
        if not count:
            return
        block = ctypes.string_at(first, count.value * stride.value)
        at, outcomes = ctypes.string_at, _OUTCOMES
        rows = _layout(stride.value).iter_unpack(block)
        for (
            id,
            outcome,
            http_status,
            attempts,
            flags,
            latency_ms,
            message,
            length,
            response,
            size,
            document,
        ) in rows:
            yield Item(
                id,
                outcomes.get(outcome) or Outcome(outcome),
                http_status,
                attempts,
                flags,
                latency_ms,
                at(message, length).decode(errors="replace") if length else "",
                at(response, size) if size else b"",
                document,
            )


_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_LETTERS: dict[Any, str] = {
    ctypes.c_uint64: "Q", ctypes.c_int64: "q", ctypes.c_uint32: "I", ctypes.c_int32: "i", ctypes.c_void_p: "Q",
}  # fmt: skip


def _layout(stride: int) -> Struct:
    """destination_item for the struct module, which reads many at once; what a later library
    appends is passed over."""
    letters = "".join(_LETTERS[field[1]] for field in _abi.Item._fields_)
    return Struct(f"={letters}{stride - ctypes.sizeof(_abi.Item)}x")
