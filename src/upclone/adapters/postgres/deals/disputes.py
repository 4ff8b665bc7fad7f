"""Disputes: one row each; a milestone has one that is open."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Uuid, bindparam
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import (
    METADATA,
    Json,
    currency,
    due_index,
    is_currency,
    minor,
    one_of,
    ready,
    text,
    texts,
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import Packed, unpack
from upclone.domain.actors import Parties, Role
from upclone.domain.deals.disputes import OPEN, PARTIES, Dispute, Evidence, Offer, Ruling, State, deadline
from upclone.domain.money import Money

DISPUTE = Table(
    "dispute",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("milestone_id", Uuid, ForeignKey("milestone.id"), nullable=False),
    Column("hold_id", Uuid, ForeignKey("hold.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("opened_by"),
    text("reason"),
    minor("at_stake_minor"),
    currency(),
    text("state"),
    timestamp("opened_at"),
    # The time limit of the present state. Every one that has a limit is the clock's: the sweeper reads it as it is.
    due_at := timestamp("due_at", nullable=True),
    Column("evidence", Json, nullable=False),
    Column("offers", Json, nullable=False),
    Column("rulings", Json, nullable=False),
    texts("accepted_by"),
    Column("version", BigInteger, nullable=False),
    Index(
        "dispute_open_key",
        "milestone_id",
        unique=True,
        postgresql_where=sql("state IN ({})".format(", ".join(f"'{state}'" for state in State if state in OPEN))),
    ),
    due_index(due_at),
    Index(None, "contract_id", "opened_at"),
    one_of("opened_by", PARTIES),
    one_of("state", State),
    is_currency(),
    within("at_stake_minor", 1),
)

_EVIDENCE: Final = tuple[Evidence, ...]
_OFFERS: Final = tuple[Offer, ...]
_RULINGS: Final = tuple[Ruling, ...]


def to_row(dispute: Dispute) -> dict[str, Any]:
    """A dispute as its row."""
    due = deadline(dispute)
    assert due is not None or dispute.due_at is None, "only the clock's states have a time limit"
    return {
        "id": dispute.id,
        "contract_id": dispute.contract_id,
        "milestone_id": dispute.milestone_id,
        "hold_id": dispute.hold_id,
        "client_id": dispute.parties.client,
        "freelancer_id": dispute.parties.freelancer,
        "opened_by": dispute.opened_by.value,
        "reason": dispute.reason,
        "at_stake_minor": dispute.at_stake.amount_minor,
        "currency": dispute.at_stake.currency,
        "state": dispute.state.value,
        "opened_at": dispute.opened_at,
        "due_at": dispute.due_at,
        "evidence": Packed(dispute.evidence),
        "offers": Packed(dispute.offers),
        "rulings": Packed(dispute.rulings),
        "accepted_by": [role.value for role in dispute.accepted_by],
        "version": dispute.version,
    }


def from_row(row: Row) -> Dispute:
    """A dispute of its row."""
    id, contract, milestone, hold, client, freelancer, opened_by, reason, at_stake, code, state, *rest = row
    opened, due, evidence, offers, rulings, accepted, version = rest
    return Dispute(
        id=id,
        contract_id=contract,
        milestone_id=milestone,
        hold_id=hold,
        parties=Parties(client, freelancer),
        opened_by=Role(opened_by),
        reason=reason,
        at_stake=Money(at_stake, code),
        state=State(state),
        opened_at=opened,
        due_at=due,
        evidence=unpack(_EVIDENCE, evidence),
        offers=unpack(_OFFERS, offers),
        rulings=unpack(_RULINGS, rulings),
        accepted_by=tuple(map(Role, accepted)),
        version=version,
    )


ROWS = Rows("dispute", DISPUTE, to_row, from_row, unique="milestone_id")
_OF = ready(
    ROWS.select().where(DISPUTE.c.contract_id == bindparam("contract_id")).order_by(DISPUTE.c.opened_at, DISPUTE.c.id)
)


@frozen
class Disputes(Kept[Dispute]):
    """Disagreements."""

    rows: ClassVar = ROWS

    def of(self, contract_id: UUID) -> tuple[Dispute, ...]:
        return ROWS.all(self.transaction, _OF, contract_id=contract_id)
