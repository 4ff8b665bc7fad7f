"""What payment providers say of money that did not arrive and of means that are not set up, so that it can be said in
other languages: as the adapters say it. A bank's own words stay as they are."""

from __future__ import annotations

from typing import Final


def _(text: str) -> str:
    """Marks a text for the catalogue."""
    return text


SAID: Final = (
    _("The gateway refused it."),
    _("The bank returned the money: the account can't be reached."),
    _("The payer's bank refused the refund."),
    _("The payer's bank refused the payment."),
    _("The payer declined."),
    _("The card was declined."),
    _("The account is closed."),
    _("The payment can't be refunded."),
    _("The payment was not made in time."),
    _("The payment was declined."),
    _("Nothing was paid."),
    _("The payout was canceled."),
    _("The transfer was taken back."),
    _("The refund failed."),
    _("What the marketplace has available at Stripe does not cover it yet."),
    _("Stripe waits for the card."),
    _("Stripe waits for this person's details."),
    _("The page was left without a card. Begin again."),
    _("It was not set up in time."),
    _("Agree to it at PayPal."),
    _("The address has no PayPal account yet; its owner has 30 days to open one."),
    _("PayPal is reviewing the payout."),
    _("PayPal could not send the payout."),
    _("The payout was not claimed within 30 days, and came back."),
    _("PayPal blocked the payout."),
    _("The payee sent the payout back."),
    _("PayPal took the payout back."),
    _("PayPal denied the payout."),
    _("The payout was cancelled."),
    _("PayPal declined the payment."),
    _("The payment failed at PayPal."),
    _("The order was not approved."),
)
