"""Invitations, and what is counted by the day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from attrs import define

from upclone.adapters.memory.repositories import Rows
from upclone.adapters.memory.tables import Tables
from upclone.domain.errors import AlreadyExists
from upclone.domain.market.invitations import ANSWERED, Invitation
from upclone.domain.market.limits import Counted


class Invitations(Rows[Invitation]):
    """What clients ask freelancers to bid on."""

    def newest(self, job_id: UUID, freelancer_id: UUID) -> Invitation | None:
        found = self.where(
            lambda each: each.job_id == job_id and each.parties.freelancer == freelancer_id, order=lambda each: each.id
        )
        return found[-1] if found else None

    def check(self, row: Invitation) -> None:
        if row.state in ANSWERED and any(
            other.id != row.id
            and other.job_id == row.job_id
            and other.parties.freelancer == row.parties.freelancer
            and other.state in ANSWERED
            for other in self.rows.values()
        ):
            raise AlreadyExists(field="freelancer_id")


@define
class Tallies:
    """The last day on which an account began something of a kind, and how many."""

    tables: Tables

    def add(self, account_id: UUID, counted: Counted, day: date) -> int:
        """Count one more, and say how many that makes on that day."""
        last, number = self.tables.tallies.get((account_id, counted), (day, 0))
        now = number + 1 if last == day else 1
        self.tables.tallies[account_id, counted] = day, now
        return now
