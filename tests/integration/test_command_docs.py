# SPDX-License-Identifier: Apache-2.0
"""docs/command.md names every subcommand and option; test_pages.py runs its commands."""

from __future__ import annotations

import re
import subprocess

import pytest

from sim_process import ROOT, binary

DOCUMENT = ROOT / "docs" / "command.md"


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_every_option_of_load_is_in_the_document(document):
    text = subprocess.run(
        [binary("inflow"), "load", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", text, re.MULTILINE))
    assert len(options) >= 12
    assert sorted(option for option in options if option not in document) == []


def test_every_subcommand_is_in_the_document(document):
    text = subprocess.run(
        [binary("inflow"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    names = re.findall(r"^.{12}(\w[\w-]*) ", text.split("\n\n")[1], re.MULTILINE)
    assert len(names) >= 14
    assert [name for name in names if f"`inflow {name}" not in document] == []
