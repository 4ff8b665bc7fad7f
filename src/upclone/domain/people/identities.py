"""Identities: accounts elsewhere that open an account here, and when they may.

An address proves nothing by itself: whoever types it at a careless provider would own the account that has it here.
So a provider's word counts only for an address that it has verified, and only for an account that has proven it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from attrs import evolve, frozen

from upclone.domain.actors import Role
from upclone.domain.errors import Invalid, NotFound, Refused
from upclone.domain.events import Event
from upclone.domain.people import accounts, addresses
from upclone.domain.people.accounts import Account
from upclone.domain.text import printable


@frozen
class Claimed:
    """What a provider says of somebody who signed in there. `subject` names them for good; an address may change."""

    provider: str
    subject: str
    address: str
    verified: bool
    name: str = ""
    language: str = "en"


@frozen
class Identity:
    """Somebody there who is somebody here. `address` is the one they had there when it was linked."""

    provider: str
    subject: str
    account_id: UUID
    address: str
    linked_at: datetime


@frozen(kw_only=True)
class IdentityLinked(Event):
    """The account can be opened through `provider`. `opening`: it was opened so in the first place."""

    provider: str
    title: str
    opening: bool


@frozen(kw_only=True)
class IdentityUnlinked(Event):
    """The account can't be opened through `provider` any more."""

    provider: str
    title: str


def vouched(claimed: Claimed) -> Claimed:
    """The claim itself, with its address as we keep it. Raises Refused where the provider has not verified it."""
    if not claimed.address or not claimed.verified:
        raise Refused("The provider has not verified your e-mail address: verify it there, or sign up with a password.")
    try:
        address = addresses.email_address(claimed.address)
    except Invalid:
        raise Refused("The provider gives no e-mail address that can be used here.") from None
    return evolve(claimed, address=address, name=_name(claimed.name) or address.split("@")[0])


def may_join(account: Account, *, second_factor: bool) -> Account:
    """The account itself, where a verified address is enough to open it through a provider. Raises Refused.

    It is not for who has guarded the account better, or could do more harm: they link by themselves."""
    if account.verified_at is None or second_factor or account.roles & accounts.GIVEN:
        raise Refused(
            "This address belongs to an account here. Sign in with its password (or ask for a new one), then link the "
            "provider under your account."
        )
    return account


def link(
    account: Account, claimed: Claimed, title: str, at: datetime, *, opening: bool = False
) -> tuple[Identity, IdentityLinked]:
    """Let somebody in through a provider from now on."""
    identity = Identity(claimed.provider, claimed.subject, account.id, claimed.address[:254], at)
    event = IdentityLinked(
        subject_id=account.id,
        by=account.id,
        role=Role.HOLDER,
        at=at,
        provider=claimed.provider,
        title=title,
        opening=opening,
    )
    return identity, event


def unlink(account: Account, provider: str, title: str, linked: Sequence[Identity], at: datetime) -> IdentityUnlinked:
    """Close a way in. Raises NotFound, and Refused for the last one."""
    if provider not in {each.provider for each in linked}:
        raise NotFound("identity", provider)
    if not account.password_hash and len(linked) <= 1:
        raise Refused("This is the only way into your account: set a password first.")
    return IdentityUnlinked(
        subject_id=account.id, by=account.id, role=Role.HOLDER, at=at, provider=provider, title=title
    )


def _name(text: str) -> str:
    """A name as providers give it, in the form that we keep: what can't be printed is left out."""
    words = "".join(letter if printable(letter) else " " for letter in text).split()
    return " ".join(words)[:120].strip() if any(map(str.isprintable, words)) else ""
