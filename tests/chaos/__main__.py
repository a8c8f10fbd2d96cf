# SPDX-License-Identifier: Apache-2.0
"""python3 -m chaos: the campaign from the command line. Exit 0: nothing was lost, doubled or wrongly
told. 1: something was. 2: wrong usage, or not as many kills in flight as were asked for."""

from __future__ import annotations

import argparse
import os
import pathlib
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from . import plan
from .run import Outcome, carry_out
from .table import Table, story


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./dev chaos",
        description="Kills inflow load again and again, and judges what it told in the end.",
    )
    parser.add_argument("--seed", type=int, default=1, help="the seed of the first run; 1")
    parser.add_argument("--runs", type=int, help="how many; 30 unless --kills is given")
    parser.add_argument("--kills", type=int, help="as many runs as it takes for so many kills")
    parser.add_argument("--only", type=int, metavar="SEED", help="the run of one seed")
    parser.add_argument(
        "--in-flight", type=int, default=0, help="how many kills must have a request in flight"
    )
    parser.add_argument("--no-kills", action="store_true", help="faults of the service alone")
    parser.add_argument(
        "--spoil", action="store_true", help="loads keep no journal, which has to be found out"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at a time")
    parser.add_argument(
        "--keep", type=pathlib.Path, default=pathlib.Path("build/chaos"), metavar="FOLDER",
        help="where the files of runs with findings go; build/chaos",
    )  # fmt: skip
    given = parser.parse_args()
    if given.only is not None:
        given.seed, given.runs, given.kills = given.only, 1, None
    if given.runs is None and given.kills is None:
        given.runs = 30
    return given


def drawn(given: argparse.Namespace, seed: int) -> plan.Plan:
    whole = plan.draw(seed)
    whole = plan.without_kills(whole) if given.no_kills else whole
    return plan.without_journal(whole) if given.spoil else whole


def outcomes(given: argparse.Namespace, scratch: pathlib.Path) -> Iterator[Outcome]:
    """The runs as they end, until there are enough of them, or of their kills."""
    seed, kills = given.seed, 0
    running: set[Future[Outcome]] = set()
    with ThreadPoolExecutor(given.jobs) as pool:
        while True:
            enough = kills >= given.kills if given.kills else seed >= given.seed + given.runs
            while not enough and len(running) < given.jobs:
                running.add(pool.submit(carry_out, drawn(given, seed), scratch / str(seed)))
                seed += 1
                enough = not given.kills and seed >= given.seed + given.runs
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                outcome = future.result()
                kills += sum(outcome.kills.values())
                yield outcome


def keep(outcome: Outcome, folder: pathlib.Path) -> None:
    """Moves a run's files to where they outlast the campaign."""
    kept = folder / str(outcome.plan.seed)
    shutil.rmtree(kept, ignore_errors=True)
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(outcome.folder, kept)
    outcome.folder = kept


def main() -> int:
    given = options()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="inflow-chaos-") as scratch:
        for outcome in outcomes(given, pathlib.Path(scratch)):
            table.add(outcome)
            if outcome.findings or given.only is not None:
                keep(outcome, given.keep)
                print("\n".join(story(outcome)), flush=True)
            else:
                shutil.rmtree(outcome.folder)
    print(table.text())
    if table.findings():
        return 1
    if table.total()["in flight"] < given.in_flight:
        print(f"fewer than {given.in_flight} kills had a request in flight", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
