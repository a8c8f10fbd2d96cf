# SPDX-License-Identifier: Apache-2.0
"""What the Python package costs: its calls on a library that does nothing, and records all the way
to a service."""

from __future__ import annotations

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import accumulate

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bindings/python"))
from inflow_destination import Batch, Destination, _abi  # noqa: E402

CALLS = 2000
BATCHES = 300
ROUNDS = 5


def idle_library(folder: str) -> pathlib.Path:
    """A library whose functions return at once, so that what a call takes is the package's own."""
    code = [
        "#include <stdint.h>",
        f"static uint32_t table[64] = {{{_abi.API_SIZE}, {_abi.VERSION}}};",
    ]
    code += [
        "void* destination_get_api(void) { return table; }",
        "int destination_open(void* host, void** out) { (void)host; *out = table; return 0; }",
    ]
    code += [
        f"int destination_{name}() {{ return 0; }}"
        for name in _abi.FUNCTIONS
        if name not in ("get_api", "open")
    ]
    library = pathlib.Path(folder) / "idle.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O2", "-xc", "-", "-o", str(library)],
        input="\n".join(code),
        text=True,
        check=True,
    )
    return library


def fastest(call: Callable[[], object]) -> float:
    """Seconds of the fastest call: what else the machine does only ever adds."""
    best = float("inf")
    for _ in range(CALLS):
        start = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - start)
    return best


def call_costs(records: list[bytes]) -> Iterator[tuple[str, float, str]]:
    """Name, seconds a batch, goal."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Destination(library=idle_library(folder)) as destination,
    ):
        block = Batch(b"".join(records), accumulate(map(len, records), initial=0))
        yield "a list of bytes", fastest(lambda: destination.write(records)), "at most 120 us"
        yield "one prebuilt block", fastest(lambda: destination.write(block)), "at most 10 us"


@contextlib.contextmanager
def service(entity_bytes: int = 0) -> Iterator[str]:
    """A service on loopback that answers at once, with entities of about so many bytes or with
    {}."""
    with tempfile.TemporaryDirectory() as folder:
        program, bench = f"{folder}/answer_server", pathlib.Path(__file__).parent
        sources = [str(bench / name) for name in ("answer_server.c", "entity_answer.c")]
        subprocess.run(
            ["cc", "-O2", "-pthread", f"-I{bench.parent}", "-o", program, *sources], check=True
        )
        command = [program, str(entity_bytes)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"


def rates(library: pathlib.Path, records: list[bytes]) -> Iterator[tuple[str, float, float, str]]:
    """Name, records a second, CPU seconds a record, goal; the best of some rounds."""
    dicts = [json.loads(record) for record in records]
    with service() as url:
        for name, batch, goal in (("dicts", dicts, "150,000"), ("JSON bytes", records, "500,000")):
            measured = [rate(library, url, batch) for _ in range(ROUNDS)]
            yield name, max(rate for rate, _ in measured), min(cpu for _, cpu in measured), goal


def configuration(url: str) -> dict[str, object]:
    """Arrays of 100, as fast as may be."""
    return {
        "credential": {
            "company_id": "00000000-0000-4000-8000-000000000001",
            "api_key": "simulator-key",
        },
        "base_url": url,
        "endpoint": "create_product",
        "batching": {"enabled": True, "size": 100},
        "rate_limit": {"windows": [{"requests": 1_000_000_000, "per_ms": 1}]},
    }


def rate(library: pathlib.Path, url: str, batch: list[object]) -> tuple[float, float]:
    """Records a second, and CPU seconds a record."""
    delivered = 0
    with Destination(configuration(url), library=library) as destination:
        start, started = time.perf_counter(), time.process_time()
        for _ in range(BATCHES):
            delivered += destination.write(batch).summary.delivered
        delivered += destination.flush().summary.delivered
        seconds, cpu = time.perf_counter() - start, time.process_time() - started
    if delivered != BATCHES * len(batch):
        sys.exit(f"bench: {delivered} of {BATCHES * len(batch)} records were delivered")
    return delivered / seconds, cpu / delivered
