"""Money on its way out: withdrawals, and refunds."""

from __future__ import annotations

from uuid import UUID

import click

from upclone.domain.money import Money
from upclone.domain.payments.transfers import Kind, State
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.desk import ID, MONEY, Orders, account_of, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column

LIST = (
    Column("id", lambda transfer: transfer.id),
    Column("asked", lambda transfer: transfer.requested_at),
    Column("amount", lambda transfer: transfer.amount, right=True),
    Column("gateway", lambda transfer: transfer.gateway),
    Column("state", lambda transfer: transfer.state),
    Column("try", lambda transfer: transfer.attempt, right=True),
    Column("failure", lambda transfer: transfer.failure, text=True),
)


@click.group()
def payouts() -> None:
    """Look at withdrawals and refunds; send failed ones again."""


@payouts.command("list")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default=Kind.PAYOUT.value, show_default=True)
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@limited
@with_json
def list_payouts(kind: str, state: str | None, limit: int) -> None:
    """Newest first."""
    with opened() as doors:
        rows = newest(lambda page: doors.payments.transfers(DESK, Kind(kind), page), limit)
        show((row for row in rows if state in (None, row.state)), LIST, f"No {kind}s.")


@payouts.command()
@click.argument("transfer", type=ID)
@click.option("--destination", help="Another token of the payee's at the gateway.")
@acting
def retry(transfer: UUID, destination: str | None, orders: Orders) -> None:
    """Send a failed payout or refund again, under a new key."""
    with opened() as doors:
        perform(
            doors,
            orders,
            "Send it again?",
            Asked("retry", {"transfer": transfer, "destination": destination}),
        )


@payouts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@click.argument("amount", type=MONEY)
@click.option("--destination", required=True, help="The payee's token at the gateway.")
@click.option("--gateway", help="Where the money lies; the usual one when left out.")
@acting
def request(who: str, amount: Money, destination: str, gateway: str | None, orders: Orders) -> None:
    """Pay out what somebody earned who can't ask for it: a suspended account's money stays its holder's."""
    with opened() as doors:
        account = account_of(doors, who)
        by = gateway or next(iter(doors.gateways.names), "")
        perform(
            doors,
            orders,
            f"Pay {amount} to {account.email}?",
            Asked("pay_out", {"account": account.id, "amount": amount, "gateway": by, "destination": destination}),
        )
