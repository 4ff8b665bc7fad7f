"""What a client asks for, as it is sent."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from upclone.domain.market.briefs import Brief, Duration, Payment, Visibility
from upclone.domain.people.profiles import Level
from upclone.entrypoints.api.people.places import PlaceBody
from upclone.entrypoints.api.schemas import WRITABLE, Body, Instant, Line, PositiveAmount

Word = Annotated[str, Field(max_length=60, pattern=WRITABLE)]
Question = Annotated[str, Field(min_length=1, max_length=500, pattern=WRITABLE)]

OLD_EXAMPLE: Any = {
    "title": "A logo for a bakery",
    "description": "Warm, simple, and readable on a paper bag.",
    "payment": "fixed",
    "budget": {"amount_minor": 90000, "currency": "EUR"},
    "skills": ["logo", "illustration"],
}
EXAMPLE: Any = {
    "title": "An online shop for a bakery",
    "description": "Forty products, **orders two days ahead**, and a page that says what is baked each day.",
    "payment": "hourly",
    "budget": {"amount_minor": 6000, "currency": "EUR"},
    "budget_from": {"amount_minor": 4000, "currency": "EUR"},
    "skills": ["wordpress"],
    "extra_skills": ["seo"],
    "level": "intermediate",
    "duration": "weeks",
    "place": {"city": "Lyon", "country": "FR", "latitude": 45.764, "longitude": 4.8357},
    "questions": ["Which shop of yours is most like this one?"],
    "visibility": "public",
    "language": "en",
}


class BriefBody(Body):
    """`budget` is the whole price of a fixed job, or the highest hourly rate of an hourly one; `budget_from` the
    lowest. `description` is Markdown. `skills` are required, `extra_skills` welcome: names or slugs, in any language.
    `place` is where the work must be done; without it, anywhere. `attachments` are ids of your files."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    title: Line
    description: Annotated[str, Field(min_length=1, max_length=20_000, pattern=WRITABLE)]
    payment: Payment = Payment.FIXED
    budget: PositiveAmount
    budget_from: PositiveAmount | None = None
    category: Word = ""
    skills: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    extra_skills: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    level: Level | None = None
    duration: Duration | None = None
    place: PlaceBody | None = None
    apply_until: Instant | None = None
    questions: Annotated[list[Question], Field(max_length=10)] = Field(default_factory=list)
    attachments: Annotated[list[UUID], Field(max_length=10)] = Field(default_factory=list)
    visibility: Literal["public", "invited"] = "public"
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = "en"

    def brief(self) -> Brief:
        """The brief as the domain knows it."""
        return Brief(
            title=self.title,
            description=self.description,
            payment=self.payment,
            budget=self.budget.money(),
            budget_from=self.budget_from.money() if self.budget_from else None,
            category=self.category,
            skills=tuple(self.skills),
            extra_skills=tuple(self.extra_skills),
            level=self.level,
            duration=self.duration,
            place=self.place.place() if self.place else None,
            apply_until=self.apply_until,
            questions=tuple(self.questions),
            attachments=tuple(self.attachments),
            visibility=Visibility(self.visibility),
            language=self.language,
        )


class JobBody(BriefBody):
    """The same, and `draft`: true to publish it later."""

    model_config = ConfigDict(json_schema_extra={"examples": [OLD_EXAMPLE, {**EXAMPLE, "draft": True}]})

    draft: bool = False
