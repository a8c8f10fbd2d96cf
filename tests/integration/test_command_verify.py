# SPDX-License-Identifier: Apache-2.0
"""inflow verify: what inFlow has of the records, compared with what would be sent of them."""

from __future__ import annotations

import json
import signal
from typing import Any

import pytest

from sim_process import API_KEY

TEAS = [{"name": f"Tea {i}", "sku": f"T-{i}", "weight": f"{i}.50"} for i in range(6)]


def verify(inflow, *arguments: str, **keywords: Any):
    return inflow.run("verify", *arguments, "--config", "config.json", **keywords)


def results(done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def reads(sim) -> list[str]:
    return [request["target"] for request in sim.requests() if request["method"] == "GET"]


@pytest.fixture
def teas(inflow, sim) -> str:
    """Six products that inFlow has as they are in the file."""
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]})
    inflow.write("teas.ndjson", TEAS)
    assert inflow.load("teas.ndjson").code == 0
    return "teas.ndjson"


def test_0_where_all_are_as_sent(inflow, sim, teas):
    done = verify(inflow, teas)
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        "inflow: 6 records to read back in 6 requests, as fast as the service answers",
        "inflow: of 6 records 6 are as sent",
    ]
    assert len(reads(sim)) == 6
    assert all("/products/" in target for target in reads(sim))


def test_1_and_a_table_where_some_are_not(inflow, teas):
    changed = [*TEAS[:2], {**TEAS[2], "name": "Coffee", "weight": "2.5"}, {"sku": "C-1"}]
    inflow.write("teas.ndjson", changed)
    done = verify(inflow, teas)
    assert done.code == 1
    lines = [line.split() for line in done.out.splitlines()]
    assert lines[0] == ["line", "record", "result", "field", "sent", "found"]
    assert lines[1] == ["3", "T-2", "different", "name", "Coffee", "Tea", "2"]
    assert lines[2] == ["4", "C-1", "absent"]
    assert len(lines) == 3
    assert done.err.splitlines()[-1] == (
        "inflow: of 4 records 2 are as sent, 1 differs, 1 is not there"
    )


def test_reads_tables_as_load_does(inflow, sim):
    inflow.config(
        endpoint="upsert_product",
        identity={"from": ["code"]},
        map={"name": "{record.title}", "sku": "{record.code}", "weight": "{record.weight}"},
        map_rest="drop",
        values={"decimal_mark": ","},
    )
    inflow.write("teas.csv", "code;title;weight\nT-1;Tea;2,5\nC-1;Cup;0,25\n")
    assert inflow.load("teas.csv").code == 0
    assert verify(inflow, "teas.csv").code == 0
    done = verify(inflow, "teas.csv", "--first", "1", "--skip", "1", "--ndjson")
    assert [(one["lines"], one["name"]) for one in results(done)] == [([3], "C-1")]


def test_json_has_every_record(inflow, teas):
    inflow.write("teas.ndjson", [TEAS[0], {**TEAS[1], "name": "Coffee"}])
    done = verify(inflow, teas, "--json")
    assert done.code == 1
    first, second = json.loads(done.out)
    assert (first["file"], first["lines"], first["result"]) == (teas, [1], "equal")
    assert second["differences"] == [{"field": "name", "sent": "Coffee", "found": "Tea 1"}]
    assert second["id"] != first["id"]
    assert [one["result"] for one in results(verify(inflow, teas, "--ndjson"))] == [
        "equal",
        "different",
    ]


def test_a_sample_is_spread_evenly(inflow, sim, teas):
    done = verify(inflow, teas, "--sample", "3", "--ndjson")
    assert [one["lines"] for one in results(done)] == [[1], [3], [5]]
    assert "inflow: a sample of 3 of 6 records to read back in 3 requests" in done.err
    assert done.err.splitlines()[-1] == "inflow: of a sample of 3 of 6 records 3 are as sent"
    assert len(reads(sim)) == 3
    assert "sample" not in verify(inflow, teas, "--sample", "6").err


def test_standard_input_is_kept_first(inflow, teas):
    lines = "".join(json.dumps(tea) + "\n" for tea in TEAS)
    done = verify(inflow, "-", "--sample", "2", "--ndjson", stdin=lines.encode())
    assert done.code == 0, done.err
    assert [(one["file"], one["lines"]) for one in results(done)] == [
        ("standard input", [1]),
        ("standard input", [4]),
    ]


def test_a_record_that_cannot_be_read_or_sent_would_be_refused(inflow, sim, teas):
    deep = json.dumps({**TEAS[0], "remarks": json.loads("[" * 126 + "]" * 126)})
    lines = [json.dumps(TEAS[0]), "{", json.dumps({"name": "x"}), "{},{}", deep]
    inflow.write("teas.ndjson", "".join(line + "\n" for line in lines))
    done = verify(inflow, teas)
    assert done.code == 1
    assert "teas.ndjson line 2: refused: " in done.err
    assert "teas.ndjson line 3: refused: " in done.err
    assert "teas.ndjson line 4: refused: " in done.err
    assert done.err.splitlines()[-1].startswith("inflow: of 5 records 1 is as sent, ")
    assert [line.split() for line in done.out.splitlines()][1:4] == [
        ["2", "refused"],
        ["3", "refused"],
        ["4", "refused"],
    ]
    assert len(reads(sim)) == 1


def test_the_lines_of_a_document_are_compared_as_one(inflow, sim):
    customer = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000a"
    product = "5b0f6f7e-3b2a-4c1d-9e8f-00000000000b"
    inflow.config(endpoint="upsert_customer")
    inflow.write("customers.ndjson", [{"customerId": customer, "name": "Ada"}])
    assert inflow.load("customers.ndjson").code == 0
    inflow.config(endpoint="upsert_product")
    inflow.write("products.ndjson", [{"productId": product, "name": "Tea"}])
    assert inflow.load("products.ndjson").code == 0
    inflow.config(
        endpoint="upsert_sales_order",
        identity={"from": ["orderNumber"]},
        batching={
            "enabled": True,
            "algorithm": "fold",
            "by": "orderNumber",
            "line_attributes": ["productId", "quantity"],
        },
    )

    def line(number: str, quantity: str) -> dict[str, Any]:
        return {
            "orderNumber": number,
            "customerId": customer,
            "source": "test",
            "productId": product,
            "quantity": {"standardQuantity": quantity, "uomQuantity": quantity},
        }

    orders = [line("1", "2"), line("1", "3"), line("2", "4")]
    inflow.write("orders.ndjson", orders)
    done = inflow.load("orders.ndjson")
    assert done.code == 0, done.err
    before = len(reads(sim))
    done = verify(inflow, "orders.ndjson", "--ndjson")
    assert done.code == 0, done.out
    assert [one["lines"] for one in results(done)] == [[1, 2], [3]]
    assert done.err.splitlines()[-1] == "inflow: of 2 documents 2 are as sent"
    assert len(reads(sim)) == before + 2
    assert all("include=lines" in target for target in reads(sim)[before:])
    orders[1]["quantity"] = {"standardQuantity": "9", "uomQuantity": "3"}
    inflow.write("orders.ndjson", orders)
    [first, second] = results(verify(inflow, "orders.ndjson", "--ndjson"))
    [difference] = first["differences"]
    assert difference["field"] == "lines.1.quantity.standardQuantity"
    assert (difference["sent"], second["result"]) == ("9", "equal")
    assert "of 1 document 1 is as sent" in verify(inflow, "orders.ndjson", "--skip", "1").err


def test_records_without_a_guid_are_found_by_what_is_theirs_alone(inflow, sim):
    inflow.write("teas.ndjson", TEAS)
    assert inflow.load("teas.ndjson").code == 0
    assert verify(inflow, "teas.ndjson").code == 0
    assert "filter%5Bsmart%5D=T-0" in reads(sim)[0]
    inflow.write("teas.ndjson", [{**TEAS[0], "sku": "T-00"}])
    [one] = results(verify(inflow, "teas.ndjson", "--ndjson"))
    assert one["result"] == "absent"


def test_rows_are_compared(inflow, sim):
    inflow.config(endpoint="upsert_vendor", identity={"from": ["name"]})
    vendor = {"name": "Leaf", "addresses": [{"name": "Home"}, {"name": "Yard"}]}
    inflow.write("vendors.ndjson", [vendor])
    assert inflow.load("vendors.ndjson").code == 0
    assert verify(inflow, "vendors.ndjson").code == 0
    inflow.write("vendors.ndjson", [{**vendor, "addresses": [{"name": "Home"}]}])
    [one] = results(verify(inflow, "vendors.ndjson", "--ndjson"))
    assert [(d["field"], d["sent"]) for d in one["differences"]] == [("addresses.1", None)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.ndjson"], "none.ndjson"),
        ([], "INPUT is required"),
        (["teas.ndjson", "--route", "x"], "--route x: the configuration has no such entry"),
        (["teas.ndjson", "--sample", "x"], "--sample x: write a whole number"),
        (["teas.ndjson", "--json", "--ndjson"], "--json"),
    ],
)
def test_2_for_wrong_usage(inflow, sim, arguments, words):
    inflow.write("teas.ndjson", TEAS)
    done = verify(inflow, *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert sim.requests() == []


def test_3_for_a_wrong_key_which_is_not_shown(inflow, teas):
    inflow.environment["INFLOW_API_KEY"] = "wrong-" + API_KEY
    done = verify(inflow, teas)
    assert done.code == 3
    assert "products cannot be read: the service answered 401" in done.err
    assert API_KEY not in done.err


def test_4_where_the_service_is_out_of_order(inflow, sim, teas):
    sim.set_faults({"rules": [{"method": "GET", "nth": 3, "status": 503}]})
    done = verify(inflow, teas)
    assert done.code == 4
    assert done.err.splitlines()[-2:] == [
        "inflow: stopped after 2 of 6 records",
        "inflow: of 2 records 2 are as sent",
    ]


def test_waits_where_the_service_asks_for_it(inflow, sim, teas):
    rule = {"method": "GET", "nth": 2, "status": 429, "headers": {"Retry-After": "0"}}
    sim.set_faults({"rules": [rule]})
    done = verify(inflow, teas)
    assert done.code == 0, done.err
    assert "429" in done.err
    assert done.err.splitlines()[-1] == "inflow: of 6 records 6 are as sent"


def test_5_for_ctrl_c(inflow, sim, teas):
    before = len(sim.requests())
    sim.set_faults({"rules": [{"method": "GET", "nth": 2, "hang": True}]})
    process = inflow.start("verify", teas, "--config", "config.json", "--json")
    sim.wait_for_requests(before + 2)
    process.send_signal(signal.SIGINT)
    done = inflow.finish(process)
    assert done.code == 5
    assert done.err.splitlines()[-2:] == [
        "inflow: stopped by a signal after 1 of 6 records",
        "inflow: of 1 record 1 is as sent",
    ]
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.out)


def test_an_inactive_destination_is_read_too(inflow, teas):
    done = verify(inflow, teas, "--set", "active=false")
    assert done.code == 0


def test_progress_without_a_terminal(inflow, teas):
    done = verify(inflow, teas, "--progress", "always")
    assert "0 of 6 records" in done.err


def test_an_empty_input_has_nothing_to_compare(inflow, sim):
    inflow.write("teas.ndjson", "")
    done = verify(inflow, "teas.ndjson")
    assert (done.code, done.out) == (0, "")
    assert "teas.ndjson is empty" in done.err
    assert sim.requests() == []
