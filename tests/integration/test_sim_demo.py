# SPDX-License-Identifier: Apache-2.0
"""The demo, as `./dev demo` runs it: the samples of examples/data against a local inFlow with a
small quota."""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess


def test_the_report_and_the_server_tell_the_same(demo):
    assert demo.returncode == 0, demo.stdout
    refused = re.findall(r"^  (\S+):(\d+): REJECTED: ", demo.stdout, re.MULTILINE)
    assert refused == (
        [("products.csv", line) for line in ("9", "16", "22", "28", "34")]
        + [("customers.ndjson", line) for line in ("5", "12", "18", "24", "30")]
        + [("orders.ndjson", line) for line in ("7", "15", "23", "32")]
    )
    # Source, records, delivered, refused, requests, 429, stored, requests, 429.
    rows = re.findall(
        r"^(\S+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)  same$",
        demo.stdout,
        re.MULTILINE,
    )
    assert [(*row[:4], row[5], row[6], row[8]) for row in rows] == [
        ("products.csv", "40", "35", "5", "0", "35", "0"),
        ("customers.ndjson", "35", "30", "5", "0", "30", "0"),
        ("orders.ndjson", "40", "36", "4", "0", "36", "0"),
    ]
    assert [row[4] == row[7] for row in rows] == [True, True, True]
    assert demo.stdout.endswith("Both sides tell the same.\n")


def runs(process: str) -> bool:
    """Whether it has not ended, whoever is to collect its exit code."""
    try:
        return (
            pathlib.Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0]
            != "Z"
        )
    except FileNotFoundError:
        return False


def test_ctrl_c_leaves_nothing_running(demo_command):
    demo = subprocess.Popen(
        demo_command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout.readline().startswith("A local inFlow allows ")
    assert demo.stdout.readline() == "\n"
    assert demo.stdout.readline().startswith("$ inflow load")
    children = (
        pathlib.Path(f"/proc/{demo.pid}/task/{demo.pid}/children")
        .read_text(encoding="ascii")
        .split()
    )
    assert "inflow-sim" in {
        pathlib.Path(f"/proc/{child}/comm").read_text(encoding="utf-8").strip()
        for child in children
    }
    os.killpg(demo.pid, signal.SIGINT)
    _, errors = demo.communicate(timeout=60)
    assert demo.returncode == 130
    assert "interrupted" in errors
    assert [child for child in children if runs(child)] == []
