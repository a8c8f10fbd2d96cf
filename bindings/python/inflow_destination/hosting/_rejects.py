# SPDX-License-Identifier: Apache-2.0
"""The file of rejected records."""

from __future__ import annotations

import json
import os
from typing import BinaryIO

from .._codes import Outcome


class RejectsFile:
    """NDJSON: each record as it came, with an attribute `_inflow` in front that says why it was
    rejected.

    It is what `inflow load` takes off again. Lines are added, since a checkpoint that was
    acknowledged makes the file the only place where a rejected record still is.
    """

    def __init__(self, path: str) -> None:
        """Does not touch the file before there is a line for it."""
        self.path = path
        self.count = 0
        self._file: BinaryIO | None = None

    def add(
        self,
        stream: str,
        number: int,
        reason: str,
        record: bytes | str,
        outcome: Outcome = Outcome.REJECTED,
    ) -> None:
        """Adds the record at a position of its stream, from 1; OSError where it cannot be written.

        record the JSON text of an object; as str the text of what is none, and has to be written
        anew outcome what became of it
        """
        why = {"outcome": outcome.name, "reason": reason, "stream": stream, "number": number}
        rest = b"}"
        if isinstance(record, str):
            why["raw"] = record
        elif record != b"{}":
            rest = b"," + record.removeprefix(b"{")
        if self._file is None:
            self._file = _open(self.path)
        head = json.dumps({"_inflow": why}, ensure_ascii=False, separators=(",", ":")).removesuffix(
            "}"
        )
        self._file.write(head.encode(errors="replace") + rest + b"\n")
        self.count += 1

    def sync(self) -> None:
        """Returns when every line is on the disk; OSError where one cannot be."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Lets go of the file; a further line opens it again."""
        file, self._file = self._file, None
        if file is not None:
            file.close()


def _open(path: str) -> BinaryIO:
    file = open(path, "a+b")
    if file.tell() > 0:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":  # a line that a crash has cut
            file.write(b"\n")
    return file
