# SPDX-License-Identifier: Apache-2.0
"""Faults of the service, drawn as rules of inflow-sim's fault script (docs/simulator.md)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

Rule = dict[str, Any]

# A pause of no length, of a second, or one for which a load ends.
PAUSES = ("0", "1", formatdate(0, usegmt=True), "86400", "99999999999")
# What says no pause makes a load wait for a minute: a kill has to come before that is over.
NO_PAUSES = ("2.5", "-1", "soon", "", "1, 2", "Wed, 31 Feb 2099 25:61:00 GMT", "9" * 30)


@dataclass(frozen=True)
class Fault:
    kind: str
    rule: Rule


def cut_before(chance: random.Random) -> Rule:
    return {chance.choice(("close", "reset")): "before", "apply": chance.random() < 0.5}


def cut_during(chance: random.Random) -> Rule:
    return {chance.choice(("close", "reset")): "during"}


def cut_after(chance: random.Random) -> Rule:
    return {chance.choice(("close", "reset")): "after"}


def cut_body(chance: random.Random) -> Rule:
    return chance.choice(({"cut": chance.randrange(40)}, {"length_off_by": chance.randint(1, 40)}))


def throttled(chance: random.Random) -> Rule:
    return throttle(chance.choice(PAUSES))


def throttled_oddly(chance: random.Random) -> Rule:
    return throttle(chance.choice(NO_PAUSES))


def throttle(retry_after: str) -> Rule:
    return {"status": 429, "headers": {"Retry-After": retry_after}, "times": 1}


def unwell(chance: random.Random) -> Rule:
    return {"status": chance.choice((408, 500, 502, 503, 504)), "apply": chance.random() < 0.5}


def not_now(chance: random.Random) -> Rule:
    return {"status": 503, "headers": {"Retry-After": chance.choice(("0", "1"))}}


def hang(chance: random.Random) -> Rule:
    return {"hang": True, "apply": chance.random() < 0.5, "times": chance.randint(1, 2)}


def slow(chance: random.Random) -> Rule:
    return {"slow": {"bytes": chance.randint(20, 200), "every_ms": chance.randint(1, 5)}}


ODD = "429, odd pause"
KINDS: dict[str, Callable[[random.Random], Rule]] = {
    "cut before": cut_before,
    "cut during": cut_during,
    "cut after": cut_after,
    "cut body": cut_body,
    "429": throttled,
    ODD: throttled_oddly,
    "5xx": unwell,
    "503 + pause": not_now,
    "hang": hang,
    "slow": slow,
}
STORM = "5xx storm"


def storm(chance: random.Random) -> Fault:
    first = chance.randint(1, 20)
    status = chance.choice((500, 502, 503, 504))
    nth = list(range(first, first + chance.randint(3, 12)))
    return Fault(STORM, {"nth": nth, "status": status, "apply": chance.random() < 0.2})


def draw(chance: random.Random, ends_by_kill: bool) -> list[Fault]:
    """The faults of one start of a load: none, or up to three kinds."""
    kinds = [kind for kind in KINDS if ends_by_kill or kind != ODD]
    faults = []
    for kind in chance.sample(kinds, chance.choice((0, 1, 1, 2, 3))):
        rule = KINDS[kind](chance)
        # A pause takes a second each time.
        often = {"times": 2} if rule.get("headers") else {}
        faults.append(Fault(kind, {"share": round(chance.uniform(0.02, 0.2), 3), **often, **rule}))
    if chance.random() < 0.15:
        faults.insert(0, storm(chance))
    return faults
