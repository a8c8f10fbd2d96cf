# SPDX-License-Identifier: Apache-2.0
"""The same command goes on where a load stopped, however that ended: what the journal beside the
configuration is for."""

from __future__ import annotations

import json
import re
import shlex
import signal

import pytest

from command_process import Inflow
from sim_process import SimProcess
from stopped_load import (
    GOING_ON,
    LOAD,
    done_before,
    kill_at,
    names,
    one_after_the_other,
    records,
    stop_at,
)
from test_fold import FOLD, held, line


@pytest.mark.parametrize("number", [1, 2, 11, 20])
def test_a_load_that_was_killed_goes_on_where_it_was(inflow, sim, number):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(20))
    kill_at(inflow, sim, number, "p.ndjson")
    assert names(sim) == [record["name"] for record in records(number - 1)]
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 0, done.err
    assert done_before(done) == (number - 1, 20)
    assert (done.summary["records"], done.summary["delivered"]) == (20, 20)
    assert names(sim) == [record["name"] for record in records(20)]
    # Nothing that was answered is sent again.
    assert sim.counts()["arrived"] == 21
    # What has ended is not gone on with.
    again = inflow.load("p.ndjson", "--json")
    assert (again.code, again.summary["delivered"], again.summary["requests"]) == (0, 20, 20)
    assert not GOING_ON.search(again.err)


def test_a_load_may_be_killed_again_and_again(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(60))
    for request in (1, 7, 1, 13, 2):
        kill_at(inflow, sim, request, "p.ndjson")
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"]) == (0, 60), done.err
    assert names(sim) == [record["name"] for record in records(60)]


def test_blocks_mean_nothing(inflow, sim):
    one_after_the_other(inflow, batching={"enabled": False}, queue={"max_records": 14})
    inflow.write("p.ndjson", records(50))
    kill_at(inflow, sim, 17, "p.ndjson")
    done = inflow.load("p.ndjson", "--json", "--set", "queue.max_records=100")
    assert (done.code, done.summary["delivered"]) == (0, 50), done.err
    assert names(sim) == [record["name"] for record in records(50)]


@pytest.mark.parametrize("applied", [False, True])
def test_what_may_not_be_sent_twice_is_read_back(inflow, sim, applied):
    inflow.config(endpoint="create_product", rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", records(9))
    kill_at(inflow, sim, 5, "p.ndjson", apply=applied)
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["records"], done.summary["delivered"]) == (0, 9, 9), done.err
    assert sorted(names(sim)) == [record["name"] for record in records(9)]


@pytest.mark.parametrize("applied", [False, True])
def test_what_may_not_be_sent_twice_is_told(inflow, sim, applied):
    inflow.config(
        endpoint="create_product",
        retry={"on_unknown_outcome": "hold"},
        rate_limit={"windows": [], "max_in_flight": 1},
    )
    inflow.write("p.ndjson", records(9))
    kill_at(inflow, sim, 5, "p.ndjson", apply=applied)
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 1
    counts = [done.summary[key] for key in ("records", "delivered", "ambiguous")]
    assert counts == [9, 8, 1], done.err
    expected = [record["name"] for record in records(9)]
    if not applied:
        expected.remove("Tea 005")
    assert sorted(names(sim)) == expected
    rejects = inflow.lines("p.ndjson.rejects.ndjson")
    assert [(line["_inflow"]["outcome"], line["name"]) for line in rejects] == [
        ("AMBIGUOUS", "Tea 005")
    ]


def test_counts_and_rejects_are_those_of_the_whole_load(inflow, sim):
    one_after_the_other(inflow)
    rows = [f"Tea {number:03},T-{number}" for number in range(1, 21)]
    rows[2] = "Tea 003"  # a cell is missing
    rows[4] = "Tea 005,T-1"  # taken
    rows[14] = "Tea 015,T-2"
    rows[17] = "Tea 018"
    inflow.write("p.csv", "name,sku\n" + "\n".join(rows) + "\n")
    stopped = stop_at(inflow, sim, 9, signal.SIGINT, "p.csv", "--json", "--results", "r.ndjson")
    assert stopped.code == 5
    assert stopped.err.endswith("To go on: the same command\n")
    assert "--skip" not in stopped.err
    summary = stopped.summary
    assert summary["records"] == 20 and summary["pending"] == 10 and summary["rejected"] == 3
    first = inflow.text("p.csv.rejects.csv").splitlines()
    assert [line.split(",")[1] for line in first[1:]] == ["4", "6", "19"]

    done = inflow.load("p.csv", "--json", "--results", "r.ndjson")
    assert done.code == 1
    assert done_before(done)[1] == 20
    assert [done.summary[key] for key in ("records", "delivered", "rejected", "pending")] == [
        20,
        16,
        4,
        0,
    ]
    lines = inflow.text("p.csv.rejects.csv").splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["4", "6", "16", "19"]
    assert [name for name in inflow.files() if "rejects" in name] == ["p.csv.rejects.csv"]
    assert sorted(line["id"] for line in inflow.lines("r.ndjson")) == list(range(1, 21))


def test_rejects_that_were_mended_meanwhile_are_kept(inflow, sim):
    one_after_the_other(inflow)
    rows = ["Tea 1", "Tea 2,T-2", "Tea 3,T-3"]
    inflow.write("p.csv", "name,sku\n" + "\n".join(rows) + "\n")
    assert stop_at(inflow, sim, 2, signal.SIGINT, "p.csv").code == 5
    mended = inflow.text("p.csv.rejects.csv").replace("Tea 1", "Tea 1,T-1")
    inflow.write("p.csv.rejects.csv", mended)
    done = inflow.load("p.csv")
    assert done.code == 1
    assert inflow.text("p.csv.rejects.csv") == mended
    assert "Not delivered, with the reasons: p.csv.rejects.2.csv\n" in done.err


def test_a_stop_for_a_wrong_key_leaves_what_is_pending_in_the_journal(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(5))
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["pending"], done.summary["dropped"]) == (3, 5, 0)
    assert done.err.endswith("To go on: the same command\n")
    assert inflow.files() == ["config.json", "p.ndjson"]
    inflow.environment["INFLOW_API_KEY"] = sim.api_key
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"]) == (0, 5), done.err
    assert done_before(done) == (0, 5)


def test_a_line_that_was_mended_meanwhile_is_named(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("a.ndjson", records(3))
    inflow.write("b.ndjson", records(9)[3:])
    kill_at(inflow, sim, 6, "a.ndjson", "b.ndjson")
    mended = records(9)[3:]
    mended[1]["sku"] = "mended"
    inflow.write("b.ndjson", mended)
    arrived = sim.counts()["arrived"]
    done = inflow.load("a.ndjson", "b.ndjson")
    assert done.code == 2
    assert "inflow: b.ndjson line 2 is not what the load of " in done.err
    assert "--restart" in done.err
    assert sim.counts()["arrived"] == arrived

    done = inflow.load("a.ndjson", "b.ndjson", "--restart", "--json")
    assert (done.code, done.summary["delivered"]) == (0, 9)
    assert re.search(
        r"inflow: beginning anew; the load of \d\d:\d\d ends with 5 delivered, 4 dropped\n",
        done.err,
    ), done.err
    assert names(sim) == [record["name"] for record in records(9)]
    assert not GOING_ON.search(inflow.load("a.ndjson", "b.ndjson").err)


def test_a_line_that_was_refused_and_is_mended_is_named_too(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.csv", "name,sku\nTea 1,T-1\nTea 2\nTea 3,T-3\nTea 4,T-4\n")
    kill_at(inflow, sim, 3, "p.csv")
    inflow.write("p.csv", "name,sku\nTea 1,T-1\nTea 2,T-2\nTea 3,T-3\nTea 4,T-4\n")
    done = inflow.load("p.csv")
    assert done.code == 2
    assert "p.csv line 3 is not what " in done.err


def test_a_file_that_is_shorter_lacks_what_was_read(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(9))
    kill_at(inflow, sim, 4, "p.ndjson")
    inflow.write("p.ndjson", records(7))
    done = inflow.load("p.ndjson")
    assert done.code == 2
    assert "p.ndjson line 7 is the last record, and the load of " in done.err
    assert "has read 2 more: they are missing" in done.err


def test_a_file_that_has_grown_is_loaded_to_its_end(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(5))
    kill_at(inflow, sim, 4, "p.ndjson")
    inflow.write("p.ndjson", records(8))
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"]) == (0, 8), done.err
    assert names(sim) == [record["name"] for record in records(8)]


def test_one_load_at_a_time(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(5))
    sim.set_faults({"rules": [{"nth": 2, "hang": True}]})
    process = inflow.start(*LOAD, "p.ndjson")
    sim.wait_for_requests(2)
    done = inflow.load("p.ndjson")
    assert done.code == 5
    assert str(process.pid) in done.err
    assert "Nothing was sent" in done.err
    assert sim.counts()["arrived"] == 2
    # Another command of the same configuration is another load.
    inflow.write("q.ndjson", [{"name": "Cups", "sku": "C"}])
    other = inflow.load("q.ndjson")
    assert other.code == 0
    assert f"p.ndjson, which goes on in process {process.pid}\n" in other.err
    process.kill()
    inflow.finish(process)


def test_another_load_that_did_not_end_is_told_with_its_command(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p 1.ndjson", records(6))
    inflow.write("q.ndjson", [{"name": "Cups", "sku": "C"}])
    kill_at(inflow, sim, 3, "--skip", "1", "p 1.ndjson")
    done = inflow.load("q.ndjson")
    assert done.code == 0
    told = re.search(
        r"config\.journal also has the load of .* pending\. It goes on with: (.*?);", done.err
    )
    assert told, done.err
    assert names(sim) == ["Tea 002", "Tea 003", "Cups"]
    assert inflow.run(*shlex.split(told[1])[1:]).code == 0
    assert names(sim) == ["Tea 002", "Tea 003", "Cups", "Tea 004", "Tea 005", "Tea 006"]
    assert "also has" not in inflow.load("q.ndjson").err


def test_standard_input_is_never_gone_on_with(inflow, sim):
    one_after_the_other(inflow)
    text = "".join(f'{{"name": "{record["name"]}"}}\n' for record in records(3))
    done = inflow.load("-", stdin=text)
    assert done.code == 0
    assert (
        "standard input cannot be read again, so that no command goes on with this load, and no journal is kept\n"
        in done.err
    )
    assert not (inflow.folder / "config.journal").exists()
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    done = inflow.load("-", stdin=text)
    assert done.code == 3
    assert "To go on:\n  inflow load --config config.json inflow.rejects.ndjson\n" in done.err


def test_without_a_journal_everything_comes_back(inflow, sim):
    one_after_the_other(inflow)
    inflow.write("p.ndjson", records(5))
    done = stop_at(inflow, sim, 3, signal.SIGINT, "p.ndjson", "--no-journal")
    assert done.code == 5
    assert "journal" not in done.err
    assert "To go on:\n  inflow load --config config.json p.ndjson.rejects.ndjson\n" in done.err
    assert not (inflow.folder / "config.journal").exists()


@pytest.fixture
def orders(tmp_path):
    """The command and a simulator that does not ask whom and what orders name."""
    with SimProcess("--limit", "none", "--references", "published") as running:
        command = Inflow(tmp_path, running)
        command.config(**FOLD, rate_limit={"windows": [], "max_in_flight": 1})
        yield command, running


@pytest.mark.parametrize("applied", [False, True])
@pytest.mark.parametrize("number", [1, 3, 8])
def test_documents_go_on_whole(orders, number, applied):
    inflow, sim = orders
    numbers = [f"SO-{order}" for order in range(1, 9)]
    inflow.write("o.ndjson", [line(order, sku) for order in numbers for sku in range(1, 4)])
    kill_at(inflow, sim, number, "o.ndjson", apply=applied)
    done = inflow.load("o.ndjson", "--json")
    assert held(sim) == {order: [["S1", "S2", "S3"]] for order in numbers}
    counts = [
        done.summary[key] for key in ("records", "delivered", "documents", "documents_delivered")
    ]
    assert (done.code, counts) == (0, [24, 24, 8, 8]), done.err


def test_a_refused_line_of_a_document_is_no_difference(orders):
    inflow, sim = orders
    lines = [json.dumps(line(order, sku)) for order in "ABCDE" for sku in (1, 2)]
    lines[3] = '{"_inflow": {"raw": "half a line"}}'
    inflow.write("o.ndjson", "\n".join(lines) + "\n")
    stopped = stop_at(inflow, sim, 2, signal.SIGINT, "o.ndjson")
    assert stopped.err.endswith("To go on: the same command\n")
    done = inflow.load("o.ndjson", "--json")
    assert done_before(done)[1] == 10
    assert done.summary["records"] == 10
    places = [one["_inflow"]["line"] for one in inflow.lines("o.ndjson.rejects.ndjson")]
    assert places == sorted(places)
    assert held(sim)["A"] == [["S1", "S2"]]
    assert "B" not in held(sim)
