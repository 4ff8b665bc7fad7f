"""The page of one's own money: what is held, what is to be charged, how transfers came along."""

from __future__ import annotations

import json
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.reads.pages import viewing
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.wallet import MOST_CONTRACTS, Happened, HeldRow
from upclone.domain.actors import Actor
from upclone.domain.money import Money

# A hold's escrow account has the fee on it, too, which is the client's: the freelancer sees the work that remains.
_HELD: Final = """
SELECT contract.id, contract.terms ->> 'title', other.name, contract.client_id = %(owner)s, hold.currency,
    sum(CASE WHEN contract.client_id = %(owner)s THEN coalesce(balance.posted, 0)
        ELSE hold.work_minor - hold.released_minor - hold.refunded_minor END)::bigint,
    sum(hold.work_minor - hold.released_minor - hold.refunded_minor)::bigint,
    bool_or(hold.state = 'frozen' OR contract.contested OR contract.withheld),
    min(milestone.review_due_at) FILTER (WHERE milestone.state = 'submitted')
FROM contract JOIN hold ON hold.contract_id = contract.id AND hold.state IN ('held', 'frozen')
JOIN milestone ON milestone.id = hold.milestone_id
JOIN account AS other
    ON other.id = CASE WHEN contract.client_id = %(owner)s THEN contract.freelancer_id ELSE contract.client_id END
LEFT JOIN ledger_account AS kept ON kept.owner = hold.id::text AND kept.kind = 'escrow'
LEFT JOIN balance ON balance.account = kept.key
WHERE %(owner)s IN (contract.client_id, contract.freelancer_id) AND (%(operator)s OR %(owner)s = %(viewer)s)
GROUP BY contract.id, other.name, hold.currency ORDER BY contract.id DESC, hold.currency
"""
_DEBTS: Final = """
SELECT account.currency, -sum(posting.amount_minor)::bigint
FROM ledger_account AS account JOIN posting ON posting.account = account.key
WHERE account.kind = 'freelancer_debt' AND account.owner = %(owner)s::text AND (%(operator)s OR %(owner)s = %(viewer)s)
GROUP BY account.currency HAVING sum(posting.amount_minor) <> 0 ORDER BY account.currency
"""
_OPEN: Final = """
SELECT id FROM contract WHERE client_id = %(viewer)s AND state IN ('active', 'paused') ORDER BY id DESC LIMIT %(most)s
"""
_HAPPENED: Final = """
SELECT event.name, event.at, event.facts::text FROM transfer JOIN event ON event.subject_id = transfer.id
WHERE transfer.id = %(id)s AND (%(operator)s OR transfer.owner_id = %(viewer)s) ORDER BY event.created_seq
"""


@frozen
class PostgresWalletReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def held(self, viewer: Actor, of: UUID | None = None) -> tuple[HeldRow, ...]:
        """In one statement."""
        with self.unit_of_work() as at:
            rows = at.transaction.all(_HELD, {**viewing(viewer), "owner": of or viewer.id})
        return tuple(
            HeldRow(id, title, other, paying, Money(minor, currency), Money(work, currency), kept, due)
            for id, title, other, paying, currency, minor, work, kept, due in rows
            if minor
        )

    def debts(self, viewer: Actor, of: UUID | None = None) -> tuple[Money, ...]:
        """By currency."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_DEBTS, {**viewing(viewer), "owner": of or viewer.id})
        return tuple(Money(minor, currency) for currency, minor in rows)

    def open_contracts(self, viewer: Actor) -> tuple[UUID, ...]:
        """The newest."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_OPEN, {"viewer": viewer.id, "most": MOST_CONTRACTS})
        return tuple(id for (id,) in rows)

    def happened(self, viewer: Actor, transfer_id: UUID) -> tuple[Happened, ...]:
        """Oldest first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_HAPPENED, {**viewing(viewer), "id": transfer_id})
        return tuple(Happened(name, at, json.loads(facts)) for name, at, facts in rows)
