"""The landing page, and what browsers and robots ask for beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from attrs import frozen
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from upclone.domain.market.categories import LANGUAGES
from upclone.domain.money import EXPONENTS, Money
from upclone.entrypoints.api.market import search, totals
from upclone.entrypoints.api.market.totals import FigureShape
from upclone.entrypoints.api.schemas import MoneyShape
from upclone.entrypoints.web import formats, keeping, languages
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.market import cards, wanted
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.visitor import example
from upclone.entrypoints.web.visitor.texts import DAYS

PAGES = Blueprint("front", __name__)

FIXED: Final = ("/", "/jobs", "/freelancers", "/fees", "/how-it-works", "/terms", "/privacy")
SHOWN: Final = 4
"""Jobs, and people, of the landing page."""
AMONG: Final = {"limit": "24"}
"""The first of all are asked for: those whose language the page speaks are shown before the others."""
MOST_LISTED: Final = 5_000
"""Of jobs, and of people: a site map of both languages stays far under what robots read."""


@PAGES.get("/")
@keeping.for_visitors
def front() -> ResponseReturnValue:
    """What this is and for whom, with what is going on now."""
    at = desk()
    return page(
        "visitor/front.html",
        jobs=cards.readable([cards.job(each) for each in at.read(search.jobs, AMONG).items], SHOWN),
        people=cards.readable([cards.freelancer(each) for each in at.read(search.freelancers, AMONG).items], SHOWN),
        figures=at.read(totals.figures),
        counted=counted,
        sums=sums,
        categories=[(slug, name) for slug, name, _count, _parts in wanted.categories({})],
        quote=example.quote(),
        days=DAYS,
    )


def counted(figure: FigureShape) -> str:
    """A count as it is shown."""
    return f"{formats.number(figure.count)}+" if figure.more else formats.number(figure.count)


def sums(amounts: list[MoneyShape]) -> list[str]:
    """The largest two of several currencies."""
    return [cards.round_amount(_whole(each)) for each in amounts[:2]]


def _whole(amount: MoneyShape) -> Money:
    unit: int = 10 ** EXPONENTS[amount.currency]
    return Money(amount.amount_minor // unit * unit, amount.currency)


@frozen
class Place:
    """A page of the site map: its path, and when it changed last, where that is known."""

    path: str
    at: datetime | None = None


@PAGES.get("/sitemap.xml")
@keeping.for_visitors
def sitemap() -> ResponseReturnValue:
    """Every page for everybody, in each language."""
    front = desk().doors.front
    places = [
        *(Place(path) for path in FIXED),
        *(Place(_path("jobs", each.id), each.at) for each in front.jobs(MOST_LISTED)),
        *(Place(_path("freelancers", each.id)) for each in front.freelancers(MOST_LISTED)),
    ]
    text = render_template(
        "visitor/sitemap.xml",
        places=places,
        languages=LANGUAGES,
        base=desk().performing.options.base_url,
        in_language=languages.in_language,
    )
    return Response(text, mimetype="application/xml")


def _path(kind: str, id: UUID) -> str:
    return f"/{kind}/{id}"


ICON: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0d7c66"/>'
    '<path d="M9 16.2 16 9l7 7.2M9 23.4l7-7.2 7 7.2" fill="none" stroke="#fff" stroke-width="3.4" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@PAGES.get("/favicon.svg")
def icon() -> Response:
    """The sign of the site."""
    return Response(ICON, mimetype="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


@PAGES.get("/robots.txt")
def robots() -> Response:
    """Robots may read what every visitor may."""
    base = desk().performing.options.base_url
    lines = ("User-agent: *", "Disallow: /do/", "Disallow: /account", "Allow: /", f"Sitemap: {base}/sitemap.xml", "")
    return Response("\n".join(lines), mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"})
