# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and Ctrl-C go to the host while it wants them."""

from __future__ import annotations

import signal
import threading

import pytest

from inflow_destination.hosting import graceful_shutdown


@pytest.mark.parametrize("which", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_interrupts_and_the_handler_before_comes_back(which):
    before = signal.getsignal(which)
    taken: list[int] = []
    with graceful_shutdown(taken.append):
        signal.raise_signal(which)
    assert (taken, signal.getsignal(which)) == ([which], before)


def test_the_handler_before_comes_back_where_the_host_is_stopped():
    before = signal.getsignal(signal.SIGTERM)

    def stop(signum: int) -> None:
        raise SystemExit(128 + signum)

    with pytest.raises(SystemExit, match="143"), graceful_shutdown(stop):
        signal.raise_signal(signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) == before


def test_it_is_for_the_main_thread():
    failed: list[Exception] = []

    def run() -> None:
        try:
            with graceful_shutdown(lambda _: None):
                pass
        except ValueError as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert "main thread" in str(failed[0])
