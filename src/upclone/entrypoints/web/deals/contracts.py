"""Contracts: the list with what waits for whom, the room, signing, the paper, the history."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.application.ports.documents import ContractDocument
from upclone.domain.deals.contracts import Contract, State
from upclone.domain.errors import NotFound
from upclone.entrypoints.api.deals import contracts, documents, history, offers
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.deals import rooms
from upclone.entrypoints.web.deals.hours import running
from upclone.entrypoints.web.deals.steps import next_of
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.deals_steps import STEPS

PAGES = Blueprint("contracts", __name__)
_STATES: Final = (State.OFFERED, State.ACTIVE, State.PAUSED, State.COMPLETED, State.CANCELLED)


@PAGES.app_template_global()
def halted_by(contract: Contract) -> str:
    """Whom a contract waits for whose money stays where it is."""
    words = gettext("The payer’s bank decides") if contract.contested else gettext("The marketplace holds the money")
    return str(words)


@PAGES.get("/contracts")
def listed() -> ResponseReturnValue:
    """One's own contracts by state, each with what is to be done next and by whom."""
    viewer = desk().must_be_signed_in().actor
    found = desk().read(contracts.contracts, request.args)
    standings = desk().doors.rooms.standings(viewer, tuple(each.id for each in found.items))
    return page(
        "deals/contracts.html",
        found=found,
        standings={each.contract.id: each for each in standings},
        next={each.contract.id: next_of(each, viewer) for each in standings},
        states=_STATES,
        wanted=request.args.get("state", ""),
        role=request.args.get("your_role", ""),
        words=rooms.step_words,
    )


@PAGES.get("/contracts/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """The room of a contract."""
    room = rooms.room_of(id)
    return page(
        "deals/room.html", room=room, contract=room.contract, words=rooms.step_words, steps=STEPS,
        button=rooms.button_of, track=rooms.TRACK, timer=running(id) if room.measured else None,
    )  # fmt: skip


@PAGES.get("/contracts/<uuid:id>/sign")
def read(id: UUID) -> ResponseReturnValue:
    """The terms as they are signed, with what they mean."""
    return page("deals/sign.html", contract=desk().read(contracts.contract, id=id))


@PAGES.post("/contracts/<uuid:id>/sign")
def sign(id: UUID) -> ResponseReturnValue:
    """Agree to the terms that were read."""
    if "agreed" not in request.form:
        words = gettext("Say first that you read the terms and agree to them.")
        return _unsigned(id, Form(request.form, {"agreed": words}), 422)
    try:
        desk().do(offers.sign, id=id)
    except Refusal as refusal:
        return _unsigned(id, refusal.form, refusal.status)
    return done(_room(id), gettext("Signed."))


def _unsigned(id: UUID, form: Form, status: int) -> ResponseReturnValue:
    contract = desk().read(contracts.contract, id=id)
    if request.form.get("terms_hash") not in (None, contract.terms_hash):  # these are others: agreed to is nothing yet
        form = Form(problem=gettext(
            "The terms were changed after you opened this page, so you have signed nothing. "
            "They stand here as they are now: read them again before you sign."
        ))  # fmt: skip
    return page("deals/sign.html", status, contract=contract, form=form)


@PAGES.get("/contracts/<uuid:id>/contract.pdf")
def paper(id: UUID) -> ResponseReturnValue:
    """The contract as a paper, in the page's language."""
    deed = desk().doors.deals.deed(desk().must_be_signed_in().actor, id)
    if deed is None:
        raise NotFound("contract", str(id))
    facts: ContractDocument = documents.document_of(deed, desk().doors.clock.now())
    content = desk().doors.documents.contract(facts, languages.spoken())
    name = f"contract-{facts.reference}.pdf"
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})


@PAGES.get("/contracts/<uuid:id>/history")
def happened(id: UUID) -> ResponseReturnValue:
    """Everything that happened, link by link, and whether the chain holds."""
    contract = desk().read(contracts.contract, id=id)
    found = desk().read(history.history, {"limit": "50", **request.args.to_dict()}, id=id)
    count = desk().doors.rooms.unaltered(desk().must_be_signed_in().actor, id)
    return page("deals/history.html", contract=contract, found=found, count=count)


def _room(id: UUID) -> str:
    return f"{request.script_root}/contracts/{id}"
