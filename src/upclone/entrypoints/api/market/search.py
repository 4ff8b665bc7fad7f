"""Searching: the list of jobs and the list of freelancers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.application.ports.quotas import Quota
from upclone.application.reads.market import JobFilter
from upclone.application.reads.search import Facets, FreelancerCard, FreelancerOrder, FreelancersWanted, JobOrder
from upclone.domain.errors import Invalid
from upclone.domain.market.jobs import State
from upclone.domain.market.searches import checked
from upclone.domain.people.profiles import Level
from upclone.domain.trust.activity import Kind
from upclone.entrypoints.api.market.criteria import (
    Country,
    Criteria,
    Language,
    Latitude,
    Longitude,
    Minor,
    Named,
    Radius,
    Said,
    Skills,
    Stars,
    hundredths,
    near,
    span,
)
from upclone.entrypoints.api.market.jobs import JobShape, job_shape
from upclone.entrypoints.api.paging import cursor_of, place_cursor, place_of, slice_of
from upclone.entrypoints.api.routing import Access, Call, Routes
from upclone.entrypoints.api.schemas import Currency, MoneyShape, Paged, PageShape, Shape, shaped

ROUTES = Routes("Search", "Finding jobs and freelancers: words, skills, filters, facets.")

_OLD = {"limit", "cursor", "state", "category", "client"}


class JobsQuery(Criteria, Paged):
    """Which jobs. Anything but `state`, `category` and `client` makes it a search among open jobs for everybody."""

    state: State | None = None
    sort: Annotated[JobOrder | None, Field(description="`relevance` with words, else `newest`.")] = None
    facets: Annotated[bool, Field(description="Count the newest 1,000 matches by their values.")] = False

    @property
    def searches(self) -> bool:
        """Whether it asks for more than the plain list."""
        return bool(self.model_fields_set - _OLD)


class CountShape(Shape):
    """How many have this value."""

    model_config = ConfigDict(title="Count")

    value: str
    count: int


class FacetsShape(Shape):
    """Counts over the newest `total` matches, by facet, the most frequent value first. `label` is for people: `1,000+`
    where there are more."""

    model_config = ConfigDict(title="Facets")

    total: int
    more: bool
    label: str
    counts: dict[str, list[CountShape]]


class JobsPage(PageShape):
    """Jobs. `corrected` says which words were taken for others: `{"bakry": "bakery"}`."""

    items: list[JobShape]
    corrected: dict[str, str] = Field(default_factory=dict)
    facets: FacetsShape | None = None


class FreelancersQuery(Paged):
    """Which freelancers. Everything must hold. `rate_min` and `rate_max` are in minor units of `currency`."""

    q: Said = ""
    skills: Skills = Field(default_factory=list)
    category: Named = ""
    currency: Currency | None = None
    rate_min: Minor | None = None
    rate_max: Minor | None = None
    level: Level | None = None
    hours_min: Annotated[int | None, Field(ge=1, le=80, description="Available hours a week.")] = None
    years_min: Annotated[int | None, Field(ge=0, le=60, description="Years of practice in a skill.")] = None
    remote: bool = False
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_km: Radius | None = None
    city: Named = ""
    country: Country = ""
    languages: Annotated[list[Language], Skills.__metadata__[1], Field(max_length=5)] = Field(default_factory=list)
    rating_min: Stars | None = None
    sort: Annotated[FreelancerOrder | None, Field(description="`relevance` with words, else `merit`.")] = None
    facets: Annotated[bool, Field(description="Count the matches, up to 1,000; without values.")] = False


class FreelancerCardShape(Shape):
    """A freelancer in a list. `rating` is in hundredths of a star, 0 where nobody has judged yet; `photo` is the id of
    a picture, `completed` the number of contracts that they brought to their end, `language` the one that they write
    in here."""

    model_config = ConfigDict(title="FreelancerCard")

    id: UUID
    name: str
    headline: str
    country: str
    categories: list[str]
    skills: list[str]
    languages: list[str]
    level: Level | None
    rate: MoneyShape | None
    hours_per_week: int | None
    years: int
    rating: int
    photo: UUID | None
    completed: int
    language: str


class FreelancersPage(PageShape):
    """Freelancers."""

    items: list[FreelancerCardShape]
    corrected: dict[str, str] = Field(default_factory=dict)
    facets: FacetsShape | None = None


@ROUTES.read("/jobs", access=Access.EVERYBODY, quota=Quota.SEARCH, kept=True)
def jobs(call: Call, query: JobsQuery) -> JobsPage:
    """List jobs, or search them. No token is needed.

    Without any parameter of a search these are all jobs that the caller may see, newest first. With one, these are the
    open jobs that everybody may see: words are looked for in English and in French, whatever their endings and accents;
    unknown ones are taken for the nearest that is known, and `corrected` says so; names of skills mean the skill."""
    if not query.searches:
        wanted = JobFilter(query.state, query.category, query.client)
        page = call.doors.market.jobs(call.viewer, wanted, slice_of(query))
        return JobsPage(items=[job_shape(call, view) for view in page.items], next_cursor=cursor_of(page.next))
    if query.state not in (None, State.OPEN):
        raise Invalid("state", "must be open, or left out, in a search")
    order = query.sort or (JobOrder.RELEVANCE if query.q else JobOrder.NEWEST)
    asked, after = checked(query.wanted()), place_of(query.cursor)
    found = call.doors.search.jobs(call.viewer, asked, order, query.limit, after, query.facets)
    if after is None:
        call.doors.activity.saw(call.viewer, Kind.JOBS_SEARCHED, detail=query.q)
    return JobsPage(
        items=[job_shape(call, view) for view in found.items],
        next_cursor=place_cursor(found.next),
        corrected=dict(found.corrected),
        facets=_facets(found.facets) if found.facets else None,
    )


@ROUTES.read("/freelancers", access=Access.EVERYBODY, quota=Quota.SEARCH, kept=True)
def freelancers(call: Call, query: FreelancersQuery) -> FreelancersPage:
    """Find freelancers who are listed. No token is needed."""
    wanted = FreelancersWanted(
        words=query.q,
        skills=tuple(query.skills),
        category=query.category,
        rate=span(query.currency, query.rate_min, query.rate_max, any_amount=query.currency is not None),
        level=query.level or "",
        hours_min=query.hours_min,
        years_min=query.years_min,
        remote=query.remote,
        near=near(query.lat, query.lon, query.radius_km, query.city),
        city=query.city,
        country=query.country.upper(),
        languages=tuple(filter(None, query.languages)),
        rating_min=hundredths(query.rating_min),
    )
    order = query.sort or (FreelancerOrder.RELEVANCE if query.q else FreelancerOrder.MERIT)
    after = place_of(query.cursor)
    found = call.doors.search.freelancers(wanted, order, query.limit, after, query.facets)
    if after is None:
        call.doors.activity.saw(call.viewer, Kind.FREELANCERS_SEARCHED, detail=query.q)
    return FreelancersPage(
        items=[card_shape(card) for card in found.items],
        next_cursor=place_cursor(found.next),
        corrected=dict(found.corrected),
        facets=_facets(found.facets) if found.facets else None,
    )


def _facets(facets: Facets) -> FacetsShape:
    counts = {
        facet: [CountShape(value=each.value, count=each.count) for each in of] for facet, of in facets.counts.items()
    }
    label = f"{facets.total:,}{'+' if facets.more else ''}"
    return FacetsShape(total=facets.total, more=facets.more, label=label, counts=counts)


def card_shape(card: FreelancerCard) -> FreelancerCardShape:
    """A freelancer of a list as they are answered."""
    return shaped(FreelancerCardShape, card)
