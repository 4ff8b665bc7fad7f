"""News by letter: choosing it, switching it off by the link of a letter, and gathering what is due."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.messaging.stopping import Stop, stop_of
from upclone.application.ports.store import FIRST, UnitOfWork
from upclone.application.ports.system import Clock, Seals
from upclone.application.turns import Turns
from upclone.domain.actors import Actor
from upclone.domain.messaging import news
from upclone.domain.messaging.news import How, Topic

BATCH: Final = 200
"""Accounts that are looked at in one go."""


@frozen
class News:
    """Use cases of news by letter."""

    unit_of_work: UnitOfWork
    clock: Clock
    seals: Seals

    def chosen(self, actor: Actor) -> Mapping[Topic, How]:
        """How soon each topic is written about to the actor."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            return news.chosen(work.news.choices(actor.id))

    def choose(self, actor: Actor, choices: Mapping[Topic, How]) -> None:
        """Have it so from now on; topics that are left out stay as they are."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            work.news.choose(actor.id, news.checked(choices), self.clock.now())

    def stop_of(self, token: str) -> Stop:
        """What the link of a letter stops. Raises Invalid where we never sent it."""
        return stop_of(self.seals, token)

    def stop(self, stop: Stop) -> None:
        """No more letters of a topic, or of all topics that are written about once a day. Repeating it does no harm."""
        with self.unit_of_work() as work:
            present = news.chosen(work.news.choices(stop.account_id))
            daily = [topic for topic, how in present.items() if how is How.DAILY]
            off = dict.fromkeys([stop.topic] if stop.topic else daily, How.NEVER)
            work.news.choose(stop.account_id, news.checked(off), self.clock.now())

    def write_due(self) -> int:
        """Gather what is due into letters, which reactions write; how many accounts had some. Raises ExceptionGroup
        where some accounts broke: all others had theirs."""
        told, turns, after = 0, Turns(), FIRST
        while True:
            with self.unit_of_work() as work:
                due = work.news.due(self.clock.now(), BATCH, after)
            for account_id in due:
                told += turns.take(f"the news of {account_id}", partial(self._write, account_id))
            if len(due) < BATCH:
                turns.over()
                return told
            after = due[-1]

    def _write(self, account_id: UUID) -> None:
        with self.unit_of_work() as work:
            now = self.clock.now()
            work.record(*(news.gathered(account_id, each, now) for each in work.news.gather(account_id, now)))

    def forget(self) -> int:
        """Write nothing of what waits: it was told, and not lived. How many notifications waited."""
        with self.unit_of_work() as work:
            return work.news.forget()
