"""Chargebacks: what payers' banks want back, and the one answer that each gets."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import click

from upclone.entrypoints.cli.desk import ID, Orders, acting, opened, operator_of, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, emit

LIST = (
    Column("id", lambda chargeback: chargeback.id),
    Column("amount", lambda chargeback: chargeback.amount, right=True),
    Column("gateway", lambda chargeback: chargeback.gateway),
    Column("state", lambda chargeback: chargeback.state),
    Column("answer by", lambda chargeback: chargeback.answer_by),
    Column("reason", lambda chargeback: chargeback.reason, text=True),
)


@click.group()
def chargebacks() -> None:
    """Look at chargebacks, read their dossiers, and answer them."""


@chargebacks.command("list")
@limited
@with_json
def list_chargebacks(limit: int) -> None:
    """Newest first."""
    with opened() as doors:
        show(newest(lambda page: doors.payments.chargebacks(DESK, page), limit), LIST, "No chargebacks.")


@chargebacks.command()
@click.argument("chargeback", type=ID)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF file to write.")
@click.option("--as", "as_email", metavar="EMAIL", envvar="UPCLONE_OPERATOR", help="The operator's account that reads.")
@with_json
def dossier(chargeback: UUID, out: Path, as_email: str | None) -> None:
    """Write what the answer would hold: terms, signatures, deliveries, approvals, money, history."""
    with opened() as doors:
        found = doors.chargebacks.dossier(operator_of(doors, as_email), chargeback)
        paper = doors.documents.dossier(found)
    out.write_bytes(paper)
    emit(lambda: {"written": str(out), "bytes": len(paper)}, lambda: f"{out}: {len(paper):,} bytes")


@chargebacks.command()
@click.argument("chargeback", type=ID)
@acting
def contest(chargeback: UUID, orders: Orders) -> None:
    """Send the answer, with the dossier. The gateway takes one only."""
    with opened() as doors:
        perform(doors, orders, "Send the answer?", lambda actor: doors.chargebacks.contest(actor, chargeback))
