"""People: found by name or address, stopped and let go with a reason, signed out, given work; and their appeals."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from upclone.domain.machine import open_moves
from upclone.domain.people.accounts import GIVEN, MOVES, AccountRole, State
from upclone.domain.trust import sanctions as sanction
from upclone.entrypoints.api.people import accounts, roles
from upclone.entrypoints.api.trust import sanctions
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.admin.belongings import FEW, belongings_of
from upclone.entrypoints.web.admin.parties import named
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, query_of
from upclone.entrypoints.web.people.devices import device
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, sheet

PAGES = gate.for_operators("people")

_PEOPLE: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Name"): lambda row: row.name,
    _("E-mail"): lambda row: row.email,
    _("Roles"): lambda row: row.roles,
    _("State"): lambda row: row.state.value,
    _("Country"): lambda row: row.country,
    _("Joined"): lambda row: row.created_at,
    _("Address proven"): lambda row: row.verified_at,
}
_SANCTIONS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Name"): lambda row: row.account.name,
    _("Kind"): lambda row: row.kind.value,
    _("State"): lambda row: row.state.value,
    _("Reason"): lambda row: row.reason,
    _("Imposed"): lambda row: row.imposed_at,
    _("Until"): lambda row: row.until,
    _("The appeal"): lambda row: row.appeal.statement if row.appeal else "",
}


@PAGES.get("/people")
def listed() -> ResponseReturnValue:
    """Accounts, newest first; those that fit."""
    found = desk().read(accounts.everybody, request.args)
    return page("admin/people.html", found=found, states=tuple(State), roles=tuple(AccountRole), asked=request.args)


@PAGES.get("/people.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("people", _PEOPLE, every(accounts.everybody))


@PAGES.get("/people/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One account: what it may and has, where it is signed in, what it was sanctioned for."""
    return _person(id)


@PAGES.post("/people/<uuid:id>/roles")
def assign(id: UUID) -> ResponseReturnValue:
    """Make somebody a moderator or an admin, or no more: the boxes say what they are from now on."""
    have = set(desk().read(accounts.somebody, id=id).roles) & GIVEN
    wanted = {each for each in GIVEN if each.value in request.form.getlist("roles")}
    if have == wanted:
        return done(_place(id), gettext("Nothing has changed."))
    body = {"give": sorted(wanted - have) or None, "take": sorted(have - wanted) or None}
    try:
        desk().do(roles.assign, body={name: each for name, each in body.items() if each}, id=id)
    except Refusal as refusal:
        return _person(id, refusal.form, refusal.status)
    return done(_place(id), gettext("The roles are changed."))


@PAGES.get("/sanctions")
def sanctioned() -> ResponseReturnValue:
    """Every sanction, newest first."""
    found = desk().read(sanctions.sanctions, request.args)
    person = query_of(sanctions.SanctionsQuery, request.args).account_id
    return page(
        "admin/sanctions.html", found=found, states=tuple(sanction.State), asked=request.args,
        person=person, people=named(person),
    )  # fmt: skip


@PAGES.get("/sanctions.csv")
def sanctions_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("sanctions", _SANCTIONS, every(sanctions.sanctions))


@PAGES.get("/appeals")
def appeals() -> ResponseReturnValue:
    """Appeals that wait, the oldest first."""
    return page("admin/appeals.html", found=desk().read(sanctions.appeals, request.args))


@PAGES.get("/appeals.csv")
def appeals_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("appeals", _SANCTIONS, every(sanctions.appeals))


def _person(id: UUID, form: Form | None = None, status: int = 200) -> ResponseReturnValue:
    person = desk().read(accounts.somebody, id=id)
    actor = desk().must_be_signed_in().actor
    account = desk().doors.people.account(actor, id)
    assert account is not None, "it was just read"
    imposed = desk().read(sanctions.sanctions, {"account_id": str(id), "limit": str(FEW.limit)})
    return page(
        "admin/person.html",
        status,
        person=person,
        moves=[str(each) for each in open_moves(MOVES, account, account.role_of(actor))],
        given=[(each, each in person.roles) for each in (AccountRole.MODERATOR, AccountRole.ADMIN)],
        mine=actor.id == id,
        sessions=desk().doors.sessions.of_account(id),
        device=device,
        has=belongings_of(actor, id),
        sanctions=imposed.items,
        more_sanctions=imposed.next_cursor,
        form=form or Form(),
    )


def _place(id: UUID) -> str:
    return f"{request.script_root}/admin/people/{id}"
