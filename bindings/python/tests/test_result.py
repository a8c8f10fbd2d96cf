# SPDX-License-Identifier: Apache-2.0
"""What a result says of itself: as text, as a table, and as an error."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pandas
import pytest

import inflow_destination
from conftest import ROOT
from inflow_destination import Outcome, RejectedError, Status
from inflow_destination._views import to_html

MIXED = [{"name": "Tea"}, b"[1]"]
REASON = "byte 1: a record must be a JSON object, this is an array"


def test_the_version_is_that_of_the_project():
    (version,) = re.findall(
        r"project\(inflow_destination VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()
    )
    assert inflow_destination.__version__ == version


def test_every_exception_is_in_the_page():
    page = (ROOT / "docs/hosts/python.md").read_text(encoding="utf-8")
    exceptions = [
        name
        for name, kind in vars(inflow_destination).items()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert len(exceptions) == len(Status) + 3  # the base, of records, of a library, of rejects
    assert set(exceptions) <= set(inflow_destination.__all__)
    assert [name for name in exceptions if f"`{name}`" not in page] == []


def test_the_text_of_a_result_counts_its_outcomes(make, service):
    assert repr(make().write(MIXED)) == "<Result of 2 records: 1 delivered, 1 rejected>"
    assert repr(make().write([{"n": 1}])) == "<Result of 1 record: 1 delivered>"
    assert repr(make().flush()) == "<Result of 0 records>"
    service.status = 401
    stopped = make().write([b"[]", {"n": 1}])
    assert repr(stopped) == "<Result of 1 record: 1 rejected; AUTH>"
    assert str(stopped.summary) == "1 record: 1 rejected; AUTH"


def test_codes_print_as_names_and_count_as_numbers(make, service):
    service.status = 401
    status = make().write([{"n": 1}]).summary.status
    assert (str(status), f"{status}", "{}".format(status), "%s" % status) == ("AUTH",) * 4
    assert (status, int(status), f"{status:d}", f"{status:>3d}") == (6, 6, "6", "  6")
    assert str(Status(99)) == "UNKNOWN" and f"{Outcome.REJECTED}" == "REJECTED"


def test_the_rejected_ones(destination):
    result = destination.write(MIXED)
    assert [(item.id, item.message) for item in result.rejected] == [(1, REASON)]
    with pytest.raises(RejectedError) as caught:
        result.raise_for_rejected()
    assert str(caught.value) == f"1 of 2 records was rejected: record 1: {REASON}"
    assert caught.value.result is result


def test_of_many_rejected_ones_the_error_tells_a_few(destination):
    with pytest.raises(RejectedError) as caught:
        destination.write([b"[1]"] * 5).raise_for_rejected()
    assert str(caught.value).startswith("5 of 5 records were rejected: record 0: ")
    assert str(caught.value).endswith(f"record 2: {REASON}; and 2 more, see result.rejected")
    assert len(caught.value.result.rejected) == 5


def test_without_rejected_ones_the_result_comes_back(make, service):
    writer = make(retry={"max_attempts": 1})
    assert writer.write([{"n": 1}]).raise_for_rejected().summary.delivered == 1
    service.status = 500  # may have arrived: not rejected, and not for this to raise
    result = writer.write([{"n": 2}])
    assert result.rejected == [] and result.raise_for_rejected() is result
    assert not any(item.ok for item in result)


def test_a_notebook_shows_a_table(make):
    html = make().write([b"[1]"])._repr_html_()
    assert html.startswith("<table><caption>1 record: 1 rejected</caption>")
    assert f"<tr><td>0</td><td>REJECTED</td><td>0</td><td>0</td><td>{REASON}</td></tr>" in html


def test_nothing_in_the_table_is_markup():
    html = to_html("<b>", ["<c>"], [['<i a="b">&']], 1)
    assert "<caption>&lt;b&gt;</caption>" in html and "<th>&lt;c&gt;</th>" in html
    assert "<td>&lt;i a=&quot;b&quot;&gt;&amp;</td>" in html


def test_what_the_service_says_is_no_markup(make, service):
    service.status, service.body = 400, b'{"message":"<script>1</script>"}'
    html = make().write([{"n": 1}])._repr_html_()
    assert "&lt;script&gt;" in html and "<script" not in html


def test_the_table_says_what_stopped_the_work(make, service):
    service.status = 401
    html = make().write([b"[]", {"n": 1}])._repr_html_()
    assert html.startswith("<table><caption>1 record: 1 rejected; AUTH (") and "401" in html


def test_a_long_table_is_cut(destination):
    html = destination.write([b"[1]"] * 102)._repr_html_()
    assert html.count("<td>REJECTED</td>") == 100
    assert html.endswith("<p>2 more are not shown.</p>")


def test_a_frame_of_pandas(make):
    result = make(rate_limit={"windows": [], "max_in_flight": 1}).write(MIXED, ids=[7, 8])
    frame = result.to_pandas().sort_values("id")
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(next(iter(result))._fields)
    assert frame[["id", "outcome", "http_status", "message"]].values.tolist() == [
        [7, "DELIVERED", 201, ""],
        [8, "REJECTED", 0, REASON],
    ]
    empty = make().flush().to_pandas()
    assert len(empty) == 0 and list(empty.columns) == list(frame.columns)


def test_without_pandas_it_says_what_to_install(destination, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        destination.write(MIXED).to_pandas()


def test_pandas_is_not_imported_before_it_is_asked_for(service):
    program = (
        "import json, sys; from inflow_destination import Destination\n"
        "with Destination(json.loads(sys.argv[1])) as destination:\n"
        "    destination.write([{'n': 1}])._repr_html_()\n"
        "print('pandas' in sys.modules)"
    )
    command = [sys.executable, "-c", program, json.dumps(service.config())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"
