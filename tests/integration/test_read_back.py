# SPDX-License-Identifier: Apache-2.0
"""Records whose answer was lost: read back, so that each is made exactly once."""

from __future__ import annotations

import json
import uuid

import pytest

each_fate = pytest.mark.parametrize("applied", [True, False])
each_loss = pytest.mark.parametrize("loss", [{"close": "before"}, {"status": 502}, {"hang": True}])

SOON = {"initial_backoff_ms": 20}


def names(sim) -> list[str]:
    return sorted(entity["name"] for entity in sim.state("products"))


@each_fate
@each_loss
def test_a_post_is_made_exactly_once(inflow, sim, loss, applied):
    inflow.config(retry=SOON, limits={"timeout_ms": 1000})
    sim.set_faults({"rules": [{"body_contains": "Cups", **loss, "apply": applied, "times": 1}]})
    inflow.write("p.ndjson", [{"name": "Tea"}, {"name": "Cups", "sku": "C 1&2"}, {"name": "Milk"}])
    done = inflow.load("p.ndjson", "--json", "--results", "results.ndjson")
    assert (done.code, done.summary["delivered"]) == (0, 3), done.err
    assert names(sim) == ["Cups", "Milk", "Tea"]
    sent = [request for request in sim.requests() if "Cups" in request["body"]]
    assert len(sent) == (1 if applied else 2)
    (reread,) = [request for request in sim.requests() if request["method"] == "GET"]
    assert reread["status"] == 200
    (result,) = [line for line in inflow.lines("results.ndjson") if line["line"] == 2]
    assert ("reading it back showed" in json.dumps(result)) == applied


def test_what_stands_there_otherwise_is_for_a_person(inflow, sim):
    inflow.config(retry=SOON)
    inflow.write("p.ndjson", [{"name": "Tea", "sku": "T-1", "remarks": "black"}])
    assert inflow.load("p.ndjson").code == 0
    sim.set_faults({"rules": [{"method": "POST", "close": "before", "apply": False, "times": 1}]})
    inflow.write("p.ndjson", [{"name": "Tea", "sku": "T-1", "remarks": "green"}])
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["ambiguous"]) == (1, 1)
    (reject,) = inflow.lines("p.ndjson.rejects.ndjson")
    assert '"remarks" is "black" and "green" was sent' in reject["_inflow"]["reason"]
    assert [entity["remarks"] for entity in sim.state("products")] == ["black"]


def test_to_verify_a_repeatable_write_is_read_before_it_is_sent_again(inflow, sim):
    inflow.config(endpoint="upsert_product", retry={**SOON, "on_unknown_outcome": "verify"})
    for number, applied in enumerate((True, False)):
        product = {"productId": str(uuid.UUID(int=number + 1)), "name": f"Tea {number}"}
        inflow.write("p.ndjson", [product])
        rule = {"method": "PUT", "close": "before", "apply": applied, "times": 1}
        sim.set_faults({"rules": [rule]})
        before = len(sim.requests())
        assert inflow.load("p.ndjson").code == 0
        methods = [request["method"] for request in sim.requests()[before:]]
        assert methods == (["PUT", "GET"] if applied else ["PUT", "GET", "PUT"])
    assert names(sim) == ["Tea 0", "Tea 1"]
