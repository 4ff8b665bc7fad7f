"""Where the links of letters lead: each shows what it is about and waits for one press, so that a program which only
opens links, as scanners of mail do, changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.entrypoints.api.people import addresses, passwords
from upclone.entrypoints.web import desk as desks
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("letters", __name__)


@PAGES.get("/account/verify")
def verify() -> ResponseReturnValue:
    """The address is the reader's, as soon as they say so."""
    return _shown("verify")


@PAGES.post("/account/verify")
def verified() -> ResponseReturnValue:
    """It is proven."""
    return _followed("verify", addresses.verify, gettext("Thank you: your e-mail address is confirmed."))


@PAGES.get("/account/email")
def confirm() -> ResponseReturnValue:
    """Another address is to be the account's."""
    if not request.args.get("token"):
        return redirect(f"{request.script_root}/account/security#email", 303)
    return _shown("confirm")


@PAGES.post("/account/email")
def confirmed() -> ResponseReturnValue:
    """It is, and everybody signs in again."""
    return _followed("confirm", addresses.confirm, gettext("Your address is changed. Sign in with the new one."))


@PAGES.get("/account/email/undo")
def undo() -> ResponseReturnValue:
    """A change of address is to be undone."""
    return _shown("undo")


@PAGES.post("/account/email/undo")
def undone() -> ResponseReturnValue:
    """It is undone, and everybody is signed out."""
    said = gettext("Your address is back and everybody is signed out. A letter with a link for a new password follows.")
    return _followed("undo", addresses.object_to_it, said)


@PAGES.get("/account/password")
def reset() -> ResponseReturnValue:
    """The form of another password; without a link, the way to get one."""
    if not request.args.get("token"):
        return redirect(url_for("letters.forgot"), 303)
    return page("people/reset.html", token=request.args["token"])


@PAGES.post("/account/password")
def set_anew() -> ResponseReturnValue:
    """Another password; all sessions end."""
    typed = request.form
    body = {"token": typed.get("token", ""), "password": typed.get("password", "")}
    try:
        desk().call(passwords.reset, body)
    except Refusal as refusal:
        if "token" in refusal.form.errors:
            return _dead("reset", refusal)
        return page("people/reset.html", refusal.status, form=refusal.form, token=body["token"])
    desks.sign_out()
    return done(url_for("signing.sign_in"), gettext("Your new password holds. Sign in with it."))


@PAGES.get("/forgot")
def forgot() -> ResponseReturnValue:
    """Ask for a letter with a link."""
    return page("people/forgot.html")


@PAGES.post("/forgot")
def ask() -> ResponseReturnValue:
    """A letter is on its way, if there is such an account."""
    return _asked(passwords.forgot, "reset", "people/forgot.html")


@PAGES.post("/account/verify/again")
def again() -> ResponseReturnValue:
    """Another letter to prove an address by."""
    return _asked(addresses.resend, "verify", "people/dead_link.html")


def _asked(operation: Callable[..., Any], reason: str, template: str) -> ResponseReturnValue:
    email = request.form.get("email", "").strip()
    try:
        desk().call(operation, {"email": email})
    except Refusal as refusal:
        return page(template, refusal.status, form=refusal.form, kind="verify")
    return page("people/mailbox.html", email=email, reason=reason)


def _shown(kind: str) -> ResponseReturnValue:
    token = request.args.get("token", "")
    return page("people/letter.html", kind=kind, token=token)


def _followed(kind: str, operation: Callable[..., Any], said: str) -> ResponseReturnValue:
    try:
        desk().call(operation, {"token": request.form.get("token", "").strip()})
    except Refusal as refusal:
        return _dead(kind, refusal)
    if kind != "verify":
        desks.sign_out()
    return done(url_for("dashboards.show" if kind == "verify" and desk().account else "signing.sign_in"), said)


def _dead(kind: str, refusal: Refusal) -> ResponseReturnValue:
    return page("people/dead_link.html", refusal.status, form=Form(problem=refusal.form.problem), kind=kind)
