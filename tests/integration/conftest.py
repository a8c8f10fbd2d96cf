# SPDX-License-Identifier: Apache-2.0
"""A simulator without a limit, and the command that writes to it."""

from __future__ import annotations

from typing import Iterator

import pytest

from command_process import Inflow
from sim_process import SimProcess


@pytest.fixture
def sim() -> Iterator[SimProcess]:
    with SimProcess("--limit", "none") as running:
        yield running


@pytest.fixture
def inflow(sim: SimProcess, tmp_path) -> Inflow:
    return Inflow(tmp_path, sim)
