#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Joins Northwind's orders with their lines: join.py orders.csv order-details.csv > lines.ndjson

A row of orders.csv with a cell too many is left out, and said. A discount of 0.15 becomes 15
percent.
"""

import csv
import decimal
import json
import sys

orders = {
    row["orderID"]: row
    for row in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig", newline=""))
}
uneven = [number for number, row in orders.items() if None in row or None in row.values()]
for line in csv.DictReader(open(sys.argv[2], encoding="utf-8-sig", newline="")):
    if line["orderID"] in orders and line["orderID"] not in uneven:
        percent = str(decimal.Decimal(line.pop("discount")) * 100)
        record = {**orders[line["orderID"]], **line, "percent": percent}
        print(
            json.dumps(
                {name: value for name, value in record.items() if value not in ("", "NULL")},
                ensure_ascii=False,
            )
        )
print(
    f"orders left out, since their rows have a cell too many: {', '.join(uneven) or 'none'}",
    file=sys.stderr,
)
