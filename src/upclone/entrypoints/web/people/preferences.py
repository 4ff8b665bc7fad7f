"""How this browser shows the site: its language, and light or dark."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue

from upclone.domain.market.categories import LANGUAGES
from upclone.entrypoints.web import languages
from upclone.entrypoints.web.rendering import THEME_COOKIE, THEMES
from upclone.entrypoints.web.security import from_here, local

PAGES = Blueprint("preferences", __name__)


@PAGES.get("/language/<chosen>")
def language(chosen: str) -> ResponseReturnValue:
    """Read on in another language. `then` is the page, without its language."""
    if chosen not in LANGUAGES or not from_here():
        abort(404)
    target = redirect(languages.in_language(chosen, local(request.args.get("then"), "/")), 303)
    return languages.remember(target, chosen, secure())  # type: ignore[arg-type]


@PAGES.get("/theme/<chosen>")
def theme(chosen: str) -> ResponseReturnValue:
    """Light, dark, or as the system has it."""
    if chosen not in (*THEMES, "system") or not from_here():
        abort(404)
    response = redirect(local(request.args.get("then"), "/"), 303)
    if chosen == "system":
        response.delete_cookie(THEME_COOKIE, path="/")
    else:
        age = languages.CHOSEN_FOR
        response.set_cookie(THEME_COOKIE, chosen, max_age=age, samesite="Lax", secure=secure(), httponly=True, path="/")
    return response


def secure() -> bool:
    """Whether cookies go over HTTPS alone."""
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
