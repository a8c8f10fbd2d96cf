# SPDX-License-Identifier: Apache-2.0
"""With a journal, what a killed run had sent behind its last state is not sent twice."""

from __future__ import annotations

from typing import Any

import pytest

from conftest import Host, lines, products, record, state
from sim_process import SimProcess

JOURNAL: dict[str, Any] = {
    "journal": {"path": "inflow.journal"},
    "retry": {"on_unknown_outcome": "hold"},  # what has no clear answer is not read back
    "on_reject": "continue",
}


def kill(host: Host, sim: SimProcess, names: list[str], at: int, **config: Any) -> list[Any]:
    """Runs the target until the simulator holds request `at`, kills it, and returns the states."""
    process = host.start(**{**JOURNAL, **config})
    process.stdin.write(lines(products(*names)))
    process.stdin.flush()
    sim.wait_for_requests(at)
    process.kill()
    sim.set_faults({"rules": []})
    return host.finish(process).states


def names_of(sim: SimProcess) -> list[str]:
    return [product["name"] for product in sim.state("products")]


def posts(sim: SimProcess) -> int:
    return sum(request["method"] == "POST" for request in sim.requests())


@pytest.mark.parametrize("applied", [True, False])
def test_every_record_is_sent_once(host, sim, applied):
    sim.set_faults({"rules": [{"body_contains": "Rice", "hang": True, "apply": applied}]})
    names = ["Tea", "Salt", "Rice", "Oats"]
    assert kill(host, sim, names, 3, batch_size_rows=4) == []
    done = host.run(products(*names), **JOURNAL)
    assert (done.code, done.states) == (0, [{"count": 4}])
    assert names_of(sim) == ["Tea", "Salt", *["Rice"] * applied, "Oats"]
    assert posts(sim) == 4
    (reject,) = host.rejects
    assert (reject["name"], reject["_inflow"]["outcome"]) == ("Rice", "AMBIGUOUS")
    assert 'AMBIGUOUS record 3 of "products" (name: "Rice")' in done.log
    assert "an earlier run ended before its records were acknowledged: 4" in done.log


def test_the_input_may_begin_elsewhere_and_bring_more(host, sim):
    sim.set_faults({"rules": [{"body_contains": "Oats", "hang": True}]})
    names = ["Tea", "Salt", "Rice", "Oats", "Rye"]
    kill(host, sim, names, 4, batch_size_rows=2)
    done = host.run(products("Flour", "Rice", "Rye", "Oats", "Rice"), **JOURNAL)
    assert (done.code, done.states) == (0, [{"count": 5}])
    assert names_of(sim) == ["Tea", "Salt", "Rice", "Flour", "Rye"]
    # Rice came once more than before the kill, so that it was sent, and its name is taken.
    assert [reject["_inflow"]["outcome"] for reject in host.rejects] == ["AMBIGUOUS", "REJECTED"]
    assert posts(sim) == 7


def test_killed_again_and_again(host, sim):
    names = ["Tea", "Salt", "Rice", "Oats", "Rye"]
    for at, name in enumerate(names[1:], 2):
        sim.set_faults({"rules": [{"body_contains": name, "hang": True, "apply": True}]})
        kill(host, sim, names, at, batch_size_rows=5)
    assert host.run(products(*names), **JOURNAL).code == 0
    assert names_of(sim) == names
    assert [reject["name"] for reject in host.rejects][-4:] == names[1:]


def test_what_may_be_sent_twice_ends_as_the_input_has_it(host, sim):
    rows = [{"name": "Tea", "description": "1"}, {"name": "Tea", "description": "2"}]
    upsert = {"endpoint": "upsert_product", "identity": {"from": ["name"]}}
    messages = [products()[0], *(record("products", row) for row in rows), state({"count": 2})]
    sim.set_faults({"rules": [{"nth": 2, "hang": True, "apply": True}]})
    process = host.start(**{**JOURNAL, **upsert})
    process.stdin.write(lines(messages))
    process.stdin.close()
    sim.wait_for_requests(2)
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    done = host.run(messages, **{**JOURNAL, **upsert})
    assert (done.code, done.states, host.rejects) == (0, [{"count": 2}], [])
    (product,) = sim.state("products")
    assert product["description"] == "2"
    assert len(sim.requests()) == 4


def test_a_run_that_ended_well_is_over(host, sim):
    for _ in range(2):
        assert host.run(products("Tea"), **JOURNAL).code == 0
    without_states = [message for message in products("Salt") if message["type"] != "STATE"]
    for _ in range(2):
        assert host.run(without_states, **JOURNAL).code == 0
    assert posts(sim) == 4  # of which the service refuses the second ones


def test_records_behind_the_last_state_are_known_in_the_next_run(host, sim):
    messages = products("Tea", "Salt")[:-1]
    assert host.run(messages, **JOURNAL).states == [{"count": 1}]
    assert host.run([messages[0], *messages[3:], state({"count": 2})], **JOURNAL).code == 0
    assert names_of(sim) == ["Tea", "Salt"]


def test_a_rejected_record_is_tried_again(host, sim):
    sim.set_faults(
        {
            "rules": [
                {"body_contains": "Salt", "status": 409},
                {"body_contains": "Rice", "hang": True},
            ]
        }
    )
    names = ["Tea", "Salt", "Rice"]
    kill(host, sim, names, 3, batch_size_rows=3)
    host.run(products(*names), **JOURNAL)
    assert names_of(sim) == ["Tea", "Salt"]


def test_one_run_at_a_time(host, sim):
    sim.set_faults({"rules": [{"hang": True}]})
    process = host.start(**JOURNAL, batch_size_rows=1)
    process.stdin.write(lines(products("Tea", "Salt")))
    process.stdin.flush()
    sim.wait_for_requests(1)
    done = host.run(products("Tea"), **JOURNAL)
    assert (done.code, done.states) == (1, [])
    assert f"is running already, in process {process.pid}" in done.log
    process.kill()
    host.finish(process)
    assert len(sim.requests()) == 1
