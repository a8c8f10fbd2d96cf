# SPDX-License-Identifier: Apache-2.0
"""The counters that a call which waits tells meanwhile."""

from __future__ import annotations

import threading

import pytest

from inflow_destination import (
    BusyError,
    ResourceExhaustedError,
    Status,
    TimedOutError,
    _destination,
)


@pytest.fixture(autouse=True)
def often(monkeypatch):
    """Told every millisecond, so that no test waits for a second."""
    monkeypatch.setattr(_destination, "_PROGRESS_MS", 1)


class Told:
    """The counters that came; the service answers once there were so many."""

    def __init__(self, service, free_after=3, also=lambda: None):
        self.stats = []
        self.threads = set()
        self._service = service
        self._free_after = free_after
        self._also = also

    def __call__(self, stats):
        self.stats.append(stats)
        self.threads.add(threading.current_thread())
        if len(self.stats) == self._free_after:
            self._also()
            self._service.free.set()


def test_a_write_tells_while_it_waits_and_at_its_end(destination, service):
    service.hold()
    told = Told(service)
    result = destination.write([{"n": 1}, {"n": 2}], progress=told)
    assert (result.status, result.summary.delivered) == (Status.OK, 2)
    assert len(told.stats) >= 4
    assert [(one.accepted, one.delivered, one.pending) for one in told.stats[:3]] == [(2, 0, 2)] * 3
    assert (told.stats[-1].delivered, told.stats[-1].pending) == (2, 0)
    assert told.threads == {threading.current_thread()}
    assert len(service.bodies) == 2


def test_a_flush_tells_too(make, service):
    writer = make(batching={"enabled": True, "size": 100})
    writer.write([{"n": 1}, {"n": 2}])
    service.hold()
    told = Told(service)
    assert writer.flush(progress=told).summary.delivered == 2
    assert len(told.stats) >= 4
    assert (told.stats[0].pending, told.stats[-1].pending) == (2, 0)


def test_what_is_over_at_once_tells_once(destination):
    told = []
    destination.write([{"n": 1}], progress=told.append)
    destination.flush(progress=told.append)
    assert [one.delivered for one in told] == [1, 1]


def test_what_settles_between_is_in_the_result(make, service):
    service.hold_from = 2
    service.hold()
    writer = make(rate_limit={"windows": [], "max_in_flight": 1})
    told = Told(service)
    result = writer.write([{"n": 1}, {"n": 2}, b"[1]"], progress=told)
    assert sorted(item.id for item in result) == [0, 1, 2]
    assert str(result.summary) == "3 records: 2 delivered, 1 rejected"


def test_a_write_for_which_there_is_no_room_yet(make, service):
    writer = make(queue={"max_records": 1})
    service.hold()
    writer.write([{"n": 1}], timeout=0)
    told = Told(service)
    result = writer.write([{"n": 2}], progress=told)
    assert result.summary.delivered == 2
    assert told.stats[0].accepted == 1 and told.stats[-1].accepted == 2
    assert len(service.bodies) == 2


def test_a_timeout_ends_it(make, service):
    writer = make(queue={"max_records": 1})
    service.hold()
    told = []
    result = writer.write([{"n": 1}], timeout=0.06, progress=told.append)
    assert (len(result), writer.stats().pending) == (0, 1)
    with pytest.raises(ResourceExhaustedError):
        writer.write([{"n": 2}], timeout=0.06, progress=told.append)
    with pytest.raises(TimedOutError):
        writer.flush(0.01, progress=told.append)
    assert told and {one.pending for one in told} == {1}


@pytest.mark.parametrize("call", ["write", "flush"])
def test_what_progress_raises_ends_the_wait_and_loses_nothing(make, service, call):
    writer = make(batching={"enabled": True, "size": 1 if call == "write" else 100})
    service.hold()

    def fail(_):
        raise ZeroDivisionError

    if call == "flush":
        writer.write([{"n": 1}])
    with pytest.raises(ZeroDivisionError) as caught:
        writer.write([{"n": 1}], progress=fail) if call == "write" else writer.flush(progress=fail)
    if hasattr(caught.value, "__notes__"):
        assert "records pending: 1; flush() goes on" in caught.value.__notes__[0]
    assert (writer.stats().accepted, writer.stats().pending) == (1, 1)
    service.free.set()
    assert writer.flush().summary.delivered == 1
    assert len(service.bodies) == 1


def test_progress_may_cancel_and_not_write(destination, service):
    service.hold()
    refused = []

    def also():
        with pytest.raises(BusyError):
            destination.write([{"n": 2}])
        refused.append(True)
        destination.cancel()

    service_stays_held = type("Held", (), {"free": threading.Event()})
    told = Told(service_stays_held, also=also)
    result = destination.write([{"n": 1}], progress=told)
    assert (refused, result.status, result.summary.count) == ([True], Status.CANCELLED, 0)
    assert destination.stats().pending == 1
