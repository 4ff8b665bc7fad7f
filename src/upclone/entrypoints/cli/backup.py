"""One command each way: `backup` and `restore`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from upclone.domain.money import Money
from upclone.entrypoints.cli.desk import settings, with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.output import Column, emit, heading, table

SUMS = (
    Column("accounts", lambda sum: sum.kind),
    Column("lines", lambda sum: sum.lines, right=True),
    Column("hold", lambda sum: Money(sum.amount_minor, sum.currency), right=True),
)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_json
def backup(file: Path) -> None:
    """Write database and files to one archive, with a manifest of hashes. Everything may go on meanwhile."""
    from upclone.entrypoints import start

    manifest = start.backup(settings(), file)
    emit(lambda: {"path": str(file), "manifest": manifest}, lambda: _told(manifest, f"{file} holds everything."))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the archive in the place of what is there.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask before replacing.")
@with_json
def restore(file: Path, replace: bool, yes: bool) -> None:
    """Read an archive back: hashes are checked before, the whole ledger afterwards. Stop `serve` first."""
    from upclone.entrypoints import start

    if replace and not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("Nobody is here to confirm that data are replaced: add --yes.")
        if not click.confirm("Replace everything that is there?", err=True):
            raise click.exceptions.Exit(1)
    manifest, verified = start.restore(settings(), file, replace=replace)
    emit(
        lambda: {"path": str(file), "manifest": manifest, "verification": verified},
        lambda: _told(manifest, f"{file} is back; {verified.entries} entries of the ledger were verified."),
    )
    if verified.flaw is not None:
        raise Unsound(f"the restored ledger was altered before it was saved: {verified.flaw}")


def _told(manifest: Any, words: str) -> str:
    files = len(manifest.members) - 1
    size = sum(member.size for member in manifest.members)
    lines = f"{files} file{'s' * (files != 1)} and the database, {size / 1_000_000:.1f} MB, of {manifest.made_at}"
    return f"{heading(words)}\n{lines}\n\n{table(SUMS, manifest.ledger, 'The ledger is empty.')}"
