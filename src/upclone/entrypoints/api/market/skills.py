"""Skills: what freelancers can do, and suggestions while somebody types."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market.skills import MOVES, Move, Skill, State
from upclone.domain.market.taxonomy import Taxonomy
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.market.words import (
    InLanguage,
    NamesBody,
    NamesShape,
    Slug,
    Word,
    Words,
    Written,
    spoken,
)
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Limit, Nothing, Query, Shape

ROUTES = Routes("Skills", "What freelancers can do: looked up by any word for it, in English and French.")

EXAMPLE: dict[str, Any] = {
    "names": {"en": "Linocut", "fr": "Linogravure"},
    "aliases": ["lino printing"],
    "categories": ["illustration"],
}
Places = Annotated[list[Written], Field(min_length=1, max_length=10)]


class SkillBody(Body):
    """One more. `categories` are sub-categories, the most fitting first, by slug or any word for them."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    names: NamesBody
    slug: Slug = ""
    aliases: Words = Field(default_factory=list)
    categories: Places


class SkillEdit(Body):
    """What is left out stays as it is. `aliases` and `categories` are all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"aliases": ["lino printing", "linoleum cut"]}]})

    names: NamesBody | None = None
    aliases: Words | None = None
    categories: Places | None = None


class Merging(Body):
    """The skill that is the same, by slug or any word for it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"into": "javascript"}]})

    into: Written


class SkillsQuery(InLanguage):
    """`q` is what was typed so far: the beginning of a word, the inside of one, an alias, with a letter wrong or no
    accents. Without it, all skills."""

    q: Word = ""
    category: Annotated[Word, Field(description="Only in this category or part of one.")] = ""
    limit: Limit = 10


class BySlug(BaseModel):
    """The skill that a path names, by slug or any word for it."""

    slug: Annotated[str, Field(max_length=60)]


class SkillShape(Shape):
    """A skill. `name` is in the language that was asked for; `uses` is how often jobs and profiles name it."""

    model_config = ConfigDict(title="Skill")

    id: UUID
    slug: str
    name: str
    names: NamesShape
    aliases: list[str]
    categories: list[str]
    uses: int
    state: State
    actions: list[Action]


class SkillsShape(Shape):
    """The best match first; of equals the most used."""

    model_config = ConfigDict(title="Skills")

    items: list[SkillShape]


class UnknownShape(Shape):
    """A word that people use as a skill. `slug` is what is kept of it."""

    model_config = ConfigDict(title="UnknownSkill", from_attributes=True)

    slug: str
    word: str
    uses: int


class UnknownsShape(Shape):
    """Words that mean no skill yet, the most used first."""

    model_config = ConfigDict(title="UnknownSkills")

    items: list[UnknownShape]


class UnknownQuery(Query):
    """How many."""

    limit: Limit = 50


class Dismissal(Body):
    """Which word."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"slug": "good-mood"}]})

    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,60}$")]


def skill_shape(call: Call, known: Taxonomy, skill: Skill, language: str) -> SkillShape:
    """A skill as it is answered."""
    moves = open_moves(MOVES, skill, skill.role_of(call.viewer)) if call.viewer else ()
    return SkillShape(
        id=skill.id,
        slug=skill.slug,
        name=skill.names.in_(language),
        names=NamesShape(en=skill.names.en, fr=skill.names.fr),
        aliases=list(skill.aliases),
        categories=list(skill.categories),
        uses=known.uses.get(skill.slug, 0),
        state=skill.state,
        actions=actions(call, moves, skill.id),
    )


def shown(call: Call, skill: Skill) -> SkillShape:
    """The skill as it is now."""
    return skill_shape(call, call.doors.taxonomy.known(), skill, call.language)


@ROUTES.read("/skills", access=Access.EVERYBODY)
def skills(call: Call, query: SkillsQuery) -> SkillsShape:
    """Suggest skills for what was typed so far. No token is needed.

    Names and aliases in both languages are looked through, whatever the language of the answer."""
    known, language = call.doors.taxonomy.known(), spoken(call, query.lang)
    found = known.suggest(query.q, known.category(query.category), query.limit)
    return SkillsShape(items=[skill_shape(call, known, skill, language) for skill in found])


@ROUTES.read("/skills/<slug>", access=Access.EVERYBODY)
def skill(call: Call, path: BySlug, query: InLanguage) -> SkillShape:
    """Read a skill by its slug, or by any word for it. No token is needed.

    A skill that was merged answers as the one that it became."""
    known = call.doors.taxonomy.known()
    found = known.skill(path.slug)
    if found is None:
        raise NotFound("skill", path.slug)
    return skill_shape(call, known, known.skills[found], spoken(call, query.lang))


@ROUTES.move("POST", "/skills", answers=shown, access=Access.OPERATOR, status=201)
def add(call: Call, body: SkillBody) -> Skill:
    """Add a skill, as an operator.

    This is also how a word is adopted that people use already: what named it counts as the skill from then on."""
    return call.doors.categories.add_skill(
        call.actor, body.slug, body.names.names(), body.aliases, tuple(body.categories)
    )


_BY_SLUG: Final = (405,)
"""A slug in the place of the id leads to the reading of a skill, which nothing but GET does."""


@ROUTES.move("PUT", "/skills/<uuid:id>", answers=shown, access=Access.OPERATOR, makes=[Move.EDIT], statuses=_BY_SLUG)
def edit(call: Call, path: ById, body: SkillEdit) -> Skill:
    """Rename a skill, change its other words, or move it, as an operator."""
    names = body.names.names() if body.names else None
    return call.doors.categories.edit_skill(call.actor, path.id, names, body.aliases, body.categories)


@ROUTES.move("POST", "/skills/<uuid:id>/merge", answers=shown, access=Access.OPERATOR, makes=[Move.MERGE])
def merge(call: Call, path: ById, body: Merging) -> Skill:
    """Make a skill a name of another, as an operator. It can't be undone.

    Jobs and profiles that name it count as the other's from then on."""
    return call.doors.categories.merge(call.actor, path.id, body.into)


@ROUTES.move("POST", "/skills/<uuid:id>/retire", answers=shown, access=Access.OPERATOR, makes=[Move.RETIRE])
def retire(call: Call, path: ById, body: Nothing) -> Skill:
    """Offer a skill no longer, as an operator.

    Jobs and profiles that name it keep it."""
    return call.doors.categories.retire_skill(call.actor, path.id)


@ROUTES.move("POST", "/skills/<uuid:id>/restore", answers=shown, access=Access.OPERATOR, makes=[Move.RESTORE])
def restore(call: Call, path: ById, body: Nothing) -> Skill:
    """Offer a skill again, as an operator."""
    return call.doors.categories.restore_skill(call.actor, path.id)


def unknowns(call: Call, limit: int) -> UnknownsShape:
    """The words that mean nothing yet."""
    rows = call.doors.taxonomy.unknown(call.actor, limit)
    return UnknownsShape(items=[UnknownShape.model_validate(row) for row in rows])


def left(call: Call, _: None) -> UnknownsShape:
    """Those that are left."""
    return unknowns(call, UnknownQuery().limit)


@ROUTES.read("/unknown-skills", access=Access.OPERATOR)
def unknown(call: Call, query: UnknownQuery) -> UnknownsShape:
    """List words that people use as skills and that mean none yet, as an operator."""
    return unknowns(call, query.limit)


@ROUTES.move("POST", "/unknown-skills/dismiss", answers=left, access=Access.OPERATOR)
def dismiss(call: Call, body: Dismissal) -> None:
    """Take a word off that list, as an operator. It comes back where people go on using it."""
    call.doors.categories.dismiss(call.actor, body.slug)
