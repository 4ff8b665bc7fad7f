"""Disputes: taken, answered once with the dossier, won and lost."""

from datetime import UTC, datetime

import pytest

from tests.integration.paypal.conftest import PayPal, eur
from upclone.application.ports.gateways import ClaimState, Evidence, Operation
from upclone.domain.errors import NotFound

EVIDENCE = Evidence("Delivered and approved. " * 200, b"%PDF-1.7 dossier", "Ada", "ada@example.org", datetime.now(UTC))


@pytest.mark.parametrize(("won", "state"), [(True, ClaimState.WON), (False, ClaimState.LOST)])
def test_a_dispute_is_answered_once_and_decided(paypal: PayPal, won: bool, state: ClaimState):
    """PayPal takes the money and its fee at once; answered again, nothing is sent; who wins gets the money back."""
    paid = paypal.paid(eur(10_000))
    ref = paypal.act("dispute", paid.ref, amount=6_000)["ref"]
    claim = paypal.gateway.claim(ref)
    assert (claim.payment_ref, claim.amount, claim.fee) == (paid.ref, eur(6_000), eur(1_500))
    assert (claim.state, claim.withdrawn) == (ClaimState.OPEN, True)
    assert claim.answer_by is not None
    assert paypal.gateway.contest(ref, EVIDENCE).state is ClaimState.ANSWERED
    assert paypal.gateway.contest(ref, EVIDENCE).state is ClaimState.ANSWERED
    paypal.act("decide", ref, won=won)
    decided = paypal.gateway.claim(ref)
    assert (decided.state, decided.withdrawn, decided.fee) == (state, not won, eur(1_500))
    told = [each.key for each in paypal.notices() if each.operation is Operation.CHARGEBACK]
    assert told == [ref] * 3


def test_an_unknown_dispute_is_not_found(paypal: PayPal):
    for ask in (paypal.gateway.claim, lambda ref: paypal.gateway.contest(ref, EVIDENCE)):
        with pytest.raises(NotFound):
            ask("PP-D-NOTHING")
