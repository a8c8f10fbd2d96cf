# SPDX-License-Identifier: Apache-2.0
"""Cancelling from another thread, Ctrl-C and SIGTERM, and the ends of interpreters."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from inflow_destination import BusyError, CancelledError, Destination, Outcome, Status

PROGRAM = """
import json, os, signal, sys, threading
from inflow_destination import *
config = json.loads(sys.argv[1])
"""


_started: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def nothing_is_left_running():
    yield
    while _started:
        process = _started.pop()
        if process.returncode is None:
            process.kill()
            process.communicate()


def start(config, program, before=""):
    command = [
        sys.executable,
        "-c",
        before + PROGRAM + textwrap.dedent(program),
        json.dumps(config),
    ]
    pipe = subprocess.PIPE
    _started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True))
    return _started[-1]


def finish(process):
    out, errors = process.communicate(timeout=20)
    return process.returncode, out, errors


def test_cancel_from_another_thread(make, service):
    writer = make()
    service.hold()
    with ThreadPoolExecutor() as pool:
        flushed = pool.submit(lambda: (writer.write([{"n": 1}], timeout=0), writer.flush()))
        service.wait_for(1)
        writer.cancel()
        with pytest.raises(CancelledError):
            flushed.result(timeout=20)
    assert writer.stats().pending == 1
    service.free.set()
    assert [item.outcome for item in writer.flush()] == [Outcome.DELIVERED]


def helper_is_there():
    return any(thread.name == "inflow-destination" for thread in threading.enumerate())


@pytest.mark.parametrize("late", [False, True])
def test_cancel_of_a_write_on_the_main_thread(make, service, late):
    """At once, and when the write has gone over to a thread of its own."""
    writer = make()
    service.hold()

    def cancel():
        service.wait_for(1)
        while late and not helper_is_there():
            service.free.wait(0.001)
        writer.cancel()

    other = threading.Thread(target=cancel)
    other.start()
    result = writer.write([{"n": 1}])
    other.join()
    assert (result.status, len(result), writer.stats().pending) == (Status.CANCELLED, 0, 1)
    assert "cancelled" in result.message
    service.free.set()
    assert writer.flush().summary.delivered == 1
    assert writer.write([]).status is Status.OK


def test_a_cancellation_waits_for_the_next_call_unless_cleared(destination):
    destination.cancel()
    with pytest.raises(CancelledError):
        destination.write([{"n": 1}])
    destination.cancel()
    destination.cancel_clear()
    assert destination.write([{"n": 1}]).summary.delivered == 1


def test_the_interpreter_is_free_during_a_call_and_a_second_call_is_refused(make, service):
    writer = make()
    service.hold()
    with ThreadPoolExecutor() as pool:
        written = pool.submit(writer.write, [{"n": 1}])
        service.wait_for(1)  # the service itself runs in this interpreter
        assert writer.stats().in_flight == 1
        with pytest.raises(BusyError):
            writer.poll()
        service.free.set()
        assert written.result(timeout=20).summary.delivered == 1


def test_close_ends_a_call_on_another_thread(make, service):
    writer = make()
    service.hold()
    with ThreadPoolExecutor() as pool:
        written = pool.submit(writer.write, [{"n": 1}])
        service.wait_for(1)
        with pytest.warns(UserWarning, match="records pending: 1"):
            writer.close()
        assert written.result(timeout=20).status is Status.CANCELLED


@pytest.mark.parametrize(
    "call",
    [
        "destination.write([{}])",
        "destination.write([{}], timeout=0); destination.flush()",
        "destination.check()",
    ],
)
def test_ctrl_c_ends_a_call_that_waits(service, call):
    service.hold()
    process = start(
        service.config(),
        f"""
        destination = Destination(config)
        try:
            {call}
        except KeyboardInterrupt as interrupt:
            print("interrupted", getattr(interrupt, "__notes__", []), destination.stats().pending, flush=True)
            for item in destination.discard():
                print(item.id, item.outcome.name)
            destination.close()
        """,
    )
    service.wait_for(1)
    process.send_signal(signal.SIGINT)
    code, out, errors = finish(process)
    assert (code, errors) == (0, "")
    if "check" in call:
        assert out == "interrupted [] 0\n"
    else:
        note = "inflow_destination: records pending: 1; flush() goes on with them, discard() gives them back"
        assert out == f"interrupted {[note]} 1\n0 AMBIGUOUS\n"


@pytest.mark.parametrize(
    "call",
    [
        "destination.write([b'[]', {}])",
        "destination.write([b'[]', {}], timeout=0), destination.flush()",
    ],
)
def test_what_settled_before_ctrl_c_is_not_lost(service, call):
    service.hold()
    process = start(
        service.config(),
        f"""
        destination = Destination(config)
        settled = []
        write = destination.write
        destination.write = lambda *arguments, **rest: settled.extend(write(*arguments, **rest))
        try:
            {call}
        except KeyboardInterrupt:
            settled.extend(destination.discard())
        print(sorted((item.id, item.outcome.name) for item in settled))
        """,
    )
    service.wait_for(1)
    process.send_signal(signal.SIGINT)
    assert finish(process) == (0, "[(0, 'REJECTED'), (1, 'AMBIGUOUS')]\n", "")


def test_what_settles_during_an_interrupted_flush_comes_with_the_next_call(service):
    """The second request is held, the first is answered."""
    service.hold()
    service.hold_from = 2
    process = start(
        service.config(
            batching={"enabled": True, "size": 100},
            rate_limit={"windows": [{"requests": 9, "per_ms": 1}], "max_in_flight": 1},
            routes={"other": {"parameters": {}}},
        ),
        """
        destination = Destination(config)
        destination.write([{}])
        destination.write([{}], route="other")
        try:
            destination.flush()
        except KeyboardInterrupt:
            print(sorted((item.id, item.outcome.name) for item in destination.discard()))
        """,
    )
    service.wait_for(2)
    process.send_signal(signal.SIGINT)
    assert finish(process) == (0, "[(0, 'DELIVERED'), (1, 'AMBIGUOUS')]\n", "")


def test_a_handler_of_sigterm_runs_during_a_call(service):
    service.hold()
    process = start(
        service.config(),
        """
        def stop(*_):
            raise SystemExit("told to stop")
        signal.signal(signal.SIGTERM, stop)
        with Destination(config) as destination:
            destination.write([{}])
        """,
    )
    service.wait_for(1)
    process.send_signal(signal.SIGTERM)
    code, out, errors = finish(process)
    assert (code, out) == (1, "")
    assert "told to stop" in errors and "Traceback" not in errors


def test_a_handler_that_does_not_raise_leaves_the_call_alone(service):
    service.hold()
    process = start(
        service.config(),
        """
        signal.signal(signal.SIGUSR1, lambda *_: print("seen", flush=True))
        with Destination(config) as destination:
            print(destination.write([{}]).summary.delivered)
        """,
    )
    service.wait_for(1)
    process.send_signal(signal.SIGUSR1)
    assert process.stdout.readline() == "seen\n"
    service.free.set()
    assert finish(process) == (0, "1\n", "")


def test_closing_in_a_signal_handler_is_refused(service):
    service.hold()
    process = start(
        service.config(),
        """
        destination = Destination(config)
        signal.signal(signal.SIGUSR1, lambda *_: destination.close())
        try:
            destination.write([{}])
        except BusyError as error:
            print(error)
        destination.discard()
        """,
    )
    service.wait_for(1)
    process.send_signal(signal.SIGUSR1)
    code, out, errors = finish(process)
    assert (code, errors) == (0, "")
    assert "cannot be closed inside one of its own calls" in out


@pytest.mark.parametrize(
    "program",
    [
        "kept = Destination(config); kept.write([{}])",
        "result = Destination(config).write([{}])",
        "result = Destination(config).write([{}]); items = iter(result); next(items)",
        "import atexit; kept = Destination(config); atexit.register(lambda: print(kept.write([{}]).summary.delivered))",
        "class Late:\n    def __del__(self): self.kept.close()\nlate = Late(); late.kept = Destination(config); late.me = late",
        "import builtins; builtins.kept = Destination(config, log=__import__('logging').getLogger())",
        "kept = Destination(config); sys.modules.clear()",
        "kept = Destination(config); kept.write([{}]); os.fork() or sys.exit(0); os.wait()",
    ],
)
def test_the_interpreter_ends_well_whatever_is_left(service, program):
    assert (lambda code, _, errors: (code, errors))(*finish(start(service.config(), program))) == (
        0,
        "",
    )


def test_a_thread_that_is_inside_a_call_is_out_before_the_interpreter_ends(service):
    """What was registered before the package runs after it."""
    service.hold()
    process = start(
        service.config(),
        """
        import logging
        logging.basicConfig(level=logging.DEBUG, stream=open(os.devnull, "w"))
        destination = Destination(config, log=logging.getLogger())
        def write():
            destination.write([{}])
            ended.set()
        threading.Thread(target=write, daemon=True).start()
        sys.stdin.readline()
        """,
        before="import atexit, threading; ended = threading.Event(); atexit.register(lambda: print(ended.wait(10)))",
    )
    service.wait_for(1)
    assert finish(process) == (0, "True\n", "")


def test_a_forked_child_is_refused_and_the_parent_goes_on(service):
    process = start(
        service.config(batching={"enabled": True, "size": 100}),
        """
        destination = Destination(config)
        destination.write([{}])
        child = os.fork()
        if child == 0:
            try:
                destination.flush()
            except InvalidStateError:
                os._exit(7)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), destination.flush().summary.delivered)
        """,
    )
    assert finish(process) == (0, "7 1\n", "")


def test_a_child_forked_during_a_call_ends(service):
    """The thread that holds the locks is not in the child."""
    service.hold()
    process = start(
        service.config(),
        """
        destination = Destination(config)
        threading.Thread(target=lambda: destination.write([{}]), daemon=True).start()
        sys.stdin.readline()
        child = os.fork()
        if child == 0:
            sys.exit(7)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """,
    )
    service.wait_for(1)
    assert finish(process) == (0, "7\n", "")


def test_the_package_works_on_many_threads(service):
    def one(number):
        with Destination(service.config()) as destination:
            return sum(destination.write([{"n": number}]).summary.delivered for _ in range(5))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(8))) == 40
    assert len(service.bodies) == 40
