# SPDX-License-Identifier: Apache-2.0
"""The README shows what the demo prints."""

from __future__ import annotations

import difflib
import re

from sim_process import ROOT

GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def settled(text: str) -> list[str]:
    """The lines without what differs from run to run: made ids, and how many requests halving took.

    Groups are formed of what is there when a request may go, so that the number of requests of the
    products is not always the same; that both sides count the same number is tested with the demo
    itself.
    """
    text = re.sub(GUID, "GUID", text)
    text = re.sub(r"in \d+ requests\.", "in N requests.", text)
    return [
        re.sub(r"^(\S+ +\d+ +\d+ +\d+ +)\d+( +\d+ +\d+ +)\d+( +\d+  same)$", r"\1N\2N\3", line)
        for line in text.splitlines()
    ]


def test_the_demo_prints_what_the_readme_shows(demo):
    section = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("\n## The demo\n")[1]
        .split("\n## ")[0]
    )
    shown = settled(section.split("```\n")[1])
    assert demo.returncode == 0, demo.stdout
    printed = settled(demo.stdout)
    assert printed == shown, "\n".join(
        difflib.unified_diff(shown, printed, "README.md", "the demo", lineterm="")
    )
