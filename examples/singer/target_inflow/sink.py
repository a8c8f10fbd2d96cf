# SPDX-License-Identifier: Apache-2.0
"""One stream on its way to its route."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import simplejson
from inflow_destination import Batch, RecordError
from jsonschema import ValidationError
from singer_sdk import Sink
from singer_sdk.singerlib.json import serialize_json
from singer_sdk.sinks.core import JSONSchemaValidator

from .configured import ConfiguredTarget

_DELETED = "is marked as deleted by _sdc_deleted_at, which this target does not carry out; delete it in inFlow"


class InflowSink(Sink):
    """Gathers a stream's records until five minutes of the quota are worth it, then sends them."""

    _validator: JSONSchemaValidator | None

    def __init__(
        self,
        target: ConfiguredTarget,
        stream_name: str,
        schema: dict[str, Any],
        key_properties: Sequence[str] | None,
    ) -> None:
        super().__init__(target, stream_name, schema, key_properties)
        self._target = target
        self._route = target.route_of(stream_name)
        self._ids: list[int] = []
        self._bytes = 0
        self._fault = ""  # of the record that is being processed

    @property
    def max_size(self) -> int:
        """The most records in a batch: as many as are asked for, by default five minutes of the
        quota."""
        return self._target.batch_size(self._route, self.batch_size_rows)

    @property
    def is_full(self) -> bool:
        # The other half of what may be pending is left for groups that are still open.
        return self.current_size >= self.max_size or 2 * self._bytes >= self._target.most_bytes

    def _get_context(self, record: dict[str, Any]) -> dict[str, Any]:
        """Remembers what the SDK takes off before the record is processed."""
        return {"deleted": record.get("_sdc_deleted_at") is not None}

    def _validate_and_parse(self, record: dict[str, Any]) -> dict[str, Any]:
        """Compares with the schema, and leaves the record as the tap wrote it: Python's times would
        lose digits and form."""
        errors = (
            self._validator.validator.iter_errors(record)
            if self._validator is not None
            else iter(())
        )
        error = next(errors, None)
        self._fault = _why(error) if error is not None else ""
        return record

    def process_record(self, record: dict[str, Any], context: dict[str, Any]) -> None:
        """Takes one record."""
        delivery = self._target.delivery
        try:
            data = Batch.of([record]).data
        except RecordError as error:
            field, reason = error.detail["field"], error.detail["reason"]
            text = simplejson.dumps(record, use_decimal=True, allow_nan=True, default=str)
            self._reject(f'field "{field}": {reason}' if field else reason, text)
            return
        fault = _DELETED if context["deleted"] else self._fault
        if fault:
            self._reject(fault, data)
            return
        self._ids.append(delivery.read(self.stream_name, self.key_properties, data))
        self._bytes += len(data)

    def _reject(self, reason: str, record: bytes | str) -> None:
        self._target.delivery.reject(self.stream_name, reason, record)
        self.stand_in()

    def stand_in(self) -> None:
        """Where lines are folded, has an empty record in the place of one that was rejected
        here."""
        if self._target.folds(self._route):
            self._ids.append(self._target.delivery.stand_in(self.stream_name))

    def process_batch(self, context: dict[str, Any]) -> None:
        """Sends what was taken."""
        ids, self._ids, self._bytes = self._ids, [], 0
        self._target.delivery.write(self._route, ids)


def _why(error: ValidationError) -> str:
    # The value as JSON has it, not as Python does.
    message = error.message.replace(repr(error.instance), serialize_json(error.instance))
    return f"does not fit the stream's schema at {error.json_path}: {message}"
