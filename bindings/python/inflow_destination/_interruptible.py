# SPDX-License-Identifier: Apache-2.0
"""Calls that wait for long and still let a Ctrl-C through."""

from __future__ import annotations

import threading
from typing import Any, Callable, TypeVar

_T = TypeVar("_T")


def interruptible(call: Callable[[], _T], cancel: Callable[[], None]) -> _T:
    """What call() returns or raises. What a signal handler raises meanwhile ends it: cancel() is
    called, the call is waited for, and the exception goes on.

    Python runs signal handlers on its main thread alone, and not while that is inside the library.
    So the main thread has another one make the call, and waits where a signal finds it.
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    there = _There(call)
    try:
        threading.Thread(target=there.run, name="inflow-destination", daemon=True).start()
        there.done.acquire()
    except BaseException as error:
        if there.claim.acquire(blocking=False):  # it has not begun, and will not any more
            if isinstance(
                error, RuntimeError
            ):  # no thread can be had, as at the end of the interpreter
                return call()
            raise
        cancel()
        _acquire_whatever_comes(there.done)
        raise
    return there.outcome()  # type: ignore[no-any-return]


class _There:
    """One call on another thread, and what became of it."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self.claim = (
            threading.Lock()
        )  # taken by who decides that the call is made, or that it is not
        self.done = threading.Lock()  # free when the call is over
        self.done.acquire()
        self._call = call
        self._value: Any = None
        self._error: BaseException | None = None

    def run(self) -> None:
        if not self.claim.acquire(blocking=False):
            return
        try:
            self._value = self._call()
        except BaseException as error:
            self._error = error
        finally:
            self.done.release()

    def outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value


def _acquire_whatever_comes(lock: threading.Lock) -> None:
    """For a call that is cancelled, and so over at once: its handle is not free before, however
    often Ctrl-C is pressed."""
    while True:
        try:
            lock.acquire()
            return
        except BaseException:
            continue
