# SPDX-License-Identifier: Apache-2.0
"""A service that answers as a test says, and the destinations that write to it.

The library is the one that INFLOW_DESTINATION_LIBRARY names, by default that of the release build:
one with sanitizers cannot be loaded into a Python without them.
"""

from __future__ import annotations

import contextlib
import http.server
import os
import pathlib
import sys
import threading
from typing import Any, Callable, Iterator

import pytest

BINDING = pathlib.Path(__file__).resolve().parents[1]
ROOT = BINDING.parents[1]
COMPANY = "00000000-0000-4000-8000-000000000001"
os.environ.setdefault(
    "INFLOW_DESTINATION_LIBRARY", str(ROOT / "build/release/lib/libinflow_destination.so")
)
# So that the programs which tests start find the package too.
os.environ["PYTHONPATH"] = str(BINDING)
sys.path.insert(0, str(BINDING))

from inflow_destination import Destination, InvalidStateError  # noqa: E402


class Service:
    """Answers `statuses` one after the other, then `status`, with `body`; from request number `hold_from` on
    when `free` is set.

    `bodies` are those that arrived, in order, and `authorizations` what named the credential.
    """

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.authorizations: list[str | None] = []
        self.status = 201
        self.body = b"{}"
        self.statuses: list[int] = []
        self.arrived = threading.Condition()
        self.hold_from = 1
        self.free = threading.Event()
        self.free.set()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                with service.arrived:
                    service.bodies.append(body)
                    service.authorizations.append(self.headers.get("authorization"))
                    number = len(service.bodies)
                    service.arrived.notify_all()
                if number >= service.hold_from:
                    service.free.wait()
                try:
                    self.send_response(
                        service.statuses.pop(0) if service.statuses else service.status
                    )
                    self.send_header("content-length", str(len(service.body)))
                    self.send_header(
                        "retry-after", "0"
                    )  # of meaning where the status asks for a pause
                    self.end_headers()
                    self.wfile.write(service.body)
                except OSError:  # the client went while it was held
                    self.close_connection = True

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_: Any) -> None:
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(
                self, *_: Any
            ) -> None:  # a client that goes early is what some tests are about
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def hold(self) -> None:
        self.free.clear()

    def wait_for(self, requests: int) -> None:
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.bodies) >= requests, timeout=20), (
                f"{len(self.bodies)} requests arrived"
            )

    def stop(self) -> None:
        self.free.set()
        self._server.shutdown()
        self._server.server_close()

    def config(self, **rest: Any) -> dict[str, Any]:
        credential = {"company_id": COMPANY, "api_key": "not-a-real-key"}
        quota = {"windows": [{"requests": 1_000_000, "per_ms": 1}]}
        return {
            "credential": credential,
            "base_url": self.url,
            "endpoint": "create_product",
            "rate_limit": quota,
            **rest,
        }


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    yield running
    running.stop()


@pytest.fixture
def make(service: Service) -> Iterator[Callable[..., Destination]]:
    """Makes destinations of the service and closes them; arguments are further keys of the
    configuration."""
    made: list[Destination] = []

    def one(**rest: Any) -> Destination:
        made.append(Destination(service.config(**rest)))
        return made[-1]

    yield one
    service.free.set()
    for destination in made:
        with contextlib.suppress(InvalidStateError):  # the test has closed it
            destination.discard()
        destination.close()


@pytest.fixture
def destination(make: Callable[..., Destination]) -> Destination:
    return make()


@pytest.fixture
def sent(make: Callable[..., Destination], service: Service) -> Callable[[Any], Any]:
    """What arrives of one record, as text."""
    writer = make()

    def send(record: Any) -> str:
        (item,) = writer.write([record])
        assert item.ok, item.message
        return service.bodies[-1]

    return send
