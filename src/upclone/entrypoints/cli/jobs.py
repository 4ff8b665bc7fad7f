"""Dead letters: jobs that failed every time they were tried."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from upclone.domain.errors import NotFound
from upclone.entrypoints.cli.desk import Orders, acting, note, opened, operator_of, with_json
from upclone.entrypoints.cli.lists import show
from upclone.entrypoints.cli.output import Column, emit

if TYPE_CHECKING:
    from upclone.application.ports.jobs import DeadLetter

LIST = (
    Column("job", lambda job: job.id, right=True),
    Column("task", lambda job: job.task),
    Column("with", lambda job: json.dumps(dict(job.args)), text=True),
    Column("tries", lambda job: job.attempts, right=True),
    Column("given up", lambda job: job.failed_at),
)


@click.group()
def jobs() -> None:
    """Look at jobs that failed for good, and try them again."""


@jobs.command()
@with_json
def failed() -> None:
    """Every job that was given up, oldest first. The server's log has its tracebacks."""
    with opened() as doors:
        show(doors.backlog.dead_letters(), LIST, "No job was given up.", _plain)


@jobs.command()
@click.argument("job", type=int)
@acting
def retry(job: int, orders: Orders) -> None:
    """Try a job again, with all its attempts. Jobs can run again without harm."""
    with opened() as doors, doors.unit_of_work():
        actor = operator_of(doors, orders.email)
        found = next((letter for letter in doors.backlog.dead_letters() if letter.id == job), None)
        if found is None or not (orders.dry_run or doors.backlog.retry(job)):
            raise NotFound("failed job", str(job))
        if not orders.dry_run:
            note(doors, actor, orders.reason)
        letter = _plain(found)
    words = "would be tried again" if orders.dry_run else "is tried again"
    emit(lambda: {"done": not orders.dry_run, "job": letter}, lambda: f"Job {job} ({letter['task']}) {words}.")


def _plain(job: DeadLetter) -> dict[str, Any]:
    return {
        "id": job.id,
        "task": job.task,
        "args": dict(job.args),
        "attempts": job.attempts,
        "failed_at": job.failed_at,
    }
