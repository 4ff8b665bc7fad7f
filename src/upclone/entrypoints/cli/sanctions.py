"""Sanctions: who may not act and why, and what is decided about their appeals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click

from upclone.application.reads.trust import SanctionView
from upclone.domain.errors import NotFound
from upclone.domain.people.accounts import Account
from upclone.domain.trust.sanctions import Kind, State
from upclone.entrypoints.cli.desk import ID, Orders, account_of, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit

if TYPE_CHECKING:
    from upclone.entrypoints.doors import Doors

LIST = (
    Column("id", lambda view: view.sanction.id),
    Column("who", lambda view: view.account.name, text=True),
    Column("kind", lambda view: view.sanction.kind),
    Column("state", lambda view: view.sanction.state),
    Column("imposed", lambda view: view.sanction.imposed_at),
    Column("until", lambda view: view.sanction.until),
    Column("decide by", lambda view: view.sanction.decide_by),
    Column("reason", lambda view: view.sanction.reason, text=True),
)

Command = Callable[..., Any]


class DateType(click.ParamType[datetime]):
    """`2026-03-31`, which begins at midnight UTC, or `2026-03-31T12:00`."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-03-31", param, ctx)
        return read if read.tzinfo else read.replace(tzinfo=UTC)


DATE: Final = DateType()


def imposing(command: Command) -> Command:
    """The options of every sanction: why, and for how long payouts wait."""
    hold = click.option(
        "--hold-money-days", type=click.IntRange(0, 30), default=0, show_default=True, help="Payouts wait so long."
    )
    reason = click.option("--reason", required=True, help="What the person is told.")
    return reason(hold(command))


def impose(
    doors: Doors,
    orders: Orders,
    account: Account,
    kind: Kind,
    reason: str,
    until: datetime | None,
    hold_money_days: int,
) -> None:
    """Suspend or ban an account, as ordered."""
    hold = timedelta(days=hold_money_days)
    if kind is Kind.BAN:
        perform(
            doors,
            orders,
            f"Ban {account.email}?",
            lambda actor: doors.sanctions.ban(actor, account.id, reason, hold),
        )
    else:
        perform(
            doors,
            orders,
            f"Suspend {account.email}?",
            lambda actor: doors.sanctions.suspend(actor, account.id, reason, until, hold),
        )


@click.group()
def sanctions() -> None:
    """Suspend and ban people; decide their appeals."""


@sanctions.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@click.option("--of", "who", metavar="EMAIL-OR-ID", help="Only those of one person.")
@click.option("--appeals", is_flag=True, help="Appeals that wait for a decision, the oldest first.")
@limited
@with_json
def list_sanctions(state: str | None, who: str | None, appeals: bool, limit: int) -> None:
    """Newest first, or the queue of appeals."""
    wanted = State(state) if state else None
    with opened() as doors:
        of = account_of(doors, who).id if who else None
        if appeals:
            show(newest(lambda page: doors.trust.appeals(DESK, page), limit), LIST, "No appeal waits.")
        else:
            show(newest(lambda page: doors.trust.sanctions(DESK, wanted, of, page), limit), LIST, "No sanctions.")


@sanctions.command("show")
@click.argument("sanction", type=ID)
@with_json
def show_sanction(sanction: UUID) -> None:
    """One sanction: why, until when, what was said against it, what was decided."""
    with opened() as doors:
        found = doors.trust.sanction(DESK, sanction)
    if found is None:
        raise NotFound("sanction", str(sanction))
    emit(lambda: found, lambda: _render(found))


@sanctions.command("impose")
@click.argument("who", metavar="EMAIL-OR-ID")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@imposing
@click.option("--until", type=DATE, help="A suspension's end, such as 2026-03-31 (UTC).")
@acting
def impose_sanction(
    who: str, kind: str, reason: str, hold_money_days: int, until: datetime | None, orders: Orders
) -> None:
    """Suspend or ban somebody. They are told the reason, and can appeal for 30 days."""
    if until is not None and Kind(kind) is Kind.BAN:
        raise click.UsageError("A ban has no end: leave --until out.")
    with opened() as doors:
        impose(doors, orders, account_of(doors, who), Kind(kind), reason, until, hold_money_days)


@sanctions.command()
@click.argument("sanction", type=ID)
@click.argument("decision", type=click.Choice(["uphold", "lift"]))
@click.option("--reason", required=True, help="What the person is told.")
@acting
def decide(sanction: UUID, decision: str, reason: str, orders: Orders) -> None:
    """Decide an appeal: it stands, or it is lifted. A sanction without an appeal can be lifted, too."""
    with opened() as doors:
        act = doors.sanctions.uphold if decision == "uphold" else doors.sanctions.lift
        words = {"uphold": "Uphold", "lift": "Lift"}[decision]
        perform(doors, orders, f"{words} it?", lambda actor: act(actor, sanction, reason))


def _render(view: SanctionView) -> str:
    found = view.sanction
    facts: list[tuple[str, object]] = [
        ("sanction", found.id),
        ("of", f"{view.account.name} ({view.account.id})"),
        ("kind", found.kind),
        ("state", found.state),
        ("reason", found.reason),
        ("imposed", f"{found.imposed_at:%Y-%m-%d %H:%M}, by {found.imposed_by}"),
        ("until", found.until),
        ("review", found.review_at),
        ("payouts wait until", found.money_held_until),
        ("appeal", found.appeal.statement if found.appeal else None),
        ("decide by", found.decide_by),
        ("decision", found.decision.reason if found.decision else None),
    ]
    return block(facts)
