# SPDX-License-Identifier: Apache-2.0
"""Which configuration is meant, environments, help, completions, the man page and the version."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import termios

import pytest

from command_process import CLOSED_URL, Inflow
from sim_process import binary

BASE = {"endpoint": "create_product", "base_url": CLOSED_URL}


@pytest.fixture
def offline(tmp_path) -> Inflow:
    inflow = Inflow(tmp_path)
    (tmp_path / "config.json").unlink()
    return inflow


def write(inflow: Inflow, name: str, **keys) -> str:
    return inflow.write(name, json.dumps(keys))


# ------------------------------------------------------------------------- which configuration


def test_the_folder_s_configuration_is_taken_and_named_first(offline):
    write(offline, "inflow.json", **BASE)
    done = offline.run("validate")
    assert (done.code, done.err) == (0, "inflow: configuration inflow.json\n")
    assert done.out == "inflow.json is valid\n"
    write(offline, "inflow.jsonc", **BASE)
    assert offline.run("validate").out == "inflow.jsonc is valid\n"
    assert offline.run("validate", "-c", "inflow.json").err == ""


def test_its_name_never_stands_in_output_for_programs(offline):
    write(offline, "inflow.jsonc", **BASE)
    offline.write("p.csv", "name\nTea\n")
    for arguments in (
        ["preview", "p.csv", "--json"],
        ["plan", "p.csv", "--json"],
        ["columns", "p.csv", "--json"],
    ):
        done = offline.run(*arguments)
        assert done.err.startswith("inflow: configuration inflow.jsonc\n")
        assert json.loads(done.out) and "inflow.jsonc" not in done.out


def test_columns_does_without_a_configuration(offline):
    offline.write("p.csv", "name\nTea\n")
    done = offline.run("columns", "p.csv")
    assert (done.code, done.err) == (0, "") and "goes to" not in done.out
    write(offline, "inflow.jsonc", endpoint="upsert_product", identity={"from": ["name"]})
    assert "goes to name" in offline.run("columns", "p.csv").out


def test_without_any_it_says_how_to_make_one(offline):
    offline.write("p.csv", "name\nTea\n")
    done = offline.run("load", "p.csv")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "inflow: no configuration is named, and this folder has no inflow.jsonc. Name one with --config FILE, or "
        "make one with: inflow init\n"
    )


def test_one_configuration_of_another_name_is_guessed(offline):
    offline.write("p.csv", "name\nTea\n")
    offline.write("records.json", '[{"name": "Tea"}]')
    offline.write("broken.json", "{")
    write(offline, "my products.jsonc", **BASE)
    done = offline.run("load", "p.csv")
    assert done.code == 2
    assert "did you mean --config 'my products.jsonc'?" in done.err
    write(offline, "my products.trial.jsonc", **BASE)
    assert offline.run("load", "p.csv").err == done.err
    write(offline, "second.json", **BASE)
    assert "did you mean" not in offline.run("load", "p.csv").err


@pytest.mark.parametrize("default", [False, True])
def test_a_configuration_among_the_inputs_is_not_read_as_records(offline, default):
    if default:
        write(offline, "inflow.jsonc", **BASE)
    write(offline, "products.jsonc", **BASE)
    offline.write("products.csv", "name\nTea\n")
    done = offline.run("load", "products.jsonc", "products.csv")
    assert (done.code, done.err) == (
        2,
        "inflow: products.jsonc is a configuration, not records; did you mean --config products.jsonc?\n",
    )


# -------------------------------------------------------------------------------- environments


def test_an_environment_is_laid_over_the_configuration(offline):
    offline.write(
        "inflow.jsonc",
        '{"endpoint": "upsert_product", "identity": {"from": ["name"]}, // live\n "base_url": "http://127.0.0.1:9",'
        ' "map": {"name": "{name}", "sku": "L-1"}}',
    )
    offline.write(
        "inflow.trial.jsonc",
        '{// trial\n "base_url": "http://127.0.0.1:1", "map": {"sku": "T-1"}}',
    )
    offline.write("p.csv", "name\nTea\n")
    done = offline.run("preview", "p.csv", "--json", "--env", "trial")
    assert done.err.startswith(
        "inflow: configuration inflow.jsonc with inflow.trial.jsonc over it\n"
    )
    request = json.loads(done.out)["requests"][0]
    assert request["url"].startswith("http://127.0.0.1:1/")
    assert json.loads(request["body"])["sku"] == "T-1"
    live = json.loads(offline.run("preview", "p.csv", "--json").out)["requests"][0]
    assert live["url"].startswith("http://127.0.0.1:9/") and '"L-1"' in live["body"]


def test_an_environment_that_there_is_not_is_told_with_the_others(offline):
    write(offline, "c.json", **BASE)
    done = offline.run("validate", "-c", "c.json", "--env", "trial")
    assert done.code == 2
    assert "there is no c.trial.json to lay over c.json; write one" in done.err
    for name in ("c.live.json", "c.test.json", "c.more.jsonc", "d.other.json"):
        write(offline, name)
    done = offline.run("validate", "-c", "c.json", "--env", "trial")
    assert done.err.endswith("; there is live, test\n")


def test_faults_are_told_with_the_file_that_they_stand_in(offline):
    write(offline, "inflow.jsonc", **BASE, retry={"max_atempts": 3, "on_503": "unknown"})
    write(offline, "inflow.trial.jsonc", endpoint="create_prodct", retry={"on_503": "perhaps"})
    done = offline.run("validate", "--env", "trial")
    assert done.code == 2
    assert "inflow.jsonc with inflow.trial.jsonc over it has 3 faults:\n" in done.err
    assert "  /endpoint (inflow.trial.jsonc): " in done.err
    assert "  /retry/max_atempts (inflow.jsonc): " in done.err
    assert "  /retry/on_503 (inflow.trial.jsonc): " in done.err
    done = offline.run("validate", "--env", "trial", "--set", "endpoint=create_prdct")
    assert "  /endpoint: " in done.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "inflow.trial.jsonc is not one JSON object"),
        ('{"a": 1,\n  "b" 2}', "inflow.trial.jsonc, line 2, column 7: "),
        ("", "inflow.trial.jsonc, line 1, column 1: "),
    ],
)
def test_an_overlay_that_is_no_object_is_named(offline, text, words):
    write(offline, "inflow.jsonc", **BASE)
    offline.write("inflow.trial.jsonc", text)
    done = offline.run("check", "--env", "trial")
    assert (done.code, done.out) == (2, "") and words in done.err


def test_what_is_said_to_go_on_names_the_environment(offline):
    write(offline, "inflow.jsonc", **BASE)
    write(offline, "inflow.trial.jsonc", active=False)
    offline.write("p.csv", "name\nTea,x\n")
    done = offline.run("load", "p.csv", "--env", "trial")
    assert done.code == 2
    assert done.err.endswith("with: inflow activate --config inflow.jsonc --env trial\n")
    write(offline, "inflow.trial.jsonc")
    done = offline.run("load", "p.csv", "--env", "trial")
    assert "inflow load --config inflow.jsonc --env trial p.csv.rejects.csv\n" in done.err


def test_results_never_go_over_an_overlay(offline):
    write(offline, "inflow.jsonc", **BASE)
    write(offline, "inflow.trial.jsonc", active=True)
    offline.write("p.csv", "name\nTea\n")
    done = offline.run("load", "p.csv", "--env", "trial", "--results", "inflow.trial.jsonc")
    assert done.code == 2 and "is the configuration; name another file" in done.err
    assert json.loads(offline.text("inflow.trial.jsonc")) == {"active": True}


def test_activate_and_pause_change_the_environment_alone(offline):
    write(offline, "inflow.jsonc", **BASE, active=False)
    offline.write("inflow.trial.jsonc", "{ // trial\n}")
    before = offline.text("inflow.jsonc")
    done = offline.run("pause", "--env", "trial")
    assert (
        done.out
        == "inflow.jsonc with inflow.trial.jsonc over it is paused already; it was not changed\n"
    )
    done = offline.run("activate", "--env", "trial")
    assert (done.code, done.out) == (
        0,
        'inflow.trial.jsonc is active now: "active": true was added\n',
    )
    assert offline.text("inflow.jsonc") == before
    assert offline.text("inflow.trial.jsonc") == '{"active": true // trial\n}'
    done = offline.run("pause", "--env", "trial")
    assert done.out == 'inflow.trial.jsonc is paused now: "active" was true\n'
    assert offline.text("inflow.jsonc") == before


# ------------------------------------------------------------------------------ help and version


def test_help_fits_a_screen_and_knows_each_subcommand(offline):
    done = offline.run("help")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert len(lines) <= 24 and max(map(len, lines)) <= 80
    assert offline.run("--help").out == done.out
    for name in ("init", "load", "verify", "completion", "help"):
        assert offline.run("help", name).out == offline.run(name, "--help").out
    none = offline.run("help", "laod")
    assert (none.code, none.out) == (2, "") and "did you mean inflow load?" in none.err


def test_help_is_as_wide_as_the_terminal(offline):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 42))
    done = subprocess.Popen(
        [binary("inflow"), "help", "plan"], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    shown = b""
    try:
        while got := os.read(ours, 65536):
            shown += got
    except OSError:
        pass
    os.close(ours)
    assert done.wait() == 0
    about = shown.decode().split("Examples:")[0]
    assert 36 < max(map(len, about.splitlines())) <= 42


def test_the_version_is_read_without_loading_the_plugin(offline, tmp_path):
    library = os.path.join(
        os.path.dirname(binary("inflow")), "..", "lib", "libinflow_destination.so"
    )
    loaded = offline.run("--version")
    with open(library, "rb") as file:
        (tmp_path / "head.so").write_bytes(file.read(65536))
    assert offline.run("--version", "--plugin", "head.so") == loaded
    # Without the note the plugin is asked, and says the same.
    subprocess.run(
        ["objcopy", "--remove-section", ".note.inflow", library, tmp_path / "mute.so"], check=True
    )
    assert offline.run("--version", "--plugin", "mute.so") == loaded
    for name in ("nowhere.so", "."):
        assert offline.run("--version", "--plugin", name).code == 2


def test_the_man_page_is_one(offline, tmp_path):
    page = offline.run("help", "--man").out
    offline.write("inflow.1", page)
    for name in ("init", "load", "list"):
        assert f"\n.SS inflow {name}" in page
    assert "\\-\\-csv\\-separator" in page
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", tmp_path / "inflow.1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


# ---------------------------------------------------------------------------------- completions

BASH = r"""
source completion
COMP_WORDS=("$@")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_inflow
printf '%s\n' "${COMPREPLY[@]}"
"""


def bash(inflow: Inflow, *words: str) -> list[str]:
    inflow.write("completion", inflow.run("completion", "bash").out)
    done = subprocess.run(
        ["bash", "-c", BASH, "bash", "inflow", *words],
        cwd=inflow.folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


def test_bash_completes(offline):
    offline.write("my products.csv", "name\n")
    assert bash(offline, "lo") == ["load"]
    assert set(bash(offline, "")) >= {"init", "load", "help", "completion"}
    assert bash(offline, "load", "--form") == ["--format"]
    assert bash(offline, "load", "--format", "") == ["csv", "ndjson", "json"]
    assert bash(offline, "load", "--format", "=", "nd") == ["ndjson"]
    assert bash(offline, "load", "--format", "=") == ["csv", "ndjson", "json"]
    assert bash(offline, "load", "my") == ["my products.csv"]
    assert bash(offline, "load", "-c", "my") == ["my products.csv"]
    assert bash(offline, "load", "--first", "") == [""]
    assert bash(offline, "--plugin", "x", "ver") == ["verify"]
    assert bash(offline, "endpoints", "upsert_ven") == ["upsert_vendor"]
    assert bash(offline, "list", "loc") == ["locations"]
    assert bash(offline, "completion", "f") == ["fish"]
    assert bash(offline, "help", "send") == ["send-test"]
    assert bash(offline, "validate", "--") == ["--help", "--config", "--env", "--set", "--plugin"]


def test_completion_does_without_a_plugin(offline):
    offline.environment["INFLOW_PLUGIN"] = "/nowhere.so"
    assert bash(offline, "lo") == ["load"]
    assert bash(offline, "endpoints", "upsert_ven") == [""]


ZSH = r"""
autoload -Uz compinit && compinit -u -D
source completion
compadd() { while [[ $1 == -* && $1 != -- ]]; do shift; done; shift; print -l -- "$@"; }
_files() { print FILES; }
compset() { :; }
words=("$@") CURRENT=$#
_inflow
"""


def test_zsh_completes(offline):
    offline.write("completion", offline.run("completion", "zsh").out)

    def zsh(*words: str) -> list[str]:
        done = subprocess.run(
            ["zsh", "-f", "-c", ZSH, "zsh", "inflow", *words],
            cwd=offline.folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        return done.stdout.split()

    assert {"load", "verify"} <= set(zsh(""))
    assert zsh("load", "--format", "") == ["csv", "ndjson", "json"]
    assert zsh("load", "--format=") == ["csv", "ndjson", "json"]
    assert zsh("load", "") == ["FILES"]
    assert "--csv-types" in zsh("load", "-")
    assert "locations" in zsh("list", "")


def test_fish_completes(offline):
    offline.write("completion", offline.run("completion", "fish").out)
    offline.write("records.csv", "name\n")

    def fish(line: str) -> list[str]:
        done = subprocess.run(
            ["fish", "--no-config", "-c", f"source completion; complete -C '{line}'"],
            cwd=offline.folder, capture_output=True, text=True, check=True,
            env={**os.environ, "HOME": str(offline.folder)},
        )  # fmt: skip
        assert done.stderr == ""
        return [one.split("\t")[0] for one in done.stdout.splitlines()]

    assert fish("inflow lo") == ["load"]
    assert sorted(fish("inflow load --format ")) == ["csv", "json", "ndjson"]
    assert "records.csv" in fish("inflow load rec")
    assert "records.csv" not in fish("inflow list rec")
    assert fish("inflow list loc") == ["locations"]
    assert "--csv-types" in fish("inflow load --csv")
