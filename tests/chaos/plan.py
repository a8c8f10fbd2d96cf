# SPDX-License-Identifier: Apache-2.0
"""What a run does, drawn from its seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import Any

from . import faults
from .faults import Fault
from .kinds import KINDS, Delete, Kind

# Where the request is that the kill waits for. The first three hold its answer back, so that it
# is certainly on its way.
HELD = ("before", "applied", "during")
MOMENTS = (*HELD, "answered", "early")
MOMENT_WEIGHTS = (32, 32, 24, 8, 4)

ALONE = "alone"
IN_TURN = "two in turn"
STOPPED = "one stopped"

# Beyond all that a journal keeps for a time, and back.
CLOCK_DAYS = (-400, -1, 1, 400)

# Long enough for a held request to stand until its kill.
TIMEOUT_MS = 1500


@dataclass(frozen=True)
class Kill:
    # The request that is waited for: that part of all requests, or at least the next one.
    share: float
    moment: str
    # Further requests that may arrive before the kill.
    more: int
    # A last wait, for what holds no request.
    wait_ms: float
    # How much of the answer goes out, where the moment is "during".
    sent_bytes: int


@dataclass(frozen=True)
class Start:
    """One start of a load, and its end where it does not end by itself."""

    faults: list[Fault]
    fault_seed: int
    kill: Kill | None
    # By how many days the machine's clock is wrong.
    clock_days: int = 0


@dataclass(frozen=True)
class LoadPlan:
    """One load of a run."""

    name: str
    kind: type[Kind]
    count: int
    form: str
    # Into how many files the input is cut.
    files: int
    settings: dict[str, Any]
    input_seed: int
    starts: list[Start]
    # What --rejects names, if anything.
    rejects: str | None
    # Further ones of the command.
    options: tuple[str, ...] = ()

    @property
    def in_flight(self) -> int:
        return self.settings["rate_limit"]["max_in_flight"]

    @property
    def batch(self) -> int:
        return self.settings.get("batching", {}).get("size", 1)

    @property
    def persists(self) -> bool:
        """Whatever may be repeated must have been delivered in the end."""
        retry = self.settings["retry"]
        # By a clock that jumps, a record has been tried for longer than max_elapsed_ms.
        jumps = any(start.clock_days for start in self.starts)
        auto = retry["on_unknown_outcome"] == "auto"
        return retry["max_attempts"] > 100 and auto and not jumps


@dataclass(frozen=True)
class Plan:
    seed: int
    scene: str
    strictness: str
    limit: tuple[int, int] | None
    loads: list[LoadPlan] = field(default_factory=list)

    @property
    def row(self) -> str:
        """Under what the table counts it."""
        return self.loads[0].kind.title if self.scene == ALONE else self.scene

    @property
    def title(self) -> str:
        kinds = " / ".join(load.kind.title for load in self.loads)
        return f"{self.scene}, {self.strictness}: {kinds}"


def draw(seed: int) -> Plan:
    chance = random.Random(seed)
    scene = chance.choices((ALONE, IN_TURN, STOPPED), (80, 12, 8))[0]
    limit = chance.choice((None, None, None, (60, 600)))
    plan = Plan(seed, scene, chance.choice(("known", "known", "harsh")), limit)
    # Two loads may share a file.
    shared = scene != ALONE and chance.random() < 0.5
    journal = {"path": "shared.journal"} if shared else {}
    for name in "a" if scene == ALONE else "ab":
        plan.loads.append(draw_load(name, chance, scene, limit, journal))
    return plan


def without_kills(plan: Plan) -> Plan:
    """The first load alone, with what its last start meets."""
    loads = [
        replace(load, starts=[start for start in load.starts if start.kill is None])
        for load in plan.loads[:1]
    ]
    return replace(plan, scene=ALONE, loads=loads)


def without_journal(plan: Plan) -> Plan:
    return replace(plan, loads=[replace(load, options=("--no-journal",)) for load in plan.loads])


def draw_load(
    name: str,
    chance: random.Random,
    scene: str,
    limit: tuple[int, int] | None,
    journal: dict[str, Any],
) -> LoadPlan:
    # A DELETE has no body by which two loads could be told apart.
    kind = chance.choice([kind for kind in KINDS if scene == ALONE or kind is not Delete])
    settings = draw_settings(kind, chance, limit)
    # A killed process leaves what it has written, waited for or not.
    settings["journal"] = {
        **journal,
        "durability": chance.choice(("full", "full", "normal", "off")),
    }
    requests = chance.randint(12, 120)
    count = requests * settings.get("batching", {}).get("size", 1)
    kills = [draw_kill(chance, share) for share in draw_shares(chance, scene, name)]
    starts = [draw_start(chance, kill) for kill in (*kills, None)]
    form = chance.choice(("ndjson", "csv"))
    files = 2 if chance.random() < 0.2 else 1
    rejects = chance.choice((None, "named.ndjson", "named.csv" if form == "csv" else None))
    if files > 1:
        rejects = "named.ndjson"
    input_seed = chance.randrange(1 << 30)
    settings["journal"]["skip_unchanged"] = chance.random() < 0.5
    return LoadPlan(name, kind, count, form, files, settings, input_seed, starts, rejects)


def draw_start(chance: random.Random, kill: Kill | None) -> Start:
    # Half of the starts meet nothing but their kill.
    drawn = faults.draw(chance, ends_by_kill=kill is not None)
    days = chance.choice(CLOCK_DAYS) if chance.random() < 0.2 else 0
    return Start(drawn if chance.random() < 0.5 else [], chance.randrange(1 << 30), kill, days)


def draw_shares(chance: random.Random, scene: str, name: str) -> list[float]:
    """How far the load is at each kill, from 0 to a bit more than 1; two may lie close together."""
    if scene == STOPPED:
        return [chance.uniform(0, 0.8)] if name == "a" else []
    shares = sorted(chance.uniform(0, 1.02) for _ in range(chance.randint(1, 6)))
    if len(shares) > 1 and chance.random() < 0.3:
        shares[1] = shares[0]
    return shares


def draw_kill(chance: random.Random, share: float) -> Kill:
    (moment,) = chance.choices(MOMENTS, MOMENT_WEIGHTS)
    more = chance.choice((0, 0, 1, 3))
    return Kill(share, moment, more, chance.uniform(0, 4), chance.choice((1, 9, 40, 150)))


def draw_settings(
    kind: type[Kind], chance: random.Random, limit: tuple[int, int] | None
) -> dict[str, Any]:
    windows = [{"requests": limit[0], "per_ms": limit[1]}] if limit else []
    settings: dict[str, Any] = {
        "retry": {
            "initial_backoff_ms": 1,
            "max_backoff_ms": chance.choice((5, 50)),
            "max_attempts": chance.choice((1000, 1000, 1000, 3)),
            "max_retry_after_ms": 1500,
            "on_unknown_outcome": chance.choice(("auto", "auto", "verify", "hold")),
        },
        "limits": {"timeout_ms": TIMEOUT_MS},
        "rate_limit": {"windows": windows, "max_in_flight": chance.choice((1, 2, 4, 8))},
        "queue": {"max_records": chance.choice((100, 100000))},
    }
    if kind.batches and chance.random() < 0.6:
        settings["batching"] = {"enabled": True, "size": chance.choice((2, 5, 20))}
    elif kind.folds and not kind.repeatable:
        settings["batching"] = {"size": chance.choice((1, 1, 3))}
    return settings
