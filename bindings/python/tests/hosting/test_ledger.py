# SPDX-License-Identifier: Apache-2.0
"""No checkpoint passes a record that has not settled."""

from __future__ import annotations

import json
import random

import pytest

from inflow_destination.hosting import Entry, Ledger


def entry(number: int) -> Entry:
    return Entry("s", number, ["id"], json.dumps({"id": number}).encode())


def test_a_checkpoint_waits_for_every_record_before_it():
    ledger: Ledger[str] = Ledger()
    first = ledger.add(entry(1))
    ledger.hold("one")
    second = ledger.add(entry(2))
    ledger.hold("two")
    assert ledger.due() == []
    ledger.settle(second)
    assert ledger.due() == []
    ledger.settle(first)
    assert ledger.due() == ["one", "two"]
    assert ledger.due() == []


def test_what_is_reached_does_not_wait_for_what_comes_behind():
    ledger: Ledger[int] = Ledger()
    ids = []
    for number in (1, 2, 3):
        ids.append(ledger.add(entry(number)))
        ledger.hold(number)
    ledger.settle(ids[0])
    ledger.settle(ids[1])
    assert ledger.due() == [1, 2]
    assert [str(left) for left in ledger] == ['record 3 of "s" (id: 3)']


def test_a_checkpoint_without_records_before_it_is_due():
    ledger: Ledger[int] = Ledger()
    ledger.hold(0)
    ledger.hold(1)
    assert ledger.due() == [0, 1]


def test_a_record_settles_once():
    ledger: Ledger[int] = Ledger()
    id = ledger.add(entry(1))
    ledger.settle(id)
    with pytest.raises(KeyError):
        ledger.settle(id)


def test_a_record_is_named_by_what_it_has():
    assert str(Entry("s", 7, [], b"{}")) == 'record 7 of "s"'
    assert (
        str(Entry("s", 7, ["a", "b"], '{"a":"é"}'.encode())) == 'record 7 of "s" (a: "é", b: null)'
    )


@pytest.mark.parametrize("seed", range(20))
def test_in_any_order(seed):
    """Against a plain count: checkpoints come in order, each once, as soon as nothing before them
    is left, and not sooner."""
    draw = random.Random(seed)
    ledger: Ledger[int] = Ledger()
    unsettled: set[int] = set()
    held: list[tuple[int, int]] = []
    read = got = 0
    for step in range(300):
        what = draw.randrange(3)
        if what == 0:
            unsettled.add(ledger.add(entry(read)))
            read += 1
        elif what == 1 and unsettled:
            id = draw.choice(sorted(unsettled))
            unsettled.remove(id)
            ledger.settle(id)
        else:
            ledger.hold(step)
            held.append((read, step))
        due = [
            checkpoint
            for position, checkpoint in held[got:]
            if all(id >= position for id in unsettled)
        ]
        assert ledger.due() == due
        got += len(due)
    assert len(ledger) == len(unsettled)
