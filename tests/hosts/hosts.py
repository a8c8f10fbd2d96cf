# SPDX-License-Identifier: Apache-2.0
"""The hosts: each takes records.ndjson and config.json of a folder and returns the refused records'
reasons by their position.

The programs are those of INFLOW_BIN, and what `./dev test --hosts` has put into build/hosts and
build/singer-venv.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sim_process import ROOT, binary

HOSTS_BIN = ROOT / "build" / "hosts"
LIBRARY = pathlib.Path(binary("inflow")).parents[1] / "lib" / "libinflow_destination.so"
RUN_SECONDS = 120

Refused = dict[int, str]


def run(
    folder: pathlib.Path,
    *command: str | pathlib.Path,
    codes: tuple[int, ...] = (0,),
    stdin: str | None = None,
) -> str:
    """Runs a host's program in the folder and returns its standard output."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "INFLOW_DESTINATION_LIBRARY": str(LIBRARY),
        "PYTHONPATH": os.pathsep.join(
            str(ROOT / package) for package in ("bindings/python", "examples/singer")
        ),
    }
    with open(folder / stdin if stdin else os.devnull, "rb") as source:
        words = [str(word) for word in command]
        process = subprocess.Popen(
            words,
            cwd=folder,
            env=environment,
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    if _kill_when:
        _kill_when[-1]()
        process.kill()
        process.communicate()
        raise Killed
    try:
        out, err = process.communicate(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    assert process.returncode in codes, err.decode()
    return out.decode()


class Killed(Exception):
    """A host's program was killed, as `killing` had it."""


_kill_when: list[Callable[[], None]] = []


@contextmanager
def killing(when: Callable[[], None]) -> Iterator[None]:
    """Meanwhile a host's program is killed with SIGKILL when the function returns."""
    _kill_when.append(when)
    try:
        yield
    finally:
        _kill_when.pop()


def command(folder: pathlib.Path) -> Refused:
    files = ("records.ndjson", "--rejects", "rejects.ndjson")
    run(folder, binary("inflow"), "load", "--config", "config.json", *files, codes=(0, 1))
    return {
        reject["_inflow"]["line"] - 1: reject["_inflow"]["reason"] for reject in rejects(folder)
    }


def rejects(folder: pathlib.Path) -> list[dict[str, Any]]:
    """What a host wrote into rejects.ndjson, which is not there where it refused nothing."""
    path = folder / "rejects.ndjson"
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        if path.exists()
        else []
    )


def c(folder: pathlib.Path) -> Refused:
    out = run(
        folder, binary("c-host"), "config.json", LIBRARY, codes=(0, 1), stdin="records.ndjson"
    )
    # ID OUTCOME http=STATUS attempts=N REASON; the last line is the counts.
    items = [line.split(" ", 4) for line in out.splitlines()[:-1]]
    return {int(item[0]): item[4] for item in items if item[1] != "DELIVERED"}


def python(folder: pathlib.Path) -> Refused:
    return told(
        run(
            folder,
            sys.executable,
            pathlib.Path(__file__).with_name("python_host.py"),
            "config.json",
            "records.ndjson",
        )
    )


def go(folder: pathlib.Path) -> Refused:
    return told(run(folder, HOSTS_BIN / "go-host", LIBRARY, "config.json", "records.ndjson"))


def told(out: str) -> Refused:
    """What the hosts of this folder print."""
    return {item["id"]: item["reason"] for item in map(json.loads, out.splitlines())}


def singer(folder: pathlib.Path) -> Refused:
    schema = {
        "type": "SCHEMA",
        "stream": "products",
        "schema": {"properties": {"sku": {}}},
        "key_properties": ["sku"],
    }
    records = (folder / "records.ndjson").read_text(encoding="utf-8").splitlines()
    # As text, since numbers must leave as they were written.
    messages = [
        json.dumps(schema),
        *('{"type":"RECORD","stream":"products","record":' + record + "}" for record in records),
    ]
    (folder / "messages").write_text(
        "".join(message + "\n" for message in messages), encoding="utf-8"
    )
    config = json.loads((folder / "config.json").read_text()) | {
        "on_reject": "continue",
        "rejects_path": "rejects.ndjson",
    }
    (folder / "singer.json").write_text(json.dumps(config))
    interpreter = ROOT / "build" / "singer-venv" / "bin" / "python"
    run(folder, interpreter, "-m", "target_inflow", "--config", "singer.json", stdin="messages")
    return {
        reject["_inflow"]["number"] - 1: reject["_inflow"]["reason"] for reject in rejects(folder)
    }


def redpanda_connect(folder: pathlib.Path) -> Refused:
    """With a bloblang mapping that keeps the line's number, since the host has no ids."""
    number = {"mapping": 'meta line = count("lines")'}
    reject = 'root = {"_inflow": {"line": @line, "reason": @fallback_error}}'
    pipeline = {
        "http": {"enabled": False},
        "logger": {"level": "WARN"},
        "input": {
            "file": {"paths": ["records.ndjson"], "scanner": {"lines": {}}},
            "processors": [number],
        },
        "output": {
            "fallback": [
                {
                    "inflow": {
                        "config_file": "config.json",
                        "max_in_flight": 8,
                        "batching": {"count": 100, "period": "100ms"},
                    }
                },
                {
                    "file": {"path": "rejects.ndjson", "codec": "lines"},
                    "processors": [{"mapping": reject}],
                },
            ]
        },
    }
    (folder / "pipeline.json").write_text(json.dumps(pipeline))
    run(folder, HOSTS_BIN / "redpanda-connect", "run", "pipeline.json")
    notes = [reject["_inflow"] for reject in rejects(folder)]
    return {note["line"] - 1: note["reason"].removeprefix("REJECTED: ") for note in notes}


HOSTS: dict[str, Callable[[pathlib.Path], Refused]] = {
    "command": command,
    "c": c,
    "python": python,
    "go": go,
    "singer": singer,
    "redpanda_connect": redpanda_connect,
}
