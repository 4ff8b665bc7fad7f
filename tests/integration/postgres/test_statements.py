"""Statements are the ledger: of any account and any period, balances and movements are its postings, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests import builders as build
from tests.builders import AT, IDS, World, new_id
from tests.suites.invoices import discharge
from upclone.adapters.postgres.reads.statements import PostgresStatementReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.ports.documents import Side
from upclone.application.reads.statements import Period, StatementFilter
from upclone.domain.money import Money
from upclone.domain.payments import ledger, movements
from upclone.domain.payments.ledger import EntryKind

DAYS = 40
OTHER = "stripe"


@frozen
class Books:
    """What happened to two deals of one client and one freelancer, at moments over forty days."""

    reads: PostgresStatementReads
    deals: tuple[World, World]
    postings: list[tuple[datetime, str, int]]


@pytest.fixture(scope="module")
def books(app: Engine) -> Books:
    """Random releases in parts, withdrawals and debts at two gateways, posted with their clock going back, too."""
    store, chance = PostgresUnitOfWork(app, Uuid7Ids()), Random(7)
    first = build.world()
    second = build.world()
    second = evolve(second, hold=evolve(second.hold, gateway=OTHER))
    with store() as work:
        build.keep(work, first)
        build.keep(work, second)
    entries = [entry for deal in (first, second) for entry in _life(deal, chance)]
    with store() as work:
        for entry in entries:
            work.ledger.post(entry)
    postings = [(entry.at, line.account.key, line.amount_minor) for entry in entries for line in entry.postings]
    return Books(PostgresStatementReads(store), (first, second), postings)


def _life(deal: World, chance: Random) -> Iterator[ledger.Entry]:
    hold, before = build.held(deal.hold), 0

    def at() -> datetime:
        return AT + timedelta(seconds=chance.randrange(DAYS * 86_400))

    yield movements.fund(new_id(), hold, AT)
    for part in (100, 3_333, 1, 2_566):
        hold, amounts, _ = discharge(deal, hold, part, before)
        before += part
        yield movements.release(new_id(), hold, amounts, at())
        if part > 3_000:
            payout = build.payout(deal.freelancer, amounts.net, gateway=hold.gateway)
            yield movements.payout(new_id(), payout, at())
            yield movements.failed(new_id(), payout, False, at())
    free = ledger.available(deal.freelancer.id, hold.gateway, "EUR")
    owed = ledger.debt(deal.freelancer.id, "EUR")
    loss = ledger.clearing(hold.gateway, "EUR")
    for lines in (((owed, -500), (loss, 500)), ((free, -200), (owed, 200))):
        yield build.entry(deal.freelancer.id, *lines, kind=EntryKind.CHARGEBACK, **{"at": at()})
    kept = ledger.suspense(hold.id, "EUR")
    yield build.entry(hold.contract_id, (loss, -77), (kept, 77), contract_id=hold.contract_id, **{"at": at()})


def owned(deal: World, side: Side) -> set[str]:
    """The keys of a person's accounts, by hand."""
    if side is Side.SPENDING:
        return {f"{kind}:{deal.hold.id}:EUR" for kind in ("escrow", "suspense")}
    id, place = deal.freelancer.id, "" if deal.hold.gateway == "sandbox" else f":{deal.hold.gateway}"
    return {f"freelancer_available:{id}{place}:EUR", f"freelancer_debt:{id}:EUR"}


moments = st.integers(-3_600, (DAYS + 1) * 86_400).map(lambda seconds: AT + timedelta(seconds=seconds))


@settings(max_examples=120, deadline=None)
@given(st.sampled_from([0, 1]), st.sampled_from(Side), st.one_of(st.none(), moments), moments)
def test_a_statement_is_the_ledger(books: Books, which: int, side: Side, since: datetime | None, before: datetime):
    """Opening is every posting before, closing every posting until the end, each line one posting between."""
    deal = books.deals[which]
    keys = owned(deal, side)
    own = [(at, minor) for at, account, minor in books.postings if account in keys]
    start = since or datetime.min.replace(tzinfo=AT.tzinfo)
    person = deal.freelancer.id if side is Side.EARNINGS else deal.client.id
    found = books.reads.statement(person, side, Period(since, before), StatementFilter())
    opening = sum(minor for at, minor in own if at < start)
    within = [(at, minor) for at, minor in own if start <= at < before]
    if not found:
        assert (opening, within) == (0, [])
        return
    (account,) = found
    assert account.opening == Money(opening, "EUR")
    assert account.closing == Money(opening + sum(minor for _, minor in within), "EUR")
    assert sorted((line.at, line.net.amount_minor) for line in account.lines) == sorted(within)
    assert all(line.net == line.gross - line.fee for line in account.lines)
    balances = [account.opening, *(line.balance for line in account.lines)]
    assert [later - earlier for earlier, later in pairwise(balances)] == [line.net for line in account.lines]


@pytest.mark.parametrize("which", [0, 1])
def test_a_release_is_its_work_and_its_fee(books: Books, which: int):
    """What the verbs computed, read back from the ledger alone: in whatever order the clock put the parts."""
    deal = books.deals[which]
    whole = Period(None, AT + timedelta(days=2 * DAYS))

    def released(person: Any, side: Side) -> list[tuple[int, int]]:
        (account,) = books.reads.statement(person, side, whole, StatementFilter(deal.contract.id))
        return sorted(
            (line.gross.amount_minor, line.fee.amount_minor) for line in account.lines if line.kind is EntryKind.RELEASE
        )

    assert released(deal.freelancer.id, Side.EARNINGS) == [(1, 0), (100, 10), (2_566, 257), (3_333, 333)]
    assert released(deal.client.id, Side.SPENDING) == [(-3_333, 99), (-2_566, 77), (-100, 3), (-1, 1)]


def test_a_statement_of_one_gateway(books: Books):
    """What lies elsewhere is none of it."""
    deal, whole = books.deals[1], Period(None, AT + timedelta(days=2 * DAYS))
    wanted = StatementFilter(gateway=OTHER)
    (account,) = books.reads.statement(deal.freelancer.id, Side.EARNINGS, whole, wanted)
    assert {line.gateway for line in account.lines} == {OTHER}
    assert books.reads.statement(deal.freelancer.id, Side.EARNINGS, whole, StatementFilter(gateway="sandbox")) == ()


def test_a_stranger_has_no_statement(books: Books):
    """Nothing of theirs moved."""
    whole = Period(None, AT + timedelta(days=2 * DAYS))
    for side in Side:
        assert books.reads.statement(IDS.new(), side, whole, StatementFilter()) == ()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from([0, 1]), st.sampled_from(Side), st.lists(moments, min_size=1, max_size=5, unique=True))
def test_sums_are_those_of_the_lines(books: Books, which: int, side: Side, starts: list[datetime]):
    """Months, contracts and counterparties each sum to the whole, and the whole to the statement's releases."""
    months, before = tuple(sorted(starts)), AT + timedelta(days=2 * DAYS)
    deal = books.deals[which]
    person = deal.freelancer.id if side is Side.EARNINGS else deal.client.id
    rows = books.reads.sums(person, side, months, before)
    found = books.reads.statement(person, side, Period(months[0], before), StatementFilter())
    lines = [line for account in found for line in account.lines if line.kind is EntryKind.RELEASE]
    expected = (
        len(lines),
        sum(line.gross.amount_minor for line in lines),
        sum(line.fee.amount_minor for line in lines),
    )
    for name in ("month", "contract_id", "counterparty_id"):
        of = [row for row in rows if getattr(row, name) is not None]
        sums = [(row.releases, row.gross.amount_minor, row.fee.amount_minor) for row in of]
        assert tuple(sum(row[place] for row in sums) for place in range(3)) == expected
        for row in of if name == "month" else ():
            place = months.index(row.month)
            until = months[place + 1] if place + 1 < len(months) else before
            assert row.releases == sum(1 for line in lines if months[place] <= line.at < until)
