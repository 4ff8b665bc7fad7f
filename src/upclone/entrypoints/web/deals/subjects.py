"""What the pages of moves ask about the object that they move, to show what is there and to fill in what is kept."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.deals import contracts, disputes, milestones
from upclone.entrypoints.api.deals.contracts import ContractShape
from upclone.entrypoints.api.deals.disputes import DisputeShape
from upclone.entrypoints.api.deals.milestones import MilestoneShape
from upclone.entrypoints.web.desk import desk

PAGES = Blueprint("subjects", __name__)


@PAGES.app_template_global()
def milestone_of(id: UUID) -> MilestoneShape:
    """The milestone that a move is about."""
    return desk().read(milestones.milestone, id=id)  # type: ignore[no-any-return]


@PAGES.app_template_global()
def contract_of(id: UUID) -> ContractShape:
    """The contract that a move is about."""
    return desk().read(contracts.contract, id=id)  # type: ignore[no-any-return]


@PAGES.app_template_global()
def dispute_of(id: UUID) -> DisputeShape:
    """The dispute that a move is about."""
    return desk().read(disputes.dispute, id=id)  # type: ignore[no-any-return]


@PAGES.get("/milestones/<uuid:id>")
def milestone(id: UUID) -> ResponseReturnValue:
    """A milestone stands in the room of its contract: for whoever knows no more of it than its id."""
    found = milestone_of(id)
    return redirect(f"{request.script_root}/contracts/{found.contract_id}#milestone-{found.number}", 303)


@PAGES.get("/do/milestones/<uuid:id>/submit")
def submit(id: UUID) -> ResponseReturnValue:
    """Files are handed over on a page of its own."""
    found = milestone_of(id)
    return redirect(f"{request.script_root}/contracts/{found.contract_id}/milestones/{id}/submit", 303)
