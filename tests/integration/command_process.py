# SPDX-License-Identifier: Apache-2.0
"""The inflow command in a test's own folder, against a simulator or none.

# config.json; base_url and an unlimited rate come from the fixture
inflow.config(endpoint="create_product")
inflow.write("products.ndjson", [{"name": "Tea"}])
done = inflow.load("products.ndjson", "--json")       # Done(code, out, err)
assert (done.code, done.summary["delivered"]) == (0, 1)
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import time
from dataclasses import dataclass
from typing import Any, Callable

from sim_process import API_KEY, COMPANY, POLL_SECONDS, SimProcess, binary

RUN_SECONDS = 60.0
# Nothing listens on it: it is no port that is ever given out.
CLOSED_URL = "http://127.0.0.1:1"
SUMMARY_KEYS = [
    "records", "delivered", "unchanged", "superseded", "rejected", "failed", "ambiguous", "dropped", "pending",
    "requests", "retries", "throttled", "seconds",
]  # fmt: skip


def wait_until(true: Callable[[], Any]) -> None:
    """Asks again and again until the answer is true; fails after a long time."""
    deadline = time.monotonic() + RUN_SECONDS
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("what was waited for did not happen")
        time.sleep(POLL_SECONDS)


@dataclass
class Done:
    """An ended command."""

    code: int
    out: str
    err: str

    @property
    def summary(self) -> dict[str, Any]:
        """The last line on standard output, which --json asks for."""
        return json.loads(self.out.splitlines()[-1])


class Inflow:
    """Runs the command in `folder`, so that its messages show bare file names."""

    def __init__(self, folder: pathlib.Path, sim: SimProcess | None = None) -> None:
        self.folder = folder
        self.url = sim.url if sim else CLOSED_URL
        # Beside the folder, since tests look at what lies in that.
        self.state = folder.with_name(folder.name + ".state")
        # Nothing else of the tests' own environment, so that no credential or plugin of it is
        # taken.
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "XDG_STATE_HOME": str(self.state),
            "INFLOW_COMPANY_ID": COMPANY,
            "INFLOW_API_KEY": API_KEY,
        }
        self.config()

    def config(self, **keys: Any) -> None:
        """Writes config.json: create_product, the simulator's address and no limit, where `keys`
        say nothing else."""
        document = {
            "endpoint": "create_product",
            "base_url": self.url,
            "rate_limit": {"windows": []},
            **keys,
        }
        self.write("config.json", json.dumps(document))

    def write(self, name: str, content: bytes | str | list[Any]) -> str:
        """Writes a file: bytes and text as they are, a list as one JSON line an element."""
        if isinstance(content, list):
            content = "".join(json.dumps(record) + "\n" for record in content)
        (self.folder / name).write_bytes(
            content if isinstance(content, bytes) else content.encode()
        )
        return name

    def start(self, *arguments: str, **popen: Any) -> subprocess.Popen[str]:
        """Starts the command without waiting for it, in a process group of its own."""
        return subprocess.Popen(
            [binary("inflow"), *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=popen.pop("stdin", subprocess.DEVNULL),
            stdout=subprocess.PIPE,
            stderr=popen.pop("stderr", subprocess.PIPE),
            text=True,
            start_new_session=True,
            **popen,
        )

    def run(self, *arguments: str, stdin: bytes | str = b"") -> Done:
        done = subprocess.run(
            [binary("inflow"), *arguments],
            cwd=self.folder,
            env=self.environment,
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def load(self, *arguments: str, stdin: bytes | str = b"") -> Done:
        return self.run("load", "--config", "config.json", *arguments, stdin=stdin)

    def finish(self, process: subprocess.Popen[str]) -> Done:
        """Waits for what `start` started."""
        out, err = process.communicate(timeout=RUN_SECONDS)
        return Done(process.returncode, out, err)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def lines(self, name: str) -> list[dict[str, Any]]:
        """A file of one JSON object a line."""
        return [json.loads(line) for line in self.text(name).splitlines()]

    def files(self) -> list[str]:
        """What lies in the folder, but for journals, which every load leaves there."""
        return sorted(path.name for path in self.folder.iterdir() if ".journal" not in path.name)
