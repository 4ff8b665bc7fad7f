"""Signatures: of webhooks, as Stripe makes them, and of the hosted page's forms.

`Upclone-Sandbox-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`, one v1 for each secret: while two
are in use, a receiver that knows either of them is content. All of it runs on the real clock.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import Invalid, NotSignedIn

HEADER: Final = "Upclone-Sandbox-Signature"
TOLERANCE: Final = 5 * 60
"""Seconds that a webhook's time may lie away from now, either way."""

FORM_LIFE: Final = 2 * 60 * 60
"""Seconds that a hosted page's buttons stay good."""

_SIGNED = re.compile(r"t=([0-9]{1,12})((?:,v1=[0-9a-f]{64}){1,4})", re.ASCII)
_WORD = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_FORM = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


def sign(body: bytes, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """The headers of a webhook."""
    at = int(now.timestamp())
    marks = ",".join(f"v1={_mark(secret, b'%d.%b' % (at, body))}" for secret in secrets)
    return {HEADER: f"t={at},{marks}", "Content-Type": "application/json"}


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> Notice:
    """What the webhook says. Raises NotSignedIn before reading a body that is forged, or signed too long ago; and
    Invalid for one that is signed and says nothing we know."""
    given = next((value for name, value in headers.items() if name.lower() == HEADER.lower()), "")
    match = _SIGNED.fullmatch(given)
    if match is None:
        raise NotSignedIn("The webhook is not signed.")
    at, marks = match[1], match[2].split(",v1=")[1:]
    if not _holds(f"{at}.".encode() + body, marks, secrets):
        raise NotSignedIn("The webhook's signature does not hold.")
    if abs(int(now.timestamp()) - int(at)) > TOLERANCE:
        raise NotSignedIn("The webhook was signed more than five minutes ago, or in the future.")
    return _notice(body)


def form_token(ref: str, secrets: Sequence[str], now: datetime) -> str:
    """What the buttons of a checkout carry: nobody who has not been given the page can press them."""
    until = int(now.timestamp()) + FORM_LIFE
    return f"{until}.{_mark(secrets[0], _form(ref, until))}"


def check_form(ref: str, token: str, secrets: Sequence[str], now: datetime) -> None:
    """Raises NotSignedIn for a token that was not given for `ref`, or too long ago."""
    match = _FORM.fullmatch(token)
    if match is None or not _holds(_form(ref, int(match[1])), [match[2]], secrets):
        raise NotSignedIn("The form was not sent from this page.")
    if int(match[1]) < int(now.timestamp()):
        raise NotSignedIn("The page was open for too long.")


def _notice(body: bytes) -> Notice:
    try:
        read = json.loads(body)
        return Notice(id=_word(read["id"]), operation=Operation(read["operation"]), key=_word(read["key"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Invalid("body", "must be a webhook of the sandbox") from None


def _word(read: str) -> str:
    """What can be kept and compared: neither a number, nor characters that no database takes."""
    if not _WORD.fullmatch(read):
        raise ValueError
    return read


def _form(ref: str, until: int) -> bytes:
    return f"checkout.{until}.{ref}".encode()


def _mark(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _holds(signed: bytes, marks: Sequence[str], secrets: Sequence[str]) -> bool:
    """Every pair is compared, in constant time, so that the time taken tells nothing."""
    expected = [_mark(secret, signed) for secret in secrets]
    compared = [hmac.compare_digest(mark, one) for mark in marks for one in expected]
    return any(compared)
