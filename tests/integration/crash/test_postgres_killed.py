"""kill -9 of PostgreSQL while people pay and are paid: what was acknowledged is there, and the books are right."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock
from typing import Any
from uuid import UUID

import psutil
import psycopg
import pytest
from attrs import define, field

from tests import invariants
from tests.gateway_world import GatewayWorld
from tests.market_place import MarketPlace, SwitchedOn, market_place
from tests.postgres_snapshots import PostgresView
from upclone.adapters.embedded import EmbeddedPostgres
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.deferring import Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.migrations import migrate
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.system import Uuid7Ids
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Answer, Operation, Status
from upclone.application.ports.store import StoreUnavailable
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.money import Money
from upclone.domain.people.accounts import AccountRole

KILLS = 3
WRITERS = 4
BETWEEN = 60
"""Acknowledged writes between two kills."""


@pytest.fixture
def server() -> Iterator[EmbeddedPostgres]:
    """A server of the test's own, in durable mode, that any account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="up-", dir="/tmp"))
    folder.chmod(0o711)
    server = EmbeddedPostgres(folder)
    yield server
    server.stop()
    shutil.rmtree(server.data.parent)
    shutil.rmtree(folder, ignore_errors=True)


@define
class Said:
    """What the writers were told is done: (subject, event), as often as it was."""

    acknowledged: Counter[tuple[UUID, str]] = field(factory=Counter)
    cut: list[StoreUnavailable] = field(factory=list)
    _lock: Lock = field(factory=Lock)

    def yes(self, subject: Any, event: str) -> Any:
        with self._lock:
            self.acknowledged[subject.id, event] += 1
        return subject

    def no(self, failure: StoreUnavailable) -> None:
        with self._lock:
            self.cut.append(failure)


def deal(place: MarketPlace, said: Said, tag: str) -> None:
    """From sign-up to withdrawal, each step noted once it is acknowledged."""
    client_role, freelancer_role = frozenset({AccountRole.CLIENT}), frozenset({AccountRole.FREELANCER})
    client = said.yes(place.accounts.sign_up(f"c{tag}@example.org", "long enough", "Ada", client_role), "AccountOpened")
    dan = said.yes(
        place.accounts.sign_up(f"f{tag}@example.org", "long enough", "Dan", freelancer_role), "AccountOpened"
    )
    price = Money(10_001, "EUR")
    job = said.yes(place.jobs.post(client.actor, Brief("Fence", "White.", Payment.FIXED, price)), "JobPosted")
    bid = said.yes(place.proposals.bid(dan.actor, job.id, price, "", ()), "ProposalSubmitted")
    contract = said.yes(place.contracts.hire(client.actor, job.id, bid.id, Offered()), "ContractOffered")
    for each in (client, dan):
        said.yes(place.contracts.sign(each.actor, contract.id, None), "ContractSigned")
    with place.unit_of_work() as work:
        (milestone,) = work.milestones.of(contract.id)
    hold = place.escrow.fund(client.actor, contract.id, milestone.id, milestone.amount, "sandbox", "tok_ok")
    said.yes(hold, "FundingRequested")
    paid = Answer(Operation.PAYMENT, str(hold.id), Status.SUCCEEDED, f"pay_{hold.id}", hold.total)
    said.yes(place.escrow.answered(paid), "FundsHeld")
    said.yes(place.milestones.release_part(client.actor, milestone.id, Money(3_333, "EUR")), "PartReleased")
    said.yes(place.milestones.approve(client.actor, milestone.id), "MilestoneApproved")
    said.yes(place.transfers.pay_out(dan.actor, dan.id, Money(9_000, "EUR"), "sandbox", "bank_1"), "TransferRequested")


def postmaster(server: EmbeddedPostgres) -> psutil.Process:
    return psutil.Process(int((server.data / "postmaster.pid").read_text().split()[0]))


@pytest.mark.slow
def test_no_acknowledged_write_is_lost(server: EmbeddedPostgres):
    """Four writers at work, three kills: every acknowledged write is there, and nobody met an error without a name."""
    urls = server.start()
    migrate(urls.owner_url)
    engine, said, over = make_engine(urls.app_url, connections=WRITERS), Said(), Event()
    store = PostgresUnitOfWork(engine, Uuid7Ids(), Deferring(LISTENERS))
    place = market_place(store, FixedClock(), Uuid7Ids(), SwitchedOn((GatewayWorld(),)))

    def write(writer: int) -> int:
        deals = 0
        while not over.is_set():
            try:
                deal(place, said, f"{writer}.{deals}.{time.monotonic_ns()}")
                deals += 1
            except StoreUnavailable as failure:
                said.no(failure)
                over.wait(0.05)
        return deals

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            for _ in range(KILLS):
                _wait_for(said, said.acknowledged.total() + BETWEEN)
                parent = postmaster(server)
                for each in (parent, *parent.children()):
                    with suppress(psutil.NoSuchProcess):
                        each.kill()
                assert server.start() == urls
            _wait_for(said, said.acknowledged.total() + BETWEEN)
        finally:
            over.set()
        assert sum(writer.result() for writer in writers) > 0
    assert len(said.cut) >= KILLS, "each kill was felt"
    with psycopg.connect(conninfo(urls.app_url), autocommit=True) as connection:
        now = PostgresView(connection).snapshot()
    kept = Counter((each.event.subject_id, each.event.name) for each in now.history)
    assert not said.acknowledged - kept, "lost"
    invariants.check(now)
    assert PostgresLedgerReads(engine).verify().sound
    engine.dispose()


def _wait_for(said: Said, enough: int) -> None:
    deadline = time.monotonic() + 30
    while said.acknowledged.total() < enough:
        assert time.monotonic() < deadline, "the writers do not get on"
        time.sleep(0.02)
