# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/python.md does what it says: its commands are run as they stand, in a copy of the reader's folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from conftest import BINDING, ROOT

sys.path.insert(0, str(ROOT / "tests/integration"))
from sim_process import SimProcess  # noqa: E402

FENCES = re.compile(r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_print_what_the_document_shows(tmp_path):
    document = (ROOT / "docs/hosts/python.md").read_text(encoding="utf-8")
    blocks = list(FENCES.finditer(document))
    (console,) = [block["text"] for block in blocks if block["language"] == "console"]
    (name, program), = [(block["name"], block["text"]) for block in blocks if block["name"]]  # fmt: skip
    commands = "".join(line[2:] + "\n" for line in console.splitlines() if line.startswith("$ "))
    shown = "".join(line + "\n" for line in console.splitlines() if not line.startswith("$ "))
    # The checkout, where the reader is, by two names; what is installed already is not installed again.
    (tmp_path / "bindings").mkdir()
    (tmp_path / "bindings/python").symlink_to(BINDING)
    (tmp_path / "dev").symlink_to(ROOT / "dev")
    with SimProcess("--limit", "none") as sim:
        # The only change: the reader's inFlow is the simulator.
        (tmp_path / name).write_text(program.replace('    "endpoint"', f'    "base_url": "{sim.url}",\n    "endpoint"'))
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "CC": "cc", "CXX": "c++"}
        kept = {key: value for key, value in os.environ.items() if key.startswith("PIP_") or key.lower().endswith("_proxy")}
        script = "set -e\n" + commands.replace("sudo ", "" if os.geteuid() == 0 else "sudo ")
        done = subprocess.run(
            ["bash", "-c", script], cwd=tmp_path, env={**kept, **environment}, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout == shown
        assert [product["name"] for product in sim.state("products")] == ["Tea"]
