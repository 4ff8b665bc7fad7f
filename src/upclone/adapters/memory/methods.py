"""Means of paying and of being paid, and when money leaves by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from attrs import define, field

from upclone.adapters.memory.repositories import Rows, unique
from upclone.adapters.memory.tables import Tables
from upclone.application.ports.methods import Resting
from upclone.application.ports.store import FIRST
from upclone.application.ports.waiting import Waiting
from upclone.domain.payments.ledger import TEST_GATEWAY, AccountKind
from upclone.domain.payments.methods import LASTING, Method, Purpose, State
from upclone.domain.payments.schedules import Rhythm, Schedule


@define
class Methods(Rows[Method]):
    """Means of people."""

    tables: Tables = field(kw_only=True)

    def of(self, owner: UUID, purpose: Purpose) -> tuple[Method, ...]:
        return self.where(
            lambda each: each.owner == owner and each.purpose is purpose and each.state in LASTING,
            order=lambda each: each.id,
        )

    def of_ref(self, gateway: str, ref: str) -> tuple[Method, ...]:
        return self.where(
            lambda each: (each.gateway, each.ref) == (gateway, ref) and each.state in LASTING,
            order=lambda each: each.id,
        )

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        found = self.where(
            lambda each: each.state is State.BEGUN and each.begun_at < since and each.id > after,
            order=lambda each: each.id,
        )
        return tuple(Waiting(each.id, each.gateway, str(each.id), each.begun_at) for each in found[:limit])

    def earned(self, owner: UUID) -> bool:
        return any(
            account.kind is AccountKind.FREELANCER_AVAILABLE and account.owner == str(owner)
            for account in self.tables.balances
        )

    def check(self, row: Method) -> None:
        if row.usual:
            kind = (row.owner, row.gateway, row.purpose)
            others = self.rows.values()
            unique(
                "usual", row, others, lambda other: other.usual and (other.owner, other.gateway, other.purpose) == kind
            )


@define
class Schedules:
    """When money leaves by itself."""

    tables: Tables

    def of(self, owner: UUID, gateway: str) -> Schedule | None:
        return self.tables.schedules.get((owner, gateway))

    def put(self, schedule: Schedule) -> None:
        self.tables.schedules[schedule.owner, schedule.gateway] = schedule

    def resting(self, limit: int, after: UUID = FIRST) -> tuple[Resting, ...]:
        found = [
            Resting(
                schedule.owner,
                schedule.gateway,
                schedule.rhythm.value,
                schedule.day,
                schedule.chosen_at,
                minor,
                account.currency,
            )
            for schedule in self.tables.schedules.values()
            for account, minor in self.tables.balances.items()
            if schedule.rhythm is not Rhythm.BY_HAND
            and schedule.owner > after
            and account.kind is AccountKind.FREELANCER_AVAILABLE
            and (account.owner, account.gateway or TEST_GATEWAY) == (str(schedule.owner), schedule.gateway)
            and minor > 0
        ]
        first = sorted({each.owner for each in found})[:limit]
        shown = [each for each in found if each.owner in first]
        return tuple(sorted(shown, key=lambda each: (each.owner, each.gateway, each.currency)))

    def claim(self, owner: UUID, gateway: str, currency: str, period: str) -> bool:
        key = (owner, gateway, currency, period)
        if key in self.tables.periods:
            return False
        self.tables.periods[key] = None
        return True
