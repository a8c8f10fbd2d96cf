# SPDX-License-Identifier: Apache-2.0
"""Northwind's customers and products through create_customer and create_product.

What must be in the simulator is computed here, from the files, by Python's own csv module. The full
files are used where they lie beside the repository; a small sample of the same shape is always
used.
"""

from __future__ import annotations

import csv
import json
import pathlib
import subprocess
from typing import Any, Callable

import pytest

from sim_process import ROOT, SimProcess, binary, own_copy

SAMPLE = ROOT / "tests" / "integration" / "data" / "northwind"
SHARED = ROOT.parent / "shared" / "data" / "northwind"
FOLDERS = [SAMPLE] + ([SHARED] if SHARED.is_dir() else [])
UNEVEN_CUSTOMERS = {
    SAMPLE: [3, 6, 10],
    SHARED: [
        8,
        9,
        10,
        16,
        19,
        22,
        23,
        24,
        27,
        30,
        31,
        32,
        35,
        41,
        58,
        62,
        63,
        68,
        70,
        75,
        77,
        82,
        85,
        89,
    ],
}
CUSTOMERS = {SAMPLE: 10, SHARED: 91}
PRODUCTS = {SAMPLE: 6, SHARED: 77}

Row = dict[str, str]
Entity = dict[str, Any]


def read(path: pathlib.Path) -> tuple[dict[int, Row], list[int]]:
    """The rows by line number, without their NULLs, and the numbers of the lines whose cells do not
    fit the header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    header = rows[0]
    even = {}
    uneven = []
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            uneven.append(line)
        else:
            even[line] = {name: cell for name, cell in zip(header, row) if cell not in ("", "NULL")}
    return even, uneven


def customer(row: Row) -> Entity:
    entity: Entity = {
        "name": row["companyName"],
        "contactName": row["contactName"],
        "phone": row["phone"],
        "remarks": f"Northwind {row['customerID']}, {row['contactTitle']}",
        "defaultAddress": {
            "address1": row["address"],
            "city": row["city"],
            "country": row["country"],
        },
    }
    entity.update({name: row[name] for name in ("region", "postalCode", "fax") if name in row})
    return entity


def product(row: Row) -> Entity:
    return {
        "name": row["productName"],
        "sku": f"NW-{row['productID']}",
        "itemType": "StockedProduct",
        "description": row["quantityPerUnit"],
        "prices": [
            {
                "pricingSchemeId": "00000000-0000-4000-8000-0000000000e1",
                "priceType": "FixedPrice",
                "unitPrice": row["unitPrice"],
            }
        ],
    }


def load(
    sim: SimProcess, name: str, source: pathlib.Path, folder: pathlib.Path
) -> tuple[int, Entity, list[Entity]]:
    """Runs `inflow load`: exit code, the summary line, the results by line."""
    results = folder / "results.ndjson"
    command = [
        binary("inflow"),
        "load",
        "--config",
        str(own_copy(ROOT / "examples" / "northwind" / f"{name}.jsonc", folder)),
        str(source),
    ]
    command += ["--csv-null", "NULL", "--json", "--progress", "never", "--results", str(results)]
    command += [
        "--rejects",
        str(folder / "rejects.ndjson"),
        "--set",
        f"base_url={sim.url}",
        "--set",
        "rate_limit.windows=[]",
    ]
    done = subprocess.run(
        command, env=sim.environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    settled = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    return (
        done.returncode,
        json.loads(done.stdout.splitlines()[-1]),
        sorted(settled, key=lambda item: item["line"]),
    )


def stored(sim: SimProcess, collection: str, id_field: str) -> list[Entity]:
    """What the simulator holds, without the ids that it made."""
    entities = sim.state(collection)
    assert len({entity.pop(id_field) for entity in entities}) == len(entities)
    return sorted(entities, key=lambda entity: entity["name"])


def by_name(rows: dict[int, Row], make: Callable[[Row], Entity]) -> list[Entity]:
    return sorted((make(row) for row in rows.values()), key=lambda entity: entity["name"])


each_folder = pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: "shared" if folder == SHARED else "sample"
)
each_strictness = pytest.mark.parametrize("strictness", ["known", "harsh"])


@each_folder
@each_strictness
def test_customers_with_unquoted_commas_are_refused_by_line_and_the_others_arrive(
    folder, strictness, tmp_path
):
    source = folder / "customers.csv"
    rows, uneven = read(source)
    assert uneven == UNEVEN_CUSTOMERS[folder]
    assert len(rows) + len(uneven) == CUSTOMERS[folder]
    with SimProcess("--limit", "none", "--routes", "both", "--strictness", strictness) as sim:
        code, summary, settled = load(sim, "customers", source, tmp_path)
        assert stored(sim, "customers", "customerId") == by_name(rows, customer)
        assert sim.counts()["applied"] == sim.counts()["arrived"] == len(rows)
    assert code == 1
    assert summary["records"] == CUSTOMERS[folder]
    assert summary["delivered"] == len(rows)
    assert summary["rejected"] == len(uneven)
    assert summary["requests"] == len(rows)
    assert [item["line"] for item in settled if item["outcome"] == "REJECTED"] == uneven
    assert [item["line"] for item in settled if item["outcome"] == "DELIVERED"] == sorted(rows)
    rejects = (tmp_path / "rejects.ndjson").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["_inflow"]["line"] for line in rejects] == uneven


@each_folder
@each_strictness
def test_products_arrive_in_arrays_with_their_prices_as_written(folder, strictness, tmp_path):
    source = folder / "products.csv"
    rows, uneven = read(source)
    assert uneven == []
    assert len(rows) == PRODUCTS[folder]
    with SimProcess("--limit", "none", "--routes", "both", "--strictness", strictness) as sim:
        code, summary, settled = load(sim, "products", source, tmp_path)
        assert stored(sim, "products", "productId") == by_name(rows, product)
        # Several requests are on their way at once, so they need not arrive in order.
        assert sorted(
            (len(json.loads(request["body"])) for request in sim.requests()), reverse=True
        ) == sizes(len(rows), 20)
    assert code == 0
    assert (summary["records"], summary["delivered"]) == (len(rows), len(rows))
    assert summary["requests"] == len(sizes(len(rows), 20))
    assert {item["outcome"] for item in settled} == {"DELIVERED"}


def sizes(records: int, most: int) -> list[int]:
    return [min(most, records - at) for at in range(0, records, most)]
