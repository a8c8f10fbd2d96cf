# SPDX-License-Identifier: Apache-2.0
"""The configuration: what can be set, what is wrong, where streams go, how large a batch is."""

from __future__ import annotations

import io
import json
import os
import platform
import subprocess

import pytest
from inflow_destination import Destination, Quota
from sim_process import SimProcess

from conftest import ROOT, RUN_SECONDS, Host, lines, products, state
from target_inflow import TargetInflow
from target_inflow.config import batch_size, records_a_request

OWN = {"rejects_path", "on_reject", "library"}
OF_THE_SDK = {
    "add_record_metadata",
    "batch_size_rows",
    "validate_records",
    "stream_maps",
    "stream_map_config",
    "faker_config",
}
OF_THE_SDK |= {
    "flattening_enabled",
    "flattening_max_depth",
    "flattening_max_key_length",
    "flattening_separator",
}


def test_about(host):
    process = host.start("--about", "--format", "json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    settings = json.loads(out)["settings"]["properties"]
    described = Destination().describe()["configuration"]["properties"]
    # "$schema" is for editors.
    assert set(settings) == set(described) - {"$schema"} | OWN | OF_THE_SDK
    assert settings["batching"] == described["batching"]
    key = settings["credential"]["properties"]["api_key"]
    assert key["secret"] is True and key["writeOnly"] is True
    assert "secret" not in settings["credential"]["properties"]["company_id"]


def described(schema, path=""):
    """The path and description of each setting, also of those in others."""
    for name, of in schema.get("properties", {}).items():
        yield f"{path}/{name}", of.get("description", "")
        yield from described(of, f"{path}/{name}")


def test_about_describes_every_setting(host):
    out, err = host.start("--about", "--format", "json").communicate(timeout=60)
    settings = json.loads(out)["settings"]
    assert [path for path, text in described(settings) if not text.strip()] == []
    text, err = host.start("--about").communicate(timeout=60)
    for name, of in settings["properties"].items():
        told = " ".join(of["description"].split())
        assert f"  - Name: {name}\n    Description: {told}\n" in text, err


@pytest.mark.parametrize("arguments", [("--about",), ("--config", "config.json"), ("--nowhere",)])
def test_nothing_is_left_open_at_the_end(host, arguments):
    process = host.start(*arguments, python=("-W", "error::ResourceWarning"), on_reject="continue")
    done = process.communicate(lines(products("Tea", "Tea")), timeout=RUN_SECONDS)
    assert "ResourceWarning" not in done[1] and "Exception ignored" not in done[1], done[1]
    assert process.returncode == (2 if arguments == ("--nowhere",) else 0), done[1]


@pytest.mark.parametrize("config", [{"on_reject": "fail"}, {"endpoint": "nowhere"}])
def test_nothing_is_left_open_at_an_early_end(host, config):
    process = host.start(python=("-W", "error::ResourceWarning"), **config)
    done = host.finish(process, lines(products("Tea", "Tea")) + "no message\n")
    assert done.code == 1
    assert "ResourceWarning" not in done.log and "Exception ignored" not in done.log, done.log


def test_all_faults_come_at_once(host, sim):
    done = host.run(
        products("Tea"),
        on_reject="ignore",
        batch_size_rows="ten",
        endpoint="create_prodct",
        batchng={},
        map=7,
    )
    assert (done.code, done.states, sim.requests()) == (1, [], [])
    assert "/on_reject: 'ignore' is not one of ['fail', 'continue']" in done.log
    assert "/batch_size_rows: 'ten' is not of type 'integer', 'null'" in done.log
    assert (
        '/endpoint: "endpoint" names "create_prodct", which is no endpoint; did you mean "create_product"?'
        in done.log
    )
    assert '"batchng"' in done.log and 'did you mean "batching"?' in done.log
    assert "/map: " in done.log
    assert "Traceback" not in done.log


def test_a_folder_for_rejects_must_be_there(host):
    done = host.run(products("Tea"), rejects_path="nowhere/rejects.ndjson")
    assert done.code == 1
    assert "/rejects_path: there is no folder" in done.log and "make it first" in done.log


def test_variables_serve_for_the_credential(host, sim, monkeypatch):
    del host.config["credential"]
    monkeypatch.setenv("INFLOW_COMPANY_ID", sim.company)
    monkeypatch.delenv("INFLOW_API_KEY", raising=False)
    done = host.run(products("Tea"))
    assert done.code == 1 and "INFLOW_API_KEY" in done.log
    monkeypatch.setenv("INFLOW_API_KEY", sim.api_key)
    assert host.run(products("Tea")).code == 0


def test_settings_from_the_environment(host, sim, monkeypatch):
    for name, value in {**host.config, "on_reject": "continue"}.items():
        monkeypatch.setenv(
            f"TARGET_INFLOW_{name.upper()}", value if isinstance(value, str) else json.dumps(value)
        )
    process = host.start("--config", "ENV")
    done = host.finish(
        process, "".join(json.dumps(message) + "\n" for message in products("Tea", "Tea", "Salt"))
    )
    assert (done.code, done.states) == (0, [{"count": 3}]), done.log
    assert len(host.rejects) == 1


class TestLibrary:
    def test_missing(self, host):
        done = host.run(products("Tea"), library="/nowhere/libinflow_destination.so.1")
        assert done.code == 1
        assert (
            "could not read the library /nowhere/libinflow_destination.so.1: No such file or directory"
            in done.log
        )
        assert "Traceback" not in done.log

    def test_missing_for_about(self, host, monkeypatch):
        monkeypatch.setenv("INFLOW_DESTINATION_LIBRARY", "/nowhere/library.so")
        process = host.start("--about")
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out) == (1, "")
        assert "could not read the library /nowhere/library.so" in err and "Traceback" not in err

    def test_for_another_machine(self, host):
        ours = bytearray(open(os.environ["INFLOW_DESTINATION_LIBRARY"], "rb").read(64))
        ours[18:20] = (183 if platform.machine() == "x86_64" else 62).to_bytes(2, "little")
        (host.folder / "other.so").write_bytes(ours)
        done = host.run(products("Tea"), library="./other.so")
        assert done.code == 1
        assert (
            "./other.so is built for" in done.log
            and "install the library for this machine" in done.log
        )

    def test_of_another_version(self, host):
        source = ROOT / "bindings/go/testdata/other_major.c"
        command = [
            "cc",
            "-shared",
            "-fPIC",
            "-I",
            ROOT / "abi",
            source,
            "-o",
            host.folder / "other.so",
        ]
        subprocess.run(command, check=True, timeout=RUN_SECONDS)
        done = host.run(products("Tea"), library="./other.so")
        assert done.code == 1
        assert (
            "./other.so has another major ABI version than 1.0, which this package needs"
            in done.log
        )


class TestRoutes:
    ROUTES = {
        "products": {"endpoint": "create_product"},
        "customers": {"endpoint": "create_customer"},
    }

    def test_each_stream_is_a_route(self, host, sim):
        del host.config["endpoint"]
        messages = [
            *products("Tea"),
            *products("Ann", stream="customers"),
            *products("Salt"),
            state({"all": 3}),
        ]
        done = host.run(messages, routes=self.ROUTES)
        assert (done.code, done.states) == (0, [{"all": 3}]), done.log
        assert [product["name"] for product in sim.state("products")] == ["Tea", "Salt"]
        assert [customer["name"] for customer in sim.state("customers")] == ["Ann"]

    def test_a_stream_without_a_route(self, host, sim):
        messages = [*products("Tea"), *products("Kiel", stream="locations")]
        del host.config["endpoint"]
        done = host.run(messages, routes=self.ROUTES)
        assert (done.code, done.states, sim.requests()) == (1, [], [])
        assert (
            'the stream "locations" has no route: name it under "routes" (there are "products", "customers")'
            in done.log
        )
        assert "Traceback" not in done.log
        done = host.run(messages, routes=self.ROUTES, endpoint="create_customer")
        assert done.code == 0
        assert [customer["name"] for customer in sim.state("customers")] == ["Kiel"]

    def test_one_quota_and_one_request_at_a_time_for_all(self, host, sim):
        """Three streams share a window of two requests: the third waits until the first two have
        left it."""
        messages = [
            message
            for name in ("products", "customers", "others")
            for message in products(name, stream=name)
        ]
        window = {"requests": 2, "per_ms": 700}
        done = host.run(
            messages,
            routes=self.ROUTES,
            endpoint="create_product",
            rate_limit={"windows": [window], "max_in_flight": 1},
        )
        assert done.code == 0
        first, second, third = sim.requests()
        assert third["arrived_ms"] - first["ended_ms"] >= window["per_ms"]


class TestBatch:
    def test_five_minutes_of_the_quota(self):
        minute, hour = Quota(60, 60_000, 0, 0), Quota(1000, 3_600_000, 0, 0)
        assert batch_size([minute], 1) == 300
        assert batch_size([minute], 100) == 30_000
        assert batch_size([minute, hour], 10) == 830
        assert batch_size([Quota(1, 3_600_000, 0, 0)], 7) == 7
        assert batch_size([], 7) is None

    def test_records_a_request(self):
        document = {
            "batching": {"enabled": True, "size": 50},
            "routes": {
                "inherits": {},
                "smaller": {"batching": {"size": 10}},
                "alone": {"batching": {"enabled": False}},
            },
        }
        names = [None, "inherits", "smaller", "alone"]
        assert [records_a_request(document, route) for route in names] == [50, 50, 10, 1]
        assert records_a_request({"batching": {"enabled": True}}, None) == 100
        assert records_a_request({"batching": {"enabled": True, "algorithm": "fold"}}, None) == 1
        assert records_a_request({}, None) == 1

    @pytest.mark.parametrize(
        "config, size",
        [
            ({}, 300),
            ({"rate_limit": {"share": 0.5}}, 150),
            ({"batching": {"enabled": True, "size": 20}}, 6_000),
            ({"batching": {"enabled": True, "size": 1000}}, 100_000),
            ({"rate_limit": {"windows": []}, "queue": {"max_records": 5_000}}, 5_000),
            ({"batch_size_rows": 7}, 7),
            ({"batch_size_rows": 7_000, "queue": {"max_records": 5_000}}, 5_000),
        ],
    )
    def test_the_sink(self, host, config, size):
        del host.config["rate_limit"]
        target = TargetInflow(config={**host.config, **config})
        assert target.add_sink("products", {"properties": {}}).max_size == size

    def test_a_quota_that_answers_tell_of(self, tmp_path):
        with SimProcess("--limit", "30/60000") as sim:
            target = TargetInflow(config=Host(tmp_path, sim).config)
            sink = target.add_sink("products", products()[0]["schema"])
            assert sink.max_size == 100_000
            target.process_lines(io.StringIO(lines(products("Tea", "Salt", "Rice"))))
            target.drain_all()
            assert sink.max_size == 150

    def test_bytes_fill_a_batch_too(self, host, sim):
        names = ["a" * 400, "b" * 400, "c" * 400, "d" * 400]
        done = host.run(products(*names), queue={"max_bytes": 1000})
        assert (done.code, done.states[-1]) == (0, {"count": 4})
        assert len(sim.state("products")) == 4


def test_batch_messages_are_refused(host, sim):
    batch = {
        "type": "BATCH",
        "stream": "products",
        "encoding": {"format": "jsonl"},
        "manifest": ["file:///dev/null"],
    }
    done = host.run([products()[0], batch])
    assert (done.code, sim.requests()) == (1, [])
    assert 'a BATCH message came for the stream "products"' in done.log
