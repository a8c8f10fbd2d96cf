# SPDX-License-Identifier: Apache-2.0
"""examples/first-load, followed as its page prints it: what the simulator then holds is computed
here, from the files and company.json, by Python's own csv and uuid modules."""

from __future__ import annotations

import csv
import json
import pathlib
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from typing import Any, Callable

import pytest

from derived_guid import guid
from sim_process import ROOT, SimProcess, binary

EXAMPLE = ROOT / "examples" / "first-load"
PAGE = EXAMPLE / "README.md"
BUILT_IN = json.loads((EXAMPLE / "company.json").read_text(encoding="utf-8"))

Row = dict[str, str]
Entity = dict[str, Any]


def rows_of(name: str) -> list[Row]:
    with (EXAMPLE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def id_of(collection: str, field: str, text: str, by: str = "name") -> str:
    """The GUID that the company has for it, or else the one that a load makes."""
    return next(
        (one[field] for one in BUILT_IN[collection] if one[by] == text), guid(collection, text)
    )


def vendor_id(row: Row) -> str:
    return id_of("vendors", "vendorId", row["vendor"])


def product_id(row: Row) -> str:
    return id_of("products", "productId", row["sku"], by="sku")


def location_id(row: Row) -> str:
    return id_of("locations", "locationId", row["location"])


def product(row: Row) -> Entity:
    prices = [
        {
            "pricingSchemeId": id_of("pricing-schemes", "pricingSchemeId", scheme),
            "priceType": "fixedPrice",
            "unitPrice": Decimal(row[column]),
        }
        for column, scheme in (("price", "Normal Price"), ("wholesale", "Wholesale"))
        if row[column]
    ]
    reorder = {
        "locationId": location_id(row),
        "enableReordering": True,
        "reorderMethod": "purchaseOrder",
        "reorderPoint": Decimal(row["reorder point"]),
        "vendorId": vendor_id(row),
    }
    item = {
        "vendorId": vendor_id(row),
        "vendorItemCode": row["vendor code"],
        "cost": Decimal(row["cost"]),
    }
    return {
        "productId": product_id(row),
        "name": row["name"],
        "sku": row["sku"],
        "itemType": "stockedProduct",
        "categoryId": id_of("categories", "categoryId", row["category"]),
        "prices": prices,
        "productBarcodes": [{"barcode": row["barcode"]}],
        "vendorItems": [item],
        "reorderSettings": [reorder],
    }


def vendor(row: Row) -> Entity:
    return {
        "vendorId": id_of("vendors", "vendorId", row["name"]),
        "name": row["name"],
        "contactName": row["contact"],
        "email": row["email"],
        "phone": row["phone"],
    }


def adjustment(number: str, rows: list[Row]) -> Entity:
    return {
        "stockAdjustmentId": guid("stock-adjustments", number),
        "adjustmentNumber": number,
        "locationId": location_id(rows[0]),
        "adjustmentReasonId": id_of("adjustment-reasons", "adjustmentReasonId", "Opening stock"),
        "remarks": "First load",
        "lines": [
            {
                "productId": product_id(row),
                "quantity": {
                    "standardQuantity": Decimal(row["opening stock"]),
                    "uomQuantity": Decimal(row["opening stock"]),
                },
            }
            for row in rows
        ],
    }


def adjustments(rows: list[Row]) -> list[Entity]:
    numbers = dict.fromkeys(row["adjustment"] for row in rows)
    return [adjustment(n, [row for row in rows if row["adjustment"] == n]) for n in numbers]


# What the service and the destination add, and what only those have that were there before.
ADDED = (
    "timestamp",
    "isActive",
    "productPriceId",
    "productBarcodeId",
    "vendorItemId",
    "reorderSettingsId",
    "stockAdjustmentLineId",
)
NUMBERS = ("unitPrice", "cost", "reorderPoint", "standardQuantity", "uomQuantity")


def plain(value: Any, name: str = "") -> Any:
    """What is stored, as its meaning."""
    if isinstance(value, dict):
        return {key: plain(one, key) for key, one in value.items() if key not in ADDED}
    if isinstance(value, list):
        return [plain(one, name) for one in value]
    return Decimal(value) if name in NUMBERS else value


def by_id(entities: list[Entity], field: str) -> dict[str, Entity]:
    found = {one[field]: plain(one) for one in entities}
    assert len(found) == len(entities)
    return found


def expect(state: dict[str, list[Entity]]) -> None:
    products = rows_of("products.csv")
    expected = {
        ("vendors", "vendorId"): [vendor(row) for row in rows_of("vendors.csv")],
        ("products", "productId"): [product(row) for row in products],
        ("stock-adjustments", "stockAdjustmentId"): adjustments(products),
    }
    for (collection, field), entities in expected.items():
        assert by_id(state[collection], field) == {one[field]: one for one in entities}, collection
    for collection in ("locations", "categories", "pricing-schemes", "adjustment-reasons"):
        assert len(state[collection]) == len(BUILT_IN[collection])


def test_the_page_makes_what_the_files_say(tmp_path):
    command = [sys.executable, str(ROOT / "tests" / "support" / "page.py"), str(PAGE)]
    command += ["--folder", str(tmp_path), "--state", str(tmp_path / "state.json")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    expect(json.loads((tmp_path / "state.json").read_text(encoding="utf-8")))


LOADS = (
    ("vendors.jsonc", "vendors.csv"),
    ("products.jsonc", "products.csv"),
    ("stock.jsonc", "products.csv"),
)


def company(*options: str) -> SimProcess:
    seed = ["--bare", "--seed-data", str(EXAMPLE / "company.json")]
    return SimProcess("--limit", "none", "--routes", "published", *seed, *options)


@pytest.fixture
def run(tmp_path) -> Callable[..., subprocess.CompletedProcess[str]]:
    folder = pathlib.Path(shutil.copytree(EXAMPLE, tmp_path / "first-load"))

    def runner(
        sim: SimProcess, subcommand: str, config: str, source: str, *options: str
    ) -> subprocess.CompletedProcess[str]:
        command = [binary("inflow"), subcommand, "--config", config, source]
        command += ["--set", f"base_url={sim.url}", "--set", "rate_limit.windows=[]", *options]
        return subprocess.run(
            command,
            cwd=folder,
            env=sim.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return runner


def loaded(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("strictness", ["known", "harsh"])
def test_a_second_load_changes_nothing(strictness, run):
    with company("--strictness", strictness) as sim:
        for config, source in LOADS:
            loaded(run(sim, "load", config, source))
        before = sim.state()
        expect(before)
        for config, source in LOADS[:2]:
            loaded(run(sim, "load", config, source))
            assert sim.state() == before, config
        # Lines of an adjustment get new ids with every write, as inFlow gives them; nothing else is
        # another.
        loaded(run(sim, "load", *LOADS[2]))
        after = sim.state()
        expect(after)
        without = ("stock-adjustments",)
        assert {k: v for k, v in after.items() if k not in without} == {
            k: v for k, v in before.items() if k not in without
        }


def test_verify_finds_what_was_loaded_and_nothing_else(run):
    with company() as sim:
        for config, source in LOADS:
            done = run(sim, "verify", config, source, "--json")
            results = [one["result"] for one in json.loads(done.stdout)]
            assert done.returncode == 1 and "equal" not in results, done.stderr
            loaded(run(sim, "load", config, source))
        count = len(sim.requests())
        for (config, source), units in zip(LOADS, (3, 12, 2)):
            done = run(sim, "verify", config, source, "--json")
            assert done.returncode == 0, done.stdout + done.stderr
            results = [one["result"] for one in json.loads(done.stdout)]
            assert results == ["equal"] * units
        requests = sim.requests()[count:]
        assert {request["method"] for request in requests} == {"GET"}
        # One an entity, and one for each collection that is looked up in, in each run.
        assert len(requests) <= 3 + 12 + 2 + 1 + 5 + 3


def test_a_new_number_moves_the_stock_again(run, tmp_path):
    """What the page warns of."""
    rows = (EXAMPLE / "products.csv").read_text(encoding="utf-8")
    (tmp_path / "first-load" / "again.csv").write_text(
        re.sub(r"\bOPEN-", "AGAIN-", rows), encoding="utf-8"
    )
    with company() as sim:
        for config, source in LOADS:
            loaded(run(sim, "load", config, source))
        loaded(run(sim, "load", "stock.jsonc", "again.csv"))
        moved: dict[str, Decimal] = {}
        for entity in plain(sim.state("stock-adjustments")):
            for line in entity["lines"]:
                moved.setdefault(line["productId"], Decimal(0))
                moved[line["productId"]] += line["quantity"]["standardQuantity"]
    assert moved == {
        product_id(row): 2 * Decimal(row["opening stock"]) for row in rows_of("products.csv")
    }


def test_products_before_their_vendors_are_refused_by_name(run):
    with company() as sim:
        done = run(sim, "load", "products.jsonc", "products.csv")
        assert done.returncode == 1
        assert 'no record named "Halden Rubber" in its vendors' in done.stderr
        there = {one["name"] for one in BUILT_IN["vendors"]}
        assert {one["sku"] for one in sim.state("products")} == {
            row["sku"] for row in rows_of("products.csv") if row["vendor"] in there
        }


def test_the_lists_show_the_words_of_the_files(run):
    rows = rows_of("products.csv")
    words = {
        "vendors": {"Velo Supply"},
        "locations": {row["location"] for row in rows},
        "categories": {row["category"] for row in rows},
        "pricing-schemes": {"Normal Price", "Wholesale"},
        "adjustment-reasons": {"Opening stock"},
    }
    with company() as sim:
        for collection, names in words.items():
            done = run(sim, "list", "products.jsonc", collection, "--ndjson")
            assert done.returncode == 0, done.stderr
            assert {json.loads(line)["name"] for line in done.stdout.splitlines()} == names


def test_the_page_names_every_file():
    text = PAGE.read_text(encoding="utf-8")
    files = {path.name for path in EXAMPLE.iterdir()} - {"README.md"}
    assert {name for name in files if f"`{name}`" not in text} == set()
