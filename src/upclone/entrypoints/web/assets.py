"""What browsers load: built files under names of their content, so that they may be kept for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from attrs import field, frozen
from flask import Blueprint, Response, abort, request, send_from_directory

DIST: Final = Path(__file__).parent / "static" / "dist"
PLACE: Final = "/static"
_FOREVER: Final = "public, max-age=31536000, immutable"


class NotBuilt(Exception):
    """There is nothing for browsers: the package was not built."""


@frozen
class Assets:
    """The built files by the names that pages use."""

    names: dict[str, str] = field(repr=False)

    @classmethod
    def built(cls, folder: Path = DIST) -> Assets:
        """Those of the package. Raises NotBuilt."""
        try:
            return cls(json.loads((folder / "manifest.json").read_text()))
        except FileNotFoundError:
            raise NotBuilt("The pages are not built: run `make setup`.") from None

    def url(self, name: str) -> str:
        """Where a browser finds one: the same address in every language. Raises KeyError for one that was not built."""
        return f"{PLACE}/{self.names[name]}"


def blueprint(folder: Path = DIST) -> Blueprint:
    """The files, in few bytes for who can read them."""
    files = Blueprint("assets", __name__)

    @files.get(f"{PLACE}/<name>")
    def serve(name: str) -> Response:
        if name.startswith(".") or name.endswith((".gz", ".json")):
            abort(404)
        small = "gzip" in request.headers.get("Accept-Encoding", "") and (folder / f"{name}.gz").is_file()
        response = send_from_directory(folder, f"{name}.gz" if small else name, conditional=True)
        if small:
            response.headers["Content-Encoding"] = "gzip"
            response.mimetype = _KINDS[name.rpartition(".")[2]]
        response.headers["Cache-Control"] = _FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        return response

    return files


_KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
