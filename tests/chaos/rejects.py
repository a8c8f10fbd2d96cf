# SPDX-License-Identifier: Apache-2.0
"""What a load told about the records that it did not deliver, in the file of its rejects."""

from __future__ import annotations

import csv
import json
import pathlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    outcome: str
    reason: str


def read(
    folder: pathlib.Path, inputs: dict[str, range], named: str | None
) -> dict[int, list[Told]]:
    """By the record's ordinal in the input, from 0; more than one where it was told twice. The file
    is what --rejects named, or else the newest one beside the only input. `inputs` are the files of
    the input with the ordinals of their records."""
    source = next(iter(inputs))
    files = [folder / named] if named else sorted(folder.glob(f"{source}.rejects.*"), key=age)
    if not files or not files[-1].exists():
        return {}
    rows = from_csv(files[-1]) if files[-1].suffix == ".csv" else from_ndjson(files[-1])
    told: dict[int, list[Told]] = {}
    for file, line, one in rows:
        header = 1 if source.endswith(".csv") else 0
        place = inputs[file or source].start + line - header - 1
        told.setdefault(place, []).append(one)
    return told


def age(path: pathlib.Path) -> float:
    return path.stat().st_mtime


# The file where one is named, the line, and what was told.
Row = tuple[str, int, Told]


def from_ndjson(path: pathlib.Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [json.loads(line)["_inflow"] for line in lines]
    return [
        (head.get("file", ""), head["line"], Told(head["outcome"], head["reason"]))
        for head in heads
    ]


def from_csv(path: pathlib.Path) -> list[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        return [
            # "AMBIGUOUS newer" has more to say than the outcome.
            (
                "",
                int(row["_inflow_line"]),
                Told(row["_inflow_outcome"].split()[0], row["_inflow_reason"]),
            )
            for row in csv.DictReader(file)
        ]
