"""Earnings and spending: any period, by contract and month, with balances before and after; as CSV and PDF, too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound as NoSuchPage

from upclone.application.ports.documents import Side, StatementAccount, StatementDocument, StatementLine
from upclone.domain.errors import Invalid
from upclone.domain.money import Money, total
from upclone.domain.payments.ledger import EntryKind
from upclone.entrypoints.api.papers import PDF
from upclone.entrypoints.api.payments import statements
from upclone.entrypoints.api.payments.statements import StatementQuery
from upclone.entrypoints.web import charts, formats, languages, writing
from upclone.entrypoints.web.amounts import place
from upclone.entrypoints.web.charts import Chart, Series
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.payments.movements import Movement, told
from upclone.entrypoints.web.payments.spans import NAMED, Span, months_before, span_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import sentence

PAGES = Blueprint("statements", __name__)
LINES: Final = 40
"""Movements on one page."""
MOST_MONTHS: Final = 24
"""Months that a chart shows: the last of a longer period."""
FIT: Final = 12
"""Months whose names stand beside each other."""


@frozen
class ContractSum:
    """What was released under one contract."""

    id: UUID
    title: str
    other: str
    gross: Money
    fee: Money
    net: Money


@frozen
class Account:
    """One currency of a statement, as its page shows it."""

    currency: str
    opening: Money
    closing: Money
    gross: Money
    fee: Money
    net: Money
    count: int
    chart: Chart
    contracts: tuple[ContractSum, ...]
    lines: tuple[Movement, ...]


@PAGES.get("/money/<any(earnings, spending):name>")
def show(name: str) -> ResponseReturnValue:
    """A statement. What can't be asked is said beside its field."""
    side, today = Side(name), desk().doors.clock.now().astimezone(desk().zone).date()
    desk().must_be_signed_in()
    span = span_of(request.args, today)
    document, wrong = None, gettext("One of these is no day, or the last comes before the first.") if span.wrong else ""
    if not wrong:
        try:
            document = document_of(side, span)
        except (Invalid, ValidationError) as error:
            wrong = sentence(error.rule) if isinstance(error, Invalid) else gettext("This can’t be shown.")
    at = max(request.args.get("page", 1, int), 1)
    accounts = [_account(each, side, span, today, min(at, 10_000)) for each in document.accounts] if document else []
    return page(
        "payments/statement.html",
        422 if wrong else 200,
        side=side,
        span=span,
        named=NAMED,
        wrong=wrong,
        accounts=accounts,
        at=at,
        more=any(each.count > at * LINES for each in accounts),
        contracts=_contracts(document),
        contract_id=request.args.get("contract_id", ""),
        earning=side is Side.EARNINGS,
    )


@PAGES.get("/money/<any(earnings, spending):name>.<any(csv, pdf):kind>")
def download(name: str, kind: str) -> ResponseReturnValue:
    """The same as a file, in the page's language."""
    side, today = Side(name), desk().doors.clock.now().astimezone(desk().zone).date()
    span = span_of(request.args, today)
    if span.wrong:
        raise NoSuchPage
    facts, documents, language = document_of(side, span), desk().doors.documents, languages.spoken()
    written = documents.statement_csv if kind == "csv" else documents.statement
    content_type = f"{statements.CSV}; charset=utf-8" if kind == "csv" else PDF
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(side, span)}.{kind}"'}
    return Response(written(facts, language), content_type=content_type, headers=headers)


def document_of(side: Side, span: Span) -> StatementDocument:
    """The statement of who looks, in their days. Raises Invalid, ValidationError."""
    asked = {name: request.args[name] for name in ("contract_id", "gateway") if request.args.get(name)}
    typed = MultiDict({**asked, **span.query, "time_zone": str(desk().zone)})
    query = query_of(StatementQuery, typed)
    found = statements.document_of(desk().doors, desk().must_be_signed_in().account, side, query)
    return evolve(found, accounts=tuple(sorted(found.accounts, key=lambda each: place(each.currency))))


def _file_name(side: Side, span: Span) -> str:
    days = [day.isoformat() for day in (span.since, span.until) if day]
    return "-".join((side.value, *days))


def _contracts(document: StatementDocument | None) -> dict[str, str]:
    """What the filter by contract offers: those of the period."""
    lines = [line for each in document.accounts for line in each.lines] if document else []
    return {str(line.contract_id): line.contract for line in lines if line.contract_id}


def _account(account: StatementAccount, side: Side, span: Span, today: date, at: int) -> Account:
    currency, sign = account.currency, 1 if side is Side.EARNINGS else -1
    released = [line for line in account.lines if line.kind is EntryKind.RELEASE]

    def summed(lines: Iterable[StatementLine], name: str) -> Money:
        whole = total([getattr(line, name) for line in lines], currency)
        return whole if sign > 0 else -whole

    of: defaultdict[UUID, list[StatementLine]] = defaultdict(list)
    for line in released:
        if line.contract_id:
            of[line.contract_id].append(line)
    contracts = [
        ContractSum(
            id,
            lines[0].contract,
            lines[0].counterparty,
            summed(lines, "gross"),
            total([line.fee for line in lines], currency),
            summed(lines, "net"),
        )
        for id, lines in of.items()
    ]
    shown = account.lines[::-1][(at - 1) * LINES : at * LINES]
    return Account(
        currency=currency,
        opening=account.opening,
        closing=account.closing,
        gross=summed(released, "gross"),
        fee=total([line.fee for line in released], currency),
        net=summed(released, "net"),
        count=len(account.lines),
        chart=_chart(account.lines, side, span, today, currency),
        contracts=tuple(sorted(contracts, key=lambda each: each.net.amount_minor, reverse=True)),
        lines=tuple(told(line, side) for line in shown),
    )


def _chart(lines: Sequence[StatementLine], side: Side, span: Span, today: date, currency: str) -> Chart:
    """Months of the reader's calendar: what was earned and withdrawn, or paid in and spent."""
    zone = desk().zone

    def month_of(line: StatementLine) -> date:
        return line.at.astimezone(zone).date().replace(day=1)

    last = min(span.until or today, today).replace(day=1)
    first = (span.since or (month_of(lines[0]) if lines else last)).replace(day=1)
    months = [last]
    while months[0] > first and len(months) < MOST_MONTHS:
        months.insert(0, months_before(months[0], 1))

    def by_month(kinds: tuple[EntryKind, ...], sign: int) -> tuple[int, ...]:
        sums: defaultdict[date, int] = defaultdict(int)
        for line in lines:
            if line.kind in kinds:
                sums[month_of(line)] += sign * line.net.amount_minor
        return tuple(sums[month] for month in months)

    series: tuple[Any, Any]
    if side is Side.EARNINGS:
        out = (EntryKind.PAYOUT, EntryKind.PAYOUT_FAILED, EntryKind.PAYOUT_RETRIED)
        series = (
            Series(gettext("Earned, after fees"), by_month((EntryKind.RELEASE,), 1)),
            Series(gettext("Withdrawn"), by_month(out, -1), "accent"),
        )
    else:
        series = (
            Series(gettext("Spent, fees included"), by_month((EntryKind.RELEASE,), -1)),
            Series(gettext("Paid in"), by_month((EntryKind.FUND,), 1), "info"),
        )
    drawn = charts.of_money([formats.month(month) for month in months], series, currency)
    apart = 1 if len(months) <= FIT else 2
    return evolve(drawn, labels=tuple("" if at % apart else _short(month) for at, month in enumerate(months)))


def _short(month: date) -> str:
    """Below its bar: there is room for the name alone, and for the year where one begins."""
    return formats.month(month) if month.month == 1 else writing.parts(month, "MMM", languages.tongue())
