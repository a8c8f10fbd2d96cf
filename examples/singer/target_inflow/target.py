# SPDX-License-Identifier: Apache-2.0
"""The target: Singer messages in, states out."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from types import FrameType
from typing import IO, Any

import simplejson
from inflow_destination import Destination, DestinationError, LibraryError
from singer_sdk import Target
from singer_sdk.exceptions import ConfigValidationError
from singer_sdk.helpers._classproperty import classproperty
from singer_sdk.io_base import SingerReader
from singer_sdk.plugin_base import JSONSchemaValidator
from singer_sdk.singerlib.exceptions import InvalidInputLine
from singer_sdk.singerlib.json import serialize_json

from . import config
from .delivery import Delivery
from .ledger import State
from .rejects import RejectsFile
from .sink import InflowSink


class TargetInflow(Target):
    """Loads streams into inFlow Inventory, at the pace that the service allows."""

    name = "target-inflow"
    default_sink_class = InflowSink

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.max_parallelism = 1  # one destination serves all sinks, and takes one call at a time
        self.message_reader = _Reader(self.delivery)

    # ---------------------------------------------------------------------------------------------- configuration

    @classproperty
    def config_jsonschema(cls) -> config.Schema:
        """What can be configured: the destination's document as the library describes it, and the target's own keys."""
        try:
            document = Destination().describe()["configuration"]
        except LibraryError as error:
            raise _config_error([error.message]) from None
        return {
            "type": "object",
            "properties": {**config.with_secrets(document["properties"]), **cls._own_schema()["properties"]},
        }

    @classmethod
    def _own_schema(cls) -> config.Schema:
        schema: config.Schema = {"type": "object", "properties": dict(config.OWN_SETTINGS)}
        cls.append_builtin_config(schema)
        return schema

    @classmethod
    def append_builtin_config(cls, config_jsonschema: dict[str, Any]) -> None:
        """Adds the SDK's keys, without the one that says what a write does: here the endpoint says it."""
        super().append_builtin_config(config_jsonschema)
        config_jsonschema["properties"].pop("load_method", None)

    def _validate_config(self, *, raise_errors: bool = True) -> list[str]:
        """Opens the destination. All faults come at once, those of its document in its own words."""
        schema = self._own_schema()
        validator = JSONSchemaValidator(schema)
        errors = [f"/{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(self._config)]
        if not errors and (fault := config.folder_fault(self._config["rejects_path"])):
            errors.append(f"/rejects_path: {fault}")
        self._document = config.document_of(self._config, schema["properties"])
        try:
            destination = Destination(self._document, log=self.logger, library=self._config.get("library"))
        except DestinationError as error:
            errors += config.faults_of(error)
        if errors:  # even where they are not asked for: without a destination there is nothing that a target can do
            raise _config_error(errors)
        self._destination = destination
        queue = destination.describe()["configuration"]["properties"]["queue"]["properties"]
        limits = {**{name: member["default"] for name, member in queue.items()}, **self._document.get("queue", {})}
        self._most_records: int = limits["max_records"]
        self.most_bytes: int = limits["max_bytes"]
        self.delivery = Delivery(
            destination,
            RejectsFile(self._config["rejects_path"]),
            continues=self._config["on_reject"] == "continue",
            emit=_write_state,
            logger=self.logger,
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
        """The most records in a batch of a route: by default five minutes of the quota; never more than may be pending."""
        if asked is None:
            asked = config.batch_size(self._destination.stats().windows, config.records_a_request(self._document, route))
        return self._most_records if asked is None else max(1, min(asked, self._most_records))

    # ---------------------------------------------------------------------------------------------- messages

    def _process_schema_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_schema_message(message_dict)
        # The SDK would keep them until all sinks are drained, and send later records of the stream before theirs.
        for sink in self._sinks_to_clear:
            self.drain_one(sink)

    def _process_record_message(self, message_dict: dict[str, Any]) -> None:
        self._assert_line_requires(message_dict, requires={"stream", "record"})
        record = message_dict["record"]
        if isinstance(record, dict):
            super()._process_record_message(message_dict)
            return
        text = simplejson.dumps(record, use_decimal=True, allow_nan=True)
        self.delivery.reject(message_dict["stream"], f"is a {type(record).__name__}; a record is a JSON object", text)
        if self.sink_exists(message_dict["stream"]):
            sink = self.get_sink(message_dict["stream"])
            sink.tally_record_read()
            sink.stand_in()

    def _process_batch_message(self, message_dict: dict[str, Any]) -> None:
        stream = message_dict.get("stream")
        raise InvalidInputLine(
            f'a BATCH message came for the stream "{stream}", which this target does not take; remove "batch_config" from the '
            "tap's configuration"
        )

    # ---------------------------------------------------------------------------------------------- states and the end

    def _process_state_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_state_message(message_dict)
        self.delivery.hold(message_dict["value"])

    def _write_state_message(self, state: State) -> None:
        """In place of the newest state, which may be ahead of records in open groups, the newest that is due."""
        self.delivery.emit_state()

    def process_endofpipe(self) -> None:
        """Sends the rest."""
        super().process_endofpipe()
        self.delivery.finish()

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self.delivery.interrupt(signum)


class _Reader(SingerReader):
    """Where the input cannot be read on, what was delivered until then is not for nothing: its state goes out."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__()
        self._delivery = delivery

    def process_lines(self, file_input: IO[str] | None, callbacks: dict[str, Callable[[dict[str, Any]], None]]) -> Counter[str]:
        try:
            return super().process_lines(file_input, callbacks)
        except Exception:
            self._delivery.give_back("the input cannot be read on")
            raise


def _config_error(faults: Sequence[str]) -> ConfigValidationError:
    return ConfigValidationError(f"the configuration has faults: {'; '.join(faults)}", errors=list(faults), schema={})


def _write_state(state: State) -> None:
    sys.stdout.write(serialize_json(state) + "\n")
    sys.stdout.flush()
