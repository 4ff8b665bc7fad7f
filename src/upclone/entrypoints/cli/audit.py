"""What operators did: read, exported, and proven."""

from __future__ import annotations

import json
from typing import Any

import click

from upclone.domain.trust.audit import Kept
from upclone.entrypoints.cli.desk import account_of, opened, with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.lists import limited, show
from upclone.entrypoints.cli.output import Column, emit

LIST = (
    Column("no.", lambda kept: kept.seq, right=True),
    Column("at", lambda kept: kept.act.at),
    Column("by", lambda kept: kept.act.by),
    Column("second", lambda kept: kept.act.second),
    Column("act", lambda kept: kept.act.act, text=True),
    Column("object", lambda kept: kept.act.object, text=True),
    Column("reason", lambda kept: kept.act.reason, text=True),
)


@click.group()
def audit() -> None:
    """Read what operators did and why, and prove that nobody altered it."""


@audit.command("list")
@click.option("--by", "who", metavar="EMAIL-OR-ID", help="Only what this operator did, or approved.")
@limited
@with_json
def list_acts(who: str | None, limit: int) -> None:
    """Newest first."""
    with opened() as doors:
        by = account_of(doors, who).id if who else None
        show(doors.audit.acts(limit, by=by), LIST, "No operator did anything yet.", facts)


@audit.command()
def export() -> None:
    """Every act, the oldest first, as one line of JSON each."""
    with opened() as doors:
        for kept in doors.audit.all():
            click.echo(json.dumps(facts(kept), ensure_ascii=False, default=str))


@audit.command()
@with_json
def verify() -> None:
    """Recompute every hash and seal; name the first act that is not what was written (exit code 7)."""
    with opened() as doors:
        found = doors.audit.verify()
    sound = found.flaw is None
    mark = click.style("✓", fg="green") if sound else click.style("✗", fg="red")
    emit(
        lambda: {"sound": sound, "acts": found.acts, "head": found.head, "flaw": found.flaw},
        lambda: f"{mark} acts {found.acts}, the last is {found.head}: {found.flaw or 'all as they were written.'}",
    )
    if not sound:
        raise Unsound(f"the audit was altered: {found.flaw}")


def facts(kept: Kept) -> dict[str, Any]:
    """An act as it is answered."""
    act = kept.act
    return {
        "seq": kept.seq,
        "id": str(act.id),
        "at": act.at.isoformat(),
        "by": str(act.by),
        "second": str(act.second) if act.second else None,
        "act": act.act,
        "object": act.object,
        "reason": act.reason,
        "outcome": act.outcome,
        "hash": kept.hash.hex(),
        "seal": kept.seal,
    }
