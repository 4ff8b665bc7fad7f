"""Standing: what the marketplace itself saw of somebody. Nobody writes it about themselves."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen

PRIOR_REVIEWS: Final = 5
PRIOR_STARS: Final = 400
"""Somebody without reviews counts as somebody with five of four stars (in hundredths): a first review, good or bad,
moves little; a hundredth hardly matters."""


@frozen
class Standing:
    """`reviews` with `stars` (1 to 5 each) in all, contracts `completed`, how much was `earned` or spent as a power of
    two of whole currency units, the usual time to answer, whether money came from them before."""

    id: UUID
    reviews: int = 0
    stars: int = 0
    completed: int = 0
    earned: int = 0
    response_minutes: int | None = None
    last_active_at: datetime | None = None
    verified: bool = False

    @property
    def rating(self) -> int:
        """The mean in hundredths of a star; 0 where nobody has reviewed them."""
        return 100 * self.stars // self.reviews if self.reviews else 0

    @property
    def expected(self) -> int:
        """The rating that their next review may be expected to have, in hundredths of a star."""
        return (PRIOR_REVIEWS * PRIOR_STARS + 100 * self.stars) // (PRIOR_REVIEWS + self.reviews)

    @property
    def merit(self) -> int:
        """The order in which people are listed where nothing else is asked for: rating first, then work done."""
        return self.expected * 10 + min(self.completed, 100)
