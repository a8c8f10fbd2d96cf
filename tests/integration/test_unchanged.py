# SPDX-License-Identifier: Apache-2.0
"""With journal.skip_unchanged a load sends what changed since this journal delivered it, and nothing
else."""

from __future__ import annotations

import json

import pytest

from command_process import Inflow
from sim_process import SimProcess
from stopped_load import kill_at, names, one_after_the_other, records

SKIP = {"skip_unchanged": True}


@pytest.fixture
def synced(inflow: Inflow, sim: SimProcess) -> list[dict[str, str]]:
    """Ten products that a load has delivered."""
    one_after_the_other(inflow, journal=SKIP)
    rows = records(10)
    inflow.write("p.ndjson", rows)
    done = inflow.load("p.ndjson", "--json")
    assert (done.code, done.summary["delivered"], done.summary["requests"]) == (0, 10, 10)
    return rows


def counted(inflow: Inflow, *arguments: str) -> tuple[int, int, int]:
    """What a load delivers, leaves unchanged and asks for."""
    done = inflow.load("p.ndjson", "--json", *arguments)
    assert done.code == 0, done.err
    return tuple(done.summary[key] for key in ("delivered", "unchanged", "requests"))


def test_a_second_load_sends_what_changed(inflow, sim, synced):
    assert counted(inflow) == (0, 10, 0)
    synced[3]["remarks"] = "new"
    inflow.write("p.ndjson", [*synced, {"name": "Cup", "sku": "C"}])
    assert counted(inflow) == (2, 9, 2)
    sent = [json.loads(request["body"])["name"] for request in sim.requests()]
    assert sent[-2:] == ["Tea 004", "Cup"]
    assert counted(inflow) == (0, 11, 0)


def test_it_is_told(inflow, synced):
    done = inflow.load("p.ndjson", "--results", "results.ndjson")
    assert "10 records to send in 0 requests" in done.err
    assert "; 10 of them are unchanged and not sent" in done.err
    assert "10 records in" in done.err and ": 10 unchanged" in done.err
    first = (inflow.folder / "results.ndjson").read_text(encoding="utf-8").splitlines()[0]
    assert '"outcome":"UNCHANGED"' in first.replace(" ", "")
    assert "what was delivered last for its key is the same" in first


def test_plan_tells_what_is_new_changed_and_unchanged(inflow, sim, synced):
    synced[0]["remarks"] = "new"
    inflow.write("p.ndjson", [*synced, {"name": "Cup", "sku": "C"}])
    before = sim.counts()["arrived"]
    done = inflow.run("plan", "--config", "config.json", "p.ndjson", "--json")
    assert done.code == 0, done.err
    assert [done.summary[key] for key in ("created", "changed", "unchanged", "requests")] == [
        1,
        1,
        9,
        2,
    ]
    text = inflow.run("plan", "--config", "config.json", "p.ndjson").out
    assert "1 created, 1 changed, 9 unchanged since this journal delivered them" in text
    assert "what was changed inside inFlow is not seen" in text
    assert sim.counts()["arrived"] == before
    assert counted(inflow) == (2, 9, 2)


def test_a_plan_makes_no_journal(inflow):
    one_after_the_other(inflow, journal=SKIP)
    inflow.write("p.ndjson", records(2))
    done = inflow.run("plan", "--config", "config.json", "p.ndjson", "--json")
    assert done.summary["requests"] == 2 and "created" not in done.summary
    assert not list(inflow.folder.glob("*.journal*"))


@pytest.mark.parametrize("how", ["--full", "--set=journal.skip_unchanged=false"])
def test_all_is_sent_where_that_is_asked_for(inflow, synced, how):
    assert counted(inflow, how) == (10, 0, 10)
    assert counted(inflow) == (0, 10, 0)


def test_what_a_load_without_it_wrote_over_is_not_unchanged(inflow, synced):
    """The digest of a key is gone as soon as anything of it leaves, whoever sends it."""
    synced[4]["remarks"] = "other"
    inflow.write("p.ndjson", synced)
    assert counted(inflow, "--set", "journal.skip_unchanged=false") == (10, 0, 10)
    del synced[4]["remarks"]
    inflow.write("p.ndjson", synced)
    assert counted(inflow) == (1, 9, 1)


def test_spelling_is_no_change(inflow, synced):
    lines = "".join(
        f'{{ "sku": "{row["sku"]}",\t"name": "\\u0054ea {row["name"][4:]}" }}\n' for row in synced
    )
    inflow.write("p.ndjson", lines)
    assert counted(inflow) == (0, 10, 0)
    inflow.write("p.ndjson", lines.replace("}", ', "width": null}', 1))
    assert counted(inflow) == (1, 9, 1)


def test_a_decimal_is_its_value(inflow):
    one_after_the_other(inflow, journal=SKIP)
    tea = '{"name": "Tea", "sku": "T", "width": "%s"}\n'
    for spelling, figures in (("12.50", (1, 0, 1)), ("12.5", (0, 1, 0)), ("12.51", (1, 0, 1))):
        inflow.write("p.ndjson", tea % spelling)
        assert counted(inflow) == figures, spelling


def test_a_refused_record_is_sent_again_and_what_it_was_before_too(inflow, sim, synced):
    sim.set_faults({"rules": [{"nth": 1, "status": 400, "body": {"message": "no"}}]})
    good = synced[0].copy()
    synced[0]["remarks"] = "bad"
    inflow.write("p.ndjson", synced)
    assert inflow.load("p.ndjson").code == 1
    sim.set_faults({"rules": []})
    synced[0] = good
    inflow.write("p.ndjson", synced)
    assert counted(inflow) == (1, 9, 1)


@pytest.mark.parametrize("applied", [False, True])
def test_what_was_on_its_way_when_the_load_was_killed_is_sent(inflow, sim, synced, applied):
    def write(remarks: str) -> None:
        inflow.write("p.ndjson", [{**row, "remarks": remarks} for row in synced])

    write("old")
    assert counted(inflow) == (10, 0, 10)
    write("new")
    kill_at(inflow, sim, 4, "p.ndjson", apply=applied)
    # The old content again: of what may have been written over, nothing counts as unchanged.
    write("old")
    assert inflow.load("p.ndjson").code == 2
    assert counted(inflow, "--restart") == (4, 6, 4)
    assert {product["remarks"] for product in sim.state("products")} == {"old"}


def test_twins_of_an_input_cost_one_request(inflow, sim):
    one_after_the_other(inflow, journal=SKIP)
    tea, cup = records(2)
    inflow.write("p.ndjson", [tea, cup, tea, tea, {**tea, "remarks": "new"}, tea])
    assert counted(inflow) == (4, 2, 4)
    assert sorted(names(sim)) == ["Tea 001", "Tea 002"]


def test_records_without_a_key_are_always_sent(inflow, sim):
    inflow.config(endpoint="create_product", journal=SKIP)
    inflow.write("p.ndjson", records(2))
    assert counted(inflow) == (2, 0, 2)
    done = inflow.load("p.ndjson", "--json")
    assert (done.summary["rejected"], done.summary["requests"]) == (2, 2), "their names are taken"


def test_standard_input_has_the_same_journal(inflow, synced):
    done = inflow.run(
        "load",
        "--config",
        "config.json",
        "-",
        "--json",
        stdin=(inflow.folder / "p.ndjson").read_bytes(),
    )
    assert done.code == 0, done.err
    assert done.summary["unchanged"] == 10


def test_forgetting_a_key_sends_it_once_more(inflow, synced):
    # The key of a published product is the GUID that its identity makes.
    body = inflow.run("preview", "--config", "config.json", "p.ndjson", "--raw").out
    guid = body.split('"productId":"', 1)[1][:36]
    assert inflow.run("forget", "--config", "config.json", guid).code == 0
    assert counted(inflow) == (1, 9, 1)


def test_the_schema_and_the_check_know_the_setting(inflow):
    one_after_the_other(inflow, journal=SKIP)
    assert inflow.run("validate", "--config", "config.json").code == 0
    one_after_the_other(inflow, journal={"skip_unchanged": "yes"})
    done = inflow.run("validate", "--config", "config.json")
    assert done.code == 2 and "/journal/skip_unchanged: " in done.err


def test_a_stopped_load_does_not_forget_what_it_skipped(inflow, sim, synced):
    for row in synced[5:]:
        row["remarks"] = "new"
    inflow.write("p.ndjson", synced)
    kill_at(inflow, sim, 3, "p.ndjson")
    done = inflow.load("p.ndjson", "--json")
    assert done.code == 0, done.err
    assert (done.summary["delivered"], done.summary["unchanged"]) == (5, 5)
    assert counted(inflow) == (0, 10, 0)
