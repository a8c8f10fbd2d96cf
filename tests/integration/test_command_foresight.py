# SPDX-License-Identifier: Apache-2.0
"""What inflow load and its siblings tell before anything is sent: columns, keys, refusals; and how
a map treats blank cells."""

from __future__ import annotations

import json

MAP = {"sku": "{record.SKU}", "name": "{record.Name}", "remarks": "{record.Notes?}"}


def published(inflow, rows=None, **keys):
    """A configuration of upsert_product, one request at a time."""
    more = {"rate_limit": {"windows": [], "max_in_flight": 1}, "null_policy": "omit", **keys}
    inflow.config(
        endpoint="upsert_product", identity={"from": ["SKU"]}, map={**MAP, **(rows or {})}, **more
    )


def told(done):
    return [line.removeprefix("inflow: ") for line in done.err.splitlines()]


def test_a_column_that_every_record_needs_is_missed_before_the_first(inflow, sim):
    published(inflow)
    inflow.write("good.csv", "SKU,Name,Notes\nA,a,\n")
    inflow.write("bad.csv", "SKU,Nmae,Notes\nB,b,\n")
    done = inflow.load("good.csv", "bad.csv")
    assert (done.code, sim.requests()) == (2, [])
    assert told(done) == [
        'bad.csv: there is no column "Name", which /map needs of every record; did you mean "Nmae"? Nothing was sent'
    ]


def test_one_that_may_be_missing_is_told_and_taken_for_empty(inflow, sim):
    published(inflow)
    inflow.write("a.csv", "SKU,Name,Note\nA,a,x\n")
    done = inflow.load("a.csv")
    assert (done.code, sim.state("products")[0].get("remarks")) == (0, None)
    assert (
        'a.csv: there is no column "Notes", which /map reads: it is taken for empty; did you mean "Note"?'
        in told(done)
    )


def test_a_column_may_be_a_question(inflow, sim):
    published(inflow, {"customFields": {"custom1": "{record.In stock?}"}})
    inflow.write("a.csv", "SKU,Name,Notes,In stock?\nA,a,,yes\nB,b,,\n")
    done = inflow.load("a.csv")
    assert (done.code, [one["customFields"].get("custom1") for one in sim.state("products")]) == (
        0,
        ["yes", None],
    )
    inflow.write("both.csv", "SKU,Name,Notes,In stock?,In stock\nC,c,,yes,no\n")
    done = inflow.load("both.csv")
    assert done.code == 2 and "{record.'In stock?'?} for the second" in done.err
    published(
        inflow,
        {"customFields": {"custom1": "{record.'In stock'?}", "custom2": "{record.'In stock?'}"}},
    )
    assert inflow.load("both.csv").code == 0
    assert sim.state("products")[2]["customFields"] == {"custom1": "no", "custom2": "yes"}


def test_a_pipe_is_held_against_its_header_too(inflow, sim):
    published(inflow)
    done = inflow.load("-", "--format", "csv", stdin="SKU,Nmae,Notes\nA,a,\n")
    assert (done.code, sim.requests()) == (2, [])
    assert (
        'standard input: there is no column "Name", which /map needs of every record; did you mean "Nmae"?'
        in done.err
    )


def test_an_empty_cell_is_no_missing_attribute(inflow, sim):
    published(inflow)
    inflow.write("a.csv", "SKU,Name,Notes\nA,,x\n,b,x\n")
    inflow.write("a.ndjson", [{"SKU": "A"}])
    done = inflow.load("a.csv", "a.ndjson", "--results", "results.ndjson", "--json")
    assert (done.code, sim.requests()) == (1, [])
    assert [json.loads(line)["message"] for line in (inflow.folder / "results.ndjson").read_text().splitlines()] == [
        'the column "Name" is empty', 'the column "SKU" is empty', 'the record lacks the attribute "Name"',
    ]  # fmt: skip
    assert (
        '"message":"the column \\"Name\\" is empty"'
        in inflow.run("preview", "--config", "config.json", "a.csv", "--json").out
    )


def test_the_estimate_counts_what_the_configuration_refuses(inflow):
    published(inflow, {"isActive": "{record.On?}"})
    inflow.write(
        "a.ndjson",
        [{"SKU": "A", "Name": "a"}, {"SKU": "B"}, {"SKU": "C", "Name": "c", "On": "perhaps"}],
    )
    done = inflow.load("a.ndjson")
    assert (
        told(done)[0]
        == "1 record to send in 1 request, as fast as the service answers; 2 more cannot be sent as they are"
    )
    assert done.code == 1


def test_records_of_one_key_and_keys_that_look_alike(inflow, sim):
    published(inflow)
    rows = [
        "A,a,",
        "A,b,",
        "A,a,",
        "a,c,",
        "k\u00e4se,d,",
        "ka\u0308se,e,",
        "1.5E+9,f,",
        " A\u00a0,a,",
    ]
    inflow.write("a.csv", "SKU,Name,Notes\n" + "\n".join(rows) + "\n")
    done = inflow.load("a.csv")
    assert told(done)[1:4] == [
        "2 records have the key of an earlier one, and other content (first: a.csv lines 2 and 3); all are sent, in their order",
        "2 records have keys that look like another, and only case, spaces, the composition of letters or an exponent tells them "
        "apart (first: a.csv lines 2 and 5); they are sent as records of different keys",
        "1 record has a key that a spreadsheet has shortened, as it writes 1.23E+12 (first: a.csv line 8); different ones may have "
        "become one: format the column as text there",
    ]
    assert len(sim.state("products")) == 5
    assert sim.state("products")[0]["sku"] == "A"


def test_from_a_pipe_they_are_told_as_they_come(inflow):
    published(inflow)
    records = '{"SKU":"A","Name":"a"}\n{"SKU":"A","Name":"b"}\n{"SKU":"A","Name":"c"}\n'
    notes = [line for line in told(inflow.load("-", stdin=records)) if "key" in line]
    assert notes == [
        "standard input lines 1 and 2 have one key and different content; both are sent, in their order",
        "2 records had the key of an earlier one, and other content",
    ]


def test_validate_tells_what_to_look_at(inflow):
    published(inflow, {"sku": "X-{record.SKU}", "colour": "{record.Colour}"}, unknown_fields="warn")
    done = inflow.run("validate", "--config", "config.json")
    assert (done.code, done.out) == (0, "config.json is valid\n")
    assert 'configuration: /map/colour: "colour" is no field of the published API' in done.err
    assert 'configuration: /identity/from: the GUID is made of "SKU" alone' in done.err
    published(inflow, {"colour": "{record.Colour}"})
    assert inflow.run("validate", "--config", "config.json").code == 2


def test_the_advice_for_a_taken_name_works_with_a_map(inflow, sim):
    published(inflow)
    inflow.write("there.ndjson", [{"SKU": "A", "Name": "Tea"}])
    assert inflow.load("there.ndjson").code == 0
    there = sim.state("products")[0]["productId"]
    inflow.write("b.ndjson", [{"SKU": "B", "Name": "Tea"}])
    done = inflow.load("b.ndjson")
    assert done.code == 1
    advice = 'let the map hold "productId": "{record.productId?}", and put its GUID into the record as "productId"'
    assert advice in done.err
    published(inflow, {"productId": "{record.productId?}"})
    inflow.write(
        "b.ndjson", [{"SKU": "B", "Name": "Tea", "productId": there}, {"SKU": "C", "Name": "Cups"}]
    )
    assert inflow.load("b.ndjson").code == 0
    assert [(one["productId"] == there, one["sku"]) for one in sim.state("products")] == [
        (True, "B"),
        (False, "C"),
    ]
