"""Stripe's half: the parts of its API that a marketplace with separate charges and transfers uses."""

from tests.simulator.stripe.half import StripeHalf

__all__ = ["StripeHalf"]
