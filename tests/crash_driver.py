"""Die at every commit boundary of a flow, one after the other, and come back each time.

    python -m tests.crash_driver DATABASE_URL {funding,release,refund,payout}

For each n a process of its own plays the flow and is killed, as by kill -9, at its n-th commit boundary; another then
finishes what was begun, without being told what that was, and checks everything. The gateway is the sandbox: a world
of its own, which remembers. It ends where a process survives, and prints at how many boundaries one died.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import psycopg
from attrs import define

from tests import invariants
from tests.market_place import MarketPlace, SwitchedOn, market_place
from tests.postgres_snapshots import PostgresView
from upclone.adapters.memory import FixedClock
from upclone.adapters.postgres.deferring import NOTICE, REACT, Deferring
from upclone.adapters.postgres.engine import conninfo, make_engine
from upclone.adapters.postgres.failpoint import Failpoint
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.webhooks import PostgresWebhookInbox
from upclone.adapters.sandbox import SandboxGateway
from upclone.adapters.system import Uuid7Ids
from upclone.application.deals.contracts import Offered
from upclone.application.ports.gateways import Notice, Operation
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.actors import member
from upclone.domain.deals.milestones import Milestone
from upclone.domain.errors import Unavailable
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.money import Money
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import AccountRole

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
MOST = 60
"""Boundaries that no flow has: beyond them something goes round in circles."""

_JOBS = "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND task_name = ANY (%s) ORDER BY id"


@define
class Rig:
    """One process's marketplace, gateway and queue. Whoever is killed leaves the job in the queue: it runs again."""

    url: str
    clock: FixedClock
    place: MarketPlace
    sandbox: SandboxGateway
    queue: psycopg.Connection[tuple[object, ...]]
    reads: PostgresLedgerReads

    def drain(self) -> None:
        """Work until there is nothing to do: jobs, the gateway's own life, the poller."""
        for _ in range(8):
            worked = self._run_jobs() + self.sandbox.tick()
            self.clock.advance(timedelta(seconds=20))
            if not self.place.operations.poll() and not worked:
                return

    def _run_jobs(self) -> int:
        done = 0
        for job, task, args in self.queue.execute(_JOBS, ([REACT, NOTICE],)).fetchall():
            assert isinstance(args, dict)
            try:
                self._run(str(task), args)
            except Unavailable:
                continue  # it stays in the queue; the poller may be first
            self.queue.execute("DELETE FROM procrastinate_jobs WHERE id = %s", (job,))
            done += 1
        return done

    def _run(self, task: str, args: Mapping[str, str]) -> None:
        if task == REACT:
            self.place.reactions.react(UUID(args["event_id"]), args["reaction"])
        else:
            said = {name: value for name, value in args.items() if name not in ("gateway", "operation")}
            notice = Notice(operation=Operation(args["operation"]), **said)
            self.place.operations.noticed(args["gateway"], notice)

    def view(self) -> PostgresView:
        return PostgresView(self.queue)


def rig(url: str, now: datetime, failpoint: int | None = None) -> Rig:
    """Connections of this process's own. Only upclone's store has boundaries: the gateway lives elsewhere."""
    clock, ids, engine = FixedClock(now), Uuid7Ids(), make_engine(url, connections=4)
    store = PostgresUnitOfWork(engine, ids, Deferring(LISTENERS), Failpoint(failpoint))
    inbox = PostgresWebhookInbox(store)

    def deliver(body: bytes, headers: Mapping[str, str]) -> int:
        inbox.receive(sandbox.name, sandbox.verify(body, headers), body)
        return 200

    elsewhere = make_engine(url, connections=2)
    sandbox = SandboxGateway(elsewhere, clock, ["s" * 32], "http://localhost", deliver, real=clock.now)
    place = market_place(store, clock, ids, SwitchedOn((sandbox,)))
    queue = psycopg.connect(conninfo(url), autocommit=True)
    return Rig(url, clock, place, sandbox, queue, PostgresLedgerReads(engine))


def prepare(on: Rig, flow: str, ready: Path) -> None:
    """A contract that stands where the flow begins; its milestone's id goes to `ready`."""
    place = on.place
    tag = on.place.ids.new().hex
    client = place.accounts.sign_up(f"c{tag}@example.org", "long enough", "Ada", frozenset({AccountRole.CLIENT}))
    roles = frozenset({AccountRole.FREELANCER})
    freelancer = place.accounts.sign_up(f"f{tag}@example.org", "long enough", "Dan", roles)
    price = Money(10_001, "EUR")
    job = place.jobs.post(client.actor, Brief("Fence", "White.", Payment.FIXED, price))
    proposal = place.proposals.bid(freelancer.actor, job.id, price, "", ())
    contract = place.contracts.hire(client.actor, job.id, proposal.id, Offered())
    place.contracts.sign(client.actor, contract.id, None)
    place.contracts.sign(freelancer.actor, contract.id, None)
    with place.unit_of_work() as work:
        (milestone,) = work.milestones.of(contract.id)
    if flow != "funding":
        fund(on, milestone)
        on.drain()
    if flow == "payout":
        place.milestones.approve(client.actor, milestone.id)
    on.drain()
    ready.write_text(str(milestone.id))


def fund(on: Rig, milestone: Milestone) -> object:
    """The gateway takes the money, and its answer is lost the first time."""
    client = member(milestone.parties.client)
    return on.place.escrow.fund(
        client, milestone.contract_id, milestone.id, milestone.amount, "sandbox", "tok_timeout_after"
    )


def _approve(on: Rig, milestone: Milestone) -> object:
    return on.place.milestones.approve(member(milestone.parties.client), milestone.id)


def _refund(on: Rig, milestone: Milestone) -> object:
    return on.place.milestones.refund(member(milestone.parties.freelancer), milestone.id, None)


def _pay_out(on: Rig, milestone: Milestone) -> object:
    owner = milestone.parties.freelancer
    return on.place.transfers.pay_out(member(owner), owner, Money(5_000, "EUR"), "sandbox", "acct_error_after")


FLOWS: Mapping[str, tuple[Callable[[Rig, Milestone], object], str]] = {
    "funding": (fund, "funded"),
    "release": (_approve, "approved"),
    "refund": (_refund, "refunded"),
    "payout": (_pay_out, "approved"),
}
"""What is done to the milestone, and how it stands when everything is over."""


def play(on: Rig, flow: str, ready: Path, said: Path) -> None:
    """Do it, acknowledge it, and work on what follows, until done or dead."""
    with on.place.unit_of_work() as work:
        milestone = work.milestones.get(UUID(ready.read_text()))
    answer = FLOWS[flow][0](on, milestone)
    said.write_text(str(answer.id))  # type: ignore[attr-defined]
    on.drain()


def recover(on: Rig, flow: str, ready: Path, said: Path) -> None:
    """Finish what was begun; then everything is at rest, and what was acknowledged is there."""
    on.drain()
    now = on.view().snapshot()
    invariants.check(now)
    invariants.check_rest(now)
    assert not now.queued
    milestone = now.get(UUID(ready.read_text()))
    acknowledged = said.exists()
    if acknowledged:
        assert UUID(said.read_text()) in now.objects, "what was acknowledged is there"
        assert milestone.state == FLOWS[flow][1], f"acknowledged, and {milestone.state}"
    totals = on.sandbox.totals()
    known = Counter({currency: each.captured - each.refunded - each.paid_out for currency, each in totals.items()})
    invariants.check_gateway(now, known)
    asked = Counter(seen.key for seen in on.sandbox.operations(10_000))
    expected = {str(hold.id) for hold in now.all(Hold)} | {transfer.key for transfer in now.all(Transfer)}
    assert set(asked) == expected, "the gateway saw each operation that we know of, and no other"
    assert max(asked.values(), default=1) == 1, "and each of them once"
    if acknowledged and flow == "payout":
        assert sum(each.owner == milestone.parties.freelancer for each in now.all(Transfer)) == 1
    verified = on.reads.verify()
    assert verified.sound, verified


def in_a_process(work: Callable[[], None]) -> int:
    """Run it in a forked process; its status, negative for the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001  (this process ends here, whatever happened)
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(url: str, flow: str) -> int:
    """How many boundaries the flow has."""
    with TemporaryDirectory() as folder:
        ready, said = Path(folder, "ready"), Path(folder, "said")
        for number in range(1, MOST):
            day = START + timedelta(days=number)
            said.unlink(missing_ok=True)
            assert in_a_process(lambda: prepare(rig(url, day), flow, ready)) == 0  # noqa: B023
            later = day + timedelta(hours=1)
            ended = in_a_process(lambda: play(rig(url, later, number), flow, ready, said))  # noqa: B023
            assert ended in (0, -signal.SIGKILL)
            after = later + timedelta(hours=1)
            assert in_a_process(lambda: recover(rig(url, after), flow, ready, said)) == 0  # noqa: B023
            if ended == 0:
                return number - 1
    raise AssertionError(f"{flow} does not come to an end")


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
