"""Profiles as everybody sees them: nothing that is nobody's business."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from upclone.domain.errors import NotFound
from upclone.domain.people.places import rough
from upclone.domain.people.profiles import Level, Piece
from upclone.domain.trust.activity import Kind
from upclone.entrypoints.api.people.files import FileShape, file_shape
from upclone.entrypoints.api.people.parts import (
    AvailabilityShape,
    PositionShape,
    ProfileSkillShape,
    SpokenLanguageShape,
    StudyShape,
)
from upclone.entrypoints.api.people.places import PlaceShape, place_shape
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, MoneyShape, Shape, shaped

ROUTES = Routes("People", "Freelancers and clients, as everybody sees them.")


class ShownPortfolioItemShape(Shape):
    """One work, with its files."""

    model_config = ConfigDict(title="ShownPortfolioItem")

    id: UUID
    title: str
    description: str
    link: str
    files: list[FileShape]


class FreelancerProfileShape(Shape):
    """A freelancer's public profile. `place` says which city, and no more."""

    model_config = ConfigDict(title="FreelancerProfile")

    id: UUID
    name: str
    headline: str
    bio: str
    country: str
    language: str
    photo: UUID | None
    created_at: Moment
    skills: list[ProfileSkillShape]
    categories: list[str]
    rate: MoneyShape | None
    level: Level | None
    availability: AvailabilityShape | None
    place: PlaceShape | None
    remote: bool
    on_site: bool
    radius_km: int
    languages: list[SpokenLanguageShape]
    experience: list[PositionShape]
    education: list[StudyShape]
    portfolio: list[ShownPortfolioItemShape]
    completed_contracts: int


class ClientProfileShape(Shape):
    """A client's public profile. `verified_payment`: a payment of theirs went through."""

    model_config = ConfigDict(title="ClientProfile")

    id: UUID
    name: str
    headline: str
    bio: str
    country: str
    language: str
    photo: UUID | None
    created_at: Moment
    company: str
    sector: str
    site: str
    completed_contracts: int
    verified_payment: bool


@ROUTES.read("/freelancers/<uuid:id>", access=Access.EVERYBODY)
def freelancer(call: Call, path: ById) -> FreelancerProfileShape:
    """Read a freelancer's profile.

    It counts as a view, once a viewer and day.
    """
    view = call.doors.profile_reads.freelancer(call.viewer, path.id)
    if view is None:
        raise NotFound("freelancer", str(path.id))
    call.doors.views.saw(call.viewer, call.origin, path.id)
    call.doors.activity.saw(call.viewer, Kind.FREELANCER_VIEWED, path.id)
    account, profile = view.account, view.profile
    files = {file.id: file_shape(file) for file in view.files}

    def shown(piece: Piece) -> ShownPortfolioItemShape:
        return shaped(ShownPortfolioItemShape, piece, files=[files[id] for id in piece.files if id in files])

    about = {name: getattr(account, name) for name in ("name", "headline", "bio", "country", "language", "photo")}
    return shaped(
        FreelancerProfileShape,
        profile,
        **about,
        created_at=account.created_at,
        place=profile.place and place_shape(rough(profile.place)),
        portfolio=[shown(piece) for piece in profile.portfolio],
        completed_contracts=view.completed,
    )


@ROUTES.read("/clients/<uuid:id>", access=Access.EVERYBODY)
def client(call: Call, path: ById) -> ClientProfileShape:
    """Read a client's profile."""
    view = call.doors.profile_reads.client(call.viewer, path.id)
    if view is None:
        raise NotFound("client", str(path.id))
    profile = view.profile
    return shaped(
        ClientProfileShape,
        view.account,
        company=profile.company,
        sector=profile.sector,
        site=profile.site,
        completed_contracts=view.completed,
        verified_payment=view.verified_payment,
    )
