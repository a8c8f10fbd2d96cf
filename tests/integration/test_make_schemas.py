# SPDX-License-Identifier: Apache-2.0
"""The generator of plugin/catalog/schemas.json: what it makes of an OpenAPI, and that the file is
what it makes of inFlow's."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import Any

from sim_process import ROOT

CATALOG = ROOT / "plugin" / "catalog"
OPENAPI = ROOT.parent / "shared" / "reference" / "inflow-openapi.json"

specification = importlib.util.spec_from_file_location("make_schemas", CATALOG / "make_schemas.py")
make_schemas = importlib.util.module_from_spec(specification)
specification.loader.exec_module(make_schemas)

FACTS = {
    "versions": ["1", "2"],
    "read_only": {"Order": ["total"]},
    "more_fields": {
        "OrderLine": {"children": {"type": "rows", "object": "OrderLine"}},
        "Address": {"lot": {"type": "object", "object": "Lot", "since": "2"}},
        "Wish": {"until": {"type": "date", "read_only": True, "since": "2"}},
    },
    "more_objects": {
        "Lot": {"id": "lotId", "fields": {"lotId": {"type": "guid"}}},
        "Shelf": {
            "id": "shelfId",
            "fields": {"boxes": {"type": "rows", "object": "Box"}, "shelfId": {"type": "guid"}},
        },
        "Box": {"fields": {"size": {"type": "text"}}},
    },
    "more_bodies": {"upsert_shelf": "Shelf"},
}
LINE = {
    "orderLineId": {"type": "string", "format": "uuid"},
    "quantity": {"type": "string", "format": "decimal", "nullable": True},
}


def answer(name: str) -> dict[str, Any]:
    return {
        "responses": {
            "200": {
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}
                }
            }
        }
    }


def write(body: str, answered: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{body}"}}}
    return {"put": {"requestBody": {"content": content}} | answer(answered)}


def generate() -> dict[str, Any]:
    openapi = {
        "paths": {
            "/{companyId}/orders": write("Order", "Order"),
            "/{companyId}/wishes": write("Wish", "Granted"),
            "/{companyId}/people/{personId}": {"get": answer("PersonObjectSubset")},
        },
        "components": {
            "schemas": {
                "Order": {
                    "properties": {
                        "orderId": {"type": "string", "format": "uuid"},
                        "buyer": {"$ref": "#/components/schemas/Person"},
                        "buyerId": {"type": "string", "format": "uuid", "nullable": True},
                        "kind": {"type": "string", "enum": ["Plain", "Rush"]},
                        "total": {"type": "string", "format": "decimal"},
                        "state": {"type": "string", "description": "How it stands. Read-only."},
                        "lines": {"type": "array", "items": {"type": "object", "properties": LINE}},
                        "tags": {"type": "array", "items": {"type": "string"}},
                        "address": {"$ref": "#/components/schemas/Address"},
                        "lastModifiedBy": {"$ref": "#/components/schemas/Person"},
                    }
                },
                "OrderLine": {"properties": LINE},
                "Address": {
                    "properties": {
                        "city": {"type": "string"},
                        "since": {"type": "string", "format": "date-time"},
                    }
                },
                "Person": {"properties": {"personId": {"type": "string", "format": "uuid"}}},
                "Wish": {
                    "properties": {
                        "what": {"type": "string"},
                        "secret": {"type": "string"},
                        "more": {"$ref": "#/components/schemas/BigCustomFieldValues"},
                    }
                },
                "Granted": {"properties": {"what": {"type": "string"}, "more": {}}},
                "BigCustomFieldValues": {"properties": {"custom1": {"type": "string"}}},
            }
        },
    }
    endpoints = [
        {"name": "upsert_order", "kind": "published", "methods": ["PUT"], "path": "/orders"},
        {"name": "upsert_wish", "kind": "published", "methods": ["PUT"], "path": "/wishes"},
        {"name": "create_order", "kind": "document", "methods": ["POST"], "path": "/orders"},
        {
            "name": "delete_order",
            "kind": "published",
            "methods": ["DELETE"],
            "path": "/orders/{id}",
        },
        {"name": "upsert_shelf", "kind": "published", "methods": ["PUT"], "path": "/shelves"},
    ]
    return make_schemas.Generator(openapi, endpoints, FACTS).generate()


def test_fields():
    schemas = generate()
    assert schemas["endpoints"] == {
        "upsert_order": "Order",
        "upsert_wish": "Wish",
        "upsert_shelf": "Shelf",
    }
    assert schemas["objects"]["Order"] == {
        "id": "orderId",
        "fields": {
            "address": {"type": "object", "object": "Address"},
            "buyer": {"type": "related", "field": "buyerId"},
            "buyerId": {"type": "guid", "reference": "people", "nullable": True},
            "kind": {"type": "enum", "values": ["Plain", "Rush"]},
            "lastModifiedBy": {"type": "any", "read_only": True},
            "lines": {"type": "rows", "object": "OrderLine"},
            "orderId": {"type": "guid"},
            "state": {"type": "text", "read_only": True},
            "tags": {"type": "texts"},
            "total": {"type": "decimal", "read_only": True},
        },
    }
    assert schemas["objects"]["OrderLine"] == {
        "id": "orderLineId",
        "fields": {
            "children": {"type": "rows", "object": "OrderLine"},
            "orderLineId": {"type": "guid"},
            "quantity": {"type": "decimal", "nullable": True},
        },
    }
    assert schemas["objects"]["Address"]["fields"]["since"] == {"type": "date"}
    assert "Person" not in schemas["objects"], "what is only answered has no fields of its own"


def test_fields_that_are_not_answered():
    wish = generate()["objects"]["Wish"]["fields"]
    assert wish["secret"] == {"type": "text", "unanswered": True}
    assert wish["what"] == {"type": "text"}


def test_what_is_newer_than_the_openapi():
    schemas = generate()
    assert schemas["versions"] == ["1", "2"]
    assert schemas["objects"]["Address"]["fields"]["lot"] == {
        "type": "object",
        "object": "Lot",
        "since": "2",
    }
    assert schemas["objects"]["Lot"] == FACTS["more_objects"]["Lot"]
    assert schemas["objects"]["Box"] == FACTS["more_objects"]["Box"], (
        "what a new object holds comes with it"
    )
    assert schemas["objects"]["Wish"]["fields"]["until"] == {
        "type": "date",
        "read_only": True,
        "since": "2",
    }


def test_custom_fields():
    objects = generate()["objects"]
    assert objects["BigCustomFieldValues"] == {
        "custom": True,
        "fields": {"custom1": {"type": "text"}},
    }
    assert "custom" not in objects["Order"]


def test_what_is_written_is_what_was_generated():
    schemas = generate()
    assert json.loads(make_schemas.write(schemas)) == schemas


def test_committed_file():
    """Its text is as the generator writes it, and its facts are those of the OpenAPI, where that
    lies beside the repository."""
    committed = (CATALOG / "schemas.json").read_text(encoding="utf-8")
    assert committed == make_schemas.write(json.loads(committed))
    if OPENAPI.is_file():
        command = [sys.executable, str(CATALOG / "make_schemas.py"), str(OPENAPI)]
        assert (
            subprocess.run(command, capture_output=True, text=True, check=True).stdout == committed
        )
