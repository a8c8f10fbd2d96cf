#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Loads the samples of examples/data into a local inFlow, and holds the command's report against
the server's own count.

The local inFlow allows 20 requests in any 2 seconds, so that the quota bites within seconds; some
records are bad on purpose. Exit 0: both sides tell the same story, and no request was over the
quota. 1: they differ.
"""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
import tempfile
from typing import Any, NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tests" / "integration"))

from sim_process import SimProcess, binary  # noqa: E402  (the path must be known first)

REQUESTS, PER_MS = 20, 2000
LOADS = (
    ("products", "products.csv"),
    ("customers", "customers.ndjson"),
    ("orders", "orders.ndjson"),
)
COLLECTIONS = {"products": "products", "customers": "customers", "orders": "sales-orders"}


class Side(NamedTuple):
    """What one side tells of a load."""

    records: int
    requests: int
    throttled: int


class Load(NamedTuple):
    source: str
    summary: dict[str, Any]
    refused: list[dict[str, Any]]
    command: Side
    server: Side


def look(sim: SimProcess, collection: str) -> Side:
    counts = sim.counts()
    return Side(len(sim.state(collection)), counts["arrived"], counts["throttled"])


def load(sim: SimProcess, name: str, source: str, folder: pathlib.Path) -> Load:
    before = look(sim, COLLECTIONS[name])
    results = folder / f"{name}.results.ndjson"
    command = [
        binary("inflow"),
        "load",
        "--config",
        f"examples/data/{name}.jsonc",
        f"examples/data/{source}",
    ]
    print("$ inflow", *command[1:], flush=True)
    command += [
        "--json",
        "--results",
        str(results),
        "--rejects",
        str(folder / f"{name}.rejects.ndjson"),
        "--no-journal",
    ]
    command += ["--set", f"base_url={sim.url}"]
    command += ["--set", f'rate_limit.windows=[{{"requests":{REQUESTS},"per_ms":{PER_MS}}}]']
    done = subprocess.run(
        command, cwd=ROOT, env=sim.environment(), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(
            f"inflow load ended with exit code {done.returncode}: the load did not finish"
        )
    summary = json.loads(done.stdout.splitlines()[-1])
    settled = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    refused = sorted(
        (item for item in settled if item["outcome"] != "DELIVERED"), key=lambda item: item["line"]
    )
    after = look(sim, COLLECTIONS[name])
    told = Side(summary["delivered"], summary["requests"], summary["throttled"])
    return Load(source, summary, refused, told, Side(*(a - b for a, b in zip(after, before))))


def show_refused(done: Load) -> None:
    for item in done.refused:
        print(f"  {done.source}:{item['line']}: {item['outcome']}: {item['message']}")
    print(flush=True)


def show_report(loads: list[Load]) -> None:
    print(f"{'':18}  {'the report of inflow load':^39}     {'what the server counted':>24}")
    print(
        f"{'':18}  {'records':>7} {'delivered':>9} {'refused':>7} {'requests':>8} {'429':>4}     {'stored':>9} {'requests':>8} {'429':>7}"
    )
    for done in loads:
        told, seen = done.command, done.server
        row = f"{done.source:18}  {done.summary['records']:7} {told.records:9} {len(done.refused):7} {told.requests:8} {told.throttled:4}"
        print(
            f"{row}     {seen.records:9} {seen.requests:8} {seen.throttled:7}  {'same' if told == seen else 'DIFFERENT'}"
        )


def agree(done: Load) -> bool:
    all_told = done.summary["records"] == done.summary["delivered"] + len(done.refused)
    return done.command == done.server and done.server.throttled == 0 and all_told


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="inflow-demo-") as folder:
        with SimProcess("--limit", f"{REQUESTS}/{PER_MS}", "--latency-ms", "20") as sim:
            print(
                f"A local inFlow allows {REQUESTS} requests in any {PER_MS / 1000:g} s.\n",
                flush=True,
            )
            loads = []
            for name, source in LOADS:
                loads.append(load(sim, name, source, pathlib.Path(folder)))
                show_refused(loads[-1])
            show_report(loads)
    good = all(agree(done) for done in loads)
    records = sum(done.command.records for done in loads)
    requests = sum(done.server.requests for done in loads)
    print(f"\n{records} records delivered in {requests} requests.", end=" ")
    print(
        "Both sides tell the same."
        if good
        else "The two sides DIFFER, or the quota was exceeded: see above."
    )
    return 0 if good else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\ndemo: interrupted; the local inFlow has been stopped", file=sys.stderr)
        sys.exit(130)
    except FileNotFoundError as error:
        sys.exit(f"demo: {error}")
