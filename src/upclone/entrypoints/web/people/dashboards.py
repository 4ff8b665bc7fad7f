"""What needs the reader now."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("dashboards", __name__)


@PAGES.get("/dashboard")
def show() -> ResponseReturnValue:
    """The dashboard of who looks."""
    desk().must_be_signed_in()
    return page("people/dashboard.html")
