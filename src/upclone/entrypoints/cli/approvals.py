"""What waits for a second operator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from upclone.domain.payments.approvals import Approval
from upclone.entrypoints import acts
from upclone.entrypoints.cli.desk import ID, OPERATOR, note, opened, operator_of, with_json
from upclone.entrypoints.cli.lists import DESK, limited, show
from upclone.entrypoints.cli.output import Column, block, emit

LIST = (
    Column("id", lambda each: each.id),
    Column("asked", lambda each: each.requested_at),
    Column("by", lambda each: each.requested_by),
    Column("act", lambda each: each.act),
    Column("moves", lambda each: ", ".join(map(str, each.moved)), right=True),
    Column("state", lambda each: each.state),
    Column("reason", lambda each: each.reason, text=True),
)


@click.group()
def approvals() -> None:
    """Look at acts that need two people; approve or refuse another operator's."""


@approvals.command("list")
@limited
@with_json
def list_approvals(limit: int) -> None:
    """Newest first."""
    with opened() as doors:
        show(doors.approvals.list(DESK, limit), LIST, "Nothing waits for a second person.", facts)


@approvals.command()
@click.argument("approval", type=ID)
@click.option("--as", "as_email", metavar="EMAIL", envvar=OPERATOR, help="The operator's account that acts.")
@click.confirmation_option("--yes", "-y", prompt="Carry it out, as the second person?")
@with_json
def approve(approval: UUID, as_email: str | None) -> None:
    """Let it be done: exactly what was shown to who asked, or nothing."""
    with opened() as doors:
        done = acts.approve(doors, operator_of(doors, as_email), approval)
    emit(lambda: facts(done), lambda: block(list(facts(done).items())))


@approvals.command()
@click.argument("approval", type=ID)
@click.option("--as", "as_email", metavar="EMAIL", envvar=OPERATOR, help="The operator's account that acts.")
@click.option("--reason", required=True, help="Why not; kept in the audit.")
@with_json
def refuse(approval: UUID, as_email: str | None, reason: str) -> None:
    """It is not done. Who asked can take it back by this, too."""
    with opened() as doors, doors.unit_of_work():
        actor = operator_of(doors, as_email)
        done = doors.approvals.refuse(actor, approval)
        note(doors, actor, reason)
    emit(lambda: facts(done), lambda: block(list(facts(done).items())))


def facts(approval: Approval) -> dict[str, Any]:
    """One as it is answered."""
    return {
        "id": approval.id,
        "act": approval.act,
        "arguments": dict(approval.arguments),
        "reason": approval.reason,
        "moved": list(approval.moved),
        "requested_by": approval.requested_by,
        "requested_at": approval.requested_at,
        "due_at": approval.due_at,
        "state": approval.state,
        "decided_by": approval.decided_by,
        "decided_at": approval.decided_at,
    }
