"""PayPal: orders that are captured once their payer approves, refunds, payouts by e-mail address, disputes, reports."""

from upclone.adapters.paypal.client import PayPalClient
from upclone.adapters.paypal.gateway import PayPalGateway
from upclone.adapters.paypal.webhooks import Webhooks

__all__ = ["PayPalClient", "PayPalGateway", "Webhooks"]
