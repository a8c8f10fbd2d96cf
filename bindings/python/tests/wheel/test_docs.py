# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/python.md does what it says: its commands are run as they stand, in a copy of the reader's folder."""

from __future__ import annotations

import sys

from conftest import BINDING, ROOT

sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests/support")]
from host_page import HostPage  # noqa: E402
from sim_process import SimProcess  # noqa: E402


def test_the_commands_print_what_the_document_shows(tmp_path):
    page = HostPage(ROOT / "docs/hosts/python.md")
    ((name, program),) = page.files.items()
    # The checkout, where the reader is, by two names; what is installed already is not installed again.
    (tmp_path / "bindings").mkdir()
    (tmp_path / "bindings/python").symlink_to(BINDING)
    (tmp_path / "dev").symlink_to(ROOT / "dev")
    with SimProcess("--limit", "none") as sim:
        # The only change: the reader's inFlow is the simulator.
        (tmp_path / name).write_text(program.replace('    "endpoint"', f'    "base_url": "{sim.url}",\n    "endpoint"'))
        # By the names of the presets, so that a compiler cache serves both.
        done = page.run(tmp_path, "-e", CC="cc", CXX="c++")
        assert done.returncode == 0, done.stderr
        assert done.stdout == page.shown
        assert [product["name"] for product in sim.state("products")] == ["Tea"]
