"""The hosted page's side: what a payer sees of a payment, and what their two buttons do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urlsplit

from attrs import frozen
from sqlalchemy import Connection

from upclone.adapters.sandbox import operations
from upclone.adapters.sandbox.rows import Moment, Row
from upclone.adapters.sandbox.tokens import Step
from upclone.application.ports.gateways import Operation, Status
from upclone.domain.errors import NotFound
from upclone.domain.money import Money

State = Literal["waiting", "processing", "approved", "declined", "expired"]

APPROVE: Final = Step(Status.SUCCEEDED)
DECLINE: Final = Step(Status.FAILED, reason="The payer declined.")


@frozen
class Checkout:
    """One payment as its payer sees it. `return_url` is None where it leads to a stranger."""

    ref: str
    state: State
    amount: Money
    description: str
    return_url: str | None
    expires_at: datetime | None
    form_token: str


def payment(connection: Connection, ref: str, now: Moment) -> Row:
    """The payment with this reference as it is now, locked. Raises NotFound."""
    row = operations.lock(connection, ref)
    if row is None or row.operation is not Operation.PAYMENT:
        raise NotFound("payment", ref)
    return operations.advance(connection, row, now)


def press(connection: Connection, ref: str, step: Step, now: Moment) -> Row:
    """One of the buttons. Only a payment that waits for a person hears it; for any other it does nothing."""
    row = payment(connection, ref, now)
    if row.status is Status.PENDING and row.follows.hosted:
        return operations.happen(connection, row, step, now)
    return row


def seen(row: Row, form_token: str, origins: Sequence[str]) -> Checkout:
    """What the page shows."""
    return Checkout(
        ref=row.ref,
        state=_state(row),
        amount=row.amount,
        description=row.description,
        return_url=row.return_url if _origin(row.return_url) in map(_origin, origins) else None,
        expires_at=row.due_at if row.follows.hosted else None,
        form_token=form_token,
    )


def _state(row: Row) -> State:
    if row.status is Status.PENDING:
        return "waiting" if row.follows.hosted else "processing"
    if row.status is Status.SUCCEEDED:
        return "approved"
    return "expired" if row.status is Status.EXPIRED else "declined"


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port. None, which is nobody's, for what is no web address."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "\\" in url:
        return None
    return parts.scheme, parts.hostname, port
