"""Letters that stayed here: those of a demo, and of whoever has set no mail server."""

from __future__ import annotations

from itertools import islice

import click

from upclone.application.ports.mail import Kept, Mailbox
from upclone.entrypoints.cli.desk import settings, with_json
from upclone.entrypoints.cli.lists import limited, show
from upclone.entrypoints.cli.output import Column, block, emit, text

LIST = (
    Column("letter", lambda letter: letter.id),
    Column("written", lambda letter: letter.at),
    Column("to", lambda letter: letter.to, text=True),
    Column("subject", lambda letter: letter.subject, text=True),
)


@click.group()
def mail() -> None:
    """Read the letters that stayed here, where no mail server is set."""


@mail.command("list")
@click.option("--to", metavar="EMAIL", help="Only those to this address.")
@limited
@with_json
def list_letters(to: str | None, limit: int) -> None:
    """The letters, newest first."""
    found = (letter for letter in _mailbox().letters() if to in (None, letter.to))
    show([*islice(found, limit)], LIST, "No letter stayed here.")


@mail.command("show")
@click.argument("letter", required=False)
@with_json
def show_letter(letter: str | None) -> None:
    """What a letter says, as text; the newest where none is named. Its file opens in any mail program."""
    mailbox = _mailbox()
    kept = mailbox.read(letter or _newest(mailbox))
    emit(lambda: kept, lambda: _words(kept))


def _mailbox() -> Mailbox:
    from upclone.entrypoints import start

    return start.mailbox(settings())


def _newest(mailbox: Mailbox) -> str:
    newest = next(mailbox.letters(), None)
    if newest is None:
        raise click.UsageError("No letter stayed here.")
    return newest.id


def _words(letter: Kept) -> str:
    head = block([("to", letter.to), ("subject", letter.subject), ("written", letter.at), ("file", letter.path)])
    return "\n".join([head, "", *map(_line, letter.text.splitlines())])


def _line(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" "))) + text(line)
