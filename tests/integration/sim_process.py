# SPDX-License-Identifier: Apache-2.0
"""A running inflow-sim for tests: started on a free port, asked for what it saw, stopped at the
end.

    with SimProcess("--limit", "20/2000") as sim:
        subprocess.run([binary("inflow"), "load", ..., "--set", f"base_url={sim.url}"], env=sim.environment())
        assert [r["status"] for r in sim.requests()] == [201, 201]
        assert sim.state("products")[0]["name"] == "Tea"

At its end, what was sent to it on published routes is checked against the service's own OpenAPI,
where that lies beside the repository; a test that sends bad bodies on purpose says why:
SimProcess(bad_bodies="a misspelt field is what the test is about").

The programs are looked for in the folder INFLOW_BIN, by default build/release/bin below the
repository's root.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
OPENAPI = ROOT.parent / "shared" / "reference" / "inflow-openapi.json"
COMPANY = "00000000-0000-4000-8000-000000000001"
API_KEY = "simulator-key"
START_SECONDS = 20.0
POLL_SECONDS = 0.005


def binary(name: str) -> str:
    """The path of a built program; fails with the way out where it is not there."""
    folder = pathlib.Path(os.environ.get("INFLOW_BIN", ROOT / "build" / "release" / "bin"))
    path = folder / name
    if not path.exists():
        raise FileNotFoundError(
            f"{path} is not built: run ./dev build, or set INFLOW_BIN to the folder that holds {name}"
        )
    return str(path)


def own_copy(configuration: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """A configuration of the checkout where its load may leave a journal beside it."""
    return pathlib.Path(shutil.copy(configuration, folder))


@functools.cache
def published_requests() -> Any:
    """The judge of what was sent, None where the OpenAPI is not there."""
    if not OPENAPI.exists():
        return None
    sys.path.append(str(ROOT / "tests" / "support"))
    from published_requests import PublishedRequests

    return PublishedRequests(json.loads(OPENAPI.read_text(encoding="utf-8")))


class SimProcess:
    """One inflow-sim process. Options are those of its command line; `faults` is a fault script as
    Python data."""

    def __init__(
        self,
        *options: str,
        company: str = COMPANY,
        api_key: str = API_KEY,
        faults: dict[str, Any] | None = None,
        scheme: str = "http",
        bad_bodies: str = "",
    ) -> None:
        self.company = company
        self.api_key = api_key
        self.options = list(options)
        self.faults = faults
        self.scheme = scheme
        self.bad_bodies = bad_bodies
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @property
    def url(self) -> str:
        """The base URL without the company, as `base_url` of a configuration wants it."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """This process's environment with the simulator's credential and a state folder of its own,
        for the commands that are tested while it runs."""
        assert self._folder is not None
        return {
            **os.environ,
            "XDG_STATE_HOME": str(pathlib.Path(self._folder.name) / "state"),
            "INFLOW_COMPANY_ID": self.company,
            "INFLOW_API_KEY": self.api_key,
        }

    def start(self) -> "SimProcess":
        self._folder = tempfile.TemporaryDirectory(prefix="inflow-sim-")
        port_file = pathlib.Path(self._folder.name) / "port"
        command = [binary("inflow-sim"), "--port", "0", "--port-file", str(port_file)]
        command += ["--company", self.company, "--api-key", self.api_key, *self.options]
        if self.faults is not None:
            command += ["--fault", json.dumps(self.faults)]
        # In a session of its own, a Ctrl-C on the terminal does not end it before those who still
        # need it.
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while not port_file.exists():
            if self.process.poll() is not None:
                code = self.process.returncode
                self._end()
                raise RuntimeError(
                    f"inflow-sim ended with exit code {code} before it listened: {' '.join(command)}"
                )
            if time.monotonic() > deadline:
                self._end()
                raise TimeoutError(
                    f"inflow-sim did not write its port file within {START_SECONDS:.0f} s"
                )
            time.sleep(POLL_SECONDS)
        self.port = int(port_file.read_text(encoding="ascii"))
        return self

    def stop(self) -> int:
        """Ends the process and returns its exit code (0 after a clean end); fails where published
        bodies were sent with faults."""
        faults = self._faults_of_bodies()
        code = self._end()
        assert faults == [], "published requests with faults:\n" + "\n".join(faults)
        return code

    def _faults_of_bodies(self) -> list[str]:
        judge = published_requests()
        running = self.process is not None and self.process.poll() is None
        # Over TLS it cannot be asked.
        if judge is None or not running or self.bad_bodies or self.scheme != "http":
            return []
        return judge.faults(self.requests())

    def _end(self) -> int:
        code = 0
        if self.process is not None:
            self.process.terminate()
            try:
                code = self.process.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                code = self.process.wait()
            self.process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
        return code

    def __enter__(self) -> "SimProcess":
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # A test that has failed already says why by itself.
        if kind is None:
            self.stop()
        else:
            self._end()

    # What it saw. These routes need no key and count in no quota window.

    def control(self, path: str, method: str = "GET", data: Any = None) -> Any:
        """Asks `/_sim/<path>`; only for a simulator without TLS."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.url}/_sim/{path}", data=body, method=method)
        with contextlib.closing(urllib.request.urlopen(request, timeout=START_SECONDS)) as answer:
            return json.load(answer)

    def requests(self, since: int = 1) -> list[dict[str, Any]]:
        """The requests in order of arrival, from number `since` on (docs/simulator.md lists the
        members)."""
        return self.control(f"requests?from={since}")["requests"]

    def counts(self) -> dict[str, Any]:
        """`arrived`, `throttled`, `applied`, `statuses` ({"201": 7}), `connections`: over the whole
        run, whatever --max-log."""
        return self.control("requests?from=none")["counts"]

    def share_used(self, limit: int, per_ms: int) -> float:
        """Of a quota of `limit` requests per `per_ms`, how much was used by all that came: the
        shortest time for so many beyond the first window's, by the time that they took."""
        arrived = [request["arrived_ms"] for request in self.requests()]
        shortest = (len(arrived) - limit) / limit * per_ms
        return shortest / (max(arrived) - min(arrived))

    def state(self, collection: str | None = None) -> Any:
        """All collections by name, or one collection's entities in order of their creation."""
        return self.control("state" if collection is None else f"state/{collection}")

    def set_faults(self, script: dict[str, Any]) -> None:
        """Replaces the fault script while the simulator runs."""
        self.control("faults", method="PUT", data=script)

    def wait_for_requests(self, number: int) -> list[dict[str, Any]]:
        """Waits until `number` requests have arrived, answered or not, and returns them."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            seen = self.requests()
            if len(seen) >= number:
                return seen
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"{len(seen)} requests arrived within {START_SECONDS:.0f} s, {number} were expected"
                )
            time.sleep(POLL_SECONDS)

    # Requests of a test's own, as a client of the service would send them.

    def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
    ) -> tuple[int, dict[str, str], Any]:
        """Sends one request below the company; returns status, headers (lower case) and the JSON
        body (None where empty)."""
        body = raw if raw is not None else None if data is None else json.dumps(data).encode()
        sent = {
            "Authorization": f"Bearer {self.api_key}",
            "Accept": "application/json;version=2025-06-24",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        request = urllib.request.Request(
            f"{self.url}/{self.company}{path}", data=body, method=method, headers=sent
        )
        try:
            answer = urllib.request.urlopen(request, timeout=START_SECONDS)
        except urllib.error.HTTPError as error:
            answer = error
        with contextlib.closing(answer):
            text = answer.read()
            return (
                answer.status,
                {k.lower(): v for k, v in answer.headers.items()},
                json.loads(text) if text else None,
            )
