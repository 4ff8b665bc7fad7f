"""What each test token does: one table, which the gateway follows and the documentation prints.

A payment's token is its method; a payout's is its destination. How refunds of a payment go is chosen by the payment's
token too. Delays run on the application's clock, so that a demo's movable clock drives them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from attrs import evolve, frozen

from upclone.application.ports.gateways import ClaimState, Status

LATER: Final = timedelta(hours=1)
"""What "later" means, on the application's clock."""

UNDECIDED: Final = timedelta(days=7)
"""How long a bank takes that is not answered; after an answer it decides at once."""

CHECKOUT_OPEN: Final = timedelta(hours=24)
"""How long the hosted page waits for its person."""

EXPIRES: Final = timedelta(minutes=30)
"""How long it waits with `tok_expires`."""

DEFAULT_METHOD: Final = "tok_hosted"
DEFAULT_DESTINATION: Final = "acct_ok"


class Trouble(StrEnum):
    """What goes wrong on the line. Each happens once per key: asked again, the gateway answers."""

    NONE = "none"
    TIMEOUT_BEFORE = "timeout before the effect"
    TIMEOUT_AFTER = "timeout after the effect"
    ERROR_AFTER = "error 500 after the effect"


@frozen
class Step:
    """One thing that happens, `after` the one before it."""

    status: Status
    after: timedelta = timedelta(0)
    reason: str = ""


@frozen
class Token:
    """How an operation goes. `says` is the sentence for people.

    `steps` happen by themselves; with `in_call` the first of them is part of the answer, else a webhook tells of it.
    `hosted` waits for a person meanwhile. `refused` is the reason of a gateway that says no in its answer. `short`
    captures nine tenths of the sum. `copies` is how often each webhook is sent. `first` is what the first attempt
    follows instead. `refunds` is what refunds of the payment follow. `claim` is how the payer's bank decides, who wants
    the money back: its second step opens the claim, its third decides it.
    """

    name: str
    says: str
    steps: tuple[Step, ...] = (Step(Status.SUCCEEDED),)
    in_call: bool = False
    hosted: bool = False
    refused: str = ""
    trouble: Trouble = Trouble.NONE
    short: bool = False
    copies: int = 1
    first: str = ""
    refunds: str = "refund_ok"
    claim: ClaimState | None = None


_DONE: Final = Step(Status.SUCCEEDED)
_CLAIMED: Final = (_DONE, Step(Status.SUCCEEDED, LATER), Step(Status.SUCCEEDED, UNDECIDED))
_BOUNCE: Final = Step(Status.FAILED, reason="The bank returned the money: the account can't be reached.")
_REFUND_BOUNCE: Final = Step(Status.FAILED, reason="The payer's bank refused the refund.")


def _named(*tokens: Token) -> Mapping[str, Token]:
    return {token.name: token for token in tokens}


PAYMENTS: Final = _named(
    Token(
        "tok_hosted",
        "Waits for a person to approve or decline at the hosted page; expires after 24 hours.",
        steps=(Step(Status.EXPIRED, CHECKOUT_OPEN),),
        hosted=True,
    ),
    Token("tok_instant", "Is approved at once, and told by webhook."),
    Token("tok_answered", "Is approved in the answer itself; the webhook repeats it.", in_call=True),
    Token("tok_declined", "Is declined in the answer.", steps=(), refused="The card was declined."),
    Token("tok_later", "Approves itself after one hour.", steps=(Step(Status.SUCCEEDED, LATER),)),
    Token(
        "tok_later_declined",
        "Is declined after one hour.",
        steps=(Step(Status.FAILED, LATER, "The payer's bank refused the payment."),),
    ),
    Token(
        "tok_expires",
        "Waits at the hosted page, and expires after 30 minutes.",
        steps=(Step(Status.EXPIRED, EXPIRES),),
        hosted=True,
    ),
    Token("tok_wrong_amount", "Captures nine tenths of what was asked for.", short=True),
    Token(
        "tok_timeout_before",
        "Does not answer the first time, and nothing happened; asked again, it is approved.",
        trouble=Trouble.TIMEOUT_BEFORE,
    ),
    Token(
        "tok_timeout_after",
        "Takes the money, and does not answer the first time.",
        in_call=True,
        trouble=Trouble.TIMEOUT_AFTER,
    ),
    Token(
        "tok_error_after",
        "Takes the money, and answers the first time with an error 500.",
        in_call=True,
        trouble=Trouble.ERROR_AFTER,
    ),
    Token("tok_duplicate", "Is approved at once, and its webhook is sent three times.", copies=3),
    Token("tok_refund_fails", "Is approved at once; its refunds are taken on and then fail.", refunds="refund_fails"),
    Token(
        "tok_refund_later_fails",
        "Is approved at once; its refunds succeed and fail one hour later.",
        refunds="refund_later_fails",
    ),
    Token("tok_refund_slow", "Is approved at once; its refunds succeed after one hour.", refunds="refund_slow"),
    Token("tok_refund_refused", "Is approved at once; its refunds are refused.", refunds="refund_refused"),
    Token(
        "tok_refund_timeout_after",
        "Is approved at once; a refund is made, and its answer is lost the first time.",
        refunds="refund_timeout_after",
    ),
    Token(
        "tok_chargeback_won",
        "Is approved at once; one hour later the payer's bank takes it back; answered, or after a week, it returns it.",
        steps=_CLAIMED,
        claim=ClaimState.WON,
    ),
    Token(
        "tok_chargeback_lost",
        "Is approved at once; one hour later the payer's bank takes it back; answered, or after a week, it keeps it.",
        steps=_CLAIMED,
        claim=ClaimState.LOST,
    ),
)
"""By the payer's method."""

REFUNDS: Final = _named(
    Token("refund_ok", "Succeeds in the answer.", in_call=True),
    Token("refund_fails", "Is taken on, then fails.", steps=(_REFUND_BOUNCE,)),
    Token(
        "refund_later_fails",
        "Succeeds, and fails one hour later.",
        steps=(_DONE, evolve(_REFUND_BOUNCE, after=LATER)),
    ),
    Token("refund_slow", "Succeeds after one hour.", steps=(Step(Status.SUCCEEDED, LATER),)),
    Token("refund_refused", "Is refused.", steps=(), refused="The payment can't be refunded."),
    Token(
        "refund_timeout_after",
        "Is made, and does not answer the first time.",
        in_call=True,
        trouble=Trouble.TIMEOUT_AFTER,
    ),
)
"""By what the refunded payment's token names."""

PAYOUTS: Final = _named(
    Token("acct_ok", "Is paid at once, and told by webhook."),
    Token("acct_answered", "Is paid in the answer itself; the webhook repeats it.", in_call=True),
    Token("acct_refused", "Is refused in the answer.", steps=(), refused="The account is closed."),
    Token(
        "acct_bounces_once",
        "The first attempt is taken on and then fails; the next one is paid.",
        first="acct_bounces",
    ),
    Token("acct_bounces", "Every attempt is taken on and then fails.", steps=(_BOUNCE,)),
    Token("acct_slow", "Is paid after one hour.", steps=(Step(Status.SUCCEEDED, LATER),)),
    Token(
        "acct_paid_then_returned",
        "Is paid, and comes back one hour later.",
        steps=(_DONE, evolve(_BOUNCE, after=LATER)),
    ),
    Token(
        "acct_timeout_before",
        "Does not answer the first time, and nothing happened; asked again, it is paid.",
        trouble=Trouble.TIMEOUT_BEFORE,
    ),
    Token(
        "acct_timeout_after",
        "Is paid, and does not answer the first time.",
        in_call=True,
        trouble=Trouble.TIMEOUT_AFTER,
    ),
    Token(
        "acct_error_after",
        "Is paid, and answers the first time with an error 500.",
        in_call=True,
        trouble=Trouble.ERROR_AFTER,
    ),
    Token("acct_duplicate", "Is paid at once, and its webhook is sent three times.", copies=3),
)
"""By the payee's destination."""


def sentences(tokens: Iterable[Token]) -> tuple[tuple[str, str], ...]:
    """(token, what it does), in the table's order, for documents."""
    return tuple((token.name, token.says) for token in tokens)
