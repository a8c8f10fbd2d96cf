# SPDX-License-Identifier: Apache-2.0
"""inflow init: the questions on a terminal, and the configuration that comes of them."""

from __future__ import annotations

import json

import pytest

from sim_process import API_KEY, COMPANY
from terminal import Terminal


def start(inflow, *arguments: str) -> Terminal:
    return Terminal(
        inflow,
        "init",
        *arguments,
        "--set",
        f"base_url={inflow.url}",
        "--set",
        'rate_limit={"windows":[]}',
    )


# What is asked only where the plugin offers a choice; Enter alone takes the default.
OPTIONAL = ("Content format", "Grouping algorithm", "Response webhook")


def reach(terminal: Terminal, question: str) -> None:
    while question not in (line := terminal.expect(": ").rsplit("\n", 1)[-1]):
        if line.startswith(OPTIONAL):
            terminal.say("")


def answer(terminal: Terminal, question: str, text: str = "") -> None:
    reach(terminal, question)
    terminal.say(text)


def credential(terminal: Terminal) -> None:
    answer(terminal, "Company id")
    answer(terminal, "API key (env NAME or file PATH)")


def middle(terminal: Terminal) -> None:
    """Enter alone up to the sample, whatever this version asks there."""
    for question in (
        "Further request headers",
        "Attributes that are not sent",
        "Batch records together",
    ):
        answer(terminal, question)


def test_asks_shows_tests_and_writes(inflow, sim):
    inflow.write("products.ndjson", [{"name": "Tea", "note": "x"}])
    with start(inflow) as terminal:
        credential(terminal)
        answer(terminal, "Endpoint (", "create_product")
        answer(terminal, "Further request headers", "X-Source:erp")
        answer(terminal, "Attributes that are not sent", "note, other")
        answer(terminal, "Batch records together", "yes")
        answer(terminal, "Batch size", "50")
        reach(terminal, "A file of records")
        terminal.say("products.ndjson")
        assert '[{"name": "Tea"}]' in terminal.expect("nothing was sent").replace(
            '"Tea" }', '"Tea"}'
        )
        answer(terminal, "Send this as a test request now?", "yes")
        terminal.expect("it answered 201")
        answer(terminal, "Activate it", "yes")
        assert terminal.end() == 0, terminal.shown
        assert API_KEY not in terminal.shown
    written = json.loads(inflow.text("inflow.jsonc"))
    assert written.pop("batching") == {"enabled": True, "algorithm": "array", "size": 50}
    assert written == {
        "active": True, "base_url": inflow.url, "rate_limit": {"windows": []},
        "credential": {"company_id": {"env": "INFLOW_COMPANY_ID"}, "api_key": {"env": "INFLOW_API_KEY"}},
        "endpoint": "create_product", "content_format": "json", "request_headers": "X-Source:erp",
        "exclude_attributes": ["note", "other"],
    }  # fmt: skip
    assert [product["name"] for product in sim.state("products")] == ["Tea"]


def test_asks_for_the_grouping_algorithms_own_settings(inflow):
    with start(inflow) as terminal:
        credential(terminal)
        answer(terminal, "Endpoint (", "upsert_sales_order")
        for question in ("Further request headers", "Attributes that are not sent"):
            answer(terminal, question)
        answer(terminal, "Batch records together", "yes")
        answer(terminal, "Batch size")
        terminal.expect("Grouping algorithm")
        terminal.say("fold")
        answer(terminal, "Setting by (needed)", "orderNumber")
        answer(terminal, "Setting lines (Enter alone")
        answer(terminal, "Setting line_attributes")
        answer(terminal, "Setting on_conflict", "first")
        terminal.expect('the algorithm "fold" needs "line_attributes"')
        answer(terminal, "Batch records together", "yes")
        answer(terminal, "Batch size", "1")
        terminal.expect("Grouping algorithm")
        terminal.say("fold")
        answer(terminal, "Setting by", '["orderNumber"]')
        answer(terminal, "Setting lines", "lines")
        answer(terminal, "Setting line_attributes", '["sku", "quantity"]')
        answer(terminal, "Setting on_conflict")
        answer(terminal, "A file of records")
        answer(terminal, "Activate it")
        assert terminal.end() == 0, terminal.shown
        assert "Setting key" not in terminal.shown
    assert json.loads(inflow.text("inflow.jsonc"))["batching"] == {
        "enabled": True, "size": 1, "algorithm": "fold", "by": ["orderNumber"], "lines": "lines",
        "line_attributes": ["sku", "quantity"],
    }  # fmt: skip


def test_explains_wrong_answers_and_asks_again(inflow):
    with start(inflow, "c.jsonc") as terminal:
        answer(terminal, "Company id", "seven")
        answer(terminal, "Company id", COMPANY)
        answer(terminal, "API key (env NAME or file PATH)", "env NOT_SET")
        terminal.expect("That environment variable is not set here")
        answer(terminal, "API key (env NAME or file PATH)", "file none")
        terminal.expect("There is no such file that can be read")
        answer(terminal, "API key (env NAME or file PATH)")
        answer(terminal, "Endpoint (")
        terminal.expect("Document endpoints")
        answer(terminal, "Endpoint (", "update_prodct")
        terminal.expect('did you mean "update_product"?')
        answer(terminal, "Endpoint (", "update_product")
        answer(terminal, "Method (", "POST")
        answer(terminal, "Method (", "PUT")
        answer(terminal, "Parameter id", "{record.")
        answer(terminal, "Parameter id", "{record.productId}")
        answer(terminal, "Further request headers", "Host:x")
        middle(terminal)
        reach(terminal, "A file of records")
        terminal.say("none.csv")
        terminal.expect("cannot open none.csv")
        answer(terminal, "A file of records")
        answer(terminal, "Activate it", "perhaps")
        terminal.expect("Please answer yes or no")
        answer(terminal, "Activate it", "no")
        terminal.expect("Activate it with: inflow activate --config c.jsonc")
        assert terminal.end() == 0
    written = json.loads(inflow.text("c.jsonc"))
    assert (written["active"], written["method"], written["parameters"]) == (
        False,
        "PUT",
        {"id": "{record.productId}"},
    )
    assert inflow.run("validate", "--config", "c.jsonc").code == 0


def test_a_manual_endpoint(inflow):
    with start(inflow) as terminal:
        credential(terminal)
        answer(terminal, "Endpoint (", "manual")
        answer(terminal, "Method (", "PATCH")
        answer(terminal, "URL below base_url", "/{companyId}/products/{record.id}")
        middle(terminal)
        reach(terminal, "A file of records")
        terminal.say("")
        answer(terminal, "Activate it")
        assert terminal.end() == 0, terminal.shown
    assert json.loads(inflow.text("inflow.jsonc"))["endpoint"] == {
        "method": "PATCH",
        "url": "/{companyId}/products/{record.id}",
    }


def test_a_key_that_is_pasted_is_refused_and_neither_shown_nor_kept(inflow):
    with start(inflow) as terminal:
        answer(terminal, "Company id")
        answer(terminal, "API key (env NAME or file PATH)", "a-pasted-key")
        terminal.expect("it was not kept")
        answer(terminal, "API key (env NAME or file PATH)", "env a-pasted-key")
        terminal.expect("That environment variable is not set here")
        terminal.expect("API key")
        assert terminal.shown.count("a-pasted-key") == 2, (
            "the terminal's own echo of the two answers, and nothing else"
        )
        terminal.press("\x03")
        assert terminal.end() == 5
    assert inflow.files() == ["config.json"]


@pytest.mark.parametrize(("key", "code"), [("\x03", 5), ("\x04", 2)])
def test_ctrl_c_and_ctrl_d_write_nothing(inflow, key, code):
    with start(inflow) as terminal:
        credential(terminal)
        terminal.expect("Endpoint (")
        terminal.press(key)
        assert terminal.end() == code
        assert "stopped; inflow.jsonc was not written" in terminal.shown
    assert inflow.files() == ["config.json"]


def test_a_file_is_replaced_only_after_a_yes(inflow):
    inflow.write("inflow.jsonc", "mine")
    with start(inflow) as terminal:
        answer(terminal, "inflow.jsonc exists. Replace it at the end?")
        assert terminal.end() == 2
    assert inflow.text("inflow.jsonc") == "mine"


def test_2_without_a_terminal(inflow):
    done = inflow.run("init")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("inflow: inflow init asks its questions on a terminal; ")
    assert inflow.files() == ["config.json"]
