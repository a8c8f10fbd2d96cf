# SPDX-License-Identifier: Apache-2.0
"""The credential from the environment, for a configuration that has none, or not all of it: as the
command takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

VARIABLES = {"company_id": "INFLOW_COMPANY_ID", "api_key": "INFLOW_API_KEY"}

# A text stays, whatever it holds; a comment is the other alternative.
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def with_credential(text: str) -> str:
    """The configuration's text, naming the variables for what it lacks of a credential.

    Every other character stays. Text that is no JSON object, or whose credential is none, is left
    for the library to refuse.
    """
    try:
        config = json.loads(_blanked(text), parse_constant=_refuse)
        credential = config.get("credential") if isinstance(config, dict) else False
        if credential is not None and not isinstance(credential, dict):
            return text
        lacking = [name for name in VARIABLES if (credential or {}).get(name) is None]
        if credential is None:
            value = json.dumps({name: {"env": VARIABLES[name]} for name in lacking})
            return _with_member(text, _begin(text), "credential", value)
        for name in lacking:
            begin = next(
                at
                for found, at, _ in _members(_blanked(text), _begin(text))
                if found == "credential"
            )
            text = _with_member(text, begin, name, json.dumps({"env": VARIABLES[name]}))
    except (ValueError, RecursionError, StopIteration):
        pass
    return text


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _blanked(text: str) -> str:
    """The text with blanks for comments and the byte order mark, so that every position stays."""
    text = " " + text[1:] if text.startswith("\ufeff") else text
    return _TEXT_OR_COMMENT.sub(
        lambda found: found[0] if found[0][0] == '"' else re.sub(r"[^\n]", " ", found[0]), text
    )


def _begin(text: str) -> int:
    return _skip(_blanked(text), 0)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _members(text: str, begin: int) -> Iterator[tuple[str, int, int]]:
    """Name of each member of the object that begins there, and where its value begins and ends;
    `text` is whole JSON."""
    at = _skip(text, begin + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)  # behind the colon
        _, end = _DECODER.raw_decode(text, at)
        yield name, at, end
        at = _skip(text, end)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _with_member(text: str, begin: int, name: str, value: str) -> str:
    """The text with a member of the object that begins there: in place of what has the name, or in
    front of the others."""
    members = list(_members(_blanked(text), begin))
    for found, at, end in members:
        if found == name:
            return text[:at] + value + text[end:]
    comma = ", " if members else ""
    return f"{text[: begin + 1]}{json.dumps(name)}: {value}{comma}{text[begin + 1 :]}"
