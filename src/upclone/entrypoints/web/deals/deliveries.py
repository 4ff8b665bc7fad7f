"""Handing work over: a note, links and files."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.errors import NotFound
from upclone.entrypoints.api.deals import contracts, milestones
from upclone.entrypoints.api.people import files
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import takes_files

PAGES = Blueprint("deliveries", __name__)


@PAGES.get("/contracts/<uuid:id>/milestones/<uuid:milestone_id>/submit")
def look(id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """What is handed over, and what follows."""
    return _form(id, milestone_id)


@PAGES.post("/contracts/<uuid:id>/milestones/<uuid:milestone_id>/submit")
@takes_files
def submit(id: UUID, milestone_id: UUID) -> ResponseReturnValue:
    """Upload the files, then hand the work over with them. Files that were taken stay where the rest is refused."""
    taken = request.form.getlist("attachments")
    try:
        for each in request.files.getlist("files"):
            if each.filename:
                taken.append(str(desk().call(files.upload, body={"file": each}).id))
        typed = request.form.copy()
        typed.setlist("attachments", taken)
        desk().do(milestones.submit, typed, id=milestone_id)
    except Refusal as refusal:
        return _form(id, milestone_id, refusal.form, refusal.status, taken)
    return done(f"{request.script_root}/contracts/{id}#milestone-{_number(id, milestone_id)}", gettext("Submitted."))


def _number(id: UUID, milestone_id: UUID) -> int:
    return _found(id, milestone_id)[1].number


def _found(id: UUID, milestone_id: UUID) -> tuple[contracts.ContractShape, milestones.MilestoneShape]:
    contract: contracts.ContractShape = desk().read(contracts.contract, id=id)
    for each in contract.milestones:
        if each.id == milestone_id:
            return contract, each
    raise NotFound("milestone", str(milestone_id))


def _form(
    id: UUID, milestone_id: UUID, form: Form | None = None, status: int = 200, taken: list[str] | None = None
) -> ResponseReturnValue:
    contract, milestone = _found(id, milestone_id)
    return page(
        "deals/submit.html",
        status,
        contract=contract,
        milestone=milestone,
        open=any(action.move == "submit" for action in milestone.actions),
        form=form or Form(),
        taken=taken or [],
    )
