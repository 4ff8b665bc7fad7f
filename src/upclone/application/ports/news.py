"""What waits to be written to people, and how soon they want it. `Notifications.add` says what is to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from upclone.domain.messaging.news import Gathered, How, Topic

_FIRST: Final = UUID(int=0)


class News(Protocol):
    """Choices, and letters that wait."""

    def choices(self, account_id: UUID) -> Mapping[Topic, How]:
        """What somebody chose; topics of which they chose nothing are left out."""
        ...

    def choose(self, account_id: UUID, chosen: Mapping[Topic, How], at: datetime) -> None:
        """Keep choices; others stay. What waits of a topic that is not to be written of any more waits no longer."""
        ...

    def due(self, at: datetime, most: int, after: UUID = _FIRST) -> Sequence[UUID]:
        """Accounts with a letter that is due, sorted, from `after` on, `most` of them at most."""
        ...

    def gather(self, account_id: UUID, at: datetime) -> Sequence[Gathered]:
        """The letters of an account that are due, each with all that goes into it; they wait no longer.

        News that was read on the site meanwhile is left out, unless it is essential. What a topic says of one object
        makes one letter, whatever waits of a day another.
        """
        ...

    def forget(self) -> int:
        """Nothing waits any longer; how many notifications did."""
        ...
