# SPDX-License-Identifier: Apache-2.0
"""The wheel of `pip install ./bindings/python` works outside the checkout and, repaired, on a
machine that has only python3."""

from __future__ import annotations

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from conftest import BINDING, ROOT

PROGRAM = """
import json, sys
import inflow_destination
from inflow_destination import Destination
with Destination(json.loads(sys.argv[1])) as destination:
    print(inflow_destination.__file__, [item.outcome.name for item in destination.write([{"name": "Tea"}])])
"""
# All that pip and the programs of the wheel may know of this machine.
ENVIRONMENT = {"PATH": os.pathsep.join([os.path.dirname(sys.executable), "/usr/bin", "/bin"])}


def run(*command, **options):
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The wheel as pip builds it. The build tool comes from this environment, so that nothing is fetched here."""
    folder = tmp_path_factory.mktemp("built")
    # By the names of the presets, so that a compiler cache serves both.
    environment = {**os.environ, "PATH": ENVIRONMENT["PATH"], "CC": "cc", "CXX": "c++"}
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-build-isolation",
        "--no-deps",
        "-w",
        folder,
        BINDING,
        env=environment,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def repaired(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("repaired")
    run(sys.executable, "-m", "auditwheel", "repair", "-w", folder, built, env=ENVIRONMENT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_what_is_in_it(built):
    with zipfile.ZipFile(built) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    sources = {
        str(path.relative_to(BINDING)) for path in (BINDING / "inflow_destination").rglob("*.py")
    }
    assert names == sources | {
        "inflow_destination/py.typed",
        "inflow_destination/libinflow_destination.so.1",
    }
    (version,) = re.findall(
        r"project\(inflow_destination VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text()
    )
    assert built.name == f"inflow_destination-{version}-py3-none-linux_{os.uname().machine}.whl"


def test_it_works_outside_the_checkout(built, service, tmp_path):
    run("/usr/bin/python3", "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv/bin/python"
    run(python, "-m", "pip", "install", "-q", "--no-deps", "--no-index", built)
    printed = run(
        python, "-c", PROGRAM, json.dumps(service.config()), cwd=tmp_path, env=ENVIRONMENT
    )
    assert printed.startswith(str(tmp_path)) and printed.endswith("['DELIVERED']\n")


def closure(*packages):
    """Installed Debian packages with all that they depend on."""
    found, left = set(), list(packages)
    while left:
        package = left.pop()
        query = ["dpkg-query", "-W", "-f=${db:Status-Status},${Pre-Depends},${Depends}", package]
        status, *needed = re.split(
            r"[,|]", subprocess.run(query, capture_output=True, text=True, check=False).stdout
        )
        if status == "installed" and package not in found:  # else the other side of an alternative
            found.add(package)
            left += [words[0].removesuffix(":any") for words in map(str.split, needed) if words]
    return found


def make_machine(root, packages):
    """A folder with the files of these packages and no others."""
    for name in ("bin", "lib", "lib64", "sbin"):
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")
    listed = run("dpkg-query", "-L", *sorted(packages)).splitlines()
    for path in map(pathlib.Path, listed):
        if (
            not path.is_absolute()
            or path.is_relative_to("/usr/share")
            or (path.is_dir() and not path.is_symlink())
            or not path.exists()
        ):
            continue
        copy = root / path.relative_to("/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        if not copy.exists():
            shutil.copy2(path, copy, follow_symlinks=False)


def test_repaired_it_works_on_a_machine_that_has_only_python3(repaired, service, tmp_path):
    root = tmp_path / "machine"
    root.mkdir()
    # libstdc++ is what every manylinux wheel may expect of a machine.
    make_machine(root, closure("python3", "libstdc++6"))
    assert not list(root.rglob("libcurl*")) and not list(root.rglob("libabsl*"))
    with zipfile.ZipFile(repaired) as wheel:
        wheel.extractall(root / "site")
    enter = ["chroot"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "chroot"]
    command = [*enter, root, "/usr/bin/python3", "-c", PROGRAM, json.dumps(service.config())]
    assert (
        run(*command, env={"PYTHONPATH": "/site", "PATH": "/usr/bin:/bin:/usr/sbin"})
        == "/site/inflow_destination/__init__.py ['DELIVERED']\n"
    )
