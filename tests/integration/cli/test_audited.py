"""Every command either reads, runs the machine, or leaves one line in the audit that names who did it and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import click
import pytest

from tests import databases
from tests.integration.cli.conftest import OPERATOR, PASSWORD, Desk, environment, make_deal
from tests.integration.cli.test_reconcile import SINCE, Shop
from upclone.adapters.embedded import Urls
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Answer, Claim, ClaimState, Notice, Operation, Status
from upclone.domain.actors import operator
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.money import Money
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints import acts, start
from upclone.entrypoints.acts import Asked
from upclone.entrypoints.cli.main import upclone
from upclone.entrypoints.settings import load

WHY: Final = "a letter of the court, 12/26"
SECOND: Final = "second@example.org"
Words = tuple[object, ...]

READING: Final = frozenset(
    """
    settings
    accounts list|accounts show|accounts sessions|accounts export
    categories list|categories show|categories unknown|categories export
    sanctions list|sanctions show
    contracts list|contracts show
    timesheets verify
    moderation list|moderation show
    disputes list|disputes show
    escrow aged
    chargebacks list|chargebacks dossier
    payouts list
    invoices list|invoices show|invoices verify
    statements earnings|statements spending
    reconcile runs|reconcile show|reconcile unmatched|reconcile claims
    approvals list
    webhooks list|webhooks show|webhooks rotate
    audit list|audit export|audit verify
    ledger balances|ledger entries|ledger verify
    processes draw|processes check
    matching draw
    mail list|mail show
    jobs failed
    backup
    """.replace("|", "\n").split("\n")
)
"""Commands that change nothing in the marketplace; some write a file outside of it."""

MACHINE: Final = frozenset({"serve", "worker", "migrate", "demo", "seed", "restore", "search rebuild"})
"""Commands of whoever has the machine, which are no acts of the marketplace's operators: some make its tables or
replace all of them, the audit too, and the search can be computed again at any time."""


class Place:
    """A demo with two operators, and what their acts need."""

    def __init__(self, shop: Shop):
        self.shop, self.desk, self.doors = shop, shop.desk, shop.doors
        self.second = operator(self.doors.accounts.create_admin(SECOND, PASSWORD, "Otto").id)

    def person(self) -> str:
        """Somebody new."""
        email = f"{uuid4().hex}@example.org"
        self.doors.accounts.sign_up(email, PASSWORD, "Eve", frozenset({AccountRole.CLIENT}))
        return email

    def account(self, email: str) -> Any:
        with self.doors.unit_of_work() as work:
            return work.accounts.by_email(email)

    def operators(self) -> UUID:
        id: UUID = self.account(OPERATOR).id
        return id

    def deal(self, *amounts: Money) -> Any:
        return make_deal(self.doors, (self.shop.client, self.shop.freelancer), *amounts)

    def funded(self) -> UUID:
        first: UUID = self.deal().milestones[0]
        return first

    def withheld(self) -> UUID:
        milestone = self.funded()
        self.doors.milestones.hold(self.second, milestone, "A court wants it.")
        return milestone

    def hold(self, deal: Any) -> Any:
        with self.doors.unit_of_work() as work:
            return work.holds.of(deal.contract)[0]

    def held_job(self) -> UUID:
        brief = Brief("Fence", "In white. Call 06 12 34 56 78.", Payment.FIXED, Money(35_000, "EUR"))
        return self.doors.jobs.post(self.shop.client, brief).id

    def sanctioned(self) -> tuple[str, UUID]:
        email = self.person()
        self.doors.sanctions.suspend(self.second, self.account(email).id, "Spam.", None)
        with self.doors.unit_of_work() as work:
            return email, work.sanctions.standing(self.account(email).id).id

    def disputed(self) -> UUID:
        deal = self.deal()
        opened = self.doors.disputes.open(deal.client, deal.milestones[0], "Not white.", "See for yourself.")
        self.doors.disputes.answer(deal.freelancer, opened.id, "It is.")
        return opened.id

    def suspense(self) -> UUID:
        deal = self.deal()
        hold = self.doors.escrow.fund(
            deal.client, deal.contract, deal.milestones[1], Money(25_000, "EUR"), "sandbox", "tok_approve"
        )
        self.doors.escrow.answered(
            Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, f"pay_{hold.id}", Money(1_234, "EUR"))
        )
        return hold.id

    def claimed(self) -> UUID:
        hold = self.hold(self.deal())
        claim = Claim(f"claim_{hold.id}", hold.gateway_ref, hold.total, ClaimState.OPEN, "fraud", withdrawn=True)
        found = self.doors.chargebacks.claimed("sandbox", claim)
        assert found is not None
        return found.id

    def earned(self) -> UUID:
        deal = self.deal()
        self.doors.milestones.approve(deal.client, deal.milestones[0])
        assert deal.freelancer.id is not None
        paid: UUID = deal.freelancer.id
        return paid

    def bounced(self) -> UUID:
        sent = self.doors.transfers.pay_out(
            self.shop.freelancer, self.earned(), Money(5_000, "EUR"), "sandbox", "acct_ok"
        )
        self.doors.transfers.answered(Answer(Operation.PAYOUT, f"{sent.id}:1", Status.FAILED, "", reason="No."))
        return sent.id

    def invoice(self) -> Words:
        deal = self.deal()
        self.doors.milestones.approve(deal.client, deal.milestones[0])
        self.shop.rest()
        papers = self.desk.json("invoices", "list", "--contract", deal.contract, "--kind", "work")["items"]
        return papers[0]["id"], "20 EUR", "--entry", papers[0]["entry"]

    def asked_for(self) -> UUID:
        deal = self.deal(Money(200_000, "EUR"))
        asked = Asked("release", {"milestone": deal.milestones[0]})
        return acts.ask(self.doors, self.second, asked, WHY).id

    def unmatched(self) -> str:
        self.hold(self.deal())
        self.shop.plant(
            "INSERT INTO sandbox.operation SELECT (jsonb_populate_record(theirs, "
            """'{"ref": "po_theirs", "key": "nobodys:1", "operation": "payout"}')).* """
            "FROM sandbox.operation AS theirs LIMIT 1"
        )
        self.shop.plant(
            "INSERT INTO sandbox.movement (ref, moved, currency, amount_minor, at) "
            "VALUES ('po_theirs', 'paid_out', 'EUR', 700, now() - interval '1 hour')"
        )
        self.desk.run("reconcile", *SINCE, exit=9)
        runs = self.desk.json("reconcile", "runs")["items"]
        return str(next(each["line"] for each in runs[0]["findings"] if each["there_minor"] == -700))

    def letter(self) -> str:
        key = f"evt_{uuid4().hex}"
        assert self.doors.inbox.receive(
            "sandbox", Notice(key, Operation.PAYMENT, str(self.hold(self.deal()).id)), b"{}"
        )
        return key

    def dead_job(self) -> int:
        with self.doors.unit_of_work() as work:
            transaction = work.transaction  # type: ignore[attr-defined]  # PostgreSQL's
            (job,) = transaction.one(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts) "
                "VALUES ('reactions', 'upclone.react', 'doing', 8) RETURNING id",
                {},
            )
            transaction.run("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %(id)s", {"id": job})
        return int(job)

    def week(self) -> UUID:
        rate, (client, freelancer) = Money(3_000, "EUR"), (self.shop.client, self.shop.freelancer)
        job = self.doors.jobs.post(client, Brief("Fence", "White.", Payment.HOURLY, rate))
        proposal = self.doors.proposals.bid(freelancer, job.id, rate, "", (), 20)
        contract = self.doors.contracts.hire(client, job.id, proposal.id, Offered(time_zone="Europe/Paris"))
        for actor in (client, freelancer):
            self.doors.contracts.sign(actor, contract.id, None)
        self.doors.hours.start(freelancer, contract.id, "Painting.")
        self.shop.later(timedelta(hours=1))
        self.doors.hours.stop(freelancer, contract.id)
        return contract.id

    def with_factor(self) -> str:
        email = self.person()
        self.doors.second_factors.enrol(self.account(email).actor, PASSWORD)
        return email

    def moderator(self) -> str:
        email = self.person()
        self.desk.run(*told("accounts grant", email, "moderator"))
        return email

    def word(self) -> str:
        return f"Carving {uuid4().hex[:8]}"

    def skill(self) -> str:
        word = self.word()
        self.desk.run(*told("categories add", word, "--in", "illustration"))
        return word


def told(path: str, *words: object) -> Words:
    return (*path.split(), *words, "--as", OPERATOR, "--reason", WHY, "--yes")


ACTING: Final[dict[str, Callable[[Place, Any], Words]]] = {
    "accounts grant": lambda at, _: (at.person(), "moderator"),
    "accounts revoke": lambda at, _: (at.moderator(), "moderator"),
    "accounts sign-out": lambda at, _: (at.person(),),
    "accounts remove-second-factor": lambda at, _: (at.with_factor(),),
    "accounts suspend": lambda at, _: (at.person(),),
    "accounts ban": lambda at, _: (at.person(),),
    "accounts reinstate": lambda at, _: (at.sanctioned()[0],),
    "categories add": lambda at, _: (at.word(), "--in", "illustration"),
    "categories adopt": lambda at, _: (at.word(), "--in", "illustration"),
    "categories merge": lambda at, _: (at.skill(), at.skill()),
    "categories import": lambda at, folder: (_exported(at, folder),),
    "sanctions impose": lambda at, _: (at.person(), "ban"),
    "sanctions decide": lambda at, _: (at.sanctioned()[1], "lift"),
    "timesheets close-week": lambda at, _: (at.week(),),
    "moderation approve": lambda at, _: (at.held_job(),),
    "moderation reject": lambda at, _: (at.held_job(),),
    "moderation remove": lambda at, _: (at.held_job(),),
    "disputes rule": lambda at, _: (at.disputed(), "release"),
    "escrow release": lambda at, _: (at.funded(),),
    "escrow refund": lambda at, _: (at.funded(),),
    "escrow return-suspense": lambda at, _: (at.suspense(), "EUR"),
    "escrow hold": lambda at, _: (at.funded(),),
    "escrow unhold": lambda at, _: (at.withheld(),),
    "chargebacks contest": lambda at, _: (at.claimed(),),
    "payouts retry": lambda at, _: (at.bounced(), "--destination", "acct_ok"),
    "payouts request": lambda at, _: (at.earned(), "5 EUR", "--destination", "acct_ok"),
    "invoices credit": lambda at, _: at.invoice(),
    "reconcile resolve": lambda at, _: ("sandbox", at.unmatched(), "--to", "loss"),
    "webhooks replay": lambda at, _: (at.letter(),),
    "jobs retry": lambda at, _: (at.dead_job(),),
    "sandbox clock": lambda at, _: ("--forward", "1m"),
}
"""Command → what it is told besides who, why and --yes."""

WHO: Final = ("--as", OPERATOR, "--reason", WHY)
OTHERWISE: Final[dict[str, Callable[[Place], Words]]] = {
    "accounts create-admin": lambda at: (at.person()[1:], "--name", "New", "--password-stdin", *WHO),
    "approvals approve": lambda at: (at.asked_for(), "--as", OPERATOR, "--yes"),
    "approvals refuse": lambda at: (at.asked_for(), *WHO),
    "reconcile": lambda _: ("--since", "2001-01-01", "--until", "2001-01-15", *WHO),
}
"""Acts without the usual options: all that is said. Who approves gives no reason: the one that was asked with stays."""


def _exported(place: Place, folder: Any) -> Any:
    target = folder / "taxonomy.json"
    place.desk.run("categories", "export", target)
    return target


@pytest.fixture(scope="module")
def place(pg_server: Urls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with databases.copy(pg_server) as urls:
        env = {**environment(urls, tmp_path_factory.mktemp("home")), "UPCLONE_DEMO": "1"}
        with start._container(load(env), urls) as container:
            shop = Shop(container, urls, Desk(env))
            shop.play()
            yield Place(shop)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that does something by itself."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield " ".join((*path, name))
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_each_command_is_known_to_read_to_run_the_machine_or_to_act():
    """A new one is put on a list, and where it acts it says how that is tried."""
    known = [name for name in (*map(str.strip, READING), *MACHINE, *ACTING, *OTHERWISE) if name]
    assert len(set(known)) == len(known)
    assert sorted(known) == sorted(commands(upclone))


@pytest.mark.parametrize("name", ACTING)
def test_each_act_names_who_and_why_once(place: Place, name: str, tmp_path: Any):
    """Without a reason nothing is done; a dry run needs none and keeps none; done, there is one line more."""
    words = ACTING[name](place, tmp_path)
    before = place.doors.audit.acts(1)
    assert "reason" in place.desk.run(*name.split(), *words, "--as", OPERATOR, "--yes", exit=2).stderr
    place.desk.run(*told(name, *words)[:-1], "--dry-run")
    assert place.doors.audit.acts(1) == before
    place.desk.run(*told(name, *words), stdin=PASSWORD)
    _one_more(place, before, f"upclone {name}")


@pytest.mark.parametrize("name", OTHERWISE)
def test_the_others_do_too(place: Place, name: str):
    """The first person of two is named with the second."""
    words = OTHERWISE[name](place)
    before = place.doors.audit.acts(1)
    place.desk.run(*name.split(), *words, stdin=PASSWORD)
    _one_more(place, before, "release" if name == "approvals approve" else f"upclone {name}")


def _one_more(place: Place, before: tuple[Any, ...], named: str) -> None:
    first, *others = place.doors.audit.acts(2)
    assert tuple(others) == before
    assert (first.act.act, first.act.reason) == (named, WHY)
    assert place.operators() in (first.act.by, first.act.second)
