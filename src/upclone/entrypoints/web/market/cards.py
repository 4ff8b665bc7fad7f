"""Jobs and freelancers as cards of a list: every word is made here, so that a template only sets them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Protocol, TypeVar
from uuid import UUID

from attrs import frozen
from flask import request
from flask_babel import gettext, ngettext
from markupsafe import Markup

from upclone.domain.market.briefs import Payment
from upclone.domain.money import EXPONENTS
from upclone.entrypoints.api.market.jobs import JobShape
from upclone.entrypoints.api.market.search import FreelancerCardShape
from upclone.entrypoints.web import formats, writing
from upclone.entrypoints.web.amounts import Amount, amount_text
from upclone.entrypoints.web.languages import spoken, tongue
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.words import lexicon

LONGEST: Final = 240
"""Letters of a job's description that a card shows."""

MOST_SKILLS: Final = 6
_SIGNS: Final = re.compile(r"[*_`#>~|]+|\[([^\]]*)\]\([^)]*\)|^\s*[-+]\s", re.MULTILINE)


class Priced(Protocol):
    """Something with a budget."""

    @property
    def payment(self) -> Payment: ...
    @property
    def budget(self) -> Amount: ...
    @property
    def budget_from(self) -> Amount | None: ...


@frozen
class JobCard:
    """A job. `facts` are short words; `more` counts the skills that are not among `skills`. `language` is the one that
    it is written in where the page speaks another, `tongue` that language's name."""

    id: UUID
    address: str
    title: str
    excerpt: str
    budget: str
    kind: str
    age: Markup
    proposals: str
    verified: bool
    facts: tuple[str, ...]
    skills: tuple[str, ...]
    more: int
    language: str
    tongue: str


@frozen
class PersonCard:
    """A freelancer. `language` and `tongue` as those of a job."""

    id: UUID
    address: str
    name: str
    initials: str
    photo: str
    headline: str
    rate: str
    facts: tuple[str, ...]
    rating: str
    completed: str
    skills: tuple[str, ...]
    more: int
    language: str
    tongue: str


Card = TypeVar("Card", JobCard, PersonCard)


def job(shape: JobShape) -> JobCard:
    """A job's card."""
    named = naming.skills((*shape.skills, *shape.extra_skills)[:MOST_SKILLS])
    return JobCard(
        id=shape.id,
        address=f"{request.script_root}/jobs/{shape.id}",
        title=shape.title,
        excerpt=excerpt(shape.description),
        budget=budget(shape),
        kind=str(lexicon.term(shape.payment)),
        age=formats.when(shape.opened_at or shape.created_at),
        proposals=proposals(shape.proposals),
        verified=shape.verified_payment,
        facts=tuple(
            filter(
                None,
                (
                    str(lexicon.term(shape.level)) if shape.level else "",
                    str(lexicon.term(shape.duration)) if shape.duration else "",
                    naming.place(shape.place.city, shape.place.country) if shape.place else gettext("Remote"),
                ),
            )
        ),
        skills=tuple(named),
        more=max(len(shape.skills) + len(shape.extra_skills) - MOST_SKILLS, 0),
        language=foreign(shape.language),
        tongue=naming.language(shape.language),
    )


def freelancer(shape: FreelancerCardShape) -> PersonCard:
    """A freelancer's card."""
    return PersonCard(
        id=shape.id,
        address=f"{request.script_root}/freelancers/{shape.id}",
        name=shape.name,
        initials=formats.initials(shape.name),
        photo=picture(shape.photo),
        headline=shape.headline,
        rate=hourly(shape.rate) if shape.rate else "",
        facts=tuple(
            filter(
                None,
                (
                    str(lexicon.term(shape.level)) if shape.level else "",
                    years(shape.years) if shape.years else "",
                    weekly(shape.hours_per_week) if shape.hours_per_week else "",
                    naming.country(shape.country) if shape.country else "",
                ),
            )
        ),
        rating=stars(shape.rating),
        completed=ngettext("%(num)s contract done", "%(num)s contracts done", shape.completed)
        if shape.completed
        else "",
        skills=tuple(naming.skills(shape.skills[:MOST_SKILLS])),
        more=max(len(shape.skills) - MOST_SKILLS, 0),
        language=foreign(shape.language),
        tongue=naming.language(shape.language),
    )


def foreign(language: str) -> str:
    """A language that the page does not speak; empty for its own."""
    return "" if language == spoken() else language


def readable(found: Sequence[Card], most: int) -> list[Card]:
    """The first of some cards: those in the page's language before others, each kind in its order."""
    return sorted(found, key=lambda card: bool(card.language))[:most]


def excerpt(text: str) -> str:
    """The beginning of a Markdown text without its signs, to the end of a word."""
    plain = " ".join(_SIGNS.sub(lambda found: found[1] or " ", text[: LONGEST * 3]).split())
    if len(plain) <= LONGEST:
        return plain
    return plain[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:.") + " …"


def budget(of: Priced) -> str:
    """What a job offers: a price, or a rate an hour; with both ends where there are two."""
    least, most = of.budget_from, of.budget
    words = round_amount(most)
    if least is not None and least.amount_minor != most.amount_minor:
        words = f"{round_amount(least)} – {words}"
    return str(gettext("%(amount)s an hour", amount=words)) if of.payment is Payment.HOURLY else words


def hourly(rate: Amount) -> str:
    """A rate."""
    return str(gettext("%(amount)s an hour", amount=round_amount(rate)))


def round_amount(amount: Amount) -> str:
    """An amount, without its cents where it has none."""
    whole, cents = divmod(amount.amount_minor, 10 ** EXPONENTS[amount.currency])
    if cents:
        return amount_text(amount)
    return writing.whole_amount(whole, amount.currency, tongue())


def proposals(count: int) -> str:
    """How many have offered to do it."""
    return str(ngettext("%(num)s proposal", "%(num)s proposals", count) if count else gettext("No proposals yet"))


def years(count: int) -> str:
    """Practice."""
    return str(ngettext("%(num)s year of practice", "%(num)s years of practice", count))


def weekly(hours: int) -> str:
    """Time that somebody has."""
    return str(gettext("%(hours)s h a week", hours=hours))


def stars(hundredths: int) -> str:
    """A rating; nothing where nobody has judged yet."""
    return formats.number(hundredths / 100) if hundredths else ""


def picture(id: UUID | None, size: str = "small") -> str:
    """Where a picture among somebody's files is, made smaller; empty for none."""
    return f"{request.script_root}/files/{id}/thumbnail/{size}" if id else ""
