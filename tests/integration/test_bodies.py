# SPDX-License-Identifier: Apache-2.0
"""Every algorithm in every format that can carry it, over the wire: the bodies that arrive are
those of tests/data/bodies.

tests/unit/request/bodies_test.cc compares the same cases before they are sent.
"""

from __future__ import annotations

import json
from typing import Iterator

import pytest

from command_process import Inflow
from sim_process import COMPANY, ROOT, SimProcess

BODIES = ROOT / "tests" / "data" / "bodies"
CASES = json.loads((BODIES / "cases.json").read_text(encoding="utf-8"))
RECORDS = BODIES / "records.ndjson"
DIVIDER = b"\n==========\n"
CONTENT_TYPES = {
    "json": "application/json",
    "form": "application/x-www-form-urlencoded",
    "xml": "application/xml; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}


@pytest.fixture(scope="module")
def taking_all() -> Iterator[SimProcess]:
    """A simulator that takes every body: by itself it wants JSON."""
    with SimProcess(
        "--limit", "none", "--accept-any", faults={"rules": [{"status": 200}]}
    ) as running:
        yield running


def test_there_is_a_file_for_every_case_and_a_case_for_every_file():
    assert sorted(path.stem for path in BODIES.glob("*.txt")) == sorted(CASES)
    assert {name.split(".")[0] for name in CASES} == set(CONTENT_TYPES)


@pytest.mark.parametrize("name", CASES)
def test_the_bodies_arrive_byte_for_byte(name, taking_all, tmp_path):
    case = {"batching": {"enabled": True, **CASES[name]["batching"]}}
    before = taking_all.counts()["arrived"]
    inflow = Inflow(tmp_path, taking_all)
    # One request at a time, so that they arrive in order.
    one_by_one = {"windows": [], "max_in_flight": 1}
    inflow.config(
        **{**CASES[name], **case},
        endpoint={"method": "POST", "url": "/{companyId}/x"},
        rate_limit=one_by_one,
    )
    done = inflow.load(str(RECORDS), "--json", "--rejects", "rejects.ndjson")
    assert (done.code, done.summary["records"], done.summary["delivered"]) == (0, 3, 3), done.err
    *expected, rest = (BODIES / f"{name}.txt").read_bytes().split(DIVIDER)
    assert rest == b""
    requests = taking_all.requests(since=before + 1)
    assert [request["body"].encode() for request in requests] == expected
    assert {request["headers"]["content-type"] for request in requests} == {
        CONTENT_TYPES[name.split(".")[0]]
    }
    assert {(request["method"], request["target"]) for request in requests} == {
        ("POST", f"/{COMPANY}/x")
    }
    assert all(
        int(request["headers"]["content-length"]) == len(body)
        for request, body in zip(requests, expected)
    )
    assert done.summary["requests"] == len(requests) > 0
