"""One key, one operation: also when many ask at the same moment, and whatever processes there are."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock
from typing import TypeVar

import pytest
from attrs import asdict, evolve
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.integration.sandbox.conftest import BASE, World
from upclone.adapters.embedded import Urls
from upclone.adapters.sandbox import SandboxGateway
from upclone.adapters.sandbox.money import Totals
from upclone.application.ports.gateways import Operation, Status
from upclone.domain.errors import Declined, Unavailable, UpcloneError
from upclone.domain.money import Money

T = TypeVar("T")
MANY = 12


def at_once(call: Callable[[int], T], many: int = MANY) -> list[T | UpcloneError]:
    """Run `call(0…many-1)` in as many threads, all let go at the same moment; what each returned or raised."""
    gate = Barrier(many)

    def run(at: int) -> T | UpcloneError:
        gate.wait()
        try:
            return call(at)
        except UpcloneError as error:
            return error

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(run, range(many)))


@pytest.mark.race
@pytest.mark.parametrize("token", ["tok_hosted", "tok_instant", "tok_answered"])
def test_the_same_payment_at_once(world: World, token: str):
    """All get the one operation."""
    for round in range(5):
        answers = at_once(lambda _, key=f"p{round}": world.pay(key, token))
        assert len({answer.ref for answer in answers if not isinstance(answer, UpcloneError)}) == 1
        assert not any(isinstance(answer, UpcloneError) for answer in answers)
    world.rest()
    assert [seen.asked for seen in world.gateway.operations()] == [MANY] * 5
    captured = 0 if token == "tok_hosted" else 50_000
    assert sum(totals.captured for totals in world.gateway.totals().values()) == captured


@pytest.mark.race
@pytest.mark.parametrize(("token", "lost"), [("tok_timeout_before", 1), ("tok_timeout_after", 1)])
def test_trouble_happens_once_per_key(world: World, token: str, lost: int):
    """One caller hears nothing, the others are answered, and the money is taken once."""
    answers = at_once(lambda _: world.pay("p", token))
    assert sum(isinstance(answer, Unavailable) for answer in answers) == lost
    world.rest()
    assert world.gateway.totals() == {"EUR": Totals(10_000, 0, 0, 0, 10_000)}


@pytest.mark.race
def test_the_same_refund_and_the_same_payout_at_once(world: World):
    """Each once, though the balance would bear the payout several times."""
    payment = world.paid()
    refunds = at_once(lambda _: world.gateway.refund("r", payment.ref, Money(6_000, "EUR")))
    payouts = at_once(lambda _: world.gateway.pay_out("t:1", Money(1_000, "EUR"), "acct_answered"))
    assert {answer.status for answer in (*refunds, *payouts)} == {Status.SUCCEEDED}  # type: ignore[union-attr]
    assert world.gateway.totals() == {"EUR": Totals(10_000, 6_000, 1_000, 0, 3_000)}


@pytest.mark.race
def test_different_refunds_and_payouts_at_once_never_exceed_the_money(world: World):
    """As many as fit succeed; the rest is refused."""
    payment = world.paid("p", minor=10_000)
    world.paid("q", minor=90_000)  # so that the balance alone would bear all the refunds
    refunds = at_once(lambda at: world.gateway.refund(f"r{at}", payment.ref, Money(3_000, "EUR")))
    assert sum(isinstance(answer, Declined) for answer in refunds) == MANY - 3
    payouts = at_once(lambda at: world.gateway.pay_out(f"t{at}:1", Money(40_000, "EUR"), "acct_answered"))
    assert sum(isinstance(answer, Declined) for answer in payouts) == MANY - 2
    assert world.gateway.totals() == {"EUR": Totals(100_000, 9_000, 80_000, 0, 11_000)}


@pytest.mark.race
def test_many_processes_tick_at_once(world: World):
    """Each step happens once and each letter is delivered once; nobody waits for another."""
    keys = [f"p{at}" for at in range(40)]
    for key in keys:
        world.pay(key, "tok_later")
    sent: list[bytes] = []
    lock = Lock()

    def keep(body: bytes, _: object) -> int:
        with lock:
            sent.append(body)
        return 200

    world.clock.advance(timedelta(hours=1))
    processes = [evolve(world.gateway, deliver=keep) for _ in range(6)]
    done = at_once(lambda at: processes[at].tick(), many=6)
    assert sum(each for each in done if isinstance(each, int)) == 80
    assert len(sent) == len(set(sent)) == 40
    assert world.gateway.totals() == {"EUR": Totals(400_000, 0, 0, 0, 400_000)}


@pytest.mark.race
def test_approve_and_decline_at_once(world: World):
    """One of them wins, the page says which, and the other changes nothing."""
    for round in range(8):
        ref = world.pay(f"p{round}", "tok_hosted").ref
        token = world.gateway.checkout(ref).form_token
        press = [world.gateway.approve, world.gateway.decline]
        pages = at_once(lambda at, ref=ref, token=token, press=press: press[at % 2](ref, token).state, many=6)
        assert set(pages) in ({"approved"}, {"declined"})
    world.rest()
    assert len(world.notices()) == 8
    won = sum(seen.status == "succeeded" for seen in world.gateway.operations())
    assert sum(totals.captured for totals in world.gateway.totals().values()) == won * 10_000


def test_the_totals_are_the_balance(world: World):
    """captured = refunded + paid out + leaving + available, in every currency, through successes and failures."""
    for currency in ("EUR", "JPY"):
        for token in ("tok_instant", "tok_refund_fails", "tok_refund_slow", "tok_refund_later_fails"):
            world.pay(f"{currency}{token}", token, 1_000, currency)
            world.rest()
            payment = world.asked(Operation.PAYMENT, f"{currency}{token}")
            world.gateway.refund(f"{currency}{token}", payment.ref, Money(300, currency))
        for destination in ("acct_ok", "acct_bounces", "acct_slow", "acct_paid_then_returned"):
            world.gateway.pay_out(f"{currency}{destination}:1", Money(200, currency), destination)
    for _ in range(3):
        totals = world.gateway.totals()
        assert list(totals) == ["EUR", "JPY"]
        for each in totals.values():
            assert each.captured == each.refunded + each.paid_out + each.leaving + each.available
        world.later(hours=1)
    assert asdict(world.gateway.totals()["JPY"]) == {
        "captured": 4_000,
        "refunded": 600,
        "paid_out": 400,
        "leaving": 0,
        "available": 3_000,
        "charged_back": 0,
    }


def test_no_operation_moves_the_same_money_twice(world: World, database: Urls):
    """The database itself refuses it, and refuses to change what moved, whoever asks."""
    ref = world.paid().ref
    columns = "(ref, moved, currency, amount_minor, at)"
    again = f"INSERT INTO sandbox.movement {columns} VALUES ('{ref}', 'captured', 'EUR', 1, now())"
    owner = create_engine(database.owner_url)
    for engine in (world.engine, owner):
        for statement in (again, "UPDATE sandbox.movement SET amount_minor = 1", "DELETE FROM sandbox.movement"):
            with pytest.raises(DBAPIError), engine.begin() as connection:
                connection.execute(text(statement))
    owner.dispose()
    assert world.gateway.totals()["EUR"].captured == 10_000


def test_without_its_database_it_does_not_answer(world: World):
    """Nobody knows what happened: that is Unavailable, never Declined."""
    gone = create_engine("postgresql+psycopg://nobody@127.0.0.1:9/nothing", connect_args={"connect_timeout": 2})
    gateway = SandboxGateway(gone, world.clock, ["s" * 32], BASE, world.receiver)
    with pytest.raises(Unavailable):
        gateway.pay_out("t:1", Money(1, "EUR"), "acct_ok")
    with pytest.raises(Unavailable):
        gateway.look_up(Operation.PAYMENT, "p", None)
