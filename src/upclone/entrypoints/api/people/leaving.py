"""Leaving, coming back, and taking one's data along."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Final

from flask import Response, request
from pydantic import ConfigDict, Field

from upclone.application.reads.export import SCHEMA
from upclone.domain.people.accounts import Account, State
from upclone.domain.people.leaving import GRACE
from upclone.entrypoints.api.routing import Call, Routes
from upclone.entrypoints.api.schemas import Body, Moment, Nothing, Shape

ROUTES = Routes("Leaving", "One's own data in one archive; leaving, with two weeks in which one can come back.")

ZIP: Final = "application/zip"
GOES: Final = (
    "your name, address and password",
    "your profile, pictures and portfolio",
    "sessions, tokens and second factors",
    "saved searches, notifications and activity",
)
STAYS: Final = (
    "contracts with their history, because the other side needs them",
    "the ledger and invoices, because the law asks for them; they name a former member",
)
_PIECE: Final = 64 * 1024


class LeaveBody(Body):
    """Your password, because this can't be undone after two weeks."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "correct horse battery"}]})

    password: Annotated[str, Field(min_length=1, max_length=200)]


class LeavingShape(Shape):
    """Where one's leaving stands. `in_the_way` names what has to be settled first; `closes_at` is null for who stays.

    `goes` is erased when the account is closed, `stays` is kept.
    """

    model_config = ConfigDict(title="Leaving")

    state: State
    closes_at: Moment | None
    grace_days: int
    in_the_way: list[str]
    goes: list[str]
    stays: list[str]


class ExportShape(Shape):
    """What the archive holds: `data/<topic>.json` each, one's files, and `manifest.json` with SHA-256 of them all."""

    model_config = ConfigDict(title="Export")

    format_version: int
    topics: list[str]


def leaving_shape(call: Call, account: Account) -> LeavingShape:
    """Where an account's leaving stands."""
    bonds = call.doors.leaving.bonds(account.actor)
    found = (("contracts_running", bonds.contracts), ("disputes_open", bonds.disputes), ("money_left", bonds.money))
    return LeavingShape(
        state=account.state,
        closes_at=account.closes_at,
        grace_days=GRACE.days,
        in_the_way=[name for name, there in found if there],
        goes=list(GOES),
        stays=list(STAYS),
    )


@ROUTES.read("/users/leave", while_suspended=True)
def about_leaving(call: Call) -> LeavingShape:
    """Read what leaving would mean: what goes, what stays, and what has to be settled first."""
    assert call.caller is not None
    return leaving_shape(call, call.caller.account)


@ROUTES.move("POST", "/users/leave", answers=leaving_shape, previewed=False, secures=True)
def leave(call: Call, body: LeaveBody) -> Account:
    """Leave: in two weeks the account is closed, and what is personal in it erased.

    Refused while contracts run (`contracts_running`), disputes are open (`disputes_open`) or money is held, available
    or on its way (`money_left`). Until the account is closed others don't find it; sign in and `POST /users/return` to
    stay after all.
    """
    return call.doors.leaving.leave(call.actor, body.password)


@ROUTES.move("POST", "/users/return", answers=leaving_shape, previewed=False, secures=True, while_suspended=True)
def come_back(call: Call, body: Nothing) -> Account:
    """Stay after all. Jobs that rest are opened again with `POST /jobs/{id}/resume`."""
    return call.doors.leaving.come_back(call.actor)


@ROUTES.read("/users/export", secures=True, while_suspended=True, also=(ZIP,))
def export(call: Call) -> ExportShape:
    """Download all of one's own data, as one ZIP archive.

    One JSON file a topic, one's files, and a manifest with the SHA-256 of each. Nothing in it opens a door: no
    password, no token, no secret. With `Accept: application/json`, read what would be in it.
    """
    if request.accept_mimetypes.best_match([ZIP, "application/json"], default=ZIP) != ZIP:
        return ExportShape(format_version=SCHEMA, topics=list(call.doors.export_reads.topics))
    return _archive(call)  # type: ignore[return-value]  # the file, of which the shape is the summary


def _archive(call: Call) -> Response:
    archive = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it was sent)
    try:
        call.doors.exports.write(call.actor, archive)
        size = archive.tell()
        archive.seek(0)
    except BaseException:
        archive.close()
        raise
    response = Response(_pieces(archive), mimetype=ZIP)
    response.content_length = size
    response.headers["Content-Disposition"] = 'attachment; filename="upclone-export.zip"'
    response.headers["Vary"] = "Accept"
    response.call_on_close(archive.close)
    return response


def _pieces(archive: IO[bytes]) -> Iterator[bytes]:
    while piece := archive.read(_PIECE):
        yield piece
