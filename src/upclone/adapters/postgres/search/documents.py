"""What is written of a job and of a freelancer: folded words by weight, filters, and the columns of exact bounds.

Accents are folded here, stems are made by the database: `DOC` is the one expression, for a row at a time, for a rebuild
and for a load in bulk. A job's title weighs most (A), then its skills (B), then the rest (D); of a freelancer the name
and headline, the skills, what they did (C), and the rest. What is in the title can be asked of the index, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from upclone.adapters.postgres.search import tags
from upclone.domain.market import folding
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Job
from upclone.domain.people.accounts import Account
from upclone.domain.people.places import rough
from upclone.domain.people.profiles import FreelancerProfile

LONGEST: Final = 20_000
"""Letters of a part that are searched."""


def stems(column: str, weight: str) -> str:
    """The stems of a column of folded words, in English and in French."""
    return " || ".join(
        f"setweight(to_tsvector('pg_catalog.{language}', {column}), '{weight}')" for language in ("english", "french")
    )


def titled(doc: str) -> str:
    """The words in the title once more, each as a lexeme of its own: the index knows no weights."""
    stem = f"SELECT '{tags.TITLED}' || stem FROM unnest(tsvector_to_array({doc})) AS title (stem)"  # noqa: S608
    return f"array_to_tsvector(ARRAY({stem}))"


def filters(categories: str) -> str:
    """The filters, with the categories that those of the row are parts of."""
    parts = "category AS part JOIN category AS above ON above.id = part.parent_id"
    above = f"SELECT 'c:' || above.slug FROM {parts} WHERE part.slug = ANY ({categories})"  # noqa: S608
    return f"array_to_tsvector(r.tags || ARRAY({above}))"


_TITLE: Final = stems("r.title", "A")
_HEADLINE: Final = f"setweight(to_tsvector('pg_catalog.simple', r.name), 'A') || {_TITLE}"
JOB_DOC: Final = (
    f"{_TITLE} || {stems('r.known', 'B')} || {stems('r.body', 'D')} || {titled(_TITLE)} || "
    f"{filters('ARRAY[r.category]')}"
)
FREELANCER_DOC: Final = (
    f"{_HEADLINE} || {stems('r.known', 'B')} || {stems('r.done', 'C')} || {stems('r.body', 'D')} || "
    f"{titled(_HEADLINE)} || {filters('r.categories')}"
)


def job(job: Job) -> dict[str, Any]:
    """What `index.JOBS` takes."""
    brief = job.brief
    lowest = (brief.budget_from or brief.budget).amount_minor
    kind = tags.HOURLY if brief.payment is Payment.HOURLY else tags.FIXED
    skills = (*brief.skills, *brief.extra_skills)
    opened_at = job.opened_at or job.created_at
    filters = [
        *map(tags.skill, skills),
        *([tags.category(brief.category)] if brief.category else []),
        tags.payment(brief.payment),
        *([tags.level(brief.level)] if brief.level else []),
        *([tags.duration(brief.duration)] if brief.duration else []),
        tags.language(brief.language),
        *tags.opened(tags.hour(opened_at)),
        *tags.amounts(kind, brief.budget.currency, lowest, brief.budget.amount_minor),
        *(tags.place(brief.place) if brief.place else [tags.REMOTE]),
    ]
    return {
        "id": str(job.id),
        "client_id": str(job.client_id),
        "opened_at": opened_at.isoformat(),
        "payment": brief.payment.value,
        "currency": brief.budget.currency,
        "budget_minor": brief.budget.amount_minor,
        "budget_from_minor": lowest,
        "category": brief.category,
        "skills": list(skills),
        "level": brief.level.value if brief.level else None,
        "duration": brief.duration.value if brief.duration else None,
        "language": brief.language,
        "latitude": brief.place.latitude if brief.place else None,
        "longitude": brief.place.longitude if brief.place else None,
        "apply_until": brief.apply_until.isoformat() if brief.apply_until else None,
        "title": folded(brief.title),
        "known": folded(*skills),
        "body": folded(brief.description),
        "tags": tags.once(filters),
    }


def freelancer(account: Account, profile: FreelancerProfile) -> dict[str, Any]:
    """What `index.FREELANCERS` takes."""
    slugs = [skill.slug for skill in profile.skills]
    languages = [language.code for language in profile.languages] or [account.language]
    # Whoever asks for narrower and narrower circles must not find out where somebody lives.
    place = rough(profile.place) if profile.place else None
    rate, available = profile.rate, profile.availability
    home = place.country if place else account.country
    filters = [
        *map(tags.skill, slugs),
        *map(tags.category, profile.categories),
        *map(tags.language, languages),
        *([tags.level(profile.level)] if profile.level else []),
        *([tags.country(home)] if home else []),
        *(tags.amounts(tags.HOURLY, rate.currency, rate.amount_minor, rate.amount_minor) if rate else []),
        *(tags.place(place) if profile.on_site else []),
        *([tags.REMOTE] if profile.remote else []),
    ]
    did = [f"{position.title} {position.company}" for position in profile.experience]
    learnt = [f"{study.title} {study.school}" for study in profile.education]
    made = [f"{piece.title} {piece.description}" for piece in profile.portfolio]
    return {
        "id": str(profile.id),
        "currency": rate.currency if rate else None,
        "rate_minor": rate.amount_minor if rate else None,
        "categories": list(profile.categories),
        "skills": slugs,
        "languages": languages,
        "level": profile.level.value if profile.level else None,
        "hours_per_week": available.hours_per_week if available else None,
        "years": max((skill.years for skill in profile.skills), default=0),
        "country": home,
        "latitude": place.latitude if place else None,
        "longitude": place.longitude if place else None,
        "name": folded(account.name),
        "title": folded(account.headline),
        "known": folded(*slugs),
        "done": folded(*did, *learnt),
        "body": folded(account.bio, *made, *(position.description for position in profile.experience)),
        "tags": tags.once(filters),
    }


def folded(*texts: str) -> str:
    """Words without accents, as the database is to stem them."""
    return folding.plain(" ".join(texts)[:LONGEST])


def words(row: dict[str, Any]) -> Iterable[str]:
    """The different words of a document."""
    return {word for part in ("name", "title", "known", "done", "body") for word in row.get(part, "").split()}
