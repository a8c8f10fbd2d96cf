# SPDX-License-Identifier: Apache-2.0
"""What write takes, and that it takes all or nothing."""

from __future__ import annotations

from array import array

import numpy
import pytest

from inflow_destination import Batch, InvalidArgumentError, Outcome, RecordError


def test_dicts_bytes_text_and_buffers_mix(destination, service):
    result = destination.write(
        [
            {"n": 1},
            b'{"n":2}',
            '{"n":"\u00e9"}',
            bytearray(b'{"n":4}'),
            memoryview(b'.{"n":5}.')[1:-1],
        ]
    )
    assert sorted(item.id for item in result) == [0, 1, 2, 3, 4]
    assert sorted(service.bodies) == sorted(
        ['{"n":1}', '{"n":2}', '{"n":"\u00e9"}', '{"n":4}', '{"n":5}']
    )


def test_text_that_is_not_ascii_keeps_its_bounds(destination, service):
    assert destination.write([{"n": "\u00e9"}, {"n": "x"}]).summary.delivered == 2
    assert sorted(service.bodies) == ['{"n":"x"}', '{"n":"\u00e9"}']


def test_lines_of_a_file(destination, tmp_path, service):
    path = tmp_path / "records.ndjson"
    path.write_bytes(b'{"n":1}\n{"n":2}\n')
    with open(path, "rb") as file:
        assert destination.write(file).summary.delivered == 2
    assert sorted(service.bodies) == ['{"n":1}', '{"n":2}']


def test_an_empty_iterable(destination):
    assert len(destination.write([])) == 0
    assert len(destination.write(iter(()))) == 0


@pytest.mark.parametrize("offsets", [[0, 7, 14], array("Q", [0, 7, 14]), (0, 7, 14)])
def test_a_prebuilt_block(destination, service, offsets):
    batch = Batch(bytearray(b'{"n":1}{"n":2}'), offsets, ids=[70, 80])
    for _ in range(2):
        assert {item.id: item.outcome for item in destination.write(batch)} == {
            70: Outcome.DELIVERED,
            80: Outcome.DELIVERED,
        }
    assert sorted(service.bodies) == ['{"n":1}'] * 2 + ['{"n":2}'] * 2


def test_a_batch_does_not_change_with_what_it_was_made_of(destination, service):
    data, offsets = bytearray(b'{"n":1}'), array("Q", [0, 7])
    batch = Batch(data, offsets)
    data[:] = b"xxxxxxx"
    offsets.extend(range(100_000))
    assert destination.write(batch).summary.delivered == 1
    assert service.bodies == ['{"n":1}']


def test_numpy_offsets(destination):
    assert (
        destination.write(
            Batch(b'{"n":1}', numpy.array([0, 7], dtype=numpy.uint64))
        ).summary.delivered
        == 1
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Batch(b"{}", []), "offsets is empty"),
        (lambda: Batch(b"{}", [0, -1]), "offsets holds what is no integer from 0"),
        (lambda: Batch(b"{}", [0, 2**64]), "offsets holds what is no integer from 0"),
        (lambda: Batch(b"{}", [0, 1.5]), "offsets holds what is no integer from 0"),
        (lambda: Batch(b"{}", [0, 2], ids=[]), "there are 0 ids for 1 records"),
        (lambda: Batch(b"{}", [0, 2], ids=["a"]), "ids holds what is no integer from 0"),
    ],
)
def test_a_block_that_is_none_is_refused(make, message):
    with pytest.raises(InvalidArgumentError, match=message):
        make()


@pytest.mark.parametrize("offsets", [[0, 3], [2, 0], [0, 2**63]])
def test_offsets_outside_of_the_block_are_refused(destination, offsets):
    with pytest.raises(InvalidArgumentError, match="offsets"):
        destination.write(Batch(b"{}", offsets))


@pytest.mark.parametrize(
    "records", [{"name": "Tea"}, b"{}", "{}", bytearray(b"{}"), memoryview(b"{}")]
)
def test_one_record_is_no_iterable_of_records(destination, records):
    with pytest.raises(
        InvalidArgumentError,
        match=r"records is one \w+; give an iterable of records, such as \[record\]",
    ):
        destination.write(records)


@pytest.mark.parametrize("records", [None, 1, object()])
def test_what_is_no_iterable_is_refused(destination, records):
    with pytest.raises(
        InvalidArgumentError,
        match=f"records is a {type(records).__name__}; give an iterable of dicts",
    ):
        destination.write(records)


@pytest.mark.parametrize(
    "error", [RuntimeError("the source is gone"), TypeError("odd"), KeyboardInterrupt()]
)
def test_an_iterable_that_raises_half_way_has_nothing_accepted(destination, service, error):
    def records():
        yield {"name": "Tea"}
        yield {"name": "Salt"}
        raise error

    with pytest.raises(type(error)) as caught:
        destination.write(records())
    assert caught.value is error
    assert (destination.stats().accepted, service.bodies) == (0, [])
    assert destination.write([{"name": "Tea"}]).summary.delivered == 1


def test_text_with_half_a_surrogate_is_refused(destination):
    with pytest.raises(RecordError, match="record 1: the text holds half of a surrogate pair"):
        destination.write(["{}", '{"n":"\ud800"}'])


def test_ids_name_the_records(make, service):
    writer = make()
    service.status = 400
    (item,) = writer.write([{"n": 1}], ids=[2**64 - 1])
    assert (item.id, item.outcome, item.http_status, item.ok) == (
        2**64 - 1,
        Outcome.REJECTED,
        400,
        False,
    )
    assert "400" in item.message
    with pytest.raises(InvalidArgumentError, match="a Batch carries its own ids"):
        writer.write(Batch(b"{}", [0, 2]), ids=[1])


def test_a_route(make, service):
    writer = make(routes={"customers": {"endpoint": "create_customer"}})
    (request,) = writer.preview([{"name": "Fjord"}], route="customers")["requests"]
    assert request["url"].endswith("/customers")
    with pytest.raises(InvalidArgumentError, match='"nowhere"'):
        writer.write([{}], route="nowhere")


def test_a_batch_larger_than_the_queue(make):
    with pytest.raises(InvalidArgumentError, match="larger than the whole queue"):
        make(queue={"max_records": 10}).write([{}] * 11)
