# SPDX-License-Identifier: Apache-2.0
"""One bad record in the middle of a group, under every algorithm and format that carries several:
it alone is refused.

The service names no index here, so halving is all there is to find it by. test_command_delivery.py
has the same for an array of the catalogue.
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
    if not name.endswith((".alone", ".fold", ".fold_several"))
}
RECORDS = 16
BAD = 11
REFUSAL = "article BAD11 is unknown"


@pytest.fixture(scope="module")
def refusing_one() -> Iterator[SimProcess]:
    """Refuses whatever holds the bad article, and takes everything else in any format."""
    rules = [
        {"body_contains": f"BAD{BAD}", "status": 400, "body": {"message": REFUSAL}},
        {"status": 200},
    ]
    with SimProcess("--limit", "none", "--accept-any", faults={"rules": rules}) as running:
        yield running


@pytest.mark.parametrize("name", SEVERAL)
def test_one_bad_record_of_a_group_is_refused_alone(name, refusing_one, tmp_path):
    before = refusing_one.counts()["arrived"]
    inflow = Inflow(tmp_path, refusing_one)
    inflow.config(**SEVERAL[name], endpoint={"method": "POST", "url": "/{companyId}/x"})
    skus = [f"{'BAD' if number == BAD else 'S'}{number:02}" for number in range(1, RECORDS + 1)]
    # The file begins with an empty line, so that a record's number and its line differ.
    rows = [
        {"sku": sku, "name": "Bolt", "price": 1, "shop": "Oslo", "tags": ["x"], "note": "n"}
        for sku in skus
    ]
    inflow.write("r.ndjson", "\n" + "".join(json.dumps(row) + "\n" for row in rows))
    done = inflow.load("r.ndjson", "--json", "--results", "results.ndjson")
    assert done.code == 1, done.err
    assert (done.summary["records"], done.summary["delivered"], done.summary["rejected"]) == (
        RECORDS,
        RECORDS - 1,
        1,
    )
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
    assert [sum(sku in body for body in taken) for sku in skus] == [
        0 if sku == f"BAD{BAD}" else 1 for sku in skus
    ]
    assert sum(f"BAD{BAD}" in request["body"] for request in requests) == 5


@pytest.mark.parametrize("name", [name for name in CASES if name.endswith(".fold_several")])
def test_one_bad_line_of_several_documents_refuses_its_document_alone(name, refusing_one, tmp_path):
    before = refusing_one.counts()["arrived"]
    inflow = Inflow(tmp_path, refusing_one)
    batching = {
        "enabled": True,
        "atomic": True,
        **CASES[name]["batching"],
        "size": 4,
        "by": "order",
        "line_attributes": ["sku"],
    }
    inflow.config(
        **{**CASES[name], "batching": batching},
        endpoint={"method": "POST", "url": "/{companyId}/x"},
    )
    # Four documents of three lines; the bad line is in the third one.
    rows = [
        {"order": f"O{line // 3}", "sku": f"BAD{BAD}" if line == 7 else f"S{line}"}
        for line in range(12)
    ]
    inflow.write("r.ndjson", "".join(json.dumps(row) + "\n" for row in rows))
    done = inflow.load("r.ndjson", "--json", "--results", "results.ndjson")
    assert (done.code, done.summary["delivered"], done.summary["rejected"]) == (1, 9, 3), done.err
    refused = [
        line["id"] for line in inflow.lines("results.ndjson") if line["outcome"] == "REJECTED"
    ]
    assert sorted(refused) == [7, 8, 9], "every line of the document, and of no other"
    requests = refusing_one.requests(since=before + 1)
    assert [request["body"].count("sku") > 0 for request in requests] == [True] * len(requests)
    assert len(requests) == done.summary["requests"] == 1 + 2 + 2, (
        "the request, its halves, and the halves of the bad one"
    )
    taken = "".join(request["body"] for request in requests if request["status"] == 200)
    assert [order for order in ("O0", "O1", "O2", "O3") if order in taken] == ["O0", "O1", "O3"]


def test_an_answer_names_documents(tmp_path):
    """item_index counts documents where a request holds several."""
    answer = {"errors": [{"index": 1, "message": "no such customer"}]}
    faults = {"rules": [{"body_contains": "O1", "status": 400, "body": answer}, {"status": 200}]}
    with SimProcess("--limit", "none", "--accept-any", faults=faults) as sim:
        inflow = Inflow(tmp_path, sim)
        inflow.config(
            endpoint={"method": "POST", "url": "/{companyId}/x"},
            response={"item_errors": "errors", "item_index": "index", "item_message": "message"},
            batching={
                "enabled": True,
                "atomic": True,
                "algorithm": "fold",
                "size": 3,
                "by": "order",
                "line_attributes": "sku",
            },
        )
        inflow.write(
            "r.ndjson",
            "".join(
                json.dumps({"order": f"O{line // 2}", "sku": line}) + "\n" for line in range(6)
            ),
        )
        done = inflow.load("r.ndjson", "--json", "--results", "results.ndjson")
        assert (done.code, done.summary["delivered"], done.summary["rejected"]) == (1, 4, 2), (
            done.err
        )
        refused = [
            (line["id"], line["message"])
            for line in inflow.lines("results.ndjson")
            if line["outcome"] == "REJECTED"
        ]
        reason = "the service refused this record: no such customer"
        assert refused == [(3, reason), (4, reason)]
        assert [json.loads(request["body"]) for request in sim.requests()][1] == [
            {"order": "O0", "lines": [{"sku": 0}, {"sku": 1}]},
            {"order": "O2", "lines": [{"sku": 4}, {"sku": 5}]},
        ]
