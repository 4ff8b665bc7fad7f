"""Uploading files, and reading them: pictures in place, everything else to be saved."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal
from urllib.parse import quote
from uuid import UUID

from flask import Response, request
from flask_openapi3.models.file import FileStorage
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from werkzeug.datastructures import FileStorage as Uploaded
from werkzeug.wsgi import wrap_file

from upclone.application.reads.files import SeenFile
from upclone.domain.errors import NotFound
from upclone.domain.people.files import SIZES, THUMBNAIL, File
from upclone.entrypoints.api.routing import PREFIX, Access, Call, Routes
from upclone.entrypoints.api.schemas import ById, Moment, Shape, shaped

ROUTES = Routes("Files", "Pictures and documents: uploaded once, and attached to what shows them.")

POLICY: Final = "sandbox; default-src 'none'; frame-ancestors 'none'"
SHARED: Final = "public, max-age=300"
PRIVATE: Final = "private, no-cache"
"""A browser may keep it, and asks each time whether it may still show it."""


def _uploaded(value: Any) -> Any:
    if not isinstance(value, Uploaded):
        raise ValueError("must be a file")
    return value


class Upload(BaseModel):
    """One file, as a form sends it."""

    file: Annotated[FileStorage, AfterValidator(_uploaded), Field(description="The file itself.")]


class FileShape(Shape):
    """A file. `url` answers its content, `thumbnails` smaller forms of a picture, by their size."""

    model_config = ConfigDict(
        title="File",
        json_schema_extra={
            "examples": [
                {
                    "id": "01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
                    "name": "logo.png",
                    "media_type": "image/png",
                    "size": 48213,
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "width": 1200,
                    "height": 800,
                    "created_at": "2026-01-05T09:00:00Z",
                    "url": "/api/v1/files/01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d",
                    "thumbnails": {"small": "/api/v1/files/01981f6e-7a10-7c3e-9a52-0d8f0a1b2c3d/thumbnail/small"},
                }
            ]
        },
    )

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    created_at: Moment
    url: str
    thumbnails: dict[str, str]


class OfSize(ById):
    """A picture, and how large it is to be: at most 96, 320 or 960 pixels on its longer side."""

    size: Literal["small", "medium", "large"]


def file_shape(file: File) -> FileShape:
    """A file as it is answered."""
    url = f"{PREFIX}/files/{file.id}"
    sizes = SIZES if file.is_picture else ()
    return shaped(FileShape, file, url=url, thumbnails={size: f"{url}/thumbnail/{size}" for size in sizes})


@ROUTES.call("POST", "/files", access=Access.SIGNED_IN, status=201, statuses=(429,))
def upload(call: Call, form: Upload) -> FileShape:
    """Upload a picture or a document.

    Send `multipart/form-data` with the part `file`. Taken are pictures (JPEG, PNG, WebP, GIF, AVIF), PDF, texts (plain,
    CSV, Markdown), ZIP archives and office documents, told by what they contain. Pictures are made anew from their
    pixels, upright and without metadata. What nothing holds after a day is removed.
    """
    return file_shape(call.doors.files.upload(call.actor, form.file.filename or "", form.file.stream))  # type: ignore[arg-type]


@ROUTES.read("/files/<uuid:id>", access=Access.EVERYBODY)
def content(call: Call, path: ById) -> Response:
    """Read a file's content.

    Pictures are shown in place, everything else is to be saved. Ranges and `If-None-Match` are understood. A file is
    seen by its owner and by whoever sees what it is attached to.
    """
    seen = _seen(call, path.id)
    file = seen.file
    answer = _answer(call, seen, file.sha256, file.media_type)
    kept = "inline" if file.is_picture else "attachment"
    answer.headers["Content-Disposition"] = f"{kept}; filename*=UTF-8''{quote(file.name, safe='')}"
    return answer


@ROUTES.read("/files/<uuid:id>/thumbnail/<size>", access=Access.EVERYBODY, statuses=(422,))
def thumbnail(call: Call, path: OfSize) -> Response:
    """Read a picture, made smaller."""
    seen = _seen(call, path.id)
    if not seen.file.thumbnails:
        raise NotFound("thumbnail", str(path.id))
    key = dict(zip(SIZES, seen.file.thumbnails, strict=True))[path.size]
    return _answer(call, seen, key, THUMBNAIL)


def _seen(call: Call, id: UUID) -> SeenFile:
    seen = call.doors.file_reads.file(call.viewer, id)
    if seen is None:
        raise NotFound("file", str(id))
    return seen


def _answer(call: Call, seen: SeenFile, key: str, media_type: str) -> Response:
    headers = {
        "Cache-Control": SHARED if seen.by_everybody else PRIVATE,
        "Content-Security-Policy": POLICY,
        "ETag": f'"{key}"',
    }
    if request.if_none_match.contains(key):
        return Response(status=304, headers=headers)
    stream = call.doors.files.content(key)
    answer = Response(wrap_file(request.environ, stream), mimetype=media_type, headers=headers, direct_passthrough=True)
    size = seen.file.size if key == seen.file.sha256 else None
    if size is not None:
        answer.content_length = size
    try:
        answer.make_conditional(request.environ, accept_ranges=size is not None, complete_length=size)
    except BaseException:
        answer.close()
        raise
    return answer
