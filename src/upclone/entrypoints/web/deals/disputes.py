"""Disputes: one's own, opening one, and the room where it is answered, settled, ruled on and appealed."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.actors import Role
from upclone.entrypoints.api.deals import contracts, disputes
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.disputes import DisputeShape, DisputesQuery
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.web.deals.money import Line, lines
from upclone.entrypoints.web.deals.rooms import room_of
from upclone.entrypoints.web.deals.turns import turn_of
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, query_of
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("disputes", __name__)


@PAGES.get("/disputes")
def listed() -> ResponseReturnValue:
    """One's own disputes, each with whose turn it is."""
    viewer = desk().must_be_signed_in().actor
    query = query_of(DisputesQuery, request.args)
    found = desk().doors.deals.disputes(viewer, query.state, slice_of(query))
    return page(
        "deals/disputes.html", found=found, next_cursor=cursor_of(found.next),
        turns={row.dispute.id: turn_of(row, viewer) for row in found.items},
    )  # fmt: skip


@PAGES.get("/contracts/<uuid:id>/disputes/new")
def new(id: UUID) -> ResponseReturnValue:
    """What a dispute does, and what it needs."""
    return _form(id, Form(request.args.copy()))


@PAGES.post("/contracts/<uuid:id>/disputes/new")
def begin(id: UUID) -> ResponseReturnValue:
    """Open it."""
    try:
        made = desk().do(disputes.open_dispute, id=id)
    except Refusal as refusal:
        return _form(id, refusal.form, refusal.status)
    return done(f"{request.script_root}/disputes/{made.id}", gettext("The dispute is open, and the money frozen."))


def _form(id: UUID, form: Form, status: int = 200) -> ResponseReturnValue:
    contract: ContractShape = desk().read(contracts.contract, id=id)
    choices = [
        (each.id, f"{each.number}. {each.title}")
        for each in contract.milestones
        if any(action.move == "dispute" for action in each.actions)
    ]
    return page("deals/dispute_new.html", status, contract=contract, choices=choices, form=form)


@PAGES.get("/disputes/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """Both sides of it, what is offered, how much time is left, and what was decided."""
    found: DisputeShape = desk().read(disputes.dispute, id=id)
    room = room_of(found.contract_id)
    milestone = next(each for each in room.contract.milestones if each.id == found.milestone_id)
    return page(
        "deals/dispute.html", dispute=found, contract=room.contract, milestone=milestone, names=room.names,
        lines=_moved(found, lines(room.contract, room.rows), milestone.number), sides=(Role.CLIENT, Role.FREELANCER),
    )  # fmt: skip


def _moved(dispute: DisputeShape, moved: tuple[Line, ...], number: int) -> tuple[Line, ...]:
    """The money that moved for its milestone since it was opened."""
    return tuple(each for each in moved if each.number == number and each.amount and each.at >= dispute.opened_at)
