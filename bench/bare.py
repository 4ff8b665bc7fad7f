"""The peer of S5: a Flask application whose one page is bytes, on the same server as upclone's own."""

from __future__ import annotations

import sys
from pathlib import Path

from flask import Flask, Response

from upclone.entrypoints import settings
from upclone.entrypoints.serving import Server, listen


class Bare(Server):
    """upclone's server, with another application."""

    def __init__(self, port: int, pages: dict[str, tuple[bytes, str]]) -> None:
        chosen = settings.load({"UPCLONE_DEMO": "1", "UPCLONE_HOME": "/nonexistent"})
        self.pages = pages
        super().__init__(chosen, None, listen("127.0.0.1", port), False, lambda: None)  # type: ignore[arg-type]

    def load(self) -> Flask:
        """One route a page."""
        app = Flask("bare", static_folder=None)
        for number, (path, (body, kind)) in enumerate(self.pages.items()):
            app.add_url_rule(path, f"page{number}", lambda body=body, kind=kind: Response(body, content_type=kind))
        return app


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    kinds = {"html": "text/html; charset=utf-8", "json": "application/json"}
    Bare(
        int(sys.argv[1]), {f"/{each.name}": (each.read_bytes(), kinds[each.suffix[1:]]) for each in folder.iterdir()}
    ).run()
