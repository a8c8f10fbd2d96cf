# SPDX-License-Identifier: Apache-2.0
"""The Meltano project: its settings are the target's own, and its pipeline runs again and again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import Any

import pytest
import yaml

from conftest import EXAMPLE, ROOT, Host
from test_docs import make_binding

PROJECT = EXAMPLE / "meltano"
VENV = ROOT / "build/singer-meltano-venv"
INSTALL_SECONDS = 900
KINDS = {
    "string": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "object": "object",
    "array": "array",
}


def setting(name: str, of: dict[str, Any]) -> dict[str, Any]:
    """A setting as Meltano has it."""
    listed = of.get("type")
    types = [one for one in listed if one != "null"] if isinstance(listed, list) else [listed]
    made: dict[str, Any] = {"name": name}
    if of.get("enum"):
        made["kind"] = "options"
        made["options"] = [{"label": value, "value": value} for value in of["enum"]]
    elif types[0] in KINDS:
        made["kind"] = KINDS[types[0]]
    if of.get("secret"):
        made["sensitive"] = True
    return made


def test_its_settings_are_those_that_the_target_tells(host: Host) -> None:
    process = host.start("--about", "--format", "json")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    about = json.loads(out)
    expected = []
    for name, of in about["settings"]["properties"].items():
        expected.append(setting(name, of))
        if name == "credential":  # so that each can be set alone, and the key is hidden
            expected += [setting(f"{name}.{one}", its) for one, its in of["properties"].items()]
    project = yaml.safe_load((PROJECT / "meltano.yml").read_text(encoding="utf-8"))
    (loader,) = project["plugins"]["loaders"]
    lacking = [one for one in expected if one not in loader["settings"]]
    assert lacking == [], "add to meltano.yml:\n" + yaml.safe_dump(lacking, sort_keys=False)
    assert [one for one in loader["settings"] if one not in expected] == []
    assert sorted(loader["capabilities"]) == sorted(about["capabilities"])
    assert set(loader["config"]) <= {one["name"] for one in expected}


@pytest.fixture(scope="module")
def meltano() -> str:
    """Meltano's program, in an environment of its own."""
    pins = EXAMPLE / "requirements-meltano.txt"
    installed = VENV / "installed.txt"
    if not installed.exists() or installed.read_bytes() != pins.read_bytes():
        make = [sys.executable, "-m", "venv", "--clear", VENV]
        subprocess.run(make, check=True, timeout=INSTALL_SECONDS)
        pip = [VENV / "bin/pip", "install", "-q", "--disable-pip-version-check"]
        pip += ["--require-hashes", "-r", pins]
        subprocess.run(pip, check=True, timeout=INSTALL_SECONDS)
        installed.write_bytes(pins.read_bytes())
    return str(VENV / "bin/meltano")


def test_the_pipeline_runs_twice(meltano, sim, tmp_path):
    """In a checkout whose library is built already, as its user installs and runs it."""
    project = tmp_path / "examples/singer/meltano"
    shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(".meltano"))
    make_binding(tmp_path / "bindings/python")
    for name in ("pyproject.toml", "target_inflow"):
        copy = shutil.copytree if (EXAMPLE / name).is_dir() else shutil.copy
        copy(EXAMPLE / name, project.parent / name)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("INFLOW_", "PYTHONPATH", "TARGET_INFLOW_"))
    }
    environment |= {
        "INFLOW_COMPANY_ID": sim.company,
        "INFLOW_API_KEY": sim.api_key,
        "TARGET_INFLOW_BASE_URL": sim.url,
        "NO_COLOR": "1",
    }

    def run(*arguments):
        done = subprocess.run(
            [meltano, *arguments],
            cwd=project,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        assert sim.api_key not in done.stdout
        return done.stdout

    run("install")
    for number in (1, 2):
        log = run("run", "tap-messages", "target-inflow")
        assert 'REJECTED record 2 of "products" (sku: "S-1"): "weight" is "heavy"' in log
        assert "1 rejected" in log
        names = [product["name"] for product in sim.state("products")]
        assert sorted(names) == ["Rice", "Tea"]
        rejects = (project / "inflow.rejects.ndjson").read_text().splitlines()
        assert [json.loads(line)["sku"] for line in rejects] == ["S-1"] * number
    state = run("--environment", "dev", "state", "get", "dev:tap-messages-to-target-inflow")
    assert json.loads(state.splitlines()[-1])["singer_state"] == {
        "bookmarks": {"products": {"replication_key_value": 3}}
    }
