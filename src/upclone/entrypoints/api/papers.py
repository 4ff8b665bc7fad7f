"""Papers: the same facts as JSON or, where the caller's Accept header prefers it, as a PDF file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Response, request
from pydantic import BaseModel

PDF: Final = "application/pdf"
LANGUAGES: Final = ("en", "fr")


def negotiated(shape: BaseModel, name: str, printed: Callable[[str], bytes]) -> Response:
    """`shape` as JSON, or what `printed` makes of it in the caller's language, as a file called `name`."""
    best = request.accept_mimetypes.best_match(["application/json", PDF], default="application/json")
    if best != PDF:
        return Response(shape.model_dump_json(), mimetype="application/json", headers={"Vary": "Accept"})
    language = request.accept_languages.best_match(LANGUAGES, default="en")
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Vary": "Accept, Accept-Language"}
    return Response(printed(language), mimetype=PDF, headers=headers)
