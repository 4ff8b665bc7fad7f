"""The landing page, and what browsers and robots ask for beside it."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.market import search
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("front", __name__)


@PAGES.get("/")
def front() -> ResponseReturnValue:
    """What this is and for whom, with what is going on now."""
    return page("visitor/front.html", recent=desk().read(search.jobs, {"limit": "6"}))


@PAGES.get("/robots.txt")
def robots() -> Response:
    """Robots may read what every visitor may."""
    base = desk().performing.options.base_url
    lines = ("User-agent: *", "Disallow: /do/", "Disallow: /account", "Allow: /", f"Sitemap: {base}/sitemap.xml", "")
    return Response("\n".join(lines), mimetype="text/plain", headers={"Cache-Control": "public, max-age=3600"})
