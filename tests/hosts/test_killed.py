# SPDX-License-Identifier: Apache-2.0
"""A host is killed in the middle of its work, with requests on the wire, and given the same input
again."""

from __future__ import annotations

import json
from collections import Counter

import pytest

import scenario
from hosts import HOSTS, Killed, killing
from sim_process import SimProcess

RECORDS = 60
# The four requests that are on the wire when it is killed; the service has two of them.
HELD = range(20, 24)
FAULTS = {
    "rules": [
        {"method": ["POST", "PUT"], "nth": list(HELD[::2]), "hang": True, "apply": True},
        {"method": ["POST", "PUT"], "nth": list(HELD[1::2]), "hang": True},
    ]
}
ENDPOINTS = {
    "repeatable": {"endpoint": "upsert_product", "identity": {"from": ["sku"]}},
    "not repeatable": {"endpoint": "create_product"},
}


def record(n: int, repeatable: bool) -> dict[str, str]:
    sku = n - 1 if repeatable and n % 10 == 9 else n  # that changes the one before it
    return {"sku": f"K-{sku:02}", "name": f"Product {n}"}


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("name", HOSTS)
def test_nothing_is_lost_or_doubled_without_a_word(name, endpoint, tmp_path):
    records = [record(n, endpoint == "repeatable") for n in range(RECORDS)]
    (tmp_path / "records.ndjson").write_text("".join(json.dumps(one) + "\n" for one in records))
    with SimProcess("--limit", "none", faults=FAULTS) as sim:
        config = scenario.config(sim.url) | {"rate_limit": {"windows": []}}
        config.pop("identity")
        config |= ENDPOINTS[endpoint]
        # What has no clear answer is not read back, so that somebody has to be told.
        config["retry"] |= {"on_unknown_outcome": "auto" if "identity" in config else "hold"}
        if name != "command":  # which has one by itself
            config["journal"] = {"path": "host.journal"}
        (tmp_path / "config.json").write_text(json.dumps(config))

        def writes() -> list[dict]:
            return [request for request in sim.requests() if request["method"] != "GET"]

        def held() -> None:
            arrived = HELD[-1]
            while sum(one["method"] != "GET" for one in sim.wait_for_requests(arrived)) < HELD[-1]:
                arrived += 1

        with killing(held), pytest.raises(Killed):
            HOSTS[name](tmp_path)
        refused = HOSTS[name](tmp_path)
        products = sim.state("products")
        sent = Counter(request["body"] for request in writes())
    if endpoint == "repeatable":
        assert refused == {}
        assert {product["sku"]: product["name"] for product in products} == {
            one["sku"]: one["name"] for one in records
        }
        return
    assert max(sent.values()) == 1
    names = Counter(product["name"] for product in products)
    assert max(names.values()) == 1
    missing = {n for n, one in enumerate(records) if one["name"] not in names}
    assert missing <= set(refused)
    # Of those on the wire nobody knows, of the others it is known that they arrived.
    assert len(refused) == len(HELD)
