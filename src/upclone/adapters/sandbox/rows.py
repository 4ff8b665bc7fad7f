"""Rows of operations, and what is asked for before there is one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import frozen

from upclone.adapters.sandbox.tokens import PAYMENTS, PAYOUTS, REFUNDS, Token
from upclone.application.ports.gateways import ClaimState, Operation, Status
from upclone.domain.money import Money

_SCRIPTS: Final[Mapping[str, Token]] = {**PAYMENTS, **REFUNDS, **PAYOUTS}
_PREFIX: Final = {Operation.PAYMENT: "pay", Operation.REFUND: "ref", Operation.PAYOUT: "out"}
UNKNOWN: Final = Token("unknown", "A token that is not in the table.", steps=())


@frozen
class Moment:
    """Now, on both clocks: `at` is the application's, which a demo moves; `real` is what the network goes by."""

    at: datetime
    real: datetime


@frozen
class Asked:
    """What a caller asks for. `token` is the method, the destination, or the refunded payment's reference."""

    operation: Operation
    key: str
    amount: Money
    token: str
    description: str = ""
    return_url: str = ""

    @property
    def request(self) -> str:
        """What must be the same when the key comes again."""
        return f"{self.amount.amount_minor} {self.amount.currency} {self.token}"


@frozen
class Plan:
    """How a new operation will go. With a `refusal` it won't."""

    script: Token
    token: str
    refusal: str = ""
    payment_ref: str | None = None


@frozen
class Row:
    """One row of `sandbox.operation`."""

    ref: str
    operation: Operation
    key: str
    request: str
    token: str
    script: str
    payment_ref: str | None
    currency: str
    amount_minor: int
    moved_minor: int | None
    status: Status
    reason: str
    refused: bool
    description: str
    return_url: str
    step: int
    due_at: datetime | None
    asked: int
    created_at: datetime
    changed_at: datetime
    answered_at: datetime | None = None

    @property
    def amount(self) -> Money:
        """What was asked for."""
        return Money(self.amount_minor, self.currency)

    @property
    def moved(self) -> Money | None:
        """What really moved, where it did."""
        return None if self.moved_minor is None else Money(self.moved_minor, self.currency)

    @property
    def follows(self) -> Token:
        """The behaviour that it follows."""
        return _SCRIPTS.get(self.script, UNKNOWN)

    @property
    def claim_ref(self) -> str:
        """What the claim of the payer's bank is called."""
        return f"claim_{self.ref}"

    @property
    def claimed(self) -> bool:
        """Whether the payer's bank has asked for it."""
        return self.follows.claim is not None and self.step >= 2

    @property
    def lost(self) -> bool:
        """Whether the payer's bank has it."""
        return self.claimed and not (self.step > 2 and self.follows.claim is ClaimState.WON)

    def is_due(self, now: Moment) -> bool:
        """Whether its next step should have happened by now."""
        return self.due_at is not None and self.due_at <= now.at


def from_row(found: Any) -> Row:
    """As the table returns it."""
    values = dict(found._mapping)
    return Row(**values | {"operation": Operation(values["operation"]), "status": Status(values["status"])})


def opened(asked: Asked, plan: Plan, now: Moment) -> Row:
    """A new operation, of which nothing has happened. Its reference can't be guessed: it opens the hosted page."""
    return Row(
        ref=f"{_PREFIX[asked.operation]}_{secrets.token_urlsafe(18)}",
        operation=asked.operation,
        key=asked.key,
        request=asked.request,
        token=plan.token,
        script=plan.script.name,
        payment_ref=plan.payment_ref,
        currency=asked.amount.currency,
        amount_minor=asked.amount.amount_minor,
        moved_minor=None,
        status=Status.PENDING,
        reason="",
        refused=False,
        description=asked.description,
        return_url=asked.return_url,
        step=0,
        due_at=None,
        asked=1,
        created_at=now.at,
        changed_at=now.at,
    )
