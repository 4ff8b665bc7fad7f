"""Categories: where work belongs."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.machine import open_moves
from upclone.domain.market.categories import MOVES, Category, Move, State
from upclone.domain.market.taxonomy import Taxonomy
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.market.words import InLanguage, NamesBody, NamesShape, Slug, Word, Words, spoken
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Nothing, Shape

ROUTES = Routes("Categories", "Where work belongs: categories and their parts, in English and French.")

EXAMPLE: dict[str, Any] = {
    "names": {"en": "Woodcuts", "fr": "Gravure sur bois"},
    "aliases": ["xylographie"],
    "parent": "design",
}


class CategoryBody(Body):
    """One more. With `parent` (a slug, or any word for it) it is a part of that."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    names: NamesBody
    slug: Slug = ""
    aliases: Words = Field(default_factory=list)
    parent: Word = ""


class CategoryEdit(Body):
    """What is left out stays as it is. `aliases` are all of them."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"aliases": ["xylographie", "linocut"]}]})

    names: NamesBody | None = None
    aliases: Words | None = None
    parent: Annotated[Word | None, Field(min_length=1)] = None


class CategoryShape(Shape):
    """A category, or a part of one. `name` is in the language that was asked for; `aliases` are other words for it."""

    model_config = ConfigDict(title="Category")

    id: UUID
    slug: str
    parent: str | None
    name: str
    names: NamesShape
    aliases: list[str]
    state: State
    actions: list[Action]


class TopShape(CategoryShape):
    """A category with its parts."""

    model_config = ConfigDict(title="CategoryWithParts")

    parts: list[CategoryShape]


class CategoriesShape(Shape):
    """All that are offered, in their order."""

    model_config = ConfigDict(title="Categories")

    items: list[TopShape]


def category_shape(call: Call, known: Taxonomy, category: Category, language: str) -> CategoryShape:
    """A category as it is answered."""
    moves = open_moves(MOVES, category, category.role_of(call.viewer)) if call.viewer else ()
    above = next((each.slug for each in known.categories.values() if each.id == category.parent), None)
    return CategoryShape(
        id=category.id,
        slug=category.slug,
        parent=above,
        name=category.names.in_(language),
        names=NamesShape(en=category.names.en, fr=category.names.fr),
        aliases=list(category.aliases),
        state=category.state,
        actions=actions(call, moves, category.id),
    )


def shown(call: Call, category: Category) -> CategoryShape:
    """The category as it is now."""
    return category_shape(call, call.doors.taxonomy.known(), category, call.language)


@ROUTES.read("/categories", access=Access.EVERYBODY)
def categories(call: Call, query: InLanguage) -> CategoriesShape:
    """List the categories with their parts. No token is needed.

    Operators see the retired ones too."""
    known, language = call.doors.taxonomy.known(), spoken(call, query.lang)
    everything = call.viewer is not None and call.viewer.is_operator
    offered = [each for each in known.categories.values() if everything or each.state is State.ACTIVE]
    shapes = {each.id: category_shape(call, known, each, language) for each in offered}
    tops = [each for each in offered if each.parent is None]
    return CategoriesShape(
        items=[
            TopShape(**dict(shapes[top.id]), parts=[shapes[each.id] for each in offered if each.parent == top.id])
            for top in tops
        ]
    )


@ROUTES.move("POST", "/categories", answers=shown, access=Access.OPERATOR, status=201)
def add(call: Call, body: CategoryBody) -> Category:
    """Add a category, or a part of one, as an operator."""
    return call.doors.categories.add_category(call.actor, body.slug, body.names.names(), body.aliases, body.parent)


@ROUTES.move("PUT", "/categories/<uuid:id>", answers=shown, access=Access.OPERATOR, makes=[Move.EDIT])
def edit(call: Call, path: ById, body: CategoryEdit) -> Category:
    """Rename a category, change its other words, or move it, as an operator."""
    names = body.names.names() if body.names else None
    return call.doors.categories.edit_category(call.actor, path.id, names, body.aliases, body.parent)


@ROUTES.move("POST", "/categories/<uuid:id>/retire", answers=shown, access=Access.OPERATOR, makes=[Move.RETIRE])
def retire(call: Call, path: ById, body: Nothing) -> Category:
    """Offer a category no longer, as an operator.

    Jobs and profiles that name it keep it."""
    return call.doors.categories.retire_category(call.actor, path.id)


@ROUTES.move("POST", "/categories/<uuid:id>/restore", answers=shown, access=Access.OPERATOR, makes=[Move.RESTORE])
def restore(call: Call, path: ById, body: Nothing) -> Category:
    """Offer a category again, as an operator."""
    return call.doors.categories.restore_category(call.actor, path.id)
