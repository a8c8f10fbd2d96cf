# SPDX-License-Identifier: Apache-2.0
"""What a simulator has logged, kept up to date without asking for all of it again."""

from __future__ import annotations

from typing import Any

from sim_process import SimProcess

Request = dict[str, Any]


class Watch:
    def __init__(self, sim: SimProcess) -> None:
        self._sim = sim
        self._requests: dict[int, Request] = {}
        self._unended = 1  # the first that had not ended when it was last looked at

    def update(self) -> None:
        for request in self._sim.requests(self._unended):
            self._requests[request["number"]] = request
        while self._requests.get(self._unended, {}).get("ended_ms") is not None:
            self._unended += 1

    def all(self) -> list[Request]:
        return list(self._requests.values())

    def of(self, mark: str) -> list[Request]:
        """The requests whose body has the mark."""
        return [request for request in self.all() if mark in request["body"]]


def ended(request: Request) -> bool:
    return request["ended_ms"] is not None
