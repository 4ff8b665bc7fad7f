"""People: operators' accounts, roles, sessions, and suspensions."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from upclone.domain.actors import member
from upclone.domain.errors import Invalid
from upclone.domain.people.accounts import Account, AccountRole
from upclone.domain.trust.sanctions import Kind
from upclone.entrypoints.cli.desk import (
    OPERATOR,
    Orders,
    account_of,
    acting,
    note,
    opened,
    operator_of,
    perform,
    with_json,
)
from upclone.entrypoints.cli.lists import DESK, limited, newest, show
from upclone.entrypoints.cli.output import Column, block, emit
from upclone.entrypoints.cli.sanctions import DATE, impose, imposing

COLUMNS = (
    Column("id", lambda account: account.id),
    Column("e-mail", lambda account: account.email, text=True),
    Column("name", lambda account: account.name, text=True),
    Column("roles", lambda account: account.roles),
    Column("state", lambda account: account.state),
)

SESSIONS = (
    Column("id", lambda session: session.id),
    Column("since", lambda session: session.created_at),
    Column("last used", lambda session: session.seen_at),
    Column("address", lambda session: session.address, text=True),
    Column("program", lambda session: session.user_agent, text=True),
)
GIVEN = click.Choice([AccountRole.MODERATOR.value, AccountRole.ADMIN.value])


@click.group()
def accounts() -> None:
    """Look at people; make operators and moderators; suspend, ban, reinstate, sign out."""


@accounts.command("list")
@limited
@with_json
def list_accounts(limit: int) -> None:
    """Everybody, newest first."""
    with opened() as doors:
        show(newest(lambda page: doors.people.accounts(DESK, page), limit), COLUMNS, "Nobody yet.", public)


@accounts.command("create-admin")
@click.argument("email")
@click.option("--name", required=True, help="What others see.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--as", "as_email", metavar="EMAIL", envvar=OPERATOR, help="The operator who makes another.")
@click.option("--reason", default="", help="Why there is to be another; kept in the audit.")
@with_json
def create_admin(email: str, name: str, password_stdin: bool, as_email: str | None, reason: str) -> None:
    """Open an operator's account. The password is asked for; it is never an argument, which others could see.

    The audit names who made it: the operator of --as, who says why, or else the account itself, which whoever has the
    machine can open.
    """
    if as_email and not reason.strip():
        raise Invalid("reason", "must be given: it is kept in the audit")
    password = _from_stdin() if password_stdin else _asked()
    with opened() as doors, doors.unit_of_work():
        maker = operator_of(doors, as_email) if as_email else None
        account = doors.accounts.create_admin(email, password, name)
        note(doors, maker or account.actor, reason or "opened at the machine")
    emit(lambda: public(account), lambda: f"{account.email} is an operator now ({account.id}).")


@accounts.command("show")
@click.argument("who", metavar="EMAIL-OR-ID")
@with_json
def show_account(who: str) -> None:
    """One person: roles, state, whether the address is proven, where they are signed in."""
    with opened() as doors:
        account = account_of(doors, who)
        secured = doors.second_factors.standing(account.actor).enabled
        sessions = doors.sessions.of_account(account.id)
        keys = doors.personal_tokens.mine(account.actor)
    facts = {**public(account), "second_factor": secured, "sessions": len(sessions), "personal_tokens": len(keys)}
    emit(lambda: facts, lambda: block([(name.replace("_", " "), value) for name, value in facts.items()]))


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@click.argument("role", type=GIVEN)
@acting
def grant(who: str, role: str, orders: Orders) -> None:
    """Make somebody a moderator or an admin."""
    with opened() as doors:
        account = account_of(doors, who)
        perform(
            doors,
            orders,
            f"Make {account.email} {role}?",
            lambda actor: doors.roles.assign(actor, account.id, give=[AccountRole(role)]),
        )


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@click.argument("role", type=GIVEN)
@acting
def revoke(who: str, role: str, orders: Orders) -> None:
    """Take a role away, and sign its holder out everywhere. The last admin stays one."""
    with opened() as doors:
        account = account_of(doors, who)
        perform(
            doors,
            orders,
            f"Take {role} from {account.email}, and sign them out?",
            lambda actor: doors.roles.assign(actor, account.id, take=[AccountRole(role)]),
        )


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@with_json
def sessions(who: str) -> None:
    """Where somebody is signed in."""
    with opened() as doors:
        account = account_of(doors, who)
        show(doors.sessions.of_account(account.id), SESSIONS, "Nowhere.")


@accounts.command("sign-out")
@click.argument("who", metavar="EMAIL-OR-ID")
@acting
def sign_out(who: str, orders: Orders) -> None:
    """End all of somebody's sessions, at once."""
    with opened() as doors:
        account = account_of(doors, who)
        perform(
            doors,
            orders,
            f"Sign {account.email} out everywhere?",
            lambda actor: doors.sessions.end_all(actor, account.id),
        )


@accounts.command("remove-second-factor")
@click.argument("who", metavar="EMAIL-OR-ID")
@acting
def remove_second_factor(who: str, orders: Orders) -> None:
    """Let somebody sign in by the password alone, once you made sure who asks. They are told."""
    with opened() as doors:
        account = account_of(doors, who)
        perform(
            doors,
            orders,
            f"Take the second factor of {account.email} away?",
            lambda actor: doors.second_factors.remove(actor, account.id),
        )


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@imposing
@click.option("--until", type=DATE, help="Its end, such as 2026-03-31 (UTC); without one an operator ends it.")
@acting
def suspend(who: str, reason: str, hold_money_days: int, until: datetime | None, orders: Orders) -> None:
    """Stop somebody from acting, at once. What they earned stays theirs: they can withdraw it."""
    with opened() as doors:
        impose(doors, orders, account_of(doors, who), Kind.SUSPENSION, reason, until, hold_money_days)


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@imposing
@acting
def ban(who: str, reason: str, hold_money_days: int, orders: Orders) -> None:
    """Stop somebody from acting for good. What they earned stays theirs: they can withdraw it."""
    with opened() as doors:
        impose(doors, orders, account_of(doors, who), Kind.BAN, reason, None, hold_money_days)


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@acting
def reinstate(who: str, orders: Orders) -> None:
    """Let somebody act again."""
    with opened() as doors:
        account = account_of(doors, who)
        perform(
            doors, orders, f"Reinstate {account.email}?", lambda actor: doors.sanctions.reinstate(actor, account.id)
        )


@accounts.command()
@click.argument("who", metavar="EMAIL-OR-ID")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The archive to write.")
@with_json
def export(who: str, out: Path) -> None:
    """Write all of somebody's own data to one ZIP archive, as they could download it themselves."""
    with opened() as doors:
        account = account_of(doors, who)
        partial = out.with_name(f"{out.name}.part")
        try:
            with partial.open("xb") as archive:
                doors.exports.write(member(account.id), archive)
            partial.replace(out)
        finally:
            partial.unlink(missing_ok=True)
    size = out.stat().st_size
    emit(lambda: {"out": str(out), "size": size}, lambda: f"{out}: {size} bytes.")


def public(account: Account) -> dict[str, Any]:
    """An account without its password's hash."""
    return {
        "id": account.id,
        "email": account.email,
        "name": account.name,
        "roles": account.roles,
        "state": account.state,
        "suspension_reason": account.suspension_reason,
        "created_at": account.created_at,
        "verified_at": account.verified_at,
    }


def _from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to type a password: add --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return password
