"""Every request is one that Stripe documents. The simulator holds each against both descriptions; here is the proof
that it does, and that the descriptions refuse what is wrong."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.stripe.conftest import StripePlace
from tests.simulator.stripe import shapes
from tests.suites.gateways import HOLD, PAYOUT, REFUND, RETURN, SOMEBODY, eur
from upclone.adapters.stripe.line import API_VERSION
from upclone.application.ports.gateways import Evidence, Operation, Person, Purpose

GOOD: dict[str, Any] = {"amount": "1000", "currency": "eur", "metadata": {"a": "b"}, "expand": ["latest_charge"]}
WRONG: list[dict[str, Any]] = [
    {"amount": "ten"},
    {"amonut": "1000"},
    {"metadata": "a"},
    {"expand": "latest_charge"},
    {"automatic_payment_methods": {"enabled": "1"}},
    {"automatic_payment_methods": {"enabled": "true", "allow_redirects": "perhaps"}},
    {"confirm": "yes"},
    {"transfer_data": {"amount": "5"}},
]


def everything(place: StripePlace) -> None:
    """One call of each kind that the adapter makes."""
    now = place.now()
    person = Person(SOMEBODY, "ada@example.org", "Ada", "DE")
    card = str(place.act("card", account=str(SOMEBODY), behaviour="off_session_3ds"))
    page = place.ask(card, away=True)
    place.gateway.look_up(Operation.PAYMENT, HOLD, page.ref)
    place.act("decline", page.ref)
    place.gateway.look_up(Operation.PAYMENT, HOLD, None)
    paid = place.ask(key="another", amount=eur(20_000))
    place.gateway.look_up(Operation.PAYMENT, "another", paid.ref)
    refund = place.gateway.refund(REFUND, paid.ref, eur(1_000))
    for ref in (refund.ref, None):
        place.gateway.look_up(Operation.REFUND, REFUND, ref)
    payout = place.gateway.pay_out(PAYOUT, eur(1_000), place.payee("refused"))
    for ref in (payout.ref, None):
        place.gateway.look_up(Operation.PAYOUT, PAYOUT, ref)
    for purpose in Purpose:
        place.gateway.enrolment(purpose, place.gateway.enrol(purpose, purpose, person, RETURN).ref)
    place.gateway.contest(
        str(place.act("dispute", "key:another")), Evidence("See.", b"%PDF", "Ada", "ada@example.org", now)
    )
    place.gateway.balances()
    list(place.gateway.movements(now, place.now()))


def test_every_request_fits_both_descriptions(place: StripePlace):
    """None was refused (the simulator would say so), and each was looked at."""
    everything(place)
    asked = {each["operation"] for each in place.simulator.tell("trace")}
    assert asked - shapes.TYPED.keys() == {"files.create"}, "whose content is no form"
    assert len(asked) >= 22
    checked: Any = place.act("checked")
    total = len(place.simulator.tell("trace"))
    assert checked["sdk"] == total - 1
    if shapes.document() is None:
        pytest.skip("the published document is not at hand: set UPCLONE_SPECS to its folder")
    assert checked["document"] == total


def _by_document(given: dict[str, Any]) -> list[str]:
    found = shapes.by_document("POST", "/v1/payment_intents", given)
    if found is None:
        pytest.skip("the published document is not at hand: set UPCLONE_SPECS to its folder")
    return found


CHECKS = [lambda given: shapes.by_sdk("payment_intents.create", given), _by_document]


@pytest.mark.parametrize("check", CHECKS, ids=["sdk", "document"])
def test_what_is_documented_passes(check: Callable[[dict[str, Any]], list[str]]):
    """The checkers refuse nothing that is right."""
    assert check(GOOD) == []


@pytest.mark.parametrize("check", CHECKS, ids=["sdk", "document"])
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_is_not_documented_is_refused(check: Callable[[dict[str, Any]], list[str]], wrong: dict[str, Any]):
    """Unknown, missing, of another kind: each is named."""
    mistakes = check(GOOD | wrong)
    assert len(mistakes) == 1, mistakes


def test_the_version_is_the_sdks_own():
    """Its types describe that one: a newer SDK needs a look at what changed."""
    from stripe._api_version import _ApiVersion

    assert API_VERSION == _ApiVersion.CURRENT
