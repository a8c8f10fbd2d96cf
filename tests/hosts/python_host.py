# SPDX-License-Identifier: Apache-2.0
"""A host in Python: python_host.py CONFIG RECORDS.ndjson; prints each record that was not delivered
as a JSON line."""

import json
import sys

from inflow_destination import Destination, Result


def report(result: Result) -> None:
    for item in result:
        if not item.ok:
            print(json.dumps({"id": item.id, "reason": item.message}))


with (
    open(sys.argv[1], "rb") as config,
    open(sys.argv[2], "rb") as records,
    Destination(config_text := config.read()) as destination,
):
    lines = records.read().splitlines()
    journalled = "journal" in json.loads(config_text)
    if journalled:  # what an earlier process did with this file comes back, and the rest goes on
        destination.command("run", {"begin": sys.argv[2]})
    for start in range(0, len(lines), 300):
        report(destination.write(lines[start : start + 300]))
    report(destination.flush())
    if journalled:
        destination.command("run", {"end": True})
