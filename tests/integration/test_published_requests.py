# SPDX-License-Identifier: Apache-2.0
"""The judge of published requests, with an OpenAPI of its own."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from sim_process import ROOT

sys.path.append(str(ROOT / "tests" / "support"))
from published_requests import PublishedRequests  # noqa: E402  (the path must be known first)

GUID = "aaaaaaaa-0000-4000-8000-000000000001"


def body(name: str) -> dict[str, Any]:
    return {
        "requestBody": {
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        }
    }


OPENAPI = {
    "paths": {
        "/{companyId}/orders": {"put": body("Order"), "get": {}},
        "/{companyId}/counts/{countId}/sheet": {"put": body("Line")},
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "properties": {
                    "orderId": {"type": "string", "format": "uuid"},
                    "orderDate": {"type": "string", "format": "date-time", "nullable": True},
                    "status": {"type": "string", "enum": ["Open", "Closed"]},
                    "parent": {"$ref": "#/components/schemas/Order"},
                    "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
                },
            },
            "Line": {
                "type": "object",
                "nullable": True,
                "properties": {
                    "price": {"type": "string", "format": "decimal"},
                    "timestamp": {"type": "string", "format": "rowversion"},
                    "count": {"type": "integer", "format": "int32"},
                },
            },
        }
    },
}


def faults(sent: Any, path: str = "/orders", method: str = "PUT", **more: Any) -> list[str]:
    text = sent if isinstance(sent, str) else json.dumps(sent)
    request = {"number": 3, "method": method, "target": f"/{GUID}{path}", "body": text, **more}
    return PublishedRequests(OPENAPI).faults([request])


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"orderId": GUID, "orderDate": None, "status": "Open"},
        {"orderDate": "2026-03-02T10:00:00.125Z", "parent": {"orderId": GUID}},
        {"lines": [None, {"price": "-12.50", "timestamp": "0000000000310AB6", "count": 2}]},
        [{"orderId": GUID}, {}],
    ],
)
def test_a_good_body_has_no_faults(sent):
    assert faults(sent) == []


@pytest.mark.parametrize(
    ("sent", "place", "words"),
    [
        ({"ordreId": GUID}, "$", "'ordreId' was unexpected"),
        ({"OrderId": GUID}, "$", "'OrderId' was unexpected"),
        ({"parent": {"x": 1}}, "$.parent", "'x' was unexpected"),
        ({"lines": [{"pirce": "1"}]}, "$.lines[0]", "'pirce' was unexpected"),
        ({"lines": [{"price": 1}]}, "$.lines[0].price", "is not of type 'string'"),
        ({"lines": [{"price": "1,5"}]}, "$.lines[0].price", "does not match"),
        ({"lines": [{"price": None}]}, "$.lines[0].price", "is not of type 'string'"),
        ({"lines": [{"count": 1.5}]}, "$.lines[0].count", "is not of type 'integer'"),
        ({"lines": [{"timestamp": "2026"}]}, "$.lines[0].timestamp", "does not match"),
        ({"orderId": "1"}, "$.orderId", "does not match"),
        ({"orderDate": "02/03/2026"}, "$.orderDate", "does not match"),
        ({"status": "open"}, "$.status", "is not one of"),
        ([{}, {"status": 1}], "$[1].status", "is not one of"),
        ("7", "$", "is not of type 'object'"),
    ],
)
def test_a_fault_is_named_with_request_and_place(sent, place, words):
    found = faults(sent)
    assert any(
        fault.startswith(f"request 3, PUT /orders: {place}: ") and words in fault for fault in found
    ), found


def test_what_is_no_json_is_a_fault():
    assert faults("{")[0].startswith("request 3, PUT /orders: no JSON: ")


def test_ids_in_the_path_may_be_anything():
    assert len(faults({"x": 1}, path="/counts/7/sheet?a=b")) == 1


def test_only_whole_published_writes_are_judged():
    assert faults("{", method="POST") == []
    assert faults("{", path="/orders/7") == []
    assert faults("{", complete=False) == []
