# SPDX-License-Identifier: Apache-2.0
"""inFlow's own exports, loaded as examples/inflow-exports/README.md prints it: what the simulator
then holds is computed here, from the files, by Python's own csv, datetime and uuid modules."""

from __future__ import annotations

import csv
import datetime
import pathlib
import re
import shutil
import subprocess
from decimal import Decimal
from typing import Any

import pytest

from derived_guid import guid
from sim_process import ROOT, SimProcess, binary

EXAMPLE = ROOT / "examples" / "inflow-exports"
PAGE = (EXAMPLE / "README.md").read_text(encoding="utf-8")
LOADS = re.findall(r"^inflow (load .*)$", PAGE, re.MULTILINE)
SCHEMES = {
    "Normal Price": "00000000-0000-4000-8000-0000000000e1",
    "Wholesale": "00000000-0000-4000-8000-0000000000e2",
}

Row = dict[str, str]
Entity = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def present(**fields: Any) -> Entity:
    return {name: value for name, value in fields.items() if value not in ("", None, [])}


def number(text: str) -> Decimal | None:
    return Decimal(text.strip("$%").replace(",", "")) if text else None


def instant(text: str) -> datetime.datetime | None:
    return datetime.datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p %z") if text else None


def person(collection: str, key: str, row: Row, name: str, prefix: str) -> Entity:
    place = present(
        address1=row[prefix + "Address1"],
        city=row[prefix + "City"],
        state=row[prefix + "State"],
        postalCode=row[prefix + "PostalCode"],
    )
    return present(
        **{key: guid(collection, row["Name"])},
        name=row["Name"],
        contactName=row["ContactName"],
        phone=row["Phone"],
        fax=row["Fax"],
        email=row["Email"],
        discount=number(row["Discount"]),
        isActive=row["IsActive"] == "True",
        addresses=[{"name": name, "address": place}] if place else [],
    )


def product(row: Row) -> Entity:
    prices = [
        {"pricingSchemeId": scheme, "priceType": "fixedPrice", "unitPrice": number(row[column])}
        for column, scheme in SCHEMES.items()
        if row[column]
    ]
    kind = row["ItemType"].replace(" ", "").replace("-", "")
    return present(
        productId=guid("products", row["ProductName"]),
        name=row["ProductName"],
        sku=row["SKU"],
        itemType=kind[:1].lower() + kind[1:],
        description=row["Description"],
        isActive=row["IsActive"] == "True",
        prices=prices,
    )


def line(row: Row) -> Entity:
    quantity = {
        "standardQuantity": number(row["ProductQuantity"]),
        "uomQuantity": number(row["ProductQuantity"]),
    }
    return present(
        productId=guid("products", row["ProductName"]),
        vendorItemCode=row.get("VendorProductCode"),
        quantity=quantity,
        unitPrice=number(row["ProductUnitPrice"]),
    )


def orders(rows: list[Row], make: Any) -> list[Entity]:
    found: dict[str, Entity] = {}
    for row in rows:
        entity = found.setdefault(row["OrderNumber"], make(row))
        if row["ProductName"]:
            entity.setdefault("lines", []).append(line(row))
    return list(found.values())


def sales_order(row: Row) -> Entity:
    return present(
        salesOrderId=guid("sales-orders", row["OrderNumber"]),
        orderNumber=row["OrderNumber"],
        source="inFlow export",
        customerId=guid("customers", row["Customer"]),
        orderDate=instant(row["OrderDate"]),
        requestedShipDate=instant(row["RequestedShipDate"]),
        invoicedDate=instant(row["InvoicedDate"]),
        poNumber=row["PONumber"],
        isQuote=row["IsQuote"] == "True",
        isCancelled=row["IsCancelled"] == "True",
        orderFreight=number(row["Freight"]),
        orderRemarks=row["Notes"],
    )


def purchase_order(row: Row) -> Entity:
    return present(
        purchaseOrderId=guid("purchase-orders", row["OrderNumber"]),
        orderNumber=row["OrderNumber"],
        vendorId=guid("vendors", row["Vendor"]),
        contactName=row["ContactName"],
        email=row["Email"],
        phone=row["Phone"],
        isQuote=row["IsQuote"] == "True",
        isCancelled=row["IsCancelled"] == "True",
        orderDate=instant(row["OrderDate"]),
        dueDate=instant(row["DueDate"]),
        requestShipDate=instant(row["RequestedShipDate"]),
        freight=number(row["Freight"]),
        orderRemarks=row["OrderRemarks"],
    )


def expected() -> dict[str, list[Entity]]:
    return {
        "products": [product(row) for row in rows_of("ProductDetails")],
        "customers": [
            person("customers", "customerId", row, "Billing", "Billing")
            for row in rows_of("Customer")
        ],
        "vendors": [person("vendors", "vendorId", row, "Office", "") for row in rows_of("Vendor")],
        "sales-orders": orders(rows_of("SalesOrder"), sales_order),
        "purchase-orders": orders(rows_of("PurchaseOrder"), purchase_order),
    }


MADE = (
    "timestamp",
    "productPriceId",
    "customerAddressId",
    "vendorAddressId",
    "salesOrderLineId",
    "purchaseOrderLineId",
)
NUMBERS = ("discount", "unitPrice", "standardQuantity", "uomQuantity", "orderFreight", "freight")
DATES = ("orderDate", "requestedShipDate", "invoicedDate", "dueDate", "requestShipDate")


def plain(value: Any, name: str = "") -> Any:
    """What is stored as its meaning, without what the service and the destination add."""
    if isinstance(value, dict):
        return {key: plain(one, key) for key, one in value.items() if key not in MADE and one != []}
    if isinstance(value, list):
        return [plain(one, name) for one in value]
    if name in NUMBERS:
        return Decimal(value)
    return datetime.datetime.fromisoformat(value) if name in DATES else value


@pytest.mark.parametrize("strictness", ["known", "harsh"])
def test_the_page_loads_all_five(strictness, tmp_path):
    assert len(LOADS) == 5
    folder = pathlib.Path(shutil.copytree(EXAMPLE, tmp_path / "exports"))
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
        # The page's port may be taken.
        for config in folder.glob("*.jsonc"):
            config.write_text(
                config.read_text(encoding="utf-8").replace(
                    "127.0.0.1:8080", f"127.0.0.1:{sim.port}"
                ),
                encoding="utf-8",
            )
        before = None
        for _ in range(2):
            for load in LOADS:
                command = [binary("inflow"), *load.split(), "--json"]
                command += ["--set", "rate_limit.windows=[]"]
                done = subprocess.run(
                    command,
                    cwd=folder,
                    env=sim.environment(),
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=False,
                )
                assert done.returncode == 0, load + "\n" + done.stderr
            state = {name: sim.state(name) for name in expected()}
            assert before is None or state == before, "a second run changed something"
            before = state
        # Requests go side by side, so that nobody knows the order in which they arrive.
        for name, entities in expected().items():
            key = next(iter(entities[0]))
            assert {one[key]: plain(one) for one in state[name]} == {
                one[key]: one for one in entities
            }, name


def test_every_file_has_its_row_on_the_page():
    for path in EXAMPLE.iterdir():
        if path.suffix in (".csv", ".jsonc"):
            assert f"`{path.name}`" in PAGE, path.name
