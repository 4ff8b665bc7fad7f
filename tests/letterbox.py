"""What the letters of an account carry, read from what is kept: tests take the links as their reader would."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from upclone.application.people.links import token_of
from upclone.domain.people.proofs import Purpose
from upclone.entrypoints.doors import Doors

_NEWEST = """
SELECT id FROM proof WHERE account_id = %(account)s AND purpose = %(purpose)s ORDER BY asked_at DESC LIMIT 1
"""
_COUNT = "SELECT count(*) FROM proof WHERE account_id = %(account)s AND purpose = %(purpose)s"
_AGE = "UPDATE proof SET expires_at = expires_at - %(by)s WHERE account_id = %(account)s"


def _of(account: str | UUID, purpose: Purpose) -> dict[str, Any]:
    return {"account": UUID(str(account)), "purpose": purpose.value}


def link_to(doors: Doors, account: str | UUID, purpose: Purpose) -> str:
    """What the newest letter for this purpose carries."""
    with doors.unit_of_work() as work:
        (id,) = work.transaction.one(_NEWEST, _of(account, purpose))  # type: ignore[attr-defined]
        return token_of(doors.seals, work.proofs.get(id))


def letters(doors: Doors, account: str | UUID, purpose: Purpose) -> int:
    """How many were asked for."""
    with doors.unit_of_work() as work:
        return int(work.transaction.one(_COUNT, _of(account, purpose))[0])  # type: ignore[attr-defined]


def age(doors: Doors, account: str | UUID, by: timedelta) -> None:
    """Let real time pass for an account's links."""
    with doors.unit_of_work() as work:
        work.transaction.run(_AGE, {"account": UUID(str(account)), "by": by})  # type: ignore[attr-defined]
