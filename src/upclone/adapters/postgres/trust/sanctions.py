"""Sanctions: one row each; of those that stand, one an account."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    Uuid,
    bindparam,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql

from upclone.adapters.postgres.metadata import METADATA, due_index, one_of, ready, text, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.domain.trust.sanctions import STANDING, Appeal, Decision, Kind, Sanction, State, deadline

SANCTION = Table(
    "sanction",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, nullable=False),
    text("kind"),
    text("reason"),
    Column("imposed_by", Uuid, nullable=False),
    timestamp("imposed_at"),
    text("state"),
    timestamp("until", nullable=True),
    timestamp("review_at", nullable=True),
    timestamp("money_held_until", nullable=True),
    text("appeal", nullable=True),
    timestamp("appealed_at", nullable=True),
    text("decision", nullable=True),
    Column("decided_by", Uuid, nullable=True),
    timestamp("decided_at", nullable=True),
    Column("paused", postgresql.ARRAY(Uuid), nullable=False),
    timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    ForeignKeyConstraint(["account_id"], ["account.id"]),
    Index(None, "account_id", "id"),
    one_of("kind", Kind),
    one_of("state", State),
    CheckConstraint("reason ~ '\\S'", name="reason"),
    CheckConstraint("kind = 'suspension' OR (until IS NULL AND review_at IS NULL)", name="until"),
    CheckConstraint("money_held_until <= imposed_at + interval '720 hours'", name="money_held_until"),
    CheckConstraint("(appeal IS NULL) = (appealed_at IS NULL)", name="appeal"),
    CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decision"),
)
due_index(SANCTION.c.due_at)
_STANDS = sql("state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(STANDING))))
Index(None, SANCTION.c.account_id, unique=True, postgresql_where=_STANDS)
Index(None, SANCTION.c.appealed_at, postgresql_where=sql(f"state = '{State.APPEALED.value}'"))


def to_row(sanction: Sanction) -> dict[str, Any]:
    """A sanction as its row."""
    appeal, decision, due = sanction.appeal, sanction.decision, deadline(sanction)
    return {
        "id": sanction.id,
        "account_id": sanction.account_id,
        "kind": sanction.kind.value,
        "reason": sanction.reason,
        "imposed_by": sanction.imposed_by,
        "imposed_at": sanction.imposed_at,
        "state": sanction.state.value,
        "until": sanction.until,
        "review_at": sanction.review_at,
        "money_held_until": sanction.money_held_until,
        "appeal": appeal.statement if appeal else None,
        "appealed_at": appeal.at if appeal else None,
        "decision": decision.reason if decision else None,
        "decided_by": decision.by if decision else None,
        "decided_at": decision.at if decision else None,
        "paused": list(sanction.paused),
        "due_at": due.due_at if due else None,
        "version": sanction.version,
    }


def from_row(row: Row) -> Sanction:
    """A sanction of its row."""
    id, account, kind, reason, by, at, state, until, review, held, *more = row
    statement, appealed, decision, decided_by, decided, paused, _, version = more
    return Sanction(
        id=id,
        account_id=account,
        kind=Kind(kind),
        reason=reason,
        imposed_by=by,
        imposed_at=at,
        state=State(state),
        until=until,
        review_at=review,
        money_held_until=held,
        appeal=None if statement is None else Appeal(statement, appealed),
        decision=None if decision is None else Decision(decided_by, decision, decided),
        paused=tuple(paused),
        version=version,
    )


ROWS = Rows("sanction", SANCTION, to_row, from_row, unique="account_id")
_STANDING = ready(ROWS.select().where(SANCTION.c.account_id == bindparam("account"), _STANDS))
_ANOTHER = """
SELECT EXISTS (
    SELECT FROM account WHERE 'admin' = ANY (roles) AND state = 'active' AND id NOT IN (%(but)s, %(about)s))
"""


@frozen
class Sanctions(Kept[Sanction]):
    """Why people may not act."""

    rows: ClassVar = ROWS

    def standing(self, account_id: UUID) -> Sanction | None:
        return ROWS.one(self.transaction, _STANDING, account=account_id)

    def another_operator(self, but: UUID, about: UUID) -> bool:
        row = self.transaction.one(_ANOTHER, {"but": but, "about": about})
        assert row is not None
        return bool(row[0])
