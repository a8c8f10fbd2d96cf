# SPDX-License-Identifier: Apache-2.0
"""What is to stand in the service at the end of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# What a version says of an entity that is to be gone.
ABSENT = None


@dataclass(frozen=True)
class Version:
    """What one record, or all lines of one document, make of an entity."""

    # The records' ordinals in the input, from 0.
    places: tuple[int, ...]
    # As Kind.standing shows it.
    value: Any
    # Nobody can take it: it must be told REJECTED, and must not stand.
    bad: bool = False


@dataclass(frozen=True)
class Unit:
    """One entity. Its versions are in the order of the input: the last one that is not bad is to
    stand."""

    name: str
    versions: tuple[Version, ...]
    # What stands before any record of it was sent.
    before: Any = ABSENT
