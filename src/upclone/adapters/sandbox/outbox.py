"""Webhooks on their way: written with the change that they tell of, delivered at least once, given up after days.

A letter is claimed for a moment before it is sent, so that several processes share the work; whoever dies with it
leaves it to be claimed again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Final
from uuid import uuid4

from attrs import frozen
from sqlalchemy import Connection, Engine, insert, select, update

from upclone.adapters.sandbox.signing import sign
from upclone.adapters.sandbox.tables import OUTBOX

Deliver = Callable[[bytes, Mapping[str, str]], int]
"""Takes a body and its headers to the receiver; its HTTP status. Raises OSError or HTTPException where none came."""

LEASE: Final = timedelta(seconds=15)
"""How long a letter belongs to whoever claimed it: longer than any delivery takes."""

LONGEST: Final = timedelta(seconds=30)
"""Waiting doubles from one second up to this: everything must come to rest within a minute after a fault heals."""

GIVE_UP: Final = timedelta(days=3)
ROUND: Final = 200
"""Letters per round at most, so that whoever asked for a round gets an answer."""

PATIENCE: Final = 3
"""Failed deliveries per round: a receiver that is down is not asked about every letter."""


@frozen
class Letter:
    """One webhook on its way. `state` is `waiting`, `delivered` or `given_up`; `last_answer` is a status or a fault."""

    id: int
    event_id: str
    operation: str
    key: str
    created_at: datetime
    next_at: datetime | None
    attempts: int
    last_answer: str
    delivered_at: datetime | None
    given_up_at: datetime | None

    @property
    def state(self) -> str:
        """How far it is."""
        if self.delivered_at is not None:
            return "delivered"
        return "waiting" if self.given_up_at is None else "given_up"

    @property
    def body(self) -> bytes:
        """What is sent: that something happened. What it was, the receiver asks the gateway."""
        return json.dumps({"id": self.event_id, "operation": self.operation, "key": self.key}).encode()


_LETTER: Final = select(*(OUTBOX.c[name] for name in Letter.__annotations__))


def write(connection: Connection, ref: str, operation: str, key: str, copies: int, real: datetime) -> None:
    """Tell of a change, `copies` times with the same event id."""
    values: dict[str, object] = {"event_id": f"evt_{uuid4().hex}", "ref": ref, "operation": operation, "key": key}
    values |= {"created_at": real, "next_at": real, "attempts": 0, "last_answer": ""}
    connection.execute(insert(OUTBOX), [values] * copies)


def deliver(engine: Engine, send: Deliver, secrets: Sequence[str], real: Callable[[], datetime]) -> int:
    """Send what is due; how many were delivered."""
    delivered = failures = 0
    while delivered < ROUND and failures < PATIENCE:
        letter = _claim(engine, real())
        if letter is None:
            break
        answer = _send(letter, send, secrets, real())
        if _settle(engine, letter, answer, real()):
            delivered += 1
        else:
            failures += 1
    return delivered


def letters(connection: Connection, limit: int) -> tuple[Letter, ...]:
    """The newest first."""
    return tuple(
        Letter(**row._mapping) for row in connection.execute(_LETTER.order_by(OUTBOX.c.id.desc()).limit(limit))
    )


def _claim(engine: Engine, real: datetime) -> Letter | None:
    with engine.begin() as connection:
        due = _LETTER.where(OUTBOX.c.next_at <= real).order_by(OUTBOX.c.next_at, OUTBOX.c.id).limit(1)
        found = connection.execute(due.with_for_update(skip_locked=True)).first()
        if found is None:
            return None
        letter = Letter(**found._mapping)
        claimed = {"next_at": real + LEASE, "attempts": letter.attempts + 1}
        connection.execute(update(OUTBOX).where(OUTBOX.c.id == letter.id).values(**claimed))
    return letter


def _send(letter: Letter, send: Deliver, secrets: Sequence[str], real: datetime) -> str:
    try:
        return str(send(letter.body, sign(letter.body, secrets, real)))
    except (OSError, HTTPException) as fault:
        return f"{type(fault).__name__}: {fault}"[:200]


def _settle(engine: Engine, letter: Letter, answer: str, real: datetime) -> bool:
    """Keep what came of it. A letter that another process delivered meanwhile stays delivered."""
    welcome = len(answer) == 3 and answer.startswith("2")
    values: dict[str, object] = {"last_answer": answer}
    if welcome:
        values |= {"delivered_at": real, "next_at": None}
    elif real - letter.created_at >= GIVE_UP:
        values |= {"given_up_at": real, "next_at": None}
    else:
        values["next_at"] = real + min(LONGEST, timedelta(seconds=2 ** min(letter.attempts, 10)))
    own = (OUTBOX.c.id == letter.id, OUTBOX.c.delivered_at.is_(None))
    with engine.begin() as connection:
        connection.execute(update(OUTBOX).where(*own).values(**values))
    return welcome
