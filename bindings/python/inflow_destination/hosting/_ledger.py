# SPDX-License-Identifier: Apache-2.0
"""Which records have not settled, and which checkpoints may therefore be acknowledged."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

Checkpoint = TypeVar("Checkpoint")


class Entry(NamedTuple):
    """One record that was read."""

    stream: str
    number: int  #: its position in the stream, from 1
    keys: Sequence[str]  #: the attributes that name it to people
    data: bytes  #: the record, as the JSON text that is sent

    def __str__(self) -> str:
        record = json.loads(self.data)
        keys = ", ".join(
            f"{name}: {json.dumps(record.get(name), ensure_ascii=False)}" for name in self.keys
        )
        return f'record {self.number} of "{self.stream}"{f" ({keys})" if keys else ""}'


class Ledger(Generic[Checkpoint]):
    """Records from when they are read until they settle, by ids that count the order of arrival
    over all streams.

    A checkpoint waits until every record that arrived before it has settled: then none passes a
    record that the service has not, in whatever order streams are sent and however long a group of
    records stays open.
    """

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._read = 0
        self._of_stream: Counter[str] = Counter()
        self._held: deque[tuple[int, Checkpoint]] = deque()
        self.passed = 0  #: how many records came before the last checkpoint that was due
        self.checkpoints = 0  #: how many there were

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, id: int) -> Entry:
        return self._entries[id]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    @property
    def read(self) -> int:
        """How many records were read."""
        return self._read

    def count(self, stream: str) -> int:
        """Gives a record that was read its position in the stream."""
        self._of_stream[stream] += 1
        return self._of_stream[stream]

    def add(self, entry: Entry) -> int:
        """Takes a record that was read, and returns its id."""
        self._entries[self._read] = entry
        self._read += 1
        return self._read - 1

    def settle(self, id: int) -> None:
        """Says that checkpoints may pass a record; KeyError for an id that is not in the ledger."""
        del self._entries[id]

    def hold(self, checkpoint: Checkpoint) -> None:
        """Takes a checkpoint that came behind the records read so far."""
        self._held.append((self._read, checkpoint))
        self.checkpoints += 1

    def due(self) -> list[Checkpoint]:
        """The checkpoints that may be acknowledged, in their order, each once."""
        oldest = next(iter(self._entries), self._read)
        due = []
        while self._held and self._held[0][0] <= oldest:
            self.passed, checkpoint = self._held.popleft()
            due.append(checkpoint)
        return due
