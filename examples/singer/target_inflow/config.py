# SPDX-License-Identifier: Apache-2.0
"""The target's configuration: the destination's document, and a few keys beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from inflow_destination import DestinationError, Quota

Schema = dict[str, Any]

OWN_SETTINGS: dict[str, Schema] = {
    "rejects_path": {
        "type": "string",
        "minLength": 1,
        "default": "inflow.rejects.ndjson",
        "description": "The file to which rejected records are added, each with the reason, ready to be mended and sent again.",
    },
    "on_reject": {
        "type": "string",
        "enum": ["fail", "continue"],
        "default": "fail",
        "description": "When records were rejected: fail ends the run with exit code 1, continue goes on without them.",
    },
    "library": {
        "type": "string",
        "minLength": 1,
        "description": "The path of libinflow_destination.so.1, where it is not the one that the Python package carries.",
    },
}

# What a batch may take at most, so that states go out about as often as other targets' do.
_BATCH_MS = 5 * 60 * 1000


def with_secrets(schema: Any) -> Any:
    """A JSON Schema in which what is writeOnly is also marked in the way that Singer's tools look
    for."""
    if isinstance(schema, list):
        return [with_secrets(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    marked = {name: with_secrets(member) for name, member in schema.items()}
    return {**marked, "secret": True} if schema.get("writeOnly") is True else marked


def document_of(config: Mapping[str, Any], own: Iterable[str]) -> dict[str, Any]:
    """The destination's document: everything that is not the target's own."""
    document = {name: value for name, value in config.items() if name not in set(own)}
    if document.get("routes") and "endpoint" not in document:
        # Every document needs one. Nothing goes there: the target refuses a stream that has no
        # route.
        document["endpoint"] = {"method": "POST", "url": "/{companyId}/no-route"}
    return document


def has_journal(document: Mapping[str, Any]) -> bool:
    """Whether what was sent is remembered."""
    return bool((document.get("journal") or {}).get("path"))


def faults_of(error: DestinationError) -> list[str]:
    """Each fault with its place in the document."""
    faults = error.detail.get("faults") or [{"message": error.message}]
    return [
        ": ".join(filter(None, (fault.get("pointer"), fault.get("message")))) for fault in faults
    ]


def folder_fault(path: str) -> str | None:
    """Why a file at this path could not be written; None where it can."""
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.isdir(path):
        return f"{path} is a folder; name a file in it"
    if not os.path.isdir(folder):
        return f"there is no folder {folder}; make it first"
    if not os.access(path if os.path.exists(path) else folder, os.W_OK):
        return f"{path} may not be written; change its permissions, or name another file"
    return None


def route_of(config: Mapping[str, Any], stream: str) -> str | None:
    """The route of a stream; None for the document's own way. LookupError, with a message for
    users, where there is neither."""
    routes = config.get("routes", {})
    if stream in routes:
        return stream
    if "endpoint" in config:
        return None
    known = ", ".join(f'"{name}"' for name in routes)
    raise LookupError(
        f'the stream "{stream}" has no route: name it under "routes" (there are {known}), or give the configuration an '
        '"endpoint" for streams without one'
    )


def _batching(document: Mapping[str, Any], route: str | None) -> dict[str, Any]:
    """A route inherits `batching` key by key."""
    own = document["routes"][route] if route is not None else {}
    return {**document.get("batching", {}), **own.get("batching", {})}


def folds(document: Mapping[str, Any], route: str | None) -> bool:
    """Whether a route makes documents of lines."""
    batching = _batching(document, route)
    return bool(batching.get("enabled", False)) and batching.get("algorithm") == "fold"


def records_a_request(document: Mapping[str, Any], route: str | None) -> int:
    """How many records of a route share a request, at most."""
    batching = _batching(document, route)
    if not batching.get("enabled", False):
        return 1
    size: int = batching.get("size", 1 if batching.get("algorithm") == "fold" else 100)
    return size


def batch_size(windows: Iterable[Quota], a_request: int) -> int | None:
    """How many records five minutes of the quota let through; None where there is no limit."""
    requests = min(
        (window.requests * _BATCH_MS // window.per_ms for window in windows), default=None
    )
    return None if requests is None else max(1, requests) * a_request
