# SPDX-License-Identifier: Apache-2.0
"""No state passes a record that the service may not have."""

from __future__ import annotations

import io
import json
import re

import pytest

from conftest import PRODUCTS, lines, products, record, schema, state
from target_inflow import TargetInflow

# What has no clear answer is not read back, so that its outcome stays unknown.
HOLD = {"max_attempts": 1, "on_unknown_outcome": "hold"}


def test_all_delivered(host, sim):
    done = host.run(products("Tea", "Salt"))
    assert (done.code, done.states) == (0, [{"count": 2}])
    assert [product["name"] for product in sim.state("products")] == ["Tea", "Salt"]
    assert "2 records delivered, 0 unchanged, 0 superseded, 0 rejected, in 2 requests" in done.log
    assert host.rejects == []


@pytest.mark.parametrize(
    "fault, outcome",
    [
        ({"status": 503, "headers": {"Retry-After": "0"}}, "FAILED"),
        ({"status": 503}, "AMBIGUOUS"),
        ({"reset": "before"}, "AMBIGUOUS"),
        ({"status": 500}, "AMBIGUOUS"),
    ],
)
def test_an_undelivered_record_stops_the_run(host, sim, fault, outcome):
    sim.set_faults({"rules": [{"body_contains": "Bad", **fault}]})
    done = host.run(
        products("Tea", "Salt", "Bad", "Rice"),
        retry={**HOLD, "max_attempts": 2, "initial_backoff_ms": 1, "max_backoff_ms": 1},
    )
    assert (done.code, done.states) == (1, [{"count": 2}])
    assert re.search(outcome + r' record 3 of "products" \(name: "Bad"\): \S', done.log)
    assert "1 record not delivered; states stop before" in done.log
    assert "Traceback" not in done.log
    assert host.rejects == []


def test_a_refused_credential_stops_with_everything_pending(host):
    done = host.run(
        products("Tea", "Salt"), credential={**host.config["credential"], "api_key": "wrong"}
    )
    assert (done.code, done.states) == (1, [])
    assert re.search("401.*2 records not delivered; states stop before", done.log)
    assert 'DROPPED record 1 of "products" (name: "Tea")' in done.log


def test_what_is_under_way_when_the_credential_is_refused_is_finished(host, sim):
    sim.set_faults(
        {
            "rules": [
                {"body_contains": "Bad", "status": 401, "delay_ms": 100},
                {"body_contains": "Slow", "delay_ms": 700},
            ]
        }
    )
    done = host.run(products("Tea", "Slow", "Bad"), rate_limit={"windows": [], "max_in_flight": 2})
    assert (done.code, done.states) == (1, [{"count": 2}])
    assert [product["name"] for product in sim.state("products")] == ["Tea", "Slow"]
    assert "stopping: what is under way is finished" in done.log


def test_a_service_that_does_not_answer_stops_the_run(host):
    done = host.run(products("Tea"), base_url="http://127.0.0.1:9")
    assert (done.code, done.states) == (1, [])
    assert re.search('DROPPED record 1 of "products"', done.log)


def test_what_was_not_sent_any_more_is_named_too(host, sim):
    sim.set_faults({"rules": [{"body_contains": "Bad", "status": 503}]})
    done = host.run(products("Tea", "Bad", "Salt", "Rice"), batch_size_rows=2, retry=HOLD)
    assert (done.code, done.states) == (1, [{"count": 1}])
    assert [json.loads(one["body"])["name"] for one in sim.requests()] == ["Tea", "Bad"]
    assert "1 record not delivered;" in done.log  # the rest was not read


def test_records_of_another_stream_that_were_read_and_not_sent_are_named(host, sim):
    sim.set_faults({"rules": [{"body_contains": "Bad", "status": 503}]})
    other = schema("others", {"name": {"type": "string"}}, ["name"])
    messages = [other, record("others", {"name": "Waits"}), state({"others": 1}), *products("Bad")]
    done = host.run(messages, retry=HOLD, batch_size_rows=2)
    assert done.states == [{"others": 1}]
    messages = [
        other,
        record("others", {"name": "Waits 2"}),
        state({"others": 1}),
        *products("Tea", "Bad"),
    ]
    done = host.run(messages, retry=HOLD, batch_size_rows=2)
    assert done.states == []
    assert 'not sent: record 1 of "others" (name: "Waits 2")' in done.log


def test_an_open_group_is_not_passed(host, sim):
    """Two of five records fill a request; those of the open group are pending until the end."""
    batching = {"enabled": True, "size": 2, "atomic": True}
    sim.set_faults({"rules": [{"body_contains": "Salt", "status": 503}]})
    done = host.run(
        products("Tea", "Milk", "Rice", "Oats", "Salt"),
        batching=batching,
        retry=HOLD,
    )
    assert (done.code, done.states) == (1, [{"count": 4}])
    assert [len(json.loads(one["body"])) for one in sim.requests()] == [2, 2, 1]


LINES = [(1, "A"), (1, "B"), (1, "C"), (2, "D"), (3, "E"), (3, "F")]
FOLD = {
    "endpoint": {"method": "POST", "url": "/{companyId}/products"},
    "map": {"name": "Order {record.order}", "sku": "{record.sku}"},
    "batching": {"enabled": True, "algorithm": "fold", "by": "name", "line_attributes": ["sku"]},
}


def order_lines():
    messages = [schema("orders", {"order": {"type": "integer"}, "sku": {"type": "string"}})]
    for count, (order, sku) in enumerate(LINES, 1):
        messages += [record("orders", {"order": order, "sku": sku}), state({"count": count})]
    return messages


def documents(sim):
    return [[line["sku"] for line in json.loads(one["body"])["lines"]] for one in sim.requests()]


def test_a_document_is_not_cut_by_a_full_batch(host, sim):
    done = host.run(order_lines(), **FOLD, batch_size_rows=2)
    assert (done.code, done.states) == (0, [{"count": 4}, {"count": 6}]), done.log
    assert documents(sim) == [["A", "B", "C"], ["D"], ["E", "F"]]


def test_a_document_is_not_cut_when_records_are_old(host, sim, monkeypatch, capsys):
    """As if five minutes had passed before each record: states go out as soon as they are due."""
    monkeypatch.setattr(TargetInflow, "_MAX_RECORD_AGE_IN_MINUTES", -1.0)
    TargetInflow(config={**host.config, **FOLD}).listen(io.StringIO(lines(order_lines())))
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [
        {"count": count} for count in (3, 4, 6)
    ]
    assert documents(sim) == [["A", "B", "C"], ["D"], ["E", "F"]]


def test_a_change_of_schema_keeps_the_order(host, sim):
    """The records before it are sent before a batch of those behind it is."""
    wider = {
        **PRODUCTS,
        "schema": {"properties": {**PRODUCTS["schema"]["properties"], "sku": {"type": "string"}}},
    }
    behind = [record("products", {"name": name, "sku": name}) for name in ("Two", "Three", "Four")]
    done = host.run([*products("One"), wider, *behind, state({"count": 4})], batch_size_rows=2)
    assert (done.code, done.states) == (0, [{"count": 4}])
    assert [json.loads(one["body"])["name"] for one in sim.requests()] == [
        "One",
        "Two",
        "Three",
        "Four",
    ]


def test_a_state_leaves_as_it_came(host):
    done = host.start()
    out, _ = done.communicate(
        '{"type": "STATE", "value": {"at": 12.50, "id": 12345678901234567890123, "é": null}}\n',
        timeout=60,
    )
    assert json.loads(out) == {"at": 12.5, "id": 12345678901234567890123, "é": None}
    assert "12.50" in out
    assert done.returncode == 0


@pytest.mark.parametrize(
    "line, why",
    [
        ('{"type": "RECORD", "stream"', "Unable to parse line as JSON"),
        (
            '{"type": "RECORD", "stream": "none", "record": {}}',
            "stream 'none' was encountered before a corresponding schema",
        ),
        (
            '{"type": "RECORD", "stream": "products", "record": {"price": 1}}',
            "Record is missing one or more key_properties",
        ),
        ('{"type": "RECORD", "stream": "products"}', "Line is missing required record key"),
    ],
)
def test_input_that_cannot_be_read_on(host, sim, line, why):
    """What was delivered before counts, and nothing more is sent."""
    done = host.run(lines(products("Tea", "Salt", "Rice")) + line + "\n", batch_size_rows=2)
    assert (done.code, done.states) == (1, [{"count": 2}])
    assert len(sim.requests()) == 2
    assert why in done.log
    assert 'not sent: record 3 of "products" (name: "Rice")' in done.log
    assert "the input cannot be read on. 1 record not delivered; states stop before" in done.log
