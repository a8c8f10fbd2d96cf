# SPDX-License-Identifier: Apache-2.0
"""What inflow load does about an input that is written to while it is read."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest

from command_process import Done

RECORDS = 200
HEADER = "name,remarks\n"


def row(number: int) -> str:
    return f"P{number}," + "x" * 10_000 + "\n"


def load_and_change(inflow, sim, change, *inputs, until=lambda process: None, **popen):
    """Loads while `change` is called at a moment when everything was counted and most of the file
    is not read yet: the service stands still, and only a few records may wait for it. `until` waits
    for more than the counting."""
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1}, queue={"max_records": 10})
    sim.process.send_signal(signal.SIGSTOP)
    try:
        process = inflow.start(
            "load", "--no-journal", "--config", "config.json", *(inputs or ["p.csv"]), **popen
        )
        counted = process.stderr.readline()
        until(process)
        change()
    finally:
        sim.process.send_signal(signal.SIGCONT)
    # What the line's reading took along is in the stream's buffer, where communicate() does not
    # look.
    rest = process.stderr.read()
    return counted, Done(process.wait(), process.stdout.read(), rest)


@pytest.fixture
def path(inflow):
    inflow.write("p.csv", HEADER + "".join(row(i) for i in range(RECORDS)))
    return inflow.folder / "p.csv"


def append(path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def files_of(process) -> list[str]:
    """What the process has open; a descriptor may be gone before it is looked at."""
    files = []
    for link in Path(f"/proc/{process.pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            files.append(os.readlink(link))
    return files


def names(sim) -> list[str]:
    return [entity["name"] for entity in sim.state("products")]


def test_a_file_that_only_grows_is_loaded_to_its_end_and_told(inflow, sim, path):
    more = "".join(row(i) for i in range(RECORDS, RECORDS + 5))
    counted, done = load_and_change(inflow, sim, lambda: append(path, more))
    assert counted.startswith(f"inflow: {RECORDS} records to send")
    assert done.code == 0, done.err
    assert (
        f"inflow: p.csv grew while it was read; the {len(more):,} bytes that came are read too\n"
        in done.err
    )
    assert names(sim) == [f"P{i}" for i in range(RECORDS + 5)]


def test_a_row_that_is_still_being_written_is_held_back(inflow, sim, path):
    _, done = load_and_change(
        inflow,
        sim,
        lambda: append(path, row(RECORDS) + "Half,a rem"),
        "p.csv",
        "--results",
        "results.ndjson",
    )
    assert done.code == 1, done.err
    assert names(sim) == [f"P{i}" for i in range(RECORDS + 1)]
    (refused,) = [line for line in inflow.lines("results.ndjson") if line["outcome"] != "DELIVERED"]
    assert (refused["outcome"], refused["line"]) == ("REJECTED", RECORDS + 3)
    assert (
        "this last row has no line end, so that it may be cut; load the row when it is complete"
        in refused["message"]
    )


@pytest.mark.parametrize("rest", [1_500_011, 0])
def test_a_file_that_is_cut_stops_the_load(inflow, sim, path, rest):
    size = path.stat().st_size
    _, done = load_and_change(inflow, sim, lambda: os.truncate(path, rest))
    assert done.code == 5
    assert (
        f"inflow: stopped before the end: p.csv was shortened, from {size:,} to {rest:,} bytes, while it was read. Let nothing else write "
        "to it, and look at what was delivered before it is loaded again\n"
    ) in done.err
    assert "--skip" not in done.err
    # Whole records alone were sent.
    assert all(len(entity["remarks"]) == 10_000 for entity in sim.state("products"))


def test_a_file_that_is_written_anew_stops_the_load(inflow, sim, path):
    def write_anew():
        # Over what is there, so that it is at no moment shorter.
        with path.open("r+") as file:
            file.write(HEADER + "".join(row(i) for i in range(1000, 1000 + RECORDS + 5)))

    _, done = load_and_change(inflow, sim, write_anew)
    assert done.code == 5
    assert "p.csv was written anew while it was read" in done.err
    assert all(int(name[1:]) < RECORDS for name in names(sim))


def test_another_file_in_its_place_stops_the_load(inflow, sim, path):
    def replace():
        inflow.write("new.csv", path.read_bytes())
        os.rename(inflow.folder / "new.csv", path)

    _, done = load_and_change(inflow, sim, replace)
    assert done.code == 5
    assert "p.csv was replaced by another file while it was read" in done.err


def test_going_on_leaves_the_changed_file_out(inflow, sim, path):
    inflow.write("next.csv", HEADER + row(5000))
    _, done = load_and_change(
        inflow, sim, lambda: os.truncate(path, 1_000_000), "p.csv", "next.csv"
    )
    assert done.code == 5
    assert "  inflow load --config config.json next.csv\n" in done.err
    assert "p.csv next.csv" not in done.err


def test_a_file_on_standard_input_is_watched_too(inflow, sim, path):
    with path.open("rb") as file:
        _, done = load_and_change(
            inflow, sim, lambda: os.truncate(path, 1_000_000), "-", "--format", "csv", stdin=file
        )
    assert done.code == 5
    assert "the file on standard input was shortened, from " in done.err


def test_a_file_that_is_removed_is_loaded_to_its_end(inflow, sim, path):
    def opened(process):
        while process.poll() is None and str(path) not in files_of(process):
            os.sched_yield()

    _, done = load_and_change(inflow, sim, path.unlink, until=opened)
    assert done.code == 0, done.err
    assert len(names(sim)) == RECORDS
