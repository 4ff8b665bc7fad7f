"""What one was told."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.domain.errors import NotFound
from upclone.entrypoints.api.messaging import notifications
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.subjects import address_of

PAGES = Blueprint("notifications", __name__)

_TOLD: Final[Columns] = {
    _("What happened"): lambda row: lexicon.event(row.event),
    _("Job or contract"): lambda row: row.about,
    _("On"): lambda row: row.at,
    _("Read on"): lambda row: row.read_at,
    _("Id"): lambda row: row.id,
}


@PAGES.get("/notifications")
def show() -> ResponseReturnValue:
    """Everything, newest first."""
    return page("messaging/notifications.html", told=desk().read(notifications.notifications, request.args))


@PAGES.get("/notifications.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("notifications", _TOLD, every(notifications.notifications))


@PAGES.post("/notifications/read")
def read_all() -> ResponseReturnValue:
    """Everything that was on the page is read."""
    desk().do(notifications.read_up_to)
    return done(url_for(".show"))


@PAGES.get("/notifications/<uuid:id>")
def follow(id: UUID) -> ResponseReturnValue:
    """To the object that a notification is about; it counts as read then."""
    caller = desk().must_be_signed_in()
    row = desk().doors.people.notification(caller.actor, id)
    if row is None:
        raise NotFound("notification", str(id))
    desk().doors.notices.read(caller.actor, id)
    return redirect(f"{request.script_root}{address_of(row.event, row.subject_id, row.contract_id)}", 303)
