"""What is searched, for who keeps it running."""

from __future__ import annotations

import sys
from uuid import UUID

import click

from upclone.entrypoints.cli.desk import ID, settings, with_json
from upclone.entrypoints.cli.output import emit

KINDS = ("job", "freelancer")


@click.group()
def search() -> None:
    """Write what is searched anew, while everybody goes on working."""


@search.command()
@click.option("--kind", type=click.Choice(KINDS), multiple=True, help="Only jobs, or only freelancers.")
@click.option("--after", type=ID, help="Go on after this id, the last that was shown. Takes one --kind.")
@with_json
def rebuild(kind: tuple[str, ...], after: UUID | None) -> None:
    """Write every row of job_search and freelancer_search again, and count their words."""
    from upclone.entrypoints import start

    if after is not None and len(kind) != 1:
        raise click.UsageError("--after takes one --kind.")
    found = {each: start.rebuild_search(settings(), each, after, _shown) for each in kind or KINDS}
    if sys.stderr.isatty():
        click.echo(err=True)
    emit(
        lambda: found,
        lambda: ", ".join(f"{count:,} {each}s" for each, count in found.items()) + " can be found.",
    )


def _shown(kind: str, looked: int, last: UUID) -> None:
    """Where it is, for who looks and for who has to go on later."""
    if sys.stderr.isatty():
        click.echo(f"\r{kind}s: {looked:,}, up to {last}", nl=False, err=True)
