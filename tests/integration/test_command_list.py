# SPDX-License-Identifier: Apache-2.0
"""inflow list: what inFlow has, page after page."""

from __future__ import annotations

import csv
import io
import json
import signal

import pytest

from sim_process import API_KEY
from terminal import Terminal


def run(inflow, *arguments: str):
    return inflow.run("list", *arguments, "--config", "config.json")


@pytest.fixture
def teas(inflow, sim) -> list[str]:
    """The names of 250 products, which are three pages."""
    names = [f"Tea {i:03}" for i in range(250)]
    inflow.config(endpoint="upsert_product", identity={"from": ["name"]})
    teas = [{"name": name, "sku": name.replace("Tea ", "T-")} for name in names]
    inflow.write("teas.ndjson", teas)
    assert inflow.load("teas.ndjson").code == 0
    return names


def reads(sim) -> list[str]:
    return [request["target"] for request in sim.requests() if request["method"] == "GET"]


def test_shows_a_table_of_what_is_there(inflow):
    done = run(inflow, "locations")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "locationId                            name            isDefault  isActive",
        "00000000-0000-4000-8000-0000000000f1  Main Warehouse  true       true",
        "00000000-0000-4000-8000-0000000000f2  Shop            false      true",
    ]


def test_reads_all_pages_and_no_more(inflow, sim, teas):
    done = run(inflow, "products", "--ndjson", "--columns", "name,sku")
    assert done.code == 0, done.err
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert sorted(row["name"] for row in rows) == teas
    assert sorted(rows[0]) == ["name", "sku"]
    assert len(reads(sim)) == 3


def test_count_bounds_what_is_read(inflow, sim, teas):
    done = run(inflow, "products", "--json", "--count", "130")
    assert len(json.loads(done.out)) == 130
    assert len(reads(sim)) == 2


def test_csv_can_be_read_back(inflow, teas):
    done = run(inflow, "products", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert sorted(row["name"] for row in rows) == teas
    assert list(rows[0]) == ["productId", "name", "sku", "itemType", "isActive"]


def test_an_empty_list_is_none_in_every_format(inflow):
    for format, out in (("--csv", "vendorId,name,"), ("--json", "[]\n"), ("--ndjson", "")):
        done = run(inflow, "vendors", format)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(out) and len(done.out.splitlines()) == (out != "")
    done = run(inflow, "vendors")
    assert (done.code, done.out, done.err) == (0, "", "inflow: inFlow has no vendors\n")


def test_filters_are_sent_as_the_service_reads_them(inflow, sim):
    done = run(
        inflow, "sales-orders", "--json", "--filter", "orderNumber=A 1",
        "--filter", "inventoryStatus=started", "--filter", "inventoryStatus=fulfilled",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "filter%5BorderNumber%5D=A%201" in json.dumps(sim.requests()[-1])
    assert "filter%5BinventoryStatus%5D%5B%5D=fulfilled" in json.dumps(sim.requests()[-1])


@pytest.fixture
def priced(inflow, sim) -> None:
    """Two products, of which one has a price and two barcodes."""
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]})
    scheme = "00000000-0000-4000-8000-0000000000e1"
    price = {"pricingSchemeId": scheme, "priceType": "FixedPrice", "unitPrice": "2.5"}
    barcodes = [{"barcode": "40063"}, {"barcode": "40064"}]
    tea = {"sku": "T-1", "name": "Tea", "prices": [price], "productBarcodes": barcodes}
    inflow.write("priced.ndjson", [tea, {"sku": "T-2", "name": "Mug"}])
    assert inflow.load("priced.ndjson").code == 0


def test_columns_of_rows_are_included_by_themselves(inflow, sim, priced):
    columns = "sku,prices.unitPrice,prices.priceType,productBarcodes.barcode"
    done = run(inflow, "products", "--csv", "--columns", columns)
    assert (done.code, done.err) == (0, "")
    assert sorted(done.out.splitlines()) == [
        "T-1,2.50000,fixedPrice,40063; 40064",
        "T-2,,,",
        columns,
    ]
    assert reads(sim)[-1].endswith("&include=prices,productBarcodes")


def test_include_shows_what_lists_leave_out(inflow, sim, priced):
    assert '"prices"' not in run(inflow, "products", "--json").out
    done = run(inflow, "products", "--json", "--include", "prices,productBarcodes")
    assert done.code == 0, done.err
    tea = next(one for one in json.loads(done.out) if one["sku"] == "T-1")
    assert len(tea["prices"]) == 1
    assert len(tea["productBarcodes"]) == 2
    done = run(inflow, "products", "--include", "prices", "--columns", "sku,prices.0.priceType")
    assert done.code == 0, done.err
    assert reads(sim)[-1].endswith("&include=prices")


def test_a_terminal_is_told_that_the_quota_makes_it_wait(inflow, teas):
    # What has put the teas there counts in the log of the user.
    quota = {"windows": [{"requests": 2, "per_ms": 600000}], "log": None}
    inflow.config(endpoint="upsert_product", rate_limit=quota)
    arguments = ("list", "products", "--columns", "name", "--config", "config.json")
    with Terminal(inflow, *arguments) as terminal:
        terminal.expect("the quota of 2 requests per 10 min is used up after 200 entities")
        assert "for the next page" in terminal.expect("for the next page")
        terminal.press("\x03")
        assert terminal.end() == 5
    assert terminal.shown.count("is used up") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["product"], 'did you mean "products"?'),
        (["products", "--filter", "nme=x"], 'did you mean "name"?'),
        (["products", "--include", "price"], 'did you mean "prices"?'),
        (["products", "--include", "prices,"], "--include prices,: write names with commas"),
        (["products", "--filter", "name"], "--filter name: write NAME=VALUE"),
        (["products", "--csv", "--json"], "--csv"),
        ([], "COLLECTION is required"),
    ],
)
def test_2_for_what_there_is_not(inflow, sim, arguments, words):
    done = run(inflow, *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert sim.requests() == []


def test_tells_of_a_column_that_nothing_has(inflow):
    done = run(inflow, "locations", "--csv", "--columns", "name,adress")
    assert done.code == 0
    assert done.out.splitlines() == ["name,adress", "Main Warehouse,", "Shop,"]
    assert done.err == 'inflow: none of the locations has "adress"\n'


def test_3_for_a_wrong_key(inflow):
    inflow.environment["INFLOW_API_KEY"] = "wrong-" + API_KEY
    done = run(inflow, "locations")
    assert (done.code, done.out) == (3, "")
    assert "locations cannot be listed: the service answered 401" in done.err


def test_4_for_a_page_that_comes_again_and_again(inflow, sim, teas):
    page = [{"productId": f"{i:032x}", "name": f"n{i}"} for i in range(100)]
    sim.set_faults({"rules": [{"method": "GET", "path": "/products", "status": 200, "body": page}]})
    done = run(inflow, "products", "--json")
    assert done.code == 4
    assert "does not advance" in done.err and "stopped after 100 entities" in done.err
    with pytest.raises(json.JSONDecodeError):
        json.loads(done.out)
    assert len(reads(sim)) == 2


def test_4_for_what_is_no_list(inflow, sim):
    for body in ("<html><title>Sign in</title></html>", {"code": "Down", "message": "soon"}):
        sim.set_faults({"rules": [{"method": "GET", "status": 200, "body": body}]})
        done = run(inflow, "locations")
        assert (done.code, done.out) == (4, ""), body


def test_waits_where_the_service_asks_for_it(inflow, sim, teas):
    rule = {"method": "GET", "nth": 2, "status": 429, "headers": {"Retry-After": "0"}}
    sim.set_faults({"rules": [rule]})
    done = run(inflow, "products", "--json")
    assert done.code == 0, done.err
    assert len(json.loads(done.out)) == len(teas)
    assert "429" in done.err


def test_numbers_stay_as_they_are(inflow, sim):
    body = '[{"taxCodeId":"a","tax1Rate":5.00000,"n":12345678901234567890123}]'
    sim.set_faults(
        {"rules": [{"method": "GET", "status": 200, "body": body, "headers": {"X-listCount": "1"}}]}
    )
    assert run(inflow, "tax-codes", "--ndjson").out == body[1:-1] + "\n"
    assert "a,5.00000\n" in run(inflow, "tax-codes", "--csv", "--columns", "taxCodeId,tax1Rate").out


def test_ctrl_c_ends_a_read_that_hangs(inflow, sim):
    sim.set_faults({"rules": [{"method": "GET", "hang": True}]})
    process = inflow.start("list", "locations", "--config", "config.json")
    sim.wait_for_requests(1)
    process.send_signal(signal.SIGINT)
    done = inflow.finish(process)
    assert (done.code, done.out, done.err) == (
        5,
        "",
        "inflow: stopped by a signal after 0 entities\n",
    )


def test_an_inactive_destination_is_read_too(inflow):
    inflow.config(active=False)
    assert run(inflow, "locations").code == 0


def test_a_reader_that_goes_away_ends_it(inflow, sim, teas):
    process = inflow.start("list", "products", "--ndjson", "--config", "config.json")
    process.stdout.close()
    process.stdout = None
    done_code = process.wait(timeout=60)
    err = process.stderr.read()
    process.stderr.close()
    assert (done_code, err) == (0, "")
    assert len(reads(sim)) <= 2
