# SPDX-License-Identifier: Apache-2.0
"""Where a load's journal lies, and what is told of a place that cannot have one."""

from __future__ import annotations

import os
import shutil
import subprocess

from sim_process import binary
from stopped_load import done_before, kill_at, one_after_the_other, records


def test_the_journal_is_told_once_and_only_a_load_makes_it(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(2))
    journal = inflow.folder / "config.journal"
    for command in (["load", "--dry-run"], ["plan"], ["preview"], ["send-test"], ["verify"]):
        inflow.run(*command, "--config", "config.json", "p.ndjson")
        assert not journal.exists(), command
    told = "inflow: journal: config.journal; the same command goes on where this one stopped\n"
    assert told in inflow.load("p.ndjson").err
    assert journal.stat().st_mode & 0o777 == 0o600
    assert "journal" not in inflow.load("p.ndjson").err


def test_a_journal_of_the_configuration_wins(inflow, sim):
    one_after_the_other(inflow, journal={"path": "mine.db", "durability": "normal"})
    inflow.write("p.ndjson", records(5))
    kill_at(inflow, sim, 3, "p.ndjson")
    assert (inflow.folder / "mine.db").exists()
    assert not (inflow.folder / "config.journal").exists()
    assert done_before(inflow.load("p.ndjson")) == (2, 5)


def test_an_environment_has_a_journal_of_its_own(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("config.trial.json", '{"retry": {"max_attempts": 2}}')
    inflow.write("p.ndjson", records(2))
    assert inflow.load("--env", "trial", "p.ndjson").code == 0
    assert (inflow.folder / "config.trial.journal").exists()
    assert not (inflow.folder / "config.journal").exists()


def test_a_folder_that_cannot_be_written_is_told_with_the_ways_out(inflow, sim):
    one_after_the_other(inflow)
    (inflow.folder / "kept").mkdir()
    shutil.copy(inflow.folder / "config.json", inflow.folder / "kept" / "config.json")
    (inflow.folder / "kept").chmod(0o555)
    inflow.write("p.ndjson", records(2))

    def load(*arguments: str) -> subprocess.CompletedProcess[str]:
        rights = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
        return subprocess.run(
            [
                *rights,
                binary("inflow"),
                "load",
                "--config",
                "kept/config.json",
                "p.ndjson",
                *arguments,
            ],
            cwd=inflow.folder,
            env=inflow.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    done = load()
    assert done.returncode == 2
    assert "there is no place for the journal kept/config.journal" in done.stderr
    assert "--no-journal" in done.stderr and "journal.path" in done.stderr
    assert sim.requests() == []
    assert load("--set", "journal.path=here.journal").returncode == 0
    assert load("--no-journal").returncode == 0


def test_a_file_that_is_no_journal_is_left_alone(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("config.journal", "a diary\n")
    inflow.write("p.ndjson", records(2))
    done = inflow.load("p.ndjson")
    assert done.code == 2
    assert "--no-journal" in done.err and "config.journal" in done.err
    assert inflow.text("config.journal") == "a diary\n"
    assert sim.requests() == []
