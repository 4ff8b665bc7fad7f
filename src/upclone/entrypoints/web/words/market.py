"""What the wing `market` calls things on pages.

STATES with their tones, TERMS of fixed lists, ACTS by operation, EVENTS by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext

from upclone.application.reads.search import FreelancerOrder, JobOrder
from upclone.domain.market import briefs, categories, skills
from upclone.domain.market import jobs as job
from upclone.domain.people.profiles import Fluency, Level
from upclone.entrypoints.api.market import jobs
from upclone.entrypoints.web.words import market_hiring as hiring
from upclone.entrypoints.web.words.tones import Act, Said, States, plainly

Terms = Mapping[StrEnum, Any]
_JOBS: Final[States] = {
    job.State.DRAFT: Said(lazy_pgettext("job", "Draft"), "calm"),
    job.State.PENDING: Said(lazy_pgettext("job", "Waits for a moderator"), "wait"),
    job.State.OPEN: Said(lazy_pgettext("job", "Open"), "live"),
    job.State.PAUSED: Said(lazy_pgettext("job", "Paused"), "calm"),
    job.State.FILLED: Said(lazy_pgettext("job", "Filled"), "done"),
    job.State.CLOSED: Said(lazy_pgettext("job", "Closed"), "calm"),
    job.State.EXPIRED: Said(lazy_pgettext("job", "Time to apply is over"), "calm"),
    job.State.REJECTED: Said(lazy_pgettext("job", "Rejected"), "alarm"),
    job.State.REMOVED: Said(lazy_pgettext("job", "Removed"), "alarm"),
}
_CATEGORIES: Final[States] = {
    categories.State.ACTIVE: Said(lazy_pgettext("category", "Offered"), "live"),
    categories.State.RETIRED: Said(lazy_pgettext("category", "Retired"), "calm"),
}
_SKILLS: Final[States] = {
    skills.State.ACTIVE: Said(lazy_pgettext("skill", "Offered"), "live"),
    skills.State.RETIRED: Said(lazy_pgettext("skill", "Retired"), "calm"),
    skills.State.MERGED: Said(lazy_pgettext("skill", "Merged"), "calm"),
}
_PAYMENTS: Final[Terms] = {briefs.Payment.FIXED: _("Fixed price"), briefs.Payment.HOURLY: _("By the hour")}
_DURATIONS: Final[Terms] = {
    briefs.Duration.DAYS: _("Less than a week"),
    briefs.Duration.WEEKS: _("Less than a month"),
    briefs.Duration.MONTHS: _("One to six months"),
    briefs.Duration.LONG: _("More than six months"),
}
_VISIBILITIES: Final[Terms] = {
    briefs.Visibility.PUBLIC: _("For everybody"),
    briefs.Visibility.INVITED: _("For invited people"),
    briefs.Visibility.DIRECT: _("For one person"),
}
_LEVELS: Final[Terms] = {Level.ENTRY: _("Beginner"), Level.INTERMEDIATE: _("Experienced"), Level.EXPERT: _("Expert")}
_FLUENCIES: Final[Terms] = {Fluency.BASIC: _("Basic"), Fluency.FLUENT: _("Fluent"), Fluency.NATIVE: _("Native")}
_JOB_ORDERS: Final[Terms] = {
    JobOrder.NEWEST: _("Newest first"),
    JobOrder.RELEVANCE: _("Best match"),
    JobOrder.BUDGET: _("Highest budget"),
}
_PEOPLE_ORDERS: Final[Terms] = {
    FreelancerOrder.MERIT: _("Best record"),
    FreelancerOrder.RELEVANCE: _("Best match"),
    FreelancerOrder.RATE: _("Highest rate"),
}

STATES: Final[tuple[States, ...]] = (_JOBS, _CATEGORIES, _SKILLS, *hiring.STATES)
TERMS: Final[tuple[Terms, ...]] = (
    _PAYMENTS,
    _DURATIONS,
    _VISIBILITIES,
    _LEVELS,
    _FLUENCIES,
    _JOB_ORDERS,
    _PEOPLE_ORDERS,
    {job.Move.EXPIRE: _("The job stops taking proposals")},
    *hiring.TERMS,
)
ACTS: Final[Mapping[Callable[..., Any], Act]] = {
    **hiring.ACTS,
    jobs.post: plainly(_("Post a job")),
    jobs.publish: Act(
        _("Publish this job?"),
        _("Publish"),
        _("Everybody it is meant for can see it and send proposals."),
        icon="send",
        said=_("Your job is published."),
    ),
    jobs.submit: Act(
        _("Ask a moderator to let it pass?"),
        _("Ask a moderator"),
        _("Say why it is fine as it is. A moderator reads it and decides; until then it stays out of sight."),
        icon="shield-check",
        said=_("A moderator will read it."),
    ),
    jobs.pause: Act(
        _("Pause this job?"),
        _("Pause"),
        _("No new proposals come in. Those that are there stay, and you can still hire."),
        icon="pause",
        said=_("The job is paused."),
    ),
    jobs.resume: Act(
        _("Take proposals again?"),
        _("Resume"),
        _("The job is open again, as it was."),
        icon="play",
        said=_("The job is open again."),
    ),
    jobs.close: Act(
        _("Close this job?"),
        _("Close the job"),
        _("Nobody can send proposals any more, and those that wait come to an end. That can’t be undone."),
        icon="circle-x",
        danger=True,
        said=_("The job is closed."),
    ),
    jobs.renew: Act(
        _("Ask once more?"),
        _("Open again"),
        _("The job takes proposals again. Leave the day empty to keep it open as long as a new job."),
        icon="rotate-ccw",
        said=_("The job is open again."),
    ),
    jobs.duplicate: Act(
        _("Make a copy?"),
        _("Make a copy"),
        _("A new draft asks for the same. Nothing is published."),
        icon="copy",
        said=_("The copy is among your drafts."),
    ),
}
EVENTS: Final[Mapping[str, Any]] = hiring.EVENTS
