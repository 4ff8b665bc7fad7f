"""From an error to an exit code and one line: the table of the command line, beside the API's from error to status."""

from __future__ import annotations

import json
from enum import IntEnum
from typing import Any, Final

import click
from attrs import asdict, frozen, has

from upclone.domain.errors import Conflict, GatewayFailed, Invalid, NotFound, NotSignedIn, Refused, UpcloneError

JSON: Final = "upclone.json"
"""Where a context remembers that it answers in JSON."""


class Exit(IntEnum):
    """What a script can act on."""

    words: str

    def __new__(cls, code: int, words: str) -> Exit:
        member = int.__new__(cls, code)
        member._value_ = code
        member.words = words
        return member

    DONE = 0, "done"
    STOPPED = 1, "not confirmed, a demo that failed, or something nobody foresaw"
    INVALID = 2, "a wrong argument, setting or value"
    NOT_FOUND = 3, "there is no such thing"
    REFUSED = 4, "the rules say no; nothing was changed"
    CONFLICT = 5, "somebody else was first, or it changed meanwhile"
    GATEWAY = 6, "a payment gateway did not do it"
    UNSOUND = 7, "a check failed: ledger, processes, backup"
    DATABASE = 8, "the database does not answer, or lacks its tables"
    DIFFERS = 9, "a gateway's books and the ledger differ"


class Unsound(Exception):
    """A check found something wrong; the message names the first of it."""


class Differs(Exception):
    """A gateway's books and ours do not agree."""


_OURS: Final[tuple[tuple[type[Exception], Exit], ...]] = (
    (NotFound, Exit.NOT_FOUND),
    (Invalid, Exit.INVALID),
    (NotSignedIn, Exit.REFUSED),
    (Refused, Exit.REFUSED),
    (Conflict, Exit.CONFLICT),
    (GatewayFailed, Exit.GATEWAY),
    (Unsound, Exit.UNSOUND),
    (Differs, Exit.DIFFERS),
    (click.ClickException, Exit.INVALID),
)

# By name: importing their modules would cost more than `--help` may take.
_OTHERS: Final = {
    "upclone.entrypoints.settings.SettingsError": Exit.INVALID,
    "upclone.entrypoints.cli.demo.play.DemoFailed": Exit.STOPPED,
    "upclone.adapters.embedded.account.EmbeddedFailed": Exit.DATABASE,
    "upclone.entrypoints.start.NotMigrated": Exit.DATABASE,
    "upclone.application.ports.store.StoreUnavailable": Exit.DATABASE,
    "upclone.application.ports.system.Busy": Exit.CONFLICT,
    "upclone.adapters.archive.reading.NotEmpty": Exit.CONFLICT,
    "upclone.adapters.archive.database.ArchiveFailed": Exit.UNSOUND,
    "psycopg.OperationalError": Exit.DATABASE,
    "psycopg.errors.UndefinedTable": Exit.DATABASE,
    "psycopg_pool.PoolTimeout": Exit.DATABASE,
    "sqlalchemy.exc.OperationalError": Exit.DATABASE,
    "procrastinate.exceptions.ConnectorException": Exit.DATABASE,
}


@frozen
class Told:
    """An error as people and scripts are told it."""

    exit: Exit
    code: str
    words: str
    facts: dict[str, Any]

    def tell(self, ctx: click.Context) -> None:
        """One line to standard error; an object with `--json`."""
        if in_json(ctx):
            told = {"error": {"code": self.code, "message": self.words, "exit": int(self.exit), **self.facts}}
            click.echo(json.dumps(told, ensure_ascii=False, default=str), err=True)
        else:
            click.echo(f"{click.style('upclone:', fg='red', bold=True)} {self.words}", err=True)


def in_json(ctx: click.Context) -> bool:
    """Whether `--json` was given."""
    return bool(ctx.meta.get(JSON))


def told(error: Exception) -> Told | None:
    """What is known about an error; None where nobody foresaw it, so that it is raised with its traceback."""
    exit = _exit(error)
    if exit is None:
        return None
    words = _usage(error) if isinstance(error, click.ClickException) else str(error).strip()
    if isinstance(error, OSError) and error.strerror:
        words = f"{error.filename}: {error.strerror}"
    code = error.code if isinstance(error, UpcloneError) else exit.name.lower()
    facts = asdict(error) if isinstance(error, UpcloneError) and has(type(error)) else {}
    if exit is Exit.DATABASE:
        words = words.splitlines()[0] if words else type(error).__name__
    return Told(exit, code, words, {"facts": facts} if facts else {})


def _usage(error: click.ClickException) -> str:
    words = " ".join(error.format_message().split())
    asked = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
    return f"{words} (`{asked} --help` says more)" if asked else words


def _exit(error: Exception) -> Exit | None:
    for kind, exit in _OURS:
        if isinstance(error, kind):
            return exit
    if isinstance(error, OSError) and error.filename is not None:
        return Exit.INVALID  # a file or folder that was named can't be read or written
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((_OTHERS[name] for name in names if name in _OTHERS), None)
