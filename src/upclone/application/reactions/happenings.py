"""What letters say of an event beyond its name: what it is about, and who had which part in it."""

from __future__ import annotations

from typing import Final

from upclone.application.ports.store import Work
from upclone.domain.actors import Role
from upclone.domain.deals import amendments, deliveries, fundings, refunds, stakes
from upclone.domain.events import Event
from upclone.domain.market import postings, recommending, vacancies, vetting
from upclone.domain.money import Money

_SIDES: Final = (Role.CLIENT, Role.FREELANCER)
_OF_JOBS: Final = frozenset(module.__name__ for module in (postings, vetting, vacancies, recommending))
_OF_MILESTONES: Final = frozenset(module.__name__ for module in (amendments, deliveries, fundings, refunds, stakes))


def headline(work: Work, event: Event) -> str:
    """The title of the contract or the job that an event is about; empty where it is about neither."""
    if event.contract_id is not None:
        return work.contracts.get(event.contract_id).terms.title
    of_job = type(event).__module__ in _OF_JOBS
    job_id = event.subject_id if of_job else getattr(event, "job_id", None)
    return work.jobs.get(job_id).brief.title if job_id is not None else ""


def detail(work: Work, event: Event, *, titled: bool) -> str:
    """Who did it, to which milestone, what it came to; with the title where a letter is about several things."""
    about = headline(work, event)
    parts = [about] if titled else []
    if event.by is not None and event.role in _SIDES:
        parts.append(work.accounts.get(event.by).name)
    if type(event).__module__ in _OF_MILESTONES:
        parts.append(work.milestones.get(event.subject_id).terms.title)
    amount = getattr(event, "amount", None) or getattr(event, "price", None)
    if isinstance(amount, Money):
        parts.append(str(amount))
    if label := getattr(event, "label", ""):
        parts.append(label)
    return " · ".join(dict.fromkeys(part for part in parts if part))
