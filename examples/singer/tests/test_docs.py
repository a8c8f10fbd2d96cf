# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/singer.md does what it says: its commands are run as they stand, in a copy of the reader's folder."""

from __future__ import annotations

import json
import os
import re
import shutil

from conftest import EXAMPLE, ROOT
from host_page import HostPage
from sim_process import SimProcess

BACKEND = re.search(r'requires = \["(hatchling==.*?)"\]', (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))[1]
VERSION = re.search(r"project\(inflow_destination VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]


def make_binding(folder):
    """The Python package as its own build makes it, out of its sources and the library that is built already."""
    shutil.copytree(ROOT / "bindings/python/inflow_destination", folder / "inflow_destination")
    shutil.copy(os.environ["INFLOW_DESTINATION_LIBRARY"], folder / "inflow_destination/libinflow_destination.so.1")
    (folder / "pyproject.toml").write_text(
        f'[build-system]\nrequires = ["{BACKEND}"]\nbuild-backend = "hatchling.build"\n'
        f'[project]\nname = "inflow-destination"\nversion = "{VERSION}"\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["inflow_destination"]\nartifacts = ["*.so.1"]\n'
    )


def test_the_commands_print_what_the_document_shows(tmp_path):
    page = HostPage(ROOT / "docs/hosts/singer.md")
    # The checkout, where the reader is.
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/singer").symlink_to(EXAMPLE)
    (tmp_path / "dev").symlink_to(ROOT / "dev")
    make_binding(tmp_path / "bindings/python")
    with SimProcess("--limit", "none") as sim:
        for name, text in page.files.items():
            # The only change: the reader's inFlow is the simulator.
            (tmp_path / name).write_text(text.replace('  "endpoint"', f'  "base_url": "{sim.url}",\n  "endpoint"'))
        done = page.run(tmp_path)
        assert (done.returncode, done.stdout) == (0, page.shown), done.stderr
        assert [(product["name"], product["weight"]) for product in sim.state("products")] == [("Tea", "0.2500")]
        assert json.loads((tmp_path / "state.json").read_text())["bookmarks"].keys() == {"products"}
