"""The audit: every act of an operator, who did it, why, and what came of it; each chained to the one before it.

Histories say what became of a contract, the ledger where money went. The audit points there by a digest of the
outcome and adds what they don't know: the reason that was given, and the second person.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from attrs import frozen

GENESIS: Final = bytes(32)
"""The hash before the first act."""

_CANONICAL: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


@frozen
class Act:
    """One act. `act` is the command or the route, `object` what it was done to, `outcome` the hex digest of what
    changed. `second` approved it."""

    id: UUID
    at: datetime
    by: UUID
    act: str
    object: str
    reason: str
    outcome: str
    second: UUID | None = None


@frozen
class Kept:
    """An act with its place, its hash, and the seal that only this installation can make."""

    seq: int
    act: Act
    hash: bytes
    seal: str


def link(previous: bytes, seq: int, act: Act) -> bytes:
    """SHA-256 over the hash before it, its place, and every field."""
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    second = str(act.second) if act.second else ""
    facts = [previous.hex(), str(seq), str(act.id), at, str(act.by), second, act.act, act.object, act.reason]
    return hashlib.sha256(_CANONICAL.encode([*facts, act.outcome]).encode()).digest()
