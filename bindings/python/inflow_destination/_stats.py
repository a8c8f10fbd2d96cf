# SPDX-License-Identifier: Apache-2.0
"""The counters of a destination."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from . import _abi


@dataclass(frozen=True)
class Quota:
    """One quota window as it stands now. The field names are those of destination_quota."""

    requests: int
    per_ms: int
    used: int
    next_free_ms: int


@dataclass(frozen=True)
class Stats:
    """The counters since the destination was made; accepted is the sum of the outcomes and pending.

    The field names are those of destination_stats_data.
    """

    accepted: int
    delivered: int
    unchanged: int
    superseded: int
    rejected: int
    failed: int
    ambiguous: int
    dropped: int
    pending: int
    pending_bytes: int
    in_flight: int
    requests: int
    retries: int
    throttled: int
    next_due_ms: int
    windows: tuple[Quota, ...]
    webhook_delivered: int
    webhook_failed: int
    webhook_pending: int
    warnings: int
    adopted_pending: int


def stats_of(data: _abi.Stats) -> Stats:
    windows = tuple(
        Quota(w.requests, w.per_ms, w.used, w.next_free_ms)
        for w in data.windows[: data.window_count]
    )
    values: dict[str, Any] = {field.name: getattr(data, field.name) for field in fields(Stats)}
    return Stats(**{**values, "windows": windows})
