# SPDX-License-Identifier: Apache-2.0
"""The campaign as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .oracle import DOUBLED, LOST, WRONG
from .run import Outcome

COLUMNS = ("runs", "records", "starts", "kills", "in flight", LOST, DOUBLED, WRONG)
SHOWN = 5


class Table:
    """Counts runs as they end, by what their loads wrote to."""

    def __init__(self) -> None:
        self.rows: dict[str, Counter[str]] = {}
        self.kills: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.stopped = 0
        self.wrong_clocks = 0
        self.throttled = 0

    def add(self, outcome: Outcome) -> None:
        row = self.rows.setdefault(outcome.plan.row, Counter())
        kills = sum(outcome.kills.values())
        row.update(runs=1, records=outcome.records, starts=outcome.starts, kills=kills)
        row.update({"in flight": outcome.in_flight})
        row.update(finding.kind for finding in outcome.findings)
        self.kills += outcome.kills
        self.faults += outcome.faults
        self.outcomes += outcome.outcomes
        self.stopped += outcome.stopped
        self.wrong_clocks += outcome.wrong_clocks
        self.throttled += outcome.throttled

    def total(self) -> Counter[str]:
        return sum(self.rows.values(), Counter())

    def findings(self) -> int:
        total = self.total()
        return total[LOST] + total[DOUBLED] + total[WRONG]

    def text(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        rows = [*sorted(self.rows.items()), ("all", self.total())]
        width = max(len(name) for name, _ in rows)
        yield " " * width + "".join(f"{column:>14}" for column in COLUMNS)
        for name, row in rows:
            yield f"{name:{width}}" + "".join(f"{row[column]:14}" for column in COLUMNS)
        yield ""
        yield f"killed while the request was  {listed(self.kills)}"
        yield f"stopped for a while           {self.stopped}"
        yield f"starts with a wrong clock     {self.wrong_clocks}"
        yield f"requests with a fault         {listed(self.faults)}"
        yield f"answered 429 by the quota     {self.throttled}"
        yield f"records told                  {listed(self.outcomes)}"
        total = self.total()
        found = ", ".join(f"{total[kind]} {kind}" for kind in (LOST, DOUBLED, WRONG))
        yield f"{total['kills']} kills, {total['in flight']} with a request in flight: {found}"


def listed(counts: Counter[str]) -> str:
    found = [f"{count} {name}" for name, count in counts.most_common() if count]
    return ", ".join(found) or "none"


def story(outcome: Outcome) -> Iterable[str]:
    """What a run did and found, and how to have it again."""
    yield f"seed {outcome.plan.seed}: {outcome.plan.title}"
    for finding, carried in list(zip(outcome.findings, outcome.stories))[:SHOWN]:
        yield f"  {finding.kind}: {finding.name + ': ' if finding.name else ''}{finding.text}"
        if carried:
            yield f"    {carried}"
    if len(outcome.findings) > SHOWN:
        yield f"  and {len(outcome.findings) - SHOWN} more"
    yield f"  again: ./dev chaos --only {outcome.plan.seed}; its files are in {outcome.folder}"
