"""Errors as problem+json (RFC 9457): one table from what went wrong to its status, title and facts."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from attrs import asdict
from flask import Flask, Response, g
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException

from upclone.application.ports.store import StoreUnavailable
from upclone.application.ports.system import Busy, Clock
from upclone.domain import errors
from upclone.domain.errors import UpcloneError
from upclone.domain.money import Money

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 2
_LOG = logging.getLogger("upclone.api")

STATUSES: Final[dict[type[UpcloneError], int]] = {
    errors.NotFound: 404,
    errors.NotYours: 404,
    errors.Invalid: 422,
    errors.MoveNotAllowed: 409,
    errors.TermsChanged: 409,
    errors.NotEnoughFunds: 409,
    errors.TooMany: 429,
    errors.Suspended: 403,
    errors.Leaving: 403,
    errors.MoneyHeld: 409,
    errors.StillBound: 409,
    errors.Refused: 403,
    errors.Conflict: 409,
    errors.NotSignedIn: 401,
    errors.Declined: 402,
    errors.Unavailable: 503,
    StoreUnavailable: 503,
    Busy: 503,
    errors.GatewayFailed: 502,
}
"""From error to status. A subclass that is not named answers as what it derives from."""

TITLES: Final = {
    "bad_request": "The request can't be read",
    "invalid": "A field breaks a rule",
    "not_signed_in": "Sign in first",
    "second_factor_required": "A code of the second factor is needed",
    "refused": "The rules say no",
    "suspended": "The account is suspended",
    "leaving": "The account is being closed",
    "money_held": "Payouts are on hold until a date",
    "still_bound": "Something has to be settled first",
    "contracts_running": "Contracts are running",
    "disputes_open": "Disputes are open",
    "money_left": "There is money left",
    "too_many": "A limit is reached: try again later",
    "not_found": "There is no such thing, or not for you",
    "method_not_allowed": "This path has no such method",
    "not_acceptable": "Not available in this form",
    "move_not_allowed": "This move is not open now",
    "terms_changed": "What you agreed to was replaced meanwhile",
    "not_enough_funds": "The account does not hold enough",
    "conflict": "Somebody else was first",
    "stale_version": "It changed while you were looking",
    "key_reused": "This idempotency key belongs to another request",
    "already_exists": "It exists already",
    "too_large": "The request is too large",
    "unsupported_media_type": "Send application/json",
    "declined": "The payment gateway said no",
    "gateway_failed": "The payment gateway failed",
    "store_unavailable": "The database is busy or away: try again",
    "unavailable": "Not available right now: try again",
    "busy": "There is more to do than can be done now: try again",
    "internal": "Something broke, and we were told",
}
"""The stable codes, and what they mean."""

STATUS_CODES: Final = {
    400: "bad_request",
    401: "not_signed_in",
    403: "refused",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many",
    503: "unavailable",
}
_HIDDEN: Final = {"reason", "account", "again", "unknown"}
# A stranger's object must answer as one that does not exist: neither says which object it was.
_NOTHING_HERE: Final = "There is no such object, or it is not for you to see."


class FieldError(BaseModel):
    """One field that breaks a rule; `field` is its path as the caller wrote it."""

    field: str = Field(examples=["milestones.0.amount.amount_minor"])
    rule: str = Field(examples=["must be more than zero"])


class Problem(BaseModel):
    """What went wrong (RFC 9457). Match on `code`: it is stable. Further members carry the facts of the error."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["/api/docs#error-move_not_allowed"])
    title: str
    status: int = Field(examples=[409])
    detail: str
    code: str = Field(examples=["move_not_allowed"], json_schema_extra={"enum": [*TITLES]})
    request_id: str
    errors: list[FieldError] | None = Field(None, description="With 422: the fields, and the rules that they break.")


def meaning(status: int) -> str:
    """What a status means in the document."""
    return "The rules, or somebody else's act, stand against it" if status == 409 else TITLES[STATUS_CODES[status]]


def status_of(error: UpcloneError) -> int:
    """By the table, from the error's class upwards."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def _fact(value: Any) -> Any:
    if isinstance(value, Money):
        return {"amount_minor": value.amount_minor, "currency": value.currency}
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def answer(
    status: int,
    code: str,
    detail: str,
    facts: dict[str, Any] | None = None,
    broken: list[dict[str, str]] | None = None,
) -> Response:
    """A problem as a response."""
    body: dict[str, Any] = {
        **{name: _fact(value) for name, value in (facts or {}).items() if value not in (None, "")},
        "type": f"/api/docs#error-{code}",
        "title": TITLES[code],
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": g.get("request_id", ""),
    }
    if broken is not None:
        body["errors"] = broken
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="upclone"'
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def of_limit(error: errors.TooMany, now: datetime) -> Response:
    """A limit that is reached, with the seconds until there is room again. Both times are by the same clock."""
    response = of_error(error)
    left = -((now - error.again_at) // timedelta(seconds=1))
    response.headers["Retry-After"] = str(max(left, 1))
    return response


def of_error(error: UpcloneError) -> Response:
    """A broken rule, with its facts."""
    status = status_of(error)
    if status == 404:
        return answer(404, "not_found", _NOTHING_HERE)
    if isinstance(error, errors.Invalid):
        return answer(422, "invalid", str(error), broken=[{"field": error.field, "rule": error.rule}])
    facts = {name: value for name, value in asdict(error, recurse=False).items() if name not in _HIDDEN}
    return answer(status, error.code, str(error), facts)


def of_validation(error: ValidationError) -> Response:
    """What pydantic found: text that is no JSON, or fields that break their schema."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if any(each["type"] == "json_invalid" for each in found):
        return answer(400, "bad_request", found[0]["msg"])
    broken = broken_fields(error)
    return answer(422, "invalid", "; ".join(f"{each['field']}: {each['rule']}" for each in broken), broken=broken)


def broken_fields(error: ValidationError) -> list[dict[str, str]]:
    """The fields that break their schema, and the rules: twenty at most."""
    found = error.errors(include_url=False, include_input=False)[:20]
    return [{"field": ".".join(map(str, each["loc"])) or "body", "rule": _rule(each)} for each in found]


def _rule(found: ErrorDetails) -> str:
    if found["loc"][-1:] == ("amount_minor",) and found["type"] == "greater_than_equal":
        return "must be more than zero" if found["ctx"]["ge"] else "must not be negative"
    return _sentence(found["msg"])


def _sentence(message: str) -> str:
    for opening in ("Value error, ", "Input should be ", "String should ", "Extra inputs are "):
        if message.startswith(opening):
            rest = message.removeprefix(opening)
            return {"Input should be ": f"must be {rest}", "String should ": f"must {rest}"}.get(
                opening, rest if opening == "Value error, " else "is not a known field"
            )
    return message


def of_http(error: HTTPException) -> Response:
    """What the framework refuses."""
    if error.response is not None and error.code is None:
        return error.response  # type: ignore[return-value]  # flask-openapi3 aborts with the whole response
    code = error.code or 500
    if code < 400:
        return error.get_response()  # type: ignore[return-value]
    name = STATUS_CODES.get(code, "internal" if code >= 500 else "bad_request")
    detail = _NOTHING_HERE if code == 404 else (error.description or TITLES[name])
    response = answer(code, name, detail)
    for header, value in error.get_headers():
        if header in ("Allow", "Retry-After", "Content-Range"):
            response.headers[header] = value
    return response


def _broken(error: Exception) -> Response:
    # The boundary of the process: what nobody foresaw is logged whole and answered without a word about the inside.
    _LOG.error("unforeseen: %s", type(error).__name__, exc_info=error, extra={"request_id": g.get("request_id", "")})
    return answer(500, "internal", "Something broke on our side. The request had no effect.")


def install(app: Flask, clock: Clock) -> None:
    """Answer every error as a problem. Limits end by `clock`."""
    app.register_error_handler(errors.TooMany, lambda error: of_limit(error, clock.now()))
    app.register_error_handler(UpcloneError, of_error)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(Exception, _broken)
