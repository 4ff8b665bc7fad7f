"""The sandbox's hosted checkout: the page where a payer approves or declines test money, in English and French.

No script, no inline style, no cookie of its own. Its buttons are forms that carry a signed token; pressing one twice,
or after the payment's time, changes nothing. Whoever has the reference may pay, as with every gateway's hosted page.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from attrs import frozen
from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from upclone.domain.errors import NotFound, NotSignedIn, Unavailable
from upclone.domain.money import Money
from upclone.entrypoints.web.languages import COOKIE
from upclone.entrypoints.web.sandbox_words import WORDS, Words, readable_money, readable_time

_REF: Final = re.compile(r"pay_[A-Za-z0-9_-]{8,64}", re.ASCII)
_LONGEST_FORM: Final = 4_096
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class Checkout(Protocol):
    """One payment as its payer sees it. `state` is waiting, processing, approved, declined or expired; `return_url`
    is None where it leads to a stranger."""

    @property
    def ref(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def amount(self) -> Money: ...
    @property
    def description(self) -> str: ...
    @property
    def return_url(self) -> str | None: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def form_token(self) -> str: ...


class SandboxCheckout(Protocol):
    """What the page asks of the sandbox. Each raises NotFound, and Unavailable where there is no answer."""

    def checkout(self, ref: str) -> Checkout:
        """The payment now."""
        ...

    def approve(self, ref: str, form_token: str) -> Checkout:
        """The payer's yes. Raises NotSignedIn for a token that the page did not give."""
        ...

    def decline(self, ref: str, form_token: str) -> Checkout:
        """The payer's no, likewise."""
        ...


def blueprint(checkout: SandboxCheckout, merchant: str = "upclone") -> Blueprint:
    """The pages under /sandbox, for an application that serves test money. `merchant` is who is paid."""
    pages = Blueprint(
        "sandbox",
        __name__,
        url_prefix="/sandbox",
        template_folder="templates",
        static_folder="static/sandbox",
        static_url_path="/static",
    )
    views = _Views(checkout, merchant)
    pages.add_url_rule("/checkout/<ref>", "show", views.show)
    pages.add_url_rule("/checkout/<ref>/approve", "approve", views.approve, methods=["POST"])
    pages.add_url_rule("/checkout/<ref>/decline", "decline", views.decline, methods=["POST"])
    pages.register_error_handler(NotFound, views.unknown)
    pages.register_error_handler(NotSignedIn, views.stale)
    pages.register_error_handler(Unavailable, views.silent)
    pages.after_request(_guarded)
    return pages


@frozen
class _Views:
    checkout: SandboxCheckout
    merchant: str

    def show(self, ref: str) -> Response:
        """The page, in whatever state the payment is."""
        payment = self.checkout.checkout(_known(ref))
        words = _words()
        return self._page(
            payment.state,
            payment=payment,
            amount=readable_money(payment.amount, words),
            until=readable_time(payment.expires_at, words) if payment.expires_at else None,
        )

    def approve(self, ref: str) -> Answered:
        """Press the one button."""
        return _shown(self.checkout.approve(_known(ref), _form_token()))

    def decline(self, ref: str) -> Answered:
        """Press the other."""
        return _shown(self.checkout.decline(_known(ref), _form_token()))

    def unknown(self, _: NotFound) -> Response:
        """404, whatever the reference looks like."""
        return self._page("unknown", 404)

    def stale(self, _: NotSignedIn) -> Response:
        """403: the form did not come from the page, or the page was open for hours."""
        return self._page("stale", 403, ref=(request.view_args or {}).get("ref"))

    def silent(self, _: Unavailable) -> Response:
        """503: nobody knows; come again."""
        page = self._page("silent", 503)
        page.headers["Retry-After"] = "5"
        return page

    def _page(self, state: str, status: int = 200, **facts: Any) -> Response:
        words = _words()
        merchant = {"merchant": self.merchant}
        page = render_template("sandbox/checkout.html", state=state, words=words, **merchant, **facts)
        return Response(page, status, {"Content-Language": words.language, "Vary": "Accept-Language, Cookie"})


def _words() -> Words:
    """In the language in which the payer was led here; of one who came by a link alone, as their browser says."""
    kept = request.cookies.get(COOKIE, "")
    return WORDS[kept if kept in WORDS else request.accept_languages.best_match(list(WORDS), "en")]


def _known(ref: str) -> str:
    """Raises NotFound for what can't be a reference, before anybody is asked."""
    if not _REF.fullmatch(ref):
        raise NotFound("payment", ref)
    return ref


def _form_token() -> str:
    """The token of a form that this site's own page sent. Raises NotSignedIn for one from elsewhere."""
    request.max_content_length = _LONGEST_FORM
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        own = site in {"same-origin", "none"}
    else:
        own = origin is None or urlsplit(origin).netloc == request.host
    if not own:
        raise NotSignedIn("The form was sent from another site.")
    return request.form.get("form_token", "")


def _shown(payment: Checkout) -> Answered:
    """Back to the page, so that reloading it presses nothing."""
    return redirect(url_for("sandbox.show", ref=payment.ref), 303)


def _guarded(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
