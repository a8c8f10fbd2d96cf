# SPDX-License-Identifier: Apache-2.0
"""The file of rejected records."""

from __future__ import annotations

import pytest

from inflow_destination.hosting import RejectsFile


def test_a_line_that_was_cut_harms_no_other(tmp_path):
    path = tmp_path / "rejects.ndjson"
    path.write_text('{"_inflow":{"outc')
    file = RejectsFile(str(path))
    file.add("s", 7, "why", b'{"a":1.50}')
    file.add("s", 8, "why", b"{}")
    file.sync()
    assert path.read_text().splitlines()[1:] == [
        '{"_inflow":{"outcome":"REJECTED","reason":"why","stream":"s","number":7},"a":1.50}',
        '{"_inflow":{"outcome":"REJECTED","reason":"why","stream":"s","number":8}}',
    ]


def test_a_file_without_rejects_is_not_made(tmp_path):
    file = RejectsFile(str(tmp_path / "rejects.ndjson"))
    file.sync()
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_record_is_kept_as_text(tmp_path):
    path = tmp_path / "rejects.ndjson"
    file = RejectsFile(str(path))
    file.add("s", 1, "is a list", '["Tea", "\ud800"]')
    file.close()
    # Half of a surrogate pair has no UTF-8; the rest of the line is whole.
    line = '{"_inflow":{"outcome":"REJECTED","reason":"is a list","stream":"s","number":1,"raw":"[\\"Tea\\", \\"?\\"]"}}\n'
    assert (path.read_text(), file.count) == (line, 1)


def test_a_closed_file_is_added_to(tmp_path):
    path = tmp_path / "rejects.ndjson"
    file = RejectsFile(str(path))
    for number in (1, 2):
        file.add("s", number, "why", b"{}")
        file.close()
    assert (len(path.read_text().splitlines()), file.count) == (2, 2)


def test_a_full_disk_is_told_by_sync():
    file = RejectsFile("/dev/full")
    file.add("s", 1, "why", b"{}")
    with pytest.raises(OSError, match="No space left"):
        file.sync()
    with pytest.raises(OSError, match="No space left"):
        file.close()
