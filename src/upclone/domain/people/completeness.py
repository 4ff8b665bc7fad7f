"""How much of a profile is said: named steps whose gains sum to a hundred, and the one that gains most now.

A step is done or not, by itself: saying more never lowers the sum.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen

from upclone.domain.people.accounts import Account
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile

A_FEW_SENTENCES: Final = 100
"""Characters from which on a bio tells something."""


@frozen
class Step:
    """Something that can be said: `gain` is in hundredths of the whole."""

    name: str
    gain: int
    done: bool


@frozen
class Completeness:
    """All steps, in the order in which they are shown."""

    steps: tuple[Step, ...]

    @property
    def percent(self) -> int:
        """What is done of a hundred."""
        return sum(step.gain for step in self.steps if step.done)

    @property
    def next(self) -> Step | None:
        """The open step that gains most, of equal ones the first; None where nothing is left."""
        return max((step for step in self.steps if not step.done), key=lambda step: step.gain, default=None)


def of_freelancer(account: Account, profile: FreelancerProfile) -> Completeness:
    """What clients look at, weighed by how much it tells them."""
    return _of(
        ("skills", 15, len(profile.skills) >= 3),
        ("headline", 10, bool(account.headline)),
        ("bio", 10, len(account.bio) >= A_FEW_SENTENCES),
        ("photo", 10, account.photo is not None),
        ("rate", 10, profile.rate is not None),
        ("portfolio", 10, bool(profile.portfolio)),
        ("availability", 10, profile.availability is not None),
        ("categories", 5, bool(profile.categories)),
        ("level", 5, profile.level is not None),
        ("place", 5, profile.place is not None),
        ("languages", 5, bool(profile.languages)),
        ("history", 5, bool(profile.experience or profile.education)),
    )


def of_client(account: Account, profile: ClientProfile) -> Completeness:
    """What freelancers look at before they bid."""
    return _of(
        ("company", 25, bool(profile.company)),
        ("bio", 20, len(account.bio) >= A_FEW_SENTENCES),
        ("sector", 15, bool(profile.sector)),
        ("site", 15, bool(profile.site)),
        ("photo", 15, account.photo is not None),
        ("country", 10, bool(account.country)),
    )


def _of(*steps: tuple[str, int, bool]) -> Completeness:
    return Completeness(tuple(Step(*step) for step in steps))
