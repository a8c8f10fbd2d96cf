# SPDX-License-Identifier: Apache-2.0
"""Checkpoints pass only what the service has, or the rejects file."""

from __future__ import annotations

import json
import logging
import os
import pathlib
import signal
import threading
from typing import Any

import pytest

from inflow_destination import Destination, InvalidStateError
from inflow_destination.hosting import Delivery, RejectsFile, Stopped, graceful_shutdown

KEYS = ["name"]
LOGGER = logging.getLogger("host")


def lines_of(path: str | pathlib.Path) -> list[Any]:
    return (
        [json.loads(line) for line in open(path, encoding="utf-8")] if os.path.isfile(path) else []
    )


class Host:
    """Reads records, each with a checkpoint behind it: how many there were.

    What is acknowledged is in `acknowledged`, and how many rejects were on the disk then in `kept`.
    """

    def __init__(
        self, destination: Destination, path: str, continues: bool, replay: str | None = None
    ) -> None:
        self.acknowledged: list[int] = []
        self.kept: list[int] = []
        self.rejects = RejectsFile(path)
        self.delivery: Delivery[int] = Delivery(
            destination,
            self.rejects,
            acknowledge=self.acknowledge,
            continues=continues,
            logger=LOGGER,
            noun="offset",
            replay=replay,
        )
        self.count = 0

    def acknowledge(self, checkpoints: Any) -> None:
        self.acknowledged += checkpoints
        self.kept.append(len(lines_of(self.rejects.path)))

    def read(self, *names: str) -> list[int]:
        ids = []
        for name in names:
            ids.append(self.delivery.read("products", KEYS, json.dumps({"name": name}).encode()))
            self.count += 1
            self.delivery.hold(self.count)
        return ids

    def write(self, *names: str) -> None:
        self.delivery.write(None, self.read(*names))
        self.delivery.acknowledge()


@pytest.fixture
def host(service, tmp_path, caplog):
    """Makes a host whose requests go one by one; arguments are further keys of the
    configuration."""
    caplog.set_level(logging.INFO)
    made = []

    def one(
        continues: bool = True, path: Any = None, replay: str | None = None, **rest: Any
    ) -> Host:
        config = service.config(**rest)
        config["rate_limit"]["max_in_flight"] = rest.get("max_in_flight", 1)
        config.pop("max_in_flight", None)
        destination = Destination(config)
        made.append(destination)
        return Host(destination, str(path or tmp_path / "rejects.ndjson"), continues, replay)

    yield one
    service.free.set()
    for destination in made:
        try:
            destination.discard()
        except InvalidStateError:  # which the delivery has closed
            continue
        destination.close()


def rejected(tmp_path: pathlib.Path) -> list[Any]:
    return lines_of(tmp_path / "rejects.ndjson")


def test_every_checkpoint_is_acknowledged_in_order_and_once(host, tmp_path, caplog):
    one = host()
    one.write("Tea", "Salt")
    assert one.acknowledged == [1, 2]
    one.delivery.acknowledge()
    one.write("Rice")
    one.delivery.finish()
    assert (one.acknowledged, rejected(tmp_path)) == ([1, 2, 3], [])
    assert (
        "3 records delivered, 0 unchanged, 0 superseded, 0 rejected, in 3 requests" in caplog.text
    )


def test_a_rejected_record_is_on_the_disk_before_a_checkpoint_passes_it(host, service, tmp_path):
    one = host()
    service.statuses = [409]
    ids = one.read("Tea", "Salt")
    one.delivery.write(None, ids)
    (kept,) = rejected(tmp_path)
    one.delivery.acknowledge()
    assert (one.acknowledged, one.kept) == ([1, 2], [1])
    assert (kept["name"], kept["_inflow"]["stream"], kept["_inflow"]["number"]) == (
        "Tea",
        "products",
        1,
    )


def test_what_the_host_rejects_is_on_the_disk_too(host):
    one = host()
    one.delivery.reject("products", "is no record", '["Tea"]')
    one.delivery.hold(1)
    one.delivery.acknowledge()
    assert (one.acknowledged, one.kept) == ([1], [1])


def test_a_rejected_record_ends_the_run_where_it_is_asked_to(host, service, caplog):
    one = host(continues=False)
    service.statuses = [409]
    with pytest.raises(Stopped) as stopped:
        one.write("Tea", "Salt")
    assert (stopped.value.code, one.acknowledged) == (1, [1, 2])
    assert 'REJECTED record 1 of "products" (name: "Tea")' in caplog.text
    assert "records were rejected" in caplog.text


def test_an_undelivered_record_stops_checkpoints_and_the_run(host, service, tmp_path, caplog):
    one = host(retry={"max_attempts": 1})
    service.statuses = [201, 503]
    with pytest.raises(Stopped) as stopped:
        one.write("Tea", "Salt", "Rice")
    assert (stopped.value.code, one.acknowledged, rejected(tmp_path)) == (1, [1], [])
    assert 'FAILED record 2 of "products" (name: "Salt")' in caplog.text
    assert (
        "1 record not delivered; offsets stop before, and a new run goes on from there"
        in caplog.text
    )


def test_a_refused_credential_gives_everything_back(host, service, caplog):
    one = host()
    service.status = 401
    with pytest.raises(Stopped):
        one.write("Tea", "Salt")
    assert one.acknowledged == []
    assert "2 records not delivered" in caplog.text


def test_an_open_group_is_passed_when_it_is_sent(host, service):
    one = host(batching={"enabled": True, "size": 2})
    one.write("Tea", "Salt", "Rice")
    assert (one.acknowledged, len(service.bodies)) == ([1, 2], 1)
    one.delivery.finish()
    assert (one.acknowledged, len(service.bodies)) == ([1, 2, 3], 2)


def test_what_the_host_rejects_counts_in_its_stream(host, service, tmp_path, caplog):
    one = host()
    one.delivery.reject("products", "is no record", '["Tea"]')
    one.write("Salt")
    assert len(service.bodies) == 1
    (kept,) = rejected(tmp_path)
    assert kept["_inflow"] == {
        "outcome": "REJECTED", "reason": "is no record", "stream": "products", "number": 1, "raw": '["Tea"]'
    }  # fmt: skip
    assert 'REJECTED record 1 of "products": is no record' in caplog.text
    assert str(one.delivery._ledger[one.read("Rice")[0]]) == 'record 3 of "products" (name: "Rice")'


def test_a_stand_in_is_neither_a_reject_nor_undelivered(host, service, tmp_path):
    """It is no record, so the library refuses it; what it stands for is in the file already."""
    one = host()
    one.delivery.reject("products", "why", b"{}")
    one.delivery.write(None, [one.delivery.stand_in("products")])
    one.delivery.finish()
    assert (len(rejected(tmp_path)), service.bodies) == (1, [])


def test_many_rejects_are_not_all_named(host, service, caplog):
    one = host()
    for _ in range(12):
        one.delivery.reject("products", "why", b"{}")
    assert caplog.text.count("REJECTED record") == 10
    assert caplog.text.count("further rejected records are not named here") == 1


@pytest.mark.parametrize("by_the_service", [True, False])
def test_rejects_that_cannot_be_kept_let_no_checkpoint_pass(host, service, caplog, by_the_service):
    one = host(path="/dev/full")
    service.statuses = [409]
    with pytest.raises(Stopped) as stopped:
        if not by_the_service:
            one.delivery.reject("products", "why", b"{}")
        one.write("Tea")
    assert (stopped.value.code, one.acknowledged) == (1, [])
    assert (
        "could not be written to /dev/full: No space left on device; no offset passes them"
        in caplog.text
    )


def test_a_signal_between_calls_stops_at_once(host, service, caplog):
    one = host()
    one.write("Tea")
    one.read("Salt")
    with pytest.raises(Stopped) as stopped, graceful_shutdown(one.delivery.interrupt):
        signal.raise_signal(signal.SIGTERM)
    assert (stopped.value.code, one.acknowledged, len(service.bodies)) == (143, [1], 1)
    assert 'not sent: record 2 of "products" (name: "Salt")' in caplog.text
    assert "stopped by SIGTERM. 1 record not delivered" in caplog.text


@pytest.fixture
def stopping():
    """Set when the log says that what is under way is finished."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.msg.startswith("stopping"):
                said.set()

    said, handler = threading.Event(), Handler()
    LOGGER.addHandler(handler)
    yield said
    LOGGER.removeHandler(handler)


def test_a_signal_during_a_call_finishes_what_is_under_way(host, service, stopping, caplog):
    one = host()
    service.hold_from = 2
    service.hold()

    def interrupt() -> None:
        service.wait_for(2)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        stopping.wait(20)
        service.free.set()

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(Stopped) as stopped, graceful_shutdown(one.delivery.interrupt):
        one.write("Tea", "Salt", "Rice")
    thread.join()
    assert (stopped.value.code, one.acknowledged, len(service.bodies)) == (130, [1, 2], 2)
    assert 'DROPPED record 3 of "products" (name: "Rice")' in caplog.text


def test_an_input_that_cannot_be_read_on(host, caplog):
    one = host()
    one.write("Tea")
    one.read("Salt")
    one.delivery.give_back("the input cannot be read on.")
    assert one.acknowledged == [1]
    assert "the input cannot be read on. 1 record not delivered; offsets stop before" in caplog.text


def test_the_end_closes_destination_and_rejects(host, service, tmp_path):
    one = host()
    service.statuses = [409]
    one.write("Tea")
    one.delivery.finish()
    assert one.rejects._file is None
    with pytest.raises(InvalidStateError):
        one.delivery.write(None, [])


@pytest.fixture
def replaying(host, tmp_path):
    """Makes a host with a journal, which what made before it left to itself has ended before."""
    made = []

    def one(**rest: Any) -> Host:
        for before in made:
            before.delivery._destination._end()  # as the end of its process does
        made.append(host(replay="host", journal={"path": str(tmp_path / "journal")}, **rest))
        return made[-1]

    return one


def test_what_was_sent_behind_the_last_checkpoint_is_not_sent_twice(replaying, service, caplog):
    one = replaying()
    one.delivery.write(None, one.read("Tea", "Salt", "Tea"))
    assert one.acknowledged == []
    two = replaying()
    two.write("Rice", "Tea", "Tea", "Tea", "Salt")
    assert [json.loads(body)["name"] for body in service.bodies] == [
        "Tea",
        "Salt",
        "Tea",
        "Rice",
        "Tea",
    ]
    assert two.acknowledged == [1, 2, 3, 4, 5]
    assert "an earlier run ended before its records were acknowledged: 3" in caplog.text
    two.delivery.finish()
    three = replaying()
    three.write("Salt")
    assert len(service.bodies) == 6


def test_an_acknowledgement_that_was_lost_is_made_good(replaying, service):
    one = replaying()
    one.write("Tea")
    one.write("Salt")
    two = replaying()
    two.write("Salt")
    assert len(service.bodies) == 2
    two.write("Tea")
    assert len(service.bodies) == 3


def test_with_a_journal_checkpoints_pass_what_may_have_arrived(
    replaying, service, tmp_path, caplog
):
    one = replaying(retry={"on_unknown_outcome": "hold"})
    service.statuses = [500]
    one.write("Tea", "Salt")
    assert one.acknowledged == [1, 2]
    (kept,) = rejected(tmp_path)
    assert (kept["name"], kept["_inflow"]["outcome"]) == ("Tea", "AMBIGUOUS")
    assert 'AMBIGUOUS record 1 of "products" (name: "Tea")' in caplog.text


def test_one_run_of_an_input_at_a_time(replaying, host, service, tmp_path, caplog):
    one = replaying()
    one.write("Tea")
    two = host(replay="host", journal={"path": str(tmp_path / "journal")})
    with pytest.raises(Stopped):
        two.write("Salt")
    assert "is running already" in caplog.text
    assert len(service.bodies) == 1


def test_what_does_not_come_again_is_told(replaying, service, caplog):
    one = replaying(rate_limit={"windows": [{"requests": 1, "per_ms": 3_600_000}]})
    one.delivery._destination.command("run", {"begin": "host", "replay": True})
    one.delivery._destination.write(
        [b'{"name":"Salt"}', b'{"name":"Rice"}', b'{"name":"Rye"}'], timeout=0
    )
    two = replaying()
    two.delivery.write(None, [two.delivery.read("products", KEYS, b'{"name":"Rye"}')])
    two.delivery.finish()
    assert "records that an earlier run left did not come again: " in caplog.text
