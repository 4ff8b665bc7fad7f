"""Whole deals by HTTP alone, paid and paid out at PayPal; after each step the two books agree."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.api_world import PASSWORD, eur
from tests.integration.paypal.conftest import WEBHOOK
from tests.simulated_shop import Shop, serving
from tests.simulator.client import Simulator
from upclone.adapters.embedded import Urls

MONTH = 31 * 86_400


@pytest.fixture
def shop(pg_server: Urls, tmp_path: Path, simulator: Simulator) -> Iterator[Shop]:
    environment = {
        "UPCLONE_PAYPAL_CLIENT_ID": "an-id-of-tests",
        "UPCLONE_PAYPAL_CLIENT_SECRET": "a-secret-of-tests",
        "UPCLONE_PAYPAL_WEBHOOK_ID": WEBHOOK,
        "UPCLONE_PAYPAL_API_BASE": simulator.base("paypal"),
    }
    with serving("paypal", pg_server, tmp_path, simulator, environment) as shop:
        yield shop
    assert not simulator.state()["bugs"]


def approved(shop: Shop, contract: object, number: int) -> str:
    payment = shop.fund(contract, number)
    shop.press(payment)
    return shop.state(payment)


@pytest.mark.parametrize("by", ["a question", "its report"])
def test_a_payout_that_came_back_unheard_is_found(shop: Shop, by: str):
    """A day later by asking, or by PayPal's report at once: either way the money is available again, once, and is no
    stranger's."""
    contract = shop.world.signed()
    assert approved(shop, contract, 0) == "held"
    shop.world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    shop.rest()
    have, doors = shop.available, shop.world.doors
    payout = shop.bounces_unheard(have - 1_000, "bounces@example.org")
    shop.later(25)
    if by == "its report":
        rehearsed = doors.reconciliations.run("paypal", kept=False).findings
        assert [each.reason for each in rehearsed] == ["missing_here"]
        assert shop.payout(payout)["state"] == "paid", "a rehearsal changes nothing"
        assert doors.reconciliations.run("paypal").findings == ()
        assert doors.books.apart("paypal") == ()
    for _ in range(2):
        shop.container.payments.lookbacks().look()
        shop.rest()
    assert (shop.payout(payout)["state"], shop.available) == ("failed", have)
    shop.simulator.tell("hook", api="paypal", held=False)
    shop.rest()
    assert shop.available == have, "restored once"
    assert doors.reconciliations.run("paypal").findings == ()
    shop.agree()


@pytest.mark.slow
def test_a_deal_is_funded_released_withdrawn_refunded_split_and_comes_back(shop: Shop):
    world, contract = shop.world, shop.world.signed()
    first, second, third = (f"/milestones/{each['id']}" for each in contract["milestones"])
    assert world.client.sees("/payments/gateways")["items"][0] == "paypal"

    assert approved(shop, contract, 0) == "held"
    shop.simulator.fault("decline", api="paypal", operation="capture", times=1)
    assert approved(shop, contract, 1) == "declined"
    assert approved(shop, contract, 1) == "held"
    assert approved(shop, contract, 2) == "held"
    shop.agree()
    assert shop.simulator.balance("paypal", "EUR") == 3 * (30_900 - 926)

    world.freelancer.does(f"{first}/submit", {"note": "Done."})
    world.client.does(f"{first}/approve")
    waits = shop.withdraw(7_000, "unclaimed@example.org")
    assert (shop.payout(waits)["state"], shop.available) == ("sent", 20_000)
    assert shop.payout(shop.withdraw(20_000, "dan@example.org"))["state"] == "paid"
    shop.simulator.tell("clock", advance_s=MONTH)
    shop.rest()
    assert (shop.payout(waits)["state"], shop.available) == ("failed", 7_000)
    shop.agree()

    world.freelancer.does(f"{second}/refund", {"amount": {"amount_minor": 10_000, "currency": "EUR"}})
    world.client.does(f"{second}/approve")
    shop.rest()
    assert [each["state"] for each in world.client.sees("/payouts?kind=refund")["items"]] == ["paid"]
    shop.agree()

    body = {"milestone_id": contract["milestones"][2]["id"], "reason": "Half is missing.", "statement": "See."}
    dispute, half = world.client.does(f"/contracts/{contract['id']}/disputes", body)["id"], 15_000
    world.freelancer.does(f"/disputes/{dispute}/offer", {"release": {"amount_minor": half, "currency": "EUR"}})
    world.client.does(f"/disputes/{dispute}/accept", {"release": {"amount_minor": half, "currency": "EUR"}})
    shop.rest()
    assert world.client.sees(third)["state"] == "settled"
    shop.agree()

    have = shop.available
    bounces = shop.withdraw(have, "bounces@example.org")
    assert (shop.payout(bounces)["state"], shop.available) == ("paid", 0)
    shop.agree()
    shop.simulator.tell("clock", advance_s=2 * 3600)
    shop.rest()
    assert (shop.payout(bounces)["state"], shop.available) == ("failed", have), "restored once"
    shop.agree()


@pytest.mark.slow
def test_lost_answers_and_letters_that_are_late_doubled_and_shuffled_change_nothing(shop: Shop):
    """Each call is lost once, before or after its effect; letters come three times, an hour late, in any order."""
    simulator, world = shop.simulator, shop.world
    simulator.tell("hook", api="paypal", copies=3, shuffled=True, delay_s=3600)
    for kind, calls in (("error_after", ("order", "capture", "payout", "refund")), ("reset_before", ("*_get",))):
        for operation in calls:
            simulator.fault(kind, api="paypal", operation=operation, times=1)
    contract = world.signed()
    payments = [shop.fund(contract, number) for number in (0, 1)]
    shop.rest()
    for payment in payments:
        shop.press(payment)
    shop.rest()
    assert [world.client.sees(f"/payments/{each}")["state"] for each in payments] == ["held", "held"]
    first, second = (f"/milestones/{each['id']}" for each in contract["milestones"][:2])
    world.client.does(f"{first}/approve")
    world.freelancer.does(f"{second}/refund")
    paid = [shop.withdraw(10_000, "dan@example.org") for _ in range(2)]
    shop.rest()
    assert [shop.payout(each)["state"] for each in paid] == ["paid", "paid"]
    shop.agree()
    met = Counter(each["fault"] for each in simulator.tell("trace") if each["fault"])
    assert met == {"error_after": 4, "reset_before": 1}
    simulator.tell("forge", api="paypal", body='{"id": "WH-forged", "event_type": "PAYMENT.CAPTURE.DENIED"}')
    simulator.tell("heal")
    shop.rest()
    letters = simulator.tell("letters", api="paypal")
    assert [letter["answer"] for letter in letters if letter["forged"]] == ["401"]
    assert {letter["answer"] for letter in letters if not letter["forged"]} == {"200"}
    shop.agree()


@pytest.mark.slow
def test_people_pay_and_are_paid_by_what_they_saved(shop: Shop):
    """A PayPal account that its owner agreed to at PayPal pays without a page; an address that was typed is paid."""
    world = shop.world
    body = {"gateway": "paypal", "password": PASSWORD}
    place = world.freelancer.does("/payout-methods", {**body, "address": "dan@example.org"})["id"]
    saved = world.client.does("/payment-methods", body)["id"]
    shop.rest()
    assert world.freelancer.sees(f"/methods/{place}")["label"] == "PayPal d•••@example.org"
    begun = world.client.sees(f"/methods/{saved}")
    assert (begun["state"], begun["reason"]) == ("begun", "Agree to it at PayPal.")
    requests.post(begun["url"], data={"do": "pay"}, timeout=5, allow_redirects=False)
    world.client.does(f"/methods/{saved}/continue")
    shop.rest()
    assert world.client.sees(f"/methods/{saved}")["state"] == "active"
    contract = world.signed()
    assert shop.state(shop.fund(contract, 0, kept=saved)) == "held"
    world.client.does(f"/milestones/{contract['milestones'][0]['id']}/approve")
    payout = world.freelancer.does("/payouts", {"amount": eur(27_000), "gateway": "paypal"})["id"]
    shop.rest()
    assert shop.payout(payout)["state"] == "paid"
    shop.agree()


@pytest.mark.slow
def test_who_approves_after_giving_up_is_not_charged(shop: Shop):
    """The client cancels here and presses yes there: nothing is captured, now or by a later look."""
    contract = shop.world.signed()
    payment = shop.fund(contract, 0)
    page = shop.world.client.get(f"/payments/{payment}/approve").headers["Location"]
    shop.world.client.does(f"/payments/{payment}/cancel")
    requests.post(page, data={"do": "pay"}, timeout=5, allow_redirects=False)
    shop.rest()
    assert [letter["answer"] for letter in shop.simulator.tell("letters", api="paypal")] == ["200"]
    assert shop.simulator.balance("paypal", "EUR") == 0
    shop.agree()


@pytest.mark.slow
def test_a_letter_that_paypal_does_not_vouch_for_in_time_comes_again(shop: Shop):
    """503 within a second: nothing was kept, and the next one is taken. A chargeback's is kept for who follows it."""
    contract = shop.world.signed()
    assert approved(shop, contract, 0) == "held"
    capture = next(each["ref"] for each in shop.simulator.state()["effects"] if each["what"] == "payment")
    shop.simulator.tell("hook", api="paypal", url="")
    ref = shop.simulator.act("paypal", "dispute", capture)["ref"]
    body, headers = shop.simulator.letters("paypal")[-1]
    hook = f"{shop.address}/webhooks/paypal"
    shop.simulator.fault("timeout_before", api="paypal", operation="verify", times=1)
    answers = [requests.post(hook, body, headers=headers, timeout=5) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert answers[0].elapsed.total_seconds() < 1.5
    assert [answer.json()["new"] for answer in answers[1:]] == [True, False]
    with shop.container.adapters.unit_of_work()() as work:
        query = "SELECT key FROM webhook_event WHERE gateway = 'paypal' AND operation = 'chargeback' AND key = %(ref)s"
        assert work.transaction.one(query, {"ref": ref}) == (ref,)
