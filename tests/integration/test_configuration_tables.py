# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/configuration.md are those that the command prints of the plugin's own
facts."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from sim_process import ROOT, binary

sys.path.insert(0, str(ROOT / "tests" / "support"))
import tables  # noqa: E402


@pytest.fixture(scope="module")
def printed() -> str:
    done = subprocess.run(
        [binary("inflow"), "schema", "--markdown"], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_the_page_has_the_printed_tables(printed):
    page = tables.PAGE.read_text(encoding="utf-8")
    assert tables.rewritten(page, printed) == page, (
        "INFLOW_BIN=… python3 tests/support/tables.py --write writes them"
    )


def test_every_table_of_keys_is_printed(printed):
    page = tables.PAGE.read_text(encoding="utf-8")
    heads = re.compile(r"^\| (?:key|algorithm) \|.*$", re.MULTILINE)
    assert heads.findall(page) == heads.findall(printed)
    assert len(heads.findall(page)) == 13


def test_a_row_that_differs_is_put_right(printed):
    page = tables.PAGE.read_text(encoding="utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `retry.max_attempts` |"))
    spoilt = page.replace(row + "\n", "")
    assert spoilt != page
    assert tables.rewritten(spoilt, printed) == page


def test_a_section_without_its_table_is_told(printed):
    with pytest.raises(ValueError, match="no section Pace"):
        tables.rewritten(
            tables.PAGE.read_text(encoding="utf-8").replace("## Pace\n", "## Place\n"), printed
        )
