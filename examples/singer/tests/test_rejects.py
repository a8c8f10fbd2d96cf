# SPDX-License-Identifier: Apache-2.0
"""Rejected records are in a file before a state passes them."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from conftest import RUN_SECONDS, lines, products, record, schema, state
from sim_process import binary

# The second name is taken.
TWICE = products("Tea", "Tea", "Salt")


def test_the_run_ends_and_the_state_passes_them(host, sim):
    done = host.run(TWICE)
    assert (done.code, done.states) == (1, [{"count": 3}])
    (rejected,) = host.rejects
    assert rejected["name"] == "Tea"
    assert (
        rejected["_inflow"]
        .pop("reason")
        .startswith('the service answered 409 (conflict): The name "Tea" is taken')
    )
    assert rejected["_inflow"] == {"outcome": "REJECTED", "stream": "products", "number": 2}
    assert 'REJECTED record 2 of "products" (name: "Tea"): the service answered 409' in done.log
    assert "records were rejected" in done.log and "not delivered" not in done.log
    (level,) = {
        line.split(" | ")[1].strip() for line in done.log.splitlines() if "REJECTED" in line
    }
    assert level == "WARNING"


def test_nothing_is_read_after_the_batch_that_had_one(host, sim):
    done = host.run([*TWICE, *products("Rice")[1:]], batch_size_rows=2)
    assert (done.code, done.states) == (
        1,
        [{"count": 1}],
    )  # the one behind the second record was not read
    assert [product["name"] for product in sim.state("products")] == ["Tea"]


def test_going_on(host, sim):
    done = host.run([*TWICE, *products("Rice")[1:]], batch_size_rows=2, on_reject="continue")
    assert (done.code, done.states[-1]) == (0, {"count": 1})
    assert [product["name"] for product in sim.state("products")] == ["Tea", "Salt", "Rice"]
    assert "3 records delivered, 0 unchanged, 0 superseded, 1 rejected" in done.log
    assert len(host.rejects) == 1


def test_the_file_is_added_to(host):
    for _ in range(2):
        host.run(products("Tea", "Tea"), on_reject="continue", rejects_path="mend.ndjson")
    names = [
        json.loads(line)["name"] for line in (host.folder / "mend.ndjson").read_text().splitlines()
    ]
    assert names == ["Tea"] * 3


def test_mended_it_can_be_loaded(host, sim):
    """The rejects are what `inflow load` takes, with the very same configuration."""
    host.run(products("Tea", "Tea"))
    path = host.folder / "inflow.rejects.ndjson"
    path.write_text(path.read_text().replace('"name":"Tea"', '"name":"Tea, large"'))
    command = [binary("inflow"), "load", "--config", "config.json", path.name]
    done = subprocess.run(
        command,
        cwd=host.folder,
        env={**os.environ, "XDG_STATE_HOME": str(host.folder / "state")},
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [product["name"] for product in sim.state("products")] == ["Tea", "Tea, large"]


NOT_RECORDS = [
    ('["Tea"]', "is a list; a record is a JSON object", '["Tea"]'),
    (
        '{"name": "Tea", "price": NaN}',
        'field "price": is nan, which JSON does not have',
        '{"name": "Tea", "price": NaN}',
    ),
    ('{"name": "\\ud800"}', 'field "name": holds half of a surrogate pair', '{"name": "\\ud800"}'),
]


@pytest.mark.parametrize("text, reason, raw", NOT_RECORDS)
def test_what_is_no_record(host, sim, text, reason, raw):
    bad = f'{{"type": "RECORD", "stream": "products", "record": {text}}}\n'
    done = host.run(
        lines(products("Salt")) + bad + lines([state({"count": 2})]), on_reject="continue"
    )
    assert (done.code, done.states) == (0, [{"count": 2}])
    (rejected,) = host.rejects
    assert rejected["_inflow"]["reason"].startswith(reason)
    assert rejected["_inflow"]["raw"] == raw
    assert f'REJECTED record 2 of "products": {reason}' in done.log
    assert len(sim.requests()) == 1


def test_only_bad_ones_end_the_run_too(host, sim):
    done = host.run(lines(products()) + '{"type": "RECORD", "stream": "products", "record": 7}\n')
    assert (done.code, len(host.rejects), sim.requests()) == (1, 1, [])


def test_what_does_not_fit_the_schema(host, sim):
    messages = [
        *products("Salt"),
        record("products", {"name": "Tea", "price": "dear"}),
        state({"count": 2}),
    ]
    done = host.run(messages, on_reject="continue")
    assert (done.code, done.states) == (0, [{"count": 2}])
    (rejected,) = host.rejects
    assert (
        rejected.pop("_inflow")["reason"]
        == "does not fit the stream's schema at $.price: \"dear\" is not of type 'number'"
    )
    assert rejected == {"name": "Tea", "price": "dear"}
    assert len(sim.requests()) == 1
    assert host.run(messages, validate_records=False, on_reject="continue").code == 0
    assert '"dear"' in sim.requests()[-1]["body"]


@pytest.mark.parametrize("metadata", [False, True])
def test_a_deletion_is_not_written_as_a_record(host, sim, metadata):
    deleted = {"name": "Tea", "_sdc_deleted_at": "2026-11-27T08:15:00Z"}
    alive = {"name": "Salt", "_sdc_deleted_at": None}
    done = host.run(
        [*products(), record("products", deleted), record("products", alive)],
        add_record_metadata=metadata,
    )
    assert done.code == 1
    (rejected,) = host.rejects
    assert rejected["name"] == "Tea" and "is marked as deleted" in rejected["_inflow"]["reason"]
    assert [json.loads(one["body"])["name"] for one in sim.requests()] == ["Salt"]


def test_a_file_that_cannot_be_written_lets_no_state_pass(host):
    process = host.start(rejects_path="taken/rejects.ndjson", on_reject="continue")
    assert host.finish(process, "").code == 1  # there is no such folder, and nothing was begun
    (host.folder / "taken").mkdir()
    process = host.start(rejects_path="/dev/full", on_reject="continue")
    done = host.finish(process, lines(products("Tea", "Tea")))
    assert (done.code, done.states) == (1, [])
    assert (
        "rejected records could not be written to /dev/full: No space left on device; no state passes them"
        in done.log
    )
    assert "Traceback" not in done.log


def test_a_thousand_records_some_refused(host, sim):
    names = [f"Product {number % 990}" for number in range(1000)]
    done = host.run(products(*names), on_reject="continue")
    assert done.code == 0
    assert done.states[-1] == {"count": 1000}
    assert [rejected["name"] for rejected in host.rejects] == [
        f"Product {number}" for number in range(10)
    ]
    assert len(sim.state("products")) == 990


@pytest.mark.parametrize("spoilt", [{"order": "1", "sku": 7}, ["no object"]])
def test_a_line_that_is_rejected_here_refuses_its_document(host, spoilt):
    orders = schema("orders", {"order": {"type": "string"}, "sku": {"type": "string"}})
    done = host.run(
        [
            orders,
            record("orders", {"order": "1", "sku": "a"}),
            record("orders", spoilt),
            state({"count": 2}),
        ],
        endpoint="create_sales_order",
        batching={"enabled": True, "algorithm": "fold", "by": "order", "line_attributes": ["sku"]},
        on_reject="continue",
    )
    assert (done.code, done.states) == (0, [{"count": 2}])
    reasons = [reject["_inflow"]["reason"] for reject in host.rejects]
    assert len(reasons) == 2
    assert any(
        reason.startswith("its document was refused: a record beside its lines could not be read")
        for reason in reasons
    )
