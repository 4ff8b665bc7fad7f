"""What people see of categories and skills: everybody all of it, operators also the words that mean nothing yet."""

from __future__ import annotations

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


class CategoryReads(Protocol):
    """Fast enough for somebody who types."""

    def known(self) -> Taxonomy:
        """All of it, as it is now."""
        ...

    def unknown(self, viewer: Actor, limit: int) -> tuple[UnknownSkill, ...]:
        """The words met most often, for operators; nothing for others."""
        ...
