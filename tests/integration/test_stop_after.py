# SPDX-License-Identifier: Apache-2.0
"""A load that is plainly misconfigured ends before it has spent the quota."""

from __future__ import annotations

from stopped_load import one_after_the_other, records

LIMIT = {"rejected": 5, "share": 0.5}


def refuse_all(sim) -> None:
    sim.set_faults({"rules": [{"status": 400, "body": {"message": "no such tax code"}}]})


def test_the_rest_is_pending_and_goes_on(inflow, sim):
    one_after_the_other(inflow, stop_after=LIMIT)
    inflow.write("p.ndjson", records(20))
    refuse_all(sim)
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 4
    assert (done.summary["rejected"], done.summary["pending"]) == (5, 15)
    assert "the service has refused 5 of 5 records" in done.err
    assert "no such tax code" in done.err
    sim.set_faults({"rules": []})
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 1
    assert (done.summary["rejected"], done.summary["delivered"]) == (5, 15)


def test_a_few_bad_rows_stop_nothing(inflow, sim):
    one_after_the_other(inflow, stop_after=LIMIT)
    inflow.write("p.ndjson", records(20))
    sim.set_faults({"rules": [{"nth": 1, "status": 400}, {"nth": 2, "status": 400}]})
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"]) == (1, 18)


def test_a_share_that_is_none_is_refused(inflow):
    one_after_the_other(inflow, stop_after={"rejected": 1, "share": 0})
    done = inflow.run("validate", "--config", "config.json")
    assert done.code == 2 and "/stop_after/share: " in done.err
