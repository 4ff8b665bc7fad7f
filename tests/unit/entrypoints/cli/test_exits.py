"""Every error that people can cause has its exit code and one line; a slip of ours keeps its traceback."""

import json
import sys
from uuid import uuid4

import click
import psycopg
import pytest
from click.testing import CliRunner

from upclone.application.ports.store import StoreUnavailable
from upclone.domain import errors
from upclone.entrypoints.cli import exits
from upclone.entrypoints.cli.exits import Exit, told
from upclone.entrypoints.cli.main import SECTIONS, upclone
from upclone.entrypoints.settings import SettingsError
from upclone.entrypoints.start import NotMigrated


@pytest.mark.parametrize(
    ("error", "exit"),
    [
        (errors.NotFound("contract", "7"), 3),
        (errors.Invalid("amount", "must be more than zero"), 2),
        (SettingsError(["UPCLONE_PORT: must be a number"]), 2),
        (click.UsageError("no such option"), 2),
        (errors.Refused("no"), 4),
        (errors.MoveNotAllowed("milestone", "planned", "approve", "operator"), 4),
        (errors.NotYours(kind="contract", id="7"), 4),
        (errors.NotEnoughFunds(), 4),
        (errors.Suspended("spam"), 4),
        (errors.NotSignedIn(), 4),
        (errors.Conflict("changed"), 5),
        (errors.StaleVersion(), 5),
        (errors.AlreadyExists(field="email"), 5),
        (errors.Declined("sandbox", "no"), 6),
        (errors.Unavailable("sandbox"), 6),
        (exits.Unsound("row 7"), 7),
        (NotMigrated("run `upclone migrate`"), 8),
        (StoreUnavailable("The database can't be reached."), 8),
        (psycopg.OperationalError("connection refused\nIs the server running?"), 8),
    ],
)
def test_the_table_of_exit_codes(error: Exception, exit: int):
    """What a script can act on, by the class of the error, on one line."""
    found = told(error)
    assert found is not None
    assert found.exit == exit
    assert found.words
    assert "\n" not in found.words


def test_every_error_of_the_domain_has_its_code():
    """A new kind of error can't be forgotten."""

    def below(kind: type[Exception]) -> list[type[Exception]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    # attrs makes each class anew, with slots; the one that it began with may linger among the subclasses.
    real = (kind for kind in below(errors.UpcloneError) if getattr(sys.modules[kind.__module__], kind.__name__) is kind)
    nothing = [kind for kind in real if kind is not errors.UpcloneError]
    assert [kind for kind in nothing if exits._exit(kind.__new__(kind)) is None] == []


def test_what_nobody_foresaw_keeps_its_traceback():
    """A slip of ours is not dressed up as somebody's mistake."""
    assert told(ZeroDivisionError()) is None
    assert told(AssertionError("broken invariant")) is None


def test_help_says_every_exit_code():
    """The table is where people look for it."""
    shown = CliRunner().invoke(upclone, ["--help"]).output
    for code in Exit:
        assert f"{int(code)} {code.words}" in " ".join(shown.split())


def test_help_names_every_command_that_exists():
    """And each of them can be asked for help."""
    runner = CliRunner()
    shown = runner.invoke(upclone, ["--help"]).output
    for name, (_, summary) in ((name, what) for commands in SECTIONS.values() for name, what in commands.items()):
        if name in shown.split():
            assert summary in " ".join(shown.split())
            assert runner.invoke(upclone, [name, "--help"]).exit_code == 0, name


def test_errors_are_json_where_json_was_asked_for():
    """Scripts read one object from standard error, with the code of the API."""
    result = CliRunner().invoke(upclone, ["contracts", "show", "--json", "nonsense"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert json.loads(result.stderr)["error"]["exit"] == 2


def test_an_amount_must_fit_its_currency():
    """1.005 USD can't be held: it is refused before anything is looked up."""
    for amount in ("1.005 USD", "0.5 JPY", "12", "12 XXX", "1e3 EUR"):
        result = CliRunner().invoke(upclone, ["escrow", "release", str(uuid4()), "--amount", amount])
        assert result.exit_code == 2, amount
        assert "--amount" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["contracts", "show", "7"], "'7' is no id"),
        (["accounts", "suspend", "a@b.example"], "--reason"),
    ],
)
def test_a_slip_of_the_keyboard_is_one_line(words: list[str], told: str):
    """With where to read on; exit code 2."""
    result = CliRunner().invoke(upclone, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert "--help` says more" in result.stderr


def test_a_group_without_a_command_shows_its_help():
    """Not an error line with the whole help in it."""
    assert CliRunner().invoke(upclone, ["ledger"]).output.startswith("Usage: upclone ledger")
