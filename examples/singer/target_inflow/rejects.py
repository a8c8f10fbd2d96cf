# SPDX-License-Identifier: Apache-2.0
"""The file of rejected records."""

from __future__ import annotations

import json
import os
from typing import BinaryIO


class RejectsFile:
    """NDJSON: each record as it came, with an attribute `_inflow` in front that says why it was rejected.

    It is what `inflow load` takes off again. Lines are added, since a state that has gone out makes the file the only place
    where a rejected record still is.
    """

    def __init__(self, path: str) -> None:
        """Does not touch the file before there is a line for it."""
        self.path = path
        self.count = 0
        self._file: BinaryIO | None = None

    def add(self, stream: str, reason: str, record: bytes) -> None:
        """Adds a record, which is the JSON text of an object; OSError where the file cannot be written."""
        rest = record.removeprefix(b"{")
        self._write(stream, reason, {}, (b"}" if rest == b"}" else b"},") + rest)

    def add_raw(self, stream: str, reason: str, text: str) -> None:
        """Adds what has no JSON form, and has to be written anew."""
        self._write(stream, reason, {"raw": text}, b"}}")

    def _write(self, stream: str, reason: str, more: dict[str, str], rest: bytes) -> None:
        head = {"outcome": "REJECTED", "reason": reason, "stream": stream, **more}
        text = json.dumps({"_inflow": head}, ensure_ascii=False, separators=(",", ":")).removesuffix("}}")
        if self._file is None:
            self._file = _open(self.path)
        self._file.write(text.encode(errors="replace") + rest + b"\n")
        self.count += 1

    def sync(self) -> None:
        """Returns when every line is on the disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())


def _open(path: str) -> BinaryIO:
    file = open(path, "a+b")
    if file.tell() > 0:
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":  # a line that a crash has cut
            file.write(b"\n")
    return file
