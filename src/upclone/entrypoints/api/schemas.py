"""What bodies and answers are made of. Bodies are strict: unknown fields, floats, and words for numbers are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    WithJsonSchema,
)

from upclone.domain.money import EXPONENTS, MAX_MINOR, Money

# C0 controls but tab, line feed and carriage return: none of them means anything in what people write, and PostgreSQL
# holds no NUL.
WRITABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
LONGEST_LINKS = 20
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Described(BaseModel):
    """A model whose schema is built once, with the words of its enumerations in place.

    The document keeps schemas by name, and every machine has a `State` of its own. What validates is built with the
    first body: a process rarely meets more than some of 350 models, and all of them take 3 MiB.
    """

    model_config = ConfigDict(defer_build=True)

    @classmethod
    @cache
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
        """The schema, remembered."""
        schema = super().model_json_schema(*args, **kwargs)
        known = schema.get("$defs", {})
        words = {name: kind for name, kind in known.items() if "enum" in kind}
        for name in words:
            del known[name]
        inlined: dict[str, Any] = _inlined(schema, words)
        return inlined


def _inlined(schema: Any, words: Mapping[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(each, words) for each in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    if name in words:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return {"type": words[name]["type"], "enum": words[name]["enum"], **rest}
    return {key: _inlined(value, words) for key, value in schema.items()}


class Body(Described):
    """What a caller sends. It is read as JSON text, so that strict means what JSON means."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(Described):
    """Parameters of a list."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shape(Described):
    """What is answered."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


Answered = TypeVar("Answered", bound=Shape)


def shaped(shape: type[Answered], source: object, **more: Any) -> Answered:
    """`shape` filled from the attributes of `source`; what is given by name wins."""
    taken = {name: getattr(source, name) for name in shape.model_fields if name not in more and hasattr(source, name)}
    return shape.model_validate({**taken, **more})


def _currency(code: str) -> str:
    if code not in EXPONENTS:
        raise ValueError("must be an ISO 4217 currency that upclone knows")
    return code


def in_utc(at: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError where that has no year: no store could give it back."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("must lie between the years 1 and 9999, by UTC") from None


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("must be a day such as 2026-01-31")
    return date.fromisoformat(value)  # here: behind a validator, strict knows JSON's text for Python's


def _digits(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be a whole number")
    return value


Currency = Annotated[str, AfterValidator(_currency), WithJsonSchema({"type": "string", "enum": sorted(EXPONENTS)})]
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[AwareDatetime, AfterValidator(in_utc)]
Limit = Annotated[int, Field(ge=1, le=100, description="How many rows at most."), BeforeValidator(_digits)]
Cursor = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="`next_cursor` of the page before.")]
Days = Annotated[StrictInt, Field(ge=1, le=90)]
BasisPoints = Annotated[StrictInt, Field(ge=0, le=10_000)]
Line = Annotated[str, Field(min_length=1, max_length=150, pattern=WRITABLE)]
Reason = Annotated[str, Field(min_length=1, max_length=5_000, pattern=WRITABLE)]
Prose = Annotated[str, Field(max_length=10_000, pattern=WRITABLE)]
Token = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
Link = Annotated[str, Field(max_length=2_000, pattern=r"^https?://[\x21-\x7e]+$", examples=["https://example.org/v1"])]
Links = Annotated[list[Link], Field(max_length=LONGEST_LINKS)]


class Amount(Body):
    """Money: a whole number of minor units (cents, or whole yen) and an ISO 4217 code. 125.00 EUR is 12500."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"amount_minor": 12500, "currency": "EUR"}]})

    amount_minor: Annotated[StrictInt, Field(ge=0, le=MAX_MINOR)]
    currency: Currency

    def money(self) -> Money:
        """The amount as the domain knows it."""
        return Money(self.amount_minor, self.currency)


class PositiveAmount(Amount):
    """Money, more than nothing."""

    amount_minor: Annotated[StrictInt, Field(ge=1, le=MAX_MINOR)]


class MoneyShape(Shape):
    """Money: a whole number of minor units and an ISO 4217 code."""

    model_config = ConfigDict(
        title="Money", json_schema_extra={"examples": [{"amount_minor": 12500, "currency": "EUR"}]}
    )

    amount_minor: int
    currency: str


class PersonShape(Shape):
    """Somebody's name and face for others. `photo` is the id of a file that everybody may read."""

    model_config = ConfigDict(title="Person")

    id: UUID
    name: str
    photo: UUID | None


class Nothing(Body):
    """This move needs nothing: send no body, or an empty object."""

    model_config = ConfigDict(openapi_extra={"required": False})  # type: ignore[typeddict-unknown-key]


class Because(Body):
    """A move that is explained to the other side."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "The scope changed."}]})

    reason: Reason


class ById(Described):
    """The object that a path names."""

    id: UUID


class Paged(Query):
    """Which rows of a list."""

    limit: Limit = 20
    cursor: Cursor | None = None


class PageShape(Shape):
    """A page of a list: ask for the next with `cursor`. `next_cursor` is null on the last."""

    next_cursor: str | None


Moment = datetime
