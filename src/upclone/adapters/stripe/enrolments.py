"""Saved cards, and connected accounts that can be paid to."""

from __future__ import annotations

from typing import Any, Final

import stripe
from attrs import frozen
from stripe import Account, StripeClient
from stripe.checkout import Session

from upclone.adapters.stripe.line import missing, options, tag
from upclone.adapters.stripe.payments import ACCOUNT
from upclone.application.ports.gateways import Enrolment, Person, Purpose
from upclone.domain.errors import Invalid, NotFound

BACK: Final = "upclone_return"
"""An account carries where its person came from, so that a link which ran out can be made again."""


@frozen
class Enrolments:
    """Card numbers, bank accounts and papers are given to Stripe, on its pages, and never to upclone."""

    client: StripeClient

    def begin(self, purpose: Purpose, key: str, person: Person, return_url: str) -> Enrolment:
        """Raises Invalid("country") for somebody to be paid who has said none."""
        if purpose is Purpose.PAYING:
            return self._card(key, person, return_url)
        return self._account(key, person, return_url)

    def seen(self, purpose: Purpose, ref: str) -> Enrolment:
        """How far it is. Raises NotFound."""
        try:
            if purpose is Purpose.PAYING:
                expand = ["setup_intent.payment_method"]
                return _of_page(self.client.v1.checkout.sessions.retrieve(ref, {"expand": expand}))
            return self._of_account(self.client.v1.accounts.retrieve(ref))
        except stripe.InvalidRequestError as fault:
            if not missing(fault):
                raise
            raise NotFound("enrolment", ref) from fault
        except stripe.PermissionError as fault:
            raise NotFound("enrolment", ref) from fault

    def _card(self, key: str, person: Person, return_url: str) -> Enrolment:
        customer = self.client.v1.customers.create(
            {"email": person.email, "name": person.name, "metadata": {ACCOUNT: str(person.id)}},
            options(f"{key}/customer"),
        )
        params: stripe.params.checkout.SessionCreateParams = {
            "mode": "setup",
            "customer": customer.id,
            "allowed_payment_method_types": ["card"],
            "success_url": return_url,
            "cancel_url": return_url,
            "metadata": {ACCOUNT: str(person.id)},
        }
        return _of_page(self.client.v1.checkout.sessions.create(params, options(f"{key}/page")))

    def _account(self, key: str, person: Person, return_url: str) -> Enrolment:
        if person.country is None:
            raise Invalid("country", "must be set to be paid by Stripe")
        params: stripe.params.AccountCreateParams = {
            "type": "express",
            "country": person.country,
            "email": person.email,
            "capabilities": {"transfers": {"requested": True}},
            # Money leaves when its owner says so, not by Stripe's own timetable.
            "settings": {"payouts": {"schedule": {"interval": "manual"}}},
            "metadata": {ACCOUNT: str(person.id), BACK: return_url[:500]},
        }
        return self._of_account(self.client.v1.accounts.create(params, options(f"{key}/account")))

    def _of_account(self, account: Account) -> Enrolment:
        capabilities = account.capabilities
        transfers = capabilities.transfers if capabilities is not None else None
        if account.payouts_enabled and transfers == "active":
            return Enrolment(account.id, ready=True, token=account.id, label=_bank(account))
        back = tag(account.metadata, BACK)
        link = self.client.v1.account_links.create(
            {"account": account.id, "type": "account_onboarding", "return_url": back, "refresh_url": back}
        )
        return Enrolment(account.id, ready=False, url=link.url, reason=_missing_of(account))


def _of_page(page: Session) -> Enrolment:
    intent = page.setup_intent
    if isinstance(intent, stripe.SetupIntent) and intent.status == "succeeded":
        method = intent.payment_method
        if isinstance(method, stripe.PaymentMethod):
            return Enrolment(page.id, ready=True, token=method.id, label=_label(method))
    if page.status == "open":
        return Enrolment(page.id, ready=False, url=page.url, reason="Stripe waits for the card.")
    return Enrolment(page.id, ready=False, reason="The page was left without a card. Begin again.")


def _label(method: stripe.PaymentMethod) -> str:
    card = method.card
    return f"{card.brand.capitalize()} •••• {card.last4}" if card is not None else method.type


def _bank(account: Account) -> str:
    found: Any = account.external_accounts.data if account.external_accounts is not None else []
    for each in found:
        name = each.bank_name if isinstance(each, stripe.BankAccount) else each.brand
        return f"{name or 'Account'} •••• {each.last4}"
    return "Stripe account"


def _missing_of(account: Account) -> str:
    needed = account.requirements
    if needed is None:
        return "Stripe waits for this person's details."
    if needed.disabled_reason and not needed.currently_due:
        return f"Stripe has not enabled payouts: {needed.disabled_reason}."
    return f"Stripe waits for details: {', '.join((needed.currently_due or [])[:5]) or 'it is checking them'}."
