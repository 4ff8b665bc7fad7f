"""The gateways that the demo plays at: by what Marta pays there, and how upclone is told to use them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import field, frozen

from upclone.entrypoints.cli.demo.simulator import Simulator

THRICE: Final = "The gateway sends its webhook three times; it counts once."


@frozen
class Way:
    """One way to pay. `method` is the token (None: chosen at the gateway's page), `page` whether Marta approves there.

    `words` say what she does. At a simulator, `rule` goes wrong meanwhile, and each letter comes `letters` times.
    """

    method: str | None
    words: str
    page: bool = False
    rule: Mapping[str, Any] | None = None
    letters: int = 1


def _fails(simulator: Simulator, key: str) -> None:
    simulator.act("fail_payout", STRIPE.key.format(key))


def _is_sent_back(simulator: Simulator, key: str) -> None:
    simulator.act("payout", key, status="REFUNDED")


@frozen
class Till:
    """A gateway: its `name` in the API, `called` that in sentences, the ways of the play's payments, and the value of
    its page's `button` for yes. `bank` is who speaks of money that comes and goes, `key` how its
    simulator is told a key of upclone's.

    `settings` let upclone use it at a simulator, whose address is `{}` in them; `bounce` sends a payout back there that
    was paid, named by its key.
    """

    name: str
    called: str
    declined: Way
    first: Way
    second: Way
    third: Way
    fourth: Way
    button: str = "pay"
    bank: str = "the bank"
    key: str = "key:{}"
    settings: Mapping[str, str] = field(factory=dict)
    bounce: Callable[[Simulator, str], None] = _fails


SANDBOX: Final = Till(
    name="sandbox",
    called="the gateway",
    declined=Way("tok_declined", "funds it"),
    first=Way("tok_hosted", "tries again, by the gateway's page.", page=True),
    second=Way("tok_instant", "funds"),
    third=Way("tok_answered", "funds"),
    fourth=Way("tok_duplicate", f"funds it. {THRICE}"),
    button="approve",
)

STRIPE: Final = Till(
    name="stripe",
    called="Stripe",
    declined=Way("pm_card_visa_chargeDeclined", "funds it by a card"),
    first=Way("pm_card_threeDSecure2Required", "tries again, by a card with 3-D Secure.", page=True),
    second=Way("pm_card_visa", "by a card without 3-D Secure, funds"),
    third=Way(None, "on Stripe's Checkout page, funds", page=True),
    fourth=Way("pm_card_visa", f"funds it. {THRICE}", letters=3),
    settings={
        "UPCLONE_STRIPE_SECRET_KEY": "sk_test_simulator",
        "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_simulator",
        "UPCLONE_STRIPE_API_BASE": "{}/stripe",
    },
)

PAYPAL: Final = Till(
    name="paypal",
    called="PayPal",
    bank="PayPal",
    key="{}",
    declined=Way(
        None,
        "funds it, and approves at PayPal",
        page=True,
        rule={"fault": "decline", "api": "paypal", "operation": "capture", "times": 1},
    ),
    first=Way(None, "tries again, at PayPal's page.", page=True),
    second=Way(None, "at PayPal's page, funds", page=True),
    third=Way(None, "at PayPal's page, funds", page=True),
    fourth=Way(None, f"funds it. {THRICE}", page=True, letters=3),
    settings={
        "UPCLONE_PAYPAL_CLIENT_ID": "simulator",
        "UPCLONE_PAYPAL_CLIENT_SECRET": "simulator",
        "UPCLONE_PAYPAL_WEBHOOK_ID": "WHSIMULATOR",
        "UPCLONE_PAYPAL_API_BASE": "{}/paypal",
    },
    bounce=_is_sent_back,
)

TILLS: Final = {each.name: each for each in (STRIPE, PAYPAL)}
"""Those that need a simulator."""
