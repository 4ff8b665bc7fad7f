"""Reconciliation: a gateway's report beside the ledger, once a day or when an operator asks, and what came of it.

Every line of the report matches exactly one line of the ledger, and the reverse (books.py). What is left over is a
finding, with its reason (findings.py).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from attrs import frozen

from upclone.domain.actors import Role
from upclone.domain.events import Event
from upclone.domain.money import Money
from upclone.domain.payments.findings import Finding

TOLERANCE: Final = timedelta(hours=6)
"""What is younger may be in one book and not yet in the other: webhooks come late, and so do reports."""

MARGIN: Final = timedelta(days=4)
"""How far around a period partners are looked for: a letter may come three days after what it tells of."""

PERIOD: Final = timedelta(days=30)
"""How far back a run looks where nobody says otherwise."""


@frozen
class Run:
    """One reconciliation of one gateway, as it is kept. `by` is who asked for it; None for the daily one.

    `failure` says why it could not be made: nothing was compared then.
    """

    id: UUID
    gateway: str
    since: datetime
    until: datetime
    at: datetime
    by: UUID | None
    theirs: int
    ours: int
    matched: int
    findings: tuple[Finding, ...]
    failure: str = ""

    @property
    def agrees(self) -> bool:
        """It was made, and nothing differs."""
        return not self.findings and not self.failure


@frozen(kw_only=True)
class BooksDiffered(Event):
    """A reconciliation found `rows` that do not agree. `stopped`: no money leaves that gateway by itself now."""

    gateway: str
    rows: int
    stopped: bool


@frozen(kw_only=True)
class ReconciliationAsked(Event):
    """An operator wants a gateway's report compared with the ledger: the subject is the run that comes of it."""

    gateway: str
    since: datetime
    until: datetime


@frozen(kw_only=True)
class BooksUnread(Event):
    """A gateway did not answer: its books were not compared."""

    gateway: str
    reason: str


@frozen(kw_only=True)
class FundsAged(Event):
    """`holds` hold money for longer than they should; the oldest of them is the subject."""

    holds: int
    days: int


@frozen
class StrayClaim:
    """A payer's bank wants a payment back that no deal here is paid by: one that came too late, twice, in another
    amount, or that nobody here asked for. `ref` is the gateway's name for the claim."""

    gateway: str
    ref: str
    payment_ref: str
    amount: Money
    reason: str
    at: datetime


@frozen(kw_only=True)
class StrayClaimed(Event):
    """First news of such a claim: a person has to look at it."""

    gateway: str
    ref: str
    payment_ref: str
    amount: Money
    reason: str


def stray_claimed(claim: StrayClaim) -> StrayClaimed:
    """What operators are told of it. Its subject follows from the gateway's names."""
    return StrayClaimed(
        subject_id=owner_of(claim.gateway, claim.ref),
        by=None,
        role=Role.GATEWAY,
        at=claim.at,
        gateway=claim.gateway,
        ref=claim.ref,
        payment_ref=claim.payment_ref,
        amount=claim.amount,
        reason=claim.reason,
    )


def book_of(gateway: str) -> UUID:
    """The book of what is set apart at a gateway: the same id in every installation."""
    return uuid5(NAMESPACE_URL, f"upclone:unmatched:{gateway}")


def owner_of(gateway: str, line: str) -> UUID:
    """Whose suspense account it lies in: one a line, so that each is resolved by itself."""
    return uuid5(book_of(gateway), line)
