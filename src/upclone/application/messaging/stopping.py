"""The links that stop letters: what each stops, under a seal that only this installation can make.

They are good for ever and for nothing else, and ask for no sign-in: whoever has the letter may have it stop.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from upclone.application.ports.system import Seals
from upclone.domain.errors import Invalid
from upclone.domain.messaging.news import FIXED, Topic

DAILY: Final = "daily"
_PURPOSE: Final = "stop_letters"


@frozen
class Stop:
    """Letters to an account that are to stop: a search's, a topic's, or, with neither, those that come once a day."""

    account_id: UUID
    topic: Topic | None = None
    search_id: UUID | None = None

    @property
    def what(self) -> str:
        """A topic, `daily`, or the search's id in hexadecimal digits."""
        return self.search_id.hex if self.search_id else self.topic or DAILY


def token_of(seals: Seals, stop: Stop) -> str:
    """`<account>.<what>.<seal>`."""
    subject = f"{stop.account_id.hex}.{stop.what}"
    return f"{subject}.{seals.seal(_PURPOSE, subject)}"


def stop_of(seals: Seals, token: str) -> Stop:
    """What a link stops. Raises Invalid where we never sent it."""
    subject, _, seal = token.strip().rpartition(".")
    if not subject or not seals.opens(_PURPOSE, subject, seal):
        raise Invalid("token", "is not the link of a letter")
    account, _, what = subject.partition(".")
    if what == DAILY:
        return Stop(UUID(account))
    if what in {topic.value for topic in Topic if topic not in FIXED}:
        return Stop(UUID(account), Topic(what))
    return Stop(UUID(account), search_id=UUID(what))
