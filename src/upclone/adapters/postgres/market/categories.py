"""Categories and skills: one row each, and a token that every change of them renews.

The token is random, so that what was once built for it holds for it in every process and on every database.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Container, Iterable
from importlib.resources import files
from threading import Lock
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg
from attrs import define, evolve, field, frozen
from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Table, Text, UniqueConstraint, Uuid

from upclone.adapters.postgres.metadata import METADATA, one_of, ready, text, texts
from upclone.adapters.postgres.rows import Row, Rows
from upclone.adapters.postgres.transaction import Transaction
from upclone.domain.market import folding, shipped
from upclone.domain.market.categories import Category, Names
from upclone.domain.market.categories import State as CategoryState
from upclone.domain.market.skills import Skill
from upclone.domain.market.skills import State as SkillState
from upclone.domain.market.taxonomy import Taxonomy, slugs_for

Kind = TypeVar("Kind", Category, Skill)

CATEGORY = Table(
    "category",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("slug"),
    Column("parent_id", Uuid, ForeignKey("category.id"), nullable=True),
    text("name_en"),
    text("name_fr"),
    texts("aliases"),
    Column("position", BigInteger, nullable=False),
    text("state"),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("slug"),
    one_of("state", CategoryState),
    CheckConstraint("slug ~ '^[a-z0-9-]+$'", name="slug"),
)
SKILL = Table(
    "skill",
    METADATA,
    Column("id", Uuid, primary_key=True),
    text("slug"),
    text("name_en"),
    text("name_fr"),
    texts("aliases"),
    texts("categories"),
    Column("position", BigInteger, nullable=False),
    text("state"),
    Column("merged_into", Uuid, ForeignKey("skill.id"), nullable=True),
    Column("version", BigInteger, nullable=False),
    UniqueConstraint("slug"),
    one_of("state", SkillState),
    CheckConstraint("slug ~ '^[a-z0-9-]+$'", name="slug"),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
)
TAXONOMY = Table(
    "taxonomy",
    METADATA,
    Column("one", Boolean, primary_key=True),
    Column("token", Uuid, nullable=False),
    CheckConstraint("one", name="one"),
)
SKILL_USE = Table(
    "skill_use",
    METADATA,
    Column("slug", Text, primary_key=True),
    Column("uses", BigInteger, nullable=False),
)
UNKNOWN_SKILL = Table(
    "unknown_skill",
    METADATA,
    Column("slug", Text, primary_key=True),
    text("word"),
    Column("uses", BigInteger, nullable=False),
)

_TOKEN: Final = "SELECT token FROM taxonomy"  # noqa: S105  (of a version)
_HOLD: Final = "SELECT token FROM taxonomy FOR UPDATE"
_USES: Final = "SELECT slug, uses FROM skill_use"
_COUNT: Final = """
INSERT INTO unknown_skill (slug, word, uses) SELECT slug, word, 1
FROM unnest(%(slugs)s::text[], %(words)s::text[]) AS met (slug, word)
ON CONFLICT (slug) DO UPDATE SET uses = unknown_skill.uses + 1
"""
_FORGET: Final = "UPDATE unknown_skill SET uses = 0 WHERE slug = %(slug)s"


def category_to_row(category: Category) -> dict[str, Any]:
    """A category as its row."""
    return {
        "id": category.id,
        "slug": category.slug,
        "parent_id": category.parent,
        "name_en": category.names.en,
        "name_fr": category.names.fr,
        "aliases": list(category.aliases),
        "position": category.position,
        "state": category.state.value,
        "version": category.version,
    }


def category_from_row(row: Row) -> Category:
    """A category of its row."""
    id, slug, parent, en, fr, aliases, position, state, version = row
    return Category(id, slug, parent, Names(en, fr), tuple(aliases), position, CategoryState(state), version)


def skill_to_row(skill: Skill) -> dict[str, Any]:
    """A skill as its row."""
    return {
        "id": skill.id,
        "slug": skill.slug,
        "name_en": skill.names.en,
        "name_fr": skill.names.fr,
        "aliases": list(skill.aliases),
        "categories": list(skill.categories),
        "position": skill.position,
        "state": skill.state.value,
        "merged_into": skill.merged_into,
        "version": skill.version,
    }


def skill_from_row(row: Row) -> Skill:
    """A skill of its row."""
    id, slug, en, fr, aliases, places, position, state, into, version = row
    return Skill(id, slug, Names(en, fr), tuple(aliases), tuple(places), position, SkillState(state), into, version)


CATEGORIES = Rows("category", CATEGORY, category_to_row, category_from_row, unique="slug")
SKILLS = Rows("skill", SKILL, skill_to_row, skill_from_row, unique="slug")
_ALL_CATEGORIES: Final = ready(CATEGORIES.select())
_ALL_SKILLS: Final = ready(SKILLS.select())


DATABASES: Final = 4
"""Of how many a process keeps the taxonomy: one serves one."""


@define(eq=False)
class _Built:
    """The taxonomy that this process built last of each database, with its token: the ones before take 4 MiB each and
    serve nobody."""

    kept: OrderedDict[str, tuple[UUID, Taxonomy]] = field(factory=OrderedDict)
    lock: Lock = field(factory=Lock)

    def of(self, token: UUID, transaction: Transaction) -> Taxonomy:
        """Built once a token, as long as a process has no more than a few databases."""
        with self.lock:
            found = self.kept.get(transaction.database)
            if found is None or found[0] != token:
                found = self.kept[transaction.database] = (token, _build(transaction))
                if len(self.kept) > DATABASES:
                    self.kept.popitem(last=False)
            return found[1]


_BUILT: Final = _Built()


def _build(transaction: Transaction) -> Taxonomy:
    categories = map(category_from_row, transaction.all(_ALL_CATEGORIES, {}))
    skills = map(skill_from_row, transaction.all(_ALL_SKILLS, {}))
    return Taxonomy.of(list(categories), list(skills), dict(transaction.all(_USES, {})))


@frozen
class Categories:
    """Categories in two levels, and what words mean."""

    transaction: Transaction

    def get(self, id: UUID) -> Category:
        return CATEGORIES.get(self.transaction, id)

    def add(self, category: Category) -> None:
        CATEGORIES.add(self.transaction, category)

    def save(self, category: Category) -> None:
        CATEGORIES.save(self.transaction, category)

    def hold(self) -> Taxonomy:
        return self._built(_HOLD)

    def known(self) -> Taxonomy:
        return self._built(_TOKEN)

    def resolve_category(self, word: str, field: str = "category") -> str:
        return self.known().category(word, field)

    def resolve_skills(self, words: Iterable[str], field: str = "skills") -> tuple[str, ...]:
        asked = tuple(words)
        slugs, unknown = slugs_for(self.known(), asked, field) if asked else ((), {})
        if unknown:
            self.transaction.run(_COUNT, {"slugs": list(unknown), "words": list(unknown.values())})
        return slugs

    def forget_unknown(self, slug: str) -> None:
        self.transaction.run(_FORGET, {"slug": slug})

    def _built(self, statement: str) -> Taxonomy:
        row = self.transaction.one(statement, {})
        assert row is not None, "the migration made it"
        return _BUILT.of(row[0], self.transaction)


@frozen
class Skills:
    """Skills, merged and retired ones too."""

    transaction: Transaction

    def get(self, id: UUID) -> Skill:
        return SKILLS.get(self.transaction, id)

    def add(self, skill: Skill) -> None:
        SKILLS.add(self.transaction, skill)

    def save(self, skill: Skill) -> None:
        SKILLS.save(self.transaction, skill)


def seed(connection: psycopg.Connection[Any]) -> None:
    """Add what comes with upclone and is missing; what is there stays as people made it.

    Can be run again by later migrations: a word that means something already is left to it."""
    data = files("upclone.domain.market") / "data"
    comes = shipped.read(file.read_text("utf-8") for file in sorted(data.iterdir(), key=lambda file: file.name))
    transaction = Transaction(connection)
    known = _build(transaction)
    for category in comes.categories:
        if category.slug not in known.categories:
            CATEGORIES.add(transaction, _without(category, known.category_words))
    for skill in comes.skills:
        if known.skill(skill.slug) is None and skill.slug not in known.skills:
            SKILLS.add(transaction, _without(skill, known.skill_words))


def _without(one: Kind, taken: Container[str]) -> Kind:
    return evolve(one, aliases=tuple(alias for alias in one.aliases if folding.key(alias) not in taken))
