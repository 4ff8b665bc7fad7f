"""Paying: what it costs before money moves, the way to the gateway and back, and what became of a payment."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from upclone.application.previews import Outcome
from upclone.domain.errors import MoveNotAllowed, NotFound, Unavailable
from upclone.domain.money import Money
from upclone.domain.payments.escrow import State
from upclone.domain.payments.methods import State as MethodState
from upclone.entrypoints.api.deals import contracts
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.milestones import MilestoneShape
from upclone.entrypoints.api.payments import methods, payments
from upclone.entrypoints.api.payments.methods import MethodShape
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import remember, spoken
from upclone.entrypoints.web.people.preferences import secure
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import sentence

PAGES = Blueprint("funding", __name__)


@PAGES.get("/do/contracts/<uuid:id>/payment")
def choose(id: UUID) -> ResponseReturnValue:
    """The move of funding names no milestone: it is the next one that can be funded."""
    contract = desk().read(contracts.contract, id=id)
    for milestone in contract.milestones:
        if any(action.move == "fund" for action in milestone.actions):
            return redirect(f"{request.script_root}/contracts/{id}/milestones/{milestone.id}/fund", 303)
    return redirect(f"{request.script_root}/contracts/{id}", 303)


@PAGES.get("/contracts/<uuid:id>/milestones/<uuid:milestone_id>/fund")
def look(id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """What is paid, to whom, with which fee, and what follows."""
    return _funding(id, milestone_id)


@PAGES.post("/contracts/<uuid:id>/milestones/<uuid:milestone_id>/fund")
def fund(id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """Ask for the money, then lead its payer to the gateway."""
    try:
        payment = desk().do(payments.fund, id=id)
    except Refusal as refusal:
        return _funding(id, milestone_id, refusal.form, refusal.status)
    return done(f"{request.script_root}/payments/{payment.id}/pay")


def _funding(id: UUID, milestone_id: UUID, form: Form | None = None, status: int = 200) -> ResponseReturnValue:
    contract: ContractShape = desk().read(contracts.contract, id=id)
    milestone: MilestoneShape | None = next((each for each in contract.milestones if each.id == milestone_id), None)
    if milestone is None:
        raise NotFound("milestone", str(milestone_id))
    outcome, why = _rehearsed(contract, milestone)
    fee = outcome.fees[0].client if outcome else None
    return page(
        "deals/fund.html", status, contract=contract, milestone=milestone, why=why, fee=fee,
        pays=fee + Money(milestone.amount.amount_minor, fee.currency) if fee else None,
        gateways=desk().read(payments.gateways).items, kept=usable(), form=form or Form(),
    )  # fmt: skip


def usable() -> list[MethodShape]:
    """The ways to pay that this person keeps and can use now, the usual ones first."""
    kept = desk().read(methods.payment_methods).items
    return sorted((each for each in kept if each.state is MethodState.ACTIVE), key=lambda each: not each.usual)


def _rehearsed(contract: ContractShape, milestone: MilestoneShape) -> tuple[Outcome | None, str]:
    """What funding would do, fees to the cent; or why it can't be done now."""
    body = {"milestone_id": milestone.id, "amount": milestone.amount.model_dump()}
    try:
        return desk().preview(payments.fund, body=body, id=contract.id), ""
    except Refusal as refusal:
        return None, refusal.form.problem or " ".join(refusal.form.errors.values())


@PAGES.get("/payments/<uuid:id>/pay")
def pay(id: UUID) -> ResponseReturnValue:
    """To the gateway's page where the payer approves; where it is not open yet, to what is known meanwhile."""
    payment = desk().read(payments.payment, id=id)
    if payment.approve_url is not None:
        try:
            opened: Response = desk().read(payments.approve, id=id)
            leaving = make_response(redirect(opened.headers["Location"], 303))
            return remember(leaving, spoken(), secure())  # they come back to no language's address
        except (Unavailable, MoveNotAllowed):
            pass
    return redirect(f"{request.script_root}/payments/{id}", 303)


@PAGES.get("/payments/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """What became of a payment."""
    payment = desk().read(payments.payment, id=id)
    contract = desk().read(contracts.contract, id=payment.contract_id)
    milestone = next((each for each in contract.milestones if each.id == payment.milestone_id), None)
    failed = payment.state in (State.DECLINED, State.EXPIRED)
    return page(
        "deals/payment.html", payment=payment, contract=contract, milestone=milestone, failed=failed,
        waits=payment.state is State.REQUESTED, sentence=sentence,
        again=milestone is not None and any(action.move == "fund" for action in milestone.actions),
    )  # fmt: skip
