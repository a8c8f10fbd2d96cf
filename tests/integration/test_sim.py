# SPDX-License-Identifier: Apache-2.0
"""inflow-sim as a process: start, end, files, TLS. What it answers is tested in tests/unit/sim."""

from __future__ import annotations

import http.client
import json
import signal
import ssl
import subprocess
import urllib.request

import pytest

from sim_process import COMPANY, SimProcess, binary


def test_starts_on_a_free_port_and_ends_cleanly_on_either_signal():
    for number in (signal.SIGTERM, signal.SIGINT):
        sim = SimProcess().start()
        assert sim.send("GET", "/locations?count=1")[0] == 200
        sim.process.send_signal(number)
        assert sim.process.wait(timeout=20) == 0
        sim.stop()


def test_ends_cleanly_while_a_request_hangs():
    with SimProcess(faults={"rules": [{"hang": True}]}) as sim:
        client = subprocess.Popen(
            [
                "/usr/bin/env",
                "python3",
                "-c",
                f"import urllib.request; urllib.request.urlopen('{sim.url}/{COMPANY}/products')",
            ],
            stderr=subprocess.DEVNULL,
        )
        sim.wait_for_requests(1)
        assert sim.stop() == 0
        assert client.wait(timeout=20) == 1


def test_says_where_it_listens_and_writes_the_port_file_with_nothing_left_over(tmp_path):
    port_file = tmp_path / "port"
    process = subprocess.Popen(
        [binary("inflow-sim"), "--port-file", str(port_file), "--api-key", "top-secret"],
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    port = port_file.read_text(encoding="ascii").strip()
    assert line == f"inflow-sim listens on http://127.0.0.1:{port} for the company {COMPANY}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["port"]
    process.terminate()
    assert process.wait(timeout=20) == 0
    assert "top-secret" not in line + process.stdout.read()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--limit", "many"], "inflow-sim: --limit many: give REQUESTS/MS such as 60/60000"),
        (
            ["--port-file", "/nonexistent/port"],
            "inflow-sim: --port-file /nonexistent/port: cannot be written",
        ),
        (
            ["--fault", '{"rules":[{"stauts":503}]}'],
            "inflow-sim: fault script, rules[0].stauts: there is no such key",
        ),
        (["--log", "/nonexistent/log"], "inflow-sim: --log /nonexistent/log: cannot be written"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_sentence(options, words):
    done = subprocess.run(
        [binary("inflow-sim"), *options], capture_output=True, text=True, timeout=20, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith(words)


def test_the_log_file_has_a_line_a_request_with_the_key_masked(tmp_path):
    log = tmp_path / "log.ndjson"
    with SimProcess("--log", str(log), api_key="top-secret") as sim:
        sim.send("POST", "/products", raw=b'{"name":"Tea","price":12.50}')
        sim.send("GET", "/products")
        shown = sim.requests()
    text = log.read_text(encoding="utf-8")
    assert [json.loads(line) for line in text.splitlines()] == shown
    assert [request["body"] for request in shown] == ['{"name":"Tea","price":12.50}', ""]
    assert "top-secret" not in text


@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_half_an_answer_is_that_of_a_write_that_was_done(method):
    with SimProcess("--confuse", "half=1") as sim:
        path, body = ("/products", PRODUCT) if method == "PUT" else ("/locations", None)
        with pytest.raises(http.client.IncompleteRead):
            sim.send(method, path, body)
        assert len(sim.state("products")) == (method == "PUT")
        assert sim.send("GET", "/products/" + PRODUCT["productId"])[0] == (
            200 if method == "PUT" else 404
        )


def test_a_company_of_other_guids_is_found_by_its_names(tmp_path):
    seed = tmp_path / "seed.json"
    tea = "77777777-0000-4000-8000-000000000001"
    seed.write_text(
        json.dumps(
            {
                "vendors": [{"vendorId": tea, "name": "Leaf & Co"}],
                "categories": [{"categoryId": tea, "name": "Tea"}],
                "pricing-schemes": [{"pricingSchemeId": tea, "name": "Normal Price"}],
                "products": [{"productId": tea, "name": "Green tea", "categoryId": tea}],
            }
        ),
        encoding="utf-8",
    )
    with SimProcess("--bare", "--seed-data", str(seed)) as sim:
        _, headers, products = sim.send(
            "GET", "/products?filter%5Bname%5D=GREEN&include=category&includeCount=true"
        )
        assert headers["x-listcount"] == "1"
        assert [one["category"]["name"] for one in products] == ["Tea"]
        assert sim.send("GET", "/locations")[2] == []
        assert len(sim.send("GET", "/pricing-schemes")[2]) == 1


PRODUCT = {"productId": "aaaaaaaa-0000-4000-8000-000000000001", "name": "Tea", "weight": "2.5"}


def test_a_published_write_that_changes_nothing_leaves_the_state_byte_for_byte(sim):
    barcode = {"productBarcodeId": "bbbbbbbb-0000-4000-8000-000000000002", "barcode": "1"}
    status, _, first = sim.send("PUT", "/products", {**PRODUCT, "productBarcodes": [barcode]})
    assert (status, first["weight"]) == (200, "2.5000")
    with urllib.request.urlopen(f"{sim.url}/_sim/state", timeout=20) as answer:
        before = answer.read()
    assert sim.send("PUT", "/products", {**PRODUCT, "productBarcodes": [barcode]})[2] == first
    with urllib.request.urlopen(f"{sim.url}/_sim/state", timeout=20) as answer:
        assert answer.read() == before


def test_a_published_write_with_a_stale_timestamp_or_an_unknown_reference_is_refused(sim):
    sim.send("PUT", "/products", PRODUCT)
    status, _, error = sim.send("PUT", "/products", {**PRODUCT, "timestamp": "00000000000000FF"})
    assert (status, error["code"]) == (409, "StaleTimestamp")
    status, _, error = sim.send("PUT", "/products", {**PRODUCT, "categoryId": PRODUCT["productId"]})
    assert (status, error["message"]) == (
        400,
        f"categoryId: there is no {PRODUCT['productId']} in categories",
    )


def test_what_was_sent_is_judged_at_the_end(monkeypatch):
    class Judge:
        def faults(self, requests):
            return [
                f"request {one['number']}, {one['method']} {one['target']}"
                for one in requests
                if "barcode" in one["body"]
            ]

    # The service's own description is not everywhere.
    monkeypatch.setattr("sim_process.published_requests", Judge)
    sim = SimProcess("--limit", "none").start()
    sim.send("PUT", "/products", {**PRODUCT, "barcode": "1"})
    with pytest.raises(AssertionError, match="request 1, PUT .*/products"):
        sim.stop()
    assert sim.process is None


def test_serves_https(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ]
        + [
            "-subj",
            "/CN=simulator",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    with SimProcess("--tls-cert", str(certificate), "--tls-key", str(key), scheme="https") as sim:
        context = ssl.create_default_context(cafile=str(certificate))
        with urllib.request.urlopen(f"{sim.url}/_sim/state", timeout=20, context=context) as answer:
            assert len(json.load(answer)["locations"]) == 2
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{sim.port}/_sim/state", timeout=20)
