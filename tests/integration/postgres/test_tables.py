"""Every object, in every state it can be in, comes back from its table as it went in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.strategies import OBJECTS
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.deals import contracts, disputes, hours, milestones, timesheets
from upclone.adapters.postgres.engine import conninfo
from upclone.adapters.postgres.market import categories, invitations, jobs, proposals, searches
from upclone.adapters.postgres.payments import approvals, chargebacks, escrow, methods, transfers
from upclone.adapters.postgres.people import accounts
from upclone.adapters.postgres.rows import Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.trust import sanctions
from upclone.adapters.postgres.values import Packed
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market.categories import Category
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.searches import Search
from upclone.domain.market.skills import Skill
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.methods import Method
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account
from upclone.domain.processes import deadline_of
from upclone.domain.trust.sanctions import Sanction

ROWS: dict[type[Any], Rows[Any]] = {
    Account: accounts.ROWS,
    Sanction: sanctions.ROWS,
    Category: categories.CATEGORIES,
    Skill: categories.SKILLS,
    Search: searches.ROWS,
    Job: jobs.ROWS,
    Proposal: proposals.ROWS,
    Invitation: invitations.ROWS,
    Contract: contracts.ROWS,
    Milestone: milestones.ROWS,
    Hold: escrow.ROWS,
    Transfer: transfers.ROWS,
    Method: methods.ROWS,
    Chargeback: chargebacks.ROWS,
    Approval: approvals.ROWS,
    Dispute: disputes.ROWS,
    Timesheet: timesheets.ROWS,
    TimeEntry: hours.ROWS,
}
anything = pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(scope="module")
def raw(database: Urls) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection that looks at CHECKs but not at foreign keys; nothing is kept."""
    with psycopg.connect(conninfo(database.owner_url)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET TIME ZONE 'Asia/Kathmandu'")
        yield connection
        connection.rollback()


def as_read(row: dict[str, Any]) -> list[Any]:
    """What the driver would hand back: jsonb as text."""
    return [value.text if isinstance(value, Packed) else value for value in row.values()]


@anything
@given(data=st.data())
def test_a_row_makes_the_object_again(kind: type[Any], data: st.DataObject):
    """`from_row(to_row(x)) == x`, and the row has the table's columns in the table's order."""
    made, rows = data.draw(OBJECTS[kind]), ROWS[kind]
    row = rows.to_row(made)
    assert list(row) == [column.name for column in rows.table.columns]
    assert rows.from_row(as_read(row)) == made


@anything
@shared
@given(data=st.data())
def test_the_database_keeps_what_it_was_given(kind: type[Any], raw: psycopg.Connection[Any], data: st.DataObject):
    """Added, read, saved as another one, read again: equal each time, with its deadline for the sweeper."""
    first, second, rows = data.draw(OBJECTS[kind]), data.draw(OBJECTS[kind]), ROWS[kind]
    second = type(second)(**{**fields(second), "id": first.id})
    with raw.transaction(force_rollback=True):
        rows.add(Transaction(raw), first)
        transaction = Transaction(raw)
        assert rows.get(transaction, first.id) == first
        rows.save(transaction, second)
        found = rows.get(Transaction(raw), first.id)
        assert (found, found.version) == (second, 1)
        if "due_at" in rows.table.columns:
            due = deadline_of(second)
            stored = raw.execute(f"SELECT due_at FROM {rows.table.name} WHERE id = %s", [first.id]).fetchone()
            assert stored == (due.due_at if due else None,)


def fields(of: Any) -> dict[str, Any]:
    return {each.name: getattr(of, each.name) for each in of.__attrs_attrs__}


FORGED = [
    ("method", "state", "forgotten"),
    ("chargeback", "state", "forgotten"),
    ("approval", "state", "forgotten"),
    ("chargeback", "amount_minor", 0),
    ("hold", "earned_minor", -1),
    ("method", "purpose", "fun"),
    ("sanction", "reason", " "),
    ("sanction", "state", "forgotten"),
    ("sanction", "money_held_until", "9999-01-01"),
    ("account", "state", "retired"),
    ("category", "slug", "Design"),
    ("skill", "state", "forgotten"),
    ("skill", "slug", ""),
    ("job", "budget_minor", 0),
    ("job", "currency", "eur"),
    ("proposal", "price_minor", 10**15 + 1),
    ("invitation", "state", "ignored"),
    ("contract", "state", "forgotten"),
    ("contract", "released_minor", -1),
    ("milestone", "amount_minor", 0),
    ("milestone", "number", 0),
    ("hold", "released_minor", 10**14),
    ("hold", "refunded_minor", -1),
    ("transfer", "kind", "gift"),
    ("transfer", "attempt", 0),
    ("dispute", "opened_by", "operator"),
    ("timesheet", "paid_minor", 10**15),
    ("timesheet", "state", "forgotten"),
    ("time_entry", "state", "forgotten"),
    ("time_entry", "commitment", "nothing"),
]


@pytest.mark.parametrize(("table", "column", "value"), FORGED)
@shared
@given(data=st.data())
def test_a_row_that_can_not_be_is_refused(
    raw: psycopg.Connection[Any], table: str, column: str, value: object, data: st.DataObject
):
    """Also where somebody writes around the application."""
    kind, rows = next((kind, rows) for kind, rows in ROWS.items() if rows.table.name == table)
    made = data.draw(OBJECTS[kind])
    with raw.transaction(force_rollback=True):
        rows.add(Transaction(raw), made)
        with pytest.raises(psycopg.errors.CheckViolation), raw.transaction():
            raw.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, made.id])
