# SPDX-License-Identifier: Apache-2.0
"""Checks published requests against the service's own OpenAPI; shares no code with the plugin or
the simulator.

    validator = PublishedRequests(json.loads(path.read_text()))
    # ["request 3, PUT /products: $.nmae: it has no such field", …]
    validator.faults(sim.requests())

A published request is a PUT that the OpenAPI has. Bodies may hold only fields that it names, at
every depth, with decimals as texts, GUIDs, dates and enum values as it spells them. An array is
checked element by element, since the service is known to take one.
"""

from __future__ import annotations

import json
import re
from typing import Any, Iterator

import jsonschema

GUID = r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
DATE_TIME = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$"
PATTERNS = {
    "uuid": GUID,
    "decimal": r"^-?\d+(\.\d+)?$",
    "date-time": DATE_TIME,
    "rowversion": r"^[0-9a-fA-F]{16}$",
}
COPIED = ("type", "enum", "required", "minimum", "maximum", "minLength", "maxLength", "pattern")
JSON_REFERENCE = "#/components/schemas/"


def translate(schema: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of an OpenAPI 3.0 schema, closed against fields that it does not name."""
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    made = {word: schema[word] for word in COPIED if word in schema}
    if "format" in schema and schema.get("type") == "string" and schema["format"] in PATTERNS:
        made["pattern"] = PATTERNS[schema["format"]]
    if "properties" in schema:
        made["properties"] = {
            name: translate(inner) for name, inner in schema["properties"].items()
        }
        made["additionalProperties"] = False
    if isinstance(schema.get("additionalProperties"), dict):
        made["additionalProperties"] = translate(schema["additionalProperties"])
    if "items" in schema:
        made["items"] = translate(schema["items"])
    for word in ("allOf", "anyOf", "oneOf"):
        if word in schema:
            made[word] = [translate(inner) for inner in schema[word]]
    return {"anyOf": [{"type": "null"}, made]} if schema.get("nullable") else made


def leaves(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """The faults below an alternative, without the one that says that null was possible too."""
    inner = [cause for cause in error.context or [] if cause.validator_value != "null"]
    if not inner:
        yield error
    for cause in inner:
        yield from leaves(cause)


class PublishedRequests:
    def __init__(self, openapi: dict[str, Any]) -> None:
        components = {
            name: translate(schema) for name, schema in openapi["components"]["schemas"].items()
        }
        self.routes: list[tuple[re.Pattern[str], jsonschema.Draft7Validator]] = []
        for path, operations in openapi["paths"].items():
            if "put" in operations:
                schema = operations["put"]["requestBody"]["content"]["application/json"]["schema"]
                whole = {**translate(schema), "components": {"schemas": components}}
                # Draft 7 looks at nothing beside a $ref, but resolves it against the whole.
                self.routes.append((self.pattern(path), jsonschema.Draft7Validator(whole)))

    @staticmethod
    def pattern(path: str) -> re.Pattern[str]:
        return re.compile(
            "".join(
                "[^/]+" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{\w+\})", path)
            )
            + "$"
        )

    def faults(self, requests: list[dict[str, Any]]) -> list[str]:
        """Sentences that name request, field and rule; requests are those of `/_sim/requests` or of
        the simulator's log file."""
        return [fault for request in requests for fault in self.faults_of(request)]

    def faults_of(self, request: dict[str, Any]) -> Iterator[str]:
        # What broke off on its way was not sent as a whole; over the quota, nobody looks at it.
        if request["method"] != "PUT" or not request.get("complete", True):
            return
        path = request["target"].split("?", 1)[0]
        for route, validator in self.routes:
            if route.match(path):
                break
        else:
            return
        name = f"request {request['number']}, PUT /{path.split('/', 2)[-1]}"
        try:
            body = json.loads(request["body"])
        except ValueError as error:
            yield f"{name}: no JSON: {error}"
            return
        for place, one in (
            [(f"$[{i}]", item) for i, item in enumerate(body)]
            if isinstance(body, list)
            else [("$", body)]
        ):
            for error in validator.iter_errors(one):
                for leaf in leaves(error):
                    yield f"{name}: {place}{leaf.json_path[1:]}: {leaf.message}"
