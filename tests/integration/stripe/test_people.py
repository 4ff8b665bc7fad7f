"""Saved cards, accounts to be paid to, chargebacks and their answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.integration.stripe.conftest import StripePlace
from tests.suites.gateways import HOLD, RETURN, SOMEBODY, eur
from upclone.application.ports.gateways import ClaimState, Evidence, Moved, Person, Purpose, Status
from upclone.domain.errors import Invalid, NotFound

ADA = Person(SOMEBODY, "ada@example.org", "Ada Example", "DE")
SAID = Evidence(
    "All was delivered.", b"%PDF-1.7 dossier", "Ada Example", "ada@example.org", datetime(2026, 3, 1, tzinfo=UTC)
)


def test_a_saved_card_is_named_and_pays(place: StripePlace):
    """Its token is what a payment names; it is its owner's alone."""
    begun = place.gateway.enrol(Purpose.PAYING, "e1", ADA, RETURN)
    assert (begun.ready, begun.reason) == (False, "Stripe waits for the card.")
    assert place.gateway.enrol(Purpose.PAYING, "e1", ADA, RETURN) == begun
    place.act("pay", begun.ref)
    card = place.gateway.enrolment(Purpose.PAYING, begun.ref)
    assert (card.label, card.url) == ("Visa •••• 4242", None)
    assert place.ask(card.token, away=True).status is Status.SUCCEEDED


def test_a_page_that_was_left_gives_no_card(place: StripePlace):
    """Its person begins again."""
    begun = place.gateway.enrol(Purpose.PAYING, "e1", ADA, RETURN)
    place.act("expire", begun.ref)
    left = place.gateway.enrolment(Purpose.PAYING, begun.ref)
    assert (left.ready, left.url, bool(left.reason)) == (False, None, True)


def test_an_account_is_ready_once_stripe_has_what_it_asks_for(place: StripePlace):
    """Until then there is a link, made anew each time, and what is missing. Payouts go when its owner says so."""
    begun = place.gateway.enrol(Purpose.BEING_PAID, "e2", ADA, RETURN)
    waits = place.gateway.enrolment(Purpose.BEING_PAID, begun.ref)
    assert (waits.ready, bool(waits.url)) == (False, True)
    assert "external_account" in waits.reason
    place.act("pay", begun.ref)
    ready = place.gateway.enrolment(Purpose.BEING_PAID, begun.ref)
    assert (ready.token, ready.label) == (begun.ref, "TEST BANK •••• 3000")


def test_whoever_is_paid_says_where_they_live(place: StripePlace):
    """Stripe asks other things in each country."""
    with pytest.raises(Invalid, match="country"):
        place.gateway.enrol(Purpose.BEING_PAID, "e3", Person(SOMEBODY, "a@example.org", "Ada"), RETURN)
    with pytest.raises(NotFound):
        place.gateway.enrolment(Purpose.PAYING, "acct_1")


@pytest.mark.parametrize(("won", "state", "left"), [(True, ClaimState.WON, 8_180), (False, ClaimState.LOST, -1_820)])
def test_a_chargeback_is_answered_once_and_decided(place: StripePlace, won: bool, state: ClaimState, left: int):
    """The money is taken with a fee at once; the dossier goes with the answer; won, the money returns, the fee not."""
    paid = place.ask()
    ref = str(place.act("dispute", f"key:{HOLD}"))
    claim = place.gateway.claim(ref)
    assert (claim.payment_ref, claim.amount, claim.state) == (paid.ref, eur(10_000), ClaimState.OPEN)
    assert (claim.withdrawn, claim.fee, place.balance) == (True, eur(1_500), -1_820)
    assert claim.answer_by is not None
    assert claim.answer_by > datetime.now(UTC) + timedelta(days=6)
    assert place.gateway.contest(ref, SAID).state is ClaimState.ANSWERED
    assert place.gateway.contest(ref, SAID).state is ClaimState.ANSWERED
    sent: Any = place.act("show", ref)
    assert sent["evidence_details"]["submission_count"] == 1
    assert sent["evidence"]["uncategorized_text"] == "All was delivered."
    assert sent["evidence"]["service_date"] == "2026-03-01"
    file: Any = place.act("show", sent["evidence"]["uncategorized_file"])
    assert (file["purpose"], file["size"]) == ("dispute_evidence", len(SAID.dossier))
    place.act("decide", ref, won=won)
    assert (place.gateway.claim(ref).state, place.gateway.claim(ref).withdrawn) == (state, not won)
    assert place.balance == left
    now = place.now()
    lines = list(place.gateway.movements(now - timedelta(hours=1), now + timedelta(seconds=2)))
    assert [line.what for line in lines] == [Moved.PAYMENT, Moved.CHARGEBACK, Moved.CHARGEBACK_RETURNED][: 2 + won]
    assert sum((line.net for line in lines), eur(0)) == eur(left)


def test_a_part_of_a_payment_is_charged_back(place: StripePlace):
    """As much as the bank says, and a dossier that is too large stays at home."""
    place.ask()
    ref = str(place.act("dispute", f"key:{HOLD}", amount=2_500, reason="product_not_received"))
    assert (place.gateway.claim(ref).amount, place.gateway.claim(ref).reason) == (eur(2_500), "product_not_received")
    large = Evidence("See.", b"x" * 4_500_001, "Ada", "ada@example.org", datetime.now(UTC))
    assert place.gateway.contest(ref, large).state is ClaimState.ANSWERED
    sent: Any = place.act("show", ref)
    assert "uncategorized_file" not in sent["evidence"]


def test_a_long_report_is_read_page_by_page(place: StripePlace):
    """More than a hundred lines, over more than a window, oldest first, each once."""
    for _ in range(3):
        for _ in range(45):
            place.act("top_up", currency="EUR", amount=1)
        place.simulator.tell("clock", advance_s=4 * 3600)
    now = place.now()
    lines = list(place.gateway.movements(now - timedelta(hours=20), now))
    assert (len(lines), len({line.id for line in lines})) == (135, 135)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert {line.what for line in lines} == {Moved.OTHER}
