# SPDX-License-Identifier: Apache-2.0
"""Loads that are stopped at a request, and what the same command then tells of them."""

from __future__ import annotations

import re
import signal

from command_process import Done, Inflow, wait_until
from sim_process import SimProcess

GOING_ON = re.compile(
    r"inflow: going on with the load of \d\d:\d\d: ([\d,]+) of ([\d,]+) records? (?:is|are) done\n"
)
LOAD = ("load", "--config", "config.json")


def records(count: int) -> list[dict[str, str]]:
    return [{"name": f"Tea {number:03}", "sku": f"T-{number}"} for number in range(1, count + 1)]


def names(sim: SimProcess) -> list[str]:
    return [entity["name"] for entity in sim.state("products")]


def one_after_the_other(inflow: Inflow, **keys) -> None:
    """Products that may be sent twice, in the order of the file."""
    inflow.config(
        endpoint="upsert_product",
        identity={"from": ["name"]},
        rate_limit={"windows": [], "max_in_flight": 1},
        **keys,
    )


def stop_at(
    inflow: Inflow, sim: SimProcess, request: int, how: int, *arguments: str, **rule
) -> Done:
    """A load that gets no answer to the request of that number, and then the signal."""
    before = sim.counts()["arrived"]
    sim.set_faults({"rules": [{"nth": request, "hang": True, **rule}]})
    process = inflow.start(*LOAD, *arguments)
    wait_until(lambda: sim.counts()["arrived"] >= before + request)
    process.send_signal(how)
    if how != signal.SIGKILL:
        # The one on its way is not waited for.
        process.send_signal(how)
    done = inflow.finish(process)
    sim.set_faults({"rules": []})
    return done


def kill_at(inflow: Inflow, sim: SimProcess, request: int, *arguments: str, **rule) -> None:
    assert stop_at(inflow, sim, request, signal.SIGKILL, *arguments, **rule).code == -signal.SIGKILL


def done_before(done: Done) -> tuple[int, int]:
    found = GOING_ON.search(done.err)
    assert found, done.err
    return int(found[1]), int(found[2])
