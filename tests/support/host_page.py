# SPDX-License-Identifier: Apache-2.0
"""A page below docs/hosts that gets its reader to a loaded file: its files, its commands, and what they print.

    page = HostPage(ROOT / "docs/hosts/python.md")
    page.files["load.py"], page.shown
    done = page.run(folder)     # its commands as they stand, where the reader is
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess

FENCES = re.compile(r"(?:^<!-- file: (?P<name>\S+) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
RUN_SECONDS = 900  # some commands compile the library


class HostPage:
    def __init__(self, path: pathlib.Path) -> None:
        blocks = list(FENCES.finditer(path.read_text(encoding="utf-8")))
        (console,) = [block["text"].splitlines() for block in blocks if block["language"] == "console"]
        self.files = {block["name"]: block["text"] for block in blocks if block["name"]}
        self.commands = "".join(line[2:] + "\n" for line in console if line.startswith("$ "))
        self.shown = "".join(line + "\n" for line in console if not line.startswith("$ "))

    def run(self, folder: pathlib.Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs the commands with nothing of this environment but how pip reaches its index; root needs no sudo.

        options  of bash: "-e" where no command of the page may fail
        """
        kept = {key: value for key, value in os.environ.items() if key.startswith("PIP_") or key.lower().endswith("_proxy")}
        script = self.commands.replace("sudo ", "" if os.geteuid() == 0 else "sudo ")
        return subprocess.run(
            ["bash", *options, "-c", script],
            cwd=folder,
            env={**kept, "PATH": "/usr/bin:/bin", "HOME": str(folder), **environment},
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
