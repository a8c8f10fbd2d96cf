#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Follows a page as its reader does: writes its files, runs its commands as they stand, and
compares what they print.

    python3 tests/support/page.py docs/command.md --folder FOLDER [--state FILE] [--write] [--set NAME=VALUE]...

The reader begins in a checkout, FOLDER/inflow-destination: links to this one, but for what is there
already and the examples, which are copied without what a load left there; its build/release is the
build that INFLOW_BIN names. His home is FOLDER, and of this
environment he has nothing but the way to package indexes and what is set.

A block behind <!-- file: NAME --> is that file, in the folder where he stands when he comes to it.
A ```console block holds commands behind "$ ", each followed by what it prints on both streams; "^C"
is Ctrl-C, pressed when as many requests have arrived as the report below it names. A command that
starts inflow-sim has a terminal of its own; the reader goes on when it has printed what is shown.

The ports that pages name are free in a network of the reader's own, which begins with the
simulator: what stands before it may still fetch packages. Where the system allows no such network,
one page is followed at a time.

Exit 0: the page tells the truth. 1: it does not, and the difference is shown, or with --write
written into the page.
"""

from __future__ import annotations

import argparse
import ctypes
import difflib
import fcntl
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCES = re.compile(
    r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
SIMULATOR = re.compile(r"(\S*/)?inflow-sim\b")
MARK = "==== end ===="
WAIT_SECONDS = 60.0
POLL_SECONDS = 0.005
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 1, 64


def settled(text: str) -> str:
    """The text without the times, which differ from run to run."""
    text = re.sub(r'"seconds":\d+\.\d+', '"seconds":T', text)
    text = re.sub(r"( +)\(\d+\.\d ms\)", r" (T ms)", text)
    text = re.sub(r"(HTTP/[0-9.]+ \d+) in \d+ ms", r"\1 in T ms", text)
    text = re.sub(r'"elapsed_ms":\d+', '"elapsed_ms":T', text)
    text = re.sub(r"(the load of) (\d{4}-\d\d-\d\d )?\d\d:\d\d", r"\1 T", text)
    return re.sub(r"(records?) in \d+\.\d s:", r"\1 in T s:", text)


def enter_private_network() -> None:
    """Gives this process and its children a network of their own, or waits until they are the only
    ones that follow a page."""
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET if user == 0 else CLONE_NEWUSER | CLONE_NEWNET) != 0:
        lock = open(pathlib.Path(tempfile.gettempdir()) / f"inflow-page-{user}.lock", "w")
        os.set_inheritable(lock.fileno(), False)
        fcntl.flock(lock, fcntl.LOCK_EX)
        globals()["_lock"] = lock  # held until this process ends
        return
    if user != 0:
        pathlib.Path("/proc/self/setgroups").write_text("deny")
        pathlib.Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        pathlib.Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP | IFF_RUNNING))


class Terminal:
    """One bash, as long as the page is followed."""

    def __init__(self, folder: pathlib.Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @property
    def folder(self) -> pathlib.Path:
        return pathlib.Path(os.readlink(f"/proc/{self._process.pid}/cwd"))

    def begin(self, command: str) -> None:
        # The shell itself goes on after a Ctrl-C, and the next command still sees this one's exit
        # code.
        self._process.stdin.write(
            f"trap : INT\n(exit ${{code:-0}})\n{command}\ncode=$?\necho '{MARK}'\n"
        )
        self._process.stdin.flush()

    def printed(self, lines: int | None = None) -> str:
        """What the command prints until it ends, or so many lines of it."""
        found: list[str] = []
        while lines is None or len(found) < lines:
            line = self._process.stdout.readline()
            if line == MARK + "\n":
                break
            if not line:
                raise RuntimeError("the shell ended; it had printed:\n" + "".join(found))
            found.append(line)
            if line.endswith(MARK + "\n"):  # behind output without a line end
                found[-1] = line[: -len(MARK) - 1] + "\n"
                break
        return "".join(found)

    def interrupt(self) -> None:
        os.killpg(self._process.pid, signal.SIGINT)

    def close(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()


class Reader:
    """Follows one page."""

    def __init__(self, checkout: pathlib.Path, environment: dict[str, str]) -> None:
        self._checkout = checkout
        self._environment = environment
        self._desk: Terminal | None = None
        self._others: list[Terminal] = []
        self._service = ""

    def replay(self, fence: re.Match[str]) -> str:
        """The block with what its commands print now."""
        if fence["name"]:
            (self._at_desk().folder / fence["name"]).write_text(fence["text"], encoding="utf-8")
        if fence["language"] != "console":
            return fence.group()
        printed = ""
        for command, shown in self._commands(fence["text"]):
            output = (
                self._start_simulator(command, shown)
                if SIMULATOR.match(command)
                else self._run(command, shown)
            )
            printed += f"$ {command}\n{output}"
        same = settled(printed) == settled(fence["text"])
        return fence.group() if same else f"```console\n{printed}```"

    def control(self, path: str) -> dict:
        """What the simulator tells of itself."""
        with urllib.request.urlopen(f"{self._service}/_sim/{path}", timeout=WAIT_SECONDS) as answer:
            return json.load(answer)

    @property
    def has_service(self) -> bool:
        return bool(self._service)

    def close(self) -> None:
        for terminal in [*self._others, *([self._desk] if self._desk else [])]:
            terminal.close()

    @staticmethod
    def _commands(block: str) -> list[tuple[str, str]]:
        """Each command, and what it is said to print. A line that ends in a backslash goes on in
        the next."""
        parts = re.split(r"^\$ ", block, flags=re.MULTILINE)
        if parts[0]:
            raise SystemExit(f"a console block begins with a command, not with: {parts[0]}")
        return [
            re.fullmatch(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL).groups()
            for part in parts[1:]
        ]

    def _at_desk(self) -> Terminal:
        if self._desk is None:
            self._desk = Terminal(self._checkout, self._environment)
        return self._desk

    def _start_simulator(self, command: str, shown: str) -> str:
        if not self._others:
            folder = self._at_desk().folder
            self._desk.close()
            enter_private_network()
            self._desk = Terminal(folder, self._environment)
        terminal = Terminal(self._checkout, self._environment)
        self._others.append(terminal)
        terminal.begin(command)
        output = terminal.printed(max(1, shown.count("\n")))
        listens = re.search(r"listens on (\S+)", output)
        self._service = listens[1] if listens else ""
        return output

    def _run(self, command: str, shown: str) -> str:
        interrupted = "^C\n" in shown
        before = self.control("requests?from=none")["counts"]["arrived"] if interrupted else 0
        terminal = self._at_desk()
        terminal.begin(command)
        if interrupted:
            self._wait_for_requests(
                before + int(re.search(r"^  (\d+) requests?,", shown, re.MULTILINE)[1])
            )
            terminal.interrupt()
        output = terminal.printed()
        return (
            output.replace("inflow: stopping", "^C\ninflow: stopping", 1) if interrupted else output
        )

    def _wait_for_requests(self, number: int) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while self.control("requests?from=none")["counts"]["arrived"] < number:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{number} requests were expected before Ctrl-C")
            time.sleep(POLL_SECONDS)


def make_checkout(folder: pathlib.Path) -> pathlib.Path:
    """A checkout of links to this one and of copies of its examples, with the build that INFLOW_BIN
    names as its release build."""
    checkout = folder / "inflow-destination"
    built = pathlib.Path(os.environ.get("INFLOW_BIN", ROOT / "build/release/bin")).resolve().parent
    own = ("build", ".git", "examples")
    links = {checkout / path.name: path for path in ROOT.iterdir() if path.name not in own}
    links[checkout / "build/release"] = built
    (checkout / "build").mkdir(parents=True, exist_ok=True)
    for link, target in links.items():
        if not os.path.lexists(link):
            link.symlink_to(target)
    examples = checkout / "examples"
    if not examples.exists():
        shutil.copytree(ROOT / "examples", examples, ignore=shutil.ignore_patterns("*.journal*"))
    return checkout


def body_faults(requests: list[dict]) -> list[str]:
    """What is wrong with the bodies of published requests, where the service's own OpenAPI lies
    beside the repository."""
    sys.path[:0] = [str(ROOT / "tests/integration")]
    try:
        from sim_process import published_requests

        judge = published_requests()
    except ImportError:  # not every Python has jsonschema
        return []
    return judge.faults(requests) if judge else []


def follow(
    page: pathlib.Path,
    folder: pathlib.Path,
    environment: dict[str, str],
    state: pathlib.Path | None,
) -> str:
    """The page with what its commands print now; `state` gets what the simulator holds at the
    end."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key.startswith("PIP_") or key.lower().endswith("_proxy")
    }
    home = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    reader = Reader(make_checkout(folder), {**kept, **home, **environment})
    try:
        printed = FENCES.sub(reader.replay, page.read_text(encoding="utf-8"))
        if reader.has_service:
            faults = body_faults(reader.control("requests?from=1")["requests"])
            if faults:
                raise SystemExit("published requests with faults:\n" + "\n".join(faults))
            if state:
                state.write_text(json.dumps(reader.control("state")), encoding="utf-8")
    finally:
        reader.close()
    return printed


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Follows a page as its reader does, and compares what its commands print."
    )
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument(
        "--folder",
        type=pathlib.Path,
        required=True,
        help="an empty folder, in which the checkout is made",
    )
    parser.add_argument(
        "--state", type=pathlib.Path, help="gets what the simulator holds at the end"
    )
    parser.add_argument("--write", action="store_true", help="writes what is printed into the page")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        dest="environment",
        help="a variable for its commands",
    )
    options = parser.parse_args()
    environment = dict(setting.split("=", 1) for setting in options.environment)
    shown = options.page.read_text(encoding="utf-8")
    printed = follow(options.page.resolve(), options.folder.resolve(), environment, options.state)
    if printed == shown:
        return 0
    if options.write:
        options.page.write_text(printed, encoding="utf-8")
    difference = difflib.unified_diff(
        shown.splitlines(), printed.splitlines(), str(options.page), "what is printed", lineterm=""
    )
    print("\n".join(difference))
    return 1


if __name__ == "__main__":
    sys.exit(main())
