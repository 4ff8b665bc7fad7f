"""Proofs: letters whose link does one thing, once, for whoever reads the mailbox that they were sent to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.actors import Role
from upclone.domain.events import Event
from upclone.domain.people.accounts import Account


class Purpose(StrEnum):
    """What a link does."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105  (a purpose)
    CHANGE_EMAIL = "change_email"
    UNDO_EMAIL = "undo_email"


LIFETIMES: Final[Mapping[Purpose, timedelta]] = MappingProxyType(
    {
        Purpose.VERIFY_EMAIL: timedelta(days=3),
        Purpose.RESET_PASSWORD: timedelta(hours=1),
        Purpose.CHANGE_EMAIL: timedelta(hours=24),
        Purpose.UNDO_EMAIL: timedelta(days=7),
    }
)
"""How long a link can be used, by real time."""

THIEVES_DAY: Final = timedelta(days=1)
"""What was set up so shortly before a change of address that its holder objects to is the thief's as well."""


@frozen
class Proof:
    """A link that was sent to `address`: the proof's id and a seal over it, so that nothing secret is kept."""

    id: UUID
    account_id: UUID
    purpose: Purpose
    address: str
    asked_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@frozen(kw_only=True)
class ProofAsked(Event):
    """A letter with a link is due. `proof_id` names the link; the address lies with the proof, and goes with it."""

    proof_id: UUID


@frozen(kw_only=True)
class EmailVerificationAsked(ProofAsked):
    """The holder is to prove that the account's address is theirs."""


@frozen(kw_only=True)
class PasswordResetAsked(ProofAsked):
    """Somebody asked for a new password."""


@frozen(kw_only=True)
class EmailChangeAsked(ProofAsked):
    """The holder is to prove that the new address is theirs; the letter goes there."""


_EVENTS: Final[Mapping[Purpose, type[ProofAsked]]] = MappingProxyType(
    {
        Purpose.VERIFY_EMAIL: EmailVerificationAsked,
        Purpose.RESET_PASSWORD: PasswordResetAsked,
        Purpose.CHANGE_EMAIL: EmailChangeAsked,
    }
)


def ask(id: UUID, account: Account, purpose: Purpose, address: str, wall: datetime) -> Proof:
    """A link for an account, to be sent to an address. `wall` is real time: the clock of a demo can jump over it."""
    return Proof(id, account.id, purpose, address, wall, wall + LIFETIMES[purpose])


def asked(proof: Proof, at: datetime) -> ProofAsked:
    """That its letter is due."""
    return _EVENTS[proof.purpose](
        subject_id=proof.account_id, by=proof.account_id, role=Role.HOLDER, at=at, proof_id=proof.id
    )
