# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/singer.md does what it says: it is followed as its reader would."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

from conftest import EXAMPLE, ROOT

BACKEND = re.search(
    r'requires = \["(hatchling==.*?)"\]', (EXAMPLE / "pyproject.toml").read_text(encoding="utf-8")
)[1]
VERSION = re.search(
    r"project\(inflow_destination VERSION (\S+)",
    (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"),
)[1]


def make_binding(folder):
    """The Python package as its own build makes it, out of its sources and the library that is
    built already."""
    shutil.copytree(ROOT / "bindings/python/inflow_destination", folder / "inflow_destination")
    shutil.copy(
        os.environ["INFLOW_DESTINATION_LIBRARY"],
        folder / "inflow_destination/libinflow_destination.so.1",
    )
    (folder / "pyproject.toml").write_text(
        f'[build-system]\nrequires = ["{BACKEND}"]\nbuild-backend = "hatchling.build"\n'
        f'[project]\nname = "inflow-destination"\nversion = "{VERSION}"\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["inflow_destination"]\nartifacts = ["*.so.1"]\n'
    )


def test_the_commands_print_what_the_page_shows(tmp_path):
    make_binding(tmp_path / "inflow-destination/bindings/python")
    command = [
        sys.executable,
        ROOT / "tests/support/page.py",
        ROOT / "docs/hosts/singer.md",
        "--folder",
        tmp_path,
    ]
    command += ["--state", tmp_path / "simulator.json"]
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout
    products = json.loads((tmp_path / "simulator.json").read_text(encoding="utf-8"))["products"]
    assert [(product["name"], product["weight"]) for product in products] == [("Tea", "0.2500")]
    assert json.loads((tmp_path / "singer-load/state.json").read_text())["bookmarks"].keys() == {
        "products"
    }
