# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/singer.md does what it says: its commands are run as they stand, in a copy of the reader's folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess

from conftest import EXAMPLE, ROOT
from sim_process import SimProcess

FENCES = re.compile(r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
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
    document = (ROOT / "docs/hosts/singer.md").read_text(encoding="utf-8")
    blocks = list(FENCES.finditer(document))
    (console,) = [block["text"] for block in blocks if block["language"] == "console"]
    files = {block["name"]: block["text"] for block in blocks if block["name"]}
    commands = "".join(line[2:] + "\n" for line in console.splitlines() if line.startswith("$ "))
    shown = "".join(line + "\n" for line in console.splitlines() if not line.startswith("$ "))
    # The checkout, where the reader is.
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/singer").symlink_to(EXAMPLE)
    (tmp_path / "dev").symlink_to(ROOT / "dev")
    make_binding(tmp_path / "bindings/python")
    with SimProcess("--limit", "none") as sim:
        for name, text in files.items():
            # The only change: the reader's inFlow is the simulator.
            (tmp_path / name).write_text(text.replace('  "endpoint"', f'  "base_url": "{sim.url}",\n  "endpoint"'))
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        kept = {key: value for key, value in os.environ.items() if key.startswith("PIP_") or key.lower().endswith("_proxy")}
        script = commands.replace("sudo ", "" if os.geteuid() == 0 else "sudo ")
        command = ["bash", "-c", script]
        done = subprocess.run(
            command, cwd=tmp_path, env={**kept, **environment}, capture_output=True, text=True, timeout=900, check=False
        )
        assert (done.returncode, done.stdout) == (0, shown), done.stderr
        assert [(product["name"], product["weight"]) for product in sim.state("products")] == [("Tea", "0.2500")]
        assert json.loads((tmp_path / "state.json").read_text())["bookmarks"].keys() == {"products"}
