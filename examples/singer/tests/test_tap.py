# SPDX-License-Identifier: Apache-2.0
"""A real tap reads a real CSV file into the target."""

from __future__ import annotations

import csv
import json
import subprocess
import sys

import pytest
from conftest import EXAMPLE, ROOT, RUN_SECONDS

NORTHWIND = ROOT / "tests/integration/data/northwind"
VENV = ROOT / "build/singer-tap-venv"
INSTALL_SECONDS = 900


@pytest.fixture(scope="module")
def tap():
    """The tap's program. It needs another version of the SDK, so it lives in an environment of its
    own."""
    pins = EXAMPLE / "requirements-tap.txt"
    installed = VENV / "installed.txt"
    if not installed.exists() or installed.read_bytes() != pins.read_bytes():
        subprocess.run(
            [sys.executable, "-m", "venv", "--clear", VENV], check=True, timeout=INSTALL_SECONDS
        )
        pip = [
            VENV / "bin/pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            pins,
        ]
        subprocess.run(pip, check=True, timeout=INSTALL_SECONDS)
        installed.write_bytes(pins.read_bytes())
    return VENV / "bin/tap-spreadsheets"


def load(tap, host, files, **config):
    """Pipes the tap into the target."""
    (host.folder / "tap.json").write_text(
        json.dumps({"files": [{"format": "csv", **file} for file in files]})
    )
    target = host.start(**config)
    with open(host.folder / "tap.log", "wb") as log:
        command = [tap, "--config", "tap.json"]
        source = subprocess.Popen(
            command, cwd=host.folder, stdout=target.stdin, stderr=log, env={"PATH": "/usr/bin:/bin"}
        )
    target.stdin.close()
    target.stdin = None
    done = host.finish(target)
    assert source.wait(timeout=RUN_SECONDS) == 0, (host.folder / "tap.log").read_text()
    return done


def rows(name):
    with open(NORTHWIND / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_products(tap, host, sim):
    file = {
        "path": str(NORTHWIND / "products.csv"),
        "table_name": "products",
        "primary_keys": ["productID"],
    }
    body = {
        "sku": "NW-{record.productid}",
        "name": "{record.productname}",
        "price": "{record.unitprice}",
    }
    done = load(tap, host, [file], map=body)
    assert done.code == 0, done.log
    assert done.states[-1]["bookmarks"].keys() == {"products"}
    arrived = [
        (product["sku"], product["name"], product["price"]) for product in sim.state("products")
    ]
    assert arrived == [
        (f"NW-{row['productID']}", row["productName"], row["unitPrice"])
        for row in rows("products.csv")
    ]
    assert len(arrived) >= 5


def test_order_lines_become_documents(tap, host, sim):
    """Each line is a record, each order one request; two streams share the handle."""
    files = [
        {
            "path": str(NORTHWIND / "products.csv"),
            "table_name": "products",
            "primary_keys": ["productID"],
        },
        {
            "path": str(NORTHWIND / "order-details.csv"),
            "table_name": "lines",
            "primary_keys": ["orderID", "productID"],
        },
    ]
    routes = {
        "products": {"endpoint": "create_product", "map": {"name": "{record.productname}"}},
        "lines": {
            "endpoint": {"method": "POST", "url": "/{companyId}/customers"},
            "map": {
                "name": "{record.orderid}",
                "product": "{record.productid}",
                "price": "{record.unitprice}",
            },
            "batching": {
                "enabled": True,
                "algorithm": "fold",
                "by": "name",
                "line_attributes": ["product", "price"],
            },
        },
    }
    del host.config["endpoint"]
    done = load(tap, host, files, routes=routes, batch_size_rows=2)
    assert done.code == 0, done.log
    assert done.states[-1]["bookmarks"].keys() == {"products", "lines"}
    expected: dict[str, list[dict[str, str]]] = {}
    for row in rows("order-details.csv"):
        expected.setdefault(row["orderID"], []).append(
            {"product": row["productID"], "price": row["unitPrice"]}
        )
    assert {order["name"]: order["lines"] for order in sim.state("customers")} == expected
    assert len(sim.state("products")) == len(rows("products.csv"))
