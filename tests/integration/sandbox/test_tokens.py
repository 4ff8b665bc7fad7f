"""What each test token promises, one by one: the answer, what the webhook leads to, and what moved."""

import pytest

from tests.integration.sandbox.conftest import World
from upclone.adapters.sandbox.money import Totals
from upclone.adapters.sandbox.tokens import PAYMENTS, PAYOUTS
from upclone.application.ports.gateways import ClaimState, Evidence, Operation, Status
from upclone.domain.errors import Declined, Invalid, KeyReused, NotFound, Unavailable
from upclone.domain.money import Money

EUR = Money(10_000, "EUR")
PENDING, SUCCEEDED, FAILED, EXPIRED = Status.PENDING, Status.SUCCEEDED, Status.FAILED, Status.EXPIRED
TOLD_LATER = ["tok_instant", "tok_duplicate", "tok_refund_fails", "tok_refund_later_fails", "tok_refund_slow",
              "tok_refund_refused", "tok_refund_timeout_after"]  # fmt: skip


def effects(world: World) -> dict[str, tuple[str, ...]]:
    return {seen.key: seen.effects for seen in world.gateway.operations()}


def test_every_token_has_its_sentence_and_its_test():
    """A token in the table that no test below knows would be a promise that nobody checks."""
    assert set(PAYMENTS) == {*TOLD_LATER, "tok_hosted", "tok_answered", "tok_declined", "tok_later",
        "tok_later_declined", "tok_expires", "tok_wrong_amount", "tok_timeout_before", "tok_timeout_after",
        "tok_error_after", "tok_chargeback_won", "tok_chargeback_lost"}  # fmt: skip
    assert set(PAYOUTS) == {"acct_ok", "acct_answered", "acct_refused", "acct_bounces_once", "acct_bounces",
        "acct_slow", "acct_paid_then_returned", "acct_timeout_before", "acct_timeout_after", "acct_error_after",
        "acct_duplicate"}  # fmt: skip
    assert all(token.says.endswith(".") for token in (*PAYMENTS.values(), *PAYOUTS.values()))


@pytest.mark.parametrize("token", TOLD_LATER)
def test_approved_at_once_and_told_by_webhook(world: World, token: str):
    """The answer is pending; the next beat captures and tells."""
    assert world.pay("p", token).status is PENDING
    world.rest()
    answer = world.asked(Operation.PAYMENT, "p")
    assert (answer.status, answer.amount, answer.approve_url) == (SUCCEEDED, EUR, None)
    assert {(each.operation, each.key) for each in world.notices()} == {(Operation.PAYMENT, "p")}


def test_approved_in_the_answer(world: World):
    """The webhook only repeats what the answer said."""
    answer = world.pay("p", "tok_answered")
    assert (answer.status, answer.amount) == (SUCCEEDED, EUR)
    world.rest()
    assert len(world.notices()) == 1


@pytest.mark.parametrize("token", ["", "tok_hosted"])
def test_the_hosted_page_waits_for_a_person(world: World, token: str):
    """An empty method is the hosted page; nothing moves until somebody presses a button."""
    answer = world.pay("p", token)
    assert answer.status is PENDING
    assert answer.approve_url == f"http://127.0.0.1:8000/sandbox/checkout/{answer.ref}"
    world.later(hours=23)
    assert world.notices() == []
    page = world.gateway.checkout(answer.ref)
    world.gateway.approve(answer.ref, page.form_token)
    assert world.asked(Operation.PAYMENT, "p").amount == EUR


@pytest.mark.parametrize(("token", "minutes"), [("tok_hosted", 24 * 60), ("tok_expires", 30)])
def test_the_hosted_page_expires(world: World, token: str, minutes: int):
    """To the minute, on the application's clock."""
    world.pay("p", token)
    world.later(minutes=minutes - 1)
    assert world.asked(Operation.PAYMENT, "p").status is PENDING
    world.later(minutes=1)
    assert world.asked(Operation.PAYMENT, "p").status is EXPIRED
    assert len(world.notices()) == 1
    assert world.gateway.totals() == {}


@pytest.mark.parametrize("token", ["tok_declined", "tok_nobody_knows", "4242"])
def test_declined_in_the_answer_and_for_good(world: World, token: str):
    """A refused key stays refused, however often it is asked; nothing moves and no webhook is needed."""
    for _ in range(2):
        with pytest.raises(Declined):
            world.pay("p", token)
    answer = world.asked(Operation.PAYMENT, "p")
    assert (answer.status, answer.amount) == (FAILED, None)
    assert answer.reason
    assert effects(world) == {"p": ()}


@pytest.mark.parametrize(("token", "outcome"), [("tok_later", SUCCEEDED), ("tok_later_declined", FAILED)])
def test_later_is_an_hour_of_the_applications_clock(world: World, token: str, outcome: Status):
    """Not a minute before."""
    assert world.pay("p", token).approve_url is None
    world.later(minutes=59)
    assert world.asked(Operation.PAYMENT, "p").status is PENDING
    world.later(minutes=1)
    assert world.asked(Operation.PAYMENT, "p").status is outcome


@pytest.mark.parametrize(("minor", "captured"), [(10_000, 9_000), (9, 8), (1, 2)])
def test_a_wrong_amount_is_another_one_and_more_than_nothing(world: World, minor: int, captured: int):
    """The answer says what really moved."""
    assert world.paid("p", "tok_wrong_amount", minor).amount == Money(captured, "EUR")


def test_a_timeout_before_the_effect(world: World):
    """Nothing is known of the key; asked again, it goes as if nothing had been."""
    with pytest.raises(Unavailable):
        world.pay("p", "tok_timeout_before")
    assert world.gateway.look_up(Operation.PAYMENT, "p", None) is None
    assert world.pay("p", "tok_timeout_before").status is PENDING
    assert world.paid("p", "tok_timeout_before").status is SUCCEEDED
    assert effects(world) == {"p": ("captured",)}


@pytest.mark.parametrize("token", ["tok_timeout_after", "tok_error_after"])
def test_no_answer_after_the_effect(world: World, token: str):
    """The money is there; a look-up, a webhook and the same key again all say so, and none takes it twice."""
    with pytest.raises(Unavailable):
        world.pay("p", token)
    assert world.asked(Operation.PAYMENT, "p").amount == EUR
    assert world.pay("p", token).status is SUCCEEDED
    world.rest()
    assert len(world.notices()) == 1
    assert effects(world) == {"p": ("captured",)}


def test_a_duplicate_webhook(world: World):
    """Three letters, one event."""
    world.paid("p", "tok_duplicate")
    assert len(world.notices()) == 3
    assert len(set(world.notices())) == 1


@pytest.mark.parametrize(
    ("token", "answered", "at_rest", "an_hour_later"),
    [
        ("tok_instant", SUCCEEDED, SUCCEEDED, SUCCEEDED),
        ("tok_refund_fails", PENDING, FAILED, FAILED),
        ("tok_refund_later_fails", PENDING, SUCCEEDED, FAILED),
        ("tok_refund_slow", PENDING, PENDING, SUCCEEDED),
    ],
)
def test_refunds_go_as_the_payments_token_says(
    world: World, token: str, answered: Status, at_rest: Status, an_hour_later: Status
):
    """And what fails is available again."""
    payment = world.paid("p", token)
    assert world.gateway.refund("r", payment.ref, Money(4_000, "EUR")).status is answered
    world.rest()
    assert world.asked(Operation.REFUND, "r").status is at_rest
    world.later(hours=1)
    assert world.asked(Operation.REFUND, "r").status is an_hour_later
    sent = 4_000 if an_hour_later is SUCCEEDED else 0
    assert world.gateway.totals() == {"EUR": Totals(10_000, sent, 0, 0, 10_000 - sent)}


def test_a_refused_refund_and_one_without_an_answer(world: World):
    """The first moves nothing; the second is made, once."""
    refused = world.paid("p1", "tok_refund_refused")
    with pytest.raises(Declined):
        world.gateway.refund("r1", refused.ref, EUR)
    silent = world.paid("p2", "tok_refund_timeout_after")
    with pytest.raises(Unavailable):
        world.gateway.refund("r2", silent.ref, EUR)
    assert world.gateway.refund("r2", silent.ref, EUR).amount == EUR
    assert effects(world) == {"p1": ("captured",), "r1": (), "p2": ("captured",), "r2": ("refunded",)}


def test_refunds_never_exceed_what_was_captured(world: World):
    """What is pending counts; what failed does not."""
    payment = world.paid("p", "tok_refund_fails")
    world.gateway.refund("r1", payment.ref, Money(6_000, "EUR"))
    with pytest.raises(Declined, match=r"40\.00 EUR of the payment can be refunded"):
        world.gateway.refund("r2", payment.ref, Money(4_001, "EUR"))
    world.rest()
    assert world.gateway.refund("r3", payment.ref, EUR).status is PENDING


@pytest.mark.parametrize("ref", ["pay_of_nobody", ""])
def test_refunds_of_what_was_never_captured_are_refused(world: World, ref: str):
    """Also those of a payment that still waits, and in a currency that was never paid."""
    for at, given in enumerate((ref, world.pay("waiting", "tok_hosted").ref)):
        with pytest.raises(Declined):
            world.gateway.refund(f"r{at}", given, EUR)
    with pytest.raises(Invalid):
        world.gateway.refund("r-zero", ref, Money(0, "EUR"))


def test_refund_in_another_currency_is_refused(world: World):
    """The payment's currency is the refund's."""
    with pytest.raises(Declined):
        world.gateway.refund("r", world.paid().ref, Money(100, "USD"))


@pytest.mark.parametrize(
    ("token", "answered", "at_rest", "an_hour_later"),
    [
        ("", PENDING, SUCCEEDED, SUCCEEDED),
        ("acct_ok", PENDING, SUCCEEDED, SUCCEEDED),
        ("acct_answered", SUCCEEDED, SUCCEEDED, SUCCEEDED),
        ("acct_duplicate", PENDING, SUCCEEDED, SUCCEEDED),
        ("acct_bounces", PENDING, FAILED, FAILED),
        ("acct_slow", PENDING, PENDING, SUCCEEDED),
        ("acct_paid_then_returned", PENDING, SUCCEEDED, FAILED),
    ],
)
def test_payouts_go_as_their_destination_says(
    world: World, token: str, answered: Status, at_rest: Status, an_hour_later: Status
):
    """And what comes back is available again."""
    world.paid()
    assert world.gateway.pay_out("t:1", EUR, token).status is answered
    world.rest()
    assert world.asked(Operation.PAYOUT, "t:1").status is at_rest
    world.later(hours=1)
    answer = world.asked(Operation.PAYOUT, "t:1")
    assert (answer.status, bool(answer.reason)) == (an_hour_later, an_hour_later is FAILED)
    sent = 10_000 if an_hour_later is SUCCEEDED else 0
    assert world.gateway.totals() == {"EUR": Totals(10_000, 0, sent, 0, 10_000 - sent)}


def test_a_payout_that_bounces_once(world: World):
    """The first attempt of each payout comes back, its second one arrives."""
    world.paid()
    for payout in ("t", "u"):
        for attempt, outcome in ((1, FAILED), (2, SUCCEEDED)):
            key = f"{payout}:{attempt}"
            assert world.gateway.pay_out(key, Money(5_000, "EUR"), "acct_bounces_once").status is PENDING
            world.rest()
            assert world.asked(Operation.PAYOUT, key).status is outcome
    assert world.gateway.totals() == {"EUR": Totals(10_000, 0, 10_000, 0, 0)}


@pytest.mark.parametrize("token", ["acct_refused", "bank of nowhere"])
def test_a_refused_payout(world: World, token: str):
    """It is refused for good under its key, and takes nothing."""
    world.paid()
    for _ in range(2):
        with pytest.raises(Declined):
            world.gateway.pay_out("t:1", EUR, token)
    assert world.gateway.totals()["EUR"].available == 10_000


@pytest.mark.parametrize("token", ["acct_timeout_before", "acct_timeout_after", "acct_error_after"])
def test_payouts_without_an_answer(world: World, token: str):
    """Paid once in the end, whichever side of the effect the answer was lost on."""
    world.paid()
    with pytest.raises(Unavailable):
        world.gateway.pay_out("t:1", EUR, token)
    assert (world.gateway.look_up(Operation.PAYOUT, "t:1", None) is None) == (token == "acct_timeout_before")
    world.gateway.pay_out("t:1", EUR, token)
    world.rest()
    assert world.asked(Operation.PAYOUT, "t:1").status is SUCCEEDED
    assert world.gateway.totals() == {"EUR": Totals(10_000, 0, 10_000, 0, 0)}


def test_nothing_leaves_that_did_not_come(world: World):
    """The balance is a second line of defence: a payout beyond it is refused, in each currency for itself."""
    world.paid()
    with pytest.raises(Declined, match="balance"):
        world.gateway.pay_out("t:1", Money(10_001, "EUR"), "acct_ok")
    with pytest.raises(Declined, match="balance"):
        world.gateway.pay_out("u:1", Money(1, "JPY"), "acct_ok")
    assert world.gateway.pay_out("v:1", EUR, "acct_ok").status is PENDING


def test_the_same_key_with_another_request_is_refused(world: World):
    """For each operation; the first request is untouched. Another operation may have the same key."""
    payment = world.paid("k")
    with pytest.raises(KeyReused):
        world.pay("k", "tok_instant", 10_001)
    with pytest.raises(KeyReused):
        world.pay("k", "tok_later")
    world.gateway.refund("k", payment.ref, Money(100, "EUR"))
    with pytest.raises(KeyReused):
        world.gateway.refund("k", payment.ref, Money(101, "EUR"))
    world.gateway.pay_out("k", Money(100, "EUR"), "acct_ok")
    with pytest.raises(KeyReused):
        world.gateway.pay_out("k", Money(100, "EUR"), "acct_slow")
    world.rest()
    assert world.gateway.totals() == {"EUR": Totals(10_000, 100, 100, 0, 9_800)}


@pytest.mark.parametrize("won", [True, False])
def test_a_payers_bank_takes_it_back_and_decides_once_it_is_answered(world: World, won: bool):
    """Told by webhook each time; a second answer changes nothing; what the bank has is not refunded as well."""
    world.pay("p", "tok_chargeback_won" if won else "tok_chargeback_lost")
    world.rest()
    ref = world.asked(Operation.PAYMENT, "p").ref
    with pytest.raises(NotFound):
        world.gateway.claim(f"claim_{ref}")
    world.later(hours=2)
    claim = world.gateway.claim(f"claim_{ref}")
    assert (claim.state, claim.withdrawn, claim.payment_ref) == (ClaimState.OPEN, True, ref)
    said = Evidence("It was delivered.", b"%PDF", "Ada", "ada@example.org", claim.answer_by or world.clock.now())
    assert world.gateway.contest(claim.ref, said).state is ClaimState.ANSWERED
    world.rest()
    decided = world.gateway.contest(claim.ref, said)
    assert (decided.state, decided.withdrawn) == ((ClaimState.WON, False) if won else (ClaimState.LOST, True))
    told = [each for each in world.notices() if each.operation is Operation.CHARGEBACK]
    assert {each.key for each in told} == {claim.ref}
    assert world.gateway.totals()["EUR"].charged_back == (0 if won else EUR.amount_minor)
    assert sum(each.amount_minor for each in world.gateway.balances()) == (EUR.amount_minor if won else 0)
