"""How soon one is written to about what, and the links of letters that stop them."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from upclone.domain.errors import Invalid
from upclone.domain.messaging.news import How
from upclone.entrypoints.api.messaging import news
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import CSRF
from upclone.entrypoints.web.words.messaging import ABOUT

PAGES = Blueprint("news", __name__)


@PAGES.get("/account/notifications")
def show() -> ResponseReturnValue:
    """Every topic, and how soon."""
    desk().must_be_signed_in()
    return _shown(Form())


def _shown(form: Form, status: int = 200) -> ResponseReturnValue:
    topics = desk().read(news.letters).topics
    return page("messaging/letters.html", status, form=form, topics=topics, ways=tuple(How), about=ABOUT)


@PAGES.post("/account/notifications")
def choose() -> ResponseReturnValue:
    """Have it so."""
    try:
        desk().do(news.choose)
    except Refusal as refusal:
        return _shown(refusal.form, refusal.status)
    return done(url_for(".show"), gettext("Saved. We write to you as you chose."))


@PAGES.get("/unsubscribe")
def ask() -> ResponseReturnValue:
    """What the link of a letter stops, and one press: scanners of mail open links too."""
    try:
        stop = desk().doors.news.stop_of(request.args.get("token", ""))
    except Invalid:
        return page("messaging/unsubscribe.html", 404, stop=None, token="", stopped=False)
    return page("messaging/unsubscribe.html", stop=stop, token=request.args["token"], stopped=False)


@PAGES.post("/unsubscribe")
@CSRF.exempt  # type: ignore[untyped-decorator]
def stop() -> ResponseReturnValue:
    """It is stopped: by the press of a reader, or by their mail program alone (RFC 8058)."""
    token = request.args.get("token", "")
    try:
        desk().call(news.stop, {"token": token})
    except Refusal as refusal:
        return page("messaging/unsubscribe.html", refusal.status, stop=None, token="", stopped=False)
    return page("messaging/unsubscribe.html", stop=desk().doors.news.stop_of(token), token=token, stopped=True)
