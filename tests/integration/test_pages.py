# SPDX-License-Identifier: Apache-2.0
"""Pages do what they say: each is followed as its reader would, from an empty folder and a
simulator that it starts itself."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
import sys

import pytest

from sim_process import ROOT

PAGE = ROOT / "tests" / "support" / "page.py"
# What these tests follow; the pages of hosts are followed by the tests of the hosts, which have
# what they need.
HERE = [
    "README.md",
    "docs/command.md",
    "docs/hosts/c.md",
    "examples/data/README.md",
    "examples/first-load/README.md",
    "examples/northwind/README.md",
    "examples/northwind/names/README.md",
    "examples/northwind/published/README.md",
    "examples/online-retail/README.md",
]
ELSEWHERE = {
    "docs/hosts/go.md": "bindings/go/docs_test.go",
    "docs/hosts/python.md": "bindings/python/tests/wheel/test_docs.py",
    "docs/hosts/redpanda-connect.md": "examples/redpanda-connect/docs_test.go",
    "docs/hosts/singer.md": "examples/singer/tests/test_docs.py",
}
STARTS = re.compile(r"^\$ \S*inflow-sim --port 8080\b", re.MULTILINE)
TOLD = "```console\n$ echo one\n{}\n$ cat note.txt; (exit 3)\nhello\n$ echo $?\n3\n```\n"


def follow(
    page: pathlib.Path | str, folder: pathlib.Path, *options: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PAGE), str(page), "--folder", str(folder), *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("page", HERE)
def test_the_commands_print_what_the_page_shows(page, tmp_path):
    done = follow(page, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_page_with_commands_is_followed():
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    pages = listed or [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*.md") if "build" not in path.parts
    ]
    text = {page: (ROOT / page).read_text(encoding="utf-8") for page in pages}
    assert sorted(page for page in pages if "```console\n" in text[page]) == sorted(
        [*HERE, *ELSEWHERE]
    )
    for page, test in ELSEWHERE.items():
        assert page.rpartition("/")[2] in (ROOT / test).read_text(encoding="utf-8")
    # Each starts the simulator that it talks to.
    assert [page for page in [*HERE, *ELSEWHERE] if not STARTS.search(text[page])] == []


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "docs/command.md",
        "docs/configuration.md",
        *(p for p in ELSEWHERE),
        "docs/hosts/c.md",
    ],
)
def test_a_page_begins_with_a_published_endpoint(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    endpoint = re.search(r'"?endpoint"?: "?(\w+)', text)
    assert endpoint[1] == "upsert_product"
    assert re.search(r'"?identity"?: ', text[endpoint.end() : endpoint.end() + 60])


class TestFollowing:
    """The reader of these tests sees what is wrong with a page."""

    def page(self, folder: pathlib.Path, shown: str) -> pathlib.Path:
        path = folder / "page.md"
        path.write_text(
            "Text\n\n<!-- file: note.txt -->\n```\nhello\n```\n\n" + TOLD.replace("{}", shown),
            encoding="utf-8",
        )
        return path

    def test_a_true_page(self, tmp_path):
        done = follow(self.page(tmp_path, "one"), tmp_path)
        assert (done.returncode, done.stdout) == (0, "")

    def test_a_wrong_one_is_shown_and_mended(self, tmp_path):
        path = self.page(tmp_path, "two")
        done = follow(path, tmp_path)
        assert done.returncode == 1 and "\n-two\n+one\n" in done.stdout
        assert follow(path, tmp_path, "--write").returncode == 1
        assert "\n$ echo one\none\n" in path.read_text(encoding="utf-8")
        assert follow(path, tmp_path).returncode == 0

    def test_a_command_that_is_not_there(self, tmp_path):
        path = tmp_path / "page.md"
        path.write_text("```console\n$ no-such-command\n```\n", encoding="utf-8")
        done = follow(path, tmp_path)
        assert done.returncode == 1 and "no-such-command: command not found" in done.stdout

    def test_times_may_differ(self, tmp_path):
        path = tmp_path / "page.md"
        path.write_text(
            '```console\n$ echo "2 records in 0.3 s:"\n2 records in 0.1 s:\n```\n', encoding="utf-8"
        )
        assert follow(path, tmp_path).returncode == 0

    def test_the_simulator_is_the_readers_own(self, tmp_path):
        """Two readers use one port at the same time, each with a simulator that knows nothing of
        the other's."""
        path = tmp_path / "page.md"
        simulator = "inflow-sim listens on http://127.0.0.1:8080 for the company 00000000-0000-4000-8000-000000000001"
        path.write_text(
            f"```console\n$ build/release/bin/inflow-sim --port 8080\n{simulator}\n```\n",
            encoding="utf-8",
        )
        readers = []
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            command = [
                sys.executable,
                str(PAGE),
                str(path),
                "--folder",
                str(tmp_path / name),
                "--state",
                str(tmp_path / f"{name}.json"),
            ]
            readers.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        assert [(reader.communicate(timeout=60)[0], reader.returncode) for reader in readers] == [
            ("", 0),
            ("", 0),
        ]
        assert "products" in json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
