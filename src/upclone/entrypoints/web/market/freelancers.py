"""Freelancers: searched, read. Clients, as everybody sees them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.application.reads.search import FreelancerOrder
from upclone.domain.errors import Invalid
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.profiles import Level
from upclone.entrypoints.api.market import search
from upclone.entrypoints.api.market.search import FreelancersPage
from upclone.entrypoints.api.people import showing
from upclone.entrypoints.web import formats, keeping
from upclone.entrypoints.web.amounts import CURRENCIES
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.market import cards, naming, wanted
from upclone.entrypoints.web.market.jobs import refusal, skills_of
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("freelancers", __name__)

TONGUES = ("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ar", "zh")
"""Languages that can be chosen beside those that the address names."""


@PAGES.get("/freelancers")
@keeping.for_visitors
def found() -> ResponseReturnValue:
    """What clients look through."""
    typed, form = request.args, Form()
    try:
        query = wanted.query_of(typed, desk().doors.clock.now())
        results = desk().read(search.freelancers, MultiDict([*query.items(multi=True), ("facets", "true")]))
    except (Invalid, ValidationError) as wrong:
        results, form = FreelancersPage(items=[], next_cursor=None), refusal(wrong)
    mine = wanted.skills(typed)
    return page(
        "market/freelancers.html",
        422 if form.errors or form.problem else 200,
        form=form,
        found=results,
        cards=[cards.freelancer(each) for each in results.items],
        asked=wanted.Asked(typed),
        amount=lambda field: wanted.shown_amount(typed, field),
        currencies=CURRENCIES,
        chips=wanted.chips(typed),
        categories=wanted.categories({}),
        levels=wanted.options(Level, {}),
        orders=wanted.options(
            (each for each in FreelancerOrder if typed.get("q") or each is not FreelancerOrder.RELEVANCE), {}
        ),
        tongues=[(code, naming.language(code)) for code in dict.fromkeys((*TONGUES, *typed.getlist("languages")))],
        skills=skills_of(mine, _common_skills(typed.get("category", ""))),
        counts={},
    )


def _common_skills(category: str) -> dict[str, int]:
    """The skills that are named most often, of a category where one is asked for."""
    known = naming.known()
    within = known.category_of(category) or "" if category else ""
    return {each.slug: 0 for each in known.suggest("", within, limit=40)}


@PAGES.get("/freelancers/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """A freelancer's profile."""
    person = desk().read(showing.freelancer, id=id)
    reader, listed = desk().account, desk().doors.search.cards((id,))
    return page(
        "market/freelancer.html",
        person=person,
        stars=cards.stars(listed[0].rating) if listed else "",
        rate=cards.hourly(person.rate) if person.rate else "",
        where=_where(person),
        available=_available(person.availability),
        experience=[(each.title, each.company, _period(each), each.description) for each in person.experience],
        education=[(each.title, each.school, _period(each), each.description) for each in person.education],
        mine=reader is not None and reader.id == id,
        may_hire=reader is None or (reader.id != id and AccountRole.CLIENT in reader.roles),
    )


@PAGES.get("/clients/<uuid:id>")
def client(id: UUID) -> ResponseReturnValue:
    """A client's profile, with what they ask for now."""
    person = desk().read(showing.client, id=id)
    theirs = desk().read(search.jobs, MultiDict([("client", str(id)), ("state", "open"), ("limit", "10")]))
    reader = desk().account
    return page(
        "market/client.html",
        person=person,
        cards=[cards.job(each) for each in theirs.items],
        mine=reader is not None and reader.id == id,
    )


def _where(person: Any) -> str:
    if person.place:
        return naming.place(person.place.city, person.place.country)
    return naming.country(person.country) if person.country else ""


def _available(time: Any) -> str:
    """How much time somebody has, and from when on."""
    if time is None:
        return ""
    begins = gettext("at once")  # no call inside of an f-string: the catalogue would not find its text
    if time.from_on and time.from_on > desk().doors.clock.now().date():
        begins = gettext("from %(day)s", day=formats.day(time.from_on))
    return f"{cards.weekly(time.hours_per_week)}, {begins}"


def _period(of: Any) -> str:
    """From when to when, by months."""
    return f"{formats.month(of.from_on)} – {formats.month(of.to_on) if of.to_on else gettext('today')}"
