"""The portfolio: works with pictures and files, in an order of one's own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import NotFound as NoSuchPage

from upclone.entrypoints.api.people import files, portfolios, showing
from upclone.entrypoints.web.desk import Operation, desk, done
from upclone.entrypoints.web.forms import Refusal
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.security import takes_files

PAGES = Blueprint("portfolios", __name__)


@PAGES.get("/account/portfolio")
def show() -> ResponseReturnValue:
    """All works, in order."""
    return page("people/portfolio.html", works=_works())


def _works() -> list[Any]:
    account = desk().must_be_signed_in().account
    return list(desk().read(showing.freelancer, id=account.id).portfolio)


def _work(id: UUID) -> Any:
    found = next((each for each in _works() if each.id == id), None)
    if found is None:
        raise NoSuchPage
    return found


@PAGES.get("/account/portfolio/new")
def new() -> ResponseReturnValue:
    """The form of one more."""
    desk().must_be_signed_in()
    return page("people/work.html", work=None)


@PAGES.post("/account/portfolio/new")
@takes_files
def add() -> ResponseReturnValue:
    """Show one more."""
    return _kept(portfolios.add, None)


@PAGES.get("/account/portfolio/<uuid:id>")
def edit(id: UUID) -> ResponseReturnValue:
    """The form of one."""
    return page("people/work.html", work=_work(id))


@PAGES.post("/account/portfolio/<uuid:id>")
@takes_files
def save(id: UUID) -> ResponseReturnValue:
    """Say something else of one."""
    return _kept(portfolios.edit, _work(id), id=id)


def _kept(operation: Operation, work: Any, **path: Any) -> ResponseReturnValue:
    typed = request.form
    kept = typed.getlist("files")
    try:
        for sent in request.files.getlist("file"):
            if sent.filename:
                kept.append(str(desk().call(files.upload, {"file": sent}).id))
        body = {name: typed.get(name, "") for name in ("title", "description", "link")}
        desk().do(operation, body={**body, "files": kept}, **path)
    except Refusal as refusal:
        return page("people/work.html", refusal.status, form=refusal.form, work=work)
    return done(url_for("portfolios.show"), gettext("Saved."))


@PAGES.post("/account/portfolio/<uuid:id>/remove")
def remove(id: UUID) -> ResponseReturnValue:
    """Show one no longer."""
    desk().do(portfolios.remove, body={}, id=id)
    return done(url_for("portfolios.show"), gettext("It is shown no longer."))


@PAGES.post("/account/portfolio/<uuid:id>/<any(earlier, later):way>")
def move(id: UUID, way: str) -> ResponseReturnValue:
    """Show one before the one that it follows, or after the one that follows it."""
    order = [each.id for each in _works()]
    if id not in order:
        raise NoSuchPage
    place = order.index(id)
    other = place - 1 if way == "earlier" else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
        desk().do(portfolios.arrange, body={"order": [str(each) for each in order]})
    return done(url_for("portfolios.show"))
