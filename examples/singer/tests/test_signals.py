# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and Ctrl-C: what is under way is finished, and no state goes out for the rest."""

from __future__ import annotations

import re
import signal

import pytest

from conftest import lines, products


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_finished(host, sim, which):
    """Two requests are, and nothing begins in the place of the first that ends."""
    slow = [
        {"body_contains": "Slow", "delay_ms": 500},
        {"body_contains": "Slower", "delay_ms": 1500},
    ]
    sim.set_faults({"rules": slow[::-1]})
    process = host.start(batch_size_rows=5, rate_limit={"windows": [], "max_in_flight": 2})
    process.stdin.write(lines(products("Tea", "Slow", "Slower", "Salt", "Rice")))
    process.stdin.flush()
    sim.wait_for_requests(3)
    process.send_signal(which)
    done = host.finish(process)
    assert (done.code, done.states) == (128 + which, [{"count": 3}])
    # The two travel at once, and either may be the first to arrive.
    assert {product["name"] for product in sim.state("products")} == {"Tea", "Slow", "Slower"}
    assert f"stopped by {which.name}. 2 records not delivered; states stop before" in done.log
    assert 'DROPPED record 4 of "products" (name: "Salt")' in done.log
    assert "Traceback" not in done.log


def test_twice_does_not_wait(host, sim):
    sim.set_faults({"rules": [{"body_contains": "Never", "hang": True}]})
    process = host.start(batch_size_rows=3, limits={"timeout_ms": 600_000})
    process.stdin.write(lines(products("Tea", "Never", "Salt")))
    process.stdin.flush()
    sim.wait_for_requests(2)
    process.send_signal(signal.SIGTERM)
    # It says so when it has seen the first; otherwise the two might be taken as one.
    for line in process.stderr:
        if "stopping" in line:
            break
    process.send_signal(signal.SIGTERM)
    done = host.finish(process)
    assert (done.code, done.states) == (128 + signal.SIGTERM, [{"count": 1}])
    assert 'AMBIGUOUS record 2 of "products" (name: "Never")' in done.log
    assert 'DROPPED record 3 of "products" (name: "Salt")' in done.log


def test_while_it_waits_for_the_tap(host, sim):
    process = host.start(batch_size_rows=2)
    process.stdin.write(lines(products("Tea", "Salt", "Rice")))
    process.stdin.flush()
    sim.wait_for_requests(2)
    process.send_signal(signal.SIGTERM)
    done = host.finish(process)
    assert done.code == 128 + signal.SIGTERM
    # Whether it had read on by then is chance; the state is never ahead.
    assert done.states in ([{"count": 1}], [{"count": 2}])
    assert [product["name"] for product in sim.state("products")] == ["Tea", "Salt"]


def test_while_the_quota_is_used_up(host, sim):
    process = host.start(
        rate_limit={"windows": [{"requests": 2, "per_ms": 3_600_000}], "max_in_flight": 1},
        batch_size_rows=4,
    )
    process.stdin.write(lines(products("Tea", "Salt", "Rice", "Oats")))
    process.stdin.flush()
    sim.wait_for_requests(2)
    process.send_signal(signal.SIGTERM)
    done = host.finish(process)
    assert (done.code, done.states) == (128 + signal.SIGTERM, [{"count": 2}])
    assert re.search('DROPPED record 4 of "products"', done.log)
