# SPDX-License-Identifier: Apache-2.0
"""The numbers of the ABI as enumerations."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import Any


class _Code(IntEnum):
    """A number that a later library adds is kept, under the name UNKNOWN.

    Printed and formatted it is its name, also where Python's own would be the number; int() and the
    formats of numbers, such as "d", have the number.
    """

    def __str__(self) -> str:
        return self.name

    def __format__(self, spec: str) -> str:
        return self.name if not spec else int.__format__(self, spec)

    @classmethod
    def _missing_(cls, value: object) -> Any:
        if not isinstance(value, int):
            return None
        code = int.__new__(cls, value)
        code._name_ = "UNKNOWN"
        code._value_ = value
        return code


class Status(_Code):
    """What became of a call."""

    OK = 0
    INVALID_ARGUMENT = 1
    INVALID_STATE = 2
    BUSY = 3
    UNSUPPORTED = 4
    CONFIG = 5
    AUTH = 6
    UNAVAILABLE = 7
    RATE_LIMITED = 8
    TIMEOUT = 9
    CANCELLED = 10
    RESOURCE_EXHAUSTED = 11
    CONFLICT = 12
    OUT_OF_MEMORY = 13
    INTERNAL = 14
    JOURNAL = 15


class Outcome(_Code):
    """What became of a record."""

    DELIVERED = 1
    UNCHANGED = 2
    SUPERSEDED = 3
    REJECTED = 4
    FAILED = 5
    AMBIGUOUS = 6
    DROPPED = 7

    @property
    def ok(self) -> bool:
        """The service has what the record says: DELIVERED, UNCHANGED or SUPERSEDED."""
        return self in (Outcome.DELIVERED, Outcome.UNCHANGED, Outcome.SUPERSEDED)


class Flag(IntFlag):
    """What Item.flags says. The first two need a journal, the others stand with rejected lines of
    folded documents."""

    ADOPTED = 1  #: accepted in an earlier session
    REPEATED = 2  #: listed before, in a result that was never taken
    LATE = 4  #: its document was closed before it came
    SOUND = 8  #: refused for the sake of its document alone
    SENT = 16  #: with LATE: its document was sent, or may have been; written alone, the line would replace that one's lines
