"""Statements: what somebody earned or spent, as the ledger has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from upclone.application.ports.documents import PartyCard, Side, StatementAccount, StatementDocument
from upclone.application.reads.statements import StatementFilter
from upclone.entrypoints import periods
from upclone.entrypoints.cli.desk import account_of, opened, with_json
from upclone.entrypoints.cli.output import Column, emit, heading, table

LINES = (
    Column("at", lambda line: line.at),
    Column("movement", lambda line: line.kind),
    Column("contract", lambda line: line.contract, text=True),
    Column("with", lambda line: line.counterparty, text=True),
    Column("gateway", lambda line: line.gateway),
    Column("gross", lambda line: line.gross, right=True),
    Column("fee", lambda line: line.fee, right=True),
    Column("net", lambda line: line.net, right=True),
    Column("balance", lambda line: line.balance, right=True),
)

DAY = click.DateTime(["%Y-%m-%d"])
Command = Callable[..., Any]


def of_a_period(command: Command) -> Command:
    """Whose, from when to when, and in which form."""
    for option in (
        with_json,
        click.option(
            "--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Of the table."
        ),
        click.option("--csv", "as_csv", is_flag=True, help="As a table for spreadsheets."),
        click.option("--time-zone", default="UTC", show_default=True, help="Whose days these are."),
        click.option("--to", "before", type=DAY, help="Until before this day; until now where it is left out."),
        click.option("--from", "since", type=DAY, help="From this day on; from the beginning where it is left out."),
        click.argument("who", metavar="EMAIL-OR-ID"),
    ):
        command = option(command)
    return command


@click.group()
def statements() -> None:
    """Read what people earned and spent, with balances that add up to the ledger."""


@statements.command()
@of_a_period
def earnings(**asked: Any) -> None:
    """What a freelancer earned and withdrew."""
    _tell(Side.EARNINGS, **asked)


@statements.command()
@of_a_period
def spending(**asked: Any) -> None:
    """What a client paid in, and where it went."""
    _tell(Side.SPENDING, **asked)


def _tell(
    side: Side,
    who: str,
    since: datetime | None,
    before: datetime | None,
    time_zone: str,
    as_csv: bool,
    language: str,
) -> None:
    days = (since.date() if since else None, before.date() if before else None)
    with opened() as doors:
        account, now = account_of(doors, who), doors.clock.now()
        period = periods.period(*days, time_zone, now)
        found = doors.statements.statement(account.id, side, period, StatementFilter())
        if as_csv:
            owner = PartyCard(account.name, account.email)
            document = StatementDocument(
                side, owner, doors.papers.company.legal_name, *days, time_zone, found, now.astimezone(UTC)
            )
            click.echo(doors.documents.statement_csv(document, language), nl=False)
            return
    emit(
        lambda: {"side": side, "since": period.since, "before": period.before, "accounts": found},
        lambda: "\n\n".join(map(_words, found)) or click.style("Nothing ever moved.", dim=True),
    )


def _words(account: StatementAccount) -> str:
    opening, closing = f"Opening balance {account.opening}", f"Closing balance {account.closing}"
    return f"{heading(account.currency)}\n{opening}\n{table(LINES, account.lines, 'Nothing moved.')}\n{closing}"
