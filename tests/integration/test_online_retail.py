# SPDX-License-Identifier: Apache-2.0
"""The invoices of Online Retail as sales orders: lines, quantities and values of what arrives are
those of the files.

What must arrive is computed here, from the original files, by Python's own csv and decimal modules.
The full files are used where they lie beside the repository; a small sample of the same shape is
always used.
"""

from __future__ import annotations

import csv
import json
import pathlib
import random
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from sim_process import ROOT, SimProcess, binary, own_copy

EXAMPLE = ROOT / "examples" / "online-retail"
SAMPLE = ROOT / "tests" / "integration" / "data" / "online-retail"
SHARED = ROOT.parent / "shared" / "data" / "online-retail"
FOLDERS = [SAMPLE] + ([SHARED] if SHARED.is_dir() else [])
# How many lines, invoices, invoices without a customer, and returns each folder has; and the
# invoice with two dates.
SHAPES = {SAMPLE: (10, 5, 1, 1), SHARED: (7419, 418, 67, 36)}
TWO_DATES = {SAMPLE: "700004", SHARED: "536591"}
RUN_SECONDS = 120
# Customers and products are named by the shop's own numbers.
OPTIONS = ["--limit", "none", "--routes", "both", "--references", "published"]


@dataclass
class Line:
    """A row, with the place where it stands."""

    file: str
    number: int
    row: dict[str, str]


def invoices(folder: pathlib.Path) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                found.setdefault(row["InvoiceNo"], []).append(Line(path.name, number, row))
    return found


def order(lines: list[Line]) -> dict[str, Any]:
    """The order that an invoice must become, with the first line's date."""
    first = lines[0].row
    return {
        "source": "online shop",
        "orderNumber": first["InvoiceNo"],
        "orderDate": first["InvoiceDate"].replace(" ", "T") + "Z",
        "customerId": first["CustomerID"].split(".")[0] if first["CustomerID"] else "walk-in",
        "orderRemarks": f"Invoice {first['InvoiceNo']}, {first['Country']}",
        "lines": [
            {
                "productId": line.row["StockCode"],
                "quantity": {"standardQuantity": line.row["Quantity"]},
                "unitPrice": line.row["UnitPrice"],
            }
            for line in lines
        ],
    }


def totals_of_file(lines: list[Line]) -> tuple[int, Decimal, Decimal]:
    """How many lines, the sum of their quantities, and the value."""
    pairs = [(Decimal(line.row["Quantity"]), Decimal(line.row["UnitPrice"])) for line in lines]
    return totals(pairs)


def totals_of_body(body: dict[str, Any]) -> tuple[int, Decimal, Decimal]:
    return totals(
        [
            (Decimal(line["quantity"]["standardQuantity"]), Decimal(line["unitPrice"]))
            for line in body["lines"]
        ]
    )


def totals(pairs: list[tuple[Decimal, Decimal]]) -> tuple[int, Decimal, Decimal]:
    return (
        len(pairs),
        sum((quantity for quantity, _ in pairs), Decimal()),
        sum((q * price for q, price in pairs), Decimal()),
    )


def prepare(folder: pathlib.Path, into: pathlib.Path) -> list[str]:
    """Runs the example's script on every day; returns the new files, whose names are those of the
    days."""
    for path in sorted(folder.glob("*.csv")):
        with path.open("rb") as source, (into / path.name).open("wb") as prepared:
            subprocess.run(
                [sys.executable, str(EXAMPLE / "prepare.py")],
                stdin=source,
                stdout=prepared,
                check=True,
            )
    return sorted(path.name for path in into.glob("*.csv"))


@dataclass
class Load:
    code: int
    summary: dict[str, Any]
    results: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    errors: str


def load(sim: SimProcess, folder: pathlib.Path, work: pathlib.Path, on_conflict: str) -> Load:
    return load_days(sim, prepare(folder, work), work, on_conflict)


def load_days(sim: SimProcess, days: list[str], work: pathlib.Path, on_conflict: str) -> Load:
    command = [
        binary("inflow"),
        "load",
        "--config",
        str(own_copy(EXAMPLE / "orders.jsonc", work)),
        *days,
        "--json",
        "--progress",
        "never",
    ]
    command += ["--results", "results.ndjson", "--rejects", "rejects.ndjson"]
    command += [
        "--set",
        f"base_url={sim.url}",
        "--set",
        "rate_limit.windows=[]",
        "--set",
        f"batching.on_conflict={on_conflict}",
    ]
    done = subprocess.run(
        command,
        cwd=work,
        env=sim.environment(),
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    results = [
        json.loads(line)
        for line in (work / "results.ndjson").read_text(encoding="utf-8").splitlines()
    ]
    for result in results:
        result.setdefault("file", days[0])  # one input alone is not named
    path = work / "rejects.ndjson"
    rejects = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if path.exists()
        else []
    )
    return Load(
        done.returncode, json.loads(done.stdout.splitlines()[-1]), results, rejects, done.stderr
    )


def places(settled: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return sorted((one["file"], one["line"]) for one in settled)


def check_counts(done: Load, delivered: int, rejected: int, requests: int) -> None:
    summary = dict(done.summary)
    assert (summary["records"], summary["delivered"], summary["rejected"]) == (
        delivered + rejected,
        delivered,
        rejected,
    )
    assert (summary["requests"], summary["retries"], summary["throttled"]) == (requests, 0, 0)
    outcomes = (
        "delivered",
        "unchanged",
        "superseded",
        "rejected",
        "failed",
        "ambiguous",
        "dropped",
        "pending",
    )
    assert sum(summary[name] for name in outcomes) == summary["records"]
    assert [
        sum(one["outcome"] == name for one in done.results) for name in ("DELIVERED", "REJECTED")
    ] == [delivered, rejected]
    assert len(done.results) == delivered + rejected
    assert len(done.rejects) == rejected


each_folder = pytest.mark.parametrize(
    "folder", FOLDERS, ids=lambda folder: "shared" if folder == SHARED else "sample"
)
each_strictness = pytest.mark.parametrize("strictness", ["known", "harsh"])


@each_folder
def test_the_files_hold_what_the_example_is_about(folder):
    found = invoices(folder)
    lines = [line for invoice in found.values() for line in invoice]
    walk_ins = [
        number
        for number, invoice in found.items()
        if not any(line.row["CustomerID"] for line in invoice)
    ]
    returns = [number for number in found if number.startswith("C")]
    assert (len(lines), len(found), len(walk_ins), len(returns)) == SHAPES[folder]
    assert all(int(line.row["Quantity"]) < 0 for number in returns for line in found[number])
    dated = {
        number
        for number, invoice in found.items()
        if len({line.row["InvoiceDate"] for line in invoice}) > 1
    }
    assert dated == {TWO_DATES[folder]}


@each_folder
@each_strictness
@pytest.mark.parametrize("on_conflict", ["reject", "first"])
def test_every_invoice_arrives_as_one_order_with_the_sums_of_its_lines(
    folder, strictness, on_conflict, tmp_path
):
    expected = invoices(folder)
    refused = expected.pop(TWO_DATES[folder]) if on_conflict == "reject" else []
    lines = [line for invoice in expected.values() for line in invoice]
    with SimProcess(*OPTIONS, "--strictness", strictness) as sim:
        done = load(sim, folder, tmp_path, on_conflict)
        bodies = {
            body["orderNumber"]: body
            for body in (json.loads(request["body"]) for request in sim.requests())
        }
        stored = {one["orderNumber"]: totals_of_body(one) for one in sim.state("sales-orders")}
        assert sim.counts()["applied"] == sim.counts()["arrived"] == len(expected)
    sums = {number: totals_of_file(invoice) for number, invoice in expected.items()}
    assert {number: totals_of_body(body) for number, body in bodies.items()} == stored == sums
    assert bodies == {number: order(invoice) for number, invoice in expected.items()}
    check_counts(done, delivered=len(lines), rejected=len(refused), requests=len(expected))
    assert done.code == (1 if refused else 0)
    assert places([one for one in done.results if one["outcome"] == "DELIVERED"]) == sorted(
        (l.file, l.number) for l in lines
    )


@each_folder
def test_the_invoice_with_two_dates_is_refused_line_by_line_with_the_reason(folder, tmp_path):
    lines = invoices(folder)[TWO_DATES[folder]]
    with SimProcess(*OPTIONS) as sim:
        done = load(sim, folder, tmp_path, "reject")
        assert TWO_DATES[folder] not in [one["orderNumber"] for one in sim.state("sales-orders")]
    refused = [one for one in done.results if one["outcome"] == "REJECTED"]
    assert (
        places(refused)
        == places([one["_inflow"] for one in done.rejects])
        == [(line.file, line.number) for line in lines]
    )
    assert {(one["http_status"], one["attempts"]) for one in refused} == {(0, 0)}
    assert all(
        'attribute "orderDate" differs from the document\'s first line' in one["message"]
        for one in refused
    )
    # One line is the cause; the others say that their document was refused because of it.
    causes = [one for one in refused if not one["message"].startswith("its document was refused: ")]
    other_date = next(
        line for line in lines if line.row["InvoiceDate"] != lines[0].row["InvoiceDate"]
    )
    assert places(causes) == [(other_date.file, other_date.number)]
    # What was refused can be mended and loaded: it is there whole.
    kept = [
        (one["InvoiceNo"], one["StockCode"], one["Quantity"])
        for one in sorted(done.rejects, key=lambda r: r["_inflow"]["line"])
    ]
    assert kept == [
        (line.row["InvoiceNo"], line.row["StockCode"], line.row["Quantity"]) for line in lines
    ]


@each_folder
def test_days_whose_rows_were_shuffled_end_in_the_same_orders(folder, tmp_path):
    expected = {number: totals_of_file(invoice) for number, invoice in invoices(folder).items()}
    days = prepare(folder, tmp_path)
    dice = random.Random(7)
    for day in days:
        head, *rows = (tmp_path / day).read_text(encoding="utf-8").splitlines()
        dice.shuffle(rows)
        (tmp_path / day).write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    with SimProcess(*OPTIONS) as sim:
        done = load_days(sim, days, tmp_path, "first")
        stored = {one["orderNumber"]: totals_of_body(one) for one in sim.state("sales-orders")}
        # What arrived is whole, and the rest lies in the rejects with all of its lines.
        assert stored.items() <= expected.items()
        assert len(done.rejects) == sum(
            count for number, (count, _, _) in expected.items() if number not in stored
        )
        (tmp_path / "rejects.ndjson").rename(tmp_path / "sorted.ndjson")
        again = load_days(sim, ["sorted.ndjson"], tmp_path, "first")
        assert again.code == 0, again.errors
        orders = sim.state("sales-orders")
    assert len(orders) == len(expected)
    assert {one["orderNumber"]: totals_of_body(one) for one in orders} == expected
