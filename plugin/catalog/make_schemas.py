#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes schemas.json: what the published writes take, as facts without the prose of the OpenAPI
that tells them.

    make_schemas.py OPENAPI.json > schemas.json

`versions` are the API versions that are known to exist, oldest first; `endpoints` names the object
that each published endpoint takes; `objects` gives each object's fields. A field has a `type`:

    text boolean integer decimal guid date rowversion any texts guids
    enum      with `values`, in the service's spelling
    object    with `object`: a value of that object's fields
    rows      with `object`: a list of rows, which as a whole replaces the rows that the service has
    related   with `field`: an object that the service only answers with; that field names it in a write

and may be `nullable`, `read_only`, `unanswered` (it is taken, and the answer does not have it), a
`reference` to another collection, or there only `since` an API version. An object with an `id` has
a field of that name by which the service tells rows, or entities, apart. An object that is `open`
has fields that the OpenAPI does not tell; the values of a `custom` one are of the types that the
user of inFlow has given its fields, and answered as texts. facts.json adds what the OpenAPI leaves
unsaid. What is there `since` a version newer than the OpenAPI, and `more_objects`, is known by name
alone, from public programs of others: `since` is the oldest version that one of them asks for, and
types follow how the OpenAPI names its fields.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FORMATS = {"uuid": "guid", "date-time": "date", "decimal": "decimal", "rowversion": "rowversion"}
TYPES = {"string": "text", "boolean": "boolean", "integer": "integer"}


def anonymous(path):
    return re.sub(r"\{[^}]*\}", "{}", path)


def named(reference):
    return reference.rsplit("/", 1)[-1]


class Generator:
    def __init__(self, openapi, endpoints, facts):
        self.paths = openapi["paths"]
        self.schemas = openapi["components"]["schemas"]
        self.endpoints = endpoints
        self.versions = facts["versions"]
        self.read_only = facts["read_only"]
        self.more_fields = facts["more_fields"]
        self.more_objects = facts["more_objects"]
        self.more_bodies = facts["more_bodies"]
        # Rows are written out in place there; each is equal to a schema of its own.
        self.by_fields = {
            frozenset(schema["properties"]): name
            for name, schema in self.schemas.items()
            if "properties" in schema
        }
        self.collections = dict(self.find_collections())
        self.objects = {}

    def find_collections(self):
        """Yields (object, collection) for everything that can be read by its id."""
        for path, operations in self.paths.items():
            match = re.fullmatch(r"/\{companyId\}/([a-z-]+)/\{\w+Id\}", path)
            if match and "get" in operations:
                schema = operations["get"]["responses"]["200"]["content"]["application/json"][
                    "schema"
                ]
                yield named(schema["$ref"]).removesuffix("ObjectSubset"), match[1]

    def write_of(self, endpoint):
        for path, operations in self.paths.items():
            if (
                anonymous(path) == anonymous("/{companyId}" + endpoint["path"])
                and "put" in operations
            ):
                return operations["put"]
        raise SystemExit(f"the OpenAPI has no PUT {endpoint['path']}")

    def body_of(self, endpoint):
        if endpoint["name"] in self.more_bodies:
            return self.more_bodies[endpoint["name"]]
        return named(
            self.write_of(endpoint)["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        )

    def mark_unanswered(self, endpoint):
        """Where the answer is another object than the body, it may lack fields of it."""
        if endpoint["name"] in self.more_bodies:
            return
        answer = named(
            self.write_of(endpoint)["responses"]["200"]["content"]["application/json"]["schema"][
                "$ref"
            ]
        )
        for name, fact in self.objects[self.body_of(endpoint)]["fields"].items():
            told = name in self.schemas[answer]["properties"] or "since" in fact
            if answer != self.body_of(endpoint) and not told:
                fact["unanswered"] = True

    def add(self, name):
        if name in self.objects:
            return
        if name in self.more_objects:
            self.objects[name] = self.more_objects[name]
            self.add_objects_of(self.more_objects[name]["fields"])
            return
        plain = name.removesuffix("ObjectSubset")
        properties = self.schemas[name].get("properties", {}) | self.schemas.get(plain, {}).get(
            "properties", {}
        )
        entry = self.objects[name] = {}
        more = self.more_fields.get(name, {})
        self.add_objects_of(more)
        fields = {field: self.field(name, field, properties) for field in properties} | more
        own = plain[:1].lower() + plain[1:].removesuffix("Request") + "Id"
        if own in fields:
            entry["id"] = own
        if plain != name:
            entry["open"] = True
        if name.endswith("CustomFieldValues"):
            entry["custom"] = True
        entry["fields"] = dict(sorted(fields.items()))

    def add_objects_of(self, fields):
        for fact in fields.values():
            if "object" in fact:
                self.add(fact["object"])

    def field(self, owner, name, properties):
        schema = properties[name]
        fact = self.type_of(owner, name, schema, properties)
        if schema.get("nullable"):
            fact["nullable"] = True
        told = re.search(r"read-only", schema.get("description", ""), re.IGNORECASE) or schema.get(
            "readOnly"
        )
        if told or name.startswith("lastMod") or name in self.read_only.get(owner, []):
            # What is only ever answered needs no fields of its own.
            fact = {"type": "any"} if fact["type"] in ("object", "rows", "related") else fact
            return fact | {"read_only": True}
        if fact["type"] in ("object", "rows"):
            self.add(fact["object"])
        return fact

    def type_of(self, owner, name, schema, properties):
        if "$ref" in schema:
            if name + "Id" in properties:
                return {"type": "related", "field": name + "Id"}
            return {"type": "object", "object": named(schema["$ref"])}
        if "enum" in schema:
            return {"type": "enum", "values": schema["enum"]}
        if schema["type"] == "array":
            items = schema["items"]
            if "properties" in items:
                return {"type": "rows", "object": self.by_fields[frozenset(items["properties"])]}
            return {"type": "guids" if items.get("format") == "uuid" else "texts"}
        if schema["type"] == "object":
            return {"type": "any"}
        fact = {"type": FORMATS.get(schema.get("format")) or TYPES[schema["type"]]}
        related = properties.get(name.removesuffix("Id"), {})
        if fact["type"] == "guid" and name.endswith("Id") and "$ref" in related:
            collection = self.collections.get(named(related["$ref"]))
            if collection:
                fact["reference"] = collection
        return fact

    def generate(self):
        writes = [e for e in self.endpoints if e["kind"] == "published" and "PUT" in e["methods"]]
        bodies = {endpoint["name"]: self.body_of(endpoint) for endpoint in writes}
        for body in bodies.values():
            self.add(body)
        for endpoint in writes:
            self.mark_unanswered(endpoint)
        return {
            "versions": self.versions,
            "endpoints": bodies,
            "objects": {name: self.objects[name] for name in sorted(self.objects)},
        }


def write(schemas):
    """One field a line, so that a change of the service reads well as a change of the file."""
    lines = ["{", f'"versions": {json.dumps(schemas["versions"])},', '"endpoints": {']
    lines.append(
        ",\n".join(
            f"  {json.dumps(name)}: {json.dumps(body)}"
            for name, body in schemas["endpoints"].items()
        )
    )
    lines += ["},", '"objects": {']
    objects = []
    for name, entry in schemas["objects"].items():
        head = "".join(
            f"{json.dumps(key)}: {json.dumps(entry[key])}, "
            for key in ("id", "open", "custom")
            if key in entry
        )
        fields = ",\n".join(
            f"    {json.dumps(field)}: {json.dumps(fact)}"
            for field, fact in entry["fields"].items()
        )
        objects.append(f'  {json.dumps(name)}: {{{head}"fields": {{\n{fields}\n  }}}}')
    lines += [",\n".join(objects), "}", "}"]
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    openapi = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    endpoints = json.loads((HERE / "endpoints.json").read_text(encoding="utf-8"))["endpoints"]
    facts = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))
    sys.stdout.write(write(Generator(openapi, endpoints, facts).generate()))


if __name__ == "__main__":
    main()
