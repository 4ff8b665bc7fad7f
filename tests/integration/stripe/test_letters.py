"""Stripe's letters: who is believed, and what each kind is about."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.integration.stripe.conftest import SECRET, signed
from upclone.adapters.stripe import StripeGateway
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import Invalid, NotSignedIn

GATEWAY = StripeGateway("sk_test_letters", ("whsec_new", "whsec_old"), "http://127.0.0.1:9", 0.5)
OURS = {"upclone_key": "k"}


def event(kind: str, **about: object) -> bytes:
    return json.dumps({"id": "evt_1", "object": "event", "type": kind, "data": {"object": about}}).encode()


BODY = event("payment_intent.succeeded", object="payment_intent", id="pi_1", metadata=OURS)


def read(body: bytes) -> Notice:
    return GATEWAY.verify(body, signed(body, "whsec_new", time.time()))


OTHERS: dict[str, str] = {}
PAYS, SETS_UP = {"mode": "payment"}, {"mode": "setup"}
PAID = {"upclone_key": "k", "upclone_transfer": "tr_1"}


@pytest.mark.parametrize(
    ("kind", "thing", "id", "metadata", "more", "notice"),
    [
        ("payment_intent.succeeded", "payment_intent", "pi_1", OURS, {}, ("payment", "k", "pi_1")),
        ("payment_intent.canceled", "payment_intent", "pi_1", OTHERS, {}, ("other", "payment_intent.canceled", None)),
        ("checkout.session.expired", "checkout.session", "cs_1", OURS, PAYS, ("payment", "k", "cs_1")),
        (
            "checkout.session.expired",
            "checkout.session",
            "cs_1",
            None,
            PAYS,
            ("other", "checkout.session.expired", None),
        ),
        ("checkout.session.completed", "checkout.session", "cs_1", OTHERS, SETS_UP, ("enrolment", "cs_1", None)),
        ("refund.failed", "refund", "re_1", OURS, {}, ("refund", "k", "re_1")),
        ("charge.refund.updated", "refund", "re_1", OURS, {}, ("refund", "k", "re_1")),
        ("transfer.reversed", "transfer", "tr_1", OURS, {}, ("payout", "k", "tr_1")),
        ("payout.failed", "payout", "po_1", PAID, {}, ("payout", "k", "tr_1")),
        ("payout.paid", "payout", "po_1", OTHERS, {}, ("other", "payout.paid", None)),
        ("charge.dispute.created", "dispute", "dp_1", OTHERS, {}, ("chargeback", "dp_1", None)),
        ("account.updated", "account", "acct_1", OTHERS, {}, ("enrolment", "acct_1", None)),
        ("balance.available", "balance", None, None, {}, ("other", "balance.available", None)),
        ("charge.succeeded", "charge", "ch_1", OURS, {}, ("other", "charge.succeeded", None)),
    ],
)
def test_each_kind_is_about_one_thing(
    kind: str, thing: str, id: str, metadata: Any, more: dict[str, str], notice: tuple[str, str, str | None]
):
    """Those of others at the same account of Stripe's are left alone."""
    operation, key, ref = notice
    about = event(kind, object=thing, id=id, metadata=metadata, **more)
    assert read(about) == Notice("evt_1", Operation(operation), key, ref)


def test_every_secret_is_accepted_while_a_rotation_lasts():
    """And any of several signatures is enough."""
    for secret in ("whsec_new", "whsec_old"):
        assert GATEWAY.verify(BODY, signed(BODY, secret, time.time())).key == "k"
    both = (
        signed(BODY, SECRET, time.time())["Stripe-Signature"]
        + signed(BODY, "whsec_old", time.time())["Stripe-Signature"][12:]
    )
    assert GATEWAY.verify(BODY, {"stripe-signature": both}).key == "k"
    with pytest.raises(NotSignedIn):
        GATEWAY.verify(BODY, signed(BODY, SECRET, time.time()))


@pytest.mark.parametrize(
    ("seconds", "good"), [(-290, True), (290, True), (-310, False), (310, False), (-3 * 86400, False)]
)
def test_five_minutes_either_way(seconds: int, good: bool):
    """On the real clock."""
    headers = signed(BODY, "whsec_new", time.time() + seconds)
    if good:
        assert GATEWAY.verify(BODY, headers).id == "evt_1"
    else:
        with pytest.raises(NotSignedIn):
            GATEWAY.verify(BODY, headers)


@pytest.mark.parametrize(
    "header",
    ["", "t=1", "v1=00", "t=,v1=", f"t=1,v1={'0' * 63}", f"t=1e3,v1={'0' * 64}", f"t=-1,v1={'0' * 64}",
     f"t={'9' * 400},v1={'0' * 64}", f"t=١,v1={'0' * 64}", "," * 1000, f"t=1,v0={'0' * 64}"],
)  # fmt: skip
def test_a_header_that_is_none_is_refused(header: str):
    """It is an unsigned letter, not a crash."""
    with pytest.raises(NotSignedIn):
        GATEWAY.verify(BODY, {"Stripe-Signature": header})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 50_000,
        b'{"id": "evt_1"}',
        b'{"id": "e", "type": "x", "data": {"object": "x"}}',
        b'{"id": 1, "type": "x", "data": {"object": {}}}',
        event("x", object="dispute"),
        event("x", object="dispute", id=7),
        event("x", object="checkout.session"),
        event("x y"),
        event("payout.paid", object="payout", id="po_1", metadata={"upclone_key": "\x00"}),
        event("payout.paid", object="payout", id="po_1", metadata=["upclone_key"]),
    ],
    ids=lambda body: str(body[:60]),
)
def test_a_signed_letter_that_says_nothing_is_no_crash(body: bytes):
    """Stripe may be newer than we are."""
    with pytest.raises(Invalid):
        read(body)


@given(at=st.integers(0, len(BODY) - 1), bit=st.integers(0, 7))
def test_a_forged_body_is_refused(at: int, bit: int):
    """One bit is enough."""
    forged = bytearray(BODY)
    forged[at] ^= 1 << bit
    with pytest.raises(NotSignedIn):
        GATEWAY.verify(bytes(forged), signed(BODY, "whsec_new", time.time()))


@given(st.binary(max_size=64), st.text(max_size=120))
def test_garbage_is_refused(body: bytes, header: str):
    """Whatever arrives."""
    with pytest.raises(NotSignedIn):
        GATEWAY.verify(body, {"Stripe-Signature": header})
