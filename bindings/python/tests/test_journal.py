# SPDX-License-Identifier: Apache-2.0
"""What outlives a destination: batches by their tokens, files that two of them share, and forks."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any, Callable

import pytest

from inflow_destination import ConflictError, Destination, DestinationError, Flag, Outcome

RECORDS = [{"remarks": f"r{number}"} for number in range(5)]
# One request goes out, and the others wait for longer than any test.
ONE_REQUEST = {"windows": [{"requests": 1, "per_ms": 3_600_000}]}


@pytest.fixture
def journal(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "inflow.journal"


@pytest.fixture
def session(service, journal) -> Callable[..., Destination]:
    """Makes destinations with the journal; whoever asks for one closes it, and what is pending then
    stays in the file."""

    def one(**rest: Any) -> Destination:
        section = {"path": str(journal), "on_pending": "deliver"}
        return Destination(service.config(journal=section, **rest))

    return one


def sent(service) -> list[str]:
    return [json.loads(body)["remarks"] for body in service.bodies]


def told(result) -> list[tuple[int, str, bool]]:
    return [
        (item.id, item.outcome.name, bool(item.flags & Flag.REPEATED))
        for item in sorted(result, key=lambda item: item.id)
    ]


def test_a_batch_whose_records_have_settled_is_told_again_and_not_sent(session, service):
    with session() as first:
        assert told(first.write(RECORDS, token="batch 1")) == [
            (number, "DELIVERED", False) for number in range(5)
        ]
    with session() as again:
        ids = range(100, 105)
        result = again.write(RECORDS, token="batch 1", ids=ids)
        assert told(result) == [(number, "DELIVERED", True) for number in ids]
        assert told(again.write(RECORDS[:1], token="batch 2", ids=[7])) == [(7, "DELIVERED", False)]
    assert sorted(sent(service)) == ["r0", "r0", "r1", "r2", "r3", "r4"]


def test_a_batch_whose_records_are_pending_is_bound_to_the_one_that_names_it_again(
    session, service
):
    with session(rate_limit=ONE_REQUEST) as first:
        assert len(first.write(RECORDS, token="batch 1", timeout=0)) <= 1
    before = len(service.bodies)
    assert before <= 1
    with session() as again:
        ids = range(100, 105)
        items = [*again.write(RECORDS, token="batch 1", ids=ids), *again.flush()]
        assert sorted(item.id for item in items) == [*ids]
        assert [item.outcome for item in items] == [Outcome.DELIVERED] * 5
    assert sorted(sent(service)) == [record["remarks"] for record in RECORDS]


def test_other_records_under_a_token_are_a_conflict_and_nothing_is_accepted(session, service):
    with session() as first:
        first.write(RECORDS, token="batch 1")
        with pytest.raises(ConflictError):
            first.write(RECORDS[:3], token="batch 1")
    with session() as again:
        with pytest.raises(ConflictError):
            again.write([{"remarks": "another"}, *RECORDS[1:]], token="batch 1")
        assert again.stats().pending == 0
    assert len(service.bodies) == 5


def test_two_destinations_share_a_file(session, service):
    first, second = session(), session()
    with first, second:
        for turn in range(5):
            mine = first.write([{"remarks": f"first {turn}"}], ids=[turn])
            others = second.write([{"remarks": f"second {turn}"}], ids=[turn])
            assert told(mine) == told(others) == [(turn, "DELIVERED", False)]
    names = [f"{who} {turn}" for turn in range(5) for who in ("first", "second")]
    assert sent(service) == names


def test_one_of_two_destinations_on_a_file_leaves_the_records_of_the_other_alone(session, service):
    with session(rate_limit=ONE_REQUEST) as waiting:
        waiting.write(RECORDS, timeout=0)
        pending = waiting.stats().pending
        with session() as other:
            assert len(other.flush()) == 0
        assert waiting.stats().pending == pending >= 4
        waiting.discard()
    assert len(service.bodies) <= 1


def test_the_child_of_a_fork_cannot_write_and_harms_nothing(session, service, journal):
    with session() as parent:
        parent.write(RECORDS[:2])
        before = journal.read_bytes()
        child = os.fork()
        if child == 0:
            try:
                parent.write(RECORDS[2:3])
                os._exit(1)
            except DestinationError:
                os._exit(0)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert journal.read_bytes() == before
        assert parent.write(RECORDS[3:]).summary.delivered == 2
    assert sorted(sent(service)) == ["r0", "r1", "r3", "r4"]


def test_what_a_process_left_that_died_is_given_back_and_never_sent_twice(service, journal):
    """The host would replay it: what may stand is AMBIGUOUS, and the rest DROPPED."""
    config = service.config(journal={"path": str(journal)}, rate_limit={"max_in_flight": 1, "windows": []})  # fmt: skip
    service.hold()
    child = os.fork()
    if child == 0:
        Destination(config).write(RECORDS, timeout=5)
        os._exit(1)
    service.wait_for(1)
    os.kill(child, 9)
    os.waitpid(child, 0)
    service.free.set()
    with Destination(config) as again:
        assert len(again.flush()) == 0
        given_back = again.command("earlier", {"after": None})["records"]
        outcomes = sorted(one["outcome"] for one in given_back)
        assert outcomes == ["AMBIGUOUS", "DROPPED", "DROPPED", "DROPPED", "DROPPED"]
    assert len(service.bodies) == 1
