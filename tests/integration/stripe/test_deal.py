"""Whole deals by HTTP alone, paid and paid out at Stripe: letters come in over the wire, and both books agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.api_world import PASSWORD, eur
from tests.simulated_shop import Shop, serving
from tests.simulator.client import Simulator
from upclone.adapters.embedded import Urls


@pytest.fixture
def shop(pg_server: Urls, tmp_path: Path, simulator: Simulator) -> Iterator[Shop]:
    environment = {
        "UPCLONE_STRIPE_SECRET_KEY": "sk_test_simulator",
        "UPCLONE_STRIPE_WEBHOOK_SECRET": "whsec_another_endpoint, whsec_simulator",
        "UPCLONE_STRIPE_API_BASE": simulator.base("stripe"),
    }
    with serving("stripe", pg_server, tmp_path, simulator, environment) as shop:
        yield shop


def payee(shop: Shop, behaviour: str = "ok") -> str:
    return str(shop.simulator.act("stripe", "payee", behaviour=behaviour))


@pytest.mark.slow
def test_a_deal_is_funded_released_withdrawn_refunded_split_and_bounces(shop: Shop):
    """With and without 3-D Secure, and a card that is declined; after each step the two books agree."""
    world, contract = shop.world, shop.world.signed()
    first, second, third = (f"/milestones/{each['id']}" for each in contract["milestones"])
    assert world.client.sees("/payments/gateways")["items"][0] == "stripe"

    payment = shop.fund(contract, 0)
    shop.press(payment)
    assert shop.state(payment) == "held"
    payment = shop.fund(contract, 1, "pm_card_threeDSecure2Required")
    shop.press(payment)
    assert shop.state(payment) == "held"
    assert shop.state(shop.fund(contract, 2, "pm_card_visa_chargeDeclined")) == "declined"
    payment = shop.fund(contract, 2, "pm_card_threeDSecure2Required")
    shop.press(payment, "decline")
    assert shop.state(payment) == "declined"
    assert shop.state(shop.fund(contract, 2, "pm_card_visa")) == "held"
    shop.agree()
    assert shop.simulator.balance("stripe", "EUR") == 3 * (30_900 - 926)

    world.freelancer.does(f"{first}/submit", {"note": "Done."})
    world.client.does(f"{first}/approve")
    paid = shop.withdraw(27_000, payee(shop))
    assert world.freelancer.sees(f"/payouts/{paid}")["state"] == "paid"
    shop.agree()

    world.freelancer.does(f"{second}/refund", {"amount": eur(10_000)})
    world.client.does(f"{second}/approve")
    shop.rest()
    assert [each["state"] for each in world.client.sees("/payouts?kind=refund")["items"]] == ["paid"]
    shop.agree()

    body = {"milestone_id": contract["milestones"][2]["id"], "reason": "Half is missing.", "statement": "See."}
    dispute = world.client.does(f"/contracts/{contract['id']}/disputes", body)["id"]
    world.freelancer.does(f"/disputes/{dispute}/offer", {"release": eur(15_000)})
    world.client.does(f"/disputes/{dispute}/accept", {"release": eur(15_000)})
    shop.rest()
    assert world.client.sees(third)["state"] == "settled"
    shop.agree()

    have = shop.available
    bounces = shop.withdraw(have, payee(shop, "bounces"))
    assert world.freelancer.sees(f"/payouts/{bounces}")["state"] == "paid"
    assert shop.available == 0
    shop.agree()
    shop.simulator.tell("clock", advance_s=2 * 3600)
    shop.rest()
    back = world.freelancer.sees(f"/payouts/{bounces}")
    assert (back["state"], back["failure"]) == ("failed", "The bank account has been closed.")
    assert shop.available == have, "restored once"
    shop.agree()


def test_a_payout_that_came_back_unheard_is_found(shop: Shop):
    """Stripe's report knows nothing of it until its transfer is reversed: who asks a day later has that done, once."""
    contract = shop.world.signed()
    assert shop.state(shop.fund(contract, 0, "pm_card_visa")) == "held"
    shop.world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    shop.rest()
    have = shop.available
    payout = shop.bounces_unheard(have, payee(shop, "bounces"))
    shop.later(25)
    for _ in range(2):
        shop.container.payments.lookbacks().look()
        shop.rest()
    assert (shop.payout(payout)["state"], shop.available) == ("failed", have)
    shop.simulator.tell("hook", api="stripe", held=False)
    shop.rest()
    assert shop.available == have, "restored once"
    shop.agree()


@pytest.mark.slow
def test_a_deal_survives_lost_answers_and_letters_that_are_late_doubled_and_shuffled(shop: Shop):
    """Everything happens once, whatever is lost on the way; what is forged or old changes nothing."""
    simulator, world = shop.simulator, shop.world
    simulator.tell("hook", api="stripe", copies=3, shuffled=True, delay_s=3600)
    for kind in ("timeout_after", "error_after"):
        for operation in ("payment_intents.create", "transfers.create", "payouts.create", "refunds.create"):
            nth = 1 if kind == "timeout_after" else 2
            simulator.fault(kind, operation=operation, nth=nth)
    contract = world.signed()
    payments = [shop.fund(contract, number, "pm_card_visa") for number in (0, 1)]
    shop.rest()
    assert [world.client.sees(f"/payments/{each}")["state"] for each in payments] == ["held", "held"]
    first, second = (f"/milestones/{each['id']}" for each in contract["milestones"][:2])
    world.client.does(f"{first}/approve")
    world.freelancer.does(f"{second}/refund")
    paid = [shop.withdraw(10_000, payee(shop)), shop.withdraw(10_000, payee(shop))]
    for _ in range(2):
        shop.rest()
    met = {(each["operation"], each["fault"]) for each in simulator.tell("trace") if each["fault"]}
    assert len(met) >= 7, "each call was lost in both ways, the only refund at least in one"
    assert [world.freelancer.sees(f"/payouts/{each}")["state"] for each in paid] == ["paid", "paid"]
    shop.agree()
    simulator.tell("forge", api="stripe", body='{"id": "evt_forged", "type": "payout.failed"}')
    simulator.tell("heal")
    shop.rest()
    simulator.tell("clock", advance_s=4 * 3600)
    shop.rest()
    letters = simulator.tell("letters", api="stripe")
    forged = [letter["answer"] for letter in letters if letter["forged"]]
    assert forged == ["401"]
    assert {letter["answer"] for letter in letters if not letter["forged"]} == {"200"}
    assert [world.freelancer.sees(f"/payouts/{each}")["state"] for each in paid] == ["paid", "paid"]
    shop.agree()


@pytest.mark.slow
def test_a_card_and_an_account_are_set_up_and_used(shop: Shop):
    """Each at Stripe's page, on which alone it is given; then money leaves to the place that its owner set up."""
    world, contract = shop.world, shop.world.signed()
    world.freelancer.does("/users/profile", {"country": "DE"}, "PUT")
    begun = world.freelancer.does("/payout-methods", {"password": PASSWORD})
    card = world.client.does("/payment-methods", {"password": PASSWORD})
    shop.rest()
    for person, method in ((world.freelancer, begun), (world.client, card)):
        url = person.sees(f"/methods/{method['id']}")["url"]
        assert requests.post(url, data={"do": "pay"}, timeout=5, allow_redirects=False).status_code == 303
    shop.rest()
    assert world.freelancer.sees(f"/methods/{begun['id']}")["label"] == "TEST BANK •••• 3000"
    assert world.client.sees(f"/methods/{card['id']}")["label"] == "Visa •••• 4242"
    assert shop.state(shop.fund(contract, 0, "pm_card_visa")) == "held"
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    sent = world.freelancer.does("/payouts", {"amount": eur(20_000), "gateway": "stripe", "method": begun["id"]})
    shop.rest()
    assert shop.payout(sent["id"])["state"] == "paid"
    shop.agree()
