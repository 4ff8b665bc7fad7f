"""Claims of payers' banks."""

from __future__ import annotations

from uuid import UUID

from attrs import define, field

from upclone.adapters.memory.repositories import Rows, unique
from upclone.adapters.memory.tables import Tables
from upclone.application.ports.waiting import Waiting
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.reconciliation import StrayClaim


@define
class Chargebacks(Rows[Chargeback]):
    """Claims of payers' banks."""

    tables: Tables = field(kw_only=True)

    def payment(self, gateway: str, payment_ref: str) -> UUID | None:
        found = [
            each.id for each in self.tables.holds.values() if (each.gateway, each.gateway_ref) == (gateway, payment_ref)
        ]
        return min(found, default=None)

    def stray(self, claim: StrayClaim) -> bool:
        named = (claim.gateway, claim.ref)
        if named in self.tables.stray_claims:
            return False
        self.tables.stray_claims[named] = claim
        return True

    def strays(self, limit: int) -> tuple[StrayClaim, ...]:
        return tuple(sorted(self.tables.stray_claims.values(), key=lambda each: each.at, reverse=True)[:limit])

    def of_ref(self, gateway: str, ref: str) -> Chargeback | None:
        found = self.where(lambda each: (each.gateway, each.ref) == (gateway, ref), order=lambda each: each.id)
        return found[0] if found else None

    def of(self, contract_id: UUID) -> tuple[Chargeback, ...]:
        return self.where(lambda each: each.contract_id == contract_id, order=lambda each: each.opened_at)

    def waiting(self, limit: int, after: UUID) -> tuple[Waiting, ...]:
        found = self.where(lambda each: not each.settled and each.id > after, order=lambda each: each.id)
        return tuple(Waiting(each.id, each.gateway, str(each.id), each.opened_at) for each in found[:limit])

    def check(self, row: Chargeback) -> None:
        named = (row.gateway, row.ref)
        unique("ref", row, self.rows.values(), lambda other: (other.gateway, other.ref) == named)
