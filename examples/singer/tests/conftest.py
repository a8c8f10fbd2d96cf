# SPDX-License-Identifier: Apache-2.0
"""The target as a process of its own, between a tap's messages and a simulator.

The simulator, and beside it the library, are those of INFLOW_BIN, by default of the release build.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass
from typing import Any
from collections.abc import Iterator

import pytest

EXAMPLE = pathlib.Path(__file__).resolve().parents[1]
ROOT = EXAMPLE.parents[1]
BIN = pathlib.Path(os.environ.setdefault("INFLOW_BIN", str(ROOT / "build/release/bin")))
os.environ.setdefault(
    "INFLOW_DESTINATION_LIBRARY", str(BIN.parent / "lib/libinflow_destination.so")
)
PACKAGES = [EXAMPLE, ROOT / "bindings/python"]
# So that the processes which tests start find the packages too.
os.environ["PYTHONPATH"] = os.pathsep.join(map(str, PACKAGES))
sys.path[:0] = map(str, [*PACKAGES, ROOT / "tests/integration", ROOT / "tests/support"])

from sim_process import SimProcess  # noqa: E402

RUN_SECONDS = 60
Message = dict[str, Any]


def schema(
    stream: str, properties: dict[str, Any], keys: list[str] | None = None, **rest: Any
) -> Message:
    return {
        "type": "SCHEMA",
        "stream": stream,
        "schema": {"type": "object", "properties": properties, **rest},
        "key_properties": keys or [],
    }


def record(stream: str, data: Any) -> Message:
    return {"type": "RECORD", "stream": stream, "record": data}


def state(value: Any) -> Message:
    return {"type": "STATE", "value": value}


PRODUCTS = schema("products", {"name": {"type": "string"}, "price": {"type": "number"}}, ["name"])


def products(*names: str, stream: str = "products") -> list[Message]:
    """A schema, and behind each record a state that says how many there were."""
    messages = [{**PRODUCTS, "stream": stream}]
    for count, name in enumerate(names, 1):
        messages += [record(stream, {"name": name}), state({"count": count})]
    return messages


def lines(messages: list[Message]) -> str:
    return "".join(json.dumps(message) + "\n" for message in messages)


@dataclass
class Done:
    code: int
    states: list[Any]
    log: str


class Host:
    """A folder with a configuration, in which the target runs."""

    def __init__(self, folder: pathlib.Path, sim: SimProcess) -> None:
        self.folder = folder
        self.config: dict[str, Any] = {
            "credential": {"company_id": sim.company, "api_key": sim.api_key},
            "base_url": sim.url,
            "endpoint": "create_product",
            "rate_limit": {
                "windows": [],
                "max_in_flight": 1,
            },  # one by one, so that requests arrive in the records' order
            "retry": {"initial_backoff_ms": 1, "max_backoff_ms": 1},
        }
        self._key = sim.api_key

    def start(
        self, *arguments: str, python: tuple[str, ...] = (), **config: Any
    ) -> subprocess.Popen[str]:
        """The target, reading what is written to its `stdin`; python are the interpreter's own
        options."""
        (self.folder / "config.json").write_text(json.dumps({**self.config, **config}))
        return subprocess.Popen(
            [
                sys.executable,
                *python,
                "-m",
                "target_inflow",
                *(arguments or ("--config", "config.json")),
            ],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def finish(self, process: subprocess.Popen[str], text: str | None = None) -> Done:
        out, err = process.communicate(text, timeout=RUN_SECONDS)
        assert self._key not in out + err
        return Done(process.returncode, [json.loads(line) for line in out.splitlines()], err)

    def run(self, messages: list[Message] | str, **config: Any) -> Done:
        """The whole input at once."""
        text = messages if isinstance(messages, str) else lines(messages)
        return self.finish(self.start(**config), text)

    @property
    def rejects(self) -> list[dict[str, Any]]:
        path = self.folder / "inflow.rejects.ndjson"
        return (
            [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if path.exists()
            else []
        )


@pytest.fixture
def sim() -> Iterator[SimProcess]:
    with SimProcess("--limit", "none") as running:
        yield running


@pytest.fixture
def host(tmp_path: pathlib.Path, sim: SimProcess) -> Host:
    return Host(tmp_path, sim)
