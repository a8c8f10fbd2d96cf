# SPDX-License-Identifier: Apache-2.0
"""A simulator without a limit, the command that writes to it, and one run of the demo for all who
look at it."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Iterator

import pytest

from command_process import Inflow
from sim_process import ROOT, SimProcess

# A shell starts what runs in its background with Ctrl-C ignored, and programs inherit that: those
# of the tests must not.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def clean_checkout() -> Iterator[None]:
    """No test leaves a journal in the checkout: the next load of that configuration would be told
    of it."""
    before = set(ROOT.glob("examples/**/*.journal*"))
    yield
    assert set(ROOT.glob("examples/**/*.journal*")) == before


@pytest.fixture
def sim() -> Iterator[SimProcess]:
    with SimProcess("--limit", "none") as running:
        yield running


@pytest.fixture
def inflow(sim: SimProcess, tmp_path) -> Inflow:
    return Inflow(tmp_path, sim)


@pytest.fixture(scope="session")
def demo_command() -> list[str]:
    return [sys.executable, str(ROOT / "tools" / "demo" / "demo.py")]


@pytest.fixture(scope="session")
def demo(demo_command) -> subprocess.CompletedProcess[str]:
    """The demo, ended, with standard error on the same pipe: the order is that of a terminal."""
    return subprocess.run(
        demo_command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        check=False,
    )
