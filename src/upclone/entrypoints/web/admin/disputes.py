"""Disputes by deadline; one of them with everything that happened, both sides, and a ruling that is seen before it
is made."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from upclone.application.previews import Outcome as Foreseen
from upclone.domain.actors import Role
from upclone.domain.deals import rulings
from upclone.domain.deals.disputes import Outcome, State
from upclone.domain.money import Money
from upclone.entrypoints.api.deals import disputes
from upclone.entrypoints.api.deals.disputes import DisputeShape, DisputesQuery
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.admin.parties import named
from upclone.entrypoints.web.deals.rooms import room_of
from upclone.entrypoints.web.deals.turns import turn_of
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, Typed, query_of
from upclone.entrypoints.web.market.editing import money_in
from upclone.entrypoints.web.moves import PREVIEW
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, number, sheet, walked

PAGES = gate.for_operators("cases")

_CASES: Final[Columns] = {
    _("Id"): lambda row: row.dispute.id,
    _("Contract"): lambda row: row.title,
    _("State"): lambda row: row.dispute.state.value,
    _("What is next"): lambda row: turn_of(row, desk().must_be_signed_in().actor).words,
    _("Client"): lambda row: row.client.name,
    _("Freelancer"): lambda row: row.freelancer.name,
    _("At stake"): lambda row: number(row.dispute.at_stake),
    _("Currency"): lambda row: row.dispute.at_stake.currency,
    _("Opened"): lambda row: row.dispute.opened_at,
    _("Due"): lambda row: row.dispute.due_at,
}


class CasesQuery(DisputesQuery):
    """Which disputes of everybody's; `party`: those that this account is a side of."""

    party: UUID | None = None


@PAGES.get("/disputes")
def listed() -> ResponseReturnValue:
    """What is due first stands first."""
    query = query_of(CasesQuery, request.args)
    viewer = desk().must_be_signed_in().actor
    found = desk().doors.office.cases(viewer, query.state, slice_of(query), query.party)
    return page(
        "admin/disputes.html", found=found, next_cursor=cursor_of(found.next), states=tuple(State), asked=query,
        now=desk().doors.clock.now(), turns={row.dispute.id: turn_of(row, viewer) for row in found.items},
        people=named(query.party),
    )  # fmt: skip


@PAGES.get("/disputes.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    viewer, query = desk().must_be_signed_in().actor, query_of(CasesQuery, request.args)
    read = desk().doors.office.cases
    return sheet("disputes", _CASES, walked(lambda part: read(viewer, query.state, part, query.party)))


@PAGES.get("/disputes/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One dispute."""
    return _case(id)


@PAGES.post("/disputes/<uuid:id>/ruling")
def rule(id: UUID) -> ResponseReturnValue:
    """First what a ruling would do, then the ruling itself: the same form, sent twice."""
    try:
        if PREVIEW in request.form:
            outcome = desk().preview(disputes.rule, form=_asked(), id=id)
            return _case(id, Form(request.form), outcome)
        desk().do(disputes.rule, form=_asked(), id=id)
    except Refusal as refusal:
        return _case(id, refusal.form, status=refusal.status)
    return done(f"{request.script_root}/admin/disputes/{id}", gettext("Decided. Both sides are told."))


def _asked() -> Typed:
    """The form; a part is only told for a split, whatever stands in its field."""
    sent = request.form.copy()
    if sent.get("outcome") != Outcome.SPLIT:
        sent.pop("release", None)
    return sent


def _shares(dispute: DisputeShape, form: Form) -> tuple[Money, Money] | None:
    """What the ruling of a form would give to the freelancer, and back to the client; None where work goes on."""
    outcome, at_stake = Outcome(form.value("outcome")), dispute.at_stake
    release = money_in(form.typed, "release") if outcome is Outcome.SPLIT else None
    found = rulings.shares(outcome, Money(at_stake.amount_minor, at_stake.currency), release)
    return found if any(found) else None


def _case(
    id: UUID, form: Form | None = None, outcome: Foreseen | None = None, status: int = 200
) -> ResponseReturnValue:
    dispute = desk().read(disputes.dispute, id=id)
    room = room_of(dispute.contract_id)
    contract = room.contract
    happened = desk().doors.deals.history(desk().must_be_signed_in().actor, dispute.contract_id, 0, 500) or ()
    sides = {role: [each for each in dispute.evidence if each.by is role] for role in (Role.CLIENT, Role.FREELANCER)}
    return page(
        "admin/dispute.html",
        status,
        dispute=dispute,
        contract=contract,
        happened=happened,
        unaltered=desk().doors.rooms.unaltered(desk().must_be_signed_in().actor, dispute.contract_id),
        sides=sides,
        names=room.names,
        may_rule=any(action.move.startswith("rule") for action in dispute.actions),
        outcomes=tuple(Outcome),
        outcome=outcome,
        gives=_shares(dispute, form) if outcome and form else None,
        piece=next((each for each in room.pieces if each.milestone.id == dispute.milestone_id), None),
        files=room.files,
        people=desk().doors.people.names({told.account_id for told in outcome.told}) if outcome else {},
        form=form or Form(),
    )
