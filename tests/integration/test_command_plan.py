# SPDX-License-Identifier: Apache-2.0
"""inflow plan counts what inflow load then does; inflow columns shows what a file holds."""

from __future__ import annotations

import json
import os
import signal

import pytest

from command_process import wait_until


def plan(inflow, *arguments, **more):
    return inflow.run("plan", "--config", "config.json", *arguments, "--json", **more)


def rows(count, prefix):
    """Every seventh row lacks its name, and every eleventh has a cell too many."""
    lines = ["sku,name,description"]
    for i in range(count):
        name = "" if i % 7 == 3 else f"{prefix} {i}"
        lines.append(f"{prefix}-{i},{name},{'x' * (i % 50)}{',y' if i % 11 == 5 else ''}")
    return "\n".join(lines) + "\n"


def test_a_plan_is_what_the_load_comes_to(inflow, sim):
    for prefix, batching in {"A": {}, "B": {"batching": {"enabled": True, "size": 7}}}.items():
        inflow.config(
            endpoint="create_product",
            map={"sku": "{record.sku}", "name": "{record.name}", "description": "{description?}"},
            rate_limit={"windows": [], "max_in_flight": 1},
            **batching,
        )
        inflow.write("a.csv", rows(120, prefix))
        before = len(sim.requests())
        planned = plan(inflow, "a.csv")
        assert len(sim.requests()) == before
        done = inflow.load("a.csv", "--json")
        assert (planned.code, done.code) == (1, 1)
        summary = planned.summary
        assert summary["requests_exact"] is True
        assert summary["requests"] == done.summary["requests"]
        assert summary["refused"] == done.summary["rejected"]
        assert summary["fine"] == done.summary["delivered"]
        assert [(one["line"], one["records"]) for one in summary["reasons"]] == [(5, 15), (7, 11)]
        assert f"in {summary['requests']} requests" in done.err


def test_documents_are_counted_whole(inflow, sim):
    fold = {"enabled": True, "algorithm": "fold", "by": "no", "line_attributes": ["item"]}
    inflow.config(endpoint="create_sales_order", batching=fold)
    inflow.write("a.csv", "no,item\nA,1\nA,2\nB,1\nC,1\nB,2\nD,1\nD,1,2\n")
    done = plan(inflow, "a.csv")
    assert done.code == 1
    assert {key: done.summary[key] for key in ("records", "fine", "documents", "requests")} == {
        "records": 7,
        "fine": 3,
        "documents": 4,
        "requests": 2,
    }
    loaded = inflow.load("a.csv", "--json").summary
    assert done.summary["requests"] == loaded["requests"]
    assert done.summary["documents"] == loaded["documents"]
    assert "do not stand together" in done.summary["notices"][0]
    assert done.summary["notices"][0] in done.err


def test_a_dry_run_is_a_plan_also_of_a_pipe_and_while_inactive(inflow, sim):
    inflow.config(endpoint="create_product", active=False)
    for arguments in (["plan"], ["load", "--dry-run"]):
        done = inflow.run(
            *arguments, "--config", "config.json", "-", stdin='{"name":"a"}\n{"name":"b"}\n'
        )
        assert (done.code, done.err) == (0, "inflow: nothing was sent\n")
        assert done.out.startswith("2 records: 2 fine\n  2 requests, ")


def test_what_is_wrong_with_options_and_files_is_no_plan(inflow):
    inflow.config(endpoint="create_product")
    inflow.write("a.csv", "name\na\n")
    assert plan(inflow, "none.csv").code == 2
    assert plan(inflow, "a.csv", "--route", "x").code == 2
    inflow.config(endpoint="create_produkt")
    assert plan(inflow, "a.csv").code == 2


def test_columns_of_a_file(inflow):
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]})
    inflow.write("a.csv", "sku;Name;made;cost\nA;Tea;2024-02-29;1,5\nB;;2024-03-01;2\nC;Cup;;x;y\n")
    done = inflow.run("columns", "a.csv", "--config", "config.json", "--json")
    assert done.code == 0
    assert (done.summary["format"], done.summary["separator"]) == ("csv", ";")
    assert (done.summary["records"], done.summary["unreadable"]) == (2, 1)
    columns = {one.pop("name"): one for one in done.summary["columns"]}
    assert list(columns) == ["sku", "Name", "made", "cost"]
    assert columns["sku"] == {
        "type": "text",
        "blank": 0,
        "samples": ["A", "B"],
        "fields": ["sku"],
    }
    assert columns["Name"] == {
        "type": "text",
        "blank": 1,
        "samples": ["Tea"],
        "fields": [],
        "nearest": "name",
    }
    assert (columns["made"]["type"], columns["cost"]["type"]) == ("date", "decimal")
    text = inflow.run("columns", "a.csv")
    assert text.out.splitlines()[0] == "a.csv: csv, cells separated by ';', 2 records, 4 columns"
    assert inflow.run("columns", "b.csv").code == 2


def test_columns_of_objects(inflow):
    inflow.write("a.ndjson", [{"a": {"b": 1}}, {"a": {"b": 2.5}, "c": None}, {"c": True}])
    done = inflow.run("columns", "a.ndjson", "--json")
    assert json.loads(done.out)["columns"] == [
        {"name": "a.b", "type": "decimal", "blank": 1, "samples": ["1", "2.5"]},
        {"name": "c", "type": "boolean", "blank": 2, "samples": ["true"]},
    ]


def test_a_file_of_many_columns(inflow):
    names = [f"c{i}" for i in range(2_000)]
    inflow.write("a.csv", ",".join(names) + "\n" + ",".join(str(i) for i in range(2_000)) + "\n")
    inflow.config(endpoint="upsert_product")
    done = inflow.run("columns", "a.csv", "--config", "config.json", "--json")
    assert (done.code, done.err) == (0, "")
    assert [one["name"] for one in done.summary["columns"]] == names
    assert done.summary["whole"] is True
    inflow.write("b.csv", ",".join(names + ["more"]) + "\n1" + "," * 2_000 + "\n")
    done = inflow.run("columns", "b.csv", "--json")
    assert (len(done.summary["columns"]), done.summary["whole"]) == (2_000, False)
    assert done.err == "inflow: there are more columns than the 2,000 that are shown here\n"


@pytest.mark.parametrize("command", (["columns"], ["plan", "--config", "config.json"]))
def test_what_is_no_csv_is_refused_as_a_whole(inflow, command):
    inflow.config(endpoint="create_product")
    for name, content, words in (
        ("sheet.csv", b"PK\x03\x04" + bytes(100), "zip archive"),
        ("page.csv", b"<!DOCTYPE html><html></html>", "page"),
        ("latin.csv", b"name\nCaf\xe9\n", "UTF-8"),
        ("list.csv", b'[{"name":"a"}]\n', "JSON"),
    ):
        inflow.write(name, content)
        done = inflow.run(*command, name, "--json")
        assert (done.code, done.out) == (2, ""), name
        assert words in done.err and name in done.err, done.err
    inflow.write("empty.csv", "")
    assert inflow.run("columns", "empty.csv").out in ("", "empty.csv: csv, 0 records, 0 columns\n")


def bytes_read(process) -> int:
    """How many bytes a process has read so far, of all that it reads."""
    with open(f"/proc/{process.pid}/io", encoding="ascii") as facts:
        return int(facts.readline().split()[1])


@pytest.mark.parametrize("command", (["columns"], ["plan", "--config", "config.json"]))
def test_a_file_that_is_cut_short_meanwhile(inflow, command):
    inflow.config(endpoint="create_product")
    path = inflow.folder / "a.csv"
    path.write_text("name,remarks\n" + ("a," + "x" * 1_000 + "\n") * 60_000)
    process = inflow.start(*command, "a.csv")
    wait_until(lambda: bytes_read(process) > 3_000_000)
    process.send_signal(signal.SIGSTOP)
    assert bytes_read(process) < path.stat().st_size
    os.truncate(path, 100)
    process.send_signal(signal.SIGCONT)
    done = inflow.finish(process)
    assert (done.code, done.out) == (5, ""), done.err
    assert "a.csv" in done.err


@pytest.mark.parametrize("command", (["columns"], ["plan", "--config", "config.json"]))
def test_ctrl_c_ends_the_reading(inflow, command):
    inflow.config(endpoint="create_product")
    os.mkfifo(inflow.folder / "pipe.csv")
    process = inflow.start(*command, "pipe.csv")
    with open(inflow.folder / "pipe.csv", "w", encoding="utf-8") as pipe:
        pipe.write("name\na\n")
        pipe.flush()
        process.send_signal(signal.SIGINT)
        done = inflow.finish(process)
    assert (done.code, done.out) == (5, ""), done.err
    assert "stopped by a signal" in done.err


def test_names_and_samples_are_on_one_line_and_under_each_other(inflow):
    inflow.write("a.csv", 'sku,Größe,日本\n"A\nB",x,y\n\x1b[31m,,\n')
    lines = inflow.run("columns", "a.csv").out.splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("  sku    text     A B | ")
    assert lines[2] == "  Größe  text     1 blank; x"
    assert lines[3] == "  日本   text     1 blank; y"


def test_a_plan_names_look_ups_and_their_calls(inflow, sim):
    inflow.config(
        endpoint="upsert_product",
        identity={"from": ["name"]},
        references={"mode": "resolve"},
        map={"name": "{record.name}", "lastVendorId": "{record.vendor}"},
        rate_limit={"windows": [{"requests": 2, "per_ms": 60_000}]},
    )
    inflow.write("a.csv", "name,vendor\n" + "".join(f"Tea {i},Vendor {i % 3}\n" for i in range(4)))
    done = plan(inflow, "a.csv")
    assert (done.code, sim.requests()) == (0, [])
    assert done.summary["lookups"] == {"vendors": 3}
    assert done.summary["lookup_requests"] == {"least": 1, "most": 3}
    assert done.summary["seconds"] == 120
    text = inflow.run("plan", "--config", "config.json", "a.csv").out
    assert "  Names to be looked up first, in 1 to 3 requests more:\n        3 of vendors\n" in text
