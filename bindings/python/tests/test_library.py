# SPDX-License-Identifier: Apache-2.0
"""A library that is missing, of another version, or for another machine."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

from inflow_destination import Destination, LibraryError, Status

LIBRARY = pathlib.Path(os.environ["INFLOW_DESTINATION_LIBRARY"])


def refused(path):
    with pytest.raises(LibraryError) as caught:
        Destination(library=path)
    assert (caught.value.code, caught.value.detail) == (Status.UNSUPPORTED, {"path": str(path)})
    assert isinstance(caught.value, ImportError)
    return str(caught.value)


@pytest.fixture
def compiled(tmp_path):
    def make(code):
        library = tmp_path / "made.so"
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-xc", "-", "-o", str(library)],
            input=code,
            text=True,
            check=True,
        )
        return library

    return make


def test_a_library_that_is_not_there(tmp_path):
    message = refused(tmp_path / "none.so")
    assert (
        message == f"could not read the library {tmp_path / 'none.so'}: No such file or directory; "
        "install it, or name it in INFLOW_DESTINATION_LIBRARY"
    )


def test_a_name_that_the_loader_does_not_find():
    assert "could not load libnone.so" in refused("libnone.so")


def test_no_library_at_all():
    """In a process of its own: the loader finds by its name a library that is loaded already."""
    environment = {
        name: value for name, value in os.environ.items() if name != "INFLOW_DESTINATION_LIBRARY"
    }
    command = [sys.executable, "-c", "from inflow_destination import Destination; Destination()"]
    errors = subprocess.run(command, env=environment, capture_output=True, text=True).stderr
    assert "LibraryError: could not load libinflow_destination.so.1: " in errors
    assert errors.endswith("install the library, or name it in INFLOW_DESTINATION_LIBRARY\n")


def test_a_file_that_is_no_library(tmp_path):
    path = tmp_path / "text.so"
    path.write_text("not a library")
    assert refused(path) == f"{path} is not an ELF file, as a shared library is"


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        (18, b"\xb7\x00", "AArch64 (64 bits, little-endian)"),
        (4, b"\x01", "(32 bits, little-endian)"),
    ],
)
def test_a_library_for_another_machine(tmp_path, place, value, name):
    head = bytearray(LIBRARY.read_bytes()[:4096])
    head[place : place + len(value)] = value
    path = tmp_path / "foreign.so"
    path.write_bytes(head)
    message = refused(path)
    assert f"{name} and this Python runs on" in message and message.endswith(
        "install the library for this machine"
    )


def test_another_library(compiled):
    path = compiled("int other;")
    assert (
        refused(path)
        == f"{path} has no symbol destination_get_api: it is not a destination library"
    )


def test_another_major_version(compiled):
    path = compiled("void* destination_get_api(unsigned v) { (void)v; return 0; }")
    assert f"{path} has another major ABI version than 1.0" in refused(path)


@pytest.mark.parametrize("table", ["232, 0x10000", "240, 0x20000"])
def test_a_table_that_is_not_whole(compiled, table):
    path = compiled(
        f"static unsigned t[64] = {{{table}}}; void* destination_get_api(unsigned v) {{ (void)v; return t; }}"
    )
    assert "which is less than ABI 1.0 has" in refused(path) or "another" in refused(path)


def test_a_library_is_named_by_argument(service):
    with Destination(service.config(), library=LIBRARY) as destination:
        assert destination.write([{}]).summary.delivered == 1
