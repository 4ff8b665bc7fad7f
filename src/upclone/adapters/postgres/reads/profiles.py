"""Profiles, for those who may see them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Uuid, any_, bindparam, cast, exists, func, literal_column, or_, select

from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.payments.escrow import HOLD
from upclone.adapters.postgres.people import accounts, files
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.people.files import FILE
from upclone.adapters.postgres.people.profiles import CLIENT_PROFILE, FREELANCER_PROFILE, client_of, freelancer_of
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.profiles import ClientView, FreelancerView
from upclone.domain.actors import Actor
from upclone.domain.deals import contracts
from upclone.domain.payments import escrow
from upclone.domain.people.accounts import AccountRole, State
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile

_COLUMNS: Final = len(ACCOUNT.columns)
_ACTIVE: Final = ACCOUNT.c.state == literal_column(f"'{State.ACTIVE.value}'")
_SPECIAL: Final = or_(bindparam("moderator"), ACCOUNT.c.id == cast(bindparam("viewer"), Uuid()))
# A hold that reached HELD was captured: the gateway took the money by a method that works.
_NEVER_CAPTURED: Final = (escrow.State.REQUESTED, escrow.State.DECLINED, escrow.State.EXPIRED)


def _completed(side: str) -> Any:
    completed = CONTRACT.c.state == literal_column(f"'{contracts.State.COMPLETED.value}'")
    return (
        select(func.count())
        .select_from(CONTRACT)
        .where(CONTRACT.c[side] == ACCOUNT.c.id, completed)
        .correlate(ACCOUNT)
        .scalar_subquery()
    )


def _of(role: AccountRole) -> Any:
    return (ACCOUNT.c.id == bindparam("id")) & (literal_column(f"'{role.value}'") == any_(ACCOUNT.c.roles))


_PAID: Final = exists(
    select(literal_column("1"))
    .select_from(HOLD)
    .where(
        HOLD.c.client_id == ACCOUNT.c.id,
        HOLD.c.state.not_in([literal_column(f"'{state.value}'") for state in _NEVER_CAPTURED]),
    )
)
_FREELANCER: Final = ready(
    select(*ACCOUNT.columns, _completed("freelancer_id"), *FREELANCER_PROFILE.columns)
    .outerjoin(FREELANCER_PROFILE, FREELANCER_PROFILE.c.id == ACCOUNT.c.id)
    .where(
        _of(AccountRole.FREELANCER),
        or_(_SPECIAL, _ACTIVE & func.coalesce(FREELANCER_PROFILE.c.listed, literal_column("true"))),
    )
)
_CLIENT: Final = ready(
    select(*ACCOUNT.columns, _completed("client_id"), _PAID, *CLIENT_PROFILE.columns)
    .outerjoin(CLIENT_PROFILE, CLIENT_PROFILE.c.id == ACCOUNT.c.id)
    .where(_of(AccountRole.CLIENT), or_(_SPECIAL, _ACTIVE))
)
_FILES: Final = ready(FILE.select().where(FILE.c.id == any_(bindparam("ids")), FILE.c.owner_id == bindparam("owner")))


@frozen
class PostgresProfileReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def freelancer(self, viewer: Actor | None, id: UUID) -> FreelancerView | None:
        """Of an active account that is listed, for everybody; of others, for themselves and those who moderate."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_FREELANCER, _looking(viewer, id))
            if row is None:
                return None
            completed, profile_row = row[_COLUMNS], row[_COLUMNS + 1 :]
            profile = freelancer_of(profile_row) if profile_row[0] else FreelancerProfile(id)
            found = work.transaction.all(_FILES, {"ids": list(profile.files), "owner": id}) if profile.files else []
        return FreelancerView(accounts.from_row(row[:_COLUMNS]), profile, tuple(map(files.from_row, found)), completed)

    def client(self, viewer: Actor | None, id: UUID) -> ClientView | None:
        """Of an active account, for everybody; of others, for themselves and those who moderate."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_CLIENT, _looking(viewer, id))
        if row is None:
            return None
        completed, paid, *profile_row = row[_COLUMNS:]
        profile = client_of(profile_row) if profile_row[0] else ClientProfile(id)
        return ClientView(accounts.from_row(row[:_COLUMNS]), profile, completed, paid)


def _looking(viewer: Actor | None, id: UUID) -> dict[str, Any]:
    return {"id": id, "viewer": viewer.id if viewer else None, "moderator": bool(viewer and viewer.moderates)}
