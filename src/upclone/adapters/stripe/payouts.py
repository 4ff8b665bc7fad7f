"""Payouts: two steps with a way back. Money is transferred to the payee's connected account, then paid out from there;
where that fails, even long after "paid", the transfer is reversed, and only then has the payout failed."""

from __future__ import annotations

from typing import Final

import stripe
from attrs import frozen
from stripe import Payout, StripeClient, Transfer

from upclone.adapters.stripe.amounts import from_stripe, to_stripe
from upclone.adapters.stripe.line import KEY, NAME, TRANSFER, options, reason, tag
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Declined
from upclone.domain.money import Money

WHY: Final = "upclone_reason"
_ENDED: Final = ("failed", "canceled")
_CLOCKS_DIFFER_S: Final = 60


@frozen
class Payouts:
    """Its `ref` is the transfer's: that is what the marketplace's balance knows of. Each step finds out what the
    earlier ones came to, so that a look-up goes on where a call was lost.

    An account that lets the marketplace in no more (403) is no refusal: nobody can say whether it was paid, and so
    nothing is taken back. It stays unknown, and an operator sees it.
    """

    client: StripeClient

    def send(self, key: str, amount: Money, destination: str) -> Answer:
        """Raises Declined while the marketplace's available balance is too small, and for an account that takes
        nothing: then nothing moved."""
        params: stripe.params.TransferCreateParams = {
            "amount": to_stripe(amount),
            "currency": amount.currency.lower(),
            "destination": destination,
            "transfer_group": _group(key),
            "metadata": {KEY: key},
        }
        try:
            transfer = self.client.v1.transfers.create(params, options(f"{key}/transfer"))
        except stripe.InvalidRequestError as no:
            short = no.code == "balance_insufficient"
            why = "What the marketplace has available at Stripe does not cover it yet." if short else reason(no)
            raise Declined(NAME, why) from no
        return self._pay(key, transfer)

    def look_up(self, key: str, ref: str | None) -> Answer | None:
        """How it stands, after the step that was due."""
        if ref is not None:
            transfer = self.client.v1.transfers.retrieve(ref)
        else:
            group = self.client.v1.transfers.list({"transfer_group": _group(key)})
            ours = [each for each in group.data if tag(each.metadata) == key]
            if not ours:
                return None
            transfer = ours[0]
        payout = self._payout_of(key, transfer)
        if payout is not None:
            return self._told(key, transfer, payout)
        return _failed(key, transfer, _why(transfer)) if transfer.reversed else self._pay(key, transfer)

    def _payout_of(self, key: str, transfer: Transfer) -> Payout | None:
        since = transfer.created - _CLOCKS_DIFFER_S
        found = self.client.v1.payouts.list(
            {"created": {"gte": since}, "limit": 100}, options(account=_account(transfer))
        )
        return next((each for each in found.auto_paging_iter() if tag(each.metadata) == key), None)

    def _pay(self, key: str, transfer: Transfer) -> Answer:
        params: stripe.params.PayoutCreateParams = {
            "amount": transfer.amount,
            "currency": transfer.currency,
            "metadata": {KEY: key, TRANSFER: transfer.id},
        }
        try:
            payout = self.client.v1.payouts.create(params, options(f"{key}/payout", _account(transfer)))
        except stripe.InvalidRequestError as no:
            return self._back(key, transfer, reason(no))
        return self._told(key, transfer, payout)

    def _told(self, key: str, transfer: Transfer, payout: Payout) -> Answer:
        if payout.status == "paid":
            amount = from_stripe(payout.amount, payout.currency)
            return Answer(Operation.PAYOUT, key, Status.SUCCEEDED, transfer.id, amount)
        if payout.status not in _ENDED:
            return Answer(Operation.PAYOUT, key, Status.PENDING, transfer.id)
        why = payout.failure_message or payout.failure_code or "The payout was canceled."
        return self._back(key, transfer, why)

    def _back(self, key: str, transfer: Transfer, why: str) -> Answer:
        """Take the transfer back. Stripe reverses no more than there is, whoever asks how often: it needs no key, and
        each try is a new one. While it refuses, the money is still on its way."""
        try:
            if not transfer.reversed:
                self.client.v1.transfers.reversals.create(transfer.id, {"metadata": {KEY: key, WHY: why[:500]}})
        except stripe.InvalidRequestError as no:
            if not self.client.v1.transfers.retrieve(transfer.id).reversed:
                waits = f"{why} It could not be taken back yet: {reason(no)}"
                return Answer(Operation.PAYOUT, key, Status.PENDING, transfer.id, reason=waits)
        return _failed(key, transfer, why)


def _failed(key: str, transfer: Transfer, why: str) -> Answer:
    return Answer(Operation.PAYOUT, key, Status.FAILED, transfer.id, reason=why)


def _why(transfer: Transfer) -> str:
    said = [tag(each.metadata, WHY) for each in transfer.reversals.data]
    return next((each for each in said if each), "The transfer was taken back.")


def _account(transfer: Transfer) -> str:
    to = transfer.destination
    assert to is not None, "a transfer goes to an account"
    return to if isinstance(to, str) else to.id


def _group(key: str) -> str:
    return f"payout_{key}"
