"""What is kept of how people sign in. Every implementation passes tests/suites/signing_in.py.

These are not machines: nothing here has moves, and what one request uses up, no other can. `at` is real time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from attrs import frozen

from upclone.domain.people.accounts import Account, State
from upclone.domain.people.factors import SecondFactor
from upclone.domain.people.proofs import Proof, Purpose
from upclone.domain.people.sessions import Session
from upclone.domain.people.tokens import PersonalToken


@frozen
class SpentToken:
    """A refresh token that was used before."""

    session_id: UUID
    used_at: datetime


class Sessions(Protocol):
    """Who is signed in, and their refresh tokens."""

    def add(self, session: Session) -> None: ...

    def opened(self, id: UUID) -> tuple[Account, Session] | None:
        """A session that is not revoked, with its account: what a request is authorised by."""
        ...

    def of(self, account_id: UUID) -> tuple[Session, ...]:
        """Those that are not revoked, the last used first."""
        ...

    def standing(self, ids: Collection[UUID]) -> Mapping[UUID, State]:
        """Which of them are not revoked, each with the state of its account."""
        ...

    def saw(self, id: UUID, at: datetime) -> None:
        """It was used."""
        ...

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        """End it; whether there was such a session of the account, not revoked before."""
        ...

    def revoke_all(self, account_id: UUID, at: datetime, but: UUID | None = None) -> int:
        """End all of an account's but one; how many there were."""
        ...

    def keep_refresh(self, session_id: UUID, hash: bytes, expires_at: datetime) -> None:
        """Know a refresh token of a session."""
        ...

    def spend_refresh(self, hash: bytes, at: datetime) -> UUID | None:
        """Use a token up: its session, or None where it is unknown, used, over, or its session revoked. Of two at once
        one gets it."""
        ...

    def spent(self, hash: bytes) -> SpentToken | None:
        """A token that was used up."""
        ...


class Proofs(Protocol):
    """Links that were sent."""

    def add(self, proof: Proof) -> None: ...

    def get(self, id: UUID) -> Proof:
        """Raises NotFound."""
        ...

    def spend(self, id: UUID, purpose: Purpose, at: datetime) -> Proof | None:
        """Use one up; None where it is unknown, used, over, or for another purpose. Of two at once one gets it."""
        ...

    def waiting(self, account_id: UUID, purpose: Purpose) -> tuple[Proof, ...]:
        """An account's that were not used up, oldest first, whether or not they still hold."""
        ...

    def cancel(self, account_id: UUID, *purposes: Purpose, at: datetime) -> None:
        """Use up all that wait, for these purposes."""
        ...


class PersonalTokens(Protocol):
    """Keys of scripts."""

    def add(self, token: PersonalToken) -> None: ...

    def opened(self, hash: bytes, at: datetime) -> tuple[Account, PersonalToken] | None:
        """One that holds at that time, with its account: what a request is authorised by."""
        ...

    def of(self, account_id: UUID) -> tuple[PersonalToken, ...]:
        """Those that are not revoked, newest first."""
        ...

    def saw(self, id: UUID, at: datetime) -> None:
        """It was used."""
        ...

    def revoke(self, account_id: UUID, id: UUID, at: datetime) -> bool:
        """End it; whether there was such a token of the account, not revoked before."""
        ...

    def revoke_all(self, account_id: UUID, at: datetime) -> int:
        """End all of an account's; how many there were."""
        ...


class SecondFactors(Protocol):
    """One an account, and its recovery codes by their hashes."""

    def of(self, account_id: UUID) -> SecondFactor | None: ...

    def put(self, factor: SecondFactor) -> None:
        """Instead of the one before, if any."""
        ...

    def drop(self, account_id: UUID) -> None:
        """The factor and its codes."""
        ...

    def take_step(self, account_id: UUID, step: int) -> bool:
        """Use a time step up: whether it is later than every one before. Of two at once one gets it."""
        ...

    def put_codes(self, account_id: UUID, hashes: tuple[bytes, ...]) -> None:
        """Instead of those before."""
        ...

    def spend_code(self, account_id: UUID, hash: bytes, at: datetime) -> bool:
        """Use a code up: whether it was there to be used. Of two at once one gets it."""
        ...

    def codes_left(self, account_id: UUID) -> int:
        """How many can be used."""
        ...
