# SPDX-License-Identifier: Apache-2.0
"""One bad record in the middle of a group, under every algorithm and format that carries several: it alone is refused.

The service names no index here, so halving is all there is to find it by. test_command_delivery.py has the same for an array of
the catalogue.
"""

from __future__ import annotations

import json
from typing import Iterator

import pytest

from command_process import Inflow
from sim_process import ROOT, SimProcess

CASES = json.loads((ROOT / "tests" / "data" / "bodies" / "cases.json").read_text(encoding="utf-8"))
# A folded document is one record to the service, and a record alone needs no search.
SEVERAL = {
    name: {**case, "batching": {"enabled": True, "size": 16, "atomic": True, **case["batching"]}}
    for name, case in CASES.items()
    if not name.endswith((".alone", ".fold"))
}
RECORDS = 16
BAD = 11
REFUSAL = "article BAD11 is unknown"


@pytest.fixture(scope="module")
def refusing_one() -> Iterator[SimProcess]:
    """Refuses whatever holds the bad article, and takes everything else in any format."""
    rules = [{"body_contains": f"BAD{BAD}", "status": 400, "body": {"message": REFUSAL}}, {"status": 200}]
    with SimProcess("--limit", "none", "--accept-any", faults={"rules": rules}) as running:
        yield running


@pytest.mark.parametrize("name", SEVERAL)
def test_one_bad_record_of_a_group_is_refused_alone(name, refusing_one, tmp_path):
    before = refusing_one.counts()["arrived"]
    inflow = Inflow(tmp_path, refusing_one)
    inflow.config(**SEVERAL[name], endpoint={"method": "POST", "url": "/{companyId}/x"})
    skus = [f"{'BAD' if number == BAD else 'S'}{number:02}" for number in range(1, RECORDS + 1)]
    # The file begins with an empty line, so that a record's number and its line differ.
    rows = [{"sku": sku, "name": "Bolt", "price": 1, "shop": "Oslo", "tags": ["x"], "note": "n"} for sku in skus]
    inflow.write("r.ndjson", "\n" + "".join(json.dumps(row) + "\n" for row in rows))
    done = inflow.load("r.ndjson", "--json", "--results", "results.ndjson")
    assert done.code == 1, done.err
    assert (done.summary["records"], done.summary["delivered"], done.summary["rejected"]) == (RECORDS, RECORDS - 1, 1)
    results = inflow.lines("results.ndjson")
    assert sorted(line["id"] for line in results) == list(range(1, RECORDS + 1))
    (refused,) = [line for line in results if line["outcome"] == "REJECTED"]
    assert (refused["id"], refused["line"], refused["http_status"]) == (BAD, BAD + 1, 400)
    assert REFUSAL in refused["message"]
    (reject,) = inflow.lines("r.ndjson.rejects.ndjson")
    assert (reject["_inflow"]["line"], reject["sku"]) == (BAD + 1, f"BAD{BAD}")
    # The group, and two halves for each of the four halvings.
    requests = refusing_one.requests(since=before + 1)
    assert len(requests) == done.summary["requests"] == 1 + 2 * 4
    taken = [request["body"] for request in requests if request["status"] == 200]
    assert [sum(sku in body for body in taken) for sku in skus] == [0 if sku == f"BAD{BAD}" else 1 for sku in skus]
    assert sum(f"BAD{BAD}" in request["body"] for request in requests) == 5
