# SPDX-License-Identifier: Apache-2.0
"""inflow plan counts what inflow load then does; inflow columns shows what a file holds."""

from __future__ import annotations

import json


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
    inflow.write("a.csv", "no,item\nA,1\nA,2\nB,1\nC,1\nB,2\nD,1,2\n")
    done = plan(inflow, "a.csv")
    assert done.code == 1
    assert {key: done.summary[key] for key in ("records", "fine", "documents", "requests")} == {
        "records": 6,
        "fine": 3,
        "documents": 4,
        "requests": 2,
    }
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
