# SPDX-License-Identifier: Apache-2.0
"""Exports of shops, loaded as examples/shop-exports/README.md prints it: what the simulator then
holds is computed here, from the files, by Python's own csv and uuid modules."""

from __future__ import annotations

import csv
import datetime
import json
import pathlib
import re
import shutil
import subprocess
from decimal import Decimal
from typing import Any

import pytest

from derived_guid import guid
from sim_process import ROOT, SimProcess, binary

EXAMPLE = ROOT / "examples" / "shop-exports"
PAGE = (EXAMPLE / "README.md").read_text(encoding="utf-8")
LOADS = re.findall(r"^inflow (load .*)$", PAGE, re.MULTILINE)
SEED = ROOT / "examples" / "inflow-exports" / "seed.json"
NORMAL_PRICE = "00000000-0000-4000-8000-0000000000e1"
MADE = ("timestamp", "productPriceId", "productBarcodeId", "customerAddressId", "salesOrderLineId")

Row = dict[str, str]
Entity = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    with (EXAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def filled(rows: list[Row], within: str, columns: list[str]) -> list[Row]:
    above: Row = {}
    for row in rows:
        for column in columns:
            if not row[column] and above.get(within) == row[within]:
                row[column] = above[column]
        above = row
    return rows


def present(**fields: Any) -> Entity:
    return {name: value for name, value in fields.items() if value not in ("", None, [], {})}


def product(key: str, price: str, barcode: str = "", **fields: Any) -> Entity:
    number = price.replace("$", "").replace(",", "")
    return present(
        productId=guid("products", key),
        prices=[
            {
                "pricingSchemeId": NORMAL_PRICE,
                "priceType": "fixedPrice",
                "unitPrice": Decimal(number),
            }
        ]
        if number
        else [],
        productBarcodes=[{"barcode": barcode}] if barcode else [],
        **fields,
    )


def shopify_products() -> list[Entity]:
    rows = filled(rows_of("shopify-products"), "Handle", ["Title", "Status"])
    return [
        product(
            row["Variant SKU"],
            row["Variant Price"],
            row["Variant Barcode"],
            name=f"{row['Title']} ({row['Variant SKU']})",
            sku=row["Variant SKU"],
            itemType="stockedProduct",
            isActive=row["Status"] == "active",
            description=" ".join(
                [row["Title"]]
                + [row[f"Option{n} Value"].replace("Default Title", "") for n in (1, 2, 3)]
            ).strip(),
        )
        for row in rows
        if row["Variant SKU"]
    ]


def woocommerce_products() -> list[Entity]:
    return [
        product(
            row["SKU"],
            row["Regular price"],
            row["GTIN, UPC, EAN, or ISBN"],
            name=row["Name"],
            sku=row["SKU"],
            itemType="stockedProduct",
            isActive=row["Published"] == "1",
            description=row["Short description"],
        )
        for row in rows_of("woocommerce-products")
        if row["Type"] not in ("variable", "grouped", "external")
    ]


def quickbooks_items() -> list[Entity]:
    kinds = {"Inventory": "stockedProduct", "Service": "service"}
    return [
        product(
            row["Product/Service Name"],
            row["Sales Price / Rate"],
            name=row["Product/Service Name"],
            sku=row["SKU"],
            itemType=kinds.get(row["Type"], "nonstockedProduct"),
            description=row["Sales Description"],
        )
        for row in rows_of("quickbooks-items")
        if row["Type"] not in ("Category", "Bundle")
    ]


def shopify_customers() -> list[Entity]:
    found = []
    for row in rows_of("shopify-customers"):
        if not row["Email"]:
            continue
        name = f"{row['First Name']} {row['Last Name']}"
        place = present(
            address1=row["Default Address Address1"],
            address2=row["Default Address Address2"],
            city=row["Default Address City"],
            state=row["Default Address Province Code"],
            country=row["Default Address Country Code"],
            postalCode=row["Default Address Zip"],
        )
        found.append(
            present(
                customerId=guid("customers", row["Email"]),
                name=name,
                contactName=name,
                email=row["Email"],
                phone=row["Phone"],
                remarks=row["Note"],
                addresses=[{"name": "Shopify", "address": place}] if place else [],
            )
        )
    return found


def shopify_orders() -> list[Entity]:
    found: dict[str, Entity] = {}
    head = ["Email", "Shipping", "Created at", "Cancelled at", "Notes", "Shipping Name"]
    head += ["Shipping Address1", "Shipping Address2", "Shipping City", "Shipping Province"]
    head += ["Shipping Zip", "Shipping Country"]
    for row in filled(rows_of("shopify-orders"), "Name", head):
        if row["Cancelled at"]:
            continue
        quantity = Decimal(row["Lineitem quantity"])
        order = found.setdefault(
            row["Name"],
            present(
                salesOrderId=guid("sales-orders", row["Name"]),
                orderNumber=row["Name"],
                source="Shopify",
                customerId=guid("customers", row["Email"]),
                email=row["Email"],
                orderDate=datetime.datetime.strptime(row["Created at"], "%Y-%m-%d %H:%M:%S %z"),
                orderFreight=Decimal(row["Shipping"]),
                orderRemarks=row["Notes"],
                contactName=row["Shipping Name"],
                shippingAddress=present(
                    address1=row["Shipping Address1"],
                    address2=row["Shipping Address2"],
                    city=row["Shipping City"],
                    state=row["Shipping Province"],
                    postalCode=row["Shipping Zip"],
                    country=row["Shipping Country"],
                ),
            ),
        )
        order.setdefault("lines", []).append(
            {
                "productId": guid("products", row["Lineitem sku"]),
                "quantity": {"standardQuantity": quantity, "uomQuantity": quantity},
                "unitPrice": Decimal(row["Lineitem price"]),
            }
        )
    return list(found.values())


NUMBERS = ("unitPrice", "standardQuantity", "uomQuantity", "orderFreight")


def plain(value: Any, name: str = "") -> Any:
    """What is stored as its meaning, without what the service and the destination add."""
    if isinstance(value, dict):
        return {key: plain(one, key) for key, one in value.items() if key not in MADE and one != []}
    if isinstance(value, list):
        return [plain(one, name) for one in value]
    if name in NUMBERS:
        return Decimal(value)
    if name == "description":
        return value.strip()
    return datetime.datetime.fromisoformat(value) if name == "orderDate" else value


def expected() -> dict[str, list[Entity]]:
    return {
        "products": shopify_products() + woocommerce_products() + quickbooks_items(),
        "customers": shopify_customers(),
        "sales-orders": shopify_orders(),
    }


def run(sim: SimProcess, folder: pathlib.Path, command: str) -> subprocess.CompletedProcess[str]:
    # The page's port may be taken.
    words = command.replace("127.0.0.1:8080", f"127.0.0.1:{sim.port}").split()
    return subprocess.run(
        [binary("inflow"), *words, "--set", "rate_limit.windows=[]"],
        cwd=folder,
        env=sim.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


LEFT_OUT = {
    "shopify-products": 5,
    "shopify-customers": 1,
    "shopify-orders": 1,
    "woocommerce-products": 3,
    "quickbooks-items": 2,
}


@pytest.mark.parametrize("strictness", ["known", "harsh"])
def test_the_page_loads_all_five(strictness, tmp_path):
    assert len(LOADS) == 5
    folder = pathlib.Path(shutil.copytree(EXAMPLE, tmp_path / "exports"))
    options = ["--limit", "none", "--routes", "published", "--strictness", strictness]
    with SimProcess(*options, "--seed-data", str(SEED)) as sim:
        before = None
        for _ in range(2):
            for load in LOADS:
                done = run(sim, folder, load + " --json")
                assert done.returncode == 0, load + "\n" + done.stderr
                name = load.split()[-1].removesuffix(".csv")
                assert json.loads(done.stdout)["left_out"]["rows"] == LEFT_OUT[name]
            state = {name: sim.state(name) for name in expected()}
            assert before is None or state == before, "a second run changed something"
            before = state
        # Requests go side by side, so that nobody knows the order in which they arrive.
        for name, entities in expected().items():
            key = next(iter(entities[0]))
            assert {one[key]: plain(one) for one in state[name]} == {
                one[key]: one for one in entities
            }, name


def test_what_is_left_out_is_told_by_plan_preview_and_load(tmp_path):
    folder = pathlib.Path(shutil.copytree(EXAMPLE, tmp_path / "exports"))
    with SimProcess("--routes", "published", "--seed-data", str(SEED)) as sim:
        words = LOADS[0].split(maxsplit=1)[1]
        sentence = '5 rows are left out, since "Variant SKU is not blank" does not hold for them (csv.where)'
        plan = run(sim, folder, "plan " + words)
        assert plan.returncode == 0 and f"  {sentence}\n" in plan.stdout
        told = {"rows": 5, "where": "Variant SKU is not blank"}
        assert json.loads(run(sim, folder, f"plan {words} --json").stdout)["left_out"] == told
        preview = run(sim, folder, f"preview {words} --samples 100")
        assert f"inflow: {sentence}\n" in preview.stderr
        shown = json.loads(run(sim, folder, f"preview {words} --samples 5 --json").stdout)
        assert shown["left_out"] == {**told, "rows": 2}
        assert f"\n  {sentence}\n" in run(sim, folder, "load " + words).stderr


def test_a_column_that_the_file_lacks_stops_it_before_the_first_row(tmp_path):
    folder = pathlib.Path(shutil.copytree(EXAMPLE, tmp_path / "exports"))
    path = folder / "shopify-products.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Handle,", "Handles,", 1))
    with SimProcess("--routes", "published", "--seed-data", str(SEED)) as sim:
        done = run(sim, folder, LOADS[0])
        assert done.returncode == 2
        assert (
            'csv.fill_down names the column "Handle", which the header does not have; did you mean '
            '"Handles"? Nothing was sent'
        ) in done.stderr
        assert not sim.state("products")


def test_configurations_are_for_any_company():
    for path in EXAMPLE.glob("*.jsonc"):
        text = path.read_text(encoding="utf-8")
        for word in ("base_url", "credential", "127.0.0.1"):
            assert word not in text, f"{path.name}: {word}"


def test_every_file_has_its_row_on_the_page():
    for path in EXAMPLE.iterdir():
        if path.suffix in (".csv", ".jsonc"):
            assert f"`{path.name}`" in PAGE, path.name
