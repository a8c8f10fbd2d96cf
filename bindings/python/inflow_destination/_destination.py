# SPDX-License-Identifier: Apache-2.0
"""One connection to one inFlow company."""

from __future__ import annotations

import atexit
import ctypes
import logging
import os
import threading
import time
import warnings
import weakref
from collections.abc import Iterable, Mapping
from ctypes import byref, c_void_p
from types import TracebackType
from typing import Any, Callable, TypeVar

from . import _abi
from ._batch import Batch, Record
from ._codes import Status
from ._credential import with_credential
from ._encode import Unfit, to_json
from ._errors import (
    BusyError,
    ConfigError,
    DestinationError,
    InvalidArgumentError,
    InvalidStateError,
)
from ._interruptible import interruptible
from ._library import load
from ._log import PACKAGE_LOGGER, LogTap
from ._part import Part
from ._result import Result, Stop
from ._stats import Stats, stats_of
from ._timeout import Rest, milliseconds

_T = TypeVar("_T")

#: Takes the counters of a call that waits for long.
Progress = Callable[[Stats], object]

# A write that is over within this never leaves its thread; signals wait for it as long.
_INLINE_MS = 50
# How often a call that waits tells its progress.
_PROGRESS_MS = 1000


class Destination:
    """Writes records into inFlow.

        with Destination({"endpoint": "upsert_product", "identity": {"from": ["sku"]}}) as destination:
            for item in destination.write([{"sku": "T-1", "name": "Tea", "weight": Decimal("0.250")}]):
                print(item.id, item.outcome.name, item.message)
            destination.flush()

    Threads: cancel and stats at any time from any thread; of the other calls one at a time, a
    second one raises BusyError. The interpreter's lock is free while a call works. Nothing moves
    between calls.

    Ctrl-C, or a signal whose handler raises, ends a call that waits. A write has then accepted all
    of its records or none (stats().accepted tells); those accepted stay pending, and what has
    settled comes with the next call.

    Timeouts are in seconds: None is no limit, 0 never waits.
    """

    _handle: int | None = None

    def __init__(
        self,
        config: Mapping[str, Any] | str | bytes | None = None,
        *,
        log: logging.Logger | None = None,
        library: str | os.PathLike[str] | None = None,
    ) -> None:
        """Opens a destination, without any I/O, and configures it if there is a configuration.

        log      takes what the library has to say, by default the logger "inflow_destination"; the
                 credential is never in it
        library  the shared library; by default the one that INFLOW_DESTINATION_LIBRARY names, the
                 package's own, or the system's
        """
        self._library = load(library)
        self._close = (
            self._library.close
        )  # held here, since modules may be gone when the last handles are closed
        self._kept: list[Part] = []
        self._closing = False
        self._make_locks()
        self._log = LogTap(log if log is not None else PACKAGE_LOGGER, _weakly(self.cancel))
        host = _abi.Host(struct_size=ctypes.sizeof(_abi.Host), log=self._log.function)
        handle, error = c_void_p(), c_void_p()
        self._library.open(host, byref(handle), byref(error))
        self._raise(self._library.take_error(error))
        self._handle = handle.value
        _live.add(self)
        if config is not None:
            try:
                self.configure(config)
            except BaseException:
                self._end()
                raise

    def _make_locks(self) -> None:
        self._serial = threading.Lock()  # held during a serial call
        self._guard = (
            threading.RLock()
        )  # between the end of the handle and what any thread may call; signal handlers enter again
        self._inside: set[int] = set()  # the threads that the serial call is on

    # ------------------------------------------------------------------------------------------------
    # its life

    def __enter__(self) -> Destination:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._end()

    def close(self) -> None:
        """Ends the destination; again does nothing. A call that runs on another thread is
        cancelled.

        Records that are still pending are gone: flush, or discard to learn which they are. It warns
        where there are some.
        """
        pending = self._end()
        if pending:
            warnings.warn(
                f"the destination was closed with records pending: {pending}; call flush() or discard() first",
                stacklevel=2,
            )

    def __del__(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            self._close(handle)

    def _end(self) -> int:
        """Closes the handle, and returns how many records were pending."""
        if threading.get_ident() in self._inside:
            raise BusyError(
                "the destination cannot be closed inside one of its own calls; cancel() ends the call"
            )
        self._closing = True
        while self._serial.locked():
            self.cancel()
            time.sleep(0.001)
        with self._serial, self._guard:
            if self._handle is None:
                return 0
            pending = self.stats().pending
            handle, self._handle = self._handle, None
            self._close(handle)
            return pending

    # ------------------------------------------------------------------------------------------------
    # serial calls

    def configure(self, config: Mapping[str, Any] | str | bytes) -> None:
        """Takes the whole configuration: a dict, or JSON text in which comments are allowed.

        INFLOW_COMPANY_ID and INFLOW_API_KEY serve where it has no `credential`, or not all of it.
        All or nothing; ConfigError lists all faults.
        """
        if isinstance(config, Mapping):
            try:
                config = to_json(config)
            except Unfit as unfit:
                pointer = "/" + unfit.field.replace(".", "/") if unfit.field else ""
                message = (
                    f"the configuration{f', {unfit.field}' if unfit.field else ''}: {unfit.reason}"
                )
                raise ConfigError(
                    message, {"faults": [{"pointer": pointer, "message": unfit.reason}]}
                ) from None
        text = config.encode() if isinstance(config, str) else bytes(config)
        try:
            text = with_credential(text.decode()).encode()
        except UnicodeDecodeError:  # the library says where
            pass
        self._serially(lambda: self._plain(self._library.configure, text, len(text)))

    def set_active(self, active: bool) -> None:
        """Activates, or pauses."""
        self._serially(lambda: self._plain(self._library.set_active, int(active)))

    def check(self, timeout: float | None = None) -> dict[str, Any]:
        """Reads once with the credential: {"ok", "steps", …}; an error's `report` has the same.
        Spends one request of quota."""
        ms = milliseconds(timeout)
        return self._serially(lambda: self._waiting(lambda: self._report(self._library.check, ms)))

    def preview(
        self,
        records: Batch | Iterable[Record] | Any,
        *,
        route: str | None = None,
        ids: Iterable[int] | None = None,
    ) -> dict[str, Any]:
        """The requests that a fresh destination would send for these records: {"requests": […],
        "refused": […]}. No I/O."""
        batch = Batch.of(records, ids)
        return self._serially(lambda: self._report(self._library.preview, batch.view(route, None)))

    def send_test(
        self, request: Mapping[str, Any] | str | bytes, timeout: float | None = None
    ) -> dict[str, Any]:
        """Sends one real request, once: one of a preview's, as it is or edited. {"status",
        "headers", "body", …}."""
        text = _json_argument("request", request)
        ms = milliseconds(timeout)
        return self._serially(
            lambda: self._waiting(
                lambda: self._report(self._library.send_test, text, len(text), ms)
            )
        )

    def command(
        self, name: str, arguments: Mapping[str, Any] | str | bytes | None = None
    ) -> dict[str, Any]:
        """One of the library's further functions, by name; UnsupportedError for a name that it does
        not know."""
        text = _json_argument("arguments", arguments if arguments is not None else {})
        encoded = name.encode()
        return self._serially(
            lambda: self._report(self._library.command, encoded, len(encoded), text, len(text))
        )

    def write(
        self,
        records: Batch | Iterable[Record] | Any,
        *,
        route: str | None = None,
        ids: Iterable[int] | None = None,
        token: str | None = None,
        close: bool = False,
        timeout: float | None = None,
        progress: Progress | None = None,
    ) -> Result:
        """Accepts all records or none, then sends what is due until everything sendable has
        settled, or the timeout is over.

        records   an iterable of dicts, of JSON objects as bytes or text, or of both; a pandas or
                  polars DataFrame, a pyarrow Table; a Batch
        route     a name under "routes" of the configuration
        ids       numbers that the results name the records by; by default their positions since the
                  destination's first record
        close     closes the groups that these records come to, folded documents too, which must be
                  complete
        progress  is given the counters about once a second while the call waits, and at its end; on
                  the caller's thread, where of the destination only stats and cancel may be called

        Any exception means that nothing was accepted, but for one that progress raises, a
        KeyboardInterrupt and the like (see the class).
        """
        batch = Batch.of(records, ids)
        rest = Rest(timeout)
        view = batch.view(route, token, _abi.BATCH_CLOSE if close else 0)
        return self._serially(lambda: self._write(view, rest, progress))

    def poll(self, timeout: float | None = None) -> Result:
        """Collects answers and sends what is due; returns as soon as a record has settled or
        nothing sendable is left."""
        ms = milliseconds(timeout)
        return self._serially(
            lambda: self._settled(*self._waiting(lambda: self._collect(self._library.poll, ms)))
        )

    def flush(self, timeout: float | None = None, *, progress: Progress | None = None) -> Result:
        """Closes open groups and works until nothing is pending. progress as with write."""
        rest = Rest(timeout)
        return self._serially(lambda: self._flush(rest, progress))

    def discard(self) -> Result:
        """Gives pending records back: DROPPED were not sent, AMBIGUOUS may have arrived."""
        return self._serially(lambda: self._settled(*self._collect(self._library.discard)))

    # ------------------------------------------------------------------------------------------------
    # any thread

    def cancel(self) -> None:
        """Ends the wait of the call that runs on another thread; with none running, of the next
        call that waits."""
        with self._guard:
            if self._handle is not None:
                self._library.cancel(self._handle)

    def cancel_clear(self) -> None:
        """Takes back a cancellation that no call has consumed."""
        with self._guard:
            if self._handle is not None:
                self._library.cancel_clear(self._handle)

    def stats(self) -> Stats:
        """A consistent snapshot of the counters."""
        data = _abi.Stats(struct_size=ctypes.sizeof(_abi.Stats))
        with self._guard:
            if self._handle is None:
                raise InvalidStateError("the destination is closed")
            self._library.stats(self._handle, data)
        return stats_of(data)

    def describe(self) -> dict[str, Any]:
        """What the library can do: versions, the JSON Schema of the configuration, the endpoints,
        limits. Always the same."""
        out, error = c_void_p(), c_void_p()
        self._library.describe(byref(out), byref(error))
        self._raise(self._library.take_error(error))
        description: dict[str, Any] = self._library.take_buffer(out)
        return description

    # ------------------------------------------------------------------------------------------------
    # how calls are made

    def _serially(self, call: Callable[[], _T]) -> _T:
        # Only `with` takes a lock so that no signal can come between taking it and being sure to
        # give it back. Where two threads find it free at the same moment, one waits for the other
        # instead of being refused.
        if self._serial.locked():
            raise BusyError(
                "another call runs on this destination, perhaps the one whose log function this is; wait for it"
            )
        with self._serial:
            if self._closing:
                raise InvalidStateError("the destination is closed")
            self._inside = {threading.get_ident()}
            try:
                return call()
            except Exception:
                raise
            except BaseException as error:
                self._note(error)
                raise
            finally:
                self._inside = set()

    def _waiting(self, call: Callable[[], _T]) -> _T:
        """Makes a call that may wait for long, so that a signal ends it."""

        def there() -> _T:
            self._inside.add(threading.get_ident())
            return call()

        try:
            return interruptible(there, self.cancel)
        except DestinationError:
            raise
        except BaseException:
            self.cancel_clear()  # which the call may have been too late for
            raise

    def _note(self, error: BaseException) -> None:
        """Says what a Ctrl-C has left."""
        pending = self.stats().pending
        if pending and hasattr(error, "add_note"):
            error.add_note(
                f"inflow_destination: records pending: {pending}; flush() goes on with them, discard() gives them back"
            )

    def _plain(self, function: Any, *arguments: Any) -> None:
        error = c_void_p()
        function(self._handle, *arguments, byref(error))
        self._raise(self._library.take_error(error))

    def _report(self, function: Any, *arguments: Any) -> dict[str, Any]:
        out, error = c_void_p(), c_void_p()
        function(self._handle, *arguments, byref(out), byref(error))
        report: dict[str, Any] = self._library.take_buffer(out)
        failed = self._library.take_error(error)
        if failed is not None:
            failed.report = report
        self._raise(failed)
        return report

    def _collect(
        self, function: Any, *arguments: Any
    ) -> tuple[Part | None, DestinationError | None]:
        """Makes a call that settles records. They are kept until a Result takes them, whatever
        comes between."""
        result, error = c_void_p(), c_void_p()
        part = None
        try:
            function(self._handle, *arguments, byref(result), byref(error))
        finally:
            if result.value is not None:
                part = Part(self._library, result.value)
                if part.summary().count:
                    self._kept.append(part)
        return part, self._library.take_error(error) if error else None

    def _settled(self, part: Part | None, failed: DestinationError | None) -> Result:
        if failed is not None:
            if self._kept:
                failed.result = self._take(part, failed)
            self._raise(failed)
        return self._take(part, None)

    def _take(self, last: Part | None, failed: DestinationError | None) -> Result:
        self._raise(None)
        parts, self._kept = self._kept, []
        stop = (
            Stop(failed.code, failed.message, failed.detail.get("retry_after_ms", -1))
            if failed is not None
            else None
        )
        return Result(parts, last, stop)

    def _raise(self, failed: DestinationError | None) -> None:
        """Raises what the log function raised, else what failed."""
        if self._log.raised is not None:
            raised, self._log.raised = self._log.raised, None
            self.cancel_clear()
            raise raised
        if failed is not None:
            raise failed

    def _write(self, view: _abi.Batch, rest: Rest, progress: Progress | None) -> Result:
        # Most writes are over at once, and a second thread would cost more than they do.
        part, failed = self._collect(self._library.write_batch, view, rest.ms(_INLINE_MS))
        accepted = failed is None
        while not rest.over() and _goes_on(accepted, part, failed):
            # Accepted, and not over: a batch without records waits in the same way.
            waiting = _NO_RECORDS if accepted else view
            self._tell(progress)
            part, failed = self._slice(self._library.write_batch, rest, progress, waiting)
            accepted = accepted or failed is None
        self._tell(progress)
        return self._take(part, failed) if accepted else self._settled(part, failed)

    def _flush(self, rest: Rest, progress: Progress | None) -> Result:
        part, failed = self._slice(self._library.flush, rest, progress)
        while not rest.over() and failed is not None and failed.code is Status.TIMEOUT:
            self._tell(progress)
            part, failed = self._slice(self._library.flush, rest, progress)
        self._tell(progress)
        return self._settled(part, failed)

    def _slice(
        self, function: Any, rest: Rest, progress: Progress | None, *arguments: Any
    ) -> tuple[Part | None, DestinationError | None]:
        """One call of a wait: the whole of it, or until progress is to be told."""
        most = -1 if progress is None else _PROGRESS_MS
        return self._waiting(lambda: self._collect(function, *arguments, rest.ms(most)))

    def _tell(self, progress: Progress | None) -> None:
        if progress is None:
            return
        try:
            progress(self.stats())
        except Exception as error:
            self._note(error)
            raise


def _goes_on(accepted: bool, part: Part | None, failed: DestinationError | None) -> bool:
    """Whether a write has ended for want of time alone."""
    if failed is not None:
        no_room = failed.code is Status.RESOURCE_EXHAUSTED and not accepted
        return no_room or failed.code is Status.TIMEOUT
    return part is not None and part.summary().status == Status.TIMEOUT


def _weakly(method: Callable[[], None]) -> Callable[[], None]:
    """The method as long as its object lives; without a circle, so that the object goes when the
    last name for it does."""
    reference = weakref.WeakMethod(method)

    def call() -> None:
        alive = reference()
        if alive is not None:
            alive()

    return call


_NO_RECORDS = _abi.Batch(struct_size=ctypes.sizeof(_abi.Batch), format=_abi.FORMAT_JSON)


def _json_argument(name: str, value: Mapping[str, Any] | str | bytes) -> bytes:
    if isinstance(value, Mapping):
        try:
            value = to_json(value)
        except Unfit as unfit:
            raise InvalidArgumentError(
                f"{name}{', ' if unfit.field else ''}{unfit.field}: {unfit.reason}",
                {"field": unfit.field},
            ) from None
    return value.encode() if isinstance(value, str) else bytes(value)


_live: weakref.WeakSet[Destination] = weakref.WeakSet()


@atexit.register
def _end_all() -> None:
    # Before the interpreter goes: a thread that is inside the library then could not come back into
    # Python.
    for destination in list(_live):
        destination._end()


def _after_fork() -> None:
    # Their holders are threads of the parent. The library itself refuses to work in the child.
    for destination in list(_live):
        destination._make_locks()


os.register_at_fork(after_in_child=_after_fork)
