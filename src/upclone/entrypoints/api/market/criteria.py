"""What a job must be like: the parameters of a search, and the same as the body of a kept one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field

from upclone.domain.errors import Invalid
from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.market.searches import LONGEST_WORDS, MOST_RADIUS_KM, MOST_SKILLS, Near, Span, Wanted
from upclone.domain.money import MAX_MINOR
from upclone.domain.people.places import MICRO
from upclone.domain.people.profiles import Level
from upclone.entrypoints.api.schemas import WRITABLE, Body, Currency, Shape, in_utc


def _parted(value: object) -> object:
    """`a,b` and `a&b` are the same list."""
    if isinstance(value, list):
        return [part for each in value for part in (each.split(",") if isinstance(each, str) else [each]) if part != ""]
    return value


def _with_zone(field: str, at: datetime | None) -> datetime | None:
    if at is None or at.tzinfo is None:
        return at and at.replace(tzinfo=UTC)
    try:
        return in_utc(at)
    except ValueError as wrong:
        raise Invalid(field, str(wrong)) from None


Said = Annotated[str, Field(max_length=LONGEST_WORDS, pattern=WRITABLE)]
Named = Annotated[str, Field(max_length=60, pattern=WRITABLE)]
Skills = Annotated[list[Named], Field(max_length=MOST_SKILLS), BeforeValidator(_parted)]
Minor = Annotated[int, Field(ge=0, le=MAX_MINOR)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Radius = Annotated[int, Field(ge=1, le=MOST_RADIUS_KM)]
Country = Annotated[str, Field(pattern="^([A-Za-z]{2})?$")]
Language = Annotated[str, Field(pattern="^([a-z]{2,3})?$")]
Stars = Annotated[float, Field(ge=0, le=5)]

EXAMPLE: Final[dict[str, Any]] = {
    "q": "logo boulangerie",
    "skills": ["illustration"],
    "payment": "fixed",
    "currency": "EUR",
    "budget_min": 50000,
    "remote": True,
}


class Criteria(BaseModel):
    """Everything must hold; `remote` with a place, and a budget with a rate, mean either. Amounts are in minor units of
    `currency`. A place is a `city`, or a circle of `radius_km` around `lat` and `lon`."""

    q: Annotated[Said, Field(description='Words in English or French; "a phrase"; -without. Slips are forgiven.')] = ""
    skills: Annotated[Skills, Field(description="All of these, by slug, name or another name.")] = Field(
        default_factory=list
    )
    category: Annotated[Named, Field(description="A category with all its parts, or one part.")] = ""
    payment: Payment | None = None
    currency: Currency | None = None
    budget_min: Annotated[Minor | None, Field(description="Fixed prices from here on.")] = None
    budget_max: Minor | None = None
    rate_min: Annotated[Minor | None, Field(description="Hourly rates from here on.")] = None
    rate_max: Minor | None = None
    duration: Duration | None = None
    level: Level | None = None
    remote: bool = False
    lat: Latitude | None = None
    lon: Longitude | None = None
    radius_km: Radius | None = None
    city: Named = ""
    country: Country = ""
    language: Language = ""
    apply_before: Annotated[datetime | None, Field(description="With a last day to apply that is not later.")] = None
    posted_since: datetime | None = None
    client_rating_min: Annotated[Stars | None, Field(description="The client's average, in stars.")] = None
    client_verified: Annotated[bool, Field(description="Only clients who have paid before.")] = False
    client: Annotated[UUID | None, Field(description="Only this client's.")] = None

    def wanted(self) -> Wanted:
        """As the domain knows it. Raises Invalid where one needs another."""
        return Wanted(
            words=self.q,
            skills=tuple(self.skills),
            category=self.category,
            payment=self.payment,
            budget=span(self.currency, self.budget_min, self.budget_max, any_amount=self._only_currency),
            rate=span(self.currency, self.rate_min, self.rate_max, any_amount=self._only_currency),
            duration=self.duration or "",
            level=self.level or "",
            remote=self.remote,
            near=near(self.lat, self.lon, self.radius_km, self.city),
            city=self.city,
            country=self.country.upper(),
            language=self.language,
            closes_before=_with_zone("apply_before", self.apply_before),
            posted_since=_with_zone("posted_since", self.posted_since),
            rating_min=hundredths(self.client_rating_min),
            verified=self.client_verified,
            client_id=self.client,
        )

    @property
    def _only_currency(self) -> bool:
        amounts = (self.budget_min, self.budget_max, self.rate_min, self.rate_max)
        return self.currency is not None and all(amount is None for amount in amounts)


class CriteriaBody(Criteria, Body):
    """What a job must be like."""


class CriteriaShape(Criteria, Shape):
    """What a job must be like."""


def criteria_of(wanted: Wanted) -> CriteriaShape:
    """As it is answered."""
    budget, rate, place = wanted.budget, wanted.rate, wanted.near
    return CriteriaShape.model_validate(
        {
            "q": wanted.words,
            "skills": list(wanted.skills),
            "category": wanted.category,
            "payment": wanted.payment,
            "currency": (budget or rate or Span("")).currency or None,
            "budget_min": budget.least if budget else None,
            "budget_max": budget.most if budget else None,
            "rate_min": rate.least if rate else None,
            "rate_max": rate.most if rate else None,
            "duration": wanted.duration or None,
            "level": wanted.level or None,
            "remote": wanted.remote,
            "lat": place.latitude / MICRO if place else None,
            "lon": place.longitude / MICRO if place else None,
            "radius_km": place.radius_km if place else None,
            "city": wanted.city,
            "country": wanted.country,
            "language": wanted.language,
            "apply_before": wanted.closes_before,
            "posted_since": wanted.posted_since,
            "client_rating_min": wanted.rating_min / 100 if wanted.rating_min is not None else None,
            "client_verified": wanted.verified,
            "client": wanted.client_id,
        }
    )


def span(currency: str | None, least: int | None, most: int | None, *, any_amount: bool = False) -> Span | None:
    """Amounts that are asked for. Raises Invalid for some without a currency."""
    if least is None and most is None and not any_amount:
        return None
    if currency is None:
        raise Invalid("currency", "is needed with an amount")
    return Span(currency, least, most)


def near(latitude: float | None, longitude: float | None, radius_km: int | None, city: str) -> Near | None:
    """A circle that is asked for. Raises Invalid for half of one."""
    given = [part is not None for part in (latitude, longitude, radius_km)]
    if not any(given):
        return None
    if city:
        raise Invalid("city", "must be left out where lat, lon and radius_km are given")
    if latitude is None or longitude is None or radius_km is None:
        raise Invalid("radius_km", "comes with lat and lon: all three or none")
    return Near(int(latitude * MICRO), int(longitude * MICRO), radius_km)


def hundredths(stars: float | None) -> int | None:
    """A rating as it is kept."""
    return None if stars is None else int(stars * 100 + 0.5)
