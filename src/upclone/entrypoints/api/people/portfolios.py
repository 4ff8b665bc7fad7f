"""The portfolio: works that a freelancer shows, with pictures, files and links."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.people.profiles import MOST, FreelancerProfile, Piece
from upclone.entrypoints.api.people.parts import Site, Story
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Body, ById, Line, Nothing, Shape, shaped

ROUTES = Routes("Portfolio", "Works that a freelancer shows, in an order of their own.")


class PortfolioItemBody(Body):
    """One work. `files` are ids of files that you uploaded; `link` is shown, and nobody here opens it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "A station's signs",
                    "description": "All of them.",
                    "link": "https://example.org",
                    "files": [],
                }
            ]
        }
    )

    title: Line
    description: Story = ""
    link: Site = ""
    files: Annotated[list[UUID], Field(max_length=MOST["files"], default_factory=list)]

    def piece(self, id: UUID) -> Piece:
        """The work as the domain knows it."""
        return Piece(id, self.title, self.description, self.link, tuple(self.files))


class PortfolioOrderBody(Body):
    """Every work of the portfolio, once, in the order that is wanted."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"order": ["01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d"]}]})

    order: Annotated[list[UUID], Field(max_length=MOST["portfolio"])]


class PortfolioItemShape(Shape):
    """One work, with the ids of its files: `GET /files/{id}` answers their content."""

    model_config = ConfigDict(title="PortfolioItem")

    id: UUID
    title: str
    description: str
    link: str
    files: list[UUID]


class PortfolioShape(Shape):
    """All works, in order."""

    model_config = ConfigDict(title="Portfolio")

    items: list[PortfolioItemShape]


def piece_shape(call: Call, piece: Piece) -> PortfolioItemShape:
    """A work as it is answered."""
    return shaped(PortfolioItemShape, piece, files=list(piece.files))


def portfolio_shape(call: Call, profile: FreelancerProfile) -> PortfolioShape:
    """All works as they are answered."""
    return PortfolioShape(items=[piece_shape(call, piece) for piece in profile.portfolio])


_NEW: Final = UUID(int=0)  # it gets one of its own


@ROUTES.move("POST", "/users/profile/portfolio", answers=piece_shape, status=201, previewed=False)
def add(call: Call, body: PortfolioItemBody) -> Piece:
    """Show one more work, the last in order."""
    return call.doors.profiles.add_piece(call.actor, body.piece(_NEW))


@ROUTES.move("PUT", "/users/profile/portfolio/<uuid:id>", answers=piece_shape, previewed=False)
def edit(call: Call, path: ById, body: PortfolioItemBody) -> Piece:
    """Say something else of a work: all of it is put in the place of what was said."""
    return call.doors.profiles.edit_piece(call.actor, body.piece(path.id))


@ROUTES.move("POST", "/users/profile/portfolio/<uuid:id>/remove", answers=portfolio_shape, previewed=False)
def remove(call: Call, path: ById, body: Nothing) -> FreelancerProfile:
    """Show a work no longer. What is left is answered."""
    return call.doors.profiles.remove_piece(call.actor, path.id)


@ROUTES.move("POST", "/users/profile/portfolio/order", answers=portfolio_shape, previewed=False)
def arrange(call: Call, body: PortfolioOrderBody) -> FreelancerProfile:
    """Show the works in another order."""
    return call.doors.profiles.arrange(call.actor, body.order)
