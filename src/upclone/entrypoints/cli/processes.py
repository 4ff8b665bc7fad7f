"""The tables of moves: drawn for people, checked for whoever changes them."""

from __future__ import annotations

from pathlib import Path

import click

from upclone.domain.processes import VERSIONS, check_all, render_docs
from upclone.entrypoints.cli.desk import with_json
from upclone.entrypoints.cli.exits import Unsound
from upclone.entrypoints.cli.output import emit


@click.group()
def processes() -> None:
    """Draw the tables of moves, and check them."""


@processes.command()
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("docs/processes.md"),
    show_default=True,
    help="The file to write; - prints it.",
)
@with_json
def draw(to: Path) -> None:
    """Write every table as diagram and text (Markdown with Mermaid)."""
    drawn = render_docs()
    if str(to) == "-":
        click.echo(drawn, nl=False)
        return
    before = to.read_text() if to.exists() else None
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(drawn)
    emit(
        lambda: {"path": str(to), "changed": before != drawn},
        lambda: f"{to}: {'written' if before != drawn else 'is up to date'}",
    )


@processes.command()
@with_json
def check() -> None:
    """Prove that no state is lost, no deadline missed and no money stuck, whoever stays away."""
    problems = check_all()
    tables = sum(len(tables) for tables in VERSIONS.values())
    if problems:
        emit(lambda: {"sound": False, "problems": problems}, lambda: "\n".join(f"✗ {problem}" for problem in problems))
        raise Unsound(f"{len(problems)} of the rules that keep money moving are broken")
    emit(
        lambda: {"sound": True, "tables": tables, "problems": []},
        lambda: (
            f"{click.style('✓', fg='green')} {tables} tables are sound: every state can be reached, every deadline "
            "has its move, no money gets stuck"
        ),
    )
