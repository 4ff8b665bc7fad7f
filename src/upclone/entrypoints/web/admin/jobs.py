"""Jobs as moderators see them: the queue with what the rules found in the text, and every job there is."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from markupsafe import Markup, escape
from pydantic import Field

from upclone.application.reads.office import JobsWanted
from upclone.domain.market.jobs import State
from upclone.entrypoints.api.market import jobs, reviewing
from upclone.entrypoints.api.market.jobs import JobShape, ReviewFindingShape
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.schemas import WRITABLE, Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.admin.parties import named
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, number, sheet, walked
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.errors import excerpt

PAGES = gate.for_moderators("reviews")
STATES: Final = tuple(each for each in State if each is not State.DRAFT)

_JOBS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Title"): lambda row: row.title,
    _("Client"): lambda row: row.client.name,
    _("State"): lambda row: row.state.value,
    _("Category"): lambda row: row.category,
    _("How it is paid"): lambda row: lexicon.term(row.payment),
    _("Budget"): lambda row: number(row.budget),
    _("Currency"): lambda row: row.budget.currency,
    _("Opened"): lambda row: row.opened_at,
}
_QUEUE: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Title"): lambda row: row.title,
    _("Client"): lambda row: row.client.name,
    _("Since"): lambda row: row.created_at,
    _("Found"): lambda row: [each.rule for each in row.review.findings],
}


class JobsQuery(Paged):
    """Which jobs of everybody's."""

    state: State | None = None
    category: Annotated[str | None, Field(max_length=60, pattern=WRITABLE)] = None
    client: UUID | None = None

    @property
    def wanted(self) -> JobsWanted:
        """As the read takes it: a category with its parts."""
        parts = naming.known().parts(self.category) if self.category else None
        return JobsWanted(self.state, parts, self.client)


@frozen
class Text:
    """A part of a job with what was found in it marked."""

    name: str
    marked: Markup
    findings: tuple[ReviewFindingShape, ...]


@PAGES.get("/reviews")
def queue() -> ResponseReturnValue:
    """The jobs that wait, the oldest first, each with what was found."""
    found = desk().read(reviewing.queue, request.args)
    return page("admin/reviews.html", found=found, texts={each.id: texts_of(each) for each in found.items})


@PAGES.get("/reviews.csv")
def queue_exported() -> ResponseReturnValue:
    """All that wait."""
    return sheet("reviews", _QUEUE, every(reviewing.queue))


@PAGES.get("/jobs")
def listed() -> ResponseReturnValue:
    """Every job but drafts, newest first."""
    query = query_of(JobsQuery, request.args)
    found = desk().doors.office.jobs(_viewer(), query.wanted, slice_of(query))
    return page(
        "admin/jobs.html", found=found, next_cursor=cursor_of(found.next), states=STATES, asked=query,
        people=named(query.client),
    )  # fmt: skip


@PAGES.get("/jobs.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    wanted = query_of(JobsQuery, request.args).wanted
    return sheet("jobs", _JOBS, walked(lambda part: desk().doors.office.jobs(_viewer(), wanted, part)))


@PAGES.get("/jobs/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One job with what was found in it."""
    job: JobShape = desk().read(jobs.job, id=id)
    return page("admin/job.html", job=job, texts=texts_of(job))


def texts_of(job: JobShape) -> list[Text]:
    """The texts of a job, marked; then what was found elsewhere."""
    findings = job.review.findings if job.review else []
    written = [("title", job.title), ("description", job.description)]
    written += [(f"questions.{number}", each) for number, each in enumerate(job.questions)]
    names = {name for name, _ in written}
    found = [Text(name, marked(text, of), of) for name, text in written if (of := _of(findings, name)) or text]
    found += [Text(each.field, escape(excerpt(each)), (each,)) for each in findings if each.field not in names]
    return found


def _of(findings: list[ReviewFindingShape], name: str) -> tuple[ReviewFindingShape, ...]:
    return tuple(each for each in findings if each.field == name)


def marked(text: str, findings: tuple[ReviewFindingShape, ...]) -> Markup:
    """A text with the words that rules found in it marked. An excerpt has one space where the text has any."""
    places: list[tuple[int, int, str]] = []
    for each in findings:
        pattern = r"\s+".join(map(re.escape, each.excerpt.split()))
        match = re.search(pattern, text) if pattern else None
        if match and all(match.end() <= start or match.start() >= end for start, end, _ in places):
            places.append((*match.span(), each.words))
    parts, last = Markup(), 0
    for start, end, words in sorted(places):
        parts += escape(text[last:start])
        parts += Markup('<mark title="{}">{}</mark>').format(words, text[start:end])
        last = end
    return parts + escape(text[last:])


def _viewer() -> Any:
    return desk().must_be_signed_in().actor
