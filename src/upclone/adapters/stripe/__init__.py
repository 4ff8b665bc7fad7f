"""Stripe: separate charges and transfers with Connect, through its own SDK."""

from upclone.adapters.stripe.gateway import StripeGateway

__all__ = ["StripeGateway"]
