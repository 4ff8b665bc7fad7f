"""The application of one run, which dies and comes back; its queue, its post, and the time that passes for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from attrs import define, field
from procrastinate.jobs import Job

from tests.campaign.plants import Plant
from tests.campaign.stores import Store
from tests.campaign.wire import Boundary, ClockedWorld, Fate, Killed, Line, new_world, paypal, stripe
from tests.market_place import MarketPlace, SwitchedOn, market_place
from tests.postgres_snapshots import PostgresView
from tests.simulator.letters import WRONG_SECRET, Letter
from upclone.adapters.gateways import Breaker, GuardedGateway
from upclone.adapters.memory import FixedClock, SteppingIds
from upclone.adapters.postgres.deferring import FIRE_DEADLINE, NOTICE, REACT, Deferring
from upclone.adapters.postgres.requests import PostgresRequests
from upclone.adapters.postgres.retries import LONGEST, Backoff
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.adapters.postgres.webhooks import PostgresWebhookInbox
from upclone.application.ports.gateways import Notice, Operation, PaymentGateway
from upclone.application.ports.store import Requests
from upclone.application.reactions.listening import LISTENERS
from upclone.domain.errors import NotSignedIn, Unavailable

PACE = timedelta(seconds=5)

_JOBS = """
SELECT id, task_name, args, attempts FROM procrastinate_jobs
WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= %s) ORDER BY id
"""
_AGAIN = "UPDATE procrastinate_jobs SET attempts = attempts + 1, scheduled_at = %s WHERE id = %s"
_DEAD = "UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s"


@define
class Mail:
    """A letter on its way: `due` is when, `copies` how often; a lost one comes once everything has healed."""

    letter: Letter
    due: datetime
    copies: int
    lost: bool = False


@define(eq=False)
class Rig:
    """One run's world. `place` is the application that lives at present."""

    store: Store
    draw: Random
    seed: int
    plant: Plant
    trace: list[str] = field(factory=list)
    clock: FixedClock = field(factory=FixedClock)
    ids: SteppingIds = field(init=False)
    world: ClockedWorld = field(init=False)
    fate: Fate = field(init=False)
    place: MarketPlace = field(init=False)
    inbox: PostgresWebhookInbox = field(init=False)
    requests: Requests = field(init=False)
    mail: list[Mail] = field(factory=list)
    dead: list[str] = field(factory=list)
    healed: bool = False
    _written: int = 0
    _gateways: dict[str, PaymentGateway] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.ids = SteppingIds(self.seed)
        self.world = new_world(self.clock, self.seed)
        self.fate = Fate(Random(f"{self.seed} fate"), self.trace)
        self.begin()

    def begin(self) -> None:
        """A new process: it knows what the database knows."""
        line, boundary = Line(self.world, self.fate), Boundary(at=1, fate=self.fate)
        work = PostgresUnitOfWork(self.store.engine, self.ids, Deferring(LISTENERS), boundary)
        seconds: Callable[[], float] = lambda: self.clock.now().timestamp()  # noqa: E731
        real = (stripe(line), paypal(line))
        guarded = tuple(GuardedGateway(self.plant.gateway(each), Breaker(seconds)) for each in real)
        self._gateways = {each.name: each for each in guarded}
        self.place = self.plant.place(market_place(work, self.clock, self.ids, SwitchedOn(guarded), pace=PACE))
        self.inbox = PostgresWebhookInbox(work)
        self.requests = self.plant.requests(PostgresRequests(work))

    def view(self) -> PostgresView:
        """What is committed."""
        return PostgresView(self.store.reader)

    def say(self, what: str) -> None:
        """One line of the trace."""
        self.trace.append(f"{self.clock.now():%j %H:%M:%S} {what}")

    def lives(self, act: Callable[[], object]) -> bool:
        """Do something in the present process; False where it died of it, and the next one is there."""
        try:
            act()
        except Killed:
            self.begin()
            return False
        return True

    def pass_time(self, by: timedelta) -> None:
        """Here and at the gateways."""
        self.clock.advance(by)
        while self.world.run_due():
            pass

    def work(self, most: int = 1000) -> int:
        """Run what is due, in any order; whoever dies leaves the job as it was. How many ran."""
        ran = 0
        while ran < most:
            rows = self.store.reader.execute(_JOBS, (self.clock.now(),)).fetchall()
            if not rows:
                break
            id, task, args, attempts = self.draw.choice(rows)
            self.lives(lambda: self._job(id, task, args, attempts))  # noqa: B023
            ran += 1
        return ran

    def _job(self, id: int, task: str, args: Mapping[str, Any], attempts: int) -> None:
        try:
            self._run(task, args)
        except Exception as failure:  # noqa: BLE001 - as in any worker, a job's failure is the job's alone
            self._failed(id, task, args, attempts, failure)
            return
        self.fate.passes("before a job is said to be done")
        self.store.reader.execute("DELETE FROM procrastinate_jobs WHERE id = %s", (id,))

    def _failed(self, id: int, task: str, args: Mapping[str, Any], attempts: int, failure: Exception) -> None:
        said = dict(args)
        job = Job(id=id, queue="", lock=None, queueing_lock=None, task_name=task, task_kwargs=said, attempts=attempts)
        if Backoff().get_retry_decision(exception=failure, job=job) is None:
            self.dead.append(f"{task} {said}: {failure!r}")
            self.store.reader.execute(_DEAD, (id,))
            return
        self.say(f"{args.get('reaction', task)}: {type(failure).__name__}")
        later = self.clock.now() + timedelta(seconds=min(2 ** min(attempts, 10), LONGEST))
        self.store.reader.execute(_AGAIN, (later, id))

    def _run(self, task: str, args: Mapping[str, Any]) -> None:
        if task == REACT:
            self.place.reactions.react(UUID(args["event_id"]), args["reaction"])
        elif task == FIRE_DEADLINE:
            self.place.deadlines.fire(args["process"], UUID(args["id"]))
        else:
            assert task == NOTICE, task
            said = {name: value for name, value in args.items() if name not in ("gateway", "operation")}
            self.place.operations.noticed(args["gateway"], Notice(operation=Operation(args["operation"]), **said))

    def poll(self) -> None:
        """What the poller does every five seconds."""
        self.lives(self.place.operations.poll)

    def collect(self) -> None:
        """Letters that were written since: at once, later, days later, twice, or not while anything is broken."""
        fresh = self.world.office.letters[self._written :]
        self._written = len(self.world.office.letters)
        for letter in fresh:
            delay = timedelta() if self.healed else timedelta(seconds=self.draw.choice((0, 0, 1, 30, 3600, 3 * 86_400)))
            copies = self.draw.choice((1, 1, 2, 3))
            self.mail.append(
                Mail(letter, self.clock.now() + delay, copies, self.draw.random() < 0.2 and not self.healed)
            )

    def deliver(self, most: int = 1000) -> int:
        """Post that is due, in any order; forged letters between. How many came."""
        self.collect()
        came = 0
        while came < most:
            due = [each for each in self.mail if each.due <= self.clock.now() and not each.lost]
            if not due:
                break
            came += 1
            chosen = self.draw.choice(due)
            if self.draw.random() < 0.05:
                self.lives(lambda: self._forged(chosen.letter))  # noqa: B023
            self.lives(lambda: self._received(chosen))  # noqa: B023
        return came

    def _received(self, mail: Mail) -> None:
        api, body = mail.letter.api, mail.letter.body
        headers = self.world.halves[api].sign(body, self.world.office.hooks[api].secret)
        try:
            new = self.inbox.receive(api, self._gateways[api].verify(body, headers), body)
        except Unavailable:
            mail.due = self.clock.now() + timedelta(seconds=5)
            return
        self.say(f"letter {mail.letter.number} {'new' if new else 'again'}")
        mail.copies -= 1
        if not mail.copies:
            self.mail.remove(mail)

    def _forged(self, letter: Letter) -> None:
        headers = self.world.halves[letter.api].sign(letter.body, WRONG_SECRET)
        try:
            notice = self._gateways[letter.api].verify(letter.body, headers)
        except (NotSignedIn, Unavailable):
            return
        raise AssertionError(f"a forged letter was believed: {notice}")

    def heal(self) -> None:
        """Nothing breaks any more, nobody dies, and what was late or lost comes."""
        self.fate.chance, self.healed = 0.0, True
        self.world.faults.stop()
        self.collect()
        for each in self.mail:
            each.due, each.lost = min(each.due, self.clock.now()), False

    def settle(self, most: timedelta = timedelta(seconds=60)) -> None:
        """Work, post and poller, at their own pace, for as long as it may take to come to rest."""
        end = self.clock.now() + most
        while True:
            while self.deliver() + self.work():
                pass
            if self.clock.now() >= end:
                return
            self.pass_time(PACE)
            self.poll()

    def heads(self) -> list[str]:
        """The hash of each entry: they say everything that was booked, in its order."""
        return [row[0] for row in self.store.reader.execute("SELECT hash::text FROM entry ORDER BY created_seq")]
