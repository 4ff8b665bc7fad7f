"""Reconciliation: what the gateways say, held against the ledger; and a place for what matches nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from upclone.application.payments.reconciliation import Place
from upclone.domain.actors import CLOCK
from upclone.domain.errors import NotFound
from upclone.domain.payments.findings import Finding
from upclone.domain.payments.reconciliation import Run
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.desk import (
    ID,
    OPERATOR,
    Orders,
    account_of,
    acting,
    note,
    opened,
    operator_of,
    perform,
    with_json,
)
from upclone.entrypoints.cli.exits import Differs
from upclone.entrypoints.cli.lists import limited, show
from upclone.entrypoints.cli.output import Column, emit, heading, table

FINDINGS = (
    Column("reason", lambda found: found.reason),
    Column("at", lambda found: found.at),
    Column("here", lambda found: found.here, right=True),
    Column("there", lambda found: found.there, right=True),
    Column("currency", lambda found: found.currency),
    Column("gateway's line", lambda found: found.line, text=True),
    Column("its name there", lambda found: found.ref, text=True),
    Column("entry", lambda found: found.entry),
)
RUNS = (
    Column("id", lambda run: run.id),
    Column("at", lambda run: run.at),
    Column("gateway", lambda run: run.gateway),
    Column("since", lambda run: run.since),
    Column("until", lambda run: run.until),
    Column("matched", lambda run: run.matched, right=True),
    Column("findings", lambda run: len(run.findings), right=True),
    Column("not made", lambda run: run.failure, text=True),
)
APART = (
    Column("gateway", lambda row: row.gateway),
    Column("line", lambda row: row.line),
    Column("amount", lambda row: row.amount, right=True),
    Column("set apart", lambda row: row.at),
)
CLAIMS = (
    Column("gateway", lambda claim: claim.gateway),
    Column("claim", lambda claim: claim.ref),
    Column("payment", lambda claim: claim.payment_ref),
    Column("amount", lambda claim: claim.amount, right=True),
    Column("reason", lambda claim: claim.reason, text=True),
    Column("heard", lambda claim: claim.at),
)
WHEN = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group(invoke_without_command=True)
@click.option("--gateway", help="Only this one; all of them when left out.")
@click.option("--since", type=WHEN, help="In UTC; 30 days before the end when left out.")
@click.option("--until", type=WHEN, help="In UTC; six hours ago when left out.")
@click.option("--dry-run", is_flag=True, help="Compare only: keep nothing, post nothing, tell nobody.")
@click.option("--as", "as_email", metavar="EMAIL", envvar=OPERATOR, help="The operator who asks; nobody when left out.")
@click.option("--reason", default="by hand", show_default=True, help="Why; kept in the audit of what is done.")
@with_json
@click.pass_context
def reconcile(
    ctx: click.Context,
    gateway: str | None,
    since: datetime | None,
    until: datetime | None,
    dry_run: bool,
    as_email: str | None,
    reason: str,
) -> None:
    """Match every line of the gateways' reports with the ledger; print what differs (exit code 9)."""
    if ctx.invoked_subcommand is not None:
        return
    with opened() as doors:
        by = operator_of(doors, as_email) if as_email else CLOCK
        names = (gateway,) if gateway else doors.gateways.names
        runs = [doors.reconciliations.run(name, _utc(since), _utc(until), by, kept=not dry_run) for name in names]
        if as_email and not dry_run:
            note(doors, by, reason)
        stopped = [name for name in names if doors.reconciliations.stops(name)]
    rows = sum(len(run.findings) for run in runs)
    emit(
        lambda: {"agrees": not rows, "kept": not dry_run, "stopped": stopped, "runs": [facts(run) for run in runs]},
        lambda: _render(runs, stopped),
    )
    if rows:
        raise Differs(f"{rows} rows differ")


@reconcile.command("runs")
@click.option("--gateway", help="Only of this one.")
@limited
@with_json
def list_runs(gateway: str | None, limit: int) -> None:
    """What was compared, newest first."""
    with opened() as doors:
        show(doors.books.runs(gateway, limit), RUNS, "Nothing was compared yet.", facts)


@reconcile.command("show")
@click.argument("run", type=ID)
@with_json
def show_run(run: UUID) -> None:
    """One run, with what it found."""
    with opened() as doors:
        found = doors.books.run(run)
    if found is None:
        raise NotFound("reconciliation", str(run))
    emit(lambda: facts(found), lambda: _render([found], []))


@reconcile.command()
@click.option("--gateway", help="Only of this one.")
@with_json
def unmatched(gateway: str | None) -> None:
    """Money at the gateways that nothing here speaks of, and nobody gave a place yet; oldest first."""
    with opened() as doors:
        show(doors.books.apart(gateway), APART, "Everything has its place.")


@reconcile.command()
@limited
@with_json
def claims(limit: int) -> None:
    """Payments that belong to no contract and that a payer's bank takes back; newest first."""
    with opened() as doors:
        with doors.unit_of_work() as work:
            found = work.chargebacks.strays(limit)
        show(found, CLAIMS, "No bank has claimed any.")


@reconcile.command()
@click.argument("gateway")
@click.argument("line")
@click.option(
    "--to", required=True, help="income, fees, loss, or an account's address or id, who can then withdraw it."
)
@acting
def resolve(gateway: str, line: str, to: str, orders: Orders) -> None:
    """Give money without a partner its place. What left a gateway can only become fees or loss."""
    with opened() as doors:
        places = [place.value for place in Place]
        target = Place(to) if to in places else account_of(doors, to).id
        perform(
            doors,
            orders,
            f"Book it as {to}?" if to in places else f"Give it to {to}?",
            Asked("resolve_unmatched", {"gateway": gateway, "line": line, "to": target}),
        )


def facts(run: Run) -> dict[str, Any]:
    """A run as it is answered."""
    return {
        "id": run.id,
        "gateway": run.gateway,
        "since": run.since,
        "until": run.until,
        "at": run.at,
        "by": run.by,
        "theirs": run.theirs,
        "ours": run.ours,
        "matched": run.matched,
        "agrees": run.agrees,
        "failure": run.failure,
        "findings": [_finding(found) for found in run.findings],
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "reason": found.reason,
        "currency": found.currency,
        "here_minor": found.here,
        "there_minor": found.there,
        "at": found.at,
        "line": found.line,
        "ref": found.ref,
        "entry": found.entry,
    }


def _render(runs: list[Run], stopped: list[str]) -> str:
    parts = []
    for run in runs:
        period = f"{run.since:%Y-%m-%d %H:%M} to {run.until:%Y-%m-%d %H:%M}"
        parts.append(heading(f"{run.gateway}  {period}  {run.matched} matched"))
        parts.append(table(FINDINGS, run.findings, run.failure or "Both books agree."))
    if stopped:
        parts.append(click.style(f"Nothing leaves {', '.join(stopped)} by itself until this is settled.", fg="red"))
    return "\n\n".join(parts)


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None
