"""Payouts at Stripe: transfer, payout, and the way back, whatever is lost between."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.integration.stripe.conftest import StripePlace
from tests.suites.gateways import PAYOUT, eur
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Declined, Unavailable

AGAIN = PAYOUT.replace(":1", ":2")
HAD = 19_390


@pytest.fixture(autouse=True)
def funds(place: StripePlace) -> None:
    """200.00 EUR came in."""
    place.ask(amount=eur(20_000))
    assert place.balance == HAD


def send(place: StripePlace, to: str, key: str = PAYOUT) -> Answer:
    return place.gateway.pay_out(key, eur(10_000), to)


def look(place: StripePlace, ref: str | None = None) -> Answer:
    return place.known(Operation.PAYOUT, PAYOUT, ref)


def test_a_refused_payout_brings_the_transfer_back(place: StripePlace):
    """Only then has it failed; asked about again, or again for, it stays so."""
    to = place.payee("refused")
    answer = send(place, to)
    assert (answer.status, answer.reason) == (Status.FAILED, "Payouts are not allowed for this account.")
    assert place.balance == HAD
    assert {look(place).status, look(place, answer.ref).status, send(place, to).status} == {Status.FAILED}
    assert look(place).reason == answer.reason
    assert place.simulator.effects("stripe")["reversal"] == 1


def test_a_payout_that_fails_at_the_bank_brings_the_transfer_back(place: StripePlace):
    """It was taken on, and came to nothing."""
    assert send(place, place.payee("fails")).status is Status.PENDING
    place.rest()
    assert (look(place).status, look(place).reason) == (Status.FAILED, "The bank account has been closed.")
    assert place.balance == HAD


@pytest.mark.parametrize("lost", ["timeout_before", "timeout_after", "error_after", "reset_before"])
@pytest.mark.parametrize("call", ["transfers.create", "payouts.create"])
def test_a_look_up_goes_on_where_a_call_was_lost(place: StripePlace, call: str, lost: str):
    """By the key alone, or the same call again: one transfer, one payout."""
    to = place.payee()
    place.simulator.fault(lost, operation=call, times=1)
    with pytest.raises(Unavailable):
        send(place, to)
    found = place.gateway.look_up(Operation.PAYOUT, PAYOUT, None) or send(place, to)
    place.rest()
    assert look(place, found.ref).status is Status.SUCCEEDED
    done = place.simulator.effects("stripe")
    assert (done["transfer"], done["payout"], done["reversal"]) == (1, 1, 0)


@pytest.mark.parametrize("lost", ["timeout_before", "timeout_after", "error_after"])
def test_a_reversal_that_was_lost_is_done_once(place: StripePlace, lost: str):
    """Until it is known to be back, the money is on its way."""
    to = place.payee("refused")
    place.simulator.fault(lost, operation="transfers.reverse", times=1)
    with pytest.raises(Unavailable):
        send(place, to)
    assert look(place).status is Status.FAILED
    assert send(place, to).status is Status.FAILED
    assert (place.balance, place.simulator.effects("stripe")["reversal"]) == (HAD, 1)


def test_money_that_cannot_be_taken_back_yet_is_pending(place: StripePlace):
    """The account spent it meanwhile: it is still out, and the reason is told; then it comes back."""
    to = place.payee("slow")
    sent = send(place, to)
    place.act("fail_payout", f"key:{PAYOUT}")
    place.act("drain", to)
    waits = look(place, sent.ref)
    assert waits.status is Status.PENDING
    assert "could not be taken back yet" in waits.reason
    assert place.balance == HAD - 10_000
    place.act("fill", to, currency="EUR", amount=10_000)
    assert look(place, sent.ref).status is Status.FAILED
    assert place.balance == HAD


def test_a_balance_that_does_not_suffice_is_a_no(place: StripePlace):
    """Nothing moved; the same key stays refused, and a new one pays once there is enough."""
    to = place.payee()
    for _ in range(2):
        with pytest.raises(Declined, match="does not cover it yet"):
            place.gateway.pay_out(PAYOUT, eur(HAD + 1), to)
    assert place.gateway.look_up(Operation.PAYOUT, PAYOUT, None) is None
    assert place.balance == HAD
    place.act("top_up", currency="EUR", amount=1)
    assert place.gateway.pay_out(AGAIN, eur(HAD + 1), to).status is Status.PENDING
    assert place.balance == 0


def test_an_account_that_is_not_there_is_a_no(place: StripePlace):
    """So is one whose holder has not given Stripe what it asks for."""
    with pytest.raises(Declined, match="No such destination"):
        send(place, "acct_nothing")
    assert place.balance == HAD


def test_a_second_attempt_is_another_payout(place: StripePlace):
    """It has a key of its own, to whoever it goes."""
    assert send(place, place.payee("refused")).status is Status.FAILED
    good = send(place, place.payee(), AGAIN)
    place.rest()
    assert place.known(Operation.PAYOUT, AGAIN, good.ref).status is Status.SUCCEEDED
    assert look(place).status is Status.FAILED


def test_an_account_that_shuts_the_marketplace_out_leaves_it_unknown(place: StripePlace):
    """It may have been paid: nothing is taken back while nobody can look."""
    to = place.payee("slow")
    sent = send(place, to)
    place.act("shut", to)
    for call in (lambda: look(place, sent.ref), lambda: look(place), lambda: send(place, to)):
        with pytest.raises(Unavailable):
            call()
    assert place.balance == HAD - 10_000
    place.later()
    place.act("shut", to, shut=False)
    assert look(place, sent.ref).status is Status.SUCCEEDED


@pytest.mark.race
def test_a_letter_and_the_poller_at_the_same_moment_go_on_once(place: StripePlace):
    """Both find that the payout is still to be asked for."""
    to = place.payee()
    place.simulator.fault("reset_before", operation="payouts.create", times=1)
    with pytest.raises(Unavailable):
        send(place, to)

    def ask(_: int) -> str:
        try:
            return look(place).status
        except Unavailable:
            return "unknown"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) <= {Status.PENDING, Status.SUCCEEDED, "unknown"}
    place.rest()
    assert look(place).status is Status.SUCCEEDED
    done = place.simulator.effects("stripe")
    assert (done["transfer"], done["payout"], done["reversal"]) == (1, 1, 0)
