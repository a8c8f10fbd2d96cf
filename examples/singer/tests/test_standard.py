# SPDX-License-Identifier: Apache-2.0
"""The SDK's own tests of a target, through a manual endpoint, and what arrives of them."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from singer_sdk.testing import get_target_test_class, target_test_streams
from singer_sdk.testing.suites import target_tests

from sim_process import SimProcess
from target_inflow import TargetInflow

CONFIG: dict[str, Any] = {}
STREAMS = pathlib.Path(target_test_streams.__file__).parent
# What the SDK's tests say is to fail, the whole file or from some record on.
REFUSED = {"invalid_schema", "record_before_schema", "record_missing_key_property"}


@pytest.fixture(scope="module")
def service():
    with SimProcess("--accept-any", "--limit", "none") as sim:
        CONFIG.update(
            credential={"company_id": sim.company, "api_key": sim.api_key},
            base_url=sim.url,
            endpoint={"method": "POST", "url": "/{companyId}/products"},
            rate_limit={"windows": []},
        )
        yield sim


class TestStandard(get_target_test_class(TargetInflow, config=CONFIG)):
    @pytest.fixture(autouse=True)
    def arrived(self, service, request):
        """Every record of the test's file is in the service when the test is over."""
        before = service.counts()["arrived"]
        yield
        name = request.node.name.removeprefix("test_target_")
        path = STREAMS / f"{name}.singer"
        if path.exists() and name not in REFUSED:
            messages = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            read = [message["record"] for message in messages if message["type"] == "RECORD"]
            sent = [json.loads(one["body"]) for one in service.requests(before + 1)]
            assert sorted(map(json.dumps, sent)) == sorted(map(json.dumps, read))


def test_all_of_the_suite_is_there():
    names = {f"test_target_{test.name}" for test in target_tests.tests}
    assert len(names) >= 15
    assert names <= set(dir(TestStandard))
