"""An hourly contract over any store: 80.00 EUR an hour, 20 hours a week, weeks by Paris, signed on a Wednesday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import define, evolve, field

from tests import invariants
from tests.gateway_world import GatewayWorld, Mood
from tests.market_place import MarketPlace, SwitchedOn, market_place
from tests.snapshots import Snapshot
from upclone.adapters.memory import FixedClock
from upclone.application.deals.contracts import Offered
from upclone.application.ports.store import UnitOfWork
from upclone.application.ports.system import Ids
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market.briefs import Brief, Payment
from upclone.domain.money import Money
from upclone.domain.people.accounts import Account, AccountRole

WEDNESDAY = datetime(2026, 3, 18, 9, tzinfo=UTC)
"""The week after the next has the change of clocks."""

RATE = Money(8_000, "EUR")


@define
class HourlyTown:
    """`take` hands over the reactions that wait, `snapshot` shows everything."""

    store: UnitOfWork
    ids: Ids
    take: Callable[[], list[tuple[UUID, str]]]
    snapshot: Callable[[], Snapshot]
    clock: FixedClock = field(factory=lambda: FixedClock(WEDNESDAY))
    world: GatewayWorld = field(factory=lambda: GatewayWorld(mood=Mood.INSTANT))
    place: MarketPlace = field(init=False)
    client: Account = field(init=False)
    freelancer: Account = field(init=False)
    operator: Account = field(init=False)
    contract: Contract = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.place = market_place(self.store, self.clock, self.ids, SwitchedOn((self.world,)))
        accounts = self.place.accounts
        self.client = accounts.sign_up("ada@example.org", "long enough", "Ada", frozenset({AccountRole.CLIENT}))
        free = frozenset({AccountRole.FREELANCER})
        self.freelancer = accounts.sign_up("dan@example.org", "long enough", "Dan", free)
        self.operator = accounts.create_admin("olga@example.org", "long enough", "Olga")
        self.contract = self.hire()

    def hire(self, **changes: Any) -> Contract:
        """One more contract between the two, signed by both."""
        place, client = self.place, self.client.actor
        job = place.jobs.post(client, Brief("Fence", "White.", Payment.HOURLY, RATE))
        proposal = place.proposals.bid(self.freelancer.actor, job.id, RATE, "", (), 20)
        offered = evolve(Offered(time_zone="Europe/Paris", review_days=3, answer_days=2), **changes)
        contract = place.contracts.hire(client, job.id, proposal.id, offered)
        place.contracts.sign(client, contract.id, None)
        return place.contracts.sign(self.freelancer.actor, contract.id, None)

    def bill_me(self, token: str = "tok_ok", mood: Mood = Mood.INSTANT) -> None:
        """The client says how hours are charged, and everything that follows happens."""
        self.place.timesheets.set_billing(self.client.actor, self.contract.id, "sandbox", token)
        self.drain(mood)

    def drain(self, mood: Mood = Mood.INSTANT) -> None:
        """Run every reaction that waits, and those that follow from it; then everything must be right."""
        self.world.mood = mood
        while pending := self.take():
            for each in pending:
                self.place.reactions.react(*each)
        invariants.check(self.snapshot())

    def work(self, hours: int, memo: str = "Painting.") -> TimeEntry:
        """The freelancer works by the timer."""
        self.place.hours.start(self.freelancer.actor, self.contract.id, memo)
        self.pass_time(timedelta(hours=hours))
        return self.place.hours.stop(self.freelancer.actor, self.contract.id)

    def log(self, start: datetime, minutes: int, **changes: Any) -> TimeEntry:
        """The freelancer writes time down."""
        span = (start, start + timedelta(minutes=minutes))
        told = {"memo": "Painting.", "reason": "No network.", **changes}
        return self.place.hours.log(self.freelancer.actor, self.contract.id, span, **told)

    def pass_time(self, by: timedelta) -> None:
        """The clock moves on, and makes every move that became due meanwhile, in its order, each at its own time."""
        end = self.clock.now() + by
        while due := [each for each in self.snapshot().due.items() if each[1].over_at <= end]:
            id, first = min(due, key=lambda each: (each[1].at, each[0]))
            self.clock.set(max(first.over_at, self.clock.now()))
            self.place.deadlines.fire(first.process, id)
            self.drain(self.world.mood)
        self.clock.set(end)

    def until(self, at: datetime) -> None:
        """The same, to a time."""
        self.pass_time(at - self.clock.now())

    def weeks(self) -> tuple[Timesheet, ...]:
        """The contract's, oldest first."""
        with self.store() as work:
            return work.timesheets.of(self.contract.id)

    def now(self) -> Contract:
        """The contract as it stands."""
        with self.store() as work:
            return work.contracts.get(self.contract.id)

    def held(self) -> int:
        """What lies in escrow for it, without fees, in minor units."""
        with self.store() as work:
            return sum(h.remaining.amount_minor for h in work.holds.of(self.contract.id) if h.state == "held")
