"""One's money at a glance: what can leave, what is held and why, what is on its way, what was spent, what is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen
from flask import Blueprint
from flask.typing import ResponseReturnValue

from upclone.application.ports.documents import Side
from upclone.application.reads.paging import Slice
from upclone.application.reads.rooms import Standing
from upclone.application.reads.statements import Period, StatementFilter
from upclone.application.reads.wallet import HeldRow
from upclone.domain.deals import dues, milestones, timesheets
from upclone.domain.money import Money, total
from upclone.domain.payments import schedules
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints.api.payments import payouts, statements
from upclone.entrypoints.api.payments.payouts import BalanceShape
from upclone.entrypoints.api.schemas import MoneyShape
from upclone.entrypoints.web.amounts import place
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.payments.movements import Movement, newest, told
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words import payments as words

PAGES = Blueprint("money", __name__)
RECENT: Final = timedelta(days=90)
SHOWN: Final = 8


@PAGES.record
def _say(state: Any) -> None:
    state.app.jinja_env.filters.update(gateway=words.gateway, destination=words.destination, shown_as=words.shown_as)
    state.app.jinja_env.globals.update(held_why=words.held_why, reason_of=words.reason)


@frozen
class Charge:
    """What a client pays next: `at` is when it is charged by itself, None where they fund it themselves."""

    contract_id: UUID
    title: str
    milestone_id: UUID | None
    name: str
    amount: Money
    at: datetime | None


@PAGES.get("/money")
def show() -> ResponseReturnValue:
    """What leads depends on what one does here; both sides are shown to who has both."""
    viewer, at = desk().must_be_signed_in().actor, desk()
    balances = balances_of()
    held = at.doors.wallet.held(viewer)
    paying, earning = at.plays(AccountRole.CLIENT), at.plays(AccountRole.FREELANCER)
    mine, theirs = [each for each in held if each.paying], [each for each in held if not each.paying]
    return page(
        "payments/money.html",
        earning=earning or bool(balances),
        paying=paying or bool(mine),
        balances=balances,
        ready=[each for each in balances if each.free.amount_minor],
        due=theirs,
        held=mine,
        held_sums=_by_currency(mine),
        due_sums=_by_currency(theirs),
        charges=tuple(_charges(mine)) if paying or mine else (),
        spent=_spent() if paying or mine else [],
        recent=_recent(viewer.id, paying or bool(mine), earning or bool(balances)),
        claims=at.doors.payments.chargebacks(viewer, Slice(3, None)).items,  # also while one is suspended
        least=schedules.least,
    )


def balances_of() -> list[BalanceShape]:
    """What somebody has here, by currency."""
    found: list[BalanceShape] = desk().read(payouts.balances).items
    return sorted(found, key=lambda each: place(each.available.currency))


def _spent() -> list[tuple[int, Money]]:
    found = desk().read(statements.spent).items
    return [(each.releases, _cost(each.net)) for each in sorted(found, key=lambda each: place(each.net.currency))]


def _cost(net: MoneyShape) -> Money:
    """What left, as a sum above zero."""
    return Money(-net.amount_minor, net.currency)


def _by_currency(rows: list[HeldRow]) -> list[Money]:
    found = sorted({row.amount.currency for row in rows}, key=place)
    return [total([row.amount for row in rows if row.amount.currency == code], code) for code in found]


def _recent(owner: UUID | None, paying: bool, earning: bool) -> list[Movement]:
    assert owner is not None
    now, doors = desk().doors.clock.now(), desk().doors
    period = Period(now - RECENT, now + timedelta(seconds=1))
    sides = [side for side, shown in ((Side.EARNINGS, earning), (Side.SPENDING, paying)) if shown]
    lines = [
        told(line, side)
        for side in sides
        for account in doors.statements.statement(owner, side, period, StatementFilter())
        for line in account.lines[-SHOWN:]
    ]
    return newest(lines, SHOWN)


def _charges(held: list[HeldRow]) -> Iterator[Charge]:
    """By the rules that the clock will go by: what the next week's limit lacks, and the next milestone of each deal."""
    viewer, doors = desk().must_be_signed_in().actor, desk().doors
    ids = doors.wallet.open_contracts(viewer)
    for standing in doors.rooms.standings(viewer, ids):
        contract = standing.contract
        if contract.terms.hourly_rate is not None:
            yield from _week(standing, [row.work for row in held if row.contract_id == contract.id])
            continue
        planned = [each for each in standing.milestones if each.state is milestones.State.PLANNED and not each.hourly]
        for each in planned[:1]:
            whole = each.amount + contract.terms.fees.client_fee(each.amount)
            yield Charge(contract.id, contract.terms.title, each.id, each.terms.title, whole, None)


def _week(standing: Standing, held: list[Money]) -> Iterator[Charge]:
    contract = standing.contract
    week = next((each for each in standing.weeks if each.state is timesheets.State.PLANNED), None)
    if week is None or contract.billing is None:
        return
    weeks = [evolve(each, state=timesheets.State.OPEN) if each is week else each for each in standing.weeks]
    asked = dues.to_ask(weeks, total(held, contract.terms.currency), week.starts_at)
    if asked:
        whole = asked + contract.terms.fees.client_fee(asked)
        yield Charge(contract.id, contract.terms.title, None, "", whole, week.starts_at)
