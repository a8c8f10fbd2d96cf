# SPDX-License-Identifier: Apache-2.0
"""inflow doctor: what it finds of each thing that can be wrong, and that it tells no secret."""

from __future__ import annotations

import json

import pytest

from command_process import Inflow
from sim_process import API_KEY


def steps(done) -> dict[str, str]:
    """What was found, by the steps' names."""
    return {step["name"]: step["finding"] for step in json.loads(done.out)["steps"]}


def remedy(done, name: str) -> str:
    return next(step["do"] for step in json.loads(done.out)["steps"] if step["name"] == name)


@pytest.fixture
def well(inflow) -> Inflow:
    inflow.config(active=True)
    inflow.environment["LANG"] = "C.UTF-8"
    return inflow


def test_where_all_is_well_every_step_is_ok_and_one_read_was_made(well, sim):
    done = well.run("doctor", "--config", "config.json")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("No problem was found\n")
    assert "FAILED" not in done.out
    done = well.run("doctor", "--config", "config.json", "--json")
    assert list(steps(done)) == [
        "plugin", "environment", "config", "company id", "api key", "syntax", "validation", "active", "resolve",
        "connect", "tls", "credential", "company", "quota", "clock", "folder", "limits", "locale",
    ]  # fmt: skip
    assert {request["method"] for request in sim.requests()} == {"GET"}
    assert len(sim.requests()) == 2


def test_a_dead_server_is_a_problem_of_connecting(well):
    done = well.run("doctor", "--config", "config.json", "--set", "base_url=http://127.0.0.1:1", "--json")  # fmt: skip
    assert done.code == 1
    assert (steps(done)["resolve"], steps(done)["connect"]) == ("ok", "problem")
    assert "base_url" in remedy(done, "connect")


def test_a_wrong_key_is_a_problem_of_the_credential_and_is_not_shown(well):
    well.environment["INFLOW_API_KEY"] = "sesame-open-0123456789"
    done = well.run("doctor", "--config", "config.json", "--json")
    assert (done.code, steps(done)["api key"], steps(done)["credential"]) == (1, "ok", "problem")
    assert "API key" in remedy(done, "credential")
    assert "sesame" not in done.out + done.err


def test_without_the_plugin_the_rest_is_looked_at(well):
    done = well.run("--plugin", "./none.so", "doctor", "--config", "config.json", "--json")
    assert (done.code, steps(done)["plugin"], steps(done)["service"]) == (1, "problem", "skipped")
    assert steps(done)["api key"] == "ok"
    assert "--plugin PATH" in remedy(done, "plugin")


@pytest.mark.parametrize(
    "mode, content, finding, words",
    [
        (0o600, API_KEY, "ok", ""),
        (0o644, API_KEY, "problem", "chmod 600 key"),
        (0o600, "", "problem", "write the value into it"),
        (None, None, "problem", "write the value into that file"),
    ],
)
def test_a_key_file_must_be_there_and_for_its_owner_alone(well, mode, content, finding, words):
    if mode is not None:
        well.write("key", content)
        (well.folder / "key").chmod(mode)
    well.config(active=True, credential={"api_key": {"file": "key"}})
    done = well.run("doctor", "--config", "config.json", "--json")
    assert (steps(done)["api key"], done.code) == (finding, 0 if finding == "ok" else 1)
    assert words in remedy(done, "api key")
    assert API_KEY not in done.out


def test_every_fault_of_a_configuration_is_a_problem_and_nothing_is_asked(well, sim):
    well.config(endpoint="create_prodct", retry={"max_atempts": 3})
    done = well.run("doctor", "--config", "config.json")
    assert done.code == 1
    assert "  ok      syntax" in done.out
    assert done.out.count("FAILED  validation") == 2
    assert 'did you mean "create_product"?' in done.out
    assert sim.requests() == []
    well.write("c.json", '{"endpoint": ')
    done = well.run("doctor", "--config", "c.json", "--json")
    assert (done.code, steps(done)["syntax"]) == (1, "problem")
    assert "validation" not in steps(done)


def test_a_paused_destination_is_noted(well):
    well.config(active=False)
    done = well.run("doctor", "--config", "config.json", "--json")
    assert (done.code, steps(done)["active"]) == (0, "note")


def test_works_without_a_configuration_and_takes_the_folders_own(well):
    (well.folder / "config.json").unlink()
    del well.environment["INFLOW_API_KEY"]
    done = well.run("doctor", "--json")
    assert (done.code, steps(done)["config"], steps(done)["api key"]) == (0, "note", "note")
    assert steps(done)["service"] == "skipped"
    done = well.run("doctor", "--config", "none.json", "--json")
    assert (done.code, steps(done)["config"]) == (1, "problem")
    well.write("inflow.jsonc", '{"endpoint": "create_prodct"}')
    done = well.run("doctor", "--json")
    assert (done.code, steps(done)["validation"]) == (1, "problem")
