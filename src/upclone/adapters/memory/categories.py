"""Categories and skills, beginning with those that come with upclone."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from functools import cache, lru_cache
from importlib.resources import files
from uuid import UUID, uuid4

from attrs import define, field

from upclone.adapters.memory.repositories import Rows, unique
from upclone.domain.market import shipped
from upclone.domain.market.categories import Category
from upclone.domain.market.shipped import Shipped
from upclone.domain.market.skills import Skill
from upclone.domain.market.taxonomy import Taxonomy, slugs_for

_TOKEN = "token"  # noqa: S105  (of a version)


@define(eq=False)
class Kept:
    """What the tables hold at one version, compared by that version alone."""

    token: UUID | None
    categories: MutableMapping[UUID, Category]
    skills: MutableMapping[UUID, Skill]

    def __hash__(self) -> int:
        return hash(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and other.token == self.token


@cache
def _shipped() -> Shipped:
    data = files("upclone.domain.market") / "data"
    return shipped.read(file.read_text("utf-8") for file in sorted(data.iterdir(), key=lambda file: file.name))


def shipped_categories() -> dict[UUID, Category]:
    """Where every store begins."""
    return {category.id: category for category in _shipped().categories}


def shipped_skills() -> dict[UUID, Skill]:
    """Where every store begins."""
    return {skill.id: skill for skill in _shipped().skills}


@lru_cache(maxsize=8)
def _taxonomy(kept: Kept) -> Taxonomy:
    return Taxonomy.of(kept.categories.values(), kept.skills.values(), {})


@define
class Categories(Rows[Category]):
    """Categories in two levels, and what words mean."""

    skills: MutableMapping[UUID, Skill] = field(kw_only=True)
    tokens: MutableMapping[str, UUID] = field(kw_only=True)
    unknown: MutableMapping[str, tuple[str, int]] = field(kw_only=True)

    def check(self, row: Category) -> None:
        unique("slug", row, self.rows.values(), lambda other: other.slug == row.slug)

    def hold(self) -> Taxonomy:
        return self.known()

    def known(self) -> Taxonomy:
        return _taxonomy(Kept(self.tokens.get(_TOKEN), self.rows, self.skills))

    def resolve_category(self, word: str, field: str = "category") -> str:
        return self.known().category(word, field)

    def resolve_skills(self, words: Iterable[str], field: str = "skills") -> tuple[str, ...]:
        slugs, unknown = slugs_for(self.known(), words, field)
        for slug, word in unknown.items():
            first, uses = self.unknown.get(slug, (word, 0))
            self.unknown[slug] = (first, uses + 1)
        return slugs

    def forget_unknown(self, slug: str) -> None:
        word, _ = self.unknown.get(slug, ("", 0))
        self.unknown[slug] = (word, 0)

    def _keep(self, row: Category) -> None:
        super()._keep(row)
        self.tokens[_TOKEN] = uuid4()


@define
class Skills(Rows[Skill]):
    """Skills, merged and retired ones too."""

    tokens: MutableMapping[str, UUID] = field(kw_only=True)

    def check(self, row: Skill) -> None:
        unique("slug", row, self.rows.values(), lambda other: other.slug == row.slug)

    def _keep(self, row: Skill) -> None:
        super()._keep(row)
        self.tokens[_TOKEN] = uuid4()
