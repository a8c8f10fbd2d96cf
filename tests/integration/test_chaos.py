# SPDX-License-Identifier: Apache-2.0
"""The kill campaign of tests/chaos itself: that its judge finds what it is there for, and that a
seed says all of a run."""

from __future__ import annotations

import dataclasses
import os
import random
import subprocess
import sys
from typing import Any

import pytest

from sim_process import ROOT, binary

sys.path.append(str(ROOT / "tests"))

from chaos import oracle, plan  # noqa: E402  (the path must be known first)
from chaos.kinds import KINDS, Create, CreateUnnamed, FoldedOrders, Upsert  # noqa: E402
from chaos.oracle import DOUBLED, LOST, WRONG, Evidence  # noqa: E402
from chaos.rejects import Told  # noqa: E402
from chaos.unit import Unit, Version  # noqa: E402

AMBIGUOUS = Told("AMBIGUOUS", "it was sent and not answered")
REJECTED = Told("REJECTED", "the service answered 400")
FAILED = Told("FAILED", "all attempts are used up")


def evidence(kind=CreateUnnamed, told=None, standing=None, **more: Any) -> Evidence:
    """Three records, a to c, delivered as they should be where nothing else is said."""
    told = told or {}
    standing = {name: [name] for name in "abc"} | (standing or {})
    units = more.pop("units", [Unit(name, (Version((k,), name),)) for k, name in enumerate("abc")])
    records = sum(len(version.places) for unit in units for version in unit.versions)
    summary = dict.fromkeys((*oracle.ENDED_WELL, *oracle.NOT_DELIVERED), 0) | {"records": records}
    for one in told.values():
        summary[one[0].outcome.lower()] += 1
    summary["delivered"] = records - len(told)
    settings = {"retry": {"max_attempts": 1000, "on_unknown_outcome": "auto"}, "rate_limit": {"max_in_flight": 1}}  # fmt: skip
    loads = plan.LoadPlan("a", kind, records, "ndjson", 1, settings, 1, [], None)
    # A clear answer for each record.
    requests = [
        {"body": f'{{"remarks":"{name}"}}', "ended_ms": 1, "rule": None, "status": 201}
        for name in standing
    ]
    given = Evidence(loads, units, records, 1 if told else 0, summary, told, standing, requests, 0)
    return dataclasses.replace(given, **more)


def kinds(given: Evidence) -> list[str]:
    return [finding.kind for finding in oracle.judge(given)]


def test_nothing_is_found_where_everything_is_there():
    assert kinds(evidence()) == []
    assert kinds(evidence(told={1: [REJECTED]}, units=bad_second(), standing={"b": []})) == []


def bad_second() -> list[Unit]:
    return [Unit(name, (Version((k,), name, name == "b"),)) for k, name in enumerate("abc")]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        # Said to be there, and not there; there twice; there with another text.
        ({"standing": {"b": []}}, [LOST]),
        ({"standing": {"b": ["b", "b"]}}, [DOUBLED]),
        ({"standing": {"b": ["other"]}}, [WRONG]),
        # There, and told as if sending it again could do no harm.
        ({"told": {1: [FAILED]}}, [WRONG]),
        # Good, and told REJECTED.
        ({"told": {1: [REJECTED]}, "standing": {"b": []}}, [WRONG]),
        # What nobody takes was said to be there.
        ({"units": bad_second(), "standing": {"b": []}}, [WRONG]),
        # AMBIGUOUS where no request was in doubt and nothing was killed.
        ({"told": {1: [AMBIGUOUS]}}, [WRONG]),
        # Told twice.
        ({"told": {1: [FAILED, FAILED]}, "standing": {"b": []}}, [WRONG]),
        ({"code": 1}, [WRONG]),
        ({"told": {1: [FAILED]}, "standing": {"b": []}, "code": 0}, [WRONG]),
        ({"summary": {}}, [WRONG]),
        ({"records": 4}, [WRONG]),
        # What may be repeated has to arrive, in its last version.
        ({"kind": Upsert, "told": {1: [AMBIGUOUS]}}, [LOST]),
    ],
)
def test_the_judge_finds(given, found):
    assert kinds(evidence(**given)) == found


def test_doubt_by_the_log_or_by_a_kill_allows_ambiguous():
    doubted = {"told": {1: [AMBIGUOUS]}}
    assert kinds(evidence(**doubted, kills=1)) == []
    unanswered = {"body": '{"remarks":"b"}', "ended_ms": 1, "rule": 0, "status": 0}
    assert kinds(evidence(**doubted, requests=[unanswered])) == []


def test_the_last_version_is_the_one_that_has_to_stand():
    units = [Unit("a", (Version((0,), "old"), Version((1,), "new")))]
    given = {"kind": Upsert, "units": units}
    assert kinds(evidence(**given, standing={"a": ["new"]})) == []
    assert kinds(evidence(**given, standing={"a": ["old"]})) == [WRONG]


def test_a_document_is_whole_in_the_service_and_in_the_rejects():
    units = [Unit("a", (Version((0, 1), ("tea", "cups")),))]
    given = {"kind": FoldedOrders, "units": units}
    assert kinds(evidence(**given, standing={"a": [("tea", "cups")]})) == []
    assert kinds(evidence(**given, standing={"a": [("tea",)]})) == [WRONG]
    half = {"told": {1: [FAILED]}, "standing": {"a": []}}
    assert kinds(evidence(**given, **half)) == [WRONG]


def test_a_key_in_a_file_is_found(tmp_path):
    (tmp_path / "inflow.db-wal").write_bytes(b"\0\1" + oracle.API_KEY.encode() + b"\0")
    assert [finding.kind for finding in oracle.judge_secrets(tmp_path)] == [WRONG]


def test_a_seed_says_all_of_a_run():
    assert [plan.draw(seed) for seed in range(20)] == [plan.draw(seed) for seed in range(20)]
    assert {load.kind for seed in range(200) for load in plan.draw(seed).loads} == set(KINDS)
    first, again = (Create().make("a", 50, random.Random(3)) for _ in range(2))
    assert first == again


def chaos(*options: str) -> subprocess.CompletedProcess[str]:
    paths = (str(ROOT / "tests"), str(ROOT / "tests" / "integration"))
    environment = {
        **os.environ,
        "INFLOW_BIN": os.path.dirname(binary("inflow")),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    return subprocess.run(
        [sys.executable, "-m", "chaos", *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_faults_of_the_service_alone_lose_nothing():
    done = chaos("--no-kills", "--seed", "200", "--runs", "8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(": 0 lost, 0 doubled, 0 wrongly told\n")


def test_kills_lose_nothing_with_a_journal_and_without_one_that_is_found_out(tmp_path):
    runs = ("--seed", "3", "--runs", "2", "--keep", str(tmp_path))
    done = chaos(*runs)
    assert done.returncode == 0, done.stdout + done.stderr
    spoilt = chaos(*runs, "--spoil")
    assert spoilt.returncode == 1
    assert " 0 doubled" not in spoilt.stdout.splitlines()[-1]
    assert sorted(path.name for path in tmp_path.iterdir()) != []
