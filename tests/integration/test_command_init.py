# SPDX-License-Identifier: Apache-2.0
"""inflow init: the questions on a terminal, and the configuration that comes of them."""

from __future__ import annotations

import json
import os
import re
import stat
from typing import Any

import pytest

from sim_process import API_KEY, COMPANY
from terminal import Terminal

PRODUCTS = """Title,Variant SKU,Kind,Price,Barcode,Made on
Oak bench,OB-100,Furniture,"$1,250.00",57001,31/12/2025
Wall lamp,WL-7,Lighting,89.50,,01/02/2026
Catalogue,CA-1,Lighting,0.00,,
"""

# The questions, in their order; each is answered behind a "> " of its own line.
RECORDS = "Which file holds the records?"
ENDPOINT = "What are the records to become?"
MAP = "Is that right?"
SCHEME = "prices.pricingSchemeId"
IDENTITY = "What names a record?"
ADOPT = "write to that one?"
NAMES = "Look the names up in inFlow"
CREDENTIAL = "Which credential?"
COMPANY_ID = "Company id, a GUID"
KEY = "API key: type"
FURTHER = "Anything else?"
SEND = "Send this one now"
ACTIVATE = "ctivate it"


def start(inflow, *arguments: str, **terminal: Any) -> Terminal:
    return Terminal(
        inflow,
        "init",
        *arguments,
        "--set",
        f"base_url={inflow.url}",
        "--set",
        'rate_limit={"windows":[]}',
        **terminal,
    )


def answer(terminal: Terminal, question: str, text: str = "") -> str:
    """Types an answer behind a question; what was shown up to it."""
    shown = terminal.expect(question) + terminal.expect("\n> ")
    terminal.say(text)
    return shown


def written(inflow, name: str = "inflow.jsonc") -> dict[str, Any]:
    """A configuration without its comments."""
    return json.loads(re.sub(r"^\s*//.*$", "", inflow.text(name), flags=re.MULTILINE))


def to_the_map(terminal: Terminal) -> None:
    answer(terminal, ENDPOINT, "upsert_product")


def from_the_map_on(terminal: Terminal) -> None:
    """Enter alone up to the sample, where the map has a price and the names have to be looked up."""
    for question in (MAP, SCHEME, IDENTITY, ADOPT, NAMES, CREDENTIAL, FURTHER, SEND):
        answer(terminal, question)


def test_a_file_of_unknown_columns_becomes_a_load(inflow, sim):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv") as terminal:
        shown = answer(terminal, ENDPOINT, "upsert_product")
        assert "csv, cells separated by ','" in shown and "3 records, 6 columns" in shown
        assert re.search(r"Barcode +57001  \(2 blank\)", shown)
        shown = answer(terminal, MAP, "customFields.custom1 = Kind")
        assert re.search(r"name +<- Title +Oak bench", shown)
        assert "Not used: Kind, Made on" in shown
        answer(terminal, MAP)
        answer(terminal, SCHEME)
        answer(terminal, IDENTITY)
        shown = answer(terminal, ADOPT)
        assert "Variant SKU: 3 records, 3 different" in shown
        answer(terminal, NAMES)
        shown = answer(terminal, CREDENTIAL)
        assert '"strip":["$",","]' in shown
        answer(terminal, FURTHER)
        answer(terminal, SEND, "no")
        shown = answer(terminal, ACTIVATE)
        assert "3 records: 3 fine" in shown
        terminal.expect("Load with: inflow load --config inflow.jsonc products.csv")
        assert terminal.end() == 0, terminal.shown
        assert API_KEY not in terminal.shown
    config = written(inflow)
    assert config["active"] is True
    assert config["identity"] == {"from": ["Variant SKU"]}
    assert config["map"] == {
        "name": "{record.Title}", "sku": "{record.Variant SKU?}",
        "prices": [{"unitPrice": "{record.Price?}", "pricingSchemeId": "Normal Price", "priceType": "FixedPrice"}],
        "productBarcodes": [{"barcode": "{record.Barcode?}"}], "customFields": {"custom1": "{record.Kind?}"},
    }  # fmt: skip
    text = inflow.text("inflow.jsonc")
    assert "// what names a record" in text and "// Loads files such as products.csv" in text
    done = inflow.run("load", "--config", "inflow.jsonc", "products.csv")
    assert done.code == 0, done.err
    # Several requests are on their way at a time.
    assert {"OB-100", "WL-7", "CA-1"} <= {product.get("sku") for product in sim.state("products")}


def test_a_step_back_asks_the_question_before_again(inflow):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv") as terminal:
        answer(terminal, ENDPOINT, "<")
        terminal.expect("This is the first question.")
        answer(terminal, ENDPOINT, "upsert_vendor")
        answer(terminal, MAP, "<")
        answer(terminal, ENDPOINT, "upsert_product")
        answer(terminal, MAP, "sku = -")
        assert not re.search(r"sku +<-", answer(terminal, MAP, "<"))
        assert re.search(r"sku +<- Variant SKU", answer(terminal, MAP))
        answer(terminal, SCHEME, '"Wholesale"')
        answer(terminal, IDENTITY, "<")
        answer(terminal, SCHEME)
        for question in (IDENTITY, ADOPT, NAMES, CREDENTIAL, FURTHER, SEND):
            answer(terminal, question)
        answer(terminal, ACTIVATE, "no")
        terminal.expect("Activate it with: inflow activate --config inflow.jsonc")
        assert terminal.end() == 0
    config = written(inflow)
    assert config["active"] is False
    assert config["map"]["prices"][0]["pricingSchemeId"] == "Normal Price"


def test_a_test_request_is_sent_once_whatever_is_asked_again(inflow, sim):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv") as terminal:
        to_the_map(terminal)
        for question in (MAP, SCHEME, IDENTITY, ADOPT, NAMES, CREDENTIAL, FURTHER):
            answer(terminal, question)
        answer(terminal, SEND, "yes")
        terminal.expect("the service took the test request")
        answer(terminal, ACTIVATE, "?")
        answer(terminal, ACTIVATE, "<")
        answer(terminal, SEND, "no")
        answer(terminal, ACTIVATE, "no")
        assert terminal.end() == 0
    assert [product["sku"] for product in sim.state("products")][-1:] == ["OB-100"]
    assert [request["method"] for request in sim.requests()].count("PUT") == 1


def test_answers_are_judged_at_once(inflow):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "none.csv", "c.jsonc") as terminal:
        terminal.expect("cannot open none.csv")
        answer(terminal, RECORDS, "products.csv")
        answer(terminal, ENDPOINT, "upsert_prodct")
        terminal.expect('did you mean "upsert_product"?')
        answer(terminal, ENDPOINT, "sales order")
        terminal.expect("upsert_sales_order")
        terminal.expect("Which of these?")
        answer(terminal, ENDPOINT, "list")
        terminal.expect("upsert_product ")
        answer(terminal, ENDPOINT, "?")
        terminal.expect("< goes back to the question before")
        answer(terminal, ENDPOINT, "1")
        for typed, said in (
            ("name = Titel", 'There is no column "Titel"; did you mean "Title"?'),
            ("name = Wood", 'A constant, the same in every record, is written in quotes: "Wood"'),
            ("nam = Title", "name"),
            ("colour = Title", 'There is no field "colour"'),
            ("name", "FIELD = COLUMN"),
            ("fields barcode", "productBarcodes.barcode  text"),
            ("columns", "Made on"),
            ("name = {record.Titel}", 'There is no column "Titel"'),
        ):
            answer(terminal, MAP, typed)
            terminal.expect(said)
        answer(terminal, MAP, 'itemType = "stocked product"')
        answer(terminal, MAP)
        answer(terminal, SCHEME, "Normal Price")
        terminal.expect('is written in quotes: "Normal Price"')
        answer(terminal, SCHEME)
        answer(terminal, IDENTITY, "SKU")
        terminal.expect('There is no column "SKU"')
        answer(terminal, IDENTITY, "variant sku, Kind")
        answer(terminal, ADOPT, "perhaps")
        terminal.expect("Please answer yes or no.")
        answer(terminal, ADOPT, "no")
        answer(terminal, NAMES)
        answer(terminal, CREDENTIAL, "other")
        answer(terminal, COMPANY_ID, "seven")
        answer(terminal, COMPANY_ID, COMPANY)
        answer(terminal, KEY, "env NOT_SET")
        terminal.expect("That environment variable is not set here")
        answer(terminal, KEY, "file none")
        terminal.expect("There is no such file that can be read")
        answer(terminal, KEY, "env INFLOW_API_KEY")
        answer(terminal, FURTHER, "wings")
        terminal.expect('There is no "wings" here')
        answer(terminal, FURTHER, "headers, excluded")
        answer(terminal, "Further request headers", "Host:x")
        answer(terminal, "Further request headers", "X-Source:erp")
        answer(terminal, "Attributes that are not sent", "remarks")
        answer(terminal, SEND)
        answer(terminal, ACTIVATE, "no")
        assert terminal.end() == 0, terminal.shown
    config = written(inflow, "c.jsonc")
    assert config["identity"] == {"from": ["Variant SKU", "Kind"]} and "adopt" not in config
    assert config["credential"]["company_id"] == COMPANY
    assert (config["request_headers"], config["exclude_attributes"]) == (
        "X-Source:erp",
        ["remarks"],
    )
    assert config["map"]["itemType"] == "stocked product"
    assert inflow.run("validate", "--config", "c.jsonc").code == 0


@pytest.mark.parametrize(
    "nonsense", ["", "\x1b[A\x1b[B", "x" * 10_000, "Ж💡", "{", "'\"", "99999", "list list"]
)
def test_nonsense_is_asked_again_at_every_question(inflow, nonsense):
    inflow.write("products.csv", PRODUCTS)
    inflow.write("inflow.jsonc", "mine")
    del inflow.environment["INFLOW_API_KEY"]
    with start(inflow) as terminal:
        # Where Enter alone has no meaning, or nonsense is no answer.
        for question, right in (
            (RECORDS, "products.csv"), ("Which file is to be written?", "new.jsonc"), (ENDPOINT, "upsert_product"),
            (MAP, ""), (SCHEME, ""), (IDENTITY, ""), (ADOPT, ""), (NAMES, ""), (COMPANY_ID, ""), (KEY, ""),
            ("The API key", API_KEY), ("File for the key", "key.txt"), (FURTHER, ""), (SEND, ""), (ACTIVATE, "no"),
        ):  # fmt: skip
            if nonsense and not (question == "File for the key" or question == "The API key"):
                answer(terminal, question, nonsense)
            answer(terminal, question, right)
        assert terminal.end() == 0, terminal.shown
    assert inflow.text("inflow.jsonc") == "mine"
    assert inflow.text("key.txt") == API_KEY + "\n"
    assert written(inflow, "new.jsonc")["credential"]["api_key"] == {"file": "key.txt"}


@pytest.mark.parametrize("last", range(8))
@pytest.mark.parametrize(("key", "code"), [("\x03", 5), ("\x04", 2)])
def test_ctrl_c_and_ctrl_d_write_nothing(inflow, key, code, last):
    inflow.write("products.csv", PRODUCTS)
    questions = (ENDPOINT, MAP, SCHEME, IDENTITY, ADOPT, NAMES, CREDENTIAL, ACTIVATE)
    with start(inflow, "products.csv") as terminal:
        for question in questions[:last]:
            answer(terminal, question, "upsert_product" if question == ENDPOINT else "")
        if last == 7:
            answer(terminal, FURTHER)
            answer(terminal, SEND)
        terminal.expect(questions[last])
        terminal.expect("\n> ")
        terminal.press(key)
        assert terminal.end() == code
        assert "stopped; nothing was written" in terminal.shown
    assert inflow.files() == ["config.json", "products.csv"]


def test_a_terminal_that_closes_writes_nothing(inflow):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv") as terminal:
        terminal.expect(ENDPOINT)
        terminal.expect("\n> ")
        os.close(terminal._ours)
        assert terminal.process.wait(timeout=60) != 0
        terminal._ours = os.open("/dev/null", os.O_RDONLY)
    assert inflow.files() == ["config.json", "products.csv"]


def test_twenty_columns_suffice(inflow):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv", columns=20) as terminal:
        # Words may stand on two lines, so only the prompts are waited for.
        for text in ("upsert_product", *[""] * 8, "no"):
            terminal.expect("\n> ")
            terminal.say(text)
        assert terminal.end() == 0, terminal.shown
    assert written(inflow)["active"] is False


def typed_key(terminal: Terminal, *answers: str) -> None:
    answer(terminal, RECORDS)
    answer(terminal, ENDPOINT, "create_product")
    answer(terminal, CREDENTIAL, "other")
    answer(terminal, COMPANY_ID)
    answer(terminal, KEY, "type")
    answer(terminal, "is not shown", "the-secret-key")
    for text in answers:
        terminal.expect("\n> ")
        terminal.say(text)


def test_a_typed_key_is_not_shown_and_is_kept_in_a_file_of_ones_own(inflow):
    with start(inflow) as terminal:
        typed_key(terminal, "", "", "no")
        terminal.expect("inflow.jsonc is written, and inflow.key for the key")
        assert terminal.end() == 0
        assert "the-secret-key" not in terminal.shown
    assert inflow.text("inflow.key") == "the-secret-key\n"
    assert stat.S_IMODE((inflow.folder / "inflow.key").stat().st_mode) == 0o600
    assert "the-secret-key" not in inflow.text("inflow.jsonc")


def test_a_file_for_the_key_is_replaced_only_after_a_yes(inflow):
    inflow.write("inflow.key", "old")
    (inflow.folder / "inflow.key").chmod(0o644)
    with start(inflow) as terminal:
        typed_key(terminal, "inflow.key", "no", "inflow.key", "yes", "", "no")
        assert terminal.end() == 0
    assert inflow.text("inflow.key") == "the-secret-key\n"
    assert stat.S_IMODE((inflow.folder / "inflow.key").stat().st_mode) == 0o600


def test_a_key_that_is_pasted_where_it_shows_is_not_kept(inflow):
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, ENDPOINT, "create_product")
        answer(terminal, CREDENTIAL, "other")
        answer(terminal, COMPANY_ID)
        answer(terminal, KEY, "a-pasted-key")
        terminal.expect("it was not kept")
        answer(terminal, KEY, "env a-pasted-key")
        terminal.expect("That environment variable is not set here")
        assert terminal.shown.count("a-pasted-key") == 2, (
            "the terminal's own echo of the two answers"
        )
        terminal.press("\x03")
        assert terminal.end() == 5
    assert inflow.files() == ["config.json"]


def test_a_credential_of_this_folder_is_offered(inflow):
    inflow.write("key", API_KEY)
    inflow.write(
        "other.jsonc",
        '{/* mine */ "endpoint": "create_product", "credential": {"company_id": "%s", "api_key": {"file": "key"}}}'
        % COMPANY,
    )
    inflow.write(
        "open.json",
        '{"endpoint": "create_product", "credential": {"company_id": "%s", "api_key": "%s"}}'
        % (COMPANY, API_KEY),
    )
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, ENDPOINT, "create_product")
        shown = answer(terminal, CREDENTIAL, "other.jsonc")
        assert "key file key" in shown and "open.json" not in shown
        answer(terminal, FURTHER)
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0
        assert API_KEY not in terminal.shown
    assert written(inflow)["credential"] == {"company_id": COMPANY, "api_key": {"file": "key"}}


def test_rows_that_are_lines_become_documents(inflow, sim):
    rows = "Adjustment,Location,SKU,Qty\nA-1,Main,OB-100,2\nA-1,Main,WL-7,3\nA-2,Main,OB-100,1\n"
    inflow.write("counts.csv", rows)
    with start(inflow, "counts.csv") as terminal:
        answer(terminal, ENDPOINT, "upsert_stock_adjustment")
        shown = answer(terminal, "make one document, a line each?")
        assert "Adjustment: 3 rows, 2 different" in shown
        answer(terminal, MAP)
        shown = answer(terminal, IDENTITY)
        for question in (ADOPT, NAMES, CREDENTIAL, FURTHER, SEND):
            answer(terminal, question)
        shown = answer(terminal, ACTIVATE, "no")
        assert "2 documents: 2 fine" in shown
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert config["batching"] == {
        "enabled": True, "algorithm": "fold", "by": "adjustmentNumber", "line_attributes": ["productId", "quantity"],
    }  # fmt: skip
    assert config["map"]["quantity"] == {
        "standardQuantity": "{record.Qty?}",
        "uomQuantity": "{record.Qty?}",
    }


def test_dates_and_decimals_are_read_from_all_values(inflow):
    inflow.write(
        "orders.csv",
        "Number;Customer;Date;Due date;Freight\n1;Ada;03.04.2026;1/2/2026;1.234,50 kr\n2;Bo;13.04.2026;2/2/2026;0,5\n",
    )
    with start(inflow, "orders.csv") as terminal:
        answer(terminal, ENDPOINT, "upsert_purchase_order")
        answer(terminal, "make one document", "no")
        answer(terminal, MAP, "vendorId = Customer")
        answer(terminal, MAP)
        answer(terminal, IDENTITY)
        answer(terminal, ADOPT)
        answer(terminal, NAMES)
        terminal.expect("the day stands first, as the file's values show")
        answer(terminal, CREDENTIAL)
        answer(terminal, FURTHER)
        answer(terminal, SEND)
        answer(terminal, ACTIVATE, "no")
        assert terminal.end() == 0, terminal.shown
    assert written(inflow)["values"] == {
        "dates": ["%d.%m.%Y", "%d/%m/%Y"], "decimal_mark": ",", "strip": [" ", ".", "kr"],
    }  # fmt: skip


def test_what_would_be_refused_is_shown_and_not_activated_by_enter_alone(inflow):
    inflow.write("products.csv", PRODUCTS + "Stool,ST-1,Furniture,dear,,\n")
    with start(inflow, "products.csv") as terminal:
        to_the_map(terminal)
        from_the_map_on(terminal)
        shown = answer(terminal, ACTIVATE)
        assert "1 would be refused" in shown and "products.csv line 5" in shown
        assert terminal.end() == 0
    assert written(inflow)["active"] is False


def test_a_file_that_changes_meanwhile_is_planned_as_it_is(inflow):
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, "products.csv") as terminal:
        to_the_map(terminal)
        for question in (MAP, SCHEME, IDENTITY, ADOPT, NAMES, CREDENTIAL, FURTHER):
            answer(terminal, question)
        terminal.expect(SEND)
        inflow.write("products.csv", PRODUCTS + "Stool,ST-1,Furniture,12,,\n")
        terminal.say("")
        shown = answer(terminal, ACTIVATE, "no")
        assert "products.csv has changed since its columns were read" in shown
        assert "4 records: 4 fine" in shown
        assert terminal.end() == 0


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture.csv"),
        ("empty.csv", b"", "empty.csv"),
        ("head.csv", b"a,b\n", "holds no record"),
        ("notes.md", b"# hello\n", "does not tell the format"),
    ],
)
def test_a_file_that_is_no_csv_is_asked_for_again(inflow, name, content, said):
    inflow.write(name, content)
    inflow.write("products.csv", PRODUCTS)
    with start(inflow, name) as terminal:
        terminal.expect(said)
        answer(terminal, RECORDS, name)
        answer(terminal, RECORDS, "products.csv")
        terminal.expect(ENDPOINT)
        terminal.press("\x03")
        assert terminal.end() == 5


def test_two_thousand_columns(inflow):
    columns = ["Title", "SKU", *(f"Column {i}" for i in range(1998))]
    inflow.write(
        "wide.csv", ",".join(columns) + "\n" + ",".join(["Tea", "T-1", *["x"] * 1998]) + "\n"
    )
    with start(inflow, "wide.csv") as terminal:
        shown = answer(terminal, ENDPOINT, "upsert_product")
        assert "2,000 columns" in shown and "and 1,960 more columns" in shown
        assert "and 1,968 more" in answer(terminal, MAP)
        for question in (IDENTITY, ADOPT, CREDENTIAL, FURTHER, SEND):
            answer(terminal, question)
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0
    assert written(inflow)["map"] == {"name": "{record.Title}", "sku": "{record.SKU?}"}


def test_a_configuration_that_exists_is_replaced_only_after_a_yes(inflow):
    inflow.write("inflow.jsonc", "// mine\n{}")
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, "inflow.jsonc exists. Which file is to be written?", "inflow.jsonc")
        answer(terminal, "Replace inflow.jsonc at the end?")
        answer(terminal, "inflow.jsonc exists. Which file is to be written?", "inflow.txt")
        terminal.expect("A name that ends in .jsonc")
        answer(terminal, "inflow.jsonc exists. Which file is to be written?", "inflow.jsonc")
        answer(terminal, "Replace inflow.jsonc at the end?", "yes")
        answer(terminal, ENDPOINT, "create_product")
        terminal.expect(CREDENTIAL)
        assert inflow.text("inflow.jsonc") == "// mine\n{}"
        terminal.say("")
        answer(terminal, FURTHER)
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0
    assert written(inflow)["endpoint"] == "create_product"


def test_a_read_only_configuration_is_left_alone(inflow):
    inflow.write("inflow.jsonc", "{}")
    (inflow.folder / "inflow.jsonc").chmod(0o444)
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, "inflow.jsonc is read-only; name another file.", "inflow.jsonc")
        terminal.expect("inflow.jsonc is read-only")
        terminal.press("\x03")
        assert terminal.end() == 5
    assert inflow.text("inflow.jsonc") == "{}"


def test_a_manual_endpoint(inflow):
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, ENDPOINT, "manual")
        answer(terminal, "Method (", "PATCH")
        answer(terminal, "Content format", "form")
        answer(terminal, "URL below base_url", "products")
        answer(terminal, "URL below base_url", "/{companyId}/products/{record.id}")
        answer(terminal, CREDENTIAL)
        answer(terminal, FURTHER)
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert config["endpoint"] == {"method": "PATCH", "url": "/{companyId}/products/{record.id}"}
    assert config["content_format"] == "form"


def test_asks_for_parameters_as_columns(inflow):
    inflow.write("changes.csv", "Id,Remarks\n7,x\n")
    with start(inflow, "changes.csv") as terminal:
        answer(terminal, ENDPOINT, "update_product")
        answer(terminal, "Method", "PUT")
        answer(terminal, "Which column holds the parameter id?", "Ident")
        terminal.expect('There is no column "Ident"')
        answer(terminal, "Which column holds the parameter id?", "id")
        answer(terminal, CREDENTIAL)
        answer(terminal, FURTHER)
        answer(terminal, SEND)
        answer(terminal, ACTIVATE, "no")
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert (config["method"], config["parameters"]) == ("PUT", {"id": "{record.Id}"})


def test_a_document_endpoint_asks_for_what_it_needs(inflow, sim):
    inflow.write("products.csv", "Title,sku\nTea,T-1\n")
    with start(inflow, "products.csv") as terminal:
        answer(terminal, ENDPOINT, "create_product")
        answer(terminal, "inFlow needs name", "Titel")
        terminal.expect('did you mean "Title"?')
        answer(terminal, "inFlow needs name", "Title")
        answer(terminal, CREDENTIAL)
        answer(terminal, FURTHER)
        answer(terminal, SEND)
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert (config["map"], config["map_rest"]) == ({"name": "{record.Title}"}, "keep")
    assert inflow.run("load", "--config", "inflow.jsonc", "products.csv").code == 0
    assert [product["name"] for product in sim.state("products")][-1] == "Tea"


def test_asks_for_the_grouping_algorithms_own_settings(inflow):
    with start(inflow) as terminal:
        answer(terminal, RECORDS)
        answer(terminal, ENDPOINT, "create_product")
        answer(terminal, CREDENTIAL)
        answer(terminal, FURTHER, "batching, webhook")
        answer(terminal, "Grouping algorithm", "wrapped_array")
        answer(terminal, "Batch size", "many")
        answer(terminal, "Batch size", "50")
        answer(terminal, "Setting key", "data")
        answer(terminal, "Response webhook", "nowhere")
        answer(terminal, "Response webhook", "https://example.com/answers")
        answer(terminal, ACTIVATE)
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert config["batching"] == {
        "enabled": True,
        "algorithm": "wrapped_array",
        "size": 50,
        "key": "data",
    }
    assert config["response_webhook"] == {"url": "https://example.com/answers"}


def test_a_known_export_brings_its_map(inflow, sim):
    rows = "Name,ContactName,Phone,Fax,Email,Address1,City,State,PostalCode,DefaultPaymentTerms,TaxingScheme,Discount,IsActive\n"
    inflow.write("Vendor.csv", rows + "Old Lamps Ltd,,,,,,,,,,,10%,False\n")
    with start(inflow, "Vendor.csv") as terminal:
        shown = answer(terminal, "Take the map for them?")
        assert "These columns are known (vendors)" in shown
        assert "discount" in answer(terminal, MAP)
        for question in (IDENTITY, ADOPT, CREDENTIAL, FURTHER, SEND, ACTIVATE):
            answer(terminal, question)
        assert terminal.end() == 0, terminal.shown
    config = written(inflow)
    assert (config["endpoint"], config["active"]) == ("upsert_vendor", True)
    assert config["base_url"] == inflow.url
    assert inflow.run("load", "--config", "inflow.jsonc", "Vendor.csv").code == 0
    assert "Old Lamps Ltd" in [vendor["name"] for vendor in sim.state("vendors")]


def test_2_without_a_terminal(inflow):
    done = inflow.run("init")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("inflow: inflow init asks its questions on a terminal; ")
    assert inflow.files() == ["config.json"]


def test_2_for_two_files_of_a_kind(inflow):
    done = inflow.run("init", "a.csv", "b.csv")
    assert done.code == 2 and "a.csv and b.csv both name a file of records" in done.err
