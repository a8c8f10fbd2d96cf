# SPDX-License-Identifier: Apache-2.0
"""One exception a status, below DestinationError."""

from __future__ import annotations

from typing import Any

from ._codes import Status
from ._result import Result


class DestinationError(Exception):
    """A call that failed.

    code the Status message one sentence: what was attempted, the value, the rule, what to do detail
    more of it, for programs: {"faults": [{"pointer", "message"}]}, {"retry_after_ms"}, {"record",
    "field"}, … result the records that had settled when the call failed, or None report what check
    or send_test found until it failed, or None
    """

    code: Status = Status.INTERNAL

    def __init__(
        self, message: str, detail: dict[str, Any] | None = None, code: Status | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail if detail is not None else {}
        self.result: Result | None = None
        self.report: dict[str, Any] | None = None
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        faults = self.detail.get("faults")
        if not isinstance(faults, list) or len(faults) < 2:
            return self.message
        return "\n".join(
            [
                self.message,
                *(f"  {fault.get('pointer', '')}: {fault.get('message', '')}" for fault in faults),
            ]
        )


class InvalidArgumentError(DestinationError, ValueError):
    """A mistake of the program; the message names the argument."""

    code = Status.INVALID_ARGUMENT


class RecordError(InvalidArgumentError):
    """A record that has no exact JSON form; nothing of its write was accepted.

    detail: {"record": position, "field": path, "reason"}.
    """


class InvalidStateError(DestinationError):
    """Not configured, paused, closed, or in the child of a fork."""

    code = Status.INVALID_STATE


class BusyError(DestinationError):
    """Another call runs on this destination."""

    code = Status.BUSY


class UnsupportedError(DestinationError):
    """Not in this version of the library."""

    code = Status.UNSUPPORTED


class LibraryError(UnsupportedError, ImportError):
    """The shared library is missing, is for another machine, or has another ABI. detail:
    {"path"}."""


class ConfigError(DestinationError):
    """The configuration is wrong (detail lists all faults), or the service has no such route."""

    code = Status.CONFIG


class AuthError(DestinationError):
    """The service refused the credential."""

    code = Status.AUTH


class UnavailableError(DestinationError):
    """Nothing answers."""

    code = Status.UNAVAILABLE


class RateLimitedError(DestinationError):
    """The service asked for a longer pause than retry.max_retry_after_ms."""

    code = Status.RATE_LIMITED


class TimedOutError(DestinationError, TimeoutError):
    """The timeout is over and work is left; call again to go on."""

    code = Status.TIMEOUT


class CancelledError(DestinationError):
    """cancel was called; what is pending stays pending."""

    code = Status.CANCELLED


class ResourceExhaustedError(DestinationError):
    """The queue is full; nothing was accepted."""

    code = Status.RESOURCE_EXHAUSTED


class ConflictError(DestinationError):
    """Not while records are pending."""

    code = Status.CONFLICT


class OutOfMemoryError(DestinationError, MemoryError):
    """The library had not enough memory; the call did nothing."""

    code = Status.OUT_OF_MEMORY


class InternalError(DestinationError):
    """A defect of the library; the message says what."""

    code = Status.INTERNAL


class JournalError(DestinationError):
    """The journal cannot be read or written; nothing is sent or told until it can."""

    code = Status.JOURNAL


_BY_CODE: dict[Status, type[DestinationError]] = {
    kind.code: kind
    for kind in (
        InvalidArgumentError, InvalidStateError, BusyError, UnsupportedError, ConfigError, AuthError, UnavailableError,
        RateLimitedError, TimedOutError, CancelledError, ResourceExhaustedError, ConflictError, OutOfMemoryError, InternalError,
        JournalError,
    )
}  # fmt: skip


def error_of(code: int, message: str, detail: dict[str, Any]) -> DestinationError:
    """The exception for a status that is not OK."""
    status = Status(code)
    return _BY_CODE.get(status, DestinationError)(message, detail, status)
