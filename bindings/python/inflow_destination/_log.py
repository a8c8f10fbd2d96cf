# SPDX-License-Identifier: Apache-2.0
"""The library's log, given to a logging.Logger."""

from __future__ import annotations

import ctypes
import logging
from typing import Callable

from . import _abi

# Where the log goes that is given to no other logger. Silent until the program sets up logging.
PACKAGE_LOGGER = logging.getLogger(__package__)
PACKAGE_LOGGER.addHandler(logging.NullHandler())

_LEVELS = {1: logging.ERROR, 2: logging.WARNING, 3: logging.INFO, 4: logging.DEBUG}


class LogTap:
    """Must live as long as the handle whose host it is.

    No exception, perhaps a Ctrl-C, can pass through the library, so it is kept in `raised`.
    """

    def __init__(self, logger: logging.Logger, cancel: Callable[[], None]) -> None:
        self.raised: BaseException | None = None
        self._logger = logger
        self._cancel = cancel
        self.function = _abi.LOG(self._take)

    def _take(self, _: int | None, level: int, component: bytes, message: int, length: int) -> None:
        try:
            text = ctypes.string_at(message, length).decode(errors="replace")
            self._logger.log(_LEVELS.get(level, logging.INFO), "%s: %s", component.decode(), text)
        except BaseException as error:
            self.raised = error
            self._cancel()
