# SPDX-License-Identifier: Apache-2.0
"""The layouts and numbers in _abi.py are those of the header, as the C compiler sees it."""

from __future__ import annotations

import ctypes
import subprocess

import pytest

from conftest import ROOT
from inflow_destination import Flag, Outcome, Status, _abi

STRUCTS = {
    "destination_quota_window": _abi.QuotaWindow,
    "destination_host": _abi.Host,
    "destination_batch": _abi.Batch,
    "destination_item": _abi.Item,
    "destination_summary": _abi.Summary,
    "destination_quota": _abi.Quota,
    "destination_stats_data": _abi.Stats,
}


@pytest.fixture(scope="module")
def from_c(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What a C program prints of them: "NAME VALUE" a line."""
    folder = tmp_path_factory.mktemp("layout")
    values = [f"DESTINATION_{code.name}" for code in (*Status, *Outcome)]
    values += [f"DESTINATION_FLAG_{flag.name}" for flag in Flag] + ["DESTINATION_BATCH_CLOSE"]
    values += [
        "DESTINATION_ABI_VERSION",
        "DESTINATION_FORMAT_JSON",
        "DESTINATION_MAX_WINDOWS",
        "sizeof(destination_api)",
    ]
    for name, struct in STRUCTS.items():
        values.append(f"sizeof({name})")
        for field, _ in struct._fields_:
            values += [f"offsetof({name}, {field})", f"sizeof((({name}*)0)->{field})"]
    lines = "\n".join(
        f'  printf("%s %lld\\n", "{value}", (long long)({value}));' for value in values
    )
    source = folder / "layout.c"
    source.write_text(
        f'#include <stdio.h>\n#include "abi/destination.h"\nint main(void) {{\n{lines}\n  return 0;\n}}\n'
    )
    program = folder / "layout"
    subprocess.run(
        ["cc", "-std=c11", "-Wall", "-Werror", "-I", str(ROOT), "-o", str(program), str(source)],
        check=True,
    )
    return subprocess.run(
        [str(program)], check=True, capture_output=True, text=True
    ).stdout.splitlines()


def test_layouts_and_numbers_are_those_of_the_header(from_c: list[str]) -> None:
    ours = [f"DESTINATION_{code.name} {int(code)}" for code in (*Status, *Outcome)]
    ours += [f"DESTINATION_FLAG_{flag.name} {int(flag)}" for flag in Flag] + [
        f"DESTINATION_BATCH_CLOSE {_abi.BATCH_CLOSE}"
    ]
    ours += [
        f"DESTINATION_ABI_VERSION {_abi.VERSION}",
        f"DESTINATION_FORMAT_JSON {_abi.FORMAT_JSON}",
    ]
    ours += [
        f"DESTINATION_MAX_WINDOWS {_abi.MAX_WINDOWS}",
        f"sizeof(destination_api) {_abi.API_SIZE}",
    ]
    for name, struct in STRUCTS.items():
        ours.append(f"sizeof({name}) {ctypes.sizeof(struct)}")
        for field, _ in struct._fields_:
            place = getattr(struct, field)
            ours += [
                f"offsetof({name}, {field}) {place.offset}",
                f"sizeof((({name}*)0)->{field}) {place.size}",
            ]
    assert ours == from_c


def test_every_exported_function_has_a_prototype() -> None:
    exported = {
        line.split("@")[0].removeprefix("destination_")
        for line in (ROOT / "abi/exports.txt").read_text().split()
    }
    assert set(_abi.FUNCTIONS) == {name for name in exported if name} - {
        "status_name",
        "outcome_name",
    }


def test_a_number_of_a_later_library_is_kept() -> None:
    assert (int(Outcome(99)), Outcome(99).name, Outcome(99).ok) == (99, "UNKNOWN", False)
