"""Means of paying and of being paid: one row each; and when money leaves by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Uuid,
    bindparam,
    select,
)
from sqlalchemy import text as sql

from upclone.adapters.postgres.metadata import METADATA, currency, due_index, one_of, ready, text, timestamp
from upclone.adapters.postgres.rows import Kept, Row, Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.methods import Resting
from upclone.application.ports.store import FIRST
from upclone.application.ports.waiting import Waiting
from upclone.domain.payments.ledger import TEST_GATEWAY
from upclone.domain.payments.methods import LASTING, Method, Purpose, State, deadline
from upclone.domain.payments.schedules import Rhythm, Schedule

_LASTS = "state IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(LASTING)))
_BEGUN = f"state = '{State.BEGUN.value}'"

METHOD = Table(
    "method",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("gateway"),
    text("purpose"),
    text("state"),
    timestamp("begun_at"),
    timestamp("until", nullable=True),
    text("address"),
    text("ref", nullable=True),
    text("token"),
    text("label"),
    text("url", nullable=True),
    text("reason"),
    Column("usual", Boolean, nullable=False),
    timestamp("due_at", nullable=True),
    Column("version", BigInteger, nullable=False),
    Index(None, "owner_id", "id"),
    Index(None, "gateway", "ref"),
    Index("method_begun_idx", "id", postgresql_where=sql(_BEGUN)),
    Index("method_usual_idx", "owner_id", "gateway", "purpose", unique=True, postgresql_where=sql("usual")),
    one_of("purpose", Purpose),
    one_of("state", State),
    CheckConstraint("NOT usual OR state IN ('active', 'begun', 'waiting')", name="usual"),
)
due_index(METHOD.c.due_at)

SCHEDULE = Table(
    "payout_schedule",
    METADATA,
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("gateway"),
    text("rhythm"),
    Column("day", SmallInteger, nullable=True),
    timestamp("chosen_at"),
    PrimaryKeyConstraint("owner_id", "gateway"),
    one_of("rhythm", Rhythm),
    CheckConstraint(
        "(day IS NOT NULL) = (rhythm IN ('weekly', 'monthly')) AND (day IS NULL OR day BETWEEN 1 AND 28)", name="day"
    ),
)

PERIOD = Table(
    "payout_period",
    METADATA,
    Column("owner_id", Uuid, ForeignKey("account.id"), nullable=False),
    text("gateway"),
    currency(),
    text("period"),
    PrimaryKeyConstraint("owner_id", "gateway", "currency", "period"),
)
"""Periods that were paid out."""


def to_row(method: Method) -> dict[str, Any]:
    """A means as its row."""
    due = deadline(method)
    return {
        "id": method.id,
        "owner_id": method.owner,
        "gateway": method.gateway,
        "purpose": method.purpose.value,
        "state": method.state.value,
        "begun_at": method.begun_at,
        "until": method.until,
        "address": method.address,
        "ref": method.ref,
        "token": method.token,
        "label": method.label,
        "url": method.url,
        "reason": method.reason,
        "usual": method.usual,
        "due_at": due.due_at if due else None,
        "version": method.version,
    }


def from_row(row: Row) -> Method:
    """A means of its row."""
    id, owner, gateway, purpose, state, begun, until, address, ref, token, label, url, reason, usual, _, version = row
    return Method(
        id=id,
        owner=owner,
        gateway=gateway,
        purpose=Purpose(purpose),
        state=State(state),
        begun_at=begun,
        until=until,
        address=address,
        ref=ref,
        token=token,
        label=label,
        url=url,
        reason=reason,
        usual=usual,
        version=version,
    )


ROWS = Rows("method", METHOD, to_row, from_row, unique="usual")
_OF = ready(
    ROWS.select()
    .where(METHOD.c.owner_id == bindparam("owner"), METHOD.c.purpose == bindparam("purpose"), sql(_LASTS))
    .order_by(METHOD.c.id)
)
_OF_REF = ready(
    ROWS.select()
    .where(METHOD.c.gateway == bindparam("gateway"), METHOD.c.ref == bindparam("ref"), sql(_LASTS))
    .order_by(METHOD.c.id)
)
_WAITED = ready(
    select(METHOD.c.id, METHOD.c.gateway, METHOD.c.begun_at)
    .where(sql(_BEGUN), METHOD.c.begun_at < bindparam("since"), METHOD.c.id > bindparam("after"))
    .order_by(METHOD.c.id)
    .limit(bindparam("most", type_=BigInteger))
)
_EARNED = """
SELECT EXISTS (SELECT FROM ledger_account WHERE owner = %(owner)s::text AND kind = 'freelancer_available')
"""


@frozen
class Methods(Kept[Method]):
    """Means of people."""

    rows: ClassVar = ROWS

    def of(self, owner: UUID, purpose: Purpose) -> tuple[Method, ...]:
        return ROWS.all(self.transaction, _OF, owner=owner, purpose=purpose.value)

    def of_ref(self, gateway: str, ref: str) -> tuple[Method, ...]:
        return ROWS.all(self.transaction, _OF_REF, gateway=gateway, ref=ref)

    def waiting(self, since: datetime, limit: int, after: UUID = FIRST) -> tuple[Waiting, ...]:
        rows = self.transaction.all(_WAITED, {"since": since, "most": limit, "after": after})
        return tuple(Waiting(id, gateway, str(id), begun) for id, gateway, begun in rows)

    def earned(self, owner: UUID) -> bool:
        row = self.transaction.one(_EARNED, {"owner": owner})
        assert row is not None
        return bool(row[0])


_SCHEDULE = """
SELECT rhythm, day, chosen_at FROM payout_schedule WHERE owner_id = %(owner)s AND gateway = %(gateway)s
"""
_PUT = """
INSERT INTO payout_schedule (owner_id, gateway, rhythm, day, chosen_at)
VALUES (%(owner)s, %(gateway)s, %(rhythm)s, %(day)s, %(at)s)
ON CONFLICT (owner_id, gateway) DO UPDATE SET rhythm = %(rhythm)s, day = %(day)s, chosen_at = %(at)s
"""
_RESTING = """
WITH resting AS (
    SELECT chosen.owner_id, chosen.gateway, chosen.rhythm, chosen.day, chosen.chosen_at, held.posted, held.currency
    FROM payout_schedule AS chosen
    JOIN ledger_account AS account ON account.owner = chosen.owner_id::text AND account.kind = 'freelancer_available'
        AND coalesce(account.gateway, %(test_gateway)s) = chosen.gateway
    JOIN balance AS held ON held.account = account.key
    WHERE held.posted > 0 AND chosen.rhythm <> 'by_hand' AND chosen.owner_id > %(after)s)
SELECT * FROM resting
WHERE owner_id IN (SELECT DISTINCT owner_id FROM resting ORDER BY owner_id LIMIT %(most)s)
ORDER BY owner_id, gateway, currency
"""
_CLAIM = """
INSERT INTO payout_period (owner_id, gateway, currency, period)
VALUES (%(owner)s, %(gateway)s, %(currency)s, %(period)s) ON CONFLICT DO NOTHING
"""


@frozen
class Schedules:
    """When money leaves by itself."""

    transaction: Transaction

    def of(self, owner: UUID, gateway: str) -> Schedule | None:
        row = self.transaction.one(_SCHEDULE, {"owner": owner, "gateway": gateway})
        return Schedule(owner, gateway, Rhythm(row[0]), row[1], row[2]) if row else None

    def put(self, schedule: Schedule) -> None:
        values = {"rhythm": schedule.rhythm.value, "day": schedule.day, "at": schedule.chosen_at}
        self.transaction.run(_PUT, {"owner": schedule.owner, "gateway": schedule.gateway, **values})

    def resting(self, limit: int, after: UUID = FIRST) -> tuple[Resting, ...]:
        rows = self.transaction.all(_RESTING, {"test_gateway": TEST_GATEWAY, "most": limit, "after": after})
        return tuple(Resting(*row) for row in rows)

    def claim(self, owner: UUID, gateway: str, currency: str, period: str) -> bool:
        arguments = {"owner": owner, "gateway": gateway, "currency": currency, "period": period}
        return self.transaction.run(_CLAIM, arguments) == 1
