# SPDX-License-Identifier: Apache-2.0
"""Northwind through the published API: vendors, customers, products and orders, their GUIDs made of
Northwind's own numbers.

What the simulator must hold is computed here, from the files, by Python's own csv and uuid modules.
The full files are used where they lie beside the repository; a small sample of the same shape is
always used.
"""

from __future__ import annotations

import csv
import decimal
import json
import pathlib
import re
import subprocess
import sys
import uuid
from typing import Any

import pytest

from derived_guid import guid
from sim_process import ROOT, SimProcess, binary, own_copy

EXAMPLE = ROOT / "examples" / "northwind" / "published"
SAMPLE = ROOT / "tests" / "integration" / "data" / "northwind"
SHARED = ROOT.parent / "shared" / "data" / "northwind"
FOLDERS = [SAMPLE] + ([SHARED] if SHARED.is_dir() else [])
SCHEME = "00000000-0000-4000-8000-0000000000e1"
LOCATION = "00000000-0000-4000-8000-0000000000c1"

Row = dict[str, str]
Entity = dict[str, Any]


def rows_of(path: pathlib.Path) -> list[Row]:
    """The rows whose cells fit the header, without their NULLs."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    return [
        {k: v for k, v in zip(header, row) if v not in ("", "NULL")}
        for row in rows
        if len(row) == len(header)
    ]


def row_guid(parent: str, rows: str, index: int) -> str:
    return str(uuid.uuid5(uuid.UUID(parent), json.dumps([rows, index], separators=(",", ":"))))


def present(**fields: Any) -> Entity:
    return {name: value for name, value in fields.items() if value is not None}


def address(row: Row, prefix: str = "") -> Entity:
    def cell(name: str) -> str | None:
        return row.get(prefix + (name[:1].upper() + name[1:] if prefix else name))

    return present(
        address1=cell("address"),
        city=cell("city"),
        state=cell("region"),
        postalCode=cell("postalCode"),
        country=cell("country"),
    )


def vendor(row: Row) -> Entity:
    identifier = guid("vendors", row["supplierID"])
    office = {"vendorAddressId": row_guid(identifier, "addresses", 0), "name": "Office"}
    return present(
        vendorId=identifier,
        name=row["companyName"],
        contactName=row["contactName"],
        phone=row["phone"],
        fax=row.get("fax"),
        website=row.get("homePage"),
        remarks=f"Northwind supplier {row['supplierID']}, {row['contactTitle']}",
        addresses=[office | {"address": address(row) | {"addressType": "Commercial"}}],
    )


def customer(row: Row) -> Entity:
    identifier = guid("customers", row["customerID"])
    office = {"customerAddressId": row_guid(identifier, "addresses", 0), "name": "Office"}
    return present(
        customerId=identifier,
        name=row["companyName"],
        contactName=row["contactName"],
        phone=row["phone"],
        fax=row.get("fax"),
        remarks=f"Northwind customer {row['customerID']}, {row['contactTitle']}",
        addresses=[office | {"address": address(row) | {"addressType": "Commercial"}}],
    )


def product(row: Row) -> Entity:
    identifier = guid("products", row["productID"])
    price = {
        "productPriceId": row_guid(identifier, "prices", 0),
        "pricingSchemeId": SCHEME,
        "priceType": "FixedPrice",
    }
    reorder = {
        "reorderSettingsId": row_guid(identifier, "reorderSettings", 0),
        "locationId": LOCATION,
        "enableReordering": True,
    }
    return {
        "productId": identifier,
        "name": row["productName"],
        "sku": f"NW-{row['productID']}",
        "itemType": "StockedProduct",
        "description": row["quantityPerUnit"],
        "prices": [price | {"unitPrice": row["unitPrice"]}],
        "reorderSettings": [reorder | {"reorderPoint": row["reorderLevel"]}],
    }


def order(row: Row, lines: list[Row]) -> Entity:
    identifier = guid("sales-orders", row["orderID"])
    return {
        "salesOrderId": identifier,
        "orderNumber": f"NW-{row['orderID']}",
        "source": "Northwind",
        "customerId": guid("customers", row["customerID"]),
        "orderDate": row["orderDate"].replace(" ", "T"),
        "requestedShipDate": row["requiredDate"].replace(" ", "T"),
        "orderFreight": row["freight"],
        "shipToCompanyName": row["shipName"],
        "shippingAddress": address(row, "ship"),
        "lines": [
            {
                "salesOrderLineId": row_guid(identifier, "lines", index),
                "productId": guid("products", line["productID"]),
                "quantity": {"standardQuantity": line["quantity"], "uomQuantity": line["quantity"]},
                "unitPrice": line["unitPrice"],
                "discount": {
                    "isPercent": True,
                    "value": str(decimal.Decimal(line["discount"]) * 100),
                },
            }
            for index, line in enumerate(lines)
        ],
    }


NUMBER = re.compile(r"-?\d+(\.\d+)?")
ENUMS = ("itemType", "priceType", "addressType")


def plain(value: Any, name: str = "") -> Any:
    """A value as its meaning: the service pads decimals, answers enums in camelCase, and adds
    timestamps."""
    if isinstance(value, dict):
        return {k: plain(v, k) for k, v in value.items() if k != "timestamp"}
    if isinstance(value, list):
        return [plain(item, name) for item in value]
    if name in ENUMS:
        return value.lower()
    numeric = name in (
        "unitPrice",
        "reorderPoint",
        "orderFreight",
        "standardQuantity",
        "uomQuantity",
        "value",
    )
    return decimal.Decimal(value) if numeric and NUMBER.fullmatch(value) else value


def load(
    sim: SimProcess, name: str, source: pathlib.Path, folder: pathlib.Path
) -> tuple[Entity, list[Entity]]:
    """Runs `inflow load`: the summary line, the results by line."""
    results = folder / "results.ndjson"
    command = [
        binary("inflow"),
        "load",
        "--config",
        str(own_copy(EXAMPLE / f"{name}.jsonc", folder)),
        str(source),
        "--csv-null",
        "NULL",
        "--json",
    ]
    command += [
        "--progress",
        "never",
        "--results",
        str(results),
        "--rejects",
        str(folder / "rejects.ndjson"),
    ]
    command += ["--set", f"base_url={sim.url}", "--set", "rate_limit.windows=[]"]
    done = subprocess.run(
        command, env=sim.environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    settled = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    return json.loads(done.stdout.splitlines()[-1]), sorted(settled, key=lambda item: item["line"])


def joined(folder: pathlib.Path, into: pathlib.Path) -> pathlib.Path:
    command = [
        sys.executable,
        str(EXAMPLE / "join.py"),
        str(folder / "orders.csv"),
        str(folder / "order-details.csv"),
    ]
    with into.open("w", encoding="utf-8") as file:
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True)
    return into


@pytest.mark.parametrize("strictness", ["known", "harsh"])
@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: "shared" if folder == SHARED else "sample"
)
def test_every_entity_is_what_the_files_say_and_a_second_run_changes_nothing(
    folder, strictness, tmp_path
):
    vendors, customers, products = (
        rows_of(folder / f"{name}.csv") for name in ("suppliers", "customers", "products")
    )
    orders, details = rows_of(folder / "orders.csv"), rows_of(folder / "order-details.csv")
    known = {row["customerID"] for row in customers}
    taken = [row for row in orders if row["customerID"] in known]
    assert 0 < len(taken) <= len(orders) - (folder == SAMPLE), (
        "the sample has an order of a customer who is not taken"
    )
    lines = {
        row["orderID"]: [line for line in details if line["orderID"] == row["orderID"]]
        for row in orders
    }
    if folder == SHARED:
        assert (len(vendors), len(customers), len(products), len(orders)) == (20, 67, 77, 654)
    expected = {
        "vendors": [vendor(row) for row in vendors],
        "customers": [customer(row) for row in customers],
        "products": [product(row) for row in products],
        "sales-orders": [order(row, lines[row["orderID"]]) for row in taken],
    }
    flat = joined(folder, tmp_path / "lines.ndjson")
    options = [
        "--limit",
        "none",
        "--routes",
        "published",
        "--strictness",
        strictness,
        "--seed-data",
        str(EXAMPLE / "seed.json"),
    ]
    with SimProcess(*options) as sim:
        before = None
        for _ in range(2):
            for name, source in (
                ("vendors", "suppliers"),
                ("customers", "customers"),
                ("products", "products"),
            ):
                summary, _settled = load(sim, name, folder / f"{source}.csv", tmp_path)
                assert summary["delivered"] == len(expected[name])
            summary, settled = load(sim, "orders", flat, tmp_path)
            assert summary["delivered"] == sum(len(lines[row["orderID"]]) for row in taken)
            refused = [item for item in settled if item["outcome"] != "DELIVERED"]
            assert (
                len(refused)
                == summary["rejected"]
                == sum(len(lines[row["orderID"]]) for row in orders if row not in taken)
            )
            assert all(
                item["outcome"] == "REJECTED" and "customerId" in item["message"]
                for item in refused
            ), refused[0]
            state = {name: sim.state(name) for name in expected}
            assert before is None or state == before, "a second run changed something"
            before = state
        for name, entities in expected.items():
            key = next(iter(entities[0]))
            stored = {entity[key]: plain(entity) for entity in state[name]}
            assert stored == {entity[key]: plain(entity) for entity in entities}
