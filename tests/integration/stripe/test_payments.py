"""Payments at Stripe: cards, banks that ask, pages, and what is never taken for a payment."""

from typing import Any

import pytest

from tests.integration.stripe.conftest import CARD, StripePlace
from tests.suites.gateways import HOLD, SOMEBODY, eur
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.errors import Declined, Unavailable
from upclone.domain.money import Money

PAYMENT = Operation.PAYMENT
SECURE = "pm_card_threeDSecure2Required"
STRANGER = "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c7b"


def look(place: StripePlace, ref: str | None) -> Answer:
    return place.known(PAYMENT, HOLD, ref)


def saved(place: StripePlace, behaviour: str = "ok", owner: str = str(SOMEBODY)) -> str:
    """A card that somebody keeps at Stripe."""
    return str(place.act("card", account=owner, behaviour=behaviour))


def test_a_card_is_charged_at_once_and_the_fee_is_told(place: StripePlace):
    """What moved, and what Stripe keeps of it."""
    answer = place.ask()
    assert (answer.status, answer.amount, answer.fee) == (Status.SUCCEEDED, eur(10_000), eur(320))
    assert place.balance == 9_680


@pytest.mark.parametrize(("button", "status"), [("pay", Status.SUCCEEDED), ("decline", Status.FAILED)])
def test_a_bank_that_asks_decides(place: StripePlace, button: str, status: Status):
    """3-D Secure: pending, with a link, until the payer has answered their bank."""
    asked = place.ask(SECURE)
    assert (asked.status, bool(asked.approve_url)) == (Status.PENDING, True)
    place.act(button, asked.ref)
    assert {look(place, ref).status for ref in (asked.ref, None)} == {status}
    assert place.balance == (9_680 if status is Status.SUCCEEDED else 0)


def test_a_declined_card_is_a_no(place: StripePlace):
    """With Stripe's own words; asked again, it is the same no."""
    for _ in range(2):
        with pytest.raises(Declined, match="Your card was declined"):
            place.ask("pm_card_visa_chargeDeclined")
    assert look(place, None).status is Status.FAILED
    assert place.balance == 0


def test_a_page_takes_another_card_after_one_that_was_declined(place: StripePlace):
    """No letter about the first card ends the payment."""
    page = place.ask("")
    place.act("decline", page.ref)
    for notice in (place.gateway.verify(*letter) for letter in place.letters()):
        if notice.operation is PAYMENT:
            assert look(place, notice.ref).status is Status.PENDING
    assert look(place, None) == page
    place.act("pay", page.ref)
    assert look(place, page.ref).status is Status.SUCCEEDED


def test_a_page_that_nobody_used_expires(place: StripePlace):
    """After Stripe's 24 hours."""
    page = place.ask("")
    place.simulator.tell("clock", advance_s=24 * 3600 + 1)
    assert (look(place, page.ref).status, look(place, page.ref).approve_url) == (Status.EXPIRED, None)


def test_a_payment_that_takes_long_is_pending(place: StripePlace):
    """As with a debit: told on the page, there an hour later."""
    page = place.ask("")
    place.act("pay", page.ref, method="pm_slow")
    assert look(place, page.ref).status is Status.PENDING
    place.later()
    assert look(place, page.ref).status is Status.SUCCEEDED


def test_another_amount_is_told_as_it_came(place: StripePlace):
    """Never the one that was asked for."""
    place.simulator.fault("wrong_amount", operation="payment_intents.create")
    assert place.ask().amount == eur(9_000)


def test_a_canceled_intent_has_failed(place: StripePlace):
    """By somebody at Stripe's own pages."""
    asked = place.ask(SECURE)
    place.gateway._client.v1.payment_intents.cancel(asked.ref)
    assert look(place, asked.ref).status is Status.FAILED


def test_a_saved_card_pays_with_its_owner_away(place: StripePlace):
    """As they agreed to beforehand."""
    assert place.ask(saved(place), away=True).status is Status.SUCCEEDED


def test_a_bank_that_wants_to_see_its_customer_gets_to(place: StripePlace):
    """Off session, "authentication required" is no decline: the payment waits on a page, the same one each time."""
    card = saved(place, "off_session_3ds")
    asked = place.ask(card, away=True)
    assert (asked.status, bool(asked.approve_url)) == (Status.PENDING, True)
    assert place.ask(card, away=True) == asked
    for notice in (place.gateway.verify(*letter) for letter in place.letters()):
        if notice.operation is PAYMENT:
            assert place.gateway.look_up(PAYMENT, HOLD, notice.ref) is None, "the first try is not the payment's end"
    place.act("pay", asked.ref)
    assert {look(place, ref).status for ref in (asked.ref, None)} == {Status.SUCCEEDED}
    assert place.balance == 9_680


def test_a_bank_that_wants_to_see_its_customer_behind_an_error(place: StripePlace):
    """Stripe keeps an error of its own under the key for a day: the page is opened by what the search finds."""
    place.simulator.fault("error_after", operation="payment_intents.create", nth=1)
    place.act("set", lag_s=60)
    card = saved(place, "off_session_3ds")
    for _ in range(2):
        with pytest.raises(Unavailable):
            place.ask(card, away=True)
    place.simulator.tell("clock", advance_s=61)
    asked = place.ask(card, away=True)
    assert (asked.status, bool(asked.approve_url)) == (Status.PENDING, True)
    assert place.ask(card, away=True) == asked
    place.act("pay", asked.ref)
    assert {look(place, ref).status for ref in (asked.ref, None)} == {Status.SUCCEEDED}
    assert place.balance == 9_680


@pytest.mark.parametrize("owner", [STRANGER, ""])
def test_nobody_pays_with_somebody_elses_card(place: StripePlace, owner: str):
    """Whoever learns a card's token has learnt nothing."""
    with pytest.raises(Declined, match="no such saved means"):
        place.ask(saved(place, owner=owner))
    assert place.balance == 0


def test_a_card_that_is_not_there_is_declined(place: StripePlace):
    """Like somebody else's."""
    with pytest.raises(Declined, match="no such saved means"):
        place.ask("pm_nothing")


def test_what_the_search_does_not_know_yet_is_found_by_asking_again(place: StripePlace):
    """Stripe's search is behind by up to a minute: the same request under the same key is the same payment."""
    place.act("set", lag_s=60)
    paid = place.ask()
    assert place.gateway.look_up(PAYMENT, HOLD, None) is None
    assert place.ask() == paid
    assert look(place, paid.ref) == paid
    place.simulator.tell("clock", advance_s=61)
    assert look(place, None) == paid


@pytest.mark.parametrize(
    ("amount", "units"),
    [(Money(500, "JPY"), 500), (Money(500, "ISK"), 50_000), (Money(500, "UGX"), 50_000), (Money(500, "MGA"), 5),
     (Money(1_230, "KWD"), 1_230)],
    ids=str,
)  # fmt: skip
def test_odd_currencies_go_there_and_back(place: StripePlace, amount: Money, units: int):
    """Where Stripe counts otherwise than ISO 4217, the payment is the same."""
    answer = place.ask(amount=amount)
    assert answer.amount == amount
    shown: Any = place.act("show", answer.ref)
    assert (shown["amount"], shown["currency"]) == (units, amount.currency.lower())


@pytest.mark.parametrize("amount", [Money(501, "MGA"), Money(1_231, "KWD")], ids=str)
def test_what_stripe_cannot_count_is_declined(place: StripePlace, amount: Money):
    """Nothing is ever rounded."""
    with pytest.raises(Declined, match="exactly"):
        place.ask(CARD, amount)


@pytest.mark.parametrize("method", ["", "off_session_3ds"])
def test_a_page_whose_answer_was_an_error_is_found(place: StripePlace, method: str):
    """Stripe keeps the error under the key: the page itself is looked for, and there is one."""
    place.simulator.fault("error_after", operation="checkout.sessions.create", nth=1)
    card = saved(place, method) if method else ""
    for _ in range(2):
        with pytest.raises(Unavailable):
            place.ask(card, away=bool(card))
    page = look(place, None)
    assert (page.status, bool(page.approve_url)) == (Status.PENDING, True)
    place.act("pay", page.ref)
    assert {look(place, ref).status for ref in (page.ref, None)} == {Status.SUCCEEDED}
    assert place.balance == 9_680
