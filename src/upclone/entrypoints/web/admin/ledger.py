"""The books: what lies where, every entry, and the proof that nobody altered them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final
from uuid import UUID

from attrs import frozen
from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from pydantic import Field

from upclone.application.reads.ledger import AccountRow, EntryFilter, EntryRow
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind, EntryKind, LedgerAccount
from upclone.entrypoints.api.paging import seq_cursor, seq_of
from upclone.entrypoints.api.schemas import WRITABLE, Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.amounts import place
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, number, sheet

PAGES = gate.for_operators("ledger")
SHOWN: Final = 500
"""Accounts on one page; a file has all of them."""

_PERSONAL: Final = frozenset({AccountKind.FREELANCER_AVAILABLE, AccountKind.FREELANCER_DEBT})
"""Accounts that are a person's."""

_BALANCES: Final[Columns] = {
    _("Account"): lambda row: row.account.key,
    _("Kind"): lambda row: row.account.kind.value,
    _("Owner"): lambda row: row.account.owner,
    _("Balance"): lambda row: number(row.balance),
    _("Currency"): lambda row: row.balance.currency,
}
_LINES: Final[Columns] = {
    _("No."): lambda row: row[0].created_seq,
    _("At"): lambda row: row[0].at,
    _("Kind"): lambda row: row[0].kind.value,
    _("Entry"): lambda row: row[0].id,
    _("Contract"): lambda row: row[0].contract_id,
    _("Account"): lambda row: row[1].account.key,
    _("Amount"): lambda row: number(row[1].amount),
    _("Currency"): lambda row: row[1].amount.currency,
    _("Hash"): lambda row: row[0].hash.hex(),
}


class EntriesQuery(Paged):
    """Which entries."""

    kind: EntryKind | None = None
    account: Annotated[str | None, Field(max_length=200, pattern=WRITABLE)] = None
    contract_id: UUID | None = None


class BalancesQuery(Paged):
    """Which accounts."""

    kind: AccountKind | None = None


@frozen
class Sum:
    """What all accounts of a kind hold together, by currency."""

    kind: AccountKind
    accounts: int
    balances: Mapping[str, Money]


@PAGES.get("/ledger")
def balances() -> ResponseReturnValue:
    """What lies where: by kind, then each account."""
    kind = query_of(BalancesQuery, request.args).kind
    rows = desk().doors.ledger.balances()
    return page(
        "admin/ledger.html", sums=list(_sums(rows)), rows=_of(rows, kind)[:SHOWN], shown=SHOWN, kind=kind,
        kinds=tuple(AccountKind), totals=_totals(rows), people=_owners(row.account for row in rows),
    )  # fmt: skip


@PAGES.route("/ledger/verify", methods=["GET", "POST"])
def verify() -> ResponseReturnValue:
    """Recompute every digest, chain, sum and balance: where somebody presses the button, for it takes its time."""
    return page("admin/verify.html", found=desk().doors.ledger.verify() if request.method == "POST" else None)


@PAGES.get("/ledger.csv")
def balances_exported() -> ResponseReturnValue:
    """Every account."""
    return sheet("accounts", _BALANCES, desk().doors.ledger.balances(query_of(BalancesQuery, request.args).kind))


@PAGES.get("/ledger/entries")
def entries() -> ResponseReturnValue:
    """Every entry with its lines, newest first."""
    query = query_of(EntriesQuery, request.args)
    before = seq_of(query.cursor) or None
    found = desk().doors.ledger.entries(_filter(query), before, query.limit + 1)
    shown = found[: query.limit]
    more = seq_cursor(shown[-1].created_seq) if len(found) > query.limit else None
    return page(
        "admin/entries.html", rows=shown, next_cursor=more, kinds=tuple(EntryKind), asked=query,
        people=_owners(line.account for entry in shown for line in entry.lines),
    )  # fmt: skip


@PAGES.get("/ledger/entries.csv")
def entries_exported() -> ResponseReturnValue:
    """A row for each line."""
    rows = ((entry, line) for entry in _newest(query_of(EntriesQuery, request.args)) for line in entry.lines)
    return sheet("entries", _LINES, rows)


def _filter(query: EntriesQuery) -> EntryFilter:
    return EntryFilter(query.contract_id, query.account, query.kind)


def _newest(query: EntriesQuery) -> Iterator[EntryRow]:
    before: int | None = None
    while found := desk().doors.ledger.entries(_filter(query), before, 100):
        yield from found
        before = found[-1].created_seq


def _of(rows: tuple[AccountRow, ...], kind: AccountKind | None) -> list[AccountRow]:
    """Those that hold something, of one kind where one is asked for."""
    return [row for row in rows if (kind is None or row.account.kind is kind) and (kind or row.balance.amount_minor)]


def _owners(accounts: Iterable[LedgerAccount]) -> Mapping[str, str]:
    """The names of the people whose accounts these are, by what the books call them."""
    ids = {UUID(each.owner) for each in accounts if each.kind in _PERSONAL}
    return {str(id): name for id, name in desk().doors.people.names(ids).items()}


def _sums(rows: tuple[AccountRow, ...]) -> Iterator[Sum]:
    for kind in AccountKind:
        found = [row.balance for row in rows if row.account.kind is kind]
        codes = {each.currency for each in found}
        if found:
            sums = {code: _sum((each for each in found if each.currency == code), code) for code in codes}
            yield Sum(kind, len(found), sums)


def _totals(rows: tuple[AccountRow, ...]) -> list[Money]:
    """What everything sums to, by currency: nothing, in books that are whole."""
    currencies = sorted({row.balance.currency for row in rows}, key=place)
    return [_sum((row.balance for row in rows if row.balance.currency == each), each) for each in currencies]


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money.zero(currency))
