"""The line to Stripe: one client, its time limits, keys and names, and what its errors mean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import stripe
from stripe import RequestOptions, RequestsClient, StripeClient

from upclone.domain.errors import Declined, KeyReused, Unavailable

NAME: Final = "stripe"
API_VERSION: Final = "2026-10-28.endive"
"""The one that this package was written and tested with: an account's default may be another."""

_LOOK_BACK: Final = timedelta(days=3)
_UUID7: Final = 7

LIVE: Final = "https://api.stripe.com"
CONNECT_S: Final = 3.0

KEY: Final = "upclone_key"
"""Under this name every object carries the key of its operation."""

TRANSFER: Final = "upclone_transfer"
"""A payout names the transfer before it, by which the whole is known."""


def make_client(secret_key: str, api_base: str, timeout_s: float) -> StripeClient:
    """Retries nothing by itself: whoever asks knows what a repetition means. Files have a host of their own at
    Stripe, and none elsewhere."""
    elsewhere = api_base != LIVE
    return StripeClient(
        secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": api_base, "files": api_base} if elsewhere else None,
        max_network_retries=0,
        http_client=RequestsClient(timeout=(min(CONNECT_S, timeout_s), timeout_s)),
    )


def options(key: str | None = None, account: str | None = None) -> RequestOptions:
    """A request's own: its idempotency key, and the connected account that it is made for."""
    given: RequestOptions = {}
    if key is not None:
        given["idempotency_key"] = key
    if account is not None:
        given["stripe_account"] = account
    return given


def tag(metadata: Any, name: str = KEY) -> str:
    """What an object carries under our name; "" for one that is not ours."""
    return str(metadata[name]) if metadata is not None and name in metadata else ""


@contextmanager
def talking(*, looking: bool = False) -> Iterator[None]:
    """Turns what Stripe says into the taxonomy; that the same request is still running (409) is no answer. A key that
    came back with another request is our own mistake, which nothing here answers.

    `looking`: a no is no answer either. What Stripe knew and does not know any more may be at another of its accounts,
    under another secret key; it must not pass for something that never happened.
    """
    try:
        yield
    except stripe.IdempotencyError as fault:
        raise KeyReused(reason(fault)) from fault
    except (stripe.CardError, stripe.InvalidRequestError) as no:
        raise (Unavailable if looking else Declined)(NAME, reason(no)) from no
    except stripe.StripeError as fault:
        raise Unavailable(NAME, reason(fault)) from fault


def born(key: str) -> int:
    """In Unix seconds, and with an hour to spare: no operation is older than its key. Keys of upclone's tell their
    time; of others it is some days ago."""
    now = datetime.now(UTC)
    try:
        read = UUID(key.partition(":")[0])
    except ValueError:
        read = None
    at = now - _LOOK_BACK
    if read is not None and read.version == _UUID7:
        at = min(datetime.fromtimestamp((read.int >> 80) / 1000, UTC), now) - timedelta(hours=1)
    return int(at.timestamp())


def reason(fault: stripe.StripeError) -> str:
    """For people: Stripe's own sentence, without the SDK's additions."""
    return str(fault.user_message or fault.code or type(fault).__name__)[:500]


def missing(fault: stripe.InvalidRequestError) -> bool:
    """Whether there is no such object."""
    return fault.code == "resource_missing"
