"""Disputes: what lies on the operators' table, and their rulings."""

from __future__ import annotations

from uuid import UUID

import click

from upclone.application.reads.deals import DisputeRow
from upclone.application.reads.paging import Page
from upclone.domain.deals.disputes import Dispute, Outcome, State
from upclone.domain.errors import NotFound
from upclone.domain.money import Money
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.desk import ID, MONEY, Orders, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit, heading, table

LIST = (
    Column("id", lambda dispute: dispute.id),
    Column("at stake", lambda dispute: dispute.at_stake, right=True),
    Column("state", lambda dispute: dispute.state),
    Column("due", lambda dispute: dispute.due_at),
    Column("reason", lambda dispute: dispute.reason, text=True),
)
SAID = (
    Column("at", lambda said: said.at),
    Column("by", lambda said: said.by),
    Column("says", lambda said: said.statement, text=True),
)
MONEY_WORDS = (
    Column("at", lambda word: word.at),
    Column("by", lambda word: word.by),
    Column("to freelancer", lambda word: word.release, right=True),
    Column("to client", lambda word: word.refund, right=True),
)


@click.group()
def disputes() -> None:
    """Look at disputes, and rule on them."""


@disputes.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@limited
@with_json
def list_disputes(state: str | None, limit: int) -> None:
    """Newest first."""
    wanted = State(state) if state else None
    with opened() as doors:
        show(newest(lambda page: _bare(doors.deals.disputes(DESK, wanted, page)), limit), LIST, "No disputes.")


def _bare(found: Page[DisputeRow]) -> Page[Dispute]:
    return Page(tuple(row.dispute for row in found.items), found.next)


@disputes.command("show")
@click.argument("dispute", type=ID)
@with_json
def show_dispute(dispute: UUID) -> None:
    """One dispute: who says what, what was offered, what was ruled."""
    with opened() as doors:
        found = doors.deals.dispute(DESK, dispute)
    if found is None:
        raise NotFound("dispute", str(dispute))
    emit(lambda: found, lambda: _render(found))


@disputes.command()
@click.argument("dispute", type=ID)
@click.argument("outcome", type=click.Choice([outcome.value for outcome in Outcome]))
@click.option("--release", type=MONEY, help="With split: what goes to the freelancer, such as '70.00 EUR'.")
@click.option("--reason", required=True, help="Why: both sides are told.")
@acting
def rule(dispute: UUID, outcome: str, release: Money | None, reason: str, orders: Orders) -> None:
    """Decide. A first ruling waits for its appeal time; a ruling on appeal is carried out at once."""
    with opened() as doors:
        given = {"dispute": dispute, "outcome": outcome, "amount": release, "reason": reason}
        perform(doors, orders, f"Rule: {outcome}?", Asked("rule", given))


def _render(dispute: Dispute) -> str:
    facts: list[tuple[str, object]] = [
        ("dispute", dispute.id),
        ("state", dispute.state),
        ("contract", dispute.contract_id),
        ("milestone", dispute.milestone_id),
        ("opened by", f"{dispute.opened_by}, {dispute.opened_at:%Y-%m-%d %H:%M}"),
        ("at stake", dispute.at_stake),
        ("due", dispute.due_at),
        ("accepted by", dispute.accepted_by or None),
        ("reason", dispute.reason),
    ]
    parts = [block(facts)]
    if dispute.evidence:
        parts += [heading("Evidence"), table(SAID, dispute.evidence, "")]
    if dispute.offers:
        parts += [heading("Offers"), table(MONEY_WORDS, dispute.offers, "")]
    for ruling in dispute.rulings:
        ruled = [("outcome", ruling.outcome), ("to freelancer", ruling.release), ("to client", ruling.refund)]
        parts += [heading("Ruling"), block([*ruled, ("by", ruling.by), ("at", ruling.at), ("reason", ruling.reason)])]
    return "\n\n".join(parts)
