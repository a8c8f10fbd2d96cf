# SPDX-License-Identifier: Apache-2.0
"""What a journal knows of an input that brings again what was not acknowledged."""

from __future__ import annotations

import logging
from typing import Any

from .._destination import Destination
from .._errors import DestinationError


class Replay:
    """The replaying run of an input; the command "run" of the library.

    Places are those of this process, from 0; the destination's ids are `first` higher.
    """

    def __init__(self, destination: Destination, name: str, logger: logging.Logger) -> None:
        self._destination = destination
        self._name = name
        self._logger = logger
        self._begun = False
        self._acknowledged = 0
        self.first = 0

    def begin(self) -> None:
        """Begins it, the first time; DestinationError where it cannot: CONFLICT where another process
        has it."""
        if self._begun:
            return
        standing = self._destination.command("run", {"begin": self._name, "replay": True})
        self.first = standing["next"]
        self._begun = True
        if standing["records"]:
            self._logger.warning(
                "an earlier run ended before its records were acknowledged: %d; those of them that come again and must not be sent twice are not sent again",
                standing["records"],
            )

    def acknowledge(self, count: int) -> None:
        """Says that the input does not bring the first records of this process again."""
        if not self._begun or count <= self._acknowledged:
            return
        self._acknowledged = count
        self._tell({"acknowledged": self.first + count - 1})

    def end(self, count: int | None) -> None:
        """The input has ended well; count where it has no checkpoints, and so brings nothing again:
        how many records it had."""
        if not self._begun:
            return
        if count is not None:
            self.acknowledge(count)
            self._tell({"replayed": True})
        self._tell({"end": True})

    def _tell(self, arguments: dict[str, Any]) -> None:
        try:
            answer = self._destination.command("run", arguments)
        except DestinationError as error:
            # What is acknowledged is acknowledged: then the journal knows it for longer.
            self._logger.warning("the journal could not be told what was acknowledged: %s", error)
            return
        if answer.get("dropped") or answer.get("ambiguous"):
            self._logger.warning(
                "records that an earlier run left did not come again: %d were not sent, and of %d nobody knows whether they arrived",
                answer["dropped"],
                answer["ambiguous"],
            )
