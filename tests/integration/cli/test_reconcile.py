"""The books against the sandbox's: what is planted is found by row, set apart, given a place, and stops payouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests import databases
from tests.draining import drain
from tests.integration.cli.conftest import OPERATOR, PASSWORD, Deal, Desk, agree, environment
from upclone.adapters.embedded import Urls
from upclone.adapters.postgres.engine import conninfo
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.ports.gateways import Notice, Operation
from upclone.domain.errors import Unavailable
from upclone.domain.money import Money
from upclone.domain.payments.methods import Purpose
from upclone.domain.payments.schedules import Rhythm
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints import start
from upclone.entrypoints.container import Container
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import load

AS = ("--as", OPERATOR, "--reason", "asked for by telephone")
SINCE = ("--since", "2020-01-01")


class Shop:
    """A demo with its sandbox: a paid milestone, and a withdrawal, that both books know; seven hours later."""

    def __init__(self, container: Container, urls: Urls, desk: Desk):
        self.container, self.desk, self.url = container, desk, conninfo(urls.owner_url)
        self.doors: Doors = container.doors()
        self.doors.accounts.create_admin(OPERATOR, PASSWORD, "Olga at the desk")
        roles = (AccountRole.CLIENT, AccountRole.FREELANCER)
        self.client, self.freelancer = (
            self.doors.accounts.sign_up(f"{role}@example.org", PASSWORD, str(role), frozenset({role})).actor
            for role in roles
        )

    def rest(self) -> None:
        for _ in range(4):
            drain(self.container.adapters.unit_of_work(), self.container.reactions.tasks())
            self.later(timedelta(minutes=1))
            self.container.adapters.sandbox().tick()
            self.container.reactions.operations().poll()

    def play(self) -> None:
        """A milestone is paid, released, and a part of it withdrawn: all of it over the gateway."""
        deal = self.pay(Money(10_000, "EUR"))
        self.doors.milestones.approve(self.client, deal.milestones[0])
        owner = self.freelancer.id
        assert owner is not None
        self.doors.transfers.pay_out(self.freelancer, owner, Money(4_000, "EUR"), "sandbox", "acct_ok")
        self.rest()
        self.later(timedelta(hours=7))

    def pay(self, amount: Money) -> Deal:
        deal = agree(self.doors, (self.client, self.freelancer), amount)
        self.doors.escrow.fund(self.client, deal.contract, deal.milestones[0], amount, "sandbox", "tok_instant")
        self.rest()
        return deal

    def later(self, by: timedelta) -> None:
        self.container.adapters.movable_clock().advance(by)

    def plant(self, statement: str) -> None:
        """Change the sandbox's own book."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)

    def run(self, *words: object, exit: int) -> Any:
        return self.desk.json("reconcile", *SINCE, *words, exit=exit)

    def found(self, *words: object) -> list[tuple[str, int | None, int | None]]:
        (run,) = self.run(*words, exit=9)["runs"]
        return [(each["reason"], each["here_minor"], each["there_minor"]) for each in run["findings"]]


class Silent:
    """Gateways, none of which answers; the first fails at it, where it is told how."""

    def __init__(self, names: tuple[str, ...] = ("sandbox",), first: Exception | None = None) -> None:
        self.names, self.first = names, first

    def get(self, name: str) -> Any:
        if self.first and name == self.names[0]:
            raise self.first
        raise Unavailable(f"the {name} is silent")


def nobody(gateway: str, keys: Iterable[str]) -> frozenset[str]:
    """Nothing came back."""
    return frozenset()


@pytest.fixture(scope="module")
def shop(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with databases.copy(pg_server) as urls:
        env = {**environment(urls, tmp_path_factory.mktemp("home")), "UPCLONE_DEMO": "1"}
        with start._container(load(env), urls) as container:
            made = Shop(container, urls, Desk(env))
            made.play()
            yield made


def test_both_books_agree_until_somebody_lies(shop: Shop):
    """Nothing differs, and the run is kept; then each planted row is found by its reason, and no other."""
    (run,) = shop.run(exit=0)["runs"]
    assert (run["matched"], run["agrees"]) == (2, True)
    assert [each["id"] for each in shop.desk.json("reconcile", "runs")["items"]] == [run["id"]]
    shop.plant("UPDATE sandbox.movement SET amount_minor = amount_minor - 1 WHERE moved = 'captured'")
    assert shop.found("--dry-run") == [("amount_differs", 10_300, 10_299)]
    shop.plant("UPDATE sandbox.movement SET amount_minor = amount_minor + 1 WHERE moved = 'captured'")
    shop.plant("UPDATE sandbox.movement SET currency = 'USD' WHERE moved = 'captured'")
    assert shop.found("--dry-run") == [("currency_differs", 10_300, 10_300)]
    shop.plant("UPDATE sandbox.movement SET currency = 'EUR' WHERE moved = 'captured'")
    shop.plant("UPDATE sandbox.movement SET at = at - interval '20 years' WHERE moved = 'paid_out'")
    assert ("missing_there", -4_000, None) in shop.found("--dry-run")
    shop.plant("UPDATE sandbox.movement SET at = at + interval '20 years' WHERE moved = 'paid_out'")
    assert len(shop.desk.json("reconcile", "runs")["items"]) == 1, "a rehearsal keeps nothing"


def test_money_that_is_nobodys_is_set_apart_once_and_given_a_place(shop: Shop):
    """A payment that appears twice there: in suspense after the first run, matched by the second, gone when resolved;
    nothing leaves by itself meanwhile, and the operators are told."""
    shop.plant("ALTER TABLE sandbox.movement DROP CONSTRAINT movement_ref_moved_key")
    shop.plant(
        "INSERT INTO sandbox.movement (ref, moved, currency, amount_minor, at) "
        "SELECT ref, moved, currency, amount_minor, at FROM sandbox.movement WHERE moved = 'captured'"
    )
    shop.plant("UPDATE sandbox.balance SET available_minor = available_minor + 10300")
    shop.doors.methods.begin(shop.freelancer, Purpose.BEING_PAID, "sandbox", "", PASSWORD, "")
    shop.rest()
    shop.later(timedelta(days=8))
    shop.rest()
    assert shop.found() == [("duplicate_there", None, 10_300)]
    assert shop.run(exit=0)["stopped"] == ["sandbox"]
    (apart,) = shop.desk.json("reconcile", "unmatched")["items"]
    assert apart["amount"]["amount_minor"] == 10_300
    shop.doors.withdrawals.schedule(shop.freelancer, "sandbox", Rhythm.AT_ONCE, None)
    assert shop.doors.withdrawals.pay_due() == 0
    shop.rest()
    with shop.doors.unit_of_work() as work:
        told = work.transaction.all("SELECT name FROM notification WHERE name = 'BooksDiffered'", {})  # type: ignore[attr-defined]
    assert told == [("BooksDiffered",)]
    words = ("reconcile", "resolve", "sandbox", apart["line"], "--to", "income", *AS)
    assert shop.desk.json(*words, "--dry-run")["done"] is False
    shop.desk.json(*words, "--yes")
    assert shop.desk.json("reconcile", "unmatched")["items"] == []
    assert shop.desk.error(*words, "--yes", exit=3)["code"] == "not_found"
    assert shop.run(exit=0)["stopped"] == []
    assert shop.doors.withdrawals.pay_due() == 1
    assert shop.doors.ledger.verify().sound


def test_money_that_left_is_written_off(shop: Shop):
    """A payout that nobody here asked for: found each time, until it becomes an expense."""
    shop.plant(
        "INSERT INTO sandbox.operation SELECT (jsonb_populate_record(theirs, "
        """'{"ref": "po_theirs", "key": "nobodys:1"}')).* FROM sandbox.operation AS theirs """
        "WHERE operation = 'payout' LIMIT 1"
    )
    shop.plant(
        "INSERT INTO sandbox.movement (ref, moved, currency, amount_minor, at) "
        "SELECT 'po_theirs', moved, currency, 700, at FROM sandbox.movement WHERE moved = 'paid_out' LIMIT 1"
    )
    assert [shop.found(), shop.found()] == [[("missing_here", None, -700)]] * 2
    line = shop.desk.json("reconcile", "runs")["items"][0]["findings"][0]["line"]
    words = ("reconcile", "resolve", "sandbox", line, *AS, "--yes", "--to")
    assert shop.desk.error(*words, "income", exit=2)["facts"]["field"] == "to"
    shop.desk.json(*words, "loss")
    assert shop.run(exit=0)["runs"][0]["agrees"] is True


def test_a_gateway_that_is_silent_is_told(shop: Shop, caplog: pytest.LogCaptureFixture):
    """The day's run is kept as one that could not be made; what was found before it still stands; operators hear."""
    doors = shop.doors
    shop.plant(
        "INSERT INTO sandbox.operation SELECT (jsonb_populate_record(theirs, "
        """'{"ref": "po_more", "key": "nobodys:2"}')).* FROM sandbox.operation AS theirs """
        "WHERE operation = 'payout' LIMIT 1"
    )
    shop.plant(
        "INSERT INTO sandbox.movement (ref, moved, currency, amount_minor, at) "
        "SELECT 'po_more', moved, currency, 300, at FROM sandbox.movement WHERE moved = 'paid_out' LIMIT 1"
    )
    assert shop.found() == [("missing_here", None, -300)]
    limits = doors.approvals.limits
    silent = Reconciliations(doors.unit_of_work, doors.clock, doors.ids, Silent(), doors.books, limits, 90, nobody)
    assert silent.daily() == 0
    run = shop.desk.json("reconcile", "runs")["items"][0]
    assert (run["agrees"], run["failure"], run["findings"]) == (False, "the sandbox is silent: unavailable", [])
    assert "silent" in shop.desk.run("reconcile", "show", run["id"]).output
    assert [each.there for each in doors.books.open("sandbox")] == [-300]
    assert "sandbox was not reconciled: the sandbox is silent" in caplog.text
    shop.rest()
    assert shop.desk.json("mail", "list", "--to", OPERATOR)["items"][0]["subject"] == "sandbox was not reconciled"
    (ready,) = [each for each in doors.health.dependencies() if each.name == "reconciliation"]
    assert (ready.ok, ready.detail) == (True, "sandbox: 1 rows differ, sandbox: not read")


def test_one_broken_report_keeps_no_other_from_being_compared(shop: Shop):
    """What nobody foresaw at the first gateway is kept as a run that was not made, told, and raised at the end."""
    doors = shop.doors
    broken = Silent(("paypal", "sandbox"), ZeroDivisionError("a line of nothing"))
    limits = doors.approvals.limits
    daily = Reconciliations(doors.unit_of_work, doors.clock, doors.ids, broken, doors.books, limits, 90, nobody)
    with pytest.raises(ExceptionGroup) as failure:
        daily.daily()
    assert failure.value.exceptions == (broken.first,)
    newest = [(run.gateway, run.failure) for run in doors.books.runs(None, 2)]
    assert newest == [
        ("sandbox", "the sandbox is silent: unavailable"),
        ("paypal", "ZeroDivisionError: the log says more"),
    ]
    shop.rest()
    told = [each["subject"] for each in shop.desk.json("mail", "list", "--to", OPERATOR)["items"]]
    assert "paypal was not reconciled" in told


def test_the_clock_and_the_alarm(shop: Shop):
    """A demo's clock moves on by command; money held for ninety days is listed, and operators are told."""
    shop.pay(Money(5_000, "EUR"))
    assert shop.desk.json("escrow", "aged")["items"] == []
    moved = shop.desk.json("sandbox", "clock", "--forward", "13w", *AS, "--yes")
    assert moved["done"] is True
    (aged,) = shop.desk.json("escrow", "aged")["items"]
    assert aged["held"]["amount_minor"] == 5_150
    assert shop.doors.reconciliations.daily() == 1
    shop.rest()
    with shop.doors.unit_of_work() as work:
        told = work.transaction.all("SELECT name FROM notification WHERE name = 'FundsAged'", {})  # type: ignore[attr-defined]
    assert told == [("FundsAged",)]
    assert "14d" in shop.desk.error("sandbox", "clock", "--forward", "-1d", *AS, exit=2)["message"]


def test_letters_are_read_and_handled_again(shop: Shop):
    """As they came, by their id; again does no harm, is in the audit, and secrets overlap."""
    doors, desk = shop.doors, shop.desk
    gateway = doors.gateways.get("sandbox")
    with doors.unit_of_work() as work:
        (hold, *_) = work.transaction.one("SELECT id::text FROM hold LIMIT 1", {}) or ()  # type: ignore[attr-defined]
    notice = Notice("evt_again", Operation.PAYMENT, hold)
    assert doors.inbox.receive(gateway.name, notice, b'{"hello": 1}')
    shop.rest()
    before = desk.json("ledger", "balances")["kinds"]
    assert desk.json("webhooks", "list", "--limit", 1)["items"][0]["id"] == "evt_again"
    assert desk.json("webhooks", "show", "evt_again")["body"] == '{"hello": 1}'
    assert desk.error("webhooks", "show", "evt_none", exit=3)["code"] == "not_found"
    assert desk.json("webhooks", "replay", "evt_again", "--as", OPERATOR, "--reason", "lost", "--yes")["done"] is True
    assert desk.json("audit", "list")["items"][0]["reason"] == "lost"
    shop.rest()
    assert desk.json("ledger", "balances")["kinds"] == before
    new, old = desk.json("webhooks", "rotate", "sandbox")["set"]
    secret = load(desk.env).sandbox_webhook_secret
    rotated = load({**desk.env, **dict([new.split("=", 1), old.split("=", 1)])})
    assert rotated.sandbox_webhook_secrets[1] == secret != rotated.sandbox_webhook_secrets[0]
