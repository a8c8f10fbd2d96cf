# SPDX-License-Identifier: Apache-2.0
"""inflow preview: the requests for the first records of an input, and nothing sent."""

from __future__ import annotations

import json
import os
import signal

import pytest

from command_process import CLOSED_URL, Inflow
from sim_process import API_KEY, COMPANY
from terminal import Terminal

CSV = "name,sku\nGreen tea,T-1\nCups\n,T-3\nBlack tea,T-4\n"


@pytest.fixture
def offline(tmp_path) -> Inflow:
    inflow = Inflow(tmp_path)
    inflow.config(map={"name": "{record.name}"}, active=False)
    inflow.write("products.csv", CSV)
    return inflow


def preview(inflow: Inflow, *arguments: str, stdin: str = ""):
    return inflow.run("preview", "--config", "config.json", *arguments, stdin=stdin)


def test_shows_requests_and_refusals_with_their_lines_while_inactive_and_offline(offline):
    done = preview(offline, "products.csv")
    assert done.code == 1
    assert done.out == (
        "--- request 1: record 1 (line 2)\n"
        f"POST {CLOSED_URL}/{COMPANY}/products\n"
        "Accept: application/json;version=2025-06-24\n"
        "Content-Type: application/json\n"
        "Authorization: Bearer ********\n"
        "\n"
        '{"name":"Green tea"}\n'
        "\n"
        "--- refused: record 2 (line 3)\n"
        "the row has 1 cell and the header 2; an empty cell needs its ',' too\n"
        "\n"
        "--- refused: record 3 (line 4)\n"
        'the column "name" is empty\n'
    )
    assert (
        done.err
        == "inflow: the first 3 records of products.csv make 1 request; 2 would be refused; nothing was sent\n"
    )
    assert offline.files() == ["config.json", "products.csv"]


def test_samples_and_batching_say_how_many_share_a_request(offline):
    done = preview(
        offline, "products.csv", "--samples", "9", "--set", "batching.enabled=true", "--json"
    )
    assert done.code == 1
    shown = json.loads(done.out)
    assert [(r["body"], r["records"]) for r in shown["requests"]] == [
        (
            '[{"name":"Green tea"},{"name":"Black tea"}]',
            [{"id": 1, "line": 2}, {"id": 4, "line": 5}],
        )
    ]
    assert [(r["id"], r["line"]) for r in shown["refused"]] == [(2, 3), (3, 4)]


def test_what_it_shows_is_what_load_sends(inflow, sim):
    record = '{"name":"Té \\u00e9","weight":12.50,"big":123456789012345678901234567890}'
    inflow.write("p.ndjson", record + "\n")
    shown = json.loads(preview(inflow, "p.ndjson", "--json").out)["requests"][0]
    assert sim.requests() == []
    assert inflow.load("p.ndjson").code == 0
    (sent,) = sim.requests()
    assert (sent["method"], inflow.url + sent["target"]) == (shown["method"], shown["url"])
    assert sent["body"] == shown["body"] == record
    assert preview(inflow, "p.ndjson").out.endswith(f"\n\n{record}\n")


def test_reads_standard_input_and_stops_after_its_samples(offline):
    done = preview(offline, "-", "--samples", "1", stdin='{"name":"A"}\n{"name":"B"}\n')
    assert (done.code, done.out.count("--- request"), done.err) == (
        0, 1, "inflow: the first record of - makes 1 request; nothing was sent\n",
    )  # fmt: skip


def test_an_empty_input_is_no_fault(offline):
    offline.write("empty.ndjson", "")
    done = preview(offline, "empty.ndjson")
    assert (done.code, done.out, done.err) == (
        0,
        "",
        "inflow: empty.ndjson is empty\ninflow: there is no record to show; nothing was sent\n",
    )


def test_a_route_has_its_own_request(offline):
    offline.config(routes={"c": {"endpoint": "create_customer"}})
    shown = json.loads(
        preview(offline, "products.csv", "--samples", "1", "--route", "c", "--json").out
    )
    assert shown["requests"][0]["url"] == f"{CLOSED_URL}/{COMPANY}/customers"
    done = preview(offline, "products.csv", "--route", "none")
    assert (done.code, done.err) == (
        2,
        'inflow: --route none: the configuration has no such entry under "routes"\n',
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.csv"], "cannot open none.csv"),
        (["products.csv", "--samples", "0"], "--samples"),
        ([], "INPUT is required"),
        (["products.csv", "--set", "endpoint=nothing"], "config.json has 1 fault:\n  /endpoint:"),
    ],
)
def test_2_for_what_cannot_be_previewed(offline, arguments, words):
    done = preview(offline, *arguments)
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_the_key_is_never_shown(offline):
    for arguments in ([], ["--json"]):
        done = preview(offline, "products.csv", *arguments)
        assert "Bearer ********" in done.out
        assert API_KEY not in done.out + done.err


def test_the_key_is_masked_where_a_header_or_the_body_repeats_it(offline):
    offline.config(
        map={"name": "{record.name}", "remarks": f"key {API_KEY}"},
        request_headers={"X-Key": API_KEY},
    )
    for arguments in ([], ["--json"]):
        done = preview(offline, "products.csv", "--samples", "1", *arguments)
        assert done.code == 0, done.err
        assert API_KEY not in done.out + done.err
        assert done.out.count("*" * len(API_KEY)) == 2 * done.out.count("Bearer ********")


class Watching:
    """inflow preview --watch --json: a line on standard output for every drawing, and its messages
    on standard error."""

    def __init__(self, inflow: Inflow) -> None:
        self.process = inflow.start(
            "preview",
            "--config",
            "config.json",
            "products.csv",
            "--samples",
            "1",
            "--watch",
            "--json",
        )

    def name(self) -> str:
        """The body of the next drawing."""
        return json.loads(self.process.stdout.readline())["requests"][0]["body"]

    def messages(self) -> list[str]:
        """What stands on standard error up to the end of the next drawing."""
        lines = []
        for line in self.process.stderr:
            if line.startswith("inflow: watching "):
                return lines
            lines.append(line)
        raise AssertionError(f"the command ended: {lines}")

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        out, err = self.process.communicate(timeout=60)
        assert (out, err) == ("", "")
        return self.process.returncode


def test_watch_draws_again_when_a_file_is_saved_in_place_or_by_renaming(offline):
    watching = Watching(offline)
    assert watching.name() == '{"name":"Green tea"}'
    watching.messages()
    offline.write("config.json", offline.text("config.json").replace('"name":', '"title":'))
    # A file that is written in place may be seen half written, which is a fault for a moment.
    assert watching.name() == '{"title":"Green tea"}'
    offline.write("new", offline.text("config.json").replace('"title":', '"other":'))
    (offline.folder / "new").replace(offline.folder / "config.json")
    assert watching.name() == '{"other":"Green tea"}'
    offline.write("new", "name\nWhite tea\n")
    (offline.folder / "new").replace(offline.folder / "products.csv")
    assert watching.name() == '{"other":"White tea"}'
    os.killpg(watching.process.pid, signal.SIGINT)
    assert offline.finish(watching.process).code == 0


def test_watch_shows_the_faults_of_a_wrong_configuration_and_goes_on(offline):
    watching = Watching(offline)
    watching.name()
    watching.messages()
    good = offline.text("config.json")
    for content, fault in (('{"endpont": "x"}', "  /endpont: "), ("{", "config.json has 1 fault")):
        offline.write("new", content)
        (offline.folder / "new").replace(offline.folder / "config.json")
        assert fault in "".join(watching.messages())
    offline.write("new", good)
    (offline.folder / "new").replace(offline.folder / "config.json")
    assert watching.name() == '{"name":"Green tea"}'
    watching.messages()
    assert watching.interrupt() == 0


def test_watch_clears_the_terminal_and_ctrl_c_ends_it_well(offline):
    with Terminal(
        offline, "preview", "--config", "config.json", "products.csv", "--watch"
    ) as terminal:
        assert terminal.expect("Ctrl-C ends").startswith("\x1b[2J\x1b[H--- request 1: ")
        terminal.press("\x03")
        assert terminal.end() == 0


def test_ambiguous_records_of_a_rejects_file_are_held_back_as_in_a_load(offline):
    ambiguous = {"_inflow": {"outcome": "AMBIGUOUS"}, "name": "Cups"}
    offline.write("r.ndjson", [{"_inflow": {"outcome": "PENDING"}, "name": "Tea"}, ambiguous])
    done = preview(offline, "r.ndjson", "--json")
    assert done.code == 1
    shown = json.loads(done.out)
    assert [request["body"] for request in shown["requests"]] == ['{"name":"Tea"}']
    (refused,) = shown["refused"]
    assert (refused["id"], refused["line"]) == (2, 2)
    assert "--include-ambiguous" in refused["message"]
    assert (
        done.err
        == "inflow: the first 2 records of r.ndjson make 1 request; 1 would be refused; nothing was sent\n"
    )
    test = offline.run("send-test", "--config", "config.json", "r.ndjson", "--sample", "2")
    assert (test.code, "--include-ambiguous" in test.out) == (2, True)
    every = preview(offline, "r.ndjson", "--json", "--include-ambiguous")
    assert every.code == 0
    assert [request["body"] for request in json.loads(every.out)["requests"]] == [
        '{"name":"Tea"}',
        '{"name":"Cups"}',
    ]


@pytest.mark.parametrize(
    ("name", "words"), [("-", "only a file allows"), ("none.csv", "cannot open none.csv")]
)
def test_2_for_what_cannot_be_watched(offline, name, words):
    done = preview(offline, name, "--watch")
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_control_characters_do_not_reach_a_terminal(offline):
    offline.config(map=None)
    offline.write("p.ndjson", b'{"name":"\x7f\xc2\x9b2J"}\n')
    assert preview(offline, "p.ndjson").out.endswith('{"name":"\x7f\x9b2J"}\n')
    with Terminal(offline, "preview", "--config", "config.json", "p.ndjson") as terminal:
        assert terminal.end() == 0
        assert '{\n  "name": "\ufffd\ufffd2J"\n}\n' in terminal.shown


def test_a_body_is_indented_on_a_terminal_and_the_bytes_with_raw(offline):
    offline.config(map=None)
    offline.write("p.ndjson", '{"n": 12.50,"b":1,"a":[]}\n')
    command = ("preview", "--config", "config.json", "p.ndjson")
    with Terminal(offline, *command, colour=True) as terminal:
        assert terminal.end() == 0
        assert '\n\n{\n  "n": 12.50,\n  "b": 1,\n  "a": []\n}\n' in terminal.shown
        assert "\x1b[1m--- request 1: record 1 (line 1)\x1b[0m\n" in terminal.shown
    with Terminal(offline, *command, "--raw") as terminal:
        assert terminal.end() == 0
        assert '\n\n{"n": 12.50,"b":1,"a":[]}\n' in terminal.shown
        assert "\x1b" not in terminal.shown
    assert preview(offline, "p.ndjson").out.endswith('\n\n{"n": 12.50,"b":1,"a":[]}\n')


def test_a_large_body_is_cut_on_a_terminal_and_whole_with_raw(offline):
    offline.config(map=None, batching={"enabled": True})
    offline.write("p.ndjson", [{"name": f"Tea {i}"} for i in range(100)])
    command = ("preview", "--config", "config.json", "p.ndjson", "--samples", "100")
    with Terminal(offline, *command) as terminal:
        assert terminal.end() == 0
        assert "--- request 1: records 1-100 (lines 1-100)\n" in terminal.shown
        assert "lines (" in terminal.shown and ") left out; all: --raw …\n" in terminal.shown
        assert '"Tea 0"' in terminal.shown and '"Tea 99"' in terminal.shown
        assert '"Tea 50"' not in terminal.shown
    with Terminal(offline, *command, "--raw") as terminal:
        assert terminal.end() == 0
        assert '"Tea 50"' in terminal.shown


def test_text_that_turns_round_does_not_reach_a_terminal(offline):
    offline.config(map=None)
    offline.write("p.ndjson", '{"name":"a\u202egnp.exe"}\n')
    with Terminal(offline, "preview", "--config", "config.json", "p.ndjson", "--raw") as terminal:
        assert terminal.end() == 0
        assert '{"name":"a\ufffdgnp.exe"}\n' in terminal.shown
