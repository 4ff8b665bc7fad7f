"""The second factor: a secret shared with an authenticator app, and ten codes for the day when the app is lost."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.domain.events import Event

RECOVERY_CODES: Final = 10


@frozen
class SecondFactor:
    """`secret` is sealed by the application's key. It counts once it is confirmed. `step` is the last time step whose
    code was taken: no code is taken twice."""

    account_id: UUID
    secret: str
    created_at: datetime
    confirmed_at: datetime | None = None
    step: int = 0


@frozen(kw_only=True)
class SecondFactorEnabled(Event):
    """Signing in asks for a code from now on."""


@frozen(kw_only=True)
class SecondFactorDisabled(Event):
    """Signing in asks for a password alone."""


@frozen(kw_only=True)
class RecoveryCodesRenewed(Event):
    """There are ten new codes; the ones before open nothing."""


@frozen(kw_only=True)
class RecoveryCodeUsed(Event):
    """Somebody signed in by a recovery code; so many are `left`."""

    left: int
