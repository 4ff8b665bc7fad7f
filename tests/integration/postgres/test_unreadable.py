"""A row that can't be read, such as one that was altered by hand, is its own alone: all others that wait go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from attrs import define

from tests.gateway_world import GatewayWorld, Mood
from tests.integration.postgres.test_races import Arena, arena  # noqa: F401 - a fixture
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo
from upclone.application.ports.gateways import Claim, ClaimState
from upclone.domain.deals.milestones import Milestone
from upclone.domain.payments import escrow, transfers
from upclone.domain.payments.escrow import Hold


@define
class Spoiler:
    """Writes what nobody can read, and puts it right again."""

    connection: psycopg.Connection[Any]

    def spoil(self, table: str, column: str, value: str, id: UUID) -> str:
        """What stood there."""
        was = self.connection.execute(f"SELECT {column}::text FROM {table} WHERE id = %s", (id,)).fetchone()  # type: ignore[arg-type]
        self.connection.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", (value, id))  # type: ignore[arg-type]
        assert was is not None
        return str(was[0])


@pytest.fixture
def spoiler(own_database: Urls) -> Iterator[Spoiler]:
    with psycopg.connect(conninfo(own_database.owner_url), autocommit=True) as connection:
        yield Spoiler(connection)


@pytest.fixture
def gateway(arena: Arena) -> GatewayWorld:  # noqa: F811
    world = arena.place.operations.gateways.get("sandbox")
    assert isinstance(world, GatewayWorld)
    world.mood = Mood.INSTANT
    return world


def paid(arena: Arena, milestone: Milestone) -> Hold:  # noqa: F811
    """Over the gateway, which then has the money."""
    hold = arena.ask(milestone)
    arena.clock.advance(timedelta(minutes=1))
    arena.place.operations.poll()
    with arena.place.unit_of_work() as work:
        return work.holds.get(hold.id)


def broken_poll(arena: Arena) -> list[str]:  # noqa: F811
    """What the poller says that it met, a minute later."""
    arena.clock.advance(timedelta(minutes=1))
    with pytest.raises(ExceptionGroup) as met:
        arena.place.operations.poll()
    return [note for each in met.value.exceptions for note in each.__notes__]


def test_a_payment_that_cant_be_read_holds_up_no_other(arena: Arena, gateway: GatewayWorld, spoiler: Spoiler):  # noqa: F811
    """The first that is looked at is told by its id; the other is settled; put right, so is the first."""
    first, second = sorted((arena.ask(each) for each in arena.milestones(arena.contract())), key=lambda each: each.id)
    fees = spoiler.spoil("hold", "fees", '{"whose": "nobody knows"}', first.id)
    assert broken_poll(arena) == [f"when the sandbox was asked about {first.id}"]
    with arena.place.unit_of_work() as work:
        assert work.holds.get(second.id).state is escrow.State.HELD
    spoiler.spoil("hold", "fees", fees, first.id)
    arena.clock.advance(timedelta(minutes=10))
    arena.place.operations.poll()
    with arena.place.unit_of_work() as work:
        assert work.holds.get(first.id).state is escrow.State.HELD


def test_a_payout_that_cant_be_read_holds_up_no_other(arena: Arena, gateway: GatewayWorld, spoiler: Spoiler):  # noqa: F811
    """It is asked about by its key; the other one is paid."""
    milestone = arena.milestones(arena.contract())[0]
    paid(arena, milestone)
    arena.place.milestones.approve(arena.client.actor, milestone.id)
    first, second = (arena.pay_out(4_000) for _ in range(2))
    spoiler.spoil("transfer", "currency", "ZZZ", first.id)
    assert broken_poll(arena) == [f"when the sandbox was asked about {first.key}"]
    with arena.place.unit_of_work() as work:
        assert work.transfers.get(second.id).state is transfers.State.PAID
    spoiler.spoil("transfer", "currency", "EUR", first.id)


def test_a_chargeback_that_cant_be_read_holds_up_no_other(arena: Arena, gateway: GatewayWorld, spoiler: Spoiler):  # noqa: F811
    """The other's claim is followed to its end."""
    refs = []
    for number in (1, 2):
        hold = paid(arena, arena.milestones(arena.contract())[0])
        claim = Claim(f"cb_{number}", str(hold.gateway_ref), hold.total, ClaimState.OPEN, "fraudulent", withdrawn=True)
        gateway.claims[claim.ref] = claim
        refs.append(arena.place.chargebacks.claimed("sandbox", claim))
    first, second = refs
    assert first is not None
    assert second is not None
    taken = spoiler.spoil("chargeback", "taken", '{"from": "whom?"}', first.id)
    gateway.claims["cb_2"] = Claim(
        "cb_2", gateway.claims["cb_2"].payment_ref, second.amount, ClaimState.LOST, "fraudulent", withdrawn=True
    )
    assert broken_poll(arena) == [f"when the sandbox was asked about {first.id}"]
    with arena.place.unit_of_work() as work:
        assert work.chargebacks.get(second.id).settled
    spoiler.spoil("chargeback", "taken", taken, first.id)
