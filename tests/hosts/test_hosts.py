# SPDX-License-Identifier: Apache-2.0
"""Every host delivers the same records and names the same refused ones, whatever happens on the
way."""

from __future__ import annotations

import json

import pytest

import scenario
from hosts import HOSTS
from sim_process import SimProcess


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_delivers_every_good_record_once_and_names_the_others(name, tmp_path):
    (tmp_path / "records.ndjson").write_text(
        "".join(line + "\n" for line in scenario.records()), encoding="utf-8"
    )
    with SimProcess("--limit", scenario.LIMIT, faults=scenario.FAULTS) as sim:
        (tmp_path / "config.json").write_text(json.dumps(scenario.config(sim.url)))
        refused = scenario.refused_of(HOSTS[name](tmp_path))
        assert refused == scenario.table("refused.csv")
        assert scenario.state_of(sim.state("products")) == scenario.table("state.csv")
        by_service = sum("the service answered" in reason for _, reason in refused)
        sent = scenario.RECORDS - len(refused) + by_service
        # A host may also read, to try the credential.
        writes = [request for request in sim.requests() if request["method"] != "GET"]
        assert (len(writes), sim.counts()["throttled"]) == (sent + scenario.REPEATED, 0)


@pytest.mark.parametrize("name", HOSTS)
def test_a_host_names_others_in_words(name, tmp_path):
    (tmp_path / "records.ndjson").write_text(
        "".join(json.dumps(record) + "\n" for record in scenario.NAMED), encoding="utf-8"
    )
    (tmp_path / "company.json").write_text(json.dumps(scenario.COMPANY_WITH_NAMES))
    with SimProcess(
        "--limit", "none", "--bare", "--seed-data", str(tmp_path / "company.json")
    ) as sim:
        named = {"references": {"mode": "resolve"}, "adopt": {"by": ["sku"]}}
        (tmp_path / "config.json").write_text(json.dumps(scenario.config(sim.url) | named))
        refused = HOSTS[name](tmp_path)
        assert list(refused) == [scenario.UNKNOWN]
        assert '"Catgory 1"' in refused[scenario.UNKNOWN]
        products = {product["sku"]: product for product in sim.state("products")}
        reads = [request["target"] for request in sim.requests() if request["method"] == "GET"]
    for n, record in enumerate(scenario.NAMED):
        if n != scenario.UNKNOWN:
            product = products[record["sku"]]
            assert product["categoryId"] == scenario.guid_of(record["categoryId"])
    # What was there kept its GUID, and nothing is there twice.
    assert len(products) == len(scenario.NAMED) - 1
    for product in scenario.COMPANY_WITH_NAMES["products"]:
        assert products[product["sku"]]["productId"] == product["productId"]
    # However many records wait, each list is read once; a host may try its credential too.
    assert sum("/products" in target for target in reads) == 1
    assert sum("/categories" in target for target in reads) == 1
