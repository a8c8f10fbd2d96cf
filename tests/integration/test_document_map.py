# SPDX-License-Identifier: Apache-2.0
"""docs/document-map.md names a test in every row, and every test that it names is there."""

from __future__ import annotations

import re

from sim_process import ROOT

GOOGLE_TEST = re.compile(
    r"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)", re.MULTILINE
)
# In the map's last column everything in code marks is a test's name.
NAME = re.compile(r"`([^`]+)`")


def rows() -> list[list[str]]:
    """The cells of every row of the map's tables, without heads and rules."""
    text = (ROOT / "docs" / "document-map.md").read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [row for row in cells if row[0] != "the document" and not set(row[0]) <= {"-"}]


def all_tests() -> set[str]:
    names = set()
    for path in (ROOT / "tests").rglob("*.cc"):
        names |= {
            ".".join(found) for found in GOOGLE_TEST.findall(path.read_text(encoding="utf-8"))
        }
    for path in (ROOT / "tests" / "integration").glob("test_*.py"):
        functions = re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        names |= {f"{path.name}::{function}" for function in functions}
    return names


def test_every_row_says_what_it_is_here_and_names_a_test():
    assert len(rows()) >= 30
    assert [row for row in rows() if len(row) != 3 or not row[1] or not NAME.findall(row[2])] == []


def test_every_test_that_the_map_names_is_there():
    there = all_tests()
    assert len(there) > 500
    assert (
        sorted({name for row in rows() for name in NAME.findall(row[-1]) if name not in there})
        == []
    )
