# SPDX-License-Identifier: Apache-2.0
"""Records arrive as the tap wrote them."""

from __future__ import annotations

import json

import pytest

from conftest import PRODUCTS, lines, schema, state

EXACT = [
    "12.50",
    "0.1",
    "0.0000001",
    "12345678901234567890123",
    "-98765432109876543210.00010",
    '"12.50"',
    '"2026-11-27T08:15:00Z"',
    '"2026-11-27T08:15:00.123456789+01:00"',
    '"2026-11-27"',
    '"Ünïcode \\u0001 \\"quoted\\""',
    "null",
    "true",
    '[1.50,{"a":{}}]',
]


def values(text: str) -> str:
    properties = {"value": {}, "when": {"type": "string", "format": "date-time"}}
    return (
        lines([schema("s", properties)])
        + f'{{"type": "RECORD", "stream": "s", "record": {{"value": {text}}}}}\n'
    )


ECHO = {"endpoint": {"method": "POST", "url": "/{companyId}/products"}}


@pytest.mark.parametrize("text", EXACT)
def test_values(host, sim, text):
    sim.set_faults({"rules": [{"status": 200}]})  # whatever it is, the service takes it
    assert host.run(values(text), **ECHO).code == 0
    assert sim.requests()[0]["body"] == f'{{"value":{text}}}'


def test_times_that_the_schema_declares(host, sim):
    sim.set_faults({"rules": [{"status": 200}]})
    declared = {kind: {"type": "string", "format": kind} for kind in ("date-time", "date", "time")}
    written = (
        '{"date-time":"2026-11-27T08:15:00.123456789Z","date":"2026-11-27","time":"08:15:00.5Z"}'
    )
    text = (
        lines([schema("s", declared)])
        + f'{{"type": "RECORD", "stream": "s", "record": {written}}}\n'
    )
    assert host.run(text, **ECHO).code == 0
    assert sim.requests()[0]["body"] == written


def test_metadata_columns_on_request(host, sim):
    text = (
        lines([PRODUCTS])
        + '{"type": "RECORD", "stream": "products", "record": {"name": "Tea", "_sdc_sequence": 1}}\n'
    )
    assert host.run(text).code == 0
    assert sim.requests()[0]["body"] == '{"name":"Tea"}'
    sim.set_faults({"rules": [{"status": 200}]})
    assert host.run(text, add_record_metadata=True).code == 0
    assert {"name", "_sdc_received_at", "_sdc_sequence"} < set(
        json.loads(sim.requests()[1]["body"])
    )


def test_a_stream_map(host, sim):
    """The SDK's mapping runs before, and what it leaves alone is no less exact."""
    maps = {"goods": {"__alias__": "products", "name": "record['title'] + '!'", "title": None}}
    goods = schema("goods", {"title": {"type": "string"}, "price": {"type": "number"}})
    text = (
        lines([goods])
        + '{"type": "RECORD", "stream": "goods", "record": {"title": "Tea", "price": 0.10}}\n'
    )
    route = {"products": {"endpoint": "create_product"}}
    done = host.run(
        text + lines([state({"at": 1})]), stream_maps=maps, routes=route, endpoint="create_customer"
    )
    assert (done.code, done.states) == (0, [{"at": 1}]), done.log
    assert sim.requests()[0]["body"] == '{"price":0.10,"name":"Tea!"}'
    assert len(sim.state("products")) == 1
