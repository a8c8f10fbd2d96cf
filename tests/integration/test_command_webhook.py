# SPDX-License-Identifier: Apache-2.0
"""inflow webhook listen: shows what is posted, and stands what a hostile peer does."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import re
import signal
import socket
import subprocess
import time
from typing import Iterator

import pytest

from command_process import Inflow

SECRET = "webhook-secret-0123456789"


class Listener:
    """A running inflow webhook listen, on a port of its own choice."""

    def __init__(self, inflow: Inflow, *arguments: str) -> None:
        self.process: subprocess.Popen[str] = inflow.start("webhook", "listen", "--port", "0", *arguments)  # fmt: skip
        self.intro = self.process.stderr.readline()
        self.line = self.process.stderr.readline()
        self.port = int(re.search(r":(\d+)/", self.intro)[1])

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def send(self, request: bytes) -> bytes:
        """The answer to bytes, up to the end of the connection or of one answer without a body."""
        with self.connect() as peer, contextlib.suppress(ConnectionError):
            peer.sendall(request)
            answer = b""
            while b"\r\n\r\n" not in answer and (got := peer.recv(65536)):
                answer += got
            return answer
        return b""

    def post(self, body: bytes, **headers: str) -> bytes:
        lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        head = f"POST / HTTP/1.1\r\nHost: x\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
        return self.send(head.encode() + body)

    def end(self, stop: int = signal.SIGINT) -> tuple[int, str, str]:
        self.process.send_signal(stop)
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@pytest.fixture
def offline(tmp_path) -> Inflow:
    return Inflow(tmp_path)


@contextlib.contextmanager
def listening(inflow: Inflow, *arguments: str) -> Iterator[Listener]:
    listener = Listener(inflow, *arguments)
    try:
        yield listener
    finally:
        if listener.process.poll() is None:
            listener.process.kill()
            listener.process.communicate()


def test_says_where_it_listens_and_what_to_write_and_ends_with_ctrl_c(offline):
    with listening(offline) as listener:
        url = f"http://127.0.0.1:{listener.port}/"
        assert listener.intro == f"inflow: listening on {url}, until Ctrl-C; for the configuration:\n"  # fmt: skip
        assert json.loads("{" + listener.line + "}") == {"response_webhook": {"url": url}}
        assert listener.end() == (0, "", "inflow: 0 posts came\n")


def test_shows_what_a_load_posts(inflow, offline):
    inflow.environment["WEBHOOK_SECRET"] = SECRET
    with listening(inflow, "--ndjson", "--config", "config.json") as listener:
        inflow.config(response_webhook={"url": f"http://127.0.0.1:{listener.port}/", "secret": {"env": "WEBHOOK_SECRET"}})  # fmt: skip
        inflow.write("in.ndjson", [{"name": "Tea"}, {"name": "Cup"}])
        assert inflow.load("in.ndjson").code == 0
        code, out, err = listener.end(signal.SIGTERM)
    assert code == 0
    assert err == "inflow: 2 posts came\n"
    lines = [json.loads(line) for line in out.splitlines()]
    assert {line["status"] for line in lines} == {"201"}
    assert sorted(line["body"]["record_ids"] for line in lines) == [[1], [2]]
    assert {line["signature"] for line in lines} == {"unchecked"}


@pytest.mark.parametrize(
    "secret, age, verdict",
    [(SECRET, 0, "genuine"), ("another", 0, "wrong"), (SECRET, 3600, "old"), (None, 0, "missing")],
)
def test_checks_signatures_with_the_secret_of_the_configuration(offline, secret, age, verdict):
    offline.write("secret", SECRET + "\n")
    offline.config(response_webhook={"url": "https://example.com/", "secret": {"file": "secret"}})
    stamp = str(int(time.time()) - age)
    headers = {"X_Inflow_Timestamp": stamp}
    if secret:
        code = hmac.new(secret.encode(), stamp.encode() + b".{}", hashlib.sha256).hexdigest()
        headers["X_Inflow_Signature"] = "sha256=" + code
    with listening(offline, "--config", "config.json", "--ndjson") as listener:
        assert listener.post(b"{}", **headers).startswith(b"HTTP/1.1 200 OK\r\n")
        code, out, err = listener.end()
    assert (code, json.loads(out)["signature"]) == (0, verdict)
    assert ("without a good signature" in err) == (verdict != "genuine")


def test_a_secret_that_cannot_be_read_is_exit_2(offline):
    offline.config(response_webhook={"url": "https://example.com/", "secret": {"file": "none"}})
    done = offline.run("webhook", "listen", "--port", "0", "--config", "config.json")
    assert (done.code, done.out) == (2, "")
    assert 'the secret of "response_webhook" in config.json cannot be read' in done.err


@pytest.mark.parametrize(
    "request_bytes, status",
    [
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"405"),
        (b"POST / HTTP/1.1\r\n\r\n", b"411"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nA: " + b"a" * 20000, b"431"),
    ],
)
def test_what_is_no_post_is_refused_and_the_next_one_is_taken(offline, request_bytes, status):
    with listening(offline) as listener:
        assert listener.send(request_bytes).startswith(b"HTTP/1.1 " + status)
        assert listener.post(b"{}").startswith(b"HTTP/1.1 200 OK\r\n")
        code, _, err = listener.end()
    assert (code, err) == (0, "inflow: 1 post came; 1 request refused\n")


def test_peers_that_send_nothing_more_keep_nobody_out(offline):
    with listening(offline) as listener, contextlib.ExitStack() as stack:
        for _ in range(100):
            peer = stack.enter_context(listener.connect())
            peer.sendall(b"POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf")
        assert listener.post(b"{}").startswith(b"HTTP/1.1 200 OK\r\n")
        assert listener.end()[0] == 0


def test_one_connection_takes_many_posts_and_waits_for_100_continue(offline):
    with listening(offline, "--ndjson") as listener:
        with listener.connect() as peer:
            peer.sendall(b"POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
            assert peer.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
            peer.sendall(b"{}" + b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]")
            answers = b""
            while answers.count(b"200 OK") < 2:
                answers += peer.recv(1000)
        _, out, _ = listener.end()
    assert [json.loads(line)["body"] for line in out.splitlines()] == [{}, []]


def test_a_port_that_is_taken_and_an_address_that_is_none_are_exit_2(offline):
    with listening(offline) as listener:
        done = offline.run("webhook", "listen", "--port", str(listener.port))
        assert (done.code, done.out) == (2, "")
        assert f"cannot listen on port {listener.port} of 127.0.0.1: Address already in use" in done.err  # fmt: skip
    done = offline.run("webhook", "listen", "--address", "localhost", "--port", "0")
    assert (done.code, done.out) == (2, "")
    assert "no address in figures" in done.err
