"""Languages: one address for each, and what a page needs to speak one.

A page has the same address in every language, below a prefix: `/en/jobs`, `/fr/jobs`. `/jobs` alone is English, or
leads on to what its reader prefers. The prefix is cut off before anything else sees it and stays as the root of the
application, so that every link made by a page stays in its language, and no route knows of languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from babel.support import NullTranslations
from flask import Flask, Response, g, has_app_context, redirect, request
from flask_babel import Babel, Domain, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response as Answered

from upclone.domain.market.categories import LANGUAGES
from upclone.entrypoints.web.writing import locale

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

DEFAULT: Final = LANGUAGES[0]
NAMES: Final = {"en": "English", "fr": "Français"}
COOKIE: Final = "language"
CATALOGUES: Final = ("common", "visitor", "people", "market", "deals", "payments", "trust", "admin", "messaging")
"""One folder of translations for each wing, so that two wings never edit one file."""
_KEY: Final = "upclone.language"
CHOSEN_FOR: Final = 365 * 24 * 3600


def speak(app: Flask, selected: Callable[[], str]) -> None:
    """Give an application the words of all wings, in the language that `selected` names."""
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_TRANSLATION_DIRECTORIES=";".join(f"translations/{wing}" for wing in CATALOGUES),
    )
    babel = _Quick(app, locale_selector=lambda: locale(selected()))
    app.jinja_env.globals.update(dict.fromkeys(("gettext", "_"), babel.domain_instance.in_template))


def tongue() -> str:
    """The language in which words are being written now: this answer's, or the one that something is told in.

    Asked for hundreds of times a page: the library's own way to it is a tenth of a page's time.
    """
    context = g.get("_flask_babel")
    spoken_now = getattr(context, "babel_locale", None) or get_locale()
    return str(spoken_now.language)


class _Words(Domain):  # type: ignore[misc]
    """The words of all wings, by their language alone. What a template says without facts is kept as it is set."""

    def __init__(self) -> None:
        super().__init__()
        self.by_language: dict[str, Any] = {}
        self.set_as: dict[tuple[str, str], Markup] = {}

    def get_translations(self) -> Any:
        """The catalogue of the language that is spoken now."""
        if not has_app_context():
            return NullTranslations()
        language = tongue()
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language[language] = super().get_translations()
        return found

    @pass_context
    def in_template(self, context: Context, text: str, /, **facts: Any) -> str:
        """As jinja2.ext.i18n has it: what a template writes is its own, the facts in it are escaped."""
        if facts or not context.eval_ctx.autoescape:
            words = self.get_translations().ugettext(text)
            return (Markup(words) if context.eval_ctx.autoescape else words) % facts
        key = (tongue(), text)
        found = self.set_as.get(key)
        if found is None:
            found = self.set_as[key] = Markup(self.get_translations().ugettext(text)) % {}
        return found


class _Quick(Babel):  # type: ignore[misc]
    """The library, with our words."""

    @cached_property
    def domain_instance(self) -> _Words:
        return _Words()


def prefixed(application: WSGIApplication) -> WSGIApplication:
    """`application`, with the language of an address's prefix in its environment."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        first, _, rest = path[1:].partition("/")
        if first in LANGUAGES:
            environ[_KEY] = first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        return application(environ, start_response)

    return serve


def asked() -> str | None:
    """The language that the address names; None where it names none."""
    named: str | None = request.environ.get(_KEY)
    return named


def spoken() -> str:
    """The language of this answer."""
    return asked() or DEFAULT


def preferred(account: str | None) -> str:
    """What somebody would read: as they chose, or as their browser says."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    if account in LANGUAGES:
        return account
    return request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT


def in_language(language: str, address: str | None = None) -> str:
    """The address of a page (this one) in a language: path and query, for links on this site."""
    if address is None:
        query = request.query_string.decode("utf-8", "replace")
        address = request.path + (f"?{query}" if query else "")
    return address if language == DEFAULT else f"/{language}{address}"


def led(wanted: Callable[[], str]) -> Callable[[], Answered | None]:
    """Before a request: lead a reader whose address names no language to the one they prefer."""

    def lead() -> Answered | None:
        if asked() is not None or request.method != "GET" or request.headers.get("HX-Request"):
            return None
        language = wanted()
        return None if language == DEFAULT else varied(redirect(in_language(language), 302))

    return lead


def varied(response: Any) -> Any:
    """Tell caches what the answer depends on."""
    response.headers.add("Vary", "Accept-Language")
    response.headers.add("Vary", "Cookie")
    return response


def remember(response: Response, language: str, secure: bool) -> Response:
    """Keep a choice in this browser."""
    response.set_cookie(COOKIE, language, max_age=CHOSEN_FOR, samesite="Lax", secure=secure, httponly=True, path="/")
    return response
