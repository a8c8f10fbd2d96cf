# SPDX-License-Identifier: Apache-2.0
"""One load: its files, its command, and the process that runs at the time."""

from __future__ import annotations

import csv
import io
import json
import os
import pathlib
import random
import signal
import subprocess
from typing import Any

from sim_process import COMPANY, SimProcess, binary

from .kinds import Record
from .plan import ALONE, Kill, LoadPlan, Start

# Nothing but the key may look like it, in whatever file.
API_KEY = "chaos-key-5Yq8Zt2Lw7"


class Load:
    def __init__(self, plan: LoadPlan, scene: str, folder: pathlib.Path) -> None:
        self.plan = plan
        self.folder = folder
        self.kind = plan.kind()
        self.input = self.kind.make(plan.name, plan.count, random.Random(plan.input_seed))
        # What every request of the load has in its body; alone, all are the load's.
        self.mark = "" if scene == ALONE else f'"{plan.name}-0'
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.killed = False
        # The number of the request, of all that are the load's, that its next kill waits for.
        self.target = 0

    @property
    def files(self) -> dict[str, range]:
        """The input's files, with the ordinals of their records."""
        each = -(-len(self.input.records) // self.plan.files)
        return {
            f"{self.plan.name}{part}.{self.plan.form}": range(len(self.input.records))[
                part * each : (part + 1) * each
            ]
            for part in range(self.plan.files)
        }

    @property
    def rejects(self) -> str | None:
        """What the command names for them, if it does."""
        return f"{self.plan.name}.{self.plan.rejects}" if self.plan.rejects else None

    @property
    def command(self) -> list[str]:
        named = ["--rejects", self.rejects] if self.rejects else []
        options = ["--config", f"{self.plan.name}.json", "--json", *named, *self.plan.options]
        return [binary("inflow"), "load", *options, *self.files]

    @property
    def requests(self) -> int:
        """How many it takes where nothing fails."""
        return -(-len(self.input.units) // self.plan.batch)

    def prepare(self, sim: SimProcess) -> None:
        own = self.kind.configuration()
        document = {**own, **self.plan.settings, "base_url": sim.url}
        if "batching" in own:
            document["batching"] = own["batching"] | self.plan.settings.get("batching", {})
        (self.folder / f"{self.plan.name}.json").write_text(json.dumps(document, indent=2))
        write = write_csv if self.plan.form == "csv" else write_ndjson
        for name, places in self.files.items():
            records = self.input.records[places.start : places.stop]
            (self.folder / name).write_text(write(records), encoding="utf-8")

    @property
    def start(self) -> Start:
        """The plan of the newest start; those beyond the plan meet no fault."""
        starts = self.plan.starts
        return starts[self.starts - 1] if 0 < self.starts <= len(starts) else Start([], 1, None)

    @property
    def next_kill(self) -> Kill | None:
        """The kill that the newest start is to suffer, if any."""
        return self.start.kill

    def begin(self, seen: int) -> None:
        """Before spawn, with the number of the load's requests until now."""
        self.starts += 1
        self.killed = False
        kill = self.next_kill
        self.target = max(seen + 1, int(kill.share * self.requests)) if kill else 0

    def spawn(self) -> None:
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.folder),
            "INFLOW_COMPANY_ID": COMPANY,
            "INFLOW_API_KEY": API_KEY,
            **(wrong_clock(self.start.clock_days) if self.start.clock_days else {}),
        }
        with open(self.told("out"), "wb") as out, open(self.told("err"), "wb") as err:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def told(self, stream: str) -> pathlib.Path:
        """What the newest start wrote there."""
        return self.folder / f"{self.plan.name}.{self.starts}.{stream}"

    @property
    def code(self) -> int | None:
        """The exit code of the newest start; None while it runs."""
        return self.process.poll() if self.process else None

    @property
    def runs(self) -> bool:
        return self.process is not None and self.code is None

    @property
    def finished(self) -> bool:
        """The load ended by itself and to its end, or was killed when it had told all."""
        return self.code in (0, 1) or (self.killed and self.has_told)

    @property
    def has_told(self) -> bool:
        """Its line of JSON is whole and speaks of its end. Whoever has that gives no command again."""
        summary = self.summary()
        return bool(summary) and summary["pending"] == 0

    def end(self, seconds: float) -> bool:
        """Waits for its end; False where that does not come."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def freeze(self) -> bool:
        """Stops the process; False where it had ended before."""
        if not self.runs:
            return False
        os.kill(self.process.pid, signal.SIGSTOP)
        # Looked at alone: it is Popen that waits for its end.
        how = os.WSTOPPED | os.WEXITED | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, how).si_code == os.CLD_STOPPED

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.killed = True

    def summary(self) -> dict[str, Any]:
        text = self.told("out").read_text(encoding="utf-8")
        return json.loads(text.splitlines()[-1]) if text.endswith("\n") else {}


def wrong_clock(days: int) -> dict[str, str]:
    """What makes a program see another date; its waits are not touched."""
    found = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise FileNotFoundError("libfaketime is not installed: ./dev bootstrap installs it")
    return {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME": f"{days:+}d",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # A sanitized program's own library wants to come first.
        "ASAN_OPTIONS": "verify_asan_link_order=0",
    }


def write_ndjson(records: list[Record]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def write_csv(records: list[Record]) -> str:
    columns = list(dict.fromkeys(name for record in records for name in record))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()
