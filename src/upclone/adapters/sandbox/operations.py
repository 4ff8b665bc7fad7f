"""Operations: opened once per key, then advanced along their token's steps, each with its money and its letters."""

from __future__ import annotations

from datetime import datetime

from attrs import asdict, evolve
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.sandbox import money, outbox
from upclone.adapters.sandbox.rows import Asked, Moment, Plan, Row, from_row, opened
from upclone.adapters.sandbox.tables import LOST_CALL, OPERATION
from upclone.adapters.sandbox.tokens import Step
from upclone.application.ports.gateways import Operation, Status
from upclone.domain.errors import KeyReused


def lose(connection: Connection, asked: Asked, now: datetime) -> bool:
    """Lose a call on its way. False where one with this key was lost before."""
    lost = insert(LOST_CALL).values(operation=asked.operation, key=asked.key, at=now).on_conflict_do_nothing()
    return connection.execute(lost.returning(LOST_CALL.c.key)).first() is not None


def known(connection: Connection, operation: Operation, key: str) -> Row | None:
    """The operation with this key, locked, if there is one."""
    where = (OPERATION.c.operation == operation, OPERATION.c.key == key)
    found = connection.execute(select(OPERATION).where(*where).with_for_update()).first()
    return from_row(found) if found else None


def lock(connection: Connection, ref: str) -> Row | None:
    """The operation with this reference, locked, if there is one."""
    found = connection.execute(select(OPERATION).where(OPERATION.c.ref == ref).with_for_update()).first()
    return from_row(found) if found else None


def next_due(connection: Connection, now: datetime) -> Row | None:
    """One whose next step is due, locked; others that look at the same moment get another one."""
    due = select(OPERATION).where(OPERATION.c.due_at <= now).order_by(OPERATION.c.due_at).limit(1)
    found = connection.execute(due.with_for_update(skip_locked=True)).first()
    return from_row(found) if found else None


def again(connection: Connection, row: Row, asked: Asked) -> Row:
    """The same key came again. Raises KeyReused where it asks for something else."""
    if row.request != asked.request:
        raise KeyReused(f"{asked.key} was used at the sandbox for another {asked.operation}.")
    return _save(connection, evolve(row, asked=row.asked + 1))


def earlier_attempt(connection: Connection, asked: Asked) -> bool:
    """Whether a payout was asked for before under a key that differs after its last `:` only."""
    stem = asked.key.rpartition(":")[0]
    before = (OPERATION.c.operation == asked.operation, OPERATION.c.key.startswith(f"{stem}:", autoescape=True))
    return bool(stem) and connection.execute(select(OPERATION.c.ref).where(*before).limit(1)).first() is not None


def take_on(connection: Connection, asked: Asked, plan: Plan, now: Moment) -> Row | None:
    """Take an operation on, or refuse it for good under this key. None where the key was there first."""
    row = opened(asked, plan, now)
    added = insert(OPERATION).values(**asdict(row)).on_conflict_do_nothing().returning(OPERATION.c.ref)
    if connection.execute(added).first() is None:
        return None
    refusal = plan.refusal
    if not refusal and asked.operation is not Operation.PAYMENT and not money.reserve(connection, row.amount):
        refusal = f"The balance does not hold {row.amount}."
    if refusal:
        return _save(connection, evolve(row, status=Status.FAILED, reason=refusal, refused=True))
    row = evolve(row, due_at=now.at + plan.script.steps[0].after)
    return advance(connection, row, now) if plan.script.in_call else _save(connection, row)


def advance(connection: Connection, row: Row, now: Moment) -> Row:
    """Do whatever is due by now."""
    if not row.is_due(now):
        return row
    while row.is_due(now):
        steps = row.follows.steps
        row = happen(connection, evolve(row, step=row.step + 1, due_at=None), steps[row.step], now)
        if row.step < len(steps):
            row = evolve(row, due_at=now.at + steps[row.step].after)
    return _save(connection, row)


def happen(connection: Connection, row: Row, step: Step, now: Moment) -> Row:
    """One step: its money, its new state, its letters. Nothing else is to come unless the caller says so."""
    if row.claimed:
        return _claimed(connection, row, now)
    moved = money.move(connection, row, step.status, now.at)
    happened = evolve(
        row,
        status=step.status,
        reason=step.reason,
        moved_minor=moved.amount_minor if moved else row.moved_minor,
        due_at=None,
        changed_at=now.at,
    )
    outbox.write(connection, row.ref, row.operation, row.key, row.follows.copies, now.real)
    return _save(connection, happened)


def _claimed(connection: Connection, row: Row, now: Moment) -> Row:
    """The payer's bank takes the money back, or decides whose it is."""
    money.claim(connection, row, now.at)
    outbox.write(connection, row.ref, Operation.CHARGEBACK, row.claim_ref, row.follows.copies, now.real)
    return _save(connection, evolve(row, due_at=None, changed_at=now.at))


def answer(connection: Connection, row: Row, now: Moment) -> Row:
    """The bank has been answered: it decides at once. A second answer changes nothing."""
    if row.step != 2 or row.answered_at is not None:
        return row
    return _save(connection, evolve(row, answered_at=now.at, due_at=now.at))


def _save(connection: Connection, row: Row) -> Row:
    values = asdict(row)
    connection.execute(update(OPERATION).where(OPERATION.c.ref == row.ref).values(**values))
    return row
