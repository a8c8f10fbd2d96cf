# SPDX-License-Identifier: Apache-2.0
"""Carries out a plan: loads are started, killed, and started again with the same command until they
end by themselves."""

from __future__ import annotations

import json
import pathlib
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sim_process import SimProcess

from . import oracle, rejects
from .faults import Fault
from .load import API_KEY, Load
from .oracle import LOST, Finding
from .plan import HELD, IN_TURN, STOPPED, TIMEOUT_MS, Kill, Plan
from .watch import Watch, ended

START_SECONDS = 120.0
POLL_SECONDS = 0.001
# Without a new request for so long, a load waits for more than a backoff.
PAUSE_SECONDS = 6.0
# How long a load that stands still is waited for by the one beside it.
STILL_SECONDS = 15.0
# How often a load is started in all, before it counts as one that does not end.
MOST_STARTS = 20
# The exit codes behind which the same command goes on.
TO_GO_ON = (4, 5)
HOLD = "held"


@dataclass
class Outcome:
    """What became of a run."""

    plan: Plan
    folder: pathlib.Path
    records: int = 0
    starts: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    # Loads that stood still for a while.
    stopped: int = 0
    wrong_clocks: int = 0
    # Kills while a request was on its way, by the simulator's log.
    in_flight: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    throttled: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    # What carried the unit of each finding.
    stories: list[str] = field(default_factory=list)
    seconds: float = 0.0


def carry_out(plan: Plan, folder: pathlib.Path) -> Outcome:
    folder.mkdir(parents=True)
    began = time.monotonic()
    loads = [Load(load, plan.scene, folder) for load in plan.loads]
    seed: dict[str, list[Any]] = {}
    for load in loads:
        for collection, entities in load.input.seed.items():
            seed.setdefault(collection, []).extend(entities)
    (folder / "service.json").write_text(json.dumps(seed))
    limit = f"{plan.limit[0]}/{plan.limit[1]}" if plan.limit else "none"
    options = (
        "--limit",
        limit,
        "--references",
        "none",
        "--seed-data",
        str(folder / "service.json"),
    )
    # It is the command that is judged here: what was sent is compared with what stands.
    unseen = "what is sent is judged by what stands in the end"
    outcome = Outcome(plan, folder)
    with SimProcess(*options, api_key=API_KEY, bad_bodies=unseen) as sim:
        try:
            Run(plan, sim, loads, outcome).carry_out()
        except Failed as failed:
            outcome.findings.append(Finding(LOST, "", str(failed)))
            outcome.stories.append("")
    outcome.seconds = time.monotonic() - began
    return outcome


class Failed(Exception):
    """A load that cannot be judged, since it did not end as a load may."""

    def __init__(self, load: Load, text: str) -> None:
        words = load.told("err").read_text(encoding="utf-8").splitlines()
        super().__init__(
            f"{load.plan.name}: {text}; its last words: {words[-1] if words else 'none'}"
        )


class Run:
    def __init__(self, plan: Plan, sim: SimProcess, loads: list[Load], outcome: Outcome) -> None:
        self.plan = plan
        self.sim = sim
        self.loads = loads
        self.outcome = outcome
        self.watch = Watch(sim)
        # The rules in force since a request: the kind of each, by its place in the script.
        self.scripts: list[tuple[int, list[str]]] = []

    def carry_out(self) -> None:
        for load in self.loads:
            load.prepare(self.sim)
        try:
            if self.plan.scene == IN_TURN:
                self.kill_in_turn()
            elif self.plan.scene == STOPPED:
                self.stop_one()
            for load in self.loads:
                self.bring_to_end(load)
        finally:
            for load in self.loads:
                if load.process is not None and load.code is None:
                    load.kill()
        self.watch.update()
        for load in self.loads:
            self.judge(load)
        self.count_faults()
        for finding in oracle.judge_secrets(self.outcome.folder):
            self.outcome.findings.append(finding)
            self.outcome.stories.append("")

    # The scenes.

    def bring_to_end(self, load: Load) -> None:
        """Through what is left of the load's kills, and until it ends by itself."""
        while not load.finished:
            if not load.runs:
                self.start(load)
            if not self.kill_at_its_moment(load):
                self.await_end(load)

    def kill_in_turn(self) -> None:
        for load in self.loads:
            self.start(load)
        while all(load.next_kill is not None and not load.finished for load in self.loads):
            for load in self.loads:
                self.kill_at_its_moment(load)
                if not load.runs and not load.finished:
                    self.start(load)

    def stop_one(self) -> None:
        """The second load runs while the first one stands still: to its end, unless that holds
        what they share."""
        stopped, other = self.loads
        self.start(stopped)
        still = self.await_moment(stopped, stopped.next_kill) is not None and stopped.freeze()
        self.outcome.stopped += still
        self.start(other)
        other.end(STILL_SECONDS)
        if still:
            stopped.go_on()
        self.await_end(stopped)

    # One start.

    def start(self, load: Load) -> None:
        if load.starts == MOST_STARTS:
            raise Failed(load, f"it did not end in {MOST_STARTS} starts")
        if load.starts > 0 and not load.killed and load.code not in TO_GO_ON:
            raise Failed(load, f"it ended with exit code {load.code}")
        self.watch.update()
        load.begin(self.seen(load))
        self.set_faults(load)
        load.spawn()
        self.outcome.starts += 1
        self.outcome.wrong_clocks += load.start.clock_days != 0

    def set_faults(self, load: Load) -> None:
        """The holds of all loads come first, and then the faults of this one."""
        holds = [hold for one in self.loads if (hold := self.hold_of(one))]
        faults = [*holds, *load.start.faults]
        rules = [fault.rule for fault in faults]
        self.sim.set_faults({"seed": load.start.fault_seed, "rules": rules})
        self.scripts.append((len(self.watch.all()) + 1, [fault.kind for fault in faults]))

    def hold_of(self, load: Load) -> Fault | None:
        kill = load.next_kill
        nth = load.target - self.seen(load)
        if kill is None or kill.moment not in HELD or nth < 1:
            return None
        rule: dict[str, Any] = {"nth": nth}
        if load.mark:
            rule["body_contains"] = load.mark
        if kill.moment == "during":
            rule["slow"] = {"bytes": kill.sent_bytes, "every_ms": 600_000}
        else:
            rule |= {"hang": True, "apply": kill.moment == "applied"}
        return Fault(HOLD, rule)

    def seen(self, load: Load) -> int:
        return len(self.watch.of(load.mark))

    def kill_at_its_moment(self, load: Load) -> bool:
        """False where the load has no kill before it, or ended before its moment came."""
        kill = load.next_kill
        moment = self.await_moment(load, kill) if kill else None
        if moment is None or not load.freeze():
            return False
        self.watch.update()
        flying = any(not ended(request) for request in self.watch.of(load.mark))
        load.kill()
        self.outcome.kills[moment] += 1
        self.outcome.in_flight += flying
        return True

    def await_moment(self, load: Load, kill: Kill) -> str | None:
        """The moment that came: the kill's own, or a long pause before it. None where the load
        ended."""
        if kill.moment == "early":
            time.sleep(kill.wait_ms * 15 / 1000)
            return kill.moment if load.runs else None
        seen, since = 0, time.monotonic()
        arrived: float | None = None
        while load.runs:
            self.watch.update()
            requests = self.watch.of(load.mark)
            now = time.monotonic()
            if len(requests) > seen:
                seen, since = len(requests), now
            elif now - since > PAUSE_SECONDS:
                return "paused"
            if seen >= load.target:
                arrived = arrived or now
                if kill.moment == "answered" and ended(requests[load.target - 1]):
                    time.sleep(kill.wait_ms / 1000)
                    return kill.moment
                # The client's own time-out would end the wait.
                late = now - arrived > TIMEOUT_MS / 3000
                if kill.moment in HELD and (late or seen >= load.target + kill.more):
                    return kill.moment
            time.sleep(POLL_SECONDS)
        return None

    def await_end(self, load: Load) -> None:
        if not load.end(START_SECONDS):
            raise Failed(load, f"it did not end in {START_SECONDS} s")

    # The end.

    def judge(self, load: Load) -> None:
        told = {}
        if any(load.summary().get(name) for name in oracle.NOT_DELIVERED):
            told = rejects.read(self.outcome.folder, load.files, load.rejects)
        standing = load.kind.standing(self.sim, load.plan.name)
        # Of what stood still, the time of the requests on the wire may be over when it goes on.
        kills = sum(self.outcome.kills.values()) + self.outcome.stopped
        evidence = oracle.evidence_of(load, told, standing, self.watch.of(load.mark), kills)
        for finding in oracle.judge(evidence):
            self.outcome.findings.append(finding)
            self.outcome.stories.append(self.story(finding.name))
        self.outcome.records += evidence.records
        for name in (*oracle.ENDED_WELL, *oracle.NOT_DELIVERED):
            self.outcome.outcomes[name] += evidence.summary.get(name, 0)

    def story(self, name: str) -> str:
        """The requests that carried a unit, where its name is in their bodies."""
        carrying = self.watch.of(f'"{name}"') if name else []
        return ", ".join(
            f"request {request['number']} {request['method']} -> {request['status'] or 'no answer'}"
            f"{' applied' if request['applied'] else ''}"
            for request in carrying
        )

    def count_faults(self) -> None:
        """How many requests suffered which kind."""
        script = 0
        for request in self.watch.all():
            while (
                script + 1 < len(self.scripts) and self.scripts[script + 1][0] <= request["number"]
            ):
                script += 1
            self.outcome.throttled += request["throttled"]
            rule, kinds = request["rule"], self.scripts[script][1]
            if rule is not None and rule < len(kinds):
                self.outcome.faults[kinds[rule]] += 1
