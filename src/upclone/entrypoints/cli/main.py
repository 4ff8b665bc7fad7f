"""`upclone`: the list of commands, and the boundary where errors become one line and an exit code.

A command's module is imported when the command runs, never for `--help`: that is why names and summaries are here.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

import click

from upclone.entrypoints.cli import exits

PACKAGE: Final = "upclone.entrypoints.cli"

SECTIONS: Final = {
    "Run": {
        "serve": ("server", "Serve the API, with the jobs in the same process."),
        "worker": ("server", "Run the jobs alone, beside servers that don't."),
        "migrate": ("server", "Bring the database's tables up to date."),
        "demo": ("demo", "Play one deal from sign-up to payout, over real HTTP."),
        "sandbox": ("sandbox", "Move the demo's clock forward."),
        "seed": ("seed", "Fill an empty marketplace with people and jobs, as many as you like."),
        "settings": ("settings", "Show what is set, and where each value comes from."),
    },
    "People and deals": {
        "accounts": ("accounts", "Look at people; make operators and moderators; suspend, reinstate, sign out."),
        "categories": ("categories", "Look after categories and skills, and adopt the words that people use."),
        "sanctions": ("sanctions", "Suspend and ban people; decide their appeals."),
        "contracts": ("contracts", "Look at contracts with their money and history."),
        "timesheets": ("timesheets", "Verify what hours were committed to; close a week."),
        "moderation": ("moderation", "Read jobs that wait for a moderator, and decide."),
        "disputes": ("disputes", "Look at disputes, and rule on them."),
    },
    "Money": {
        "escrow": ("escrow", "Release, refund, return, hold or let go what is held."),
        "chargebacks": ("chargebacks", "Look at chargebacks, read their dossiers, and answer them."),
        "payouts": ("payouts", "Look at withdrawals and refunds; send failed ones again."),
        "invoices": ("invoices", "Look at invoices, and prove that no number is missing."),
        "statements": ("statements", "Read what somebody earned or spent in a period."),
        "reconcile": ("reconcile", "Hold what the gateways say against the ledger, row by row."),
        "approvals": ("approvals", "Look at acts that need two people; approve or refuse another operator's."),
        "webhooks": ("webhooks", "Read what gateways sent; handle a letter again; change the secrets."),
        "audit": ("audit", "Read what operators did and why, and prove that nobody altered it."),
        "ledger": ("ledger", "Read the books, and prove that nobody altered them."),
    },
    "Keep it running": {
        "processes": ("processes", "Draw the tables of moves, and check them."),
        "matching": ("matching", "Write down the matching formula."),
        "mail": ("mail", "Read the letters that stayed here, where no mail server is set."),
        "search": ("search", "Write what is searched anew, while everybody goes on working."),
        "jobs": ("jobs", "Look at jobs that failed for good, and try them again."),
        "backup": ("backup", "Write database and files to one archive."),
        "restore": ("backup", "Read an archive back, and prove that it is whole."),
    },
}
"""Section → command → its module and summary. A module that is not installed hides its command."""


class Lazy(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for commands in SECTIONS.values() for name in commands if _module(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _module(cmd_name)
        if module is None:
            return None
        loaded = import_module(module)
        command: click.Command = getattr(loaded, cmd_name, None) or loaded.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in SECTIONS.items():
            rows = [(name, summary) for name, (_, summary) in commands.items() if _module(name)]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(int(code)), code.words) for code in exits.Exit])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.exceptions.NoArgsIsHelpError, click.Abort):
            raise
        except Exception as error:
            told = exits.told(error)
            if told is None:
                raise
            told.tell(ctx)
            ctx.exit(told.exit)


def _module(command: str) -> str | None:
    for commands in SECTIONS.values():
        if command in commands:
            name = f"{PACKAGE}.{commands[command][0]}"
            return name if find_spec(name) else None
    return None


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="upclone", message="%(prog)s %(version)s")
@click.pass_context
def upclone(ctx: click.Context) -> None:
    """A freelance marketplace with escrow: deals, money and disputes as tables that you can read.

    Settings come from the environment and from .env in this folder; `upclone settings` shows them. Without
    DATABASE_URL, commands share the PostgreSQL in UPCLONE_HOME and start it where it doesn't run.
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False
