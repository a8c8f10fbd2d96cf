# SPDX-License-Identifier: Apache-2.0
"""Holds what a load told against what the service has."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .kinds import Standing
from .load import API_KEY, Load
from .plan import LoadPlan
from .rejects import Told
from .unit import Unit, Version
from .watch import Request, ended

LOST = "lost"
DOUBLED = "doubled"
WRONG = "wrongly told"
NOT_DELIVERED = ("rejected", "failed", "ambiguous", "dropped", "pending")
ENDED_WELL = ("delivered", "unchanged", "superseded")


@dataclass(frozen=True)
class Finding:
    kind: str
    # The unit, or "" where it is about the whole load.
    name: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """All that is known of a load when it has ended by itself."""

    plan: LoadPlan
    units: list[Unit]
    records: int
    code: int
    summary: dict[str, Any]
    told: dict[int, list[Told]]
    standing: Standing
    requests: list[Request]
    kills: int


def judge(evidence: Evidence) -> Iterator[Finding]:
    for unit in evidence.units:
        yield from judge_unit(evidence, unit)
    yield from judge_counts(evidence)
    if not evidence.plan.kind.repeatable:
        yield from judge_doubts(evidence)


def outcome_of(evidence: Evidence, version: Version) -> str:
    """What was told of a version: "" where it stands in no rejects and so is said to be there."""
    told = {one.outcome for place in version.places for one in evidence.told.get(place, [])}
    return " and ".join(sorted(told))


def judge_unit(evidence: Evidence, unit: Unit) -> Iterator[Finding]:
    standing = evidence.standing.get(unit.name, [])
    if len(standing) > 1:
        yield Finding(DOUBLED, unit.name, f"it stands {len(standing)} times")
        return
    for version in unit.versions:
        told = [place in evidence.told for place in version.places]
        if len(set(told)) > 1:
            text = f"{sum(told)} of its {len(told)} lines are among the rejects"
            yield Finding(WRONG, unit.name, text)
    value = standing[0] if standing else None
    yield from judge_last(evidence, unit, value)


def judge_last(evidence: Evidence, unit: Unit, value: Any) -> Iterator[Finding]:
    """The last version, which is the one that counts."""
    last = unit.versions[-1]
    outcome = outcome_of(evidence, last)
    if last.bad:
        if value is not None or outcome == "":
            text = f"no service takes it; it was told {outcome or 'DELIVERED'}, {value!r} stands"
            yield Finding(WRONG, unit.name, text)
        return
    if outcome == "" and value != last.value:
        kind = WRONG if value is not None and last.value is not None else LOST
        yield Finding(kind, unit.name, f"told as delivered; {value!r} stands for {last.value!r}")
        return
    if outcome == "":
        return
    yield from judge_undelivered(evidence, unit, value, outcome)


def judge_undelivered(
    evidence: Evidence, unit: Unit, value: Any, outcome: str
) -> Iterator[Finding]:
    repeatable = evidence.plan.kind.repeatable
    if repeatable and evidence.plan.persists:
        text = f"it may be repeated, and was told {outcome}: {reason_of(evidence, unit)}"
        yield Finding(LOST, unit.name, text)
    if outcome == "REJECTED" and not repeatable:
        text = f"the service would take it, and it was told REJECTED: {reason_of(evidence, unit)}"
        yield Finding(WRONG, unit.name, text)
    elif outcome != "AMBIGUOUS" and not repeatable and value is not None:
        text = f"it stands, and was told {outcome}: {reason_of(evidence, unit)}"
        yield Finding(WRONG, unit.name, text)
    if value not in (unit.before, *(version.value for version in unit.versions)):
        yield Finding(WRONG, unit.name, f"it stands in part: {value!r}")


def reason_of(evidence: Evidence, unit: Unit) -> str:
    (first, *_) = evidence.told[unit.versions[-1].places[0]]
    return first.reason


def judge_counts(evidence: Evidence) -> Iterator[Finding]:
    summary = evidence.summary
    twice = [place for place, told in evidence.told.items() if len(told) > 1]
    if twice:
        yield Finding(WRONG, "", f"the rejects hold records twice: {twice[:5]}")
    if not summary:
        yield Finding(WRONG, "", "it ended without its line of JSON")
        return
    if summary["records"] != evidence.records:
        text = f"it counts {summary['records']} records, and was given {evidence.records}"
        yield Finding(WRONG, "", text)
    outcomes = {name: summary[name] for name in (*ENDED_WELL, *NOT_DELIVERED)}
    if sum(outcomes.values()) != summary["records"]:
        yield Finding(WRONG, "", f"its counts do not add up: {summary}")
    for name in NOT_DELIVERED:
        told = [one for one in evidence.told.values() if one[0].outcome.lower() == name]
        if len(told) != outcomes[name]:
            text = f"it counts {outcomes[name]} {name}, and the rejects hold {len(told)}"
            yield Finding(WRONG, "", text)
    code = 1 if any(outcomes[name] for name in NOT_DELIVERED) else 0
    # One that was killed at its very end has none.
    if evidence.code != code and evidence.code >= 0:
        yield Finding(WRONG, "", f"its exit code is {evidence.code}, and {code} would be true")


def judge_doubts(evidence: Evidence) -> Iterator[Finding]:
    """AMBIGUOUS is for what was in doubt: whatever had no clear answer by the log, and at each kill
    the requests that were on their way, and as many whose answers had just come."""
    unclear = " ".join(
        request["body"]
        for request in evidence.requests
        if not ended(request) or request["rule"] is not None or request["status"] >= 400
    )
    clear = [
        unit.name
        for unit in evidence.units
        if outcome_of(evidence, unit.versions[-1]) == "AMBIGUOUS" and unit.name not in unclear
    ]
    lines = 5 if evidence.plan.kind.folds else 1
    allowed = 2 * evidence.kills * evidence.plan.in_flight * evidence.plan.batch * lines
    if len(clear) > allowed:
        text = f"{len(clear)} records are AMBIGUOUS without a doubt by the log, such as {clear[:3]}"
        yield Finding(WRONG, "", text)


def judge_secrets(folder: pathlib.Path) -> Iterator[Finding]:
    """The key is in no file that a load leaves."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and API_KEY.encode() in path.read_bytes():
            yield Finding(WRONG, "", f"{path.name} holds the API key")


def evidence_of(
    load: Load, told: dict[int, list[Told]], standing: Standing, requests: list[Request], kills: int
) -> Evidence:
    return Evidence(
        load.plan,
        load.input.units,
        len(load.input.records),
        load.code,
        load.summary(),
        told,
        standing,
        requests,
        kills,
    )
