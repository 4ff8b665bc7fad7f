"""The security of one's account: address, password, second factor, sessions, providers, keys of scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from upclone.domain.people.tokens import Scope
from upclone.entrypoints.api.people import addresses, factors, identities, passwords, sessions, tokens
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.people.accounts import seen
from upclone.entrypoints.web.people.devices import device
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("guarding", __name__)


@PAGES.get("/account/security")
def show() -> ResponseReturnValue:
    """All of it, each with its way to change it."""
    desk().must_be_signed_in()
    return page(
        "people/security.html",
        factor=seen(factors.standing),
        sessions=desk().read(sessions.sessions).items,
        linked={each.provider: each for each in desk().read(identities.mine).items},
        providers=desk().doors.identities.offered(),
        device=device,
    )


@PAGES.get("/account/security/password")
def password() -> ResponseReturnValue:
    """The form of another password."""
    desk().must_be_signed_in()
    return page("people/change_password.html")


@PAGES.post("/account/security/password")
def change_password() -> ResponseReturnValue:
    """Another password; all other sessions end."""
    said = gettext("Your password is changed. Everybody else who was signed in is signed out.")
    return _changed(passwords.change, "people/change_password.html", said)


@PAGES.get("/account/security/email")
def email() -> ResponseReturnValue:
    """The form of another address."""
    desk().must_be_signed_in()
    return page("people/change_email.html")


@PAGES.post("/account/security/email")
def change_email() -> ResponseReturnValue:
    """A letter with a link goes to the new address; until it is followed nothing changes."""
    try:
        desk().do(addresses.ask_change)
    except Refusal as refusal:
        return page("people/change_email.html", refusal.status, form=refusal.form)
    return page("people/mailbox.html", email=request.form.get("email", "").strip(), reason="change")


@PAGES.get("/account/security/second-factor")
def factor() -> ResponseReturnValue:
    """What a second factor is, and the password that it takes to set one up."""
    desk().must_be_signed_in()
    return page("people/factor_begin.html")


@PAGES.post("/account/security/second-factor")
def enrol() -> ResponseReturnValue:
    """The secret for one's app, as a picture and as letters."""
    try:
        made = desk().do(factors.enrol)
    except Refusal as refusal:
        return page("people/factor_begin.html", refusal.status, form=refusal.form)
    if made.otpauth is None:  # the form was sent twice: the secret is told once
        return redirect(url_for("guarding.factor"), 303)
    return _enrolment(Form(), made.secret, made.otpauth)


def _enrolment(form: Form, secret: str, otpauth: str, status: int = 200) -> ResponseReturnValue:
    drawn = qr_code(otpauth) if otpauth.startswith("otpauth://") else ""
    return page("people/factor_scan.html", status, form=form, secret=secret, otpauth=otpauth, drawn=drawn)


def qr_code(text: str) -> Markup:
    """A picture that a camera reads. Raises ValueError for a text that is too long."""
    import segno  # with the first one: a second factor is set up once

    made = io.BytesIO()
    segno.make(text[:1_000], error="m", micro=False).save(
        made, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, light="#ffffff", svgclass="w-full"
    )
    return Markup(made.getvalue().decode())


@PAGES.post("/account/security/second-factor/confirm")
def confirm() -> ResponseReturnValue:
    """It counts from now on: the recovery codes, which are told once."""
    typed = request.form
    try:
        made = desk().do(factors.confirm)
    except Refusal as refusal:
        return _enrolment(refusal.form, typed.get("secret", ""), typed.get("otpauth", ""), refusal.status)
    return page("people/recovery_codes.html", codes=made.codes)


@PAGES.get("/account/security/second-factor/<any(renew, disable):what>")
def about_factor(what: str) -> ResponseReturnValue:
    """Ten new recovery codes, or no second factor any more: what it takes."""
    desk().must_be_signed_in()
    return page("people/factor_change.html", what=what)


@PAGES.post("/account/security/second-factor/renew")
def renew() -> ResponseReturnValue:
    """Ten new recovery codes."""
    try:
        made = desk().do(factors.renew_codes)
    except Refusal as refusal:
        return page("people/factor_change.html", refusal.status, form=refusal.form, what="renew")
    return page("people/recovery_codes.html", codes=made.codes)


@PAGES.post("/account/security/second-factor/disable")
def disable() -> ResponseReturnValue:
    """Signing in asks for the password alone."""
    said = gettext("Your second factor is off. Signing in asks for the password alone.")
    return _changed(factors.disable, "people/factor_change.html", said, what="disable")


def _changed(operation: Callable[..., Any], template: str, said: str, **facts: Any) -> ResponseReturnValue:
    try:
        desk().do(operation)
    except Refusal as refusal:
        return page(template, refusal.status, form=refusal.form, **facts)
    return done(url_for("guarding.show"), said)


@PAGES.post("/account/security/sessions/<uuid:id>/revoke")
def revoke(id: UUID) -> ResponseReturnValue:
    """End one of one's sessions."""
    desk().do(sessions.revoke, id=id)
    return done(url_for("guarding.show", _anchor="sessions"), gettext("That session is over."))


@PAGES.post("/account/security/sessions/revoke-others")
def revoke_others() -> ResponseReturnValue:
    """End all of one's sessions but this one."""
    desk().do(sessions.revoke_others)
    return done(url_for("guarding.show", _anchor="sessions"), gettext("You are signed in here alone."))


@PAGES.get("/account/tokens")
def keys() -> ResponseReturnValue:
    """One's keys of scripts."""
    desk().must_be_signed_in()
    return _keys(Form())


def _keys(form: Form, status: int = 200, made: Any = None) -> ResponseReturnValue:
    operator = desk().must_be_signed_in().actor.moderates
    scopes = [scope for scope in Scope if scope is not Scope.ADMIN or operator]
    found = desk().read(tokens.tokens).items
    return page("people/tokens.html", status, form=form, tokens=found, scopes=scopes, made=made)


@PAGES.post("/account/tokens")
def make_key() -> ResponseReturnValue:
    """A new one, shown once."""
    try:
        made = desk().do(tokens.make)
    except Refusal as refusal:
        return _keys(refusal.form, refusal.status)
    return _keys(Form(), made=made)


@PAGES.post("/account/tokens/<uuid:id>/revoke")
def revoke_key(id: UUID) -> ResponseReturnValue:
    """End one."""
    desk().do(tokens.revoke, id=id)
    return done(url_for("guarding.keys"), gettext("That key opens nothing any more."))
