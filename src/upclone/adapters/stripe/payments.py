"""Payments: an intent that is confirmed at once with a saved card, or a page of Stripe's where the payer chooses."""

from __future__ import annotations

from typing import Final

import stripe
from attrs import frozen
from stripe import PaymentIntent, StripeClient
from stripe.checkout import Session

from upclone.adapters.stripe.amounts import from_stripe, to_stripe
from upclone.adapters.stripe.line import KEY, NAME, born, options, tag
from upclone.application.ports.gateways import Answer, Operation, PaymentRequest, Status
from upclone.domain.errors import Declined
from upclone.domain.money import Money

ACCOUNT: Final = "upclone_account"
"""A customer of Stripe's carries whose it is: nobody pays with another's card."""

HOW: Final = "upclone_how"
BY_CARD: Final = "card"
BY_PAGE: Final = "page"

_FEE: Final = "latest_charge.balance_transaction"
_RUNNING: Final = ("processing", "requires_action", "requires_confirmation", "requires_capture")
_NO_ANSWER_YET: Final = "authentication_required"
_EXPIRED: Final = "The payment was not made in time."


@frozen
class Payments:
    """Every answer is read off the object itself. A payer who comes back from a page proves nothing."""

    client: StripeClient

    def open(self, asked: PaymentRequest) -> Answer:
        """With a method it is charged at once. Off session, a bank that wants to see its customer is not a no: the
        payment waits on a page for them. An error that Stripe keeps under the key may hide that bank's answer."""
        if not asked.method:
            return self._page(asked, None, asked.key)
        customer = self._customer(asked)
        try:
            return _answer(self._intent(asked, customer))
        except stripe.CardError as no:
            if asked.off_session and no.code == _NO_ANSWER_YET:
                return self._page(asked, customer, f"{asked.key}/page")
            raise
        except stripe.APIError:
            if asked.off_session and self._awaits_payer(asked.key):
                return self._page(asked, customer, f"{asked.key}/page")
            raise

    def look_up(self, key: str, ref: str | None) -> Answer | None:
        """By its own name where that is known. Stripe's search may not know the last minute: then None leads to the
        same request again, under the same key, which is the same payment."""
        if ref is None:
            return self._found(key)
        if ref.startswith("cs_"):
            expand = [f"payment_intent.{_FEE}"]
            return self._of_page(key, self.client.v1.checkout.sessions.retrieve(ref, {"expand": expand}))
        return self._of_intent(key, self.client.v1.payment_intents.retrieve(ref, {"expand": [_FEE]}))

    def _customer(self, asked: PaymentRequest) -> str | None:
        """Whom the card is kept for at Stripe. Raises Declined for one that is somebody else's."""
        refused = Declined(NAME, "There is no such saved means of payment.")
        try:
            method = self.client.v1.payment_methods.retrieve(asked.method, {"expand": ["customer"]})
        except stripe.InvalidRequestError as fault:
            raise refused from fault
        customer = method.customer
        if customer is None:
            return None
        if isinstance(customer, str) or tag(customer.metadata, ACCOUNT) != str(asked.payer):
            raise refused
        return customer.id

    def _intent(self, asked: PaymentRequest, customer: str | None) -> PaymentIntent:
        params: stripe.params.PaymentIntentCreateParams = {
            "amount": to_stripe(asked.amount),
            "currency": asked.amount.currency.lower(),
            "payment_method": asked.method,
            "confirm": True,
            "description": asked.description,
            "transfer_group": str(asked.purpose),
            "metadata": {KEY: asked.key, HOW: BY_CARD},
            "expand": [_FEE],
        }
        if customer is not None:
            params["customer"] = customer
        if asked.off_session:
            params["off_session"] = True
            params["automatic_payment_methods"] = {"enabled": True, "allow_redirects": "never"}
        else:
            params["automatic_payment_methods"] = {"enabled": True}
            params["return_url"] = asked.return_url
        return self.client.v1.payment_intents.create(params, options(asked.key))

    def _page(self, asked: PaymentRequest, customer: str | None, key: str) -> Answer:
        carried = {KEY: asked.key, HOW: BY_PAGE}
        params: stripe.params.checkout.SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": asked.key,
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": asked.amount.currency.lower(),
                        "unit_amount": to_stripe(asked.amount),
                        "product_data": {"name": asked.description},
                    },
                }
            ],
            "payment_intent_data": {
                "description": asked.description,
                "transfer_group": str(asked.purpose),
                "metadata": carried,
            },
            "metadata": carried,
            "success_url": asked.return_url,
            "cancel_url": asked.return_url,
        }
        if customer is not None:
            params["customer"] = customer
        return self._of_page(asked.key, self.client.v1.checkout.sessions.create(params, options(key)))

    def _found(self, key: str) -> Answer | None:
        intent = self._best(key)
        answer = self._of_intent(key, intent) if intent is not None else None
        return answer or self._opened(key)

    def _best(self, key: str) -> PaymentIntent | None:
        """Of what the search knows under a key, what got furthest."""
        query = f"metadata['{KEY}']:'{key}'"
        found = self.client.v1.payment_intents.search({"query": query, "expand": [f"data.{_FEE}"]})
        return min((intent for intent in found.data if tag(intent.metadata) == key), key=_rank, default=None)

    def _awaits_payer(self, key: str) -> bool:
        intent = self._best(key)
        return intent is not None and intent.status != "succeeded" and _wants_payer(intent)

    def _opened(self, key: str) -> Answer | None:
        """A page that nobody has paid on yet has no intent; its answer may have been lost for good, for Stripe keeps
        an error 500 under its key."""
        listed = self.client.v1.checkout.sessions.list(
            {"created": {"gte": born(key)}, "limit": 100, "expand": [f"data.payment_intent.{_FEE}"]}
        )
        pages = (page for page in listed.auto_paging_iter() if tag(page.metadata) == key)
        return next((self._of_page(key, page) for page in pages), None)

    def _of_intent(self, key: str, intent: PaymentIntent) -> Answer | None:
        """A card that was declined on a page is no end: the page takes another."""
        if intent.status == "succeeded":
            return _answer(intent)
        if tag(intent.metadata, HOW) == BY_PAGE:
            pages = self.client.v1.checkout.sessions.list({"payment_intent": intent.id})
            return self.look_up(key, pages.data[0].id) if pages.data else None
        # Its page is opened by the same request again, which gives back the one that there may be.
        return None if _wants_payer(intent) else _answer(intent)

    def _of_page(self, key: str, page: Session) -> Answer:
        intent = page.payment_intent
        if isinstance(intent, PaymentIntent) and intent.status == "succeeded":
            return _answer(intent)
        if page.status == "expired":
            return Answer(Operation.PAYMENT, key, Status.EXPIRED, page.id, reason=_EXPIRED)
        if page.status == "open":
            return Answer(Operation.PAYMENT, key, Status.PENDING, page.id, approve_url=page.url)
        if isinstance(intent, PaymentIntent) and intent.status not in _RUNNING:
            return Answer(Operation.PAYMENT, key, Status.FAILED, page.id, reason=_why(intent))
        return Answer(Operation.PAYMENT, key, Status.PENDING, page.id)


def _wants_payer(intent: PaymentIntent) -> bool:
    """Whether the bank has declined because its customer was not there."""
    error = intent.last_payment_error
    return error is not None and error.code == _NO_ANSWER_YET


def _answer(intent: PaymentIntent) -> Answer:
    key = tag(intent.metadata)
    if intent.status == "succeeded":
        amount = from_stripe(intent.amount_received, intent.currency)
        return Answer(Operation.PAYMENT, key, Status.SUCCEEDED, intent.id, amount, fee=_fee(intent))
    if intent.status in _RUNNING:
        step = intent.next_action.redirect_to_url if intent.next_action is not None else None
        url = step.url if step is not None else None
        return Answer(Operation.PAYMENT, key, Status.PENDING, intent.id, approve_url=url)
    return Answer(Operation.PAYMENT, key, Status.FAILED, intent.id, reason=_why(intent))


def _fee(intent: PaymentIntent) -> Money | None:
    charge = intent.latest_charge
    booked = charge.balance_transaction if isinstance(charge, stripe.Charge) else None
    return from_stripe(booked.fee, booked.currency) if isinstance(booked, stripe.BalanceTransaction) else None


def _why(intent: PaymentIntent) -> str:
    error = intent.last_payment_error
    said = error.message if error is not None else intent.cancellation_reason
    return str(said or "The payment was declined.")


def _rank(intent: PaymentIntent) -> int:
    order = ("succeeded", *_RUNNING)
    return order.index(intent.status) if intent.status in order else len(order)
