"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.errors import Invalid, NotSignedIn, SecondFactorRequired, TooMany
from upclone.entrypoints.api.performing import origin
from upclone.entrypoints.web import desk as desks
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import local
from upclone.entrypoints.web.words.errors import told

PAGES = Blueprint("signing", __name__)


@PAGES.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """The page of signing in; who is signed in goes on."""
    if desk().caller is not None:
        return redirect(local(request.args.get("then"), url_for("dashboards.show")), 303)
    return page("people/sign_in.html", then=request.args.get("then", ""))


@PAGES.post("/sign-in")
def enter() -> ResponseReturnValue:
    """Open a session in this browser."""
    typed = request.form
    then = local(typed.get("then"), url_for("dashboards.show"))
    try:
        signed = desk().doors.sessions.sign_in(
            typed.get("email", ""), typed.get("password", ""), typed.get("code") or None, origin()
        )
    except SecondFactorRequired as wanted:
        wrong = {"code": told(wanted)} if typed.get("code") else {}
        return page("people/sign_in.html", 401, form=Form(typed, wrong), then=then, second=True)
    except (NotSignedIn, TooMany, Invalid) as refusal:
        return page("people/sign_in.html", 401, form=Form(typed, {}, told(refusal)), then=then)
    desks.sign_in(signed.account, signed.session_id)
    return done(then)


@PAGES.post("/sign-out")
def leave() -> ResponseReturnValue:
    """End this session."""
    caller = desk().caller
    if caller is not None and caller.session_id is not None:
        desk().doors.sessions.revoke(caller.actor, caller.session_id)
    desks.sign_out()
    return done(url_for("front.front"), gettext("You are signed out."))
