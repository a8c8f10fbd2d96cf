# SPDX-License-Identifier: Apache-2.0
"""The subcommands that write nothing: endpoints, schema, validate, check, and the help."""

from __future__ import annotations

import json
import re

import pytest

from command_process import Inflow
from sim_process import API_KEY


@pytest.fixture
def offline(tmp_path) -> Inflow:
    return Inflow(tmp_path)


def test_endpoints_lists_both_kinds_with_their_routes(offline):
    done = offline.run("endpoints")
    assert (done.code, done.err) == (0, "")
    documented, published = done.out.split("\n\n")[:2]
    assert len(documented.splitlines()) == 11
    assert re.search(r"^  create_product +POST +/products$", documented, re.MULTILINE)
    assert re.search(r"^  update_product +PATCH\|PUT +/products/\{id\}$", documented, re.MULTILINE)
    assert re.search(r"^  upsert_product +PUT +/products$", published, re.MULTILINE)
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]


def test_endpoints_describes_each_and_its_json_says_the_same(offline):
    done = offline.run("endpoints", "--json")
    assert done.code == 0
    endpoints = json.loads(done.out)
    assert {endpoint["name"] for endpoint in endpoints} >= {
        "create_product",
        "update_sales_order",
        "upsert_webhook",
    }
    for endpoint in endpoints[:3]:
        assert json.loads(offline.run("endpoints", endpoint["name"], "--json").out) == {
            **endpoint,
            "objects": {},
        }
        text = offline.run("endpoints", endpoint["name"])
        assert text.code == 0
        assert text.out.startswith(f"{endpoint['name']}: {endpoint['title']}\n")
    vendor = json.loads(offline.run("endpoints", "upsert_vendor", "--json").out)
    assert vendor["object"] == "Vendor" and set(vendor["objects"]) >= {
        "Vendor",
        "VendorAddress",
        "Address",
        "VendorItem",
    }
    assert vendor["objects"]["VendorItem"]["fields"]["productId"] == {
        "type": "guid",
        "reference": "products",
    }


def test_endpoints_without_such_a_name_is_exit_2(offline):
    done = offline.run("endpoints", "update_prodct")
    words = 'inflow: "endpoint" names "update_prodct", which is no endpoint; did you mean "update_product"?\n'
    assert (done.code, done.out, done.err) == (2, "", words)
    far = offline.run("endpoints", "zebra")
    assert (far.code, far.out) == (2, "")
    assert far.err.startswith(
        'inflow: "endpoint" names "zebra", which is no endpoint; the endpoints are create_product, '
    )


def test_schema_is_the_json_schema_of_the_configuration(offline):
    done = offline.run("schema")
    assert (done.code, done.err) == (0, "")
    schema = json.loads(done.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert {"credential", "endpoint", "batching", "retry"} <= set(schema["properties"])


def test_validate_needs_no_network_and_takes_comments(offline):
    offline.write(
        "c.jsonc",
        '{ // products\n "endpoint": "create_product", /* all */ "batching": {"enabled": true} }',
    )
    done = offline.run("validate", "--config", "c.jsonc")
    assert (done.code, done.out, done.err) == (0, "c.jsonc is valid\n", "")


def test_validate_sees_what_set_makes_of_it(offline):
    done = offline.run(
        "validate",
        "--config",
        "config.json",
        "--set",
        "endpoint=create_prodct",
        "--set",
        "queue.max_records=0",
    )
    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(
        r"inflow: config\.json has 2 faults:\n  /\w+(/\w+)?: .*\n  /\w+(/\w+)?: .*\n", done.err
    )
    assert 'did you mean "create_product"?' in done.err


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"endpoint": "create_product",}'])
def test_validate_says_where_the_text_is_no_json(offline, content):
    offline.write("c.json", content)
    done = offline.run("validate", "--config", "c.json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("inflow: c.json")


def test_check_goes_through_the_steps_with_one_read(inflow, sim):
    done = inflow.run("check", "--config", "config.json")
    assert (done.code, done.err) == (0, "")
    steps = re.findall(r"^  ok      (\w+)", done.out, re.MULTILINE)
    assert steps == ["resolve", "connect", "tls", "credential", "company", "quota"]
    assert done.out.endswith(
        "The destination is ready for create_product, but inFlow's published API has no create_product"
        " (upsert_product does the same job there)\n"
    )
    assert not [line for line in done.out.splitlines() if line != line.rstrip()]
    assert {request["method"] for request in sim.requests()} <= {"GET", "HEAD", "OPTIONS"}
    assert sim.counts()["applied"] == 0


def test_check_as_json(inflow):
    done = inflow.run("check", "--config", "config.json", "--json")
    answer = json.loads(done.out)
    assert (done.code, answer["ok"], answer["endpoint"]) == (0, True, "create_product")
    assert all(step["ok"] for step in answer["steps"])
    assert answer["unpublished"] == [
        {"endpoint": "create_product", "alternative": "upsert_product"}
    ]


def test_check_of_a_published_endpoint_says_ready_and_no_more(inflow):
    inflow.config(endpoint="upsert_product", identity={"from": ["sku"]})
    done = inflow.run("check", "--config", "config.json")
    assert (done.code, done.out.splitlines()[-1]) == (
        0,
        "The destination is ready for upsert_product",
    )


def test_check_names_the_step_that_failed(inflow, sim, tmp_path):
    inflow.environment["INFLOW_API_KEY"] = "no-such-key"
    done = inflow.run("check", "--config", "config.json")
    assert done.code == 3
    assert "  FAILED  credential the service answered 401: " in done.out
    assert done.out.endswith("The destination is not ready for create_product\n")
    inflow.environment["INFLOW_API_KEY"] = API_KEY
    inflow.environment["INFLOW_COMPANY_ID"] = "00000000-0000-4000-8000-00000000000f"
    done = inflow.run("check", "--config", "config.json")
    assert done.code == 3
    assert "  FAILED  " in done.out
    # A name that no resolver takes, so that nobody is asked over the network.
    nowhere = inflow.run(
        "check", "--config", "config.json", "--set", f"base_url=https://{'x' * 64}.invalid"
    )
    assert nowhere.code == 4
    assert "  FAILED  resolve    " in nowhere.out
    dead = Inflow(tmp_path).run("check", "--config", "config.json")
    assert dead.code == 4
    assert "  ok      resolve" in dead.out
    assert (
        "  FAILED  connect    could not connect to 127.0.0.1 port 1: Connection refused\n"
        in dead.out
    )
    assert (
        dead.err
        == "inflow: the service could not be reached: could not connect to 127.0.0.1 port 1: Connection refused\n"
    )


def test_help_and_version_go_to_standard_output(offline):
    for arguments in (["--help"], ["load", "--help"], ["check", "--help"], ["--version"]):
        done = offline.run(*arguments)
        assert (done.code, done.err) == (0, "")
        assert done.out
    assert re.fullmatch(
        r"inflow \d+\.\d+\.\d+, plugin inflow-destination \d+\.\d+\.\d+\n", done.out
    )
