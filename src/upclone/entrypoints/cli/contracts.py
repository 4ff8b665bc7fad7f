"""Contracts, as an operator looks at them: terms, milestones, held money, disputes, history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from upclone.application.reads.deals import ContractRow, ContractView, HistoryRow
from upclone.domain.deals.contracts import Contract, State
from upclone.domain.errors import NotFound
from upclone.domain.money import Money, total
from upclone.domain.payments import escrow
from upclone.entrypoints.cli.desk import ID, opened, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit, heading, table

LIST = (
    Column("id", lambda row: row.contract.id),
    Column("title", lambda row: row.contract.terms.title, text=True),
    Column("client", lambda row: row.client.name, text=True),
    Column("freelancer", lambda row: row.freelancer.name, text=True),
    Column("worth", lambda row: row.contract.terms.total, right=True),
    Column("state", lambda row: row.contract.state),
)
MILESTONES = (
    Column("#", lambda milestone: milestone.number, right=True),
    Column("id", lambda milestone: milestone.id),
    Column("title", lambda milestone: milestone.terms.title, text=True),
    Column("amount", lambda milestone: milestone.amount, right=True),
    Column("state", lambda milestone: milestone.state),
)
HOLDS = (
    Column("hold", lambda hold: hold.id),
    Column("work", lambda hold: hold.work, right=True),
    Column("released", lambda hold: hold.released, right=True),
    Column("refunded", lambda hold: hold.refunded, right=True),
    Column("state", lambda hold: hold.state),
)
DISPUTES = (
    Column("dispute", lambda dispute: dispute.id),
    Column("at stake", lambda dispute: dispute.at_stake, right=True),
    Column("state", lambda dispute: dispute.state),
    Column("due", lambda dispute: dispute.due_at),
)
HISTORY = (
    Column("#", lambda row: row.seq, right=True),
    Column("at", lambda row: row.at),
    Column("event", lambda row: row.event, text=True),
    Column("by", lambda row: row.role),
)
EVERYTHING = 1_000_000


@click.group()
def contracts() -> None:
    """Look at contracts with their money and history."""


@contracts.command("list")
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@limited
@with_json
def list_contracts(state: str | None, limit: int) -> None:
    """Newest first."""
    wanted = State(state) if state else None
    with opened() as doors:
        rows = newest(lambda page: doors.deals.contracts(DESK, wanted, page), limit)
        show(rows, LIST, "No contracts.", _listed)


@contracts.command("show")
@click.argument("contract", type=ID)
@click.option("--history", "tail", type=click.IntRange(0), default=10, show_default=True, help="How many last events.")
@with_json
def show_contract(contract: UUID, tail: int) -> None:
    """One contract: terms, milestones, held money, disputes, the last of its history."""
    with opened() as doors:
        view = doors.deals.contract(DESK, contract)
        if view is None:
            raise NotFound("contract", str(contract))
        history = doors.deals.history(DESK, contract, 0, EVERYTHING) or ()
    last = history[len(history) - tail :] if tail else ()
    emit(lambda: {**_whole(view), "history": last}, lambda: _render(view, last, len(history)))


def money(view: ContractView) -> dict[str, Money]:
    """Where the contract's money is, in work: what was funded is held, in dispute, released or refunded."""
    currency = view.contract.terms.currency
    paid = [hold for hold in view.holds if hold.state not in escrow.UNPAID]

    def held(state: escrow.State) -> Money:
        return total([hold.remaining for hold in paid if hold.state is state], currency)

    return {
        "agreed": total([milestone.amount for milestone in view.milestones], currency)
        if view.milestones
        else view.contract.terms.total,
        "funded": total([hold.work for hold in paid], currency),
        "held": held(escrow.State.HELD),
        "in_dispute": held(escrow.State.FROZEN),
        "released": total([hold.released for hold in paid], currency),
        "refunded": total([hold.refunded for hold in paid], currency),
    }


def _render(view: ContractView, last: tuple[HistoryRow, ...], events: int) -> str:
    contract, terms = view.contract, view.contract.terms
    facts: list[tuple[str, object]] = [
        ("id", contract.id),
        ("state", contract.state),
        ("client", f"{view.client.name} ({view.client.id})"),
        ("freelancer", f"{view.freelancer.name} ({view.freelancer.id})"),
        ("payment", terms.payment if terms.hourly_rate is None else f"{terms.hourly_rate} an hour"),
        ("offered", contract.offered_at),
        ("signed by", ", ".join(f"{one.name} ({one.role})" for one in contract.signatures) or None),
        ("review", f"{terms.review_days} days"),
        ("kill fee", f"{terms.cancellation.kill_fee_basis_points / 100:g} %"),
        ("terms", f"version {terms.process_version}, {terms.digest()}"),
    ]
    sums = [(name.replace("_", " "), amount) for name, amount in money(view).items()]
    parts = [heading(terms.title), block(facts), heading("Money (work, without fees)"), _aligned(sums)]
    parts += [heading("Milestones"), table(MILESTONES, view.milestones, "Planned once both have signed.")]
    if view.holds:
        parts += [heading("Held money"), table(HOLDS, view.holds, "")]
    if view.disputes:
        parts += [heading("Disputes"), table(DISPUTES, view.disputes, "")]
    if last:
        parts += [heading(f"History ({len(last)} of {events})"), table(HISTORY, last, "")]
    return "\n\n".join(parts)


def _aligned(sums: list[tuple[str, Money]]) -> str:
    widest = max(len(str(amount)) for _, amount in sums)
    return "\n".join(f"{name:<12}{amount!s:>{widest}}" for name, amount in sums)


def _listed(row: ContractRow) -> dict[str, Any]:
    return {**_core(row.contract), "client": row.client, "freelancer": row.freelancer}


def _core(contract: Contract) -> dict[str, Any]:
    return {
        "id": contract.id,
        "title": contract.terms.title,
        "state": contract.state,
        "currency": contract.terms.currency,
        "worth": contract.terms.total,
        "offered_at": contract.offered_at,
        "ended_at": contract.ended_at,
    }


def _whole(view: ContractView) -> dict[str, Any]:
    return {
        **_core(view.contract),
        "client": view.client,
        "freelancer": view.freelancer,
        "terms": view.contract.terms,
        "terms_hash": view.contract.terms.digest(),
        "signatures": view.contract.signatures,
        "money": money(view),
        "milestones": view.milestones,
        "holds": view.holds,
        "disputes": view.disputes,
    }
