# SPDX-License-Identifier: Apache-2.0
"""What inflow load leaves behind: the summary line, the results and the rejects, and how mended records are loaded again."""

from __future__ import annotations

import json

from command_process import SUMMARY_KEYS
from sim_process import SimProcess

OUTCOMES = SUMMARY_KEYS[1:9]
MIXED = '{"name":"Tea"}\n{"name":"Tea", "price": 12.50}\n{"price":1}\n[1]\n{"name":"Cups"}\n'


def names(sim: SimProcess) -> list[str]:
    return sorted(entity["name"] for entity in sim.state("products"))


def one_at_a_time(inflow, **keys):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1}, **keys)


def test_the_last_line_on_standard_output_adds_up(inflow):
    for content in (MIXED, "", '{"name":"Milk"}\n'):
        inflow.write("p.ndjson", content)
        done = inflow.load("p.ndjson", "--json")
        assert done.out.count("\n") == 1
        assert list(done.summary) == SUMMARY_KEYS
        assert done.summary["records"] == len(content.splitlines()) == sum(done.summary[name] for name in OUTCOMES)
    assert inflow.load("p.ndjson").out == ""


def test_the_results_hold_every_line_once(inflow):
    one_at_a_time(inflow)
    inflow.write("p.ndjson", MIXED)
    assert inflow.load("p.ndjson", "--results", "results.ndjson").code == 1
    results = sorted(inflow.lines("results.ndjson"), key=lambda line: line["line"])
    assert [list(line) for line in results] == [["id", "line", "outcome", "http_status", "attempts", "message"]] * 5
    assert [(line["line"], line["outcome"], line["http_status"], line["attempts"]) for line in results] == [
        (1, "DELIVERED", 201, 1), (2, "REJECTED", 409, 1), (3, "REJECTED", 400, 1), (4, "REJECTED", 0, 0), (5, "DELIVERED", 201, 1),
    ]  # fmt: skip
    assert len({line["id"] for line in results}) == 5
    assert all(line["message"] for line in results if line["outcome"] == "REJECTED")


def test_the_results_of_several_inputs_name_them(inflow):
    inflow.write("a.ndjson", '{"name":"Tea"}\n')
    inflow.write("b.ndjson", "[]\n")
    assert inflow.load("a.ndjson", "b.ndjson", "--results", "results.ndjson").code == 1
    assert sorted((line["file"], line["line"], line["outcome"]) for line in inflow.lines("results.ndjson")) == [
        ("a.ndjson", 1, "DELIVERED"),
        ("b.ndjson", 1, "REJECTED"),
    ]
    assert "b.ndjson.rejects.ndjson" in inflow.files()
    assert "a.ndjson.rejects.ndjson" not in inflow.files()


def test_rejected_records_stand_beside_the_input_as_they_came(inflow):
    one_at_a_time(inflow)
    (inflow.folder / "in").mkdir()
    inflow.write("in/p.ndjson", MIXED)
    done = inflow.load("in/p.ndjson")
    assert done.err.endswith("  Not delivered, with the reasons: in/p.ndjson.rejects.ndjson\n")
    text = inflow.text("in/p.ndjson.rejects.ndjson")
    assert '},"name":"Tea", "price": 12.50}\n' in text
    rejects = {record["_inflow"]["line"]: record for record in inflow.lines("in/p.ndjson.rejects.ndjson")}
    assert sorted(rejects) == [2, 3, 4]
    assert [list(rejects[line]["_inflow"]) for line in (2, 4)] == [
        ["outcome", "reason", "file", "line"],
        ["outcome", "reason", "file", "line", "raw"],
    ]
    assert rejects[2]["_inflow"]["outcome"] == "REJECTED"
    assert rejects[2]["_inflow"]["file"] == "in/p.ndjson"
    assert rejects[4]["_inflow"]["raw"] == "[1]"


def test_a_mended_rejects_file_is_loaded_again_and_everything_is_there_once(inflow, sim):
    one_at_a_time(inflow)
    inflow.write("p.ndjson", MIXED)
    assert inflow.load("p.ndjson").code == 1
    again = inflow.load("p.ndjson.rejects.ndjson")
    assert again.code == 1
    # What was only raw text is told to be mended, and nothing of an earlier file is overwritten.
    assert '"raw"' in again.err
    assert "p.ndjson.rejects.ndjson.rejects.ndjson" in inflow.files()
    mended = []
    for record in inflow.lines("p.ndjson.rejects.ndjson"):
        line = record["_inflow"]["line"]
        if line == 4:
            continue
        mended.append({**record, "name": {2: "Green tea", 3: "Milk"}[line]})
    inflow.write("p.ndjson.rejects.ndjson", mended)
    assert inflow.load("p.ndjson.rejects.ndjson").code == 0
    assert names(sim) == ["Cups", "Green tea", "Milk", "Tea"]
    assert all("_inflow" not in request["body"] for request in sim.requests())


def test_an_earlier_rejects_file_is_kept_unless_it_is_named(inflow):
    inflow.write("p.ndjson", "[1]\n")
    inflow.write("named.ndjson", "old\n")
    for _ in range(2):
        inflow.load("p.ndjson")
        inflow.load("p.ndjson", "--rejects", "named.ndjson")
    assert [name for name in inflow.files() if "rejects" in name] == ["p.ndjson.rejects.2.ndjson", "p.ndjson.rejects.ndjson"]
    assert inflow.lines("named.ndjson")[0]["_inflow"]["raw"] == "[1]"


def test_a_connection_that_closes_unanswered_is_one_request_and_an_ambiguous_record(inflow, sim):
    one_at_a_time(inflow)
    # The second request comes on a connection that was kept alive; it is carried out and never answered.
    sim.set_faults({"rules": [{"reused": True, "close": "before", "apply": True, "times": 1}]})
    inflow.write("p.ndjson", '{"name":"Tea"}\n{"name":"Cups"}\n{"name":"Milk"}\n')
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 1
    assert (done.summary["delivered"], done.summary["ambiguous"], done.summary["requests"]) == (2, 1, 3)
    assert sum("Cups" in request["body"] for request in sim.requests()) == 1
    assert names(sim) == ["Cups", "Milk", "Tea"]
    (reject,) = inflow.lines("p.ndjson.rejects.ndjson")
    assert (reject["_inflow"]["outcome"], reject["_inflow"]["line"]) == ("AMBIGUOUS", 2)


def test_ambiguous_records_are_sent_again_only_where_that_is_asked_for(inflow, sim):
    one_at_a_time(inflow)
    sim.set_faults({"rules": [{"body_contains": "Cups", "close": "before", "times": 1}]})
    inflow.write("p.ndjson", '{"name":"Tea"}\n{"name":"Cups"}\n')
    assert inflow.load("p.ndjson").code == 1
    held = inflow.load("p.ndjson.rejects.ndjson", "--json", "--rejects", "held.ndjson")
    assert (held.code, held.summary["ambiguous"], held.summary["requests"]) == (1, 1, 0)
    (reject,) = inflow.lines("held.ndjson")
    assert reject["_inflow"]["outcome"] == "AMBIGUOUS"
    assert "--include-ambiguous" in reject["_inflow"]["reason"]
    assert inflow.load("held.ndjson", "--include-ambiguous").code == 0
    assert names(sim) == ["Cups", "Tea"]


def test_the_key_never_shows(inflow, sim):
    key = "super-secret-key-0123456789"
    with SimProcess("--limit", "none", api_key=key) as echoing:
        inflow.url = echoing.url
        inflow.environment["INFLOW_API_KEY"] = key
        one_at_a_time(inflow, retry={"max_attempts": 2, "initial_backoff_ms": 1})
        words = f"Authorization: Bearer {key} is not allowed to do that"
        echoing.set_faults({
            "rules": [
                {"body_contains": "Tea", "status": 400, "body": {"code": key, "message": words, "details": [key]}},
                {"body_contains": "Cups", "status": 409, "body": words},
                {"body_contains": "Milk", "status": 500, "body": f"<html>{words}</html>"},
                {"body_contains": "Salt", "status": 422, "headers": {"X-Key": key}, "body": {"message": json.dumps(words)}},
                {"body_contains": "Rice", "status": 401, "body": {"message": words}},
            ]
        })  # fmt: skip
        inflow.write("p.ndjson", [{"name": name} for name in ("Tea", "Cups", "Milk", "Salt", "Rice")])
        done = inflow.load("p.ndjson", "--results", "results.ndjson")
        assert done.code == 3, done.err
        assert "is not allowed to do that" in done.err
        checked = [inflow.run("check", "--config", "config.json"), inflow.run("validate", "--config", "config.json")]
        shown = [done.err, done.out, *(text for one in checked for text in (one.err, one.out))]
        shown += [inflow.text(name) for name in inflow.files()]
        assert len(inflow.lines("results.ndjson")) == 5
        assert not [text for text in shown if key in text]
