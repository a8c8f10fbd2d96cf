# SPDX-License-Identifier: Apache-2.0
"""What became of records, and the counters."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import chain
from struct import Struct
from typing import Any, NamedTuple

from . import _abi
from ._codes import Outcome, Status
from ._errors import DestinationError
from ._library import Library


class Item(NamedTuple):
    """One settled record."""

    id: int  #: its position since the destination's first record, from 0, or the id that it was written with
    outcome: Outcome
    http_status: int  #: of the last answer; 0 where there was none
    attempts: int  #: requests that carried it and may have reached the service
    flags: int  #: of Flag
    latency_ms: int
    message: str  #: the reason: by which rule it was refused, or the service's words; "" where there is nothing to say
    response: bytes  #: the answer's body with "capture_responses": true, else empty
    document: int = 0  #: the folded document that it is a line of, from 1; 0 where it is none, or nobody can tell of which

    @property
    def ok(self) -> bool:
        """The service has what the record says."""
        return self.outcome.ok


@dataclass(frozen=True)
class Summary:
    """A result in numbers, and what stopped the work. The field names are those of destination_summary."""

    status: Status = Status.OK
    count: int = 0
    delivered: int = 0
    unchanged: int = 0
    superseded: int = 0
    rejected: int = 0
    failed: int = 0
    ambiguous: int = 0
    dropped: int = 0
    retry_after_ms: int = -1


_COUNTS = [field.name for field in fields(Summary) if field.name not in ("status", "retry_after_ms")]


@dataclass(frozen=True)
class Quota:
    """One quota window as it stands now. The field names are those of destination_quota."""

    requests: int
    per_ms: int
    used: int
    next_free_ms: int


@dataclass(frozen=True)
class Stats:
    """The counters since the destination was made; accepted is the sum of the outcomes and pending.

    The field names are those of destination_stats_data.
    """

    accepted: int
    delivered: int
    unchanged: int
    superseded: int
    rejected: int
    failed: int
    ambiguous: int
    dropped: int
    pending: int
    pending_bytes: int
    in_flight: int
    requests: int
    retries: int
    throttled: int
    next_due_ms: int
    windows: tuple[Quota, ...]
    webhook_delivered: int
    webhook_failed: int
    webhook_pending: int
    warnings: int


def stats_of(data: _abi.Stats) -> Stats:
    windows = tuple(Quota(w.requests, w.per_ms, w.used, w.next_free_ms) for w in data.windows[: data.window_count])
    values: dict[str, Any] = {field.name: getattr(data, field.name) for field in fields(Stats)}
    return Stats(**{**values, "windows": windows})


class Part:
    """What settled during one call of the library; owns the library's result."""

    __slots__ = ("_handle", "_library", "_free")

    def __init__(self, library: Library, handle: int) -> None:
        self._handle = handle
        self._library = library
        self._free = library.result_free  # held here, since modules may be gone when the last results are freed

    def __del__(self) -> None:
        self._free(self._handle)

    def summary(self) -> _abi.Summary:
        summary = _abi.Summary(struct_size=ctypes.sizeof(_abi.Summary))
        self._library.result_summary(self._handle, summary)
        return summary

    def message(self) -> str:
        return self._library.text(self._library.result_message, self._handle).decode(errors="replace")

    def __iter__(self) -> Iterator[Item]:
        count, stride = ctypes.c_size_t(), ctypes.c_size_t()
        first = self._library.result_items(self._handle, count, stride)
        if not count:
            return
        block = ctypes.string_at(first, count.value * stride.value)
        at, outcomes = ctypes.string_at, _OUTCOMES
        rows = _layout(stride.value).iter_unpack(block)
        for id, outcome, http_status, attempts, flags, latency_ms, message, length, response, size, document in rows:
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
    """destination_item for the struct module, which reads many at once; what a later library appends is passed over."""
    letters = "".join(_LETTERS[field[1]] for field in _abi.Item._fields_)
    return Struct(f"={letters}{stride - ctypes.sizeof(_abi.Item)}x")


class Result:
    """The records that settled during one call: an iterable of Item.

    Read when asked for, so that nobody pays for what is not looked at.
    """

    __slots__ = ("_parts", "_last", "_stopped")

    def __init__(self, parts: list[Part], last: Part | None, stopped: DestinationError | None) -> None:
        self._parts = parts
        self._last = last  # of the call itself; the others settled before and could not be handed over
        self._stopped = stopped

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        return sum(part.summary().count for part in self._parts)

    def __repr__(self) -> str:
        return f"<Result of {len(self)} records, {self.status.name}>"

    @property
    def status(self) -> Status:
        """What stopped the work (AUTH, UNAVAILABLE, RATE_LIMITED, CONFIG, CANCELLED, TIMEOUT), else OK."""
        if self._stopped is not None:
            return self._stopped.code
        return Status(self._last.summary().status) if self._last is not None else Status.OK

    @property
    def message(self) -> str:
        """What stopped the work, as a sentence; empty with OK."""
        if self._stopped is not None:
            return self._stopped.message
        return self._last.message() if self._last is not None else ""

    @property
    def summary(self) -> Summary:
        """The items by outcome."""
        parts = [part.summary() for part in self._parts]
        if self._stopped is not None:
            retry_after_ms = self._stopped.detail.get("retry_after_ms", -1)
        else:
            retry_after_ms = self._last.summary().retry_after_ms if self._last is not None else -1
        counts = {name: sum(getattr(part, name) for part in parts) for name in _COUNTS}
        return Summary(status=self.status, retry_after_ms=retry_after_ms, **counts)
