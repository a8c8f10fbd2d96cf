# SPDX-License-Identifier: Apache-2.0
"""The target: Singer messages in, states out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import IO, Any

import simplejson
from inflow_destination.hosting import Delivery
from singer_sdk.io_base import SingerReader
from singer_sdk.singerlib.exceptions import InvalidInputLine

from .about import text_of
from .configured import ConfiguredTarget, State
from .sink import InflowSink


class TargetInflow(ConfiguredTarget):
    """Loads streams into inFlow Inventory, at the pace that the service allows."""

    name = "target-inflow"
    default_sink_class = InflowSink

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.max_parallelism = 1  # one destination serves all sinks, and takes one call at a time
        self.message_reader = _Reader(self.delivery)

    @classmethod
    def print_about(cls, output_format: str | None = None) -> None:
        """Prints what the target is, and what can be set."""
        if output_format in (None, "text"):
            print(text_of(cls._get_about_info()))
        else:
            super().print_about(output_format)

    # ----------------------------------------------------------------------------------------------
    # messages

    def _process_schema_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_schema_message(message_dict)
        # The SDK would keep them until all sinks are drained, and send later records of the stream
        # before theirs.
        for sink in self._sinks_to_clear:
            self.drain_one(sink)

    def _process_record_message(self, message_dict: dict[str, Any]) -> None:
        self._assert_line_requires(message_dict, requires={"stream", "record"})
        record = message_dict["record"]
        if isinstance(record, dict):
            super()._process_record_message(message_dict)
            return
        text = simplejson.dumps(record, use_decimal=True, allow_nan=True)
        self.delivery.reject(
            message_dict["stream"], f"is a {type(record).__name__}; a record is a JSON object", text
        )
        if self.sink_exists(message_dict["stream"]):
            sink = self.get_sink(message_dict["stream"])
            assert isinstance(sink, InflowSink)
            sink.tally_record_read()
            sink.stand_in()

    def _process_batch_message(self, message_dict: dict[str, Any]) -> None:
        stream = message_dict.get("stream")
        raise InvalidInputLine(
            f'a BATCH message came for the stream "{stream}", which this target does not take; remove "batch_config" from the '
            "tap's configuration"
        )

    # ----------------------------------------------------------------------------------------------
    # states and the end

    def _process_state_message(self, message_dict: dict[str, Any]) -> None:
        super()._process_state_message(message_dict)
        self.delivery.hold(message_dict["value"])

    def _write_state_message(self, state: State) -> None:
        """In place of the newest state, which may be ahead of records in open groups, the newest
        that is due."""
        self.delivery.acknowledge()

    def process_endofpipe(self) -> None:
        """Sends the rest."""
        super().process_endofpipe()
        self.delivery.finish()

    def _handle_termination(self, signum: int, frame: FrameType | None) -> None:
        self.delivery.interrupt(signum)


class _Reader(SingerReader):
    """Where the input cannot be read on, what was delivered until then is not for nothing: its
    state goes out."""

    def __init__(self, delivery: Delivery[State]) -> None:
        super().__init__()
        self._delivery = delivery

    def process_lines(
        self, file_input: IO[str] | None, callbacks: dict[str, Callable[[dict[str, Any]], None]]
    ) -> Counter[str]:
        try:
            return super().process_lines(file_input, callbacks)
        except Exception:
            self._delivery.give_back("the input cannot be read on")
            raise
