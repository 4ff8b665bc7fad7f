"""What a client asks for: written, kept as a draft, published, looked after."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from upclone.domain.market.briefs import Duration, Payment
from upclone.domain.market.jobs import Move, State
from upclone.domain.people.profiles import Level
from upclone.entrypoints.api.markdown import as_html
from upclone.entrypoints.api.market import jobs, skills
from upclone.entrypoints.api.market.jobs import JobShape
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal
from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.market import cards, editing, naming, wanted
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.words import lexicon

PAGES = Blueprint("postings", __name__)
PUBLISH: Final = "_publish"
"""The button that keeps a draft and publishes it."""

TONGUES: Final = ("en", "fr", "de", "es", "it", "pt", "nl")
_ORDER: Final = (
    State.OPEN, State.PENDING, State.REJECTED, State.DRAFT, State.PAUSED, State.EXPIRED, State.FILLED, State.CLOSED,
    State.REMOVED,
)  # fmt: skip


@PAGES.get("/my/jobs")
def mine() -> ResponseReturnValue:
    """What one asks for, by state, with what came in."""
    caller = desk().must_be_signed_in()
    found = desk().read(jobs.own, request.args)
    received = desk().doors.dashboards.received(caller.actor, [each.id for each in found.items])
    counts = desk().doors.dashboards.postings(caller.actor)
    return page(
        "market/postings.html",
        found=found,
        received=received,
        budget=cards.budget,
        states=[(state, counts[state]) for state in _ORDER if state in counts],
        chosen=request.args.get("state", ""),
        total=sum(counts.values()),
    )


@PAGES.get("/my/jobs/new")
def new() -> ResponseReturnValue:
    """An empty brief."""
    desk().must_be_signed_in()
    return _editor(None, Form())


@PAGES.post("/my/jobs/new")
def post() -> ResponseReturnValue:
    """Publish it, or keep it as a draft."""
    desk().must_be_signed_in()
    try:
        typed = editing.located(editing.typed_with_files())
        if editing.looks():
            return _editor(None, Form(typed))
        made = desk().do(jobs.post, form=typed)
    except Refusal as refusal:
        return _editor(None, refusal.form, refusal.status)
    return done(url_for("jobs.show", id=made.id), _said(made))


@PAGES.get("/my/jobs/<uuid:id>/edit")
@PAGES.get("/jobs/<uuid:id>/edit", endpoint="change")
def edit(id: UUID) -> ResponseReturnValue:
    """The brief as it is."""
    desk().must_be_signed_in()
    return _editor(desk().read(jobs.job, id=id), Form())


@PAGES.post("/my/jobs/<uuid:id>/edit")
@PAGES.post("/jobs/<uuid:id>/edit", endpoint="save")
def replace(id: UUID) -> ResponseReturnValue:
    """Keep what was changed; publish it too where that was asked for."""
    desk().must_be_signed_in()
    job = desk().read(jobs.job, id=id)
    try:
        typed = editing.located(editing.typed_with_files())
        if editing.looks():
            return _editor(job, Form(typed))
        job = desk().do(jobs.edit, form=typed, id=id)
        if PUBLISH in typed and any(action.move == Move.PUBLISH for action in job.actions):
            job = desk().do(jobs.publish, form=editing.another(typed), id=id)
    except Refusal as refusal:
        return _editor(job, refusal.form, refusal.status)
    return done(url_for("jobs.show", id=id), _said(job))


@PAGES.post("/my/jobs/<uuid:id>/duplicate")
def duplicate(id: UUID) -> ResponseReturnValue:
    """A draft that asks for the same: opened to be changed."""
    made = desk().do(jobs.duplicate, id=id)
    return done(url_for("postings.edit", id=made.id), str(lexicon.act(jobs.duplicate).said))


@PAGES.post("/my/jobs/preview")
def preview() -> ResponseReturnValue:
    """Markdown as others will read it: what a script puts beside the field."""
    desk().must_be_signed_in()
    return page("market/preview.html", html=as_html(request.form.get("description", "")[:20_000]))


@PAGES.get("/my/jobs/skills")
def suggest() -> ResponseReturnValue:
    """Skills that begin like the last of a list that is being typed, each with what stands before it."""
    desk().must_be_signed_in()
    text = request.args.get("skills:commas") or request.args.get("extra_skills:commas") or ""
    before, comma, last = text.rpartition(",")
    found = (
        desk().read(skills.skills, {"q": last.strip()[:60], "lang": spoken(), "limit": "8"}) if last.strip() else None
    )
    names = [each.name for each in found.items] if found else []
    return page("market/suggested.html", options=[f"{before}{comma}{' ' if comma else ''}{name}, " for name in names])


def _said(job: JobShape) -> str:
    said = {
        State.DRAFT: _("Your draft is kept."),
        State.PENDING: _("A moderator reads it before it is published."),
        State.OPEN: _("Your job is published."),
    }
    return str(said.get(job.state, _("Your changes are kept.")))


def _editor(job: JobShape | None, form: Form, status: int = 200) -> ResponseReturnValue:
    files = editing.kept_files(form.typed) if form.typed else [str(each) for each in job.attachments] if job else []
    description = form.value("description", job.description if job else "")
    tongue = job.language if job else spoken()
    return page(
        "market/posting.html",
        status,
        job=job,
        form=form,
        moves={action.move for action in job.actions} if job else set(),
        files=desk().doors.file_reads.files(desk().viewer, editing.ids(files)),
        html=as_html(description[:20_000]) if description else "",
        questions=_questions(job, form),
        categories=wanted.categories({}),
        payments=[(each, lexicon.term(each)) for each in Payment],
        levels=[(each, lexicon.term(each)) for each in Level],
        durations=[(each, lexicon.term(each)) for each in Duration],
        tongues=[(code, naming.language(code)) for code in dict.fromkeys((*TONGUES, tongue))],
        tongue=tongue,
        open_days=desk().doors.jobs.house.open_days,
        apply_until=job.apply_until.astimezone(desk().zone).date().isoformat() if job and job.apply_until else "",
        skill_names=lambda slugs: ", ".join(naming.skills(slugs)),
    )


def _questions(job: JobShape | None, form: Form) -> list[str]:
    kept: list[Any] = form.typed.getlist("questions") if form.typed else list(job.questions) if job else []
    kept = [each for each in kept if each.strip()]
    return [*kept, *[""] * (editing.rows_more("questions") or (0 if kept else 1))]
