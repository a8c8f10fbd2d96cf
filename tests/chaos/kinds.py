# SPDX-License-Identifier: Apache-2.0
"""The kinds of endpoints that loads write to: what their records are, and what stands in the
service when all have been delivered.

Each record, document or key of a load has a name that no other one has, and that name is in every
request that carries it.
"""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sim_process import SimProcess

from .unit import ABSENT, Unit, Version

LOCATION = "00000000-0000-4000-8000-0000000000f1"
Record = dict[str, Any]
Standing = dict[str, list[Any]]


@dataclass
class Input:
    """Records in the order of the file, and what they are to make."""

    records: list[Record]
    units: list[Unit]
    # Entities that the service has from the start, by collection.
    seed: dict[str, list[Record]] = field(default_factory=dict)


def name_of(load: str, number: int) -> str:
    return f"{load}-{number:05}"


def guid_of(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


class Kind:
    """A kind is made anew for each load; `random` is its own."""

    title: ClassVar[str]
    # Sending a record twice makes no second one.
    repeatable: ClassVar[bool]
    # Records may share a request.
    batches: ClassVar[bool] = False
    folds: ClassVar[bool] = False
    collection: ClassVar[str] = "products"
    # The attributes of an entity that name it and say which version of it stands.
    named_by: ClassVar[str] = "name"
    told_by: ClassVar[str] = "description"

    def configuration(self) -> dict[str, Any]:
        raise NotImplementedError

    def make(self, load: str, count: int, chance: random.Random) -> Input:
        raise NotImplementedError

    def standing(self, sim: SimProcess, load: str) -> Standing:
        """The load's entities by name; several values where one was made several times."""
        found: Standing = defaultdict(list)
        for entity in sim.state(self.collection):
            name = str(entity.get(self.named_by, ""))
            if name.startswith(f"{load}-"):
                found[name].append(self.value_of(entity))
        return found

    def value_of(self, entity: Record) -> Any:
        return entity.get(self.told_by)


class Versions(Kind):
    """Repeatable writes: a part of the keys comes again with another text."""

    repeatable = True

    def make(self, load: str, count: int, chance: random.Random) -> Input:
        numbers: list[int] = []
        for number in range(count):
            again = numbers and chance.random() < 0.15
            numbers.append(chance.choice(numbers[-40:]) if again else number)
        records, versions = [], defaultdict(list)
        for place, number in enumerate(numbers):
            name = name_of(load, number)
            same = versions[name] and chance.random() < 0.3
            text = versions[name][-1].value if same else f"version of record {place}"
            records.append(self.record(name, text))
            versions[name].append(Version((place,), text))
        units = [Unit(name, tuple(made)) for name, made in versions.items()]
        return Input(records, units, self.seed(list(versions)))

    def record(self, name: str, text: str) -> Record:
        raise NotImplementedError

    def seed(self, names: list[str]) -> dict[str, list[Record]]:
        return {}


class PutById(Versions):
    title = "PUT with the id in its URL"

    def configuration(self) -> dict[str, Any]:
        parameters = {"id": "{record.id}"}
        return {
            "endpoint": "update_product",
            "method": "PUT",
            "parameters": parameters,
            "exclude_attributes": ["id"],
        }

    def record(self, name: str, text: str) -> Record:
        return {"id": guid_of(name), "name": name, "description": text}

    def seed(self, names: list[str]) -> dict[str, list[Record]]:
        return {"products": [{"productId": guid_of(name), "name": name} for name in names]}


class Upsert(Versions):
    title = "published, GUID in the record"

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "upsert_product"}

    def record(self, name: str, text: str) -> Record:
        own = {"productId": guid_of(name), "name": name}
        return {**own, "itemType": "StockedProduct", "description": text}


class UpsertByIdentity(Versions):
    title = "published, GUID by identity"
    collection = "customers"
    told_by = "remarks"

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "upsert_customer", "identity": {"from": ["name"]}}

    def record(self, name: str, text: str) -> Record:
        return {"name": name, "remarks": text}


class Delete(Kind):
    title = "DELETE"
    repeatable = True

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": {"method": "DELETE", "url": "/{companyId}/products/{record.id}"}}

    def make(self, load: str, count: int, chance: random.Random) -> Input:
        names = [name_of(load, number) for number in range(count)]
        doomed = [name for name in names if chance.random() < 0.8] or names
        places = {name: place for place, name in enumerate(doomed)}
        kept = [Unit(name, (Version((), name),), name) for name in names if name not in places]
        gone = [Unit(name, (Version((place,), ABSENT),), name) for name, place in places.items()]
        records = [{"id": guid_of(name), "name": name} for name in doomed]
        seed = [{"productId": guid_of(name), "name": name} for name in names]
        return Input(records, gone + kept, {"products": seed})

    def value_of(self, entity: Record) -> Any:
        return entity["name"]


class Create(Kind):
    """POST: some records are bad where `batches` do not make others suffer for them."""

    title = "POST, read back by its name"
    repeatable = False

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "create_product"}

    def make(self, load: str, count: int, chance: random.Random) -> Input:
        records, units = [], []
        for place in range(count):
            name = name_of(load, place)
            bad = not self.batches and chance.random() < 0.02
            records.append(self.bad_record(name) if bad else self.record(name))
            units.append(Unit(name, (Version((place,), name, bad),)))
        return Input(records, units)

    def record(self, name: str) -> Record:
        return {"name": name, "description": "of the load"}

    def bad_record(self, name: str) -> Record:
        return {"description": name}

    def value_of(self, entity: Record) -> Any:
        return entity[self.named_by]


class CreateUnnamed(Create):
    """Nothing in the service keeps a second one away, and nothing finds the first one."""

    title = "POST, nothing to find it by"
    collection = "stock-adjustments"
    named_by = "remarks"

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "create_stock_adjustment"}

    def record(self, name: str) -> Record:
        return {"locationId": LOCATION, "remarks": name}

    def bad_record(self, name: str) -> Record:
        return {"remarks": name}


class CreateArrays(CreateUnnamed):
    title = "POST of arrays"
    batches = True


class Fold(Kind):
    """Lines become documents of one to five lines."""

    folds = True
    lines_at: ClassVar[str]

    def make(self, load: str, count: int, chance: random.Random) -> Input:
        records: list[Record] = []
        units = []
        while len(records) < count:
            name = name_of(load, len(units))
            lines = [guid_of(f"{name}/{line}") for line in range(chance.randint(1, 5))]
            places = tuple(range(len(records), len(records) + len(lines)))
            records += [self.line(name, product) for product in lines]
            units.append(Unit(name, (Version(places, tuple(lines)),)))
        return Input(records, units)

    def line(self, name: str, product: str) -> Record:
        raise NotImplementedError

    def value_of(self, entity: Record) -> Any:
        return tuple(line.get("productId") for line in entity.get("lines", []))


class FoldedOrders(Fold):
    title = "POST of folded documents, numbered"
    repeatable = False
    collection = "sales-orders"
    named_by = "orderNumber"

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "create_sales_order", **fold("orderNumber")}

    def line(self, name: str, product: str) -> Record:
        return {"orderNumber": name, "customerId": guid_of("customer"), "productId": product}


class FoldedAdjustments(Fold):
    title = "POST of folded documents"
    repeatable = False
    collection = "stock-adjustments"
    named_by = "remarks"

    def configuration(self) -> dict[str, Any]:
        return {"endpoint": "create_stock_adjustment", **fold("remarks")}

    def line(self, name: str, product: str) -> Record:
        return {"remarks": name, "locationId": LOCATION, "productId": product}


class FoldedUpserts(FoldedOrders):
    title = "published, folded documents"
    repeatable = True

    def configuration(self) -> dict[str, Any]:
        identity = {"identity": {"from": ["orderNumber"]}}
        return {"endpoint": "upsert_sales_order", **identity, **fold("orderNumber")}

    def line(self, name: str, product: str) -> Record:
        return {**super().line(name, product), "source": "chaos"}


def fold(by: str) -> dict[str, Any]:
    batching = {"enabled": True, "algorithm": "fold", "by": by, "line_attributes": ["productId"]}
    return {"batching": batching}


KINDS: tuple[type[Kind], ...] = (
    PutById,
    Upsert,
    UpsertByIdentity,
    Delete,
    Create,
    CreateUnnamed,
    CreateArrays,
    FoldedOrders,
    FoldedAdjustments,
    FoldedUpserts,
)
