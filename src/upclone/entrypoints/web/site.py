"""The site: pages for people, on the same operations as the API, which it carries below /api.

Addresses of machines (the API, webhooks, health, the sandbox's checkout) go to the API's own application; everything
else is a page, in the language that its address names.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from upclone.entrypoints.api import logs, requests
from upclone.entrypoints.api.performing import Performing
from upclone.entrypoints.keeping import forgetting
from upclone.entrypoints.realtime.sockets import Sockets
from upclone.entrypoints.web import assets, errors, languages, moves, rendering, security
from upclone.entrypoints.web.admin import office
from upclone.entrypoints.web.assets import Assets
from upclone.entrypoints.web.deals import pages as deals
from upclone.entrypoints.web.desk import EXTENSION, desk
from upclone.entrypoints.web.market import freelancers, invitations, jobs, postings, proposals, searches, tables
from upclone.entrypoints.web.messaging import news, notifications
from upclone.entrypoints.web.payments import pages as payments
from upclone.entrypoints.web.people import (
    accounts,
    dashboards,
    demo_letters,
    files,
    guarding,
    joining,
    letters,
    portfolios,
    preferences,
    profiles,
    providers,
    signing,
    standing,
)
from upclone.entrypoints.web.visitor import costs, front, texts

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MACHINES: Final = ("/api", "/webhooks", "/healthz", "/readyz", "/sandbox", "/metrics")
"""Where addresses of machines begin."""

API: Final = "upclone.api"
"""Where a site keeps the application that it carries."""

PAGES: Final[tuple[Blueprint, ...]] = (
    front.PAGES,
    costs.PAGES,
    texts.PAGES,
    signing.PAGES,
    joining.PAGES,
    letters.PAGES,
    demo_letters.PAGES,
    providers.PAGES,
    files.PAGES,
    accounts.PAGES,
    guarding.PAGES,
    standing.PAGES,
    profiles.PAGES,
    portfolios.PAGES,
    preferences.PAGES,
    dashboards.PAGES,
    jobs.PAGES,
    freelancers.PAGES,
    postings.PAGES,
    proposals.PAGES,
    invitations.PAGES,
    searches.PAGES,
    tables.PAGES,
    *office.PAGES,
    notifications.PAGES,
    news.PAGES,
    *deals.PAGES,
    *payments.PAGES,
)


def create_site(
    performing: Performing, api: Flask, signed_in_for: timedelta, forms: tuple[str, ...] = ()
) -> tuple[Flask, Sockets]:
    """Pages and API as one application. `signed_in_for`: how long somebody who does nothing stays signed in; `forms`:
    where a form may lead besides this site. With it, the sockets of its pages. Raises NotBuilt."""
    options = performing.options
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = performing
    app.extensions[API] = api
    logs.install(app)
    app.before_request(requests.begin)
    app.after_request(_named)
    _speak(app)
    security.install(app, options.secret, options.base_url, signed_in_for, forms)
    rendering.install(app, Assets.built())
    errors.install(app)
    for pages in (assets.blueprint(), moves.blueprint(performing), *PAGES):
        app.register_blueprint(pages)
    sockets = Sockets(performing.doors, desk)
    pages_only = languages.prefixed(app.wsgi_app)
    app.wsgi_app = forgetting(_divided(api.wsgi_app, pages_only), performing.kept)  # type: ignore[method-assign,assignment]
    sockets.attach(app, options.base_url)
    if options.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=options.proxies, x_proto=0)  # type: ignore[method-assign]
    return app, sockets


def _divided(api: WSGIApplication, pages: WSGIApplication) -> WSGIApplication:
    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        machine = any(path == each or path.startswith(f"{each}/") for each in MACHINES)
        return (api if machine else pages)(environ, start_response)

    return serve


def _speak(app: Flask) -> None:
    languages.speak(app, languages.spoken)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.before_request(languages.led(_preferred))


def _preferred() -> str:
    if request.path.startswith(assets.PLACE) or request.endpoint in _SAME_IN_ALL:
        return languages.DEFAULT
    account = desk().account
    return languages.preferred(account.language if account else None)


_SAME_IN_ALL: Final = frozenset(
    {"preferences.language", "preferences.theme", "front.robots", "front.icon", "front.sitemap"}
)


def _named(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response
