# SPDX-License-Identifier: Apache-2.0
"""Writes records into inFlow Inventory at the pace the service allows, and tells of every record
what became of it.

from inflow_destination import Destination

# The credential comes from INFLOW_COMPANY_ID and INFLOW_API_KEY where the configuration has none.
with Destination({"endpoint": "upsert_product", "identity": {"from": ["sku"]}}) as destination:
    settled = [*destination.write([{"sku": "T-1", "name": "Tea", "weight": "0.250"}]), *destination.flush()]
for item in settled:
    print(item.id, item.outcome.name, item.message)
"""

from ._batch import Batch, Record
from ._codes import Flag, Outcome, Status
from ._destination import Destination, Progress
from ._errors import (
    AuthError,
    BusyError,
    CancelledError,
    ConfigError,
    ConflictError,
    DestinationError,
    InternalError,
    JournalError,
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
from ._result import Item, RejectedError, Result, Summary
from ._stats import Quota, Stats

__version__ = "1.0.0"

__all__ = [
    "AuthError",
    "Batch",
    "BusyError",
    "CancelledError",
    "ConfigError",
    "ConflictError",
    "Destination",
    "DestinationError",
    "Flag",
    "InternalError",
    "InvalidArgumentError",
    "InvalidStateError",
    "Item",
    "JournalError",
    "LibraryError",
    "OutOfMemoryError",
    "Outcome",
    "Progress",
    "Quota",
    "RateLimitedError",
    "Record",
    "RecordError",
    "RejectedError",
    "ResourceExhaustedError",
    "Result",
    "Stats",
    "Status",
    "Summary",
    "TimedOutError",
    "UnavailableError",
    "UnsupportedError",
    "__version__",
]
