"""The sandbox and upclone together: two ledgers that know nothing of each other must agree at rest."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from attrs import define, evolve, field

from tests import builders as build
from tests.integration.sandbox.conftest import World
from tests.market_place import MarketPlace, SwitchedOn, market_place
from upclone.adapters.memory import MemoryStore, SteppingIds
from upclone.adapters.sandbox import PAYMENTS, PAYOUTS
from upclone.domain.actors import member
from upclone.domain.errors import GatewayFailed
from upclone.domain.money import Money
from upclone.domain.payments import escrow, ledger, transfers

HOUR = timedelta(hours=1)
UNPAID = {"tok_hosted", "tok_expires", "tok_declined", "tok_later_declined", "tok_wrong_amount"}
TAKEN_BACK = {"tok_chargeback_won", "tok_chargeback_lost"}
"""By the payer's bank: tests/integration/api/test_chargebacks.py plays those."""
PAID = sorted(PAYMENTS.keys() - UNPAID - TAKEN_BACK)


@define
class Deal:
    """A contract whose first milestone, 100.00 EUR of work, is paid by `token`. Webhooks come straight back in."""

    world: World
    token: str
    deaf: bool = False
    store: MemoryStore = field(factory=lambda: MemoryStore(SteppingIds(seed=3), {}))
    place: MarketPlace = field(init=False)
    parts: build.World = field(init=False)

    def __attrs_post_init__(self) -> None:
        gateway = evolve(self.world.gateway, deliver=self.hear)
        self.world.gateway = gateway
        self.place = market_place(self.store, self.world.clock, SteppingIds(seed=4), SwitchedOn((gateway,)))
        parts = build.world()
        self.parts = evolve(parts, hold=evolve(parts.hold, payment_method=self.token))
        with self.store() as work:
            build.keep(work, self.parts)

    def hear(self, body: bytes, headers: Mapping[str, str]) -> int:
        """What the webhook's route does."""
        if self.deaf:
            return 503
        self.place.operations.noticed("sandbox", self.world.gateway.verify(body, headers))
        return 200

    def rest(self, hours: int = 1) -> None:
        """Let time pass, the poller ask, the sandbox tick."""
        for _ in range(hours):
            for _ in range(3):
                self.world.clock.advance(HOUR / 3)
                self.place.operations.poll()
                self.world.network.advance(timedelta(minutes=1))
                self.world.gateway.tick()

    @property
    def hold(self) -> escrow.Hold:
        with self.store() as work:
            return work.holds.get(self.parts.hold.id)

    def transfer(self, of: transfers.Transfer) -> transfers.Transfer:
        with self.store() as work:
            return work.transfers.get(of.id)

    @property
    def suspense(self) -> list[Money]:
        """What came back and waits for an operator."""
        return [left for account, left in self.store.balances().items() if account.kind == "suspense" and left]

    def agree(self) -> None:
        """Nothing is on its way, and both ledgers know the same of what is at the gateway."""
        balances = self.store.balances()
        on_the_way = [account for account, left in balances.items() if "transit" in account.kind and left]
        assert on_the_way == []
        there = self.world.gateway.totals().get("EUR")
        at_gateway = there.captured - there.refunded - there.paid_out if there else 0
        clearing = balances.get(ledger.clearing("sandbox", "EUR"), Money.zero("EUR"))
        assert clearing == Money(-at_gateway, "EUR")
        assert all(len(seen.effects) == len(set(seen.effects)) for seen in self.world.gateway.operations())


@pytest.mark.parametrize("deaf", [False, True], ids=["webhooks", "poller alone"])
@pytest.mark.parametrize("token", PAID)
def test_every_paid_token_ends_in_held_money_and_its_refund_agrees(world: World, token: str, deaf: bool):
    """Whatever the line does, the money is held once. Then a part goes back, as the token says."""
    deal = Deal(world, token, deaf)
    deal.rest(2)
    assert deal.hold.state is escrow.State.HELD
    deal.agree()
    if deaf and token == "tok_refund_later_fails":
        return  # what fails after it succeeded is told by webhook alone; the next test lets it through
    milestone = deal.parts.milestones[0]
    deal.place.milestones.refund(member(deal.parts.freelancer.id), milestone.id, Money(4_000, "EUR"))
    deal.rest(3)
    deal.agree()
    fails = token in {"tok_refund_fails", "tok_refund_later_fails", "tok_refund_refused"}
    back = sum(each.effects == ("refunded",) for each in world.gateway.operations())
    assert back == (0 if fails else 1)
    assert bool(deal.suspense) == fails


def test_a_refund_that_fails_after_it_succeeded_reaches_a_receiver_that_was_down(world: World):
    """What is done is looked at once a day only: the webhook tells sooner, and is sent until it is heard."""
    deal = Deal(world, "tok_refund_later_fails")
    deal.rest()
    deal.place.milestones.refund(member(deal.parts.freelancer.id), deal.parts.milestones[0].id, Money(4_000, "EUR"))
    deal.deaf = True
    deal.rest(4)
    deal.deaf = False
    deal.rest()
    deal.agree()
    (refund,) = [seen for seen in world.gateway.operations() if seen.operation == "refund"]
    assert refund.effects == ("refunded", "refund_returned")
    assert deal.suspense == [Money(refund.amount_minor, "EUR")]


@pytest.mark.parametrize(
    ("token", "state"),
    [
        ("tok_declined", escrow.State.DECLINED),
        ("tok_later_declined", escrow.State.DECLINED),
        ("tok_expires", escrow.State.EXPIRED),
        ("tok_hosted", escrow.State.REQUESTED),
    ],
)
def test_what_is_not_paid_holds_nothing(world: World, token: str, state: escrow.State):
    """Declined, expired, or still waiting for a person."""
    deal = Deal(world, token)
    deal.rest(3)
    assert deal.hold.state is state
    deal.agree()


def test_a_wrong_amount_is_kept_apart_and_goes_back(world: World):
    """Another sum than was asked for never becomes escrow; an operator sends it back, all of it."""
    deal = Deal(world, "tok_wrong_amount")
    deal.rest()
    assert deal.hold.state is escrow.State.DECLINED
    deal.agree()
    deal.place.escrow.return_suspense(build.OPERATOR, deal.hold.id, "EUR")
    deal.rest()
    deal.agree()
    totals = world.gateway.totals()["EUR"]
    assert totals.captured == totals.refunded > 0


def test_approved_after_upclone_gave_up(world: World):
    """The payer presses the button when nobody waits any more: the money comes, and goes back by itself."""
    deal = Deal(world, "tok_hosted")
    deal.rest()
    deal.place.escrow.cancel(member(deal.parts.client.id), deal.hold.id)
    ref = deal.hold.gateway_ref
    assert ref is not None
    world.gateway.approve(ref, world.gateway.checkout(ref).form_token)
    deal.rest(2)
    deal.agree()
    totals = world.gateway.totals()["EUR"]
    assert (deal.hold.state, totals.available) == (escrow.State.EXPIRED, 0)
    assert totals.captured == totals.refunded > 0


@pytest.mark.parametrize("deaf", [False, True], ids=["webhooks", "poller alone"])
@pytest.mark.parametrize("destination", sorted(PAYOUTS))
def test_every_destination_ends_paid_or_back_with_its_owner(world: World, destination: str, deaf: bool):
    """Work is approved and withdrawn. What fails is available again; a retry has a key of its own."""
    deal = Deal(world, "tok_answered")
    deal.rest()
    freelancer, milestone = member(deal.parts.freelancer.id), deal.parts.milestones[0]
    deal.place.milestones.submit(freelancer, milestone.id, "Done.", ())
    deal.place.milestones.approve(member(deal.parts.client.id), milestone.id)
    mine = ledger.available(deal.parts.freelancer.id, "sandbox", "EUR")
    earned = deal.store.balances()[mine]
    deal.deaf = deaf and destination != "acct_paid_then_returned"
    payout = deal.place.transfers.pay_out(freelancer, deal.parts.freelancer.id, earned, "sandbox", destination)
    deal.rest(3)
    failed = destination in {"acct_bounces", "acct_bounces_once", "acct_paid_then_returned", "acct_refused"}
    assert deal.transfer(payout).state is (transfers.State.FAILED if failed else transfers.State.PAID)
    assert deal.store.balances()[mine] == (earned if failed else Money.zero("EUR"))
    deal.agree()
    if failed:
        deal.place.transfers.retry(freelancer, payout.id, None)
        deal.rest(3)
        again = transfers.State.PAID if destination == "acct_bounces_once" else transfers.State.FAILED
        assert deal.transfer(payout).state is again
        deal.agree()


def test_the_gateway_says_no_or_nothing_and_nothing_else(world: World):
    """Both of its errors are GatewayFailed, so that no caller has to know a third."""
    for token in ("tok_declined", "tok_timeout_before", "tok_timeout_after", "tok_error_after"):
        with pytest.raises(GatewayFailed):
            world.pay(token, token)
