"""How it works, and what the law wants said: texts that name the software's own periods."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Final

from attrs import fields_dict
from flask import Blueprint
from flask.typing import ResponseReturnValue

from upclone.domain.deals.terms import Terms
from upclone.domain.people.leaving import GRACE
from upclone.domain.trust.sanctions import APPEAL_WITHIN, DECIDE_WITHIN, LONGEST_MONEY_HOLD
from upclone.entrypoints.web import keeping
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.visitor import example

PAGES = Blueprint("texts", __name__)

DAYS: Final = SimpleNamespace(
    **{name: fields_dict(Terms)[f"{name}_days"].default for name in ("review", "answer", "negotiation", "appeal")},
    sanction_appeal=APPEAL_WITHIN.days,
    sanction_decision=DECIDE_WITHIN.days,
    money_hold=LONGEST_MONEY_HOLD.days,
    leaving=GRACE.days,
)
"""The periods that texts name, from where they are decided."""


@PAGES.get("/how-it-works")
@keeping.for_visitors
def how_it_works() -> ResponseReturnValue:
    """Held money from the first signature to the last payout."""
    return page("visitor/how_it_works.html", quote=example.quote(), days=DAYS)


@PAGES.get("/terms")
@keeping.for_visitors
def terms() -> ResponseReturnValue:
    """What holds between people and the marketplace."""
    return _text("visitor/terms.html")


@PAGES.get("/privacy")
@keeping.for_visitors
def privacy() -> ResponseReturnValue:
    """What is known about people, and for how long."""
    return _text("visitor/privacy.html")


def _text(template: str) -> ResponseReturnValue:
    doors = desk().doors
    company = doors.papers.company
    country = naming.country(company.country) if company.country else ""
    days = SimpleNamespace(**vars(DAYS), activity=doors.activity.kept_days)
    return page(template, company=company, country=country, days=days)
