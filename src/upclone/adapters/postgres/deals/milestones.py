"""Milestones: one row each, under their contract."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
)

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
    timestamp,
    within,
)
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.values import optional, packed_or_null
from upclone.domain.actors import Parties, Role
from upclone.domain.deals.milestones import PARTIES, Change, Delivery, Milestone, State, Withheld, deadline
from upclone.domain.deals.terms import MilestoneTerms
from upclone.domain.money import Money

MILESTONE = Table(
    "milestone",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contract_id", Uuid, ForeignKey("contract.id"), nullable=False),
    Column("client_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("freelancer_id", Uuid, ForeignKey("account.id"), nullable=False),
    Column("number", Integer, nullable=False),
    text("title"),
    minor("amount_minor"),
    currency(),
    text("description"),
    Column("due_on", Date, nullable=True),
    text("state"),
    text("proposed_by", nullable=True),
    Column("change", Json, nullable=True),
    # Its present payment. Not a foreign key: hold and milestone would point at each other.
    Column("hold_id", Uuid, nullable=True),
    Column("delivery", Json, nullable=True),
    timestamp("review_due_at", nullable=True),
    text("disputed_from", nullable=True),
    due_at := timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Column("hourly", Boolean, nullable=False),
    Column("withheld", Json, nullable=True),
    UniqueConstraint("contract_id", "number"),
    due_index(due_at),
    Index(None, "freelancer_id", "id"),
    one_of("state", State),
    one_of("proposed_by", PARTIES),
    one_of("disputed_from", State),
    is_currency(),
    within("amount_minor", 1),
    within("number", 1),
)


def to_row(milestone: Milestone) -> dict[str, Any]:
    """A milestone as its row."""
    due = deadline(milestone)
    return {
        "id": milestone.id,
        "contract_id": milestone.contract_id,
        "client_id": milestone.parties.client,
        "freelancer_id": milestone.parties.freelancer,
        "number": milestone.number,
        "title": milestone.terms.title,
        "amount_minor": milestone.terms.amount.amount_minor,
        "currency": milestone.terms.amount.currency,
        "description": milestone.terms.description,
        "due_on": milestone.terms.due_on,
        "state": milestone.state.value,
        "proposed_by": milestone.proposed_by.value if milestone.proposed_by else None,
        "change": packed_or_null(milestone.change),
        "hold_id": milestone.hold_id,
        "delivery": packed_or_null(milestone.delivery),
        "review_due_at": milestone.review_due_at,
        "disputed_from": milestone.disputed_from.value if milestone.disputed_from else None,
        "due_at": due.due_at if due else None,
        "version": milestone.version,
        "hourly": milestone.hourly,
        "withheld": packed_or_null(milestone.withheld),
    }


def from_row(row: Row) -> Milestone:
    """A milestone of its row."""
    id, contract, client, freelancer, number, title, amount, code, description, due_on, state, *rest = row
    proposed_by, change, hold, delivery, review_due, disputed_from, _due, version, hourly, withheld = rest
    return Milestone(
        id=id,
        contract_id=contract,
        parties=Parties(client, freelancer),
        number=number,
        terms=MilestoneTerms(title, Money(amount, code), description, due_on),
        state=State(state),
        proposed_by=Role(proposed_by) if proposed_by else None,
        change=optional(Change, change),
        hold_id=hold,
        delivery=optional(Delivery, delivery),
        review_due_at=review_due,
        disputed_from=State(disputed_from) if disputed_from else None,
        hourly=hourly,
        withheld=optional(Withheld, withheld),
        version=version,
    )


ROWS = Rows("milestone", MILESTONE, to_row, from_row, unique="number")
_OF = ready(ROWS.select().where(MILESTONE.c.contract_id == bindparam("contract_id")).order_by(MILESTONE.c.number))


@frozen
class Milestones(Kept[Milestone]):
    """Pieces of work."""

    rows: ClassVar = ROWS

    def of(self, contract_id: UUID) -> tuple[Milestone, ...]:
        return ROWS.all(self.transaction, _OF, contract_id=contract_id)
