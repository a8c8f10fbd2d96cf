# SPDX-License-Identifier: Apache-2.0
"""The calls, their results and their errors."""

from __future__ import annotations

import gc
import json
import logging
import subprocess
import sys
import warnings
import weakref
from decimal import Decimal

import pytest

from inflow_destination import (
    AuthError,
    BusyError,
    ConfigError,
    ConflictError,
    Destination,
    DestinationError,
    Flag,
    InvalidArgumentError,
    InvalidStateError,
    Item,
    Outcome,
    ResourceExhaustedError,
    Status,
    TimedOutError,
    UnsupportedError,
    _errors,
)


def test_items_name_record_outcome_and_reason(make):
    writer = make(capture_responses=True)
    result = writer.write([{"name": "Tea"}, b"[1]"])
    refused, delivered = sorted(result, key=lambda item: item.id, reverse=True)
    assert isinstance(delivered, Item)
    assert delivered[:5] == (0, Outcome.DELIVERED, 201, 1, 0)
    assert (delivered.message, delivered.response, delivered.ok) == ("", b"{}", True)
    assert refused[:3] == (1, Outcome.REJECTED, 0)
    assert (refused.message, refused.ok) == (
        "byte 1: a record must be a JSON object, this is an array",
        False,
    )
    assert (len(result), result.status, result.message) == (2, Status.OK, "")
    assert (result.summary.count, result.summary.delivered, result.summary.rejected) == (2, 1, 1)
    assert list(result) == list(result)


def test_a_result_outlives_its_destination(service):
    with Destination(service.config()) as destination:
        result = destination.write([{"name": "Tea"}])
    del destination
    gc.collect()
    assert [item.outcome for item in result] == [Outcome.DELIVERED]


def test_open_groups_wait_for_flush(make, service):
    writer = make(batching={"enabled": True, "size": 100})
    assert len(writer.write([{"n": 1}, {"n": 2}])) == 0
    assert writer.stats().pending == 2
    assert writer.flush().summary.delivered == 2
    assert service.bodies == ['[{"n":1},{"n":2}]']
    assert (
        writer.stats().pending,
        writer.stats().requests,
        writer.stats().windows[0].requests,
    ) == (0, 1, 1_000_000)


def test_a_write_may_close_its_groups(make, service):
    writer = make(batching={"enabled": True, "size": 100})
    assert writer.write([{"n": 1}, {"n": 2}], close=True).summary.delivered == 2


def test_lines_tell_of_their_document(make, service):
    writer = make(
        batching={"enabled": True, "algorithm": "fold", "by": ["no"], "line_attributes": ["q"]}
    )
    lines = [b'{"no":1,"q":1}', b'{"no":2,"q":2}', b"", b'{"no":3,"q":3}']
    told = {
        item.id: (item.outcome.name, item.document, Flag(item.flags))
        for item in writer.write(lines, close=True)
    }
    assert told == {
        0: ("DELIVERED", 1, Flag(0)),
        1: ("REJECTED", 2, Flag.SOUND),
        2: ("REJECTED", 0, Flag(0)),
        3: ("REJECTED", 3, Flag.SOUND),
    }
    (late,) = writer.write([b'{"no":1,"q":4}'])
    assert (late.document, Flag(late.flags)) == (1, Flag.LATE | Flag.SENT)


def test_poll_and_timeouts(destination, service):
    service.hold()
    assert len(destination.write([{"n": 1}], timeout=0)) == 0
    with pytest.raises(TimedOutError) as caught:
        destination.poll(timeout=0.001)
    assert (caught.value.code, caught.value.result, isinstance(caught.value, TimeoutError)) == (
        Status.TIMEOUT,
        None,
        True,
    )
    service.free.set()
    assert destination.poll().summary.delivered == 1


def test_a_write_that_waits_longer_than_it_may(destination, service):
    service.hold()
    result = destination.write([{"n": 1}, b"[]"], timeout=0.2)
    assert ([item.id for item in result], destination.stats().pending) == ([1], 1)
    service.free.set()
    assert [item.id for item in destination.flush()] == [0]


def test_discard_gives_back(make, service):
    writer = make(batching={"enabled": True, "size": 100})
    writer.write([{"n": 1}, {"n": 2}])
    assert [item.outcome for item in writer.discard()] == [Outcome.DROPPED] * 2


def test_an_error_carries_what_had_settled(make, service):
    writer = make(
        rate_limit={"windows": [{"requests": 1_000_000, "per_ms": 1}], "max_in_flight": 1}
    )
    service.statuses = [201, 401]
    writer.write([{"n": 1}, {"n": 2}], timeout=0)
    with pytest.raises(AuthError) as caught:
        writer.flush()
    assert [(item.id, item.outcome) for item in caught.value.result] == [(0, Outcome.DELIVERED)]
    assert (caught.value.code, caught.value.result.status) == (Status.AUTH, Status.AUTH)
    # Nothing is accepted while the credential is refused.
    with pytest.raises(AuthError):
        writer.write([{"n": 3}])
    assert (writer.stats().accepted, writer.stats().pending) == (2, 1)


def test_what_stopped_the_work_is_in_the_result(make, service):
    service.status = 401
    result = make().write([b"[]", {"n": 1}])
    assert (result.status, result.summary.status, result.summary.rejected) == (
        Status.AUTH,
        Status.AUTH,
        1,
    )
    assert "401" in result.message


def test_a_full_queue(make, service):
    writer = make(queue={"max_records": 2})
    service.hold()
    writer.write([{"n": 1}, {"n": 2}], timeout=0)
    for timeout in (0, 0.1):
        with pytest.raises(ResourceExhaustedError, match="no room"):
            writer.write([{"n": 3}], timeout=timeout)
    assert writer.stats().accepted == 2
    service.free.set()
    assert writer.write([{"n": 3}]).summary.delivered == 3


def test_configure_lists_all_faults_and_changes_nothing(destination, service):
    with pytest.raises(ConfigError) as caught:
        destination.configure({"endpoint": "nowhere", "colour": "red"})
    pointers = {fault["pointer"] for fault in caught.value.detail["faults"]}
    assert {"/endpoint", "/colour"} <= pointers
    assert all(pointer in str(caught.value) for pointer in pointers)
    assert destination.write([{"n": 1}]).summary.delivered == 1


def test_configurations_are_dicts_or_text(service):
    config = service.config()
    config["rate_limit"]["share"] = Decimal("0.5")
    with Destination(config) as destination:
        destination.configure(b"// as a file has it\n" + json.dumps(service.config()).encode())
        with pytest.raises(ConfigError, match="the configuration, batching.size: is nan") as caught:
            destination.configure({"batching": {"size": float("nan")}})
    assert caught.value.detail["faults"][0]["pointer"] == "/batching/size"


def test_a_configuration_that_fails_leaves_no_destination(service):
    with pytest.raises(ConfigError):
        Destination({"endpoint": "nowhere"})


def test_no_change_of_endpoint_with_records_pending(make, service):
    writer = make(batching={"enabled": True, "size": 100})
    writer.write([{"n": 1}])
    with pytest.raises(ConflictError):
        writer.configure(service.config(endpoint="create_customer"))


def test_inactive(destination):
    destination.set_active(False)
    with pytest.raises(InvalidStateError, match="inactive"):
        destination.write([{"n": 1}])
    destination.set_active(True)
    assert destination.write([{"n": 1}]).summary.delivered == 1


def test_without_a_configuration():
    with Destination() as destination:
        with pytest.raises(InvalidStateError):
            destination.write([{"n": 1}])


def test_preview_sends_nothing_and_masks_the_key(destination, service):
    preview = destination.preview([{"name": "Tea", "price": Decimal("12.50")}, b"[]"], ids=[7, 8])
    (request,) = preview["requests"]
    assert (request["body"], request["records"]) == ('{"name":"Tea","price":12.50}', [7])
    assert [refused["id"] for refused in preview["refused"]] == [8]
    assert "not-a-real-key" not in str(preview)
    assert service.bodies == []


def test_send_test(destination, service):
    (request,) = destination.preview([{"name": "Tea"}])["requests"]
    answer = destination.send_test(request)
    assert (answer["status"], answer["body"], service.bodies) == (201, "{}", ['{"name":"Tea"}'])
    with pytest.raises(InvalidArgumentError) as caught:
        destination.send_test({**request, "url": "https://elsewhere.example/"})
    assert caught.value.detail["faults"]


def test_check_reports_also_when_it_fails(make, service):
    service.status = 200
    assert make().check()["steps"]
    service.status = 401
    with pytest.raises(AuthError) as caught:
        make().check()
    assert caught.value.report["ok"] is False


def test_describe_and_command(destination):
    description = destination.describe()
    assert description["abi_version"] and "create_product" in str(description["endpoints"])
    assert destination.command("warnings") == {"warnings": []}
    with pytest.raises(UnsupportedError, match='"dance" is no command'):
        destination.command("dance", {})


@pytest.mark.parametrize("timeout", [-1, float("nan")])
def test_a_timeout_that_is_none(destination, timeout):
    with pytest.raises(InvalidArgumentError, match=f"timeout is {timeout}; give seconds"):
        destination.flush(timeout=timeout)


def test_a_timeout_without_end(destination):
    assert destination.write([{}], timeout=float("inf")).summary.delivered == 1


def test_a_closed_destination(service):
    destination = Destination(service.config())
    destination.close()
    destination.close()
    destination.cancel()
    destination.cancel_clear()
    for call in (destination.stats, destination.flush, lambda: destination.write([{}])):
        with pytest.raises(InvalidStateError, match="closed"):
            call()


def test_closing_with_records_pending_warns(service):
    with pytest.warns(UserWarning, match="closed with records pending: 2") as seen:
        with Destination(service.config(batching={"enabled": True, "size": 100})) as destination:
            destination.write([{}, {}])
    assert len(seen) == 1
    with warnings.catch_warnings(), pytest.raises(ZeroDivisionError):
        warnings.simplefilter("error")
        with Destination(service.config(batching={"enabled": True, "size": 100})) as destination:
            destination.write([{}])
            raise ZeroDivisionError


def test_a_destination_goes_with_its_last_name(service):
    gc.disable()
    try:
        destination = Destination(service.config(), log=logging.getLogger("test"))
        gone = weakref.ref(destination)
        del destination
        assert gone() is None
    finally:
        gc.enable()


def test_every_status_has_an_exception():
    codes = {
        kind.code
        for kind in vars(_errors).values()
        if isinstance(kind, type) and issubclass(kind, DestinationError)
    }
    assert codes == set(Status) - {Status.OK}
    assert type(_errors.error_of(99, "odd", {})) is DestinationError
    assert int(_errors.error_of(99, "odd", {}).code) == 99


class Recorder(logging.Handler):
    def __init__(self, react=lambda: None):
        super().__init__()
        self.lines = []
        self.react = react

    def emit(self, record):
        self.lines.append((record.levelname, record.getMessage()))
        self.react()


def logger_with(handler):
    logger = logging.Logger("inflow", logging.DEBUG)
    logger.addHandler(handler)
    return logger


@pytest.fixture
def talking(service):
    """A destination whose library has something to say in every write of one record: the service
    asks for a pause first."""
    service.statuses = [429]
    recorder = Recorder()
    config = service.config(
        retry={"initial_backoff_ms": 1, "max_backoff_ms": 1, "max_attempts": 100}
    )
    with Destination(config, log=logger_with(recorder)) as destination:
        destination.recorder = recorder
        yield destination
        recorder.react = lambda: None
        destination.flush()


def test_the_log_goes_to_a_logger_without_the_key(talking):
    talking.write([{"name": "Tea"}])
    assert (
        "WARNING",
        "runner: the service answered 429: the next request may start at once",
    ) in talking.recorder.lines
    assert "not-a-real-key" not in str(talking.recorder.lines)


def test_by_default_the_log_goes_to_the_logger_of_the_package(service, caplog):
    service.statuses = [429]
    retry = {"initial_backoff_ms": 1, "max_backoff_ms": 1, "max_attempts": 100}
    with caplog.at_level(logging.DEBUG, "inflow_destination"):
        with Destination(service.config(retry=retry)) as destination:
            destination.write([{"name": "Tea"}])
            destination.flush()
    pause = "runner: the service answered 429: the next request may start at once"
    assert ("inflow_destination", logging.WARNING, pause) in caplog.record_tuples
    assert "not-a-real-key" not in caplog.text


def test_a_program_without_logging_prints_nothing_of_the_log(service):
    service.statuses = [429]
    retry = {"initial_backoff_ms": 1, "max_backoff_ms": 1, "max_attempts": 100}
    program = (
        "import json, sys; from inflow_destination import Destination\n"
        "with Destination(json.loads(sys.argv[1])) as destination:\n"
        "    destination.write([{'n': 1}]), destination.flush()"
    )
    command = [sys.executable, "-c", program, json.dumps(service.config(retry=retry))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert (done.stdout, done.stderr, len(service.bodies)) == ("", "", 2)


@pytest.mark.parametrize("error", [ValueError("the disk is full"), KeyboardInterrupt()])
def test_what_the_logger_raises_is_raised_by_the_call(talking, error):
    def react():
        talking.recorder.react = lambda: None
        raise error

    talking.recorder.react = react
    with pytest.raises(type(error)) as caught:
        talking.write([{"name": "Tea"}])
    assert caught.value is error
    assert talking.stats().pending == 1
    assert talking.flush().summary.delivered == 1


def test_calls_inside_the_log_function_are_refused(talking):
    seen = []

    def react():
        for call in (lambda: talking.write([{}]), talking.close):
            try:
                call()
            except BusyError as error:
                seen.append(str(error))

    talking.recorder.react = react
    talking.write([{"name": "Tea"}])
    assert "another call runs" in seen[0]
    assert "cannot be closed inside one of its own calls" in seen[1]
