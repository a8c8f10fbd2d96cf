# SPDX-License-Identifier: Apache-2.0
"""The target as its configuration makes it: an open destination, and what each stream's records go
through."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from inflow_destination import Destination, DestinationError, LibraryError
from inflow_destination.hosting import Delivery, RejectsFile
from singer_sdk import Target
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.plugin_base import JSONSchemaValidator
from singer_sdk.singerlib.json import serialize_json

from . import config

State = dict[str, Any]


class ConfiguredTarget(Target):
    """What the target and its sinks know of the configuration."""

    delivery: Delivery[State]
    most_bytes: int  #: of records that may be pending

    @classproperty
    def config_jsonschema(cls) -> config.Schema:
        """What can be configured: the destination's document as the library describes it, and the
        target's own keys."""
        try:
            document = Destination().describe()["configuration"]
        except LibraryError as error:
            raise _config_error([error.message]) from None
        settings = {
            name: member
            for name, member in document["properties"].items()
            if name != "$schema"  # it is there for editors
        }
        return {
            "type": "object",
            "properties": {
                **config.with_secrets(settings),
                **cls._own_schema()["properties"],
            },
        }

    @classmethod
    def _own_schema(cls) -> config.Schema:
        schema: config.Schema = {"type": "object", "properties": dict(config.OWN_SETTINGS)}
        cls.append_builtin_config(schema)
        return schema

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Adds the SDK's keys, without the one that says what a write does: here the endpoint says
        it."""
        super().append_builtin_config(config_jsonschema)
        config_jsonschema["properties"].pop("load_method", None)

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Opens the destination. All faults come at once, those of its document in its own
        words."""
        schema = self._own_schema()
        validator = JSONSchemaValidator(schema)
        errors = [
            f"/{'/'.join(map(str, error.path))}: {error.message}"
            for error in validator.iter_errors(self._config)
        ]
        if not errors and (fault := config.folder_fault(self._config["rejects_path"])):
            errors.append(f"/rejects_path: {fault}")
        self._document = config.document_of(self._config, schema["properties"])
        try:
            destination = Destination(
                self._document, log=self.logger, library=self._config.get("library")
            )
        except DestinationError as error:
            errors += config.faults_of(error)
        # even where they are not asked for: without a destination there is nothing that a target
        # can do
        if errors:
            raise _config_error(errors)
        self._destination = destination
        queue = destination.describe()["configuration"]["properties"]["queue"]["properties"]
        limits = {
            **{name: member["default"] for name, member in queue.items()},
            **self._document.get("queue", {}),
        }
        self._most_records: int = limits["max_records"]
        self.most_bytes = limits["max_bytes"]
        self.delivery = Delivery(
            destination,
            RejectsFile(self._config["rejects_path"]),
            acknowledge=_write_newest,
            continues=self._config["on_reject"] == "continue",
            logger=self.logger,
            noun="state",
            replay=self.name if config.has_journal(self._document) else None,
        )
        return errors

    def route_of(self, stream: str) -> str | None:
        """The route of a stream; None for the document's own way."""
        try:
            return config.route_of(self.config, stream)
        except LookupError as error:
            raise _config_error(error.args) from None

    def folds(self, route: str | None) -> bool:
        """Whether a route makes documents of lines."""
        return config.folds(self._document, route)

    def batch_size(self, route: str | None, asked: int | None) -> int:
        """The most records in a batch of a route: by default five minutes of the quota; never more
        than may be pending."""
        if asked is None:
            asked = config.batch_size(
                self._destination.stats().windows, config.records_a_request(self._document, route)
            )
        return self._most_records if asked is None else max(1, min(asked, self._most_records))


def _config_error(faults: Sequence[str]) -> ConfigValidationError:
    return ConfigValidationError(
        f"the configuration has faults: {'; '.join(faults)}", errors=list(faults), schema={}
    )


def _write_newest(states: Sequence[State]) -> None:
    """A state that a newer one follows says nothing more to the tap."""
    sys.stdout.write(serialize_json(states[-1]) + "\n")
    sys.stdout.flush()
