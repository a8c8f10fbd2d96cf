# SPDX-License-Identifier: Apache-2.0
"""Finds and loads the shared library, and says why it cannot."""

from __future__ import annotations

import ctypes
import functools
import json
import os
import pathlib
from typing import Any

from . import _abi
from ._errors import DestinationError, LibraryError, error_of

NAME = "libinflow_destination.so.1"
VARIABLE = "INFLOW_DESTINATION_LIBRARY"

_MACHINES = {
    3: "x86",
    20: "PowerPC",
    22: "S/390",
    40: "ARM",
    62: "x86-64",
    183: "AArch64",
    243: "RISC-V",
}


class Library:
    """The functions of abi/destination.h as attributes, without their prefix.

    They let go of the interpreter's lock while they run. A library stays loaded until the process
    ends (it is linked so).
    """

    def __init__(self, path: str) -> None:
        self.path = path
        _check_machine(path)
        try:
            loaded = ctypes.CDLL(path)
        except OSError as error:
            raise _refuse(
                path,
                f"could not load {path}: {error}; install the library, or name it in {VARIABLE}",
            ) from None
        try:
            get_api = loaded.destination_get_api
        except AttributeError:
            raise _refuse(
                path, f"{path} has no symbol destination_get_api: it is not a destination library"
            ) from None
        get_api.restype, get_api.argtypes = _abi.FUNCTIONS["get_api"]
        table = get_api(_abi.VERSION)
        if not table:
            raise _refuse(
                path,
                f"{path} has another major ABI version than {_version(_abi.VERSION)}, which this package needs; "
                "install the library that matches the package",
            )
        size, version = (ctypes.c_uint32 * 2).from_address(table)
        if size < _abi.API_SIZE or version >> 16 != _abi.VERSION >> 16:
            raise _refuse(
                path,
                f"{path} offers ABI {_version(version)} in {size} bytes, which is less than ABI 1.0 has; "
                "install a whole library",
            )
        for name, (result, arguments) in _abi.FUNCTIONS.items():
            function = getattr(loaded, "destination_" + name)
            function.restype, function.argtypes = result, arguments
            setattr(self, name, function)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the ABI has no function destination_{name}")

    def text(self, accessor: Any, handle: int | None) -> bytes:
        """The bytes that one of the accessors with a length gives."""
        length = ctypes.c_size_t()
        return ctypes.string_at(accessor(handle, ctypes.byref(length)), length.value)

    def take_buffer(self, buffer: ctypes.c_void_p) -> Any:
        """The JSON value in a buffer, which is freed; None for no buffer."""
        try:
            return json.loads(self.text(self.buffer_data, buffer.value)) if buffer else None
        finally:
            self.buffer_free(buffer)

    def take_error(self, error: ctypes.c_void_p) -> DestinationError | None:
        """The exception for an error, which is freed; None for none."""
        if not error:
            return None
        try:
            message = self.text(self.error_message, error.value).decode(errors="replace")
            return error_of(
                self.error_code(error),
                message,
                json.loads(self.text(self.error_detail, error.value)),
            )
        finally:
            self.error_free(error)


def load(path: str | os.PathLike[str] | None = None) -> Library:
    """The library at `path`; else the one that INFLOW_DESTINATION_LIBRARY names, the package's own,
    or the loader's."""
    own = pathlib.Path(__file__).with_name(NAME)
    return _load(os.fspath(path or os.environ.get(VARIABLE) or (own if own.exists() else NAME)))


_load = functools.lru_cache(maxsize=None)(Library)


def _refuse(path: str, message: str) -> LibraryError:
    return LibraryError(message, {"path": path})


def _version(number: int) -> str:
    return f"{number >> 16}.{number & 0xFFFF}"


def _machine(path: str) -> tuple[int, int, int] | None:
    """Word size in bits, byte order and machine of an ELF file; None for another kind of file."""
    with open(path, "rb") as file:
        head = file.read(20)
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return None
    return head[4] * 32, head[5], int.from_bytes(head[18:20], "little" if head[5] == 1 else "big")


def _own_machine() -> tuple[int, int, int] | None:
    try:
        return _machine("/proc/self/exe")
    except OSError:  # no /proc, as in a bare chroot
        return None


def _describe(machine: tuple[int, int, int]) -> str:
    bits, order, number = machine
    return f"{_MACHINES.get(number, f'machine {number}')} ({bits} bits, {'little' if order == 1 else 'big'}-endian)"


def _check_machine(path: str) -> None:
    """The loader's own words for a library of another machine do not say so.

    A bare name is left to the loader, which knows where to look.
    """
    if os.sep not in path:
        return
    try:
        theirs = _machine(path)
    except OSError as error:
        raise _refuse(
            path,
            f"could not read the library {path}: {error.strerror}; install it, or name it in {VARIABLE}",
        ) from None
    ours = _own_machine()
    if theirs is None:
        raise _refuse(path, f"{path} is not an ELF file, as a shared library is")
    if theirs != ours and ours is not None:
        raise _refuse(
            path,
            f"{path} is built for {_describe(theirs)} and this Python runs on {_describe(ours)}; "
            "install the library for this machine",
        )
