"""Acts that need two people: asked for by one operator, approved or refused by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from upclone.domain.deals.disputes import Outcome
from upclone.entrypoints.acts import ACTS
from upclone.entrypoints.api.payments import approvals
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.trust_acts import approval_act

PAGES = gate.for_operators("approvals")

MAY_BE_TOLD: Final = {"release": ("amount",), "refund": ("amount",), "retry": ("destination",), "rule": ("amount",)}
"""What an act may be told besides what it needs."""

_PLACES: Final[Mapping[str, str]] = {
    "milestone": "/milestones/{}",
    "dispute": "/admin/disputes/{}",
    "transfer": "/payouts/{}",
    "hold": "/payments/{}",
    "account": "/admin/people/{}",
    "invoice": "/invoices/{}",
}
"""Where what an act is told by its id can be looked at."""

_APPROVALS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Act"): lambda row: row.act,
    _("What it is told"): lambda row: [f"{name}={value}" for name, value in row.arguments.items()],
    _("Reason"): lambda row: row.reason,
    _("State"): lambda row: row.state.value,
    _("Asked for by"): lambda row: row.requested_by,
    _("Asked for"): lambda row: row.requested_at,
    _("Decided by"): lambda row: row.decided_by,
    _("Decided"): lambda row: row.decided_at,
}


@PAGES.record
def _say(state: Any) -> None:
    state.app.jinja_env.globals.update(approval_act=approval_act, place_of=_place_of)


@PAGES.get("/approvals")
def asked() -> ResponseReturnValue:
    """What waits for a second person, and what became of the rest."""
    found = desk().read(approvals.approvals, request.args)
    ids = {each.requested_by for each in found.items} | {each.decided_by for each in found.items if each.decided_by}
    return page("admin/approvals.html", found=found, people=desk().doors.people.names(ids), acts=tuple(ACTS))


@PAGES.get("/approvals.csv")
def asked_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("approvals", _APPROVALS, every(approvals.approvals))


@PAGES.get("/approvals/new")
def write() -> ResponseReturnValue:
    """What to ask a second person for."""
    return _asking(request.args.get("act", ""), Form(request.args.copy()))


@PAGES.post("/approvals/new")
def ask() -> ResponseReturnValue:
    """Ask. It is rehearsed: what could not be done is refused now."""
    act = request.form.get("act", "")
    told = {name: request.form.get(name, "").strip() for name in _fields(act)}
    told["reason"] = request.form.get("reason", "") if act in ACTS and "reason" in ACTS[act][1] else ""
    body = {"act": act, "arguments": {name: each for name, each in told.items() if each}}
    try:
        desk().do(approvals.ask, body={**body, "reason": request.form.get("reason", "")})
    except Refusal as refusal:
        form = refusal.form
        errors = {name.removeprefix("arguments."): words for name, words in form.errors.items()}
        return _asking(act, Form(request.form, errors, form.problem), refusal.status)
    return done(f"{request.script_root}/admin/approvals", gettext("Another operator has seven days to approve it."))


def _asking(act: str, form: Form, status: int = 200) -> ResponseReturnValue:
    needed = ACTS[act][1] if act in ACTS else ()
    return page(
        "admin/approval_new.html", status, act=act if act in ACTS else "", acts=tuple(ACTS), needed=needed,
        fields=_fields(act), by_id=frozenset(_PLACES), form=form,
        outcomes=[(each.value, lexicon.term(each)) for each in Outcome],
    )  # fmt: skip


def _fields(act: str) -> tuple[str, ...]:
    """What an act is told, besides the reason why a second person is asked."""
    if act not in ACTS:
        return ()
    return tuple(each for each in (*ACTS[act][1], *MAY_BE_TOLD.get(act, ())) if each != "reason")


def _place_of(name: str, value: str) -> str:
    """Where an argument of an act leads, empty for one that is no id: a script may tell more than an act needs."""
    try:
        return _PLACES[name].format(UUID(value)) if name in _PLACES else ""
    except ValueError:
        return ""
