"""Profiles: at most one row a person and kind; who said nothing has none."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    Table,
    Text,
    Uuid,
    bindparam,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from upclone.adapters.postgres.metadata import METADATA, Json, one_of, ready, text, texts
from upclone.adapters.postgres.rows import Row
from upclone.adapters.postgres.transaction import Transaction
from upclone.adapters.postgres.values import Packed, optional, packed_or_null, unpack
from upclone.domain.money import MAX_MINOR, Money
from upclone.domain.people.places import Place
from upclone.domain.people.profiles import (
    Availability,
    ClientProfile,
    FreelancerProfile,
    LanguageSkill,
    Level,
    Piece,
    Position,
    SkillLevel,
    Study,
)

FREELANCER_PROFILE = Table(
    "freelancer_profile",
    METADATA,
    Column("id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("skills", Json, nullable=False),
    texts("categories"),
    Column("rate_minor", BigInteger),
    Column("currency", Text),
    text("level", nullable=True),
    Column("availability", Json),
    Column("place", Json),
    Column("remote", Boolean, nullable=False),
    Column("on_site", Boolean, nullable=False),
    Column("radius_km", Integer, nullable=False),
    Column("languages", Json, nullable=False),
    Column("experience", Json, nullable=False),
    Column("education", Json, nullable=False),
    Column("portfolio", Json, nullable=False),
    Column("files", postgresql.ARRAY(Uuid), nullable=False),
    Column("listed", Boolean, nullable=False),
    one_of("level", Level),
    CheckConstraint("(rate_minor IS NULL) = (currency IS NULL)", name="rate"),
    CheckConstraint(f"rate_minor BETWEEN 1 AND {MAX_MINOR}", name="rate_minor"),
    CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
    CheckConstraint("radius_km >= 0", name="radius_km"),
)

CLIENT_PROFILE = Table(
    "client_profile",
    METADATA,
    Column("id", Uuid, ForeignKey("account.id"), primary_key=True),
    text("company"),
    text("sector"),
    text("site"),
)

_SKILLS: Final = tuple[SkillLevel, ...]
_LANGUAGES: Final = tuple[LanguageSkill, ...]
_EXPERIENCE: Final = tuple[Position, ...]
_EDUCATION: Final = tuple[Study, ...]
_PORTFOLIO: Final = tuple[Piece, ...]


def freelancer_row(profile: FreelancerProfile) -> dict[str, Any]:
    """A freelancer's profile as its row. `files` repeats those of the portfolio, for who asks what holds a file."""
    return {
        "id": profile.id,
        "skills": Packed(profile.skills),
        "categories": list(profile.categories),
        "rate_minor": profile.rate.amount_minor if profile.rate else None,
        "currency": profile.rate.currency if profile.rate else None,
        "level": profile.level.value if profile.level else None,
        "availability": packed_or_null(profile.availability),
        "place": packed_or_null(profile.place),
        "remote": profile.remote,
        "on_site": profile.on_site,
        "radius_km": profile.radius_km,
        "languages": Packed(profile.languages),
        "experience": Packed(profile.experience),
        "education": Packed(profile.education),
        "portfolio": Packed(profile.portfolio),
        "files": list(profile.files),
        "listed": profile.listed,
    }


def freelancer_of(row: Row) -> FreelancerProfile:
    """A freelancer's profile of its row."""
    id, skills, categories, rate, code, level, availability, place, remote, on_site, radius, *more = row
    languages, experience, education, portfolio, _, listed = more
    return FreelancerProfile(
        id=id,
        skills=unpack(_SKILLS, skills),
        categories=tuple(categories),
        rate=None if rate is None else Money(rate, code),
        level=None if level is None else Level(level),
        availability=optional(Availability, availability),
        place=optional(Place, place),
        remote=remote,
        on_site=on_site,
        radius_km=radius,
        languages=unpack(_LANGUAGES, languages),
        experience=unpack(_EXPERIENCE, experience),
        education=unpack(_EDUCATION, education),
        portfolio=unpack(_PORTFOLIO, portfolio),
        listed=listed,
    )


def client_row(profile: ClientProfile) -> dict[str, Any]:
    """A client's profile as its row."""
    return {"id": profile.id, "company": profile.company, "sector": profile.sector, "site": profile.site}


def client_of(row: Row) -> ClientProfile:
    """A client's profile of its row."""
    return ClientProfile(*row)


def _kept(table: Table) -> str:
    added = insert(table)
    changed = {column.name: added.excluded[column.name] for column in table.columns if not column.primary_key}
    return ready(added.on_conflict_do_update(index_elements=["id"], set_=changed))


def _read(table: Table) -> str:
    return ready(table.select().where(table.c.id == bindparam("id")))


_FREELANCER: Final = _read(FREELANCER_PROFILE)
_CLIENT: Final = _read(CLIENT_PROFILE)
_KEEP_FREELANCER: Final = _kept(FREELANCER_PROFILE)
_KEEP_CLIENT: Final = _kept(CLIENT_PROFILE)


@frozen
class FreelancerProfiles:
    """What freelancers say."""

    transaction: Transaction

    def get(self, id: UUID) -> FreelancerProfile:
        row = self.transaction.one(_FREELANCER, {"id": id})
        return freelancer_of(row) if row else FreelancerProfile(id)

    def save(self, profile: FreelancerProfile) -> None:
        self.transaction.run(_KEEP_FREELANCER, freelancer_row(profile))


@frozen
class ClientProfiles:
    """What clients say."""

    transaction: Transaction

    def get(self, id: UUID) -> ClientProfile:
        row = self.transaction.one(_CLIENT, {"id": id})
        return client_of(row) if row else ClientProfile(id)

    def save(self, profile: ClientProfile) -> None:
        self.transaction.run(_KEEP_CLIENT, client_row(profile))
