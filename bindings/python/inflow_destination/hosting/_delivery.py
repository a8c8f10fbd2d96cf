# SPDX-License-Identifier: Apache-2.0
"""Records on their way into the destination: written, settled, and where they cannot be, named."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, NoReturn

from .._codes import Outcome, Status
from .._destination import Destination
from .._errors import CancelledError, DestinationError
from .._result import Item, Result
from ._ledger import Checkpoint, Entry, Ledger
from ._rejects import RejectsFile
from ._replay import Replay

_MOST_NAMED = 10
_POLL_SECONDS = 0.01


class Stopped(SystemExit):
    """The run ends before its input does; why is in the log. Its code is the process's exit code:
    1, or 128 and the signal."""


class Delivery(Generic[Checkpoint]):
    """The one way into a destination, for all streams of a host: its records are read, written and
    settled here.

    Checkpoints pass only what has settled well: DELIVERED, UNCHANGED, SUPERSEDED, or REJECTED and
    safe in the rejects file. Anything else ends the run with Stopped, behind the checkpoints that
    were reached.

    With `replay` a journal remembers what was sent behind the last checkpoint, also where the process
    is killed: the next run, whose input begins at that checkpoint again, sends nothing twice that
    must not be sent twice. What may have arrived is AMBIGUOUS then; it goes into the rejects file,
    and checkpoints pass it.

    One thread at a time; `interrupt` from a signal handler. The destination must be open and is
    closed at the end, as are the rejects.
    """

    def __init__(
        self,
        destination: Destination,
        rejects: RejectsFile,
        *,
        acknowledge: Callable[[Sequence[Checkpoint]], None],
        continues: bool,
        logger: logging.Logger,
        noun: str = "checkpoint",
        replay: str | None = None,
    ) -> None:
        """
        acknowledge takes the checkpoints that are reached, one or more in their order; it must not
        raise continues whether the run goes on when records were rejected logger is told what was
        rejected, what was left undelivered and why the run ended noun what the host's own words for
        a checkpoint are, for the log: "state", "offset" replay names the input in the journal, which
        the destination's configuration must have then; one input runs at a time
        """
        self._destination = destination
        self._rejects = rejects
        self._continues = continues
        self._acknowledge = acknowledge
        self._logger = logger
        self._noun = noun
        self._replay = Replay(destination, replay, logger) if replay is not None else None
        self._ledger: Ledger[Checkpoint] = Ledger()
        self._undelivered: list[tuple[Entry, Item]] = []
        self._busy = False
        self._signal: signal.Signals | None = None

    # ----------------------------------------------------------------------------------------------
    # what is read

    def read(self, stream: str, keys: Sequence[str], data: bytes) -> int:
        """Takes a record, as JSON text, and returns its id.

        keys  the attributes that name it to people, in the log
        """
        return self._ledger.add(Entry(stream, self._ledger.count(stream), keys, data))

    def reject(self, stream: str, reason: str, record: bytes | str) -> None:
        """Rejects a record that is not to be sent: its JSON text, or as str the text of what has
        none."""
        number = self._ledger.count(stream)
        with self._uninterrupted(), self._saving():
            self._rejects.add(stream, number, reason, record)
            self._warn(f'record {number} of "{stream}": {reason}')

    def stand_in(self, stream: str) -> int:
        """Takes an empty record for one that was rejected here: it may be a line of a document,
        which must not go without it."""
        return self._ledger.add(Entry(stream, 0, (), b""))

    def hold(self, checkpoint: Checkpoint) -> None:
        """Takes a checkpoint, which waits for the records before it."""
        self._ledger.hold(checkpoint)

    # ----------------------------------------------------------------------------------------------
    # what is sent

    def write(self, route: str | None, ids: Sequence[int]) -> None:
        """Sends records that were read, and waits until all have settled but those of an open
        group.

        Raises Stopped where one does not settle well, or the destination cannot go on.
        """

        def call() -> Result:
            if self._replay is not None:
                self._replay.begin()
            return self._destination.write(
                [self._ledger[id].data for id in ids],
                route=route,
                ids=[id + self._first for id in ids],
            )

        self._call(call)

    def finish(self) -> None:
        """Sends open groups too, acknowledges what is left and ends."""
        self._call(self._destination.flush)
        self._busy = True  # from here on a signal finds nothing to stop
        self._acknowledge_due()
        if self._replay is not None:
            self._replay.end(None if self._ledger.checkpoints else self._ledger.read)
        counts = self._destination.stats()
        self._logger.info(
            "%s delivered, %d unchanged, %d superseded, %d rejected, in %s%s",
            _counted(counts.delivered),
            counts.unchanged,
            counts.superseded,
            self._rejects.count,
            _counted(counts.requests, "request"),
            f"; {self._rejects.path} has those that were rejected" if self._rejects.count else "",
        )
        self._close()

    def acknowledge(self) -> None:
        """Acknowledges the checkpoints that no unsettled record came before."""
        with self._uninterrupted():
            self._acknowledge_due()

    def interrupt(self, signum: int) -> None:
        """For a signal handler: nothing new is sent, what is under way is finished, and the run
        stops.

        A second signal does not wait for what is under way.
        """
        self._signal = signal.Signals(signum)
        if self._busy:
            self._destination.cancel()
        else:
            self._stop_at_signal()

    def _call(self, call: Callable[[], Result]) -> None:
        with self._uninterrupted():
            try:
                result = call()
            except DestinationError as error:
                self._settle(error.result or ())
                why = str(error)
            else:
                self._settle(result)
                why = result.message if result.status is not Status.OK else ""
        if why:
            self._stop(why)
        if self._undelivered:
            self._stop("records could not be delivered")
        if self._rejects.count and not self._continues:
            self._stop(
                'records were rejected; with "on_reject": "continue" the run goes on without them'
            )

    @contextmanager
    def _uninterrupted(self) -> Iterator[None]:
        """A signal meanwhile ends only the wait of the destination's call: each record that settles
        is accounted for."""
        self._busy = True
        try:
            yield
        finally:
            self._busy = False
        if self._signal is not None:
            self._stop_at_signal()

    def _acknowledge_due(self) -> None:
        due = self._ledger.due()
        if due:
            with self._saving():
                self._rejects.sync()
            self._acknowledge(due)
            if self._replay is not None:
                self._replay.acknowledge(self._ledger.passed)

    @property
    def _first(self) -> int:
        """What the first record's id is to the destination."""
        return self._replay.first if self._replay is not None else 0

    @contextmanager
    def _saving(self) -> Iterator[None]:
        """For what writes rejects; where that fails, they stay in the ledger, or no checkpoint is
        acknowledged any more."""
        try:
            yield
        except OSError as error:
            self._logger.error(
                "rejected records could not be written to %s: %s; no %s passes them, so that a new run reads them again",
                self._rejects.path,
                error.strerror,
                self._noun,
            )
            raise Stopped(1) from None

    def _settle(self, items: Iterable[Item]) -> None:
        settled = []
        with self._saving():
            for item in items:
                id = item.id - self._first
                entry = self._ledger[id]
                if item.ok or not entry.data:  # what it stands for was rejected
                    settled.append(id)
                elif item.outcome in self._kept:
                    settled.append(id)
                    self._rejects.add(
                        entry.stream, entry.number, item.message, entry.data, item.outcome
                    )
                    self._warn(f"{entry}: {item.message}", item.outcome)
                else:
                    self._undelivered.append((entry, item))
            self._rejects.sync()
        for id in settled:
            self._ledger.settle(id)

    @property
    def _kept(self) -> tuple[Outcome, ...]:
        """The outcomes of records that the rejects file keeps, so that checkpoints pass them."""
        if self._replay is None:
            return (Outcome.REJECTED,)
        # Otherwise it would come again in every run, each of which ends there.
        return (Outcome.REJECTED, Outcome.AMBIGUOUS)

    def _warn(self, reason: str, outcome: Outcome = Outcome.REJECTED) -> None:
        if self._rejects.count <= _MOST_NAMED:
            self._logger.warning("%s %s", outcome.name, reason)
        elif self._rejects.count == _MOST_NAMED + 1:
            self._logger.warning(
                "further rejected records are not named here; %s has them all", self._rejects.path
            )

    # ----------------------------------------------------------------------------------------------
    # the early end

    def _stop_at_signal(self) -> NoReturn:
        assert self._signal is not None
        self._stop(f"stopped by {self._signal.name}", 128 + self._signal)

    def _stop(self, why: str, code: int = 1) -> NoReturn:
        self.give_back(why)
        raise Stopped(code)

    def give_back(self, why: str) -> None:
        """The early end: finishes what is under way, takes back the rest, and acknowledges what is
        reached.

        For a host whose input cannot be read on; every other early end comes here by itself.

        why  the reason, for the log
        """
        self._busy = True  # a further signal ends the wait for what is under way
        self._finish_in_flight()
        self._settle(self._destination.discard())
        self._acknowledge_due()
        self._close()
        self._name_undelivered()
        count = sum(1 for entry in self._ledger if entry.data)
        left = f". {_counted(count)} not delivered; {self._noun}s stop before, and a new run goes on from there"
        rejected = f". {_counted(self._rejects.count)} rejected, see {self._rejects.path}"
        self._logger.error(
            why.removesuffix(".") + left * (count > 0) + rejected * (self._rejects.count > 0)
        )

    def _close(self) -> None:
        self._destination.close()
        self._rejects.close()

    def _name_undelivered(self) -> None:
        told = {id(entry) for entry, _ in self._undelivered}
        reasons = [(item.outcome.name, entry, item.message) for entry, item in self._undelivered]
        reasons += [
            ("not sent:", entry, "")
            for entry in self._ledger
            if entry.data and id(entry) not in told
        ]
        for outcome, entry, message in reasons[:_MOST_NAMED]:
            self._logger.error("%s %s%s", outcome, entry, f": {message}" if message else "")

    def _finish_in_flight(self) -> None:
        self._destination.cancel_clear()
        self._destination.set_active(False)
        if self._destination.stats().in_flight:
            self._logger.warning(
                "stopping: what is under way is finished, nothing new is sent; a signal stops at once"
            )
        while self._destination.stats().in_flight:
            try:
                self._settle(self._destination.poll())
            except DestinationError as error:
                self._settle(error.result or ())
                if isinstance(error, CancelledError):
                    return
                time.sleep(
                    _POLL_SECONDS
                )  # with the credential refused, say, a call returns at once, answers or not


def _counted(count: int, noun: str = "record") -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
