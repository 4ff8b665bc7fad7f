"""Jobs: searched, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from upclone.application.reads.search import JobOrder
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.market.jobs import Move, State
from upclone.domain.people.profiles import Level
from upclone.entrypoints.api.market import jobs, search
from upclone.entrypoints.api.market.search import FacetsShape, JobsPage
from upclone.entrypoints.api.people import showing
from upclone.entrypoints.web import keeping
from upclone.entrypoints.web.amounts import CURRENCIES
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import Form, refused
from upclone.entrypoints.web.market import cards, naming, wanted
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import excerpt, sentence, told_of_fields

PAGES = Blueprint("jobs", __name__)

OFFERED_SKILLS: Final = 8
"""Skills that can be ticked beside those that are chosen; the others are typed."""


@PAGES.record
def _say(state: Any) -> None:
    state.app.jinja_env.filters.update(
        skill=naming.skill, category=naming.category, country=naming.country, tongue=naming.language
    )
    state.app.jinja_env.globals.update(
        picture_of=cards.picture,
        country_options=naming.countries,
        rule_words=sentence,
        rule_excerpt=excerpt,
        skill_names=naming.skill_names,
    )


@PAGES.get("/jobs")
@keeping.for_visitors
def found() -> ResponseReturnValue:
    """What freelancers look through. What can't be asked is said beside its field."""
    typed, form = request.args, Form()
    try:
        query = wanted.query_of(typed, desk().doors.clock.now())
        results = desk().read(search.jobs, MultiDict([*query.items(multi=True), ("facets", "true")]))
    except (Invalid, ValidationError) as wrong:
        query, results, form = MultiDict(), JobsPage(items=[], next_cursor=None), refusal(wrong)
    counts = _counts(results.facets)
    return page(
        "market/jobs.html",
        422 if form.errors or form.problem else 200,
        form=form,
        found=results,
        cards=[cards.job(each) for each in results.items],
        asked=wanted.Asked(typed),
        amount=lambda field: wanted.shown_amount(typed, field),
        currencies=tuple(dict.fromkeys((*CURRENCIES, *sorted(counts.get("currency", ()))))),
        chips=wanted.chips(typed),
        keep=wanted.kept(query),
        categories=wanted.categories(counts.get("category", {})),
        payments=wanted.options(Payment, counts.get("payment", {})),
        levels=wanted.options(Level, counts.get("level", {})),
        durations=wanted.options(Duration, counts.get("duration", {})),
        orders=wanted.options((each for each in JobOrder if typed.get("q") or each is not JobOrder.RELEVANCE), {}),
        days=[(each, wanted.posted(each)) for each in wanted.DAYS],
        tongues=[(code, naming.language(code)) for code in sorted({"en", "fr", *counts.get("language", ())})],
        skills=skills_of(wanted.skills(typed), counts.get("skill", {})),
        counts=counts,
    )


def refusal(wrong: Invalid | ValidationError) -> Form:
    """What was wrong with a search, by the fields of its page."""
    form = told_of_fields(refused(wrong, request.args))
    fields = {name: field for field, name in wanted.AMOUNTS.items()}
    return evolve(form, errors={fields.get(name, name): words for name, words in form.errors.items()})


def _counts(facets: FacetsShape | None) -> dict[str, dict[str, int]]:
    if facets is None:
        return {}
    return {name: {each.value: each.count for each in of} for name, of in facets.counts.items()}


def skills_of(chosen: list[str], counts: Mapping[str, int]) -> dict[str, list[Any]]:
    """Those that can be ticked, the chosen ones first, and those that are proposed to who types."""
    mine = dict.fromkeys(naming.known().skill(each) or each for each in chosen)
    others = [slug for slug in counts if slug not in mine]
    ticked = [*mine, *others[:OFFERED_SKILLS]]
    return {
        "ticked": [(each, naming.skill(each), counts.get(each, 0), each in mine) for each in ticked],
        "proposed": naming.skills(others[OFFERED_SKILLS:]),
    }


@PAGES.get("/jobs/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One job, with what is known of who asks for it."""
    job = desk().read(jobs.job, id=id)
    reader, moves = desk().account, {action.move for action in job.actions}
    return page(
        "market/job.html",
        job=job,
        client=_client(job.client.id),
        budget=cards.budget(job),
        proposals=cards.proposals(job.proposals),
        place=naming.place(job.place.city, job.place.country) if job.place else "",
        attachments=desk().doors.file_reads.files(desk().viewer, job.attachments),
        mine=reader is not None and reader.id == job.client.id,
        may_apply=Move.BID in moves or (reader is None and job.state is State.OPEN),
        apply_url=url_for("jobs.show", id=id) + "/apply",
    )


def _client(id: UUID) -> Any:
    """A client as everybody sees them; None where they are not to be seen."""
    try:
        return desk().read(showing.client, id=id)
    except NotFound:
        return None
