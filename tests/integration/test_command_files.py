# SPDX-License-Identifier: Apache-2.0
"""What inflow load leaves behind: the summary line, the results and the rejects, and how mended
records are loaded again."""

from __future__ import annotations

import json
import os
import shlex
import signal
import threading

import pytest

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
        assert (
            done.summary["records"]
            == len(content.splitlines())
            == sum(done.summary[name] for name in OUTCOMES)
        )
    assert inflow.load("p.ndjson").out == ""


def test_the_results_hold_every_line_once(inflow):
    one_at_a_time(inflow)
    inflow.write("p.ndjson", MIXED)
    assert inflow.load("p.ndjson", "--results", "results.ndjson").code == 1
    results = sorted(inflow.lines("results.ndjson"), key=lambda line: line["line"])
    assert [list(line) for line in results] == [
        ["id", "line", "outcome", "http_status", "attempts", "message"]
    ] * 5
    assert [(line["line"], line["outcome"], line["http_status"], line["attempts"]) for line in results] == [
        (1, "DELIVERED", 201, 1), (2, "REJECTED", 409, 1), (3, "REJECTED", 400, 1), (4, "REJECTED", 0, 0), (5, "DELIVERED", 201, 1),
    ]  # fmt: skip
    assert len({line["id"] for line in results}) == 5
    assert all(line["message"] for line in results if line["outcome"] == "REJECTED")


def test_the_results_of_several_inputs_name_them(inflow):
    inflow.write("a.ndjson", '{"name":"Tea"}\n')
    inflow.write("b.ndjson", "7\n")
    assert inflow.load("a.ndjson", "b.ndjson", "--results", "results.ndjson").code == 1
    assert sorted(
        (line["file"], line["line"], line["outcome"]) for line in inflow.lines("results.ndjson")
    ) == [
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
    rejects = {
        record["_inflow"]["line"]: record for record in inflow.lines("in/p.ndjson.rejects.ndjson")
    }
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
    assert "p.ndjson.rejects.2.ndjson" in inflow.files()
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
    inflow.write("p.ndjson", "7\n")
    inflow.write("named.ndjson", "old\n")
    for _ in range(2):
        inflow.load("p.ndjson")
        inflow.load("p.ndjson", "--rejects", "named.ndjson")
    assert [name for name in inflow.files() if "rejects" in name] == [
        "p.ndjson.rejects.2.ndjson",
        "p.ndjson.rejects.ndjson",
    ]
    assert inflow.lines("named.ndjson")[0]["_inflow"]["raw"] == "7"


def test_a_load_without_rejects_leaves_none_of_an_earlier_load_under_the_name_that_was_named(
    inflow,
):
    inflow.write("p.ndjson", '{"name":"Tea"}\n')
    inflow.write("named.ndjson", "old\n")
    assert inflow.load("p.ndjson", "--rejects", "named.ndjson").code == 0
    assert inflow.text("named.ndjson") == ""
    # Beside the input it may be what a person is mending; there it is told.
    inflow.write("q.ndjson", '{"name":"Cups"}\n')
    inflow.write("q.ndjson.rejects.ndjson", "mending\n")
    done = inflow.load("q.ndjson")
    assert done.err.endswith(
        "  q.ndjson.rejects.ndjson was there before: it is of an earlier load, not of this one\n"
    )
    assert inflow.text("q.ndjson.rejects.ndjson") == "mending\n"


def test_a_load_that_does_not_begin_leaves_the_named_rejects_alone(inflow):
    inflow.write("named.ndjson", "old\n")
    inflow.write("latin.csv", b"name\nCaf\xe9\n")
    assert inflow.load("latin.csv", "--rejects", "named.ndjson").code == 2
    assert inflow.text("named.ndjson") == "old\n"


ANY_NUMBERS = '{"name":"Tea","n":12345678901234567890123,"x":1e999,"price":12.50}'


def test_a_record_stays_the_json_that_it_was(inflow, sim):
    sim.set_faults({"rules": [{"status": 400}]})
    inflow.write("p.ndjson", ANY_NUMBERS + "\n")
    assert inflow.load("p.ndjson").code == 1
    text = inflow.text("p.ndjson.rejects.ndjson")
    assert text.endswith("}," + ANY_NUMBERS[1:] + "\n")
    assert '"raw"' not in text
    assert inflow.load("p.ndjson.rejects.ndjson", "--rejects", "again.ndjson").code == 1
    assert inflow.text("again.ndjson").endswith("}," + ANY_NUMBERS[1:] + "\n")
    assert sim.requests()[-1]["body"] == ANY_NUMBERS


def rejects_of(inflow, name: str) -> list[tuple[int, str]]:
    return [
        (record["_inflow"]["line"], record["_inflow"]["outcome"]) for record in inflow.lines(name)
    ]


def test_rejects_are_in_the_order_of_the_input_whatever_settled_when(inflow, sim):
    rules = [
        {"body_contains": "late", "status": 400, "delay_ms": 300},
        {"body_contains": "soon", "status": 400},
    ]
    sim.set_faults({"rules": rules})
    records = ["late 1", "soon 2", "late 3", "fine 4", "soon 5", "late 6"]
    inflow.write(
        "p.ndjson", "".join(json.dumps({"name": name}) + "\n" for name in records) + "[7]\n"
    )
    inflow.write("q.ndjson", [{"name": "soon 1"}, {"name": "late 2"}])
    done = inflow.load(
        "p.ndjson", "q.ndjson", "--rejects", "r.ndjson", "--results", "results.ndjson", "--json"
    )
    assert (done.code, done.summary["rejected"]) == (1, 8)
    settled = [
        (line["file"], line["line"])
        for line in inflow.lines("results.ndjson")
        if line["outcome"] != "DELIVERED"
    ]
    assert settled != sorted(settled)
    lines = [
        (record["_inflow"]["file"], record["_inflow"]["line"])
        for record in inflow.lines("r.ndjson")
    ]
    assert lines == [
        *(("p.ndjson", line) for line in (1, 2, 3, 5, 6, 7)),
        ("q.ndjson", 1),
        ("q.ndjson", 2),
    ]


def versions(inflow, sim, *numbers: int, **keys) -> None:
    """A product, and p.ndjson with its versions."""
    product = sim.send("POST", "/products", {"name": "Tea"})[2]["productId"]
    inflow.config(endpoint="update_product", parameters={"id": "{record.productId}"}, **keys)
    inflow.write(
        "p.ndjson", [{"productId": product, "remarks": f"version {number}"} for number in numbers]
    )


def test_going_on_does_not_put_an_older_version_over_a_newer_one(inflow, sim):
    versions(inflow, sim, 1, 2, 3, 4)
    sim.set_faults(
        {
            "rules": [
                {"body_contains": "version 1", "status": 400},
                {"body_contains": "version 4", "status": 400},
            ]
        }
    )
    done = inflow.load("p.ndjson")
    assert done.code == 1
    first, last = inflow.lines("p.ndjson.rejects.ndjson")
    assert "newer record" in first["_inflow"]["newer"]
    assert "newer" not in last["_inflow"]
    assert (
        "  1 of which inFlow has a newer version. Compare\n    grep '\"newer\":' p.ndjson.rejects.ndjson\n"
        in done.err
    )
    assert (
        "\n  inflow load --config config.json --include-older p.ndjson.rejects.ndjson\n" in done.err
    )
    # The record of which no newer one was delivered goes, the other is held back, again and again.
    sim.set_faults({"rules": []})
    done = inflow.load("p.ndjson.rejects.ndjson", "--json", "--include-ambiguous")
    assert (done.code, done.summary["delivered"], done.summary["rejected"]) == (1, 1, 1)
    assert sim.state("products")[0]["remarks"] == "version 4"
    (held,) = inflow.lines("p.ndjson.rejects.2.ndjson")
    assert "--include-older" in held["_inflow"]["reason"]
    assert "newer" in held["_inflow"]
    assert inflow.load("p.ndjson.rejects.2.ndjson", "--include-older").code == 0
    assert sim.state("products")[0]["remarks"] == "version 1"


def test_a_stop_and_what_it_says_to_do_leave_the_last_version(inflow, sim):
    versions(inflow, sim, 1, 2, 3, retry={"initial_backoff_ms": 60_000})
    sim.set_faults({"rules": [{"method": "PATCH", "status": 503, "times": 1}]})
    process = inflow.start("load", "--no-journal", "--config", "config.json", "p.ndjson")
    sim.wait_for_requests(2)
    os.killpg(process.pid, signal.SIGINT)
    done = inflow.finish(process)
    assert done.code == 5
    assert [line for line, _ in rejects_of(inflow, "p.ndjson.rejects.ndjson")] == [1, 2, 3]
    for command in done.err.split("To go on:\n")[1].splitlines():
        if command.startswith("  inflow load"):
            assert inflow.run(*shlex.split(command)[1:]).code == 0
    assert sim.state("products")[0]["remarks"] == "version 3"


def test_what_a_stop_says_to_do_keeps_the_guard_of_what_may_be_there(inflow, sim):
    one_at_a_time(inflow, retry={"on_unknown_outcome": "hold"})
    sim.set_faults(
        {
            "rules": [
                {"body_contains": "Cups", "close": "before", "apply": True, "times": 1},
                {"nth": 3, "hang": True},
            ]
        }
    )
    inflow.write("p.ndjson", [{"name": name} for name in ("Tea", "Cups", "Milk", "Salt")])
    process = inflow.start("load", "--no-journal", "--config", "config.json", "p.ndjson")
    sim.wait_for_requests(3)
    os.killpg(process.pid, signal.SIGINT)
    for line in process.stderr:
        if line.startswith("inflow: stopping: "):
            break
    os.killpg(process.pid, signal.SIGINT)
    done = inflow.finish(process)
    assert rejects_of(inflow, "p.ndjson.rejects.ndjson") == [
        (2, "AMBIGUOUS"),
        (3, "AMBIGUOUS"),
        (4, "PENDING"),
    ]
    held = "  2 that inFlow may have already, since they were sent and not answered. Look there for\n    grep -e"
    assert held in done.err
    assert (
        "The others go with this instead:\n  inflow load --config config.json --include-ambiguous p.ndjson.rejects.ndjson\n"
        in done.err
    )
    sim.set_faults({"rules": []})
    name = "p.ndjson.rejects.ndjson"
    for number, sent in enumerate((1, 0, 0), start=2):
        before = sim.counts()["arrived"]
        assert inflow.load(name).code == 1
        assert sim.counts()["arrived"] - before == sent
        name = f"p.ndjson.rejects.{number}.ndjson"
        assert rejects_of(inflow, name)[:2] == [(1, "AMBIGUOUS"), (2, "AMBIGUOUS")]
    assert names(sim) == ["Cups", "Salt", "Tea"]


def test_rejects_for_a_device_are_written_to_it(inflow):
    os.symlink("/dev/stderr", inflow.folder / "link")
    for name in ("/dev/stderr", "/dev/fd/2", "link"):
        inflow.write("p.ndjson", f'7\n{{"name":"Tea for {name}"}}\n8\n')
        done = inflow.load("p.ndjson", "--rejects", name)
        assert done.code == 1
        raws = [
            json.loads(line)["_inflow"]["raw"]
            for line in done.err.splitlines()
            if line.startswith("{")
        ]
        assert raws == ["7", "8"]
    done = inflow.load("p.ndjson", "--rejects", "/dev/null", "--results", "/dev/null", "--json")
    assert (done.code, done.summary["rejected"]) == (1, 3)
    assert (
        inflow.load("p.ndjson", "--results", "/dev/stdout", "--rejects", "r.ndjson").out.count(
            '"outcome"'
        )
        == 3
    )
    assert inflow.files() == ["config.json", "link", "p.ndjson", "r.ndjson"]


def test_what_goes_to_standard_error_is_added_to_the_log_that_it_is(inflow):
    inflow.write("p.ndjson", "7\n")
    with (inflow.folder / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        process = inflow.start(
            "load", "--config", "config.json", "p.ndjson", "--rejects", "/dev/stderr", stderr=log
        )
        process.communicate(timeout=60)
    log = inflow.text("log")
    assert log.startswith("before\ninflow: ")
    assert '"raw":"7"' in log
    assert log.endswith("  Not delivered, with the reasons: /dev/stderr\n")


@pytest.mark.parametrize("option", ["--rejects", "--results"])
def test_a_named_pipe_is_written_to_and_stays_one(inflow, option):
    inflow.write("p.ndjson", '7\n{"name":"Tea"}\n')
    os.mkfifo(inflow.folder / "pipe")
    got = []
    process = inflow.start("load", "--config", "config.json", "p.ndjson", option, "pipe")
    for line in process.stderr:
        if "waiting until somebody reads pipe" in line:
            break
    reader = threading.Thread(target=lambda: got.append(inflow.text("pipe")))
    reader.start()
    done = inflow.finish(process)
    reader.join()
    assert done.code == 1
    assert (inflow.folder / "pipe").is_fifo()
    assert got[0].count("\n") == (1 if option == "--rejects" else 2)


def test_a_link_stays_and_what_it_names_holds_the_records(inflow):
    inflow.write("p.ndjson", "7\n")
    (inflow.folder / "elsewhere").mkdir()
    inflow.write("elsewhere/r.ndjson", "old\n")
    for name in ("r.ndjson", "results.ndjson"):
        os.symlink(f"elsewhere/{name}", inflow.folder / name)
    assert inflow.load("p.ndjson", "--rejects", "r.ndjson", "--results", "results.ndjson").code == 1
    assert [(inflow.folder / name).is_symlink() for name in ("r.ndjson", "results.ndjson")] == [
        True,
        True,
    ]
    assert inflow.lines("elsewhere/r.ndjson")[0]["_inflow"]["raw"] == "7"
    assert sorted(path.name for path in (inflow.folder / "elsewhere").iterdir()) == [
        "r.ndjson",
        "results.ndjson",
    ]
    # A link that lies in wait under a name beside the input leads nowhere.
    os.symlink("victim", inflow.folder / "p.ndjson.rejects.ndjson")
    assert inflow.load("p.ndjson").code == 1
    assert "p.ndjson.rejects.2.ndjson" in inflow.files()
    assert "victim" not in inflow.files()


def test_rejects_of_any_name_can_be_gone_on_with(inflow, sim):
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    inflow.write("p.csv", "name\nTea\n")
    done = inflow.load("p.csv", "--rejects", "out", "--no-journal")
    assert "To go on:\n  inflow load --config config.json --format csv out\n" in done.err
    inflow.environment["INFLOW_API_KEY"] = "simulator-key"
    assert inflow.load("--format", "csv", "out").code == 0
    assert names(sim) == ["Tea"]


def test_a_connection_that_closes_unanswered_is_one_request_and_an_ambiguous_record(inflow, sim):
    one_at_a_time(inflow, retry={"on_unknown_outcome": "hold"})
    # The second request comes on a connection that was kept alive; it is carried out and never
    # answered.
    sim.set_faults({"rules": [{"reused": True, "close": "before", "apply": True, "times": 1}]})
    inflow.write("p.ndjson", '{"name":"Tea"}\n{"name":"Cups"}\n{"name":"Milk"}\n')
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 1
    assert (done.summary["delivered"], done.summary["ambiguous"], done.summary["requests"]) == (
        2,
        1,
        3,
    )
    assert sum("Cups" in request["body"] for request in sim.requests()) == 1
    assert names(sim) == ["Cups", "Milk", "Tea"]
    (reject,) = inflow.lines("p.ndjson.rejects.ndjson")
    assert (reject["_inflow"]["outcome"], reject["_inflow"]["line"]) == ("AMBIGUOUS", 2)


def test_ambiguous_records_are_sent_again_only_where_that_is_asked_for(inflow, sim):
    one_at_a_time(inflow, retry={"on_unknown_outcome": "hold"})
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
        inflow.write(
            "p.ndjson", [{"name": name} for name in ("Tea", "Cups", "Milk", "Salt", "Rice")]
        )
        done = inflow.load("p.ndjson", "--results", "results.ndjson")
        assert done.code == 3, done.err
        assert "is not allowed to do that" in done.err
        checked = [
            inflow.run("check", "--config", "config.json"),
            inflow.run("validate", "--config", "config.json"),
        ]
        shown = [done.err, done.out, *(text for one in checked for text in (one.err, one.out))]
        shown += [inflow.text(name) for name in inflow.files()]
        assert len(inflow.lines("results.ndjson")) == 5
        assert not [text for text in shown if key in text]


def test_rejects_of_a_csv_are_a_csv_that_is_mended_and_loaded_until_nothing_is_left(inflow, sim):
    one_at_a_time(inflow)
    inflow.write(
        "p.csv",
        "\ufeffname;sku;description\r\nTea;T-1;Uji\r\nCups;C-1\r\n"
        'Jasmine;T-1;"two\nlines"\r\nMilk;M-1;x;y\r\n',
    )
    done = inflow.load("p.csv", "--csv-null", "NULL")
    assert done.code == 1
    assert done.err.endswith(
        "  Not delivered, with the reasons: p.csv.rejects.csv\n"
        "  Mend the rows there and load them again with:\n"
        "    inflow load --config config.json --csv-null NULL p.csv.rejects.csv\n"
    )
    path = inflow.folder / "p.csv.rejects.csv"
    text = path.read_bytes().decode()
    header, cups, rest = text.split("\r\n", 2)
    assert header == "\ufeff_inflow_outcome;_inflow_line;_inflow_reason;name;sku;description"
    assert cups.startswith("REJECTED;3;") and cups.endswith(";Cups;C-1")
    assert ';Jasmine;T-1;"two\nlines"\r\n' in rest and rest.endswith(";Milk;M-1;x;y\r\n")
    # As it is, it is refused again: what was read stays, and the next file has the next number.
    again = inflow.load("p.csv.rejects.csv")
    assert again.code == 1
    assert again.err.endswith("    inflow load --config config.json p.csv.rejects.2.csv\n")
    once_more = inflow.load("p.csv.rejects.2.csv", "--json")
    assert once_more.code == 1
    assert sorted(name for name in inflow.files() if "rejects" in name) == [
        "p.csv.rejects.2.csv",
        "p.csv.rejects.3.csv",
        "p.csv.rejects.csv",
    ]
    assert path.read_bytes().decode() == text
    for number in (2, 3):
        left = (inflow.folder / f"p.csv.rejects.{number}.csv").read_bytes().decode()
        assert ";Cups;C-1\r\n" in left and ";Milk;M-1;x;y\r\n" in left
    # As a spreadsheet saves it: another mark and separator, one row taken out, one mended.
    mended = '_inflow_outcome,_inflow_line,_inflow_reason,name,sku,description\n"REJECTED","3",,"Cups","C-1",\n'
    inflow.write("p.csv.rejects.csv", mended)
    done = inflow.load("p.csv.rejects.csv", "--json")
    assert done.code == 0, done.err
    assert names(sim) == ["Cups", "Tea"]
    assert all("_inflow" not in request["body"] for request in sim.requests())


def test_rows_are_held_back_as_their_outcome_says(inflow, sim):
    inflow.write(
        "p.csv.rejects.csv",
        "_inflow_outcome,_inflow_line,_inflow_reason,name\n"
        "AMBIGUOUS,2,,Tea\nrejected newer,3,,Cups\nPENDING,4,,Milk\n,,,New\n",
    )
    done = inflow.load("p.csv.rejects.csv")
    assert done.code == 1
    assert "    grep -i '^\"*[a-z ]*ambiguous' p.csv.rejects.2.csv\n" in done.err
    assert names(sim) == ["Milk", "New"]
    held = inflow.text("p.csv.rejects.2.csv").splitlines()
    assert [row.split(",")[0] for row in held[1:]] == ["AMBIGUOUS", "REJECTED newer"]
    options = ["--include-ambiguous", "--include-older"]
    assert inflow.load("p.csv.rejects.2.csv", *options).code == 0
    assert names(sim) == ["Cups", "Milk", "New", "Tea"]


def test_rejects_without_the_outcome_wait_for_a_word(inflow, sim):
    inflow.write("p.csv.rejects.csv", "_inflow_line,name,_inflow_reason\n2,Tea,why\n")
    done = inflow.load("p.csv.rejects.csv")
    assert done.code == 1 and "there is no column _inflow_outcome" in done.err
    assert not sim.requests()
    assert done.err.count("--include-ambiguous p.csv.rejects.2.csv\n") == 1
    assert inflow.text("p.csv.rejects.2.csv").splitlines()[1].endswith(",Tea")
    assert inflow.load("p.csv.rejects.csv", "--include-ambiguous").code == 0
    assert names(sim) == ["Tea"]


def test_rejects_without_any_of_the_columns_are_like_any_file(inflow, sim):
    inflow.write("p.csv.rejects.csv", "name\nTea\n")
    done = inflow.load("p.csv.rejects.csv")
    assert done.code == 0 and "rejects.csv was there before" not in done.err
    assert names(sim) == ["Tea"]


def test_rejects_that_cannot_be_rows_are_not_asked_for(inflow, sim):
    inflow.write("p.ndjson", [{"name": "Tea"}])
    inflow.write("a.csv", "name\nTea\n")
    inflow.write("b.csv", "sku\nT-1\n")
    for arguments, why in [
        (["p.ndjson", "--rejects-format", "csv"], "p.ndjson is no CSV"),
        (["p.ndjson", "--rejects", "r.csv"], "p.ndjson is no CSV"),
        (["a.csv", "b.csv", "--rejects", "r.csv"], "one file an input"),
    ]:
        done = inflow.load(*arguments)
        assert done.code == 2 and why in done.err
    assert not sim.requests()
