"""One's account: what it is, its language and roles, one's data in an archive, leaving and coming back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from upclone.domain.errors import Refused
from upclone.domain.market.categories import LANGUAGES
from upclone.entrypoints.api.people import leaving, profiles, roles
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.desk import Operation, desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.people.preferences import secure
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.people import STEPS

PAGES = Blueprint("accounts", __name__)


def seen(operation: Operation) -> Any:
    """What an operation answers; None where it is not open to who may not act at present."""
    try:
        return desk().read(operation)
    except Refused:
        return None


@PAGES.get("/account")
def show() -> ResponseReturnValue:
    """All of it at a glance."""
    desk().must_be_signed_in()
    return _overview(Form())


def _overview(form: Form, status: int = 200) -> ResponseReturnValue:
    return page("people/account.html", status, form=form, profile=seen(profiles.profile), steps=STEPS)


@PAGES.post("/account/roles")
def choose_roles() -> ResponseReturnValue:
    """Be freelancer, client or both."""
    try:
        desk().do(roles.choose)
    except Refusal as refusal:
        return _overview(refusal.form, refusal.status)
    return done(url_for("accounts.show"), gettext("Your roles are changed."))


@PAGES.post("/account/language")
def choose_language() -> ResponseReturnValue:
    """The language of pages and letters: kept in the account, and in this browser."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        return redirect(url_for("accounts.show"), 303)
    desk().do(profiles.edit, body={"language": chosen})
    with force_locale(chosen):
        said = gettext("We speak English with you from now on.") if chosen == "en" else gettext("We speak French now.")
    target = done(languages.in_language(chosen, "/account"), said)
    return languages.remember(target, chosen, secure())  # type: ignore[arg-type]


@PAGES.get("/account/data")
def data() -> ResponseReturnValue:
    """What the archive of one's data holds, and what leaving would mean."""
    desk().must_be_signed_in()
    return _data(Form())


def _data(form: Form, status: int = 200) -> ResponseReturnValue:
    return page("people/data.html", status, form=form, leaving=desk().read(leaving.about_leaving))


@PAGES.get("/account/export.zip")
def export() -> ResponseReturnValue:
    """The archive."""
    desk().must_be_signed_in()
    answer = desk().read(leaving.export)
    if not isinstance(answer, Response):  # somebody asks for a summary of it
        return redirect(url_for("accounts.data"), 303)
    return answer


@PAGES.post("/account/leave")
def leave() -> ResponseReturnValue:
    """Begin to leave."""
    try:
        desk().do(leaving.leave)
    except Refusal as refusal:
        return _data(refusal.form, refusal.status)
    return done(url_for("accounts.data"), gettext("You are leaving. Until the day below you can still stay."))


@PAGES.post("/account/return")
def come_back() -> ResponseReturnValue:
    """Stay after all."""
    desk().do(leaving.come_back, body={})
    return done(url_for("accounts.show"), gettext("Good that you stay. Jobs that rest can be opened again."))
