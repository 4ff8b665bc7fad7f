"""The operators' desk: who acts, what would happen, whether it shall, and what happened.

What an operator confirms is what happens: the act runs in one transaction, and where its outcome is not the one that
was shown, nothing is kept.
"""

from __future__ import annotations

import functools
import inspect
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click
from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.errors import Conflict, Invalid, NotFound, Refused, Suspended
from upclone.domain.money import EXPONENTS, Money
from upclone.entrypoints.acts import Asked, ask, moved
from upclone.entrypoints.auditing import essence, write_down
from upclone.entrypoints.cli import outcomes
from upclone.entrypoints.cli.exits import JSON, in_json
from upclone.entrypoints.cli.output import emit

if TYPE_CHECKING:
    from upclone.application.previews import Outcome
    from upclone.domain.payments.approvals import Approval
    from upclone.domain.people.accounts import Account
    from upclone.entrypoints.doors import Doors
    from upclone.entrypoints.settings import Settings

OPERATOR: Final = "UPCLONE_OPERATOR"

Command = Callable[..., Any]


@frozen
class Orders:
    """How an act was asked for: by the operator with this address, for real, confirmed beforehand."""

    email: str | None
    dry_run: bool
    yes: bool
    reason: str = ""


def with_json(command: Command) -> Command:
    """The option `--json`; `emit` and the errors look at it."""

    def remember(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        ctx.meta[JSON] = value

    option = click.option(
        "--json", is_flag=True, is_eager=True, expose_value=False, callback=remember, help="Answer in JSON."
    )
    return option(command)


def acting(command: Command) -> Command:
    """The options of what changes something: who, why, whether for real, whether to ask. The command gets `orders`.

    Whatever takes them leaves its line in the audit: by `perform`, or by `note`.
    """

    asks_why = "reason" in inspect.signature(command).parameters

    @functools.wraps(command)
    def with_orders(*arguments: Any, as_email: str | None, dry_run: bool, yes: bool, **values: Any) -> Any:
        why = str(values.get("reason") or "") if asks_why else values.pop("why")
        if not dry_run and not why.strip():
            raise Invalid("reason", "must be given: it is kept in the audit")
        return command(*arguments, orders=Orders(as_email, dry_run, yes, why), **values)

    for option in (
        click.option("--yes", "-y", is_flag=True, help="Don't ask before doing it."),
        click.option("--dry-run", is_flag=True, help="Show what would happen; keep nothing."),
        click.option(
            "--as",
            "as_email",
            metavar="EMAIL",
            envvar=OPERATOR,
            show_envvar=True,
            help="The operator's account that acts.",
        ),
    ):
        with_orders = option(with_orders)
    if not asks_why:
        with_orders = click.option("--reason", "why", default="", help="Why; kept in the audit. A dry run needs none.")(
            with_orders
        )
    return with_json(with_orders)


def settings() -> Settings:
    """The settings of a command that signs nothing, so that it needs no secret: a fresh one opens no door."""
    from upclone.entrypoints.settings import environment, load

    given = environment()
    demo = given.get("UPCLONE_DEMO", "").strip()
    return load(given if demo or given.get("UPCLONE_SECRET_KEY") else {**given, "UPCLONE_SECRET_KEY": _nobody_knows()})


@contextmanager
def opened() -> Iterator[Doors]:
    """The application, for one command."""
    from upclone.entrypoints import start

    with start.doors(settings()) as doors:
        yield doors


def perform(doors: Doors, orders: Orders, question: str, asked: Callable[[Actor], object] | Asked) -> None:
    """Do it as ordered: shown only, or confirmed and done. `question` ends in a question mark.

    What moves more than one operator may move alone becomes a request for a second.
    """
    actor = operator_of(doors, orders.email)

    def act(by: Actor) -> object:
        return asked(doors, by) if isinstance(asked, Asked) else asked(by)

    foreseen = None
    if orders.dry_run or not orders.yes or isinstance(asked, Asked):
        foreseen = doors.previews.preview(lambda: act(actor))
    if orders.dry_run:
        assert foreseen is not None
        _show(doors, foreseen, done=False)
        return
    if foreseen is not None and not orders.yes:
        _confirm(doors, question, foreseen)
    limits = doors.approvals.limits
    if isinstance(asked, Asked) and foreseen is not None and limits.exceeded(asked.weight(doors, foreseen)):
        _ask(ask(doors, actor, asked, orders.reason, foreseen))
        return
    with doors.unit_of_work() as work:
        act(actor)
        outcome = doors.previews.outcome(work.journal)
        if foreseen is not None and essence(outcome) != essence(foreseen):
            raise Conflict("It changed while you were reading: what would happen now is something else. Look again.")
        if not isinstance(asked, Asked) and limits.exceeded(moved(outcome)):
            raise Refused("It moves more than one operator may move alone.", rule="two_people")
        write_down(doors, actor, *_asked(), orders.reason, outcome)
    _show(doors, outcome, done=True)


def note(doors: Doors, actor: Actor, reason: str) -> None:
    """Write down an act that `perform` does not do, in the open transaction, as its last statement."""
    with doors.unit_of_work() as work:
        write_down(doors, actor, *_asked(), reason, doors.previews.outcome(work.journal))


def operator_of(doors: Doors, email: str | None) -> Actor:
    """The operator who acts. Raises UsageError, NotFound, Invalid or Suspended, each naming the address."""
    from upclone.domain.people.accounts import AccountRole, State

    if not email:
        raise click.UsageError(f"Who acts? Name an operator's account with --as EMAIL, or set {OPERATOR}.")
    account = account_of(doors, email)
    if AccountRole.ADMIN not in account.roles:
        raise Invalid("--as", f"{email} is no operator's account; `upclone accounts create-admin` makes one")
    if account.state is not State.ACTIVE:
        raise Suspended(f"{email} is {account.state}: {account.suspension_reason or 'it may not act'}")
    return account.actor


def account_of(doors: Doors, who: str) -> Account:
    """The account with this address or id. Raises NotFound."""
    with doors.unit_of_work() as work:
        if "@" not in who:
            return work.accounts.get(uuid_of(who))
        found = work.accounts.by_email(who.strip().lower())
    if found is None:
        raise NotFound("account", who)
    return found


def emails_of(doors: Doors, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call people."""
    with doors.unit_of_work() as work:
        return {id: work.accounts.get(id).email for id in set(ids)}


def uuid_of(words: str) -> UUID:
    """An id as it was typed. Raises UsageError."""
    try:
        return UUID(words)
    except ValueError:
        raise click.UsageError(f"{words!r} is no id.") from None


class MoneyType(click.ParamType[Money]):
    """`125.50 EUR` or `125.50EUR`: exactly what the currency can hold."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Money:
        if isinstance(value, Money):
            return value
        number, currency = str(value)[:-3].strip(), str(value)[-3:].upper()
        if currency not in EXPONENTS:
            self.fail(f"{value!r} must end in a currency: 125.50 EUR", param, ctx)
        try:
            return Money.parse(number, currency)
        except Invalid as wrong:
            self.fail(wrong.rule, param, ctx)


class IdType(click.ParamType[UUID]):
    """An id."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        try:
            return value if isinstance(value, UUID) else UUID(str(value))
        except ValueError:
            self.fail(f"{value!r} is no id", param, ctx)


MONEY: Final = MoneyType()
ID: Final = IdType()


def _show(doors: Doors, outcome: Outcome, *, done: bool) -> None:
    emit(lambda: {"done": done, "outcome": outcome}, lambda: outcomes.render(outcome, _people(doors, outcome), done))


def _confirm(doors: Doors, question: str, foreseen: Outcome) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("Nobody is here to confirm it: add --yes, or --dry-run to see what would happen.")
    click.echo(
        outcomes.render(foreseen, _people(doors, foreseen), done=False), err=in_json(click.get_current_context())
    )
    click.echo(err=True)
    if not click.confirm(question, err=True):
        click.echo("Nothing was done.", err=True)
        raise click.exceptions.Exit(1)


def _people(doors: Doors, outcome: Outcome) -> dict[UUID, str]:
    return emails_of(doors, (told.account_id for told in outcome.told))


def _ask(approval: Approval) -> None:
    emit(
        lambda: {"done": False, "approval": {"id": approval.id, "state": approval.state, "due_at": approval.due_at}},
        lambda: (
            f"It moves {', '.join(map(str, approval.moved))}: another operator approves it by "
            f"{approval.due_at:%Y-%m-%d %H:%M} UTC with\n\n  upclone approvals approve {approval.id}"
        ),
    )


def _asked() -> tuple[str, str]:
    """The command, and what it was told."""
    ctx = click.get_current_context()
    left_out = {"as_email", "dry_run", "yes", "why", "reason"}
    given = (f"{name}={value}" for name, value in ctx.params.items() if name not in left_out and value is not None)
    return ctx.command_path, " ".join(given)


def _nobody_knows() -> str:
    return secrets.token_urlsafe(48)
