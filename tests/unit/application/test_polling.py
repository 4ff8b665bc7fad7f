"""The poller goes round: what breaks at one of those that wait is that one's alone, and is told at the end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from attrs import define, field

from tests.gateway_world import GatewayWorld, Mood
from tests.unit.application.conftest import Town
from upclone.application.ports.gateways import (
    Answer,
    Claim,
    ClaimState,
    Enrolment,
    Operation,
    Purpose,
    Status,
)
from upclone.application.ports.store import StoreUnavailable
from upclone.domain.payments.escrow import Hold

EUR = "EUR"


@define
class Breaking(GatewayWorld):
    """A gateway that says something about some keys that nobody has foreseen."""

    broken: set[str] = field(factory=set)
    asked: list[str] = field(factory=list)
    error: Exception = field(factory=lambda: ZeroDivisionError("nobody foresaw it"))

    def look_up(self, operation: Operation, key: str, ref: str | None) -> Answer | None:
        self._breaks(key)
        return super().look_up(operation, key, ref)

    def claim(self, ref: str) -> Claim:
        self._breaks(ref)
        return super().claim(ref)

    def enrolment(self, purpose: Purpose, ref: str) -> Enrolment:
        self._breaks(ref)
        return super().enrolment(purpose, ref)

    def _breaks(self, key: str) -> None:
        self.asked.append(key)
        if key in self.broken:
            raise self.error


@pytest.fixture
def world() -> Breaking:
    return Breaking()


@pytest.fixture
def town(world: Breaking) -> Town:
    """Both milestones' payments wait for an answer, and are old enough to be asked about."""
    town = Town(world=world)
    town.place.operations.pacing.shortest = timedelta(seconds=5)
    for number in (1, 2):
        town.ask(number)
    town.drain(Mood.PENDING)
    town.clock.advance(timedelta(minutes=1))
    return town


def holds(town: Town) -> list[Hold]:
    with town.store() as work:
        return sorted(work.holds.of(town.contract.id), key=lambda each: each.id)


def pay(town: Town, world: Breaking) -> None:
    for seen in world.of(Operation.PAYMENT):
        if seen.status is Status.PENDING:
            world.succeed(seen)


@pytest.mark.parametrize("which", [0, 1])
def test_one_broken_payment_does_not_hold_up_the_others(town: Town, world: Breaking, which: int):
    """Whichever is asked about first. What broke is raised once all were asked, and says about what."""
    pay(town, world)
    broken = str(holds(town)[which].id)
    world.broken = {broken}
    with pytest.raises(ExceptionGroup) as failure:
        town.place.operations.poll()
    (error,) = failure.value.exceptions
    assert isinstance(error, ZeroDivisionError)
    assert error.__notes__ == [f"when the sandbox was asked about {broken}"]
    assert sorted(each.state for each in holds(town)) == ["held", "requested"]
    assert holds(town)[which].state == "requested"
    world.broken = set()
    town.clock.advance(timedelta(minutes=10))
    town.place.operations.poll()
    assert [each.state for each in holds(town)] == ["held", "held"]


def test_what_broke_is_asked_about_ever_more_rarely(town: Town, world: Breaking):
    """Up to every ten minutes, though it is young: a minute is promised for a gateway's silence, not for a mistake.
    The other one, of which the gateway says nothing yet, keeps its pace."""
    broken, well = (str(each.id) for each in holds(town))
    world.broken = {broken}
    for _ in range(40 * 12):
        town.clock.advance(timedelta(seconds=5))
        with suppress(ExceptionGroup):
            town.place.operations.poll()
    assert world.asked.count(broken) == 10
    assert world.asked.count(well) > 60


def test_a_broken_payment_holds_up_no_chargeback_and_no_means(town: Town, world: Breaking):
    """Nor does a broken chargeback hold up another one, nor a broken means."""
    pay(town, world)
    town.place.operations.poll()
    by = town.clock.now() + timedelta(days=9)
    for number, hold in enumerate(holds(town), 1):
        claim = Claim(
            f"cb_{number}", str(hold.gateway_ref), hold.total, ClaimState.OPEN, "fraudulent", False, answer_by=by
        )
        world.claims[claim.ref] = claim
        town.place.chargebacks.claimed("sandbox", claim)
    world.broken = {"cb_1"}
    world.asked.clear()
    with pytest.raises(ExceptionGroup):
        town.place.operations.poll()
    assert {"cb_1", "cb_2"} <= set(world.asked)


def test_without_a_store_nobody_is_asked(town: Town, world: Breaking):
    """It is not one payment that is broken then: the round ends, and the job says so."""
    world.error = StoreUnavailable("gone")
    world.broken = {str(each.id) for each in holds(town)}
    with pytest.raises(StoreUnavailable):
        town.place.operations.poll()
    assert len(world.asked) == 1
