#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Python packages whose modules import each other in a circle: import_circles.py FILE.py...

An import for the type checker alone counts too: a module that names another one's types is not
below it. Exit 1: there are some.
"""

from __future__ import annotations

import ast
import graphlib
import pathlib
import sys
from collections.abc import Iterator


def name_of(path: pathlib.Path) -> str:
    """The dotted name, from the outermost folder that is a package."""
    parts = [] if path.name == "__init__.py" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").exists():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)


def imported(path: pathlib.Path) -> Iterator[tuple[str, str]]:
    """What a module imports: each (module, name of it), "" for the module as a whole."""
    package = name_of(path.with_name("__init__.py")).split(".")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from ((module, alias.name) for alias in node.names)


def circles(paths: list[pathlib.Path]) -> Iterator[list[str]]:
    """One circle of each package that has some."""
    packages: dict[pathlib.Path, dict[str, pathlib.Path]] = {}
    for path in paths:
        if (path.parent / "__init__.py").exists():
            root = path.parents[name_of(path).count(".") + (path.name == "__init__.py")]
            packages.setdefault(root, {})[name_of(path)] = path
    for modules in packages.values():
        graph = {}
        for name, path in modules.items():
            named = {
                f"{module}.{member}" if f"{module}.{member}" in modules else module
                for module, member in imported(path)
            }
            graph[name] = named & modules.keys()
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            yield error.args[1]


found = list(circles([pathlib.Path(argument) for argument in sys.argv[1:]]))
for circle in found:
    print("modules import each other: " + " -> ".join(reversed(circle)))
sys.exit(1 if found else 0)
