"""What people see of categories and skills: everybody all of it, operators also the words that mean nothing yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from attrs import frozen

from upclone.domain.actors import Actor
from upclone.domain.market.taxonomy import Taxonomy


@frozen
class UnknownSkill:
    """A word that people use as a skill. `slug` is what is kept of it."""

    slug: str
    word: str
    uses: int


@frozen
class Use:
    """What uses a category: open jobs in it, and listed freelancers who name it."""

    open_jobs: int = 0
    freelancers: int = 0


@frozen
class Uses:
    """What uses several: each of them alone, and all together, where nobody is counted twice."""

    each: Mapping[str, Use]
    together: Use


class CategoryReads(Protocol):
    """Fast enough for somebody who types."""

    def known(self) -> Taxonomy:
        """All of it, as it is now."""
        ...

    def uses(self, viewer: Actor, slugs: Sequence[str]) -> Uses:
        """What uses these categories, for operators; nothing for others."""
        ...

    def unknown(self, viewer: Actor, limit: int) -> tuple[UnknownSkill, ...]:
        """The words met most often, for operators; nothing for others."""
        ...
