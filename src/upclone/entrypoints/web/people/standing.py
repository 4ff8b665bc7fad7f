"""How one stands: sanctions with their reasons, and the appeal."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.trust import sanctions
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("standing", __name__)


@PAGES.get("/account/standing")
def show() -> ResponseReturnValue:
    """One's sanctions, newest first."""
    account = desk().must_be_signed_in().account
    wanted = {"account_id": str(account.id), "cursor": request.args.get("cursor", "")}
    return page("people/standing.html", found=desk().read(sanctions.sanctions, wanted))
