# SPDX-License-Identifier: Apache-2.0
"""The exit codes of the inflow command, and how it stops."""

from __future__ import annotations

import os
import re
import resource
import shlex
import signal

import pytest

from command_process import CLOSED_URL, SUMMARY_KEYS, Inflow, wait_until
from sim_process import API_KEY, SimProcess

TEA = [{"name": "Tea"}, {"name": "Cups"}, {"name": "Tea"}]
QUICK_RETRIES = {"max_attempts": 2, "initial_backoff_ms": 1}


def names(sim: SimProcess) -> list[str]:
    return sorted(entity["name"] for entity in sim.state("products"))


def test_0_where_everything_was_delivered(inflow, sim):
    inflow.write("products.ndjson", TEA[:2])
    done = inflow.load("products.ndjson", "--json")
    assert done.code == 0
    assert names(sim) == ["Cups", "Tea"]
    assert (done.summary["records"], done.summary["delivered"], done.summary["requests"]) == (
        2,
        2,
        2,
    )
    assert inflow.files() == ["config.json", "products.ndjson"]


def test_0_and_nothing_sent_for_an_empty_file(inflow, sim):
    for name, content in (
        ("empty.ndjson", ""),
        ("empty.csv", ""),
        ("header.csv", "name,sku\n"),
        ("empty.json", "[]"),
    ):
        inflow.write(name, content)
        done = inflow.load(name)
        assert (done.code, done.out) == (0, ""), done.err
        assert re.search(r"0 records in \d\.\d s: nothing to do\n", done.err)
    assert sim.requests() == []


def test_1_where_the_service_refused_some(inflow, sim):
    inflow.write("products.ndjson", TEA)
    done = inflow.load("products.ndjson")
    assert done.code == 1
    assert names(sim) == ["Cups", "Tea"]
    assert re.search(r"3 records in \d\.\d s: 2 delivered, 1 rejected\n", done.err)
    assert 'REJECTED: the service answered 409 (conflict): The name "Tea" is taken by ' in done.err
    assert done.err.endswith("  Not delivered, with the reasons: products.ndjson.rejects.ndjson\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "a subcommand is missing"),
        (["frob"], 'there is no subcommand "frob"'),
        (["load", "p.ndjson"], "no configuration is named"),
        (["load", "--config", "config.json"], "INPUT is required"),
        (["load", "--config", "config.json", "p.ndjson", "--fisrt", "3"], "--fisrt"),
        (["load", "--config", "config.json", "p.ndjson", "--first", "many"], "--first"),
        (["load", "--config", "config.json", "-", "-"], "standard input (-) can be read only once"),
        (
            ["load", "--config", "config.json", "p.ndjson", "--csv-types", "price=money"],
            "COLUMN=number",
        ),
        (
            ["load", "--config", "none.json", "p.ndjson"],
            "cannot open none.json: No such file or directory",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--set", "batching"],
            "--set batching: write key=value",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--set", "credential.api_key=k"],
            "a secret cannot be set on the command line",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--route", "none"],
            "--route none: the configuration has no such entry",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--rejects", "p.ndjson"],
            "--rejects p.ndjson is one of the inputs",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--results", "/nonexistent/r"],
            "cannot be written to",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--rejects", "/nonexistent/r"],
            "cannot be written to",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--rejects", "."],
            "--rejects . cannot be written to: Is a directory",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--results", "/"],
            "--results / cannot be written to: Is a directory",
        ),
        (
            ["load", "--config", "config.json", "p.ndjson", "--results", "./r", "--rejects", "r"],
            "name the same file",
        ),
        (["--plugin", "/nonexistent.so", "schema"], "/nonexistent.so"),
    ],
)
def test_2_for_wrong_usage(inflow, sim, arguments, words):
    inflow.write("p.ndjson", TEA)
    done = inflow.run(*arguments)
    assert (done.code, done.out) == (2, ""), done.err
    assert done.err.startswith("inflow: ")
    assert words in done.err
    assert sim.requests() == []
    assert inflow.text("p.ndjson").count("Tea") == 2


def test_2_for_an_input_that_cannot_be_read_with_that_alone_on_the_screen(inflow, sim):
    inflow.write("p.ndjson", TEA)
    inflow.write("p.xml", "<p/>")
    (inflow.folder / "folder.csv").mkdir()
    for name, words in (
        ("none.ndjson", "cannot open none.ndjson: No such file or directory; check the path and its permissions"),
        ("p.xml", "p.xml: the name's ending does not tell the format, as .ndjson, .jsonl, .json (an array), .csv, .tsv and .txt do; "
                  "add --format csv, ndjson or json"),
        ("folder.csv", "folder.csv is not a file that can be read; name the files inside a folder one by one"),
    ):  # fmt: skip
        for others in ([], ["p.ndjson"], ["-"]):
            done = inflow.load(*others, name)
            assert (done.code, done.out, done.err) == (
                2,
                "",
                f"inflow: {words}. Nothing was sent\n",
            )
    assert sim.requests() == []


def test_2_with_every_fault_of_a_configuration(inflow, sim):
    inflow.write("p.ndjson", TEA)
    inflow.write(
        "bad.json",
        '{"endpont": "create_product", "retry": {"max_atempts": 3}, "batching": {"size": 0}, "base_url": "http://x"}',
    )
    for command in (
        ["validate", "--config", "bad.json"],
        ["load", "--config", "bad.json", "p.ndjson"],
        ["check", "--config", "bad.json"],
    ):
        done = inflow.run(*command)
        assert (done.code, done.out) == (2, "")
        first, *faults = done.err.splitlines()
        assert first == "inflow: bad.json has 5 faults:"
        assert sorted(fault.split(": ")[0] for fault in faults) == [
            "  /base_url", "  /batching/size", "  /endpoint", "  /endpont", "  /retry/max_atempts",
        ]  # fmt: skip
        assert (
            '  /retry/max_atempts: "max_atempts" is no key of "retry"; did you mean "max_attempts"?'
            in faults
        )
        assert '  /endpont: "endpont" is no key of the document; did you mean "endpoint"?' in faults
    assert sim.requests() == []


def test_2_for_a_credential_that_stands_nowhere_with_the_variable_that_would_hold_it(inflow):
    for name, key in (("INFLOW_API_KEY", "api_key"), ("INFLOW_COMPANY_ID", "company_id")):
        value = inflow.environment.pop(name)
        done = inflow.run("validate", "--config", "config.json")
        assert (done.code, done.err) == (
            2,
            "inflow: config.json has 1 fault:\n"
            f'  /credential/{key}/env: the environment variable "{name}" for "{key}" is not set: export it, or name another\n',
        )
        inflow.environment[name] = value


def test_2_for_an_inactive_destination(inflow, sim):
    inflow.write("p.ndjson", TEA[:2])
    inflow.config(active=False)
    done = inflow.load("p.ndjson")
    assert (done.code, done.err) == (
        2,
        'inflow: config.json says "active": false, so nothing is sent; activate it with: inflow activate --config config.json\n',
    )
    assert sim.requests() == []
    assert inflow.load("p.ndjson", "--set", "active=true").code == 0
    assert names(sim) == ["Cups", "Tea"]


def test_3_for_a_wrong_key_and_every_record_comes_back(inflow, sim):
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(20)])
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    done = inflow.load("p.ndjson", "--json", "--no-journal")
    assert done.code == 3
    assert "inflow: stopped before the end: the service answered 401: " in done.err
    assert "To go on:\n  inflow load --config config.json p.ndjson.rejects.ndjson\n" in done.err
    assert (done.summary["records"], done.summary["pending"], done.summary["dropped"]) == (
        20,
        20,
        0,
    )
    rejects = inflow.lines("p.ndjson.rejects.ndjson")
    assert sorted(record["_inflow"]["line"] for record in rejects) == list(range(1, 21))
    assert {record["_inflow"]["outcome"] for record in rejects} == {"PENDING"}
    assert "no-such-key" not in done.out + done.err + inflow.text("p.ndjson.rejects.ndjson")
    inflow.environment["INFLOW_API_KEY"] = API_KEY
    assert inflow.load("p.ndjson.rejects.ndjson").code == 0
    assert names(sim) == sorted(f"Tea {i}" for i in range(20))


def test_4_for_a_dead_server_and_every_record_comes_back(tmp_path):
    inflow = Inflow(tmp_path)
    inflow.config(retry=QUICK_RETRIES)
    inflow.write("p.ndjson", TEA)
    done = inflow.load("p.ndjson", "--json", "--no-journal")
    assert done.code == 4
    assert (
        "stopped before the end: the service could not be reached: could not connect to 127.0.0.1 port 1"
        in done.err
    )
    assert "To go on:\n  inflow load --config config.json p.ndjson.rejects.ndjson\n" in done.err
    assert (done.summary["records"], done.summary["pending"], done.summary["requests"]) == (3, 3, 0)
    rejects = inflow.lines("p.ndjson.rejects.ndjson")
    assert [
        {"name": record["name"]}
        for record in sorted(rejects, key=lambda record: record["_inflow"]["line"])
    ] == TEA


def test_4_for_a_service_without_the_route(tmp_path):
    with SimProcess("--limit", "none", "--routes", "published") as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.write("p.ndjson", TEA)
        done = inflow.load("p.ndjson", "--json")
        assert done.code == 4
        assert "upsert_product" in done.err
        assert done.summary["pending"] == 3
        assert sim.counts()["applied"] == 0
        # One request tells it: the others are not sent against the same wall.
        assert sim.counts()["arrived"] == done.summary["requests"] < 3


def test_5_after_one_ctrl_c_with_what_is_on_its_way_finished(inflow, sim):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(1, 6)])
    sim.set_faults({"rules": [{"nth": 2, "delay_ms": 700}]})
    process = inflow.start(
        "load",
        "--no-journal",
        "--config",
        "config.json",
        "p.ndjson",
        "--json",
        "--results",
        "results.ndjson",
    )
    sim.wait_for_requests(2)
    os.killpg(process.pid, signal.SIGINT)
    done = inflow.finish(process)
    assert done.code == 5
    assert (
        "inflow: stopping: requests on their way are finished, nothing new is sent; once more stops at once\n"
        in done.err
    )
    assert "inflow: stopped before the end: stopped by a signal\n" in done.err
    assert "To go on:\n  inflow load --config config.json p.ndjson.rejects.ndjson\n" in done.err
    assert list(done.summary) == SUMMARY_KEYS
    assert (done.summary["records"], done.summary["delivered"], done.summary["pending"]) == (
        5,
        2,
        3,
    )
    assert names(sim) == ["Tea 1", "Tea 2"]
    assert sorted(line["line"] for line in inflow.lines("results.ndjson")) == [1, 2, 3, 4, 5]
    assert {record["_inflow"]["outcome"] for record in inflow.lines("p.ndjson.rejects.ndjson")} == {
        "PENDING"
    }
    # What it says to do loads the rest, and nothing twice.
    assert inflow.run("load", "--config", "config.json", "p.ndjson.rejects.ndjson").code == 0
    assert names(sim) == [f"Tea {i}" for i in range(1, 6)]
    assert sim.counts()["applied"] == 5


def test_5_at_once_after_two_ctrl_c(inflow, sim):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(1, 4)])
    sim.set_faults({"rules": [{"nth": 2, "hang": True}]})
    process = inflow.start("load", "--no-journal", "--config", "config.json", "p.ndjson")
    sim.wait_for_requests(2)
    os.killpg(process.pid, signal.SIGINT)
    for line in process.stderr:
        if line.startswith("inflow: stopping: "):
            break
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    done = inflow.finish(process)
    assert done.code == 5
    outcomes = {
        record["_inflow"]["line"]: record["_inflow"]["outcome"]
        for record in inflow.lines("p.ndjson.rejects.ndjson")
    }
    # The request that was on its way may or may not have been carried out, and is not sent again
    # unasked.
    assert outcomes == {2: "AMBIGUOUS", 3: "PENDING"}
    assert "1 delivered, 1 ambiguous, 1 pending" in done.err


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGXFSZ"])
def test_other_signals_stop_as_one_ctrl_c_does(inflow, sim, name):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(1, 6)])
    sim.set_faults({"rules": [{"nth": 2, "delay_ms": 700}]})
    process = inflow.start(
        "load",
        "--no-journal",
        "--config",
        "config.json",
        "p.ndjson",
        "--json",
        "--results",
        "results.ndjson",
    )
    sim.wait_for_requests(2)
    os.kill(process.pid, getattr(signal, name))
    done = inflow.finish(process)
    assert done.code == 5, done.err
    assert "inflow: stopped before the end: stopped by a signal\n" in done.err
    assert (done.summary["delivered"], done.summary["pending"]) == (2, 3)
    assert sorted(line["line"] for line in inflow.lines("results.ndjson")) == [1, 2, 3, 4, 5]
    assert [record["_inflow"]["line"] for record in inflow.lines("p.ndjson.rejects.ndjson")] == [
        3,
        4,
        5,
    ]
    assert inflow.files() == [
        "config.json",
        "p.ndjson",
        "p.ndjson.rejects.ndjson",
        "results.ndjson",
    ]


def test_a_terminal_that_closes_hangs_up_more_than_once_and_what_is_on_its_way_is_finished(
    inflow, sim
):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(1, 4)])
    sim.set_faults({"rules": [{"nth": 1, "delay_ms": 700}]})
    process = inflow.start("load", "--config", "config.json", "p.ndjson", "--json")
    sim.wait_for_requests(1)
    os.kill(process.pid, signal.SIGHUP)
    for line in process.stderr:
        if line.startswith("inflow: stopping: "):
            break
    os.kill(process.pid, signal.SIGHUP)
    done = inflow.finish(process)
    assert (
        done.code,
        done.summary["delivered"],
        done.summary["ambiguous"],
        done.summary["pending"],
    ) == (5, 1, 0, 2)


def test_a_hang_up_that_the_parent_ignores_stops_nothing(inflow, sim):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", TEA[:2])
    sim.set_faults({"rules": [{"nth": 1, "delay_ms": 300}]})
    arguments = ["load", "--config", "config.json", "p.ndjson", "--json"]
    process = inflow.start(
        *arguments, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    sim.wait_for_requests(1)
    os.kill(process.pid, signal.SIGHUP)
    done = inflow.finish(process)
    assert (done.code, done.summary["delivered"]) == (0, 2)


def limit_file_size(size: int):
    """What a disk that fills up looks like to a program."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_under_the_rejects_stops_the_sending_and_nothing_is_lost_from_sight(
    inflow, sim
):
    inflow.config(queue={"max_records": 200})
    inflow.write("p.ndjson", [{"name": f"Tea {i:04}"} for i in range(1, 2001)])
    sim.set_faults({"rules": [{"status": 400}]})
    done = inflow.finish(
        inflow.start(
            "load",
            "--no-journal",
            "--config",
            "config.json",
            "p.ndjson",
            "--json",
            preexec_fn=limit_file_size(20_000),
        )
    )
    assert done.code == 5
    why = "the rejected records cannot be written to p.ndjson.rejects.ndjson: File too large"
    assert f"inflow: stopped before the end: {why}\n" in done.err
    assert sim.counts()["arrived"] < 600
    lines = [record["_inflow"]["line"] for record in inflow.lines("p.ndjson.rejects.ndjson")]
    assert lines == sorted(lines)
    assert len(lines) > 50
    missing = done.summary["records"] - len(lines)
    assert f"missing there are {missing} records: p.ndjson line" in done.err
    assert "Make room, or name another file with --rejects, and load those again\n" in done.err
    # With room on the disk, what it says to do delivers everything once.
    sim.set_faults({"rules": []})
    commands = done.err.split("To go on:\n")[1].splitlines()
    assert len(commands) >= 3
    for command in commands:
        assert inflow.run(*shlex.split(command)[1:]).code == 0
    assert names(sim) == [f"Tea {i:04}" for i in range(1, 2001)]


def test_a_full_disk_under_the_results_stops_the_sending(inflow, sim):
    inflow.config(
        queue={"max_records": 200}, rate_limit={"windows": [{"requests": 200, "per_ms": 700}]}
    )
    inflow.write("p.ndjson", [{"name": f"Tea {i:04}"} for i in range(1, 3001)])
    done = inflow.load("p.ndjson", "--json", "--results", "/dev/full", "--no-journal")
    assert done.code == 5
    assert (
        "inflow: stopped before the end: the results cannot be written to /dev/full: No space left on device\n"
        in done.err
    )
    assert (
        f"missing there are {done.summary['records']} records: p.ndjson lines 1-{done.summary['records']}. "
        in done.err
    )
    assert sim.counts()["arrived"] < 3000
    # What was delivered is what was read and is not among the rejects.
    assert len(sim.state("products")) == done.summary["records"] - len(
        inflow.lines("p.ndjson.rejects.ndjson")
    )


def test_the_results_are_on_the_disk_while_the_load_runs(inflow, sim):
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": "Tea"}, {"name": "Tea"}, {"name": "Cups"}])
    sim.set_faults({"rules": [{"nth": 3, "hang": True}]})
    process = inflow.start(
        "load", "--config", "config.json", "p.ndjson", "--results", "results.ndjson"
    )
    wait_until(
        lambda: (
            inflow.text("results.ndjson").count("\n") == 2
            if "results.ndjson" in inflow.files()
            else False
        )
    )
    # The rejects too, though not under their name.
    wait_until(
        lambda: [
            name
            for name in inflow.files()
            if ".part-" in name and inflow.text(name).count("\n") == 1
        ]
    )
    process.kill()
    inflow.finish(process)
    assert [line["outcome"] for line in inflow.lines("results.ndjson")] == ["DELIVERED", "REJECTED"]


def test_the_input_on_standard_input_is_not_overwritten(inflow):
    inflow.write("p.ndjson", TEA)
    with (inflow.folder / "p.ndjson").open("rb") as file:
        process = inflow.start(
            "load", "--config", "config.json", "-", "--results", "p.ndjson", stdin=file
        )
        done = inflow.finish(process)
    assert done.code == 2
    assert "--results p.ndjson is one of the inputs" in done.err
    assert inflow.text("p.ndjson").count("Tea") == 2


def test_two_ctrl_c_leave_an_update_pending_because_it_can_be_sent_again(inflow, sim):
    product = sim.send("POST", "/products", {"name": "Tea"})[2]["productId"]
    inflow.config(endpoint="update_product", parameters={"id": "{record.productId}"})
    inflow.write("p.ndjson", [{"productId": product, "remarks": "green"}])
    sim.set_faults({"rules": [{"hang": True, "times": 1}]})
    process = inflow.start("load", "--no-journal", "--config", "config.json", "p.ndjson")
    sim.wait_for_requests(2)
    os.killpg(process.pid, signal.SIGINT)
    for line in process.stderr:
        if line.startswith("inflow: stopping: "):
            break
    os.killpg(process.pid, signal.SIGINT)
    assert inflow.finish(process).code == 5
    (reject,) = inflow.lines("p.ndjson.rejects.ndjson")
    assert reject["_inflow"]["outcome"] == "PENDING"
    assert reject["_inflow"]["reason"] == "given back after it was sent; what that wrote may stand"
    assert inflow.load("p.ndjson.rejects.ndjson").code == 0
    assert sim.state("products")[0]["remarks"] == "green"


def test_5_on_standard_input_says_where_its_producer_has_to_go_on(inflow, sim):
    process = inflow.start("load", "--config", "config.json", "-", stdin=-1)
    process.stdin.write('{"name": "Tea"}\n{"name": "Cups"}\n')
    process.stdin.flush()
    sim.wait_for_requests(2)
    os.killpg(process.pid, signal.SIGINT)
    # It stops although the producer goes on holding the pipe open.
    assert process.wait(timeout=30) == 5
    assert (
        "2 records were read; the producer of standard input has to send on from there\n"
        in process.stderr.read()
    )
    assert names(sim) == ["Cups", "Tea"]
    process.stdin.close()
    process.stdout.close()
    process.stderr.close()


def test_the_load_goes_on_in_the_middle_of_a_file(inflow, sim):
    # More records than are ever pending, so that the stop comes before the file was read to its
    # end.
    inflow.config(rate_limit={"windows": [], "max_in_flight": 1}, queue={"max_records": 10})
    inflow.write("p.csv", "name\n" + "".join(f"Tea {i}\n" for i in range(100)))
    sim.set_faults({"rules": [{"nth": 30, "delay_ms": 500}]})
    process = inflow.start(
        "load", "--no-journal", "--config", "config.json", "--csv-null", "NULL", "p.csv"
    )
    sim.wait_for_requests(30)
    os.killpg(process.pid, signal.SIGINT)
    done = inflow.finish(process)
    assert done.code == 5
    commands = done.err.split("To go on:\n")[1].splitlines()[:2]
    assert commands[0] == "  inflow load --config config.json --csv-null NULL p.csv.rejects.csv"
    assert commands[1].startswith("  inflow load --config config.json --csv-null NULL --skip ")
    for command in commands:
        assert inflow.run(*command.split()[1:]).code == 0
    assert names(sim) == sorted(f"Tea {i}" for i in range(100))
    assert sim.counts()["applied"] == 100


def test_check_and_load_agree_about_what_is_wrong(tmp_path, sim):
    inflow = Inflow(tmp_path, sim)
    inflow.write("p.ndjson", TEA[:1])
    cases = [
        (0, [], {}),
        (3, [], {"INFLOW_API_KEY": "no-such-key"}),
        (4, ["--set", f"base_url={CLOSED_URL}"], {}),
    ]
    for code, options, environment in cases:
        inflow.environment.update({"INFLOW_API_KEY": API_KEY, **environment})
        assert inflow.run("check", "--config", "config.json", *options).code == code
        assert (
            inflow.load(
                "p.ndjson",
                "--no-journal",
                "--set",
                "retry.max_attempts=2",
                "--set",
                "retry.initial_backoff_ms=1",
                *options,
            ).code
            == code
        )
