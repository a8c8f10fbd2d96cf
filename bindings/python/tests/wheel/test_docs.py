# SPDX-License-Identifier: Apache-2.0
"""docs/hosts/python.md does what it says: it is followed as its reader would."""

from __future__ import annotations

import json
import subprocess
import sys

from conftest import ROOT


def test_the_commands_print_what_the_page_shows(tmp_path):
    command = [
        sys.executable,
        ROOT / "tests/support/page.py",
        ROOT / "docs/hosts/python.md",
        "--folder",
        tmp_path,
    ]
    # By the names of the presets, so that a compiler cache serves both.
    command += ["--state", tmp_path / "state.json", "--set", "CC=cc", "--set", "CXX=c++"]
    done = subprocess.run(
        list(map(str, command)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    products = json.loads((tmp_path / "state.json").read_text(encoding="utf-8"))["products"]
    assert [(product["name"], product.get("weight")) for product in products] == [
        ("Tea", "0.2500"),
        ("Green tea", None),
    ]
