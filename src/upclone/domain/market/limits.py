"""Limits against spam: how much of one kind an account may begin in a day, by UTC. They are explained when reached."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from attrs import frozen

from upclone.domain.errors import TooMany


class Counted(StrEnum):
    """What is counted."""

    BIDS = "bids"
    INVITATIONS = "invitations"
    OFFERS = "offers"
    JOBS = "jobs"


_WORDS: Final = {
    Counted.BIDS: "Bids",
    Counted.INVITATIONS: "Invitations",
    Counted.OFFERS: "Direct offers",
    Counted.JOBS: "New jobs",
}


@frozen
class DailyLimits:
    """How many a day, for everybody alike: room can't be bought."""

    bids: int = 50
    invitations: int = 30
    offers: int = 20
    jobs: int = 50

    def check(self, counted: Counted, number: int, at: datetime) -> None:
        """Raises TooMany where `number`, the one that is being made included, is more than there may be today."""
        limit = int(getattr(self, counted))
        if number > limit:
            again_at = datetime.combine(at.astimezone(UTC).date() + timedelta(days=1), time(tzinfo=UTC))
            raise TooMany(
                f"{_WORDS[counted]} are limited to {limit} a day, so that nobody is flooded. "
                f"There is room again at {again_at:%Y-%m-%d %H:%M} UTC; nobody can pay for more.",
                limit=limit,
                again_at=again_at,
                rule=f"{counted}_per_day",
            )
