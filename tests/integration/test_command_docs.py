# SPDX-License-Identifier: Apache-2.0
"""docs/command.md shows what its commands really print.

A ```console block holds commands behind "$ ", each followed by what it prints; "^C" is a Ctrl-C, sent when the quota of slow.json is
used up. A block behind <!-- file: NAME --> is that file. All run in one folder and one shell, in order.
"""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess

import pytest

from sim_process import ROOT, SimProcess, binary

DOCUMENT = ROOT / "docs" / "command.md"
FENCES = re.compile(r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "==== end ===="
# The requests that slow.json allows a minute: with so many arrived, the load waits.
SLOW_REQUESTS = 20


def settled(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "GUID", text)
    text = re.sub(r'"seconds":\d+\.\d+', '"seconds":T', text)
    text = re.sub(r"( +)\(\d+\.\d ms\)", r" (T ms)", text)
    text = re.sub(r"(HTTP/[0-9.]+ \d+) in \d+ ms", r"\1 in T ms", text)
    text = re.sub(r'"elapsed_ms":\d+', '"elapsed_ms":T', text)
    return re.sub(r"(records?) in \d+\.\d s:", r"\1 in T s:", text)


class Shell:
    """One bash in the reader's folder."""

    def __init__(self, folder: pathlib.Path, sim: SimProcess) -> None:
        self.folder = folder
        self.sim = sim
        environment = {**sim.environment(), "PATH": f"{pathlib.Path(binary('inflow')).parent}:/usr/bin:/bin"}
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str, interrupted: bool) -> str:
        """What the command prints on both streams; `interrupted` sends Ctrl-C when the quota is used up."""
        before = self.sim.counts()["arrived"]
        # The shell itself goes on after a Ctrl-C, and the next command still sees this one's exit code.
        self.process.stdin.write(f"trap : INT\n(exit ${{code:-0}})\n{command}\ncode=$?\necho '{MARK}'\n")
        self.process.stdin.flush()
        if interrupted:
            self.sim.wait_for_requests(before + SLOW_REQUESTS)
            os.killpg(self.process.pid, signal.SIGINT)
        lines = []
        for line in self.process.stdout:
            if line == MARK + "\n":
                return "".join(lines)
            lines.append(line)
        raise AssertionError(f"the shell ended in: {command}")

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


def commands(block: str) -> list[tuple[str, str, bool]]:
    """Command, what it is said to print, whether Ctrl-C is pressed."""
    found = []
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        found.append((command, shown.replace("^C\n", ""), "^C\n" in shown))
    return found


def printed(document: str, folder: pathlib.Path) -> str:
    """The document with what its commands print today."""
    with SimProcess("--limit", "none") as sim:
        shell = Shell(folder, sim)

        def replay(fence: re.Match[str]) -> str:
            if fence["name"]:
                (folder / fence["name"]).write_text(fence["text"].replace("127.0.0.1:8080", f"127.0.0.1:{sim.port}"), encoding="utf-8")
            if fence["language"] != "console":
                return fence.group()
            shown = ""
            for command, _, interrupted in commands(fence["text"]):
                output = shell.run(command, interrupted).replace(f"127.0.0.1:{sim.port}", "127.0.0.1:8080")
                shown += f"$ {command}\n" + output.replace("inflow: stopping", "^C\ninflow: stopping")
            return f"```console\n{shown}```"

        try:
            return FENCES.sub(replay, document)
        finally:
            shell.close()


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_the_commands_print_what_the_document_shows(document, tmp_path):
    assert len([fence for fence in FENCES.finditer(document) if fence["language"] == "console"]) >= 8
    assert settled(printed(document, tmp_path)) == settled(document)


def test_every_option_of_load_is_in_the_document(document):
    text = subprocess.run([binary("inflow"), "load", "--help"], capture_output=True, text=True, check=True).stdout
    options = set(re.findall(r"^ +(?:-h,)?(--[\w-]+)", text, re.MULTILINE))
    assert len(options) >= 12
    assert sorted(option for option in options if option not in document) == []


def test_every_subcommand_is_in_the_document(document):
    text = subprocess.run([binary("inflow"), "--help"], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^  (\w[\w-]*) ", text.split("Subcommands:\n")[1].split("\n\n")[0], re.MULTILINE)
    assert len(names) >= 5
    assert [name for name in names if f"`inflow {name}" not in document] == []
