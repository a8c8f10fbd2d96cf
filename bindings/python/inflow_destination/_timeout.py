# SPDX-License-Identifier: Apache-2.0
"""Timeouts: seconds for callers, milliseconds for the library."""

from __future__ import annotations

import math
import time

from ._errors import InvalidArgumentError


def milliseconds(timeout: float | None) -> int:
    """The library's form of a timeout, rounded up; -1 for no limit. InvalidArgumentError below 0."""
    if timeout is None or timeout == math.inf:
        return -1
    if not timeout >= 0:
        raise InvalidArgumentError(
            f"timeout is {timeout}; give seconds from 0 on, or None for no limit"
        )
    return math.ceil(timeout * 1000)


class Rest:
    """What is left of a timeout from now on, for a wait of several calls."""

    def __init__(self, timeout: float | None) -> None:
        ms = milliseconds(timeout)
        self._end = None if ms < 0 else time.monotonic() + ms / 1000

    def over(self) -> bool:
        return self._end is not None and time.monotonic() >= self._end

    def ms(self, most: int = -1) -> int:
        """Milliseconds for the next call, at most so many; -1 is no limit, here and there."""
        if self._end is None:
            return most
        left = max(0, math.ceil((self._end - time.monotonic()) * 1000))
        return left if most < 0 else min(left, most)
