# SPDX-License-Identifier: Apache-2.0
"""inflow activate and inflow pause: "active" in the configuration file, and nothing else of it."""

from __future__ import annotations

import os

import pytest

from command_process import Inflow

CONFIG = """{
  // where products go
  "endpoint": "create_product",   "active": false, /* not yet */
  "map": {"name": "{record.name}", "price": 12.50}
}
"""


@pytest.fixture
def offline(tmp_path) -> Inflow:
    inflow = Inflow(tmp_path)
    inflow.write("c.jsonc", CONFIG)
    return inflow


def test_activate_and_pause_change_one_value_and_say_so(offline):
    (offline.folder / "c.jsonc").chmod(0o640)
    done = offline.run("activate", "--config", "c.jsonc")
    assert (done.code, done.out, done.err) == (0, 'c.jsonc is active now: "active" was false\n', "")
    assert offline.text("c.jsonc") == CONFIG.replace("false", "true")
    done = offline.run("activate", "--config", "c.jsonc")
    assert (done.code, done.out) == (0, "c.jsonc is active already; it was not changed\n")
    done = offline.run("pause", "--config", "c.jsonc")
    assert (done.code, done.out) == (0, 'c.jsonc is paused now: "active" was true\n')
    assert offline.text("c.jsonc") == CONFIG
    before = (offline.folder / "c.jsonc").stat()
    assert (
        offline.run("pause", "--config", "c.jsonc").out
        == "c.jsonc is paused already; it was not changed\n"
    )
    assert (offline.folder / "c.jsonc").stat().st_ino == before.st_ino
    assert before.st_mode & 0o777 == 0o640
    assert offline.files() == ["c.jsonc", "config.json"]


def test_the_key_is_added_where_it_is_absent_in_the_files_own_layout(offline):
    offline.write("c.jsonc", CONFIG.replace('   "active": false, /* not yet */', ""))
    assert (
        offline.run("activate", "--config", "c.jsonc").out
        == "c.jsonc is active already; it was not changed\n"
    )
    done = offline.run("pause", "--config", "c.jsonc")
    assert (done.code, done.out) == (0, 'c.jsonc is paused now: "active": false was added\n')
    assert offline.text("c.jsonc").startswith(
        '{\n  "active": false,\n  // where products go\n  "endpoint"'
    )
    assert offline.run("validate", "--config", "c.jsonc").code == 0


def test_a_wrong_configuration_is_not_activated(offline):
    offline.write("c.jsonc", CONFIG.replace("create_product", "create_prodct"))
    done = offline.run("activate", "--config", "c.jsonc")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("inflow: c.jsonc has 1 fault:\n  /endpoint: ")
    assert done.err.endswith("inflow: c.jsonc was not changed\n")
    assert '"active": false' in offline.text("c.jsonc")


def test_a_wrong_configuration_can_be_paused_where_its_active_is_found(offline):
    wrong = CONFIG.replace("create_product", "create_prodct").replace("false", "true")
    offline.write("c.jsonc", wrong)
    assert offline.run("pause", "--config", "c.jsonc").code == 0
    assert offline.text("c.jsonc") == wrong.replace("true", "false")
    offline.write("c.jsonc", '{"endpoint": "create_prodct"}')
    assert offline.run("pause", "--config", "c.jsonc").code == 2
    assert offline.text("c.jsonc") == '{"endpoint": "create_prodct"}'


def test_load_of_a_paused_one_names_the_command_that_activates_it(offline):
    offline.write("my config.json", CONFIG)
    offline.write("p.ndjson", [{"name": "Tea"}])
    done = offline.run("load", "--config", "my config.json", "p.ndjson")
    assert done.code == 2
    assert done.err == (
        "inflow: my config.json says \"active\": false, so nothing is sent; activate it with: inflow activate --config 'my config.json'\n"
    )


def test_2_where_there_is_no_such_file(offline):
    for command in ("activate", "pause"):
        done = offline.run(command, "--config", "none.json")
        assert (done.code, done.err) == (
            2,
            "inflow: cannot open none.json: No such file or directory; check the path\n",
        )


def test_a_link_stays_a_link(offline):
    os.symlink("c.jsonc", offline.folder / "link.json")
    assert offline.run("activate", "--config", "link.json").code == 0
    assert (offline.folder / "link.json").is_symlink()
    assert offline.text("c.jsonc") == CONFIG.replace("false", "true")
