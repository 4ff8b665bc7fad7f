"""One's own profile: the account, and what one says as a freelancer and as a client."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.people import completeness
from upclone.domain.people.accounts import Account, AccountRole, State
from upclone.domain.people.completeness import Completeness
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile, Level
from upclone.entrypoints.api.people.parts import (
    EXAMPLE,
    AvailabilityShape,
    ClientBody,
    FreelancerBody,
    PositionShape,
    ProfileSkillShape,
    SpokenLanguageShape,
    StudyShape,
)
from upclone.entrypoints.api.people.places import PlaceShape, place_shape
from upclone.entrypoints.api.people.portfolios import PortfolioItemShape, piece_shape
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import WRITABLE, Body, Day, Moment, MoneyShape, Shape, shaped

ROUTES = Routes("Profile", "What one says about oneself.")


class AccountShape(Shape):
    """An account, as its holder and operators see it."""

    model_config = ConfigDict(title="Account")

    id: UUID
    email: str
    name: str
    roles: list[AccountRole]
    state: State
    headline: str
    bio: str
    country: str
    language: str
    created_at: Moment
    verified_at: Annotated[Moment | None, Field(description="Since when the address is proven.")]
    photo: Annotated[UUID | None, Field(description="The id of a picture among one's files.")]


class ProfileStepShape(Shape):
    """Something that can be said, and what it adds in percent."""

    model_config = ConfigDict(title="ProfileStep")

    name: str
    gain: int
    done: bool


class CompletenessShape(Shape):
    """How much is said, and what would add most now."""

    model_config = ConfigDict(title="Completeness")

    percent: int
    next: ProfileStepShape | None
    steps: list[ProfileStepShape]


class FreelancerPartShape(Shape):
    """What one says as a freelancer."""

    model_config = ConfigDict(title="FreelancerPart")

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
    portfolio: list[PortfolioItemShape]
    listed: bool
    completeness: CompletenessShape


class ClientPartShape(Shape):
    """What one says as a client."""

    model_config = ConfigDict(title="ClientPart")

    company: str
    sector: str
    site: str
    completeness: CompletenessShape


class ProfileShape(AccountShape):
    """One's own account, with a part for each side of the market that one is on."""

    model_config = ConfigDict(title="Profile")

    freelancer: FreelancerPartShape | None
    client: ClientPartShape | None


class ProfileBody(Body):
    """What is left out stays as it is. `freelancer` and `client` need that role; `photo` is an uploaded picture."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"headline": "Analyst and metaphysician", "freelancer": EXAMPLE}]}
    )

    name: Annotated[str, Field(min_length=1, max_length=120, pattern=WRITABLE)] | None = None
    headline: Annotated[str, Field(max_length=150, pattern=WRITABLE)] | None = None
    bio: Annotated[str, Field(max_length=5_000, pattern=WRITABLE)] | None = None
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$", description="ISO 3166-1, two letters.")] | None = None
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$", description="ISO 639-1, two letters.")] | None = None
    photo: Annotated[UUID | None, Field(description="Null takes the photo away.")] = None
    freelancer: FreelancerBody | None = None
    client: ClientBody | None = None


class ViewsOfDayShape(Shape):
    """One day's views."""

    model_config = ConfigDict(title="ViewsOfDay")

    day: Day
    views: int


class ProfileViewsShape(Shape):
    """Views of one's profile. `days` are the last 30, the oldest first; `recent` is their sum, `before` that of the 30
    days before, and `change_percent` how the one compares with the other (null where there was nothing before)."""

    model_config = ConfigDict(title="ProfileViews")

    total: int
    recent: int
    before: int
    change_percent: int | None
    days: list[ViewsOfDayShape]


def account_shape(call: Call, account: Account) -> AccountShape:
    """An account as it is answered."""
    return shaped(AccountShape, account, roles=sorted(account.roles))


def profile_shape(call: Call, of: object = None) -> ProfileShape:
    """One's own account and profiles as they are now."""
    account, freelancer, client = call.doors.profiles.of(call.actor)
    parts = {
        "freelancer": _freelancer(call, account, freelancer) if AccountRole.FREELANCER in account.roles else None,
        "client": _client(account, client) if AccountRole.CLIENT in account.roles else None,
    }
    return shaped(ProfileShape, account, roles=sorted(account.roles), **parts)


def _freelancer(call: Call, account: Account, profile: FreelancerProfile) -> FreelancerPartShape:
    return shaped(
        FreelancerPartShape,
        profile,
        place=profile.place and place_shape(profile.place),
        portfolio=[piece_shape(call, piece) for piece in profile.portfolio],
        completeness=_completeness(completeness.of_freelancer(account, profile)),
    )


def _client(account: Account, profile: ClientProfile) -> ClientPartShape:
    return shaped(ClientPartShape, profile, completeness=_completeness(completeness.of_client(account, profile)))


def _completeness(of: Completeness) -> CompletenessShape:
    return shaped(CompletenessShape, of, steps=list(of.steps))


@ROUTES.read("/users/profile")
def profile(call: Call) -> ProfileShape:
    """Read one's own account and profiles."""
    return profile_shape(call)


@ROUTES.move("PUT", "/users/profile", answers=profile_shape, previewed=False)
def edit(call: Call, body: ProfileBody) -> None:
    """Change what one says about oneself.

    Skills and categories can be named by any word for them. Links are shown and never opened.
    """
    about = body.model_dump(exclude_none=True, exclude={"freelancer", "client", "photo"})
    if "photo" in body.model_fields_set:
        about["photo"] = body.photo
    freelancer = body.freelancer.changes() if body.freelancer else None
    client = body.client.changes() if body.client else None
    call.doors.profiles.edit(call.actor, about, freelancer, client)


@ROUTES.read("/users/profile/views")
def views(call: Call) -> ProfileViewsShape:
    """Read how often one's profile was looked at.

    Counted once a viewer and day, without oneself and without robots.
    """
    series = call.doors.views.of(call.actor)
    return shaped(ProfileViewsShape, series, days=[ViewsOfDayShape(day=day, views=count) for day, count in series.days])
