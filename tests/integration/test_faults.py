# SPDX-License-Identifier: Apache-2.0
"""Loads whose machine fails them: killed, stopped, with a clock that is set, a disk that is full, a
folder that cannot be written to, or a journal that is no good. The records are POSTs that nothing in
the service tells apart, so that a second one is seen."""

from __future__ import annotations

import json
import os
import pathlib
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from typing import Any, Callable, Iterator

import pytest

from command_process import Done, Inflow, wait_until
from sim_process import ROOT, SimProcess

sys.path.append(str(ROOT / "tests"))

from chaos.load import wrong_clock  # noqa: E402  (the path must be known first)

LOCATION = "00000000-0000-4000-8000-0000000000f1"
COUNT = 30
CREATE = {
    "endpoint": "create_stock_adjustment",
    "rate_limit": {"windows": [], "max_in_flight": 1},
    "retry": {"initial_backoff_ms": 1},
    "limits": {"timeout_ms": 20000},
}
JOURNAL = "config.journal"
NOBODY = 65534


@pytest.fixture
def load(inflow: Inflow) -> Inflow:
    """The command with an input of COUNT records."""
    prepare(inflow)
    return inflow


def prepare(inflow: Inflow, name: str = "in.ndjson", first: int = 0) -> None:
    inflow.config(**CREATE)
    numbers = range(first, first + COUNT)
    inflow.write(name, [{"locationId": LOCATION, "remarks": f"r{number}"} for number in numbers])


def standing(sim: SimProcess) -> Counter[str]:
    """How often each record stands in the service."""
    return Counter(entity["remarks"] for entity in sim.state("stock-adjustments"))


def once(numbers: Any) -> Counter[str]:
    return Counter(f"r{number}" for number in numbers)


def hold(sim: SimProcess, number: int, applied: bool, name: str = "") -> None:
    """From now on the request of that number, of those that have the name, has no answer."""
    rule = {"nth": number, "hang": True, "apply": applied, "body_contains": name}
    sim.set_faults({"rules": [rule]})


def start(inflow: Inflow, *arguments: str, **popen: Any) -> subprocess.Popen[str]:
    return inflow.start("load", "--config", "config.json", "in.ndjson", *arguments, **popen)


def killed(inflow: Inflow, sim: SimProcess, number: int, applied: bool = True) -> None:
    """Starts the load and kills it while that request, counted from now on, is on its way."""
    before = sim.counts()["arrived"]
    hold(sim, number, applied)
    process = start(inflow)
    sim.wait_for_requests(before + number)
    process.kill()
    inflow.finish(process)
    sim.set_faults({"rules": []})


def go_on(inflow: Inflow) -> Done:
    return inflow.load("in.ndjson", "--json")


def assert_one_is_ambiguous(inflow: Inflow, done: Done, number: int) -> None:
    """All but the record on the wire were delivered, and that one is told."""
    assert done.code == 1, done.err
    told = (done.summary["records"], done.summary["delivered"], done.summary["ambiguous"])
    assert told == (COUNT, COUNT - 1, 1), done.out
    (reject,) = inflow.lines("in.ndjson.rejects.ndjson")
    assert (reject["_inflow"]["outcome"], reject["remarks"]) == ("AMBIGUOUS", f"r{number}")


# Kills.


@pytest.mark.parametrize("applied", [True, False])
def test_a_load_that_was_killed_goes_on_and_tells_what_is_in_doubt(load, sim, applied):
    killed(load, sim, 12, applied)
    done = go_on(load)
    assert_one_is_ambiguous(load, done, 11)
    there = once(range(COUNT)) - (Counter() if applied else once([11]))
    assert standing(sim) == there
    assert "11 of 30 records are done" in done.err or "12 of 30 records are done" in done.err


@pytest.mark.parametrize("pause", ["0", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_the_service_did_not_do_the_first_time_is_in_doubt_the_second_time(load, sim, pause):
    """The record is sent again at once, before anything else happens."""
    throttled = {"nth": 5, "status": 429, "headers": {"Retry-After": pause}}
    sim.set_faults({"rules": [throttled, {"nth": 6, "hang": True, "apply": True}]})
    process = start(load)
    assert '"r4"' in sim.wait_for_requests(6)[5]["body"]
    process.kill()
    load.finish(process)
    sim.set_faults({"rules": []})
    assert_one_is_ambiguous(load, go_on(load), 4)
    assert standing(sim) == once(range(COUNT))


def test_a_load_that_is_killed_while_it_goes_on(load, sim):
    for number in (3, 1, 1, 5):
        killed(load, sim, number, applied=False)
    done = go_on(load)
    assert (done.code, done.summary["ambiguous"], done.summary["records"]) == (1, 4, COUNT)
    told = [reject["remarks"] for reject in load.lines("in.ndjson.rejects.ndjson")]
    assert standing(sim) + Counter(told) == once(range(COUNT))


def test_two_loads_beside_each_other_are_killed_in_turn(tmp_path, sim):
    loads = []
    for name, first in (("a", 100), ("b", 200)):
        (tmp_path / name).mkdir()
        loads.append(Inflow(tmp_path / name, sim))
        prepare(loads[-1], first=first)
    for turn in range(3):
        for inflow, name in zip(loads, ("r1", "r2")):
            hold(sim, 4, True, f'"{name}')
            process = start(inflow)
            wait_until(lambda: any(request["rule"] == 0 and request["ended_ms"] is None for request in sim.requests()))  # fmt: skip
            process.kill()
            inflow.finish(process)
    sim.set_faults({"rules": []})
    for inflow in loads:
        done = go_on(inflow)
        assert (done.code, done.summary["ambiguous"]) == (1, 3), done.err
        assert done.summary["delivered"] == COUNT - 3
    assert standing(sim) == once([*range(100, 100 + COUNT), *range(200, 200 + COUNT)])


def test_two_loads_of_one_configuration_share_a_journal(load, sim):
    """Each is killed while the other one goes on or stands there."""
    prepare(load, "other.ndjson", first=100)
    held = [{"hang": True, "apply": True, "body_contains": name} for name in ('"r4"', '"r104"')]
    sim.set_faults({"rules": held})
    first = start(load)
    second = load.start("load", "--config", "config.json", "other.ndjson")
    wait_until(lambda: {request["rule"] for request in sim.requests()} >= {0, 1})
    first.kill()
    load.finish(first)
    assert_one_is_ambiguous(load, go_on(load), 4)
    second.kill()
    load.finish(second)
    done = load.load("other.ndjson", "--json")
    assert (done.summary["delivered"], done.summary["ambiguous"]) == (COUNT - 1, 1), done.err
    assert standing(sim) == once([*range(COUNT), *range(100, 100 + COUNT)])


def test_a_second_process_of_a_load_that_runs_is_refused_with_its_pid(load, sim):
    hold(sim, 3, True)
    process = start(load)
    sim.wait_for_requests(3)
    done = go_on(load)
    assert done.code not in (0, 1)
    assert str(process.pid) in done.err
    assert len(sim.requests()) == 3
    process.kill()
    load.finish(process)


def test_a_load_that_stands_still_keeps_no_other_one_from_working(tmp_path, sim):
    loads = []
    for name, first in (("a", 100), ("b", 200)):
        (tmp_path / name).mkdir()
        loads.append(Inflow(tmp_path / name, sim))
        prepare(loads[-1], first=first)
    still, other = loads
    hold(sim, 5, True)
    process = start(still, "--json")
    sim.wait_for_requests(5)
    process.send_signal(signal.SIGSTOP)
    assert go_on(other).code == 0
    process.send_signal(signal.SIGCONT)
    process.kill()
    still.finish(process)
    assert_one_is_ambiguous(still, go_on(still), 104)
    assert standing(sim) == once([*range(100, 100 + COUNT), *range(200, 200 + COUNT)])


# Clocks.


@pytest.mark.parametrize("days", [-400, 400])
def test_a_load_goes_on_though_the_clock_was_set(load, sim, days):
    killed(load, sim, 12)
    load.environment |= wrong_clock(days)
    assert_one_is_ambiguous(load, go_on(load), 11)
    assert standing(sim) == once(range(COUNT))


def test_a_clock_that_is_set_while_a_load_runs_changes_nothing(load, sim):
    clock = load.folder / "clock"
    clock.write_text("+0")
    load.environment |= wrong_clock(1) | {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}  # fmt: skip
    del load.environment["FAKETIME"]
    sim.set_faults({"rules": [{"delay_ms": 30}]})
    process = start(load, "--json")
    for number, offset in ((5, "+400d"), (10, "-400d"), (15, "+0")):
        sim.wait_for_requests(number)
        clock.write_text(offset)
    done = load.finish(process)
    assert (done.code, done.summary["delivered"], done.summary["retries"]) == (0, COUNT, 0), (
        done.err
    )
    assert standing(sim) == once(range(COUNT))


# Disks.


def bounded(limit: int) -> Callable[[], None]:
    """A process in which no file grows beyond so many bytes. Like a disk, it says so with an error
    alone."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    return bound


PAGE = 4096
# From the first page of a new journal to the last ones of its log.
FULL_AT = [PAGE * pages for pages in (1, 8, 16, 17, 18, 19, 20, 24, 30, 40, 52, 66, 82, 100, 120)]


def test_a_disk_that_is_full_at_any_write_loses_and_doubles_nothing(tmp_path):
    """The same command goes on when there is room again."""
    reached = set()
    for limit in FULL_AT:
        folder = tmp_path / str(limit)
        folder.mkdir()
        with SimProcess("--limit", "none") as sim:
            inflow = Inflow(folder, sim)
            prepare(inflow)
            # The journal's disk alone: a quota's log that cannot be written stops no load.
            inflow.config(**CREATE | {"rate_limit": {**CREATE["rate_limit"], "log": None}})
            full = inflow.finish(start(inflow, "--json", preexec_fn=bounded(limit)))
            applied = sim.counts()["applied"]
            reached.add(applied)
            if full.code == 0:  # it needs no more than that
                assert standing(sim) == once(range(COUNT))
                continue
            assert full.code == 5, full.err
            assert JOURNAL in full.err
            done = go_on(inflow)
            assert done.code in (0, 1), done.err
            ambiguous = done.summary["ambiguous"]
            assert done.summary["delivered"] + ambiguous == COUNT, done.out
            there = standing(sim)
            assert max(there.values()) == 1 and len(there) >= COUNT - ambiguous
            # The last answer that came, and the record that was marked behind it.
            assert ambiguous <= 2
    assert min(reached) == 0 and max(reached) > COUNT // 2 and len(reached) > 5


@pytest.fixture
def open_folder() -> Iterator[pathlib.Path]:
    """A folder that others than its owner can reach."""
    with tempfile.TemporaryDirectory(prefix="inflow-faults-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        yield folder


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_sent(open_folder, sim):
    inflow = Inflow(open_folder, sim)
    prepare(inflow)
    open_folder.chmod(0o555)
    # To the superuser no folder is read-only.
    as_nobody = (lambda: os.setuid(NOBODY)) if os.getuid() == 0 else None
    done = inflow.finish(start(inflow, preexec_fn=as_nobody))
    open_folder.chmod(0o755)
    assert done.code == 2
    assert JOURNAL in done.err and "--no-journal" in done.err
    assert sim.requests() == []


# Journals.


def truncate(path: pathlib.Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def spoil(path: pathlib.Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    path.write_bytes(data)


def make_newer(path: pathlib.Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")
    database.close()


def make_another_programs(path: pathlib.Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")
    database.close()


def make_text(path: pathlib.Path) -> None:
    path.write_text("flour, water, salt\n")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (truncate, "damaged"),
        (spoil, "damaged"),
        (make_newer, "newer version"),
        (make_another_programs, "no journal of inflow"),
        (make_text, "no journal of inflow"),
    ],
)
def test_a_journal_that_cannot_be_trusted_is_left_as_it_is_and_nothing_is_sent(
    load, sim, harm, words
):
    killed(load, sim, 12)
    journal = load.folder / JOURNAL
    # What lies in the write-ahead log goes into the file, as at an orderly end.
    with sqlite3.connect(journal) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    harm(journal)
    before, requests = journal.read_bytes(), len(sim.requests())
    done = go_on(load)
    assert done.code not in (0, 1, 70), done.err
    assert JOURNAL in done.err and words in done.err
    assert len(sim.requests()) == requests
    assert journal.read_bytes() == before


def test_a_journal_that_was_deleted_is_begun_anew_and_the_load_with_it(load, sim):
    """Nobody can know better: what was sent is sent again."""
    killed(load, sim, 12)
    for path in load.folder.glob(JOURNAL + "*"):
        path.unlink()
    assert go_on(load).code == 0
    assert standing(sim) == once(range(COUNT)) + once(range(12))


def test_a_journal_that_is_restored_from_a_copy_delivers_nothing(load, sim):
    """A copy knows nothing of what happened behind it."""
    killed(load, sim, 5)
    journal = load.folder / JOURNAL
    with sqlite3.connect(journal) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    copy = journal.read_bytes()
    assert_one_is_ambiguous(load, go_on(load), 4)
    for name in ("", "-wal", "-shm"):
        (load.folder / (JOURNAL + name)).unlink(missing_ok=True)
    journal.write_bytes(copy)
    requests = len(sim.requests())
    done = go_on(load)
    assert done.code not in (0, 1, 70), done.err
    assert "copy" in done.err
    assert len(sim.requests()) == requests


# What a load is.


def test_records_that_another_version_rendered_are_not_sent_by_this_one(load, sim):
    """The fingerprint of a session holds the version of what renders."""
    killed(load, sim, 12)
    with sqlite3.connect(load.folder / JOURNAL) as database:
        database.execute("UPDATE session SET fingerprint = x'00112233'")
    database.close()
    requests = len(sim.requests())
    done = go_on(load)
    assert done.code not in (0, 1, 70), done.err
    assert "journal.on_other_configuration" in done.err
    assert len(sim.requests()) == requests
    adopted = load.load("in.ndjson", "--json", "--set", "journal.on_other_configuration=adopt")
    assert adopted.code == 1, adopted.err
    assert standing(sim) == once(range(COUNT))


def test_another_configuration_does_not_send_what_is_pending_under_the_one_before(load, sim):
    killed(load, sim, 12)
    requests = len(sim.requests())
    changed = load.load("in.ndjson", "--json", "--set", 'request_headers={"X-Shop": "1"}')
    assert changed.code not in (0, 1, 70), changed.err
    assert len(sim.requests()) == requests
    assert_one_is_ambiguous(load, go_on(load), 11)


@pytest.mark.parametrize("changed", [3, 20])
def test_an_input_that_was_changed_meanwhile_is_told_by_its_line(load, sim, changed):
    killed(load, sim, 12)
    records = load.lines("in.ndjson")
    records[changed]["remarks"] = "mended"
    load.write("in.ndjson", records)
    requests = len(sim.requests())
    done = go_on(load)
    assert done.code == 2
    assert f"line {changed + 1}" in done.err and "--restart" in done.err
    assert len(sim.requests()) == requests


def test_no_file_of_a_load_holds_the_key(load, sim):
    killed(load, sim, 12)
    go_on(load)
    key = load.environment["INFLOW_API_KEY"].encode()
    holding = [path.name for path in load.folder.iterdir() if key in path.read_bytes()]
    assert holding == []
    assert json.loads(load.text("config.json"))["endpoint"] == CREATE["endpoint"]
