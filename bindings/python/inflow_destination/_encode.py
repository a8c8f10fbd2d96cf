# SPDX-License-Identifier: Apache-2.0
"""Values to JSON, exactly or not at all.

The standard library's C encoder does plain records. Where it meets what it does not know, or
refuses, the walker below starts again: it knows more kinds of values, and names the field of one
that has no exact JSON form.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from json import encoder
from typing import Any, Callable
from uuid import UUID

# A Decimal with an exponent within this is written in digits alone, as people write it: 0.0000001,
# not 1E-7.
_PLAIN_EXPONENT = 64


class Unfit(Exception):
    """A value without an exact JSON form; `field` is its path from the top, "" for the top
    itself."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


class _Unknown(Exception):
    """The C encoder met a value that it does not know."""


def _unknown(value: object) -> Any:
    if isinstance(value, (datetime, date, time, UUID)):
        return _text_of(value, "")
    raise _Unknown


def _plain_encoder() -> Callable[[Any, int], Iterable[str]]:
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:  # no CPython
        plain = json.JSONEncoder(
            ensure_ascii=False,
            check_circular=False,
            allow_nan=False,
            separators=(",", ":"),
            default=_unknown,
        )
        return lambda value, _: plain.iterencode(value)
    # What JSONEncoder makes anew for every value takes half as long as encoding a record does.
    encode: Callable[[Any, int], Iterable[str]] = make(
        None, _unknown, encoder.encode_basestring, None, ":", ",", False, False, False
    )
    return encode


_encode_plain = _plain_encoder()


def to_json_all(values: list[Any]) -> list[str] | None:
    """JSON text of each value, in less time than to_json takes; None where one is for the walker to
    write, or to refuse.

    Half of a surrogate pair is not noticed.
    """
    encode = _encode_plain
    try:
        return ["".join(encode(value, 0)) for value in values]
    except (_Unknown, Unfit, ValueError, TypeError, RecursionError):
        return None


def to_json(value: Any) -> str:
    """JSON text without white space; raises Unfit."""
    plain = to_json_all([value])
    # Half of a surrogate pair has no UTF-8; only the walker knows where it stands.
    if plain is not None and _has_utf8(plain[0]):
        return plain[0]
    try:
        return "".join(_walk(value, ""))
    except RecursionError:
        raise Unfit("", "is nested too deeply, or holds itself") from None


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _walk(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        separator = "{"
        for key, member in value.items():
            name = _key(key, path)
            yield f"{separator}{_string(name, path)}:"
            yield from _walk(member, f"{path}.{name}" if path else name)
            separator = ","
        yield "}" if separator == "," else "{}"
    elif isinstance(value, (list, tuple)):
        separator = "["
        for position, member in enumerate(value):
            yield separator
            yield from _walk(member, f"{path}[{position}]")
            separator = ","
        yield "]" if separator == "," else "[]"
    else:
        yield _scalar(value, path)


def _scalar(value: Any, path: str) -> str:
    if value is None or value is True or value is False:
        return json.dumps(value)
    if isinstance(value, str):
        return _string(value, path)
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value, path)
    if isinstance(value, Decimal):
        return _decimal(value, path)
    if isinstance(value, (datetime, date, time, UUID)):
        return _string(_text_of(value, path), path)
    if hasattr(value, "dtype") and hasattr(value, "tolist"):  # a numpy scalar or array
        return "".join(_walk(_of_numpy(value, path), path))
    raise Unfit(path, _why_not(value))


def _string(value: str, path: str) -> str:
    if not _has_utf8(value):
        raise Unfit(
            path,
            "holds half of a surrogate pair, which is no text in UTF-8; decode the text with the right encoding",
        )
    return encoder.encode_basestring(value)


def _key(key: Any, path: str) -> str:
    if isinstance(key, str):
        return key
    if key is None or isinstance(key, (bool, int)):
        return json.dumps(key)
    if isinstance(key, float):
        return _float(key, path)
    raise Unfit(path, f"has the key {key!r}, a {type(key).__name__}; keys are text")


def _integer(value: int) -> str:
    try:
        return int.__repr__(value)
    except (
        ValueError
    ):  # more digits than Python converts by default; a Decimal holds any integer exactly
        return format(Decimal(value), "f")


def _float(value: float, path: str) -> str:
    if not math.isfinite(value):
        raise _not_finite(value, path)
    return float.__repr__(value)


def _decimal(value: Decimal, path: str) -> str:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):  # "n", "N" or "F"
        raise _not_finite(value, path)
    return format(value, "f") if abs(exponent) <= _PLAIN_EXPONENT else str(value)


def _not_finite(value: float | Decimal, path: str) -> Unfit:
    return Unfit(path, f"is {value}, which JSON does not have; use None, or leave the field out")


def _text_of(value: datetime | date | time | UUID, path: str) -> str:
    if isinstance(value, UUID):
        return str(value)
    if value != value:  # pandas.NaT is a datetime
        raise Unfit(path, "is NaT, which JSON does not have; use None, or leave the field out")
    return value.isoformat()


def _of_numpy(value: Any, path: str) -> Any:
    plain = value.tolist()
    if (
        type(plain) is type(value) or value.dtype.kind in "mM"
    ):  # of times only those that fit Python's own would be exact
        raise Unfit(
            path,
            f"is a numpy {value.dtype}, which has no exact JSON form here; convert it to a Python value",
        )
    return plain


def _why_not(value: object) -> str:
    kind = type(value).__name__
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"is {kind}, which JSON does not have; decode it to text, or encode it as base64"
    return f"is a {kind}, which has no JSON form; convert it to a str, a number, a list or a dict"
