"""Skills: what freelancers can do and jobs ask for, each in one or more sub-categories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.market.categories import Names, aliases_of, change_by, names, slug


class State(StrEnum):
    """Whether it is offered. A merged one is a name of another by now."""

    ACTIVE = "active"
    RETIRED = "retired"
    MERGED = "merged"


class Move(StrEnum):
    """What operators do with it."""

    EDIT = "edit"
    MERGE = "merge"
    RETIRE = "retire"
    RESTORE = "restore"


MOVES: Final = {
    (State.ACTIVE, Move.EDIT): Rule(State.ACTIVE, by=Role.OPERATOR),
    (State.ACTIVE, Move.MERGE): Rule(State.MERGED, by=Role.OPERATOR),
    (State.ACTIVE, Move.RETIRE): Rule(State.RETIRED, by=Role.OPERATOR),
    (State.RETIRED, Move.RESTORE): Rule(State.ACTIVE, by=Role.OPERATOR),
}

PROCESS: Final = Process(name="skill", states=State, moves=MOVES, start={State.ACTIVE}, end={State.MERGED})


@frozen
class Skill:
    """`categories` are slugs of sub-categories, the most fitting first. `position` orders equals: the better known
    first. `slug` is for good."""

    id: UUID
    slug: str
    names: Names
    aliases: tuple[str, ...]
    categories: tuple[str, ...]
    position: int
    state: State = State.ACTIVE
    merged_into: UUID | None = None
    version: int = field(default=0, eq=False)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it answers to; nothing once it was merged."""
        return () if self.state is State.MERGED else (self.slug, self.names.en, self.names.fr, *self.aliases)

    def role_of(self, actor: Actor) -> Role:
        """Nobody owns it."""
        return actor.role or Role.STRANGER


@frozen(kw_only=True)
class SkillAdded(Event):
    """There is one more."""

    slug: str


@frozen(kw_only=True)
class SkillEdited(Event):
    """It has other names, other words, or other places. These are the new ones."""

    slug: str
    en: str
    fr: str
    aliases: tuple[str, ...]
    categories: tuple[str, ...]


@frozen(kw_only=True)
class SkillMerged(Event):
    """It counts as another from now on."""

    slug: str
    into: str


@frozen(kw_only=True)
class SkillRetired(Event):
    """It is offered no longer."""

    slug: str


@frozen(kw_only=True)
class SkillRestored(Event):
    """It is offered again."""

    slug: str


def add(
    id: UUID,
    by: Actor,
    of_slug: str,
    called: Names,
    aliases: Iterable[str],
    categories: tuple[str, ...],
    position: int,
    at: datetime,
) -> tuple[Skill, SkillAdded]:
    """One more."""
    change_by(by)
    kept = names(called.en, called.fr)
    chosen = slug(of_slug or kept.en)
    words = (chosen, kept.en, kept.fr)
    made = Skill(id, chosen, kept, aliases_of(aliases, words), _places(categories), position)
    return made, SkillAdded(**_facts(made, by, at))


def edit(
    skill: Skill, by: Actor, called: Names, aliases: Iterable[str], categories: tuple[str, ...], at: datetime
) -> tuple[Skill, SkillEdited]:
    """Other names, other words, other places."""
    state = step(MOVES, skill, Move.EDIT, skill.role_of(by))
    kept = names(called.en, called.fr)
    words = aliases_of(aliases, (skill.slug, kept.en, kept.fr))
    edited = evolve(skill, state=state, names=kept, aliases=words, categories=_places(categories))
    return edited, SkillEdited(
        **_facts(edited, by, at), en=kept.en, fr=kept.fr, aliases=words, categories=edited.categories
    )


def merge(skill: Skill, into: Skill, by: Actor, at: datetime) -> tuple[Skill, Skill, SkillMerged]:
    """Make one skill a name of another: the other takes all its words. Whatever names the first counts as the other
    from now on."""
    if into.id == skill.id or into.state is not State.ACTIVE:
        raise Invalid("into", "must be another skill that is offered")
    state = step(MOVES, skill, Move.MERGE, skill.role_of(by))
    own = (into.slug, into.names.en, into.names.fr)
    grown = evolve(into, aliases=aliases_of((*into.aliases, *skill.words), own))
    merged = evolve(skill, state=state, merged_into=into.id)
    return merged, grown, SkillMerged(**_facts(skill, by, at), into=into.slug)


def retire(skill: Skill, by: Actor, at: datetime) -> tuple[Skill, SkillRetired]:
    """Offer it no longer."""
    state = step(MOVES, skill, Move.RETIRE, skill.role_of(by))
    return evolve(skill, state=state), SkillRetired(**_facts(skill, by, at))


def restore(skill: Skill, by: Actor, at: datetime) -> tuple[Skill, SkillRestored]:
    """Offer it again."""
    state = step(MOVES, skill, Move.RESTORE, skill.role_of(by))
    return evolve(skill, state=state), SkillRestored(**_facts(skill, by, at))


def _places(categories: tuple[str, ...]) -> tuple[str, ...]:
    if not categories:
        raise Invalid("categories", "must name at least one sub-category")
    return tuple(dict.fromkeys(categories))


def _facts(skill: Skill, by: Actor, at: datetime) -> dict[str, Any]:
    return {"subject_id": skill.id, "by": by.id, "role": skill.role_of(by), "at": at, "slug": skill.slug}
