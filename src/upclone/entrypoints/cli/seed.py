"""A load of made-up people and jobs, for trying things out and for measuring."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from upclone.entrypoints.cli.desk import settings, with_json
from upclone.entrypoints.cli.output import emit


@click.command()
@click.option("--jobs", type=click.IntRange(0, 10_000_000), default=1_000, show_default=True, help="Open jobs.")
@click.option("--freelancers", type=click.IntRange(0, 5_000_000), default=200, show_default=True, help="Freelancers.")
@click.option("--seed", "chance", type=click.IntRange(0), default=1, show_default=True, help="The same makes the same.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day before which everything was posted, within two years; today where it is left out.",
)
@click.option("--yes", is_flag=True, help="Also into a database with people of its own.")
@with_json
def seed(jobs: int, freelancers: int, chance: int, until: datetime | None, yes: bool) -> None:
    """Fill an empty marketplace with people and jobs in English and French.

    Nobody can sign in as one of them. It may be stopped: called again with the same numbers it goes on. A million jobs
    take some minutes.
    """
    from upclone.entrypoints import start

    day = until or datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    start.seed(settings(), jobs, freelancers, chance, day.replace(tzinfo=UTC), _shown, yes)
    emit(
        lambda: {"jobs": jobs, "freelancers": freelancers, "seed": chance},
        lambda: f"{jobs:,} open jobs and {freelancers:,} freelancers are there.",
    )


def _shown(what: str, done: int, total: int) -> None:
    """One line that grows, where somebody looks."""
    if sys.stderr.isatty():
        part = done / total if total else 1.0
        bar = "█" * int(30 * part)
        click.echo(f"\r{what:12} {bar:30} {done:>9,} of {total:,}", nl=done == total, err=True)
