# SPDX-License-Identifier: Apache-2.0
"""What every host goes through: 1,000 products, some of them bad, a quota, a burst of 503 and a
connection that is reset.

What must come of it is in data/: refused.csv names the refused records with their reasons,
state.csv is the products that the service has at the end.
"""

from __future__ import annotations

import csv
import json
import pathlib
import uuid
from typing import Any

from sim_process import API_KEY, COMPANY

RECORDS = 1000
BURST = range(300, 310)
RESET = 500
LIMIT = "250/1000"
# Of the records that the plugin sends: the burst and the reset make it send those requests once
# more.
REPEATED = len(BURST) + 1
FAULTS = {
    "rules": [
        {"path": "/products", "nth": list(BURST), "status": 503, "headers": {"Retry-After": "0"}},
        {"path": "/products", "nth": RESET, "reset": "before", "apply": True},
    ]
}
DATA = pathlib.Path(__file__).with_name("data")

# By position: a change to the record. Members are JSON text, since numbers must leave as they were
# written.
CHANGES: dict[int, dict[str, str]] = {
    21: {"sku": '"H-0020"'},  # again, changed: the later one must win
    50: {"colour": '"red"'},
    150: {"weight": '"heavy"'},
    250: {"name": "null"},
    350: {"categoryId": '"00000000-0000-4000-8000-00000000dead"'},
    600: {"weight": "90071992547409931.25"},  # no double has it
    700: {"name": '"Product 100 – ½"'},
    820: {"itemType": '"Gadget"'},
}


def guid_of(name: str) -> str:
    """The GUID that the company of the records in words once gave something."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


# Products in words: their categories, and half of them are in inFlow already. One is misspelt.
UNKNOWN = 17
NAMED: list[dict[str, Any]] = [
    {
        "sku": f"N-{n:02}",
        "name": f"Named {n}",
        "categoryId": "Catgory 1" if n == UNKNOWN else f"Category {n % 3}",
    }
    for n in range(40)
]
COMPANY_WITH_NAMES: dict[str, Any] = {
    "categories": [
        {"categoryId": guid_of(f"Category {n}"), "name": f"Category {n}"} for n in range(3)
    ],
    "products": [
        {
            "productId": guid_of(record["sku"]),
            "sku": record["sku"],
            "name": record["name"],
            "itemType": "stockedProduct",
        }
        for record in NAMED[:20]
        if record["categoryId"] != "Catgory 1"
    ],
}


def records() -> list[str]:
    """The records as JSON text, without line ends."""
    lines = []
    for n in range(RECORDS):
        members = {
            "sku": f'"H-{n:04}"',
            "name": f'"Product {n} – ½"',
            "weight": f"{n}.{n % 10}0",
            "isActive": "true",
        }
        members |= CHANGES.get(n, {})
        lines.append("{" + ",".join(f'"{name}":{value}' for name, value in members.items()) + "}")
    return lines


def config(url: str) -> dict[str, Any]:
    """The destination's configuration, the same for all hosts."""
    requests, per_ms = map(int, LIMIT.split("/"))
    return {
        "credential": {"company_id": COMPANY, "api_key": API_KEY},
        "base_url": url,
        "endpoint": "upsert_product",
        "identity": {"from": ["sku"]},
        "rate_limit": {"windows": [{"requests": requests, "per_ms": per_ms}]},
        "retry": {"initial_backoff_ms": 10},
    }


def state_of(products: list[dict[str, Any]]) -> list[list[str]]:
    """The service's products without what depends on the time, as rows of state.csv."""
    rows = [
        [product[name] for name in ("sku", "productId", "name", "weight")] for product in products
    ]
    assert all(product["isActive"] is True for product in products)
    return sorted(rows)


def refused_of(reasons: dict[int, str]) -> list[list[str]]:
    """Reasons by the record's position, as rows of refused.csv."""
    lines = records()
    return [
        [json.loads(lines[position])["sku"], reason] for position, reason in sorted(reasons.items())
    ]


def table(name: str) -> list[list[str]]:
    """A file of data/ without its heading."""
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]
