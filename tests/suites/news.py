"""What a store promises of news by letter: as chosen, once, gathered. Both stores pass it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.builders import AT, new_id
from upclone.application.ports.store import UnitOfWork
from upclone.domain.actors import member
from upclone.domain.deals import interruptions
from upclone.domain.messaging.news import REST, SLACK, Gathered, How, Topic, day_after, posting

SECOND = timedelta(seconds=1)
SOON = AT + SLACK


class NewsSuite:
    """What StoreSuite holds of news; its fixtures give the store."""

    def _tell(
        self,
        unit_of_work: UnitOfWork,
        event_ids: Any,
        world: Any,
        at: datetime = AT,
        topic: Topic = Topic.CONTRACTS,
        about: UUID | None = None,
    ) -> UUID:
        """The client pauses the contract; the freelancer is told of it, and to be written to."""
        paused = interruptions.pause(world.contract, "Holidays.", member(world.client.id), at)[1]
        with unit_of_work() as work:
            work.record(paused)
        id = event_ids(world.contract.id)[-1]
        both = (world.client.id, world.freelancer.id)
        wanted = posting(topic, about or world.contract.id, (world.freelancer.id,), at)
        with unit_of_work() as work:
            work.notifications.add(id, paused, both, wanted)
            work.notifications.add(id, paused, both, wanted)
        return UUID(str(id))

    def _gather(self, unit_of_work: UnitOfWork, world: Any, at: datetime) -> list[Gathered]:
        with unit_of_work() as work:
            due = work.news.due(at, 1_000)
            assert world.client.id not in due, "who did it needs no letter"
            found = list(work.news.gather(world.freelancer.id, at))
            assert bool(found) <= (world.freelancer.id in due)
            return found

    def test_news_of_one_object_makes_one_letter(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """Not before its time, once, and with what came meanwhile; another object's makes another."""
        first = self._tell(unit_of_work, event_ids, world)
        second = self._tell(unit_of_work, event_ids, world, AT + SECOND)
        other = self._tell(unit_of_work, event_ids, world, about=new_id())
        assert self._gather(unit_of_work, world, SOON - SECOND) == []
        assert self._gather(unit_of_work, world, SOON) == [
            Gathered(How.AT_ONCE, Topic.CONTRACTS, (first, second)),
            Gathered(How.AT_ONCE, Topic.CONTRACTS, (other,)),
        ]
        assert self._gather(unit_of_work, world, SOON + 10 * REST) == []

    def test_after_a_letter_an_object_rests(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """What happens within ten minutes of it comes then, together; another topic's does not wait for that."""
        self._tell(unit_of_work, event_ids, world)
        self._gather(unit_of_work, world, SOON)
        later = [self._tell(unit_of_work, event_ids, world, SOON + number * SECOND) for number in (1, 2)]
        money = self._tell(unit_of_work, event_ids, world, SOON + SECOND, Topic.MONEY)
        assert self._gather(unit_of_work, world, SOON + SLACK + SECOND) == [
            Gathered(How.AT_ONCE, Topic.MONEY, (money,))
        ]
        assert self._gather(unit_of_work, world, SOON + REST - SECOND) == []
        assert self._gather(unit_of_work, world, SOON + REST) == [Gathered(How.AT_ONCE, Topic.CONTRACTS, tuple(later))]

    def test_the_letter_of_a_day_gathers_everything(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """Whatever it is about, in the morning."""
        freelancer = world.freelancer.id
        with unit_of_work() as work:
            work.news.choose(freelancer, {Topic.CONTRACTS: How.DAILY, Topic.MONEY: How.NEVER}, AT)
            work.news.choose(freelancer, {Topic.MONEY: How.DAILY}, AT)
            assert work.news.choices(freelancer) == {Topic.CONTRACTS: How.DAILY, Topic.MONEY: How.DAILY}
            assert work.news.choices(world.client.id) == {}
        told = [
            self._tell(unit_of_work, event_ids, world),
            self._tell(unit_of_work, event_ids, world, AT, Topic.MONEY, new_id()),
        ]
        morning = day_after(AT)
        assert self._gather(unit_of_work, world, morning - SECOND) == []
        assert self._gather(unit_of_work, world, morning) == [Gathered(How.DAILY, None, tuple(told))]

    def test_what_is_switched_off_waits_no_longer(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """Neither what waited already, nor what comes."""
        self._tell(unit_of_work, event_ids, world)
        kept = self._tell(unit_of_work, event_ids, world, AT, Topic.MONEY)
        with unit_of_work() as work:
            work.news.choose(world.freelancer.id, {Topic.CONTRACTS: How.NEVER}, AT)
        self._tell(unit_of_work, event_ids, world)
        assert self._gather(unit_of_work, world, SOON + REST) == [Gathered(How.AT_ONCE, Topic.MONEY, (kept,))]

    def test_what_was_read_is_not_written(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """But for what must be."""
        seen = self._tell(unit_of_work, event_ids, world)
        must = self._tell(unit_of_work, event_ids, world, AT, Topic.ESSENTIAL)
        with unit_of_work() as work:
            for id in (seen, must):
                work.notifications.read(world.freelancer.id, AT, only=id)
        assert self._gather(unit_of_work, world, SOON) == [Gathered(How.AT_ONCE, Topic.ESSENTIAL, (must,))]

    def test_a_past_that_was_told_is_not_written(self, unit_of_work: UnitOfWork, event_ids: Any, world: Any):
        """Whatever waits is dropped."""
        self._tell(unit_of_work, event_ids, world)
        with unit_of_work() as work:
            assert work.news.forget() >= 1
        assert self._gather(unit_of_work, world, SOON + REST) == []
