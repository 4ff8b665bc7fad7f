"""The API as an application: its routes, what surrounds them, its documentation."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response
from flask_openapi3.models.info import Info
from flask_openapi3.models.server import Server
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError
from werkzeug.middleware.proxy_fix import ProxyFix

from upclone.entrypoints.api import document, logs, pages, problem, requests, sandbox
from upclone.entrypoints.api.auth import Tokens
from upclone.entrypoints.api.binding import Binding
from upclone.entrypoints.api.deals import (
    contracts,
    disputes,
    documents,
    history,
    hours,
    milestones,
    offers,
    timesheets,
)
from upclone.entrypoints.api.health import health
from upclone.entrypoints.api.market import (
    categories,
    invitations,
    jobs,
    proposals,
    recommendations,
    reviewing,
    search,
    searches,
    skills,
    totals,
)
from upclone.entrypoints.api.messaging import news, notifications
from upclone.entrypoints.api.payments import (
    approvals,
    chargebacks,
    fees,
    invoices,
    issued,
    methods,
    payments,
    payouts,
    reconciliations,
    statements,
    taxes,
)
from upclone.entrypoints.api.people import (
    accounts,
    addresses,
    dashboards,
    factors,
    files,
    identities,
    leaving,
    passwords,
    portfolios,
    profiles,
    roles,
    sessions,
    showing,
    tokens,
)
from upclone.entrypoints.api.performing import Performing
from upclone.entrypoints.api.routing import PREFIX, ApiOptions, Routes
from upclone.entrypoints.api.trust import activity, figures, sanctions
from upclone.entrypoints.api.webhooks import webhooks
from upclone.entrypoints.doors import Doors

FEATURES: Final[tuple[Routes, ...]] = tuple(
    module.ROUTES
    for module in (
        accounts,
        sessions,
        addresses,
        passwords,
        factors,
        tokens,
        identities,
        roles,
        profiles,
        portfolios,
        showing,
        files,
        categories,
        skills,
        recommendations,
        jobs,
        search,
        totals,
        searches,
        reviewing,
        proposals,
        invitations,
        offers,
        contracts,
        milestones,
        timesheets,
        hours,
        payments,
        disputes,
        payouts,
        reconciliations,
        approvals,
        methods,
        chargebacks,
        fees,
        taxes,
        invoices,
        issued,
        statements,
        documents,
        history,
        notifications,
        news,
        sanctions,
        activity,
        figures,
        leaving,
        dashboards,
    )
)


def operations(doors: Doors, options: ApiOptions) -> Performing:
    """Everything that can be done on `doors`, for the API and for the pages."""
    features = (*FEATURES, sandbox.ROUTES) if options.movable_clock is not None else FEATURES
    return Performing.of(doors, options, Tokens(options.secret, options.token_lifetime), features)


def create_app(performing: Performing) -> Flask:
    """The API. It meets the outside through `performing` alone."""
    doors, options, features = performing.doors, performing.options, performing.features
    app = _empty(options)
    if options.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=options.proxies, x_proto=0)  # type: ignore[method-assign]
    logs.install(app)
    requests.install(app, options.longest_body)
    problem.install(app, doors.clock)
    Binding(app, performing).bind(features)

    def describe() -> dict[str, Any]:
        twin = _empty(options)  # it answers nobody: the library describes routes only as they are bound
        Binding(twin, performing, documented=True).bind(features)
        return document.finished(twin, features)

    described = document.Document(describe)
    for blueprint in (health(doors), webhooks(doors), pages.docs(described, options), *options.blueprints):
        app.register_blueprint(blueprint)

    @app.get(f"{PREFIX}/openapi.json", doc_ui=False)
    def openapi_json() -> Response:
        return Response(described.text, mimetype="application/json")

    @app.get("/api", doc_ui=False)
    def api() -> Response:
        return Response(status=303, headers={"Location": "/api/docs"})

    return app


def _empty(options: ApiOptions) -> OpenAPI:
    return OpenAPI(
        "upclone.entrypoints.api",
        info=Info(title="upclone", version="1.0.0", description=document.ABOUT),
        servers=[Server(url=options.base_url)],
        security_schemes={"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        validation_error_model=problem.Problem,
        validation_error_callback=_refused,
        doc_ui=False,
        static_url_path="/api/static",
    )


def _refused(error: ValidationError) -> Response:
    return problem.of_validation(error)
