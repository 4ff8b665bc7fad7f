"""What needs the reader now, how it goes, and where everything is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen
from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from upclone.application.reads.dashboards import PERIOD, Need
from upclone.domain.deals.contracts import State
from upclone.domain.people.accounts import AccountRole
from upclone.domain.people.accounts import State as AccountState
from upclone.entrypoints.api.deals import contracts
from upclone.entrypoints.api.market import jobs, proposals, recommendations
from upclone.entrypoints.api.payments import statements
from upclone.entrypoints.api.people import dashboards, profiles
from upclone.entrypoints.api.people.dashboards import AwaitedShape
from upclone.entrypoints.web import charts, formats
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.languages import spoken
from upclone.entrypoints.web.market import cards
from upclone.entrypoints.web.people import figures
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, number, sheet

PAGES = Blueprint("dashboards", __name__)


@frozen
class Told:
    """How a need is told: what to do, its icon, and where."""

    words: Any
    icon: str
    address: str


_CONTRACT: Final = "/contracts/{id}"
_JOB: Final = "/my/jobs/{id}/edit"
_PROPOSAL: Final = "/proposals/{id}"
NEEDS: Final[Mapping[Need, Told]] = {
    Need.SIGN: Told(lazy_gettext("Read and sign the contract"), icon="pen-line", address=_CONTRACT),
    Need.FUND: Told(lazy_gettext("Fund the next milestone"), icon="shield-plus", address=_CONTRACT),
    Need.REVIEW: Told(lazy_gettext("Review the work"), icon="search-check", address=_CONTRACT),
    Need.DELIVER: Told(lazy_gettext("Work on it, and hand it over"), icon="package-open", address=_CONTRACT),
    Need.CHANGE: Told(lazy_gettext("Make the changes that were asked for"), icon="rotate-ccw", address=_CONTRACT),
    Need.AGREE: Told(lazy_gettext("Agree to a milestone, or turn it down"), icon="file-question", address=_CONTRACT),
    Need.REVIEW_WEEK: Told(lazy_gettext("Review the week's hours"), icon="calendar-check", address=_CONTRACT),
    Need.ANSWER_DISPUTE: Told(lazy_gettext("Answer the dispute"), icon="triangle-alert", address="/disputes/{id}"),
    Need.SETTLE_DISPUTE: Told(lazy_gettext("Answer an offer to settle"), icon="scale", address="/disputes/{id}"),
    Need.RULING: Told(lazy_gettext("Accept the ruling, or appeal"), icon="gavel", address="/disputes/{id}"),
    Need.READ_PROPOSALS: Told(lazy_gettext("Read the proposals"), icon="inbox", address="/jobs/{id}/proposals"),
    Need.ANSWER_TERMS: Told(lazy_gettext("Answer the client's terms"), icon="arrow-left-right", address=_PROPOSAL),
    Need.ANSWER_INVITATION: Told(lazy_gettext("Answer the invitation"), icon="mail", address="/invitations/{id}"),
    Need.FINISH_DRAFT: Told(lazy_gettext("Finish the draft"), icon="pencil", address=_JOB),
    Need.ANSWER_REVIEW: Told(lazy_gettext("See what holds the job back"), icon="shield-alert", address=_JOB),
}
_NEEDS: Final[Columns] = {
    lazy_gettext("What to do"): lambda row: NEEDS[row.need].words,
    lazy_gettext("Title"): lambda row: row.title,
    lazy_gettext("With"): lambda row: row.other,
    lazy_gettext("How many"): lambda row: row.count,
    lazy_gettext("Amount"): lambda row: number(row.amount),
    lazy_gettext("Currency"): lambda row: row.amount.currency if row.amount else None,
    lazy_gettext("Until"): lambda row: row.due_at,
}
_VIEWS: Final[Columns] = {
    lazy_gettext("Day"): lambda row: row.day,
    lazy_gettext("Views"): lambda row: row.views,
}
URGENT: Final = frozenset({Need.ANSWER_DISPUTE, Need.RULING, Need.SETTLE_DISPUTE})


@frozen
class Task:
    """One line of what needs the reader."""

    told: Told
    address: str
    waiting: AwaitedShape
    urgent: bool


@PAGES.get("/dashboard")
def show() -> ResponseReturnValue:
    """The dashboard of who looks, by the parts that they play. Who may not act reads why instead."""
    account = desk().must_be_signed_in().account
    if account.state is not AccountState.ACTIVE:
        leaves = account.state is AccountState.LEAVING
        return redirect(f"{request.script_root}/account/{'data' if leaves else 'standing'}", 303)
    works, hires = desk().plays(AccountRole.FREELANCER), desk().plays(AccountRole.CLIENT)
    seen = desk().read(dashboards.dashboard)
    active = desk().read(contracts.contracts, {"state": State.ACTIVE, "limit": "6"}).items if works or hires else []
    past = desk().read(contracts.contracts, {"state": State.COMPLETED, "limit": "4"}).items if works or hires else []
    of_work, of_hiring = _of_work() if works else None, _of_hiring(active) if hires else None
    flows = [flow for part in (of_work, of_hiring) if part for flow in part["flows"]]
    return page(
        "people/dashboard.html",
        tasks=[_task(each) for each in seen.needs],
        figures=seen.figures,
        period_began=(desk().doors.clock.now() - PERIOD).strftime("%Y-%m-%dT%H:%M:%SZ"),
        active=active,
        past=past,
        works=works,
        hires=hires,
        of_work=of_work,
        of_hiring=of_hiring,
        drawn=bool(flows) or (of_work is not None and not of_work["viewed"].is_empty),
        trend=charts.trend,
    )


@PAGES.get("/dashboard.csv")
def needs() -> ResponseReturnValue:
    """What needs who looks, as a file."""
    desk().must_be_signed_in()
    return sheet("now", _NEEDS, desk().read(dashboards.dashboard).needs)


@PAGES.get("/dashboard/views.csv")
def views() -> ResponseReturnValue:
    """How often one's profile was looked at, by day, as a file."""
    desk().must_be_signed_in()
    return sheet("views", _VIEWS, desk().read(profiles.views).days)


def _task(waiting: AwaitedShape) -> Task:
    told = NEEDS[waiting.need]
    address = request.script_root + told.address.format(id=waiting.id)
    return Task(told, address, waiting, waiting.need in URGENT)


def _of_work() -> dict[str, Any]:
    today = desk().doors.clock.now().astimezone(desk().zone).date()
    views = desk().read(profiles.views)
    recommended = desk().read(recommendations.jobs, {"lang": spoken(), "limit": "3"})
    return {
        "flows": figures.flows(desk().read(statements.earned, _period()), _("Earned"), "primary", today),
        "views": views,
        "viewed": figures.daily([(each.day, each.views) for each in views.days], _("Views"), formats.number),
        "proposals": desk().read(proposals.own, {"limit": "5"}).items,
        "recommended": [(each, cards.job(each.job)) for each in recommended.items],
    }


def _of_hiring(active: list[Any]) -> dict[str, Any]:
    caller = desk().must_be_signed_in()
    today = desk().doors.clock.now().astimezone(desk().zone).date()
    postings = desk().read(jobs.own, {"limit": "5"}).items
    return {
        "flows": figures.flows(desk().read(statements.spent, _period()), _("Spent"), "info", today, spent=True),
        "postings": postings,
        "received": desk().doors.dashboards.received(caller.actor, [each.id for each in postings]),
        "at_work": {each.freelancer.id: each for each in active if each.your_role == "client"}.values(),
    }


def _period() -> dict[str, str]:
    return {"time_zone": str(getattr(desk().zone, "key", "UTC"))}
