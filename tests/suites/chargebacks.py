"""What a store promises of chargebacks. Both stores pass it."""

from __future__ import annotations

import pytest
from attrs import evolve

from tests import builders as build
from tests.builders import AT, World
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import GATEWAY
from upclone.domain.errors import AlreadyExists
from upclone.domain.money import Money
from upclone.domain.payments import chargebacks
from upclone.domain.payments.chargebacks import State, Taken
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.reconciliation import StrayClaim


class ChargebacksSuite:
    """Inherit it, and say where the store comes from."""

    @pytest.fixture
    def unit_of_work(self) -> UnitOfWork:
        raise NotImplementedError

    @pytest.fixture
    def hold(self, unit_of_work: UnitOfWork) -> Hold:
        world: World = build.world()
        held = build.held(world.hold)
        held = evolve(held, gateway_ref=f"pay {held.id}")
        with unit_of_work() as work:
            build.keep(work, world)
            work.holds.save(held)
        return held

    def test_a_claim_is_found_by_its_names(self, unit_of_work: UnitOfWork, hold: Hold):
        """Ours, the gateway's, its contract's; the payment by the gateway's name for it; and there is one of each."""
        claimed = build.chargeback(hold)
        with unit_of_work() as work:
            work.chargebacks.add(claimed)
            assert work.chargebacks.payment(hold.gateway, hold.gateway_ref or "") == hold.id
            assert work.chargebacks.payment("stripe", hold.gateway_ref or "") is None
            assert work.chargebacks.of_ref(hold.gateway, claimed.ref) == claimed
            assert work.chargebacks.of_ref("stripe", claimed.ref) is None
            assert work.chargebacks.of(hold.contract_id) == (claimed,)
            with pytest.raises(AlreadyExists) as taken:
                work.chargebacks.add(build.chargeback(hold, ref=claimed.ref))
            assert taken.value.field == "ref"
            assert work.events.of(hold.contract_id) == ()

    def test_a_claim_of_nobodys_payment_is_news_once(self, unit_of_work: UnitOfWork):
        """By the gateway's name for it; another gateway's may be called the same."""
        ref = str(build.new_id())
        claim = StrayClaim("stripe", ref, "pi_1", Money(1_000, "EUR"), "fraudulent", AT)
        with unit_of_work() as work:
            assert [work.chargebacks.stray(each) for each in (claim, claim, evolve(claim, gateway="paypal"))] == [
                True,
                False,
                True,
            ]
            assert [each for each in work.chargebacks.strays(100) if each == claim] == [claim]
            assert len(work.chargebacks.strays(1)) == 1

    def test_it_waits_until_its_money_is_where_it_belongs(self, unit_of_work: UnitOfWork, hold: Hold):
        """One that is won waits until what was taken has come back."""
        claimed = build.chargeback(hold)
        nothing = hold.work - hold.work
        taken = Taken(build.new_id(), hold.work, hold.total, nothing, nothing)
        before = type(claimed.id)(int=claimed.id.int - 1)
        with unit_of_work() as work:
            work.chargebacks.add(claimed)
        won, _ = chargebacks.win(evolve(claimed, taken=taken), GATEWAY, AT)
        for state, waits in ((won, True), (evolve(won, returned=True), False), (evolve(won, state=State.LOST), False)):
            with unit_of_work() as work:
                work.chargebacks.save(evolve(state, version=work.chargebacks.get(claimed.id).version))
                found = [(each.id, each.gateway, each.since) for each in work.chargebacks.waiting(1, before)]
                assert ((claimed.id, claimed.gateway, claimed.opened_at) in found) == waits
