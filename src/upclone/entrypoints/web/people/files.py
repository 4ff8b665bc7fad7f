"""Files, for who is signed in on the pages: the same as of the API, which asks for a token."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.people import files
from upclone.entrypoints.web.desk import desk

PAGES = Blueprint("files", __name__)


@PAGES.get("/files/<uuid:id>")
def content(id: UUID) -> ResponseReturnValue:
    """A file's content, for whoever may see it."""
    return desk().read(files.content, id=id)  # type: ignore[no-any-return]


@PAGES.get("/files/<uuid:id>/thumbnail/<size>")
def thumbnail(id: UUID, size: str) -> ResponseReturnValue:
    """A picture, made smaller."""
    return desk().read(files.thumbnail, id=id, size=size)  # type: ignore[no-any-return]
