"""Jobs: searched, read."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from upclone.entrypoints.api.market import jobs, search
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.rendering import page

PAGES = Blueprint("jobs", __name__)


@PAGES.get("/jobs")
def found() -> ResponseReturnValue:
    """What freelancers look through."""
    return page("market/jobs.html", found=desk().read(search.jobs, request.args))


@PAGES.get("/jobs/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One job."""
    return page("market/job.html", job=desk().read(jobs.job, id=id))
