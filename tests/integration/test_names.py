# SPDX-License-Identifier: Apache-2.0
"""Records that name others in words, and records that inFlow has already under other GUIDs."""

from __future__ import annotations

import json
import pathlib
import uuid
from typing import Any, Iterator

import pytest

from command_process import Inflow
from derived_guid import guid
from sim_process import SimProcess

Entity = dict[str, Any]


def some_guid(what: str, number: int) -> str:
    """What somebody once gave a record: nothing that could be derived."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{what} {number}"))


CUSTOMERS = [
    {"customerId": some_guid("customer", n), "name": f"Customer {n:02}", "isActive": n != 7}
    for n in range(50)
]
PRODUCTS = [
    {
        "productId": some_guid("product", n),
        "name": f"Tea {n}",
        "sku": f"T-{n}",
        "itemType": "stockedProduct",
    }
    for n in range(200)
]


def started(folder: pathlib.Path, company: dict[str, list[Entity]], *options: str) -> SimProcess:
    seed = folder / "company.json"
    seed.write_text(json.dumps(company), encoding="utf-8")
    return SimProcess("--limit", "none", "--seed-data", str(seed), *options)


@pytest.fixture
def company(tmp_path) -> Iterator[SimProcess]:
    with started(tmp_path, {"customers": CUSTOMERS, "products": PRODUCTS}) as running:
        yield running


@pytest.fixture
def inflow(company, tmp_path) -> Inflow:
    return Inflow(tmp_path, company)


def id_of(entities: list[Entity], name: str, field: str) -> str:
    return next(entity[field] for entity in entities if entity["name"] == name)


def reads(sim: SimProcess) -> list[str]:
    return [request["target"] for request in sim.requests() if request["method"] == "GET"]


ORDERS = {
    "endpoint": "upsert_sales_order",
    "identity": {"from": ["orderNumber"]},
    "references": {"mode": "resolve"},
}


def order(number: int, customer: str, *products: str) -> Entity:
    return {
        "orderNumber": f"SO-{number}",
        "customerId": customer,
        "source": "shop",
        "lines": [
            {"productId": product, "quantity": {"standardQuantity": "1"}} for product in products
        ],
    }


def test_a_thousand_orders_cost_three_look_ups(inflow, company):
    inflow.config(**ORDERS)
    orders = [
        order(n, f"Customer {n % 50:02}", f"T-{n % 200}", f"Tea {(n + 1) % 200}")
        for n in range(1000)
    ]
    done = inflow.load(inflow.write("orders.ndjson", orders), "--json")
    assert done.code == 0, done.err
    assert done.summary["delivered"] == 1000
    assert len(company.requests()) == 1003
    kept = {entity["orderNumber"]: entity for entity in company.state("sales-orders")}
    for n in range(1000):
        entity = kept[f"SO-{n}"]
        assert entity["customerId"] == CUSTOMERS[n % 50]["customerId"]
        assert [line["productId"] for line in entity["lines"]] == [
            PRODUCTS[n % 200]["productId"],
            PRODUCTS[(n + 1) % 200]["productId"],
        ]


def test_names_that_nobody_has_are_refused_with_the_nearest(inflow, company):
    inflow.config(**ORDERS)
    inflow.write(
        "orders.ndjson",
        [order(1, "Customer 3", "T-1"), order(2, "Customer 04", "T-1"), order(3, "Tea 5", "T-1")],
    )
    done = inflow.load("orders.ndjson")
    assert done.code == 1
    assert 'add the record to inFlow first; did you mean "Customer 03"?' in done.err
    assert [entity["orderNumber"] for entity in company.state("sales-orders")] == ["SO-2"]


def test_a_name_in_other_letters_is_taken_and_told(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(1, "CUSTOMER 03", "t-1"), order(2, "Customer 03", "T-1")])
    done = inflow.load("orders.ndjson")
    assert done.code == 0, done.err
    assert "CUSTOMER 03" in done.err
    assert [entity["customerId"] for entity in company.state("sales-orders")] == [
        CUSTOMERS[3]["customerId"]
    ] * 2


def test_document_endpoints_take_names_too(inflow, company):
    inflow.config(endpoint="create_sales_order", references={"mode": "resolve"})
    done = inflow.load(inflow.write("orders.ndjson", [order(1, "Customer 07", "T-1")]))
    assert done.code == 0, done.err
    entity = company.state("sales-orders")[0]
    assert entity["customerId"] == CUSTOMERS[7]["customerId"]
    assert entity["lines"][0]["productId"] == PRODUCTS[1]["productId"]


def test_folded_lines_name_customer_and_product(inflow, company):
    inflow.config(
        **{**ORDERS, "identity": {"from": ["order"]}},
        map={
            "orderNumber": "{record.order}",
            "customerId": "{record.customer}",
            "source": "shop",
            "productId": "{record.sku}",
            "quantity": {"standardQuantity": "{record.count}"},
        },
        batching={
            "enabled": True,
            "algorithm": "fold",
            "by": "orderNumber",
            "line_attributes": ["productId", "quantity"],
        },
    )
    rows = (
        "order,customer,sku,count\n1,Customer 01,T-1,2\n1,Customer 01,T-2,3\n2,Customer 02,T-1,4\n"
    )
    done = inflow.load(inflow.write("orders.csv", rows))
    assert done.code == 0, done.err
    first, second = sorted(company.state("sales-orders"), key=lambda one: one["orderNumber"])
    assert first["customerId"] == CUSTOMERS[1]["customerId"]
    assert [line["productId"] for line in first["lines"]] == [
        PRODUCTS[1]["productId"],
        PRODUCTS[2]["productId"],
    ]
    assert second["customerId"] == CUSTOMERS[2]["customerId"]


def test_products_are_updated_by_sku(tmp_path):
    products = [
        {**PRODUCTS[0], "productId": some_guid("p", n), "name": f"P {n}", "sku": f"P-{n}"}
        for n in range(2000)
    ]
    with started(tmp_path, {"products": products}) as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(endpoint="upsert_product", identity={"from": ["sku"]}, adopt={"by": ["sku"]})
        rows = "sku,name,description\n" + "".join(f"P-{n},P {n},new {n}\n" for n in range(2000))
        done = inflow.load(inflow.write("products.csv", rows), "--json")
        assert done.code == 0, done.err
        assert len(sim.requests()) <= 2021
        kept = sim.state("products")
    assert [entity["productId"] for entity in kept] == [entity["productId"] for entity in products]
    assert [entity["description"] for entity in kept] == [f"new {n}" for n in range(2000)]


def test_what_inflow_does_not_have_gets_the_derived_guid(inflow, company):
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]}, adopt={"by": ["sku"]})
    inflow.write(
        "products.ndjson", [{"sku": "T-5", "name": "Tea 5"}, {"sku": "NEW", "name": "New"}]
    )
    assert inflow.load("products.ndjson").code == 0
    derived = guid("products", "NEW")
    kept = company.state("products")
    assert len(kept) == 201
    assert id_of(kept, "New", "productId") == derived
    assert id_of(kept, "Tea 5", "productId") == PRODUCTS[5]["productId"]


def test_two_fields_that_name_two_records_are_refused_with_both(inflow, company):
    inflow.config(
        endpoint="upsert_product", identity={"from": ["sku"]}, adopt={"by": ["sku", "name"]}
    )
    done = inflow.load(inflow.write("products.ndjson", [{"sku": "T-5", "name": "Tea 6"}]))
    assert done.code == 1
    assert PRODUCTS[5]["productId"] in done.err and PRODUCTS[6]["productId"] in done.err


def test_an_adopted_customer_is_the_one_of_an_order(inflow, company):
    inflow.config(
        endpoint="upsert_sales_order",
        identity={"from": ["order"]},
        adopt={"by": ["name", "orderNumber"]},
        map={
            "orderNumber": "{record.order}",
            "customerId": "{guid:customers:record.customer}",
            "source": "shop",
        },
        routes={
            "customers": {
                "endpoint": "upsert_customer",
                "identity": {"from": ["name"]},
            }
        },
    )
    inflow.write("customers.ndjson", [{"name": "Customer 09", "remarks": "new"}])
    inflow.write("orders.ndjson", [{"order": "1", "customer": "Customer 09"}])
    done = inflow.load("--route", "customers", "customers.ndjson")
    assert done.code == 0, done.err
    done = inflow.load("orders.ndjson")
    assert done.code == 0, done.err
    assert company.state("sales-orders")[0]["customerId"] == CUSTOMERS[9]["customerId"]
    customers = company.state("customers")
    assert len(customers) == 50 and customers[9]["remarks"] == "new"


def test_a_preview_shows_names_and_a_test_sends_guids(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(1, "Customer 05", "T-9")])
    done = inflow.run("preview", "--config", "config.json", "orders.ndjson")
    assert done.code == 0, done.err
    assert '"customerId":"Customer 05"' in done.out and "1 of customers, 1 of products" in done.out
    assert company.requests() == []
    done = inflow.run("send-test", "--config", "config.json", "orders.ndjson")
    assert done.code == 0, done.err
    assert company.state("sales-orders")[0]["customerId"] == CUSTOMERS[5]["customerId"]


def test_a_test_request_with_names_is_refused(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(1, "Customer 05", "T-9")])
    preview = inflow.run("preview", "--config", "config.json", "--json", "orders.ndjson")
    inflow.write("request.json", json.dumps(json.loads(preview.out)["requests"][0]))
    done = inflow.run("send-test", "--config", "config.json", "--edit", "request.json")
    assert done.code == 2
    assert "names" in done.err
    assert company.requests() == []


def test_verify_compares_under_the_guids_of_names(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(n, f"Customer {n:02}", "T-9") for n in range(10)])
    assert inflow.load("orders.ndjson").code == 0
    done = inflow.run("verify", "--config", "config.json", "orders.ndjson")
    assert done.code == 0, done.err + done.out
    inflow.write("orders.ndjson", [order(3, "Customer 04", "T-9")])
    done = inflow.run("verify", "--config", "config.json", "orders.ndjson")
    assert done.code == 1
    assert "customerId" in done.out


def test_a_load_says_how_many_names_are_looked_up(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(n, f"Customer {n % 5:02}", "T-9") for n in range(10)])
    told = "6 names are looked up in inFlow first, in at most about 6 requests more"
    assert told in inflow.load("orders.ndjson").err
    inflow.write("orders.ndjson", [order(1, "Customer 01")])
    assert "1 name is looked up in inFlow first" in inflow.load("orders.ndjson").err


def test_status_of_orders_is_asked_where_it_is_wanted(inflow, company):
    inflow.config(**ORDERS)
    inflow.write("orders.ndjson", [order(1, "Customer 05", "T-9"), order(2, "Customer 05", "T-9")])
    assert inflow.load("orders.ndjson").code == 0
    inflow.config(**ORDERS, check_status=True)
    done = inflow.load("orders.ndjson")
    assert done.code == 0, done.err
    inflow.config(**ORDERS)
    inflow.write("closed.ndjson", [{**order(1, "Customer 05", "T-9"), "isCancelled": True}])
    assert inflow.load("closed.ndjson").code == 0
    inflow.config(**ORDERS, check_status=True)
    done = inflow.load("orders.ndjson")
    assert done.code == 1
    assert "cancelled in inFlow" in done.err
