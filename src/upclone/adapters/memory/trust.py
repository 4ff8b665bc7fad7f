"""Sanctions, what people do, and what they leave behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from attrs import define, evolve, field

from upclone.adapters.memory.repositories import Rows, unique
from upclone.adapters.memory.tables import Tables
from upclone.application.ports.trust import Bonds
from upclone.domain.deals import contracts, disputes
from upclone.domain.money import Money
from upclone.domain.payments import escrow, methods, transfers
from upclone.domain.payments.ledger import AccountKind
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import State as AccountState
from upclone.domain.trust.activity import Activity
from upclone.domain.trust.sanctions import STANDING, Sanction

_RUNNING = (contracts.State.OFFERED, contracts.State.ACTIVE, contracts.State.PAUSED)
_UNDER_WAY = (transfers.State.REQUESTED, transfers.State.SENT)
_HELD = (escrow.State.REQUESTED, escrow.State.HELD, escrow.State.FROZEN)


@define
class Sanctions(Rows[Sanction]):
    """Why people may not act."""

    tables: Tables = field(kw_only=True)

    def standing(self, account_id: UUID) -> Sanction | None:
        found = self.where(
            lambda each: each.account_id == account_id and each.state in STANDING, order=lambda each: each.imposed_at
        )
        return found[0] if found else None

    def another_operator(self, but: UUID, about: UUID) -> bool:
        return any(
            AccountRole.ADMIN in account.roles
            and account.state is AccountState.ACTIVE
            and account.id not in (but, about)
            for account in self.tables.accounts.values()
        )

    def check(self, row: Sanction) -> None:
        if row.state in STANDING:
            unique(
                "account_id",
                row,
                self.rows.values(),
                lambda other: other.account_id == row.account_id and other.state in STANDING,
            )


@define
class Activities:
    """What people do. What is forgotten leaves an empty place: a draft can't take rows away."""

    tables: Tables

    def add(self, activities: Sequence[Activity]) -> None:
        for each in activities:
            if each.account_id in self.tables.accounts:
                self.tables.activities.setdefault(each.id, each)

    def forget(self, before: datetime) -> int:
        old = [each.id for each in self.tables.activities.values() if each is not None and each.at < before]
        self.tables.activities.update(dict.fromkeys(old))
        return len(old)


@define
class Traces:
    """What a person leaves behind."""

    tables: Tables

    def bonds(self, account_id: UUID) -> Bonds:
        tables = self.tables
        running = [each for each in tables.contracts.values() if each.state in _RUNNING]
        open_ones = [each for each in tables.disputes.values() if each.state in disputes.OPEN]
        return Bonds(
            sum(account_id in (each.parties.client, each.parties.freelancer) for each in running),
            sum(account_id in (each.parties.client, each.parties.freelancer) for each in open_ones),
            tuple(map(str, self._money(account_id))),
        )

    def _money(self, account_id: UUID) -> list[Money]:
        tables = self.tables
        available = [
            Money(minor, account.currency)
            for account, minor in tables.balances.items()
            if account.kind is AccountKind.FREELANCER_AVAILABLE and account.owner == str(account_id) and minor
        ]
        moving = [
            each.amount for each in tables.transfers.values() if each.owner == account_id and each.state in _UNDER_WAY
        ]
        held = [
            each.remaining
            for each in tables.holds.values()
            if account_id in (each.parties.client, each.parties.freelancer) and each.state in _HELD
        ]
        return [*available, *moving, *held]

    def erase(self, account_id: UUID) -> None:
        tables = self.tables
        for session in [each for each in tables.sessions.values() if each.account_id == account_id]:
            tables.sessions[session.id] = evolve(session, revoked_at=session.revoked_at or session.created_at)
        tables.identities[account_id] = ()
        for method in [each for each in tables.methods.values() if each.owner == account_id]:
            tables.methods[method.id] = evolve(
                method, state=methods.State.REMOVED, address="", ref=None, token="", label="", url=None, usual=False
            )
        gone = [each.id for each in tables.activities.values() if each is not None and each.account_id == account_id]
        tables.activities.update(dict.fromkeys(gone))
