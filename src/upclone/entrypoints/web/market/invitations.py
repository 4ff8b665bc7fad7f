"""Asking freelancers: those who fit a job and why, invitations of both sides, offers made directly."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from upclone.domain.errors import NotFound
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Move, State
from upclone.domain.people.accounts import AccountRole
from upclone.entrypoints.api.deals import offers
from upclone.entrypoints.api.market import invitations, jobs, recommendations
from upclone.entrypoints.api.people import showing
from upclone.entrypoints.web.amounts import CURRENCIES
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.market import cards, editing
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words import lexicon

PAGES = Blueprint("invitations", __name__)


@PAGES.get("/my/jobs/<uuid:id>/freelancers")
def fitting(id: UUID) -> ResponseReturnValue:
    """Who fits a job best, with why; those who were asked already are marked."""
    desk().must_be_signed_in()
    job = desk().read(jobs.job, id=id)
    found = desk().read(recommendations.freelancers, {"lang": spoken(), "limit": "20"}, id=id)
    asked = desk().read(invitations.of_job, {"limit": "100"}, id=id)
    return page(
        "market/fitting.html",
        job=job,
        items=[(each, cards.freelancer(each.freelancer)) for each in found.items],
        asked={each.freelancer.id: each for each in asked.items},
        invited=asked.items,
        may_invite=any(action.move == Move.INVITE for action in job.actions),
    )


@PAGES.get("/jobs/recommended")
def for_me() -> ResponseReturnValue:
    """Jobs that fit, with why, and what would fit better."""
    desk().must_be_signed_in()
    found = desk().read(recommendations.jobs, {"lang": spoken(), "limit": "20"})
    return page("market/recommended.html", items=[(each, cards.job(each.job)) for each in found.items])


@PAGES.get("/invitations")
def listed() -> ResponseReturnValue:
    """Those that one got, or those that one sent."""
    desk().must_be_signed_in()
    own = "freelancer" if desk().plays(AccountRole.FREELANCER) else "client"
    asked = {"side": own, **request.args.to_dict()}
    return page("market/invitations.html", found=desk().read(invitations.invitations, asked), side=asked["side"])


@PAGES.get("/invitations/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One invitation, with its job."""
    caller = desk().must_be_signed_in()
    invitation = desk().read(invitations.read, id=id)
    return page(
        "market/invitation.html",
        invitation=invitation,
        job=_job(invitation.job.id),
        client=caller.id == invitation.client.id,
        budget=cards.budget,
    )


def _job(id: UUID) -> Any:
    try:
        return desk().read(jobs.job, id=id)
    except NotFound:
        return None


@PAGES.get("/invitations/new")
@PAGES.get("/freelancers/<uuid:freelancer>/invite", endpoint="whom")
def begin(freelancer: UUID | None = None) -> ResponseReturnValue:
    """A word to somebody, and the job that it is about."""
    desk().must_be_signed_in()
    return _inviting(_freelancer(freelancer), Form(request.args))


@PAGES.post("/invitations/new")
@PAGES.post("/freelancers/<uuid:freelancer>/invite", endpoint="ask")
def invite(freelancer: UUID | None = None) -> ResponseReturnValue:
    """Send it."""
    desk().must_be_signed_in()
    person = _freelancer(freelancer)
    try:
        about = editing.ids([request.form.get("job_id", "")])
        if not about:
            raise Refusal(Form(request.form, {"job_id": _("Choose a job.")}), 422)
        made = desk().do(invitations.invite, id=about[0])
    except Refusal as refusal:
        return _inviting(person, refusal.form, refusal.status)
    return done(url_for("invitations.fitting", id=made.job.id), _("%(name)s is invited.", name=made.freelancer.name))


def _freelancer(named: UUID | None) -> Any:
    found = [named] if named else editing.ids([request.values.get("freelancer_id", "")])
    if not found:
        raise NotFound("freelancer", "")
    return desk().read(showing.freelancer, id=found[0])


def _inviting(person: Any, form: Form, status: int = 200) -> ResponseReturnValue:
    mine = desk().read(jobs.own, {"state": State.OPEN, "limit": "100"}).items
    return page(
        "market/invite.html",
        status,
        person=person,
        form=form,
        jobs=[(each.id, each.title) for each in mine if any(action.move == Move.INVITE for action in each.actions)],
    )


@PAGES.get("/offers")
def made() -> ResponseReturnValue:
    """The direct offers that one made."""
    desk().must_be_signed_in()
    return page("market/offers.html", found=desk().read(offers.offers, request.args))


@PAGES.get("/offers/new")
@PAGES.get("/freelancers/<uuid:freelancer>/offer", endpoint="offering")
def draft(freelancer: UUID | None = None) -> ResponseReturnValue:
    """An offer to one person, without a job that others see."""
    desk().must_be_signed_in()
    return _offering(_freelancer(freelancer), Form())


@PAGES.post("/offers/new")
@PAGES.post("/freelancers/<uuid:freelancer>/offer", endpoint="offered")
def offer(freelancer: UUID | None = None) -> ResponseReturnValue:
    """Put it on the table."""
    desk().must_be_signed_in()
    person = _freelancer(freelancer)
    typed = editing.numbered(request.form, "milestones")
    try:
        if editing.looks():
            return _offering(person, Form(typed))
        made = desk().do(offers.offer, form=typed)
    except Refusal as refusal:
        return _offering(person, refusal.form, refusal.status)
    return done(url_for("proposals.show", id=made.id), _("Your offer is with %(name)s.", name=made.freelancer.name))


def _offering(person: Any, form: Form, status: int = 200) -> ResponseReturnValue:
    return page(
        "market/offer.html",
        status,
        person=person,
        form=form,
        blank=Form(),
        payments=[(each, lexicon.term(each)) for each in Payment],
        currency=person.rate.currency if person.rate else "EUR",
        currencies=[(each, each) for each in CURRENCIES],
        more=editing.rows_more("milestones"),
    )
