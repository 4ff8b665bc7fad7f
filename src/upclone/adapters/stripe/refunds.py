"""Refunds of a payment, in part or whole."""

from __future__ import annotations

from typing import Final

from attrs import frozen
from stripe import Refund, StripeClient

from upclone.adapters.stripe.amounts import from_stripe, to_stripe
from upclone.adapters.stripe.line import KEY, born, options, tag
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.money import Money

_STATUS: Final = {"succeeded": Status.SUCCEEDED, "failed": Status.FAILED, "canceled": Status.FAILED}


@frozen
class Refunds:
    """Stripe keeps its fee for a payment that goes back."""

    client: StripeClient

    def send(self, key: str, payment_ref: str, amount: Money) -> Answer:
        """Raises InvalidRequestError beyond what is left of the payment."""
        units = to_stripe(amount)
        given = self.client.v1.refunds.create(
            {"payment_intent": payment_ref, "amount": units, "metadata": {KEY: key}}, options(key)
        )
        return _answer(given)

    def look_up(self, key: str, ref: str | None) -> Answer | None:
        """Without its name it is looked for among all since the key came to be."""
        if ref is not None:
            return _answer(self.client.v1.refunds.retrieve(ref))
        since = born(key)
        found = self.client.v1.refunds.list({"created": {"gte": since}, "limit": 100})
        return next((_answer(each) for each in found.auto_paging_iter() if tag(each.metadata) == key), None)


def _answer(refund: Refund) -> Answer:
    status = _STATUS.get(refund.status or "", Status.PENDING)
    return Answer(
        Operation.REFUND,
        tag(refund.metadata),
        status,
        refund.id,
        from_stripe(refund.amount, refund.currency) if status is Status.SUCCEEDED else None,
        reason=(refund.failure_reason or "The refund failed.") if status is Status.FAILED else "",
    )
