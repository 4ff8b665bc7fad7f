"""Categories and skills: kept like other objects, and known all at once for looking words up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from upclone.domain.market.categories import Category
from upclone.domain.market.skills import Skill
from upclone.domain.market.taxonomy import Taxonomy


class Categories(Protocol):
    """Categories in two levels, and what words mean."""

    def get(self, id: UUID) -> Category: ...

    def add(self, category: Category) -> None:
        """Raises AlreadyExists(field="slug")."""
        ...

    def save(self, category: Category) -> None: ...

    def hold(self) -> Taxonomy:
        """All of it, and every other `hold` waits until this transaction ends. Whoever changes any of it begins so,
        because a word may mean one thing only."""
        ...

    def known(self) -> Taxonomy:
        """All categories and skills as they are now. Remembered: asking costs no more than whether they changed."""
        ...

    def resolve_category(self, word: str, field: str = "category") -> str:
        """The slug that a word in any language or spelling means; "" for "". Raises Invalid, naming the nearest."""
        ...

    def resolve_skills(self, words: Iterable[str], field: str = "skills") -> tuple[str, ...]:
        """The slugs that words mean, each once, in their order. A word that nobody knows becomes its own slug and is
        counted for operators to look at. Raises Invalid for one without letters and digits."""
        ...

    def forget_unknown(self, slug: str) -> None:
        """It is known now, or will never be."""
        ...


class Skills(Protocol):
    """Skills, merged and retired ones too."""

    def get(self, id: UUID) -> Skill: ...

    def add(self, skill: Skill) -> None:
        """Raises AlreadyExists(field="slug")."""
        ...

    def save(self, skill: Skill) -> None: ...
