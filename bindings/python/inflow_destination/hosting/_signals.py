# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and Ctrl-C."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def graceful_shutdown(interrupt: Callable[[int], None]) -> Iterator[None]:
    """Meanwhile gives SIGTERM and Ctrl-C to `interrupt`, such as a Delivery's; afterwards to whom
    they were given before.

    Only on the main thread, as Python has it: ValueError elsewhere. A host whose framework takes
    signals calls `interrupt` from there instead.
    """
    before = {each: signal.signal(each, lambda signum, _: interrupt(signum)) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
