"""Addresses of accounts: proven, changed, and restored where the holder of the old one objects."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.people.accounts import Account, own_facts

# One @, no spaces or control characters, a dot in the domain: enough to catch slips; only a mail proves an address.
_EMAIL = re.compile(r"[^\s@<>\"'(),:;\[\]\\\x00-\x1f\x7f]{1,64}@[^\s@<>\"'(),:;\[\]\\\x00-\x1f\x7f]+\.[^\s@.]{2,63}")


@frozen(kw_only=True)
class EmailVerified(Event):
    """Its address is proven to be its holder's."""


@frozen(kw_only=True)
class EmailChanged(Event):
    """It has another address. `objection_id` is the proof, kept for the old address, that undoes it."""

    objection_id: UUID


@frozen(kw_only=True)
class EmailRestored(Event):
    """The holder of the old address objected: it is the account's again, and its password opens nothing."""


def email_address(text: str) -> str:
    """The address in the form that is kept. Raises Invalid."""
    address = text.strip().lower()
    local, _, domain = address.rpartition("@")
    whole = all(local.split(".")) and all(part and part.strip("-") == part for part in domain.split("."))
    # What nobody sees would make one address look like another.
    if len(address) > 254 or not _EMAIL.fullmatch(address) or not whole or not address.isprintable():
        raise Invalid("email", "must be an e-mail address such as ada@example.org")
    return address


def verify_email(account: Account, wall: datetime, at: datetime) -> tuple[Account, EmailVerified]:
    """Its address is proven, at `wall` by real time."""
    return evolve(account, verified_at=account.verified_at or wall), EmailVerified(**own_facts(account, at))


def change_email(
    account: Account, email: str, objection_id: UUID, wall: datetime, at: datetime
) -> tuple[Account, EmailChanged]:
    """Another address, which is proven."""
    changed = evolve(account, email=email_address(email), verified_at=wall)
    return changed, EmailChanged(**own_facts(account, at), objection_id=objection_id)


def restore_email(account: Account, email: str, wall: datetime, at: datetime) -> tuple[Account, EmailRestored]:
    """The old address again; the password that somebody else may know opens nothing."""
    restored = evolve(account, email=email_address(email), verified_at=wall, password_hash="")
    return restored, EmailRestored(**own_facts(account, at))
