"""Offers for a job: made, compared, negotiated in rounds, and the one that is hired."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from upclone.application.reads.proposals import Sort
from upclone.domain.actors import Role
from upclone.domain.errors import Invalid, NotFound
from upclone.domain.market.briefs import Payment
from upclone.domain.market.jobs import Move as JobMove
from upclone.domain.market.proposals import Move, State
from upclone.entrypoints.api.deals import offers
from upclone.entrypoints.api.market import jobs, proposals
from upclone.entrypoints.api.market.jobs import JobShape
from upclone.entrypoints.api.market.proposals import OwnProposalsQuery, ProposalShape
from upclone.entrypoints.api.market.search import card_shape
from upclone.entrypoints.api.payments import fees
from upclone.entrypoints.web import formats
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, query_of
from upclone.entrypoints.web.market import cards, editing, rounds
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.errors import sentence

PAGES = Blueprint("proposals", __name__)
KILL_FEES: Final = (0, 500, 1000, 1500, 2000, 2500, 5000)
_ORDER: Final = (
    State.COUNTERED, State.SUBMITTED, State.HIRED, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.LAPSED,
)  # fmt: skip


@PAGES.get("/proposals")
def own() -> ResponseReturnValue:
    """One's own, or those that came in, by state and since when."""
    caller = desk().must_be_signed_in()
    found = desk().read(proposals.own, request.args)
    query = query_of(OwnProposalsQuery, request.args)
    since = query.since
    counts = desk().doors.dashboards.proposals(caller.actor, since, query.side)
    return page(
        "market/proposals.html",
        found=found,
        states=[(state, counts[state]) for state in _ORDER if state in counts],
        chosen=request.args.get("state", ""),
        since=since,
        came_in=query.side is Role.CLIENT,
        total=sum(counts.values()),
    )


@PAGES.get("/jobs/<uuid:id>/apply")
def begin(id: UUID) -> ResponseReturnValue:
    """An empty bid."""
    desk().must_be_signed_in()
    return _bidding(desk().read(jobs.job, id=id), Form())


@PAGES.post("/jobs/<uuid:id>/apply")
def bid(id: UUID) -> ResponseReturnValue:
    """Send it to the client."""
    desk().must_be_signed_in()
    job = desk().read(jobs.job, id=id)
    try:
        typed = editing.numbered(editing.typed_with_files(), "milestones")
        if editing.looks():
            return _bidding(job, Form(typed))
        made = desk().do(proposals.bid, form=typed, id=id)
    except Refusal as refusal:
        return _bidding(job, refusal.form, refusal.status)
    return done(url_for("proposals.show", id=made.id), _("Your proposal was sent."))


@PAGES.get("/jobs/<uuid:id>/apply/costs")
def costs(id: UUID) -> ResponseReturnValue:
    """What a price is to both sides: what a script puts beside the field."""
    desk().must_be_signed_in()
    return page("market/costs.html", costs=quoted(Form(request.args)), hourly=request.args.get("payment") == "hourly")


def quoted(form: Form) -> Any:
    """The API's quote for the price of a form; None, or what is wrong as words, where there is none."""
    try:
        price = editing.money_in(form.typed, "price")
        parts = [editing.money_in(form.typed, f"milestones.{number}.amount") for number in form.rows("milestones")]
        if price is None or price.amount_minor < 1:
            return None
        planned = [part for part in parts if part is not None]
        asked = {"amount_minor": str(price.amount_minor), "currency": price.currency}
        if planned and sum(part.amount_minor for part in planned) == price.amount_minor:
            asked["milestones"] = ",".join(str(part.amount_minor) for part in planned)
        return desk().read(fees.quote, asked)
    except Invalid as wrong:
        return sentence(wrong.rule)


def _bidding(job: JobShape, form: Form, status: int = 200) -> ResponseReturnValue:
    typed = form.typed
    return page(
        "market/bid.html",
        status,
        job=job,
        form=form,
        blank=Form(),
        budget=cards.budget(job),
        answers=typed.getlist("answers"),
        open=any(action.move == JobMove.BID for action in job.actions),
        hourly=job.payment is Payment.HOURLY,
        costs=quoted(form) if typed else None,
        files=desk().doors.file_reads.files(desk().viewer, editing.ids(editing.kept_files(typed))),
        more=editing.rows_more("milestones"),
    )


@PAGES.get("/proposals/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """The negotiation: its rounds side by side, and what can be done now."""
    caller = desk().must_be_signed_in()
    proposal = desk().read(proposals.read, id=id)
    client = caller.id == proposal.client.id
    return page(
        "market/proposal.html",
        proposal=proposal,
        table=rounds.table(proposal),
        client=client,
        other=proposal.freelancer if client else proposal.client,
        files=desk().doors.file_reads.files(desk().viewer, proposal.attachments),
        may_hire=client and _may_hire(proposal),
    )


@PAGES.get("/proposals/<uuid:id>/contract")
def led(id: UUID) -> ResponseReturnValue:
    """To the contract that it led to: where one goes on from accepting the terms."""
    desk().must_be_signed_in()
    contract = desk().read(proposals.read, id=id).contract_id
    return redirect(url_for("contracts.show", id=contract) if contract else url_for("proposals.show", id=id), 303)


def _may_hire(proposal: ProposalShape) -> bool:
    if proposal.state is not State.SUBMITTED:
        return False
    return any(action.move == JobMove.HIRE for action in desk().read(jobs.job, id=proposal.job_id).actions)


@PAGES.get("/proposals/<uuid:id>/counter")
@PAGES.get("/proposals/<uuid:id>/edit", endpoint="change")
def other_terms(id: UUID) -> ResponseReturnValue:
    """The terms on the table, to be changed."""
    desk().must_be_signed_in()
    return _countering(desk().read(proposals.read, id=id), Form())


@PAGES.post("/proposals/<uuid:id>/counter")
@PAGES.post("/proposals/<uuid:id>/edit", endpoint="save")
def counter(id: UUID) -> ResponseReturnValue:
    """Put other terms on the table, or change one's own."""
    desk().must_be_signed_in()
    proposal, edits = desk().read(proposals.read, id=id), request.path.endswith("/edit")
    typed = editing.numbered(request.form, "milestones")
    try:
        if editing.looks():
            return _countering(proposal, Form(typed))
        desk().do(proposals.edit if edits else proposals.counter, form=typed, id=id)
    except Refusal as refusal:
        return _countering(proposal, refusal.form, refusal.status)
    return done(url_for("proposals.show", id=id), _("Your terms are on the table."))


def _countering(proposal: ProposalShape, form: Form, status: int = 200) -> ResponseReturnValue:
    moves = {action.move for action in proposal.actions}
    edits = request.path.endswith("/edit")
    if (Move.EDIT if edits else Move.COUNTER) not in moves and status == 200:
        raise NotFound("terms", str(proposal.id))
    return page(
        "market/counter.html",
        status,
        proposal=proposal,
        form=form,
        blank=Form(),
        edits=edits,
        bidder=edits and desk().must_be_signed_in().id == proposal.freelancer.id,
        hourly=proposal.job.payment is Payment.HOURLY,
        more=editing.rows_more("milestones"),
    )


@PAGES.get("/jobs/<uuid:id>/proposals")
@PAGES.get("/my/jobs/<uuid:id>/proposals", endpoint="mine_of_job")
def of_job(id: UUID) -> ResponseReturnValue:
    """A job's proposals, compared."""
    desk().must_be_signed_in()
    job = desk().read(jobs.job, id=id)
    found = desk().read(proposals.of_job, request.args, id=id)
    people = {each.id: each for each in desk().doors.search.cards([each.freelancer.id for each in found.items])}
    return page(
        "market/compared.html",
        job=job,
        budget=cards.budget(job),
        found=found,
        people={id: cards.freelancer(card_shape(each)) for id, each in people.items()},
        sorts=[(each, lexicon.term(each)) for each in Sort],
        sort=request.args.get("sort", Sort.NEWEST),
        may_hire=any(action.move == JobMove.HIRE for action in job.actions),
        lowest=min((each.price.amount_minor for each in found.items), default=0),
    )


@PAGES.get("/proposals/<uuid:id>/hire")
def terms(id: UUID) -> ResponseReturnValue:
    """The contract that hiring would offer, with its terms."""
    desk().must_be_signed_in()
    return _hiring(desk().read(proposals.read, id=id), Form())


@PAGES.post("/proposals/<uuid:id>/hire")
def hire(id: UUID) -> ResponseReturnValue:
    """Offer the contract."""
    desk().must_be_signed_in()
    proposal = desk().read(proposals.read, id=id)
    typed = request.form.copy()
    typed["proposal_id"] = str(id)
    try:
        if editing.looks():
            outcome = desk().preview(offers.hire, form=typed, id=proposal.job_id)
            return _hiring(proposal, Form(typed), outcome=outcome)
        contract = desk().do(offers.hire, form=typed, id=proposal.job_id)
    except Refusal as refusal:
        return _hiring(proposal, refusal.form, refusal.status)
    return done(url_for("contracts.show", id=contract.id), _("The contract is offered. Both of you sign it now."))


def _hiring(proposal: ProposalShape, form: Form, status: int = 200, outcome: Any = None) -> ResponseReturnValue:
    told = {each.account_id for each in outcome.told} if outcome else set()
    return page(
        "market/hire.html",
        status,
        proposal=proposal,
        job=desk().read(jobs.job, id=proposal.job_id),
        form=form,
        outcome=outcome,
        people=desk().doors.people.names(told) if told else {},
        hourly=proposal.job.payment is Payment.HOURLY,
        usual={name: field.default for name, field in offers.Hire.model_fields.items()},
        kill_fees=kill_fees(),
    )


def kill_fees(kept: int = 0) -> list[tuple[int, str]]:
    """What the freelancer may keep where the client cancels, with that which is `kept` by the terms already."""
    return [(each, formats.percent(each / 10_000)) for each in sorted({*KILL_FEES, kept})]
