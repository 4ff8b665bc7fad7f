"""Letters that gateways sent, and the secrets that they are signed with."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from upclone.domain.actors import Actor
from upclone.entrypoints.cli.desk import Orders, acting, opened, perform, settings, with_json
from upclone.entrypoints.cli.lists import limited, show
from upclone.entrypoints.cli.output import Column, block, emit

if TYPE_CHECKING:
    from upclone.application.ports.webhooks import StoredWebhook

LIST = (
    Column("id", lambda letter: letter.id),
    Column("gateway", lambda letter: letter.gateway),
    Column("received", lambda letter: letter.received_at),
    Column("about", lambda letter: letter.operation),
    Column("key", lambda letter: letter.key, text=True),
)
THEIRS: Final[Mapping[str, tuple[str, ...]]] = {
    "stripe": (
        "Roll the endpoint's signing secret at Stripe, with an overlap of 24 hours.",
        "UPCLONE_STRIPE_WEBHOOK_SECRET=<the new one>",
        "UPCLONE_STRIPE_WEBHOOK_OLD_SECRET=<the one that is set now>",
    ),
    "paypal": (
        "PayPal signs with its own key: make another webhook there for the same address, then name it here.",
        "UPCLONE_PAYPAL_WEBHOOK_ID=<the new id>",
    ),
}


@click.group()
def webhooks() -> None:
    """Read what gateways sent, handle a letter again, change the secrets."""


@webhooks.command("list")
@click.option("--gateway", help="Only of this one.")
@limited
@with_json
def list_letters(gateway: str | None, limit: int) -> None:
    """Newest first."""
    with opened() as doors:
        show(doors.inbox.newest(gateway, limit), LIST, "No letter came yet.", facts)


@webhooks.command("show")
@click.argument("id")
@with_json
def show_letter(id: str) -> None:
    """One letter, as it came."""
    with opened() as doors:
        letter = doors.inbox.get(id)
    whole = {**facts(letter), "body": letter.body.decode(errors="replace")}
    emit(lambda: whole, lambda: block(list(whole.items())))


@webhooks.command()
@click.argument("id")
@acting
def replay(id: str, orders: Orders) -> None:
    """Handle a letter again: its job is deferred, and asks the gateway anew."""
    with opened() as doors:

        def again(_: Actor) -> object:
            return doors.inbox.replay(id)

        perform(doors, orders, "Handle it again?", again)


@webhooks.command()
@click.argument("gateway", type=click.Choice(["sandbox", *THEIRS]))
@with_json
def rotate(gateway: str) -> None:
    """Say what to set so that a gateway's letters are signed by a new secret, and the old one is accepted meanwhile.

    Nothing is changed by it: settings are the environment's. The sandbox's new secret is made here.
    """
    steps = THEIRS.get(gateway)
    if steps is None:
        steps = (
            "Set both, and start again. Once no letter waits any more, leave the old one out.",
            f"UPCLONE_SANDBOX_WEBHOOK_SECRET={secrets.token_urlsafe(48)}",
            f"UPCLONE_SANDBOX_WEBHOOK_OLD_SECRET={settings().sandbox_webhook_secret}",
        )
    told = steps
    emit(lambda: {"gateway": gateway, "do": told[0], "set": list(told[1:])}, lambda: "\n".join(told))


def facts(letter: StoredWebhook) -> dict[str, Any]:
    """A letter as it is answered, without its body."""
    return {
        "id": letter.id,
        "gateway": letter.gateway,
        "operation": letter.operation,
        "key": letter.key,
        "received_at": letter.received_at,
    }
