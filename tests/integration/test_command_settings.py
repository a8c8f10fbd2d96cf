# SPDX-License-Identifier: Apache-2.0
"""inflow settings, inflow endpoints WORDS, and the schema for editors."""

from __future__ import annotations

import json
import pathlib
import re

import jsonschema
import pytest

from command_process import Inflow
from sim_process import ROOT
from terminal import Terminal

CONFIGURATIONS = sorted(ROOT.glob("examples/**/*.jsonc"))


@pytest.fixture
def offline(tmp_path) -> Inflow:
    return Inflow(tmp_path)


def without_comments(text: str) -> dict:
    """JSON with // and /* */ comments; none of the examples has them in a text."""
    return json.loads(
        re.sub(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', r"\1", text, flags=re.DOTALL)
    )


def test_every_key_has_its_value_and_where_it_comes_from(offline):
    offline.config(endpoint="upsert_product", identity={"from": ["sku"]}, queue={"max_records": 7})
    done = offline.run("settings", "--config", "config.json", "--set", "retry.max_attempts=3")
    assert (done.code, done.err) == (0, "")
    lines = {line.split()[0]: line.split(maxsplit=1)[1].strip() for line in done.out.splitlines()}
    assert re.fullmatch(r"config\.json +7", lines["queue.max_records"])
    assert re.fullmatch(r"--set +3", lines["retry.max_attempts"])
    assert re.fullmatch(r"default +true", lines["active"])
    assert re.fullmatch(r'the environment +\{"env": "INFLOW_API_KEY"\}', lines["credential.api_key"])  # fmt: skip
    assert re.fullmatch(r'config\.json +\["sku"\]', lines["identity.from"])


def test_secrets_are_not_shown(offline):
    key = "sesame-open-0123456789"
    offline.config(
        credential={"company_id": "00000000-0000-4000-8000-000000000001", "api_key": key}
    )
    for options in ([], ["--json"]):
        done = offline.run("settings", "--config", "config.json", *options)
        assert done.code == 0
        assert "literal" in done.out
        assert "sesame" not in done.out + done.err


def test_a_route_shows_what_it_has_and_what_it_inherits(offline):
    offline.config(
        batching={"enabled": True, "size": 5}, routes={"big": {"batching": {"size": 50}}}
    )
    done = offline.run("settings", "--config", "config.json", "--route", "big", "--json")
    answer = json.loads(done.out)
    keys = {one.pop("key"): one for one in answer["keys"]}
    assert (done.code, answer["route"], answer["routes"]) == (0, "big", ["big"])
    assert keys["batching.size"] == {"value": 50, "from": "config.json", "inherited": False}
    assert keys["batching.enabled"] == {"value": True, "from": "config.json", "inherited": True}
    done = offline.run("settings", "--config", "config.json", "--route", "small")
    assert (done.code, done.out) == (2, "")
    assert '"small"' in done.err


def test_a_wrong_configuration_has_faults_and_no_settings(offline):
    offline.config(endpoint="create_prodct")
    done = offline.run("settings", "--config", "config.json")
    assert (done.code, done.out) == (2, "")
    assert "did you mean" in done.err


@pytest.mark.parametrize(
    "words, first, why",
    [
        (["barcode"], "upsert_product", "productBarcodes"),
        (["reorder", "level"], "upsert_product", "reorderSettings"),
        (["unit price"], "upsert_product", "prices.unitPrice"),
        (["carrier"], "upsert_purchase_order", "carrier"),
    ],
)
def test_endpoints_are_found_by_words_with_the_field_that_fits(offline, words, first, why):
    done = offline.run("endpoints", *words)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{first}: ")
    assert why in done.out.split("\n\n", maxsplit=1)[0]
    found = json.loads(offline.run("endpoints", *words, "--json").out)
    assert found[0]["name"] == first
    assert any(why in reason["what"] for reason in found[0]["reasons"])


def test_an_exact_name_is_described_although_other_endpoints_have_its_words(offline):
    done = offline.run("endpoints", "upsert_product")
    assert done.out.startswith("upsert_product: ")
    assert "  kind        published\n" in done.out


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> dict:
    return json.loads(Inflow(tmp_path_factory.mktemp("schema")).run("schema").out)


def validator(schema: dict) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_is_one_and_not_too_large(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert len(json.dumps(schema)) < 200_000
    names = set(re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)))
    assert names == set(schema["$defs"])


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_example_is_valid_by_the_schema(schema, path: pathlib.Path):
    document = without_comments(path.read_text(encoding="utf-8"))
    document["$schema"] = "./inflow.schema.json"
    assert [error.message for error in validator(schema).iter_errors(document)] == []


def proposals(schema: dict, document: dict) -> dict:
    """The fields of "map" that hold for a document, as an editor gathers them."""
    fields: dict = {}
    for rule in schema["allOf"]:
        then = rule.get("then", {}).get("properties", {})
        if "map" not in then or not validator({**rule["if"]}).is_valid(document):
            continue
        at = then["map"]
        if "$ref" in at:
            at = schema["$defs"][at["$ref"].rsplit("/", maxsplit=1)[1]]
        fields |= at["properties"]
    return fields


def test_the_fields_of_an_endpoint_are_proposed_for_its_map(schema):
    vendor = proposals(schema, {"endpoint": "upsert_vendor"})
    assert "vendorId" in vendor and "sku" not in vendor
    assert all(field["description"] for field in vendor.values())
    assert proposals(schema, {"endpoint": "create_product"}) == {"name": {"description": "Needed"}}
    assert proposals(schema, {"endpoint": {"method": "PUT", "url": "/{companyId}/x"}}) == {}


def test_schema_may_be_named_in_a_configuration_whatever_its_text(offline):
    offline.write(
        "c.json", '{"$schema": "https://nowhere.invalid/a b", "endpoint": "create_product"}'
    )
    assert offline.run("validate", "--config", "c.json").code == 0
    offline.write("c.json", '{"$schema": 7, "endpoint": "create_product"}')
    done = offline.run("validate", "--config", "c.json")
    assert done.code == 2
    assert '/$schema: "$schema" must be text, not a number' in done.err


@pytest.mark.parametrize("active, told", [({}, True), ({"active": True}, False)])
def test_a_person_is_told_that_a_configuration_is_active_that_does_not_say(inflow, active, told):
    inflow.config(**active)
    inflow.write("in.ndjson", [{"name": "Tea"}])
    with Terminal(inflow, "load", "--config", "config.json", "in.ndjson") as terminal:
        assert terminal.end() == 0
    assert terminal.shown.count("config.json does not say whether it is active") == (1 if told else 0)  # fmt: skip
    inflow.write("in.ndjson", [{"name": "Cup"}])
    assert "does not say" not in inflow.load("in.ndjson").err
