# SPDX-License-Identifier: Apache-2.0
"""Northwind by names alone, into a company that has most of it already under GUIDs that nobody
could derive: examples/northwind/names.

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

from sim_process import ROOT, SimProcess, binary, own_copy
from test_northwind_published import guid, plain, present

EXAMPLE = ROOT / "examples" / "northwind" / "names"
SAMPLE = ROOT / "tests" / "integration" / "data" / "northwind"
SHARED = ROOT.parent / "shared" / "data" / "northwind"
FOLDERS = [SAMPLE] + ([SHARED] if SHARED.is_dir() else [])
ID_FIELDS = {
    "vendors": "vendorId",
    "customers": "customerId",
    "products": "productId",
    "sales-orders": "salesOrderId",
    "categories": "categoryId",
    "pricing-schemes": "pricingSchemeId",
    "locations": "locationId",
}
ROW_IDS = ("productPriceId", "vendorItemId", "reorderSettingsId", "salesOrderLineId")

Row = dict[str, str]
Entity = dict[str, Any]


def given(collection: str, name: str) -> str:
    """The GUID that somebody once gave it in inFlow."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{collection}: {name}"))


def without_row_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_row_ids(v) for k, v in value.items() if k not in ROW_IDS}
    return [without_row_ids(one) for one in value] if isinstance(value, list) else value


class Northwind:
    """The files of a folder, the company that has a part of them, and what it has afterwards."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.uneven: dict[str, set[str]] = {}  # by file, the first cells
        self.names: dict[str, dict[str, str]] = {}  # by file, the second cells by the first
        vendors, customers, products = map(self.read, ("suppliers", "customers", "products"))
        self.read("categories")
        orders, details = self.read("orders"), self.read("order-details")
        self.company = {
            "pricing-schemes": [self.entity("pricing-schemes", "Normal Price")],
            "locations": [self.entity("locations", name) for name in ("Main Warehouse", "Annex")],
            "categories": [self.entity("categories", n) for n in self.names["categories"].values()],
            # Whoever has a row with a cell too many cannot be loaded, and stands there already.
            "vendors": [
                self.entity("vendors", name)
                for at, (key, name) in enumerate(self.names["suppliers"].items())
                if at % 3 != 1 or key in self.uneven["suppliers"]
            ],
            "customers": [
                self.entity("customers", name)
                for at, name in enumerate(self.names["customers"].values())
                if at % 5 != 1
            ],
            "products": self.products_there(products),
        }
        self.known = {
            collection: {one["name"]: one[ID_FIELDS[collection]] for one in entities}
            for collection, entities in self.company.items()
        }
        self.vendors = [self.person("vendors", row) for row in vendors]
        self.customers = [self.person("customers", row) for row in customers]
        self.products = [self.product(row) for row in products]
        there = set(self.known["customers"]) | {one["name"] for one in self.customers}
        self.lines = {
            row["orderID"]: [line for line in details if line["orderID"] == row["orderID"]]
            for row in orders
        }
        self.taken = [row for row in orders if self.customer_of(row) in there]
        self.refused = [row for row in orders if self.customer_of(row) not in there]
        self.orders = [self.order(row) for row in self.taken]

    def read(self, name: str) -> list[Row]:
        csv.field_size_limit(sys.maxsize)
        with (self.folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        self.names[name] = {row[0]: row[1] for row in rows}
        self.uneven[name] = {row[0] for row in rows if len(row) != len(head)}
        return [
            {k: v for k, v in zip(head, row) if v not in ("", "NULL")}
            for row in rows
            if len(row) == len(head)
        ]

    @staticmethod
    def entity(collection: str, name: str) -> Entity:
        return {ID_FIELDS[collection]: given(collection, name), "name": name}

    def products_there(self, rows: list[Row]) -> list[Entity]:
        """Every second product: by turns one that has the SKU and another name, and one that has
        the name and no SKU."""
        entities = []
        for at, row in enumerate(rows[::2]):
            entity = self.entity("products", row["productName"]) | {"itemType": "stockedProduct"}
            if at % 2 == 0:
                entity |= {"name": f"Old {row['productName']}", "sku": f"NW-{row['productID']}"}
            entities.append(entity)
        return entities

    def customer_of(self, row: Row) -> str:
        return self.names["customers"][row["customerID"]]

    def id_of(self, collection: str, name: str) -> str:
        return self.known[collection].get(name) or guid(collection, name)

    def product_id(self, number: str) -> str:
        name = self.names["products"][number]
        known = self.known["products"]
        return known.get(name) or known.get(f"Old {name}") or guid("products", number)

    def person(self, collection: str, row: Row) -> Entity:
        return present(
            **{ID_FIELDS[collection]: self.id_of(collection, row["companyName"])},
            name=row["companyName"],
            contactName=row["contactName"],
            phone=row["phone"],
            fax=row.get("fax"),
        )

    def product(self, row: Row) -> Entity:
        price = {"priceType": "FixedPrice", "unitPrice": row["unitPrice"]}
        reorder = {"enableReordering": True, "reorderPoint": row["reorderLevel"]}
        vendor = self.id_of("vendors", self.names["suppliers"][row["supplierID"]])
        category = self.names["categories"][row["categoryID"]]
        return {
            "productId": self.product_id(row["productID"]),
            "name": row["productName"],
            "sku": f"NW-{row['productID']}",
            "itemType": "StockedProduct",
            "description": row["quantityPerUnit"],
            "categoryId": given("categories", category),
            "vendorItems": [{"vendorId": vendor}],
            "prices": [price | {"pricingSchemeId": given("pricing-schemes", "Normal Price")}],
            "reorderSettings": [reorder | {"locationId": given("locations", "Main Warehouse")}],
        }

    def order(self, row: Row) -> Entity:
        return {
            "salesOrderId": guid("sales-orders", row["orderID"]),
            "orderNumber": f"NW-{row['orderID']}",
            "source": "Northwind",
            "customerId": self.id_of("customers", self.customer_of(row)),
            "orderDate": row["orderDate"].replace(" ", "T"),
            "requestedShipDate": row["requiredDate"].replace(" ", "T"),
            "orderFreight": row["freight"],
            "lines": [
                {
                    "productId": self.product_id(line["productID"]),
                    "quantity": {
                        "standardQuantity": line["quantity"],
                        "uomQuantity": line["quantity"],
                    },
                    "unitPrice": line["unitPrice"],
                    "discount": {
                        "isPercent": True,
                        "value": str(decimal.Decimal(line["discount"]) * 100),
                    },
                }
                for line in self.lines[row["orderID"]]
            ],
        }

    def expected(self) -> dict[str, dict[str, Entity]]:
        """What the company has afterwards, by GUID: what was loaded, and what only stood there."""
        expected = {}
        for collection, loaded in (
            ("vendors", self.vendors),
            ("customers", self.customers),
            ("products", self.products),
            ("sales-orders", self.orders),
        ):
            key = ID_FIELDS[collection]
            entities = {one[key]: one for one in [*self.company.get(collection, []), *loaded]}
            expected[collection] = {key: plain(one) for key, one in entities.items()}
        return expected


def inflow(sim: SimProcess, *arguments: str) -> tuple[int, Entity, str]:
    """Runs the command: its exit code, the last line on standard output as JSON, and standard
    error."""
    done = subprocess.run(
        [binary("inflow"), *arguments, "--set", f"base_url={sim.url}"],
        env=sim.environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, json.loads(done.stdout.splitlines()[-1]), done.stderr


def verified(sim: SimProcess, name: str, source: pathlib.Path) -> int:
    """Compares a file with what is there: how many entities are equal; all others must be refused,
    as by the load."""
    command = [binary("inflow"), "verify", "--config", str(EXAMPLE / f"{name}.jsonc"), str(source)]
    command += ["--json", "--progress", "never", "--csv-null", "NULL"]
    command += ["--set", f"base_url={sim.url}", "--set", "rate_limit.windows=[]"]
    done = subprocess.run(
        command, env=sim.environment(), capture_output=True, text=True, timeout=120, check=False
    )
    results = [one["result"] for one in json.loads(done.stdout)]
    assert set(results) <= {"equal", "refused"}, done.stdout + done.stderr
    assert done.returncode == (1 if "refused" in results else 0)
    return results.count("equal")


def joined(folder: pathlib.Path, into: pathlib.Path, *files: str) -> pathlib.Path:
    command = [sys.executable, str(EXAMPLE / "join.py"), *(str(folder / name) for name in files)]
    with into.open("w", encoding="utf-8") as file:
        subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True)
    return into


def reasons(rejects: pathlib.Path) -> list[str]:
    if not rejects.exists():
        return []
    lines = rejects.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["_inflow"]["reason"] for line in lines]


def named(reason: str) -> str:
    """The customer that a refusal says inFlow does not have."""
    return re.fullmatch(r'inFlow has no record named "(.+)" in its customers\b.*', reason)[1]


@pytest.mark.parametrize("strictness", ["known", "harsh"])
@pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: "shared" if folder == SHARED else "sample"
)
def test_what_inflow_has_is_adopted_and_nothing_is_doubled(folder, strictness, tmp_path):
    northwind = Northwind(folder)
    assert northwind.taken
    # In the whole files an address with a comma spoils the customer's orders too.
    assert (len(northwind.refused) > 0) == (folder == SAMPLE)
    if folder == SHARED:
        counts = [len(northwind.company[name]) for name in ("vendors", "customers", "products")]
        assert counts == [23, 73, 39]
    seed = tmp_path / "company.json"
    seed.write_text(json.dumps(northwind.company), encoding="utf-8")
    loads = {
        "vendors": folder / "suppliers.csv",
        "customers": folder / "customers.csv",
        "products": joined(
            folder,
            tmp_path / "products.ndjson",
            *("products.csv", "suppliers.csv", "categories.csv"),
        ),
        "orders": joined(
            folder,
            tmp_path / "lines.ndjson",
            *("orders.csv", "order-details.csv", "customers.csv", "products.csv"),
        ),
    }
    delivered = {
        "vendors": len(northwind.vendors),
        "customers": len(northwind.customers),
        "products": len(northwind.products),
        "orders": sum(len(northwind.lines[row["orderID"]]) for row in northwind.taken),
    }
    equal = delivered | {"orders": len(northwind.taken)}
    options = ["--limit", "none", "--routes", "published", "--strictness", strictness]
    with SimProcess(*options, "--bare", "--seed-data", str(seed)) as sim:
        before = None
        for _ in range(2):
            for name, source in loads.items():
                config = own_copy(EXAMPLE / f"{name}.jsonc", tmp_path)
                arguments = ["load", "--config", str(config), str(source)]
                arguments += ["--json", "--progress", "never", "--csv-null", "NULL"]
                rejects = tmp_path / f"{name}.rejects.ndjson"
                arguments += ["--rejects", str(rejects)]
                _, summary, err = inflow(sim, *arguments, "--set", "rate_limit.windows=[]")
                assert summary["delivered"] == delivered[name], err
                if name == "orders":
                    refused = sum(len(northwind.lines[row["orderID"]]) for row in northwind.refused)
                    assert summary["rejected"] == refused
                    names = {northwind.customer_of(row) for row in northwind.refused}
                    assert {named(reason) for reason in reasons(rejects)} == names
            for name, source in loads.items():
                assert verified(sim, name, source) == equal[name], name
            state = sim.state()
            assert before is None or state == before, "a second run changed something"
            before = state
    for collection, entities in northwind.expected().items():
        stored = {one[ID_FIELDS[collection]]: one for one in state[collection]}
        assert len(stored) == len(state[collection])
        assert without_row_ids(plain(stored)) == entities, collection


def test_the_company_of_the_page_is_that_of_the_sample():
    company = json.loads((EXAMPLE / "company.json").read_text(encoding="utf-8"))
    assert company == Northwind(SAMPLE).company
