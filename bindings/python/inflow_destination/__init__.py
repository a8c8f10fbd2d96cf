# SPDX-License-Identifier: Apache-2.0
"""Writes records into inFlow Inventory at the pace the service allows, and tells of every record what became of it.

from inflow_destination import Destination

with Destination({"endpoint": "create_product"}) as destination:
    for item in destination.write([{"name": "Tea", "price": 12.5}]):
        print(item.id, item.outcome.name, item.message)
    destination.flush()
"""

from ._batch import Batch, Record
from ._codes import Outcome, Status
from ._destination import Destination
from ._errors import (
    AuthError,
    BusyError,
    CancelledError,
    ConfigError,
    ConflictError,
    DestinationError,
    InternalError,
    InvalidArgumentError,
    InvalidStateError,
    LibraryError,
    OutOfMemoryError,
    RateLimitedError,
    RecordError,
    ResourceExhaustedError,
    TimedOutError,
    UnavailableError,
    UnsupportedError,
)
from ._result import Item, Quota, Result, Stats, Summary

__all__ = [
    "AuthError",
    "Batch",
    "BusyError",
    "CancelledError",
    "ConfigError",
    "ConflictError",
    "Destination",
    "DestinationError",
    "InternalError",
    "InvalidArgumentError",
    "InvalidStateError",
    "Item",
    "LibraryError",
    "OutOfMemoryError",
    "Outcome",
    "Quota",
    "RateLimitedError",
    "Record",
    "RecordError",
    "ResourceExhaustedError",
    "Result",
    "Stats",
    "Status",
    "Summary",
    "TimedOutError",
    "UnavailableError",
    "UnsupportedError",
]
