# SPDX-License-Identifier: Apache-2.0
"""inflow send-test: one request, really sent, as it is or edited."""

from __future__ import annotations

import json
import shutil
import stat

import pytest

from command_process import CLOSED_URL
from sim_process import API_KEY
from terminal import Terminal

TEAS = [{"name": "Green tea"}, {"name": "Black tea"}]


@pytest.fixture(autouse=True)
def products(inflow):
    inflow.write("products.ndjson", TEAS)


def send_test(inflow, *arguments: str):
    return inflow.run("send-test", "--config", "config.json", *arguments)


def request_of(inflow, **changes):
    preview = inflow.run(
        "preview", "--config", "config.json", "products.ndjson", "--samples", "1", "--json"
    )
    return {**json.loads(preview.out)["requests"][0], **changes}


def names(sim) -> list[str]:
    return [product["name"] for product in sim.state("products")]


def test_sends_the_first_record_and_shows_request_and_answer(inflow, sim):
    done = send_test(inflow, "products.ndjson")
    assert done.code == 0, done.err
    assert names(sim) == ["Green tea"]
    assert done.out.startswith(f"POST {inflow.url}/")
    assert '\n\n{"name": "Green tea"}\n\nHTTP/1.1 201 in ' in done.out
    assert "\ncontent-type: application/json" in done.out
    assert done.err == "inflow: the service took the test request: it answered 201\n"


def test_sends_the_record_that_sample_names_also_while_inactive(inflow, sim):
    inflow.config(active=False, batching={"enabled": True})
    done = send_test(inflow, "products.ndjson", "--sample", "2", "--json")
    assert done.code == 0, done.err
    assert names(sim) == ["Black tea"]
    answer = json.loads(done.out)
    assert (answer["status"], sorted(answer)) == (
        201, ["body", "cut", "elapsed_ms", "headers", "http_version", "message", "status"],
    )  # fmt: skip


def test_sends_an_edited_request_from_a_file(inflow, sim):
    inflow.write("request.json", json.dumps(request_of(inflow, body='{"name":"Edited"}')))
    assert send_test(inflow, "--edit", "request.json").code == 0
    assert send_test(inflow, "products.ndjson", "--edit", "request.json").code == 1
    assert names(sim) == ["Edited"]
    assert [request["body"] for request in sim.requests()] == ['{"name":"Edited"}'] * 2


def test_takes_a_whole_preview_of_one_request(inflow, sim):
    shown = inflow.run(
        "preview", "--config", "config.json", "products.ndjson", "--samples", "1", "--json"
    )
    inflow.write("request.json", shown.out)
    assert send_test(inflow, "--edit", "request.json").code == 0
    assert names(sim) == ["Green tea"]


def test_takes_the_body_as_json(inflow, sim):
    request = request_of(inflow, body={"name": "Tea", "weight": 7})
    text = json.dumps(request, indent=2)
    weight = '"weight": 12345678901234567890.10 /* as weighed */'
    inflow.write("request.json", text.replace('"weight": 7', weight))
    assert send_test(inflow, "--edit", "request.json").code == 0
    (sent,) = sim.requests()
    assert sent["body"] == '{"name":"Tea","weight":12345678901234567890.10}'


def test_1_with_the_services_words(inflow, sim):
    assert send_test(inflow, "products.ndjson").code == 0
    done = send_test(inflow, "products.ndjson")
    assert done.code == 1
    assert "HTTP/1.1 409 in " in done.out
    assert done.err.startswith(
        'inflow: the service answered 409 (conflict): The name "Green tea" is taken by '
    )
    assert names(sim) == ["Green tea"]


def test_2_with_all_faults_of_an_edited_request(inflow, sim):
    inflow.write(
        "request.json",
        json.dumps(request_of(inflow, url="https://example.com/", method="FROB", body=7)),
    )
    done = send_test(inflow, "--edit", "request.json")
    assert done.code == 2
    first, *faults = done.err.splitlines()
    assert first == "inflow: the test request has 3 faults:"
    assert [fault.split(" (line 1, column ")[0] for fault in faults] == [
        "  /method",
        "  /url",
        "  /body",
    ]
    assert sim.requests() == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            "name,sku\n",
            "request.json is not JSON: line 1, column 2: invalid literal",
        ),
        ('{"requests":[{},{}]}', "request.json is a preview of several requests: leave one in it"),
        ("[]", "the request must be a JSON object"),
    ],
)
def test_2_for_a_file_that_holds_no_request(inflow, sim, content, words):
    inflow.write("request.json", content)
    done = send_test(inflow, "--edit", "request.json")
    assert done.code == 2
    assert words in done.err
    assert sim.requests() == []


def test_2_for_a_record_that_cannot_be_sent(inflow, sim):
    inflow.write("products.ndjson", '{"name": \n')
    done = send_test(inflow, "products.ndjson")
    assert done.code == 2
    assert done.out.startswith("--- refused: record 1 (line 1)\n")
    assert done.err == (
        "inflow: record 1 of products.ndjson cannot be sent; nothing was sent. Mend it, or try another with --sample N\n"
    )
    done = send_test(inflow, "products.ndjson", "--sample", "9")
    assert (done.code, done.err) == (
        2,
        "inflow: products.ndjson has no record 9; nothing was sent\n",
    )
    assert sim.requests() == []


def test_2_for_an_editor_without_a_terminal(inflow, sim):
    inflow.environment["EDITOR"] = "true"
    done = send_test(inflow, "products.ndjson", "--edit")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "inflow: --edit without a file opens an editor, which needs a terminal;"
    )
    assert sim.requests() == []


def test_3_where_the_credential_is_refused(inflow):
    inflow.environment["INFLOW_API_KEY"] = "wrong-key"
    done = send_test(inflow, "products.ndjson")
    assert done.code == 3
    assert "HTTP/1.1 401 in " in done.out
    assert "wrong-key" not in done.out + done.err


def test_4_where_nothing_listens(inflow):
    done = send_test(inflow, "products.ndjson", "--set", f"base_url={CLOSED_URL}", "--json")
    assert done.code == 4
    assert json.loads(done.out)["status"] == 0
    assert done.err.startswith("inflow: ")


def test_an_editor_changes_the_request_in_a_file_of_the_users_own(inflow, sim):
    """The editor notes where the file is and how it may be read, and changes a name in it."""
    editor = inflow.folder / "editor.sh"
    inflow.write(
        "editor.sh",
        "#!/bin/sh\nstat -c '%a %n' \"$2\" > seen\nsed -i 's/Green tea/Edited tea/' \"$2\"\n",
    )
    editor.chmod(stat.S_IRWXU)
    inflow.environment.update(EDITOR="false", VISUAL=f"{editor} --wait", TMPDIR=str(inflow.folder))
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert terminal.end() == 0, terminal.shown
        assert '{\n  "name": "Edited tea"\n}\n' in terminal.shown
        assert API_KEY not in terminal.shown
    assert names(sim) == ["Edited tea"]
    mode, path = inflow.text("seen").split()
    assert (mode, path.startswith(f"{inflow.folder}/inflow-request-")) == ("600", True)
    assert inflow.files() == ["config.json", "editor.sh", "products.ndjson", "seen"]


def test_an_editor_does_not_get_the_variables_that_hold_secrets(inflow, sim):
    """Neither those that the configuration names, nor another one with the same value."""
    inflow.config(
        credential={"company_id": {"env": "INFLOW_COMPANY_ID"}, "api_key": {"env": "MY_KEY"}},
        response_webhook={"url": "https://hooks.example", "secret": {"env": "MY_SECRET"}},
    )
    inflow.write("editor.sh", "#!/bin/sh\nenv > seen\n")
    (inflow.folder / "editor.sh").chmod(stat.S_IRWXU)
    secrets = {
        "MY_KEY": API_KEY,
        "MY_SECRET": "sesame-open",
        "COPY": f"Bearer {API_KEY}",
        "INFLOW_API_KEY": "another-key",
    }
    inflow.environment.update(EDITOR=str(inflow.folder / "editor.sh"), HARMLESS="stays", **secrets)
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert terminal.end() == 0, terminal.shown
    seen = dict(line.split("=", 1) for line in inflow.text("seen").splitlines() if "=" in line)
    assert not secrets.keys() & seen.keys()
    assert (seen["HARMLESS"], "INFLOW_COMPANY_ID" in seen) == ("stays", True)


def test_2_for_a_request_that_still_holds_what_the_preview_masked(inflow, sim):
    inflow.config(request_headers={"X-Key": API_KEY})
    inflow.write("request.json", json.dumps(request_of(inflow)))
    assert API_KEY not in inflow.text("request.json")
    done = send_test(inflow, "--edit", "request.json")
    assert (done.code, sim.requests()) == (2, [])
    assert "  /headers (line 1, column " in done.err
    assert ': the header "X-Key" holds a row of asterisks' in done.err
    inflow.write(
        "request.json",
        inflow.text("request.json").replace(
            '"X-Key": "' + "*" * len(API_KEY), f'"X-Key": "{API_KEY}'
        ),
    )
    done = send_test(inflow, "--edit", "request.json")
    assert (done.code, names(sim)) == (0, ["Green tea"]), done.err
    assert API_KEY not in done.out + done.err


def refusing_editor(inflow) -> None:
    """An editor that breaks the method the first time, then the JSON, and then mends what it is
    given; it keeps what it was given."""
    inflow.write(
        "editor.sh",
        '#!/bin/sh\necho >> turns\nturn=$(wc -l < turns)\ncp "$1" given.$turn\ncase $turn in\n'
        '1) sed -i \'s/"POST"/"FROB"/; s/Green tea/Edited tea/\' "$1" ;;\n'
        '2) sed -i \'s/"FROB"/"POST"/; s/^{/{{/\' "$1" ;;\n'
        "3) sed -i 's/^{{/{/' \"$1\" ;;\nesac\n",
    )
    (inflow.folder / "editor.sh").chmod(stat.S_IRWXU)
    inflow.environment["EDITOR"] = str(inflow.folder / "editor.sh")


def test_a_refused_request_is_opened_again_as_it_was_saved(inflow, sim):
    refusing_editor(inflow)
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert "  /method (line 4, column 13): " in terminal.expect("Edit the request again?")
        terminal.say("")
        shown = terminal.expect("Edit the request again?")
        assert "inflow: the edited text is not JSON: line 3, column 2: " in shown
        assert sim.requests() == []
        terminal.say("y")
        assert terminal.end() == 0, terminal.shown
    assert names(sim) == ["Edited tea"]
    # It is told where it is, and the lines are those that it sees.
    first, second, third = (inflow.text(f"given.{turn}").splitlines() for turn in (1, 2, 3))
    assert (len(first), first[1]) == (len(second) - 1, "{")
    assert second[0].startswith("// inflow: /method (line 4, column 13): ")
    assert second[3].index('"FROB"') == 12
    assert "line 3, column 2" in third[0]
    assert third[2] == "{{"


def test_an_editor_gets_the_terminal_and_not_what_was_piped(inflow, sim):
    inflow.write(
        "editor.sh",
        "#!/bin/sh\ntest -t 0 && test -t 1 && test -t 2 || exit 9\n"
        'read typed\nsed -i "s/Green tea/$typed/" "$1"\n',
    )
    (inflow.folder / "editor.sh").chmod(stat.S_IRWXU)
    inflow.environment["EDITOR"] = str(inflow.folder / "editor.sh")
    with Terminal(
        inflow, "send-test", "--config", "config.json", "-", "--edit", "--json",
        redirect="< products.ndjson > answer.json",
    ) as terminal:  # fmt: skip
        terminal.say("Typed tea")
        assert terminal.end() == 0, terminal.shown
    assert names(sim) == ["Typed tea"]
    assert json.loads(inflow.text("answer.json"))["status"] == 201


def test_the_question_is_asked_on_the_terminal_where_records_are_piped(inflow, sim):
    refusing_editor(inflow)
    with Terminal(
        inflow, "send-test", "--config", "config.json", "-", "--edit",
        redirect="< products.ndjson > shown",
    ) as terminal:  # fmt: skip
        terminal.expect("Edit the request again?")
        terminal.say("no")
        assert terminal.end() == 2
    assert (sim.requests(), inflow.text("shown")) == ([], "")


def test_a_request_that_was_not_changed_is_sent_and_said_to_be_so(inflow, sim):
    inflow.environment["EDITOR"] = "true"
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert terminal.end() == 0, terminal.shown
    assert "inflow: the request was not changed; it is sent as it is\n" in terminal.shown
    assert [request["body"] for request in sim.requests()] == ['{"name": "Green tea"}']


def usual_editor(inflow) -> None:
    """A folder of programs with but one editor in it."""
    (inflow.folder / "bin").mkdir()
    for program in ("setsid", "sh", "sed"):
        (inflow.folder / "bin" / program).symlink_to(shutil.which(program))
    inflow.write("bin/vi", "#!/bin/sh\nsed -i 's/Green tea/Vi tea/' \"$1\"\n")
    (inflow.folder / "bin" / "vi").chmod(stat.S_IRWXU)
    inflow.environment["PATH"] = str(inflow.folder / "bin")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({}, "inflow: VISUAL and EDITOR are not set; opening vi\n"),
        ({"EDITOR": " "}, "inflow: VISUAL and EDITOR are not set; opening vi\n"),
        (
            {"VISUAL": "no-such-editor -w"},
            "inflow: VISUAL names no-such-editor -w, which is not there; opening vi\n",
        ),
    ],
)
def test_a_usual_editor_is_taken_where_none_is_named_that_is_there(inflow, sim, variables, words):
    usual_editor(inflow)
    inflow.environment.update({"VISUAL": "", "EDITOR": "", **variables})
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert terminal.end() == 0, terminal.shown
    assert words in terminal.shown
    assert names(sim) == ["Vi tea"]


@pytest.mark.parametrize(("key", "code"), [("n\n", 2), ("\x04", 2), ("\x03", 5)])
def test_a_refused_request_can_be_given_up(inflow, sim, key, code):
    refusing_editor(inflow)
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        terminal.expect("Edit the request again?")
        terminal.press(key)
        assert terminal.end() == code
    assert sim.requests() == []
    assert len(inflow.text("turns")) == 1


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("false", "the editor false ended with exit code 1, so nothing was sent"),
        ("truncate -s 0", "the request was emptied"),
        ("kill -9 $$; :", "the editor kill -9 $$; : ended with signal 9, so nothing was sent"),
        ("", "VISUAL and EDITOR are not set, and no usual editor is there: set VISUAL or EDITOR"),
    ],
)
def test_2_where_the_editor_gives_nothing(inflow, sim, editor, words):
    if not editor:
        usual_editor(inflow)
        (inflow.folder / "bin" / "vi").unlink()
    inflow.environment.update(VISUAL="", EDITOR=editor)
    with Terminal(
        inflow, "send-test", "--config", "config.json", "products.ndjson", "--edit"
    ) as terminal:
        assert terminal.end() == 2
        assert words in terminal.shown
    assert sim.requests() == []
