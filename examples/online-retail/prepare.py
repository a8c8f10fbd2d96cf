#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Rewrites a day of Online Retail, line by line: prepare.py < 2010-12-01.csv > prepared.csv

An empty CustomerID becomes WALK_IN, since a map's placeholder needs a value; 17850.0 becomes 17850,
and a date one of ISO 8601.
"""

import csv
import sys

WALK_IN = "walk-in"

sys.stdin.reconfigure(encoding="utf-8", newline="")
sys.stdout.reconfigure(encoding="utf-8", newline="")
rows = csv.DictReader(sys.stdin)
prepared = csv.DictWriter(sys.stdout, rows.fieldnames, lineterminator="\n")
prepared.writeheader()
for row in rows:
    row["CustomerID"] = row["CustomerID"].removesuffix(".0") or WALK_IN
    row["InvoiceDate"] = row["InvoiceDate"].replace(" ", "T") + "Z"
    prepared.writerow(row)
