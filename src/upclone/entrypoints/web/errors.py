"""Pages for what went wrong, each with a way on."""

from __future__ import annotations

import logging
from typing import Final

from flask import Flask, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from upclone.application.ports.store import StoreUnavailable
from upclone.domain import errors
from upclone.domain.errors import UpcloneError
from upclone.entrypoints.api.problem import RETRY_AFTER_SECONDS, status_of
from upclone.entrypoints.web.formats import labelled
from upclone.entrypoints.web.forms import Refusal, refused
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words.errors import told, told_of_fields
from upclone.entrypoints.web.words.fields import word

_LOG: Final = logging.getLogger("upclone.web")
_PAGES: Final = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def install(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(errors.NotSignedIn, _signed_out)
    app.register_error_handler(errors.TooMany, _too_many)
    app.register_error_handler(UpcloneError, lambda error: shown(status_of(error), told(error)))
    app.register_error_handler(StoreUnavailable, lambda _: shown(503))
    app.register_error_handler(ValidationError, _unreadable)
    app.register_error_handler(CSRFError, _not_ours)
    app.register_error_handler(Refusal, lambda refusal: shown(refusal.status, _all(refusal)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def shown(status: int, words: str = "") -> ResponseReturnValue:
    """The page of a status. A stranger's object looks like one that does not exist."""
    kind = status if status in _PAGES else 500 if status >= 500 else 404
    response = page("errors/error.html", status, code=kind, words="" if kind in (404, 500, 503) else words)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _all(refusal: Refusal) -> str:
    return refusal.form.problem or " ".join(refusal.form.errors.values())


def _unreadable(error: ValidationError) -> ResponseReturnValue:
    """An address that says something impossible of its page: what, and which rule that breaks."""
    wrong = told_of_fields(refused(error, MultiDict()))
    return shown(422, " ".join(labelled(word(name), rule) for name, rule in wrong.fields()))


def _not_ours(_: CSRFError) -> ResponseReturnValue:
    """A form that another site made, or whose session is over: going back and sending it again is enough."""
    return shown(
        400, gettext("This form is too old, or was not made by this site. Go back, reload the page, and send it again.")
    )


def _signed_out(error: errors.NotSignedIn) -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    flash(gettext("Sign in to go on."), "note")
    return redirect(url_for("signing.sign_in", then=wanted or None), 303)


def _too_many(error: errors.TooMany) -> ResponseReturnValue:
    return shown(429, told(error))


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return shown(error.code or 500)


def _broken(error: Exception) -> ResponseReturnValue:
    _LOG.error("unforeseen: %s", type(error).__name__, exc_info=error)
    return shown(500)
