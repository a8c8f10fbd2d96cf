# SPDX-License-Identifier: Apache-2.0
"""What a host in Python needs besides the destination: acknowledging its input, keeping what is
refused, stopping in order.

A host reads records from an input that has checkpoints (the states of Singer and Airbyte, offsets,
acknowledgements of a queue). A checkpoint may be acknowledged when every record before it has
settled well, or is refused and kept. Delivery does that, for one destination; Ledger, RejectsFile
and graceful_shutdown are its parts, for hosts that need another order of things.
"""

from ._delivery import Delivery, Stopped
from ._ledger import Entry, Ledger
from ._rejects import RejectsFile
from ._signals import graceful_shutdown

__all__ = ["Delivery", "Entry", "Ledger", "RejectsFile", "Stopped", "graceful_shutdown"]
