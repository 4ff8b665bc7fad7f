"""Statements of earnings and of spending: JSON, CSV or PDF; and their sums for dashboards."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from flask import Response, request
from pydantic import ConfigDict, Field

from upclone.application.ports.documents import Side, StatementDocument
from upclone.application.reads.statements import StatementFilter, SumRow
from upclone.domain.payments.ledger import EntryKind
from upclone.domain.people.accounts import Account
from upclone.entrypoints import periods
from upclone.entrypoints.api.papers import PDF, card
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Day, Moment, MoneyShape, Query, Shape, shaped
from upclone.entrypoints.doors import Doors

ROUTES = Routes("Statements", "What one earned and spent, as the ledger has it.")

CSV: Final = "text/csv"

Zone = Annotated[
    str,
    Field(max_length=60, description="Whose days `from` and `to` are, by IANA.", json_schema_extra={"example": "UTC"}),
]


class PeriodQuery(Query):
    """From the day `from` until before the day `to`. Left out: from the beginning, until now."""

    since: Annotated[Day | None, Field(alias="from")] = None
    before: Annotated[Day | None, Field(alias="to")] = None
    time_zone: Zone = "UTC"


class StatementQuery(PeriodQuery):
    """One contract alone, or one gateway: balances are then of these."""

    contract_id: UUID | None = None
    gateway: Annotated[str | None, Field(max_length=40)] = None


class StatementLineShape(Shape):
    """One movement. `net`, which moved the balance, is `gross` less `fee`; `tax` is the value added tax in both."""

    model_config = ConfigDict(title="StatementLine")

    at: Moment
    kind: EntryKind
    entry_id: UUID
    contract_id: UUID | None
    contract: str
    counterparty: str
    gateway: str | None
    gross: MoneyShape
    fee: MoneyShape
    tax: MoneyShape
    net: MoneyShape
    balance: MoneyShape


class StatementAccountShape(Shape):
    """One currency: `opening` and every `net` sum to `closing`, which is what the ledger has."""

    model_config = ConfigDict(title="StatementAccount")

    currency: str
    opening: MoneyShape
    lines: list[StatementLineShape]
    closing: MoneyShape


class StatementShape(Shape):
    """A statement. `since` is null from the beginning on."""

    model_config = ConfigDict(title="Statement")

    side: Side
    since: Moment | None
    before: Moment
    time_zone: str
    accounts: list[StatementAccountShape]


class SumShape(Shape):
    """Released work. A client's `gross` and `net` are below zero: they leave what is held."""

    model_config = ConfigDict(title="Sum")

    releases: int
    gross: MoneyShape
    fee: MoneyShape
    tax: MoneyShape
    net: MoneyShape


class MonthShape(SumShape):
    """Of one month, by its first day."""

    model_config = ConfigDict(title="MonthSum")

    month: date


class ContractSumShape(SumShape):
    """Of one contract."""

    model_config = ConfigDict(title="ContractSum")

    contract_id: UUID
    title: str


class CounterpartySumShape(SumShape):
    """Of one client, or of one freelancer."""

    model_config = ConfigDict(title="CounterpartySum")

    account_id: UUID
    name: str


class CurrencySumShape(SumShape):
    """All in one currency, and what it is made of. Months in which nothing was released are left out."""

    model_config = ConfigDict(title="CurrencySum")

    currency: str
    months: list[MonthShape]
    contracts: list[ContractSumShape]
    counterparties: list[CounterpartySumShape]


class SummaryShape(Shape):
    """Sums of a period, by currency."""

    model_config = ConfigDict(title="Summary")

    since: Moment
    before: Moment
    time_zone: str
    items: list[CurrencySumShape]


@ROUTES.read("/statements/earnings", also=(CSV, PDF), while_suspended=True)
def earnings(call: Call, query: StatementQuery) -> StatementShape:
    """Read what one earned and withdrew: what the marketplace owes, before, line by line, and after.

    JSON; `Accept: text/csv` or `application/pdf` give it in English or French, by `Accept-Language`.
    """
    return _statement(call, Side.EARNINGS, query)  # type: ignore[return-value]  # a Response of this shape, or a file


@ROUTES.read("/statements/spending", also=(CSV, PDF), while_suspended=True)
def spending(call: Call, query: StatementQuery) -> StatementShape:
    """Read what one paid in, and where it went: what the marketplace holds, before, line by line, and after.

    JSON; `Accept: text/csv` or `application/pdf` give it in English or French, by `Accept-Language`.
    """
    return _statement(call, Side.SPENDING, query)  # type: ignore[return-value]  # a Response of this shape, or a file


@ROUTES.read("/earnings/summary", while_suspended=True)
def earned(call: Call, query: PeriodQuery) -> SummaryShape:
    """Sum up what one earned, by month, contract and client: the last twelve months, unless others are asked for."""
    return _summary(call, Side.EARNINGS, query)


@ROUTES.read("/spending/summary", while_suspended=True)
def spent(call: Call, query: PeriodQuery) -> SummaryShape:
    """Sum up what one spent, by month, contract and freelancer: the last twelve months, unless others are asked for."""
    return _summary(call, Side.SPENDING, query)


def document_of(doors: Doors, account: Account, side: Side, query: StatementQuery) -> StatementDocument:
    """A statement of somebody's as it is printed. Raises Invalid for what no period can be."""
    now = doors.clock.now()
    period = periods.period(query.since, query.before, query.time_zone, now)
    accounts = doors.statements.statement(account.id, side, period, StatementFilter(query.contract_id, query.gateway))
    days = (query.since, query.before, query.time_zone)
    return StatementDocument(side, card(account), doors.papers.company.legal_name, *days, accounts, now)


def _statement(call: Call, side: Side, query: StatementQuery) -> Response:
    assert call.caller is not None
    facts = document_of(call.doors, call.caller.account, side, query)
    best = request.accept_mimetypes.best_match(["application/json", CSV, PDF], default="application/json")
    if best in (CSV, PDF):
        documents = call.doors.documents
        if best == CSV:
            return _file(documents.statement_csv(facts, call.language), f"{side}.csv", f"{CSV}; charset=utf-8")
        return _file(documents.statement(facts, call.language), f"{side}.pdf", PDF)
    period = periods.period(query.since, query.before, query.time_zone, facts.generated_at)
    shape = StatementShape(
        side=side,
        since=period.since,
        before=period.before,
        time_zone=query.time_zone,
        accounts=[StatementAccountShape.model_validate(each) for each in facts.accounts],
    )
    return Response(shape.model_dump_json(), mimetype="application/json", headers={"Vary": "Accept"})


def _file(content: bytes, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept, Accept-Language"}
    return Response(content, content_type=kind, headers=headers)


def _summary(call: Call, side: Side, query: PeriodQuery) -> SummaryShape:
    assert call.actor.id is not None
    months, period = periods.months(query.since, query.before, query.time_zone, call.doors.clock.now())
    assert period.since is not None
    begin = tuple(periods.begins(month, periods.zone(query.time_zone)) for month in months)
    named = dict(zip(begin, months, strict=True))
    rows = call.doors.statements.sums(call.actor.id, side, begin, period.before)
    currencies = {row.gross.currency for row in rows}
    items = [_sums([row for row in rows if row.gross.currency == each], named) for each in sorted(currencies)]
    return SummaryShape(since=period.since, before=period.before, time_zone=query.time_zone, items=items)


def _sums(rows: list[SumRow], months: dict[datetime, date]) -> CurrencySumShape:
    def of(name: str) -> list[SumRow]:
        return [row for row in rows if getattr(row, name) is not None]

    (whole,) = (row for row in rows if (row.month, row.contract_id, row.counterparty_id) == (None, None, None))
    return shaped(
        CurrencySumShape,
        whole,
        currency=whole.gross.currency,
        months=[shaped(MonthShape, row, month=months[row.month]) for row in of("month") if row.month],
        contracts=[shaped(ContractSumShape, row, title=row.name) for row in of("contract_id")],
        counterparties=[
            shaped(CounterpartySumShape, row, account_id=row.counterparty_id) for row in of("counterparty_id")
        ],
    )
