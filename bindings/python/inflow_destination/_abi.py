# SPDX-License-Identifier: Apache-2.0
"""abi/destination.h in ctypes: the structs and what each function takes. A test compares the
layouts with the C compiler's."""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

VERSION = 0x00010000
FORMAT_JSON = 1
BATCH_CLOSE = 1
MAX_WINDOWS = 8

LOG = CFUNCTYPE(None, c_void_p, c_int32, c_char_p, c_void_p, c_size_t)


class QuotaWindow(Structure):
    _fields_ = [("requests", c_uint64), ("per_ms", c_int64)]


QUOTA_ACQUIRE = CFUNCTYPE(
    c_int32,
    c_void_p,
    c_void_p,
    c_size_t,
    POINTER(QuotaWindow),
    c_uint32,
    POINTER(c_uint64),
    POINTER(c_int64),
)
QUOTA_ENDED = CFUNCTYPE(None, c_void_p, c_uint64, c_int32)


class Host(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("ctx", c_void_p),
        ("log", LOG),
        ("quota_acquire", QUOTA_ACQUIRE),
        ("quota_ended", QUOTA_ENDED),
    ]


class Batch(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("format", c_uint32),
        ("data", c_char_p),
        ("data_len", c_size_t),
        ("offsets", c_void_p),
        ("count", c_uint64),
        ("ids", c_void_p),
        ("route", c_char_p),
        ("route_len", c_size_t),
        ("token", c_char_p),
        ("token_len", c_size_t),
        ("flags", c_uint32),
        ("reserved", c_uint32),
    ]


class Item(Structure):
    _fields_ = [
        ("id", c_uint64),
        ("outcome", c_int32),
        ("http_status", c_int32),
        ("attempts", c_uint32),
        ("flags", c_uint32),
        ("latency_ms", c_int64),
        ("message", c_void_p),
        ("message_len", c_size_t),
        ("response", c_void_p),
        ("response_len", c_size_t),
        ("document", c_uint64),
    ]


class Summary(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("status", c_int32),
        ("count", c_uint64),
        ("delivered", c_uint64),
        ("unchanged", c_uint64),
        ("superseded", c_uint64),
        ("rejected", c_uint64),
        ("failed", c_uint64),
        ("ambiguous", c_uint64),
        ("dropped", c_uint64),
        ("pending", c_uint64),
        ("retry_after_ms", c_int64),
    ]


class Quota(Structure):
    _fields_ = [
        ("requests", c_uint64),
        ("per_ms", c_int64),
        ("used", c_uint64),
        ("next_free_ms", c_int64),
    ]


class Stats(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("window_count", c_uint32),
        ("accepted", c_uint64),
        ("delivered", c_uint64),
        ("unchanged", c_uint64),
        ("superseded", c_uint64),
        ("rejected", c_uint64),
        ("failed", c_uint64),
        ("ambiguous", c_uint64),
        ("dropped", c_uint64),
        ("pending", c_uint64),
        ("pending_bytes", c_uint64),
        ("in_flight", c_uint64),
        ("requests", c_uint64),
        ("retries", c_uint64),
        ("throttled", c_uint64),
        ("next_due_ms", c_int64),
        ("windows", Quota * MAX_WINDOWS),
        ("webhook_delivered", c_uint64),
        ("webhook_failed", c_uint64),
        ("webhook_pending", c_uint64),
        ("warnings", c_uint64),
        ("adopted_pending", c_uint64),
    ]


_out = POINTER(c_void_p)
_text = (c_char_p, c_size_t)
_of_handle = [c_void_p, POINTER(c_size_t)]

# name: (result type, argument types). A handle of any kind, and text that is read with its length,
# is a void pointer here.
FUNCTIONS: dict[str, tuple[Any, list[Any]]] = {
    "abi_version": (c_uint32, []),
    "get_api": (c_void_p, [c_uint32]),
    "describe": (c_int32, [_out, _out]),
    "open": (c_int32, [POINTER(Host), _out, _out]),
    "configure": (c_int32, [c_void_p, *_text, _out]),
    "set_active": (c_int32, [c_void_p, c_int32, _out]),
    "check": (c_int32, [c_void_p, c_int64, _out, _out]),
    "preview": (c_int32, [c_void_p, POINTER(Batch), _out, _out]),
    "send_test": (c_int32, [c_void_p, *_text, c_int64, _out, _out]),
    "write_batch": (c_int32, [c_void_p, POINTER(Batch), c_int64, _out, _out]),
    "poll": (c_int32, [c_void_p, c_int64, _out, _out]),
    "flush": (c_int32, [c_void_p, c_int64, _out, _out]),
    "discard": (c_int32, [c_void_p, _out, _out]),
    "cancel": (None, [c_void_p]),
    "cancel_clear": (None, [c_void_p]),
    "stats": (c_int32, [c_void_p, POINTER(Stats)]),
    "command": (c_int32, [c_void_p, *_text, *_text, _out, _out]),
    "close": (None, [c_void_p]),
    "result_summary": (c_int32, [c_void_p, POINTER(Summary)]),
    "result_items": (c_void_p, [c_void_p, POINTER(c_size_t), POINTER(c_size_t)]),
    "result_message": (c_void_p, _of_handle),
    "result_free": (None, [c_void_p]),
    "buffer_data": (c_void_p, _of_handle),
    "buffer_free": (None, [c_void_p]),
    "error_code": (c_int32, [c_void_p]),
    "error_message": (c_void_p, _of_handle),
    "error_detail": (c_void_p, _of_handle),
    "error_free": (None, [c_void_p]),
}
# sizeof(destination_api) of ABI 1.0: struct_size, abi_version and 29 functions.
API_SIZE = 8 + 29 * 8
