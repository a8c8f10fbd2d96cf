# SPDX-License-Identifier: Apache-2.0
"""The inflow command on a terminal of its own: a person's side of it, without sleeps.

with Terminal(inflow, "init") as terminal:      # columns=40, colour=True where they matter
    terminal.expect("Endpoint")       # reads until that has appeared
    terminal.say("create_product")    # types it and Enter
    assert terminal.end() == 0        # reads the rest and returns the exit code
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

from command_process import Inflow
from sim_process import binary

SECONDS = 60.0


class Terminal:
    def __init__(
        self,
        inflow: Inflow,
        *arguments: str,
        columns: int = 1000,
        colour: bool = False,
        redirect: str = "",
    ) -> None:
        """So wide that no line is wrapped, and without colours, unless told. redirect is what a
        shell takes behind a command: "< products.csv > out"."""
        self.shown = ""
        self._seen = 0
        self._pending = b""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = {**inflow.environment, "TERM": "xterm", "NO_COLOR": "" if colour else "1"}
        self.process = subprocess.Popen(
            ["setsid", "--ctty", "--wait", "sh", "-c", f'exec "$0" "$@" {redirect}',
             binary("inflow"), *arguments],
            cwd=inflow.folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._ours)

    def _read(self, deadline: float) -> bool:
        """Reads what is there; False at the end."""
        if not select.select([self._ours], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError(f"nothing more came after:\n{self.shown}")
        try:
            got = os.read(self._ours, 65536)
        except OSError:
            return False
        self._pending += got
        text = self._pending.decode(errors="ignore")
        self._pending = self._pending[len(text.encode()) :]
        self.shown += text.replace("\r\n", "\n")
        return bool(got)

    def expect(self, words: str) -> str:
        """Waits until the words appear behind what was expected before; returns what was shown up
        to their end."""
        deadline = time.monotonic() + SECONDS
        while (at := self.shown.find(words, self._seen)) < 0:
            if not self._read(deadline):
                raise AssertionError(f"the command ended before it showed {words!r}:\n{self.shown}")
        before, self._seen = self._seen, at + len(words)
        return self.shown[before : self._seen]

    def say(self, text: str) -> None:
        os.write(self._ours, text.encode() + b"\r")

    def press(self, key: str) -> None:
        """One key: "\\x03" is Ctrl-C, "\\x04" Ctrl-D."""
        os.write(self._ours, key.encode())

    def end(self) -> int:
        deadline = time.monotonic() + SECONDS
        while self._read(deadline):
            pass
        return self.process.wait(timeout=SECONDS)
