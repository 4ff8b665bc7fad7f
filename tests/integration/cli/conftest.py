"""A database of the module's own, and a deal that was made through the application's own doors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from attrs import frozen
from click.testing import CliRunner, Result

from tests import databases
from upclone.adapters.embedded import Urls
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.domain.actors import Actor
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.market.rounds import Step
from upclone.domain.money import Money
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints import start
from upclone.entrypoints.cli.main import upclone
from upclone.entrypoints.doors import Doors
from upclone.entrypoints.settings import load

PROGRAM = Path(sys.executable).with_name("upclone")
PASSWORD = "correct horse battery"
OPERATOR = "ops@example.org"
SECRET = "s" * 48


@frozen
class Desk:
    """The command line on one database, in this process: fast, and with nobody at a terminal."""

    env: Mapping[str, str]

    def run(self, *words: object, exit: int = 0, stdin: str | None = None, **env: str) -> Result:
        """Run a command that must end with this exit code."""
        result = CliRunner(env={**self.env, **env}).invoke(upclone, [str(word) for word in words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == exit, f"{result.exit_code}: {result.output}"
        return result

    def json(self, *words: object, exit: int = 0, **env: str) -> Any:
        """What it answers with --json."""
        return json.loads(self.run(*words, "--json", exit=exit, **env).stdout)

    def error(self, *words: object, exit: int) -> Any:
        """What it says on standard error with --json; nothing on standard output."""
        result = self.run(*words, "--json", exit=exit)
        assert result.stdout == ""
        return json.loads(result.stderr)["error"]


@frozen
class Deal:
    """An active contract with milestones of these ids, in order; the client and the freelancer as actors."""

    client: Actor
    freelancer: Actor
    contract: UUID
    milestones: tuple[UUID, ...]


def environment(urls: Urls, home: Path) -> dict[str, str]:
    """The variables of a command on this database."""
    return {
        "DATABASE_URL": urls.app_url,
        "DATABASE_OWNER_URL": urls.owner_url,
        "UPCLONE_HOME": str(home),
        "UPCLONE_SECRET_KEY": SECRET,
        "UPCLONE_SANDBOX": "1",
    }


@pytest.fixture(scope="module")
def urls(pg_server: Urls) -> Iterator[Urls]:
    """The module's database."""
    with databases.copy(pg_server) as copied:
        yield copied


@pytest.fixture(scope="module")
def desk(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The command line on the module's database, with an operator in it."""
    desk = Desk(environment(urls, tmp_path_factory.mktemp("home")))
    with start.doors(load(desk.env)) as opened:
        opened.accounts.create_admin(OPERATOR, PASSWORD, "Olga at the desk")
    return desk


@pytest.fixture(scope="module")
def doors(desk: Desk) -> Iterator[Doors]:
    """The application on the same database."""
    with start.doors(load(desk.env)) as opened:
        yield opened


@pytest.fixture(scope="module")
def people(doors: Doors) -> tuple[Actor, Actor]:
    """A client and a freelancer."""
    ada = doors.accounts.sign_up("ada@example.org", PASSWORD, "Ada Byron", frozenset({AccountRole.CLIENT}))
    ben = doors.accounts.sign_up("ben@example.org", PASSWORD, "Ben Łukasz", frozenset({AccountRole.FREELANCER}))
    return ada.actor, ben.actor


@pytest.fixture
def deal(doors: Doors, people: tuple[Actor, Actor]) -> Deal:
    """A fresh deal over 100 EUR and 250 EUR, the first milestone funded."""
    return make_deal(doors, people)


def make_deal(doors: Doors, people: tuple[Actor, Actor], *amounts: Money) -> Deal:
    """Post, bid, hire, sign, fund the first milestone: all through the use cases."""
    made = agree(doors, people, *amounts)
    fund(doors, made, 0)
    return made


def agree(doors: Doors, people: tuple[Actor, Actor], *amounts: Money) -> Deal:
    """The same without the money."""
    client, freelancer = people
    wanted = amounts or (Money(10_000, "EUR"), Money(25_000, "EUR"))
    whole = Money(sum(amount.amount_minor for amount in wanted), wanted[0].currency)
    job = doors.jobs.post(client, Brief("Paint the fence", "Both sides, in white.", Payment.FIXED, whole))
    plan = tuple(Step(f"Side {number}", amount) for number, amount in enumerate(wanted, start=1))
    proposal = doors.proposals.bid(freelancer, job.id, whole, "I have a brush.", plan)
    contract = doors.contracts.hire(client, job.id, proposal.id, Offered())
    for actor in people:
        doors.contracts.sign(actor, contract.id, None)
    with doors.unit_of_work() as work:
        milestones = tuple(milestone.id for milestone in work.milestones.of(contract.id))
    return Deal(client, freelancer, contract.id, milestones)


def fund(doors: Doors, deal: Deal, index: int) -> UUID:
    """Fund a milestone; the gateway says yes at once. The hold's id."""
    with doors.unit_of_work() as work:
        amount = work.milestones.get(deal.milestones[index]).amount
    hold = doors.escrow.fund(deal.client, deal.contract, deal.milestones[index], amount, "sandbox", "tok_approve")
    paid = Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, f"pay_{hold.id}", hold.total)
    doors.escrow.answered(paid)
    return hold.id


def program(*words: object, env: Mapping[str, str], timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """The real program, as a shell starts it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("UPCLONE_", "DATABASE_"))}
    return subprocess.run(
        [PROGRAM, *map(str, words)], env={**clean, **env}, capture_output=True, text=True, timeout=timeout, cwd="/"
    )
