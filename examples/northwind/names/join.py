#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts names where Northwind has its own numbers:

    join.py products.csv suppliers.csv categories.csv > products.ndjson
    join.py orders.csv order-details.csv customers.csv products.csv > lines.ndjson

A row with a cell too many still tells its number and its name, which stand in front. A product or
an order with such a row is left out, and said.
"""

import csv
import decimal
import json
import sys


def rows(path: str) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def names(path: str) -> dict[str, str]:
    """The second column by the first."""
    return {row[0]: row[1] for row in rows(path)[1:]}


def records(path: str) -> list[dict[str, str]]:
    head, *others = rows(path)
    uneven = [row[0] for row in others if len(row) != len(head)]
    if uneven:
        numbers = ", ".join(uneven)
        print(f"left out, since their rows have a cell too many: {numbers}", file=sys.stderr)
    return [dict(zip(head, row)) for row in others if row[0] not in uneven]


def write(record: dict[str, str]) -> None:
    there = {name: value for name, value in record.items() if value not in ("", "NULL")}
    print(json.dumps(there, ensure_ascii=False))


csv.field_size_limit(sys.maxsize)  # the categories have pictures
if len(sys.argv) == 4:
    vendors, categories = names(sys.argv[2]), names(sys.argv[3])
    for row in records(sys.argv[1]):
        vendor, category = vendors[row["supplierID"]], categories[row["categoryID"]]
        write({**row, "vendor": vendor, "category": category})
else:
    orders = {row["orderID"]: row for row in records(sys.argv[1])}
    customers, products = names(sys.argv[3]), names(sys.argv[4])
    for line in records(sys.argv[2]):
        if line["orderID"] in orders:
            order = orders[line["orderID"]]
            percent = str(decimal.Decimal(line.pop("discount")) * 100)
            product, customer = products[line["productID"]], customers[order["customerID"]]
            write({**order, **line, "percent": percent, "product": product, "customer": customer})
