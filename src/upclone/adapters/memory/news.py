"""What waits to be written to people, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from attrs import define, evolve

from upclone.adapters.memory.tables import Tables, Waiting
from upclone.application.ports.store import FIRST
from upclone.domain.messaging.news import FIXED, Gathered, How, Posting, Topic


def waits(tables: Tables, event_id: UUID, account_id: UUID, posting: Posting) -> None:
    """A letter to an account is to speak of an event, as the account chose."""
    how = tables.chosen.get((account_id, posting.topic), posting.otherwise)
    alike = [
        each.gathered_at + posting.rest
        for (_, account), each in tables.news.items()
        if account == account_id
        and (each.topic, each.about, each.how) == (posting.topic, posting.about, how)
        and each.gathered_at is not None
    ]
    times = {How.AT_ONCE: max([posting.soon, *alike]), How.DAILY: posting.daily}
    tables.news[event_id, account_id] = Waiting(posting.topic, posting.about, how, times.get(how))


@define
class News:
    """Choices, and letters that wait."""

    tables: Tables

    def choices(self, account_id: UUID) -> Mapping[Topic, How]:
        """What somebody chose."""
        return {topic: how for (account, topic), how in self.tables.chosen.items() if account == account_id}

    def choose(self, account_id: UUID, chosen: Mapping[Topic, How], at: datetime) -> None:
        """Keep choices; what is not to be written of any more waits no longer."""
        for topic, how in chosen.items():
            self.tables.chosen[account_id, topic] = how
            for key, each in self._waiting(account_id):
                if how is How.NEVER and each.topic is topic:
                    self.tables.news[key] = evolve(each, at=None)

    def due(self, at: datetime, most: int, after: UUID = FIRST) -> Sequence[UUID]:
        """Accounts with a letter that is due."""
        waiting = ((account, each.at) for (_, account), each in self.tables.news.items())
        found = {account for account, when in waiting if when is not None and when <= at}
        return sorted(account for account in found if account > after)[:most]

    def gather(self, account_id: UUID, at: datetime) -> Sequence[Gathered]:
        """The letters that are due, with all that goes into each."""
        waiting = self._waiting(account_id)
        due = {_letter(each) for _, each in waiting if each.at is not None and each.at <= at}
        found: dict[tuple[How, Topic | None, UUID | None], list[UUID]] = defaultdict(list)
        for (event_id, _), each in sorted(waiting, key=lambda found: found[0]):
            if _letter(each) not in due:
                continue
            left_out = (event_id, account_id) in self.tables.read and each.topic not in FIXED
            self.tables.news[event_id, account_id] = evolve(each, at=None, gathered_at=None if left_out else at)
            if not left_out:
                found[_letter(each)].append(event_id)
        letters = [Gathered(how, topic, tuple(events)) for (how, topic, _), events in found.items()]
        return sorted(letters, key=lambda letter: letter.events)

    def forget(self) -> int:
        """Nothing waits any longer."""
        waiting = [(key, each) for key, each in self.tables.news.items() if each.at is not None]
        self.tables.news.update({key: evolve(each, at=None) for key, each in waiting})
        return len(waiting)

    def _waiting(self, account_id: UUID) -> list[tuple[tuple[UUID, UUID], Waiting]]:
        kept = self.tables.news.items()
        return [(key, each) for key, each in kept if key[1] == account_id and each.at is not None]


def _letter(news: Waiting) -> tuple[How, Topic | None, UUID | None]:
    """What makes one letter."""
    return (How.DAILY, None, None) if news.how is How.DAILY else (news.how, news.topic, news.about)
