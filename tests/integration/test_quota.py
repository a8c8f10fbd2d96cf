# SPDX-License-Identifier: Apache-2.0
"""rate_limit.log: processes that share a company's quota, beside each other and one after the
other, killed and stopped, against a simulator that refuses what is over the quota."""

from __future__ import annotations

import os
import pathlib
import signal
import sqlite3
import stat
import subprocess
from typing import Any

import pytest

from command_process import Inflow, wait_until
from sim_process import API_KEY, COMPANY, SimProcess

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
    # A window that is longer than both loads.
    with SimProcess("--limit", f"{REQUESTS}/600000") as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(
            rate_limit={"windows": [{"requests": REQUESTS, "per_ms": 600_000}], "log": None}
        )
        assert inflow.load(teas(inflow, "a.ndjson", REQUESTS - 2)).code == 0
        second = start(inflow, "b.ndjson", REQUESTS - 2)
        wait_until(lambda: sim.counts()["throttled"] > 0)
        # It would wait for the window's end.
        second.kill()
        inflow.finish(second)


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


def stop_between_turns(process: subprocess.Popen, log: sqlite3.Connection) -> None:
    """Stops a load that does not write the log at that moment: what stands still in the middle of a
    turn keeps the others out, who then count alone."""
    state = pathlib.Path(f"/proc/{process.pid}/stat")
    while True:
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: state.read_text().rpartition(")")[2].split()[0] == "T")
        try:
            log.execute("BEGIN IMMEDIATE")
            log.rollback()
            return
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)


def test_what_was_stopped_for_longer_than_its_leases_asks_again(inflow, sim):
    configure(inflow)
    stopped = start(inflow, "stopped.ndjson", 5 * REQUESTS)
    sim.wait_for_requests(5)
    with sqlite3.connect(inflow.folder / "quota.db", timeout=0) as log:
        stop_between_turns(stopped, log)
        leases = "SELECT count(*) FROM leases"
        other = inflow.load("--json", "--no-journal", teas(inflow, "other.ndjson", 3 * REQUESTS))
        assert other.code == 0, other.err
        assert other.summary["delivered"] == 3 * REQUESTS
        # Nobody ends the stopped one's leases; the next who asks finds them over.
        names = iter(range(1000))
        wait_until(
            lambda: (
                inflow.load("--no-journal", teas(inflow, f"{next(names)}.ndjson", 1)).code == 0
                and log.execute(leases).fetchone()[0] == 0
            )
        )
    log.close()
    stopped.send_signal(signal.SIGCONT)
    done = inflow.finish(stopped)
    assert (done.code, done.summary["delivered"]) == (0, 5 * REQUESTS), done.err
    assert sim.counts()["throttled"] == 0


def test_a_log_that_cannot_be_used_is_said_once_and_the_load_goes_on(inflow, sim):
    configure(inflow, log="missing/quota.db", cold_start="empty")
    done = inflow.load("--json", teas(inflow, "a.ndjson", 5))
    assert (done.code, done.summary["delivered"]) == (0, 5)
    assert done.err.count("missing/quota.db") == 1
    assert "rate_limit.log missing/quota.db cannot be used: its folder: No such file" in done.err


def test_nothing_is_made_by_what_sends_nothing(inflow):
    configure(inflow)
    assert inflow.run("validate", "--config", "config.json").code == 0
    assert "quota.db" not in inflow.files()


# ---------------------------------------------------------------------- the log of the command itself

# A quota that loads of this size fill for a while. On an idle machine nearly all of it is used, which
# the benchmarks measure; one that is busy must not fail, but loads that took turns would.
MANY, MANY_MS = 60, 2000
LEAST_USED = 0.5


@pytest.fixture
def many():
    with SimProcess("--limit", f"{MANY}/{MANY_MS}") as running:
        yield running


def by_default(inflow: Inflow, **rate_limit: Any) -> None:
    windows = [{"requests": MANY, "per_ms": MANY_MS}]
    inflow.config(rate_limit={"windows": windows, **rate_limit})


def all_delivered(inflow: Inflow, loads: list[Any], records: int) -> None:
    for load in loads:
        done = inflow.finish(load)
        assert (done.code, done.summary["delivered"]) == (0, records), done.err
        assert "429" not in done.err


def test_three_loads_beside_each_other_share_the_quota_and_meet_no_429(tmp_path, many):
    inflow = Inflow(tmp_path, many)
    by_default(inflow)
    records = 2 * MANY
    all_delivered(inflow, [start(inflow, f"{i}.ndjson", records) for i in range(3)], records)
    assert (many.counts()["throttled"], many.counts()["applied"]) == (0, 3 * records)
    assert many.share_used(MANY, MANY_MS) >= LEAST_USED


def test_three_loads_behind_each_other_share_the_quota_and_meet_no_429(tmp_path, many):
    inflow = Inflow(tmp_path, many)
    by_default(inflow)
    records = 2 * MANY
    for i in range(3):
        all_delivered(inflow, [start(inflow, f"{i}.ndjson", records)], records)
    assert (many.counts()["throttled"], many.counts()["applied"]) == (0, 3 * records)
    assert many.share_used(MANY, MANY_MS) >= LEAST_USED


def logs(inflow: Inflow) -> list[str]:
    return sorted(path.name for path in inflow.state.rglob("*.db"))


def test_it_lies_in_the_state_folder_for_its_owner_alone(inflow):
    folder = inflow.state / "inflow"
    assert inflow.load(teas(inflow, "a.ndjson", 1)).code == 0
    assert logs(inflow) == [f"quota-{COMPANY}.db"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (inflow.state, folder)] == [0o700] * 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    with sqlite3.connect(folder / logs(inflow)[0]) as log:
        text = "\n".join(log.iterdump())
    assert API_KEY not in text


def test_without_xdg_state_home_it_lies_below_the_home_folder(inflow):
    del inflow.environment["XDG_STATE_HOME"]
    inflow.environment["HOME"] = str(inflow.state)
    assert inflow.load(teas(inflow, "a.ndjson", 1)).code == 0
    assert [str(path.relative_to(inflow.state)) for path in inflow.state.rglob("*.db")] == [
        f".local/state/inflow/quota-{COMPANY}.db"
    ]


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["send-test", "a.ndjson"],
        ["verify", "a.ndjson"],
        ["list", "products"],
        ["load", "a.ndjson"],
        ["doctor"],
    ],
)
def test_whatever_sends_a_request_keeps_it(inflow, command):
    inflow.config(endpoint="upsert_product", identity={"from": ["name"]})
    teas(inflow, "a.ndjson", 1)
    done = inflow.run(*command, "--config", "config.json")
    assert done.code in (0, 1), done.err
    assert logs(inflow) == [f"quota-{COMPANY}.db"]


@pytest.mark.parametrize(
    "command", [["validate"], ["settings"], ["preview", "a.ndjson"], ["plan", "a.ndjson"]]
)
def test_what_sends_nothing_makes_no_file(inflow, command):
    teas(inflow, "a.ndjson", 1)
    assert inflow.run(*command, "--config", "config.json").code == 0
    assert not inflow.state.exists()
    assert str(inflow.state) not in inflow.run("settings", "--config", "config.json", "--json").out


@pytest.mark.parametrize("log", ["quota.db", None])
def test_what_the_configuration_says_of_it_wins(inflow, log):
    inflow.config(rate_limit={"windows": [], "log": log})
    done = inflow.load(teas(inflow, "a.ndjson", 1))
    assert done.code == 0, done.err
    assert "counts its own requests alone" not in done.err
    assert not inflow.state.exists()
    assert ("quota.db" in inflow.files()) == (log is not None)


def test_where_it_cannot_lie_is_said_once_and_the_load_goes_on(inflow):
    inflow.state.write_text("in the way", encoding="utf-8")
    done = inflow.load("--json", teas(inflow, "a.ndjson", 5))
    assert (done.code, done.summary["delivered"]) == (0, 5)
    assert done.err.count("cannot be used: its folder: Not a directory") == 1
    del inflow.environment["XDG_STATE_HOME"]
    for home in ("", "relative"):
        inflow.environment["HOME"] = home
        done = inflow.load("--json", teas(inflow, f"b{len(home)}.ndjson", 5))
        assert (done.code, done.summary["delivered"]) == (0, 5)
        assert done.err.count("neither XDG_STATE_HOME nor HOME") == 1
