"""Kept searches, which tell of what they find."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.errors import NotFound
from upclone.domain.machine import open_moves
from upclone.domain.market.searches import MOVES, Alert, Move, Search, State
from upclone.entrypoints.api.actions import Action, actions
from upclone.entrypoints.api.market.criteria import EXAMPLE, CriteriaBody, CriteriaShape, criteria_of
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, ById, Moment, Nothing, Paged, PageShape, Shape, shaped

ROUTES = Routes("Kept searches", "Searches for jobs that tell their owner of what comes: at once, daily or weekly.")

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=WRITABLE)]


class SearchBody(Body):
    """A search to keep: what `GET /jobs` takes, and how soon to tell."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Logos near me", "query": EXAMPLE, "alert": "daily"}]}
    )

    name: Name
    query: CriteriaBody
    alert: Alert = Alert.NEVER


class SearchShape(Shape):
    """A kept search. `tell_at` is when its owner is told next, of what was opened after `told_at`."""

    model_config = ConfigDict(title="KeptSearch")

    id: UUID
    name: str
    query: CriteriaShape
    alert: Alert
    state: State
    created_at: Moment
    told_at: Moment
    tell_at: Moment | None
    actions: list[Action]


class SearchesPage(PageShape):
    """Kept searches, newest first."""

    items: list[SearchShape]


def search_shape(call: Call, search: Search) -> SearchShape:
    """A search as it is answered."""
    moves = open_moves(MOVES, search, search.role_of(call.actor))
    return shaped(SearchShape, search, query=criteria_of(search.wanted), actions=actions(call, moves, search.id))


@ROUTES.move("POST", "/searches", answers=search_shape, status=201)
def keep(call: Call, body: SearchBody) -> Search:
    """Keep a search, 50 at most. Its owner is told of jobs that are opened from now on, each once."""
    return call.doors.searches.keep(call.actor, body.name, body.query.wanted(), body.alert)


@ROUTES.read("/searches")
def searches(call: Call, query: Paged) -> SearchesPage:
    """List one's own kept searches."""
    page = call.doors.search.searches(call.actor, slice_of(query))
    return SearchesPage(items=[search_shape(call, search) for search in page.items], next_cursor=cursor_of(page.next))


@ROUTES.read("/searches/<uuid:id>")
def search(call: Call, path: ById) -> SearchShape:
    """Read one of one's own."""
    found = call.doors.search.search(call.actor, path.id)
    if found is None:
        raise NotFound("search", str(path.id))
    return search_shape(call, found)


@ROUTES.move("PUT", "/searches/<uuid:id>", answers=search_shape, makes=[Move.EDIT])
def edit(call: Call, path: ById, body: SearchBody) -> Search:
    """Look for something else from now on, or be told at other times."""
    return call.doors.searches.edit(call.actor, path.id, body.name, body.query.wanted(), body.alert)


@ROUTES.move("POST", "/searches/<uuid:id>/end", answers=search_shape, makes=[Move.END])
def end(call: Call, path: ById, body: Nothing) -> Search:
    """Keep it no longer."""
    return call.doors.searches.end(call.actor, path.id)
