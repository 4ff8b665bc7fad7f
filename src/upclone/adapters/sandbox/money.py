"""The sandbox's ledger: what each operation moved, and what is available for going out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from attrs import frozen
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from upclone.adapters.sandbox.rows import Row
from upclone.adapters.sandbox.tables import BALANCE, MOVEMENT, OPERATION, Moved
from upclone.application.ports.gateways import ClaimState, Movement, Operation, Status
from upclone.application.ports.gateways import Moved as Reported
from upclone.domain.money import Money

_OUT: Final = {Operation.REFUND: Moved.REFUNDED, Operation.PAYOUT: Moved.PAID_OUT}
_BACK: Final = {Operation.REFUND: Moved.REFUND_RETURNED, Operation.PAYOUT: Moved.PAYOUT_RETURNED}


@frozen
class Totals:
    """What has moved in one currency, in minor units, what came back taken off again; `available` is what may still
    leave, `leaving` what is on its way. captured = refunded + paid_out + charged_back + leaving + available."""

    captured: int
    refunded: int
    paid_out: int
    leaving: int
    available: int
    charged_back: int = 0


def move(connection: Connection, row: Row, status: Status, now: datetime) -> Money | None:
    """The money of an operation that becomes `status`. What moved, if anything did."""
    if row.operation is Operation.PAYMENT:
        if status is not Status.SUCCEEDED:
            return None
        captured = _short(row.amount) if row.follows.short else row.amount
        _write(connection, row, Moved.CAPTURED, captured, now)
        _release(connection, captured)
        return captured
    if status is Status.SUCCEEDED:
        _write(connection, row, _OUT[row.operation], row.amount, now)
        return row.amount
    if row.status is Status.SUCCEEDED:
        _write(connection, row, _BACK[row.operation], row.amount, now)
    _release(connection, row.amount)
    return None


def claim(connection: Connection, row: Row, now: datetime) -> None:
    """The payer's bank takes a captured payment back; won, it returns it."""
    taken = row.moved
    assert taken is not None
    if row.step == 2:
        _write(connection, row, Moved.CHARGED_BACK, taken, now)
        _release(connection, -taken)
    elif row.follows.claim is ClaimState.WON:
        _write(connection, row, Moved.CHARGE_RETURNED, taken, now)
        _release(connection, taken)


def reserve(connection: Connection, amount: Money) -> bool:
    """Set money aside that is to leave. False where there is not enough of it."""
    rest = BALANCE.c.available_minor - amount.amount_minor
    enough = (BALANCE.c.currency == amount.currency, rest >= 0)
    return connection.execute(update(BALANCE).where(*enough).values(available_minor=rest)).rowcount == 1


def refundable(connection: Connection, payment: Row) -> Money:
    """What of a payment has not been asked back. Its row must be locked."""
    asked = select(func.coalesce(func.sum(OPERATION.c.amount_minor), 0)).where(
        OPERATION.c.payment_ref == payment.ref, OPERATION.c.status.in_([Status.PENDING, Status.SUCCEEDED])
    )
    captured = 0 if payment.lost else payment.moved_minor or 0
    return Money(captured - int(connection.execute(asked).scalar_one()), payment.currency)


def totals(connection: Connection) -> Mapping[str, Totals]:
    """By currency, from the movements; only `available` is kept as a number, and held against them by tests."""
    sums = select(MOVEMENT.c.currency, MOVEMENT.c.moved, func.sum(MOVEMENT.c.amount_minor)).group_by(
        MOVEMENT.c.currency, MOVEMENT.c.moved
    )
    moved = {(currency, what): int(minor) for currency, what, minor in connection.execute(sums)}
    outgoing = (OPERATION.c.status == Status.PENDING, OPERATION.c.operation != Operation.PAYMENT)
    pending = select(OPERATION.c.currency, func.sum(OPERATION.c.amount_minor)).where(*outgoing)
    leaving = {currency: int(minor) for currency, minor in connection.execute(pending.group_by(OPERATION.c.currency))}
    return {
        currency: Totals(
            captured=moved.get((currency, Moved.CAPTURED), 0),
            refunded=moved.get((currency, Moved.REFUNDED), 0) - moved.get((currency, Moved.REFUND_RETURNED), 0),
            paid_out=moved.get((currency, Moved.PAID_OUT), 0) - moved.get((currency, Moved.PAYOUT_RETURNED), 0),
            leaving=leaving.get(currency, 0),
            available=available,
            charged_back=moved.get((currency, Moved.CHARGED_BACK), 0) - moved.get((currency, Moved.CHARGE_RETURNED), 0),
        )
        for currency, available in connection.execute(select(BALANCE).order_by(BALANCE.c.currency))
    }


_REPORTED: Final = {
    Moved.CAPTURED: (Reported.PAYMENT, 1),
    Moved.REFUNDED: (Reported.REFUND, -1),
    Moved.REFUND_RETURNED: (Reported.REFUND_RETURNED, 1),
    Moved.PAID_OUT: (Reported.PAYOUT, -1),
    Moved.PAYOUT_RETURNED: (Reported.PAYOUT_RETURNED, 1),
    Moved.CHARGED_BACK: (Reported.CHARGEBACK, -1),
    Moved.CHARGE_RETURNED: (Reported.CHARGEBACK_RETURNED, 1),
}


_OF_CLAIMS: Final = frozenset({Moved.CHARGED_BACK, Moved.CHARGE_RETURNED})


def movements(connection: Connection, since: datetime, until: datetime) -> tuple[Movement, ...]:
    """Those of [since, until), oldest first, as a gateway reports them."""
    shown = select(MOVEMENT, OPERATION.c.key).join(OPERATION, OPERATION.c.ref == MOVEMENT.c.ref)
    rows = connection.execute(shown.where(MOVEMENT.c.at >= since, MOVEMENT.c.at < until).order_by(MOVEMENT.c.id))
    found = []
    for row in rows:
        what, sign = _REPORTED[Moved(row.moved)]
        amount = Money(row.amount_minor, row.currency)
        net = Money(sign * row.amount_minor, row.currency)
        nothing = Money.zero(row.currency)
        ref = f"claim_{row.ref}" if row.moved in _OF_CLAIMS else row.ref
        found.append(Movement(f"mov_{row.id}", what, ref, row.key, amount, nothing, net, row.at))
    return tuple(found)


def _short(amount: Money) -> Money:
    """Another sum than was asked for, and more than nothing."""
    return Money(amount.amount_minor * 9 // 10 or amount.amount_minor + 1, amount.currency)


def _write(connection: Connection, row: Row, moved: Moved, amount: Money, now: datetime) -> None:
    values = {"ref": row.ref, "moved": moved, "currency": amount.currency, "amount_minor": amount.amount_minor}
    connection.execute(insert(MOVEMENT).values(at=now, **values))


def _release(connection: Connection, amount: Money) -> None:
    add = upsert(BALANCE).values(currency=amount.currency, available_minor=amount.amount_minor)
    more = BALANCE.c.available_minor + amount.amount_minor
    connection.execute(add.on_conflict_do_update(index_elements=["currency"], set_={"available_minor": more}))
