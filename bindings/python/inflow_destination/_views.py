# SPDX-License-Identifier: Apache-2.0
"""Rows as a table: for a notebook, and for pandas."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice
from typing import Any

_MOST_ROWS = 100


def to_html(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], count: int) -> str:
    """The first of `count` rows as a table of HTML; every text in it is escaped."""
    body = "".join(_row("td", row) for row in islice(rows, _MOST_ROWS))
    more = count - _MOST_ROWS
    left = f"<p>{more} more {'is' if more == 1 else 'are'} not shown.</p>" if more > 0 else ""
    return (
        f"<table><caption>{escape(caption)}</caption><thead>{_row('th', columns)}</thead>"
        f"<tbody>{body}</tbody></table>{left}"
    )


def to_pandas(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    """A pandas DataFrame; ImportError, with what to install, where there is no pandas."""
    try:
        pandas = importlib.import_module("pandas")
    except ImportError as error:
        raise ImportError(
            f"to_pandas makes a DataFrame of pandas, which cannot be imported: {error}; "
            "install it with: pip install pandas"
        ) from error
    return pandas.DataFrame(list(rows), columns=list(columns))


def _row(kind: str, cells: Iterable[str]) -> str:
    return "<tr>" + "".join(f"<{kind}>{escape(cell)}</{kind}>" for cell in cells) + "</tr>"
