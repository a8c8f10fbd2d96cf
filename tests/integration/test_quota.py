# SPDX-License-Identifier: Apache-2.0
"""rate_limit.log: processes that share a company's quota, beside each other and one after the
other, killed and stopped, against a simulator that refuses what is over the quota."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
from typing import Any

import pytest

from command_process import Inflow, wait_until
from sim_process import SimProcess

REQUESTS = 20
PER_MS = 700

@pytest.fixture
def sim():
    with SimProcess("--limit", f"{REQUESTS}/{PER_MS}") as running:
        yield running


def configure(inflow: Inflow, **rate_limit: Any) -> None:
    windows = [{"requests": REQUESTS, "per_ms": PER_MS}]
    inflow.config(
        rate_limit={"windows": windows, "log": "quota.db", **rate_limit},
        limits={"timeout_ms": 5000, "connect_timeout_ms": 5000},
    )


def teas(inflow: Inflow, name: str, count: int) -> str:
    return inflow.write(name, [{"name": f"{name} {i}"} for i in range(count)])


def start(inflow: Inflow, name: str, count: int):
    return inflow.start("load", "--config", "config.json", "--json", teas(inflow, name, count))


@pytest.mark.parametrize("cold_start", ["learn", "full", "empty"])
def test_loads_one_after_the_other_meet_no_429(inflow, sim, cold_start):
    configure(inflow, cold_start=cold_start)
    for name in ("a.ndjson", "b.ndjson", "c.ndjson"):
        done = inflow.load("--json", teas(inflow, name, REQUESTS - 2))
        assert (done.code, done.summary["delivered"]) == (0, REQUESTS - 2), done.err
    assert sim.counts()["throttled"] == 0
    assert stat.S_IMODE(os.stat(inflow.folder / "quota.db").st_mode) == 0o600


def test_without_the_log_the_second_of_two_loads_meets_429(tmp_path):
    # A window that is longer than both loads, and a load that does not wait for its end.
    with SimProcess("--limit", f"{REQUESTS}/600000") as sim:
        inflow = Inflow(tmp_path, sim)
        windows = [{"requests": REQUESTS, "per_ms": 600_000}]
        inflow.config(rate_limit={"windows": windows}, retry={"max_retry_after_ms": 0})
        assert inflow.load(teas(inflow, "a.ndjson", REQUESTS - 2)).code == 0
        inflow.load(teas(inflow, "b.ndjson", REQUESTS - 2))
        assert sim.counts()["throttled"] > 0


def test_loads_beside_each_other_meet_no_429(inflow, sim):
    configure(inflow)
    loads = [start(inflow, f"{i}.ndjson", 2 * REQUESTS) for i in range(3)]
    for load in loads:
        done = inflow.finish(load)
        assert (done.code, done.summary["delivered"]) == (0, 2 * REQUESTS), done.err
    assert sim.counts()["throttled"] == 0


def test_what_was_killed_in_the_middle_of_a_request_counts_on(tmp_path):
    # So slow that some requests are always on the wire.
    with SimProcess("--limit", f"{REQUESTS}/{PER_MS}", "--latency-ms", "150") as sim:
        inflow = Inflow(tmp_path, sim)
        configure(inflow)
        for round_ in range(3):
            first = start(inflow, f"{round_}a.ndjson", 5 * REQUESTS)
            arrived = len(sim.requests())
            sim.wait_for_requests(arrived + 7)
            first.send_signal(signal.SIGKILL)
            inflow.finish(first)
        done = inflow.load("--json", teas(inflow, "last.ndjson", REQUESTS))
        assert (done.code, done.summary["delivered"]) == (0, REQUESTS), done.err
        assert sim.counts()["throttled"] == 0


def test_what_was_stopped_for_longer_than_its_leases_asks_again(inflow, sim):
    configure(inflow)
    stopped = start(inflow, "stopped.ndjson", 5 * REQUESTS)
    sim.wait_for_requests(5)
    stopped.send_signal(signal.SIGSTOP)
    with sqlite3.connect(inflow.folder / "quota.db") as log:
        leases = "SELECT count(*) FROM leases"
        other = inflow.load("--json", teas(inflow, "other.ndjson", 3 * REQUESTS))
        assert (other.code, other.summary["delivered"]) == (0, 3 * REQUESTS), other.err
        # Nobody ends the stopped one's leases; the next who asks finds them over.
        names = iter(range(1000))
        wait_until(
            lambda: inflow.load(teas(inflow, f"{next(names)}.ndjson", 1)).code == 0
            and log.execute(leases).fetchone()[0] == 0
        )
    log.close()
    stopped.send_signal(signal.SIGCONT)
    done = inflow.finish(stopped)
    assert (done.code, done.summary["delivered"]) == (0, 5 * REQUESTS), done.err
    assert sim.counts()["throttled"] == 0


def test_a_log_that_cannot_be_used_is_said_once_and_the_load_goes_on(inflow, sim):
    configure(inflow, log="missing/quota.db", cold_start="full")
    done = inflow.load("--json", teas(inflow, "a.ndjson", 5))
    assert (done.code, done.summary["delivered"]) == (0, 5)
    assert done.err.count("missing/quota.db") == 1
    assert "quota: rate_limit.log missing/quota.db cannot be used: its folder: No such file" in done.err


def test_nothing_is_made_by_what_sends_nothing(inflow):
    configure(inflow)
    assert inflow.run("validate", "--config", "config.json").code == 0
    assert "quota.db" not in inflow.files()
