"""The books: balances, entries, and the proof that nobody altered them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import click

from upclone.application.reads.ledger import AccountRow, EntryFilter, EntryRow, LedgerReads, LedgerVerification
from upclone.domain.money import Money
from upclone.domain.payments.ledger import AccountKind
from upclone.entrypoints.cli.desk import ID, opened, with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.lists import limited, show
from upclone.entrypoints.cli.output import Column, emit, heading, table

BALANCES = (
    Column("account", lambda row: row.account.key),
    Column("balance", lambda row: row.balance, right=True),
)
SUMS = (
    Column("kind", lambda row: row["kind"]),
    Column("accounts", lambda row: row["accounts"], right=True),
    Column("balance", lambda row: row["balance"], right=True),
)
LINES = (
    Column("account", lambda line: line.account.key),
    Column("amount", lambda line: line.amount, right=True),
)


@click.group()
def ledger() -> None:
    """Read the books, and prove that nobody altered them."""


@ledger.command()
@click.option("--kind", type=click.Choice([kind.value for kind in AccountKind]), help="Each account of this kind.")
@with_json
def balances(kind: str | None) -> None:
    """What lies where: by kind, or with --kind each account. Everything sums to zero."""
    with opened() as doors:
        rows = doors.ledger.balances(AccountKind(kind) if kind else None)
    if kind:
        show(rows, BALANCES, f"No account of the kind {kind}.", _account)
        return
    sums, totals = _by_kind(rows), _totals(rows)
    emit(
        lambda: {"items": [_account(row) for row in rows], "kinds": sums, "totals": totals},
        lambda: _balanced(sums, totals),
    )


@ledger.command()
@click.option("--contract", type=ID, help="Only this contract's.")
@click.option("--account", help="Only those that touch this account, such as fee_income:platform:EUR.")
@limited
@with_json
def entries(contract: UUID | None, account: str | None, limit: int) -> None:
    """Every entry with its lines, newest first."""
    with opened() as doors:
        rows = list(islice(_newest(doors.ledger, EntryFilter(contract, account), limit), limit))
    emit(
        lambda: {"items": [_entry(row) for row in rows]},
        lambda: "\n\n".join(_render(row) for row in rows) or click.style("No entries.", dim=True),
    )


@ledger.command()
@with_json
def verify() -> None:
    """Recompute every digest, chain, sum and balance; name the first row that is not what was written (exit code 7)."""
    with opened() as doors:
        found = doors.ledger.verify()
    emit(lambda: {"sound": found.sound, **_facts(found)}, lambda: _verdict(found))
    if found.flaw is not None:
        raise Unsound(f"the ledger was altered: {found.flaw}")


def _verdict(found: LedgerVerification) -> str:
    counts = {name: count for name, count in _facts(found).items() if name != "flaw"}
    looked = ", ".join(f"{name} {count}" for name, count in counts.items())
    if found.flaw is None:
        return f"{click.style('✓', fg='green')} {looked}: all as they were written."
    return f"{click.style('✗', fg='red')} {looked}: {found.flaw}"


def _facts(found: LedgerVerification) -> dict[str, Any]:
    return {
        "entries": found.entries,
        "postings": found.postings,
        "books": found.books,
        "balances": found.balances,
        "events": found.events,
        "flaw": found.flaw,
    }


def _newest(reads: LedgerReads, wanted: EntryFilter, limit: int) -> Iterator[EntryRow]:
    before: int | None = None
    while page := reads.entries(wanted, before, min(limit, 100)):
        yield from page
        before = page[-1].created_seq


def _by_kind(rows: tuple[AccountRow, ...]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[Money]] = {}
    for row in rows:
        groups.setdefault((row.account.currency, row.account.kind), []).append(row.balance)
    return [
        {"kind": kind, "accounts": len(all_of), "balance": sum(all_of[1:], all_of[0])}
        for (_, kind), all_of in sorted(groups.items())
    ]


def _totals(rows: tuple[AccountRow, ...]) -> list[Money]:
    totals: dict[str, Money] = {}
    for row in rows:
        totals[row.account.currency] = totals.get(row.account.currency, Money.zero(row.account.currency)) + row.balance
    return list(totals.values())


def _balanced(sums: list[dict[str, Any]], totals: list[Money]) -> str:
    shown = table(SUMS, sums, "The ledger is empty.")
    if not totals:
        return shown
    words = ", ".join(str(amount) for amount in totals)
    return f"{shown}\n\n{click.style('Everything sums to', dim=True)} {words}"


def _account(row: AccountRow) -> dict[str, Any]:
    return {"account": row.account.key, "kind": row.account.kind, "owner": row.account.owner, "balance": row.balance}


def _entry(row: EntryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "created_seq": row.created_seq,
        "kind": row.kind,
        "key": row.key,
        "at": row.at,
        "book": row.book,
        "seq": row.seq,
        "contract_id": row.contract_id,
        "reverses": row.reverses,
        "hash": row.hash,
        "lines": [{"line": line.line, "account": line.account.key, "amount": line.amount} for line in row.lines],
    }


def _render(row: EntryRow) -> str:
    title = f"{row.kind}  {row.at:%Y-%m-%d %H:%M}  {row.id}"
    return f"{heading(title)}\n{table(LINES, row.lines, '')}"
