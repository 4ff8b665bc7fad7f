"""Keeping searches, and telling of what they find."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.searches import Matches
from upclone.application.ports.store import FIRST, UnitOfWork
from upclone.application.ports.system import Clock, Ids
from upclone.application.turns import Turns
from upclone.domain.actors import Actor, member
from upclone.domain.errors import Refused
from upclone.domain.market import searches
from upclone.domain.market.searches import MOST_SEARCHES, TOLD_AT_MOST, Alert, Search, State, Wanted

BATCH: Final = 500
"""Searches that are told of a new job in one transaction."""


@frozen
class Searches:
    """Use cases of kept searches."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    matches: Matches

    def keep(self, actor: Actor, name: str, wanted: Wanted, alert: Alert) -> Search:
        """Look for it from now on."""
        assert actor.id is not None
        with self.unit_of_work() as work:
            work.accounts.lock(actor.id)
            if work.searches.kept(actor.id) >= MOST_SEARCHES:
                raise Refused(f"You keep {MOST_SEARCHES} searches already: end one first.")
            search = searches.keep(self.ids.new(), actor, name, wanted, alert, self.clock.now())
            work.searches.add(search)
            self.matches.watch(search)
        return search

    def edit(self, actor: Actor, search_id: UUID, name: str, wanted: Wanted, alert: Alert) -> Search:
        """Look for something else, or be told at other times."""
        with self.unit_of_work() as work:
            kept = work.searches.lock(search_id)
            search = searches.edit(kept, actor, name, wanted, alert, self.clock.now())
            work.searches.save(search)
            self.matches.watch(search)
        return search

    def end(self, actor: Actor, search_id: UUID) -> Search:
        """Keep it no longer."""
        with self.unit_of_work() as work:
            search = searches.end(work.searches.lock(search_id), actor)
            work.searches.save(search)
            self.matches.watch(search)
        return search

    def silence(self, search_id: UUID) -> None:
        """Keep it, and tell of it no more, as the link of a letter asks without a sign-in. One that ended is silent."""
        with self.unit_of_work() as work:
            kept = work.searches.lock(search_id)
            if kept.state is State.ACTIVE:
                owner, now = member(kept.owner_id), self.clock.now()
                search = searches.edit(kept, owner, kept.name, kept.wanted, Alert.NEVER, now)
                work.searches.save(search)
                self.matches.watch(search)

    def tell_due(self) -> int:
        """Every search whose day or week is over tells what came; how many did. Raises ExceptionGroup where some broke:
        all others told."""
        told, turns, after = 0, Turns(), FIRST
        while True:
            with self.unit_of_work() as work:
                due = work.searches.due(self.clock.now(), BATCH, after)
            for search_id in due:
                told += turns.take(f"the search {search_id}", partial(self.tell, search_id))
            if len(due) < BATCH:
                turns.over()
                return told
            after = due[-1]

    def tell(self, search_id: UUID) -> None:
        """Tell its owner what came since the last time, where its time is over. Repeated calls do no harm."""
        with self.unit_of_work() as work:
            kept = work.searches.lock(search_id)
            now = self.clock.now()
            if kept.tell_at is None or kept.tell_at > now:
                return
            found = self.matches.fresh(kept, TOLD_AT_MOST)
            work.searches.save(searches.told(kept, now))
            if found:
                self.matches.told([(kept.id, job_id) for job_id in found])
                work.record(searches.matched(kept.id, kept.owner_id, kept.name, found, now))

    def announce(self, job_id: UUID) -> None:
        """A job is open: tell those who asked to be told at once. Each once, however often it is called."""
        after = FIRST
        while found := self._announce(job_id, after):
            after = found

    def _announce(self, job_id: UUID, after: UUID) -> UUID | None:
        with self.unit_of_work() as work:
            waiting = self.matches.waiting(job_id, BATCH, after)
            now = self.clock.now()
            self.matches.told([(match.search_id, job_id) for match in waiting])
            work.record(
                *(searches.matched(match.search_id, match.owner_id, match.name, (job_id,), now) for match in waiting)
            )
        return waiting[-1].search_id if len(waiting) == BATCH else None
