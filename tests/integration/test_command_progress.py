# SPDX-License-Identifier: Apache-2.0
"""What a person sees on a terminal while inflow load runs: one line that is drawn again, with the
time that is left, and above it what is told meanwhile, whole."""

from __future__ import annotations

import re

from terminal import Terminal

PROGRESS = re.compile(r"^\d+ of 8|% *,|\bleft$")


def screen(shown: str, columns: int) -> list[str]:
    """The lines that stand on a terminal at the end; what is wider than it goes on in the next."""
    lines, at = [""], 0
    for c in shown:
        if c == "\n":
            lines.append("")
            at = 0
        elif c == "\r":
            at = 0
        else:
            if at == columns:
                lines.append("")
                at = 0
            lines[-1] = lines[-1][:at].ljust(at) + c + lines[-1][at + 1 :]
            at += 1
    return [line.rstrip() for line in lines]


def drawn(shown: str) -> list[str]:
    """Every state of the line that is drawn again."""
    return [
        one.rstrip(" ") for one in re.split(r"[\r\n]", shown) if PROGRESS.search(one.rstrip(" "))
    ]


def load(inflow, sim, columns):
    """A load of eight records, of which the service throttles one and refuses one."""
    sim.set_faults(
        {
            "rules": [
                {"nth": [3], "status": 429, "headers": {"Retry-After": "0"}},
                {"nth": [2], "status": 400, "body": '{"code":"Wrong","message":"no"}'},
            ]
        }
    )
    inflow.config(rate_limit={"windows": [{"requests": 1, "per_ms": 400}], "max_in_flight": 1})
    inflow.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(8)])
    with Terminal(
        inflow, "load", "--config", "config.json", "p.ndjson", columns=columns
    ) as terminal:
        code = terminal.end()
    return code, terminal.shown


def test_at_40_columns_the_time_that_is_left_stays(inflow, sim):
    code, shown = load(inflow, sim, 40)
    assert code == 1
    lines = drawn(shown)
    assert all(len(line) < 40 for line in lines), lines
    with_time = [line for line in lines if re.search(r"\d+ of 8.*, (about )?[\d.]+ s left$", line)]
    assert with_time, lines
    assert any("1 refused" in line for line in with_time), lines
    assert not any("not delivered" in line for line in lines)


def test_what_is_told_meanwhile_is_whole_and_the_line_comes_back(inflow, sim):
    code, shown = load(inflow, sim, 200)
    assert code == 1
    (told,) = [line for line in screen(shown, 200) if "429" in line]
    assert re.fullmatch(r"inflow: the service answered 429.*", told), told
    assert not any(PROGRESS.search(line) for line in screen(shown, 200)), screen(shown, 200)
    behind = shown[shown.index("429") :].split("\n", 1)[1]
    assert re.match(r"\r\d of 8 records", behind), behind
