"""Opening an account: first for which side of the market, then with what."""

from __future__ import annotations

from typing import Final

from attrs import evolve
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.entrypoints.api.people import accounts, identities
from upclone.entrypoints.api.people.signing import SessionShape
from upclone.entrypoints.web import desk as desks
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import local

PAGES = Blueprint("joining", __name__)
SIDES: Final = {"freelancer": ["freelancer"], "client": ["client"], "both": ["freelancer", "client"]}


@PAGES.get("/sign-up")
def join() -> ResponseReturnValue:
    """Which side, then the form."""
    then = local(request.args.get("then"), "")
    if desk().caller is not None:
        return redirect(then or url_for("dashboards.show"), 303)
    if request.args.get("role") not in SIDES:
        return page("people/sign_up_role.html", then=then)
    return _form(request.args["role"], then, Form())


@PAGES.post("/sign-up")
def open_account() -> ResponseReturnValue:
    """Open an account; its holder is signed in, or asked to look into their mailbox."""
    typed, then = request.form, local(request.form.get("then"), "")
    role = typed.get("role", "")
    if role not in SIDES:
        return page("people/sign_up_role.html", 422, then=then)
    body = {name: typed.get(name, "").strip() for name in ("email", "name")}
    body["language"] = spoken()
    try:
        made = desk().call(accounts.signup, {**body, "password": typed.get("password", ""), "roles": SIDES[role]})
    except Refusal as refusal:
        return _form(role, then, _taken(refusal), refusal.status)
    if not isinstance(made, SessionShape):
        return page("people/mailbox.html", email=body["email"], reason="verify")
    desks.sign_in(*desk().performing.tokens.read(made.token))
    first = url_for("dashboards.show") if role == "client" else f"{request.script_root}/account/profile"
    return done(then or first, gettext("Welcome! Your account is open."))


def _form(role: str, then: str, form: Form, status: int = 200) -> ResponseReturnValue:
    offered = desk().read(identities.offered)
    return page("people/sign_up.html", status, form=form, role=role, then=then, providers=offered.items)


def _taken(refusal: Refusal) -> Form:
    if refusal.status != 409:
        return refusal.form
    words = gettext("There is an account with this address already. Sign in instead, or ask for a new password.")
    return evolve(refusal.form, errors={"email": words}, problem="")
