# SPDX-License-Identifier: Apache-2.0
"""Which records have not settled, and which state may therefore go out."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

State = dict[str, Any]


class Entry(NamedTuple):
    """One record that was read."""

    stream: str
    number: int  #: its position in the stream, from 1
    key_properties: Sequence[str]
    data: bytes  #: the record, as the JSON text that is sent

    def __str__(self) -> str:
        record = json.loads(self.data)
        keys = ", ".join(f"{name}: {json.dumps(record.get(name), ensure_ascii=False)}" for name in self.key_properties)
        return f'record {self.number} of "{self.stream}"{f" ({keys})" if keys else ""}'


class Ledger:
    """Records from when they are read until they settle, by ids that count the order of arrival over all streams.

    A state waits until every record that arrived before it has settled: then no state passes a record that the service has
    not, in whatever order sinks are drained and however long a group of records stays open.
    """

    def __init__(self) -> None:
        self._entries: dict[int, Entry] = {}
        self._read = 0
        self._of_stream: Counter[str] = Counter()
        self._states: deque[tuple[int, State]] = deque()

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, id: int) -> Entry:
        return self._entries[id]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

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
        """Says that states may pass a record."""
        del self._entries[id]

    def hold(self, state: State) -> None:
        """Takes a state that came behind the records read so far."""
        self._states.append((self._read, state))

    def due(self) -> State | None:
        """The newest state that may go out, once; None where there is none."""
        oldest = next(iter(self._entries), self._read)
        newest = None
        while self._states and self._states[0][0] <= oldest:
            newest = self._states.popleft()[1]
        return newest
