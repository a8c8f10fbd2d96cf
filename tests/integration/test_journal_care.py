# SPDX-License-Identifier: Apache-2.0
"""inflow journal: what a person does with a journal's file, sound or damaged."""

from __future__ import annotations

import json
import pathlib
import re
import sqlite3

import pytest

from command_process import Inflow
from sim_process import ROOT

APPLICATION_ID = 0x69464A31
TABLES = re.search(
    r'kSteps\[\] = \{\s*R"\((.*?)\)"', (ROOT / "plugin/journal/schema.cc").read_text("utf-8"), re.S
)[1]


@pytest.fixture
def offline(tmp_path) -> Inflow:
    return Inflow(tmp_path)


def make_journal(path: pathlib.Path, records: list[tuple[bytes, int]]) -> None:
    """A journal with these pending records, each with its `sent`, of a load that was killed."""
    with sqlite3.connect(path) as journal:
        journal.executescript(TABLES)
        journal.execute(f"PRAGMA application_id={APPLICATION_ID}")
        journal.execute("PRAGMA user_version=1")
        journal.execute("INSERT INTO scope VALUES (1, 'company', 'inflow.jsonc', 0)")
        journal.execute("INSERT INTO run VALUES (1, 1, 'inflow.jsonc products.ndjson', 1000, 0)")
        journal.execute("INSERT INTO session VALUES (1, 1, 1, x'00', 77, 1000, NULL, 0, 1)")
        journal.execute(
            "INSERT INTO batch VALUES (1, ?, 1, 1, 'products', 1000, 0, NULL, NULL)",
            [len(records)],
        )
        for number, (content, sent) in enumerate(records, start=1):
            journal.execute("INSERT INTO payload VALUES (?, ?)", [number, content])
            journal.execute(
                "INSERT INTO pending (session, number, id, ordinal, sent) VALUES (1, ?, ?, ?, ?)",
                [number, 40 + number, number - 1, sent],
            )
            journal.execute(
                "INSERT INTO run_record VALUES (1, ?, 1, ?, x'00', NULL)", [number - 1, number]
            )
    journal.close()


RECORDS = [(b'{"name": "Tea"}', 0), (b'{"name":\n"Mint"}', 1), (b"no JSON", 0), (b"{}", 3)]


@pytest.fixture
def journal(offline) -> pathlib.Path:
    path = offline.folder / "inflow.db"
    make_journal(path, RECORDS)
    return path


def test_a_check_tells_what_lies_in_a_journal(offline, journal):
    done = offline.run("journal", "check", "inflow.db")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("inflow.db: sound, a backup or another copy, which delivers nothing")
    assert "company company, inflow.jsonc: 4 pending (2 may have been applied)" in lines
    assert re.fullmatch(
        r"load of \d{4}-\d\d-\d\d \d\d:\d\d that has not ended: 4 pending "
        r"\(2 may have been applied\); the same inflow load goes on with it",
        lines[-1],
    )
    report = json.loads(offline.run("journal", "check", "inflow.db", "--json").out)
    assert (report["sound"], report["standing"], report["faults"]) == (True, "copy", [])
    assert report["scopes"] == [
        {"company": "company", "name": "inflow.jsonc", "pending": 4, "maybe_applied": 2,
         "settled": {}},
    ]  # fmt: skip
    assert report["runs"][0]["key"] == "inflow.jsonc products.ndjson"
    assert report["sessions"][0]["pid"] is None
    assert not (offline.folder / "inflow.db-sessions").exists()


def test_a_copy_is_taken_over_once_it_was_looked_at(offline, journal):
    done = offline.run("journal", "check", "inflow.db", "--take-over")
    assert done.code == 0
    assert "was taken over" in done.err
    assert done.out.startswith("inflow.db: sound, written here\n")
    assert "4 pending (4 may have been applied)" in done.out
    again = offline.run("journal", "check", "inflow.db", "--take-over")
    assert (again.code, "needs no take-over" in again.err) == (0, True)


def test_what_is_not_sound_is_told_and_not_taken_over(offline, journal):
    with sqlite3.connect(journal) as opened:
        opened.execute("DELETE FROM payload WHERE number = 2")
    opened.close()
    done = offline.run("journal", "check", "inflow.db", "--take-over")
    assert done.code == 1
    assert "fault: 1 pending records have lost their bytes\n" in done.out
    assert "was not taken over" in done.err


def test_a_backup_is_private_and_overwrites_nothing(offline, journal):
    done = offline.run("journal", "backup", "inflow.db", "copy.db")
    assert (done.code, done.out) == (0, "inflow.db was backed up to copy.db\n")
    assert (offline.folder / "copy.db").stat().st_mode & 0o777 == 0o600
    before = (offline.folder / "copy.db").read_bytes()
    again = offline.run("journal", "backup", "inflow.db", "copy.db")
    assert again.code == 2
    assert "is there already" in again.err
    assert (offline.folder / "copy.db").read_bytes() == before
    assert "4 pending" in offline.run("journal", "check", "copy.db").out


def test_a_journal_is_moved_with_what_belongs_to_it(offline, journal):
    offline.run("journal", "check", "inflow.db", "--take-over")
    (offline.folder / "data").mkdir()
    done = offline.run("journal", "move", "inflow.db", "data/moved.db")
    assert (done.code, done.out) == (0, "inflow.db was moved to data/moved.db\n")
    assert list(offline.folder.glob("inflow.db*")) == []
    assert "sound, written here" in offline.run("journal", "check", "data/moved.db").out


def test_pending_records_are_salvaged_as_rejects(offline, journal):
    before = journal.read_bytes()
    done = offline.run("journal", "salvage", "inflow.db", "pending.ndjson")
    assert done.code == 0
    assert done.out == "4 pending records of inflow.db written to pending.ndjson\n"
    lines = [json.loads(line) for line in (offline.folder / "pending.ndjson").open()]
    assert [line.pop("_inflow")["outcome"] for line in lines] == [
        "DROPPED", "AMBIGUOUS", "DROPPED", "DROPPED",
    ]  # fmt: skip
    assert lines == [{"name": "Tea"}, {"name": "Mint"}, {}, {}]
    about = json.loads((offline.folder / "pending.ndjson").read_text().splitlines()[2])["_inflow"]
    assert about.pop("reason") == "it was pending in the journal"
    assert about == {
        "outcome": "DROPPED", "route": "products", "number": 3, "id": 43, "ordinal": 2,
        "maybe_applied": False, "raw": "no JSON",
    }  # fmt: skip
    assert journal.read_bytes() == before


def test_what_is_left_of_a_damaged_file_is_salvaged(offline):
    path = offline.folder / "inflow.db"
    make_journal(path, [(b'{"name": "%d"}' % number + b" " * 300, 0) for number in range(400)])
    content = bytearray(path.read_bytes())
    at = content.index(b'{"name": "200"}') // 4096 * 4096
    content[at : at + 4096] = b"\x5a" * 4096
    path.write_bytes(content)
    assert offline.run("journal", "check", "inflow.db").code == 1
    done = offline.run("journal", "salvage", "inflow.db", "pending.ndjson")
    assert done.code == 1
    assert re.search(r"^\d+ pending records cannot be read, number \d+", done.out, re.M)
    assert len((offline.folder / "pending.ndjson").read_text().splitlines()) > 350
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "none.db"], "there is no journal"),
        (["check", "config.json"], "is no journal of inflow"),
        (["check", "inflow.db", "another"], "makes none"),
        (["backup", "inflow.db"], "needs the place"),
        (["move", "inflow.db", "no folder/moved.db"], "cannot be opened"),
        (["salvage", "inflow.db", "pending.ndjson", "--take-over"], "with inflow journal check"),
        (["burn", "inflow.db"], "ACTION"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(offline, journal, arguments, told):
    done = offline.run("journal", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
