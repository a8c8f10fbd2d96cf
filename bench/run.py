#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The benchmarks: the core by itself, the journal beside plain SQLite, the plugin beside a plain
libcurl program, also with answers like inFlow's, memory, pace, the bindings, the hosts.

    bench/run.py [core] [journal] [nginx] [answers] [memory] [readers] [command] [plan] [pace]
                 [quota] [unchanged] [python] [go] [hosts]        all of them by default

The programs are looked for in the folder INFLOW_BIN, by default build/release/bin. Compare ratios
within one run: a machine that does other things at the same time makes absolute figures worthless.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import platform
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

ROOT = pathlib.Path(__file__).resolve().parents[1]
BIN = pathlib.Path(os.environ.get("INFLOW_BIN", ROOT / "build/release/bin"))
LIBRARY = BIN.parent / "lib" / "libinflow_destination.so"
sys.path.insert(0, str(ROOT / "tests" / "integration"))
sys.path.insert(0, str(ROOT / "tests" / "hosts"))
import python_binding  # noqa: E402
from hosts import HOSTS  # noqa: E402
from sim_process import SimProcess  # noqa: E402

RECORD_BYTES = 350
ROUNDS = 5


def record(number: int) -> str:
    """A product of RECORD_BYTES bytes."""
    text = f'{{"name":"Hex bolt M8 x {number}","sku":"SKU-{number}","price":"12.50","cost":7.1250,"quantity":{number},"remarks":"'
    return text + "x" * (RECORD_BYTES - len(text) - 2) + '"}'


def product(number: int) -> str:
    """A published product of RECORD_BYTES bytes, written as the destination writes it."""
    text = f'{{"productId":"00000000-0000-4000-8000-{number:012}","name":"Hex bolt M8 x {number}","sku":"SKU-{number}",'
    text += '"itemType":"StockedProduct","isActive":true,"weight":"12.50","remarks":"'
    return text + "x" * (RECORD_BYTES - len(text) - 2) + '"}'


def figure(name: str, measured: str, goal: str) -> None:
    print(f"  {name:<58} {measured:>22}   goal: {goal}", flush=True)


def machine() -> None:
    model = next(
        (
            line.split(":")[1].strip()
            for line in open("/proc/cpuinfo")
            if line.startswith("model name")
        ),
        "unknown",
    )
    memory = int(open("/proc/meminfo").readline().split()[1]) // 1024
    print(
        f"machine: {os.cpu_count()} x {model}, {memory} MiB, {platform.system()} {platform.release()}"
    )
    print(f"load before: {os.getloadavg()[0]:.2f}\n")


def core() -> None:
    print(
        "core: accept, validate, drop one attribute, group, render, settle; a transport that answers at once; one core"
    )
    command = [str(BIN / "delivery-bench"), "--benchmark_format=json", "--benchmark_repetitions=3"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    rates: dict[str, float] = {}
    pending = 0.0
    for one in report["benchmarks"]:
        if one.get("error_occurred"):
            sys.exit(f"bench: {one['name']}: {one['error_message']}")
        if one.get("aggregate_name") != "median":
            continue
        if "bytes_a_record" in one:
            pending = one["bytes_a_record"]
        else:
            rates[one["run_name"].removeprefix("deliver/")] = one["items_per_second"]
    alone = rates.pop("records_a_request/1")
    templated = rates.pop("templated")
    figure(
        f"100 of {RECORD_BYTES} bytes a request",
        f"{rates.pop('records_a_request/100'):,.0f} records/s",
        "2,000,000",
    )
    figure(f"1 of {RECORD_BYTES} bytes a request", f"{alone:,.0f} records/s", "1,000,000")
    figure(
        "templated URL, 2 headers, 3 excluded",
        f"{alone / templated:.2f} times the cost of 1 a request",
        "2",
    )
    published = rates.pop("published")
    figure("published, with identity, 1 a request", f"{published:,.0f} records/s", "500,000")
    for algorithm, rate in rates.items():
        figure(f"{algorithm}, 10 or 100 a request", f"{rate:,.0f} records/s", "500,000")
    figure("a pending record beside its payload", f"{pending:.0f} bytes", "160")
    print()


def journal() -> None:
    print(
        f"journal: {RECORD_BYTES} bytes a record, batches of 1,000, durability full; accepted to settled, beside a loop"
    )
    print("over SQLite that writes the same rows in the same transactions; CPU time")
    command = [str(BIN / "journal-bench"), "--benchmark_format=json", "--benchmark_repetitions=5"]
    command.append("--benchmark_enable_random_interleaving=true")
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    medians = {
        one["run_name"].split("/repeats:")[0]: one
        for one in report["benchmarks"]
        if one.get("aggregate_name") == "median"
    }
    for group in (100, 1):
        ours, plain = (
            medians[f"{name}/{group}"]["items_per_second"] for name in ("journal", "plain")
        )
        commits = medians[f"journal/{group}"]["commits"]
        figure(f"{group} a request, {commits:,.0f} commits a batch", f"{ours:,.0f} records/s", "-")
        figure(f"{group} a request, beside the loop", f"{ours / plain:.2f}", "at least 0.70")
    restart = medians["restart/iterations:1"]
    figure(
        f"restart with 1,000,000 pending and a queue of 10,000 ({restart['mib']:.0f} MiB)",
        f"first request after {restart['first_request_s']:.2f} s",
        "at most 3 s",
    )
    print()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def nginx() -> Iterator[str]:
    """nginx on loopback that reads every body and answers 200."""
    with tempfile.TemporaryDirectory(prefix="inflow-bench-") as folder:
        listen = f"127.0.0.1:{free_port()}"
        template = (ROOT / "bench" / "nginx.conf.in").read_text()
        conf = pathlib.Path(folder) / "nginx.conf"
        conf.write_text(template.replace("@PREFIX@", folder).replace("@LISTEN@", listen))
        os.chmod(folder, 0o777)
        process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", folder, "-c", str(conf)], stderr=subprocess.DEVNULL
        )
        try:
            host, port = listen.split(":")
            deadline = time.monotonic() + 10
            while True:
                with contextlib.suppress(OSError), socket.create_connection((host, int(port))):
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("bench: nginx did not start")
            yield f"http://{listen}"
        finally:
            process.terminate()
            process.wait()


def cpu_of(command: list[str]) -> float:
    """Runs a program that prints `… failed 0 … cpu_seconds X …` and returns X."""
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    if words[words.index("failed") + 1] != "0":
        sys.exit(f"bench: {pathlib.Path(command[0]).name} had failures: {' '.join(words)}")
    return float(words[words.index("cpu_seconds") + 1])


def beside_libcurl() -> None:
    print(
        "nginx: CPU seconds of the plugin beside a plain libcurl program with prebuilt bodies, 4 in flight"
    )
    with nginx() as url, tempfile.TemporaryDirectory() as folder:
        records = [record(100000 + i) for i in range(1000)]
        single, arrays = pathlib.Path(folder) / "records", pathlib.Path(folder) / "arrays"
        single.write_text("\n".join(records) + "\n")
        arrays.write_text(
            "".join("[" + ",".join(records[i : i + 100]) + "]\n" for i in range(0, 1000, 100))
        )
        for group, requests, bodies in ((1, 30000, single), (100, 5000, arrays)):
            ours = [
                str(BIN / "plugin-host"),
                url,
                str(single),
                str(requests),
                "4",
                str(LIBRARY),
                str(group),
            ]
            pairs = cpu_of_pairs(
                ours, [str(BIN / "bench-peer"), url, str(bodies), str(requests), "4"]
            )
            if group == 1:
                figure(
                    "one record a request, ratio",
                    f"{statistics.median(a / b for a, b in pairs):.2f}",
                    "at most 1.3",
                )
            else:
                extra = statistics.median((a - b) / (requests * group) * 1e6 for a, b in pairs)
                figure("arrays of 100, more CPU a record", f"{extra:.2f} us", "at most 1 us")
    print()


def answers() -> None:
    print(
        "answers: as for nginx, with a service that answers {} or, as inFlow does, the whole entities; every answer is read"
    )
    kinds = (
        # what comes back, bytes of an entity, endpoint, records a request, requests, goal
        ("{}", 0, "create_product", 1, 20000, "at most 1.15"),
        ("an entity of 400 bytes", 400, "create_product", 1, 20000, "at most 1.2"),
        ("an entity of 400 bytes", 400, "upsert_product", 1, 20000, "at most 1.2"),
        ("an entity of 2 kB", 2000, "create_product", 1, 20000, "at most 1.4"),
        ("an entity of 2 kB", 2000, "upsert_product", 1, 20000, "at most 1.4"),
        ("array of 100, {}", 0, "create_product", 100, 4000, "none"),
        ("array of 100, 40 kB", 400, "create_product", 100, 4000, "at most 1.8"),
    )
    for name, entity_bytes, endpoint, group, requests, goal in kinds:
        method, make = ("PUT", product) if endpoint == "upsert_product" else ("POST", record)
        records = [make(100000 + i) for i in range(1000)]
        bodies = (
            records
            if group == 1
            else ["[" + ",".join(records[i : i + group]) + "]" for i in range(0, 1000, group)]
        )
        with python_binding.service(entity_bytes) as url, tempfile.TemporaryDirectory() as folder:
            ours_file, theirs_file = (
                pathlib.Path(folder) / "records",
                pathlib.Path(folder) / "bodies",
            )
            ours_file.write_text("\n".join(records) + "\n")
            theirs_file.write_text("\n".join(bodies) + "\n")
            ours = [
                str(BIN / "plugin-host"),
                url,
                str(ours_file),
                str(requests),
                "4",
                str(LIBRARY),
                str(group),
                endpoint,
            ]
            theirs = [str(BIN / "bench-peer"), url, str(theirs_file), str(requests), "4", method]
            pairs = cpu_of_pairs(ours, theirs)
        ratio = statistics.median(a / b for a, b in pairs)
        extra = statistics.median(a - b for a, b in pairs) / (requests * group) * 1e6
        figure(f"{method}, {name}, ratio", f"{ratio:.2f} (+{extra:.2f} us)", goal)
    print("  in brackets: more CPU a record\n")


def user_cpu_of(command: list[str]) -> float:
    """Runs a program and returns the seconds of CPU that it spent outside the kernel."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime


def cpu_of_pairs(
    ours: list[str], theirs: list[str], measure: Callable[[list[str]], float] = cpu_of
) -> list[tuple[float, float]]:
    """Both, ROUNDS times, in turn the one and the other first: what the machine does besides falls
    on both."""
    pairs = []
    for i in range(ROUNDS):
        if i % 2 == 0:
            pairs.append((measure(ours), measure(theirs)))
        else:
            pairs.append((measure(theirs), measure(ours))[::-1])
    return pairs


def load(
    arguments: list[str], stdin: int | None, environment: dict[str, str]
) -> tuple[dict[str, float], int]:
    """`inflow load --json` with its last line and its peak memory in KiB."""
    process = subprocess.Popen(
        [str(BIN / "inflow"), "load", "--no-journal", "--json", *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert process.stdout is not None
    last = process.stdout.read().decode().strip().splitlines()[-1]
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return json.loads(last), usage.ru_maxrss


def configuration(folder: str, url: str, rest: dict[str, object]) -> str:
    path = pathlib.Path(folder) / "config.json"
    document = {
        "credential": {
            "company_id": "00000000-0000-4000-8000-000000000001",
            "api_key": "simulator-key",
        },
        "base_url": url,
    }
    path.write_text(json.dumps({**document, "endpoint": "create_product", **rest}))
    return str(path)


def memory_of_documents() -> None:
    peaks = {}
    with nginx() as url, tempfile.TemporaryDirectory() as folder:
        fold = {
            "enabled": True,
            "algorithm": "fold",
            "by": "order",
            "line_attributes": ["sku"],
            "size": 100,
        }
        config = configuration(folder, url, {"batching": fold, "rate_limit": {"windows": []}})
        for count in (10_000, 1_000_000):
            lines = pathlib.Path(folder) / f"{count}.ndjson"
            with lines.open("w") as file:
                file.writelines(f'{{"order":"SO-{i}","sku":"A"}}\n' for i in range(count))
            report, peaks[count] = load(["--config", config, str(lines)], None, dict(os.environ))
            if report["documents_delivered"] != count:
                sys.exit(
                    f"bench: {report['documents_delivered']} of {count} documents were delivered"
                )
    figure(
        "1,000,000 one-line documents over 10,000",
        f"{(peaks[1_000_000] - peaks[10_000]) / 1024:.1f} MiB more",
        "at most 16 MiB",
    )


def memory() -> None:
    print("memory: peak of `inflow load -`, arrays of 100, queue of 64 MiB")
    peaks = {}
    with nginx() as url, tempfile.TemporaryDirectory() as folder:
        quota = {"windows": [{"requests": 1000000000, "per_ms": 1}]}
        config = configuration(folder, url, {"batching": {"enabled": True}, "rate_limit": quota})
        for count in (10_000, 10_000_000):
            generator = subprocess.Popen(
                ["sh", "-c", f"yes '{record(100000)}' | head -n {count}"],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert generator.stdout is not None
            report, peaks[count] = load(
                ["--config", config, "-"], generator.stdout.fileno(), dict(os.environ)
            )
            generator.stdout.close()
            generator.wait()
            if report["delivered"] != count:
                sys.exit(f"bench: {report['delivered']} of {count} records were delivered")
            rate = f"{count / report['seconds']:,.0f} records/s" if report["seconds"] else ""
            print(f"  {count:>12,} records: {peaks[count] / 1024:.1f} MiB  {rate}", flush=True)
    figure(
        "10,000,000 records over 10,000",
        f"{(peaks[10_000_000] - peaks[10_000]) / 1024:.1f} MiB more",
        "at most 64 MiB",
    )
    memory_of_documents()
    print()


def reader_row(i: int) -> list[str]:
    return [f"Hex bolt M8 x {i}", f"SKU-{i}", "12.50", "7.1250", str(i), "x" * 230]


def readers() -> None:
    print("readers: the same records of 350 bytes as CSV and as NDJSON; nginx, arrays of 100")
    command = [str(BIN / "reader-bench"), "--benchmark_format=json", "--benchmark_repetitions=3"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for one in report["benchmarks"]:
        if one.get("aggregate_name") == "median":
            figure(
                f"reading alone, {one['run_name'].removeprefix('BM_Read/')}",
                f"{one['cpu_time']:.0f} ns a record",
                "none",
            )
    names = ("name", "sku", "price", "cost", "quantity", "remarks")
    # Written line by line: what this program holds when it starts another counts in that one's
    # peak.
    lines = {
        "ndjson": lambda row: json.dumps(dict(zip(names, row)), separators=(",", ":")),
        "csv": ",".join,
        "quoted.csv": lambda row: '"' + '","'.join(row) + '"',
    }
    with nginx() as url, tempfile.TemporaryDirectory() as folder:
        config = configuration(
            folder, url, {"batching": {"enabled": True}, "rate_limit": {"windows": []}}
        )
        for ending, line in lines.items():
            with (pathlib.Path(folder) / f"records.{ending}").open("w") as file:
                if ending != "ndjson":
                    file.write(",".join(names) + "\n")
                file.writelines(line(reader_row(i)) + "\n" for i in range(100_000, 300_000))
        costs: dict[str, list[float]] = {ending: [] for ending in lines}
        for _ in range(ROUNDS):
            for ending, cpu in costs.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run(
                    [
                        str(BIN / "inflow"),
                        "load",
                        "--no-journal",
                        "--config",
                        config,
                        f"{folder}/records.{ending}",
                    ],
                    check=True,
                    capture_output=True,
                )
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        for ending in ("csv", "quoted.csv"):
            ratio = statistics.median(
                ours / plain for ours, plain in zip(costs[ending], costs["ndjson"])
            )
            figure(
                f"inflow load, {ending} beside NDJSON, ratio of CPU", f"{ratio:.2f}", "at most 1.4"
            )
        row = ",".join(reader_row(100_000))
        count = 1_000_000_000 // (len(row) + 1)
        generator = subprocess.Popen(
            ["sh", "-c", f"echo '{','.join(names)}'; yes '{row}' | head -n {count}"],
            stdout=subprocess.PIPE,
        )
        report, peak = load(
            ["--config", config, "--format", "csv", "-"],
            generator.stdout.fileno(),
            dict(os.environ),
        )
        if report["delivered"] != count:
            sys.exit(f"bench: {report['delivered']} of {count} records were delivered")
        figure("1 GB of CSV, peak memory", f"{peak / 1024:.1f} MiB", "at most 64 MiB")
    print()


def command() -> None:
    print("what the command costs before it does anything")
    for arguments, goal in (["--version"], "at most 5 ms"), (["help"], "none"):
        costs = []
        for _ in range(20):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([str(BIN / "inflow"), *arguments], check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        measured = f"{statistics.median(costs) * 1e3:.1f} ms CPU"
        figure(f"inflow {arguments[0]}", measured, goal)
    print()


def pace() -> None:
    print("pace: 300 requests under 60 per 2 s, 20 ms latency, 4 in flight (ideal 8.02 s)")
    with (
        SimProcess("--limit", "60/2000", "--latency-ms", "20") as sim,
        tempfile.TemporaryDirectory() as folder,
    ):
        config = configuration(
            folder, sim.url, {"rate_limit": {"windows": [{"requests": 60, "per_ms": 2000}]}}
        )
        records = pathlib.Path(folder) / "records.ndjson"
        records.write_text("".join(record(i) + "\n" for i in range(300)))
        report, _ = load(["--config", config, str(records)], None, sim.environment())
        seen = [r for r in sim.requests() if r["method"] == "POST"]
        took = (max(r["ended_ms"] for r in seen) - min(r["arrived_ms"] for r in seen)) / 1000
        figure("first arrival to last answer", f"{took:.2f} s", "at most 8.5 s")
        throttled = sum(r["status"] == 429 for r in seen)
        figure("answers 429", str(throttled), "none")
        if report["delivered"] != 300:
            sys.exit(f"bench: {report['delivered']} of 300 records were delivered")
    print()


def quota() -> None:
    print("quota: two loads of 300 requests beside each other under 60 per 2 s, 20 ms latency")
    with (
        SimProcess("--limit", "60/2000", "--latency-ms", "20") as sim,
        tempfile.TemporaryDirectory() as folder,
    ):
        config = configuration(
            folder, sim.url, {"rate_limit": {"windows": [{"requests": 60, "per_ms": 2000}]}}
        )
        loads = []
        for first in (0, 300):
            records = pathlib.Path(folder) / f"{first}.ndjson"
            records.write_text("".join(record(i) + "\n" for i in range(first, first + 300)))
            command = [str(BIN / "inflow"), "load", "--config", config, "--json", str(records)]
            loads.append(
                subprocess.Popen(command, stdout=subprocess.PIPE, env=sim.environment(), text=True)
            )
        reports = [json.loads(one.communicate()[0].splitlines()[-1]) for one in loads]
        figure("of the quota used", f"{sim.share_used(60, 2000):.1%}", "at least 95%")
        figure("answers 429", str(sim.counts()["throttled"]), "none")
        if [report["delivered"] for report in reports] != [300, 300]:
            sys.exit(f"bench: not all of the records were delivered: {reports}")
    print()


def unchanged() -> None:
    count, every = 50_000, 100
    print(f"unchanged: a second load of {count:,} products of which 1% have changed")
    with (
        SimProcess("--limit", "none", "--routes", "published") as sim,
        tempfile.TemporaryDirectory() as folder,
    ):
        keys = {"endpoint": "upsert_product", "journal": {"skip_unchanged": True}}
        config = configuration(folder, sim.url, {"rate_limit": {"windows": []}, **keys})
        file = pathlib.Path(folder) / "products.ndjson"
        command = [str(BIN / "inflow"), "load", "--config", config, "--json", str(file)]

        def sync(rows: Iterator[str]) -> tuple[dict[str, float], float]:
            file.write_text("".join(row + "\n" for row in rows))
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                command, env=sim.environment(), capture_output=True, text=True, check=True
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            return json.loads(done.stdout.splitlines()[-1]), cpu

        _, first = sync(product(i) for i in range(count))
        report, second = sync(
            product(i).replace("bolt", "nut" if i % every == 0 else "bolt") for i in range(count)
        )
        figure("calls", f"{report['requests']:,}", f"{count // every:,}")
        figure("CPU of the second load", f"{second:.2f} s", "at most 2 s")
        figure("CPU of the first", f"{first:.2f} s", "none")
        if (report["delivered"], report["unchanged"]) != (count // every, count - count // every):
            sys.exit(f"bench: not all of the records are where they belong: {report}")
    print()


def python() -> None:
    print(
        "python: what a batch of 1,000 records costs beyond the same call from C, and records to settled in arrays of 100"
    )
    records = [record(100000 + i).encode() for i in range(1000)]
    for name, seconds, goal in python_binding.call_costs(records):
        figure(name, f"{seconds * 1e6:.1f} us", goal)
    for name, rate, cpu, goal in python_binding.rates(LIBRARY, records):
        figure(f"{name}, {cpu * 1e6:.2f} us CPU a record", f"{rate:,.0f} records/s", goal)
    print()


def go() -> None:
    print("go: what a batch of 1,000 records costs beyond the same call from C")
    command = [os.environ.get("GO", "/usr/bin/go"), "test", "-run=none", "-bench=.", "-count=3"]
    environment = {**os.environ, "INFLOW_BIN": str(BIN)}
    done = subprocess.run(
        command,
        cwd=ROOT / "bindings/go",
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    figures = (
        ("BenchmarkBatch", "a list of byte slices", "at most 50 us"),
        ("BenchmarkPoll", "any call", "none"),
    )
    for benchmark, name, goal in figures:
        lines = [line.split() for line in done.stdout.splitlines() if line.startswith(benchmark)]
        figure(
            name, f"{min(float(words[words.index('us-more') - 1]) for words in lines):.1f} us", goal
        )
    print()


def hosts() -> None:
    count = 50_000
    print(
        f"hosts: a whole process with {count:,} records of {RECORD_BYTES} bytes in arrays of 100, beside the inflow command"
    )
    costs = {}
    with python_binding.service() as url:
        for name, host in HOSTS.items():
            best = (float("inf"), float("inf"))
            for _ in range(3):
                with tempfile.TemporaryDirectory() as folder:
                    path = pathlib.Path(folder)
                    (path / "records.ndjson").write_text(
                        "".join(record(100000 + i) + "\n" for i in range(count))
                    )
                    (path / "config.json").write_text(json.dumps(python_binding.configuration(url)))
                    before, start = (
                        resource.getrusage(resource.RUSAGE_CHILDREN),
                        time.perf_counter(),
                    )
                    if host(path):
                        sys.exit(f"bench: {name}: not all records were delivered")
                    seconds, after = (
                        time.perf_counter() - start,
                        resource.getrusage(resource.RUSAGE_CHILDREN),
                    )
                    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                best = min(best, (cpu, seconds))
            costs[name] = best
    for name, (cpu, seconds) in costs.items():
        more = (cpu - costs["command"][0]) / count * 1e6
        figure(f"{name}, {cpu:.2f} s CPU", f"{seconds:.2f} s", f"none; {more:+.1f} us CPU a record")
    print()


def plan() -> None:
    """Beside a program that reads the same file with the same readers, hands the records to the
    same library, and has every request rendered and answered at once."""
    rows = 1_000_000
    print(f"plan: a dry run of {rows:,} rows of CSV beside reading and rendering them alone")
    names = ("name", "sku", "price", "cost", "quantity", "remarks")
    published = {
        "endpoint": "upsert_product",
        "identity": {"from": ["sku"]},
        "map": {
            "sku": "{record.sku}",
            "name": "{record.name}",
            "weight": "{record.cost}",
            "remarks": "{record.remarks}",
        },
    }
    cases = (
        ("published, with identity and map", published, "at most 1.3"),
        ("1 a request", {}, "at most 1.3"),
        ("arrays of 100", {"batching": {"enabled": True}}, "none"),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "rows.csv"
        with file.open("w") as out:
            out.write(",".join(names) + "\n")
            out.writelines(",".join(reader_row(i)) + "\n" for i in range(100_000, 100_000 + rows))
        for name, keys, goal in cases:
            config = configuration(
                folder, "http://127.0.0.1:1", {"rate_limit": {"windows": []}, **keys}
            )
            dry = [str(BIN / "inflow"), "plan", "--config", config, str(file), "--json"]
            alone = [str(BIN / "render-rows"), config, str(file)]
            done = subprocess.run(dry, check=True, capture_output=True, text=True)
            requests, _ = subprocess.run(
                alone, check=True, capture_output=True, text=True
            ).stdout.split()
            if json.loads(done.stdout)["requests"] != int(requests):
                sys.exit(
                    f"bench: the plan counts other requests than the {requests} that were made"
                )
            pairs = cpu_of_pairs(dry, alone, user_cpu_of)
            ratio = statistics.median(a / b for a, b in pairs)
            ours, theirs = (statistics.median(one) / rows * 1e6 for one in zip(*pairs))
            figure(f"{name}: {ours:.2f} us a row over {theirs:.2f}", f"{ratio:.2f}", goal)
        process = subprocess.Popen(dry, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(process.pid, 0)
        figure("peak memory", f"{usage.ru_maxrss / 1024:.1f} MiB", "at most 64 MiB")
    print()


SECTIONS = {
    "core": core,
    "journal": journal,
    "nginx": beside_libcurl,
    "answers": answers,
    "memory": memory,
    "readers": readers,
    "command": command,
    "plan": plan,
    "pace": pace,
    "quota": quota,
    "unchanged": unchanged,
    "python": python,
    "go": go,
    "hosts": hosts,
}


def main() -> None:
    chosen = sys.argv[1:] or list(SECTIONS)
    for name in chosen:
        if name not in SECTIONS:
            sys.exit(f"bench: no section {name}; there are {', '.join(SECTIONS)}")
    machine()
    # What the command notes of its requests is none of the user's.
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = state
        for name in chosen:
            SECTIONS[name]()


if __name__ == "__main__":
    main()
