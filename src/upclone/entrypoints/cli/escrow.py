"""Held money, where an operator has to decide."""

from __future__ import annotations

from uuid import UUID

import click

from upclone.domain.money import EXPONENTS, Money
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.desk import ID, MONEY, Orders, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import show
from upclone.entrypoints.cli.output import Column

AGED = (
    Column("milestone", lambda row: row.milestone),
    Column("contract", lambda row: row.contract),
    Column("gateway", lambda row: row.gateway),
    Column("held", lambda row: row.held, right=True),
    Column("since", lambda row: row.since),
)


@click.group()
def escrow() -> None:
    """Release, refund, return, hold or let go what is held."""


@escrow.command()
@click.argument("milestone", type=ID)
@click.option("--amount", type=MONEY, help="Only this part, such as '125.50 EUR'; the milestone goes on.")
@acting
def release(milestone: UUID, amount: Money | None, orders: Orders) -> None:
    """Pay a milestone's held money to the freelancer; without --amount all of it, which approves the milestone."""
    question = f"Release {amount}?" if amount else "Release all that is held for this milestone?"
    with opened() as doors:
        perform(doors, orders, question, Asked("release", {"milestone": milestone, "amount": amount}))


@escrow.command()
@click.argument("milestone", type=ID)
@click.option("--amount", type=MONEY, help="Only this part, such as '125.50 EUR'; the milestone goes on.")
@acting
def refund(milestone: UUID, amount: Money | None, orders: Orders) -> None:
    """Give a milestone's held money back to the client, its fee too; without --amount all of it, which ends it."""
    question = f"Refund {amount}?" if amount else "Refund all that is held for this milestone?"
    with opened() as doors:
        perform(doors, orders, question, Asked("refund", {"milestone": milestone, "amount": amount}))


@escrow.command()
@click.argument("milestone", type=ID)
@click.option("--reason", required=True, help="Why: both sides are told.")
@acting
def hold(milestone: UUID, reason: str, orders: Orders) -> None:
    """Halt a milestone's money: until `unhold` none of it is released or refunded, and its contract stands still."""
    with opened() as doors:
        perform(doors, orders, "Hold its money?", Asked("hold", {"milestone": milestone, "reason": reason}))


@escrow.command()
@click.argument("milestone", type=ID)
@click.option("--reason", required=True, help="Why: both sides are told.")
@acting
def unhold(milestone: UUID, reason: str, orders: Orders) -> None:
    """Let a milestone's money go again."""
    with opened() as doors:
        perform(doors, orders, "Let its money go?", Asked("unhold", {"milestone": milestone, "reason": reason}))


@escrow.command()
@with_json
def aged() -> None:
    """Money that has been held for longer than UPCLONE_HELD_DAYS, the oldest first."""
    with opened() as doors:
        show(doors.reconciliations.aged(), AGED, "No money has been held for so long.")


@escrow.command("return-suspense")
@click.argument("hold", type=ID)
@click.argument("currency", type=click.Choice(sorted(EXPONENTS), case_sensitive=False), metavar="CURRENCY")
@acting
def return_suspense(hold: UUID, currency: str, orders: Orders) -> None:
    """Send money that came in the wrong amount back to its payer."""
    with opened() as doors:
        perform(
            doors,
            orders,
            "Send it back?",
            Asked("return_suspense", {"hold": hold, "currency": currency}),
        )
