# SPDX-License-Identifier: Apache-2.0
"""The command's standard streams: closed ones, one that is an input and an output, a full disk, and
an input without an end."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import time

import pytest

from sim_process import POLL_SECONDS, START_SECONDS, binary

# More than any record may have.
LONG = 40_000_000

LOAD = f"{binary('inflow')} load --config config.json"


def wait_until_read(process: subprocess.Popen[str], count: int) -> None:
    """Waits until the process has read so many bytes."""
    deadline = time.monotonic() + START_SECONDS
    while int(pathlib.Path(f"/proc/{process.pid}/io").read_text().split()[1]) < count:
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(POLL_SECONDS)


def shell(inflow, command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=inflow.folder,
        env=inflow.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_closed_standard_input_is_no_input(inflow, sim):
    for closed in ("<&-", "0>/dev/null"):
        done = shell(inflow, f"{LOAD} - {closed}")
        assert (done.returncode, done.stderr) == (
            2,
            "inflow: standard input is closed; pipe the records in or name a file. Nothing was sent\n",
        )
    assert sim.requests() == []


def test_nothing_is_written_into_files_in_place_of_closed_streams(inflow, sim):
    inflow.write("p.ndjson", '{"name":"Tea"}\n')
    done = shell(inflow, f"{LOAD} p.ndjson --results results.ndjson <&- >&- 2>&-")
    assert done.returncode == 0
    (result,) = inflow.lines("results.ndjson")
    assert (result["outcome"], result["line"]) == ("DELIVERED", 1)
    assert inflow.text("p.ndjson") == '{"name":"Tea"}\n'


@pytest.mark.parametrize("option", ["--results", "--rejects"])
def test_standard_input_is_not_emptied_by_an_output(inflow, sim, option):
    inflow.write("p.ndjson", '{"name":"Tea"}\n')
    (inflow.folder / "link").symlink_to("p.ndjson")
    for name in ("p.ndjson", "link"):
        done = shell(inflow, f"{LOAD} {option} {name} - < p.ndjson")
        assert (
            done.returncode,
            f"{option} {name} is one of the inputs; name another file" in done.stderr,
        ) == (2, True), done.stderr
    assert inflow.text("p.ndjson") == '{"name":"Tea"}\n'
    assert sim.requests() == []


def test_output_does_not_go_into_the_input(inflow, sim):
    for command in (
        f"{LOAD} --json - < p.ndjson >> p.ndjson",
        f"{LOAD} --json p.ndjson >> p.ndjson",
        f"{LOAD} p.ndjson 2>> p.ndjson",
    ):
        inflow.write("p.ndjson", '{"name":"Tea"}\n')
        assert shell(inflow, command).returncode == 2
    assert sim.requests() == []


@pytest.mark.parametrize("target", ["> /dev/full", ">&-"])
def test_output_that_cannot_be_written_is_an_error(inflow, sim, target):
    inflow.write("p.ndjson", '{"name":"Tea"}\n')
    inflow.write("bad.ndjson", "7\n")
    why = "No space left on device" if "full" in target else "Bad file descriptor"
    for command in (
        "--version",
        "schema",
        "endpoints",
        "validate --config config.json",
        "preview --config config.json p.ndjson",
        # fmt: skip
        "load --config config.json --json p.ndjson",
        "load --config config.json --json bad.ndjson",
    ):
        done = shell(inflow, f"{binary('inflow')} {command} {target}")
        assert (done.returncode, done.stderr.splitlines()[-1]) == (
            5,
            f"inflow: standard output cannot be written to: {why}",
        ), command
    # Nothing was to be written, so nothing is lost.
    inflow.write("p.ndjson", '{"name":"Cups"}\n')
    assert shell(inflow, f"{LOAD} p.ndjson {target}").returncode == 0


def test_a_reader_that_has_seen_enough_is_no_error(inflow):
    done = shell(inflow, f"{binary('inflow')} schema | head -c 1; echo ${{PIPESTATUS[0]}}")
    assert done.stdout == "{0\n"
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [["-"], ["-", "--format", "csv"], ["-", "--format", "json"]])
@pytest.mark.parametrize("command", ["load", "preview"])
def test_ctrl_c_ends_an_input_that_is_one_endless_record(inflow, sim, command, arguments):
    begin = "[" if "json" in arguments else "name\n" if "csv" in arguments else ""
    # Without a line end in the quotes the input is one record in every format.
    endless = subprocess.Popen(
        ["sh", "-c", f"printf '{begin}\"'; exec tr '\\0' x < /dev/zero"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    process = inflow.start(command, "--config", "config.json", *arguments, stdin=endless.stdout)
    endless.stdout.close()
    wait_until_read(process, LONG)
    process.send_signal(signal.SIGINT)
    done = inflow.finish(process)
    endless.wait()
    assert done.code == 5, done.err
    assert "stopped by a signal" in done.err
    assert sim.requests() == []


def test_ctrl_c_ends_the_counting_of_a_file_that_is_one_long_line(inflow, sim):
    with (inflow.folder / "p.ndjson").open("wb") as file:
        file.write(b'{"name":"')
        file.truncate(1 << 40)
    process = inflow.start("load", "--no-journal", "--config", "config.json", "p.ndjson")
    wait_until_read(process, LONG)
    process.send_signal(signal.SIGINT)
    done = inflow.finish(process)
    assert (done.code, done.err) == (5, "inflow: stopped by a signal before anything was sent\n")
    assert sim.requests() == []


def test_configurations_with_a_byte_order_mark_are_read_everywhere(inflow, sim):
    document = {"endpoint": "create_product", "base_url": inflow.url, "rate_limit": {"windows": []}}
    text = "// mine\n" + json.dumps(document)
    inflow.write("config.json", "\ufeff" + text)
    inflow.write("p.ndjson", '{"name":"Tea"}\n')
    for arguments in (
        ["validate"],
        ["check"],
        ["preview", "p.ndjson"],
        ["send-test", "p.ndjson"],
        ["validate", "--set", "retry.max_attempts=2"],
    ):
        done = inflow.run(arguments[0], "--config", "config.json", *arguments[1:])
        assert done.code == 0, (arguments, done.err)
    assert inflow.run("pause", "--config", "config.json").code == 0
    paused = inflow.text("config.json")
    assert paused == "\ufeff" + text.replace("{", '{"active": false, ', 1)
    assert inflow.load("p.ndjson").code == 2
    assert inflow.run("activate", "--config", "config.json").code == 0
    assert inflow.text("config.json") == paused.replace("false", "true")
