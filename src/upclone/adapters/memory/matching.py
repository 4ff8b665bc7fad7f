"""Standing, and who was told of which job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from datetime import datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from attrs import define, evolve

from upclone.adapters.memory.tables import Tables
from upclone.domain.deals import contracts
from upclone.domain.market.standing import Standing
from upclone.domain.money import EXPONENTS
from upclone.domain.payments import escrow

_PAID_NOTHING = (escrow.State.REQUESTED, escrow.State.DECLINED, escrow.State.EXPIRED)


@define
class Standings:
    """What the marketplace saw of people."""

    tables: Tables

    def get(self, id: UUID) -> Standing:
        return self.tables.standings.get(id, Standing(id))

    def renew(self, id: UUID, active_at: datetime | None) -> Standing:
        before = self.get(id)
        earned: dict[str, int] = {}
        done = [each for each in self.tables.contracts.values() if each.state is contracts.State.COMPLETED]
        done = [each for each in done if id in (each.parties.client, each.parties.freelancer)]
        for contract in done:
            code = contract.terms.currency
            earned[code] = earned.get(code, 0) + contract.released.amount_minor
        waits = sorted(self._waits(id))
        holds = (hold for hold in self.tables.holds.values() if hold.parties.client == id)
        times = [at for at in (before.last_active_at, active_at) if at is not None]
        standing = evolve(
            before,
            completed=len(done),
            earned=max(((minor // 10 ** EXPONENTS[code]).bit_length() for code, minor in earned.items()), default=0),
            response_minutes=int(waits[(len(waits) - 1) // 2].total_seconds()) // 60 if waits else None,
            last_active_at=max(times, default=None),
            verified=any(hold.state not in _PAID_NOTHING for hold in holds),
        )
        self.tables.standings[id] = standing
        return standing

    def _waits(self, id: UUID) -> Iterator[timedelta]:
        """How long others waited for an answer, in each negotiation."""
        mine = [
            each.id for each in self.tables.proposals.values() if id in (each.parties.client, each.parties.freelancer)
        ]
        mine += [each.id for each in self.tables.invitations.values() if each.parties.freelancer == id]
        for subject in mine:
            said = [each.event for each in self.tables.events.values() if each.event.subject_id == subject]
            for before, after in pairwise(event for event in said if event.by is not None):
                if after.by == id and before.by != id:
                    yield after.at - before.at


@define
class Recommendations:
    """Who was told of which job."""

    rows: MutableMapping[tuple[UUID, UUID], datetime]

    def tell(self, job_id: UUID, points: Mapping[UUID, int], a_day: int, at: datetime) -> tuple[UUID, ...]:
        midnight = datetime.combine(at.date(), time(), at.tzinfo)
        told = []
        for id in points:
            today = sum(who == id and when >= midnight for (_, who), when in self.rows.items())
            if today < a_day and (job_id, id) not in self.rows:
                self.rows[job_id, id] = at
                told.append(id)
        return tuple(told)
