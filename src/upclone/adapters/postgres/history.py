"""What happened: a history per contract, each event chained to the one before it, and none ever changed."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final
from uuid import UUID

from attrs import NOTHING, fields, frozen, resolve_types
from cattrs.gen import make_dict_unstructure_fn, override
from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, LargeBinary, Table, UniqueConstraint, Uuid

from upclone import domain
from upclone.adapters.postgres.metadata import METADATA, Json, one_of, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import CONVERTER
from upclone.domain.actors import Role
from upclone.domain.errors import NotFound
from upclone.domain.events import Event

EVENT = Table(
    "event",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("name"),
    Column("subject_id", Uuid, nullable=False),
    Column("contract_id", Uuid, nullable=True),
    Column("by", Uuid, nullable=True),
    text("role"),
    timestamp("at"),
    Column("facts", Json, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    # The trigger sets both for events of a contract: its place in the history, and the chain.
    Column("seq", BigInteger, nullable=True),
    Column("hash", LargeBinary, nullable=True),
    Column("created_seq", BigInteger, Identity(always=True), nullable=False),
    UniqueConstraint("contract_id", "seq"),
    Index(None, "subject_id"),
    one_of("role", Role),
    CheckConstraint("(contract_id IS NULL) = (seq IS NULL) AND (seq IS NULL) = (hash IS NULL)", name="chained"),
    CheckConstraint("octet_length(digest) = 32", name="digest"),
)

_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_COMMON: Final = frozenset(field.name for field in fields(Event))

# One JSON text brings all events: building an array for each column costs the client more than the server's work.
RECORD: Final = """
INSERT INTO event (id, name, subject_id, contract_id, by, role, at, facts, digest)
SELECT id, name, subject_id, contract_id, by, role, at, facts, decode(digest, 'hex')
FROM ROWS FROM (
    json_to_recordset(%(events)s::json) AS (
        id uuid, name text, subject_id uuid, contract_id uuid, by uuid, role text, at timestamptz, facts jsonb,
        digest text)
) WITH ORDINALITY AS event (id, name, subject_id, contract_id, by, role, at, facts, digest, number)
ORDER BY number
"""
_GET = "SELECT name, subject_id, contract_id, by, role, at, facts::text FROM event WHERE id = %(id)s"
_OF = """
SELECT name, subject_id, contract_id, by, role, at, facts::text FROM event
WHERE contract_id = %(contract_id)s ORDER BY seq
"""


@frozen
class Events:
    """What happened."""

    transaction: Transaction

    def get(self, id: UUID) -> Event:
        """Raises NotFound."""
        row = self.transaction.one(_GET, {"id": id})
        if row is None:
            raise NotFound("event", str(id))
        name, subject, contract, by, role, at, facts = row
        common = {"subject_id": subject, "contract_id": contract, "by": by, "role": Role(role), "at": at}
        return from_facts(name, common, json.loads(facts))

    def of(self, contract_id: UUID) -> tuple[Event, ...]:
        rows = self.transaction.all(_OF, {"contract_id": contract_id})
        return tuple(
            from_facts(
                name,
                {"subject_id": subject, "contract_id": contract, "by": by, "role": Role(role), "at": at},
                json.loads(facts),
            )
            for name, subject, contract, by, role, at, facts in rows
        )


def facts_of(event: Event) -> dict[str, Any]:
    """What an event says beyond what every event says, as JSON."""
    return _to_facts(type(event).__name__)(event)


@cache
def _to_facts(name: str) -> Callable[[Event], dict[str, Any]]:
    left_out: dict[str, Any] = {field: override(omit=True) for field in _COMMON}
    return make_dict_unstructure_fn(_kinds()[name], CONVERTER, **left_out)


def from_facts(name: str, common: Mapping[str, Any], facts: Mapping[str, Any]) -> Event:
    """The event again. A fact that an older one does not have is what its class says of such."""
    kind = _kinds()[name]
    values = {
        field.name: CONVERTER.structure(facts[field.name], field.type)
        for field in fields(resolve_types(kind))
        if field.name not in _COMMON and (field.name in facts or field.default is NOTHING)
    }
    return kind(**common, **values)


def digest(
    id: UUID,
    name: str,
    subject_id: UUID,
    contract_id: UUID | None,
    by: UUID | None,
    role: str,
    at: datetime,
    facts: Mapping[str, Any],
) -> bytes:
    """SHA-256 over every field of an event, as canonical JSON: keys sorted, no spaces, times in UTC."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    common = [str(id), name, str(subject_id), str(contract_id), str(by), role, moment]
    return hashlib.sha256(_CANONICAL.encode([*common, facts]).encode()).digest()


def link(previous: bytes, seq: int, digest: bytes) -> bytes:
    """SHA-256 over the link before it (32 zero bytes for the first), the place (8 bytes, big-endian), the digest."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + digest).digest()


def _digest(id: UUID, event: Event, facts: Mapping[str, Any]) -> bytes:
    role = event.role.value
    return digest(id, event.name, event.subject_id, event.contract_id, event.by, role, event.at, facts)


def told(events: Iterable[tuple[UUID, Event]]) -> dict[str, str]:
    """What RECORD asks for, to append events in their order."""
    rows = [_row(id, event, facts_of(event)) for id, event in events]
    return {"events": json.dumps(rows, ensure_ascii=False)}


def _row(id: UUID, event: Event, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(id),
        "name": event.name,
        "subject_id": str(event.subject_id),
        "contract_id": str(event.contract_id) if event.contract_id else None,
        "by": str(event.by) if event.by else None,
        "role": event.role.value,
        "at": event.at.isoformat(),
        "facts": facts,
        "digest": _digest(id, event, facts).hex(),
    }


@cache
def _kinds() -> Mapping[str, type[Event]]:
    for module in walk_packages(domain.__path__, f"{domain.__name__}."):
        import_module(module.name)  # a history may also tell of what this process has had no need of
    return {kind.__name__: kind for kind in _descendants(Event)}


def _descendants(of: type[Event]) -> Iterable[type[Event]]:
    for kind in of.__subclasses__():
        # attrs makes each class anew, with slots; the one that it began with may linger.
        if getattr(sys.modules[kind.__module__], kind.__name__, None) is kind:
            yield kind
        yield from _descendants(kind)
