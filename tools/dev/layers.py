#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Includes that go up: layers.py, in the project's folder.

A module of plugin/ includes those that its line in plugin/CMakeLists.txt names, and what these
include. What lies in a module's internal/ is for the module and its tests alone. The tools know the
ABI, and of the modules none but what TOOLS tells. Exit 1: there are others.
"""

from __future__ import annotations

import pathlib
import re
import sys

PLUGIN = pathlib.Path("plugin")
TOOLS = {"inflow": {"text"}, "inflow-sim": set[str]()}
INCLUDE = re.compile(r'^#include "plugin/(\w+)/(internal/)?', re.MULTILINE)
MODULE = re.compile(r"^inflow_module\((\w+)(?: DEPENDS ([^)]*))?\)", re.MULTILINE)


def below() -> dict[str, set[str]]:
    """Of each module, all that it may include; they are written from the lowest to the highest."""
    modules: dict[str, set[str]] = {}
    for name, depends in MODULE.findall((PLUGIN / "CMakeLists.txt").read_text(encoding="utf-8")):
        direct = {depend for depend in depends.split() if depend in modules}
        modules[name] = direct.union(*(modules[depend] for depend in direct))
    modules["boundary"] = set(modules)
    return modules


def faults() -> list[str]:
    modules = below() | TOOLS
    found = []
    folders = (PLUGIN, *(pathlib.Path("tools", tool) for tool in TOOLS))
    files = (file for folder in folders for file in folder.rglob("*.*"))
    for path in sorted(file for file in files if file.suffix in (".h", ".cc")):
        here = path.parts[1]
        for module, internal in INCLUDE.findall(path.read_text(encoding="utf-8")):
            if module == here:
                continue
            if internal:
                found.append(f"{path} includes what is internal to {module}")
            elif module not in modules[here]:
                found.append(f"{path} includes {module}, which is not below {here}")
    return found


found = faults()
print("\n".join(found) or "every include goes down")
sys.exit(1 if found else 0)
