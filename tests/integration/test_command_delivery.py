# SPDX-License-Identifier: Apache-2.0
"""Loads through the plugin against both kinds of simulator, every kind of endpoint, arrays, and the
quota."""

from __future__ import annotations

import contextlib
import json
import os
import re
import uuid

import pytest

from command_process import CLOSED_URL, Inflow
from sim_process import SimProcess

each_strictness = pytest.mark.parametrize("strictness", ["known", "harsh"])

CREATES = {
    "create_product": ("products", {"name": "Tea 1"}),
    "create_customer": ("customers", {"name": "Fjord Hotel"}),
    "create_sales_order": ("sales-orders", {"customerId": "c"}),
    "create_purchase_order": ("purchase-orders", {"vendorId": "v"}),
    "create_stock_adjustment": ("stock-adjustments", {"locationId": "l"}),
    "create_stock_transfer": ("stock-transfers", {"fromLocationId": "a", "toLocationId": "b"}),
}
# What the orders and stock documents above point at.
COMPANY_DATA = {
    "customers": [{"customerId": "c", "name": "Harbour Inn"}],
    "vendors": [{"vendorId": "v", "name": "Leaf & Co"}],
    "locations": [{"locationId": name, "name": f"Room {name}"} for name in "lab"],
}
UPSERTS = {
    "upsert_product": ("products", "productId", {"name": "Tea 2", "itemType": "StockedProduct"}),
    "upsert_customer": ("customers", "customerId", {"name": "Harbour Café"}),
    "upsert_vendor": ("vendors", "vendorId", {"name": "Leaf & Co"}),
}


@each_strictness
def test_every_document_endpoint_writes(tmp_path, strictness):
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(COMPANY_DATA), encoding="utf-8")
    options = ["--strictness", strictness, "--routes", "both", "--seed-data", str(seed)]
    with SimProcess("--limit", "none", *options) as sim:
        inflow = Inflow(tmp_path, sim)
        for endpoint, (collection, record) in CREATES.items():
            inflow.config(endpoint=endpoint)
            inflow.write("r.ndjson", [record])
            done = inflow.load("r.ndjson", "--json")
            assert (done.code, done.summary["delivered"]) == (0, 1), done.err
            *before, entity = sim.state(collection)
            assert len(before) == len(COMPANY_DATA.get(collection, []))
            assert record.items() <= entity.items()
        for method in ("PATCH", "PUT"):
            product = sim.state("products")[0]
            inflow.config(
                endpoint="update_product", method=method, parameters={"id": "{record.productId}"}
            )
            inflow.write("r.ndjson", [{"productId": product["productId"], "name": f"{method} tea"}])
            assert inflow.load("r.ndjson").code == 0
            assert sim.state("products")[0]["name"] == f"{method} tea"
        methods = [request["method"] for request in sim.requests()]
        assert methods == ["POST"] * len(CREATES) + ["PATCH", "PUT"]


@each_strictness
def test_published_endpoints_write(tmp_path, strictness):
    with SimProcess("--limit", "none", "--strictness", strictness, "--routes", "published") as sim:
        inflow = Inflow(tmp_path, sim)
        for endpoint, (collection, id_field, record) in UPSERTS.items():
            inflow.config(endpoint=endpoint)
            records = [
                {
                    id_field: str(uuid.UUID(int=number)),
                    **record,
                    "name": f"{record['name']} {number}",
                }
                for number in (1, 2)
            ]
            inflow.write("r.ndjson", records)
            for _ in range(2):
                done = inflow.load("r.ndjson", "--json")
                assert (done.code, done.summary["delivered"]) == (0, 2), done.err
            entities = {entity[id_field]: entity for entity in sim.state(collection)}
            # Names of enumerations are answered in camelCase.
            as_answered = [
                {name: text.replace("StockedP", "stockedP") for name, text in sent.items()}
                for sent in records
            ]
            assert all(sent.items() <= entities[sent[id_field]].items() for sent in as_answered)
            assert all(
                re.fullmatch("[0-9A-F]{16}", entity["timestamp"]) for entity in entities.values()
            )
        assert {request["method"] for request in sim.requests()} == {"PUT"}


@each_strictness
def test_records_travel_in_arrays_in_the_order_of_the_file(tmp_path, strictness):
    with SimProcess("--limit", "none", "--strictness", strictness, "--routes", "both") as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(
            batching={"enabled": True, "size": 10}, rate_limit={"windows": [], "max_in_flight": 1}
        )
        inflow.write("p.ndjson", [{"name": f"Tea {i:02}"} for i in range(34)])
        done = inflow.load("p.ndjson", "--json")
        assert (done.code, done.summary["delivered"], done.summary["requests"]) == (0, 34, 4), (
            done.err
        )
        bodies = [json.loads(request["body"]) for request in sim.requests()]
        assert [len(body) for body in bodies] == [10, 10, 10, 4]
        assert [record["name"] for body in bodies for record in body] == [
            f"Tea {i:02}" for i in range(34)
        ]
        assert "34 records to send in 4 requests" in done.err


@each_strictness
def test_halving_finds_the_one_bad_record_of_a_group(tmp_path, strictness):
    with SimProcess("--limit", "none", "--strictness", strictness, "--routes", "both") as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(batching={"enabled": True, "size": 64, "atomic": True})
        records = [{"name": f"Tea {i}"} for i in range(1, 65)]
        records[41] = {"sku": "without a name"}
        inflow.write("p.ndjson", records)
        done = inflow.load("p.ndjson", "--json", "--results", "results.ndjson")
        assert done.code == 1
        assert (done.summary["delivered"], done.summary["rejected"]) == (63, 1)
        refused = [line for line in inflow.lines("results.ndjson") if line["outcome"] == "REJECTED"]
        assert [line["line"] for line in refused] == [42]
        assert '"name" is needed' in refused[0]["message"]
        assert sorted(entity["name"] for entity in sim.state("products")) == sorted(
            r["name"] for r in records if "name" in r
        )
        # One bad one of 64: at most two requests for each halving.
        assert done.summary["requests"] == sim.counts()["arrived"] <= 1 + 2 * 6


def test_a_route_of_the_configuration_goes_elsewhere(inflow, sim):
    inflow.config(routes={"people": {"endpoint": "create_customer"}})
    inflow.write("r.ndjson", [{"name": "Fjord Hotel"}])
    assert inflow.load("r.ndjson", "--route", "people").code == 0
    assert [entity["name"] for entity in sim.state("customers")] == ["Fjord Hotel"]
    assert sim.state("products") == []


def test_the_quota_is_kept_and_not_hit(tmp_path):
    with SimProcess("--limit", "10/300") as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(rate_limit={"windows": [{"requests": 10, "per_ms": 300}]})
        inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(35)])
        done = inflow.load("p.ndjson", "--json", "--progress", "always")
        assert (done.code, done.summary["delivered"]) == (0, 35)
        assert (done.summary["throttled"], sim.counts()["throttled"]) == (0, 0)
        assert done.summary["seconds"] >= 0.9
        assert "35 records to send in 35 requests, about 0.9 s at 10 requests per 0.3 s" in done.err


def test_the_progress_is_drawn_on_a_terminal_and_taken_away_again(inflow):
    inflow.config(active=True, rate_limit={"windows": [{"requests": 10, "per_ms": 600}]})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(20)])
    terminal, err = os.openpty()
    process = inflow.start("load", "--config", "config.json", "p.ndjson", stderr=err)
    os.close(err)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal's other side has no more users
        while chunk := os.read(terminal, 4096):
            shown += chunk
    os.close(terminal)
    process.stdout.close()
    assert process.wait(timeout=30) == 0
    progress = next(line for line in shown.decode().split("\r\n") if "\r" in line)
    before, *drawn, report = progress.split("\r")
    assert before == ""
    assert re.search(
        r"^\d+ of 20 records, .*quota \d+ of 10 per 0\.6 s", "\n".join(drawn), re.MULTILINE
    )
    assert drawn[-1].strip() == ""
    assert re.fullmatch(r"inflow: 20 records in \d\.\d s: 20 delivered", report)


def test_a_throttled_request_is_sent_again_later(inflow, sim):
    sim.set_faults({"rules": [{"nth": [1, 2], "status": 429, "headers": {"Retry-After": "0"}}]})
    inflow.write("p.ndjson", [{"name": "Tea"}, {"name": "Cups"}])
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"]) == (0, 2)
    assert done.summary["throttled"] == 2
    assert done.summary["requests"] == sim.counts()["arrived"] == 4
    assert sorted(entity["name"] for entity in sim.state("products")) == ["Cups", "Tea"]


def test_a_server_that_is_briefly_unwell_is_asked_again(inflow, sim):
    inflow.config(retry={"initial_backoff_ms": 1}, endpoint="upsert_vendor")
    sim.set_faults({"rules": [{"nth": [1, 3], "status": 503}]})
    inflow.write(
        "p.ndjson",
        [
            {"vendorId": str(uuid.UUID(int=number)), "name": f"Leaf {number}"}
            for number in (1, 2, 3)
        ],
    )
    done = inflow.load("p.ndjson", "--json", "--results", "results.ndjson")
    assert (done.code, done.summary["delivered"], done.summary["retries"]) == (0, 3, 2), done.err
    assert (
        sum(line["attempts"] for line in inflow.lines("results.ndjson"))
        == sim.counts()["arrived"]
        == 5
    )


def test_the_memory_does_not_grow_with_the_input(tmp_path):
    with SimProcess("--limit", "none", "--no-store", "--accept-any", "--max-log", "1000") as sim:
        inflow = Inflow(tmp_path, sim)
        # The sanitizer keeps freed memory for a while; that is not what is measured.
        inflow.environment["ASAN_OPTIONS"] = "quarantine_size_mb=1"
        inflow.config(batching={"enabled": True, "size": 100})
        few, many = (peak_kilobytes(inflow, count) for count in (5_000, 50_000))
        # The 45,000 records more are 24 MB.
        assert many < few + 8_000, (few, many)


def peak_kilobytes(inflow: Inflow, records: int) -> int:
    """The largest resident size of a load of so many records from standard input."""
    block = (b'{"name":"Tea","remarks":"' + b"x" * 500 + b'"}\n') * 1000
    read, write = os.pipe()
    process = inflow.start("load", "--config", "config.json", "-", "--json", stdin=read)
    os.close(read)
    with os.fdopen(write, "wb") as pipe:
        # Block by block: a child's peak counts its parent's from before the exec.
        for _ in range(records // 1000):
            pipe.write(block)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    errors = process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    assert process.returncode == 0, errors
    assert json.loads(out)["delivered"] == records
    return usage.ru_maxrss


def test_a_load_says_what_the_response_webhook_did_not_get(inflow, sim):
    """Nothing listens at the webhook: the records are delivered all the same."""
    inflow.config(response_webhook={"url": CLOSED_URL})
    inflow.write("p.ndjson", [{"name": "Tea"}, {"name": "Cups"}])
    done = inflow.load("p.ndjson")
    assert done.code == 0, done.err
    assert "2 delivered" in done.err
    assert "  2 answers could not be delivered to the response webhook\n" in done.err
    assert len(sim.state("products")) == 2
