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
