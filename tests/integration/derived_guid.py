# SPDX-License-Identifier: Apache-2.0
"""The GUID that a record has by its identity, computed by Python's own uuid module."""

from __future__ import annotations

import json
import uuid

from sim_process import COMPANY


def guid(collection: str, value: str) -> str:
    namespace = uuid.uuid5(
        uuid.NAMESPACE_URL, f"https://cloudapi.inflowinventory.com/{COMPANY.lower()}/{collection}"
    )
    return str(
        uuid.uuid5(namespace, json.dumps([value], ensure_ascii=False, separators=(",", ":")))
    )
