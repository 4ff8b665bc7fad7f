"""Categories of work in two levels, named in English and French, with the other words that people use for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid5

from attrs import evolve, field, frozen

from upclone.domain.actors import Actor, Role
from upclone.domain.errors import Invalid, Refused
from upclone.domain.events import Event
from upclone.domain.machine import Process, Rule, step
from upclone.domain.market import folding
from upclone.domain.text import printable

LANGUAGES: Final = ("en", "fr")
LONGEST_WORD: Final = 60
MOST_ALIASES: Final = 60

_SHIPPED: Final = UUID("6f2c4f5e-0f0b-5d0a-9a64-7c1f0a3b8d21")


class State(StrEnum):
    """Whether it is offered. What names a retired one keeps it."""

    ACTIVE = "active"
    RETIRED = "retired"


class Move(StrEnum):
    """What operators do with it."""

    EDIT = "edit"
    RETIRE = "retire"
    RESTORE = "restore"


MOVES: Final = {
    (State.ACTIVE, Move.EDIT): Rule(State.ACTIVE, by=Role.OPERATOR),
    (State.ACTIVE, Move.RETIRE): Rule(State.RETIRED, by=Role.OPERATOR),
    (State.RETIRED, Move.RESTORE): Rule(State.ACTIVE, by=Role.OPERATOR),
}

PROCESS: Final = Process(name="category", states=State, moves=MOVES, start={State.ACTIVE})


@frozen
class Names:
    """What it is called."""

    en: str
    fr: str

    def in_(self, language: str) -> str:
        """In one of the languages; English for any other."""
        return self.fr if language == "fr" else self.en


@frozen
class Category:
    """A category, or with `parent` a part of one. `position` orders them; `slug` is for good."""

    id: UUID
    slug: str
    parent: UUID | None
    names: Names
    aliases: tuple[str, ...]
    position: int
    state: State = State.ACTIVE
    version: int = field(default=0, eq=False)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything it answers to."""
        return self.slug, self.names.en, self.names.fr, *self.aliases

    def role_of(self, actor: Actor) -> Role:
        """Nobody owns it."""
        return actor.role or Role.STRANGER


@frozen(kw_only=True)
class CategoryAdded(Event):
    """There is one more."""

    slug: str
    parent: UUID | None


@frozen(kw_only=True)
class CategoryEdited(Event):
    """It has other names, other words, or another place. These are the new ones."""

    slug: str
    en: str
    fr: str
    aliases: tuple[str, ...]
    parent: UUID | None


@frozen(kw_only=True)
class CategoryRetired(Event):
    """It is offered no longer."""

    slug: str


@frozen(kw_only=True)
class CategoryRestored(Event):
    """It is offered again."""

    slug: str


def shipped_id(kind: str, slug: str) -> UUID:
    """The id of what comes with upclone: the same on every machine."""
    return uuid5(_SHIPPED, f"{kind}:{slug}")


def change_by(by: Actor) -> None:
    """Raises Refused for anybody but an operator."""
    if not by.is_operator:
        raise Refused("Only operators change which categories and skills there are.")


def word(text: str, field: str) -> str:
    """One name or alias on one line, 1 to 60 characters, at least one letter or digit. Raises Invalid."""
    clean = " ".join(text.split())
    if not 1 <= len(clean) <= LONGEST_WORD or not all(map(printable, clean)) or not folding.key(clean):
        raise Invalid(field, f"must have 1 to {LONGEST_WORD} characters, and a letter or digit among them")
    return clean


def aliases_of(texts: Iterable[str], of: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that say more than the words `of`, each once. Raises Invalid."""
    known, kept = set(map(folding.key, of)), []
    for alias in (word(text, "aliases") for text in texts):
        if folding.key(alias) not in known:
            known.add(folding.key(alias))
            kept.append(alias)
    if len(kept) > MOST_ALIASES:
        raise Invalid("aliases", f"must be at most {MOST_ALIASES}")
    return tuple(kept)


def names(en: str, fr: str) -> Names:
    """Both names, cleaned. Raises Invalid."""
    return Names(word(en, "names.en"), word(fr, "names.fr"))


def slug(text: str) -> str:
    """The slug of a new one, by its English name. Raises Invalid."""
    made = folding.slug(text)
    if not made:
        raise Invalid("slug", "must have a letter or digit")
    return made


def add(
    id: UUID,
    by: Actor,
    of_slug: str,
    called: Names,
    aliases: Iterable[str],
    parent: Category | None,
    position: int,
    at: datetime,
) -> tuple[Category, CategoryAdded]:
    """One more. Raises Invalid for a part of a part."""
    change_by(by)
    kept = names(called.en, called.fr)
    chosen = slug(of_slug or kept.en)
    words = (chosen, kept.en, kept.fr)
    made = Category(id, chosen, _parent(parent, None), kept, aliases_of(aliases, words), position)
    return made, CategoryAdded(**_facts(made, by, at), parent=made.parent)


def edit(
    category: Category, by: Actor, called: Names, aliases: Iterable[str], parent: Category | None, at: datetime
) -> tuple[Category, CategoryEdited]:
    """Other names, other words, another place. A category stays one, a part of one stays one."""
    state = step(MOVES, category, Move.EDIT, category.role_of(by))
    if (parent is None) != (category.parent is None):
        raise Invalid("parent", "is given for a part of a category, and for nothing else")
    kept = names(called.en, called.fr)
    words = (category.slug, kept.en, kept.fr)
    edited = evolve(
        category, state=state, names=kept, aliases=aliases_of(aliases, words), parent=_parent(parent, category)
    )
    return edited, CategoryEdited(
        **_facts(edited, by, at), en=kept.en, fr=kept.fr, aliases=edited.aliases, parent=edited.parent
    )


def retire(category: Category, by: Actor, at: datetime) -> tuple[Category, CategoryRetired]:
    """Offer it no longer."""
    state = step(MOVES, category, Move.RETIRE, category.role_of(by))
    return evolve(category, state=state), CategoryRetired(**_facts(category, by, at))


def restore(category: Category, by: Actor, at: datetime) -> tuple[Category, CategoryRestored]:
    """Offer it again."""
    state = step(MOVES, category, Move.RESTORE, category.role_of(by))
    return evolve(category, state=state), CategoryRestored(**_facts(category, by, at))


def _parent(parent: Category | None, of: Category | None) -> UUID | None:
    if parent is not None and (parent.parent is not None or parent == of):
        raise Invalid("parent", "must be a category, and no part of one")
    return parent.id if parent else None


def _facts(category: Category, by: Actor, at: datetime) -> dict[str, Any]:
    return {"subject_id": category.id, "by": by.id, "role": category.role_of(by), "at": at, "slug": category.slug}
