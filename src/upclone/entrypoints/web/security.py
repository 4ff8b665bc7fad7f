"""What every page carries, and what every form proves: policy, cookies, and that a form is our own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect

from upclone.entrypoints.api.requests import AROUND_UPLOAD

View = TypeVar("View", bound=Callable[..., Any])
SESSION_COOKIE: Final = "upclone"
CSRF: Final = CSRFProtect()
"""Exempt is only what carries another proof: a letter's link that a program of mail posts to."""


def policy(forms: tuple[str, ...] = ()) -> str:
    """Nothing from elsewhere, nothing inline. `forms` are where a form may lead besides this site: the gateways'."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            f"form-action {' '.join((chr(39) + 'self' + chr(39), *forms))}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


def install(app: Flask, secret: str, base_url: str, lifetime: timedelta, forms: tuple[str, ...] = ()) -> None:
    """Guard every page of `app`. `lifetime`: how long somebody who does nothing stays signed in."""
    secure = urlsplit(base_url).scheme == "https"
    app.config.update(
        SECRET_KEY=hmac.new(secret.encode(), b"pages", hashlib.sha256).digest(),
        SESSION_COOKIE_NAME=f"__Host-{SESSION_COOKIE}" if secure else SESSION_COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=lifetime,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a long form is not lost at night
        WTF_CSRF_SSL_STRICT=False,  # Referrer-Policy keeps the referrer home; the token and Origin are what counts
        WTF_CSRF_FIELD_NAME="_csrf",
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        MAX_FORM_PARTS=400,
    )
    app.before_request(_make_room)
    CSRF.init_app(app)
    rules = policy(forms)

    @app.after_request
    def mark(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", rules)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        headers.setdefault("Cache-Control", "no-store")
        if secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response


def takes_files(view: View) -> View:
    """Mark a page whose form carries files: it may be as long as an upload to the API."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = current_app.extensions["upclone.performing"].options.longest_upload + AROUND_UPLOAD


def local(address: str | None, otherwise: str) -> str:
    """`address` where it leads to a page of this site, and nowhere else."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or len(address) > 2_000:
        return otherwise
    if any(ord(letter) < 33 or letter == "\\" for letter in address):
        return otherwise
    parts = urlsplit(address)
    return otherwise if parts.scheme or parts.netloc else address


def from_here() -> bool:
    """Whether this request was made by a page of this site."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
