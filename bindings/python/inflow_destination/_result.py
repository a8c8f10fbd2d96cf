# SPDX-License-Identifier: Apache-2.0
"""What became of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any, NamedTuple, Protocol

from . import _abi, _views
from ._codes import Outcome, Status


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
    """A result in numbers, and what stopped the work. The field names are those of
    destination_summary."""

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

    def __str__(self) -> str:
        """ "2 records: 1 delivered, 1 rejected", and the status where it is not OK."""
        counts = ((getattr(self, name), name) for name in _OUTCOMES)
        told = ", ".join(f"{count} {name}" for count, name in counts if count)
        text = f"{self.count} record{'s' * (self.count != 1)}{f': {told}' if told else ''}"
        return text if self.status is Status.OK else f"{text}; {self.status.name}"


_COUNTS = [
    field.name for field in fields(Summary) if field.name not in ("status", "retry_after_ms")
]
_OUTCOMES = [name for name in _COUNTS if name != "count"]
_SHOWN = ("id", "outcome", "http_status", "attempts", "message")
# How many reasons the text of an error tells.
_MOST_REASONS = 3


class Settled(Protocol):
    """What settled during one call of the library."""

    def __iter__(self) -> Iterator[Item]: ...

    def summary(self) -> _abi.Summary: ...

    def message(self) -> str: ...


class Stop(NamedTuple):
    """What ended a call with an error, after records had settled."""

    status: Status
    message: str
    retry_after_ms: int = -1


class RejectedError(Exception):
    """Records were rejected: what Result.raise_for_rejected raises. No call failed, so it is no
    DestinationError.

    result: all that settled; result.rejected are those that were rejected.
    """

    def __init__(self, message: str, result: Result) -> None:
        super().__init__(message)
        self.result = result


class Result:
    """The records that settled during one call: an iterable of Item.

    Read when asked for, so that nobody pays for what is not looked at.
    """

    __slots__ = ("_parts", "_last", "_stopped")

    def __init__(
        self, parts: Sequence[Settled], last: Settled | None, stopped: Stop | None
    ) -> None:
        self._parts = parts
        self._last = (
            last  # of the call itself; the others settled before and could not be handed over
        )
        self._stopped = stopped

    def __iter__(self) -> Iterator[Item]:
        return chain.from_iterable(self._parts)

    def __len__(self) -> int:
        return sum(part.summary().count for part in self._parts)

    def __repr__(self) -> str:
        return f"<Result of {self.summary}>"

    def _repr_html_(self) -> str:
        caption = f"{self.summary}{f' ({self.message})' if self.message else ''}"
        rows = ([str(getattr(item, name)) for name in _SHOWN] for item in self)
        return _views.to_html(caption, _SHOWN, rows, len(self))

    def to_pandas(self) -> Any:
        """A pandas.DataFrame with a row for each record; ImportError, with what to install, where
        there is no pandas."""
        rows = ((item.id, item.outcome.name, *item[2:]) for item in self)
        return _views.to_pandas(Item._fields, rows)

    @property
    def rejected(self) -> list[Item]:
        """The records that are bad, or that the service refused: those to be mended."""
        return [item for item in self if item.outcome is Outcome.REJECTED]

    def raise_for_rejected(self) -> Result:
        """Raises RejectedError where records were rejected; else returns the result itself."""
        rejected = self.rejected
        if not rejected:
            return self
        told = "; ".join(f"record {item.id}: {item.message}" for item in rejected[:_MOST_REASONS])
        more = len(rejected) - _MOST_REASONS
        told += f"; and {more} more, see result.rejected" if more > 0 else ""
        were = "was" if len(rejected) == 1 else "were"
        raise RejectedError(f"{len(rejected)} of {len(self)} records {were} rejected: {told}", self)

    @property
    def status(self) -> Status:
        """What stopped the work (AUTH, UNAVAILABLE, RATE_LIMITED, CONFIG, CANCELLED, TIMEOUT), else
        OK."""
        if self._stopped is not None:
            return self._stopped.status
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
            retry_after_ms = self._stopped.retry_after_ms
        else:
            retry_after_ms = self._last.summary().retry_after_ms if self._last is not None else -1
        counts = {name: sum(getattr(part, name) for part in parts) for name in _COUNTS}
        return Summary(status=self.status, retry_after_ms=retry_after_ms, **counts)
