"""What freelancers say of themselves, in bodies and answers: skills, time, languages, history."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Annotated, Any, Final

from pydantic import AfterValidator, ConfigDict, Field, StrictInt

from upclone.domain.people.profiles import (
    MOST,
    MOST_RADIUS_KM,
    Availability,
    Fluency,
    LanguageSkill,
    Level,
    Position,
    SkillLevel,
    Study,
)
from upclone.entrypoints.api.people.places import PlaceBody
from upclone.entrypoints.api.schemas import WRITABLE, Body, Day, Line, PositiveAmount, Shape

EXAMPLE: Final[Any] = {
    "skills": [{"slug": "python", "level": "expert", "years": 8}],
    "categories": ["web-development"],
    "rate": {"amount_minor": 6500, "currency": "EUR"},
    "level": "expert",
    "availability": {"hours_per_week": 30, "from_on": "2026-02-01", "time_zone": "Europe/Paris"},
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357},
    "remote": True,
    "languages": [{"code": "fr", "level": "native"}],
}


@cache
def _zones() -> frozenset[str]:
    """Those that this system knows."""
    return frozenset(zoneinfo.available_timezones())


def _zone(name: str) -> str:
    if _zones() and name not in _zones():
        raise ValueError("must be a time zone of IANA such as Europe/Paris")
    return name


Word = Annotated[str, Field(min_length=1, max_length=80, pattern=WRITABLE)]
Story = Annotated[str, Field(max_length=5_000, pattern=WRITABLE)]
Site = Annotated[str, Field(max_length=500, pattern=r"^(https?://[\x21-\x7e]+)?$", examples=["https://example.org"])]
Zone = Annotated[str, Field(max_length=60, examples=["Europe/Paris"]), AfterValidator(_zone)]


class ProfileSkillBody(Body):
    """A skill, by its name, its short name or another word for it."""

    slug: Word
    level: Level
    years: Annotated[StrictInt, Field(ge=0, le=60)] = 0


class AvailabilityBody(Body):
    """Hours a week, from a day on (null: at once)."""

    hours_per_week: Annotated[StrictInt, Field(ge=1, le=80)]
    from_on: Day | None = None
    time_zone: Zone


class SpokenLanguageBody(Body):
    """A language, by ISO 639-1."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    level: Fluency


class PositionBody(Body):
    """Work that somebody did; `to_on` is null while it lasts."""

    title: Line
    company: Line
    from_on: Day
    to_on: Day | None = None
    description: Story = ""


class StudyBody(Body):
    """What somebody learned; `to_on` is null while it lasts."""

    title: Line
    school: Line
    from_on: Day
    to_on: Day | None = None
    description: Story = ""


class FreelancerBody(Body):
    """What is left out stays as it is; null clears what can be empty. The portfolio has routes of its own."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    skills: Annotated[list[ProfileSkillBody], Field(max_length=MOST["skills"], default_factory=list)]
    categories: Annotated[list[Word], Field(max_length=MOST["categories"], default_factory=list)]
    rate: PositiveAmount | None = None
    level: Level | None = None
    availability: AvailabilityBody | None = None
    place: PlaceBody | None = None
    remote: bool = True
    on_site: bool = False
    radius_km: Annotated[StrictInt, Field(ge=0, le=MOST_RADIUS_KM)] = 0
    languages: Annotated[list[SpokenLanguageBody], Field(max_length=MOST["languages"], default_factory=list)]
    experience: Annotated[list[PositionBody], Field(max_length=MOST["experience"], default_factory=list)]
    education: Annotated[list[StudyBody], Field(max_length=MOST["education"], default_factory=list)]
    listed: Annotated[bool, Field(description="Whether others find and see the profile.")] = True

    def changes(self) -> dict[str, Any]:
        """What was named, as the domain knows it."""
        made: dict[str, Any] = {
            "skills": tuple(SkillLevel(**skill.model_dump()) for skill in self.skills),
            "categories": tuple(self.categories),
            "rate": self.rate and self.rate.money(),
            "availability": self.availability and Availability(**self.availability.model_dump()),
            "place": self.place and self.place.place("freelancer.place"),
            "languages": tuple(LanguageSkill(**language.model_dump()) for language in self.languages),
            "experience": tuple(Position(**position.model_dump()) for position in self.experience),
            "education": tuple(Study(**study.model_dump()) for study in self.education),
        }
        return {name: made.get(name, getattr(self, name)) for name in self.model_fields_set}


class ClientBody(Body):
    """What is left out stays as it is. `site` is shown as a link; nobody here opens it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"company": "Analytical Engines", "sector": "Machines", "site": "https://example.org"}]
        }
    )

    company: Annotated[str, Field(max_length=150, pattern=WRITABLE)] = ""
    sector: Annotated[str, Field(max_length=100, pattern=WRITABLE)] = ""
    site: Site = ""

    def changes(self) -> dict[str, Any]:
        """What was named."""
        return self.model_dump(exclude_unset=True)


class ProfileSkillShape(Shape):
    """A skill, by its short name."""

    model_config = ConfigDict(title="ProfileSkill")

    slug: str
    level: Level
    years: int


class AvailabilityShape(Shape):
    """Hours a week, from a day on (null: at once)."""

    model_config = ConfigDict(title="Availability")

    hours_per_week: int
    from_on: Day | None
    time_zone: str


class SpokenLanguageShape(Shape):
    """A language, by ISO 639-1."""

    model_config = ConfigDict(title="SpokenLanguage")

    code: str
    level: Fluency


class PositionShape(Shape):
    """Work that somebody did."""

    model_config = ConfigDict(title="Position")

    title: str
    company: str
    from_on: Day
    to_on: Day | None
    description: str


class StudyShape(Shape):
    """What somebody learned."""

    model_config = ConfigDict(title="Study")

    title: str
    school: str
    from_on: Day
    to_on: Day | None
    description: str
