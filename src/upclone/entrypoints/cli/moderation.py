"""Moderation: jobs that wait for somebody to read them, and what is decided."""

from __future__ import annotations

from uuid import UUID

import click

from upclone.application.reads.market import JobView
from upclone.domain.errors import NotFound
from upclone.entrypoints.cli.desk import ID, Orders, acting, opened, perform, with_json
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit, heading, table

LIST = (
    Column("id", lambda view: view.job.id),
    Column("since", lambda view: view.job.created_at),
    Column("client", lambda view: view.client.name, text=True),
    Column("found", lambda view: ", ".join(dict.fromkeys(each.rule for each in view.job.findings))),
    Column("title", lambda view: view.job.brief.title, text=True),
)
FOUND = (
    Column("rule", lambda finding: finding.rule),
    Column("field", lambda finding: finding.field),
    Column("excerpt", lambda finding: finding.excerpt, text=True),
    Column("why", lambda finding: finding.words, text=True),
)


@click.group()
def moderation() -> None:
    """Read jobs that wait for a moderator, and decide."""


@moderation.command("list")
@limited
@with_json
def list_waiting(limit: int) -> None:
    """The oldest first."""
    with opened() as doors:
        show(newest(lambda page: doors.market.review_queue(DESK, page), limit), LIST, "Nothing waits.")


@moderation.command("show")
@click.argument("job", type=ID)
@with_json
def show_job(job: UUID) -> None:
    """One job: what it asks for, what was found, what its client says."""
    with opened() as doors:
        found = doors.market.job(DESK, job)
    if found is None:
        raise NotFound("job", str(job))
    emit(lambda: found, lambda: _render(found))


@moderation.command()
@click.argument("job", type=ID)
@acting
def approve(job: UUID, orders: Orders) -> None:
    """Let it pass."""
    with opened() as doors:
        perform(doors, orders, "Let this job pass?", lambda actor: doors.jobs.approve(actor, job))


@moderation.command()
@click.argument("job", type=ID)
@click.option("--reason", required=True, help="Why: its client is told.")
@acting
def reject(job: UUID, reason: str, orders: Orders) -> None:
    """Don't let it pass. Its client can change it and ask again."""
    with opened() as doors:
        perform(doors, orders, "Reject this job?", lambda actor: doors.jobs.reject(actor, job, reason))


@moderation.command()
@click.argument("job", type=ID)
@click.option("--reason", required=True, help="Why: its client is told.")
@acting
def remove(job: UUID, reason: str, orders: Orders) -> None:
    """Take it off the market for good. Contracts that it led to go on."""
    with opened() as doors:
        perform(doors, orders, "Remove this job for good?", lambda actor: doors.jobs.remove(actor, job, reason))


def _render(view: JobView) -> str:
    job, brief = view.job, view.job.brief
    facts: list[tuple[str, object]] = [
        ("job", job.id),
        ("state", job.state),
        ("client", f"{view.client.name} ({view.client.id})"),
        ("title", brief.title),
        ("budget", f"{brief.budget}, {brief.payment}"),
        ("category", brief.category or None),
        ("skills", ", ".join(brief.skills) or None),
        ("client says", job.note or None),
        ("reason", job.reason or None),
    ]
    parts = [block(facts), heading("Description"), brief.description]
    if brief.questions:
        parts += [heading("Questions"), "\n".join(brief.questions)]
    if job.findings:
        parts += [heading("Found"), table(FOUND, job.findings, "")]
    return "\n\n".join(parts)
