#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the tables of docs/configuration.md with those that inflow schema --markdown prints.

    INFLOW_BIN=build/release/bin python3 tests/support/tables.py [--write]

Exit 0: they are the same. 1: they are not, and the difference is shown, or with --write written
into the page.
"""

from __future__ import annotations

import argparse
import difflib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "configuration.md"
SECTION = re.compile(r"^## (?P<title>[^\n]*)\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^\| (?P<key>[^|\n]*) \|.*\n\|[-|]+\|\n(?:\|.*\n)*", re.MULTILINE)


def rewritten(page: str, printed: str) -> str:
    """The page with each printed table in place of that of its section which begins with the same
    column."""
    for section in SECTION.finditer(printed):
        found = next(
            (one for one in SECTION.finditer(page) if one["title"] == section["title"]), None
        )
        if not found:
            raise ValueError(f"the page has no section {section['title']}")
        text = found.group()
        for table in TABLE.finditer(section.group()):
            old = next((one for one in TABLE.finditer(text) if one["key"] == table["key"]), None)
            if not old:
                raise ValueError(f"the section {section['title']} has no table of {table['key']}")
            text = text[: old.start()] + table.group() + text[old.end() :]
        page = page[: found.start()] + text + page[found.end() :]
    return page


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Compares the tables of docs/configuration.md with inflow schema --markdown."
    )
    parser.add_argument("--write", action="store_true", help="writes what is printed into the page")
    options = parser.parse_args()
    binary = pathlib.Path(os.environ.get("INFLOW_BIN", ROOT / "build/release/bin")) / "inflow"
    printed = subprocess.run(
        [binary, "schema", "--markdown"], capture_output=True, text=True, check=True
    ).stdout
    shown = PAGE.read_text(encoding="utf-8")
    page = rewritten(shown, printed)
    if page == shown:
        return 0
    if options.write:
        PAGE.write_text(page, encoding="utf-8")
    print(
        "\n".join(
            difflib.unified_diff(
                shown.splitlines(), page.splitlines(), str(PAGE), "what is printed", lineterm=""
            )
        )
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
