"""One's own jobs, proposals, invitations and offers as files: what their pages list, with all rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.domain.actors import Role
from upclone.entrypoints.api.deals import offers
from upclone.entrypoints.api.market import invitations, jobs, proposals
from upclone.entrypoints.api.market.proposals import OwnProposalsQuery
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.market import naming
from upclone.entrypoints.web.sheets import Columns, every, number, pages, sheet
from upclone.entrypoints.web.words import lexicon

PAGES = Blueprint("market_tables", __name__)

_JOBS: Final[Columns] = {
    _("Job"): lambda row: row[0].title,
    _("State"): lambda row: lexicon.state(row[0].state).word,
    _("Visible to"): lambda row: lexicon.term(row[0].visibility),
    _("Category"): lambda row: naming.category(row[0].category),
    _("How it is paid"): lambda row: lexicon.term(row[0].payment),
    _("Budget from"): lambda row: number(row[0].budget_from),
    _("Budget"): lambda row: number(row[0].budget),
    _("Currency"): lambda row: row[0].budget.currency,
    _("Written on"): lambda row: row[0].created_at,
    _("Published on"): lambda row: row[0].opened_at,
    _("Open to proposals until"): lambda row: row[0].expires_at,
    _("Proposals"): lambda row: row[1].proposals if row[1] else 0,
    _("Shortlist"): lambda row: row[1].shortlisted if row[1] else 0,
    _("Your turn"): lambda row: row[1].waiting if row[1] else 0,
    _("Id"): lambda row: row[0].id,
}
_TERMS: Final[Columns] = {
    _("State"): lambda row: lexicon.state(row.state).word,
    _("How it is paid"): lambda row: lexicon.term(row.job.payment),
    _("Price"): lambda row: number(row.price),
    _("The client pays"): lambda row: number(row.costs.client_pays),
    _("The freelancer gets"): lambda row: number(row.costs.freelancer_gets),
    _("Currency"): lambda row: row.price.currency,
    _("Milestones"): lambda row: len(row.milestones),
    _("Hours a week at most"): lambda row: row.weekly_limit_hours,
    _("Rounds"): lambda row: len(row.rounds),
    _("Sent on"): lambda row: row.created_at,
    _("Stands until"): lambda row: row.valid_until,
}
_PROPOSALS: Final[Columns] = {
    _("Job"): lambda row: row.job.title,
    _("Client"): lambda row: row.client.name,
    **_TERMS,
    _("Reason"): lambda row: row.reason,
    _("Id"): lambda row: row.id,
}
_RECEIVED: Final[Columns] = {
    _("Freelancer"): lambda row: row.freelancer.name,
    **_TERMS,
    _("On the shortlist"): lambda row: _("yes") if row.shortlisted else _("no"),
    _("Cover letter"): lambda row: row.cover_letter,
    _("Id"): lambda row: row.id,
}
_CAME_IN: Final[Columns] = {_("Job"): lambda row: row.job.title, **_RECEIVED}
_OFFERS: Final[Columns] = {
    _("Job"): lambda row: row.job.title,
    _("Freelancer"): lambda row: row.freelancer.name,
    **_TERMS,
    _("Id"): lambda row: row.id,
}
_INVITATIONS: Final[Columns] = {
    _("Job"): lambda row: row.job.title,
    _("Client"): lambda row: row.client.name,
    _("Freelancer"): lambda row: row.freelancer.name,
    _("State"): lambda row: lexicon.state(row.state).word,
    _("Sent on"): lambda row: row.sent_at,
    _("Waits until"): lambda row: row.expires_at,
    _("Message"): lambda row: row.message,
    _("Reason"): lambda row: row.reason,
    _("Id"): lambda row: row.id,
}


@PAGES.get("/my/jobs.csv")
def mine() -> ResponseReturnValue:
    """What one asks for, with what came in."""
    desk().must_be_signed_in()
    return sheet("jobs", _JOBS, _with_received())


def _with_received() -> Iterator[tuple[Any, Any]]:
    viewer = desk().must_be_signed_in().actor
    for page in pages(jobs.own):
        received = desk().doors.dashboards.received(viewer, [each.id for each in page.items])
        yield from ((each, received.get(each.id)) for each in page.items)


@PAGES.get("/proposals.csv")
def own() -> ResponseReturnValue:
    """What one offered, or what came in."""
    came_in = query_of(OwnProposalsQuery, request.args).side is Role.CLIENT
    return sheet("proposals", _CAME_IN if came_in else _PROPOSALS, every(proposals.own))


@PAGES.get("/jobs/<uuid:id>/proposals.csv")
@PAGES.get("/my/jobs/<uuid:id>/proposals.csv", endpoint="mine_of_job")
def of_job(id: UUID) -> ResponseReturnValue:
    """A job's proposals, for its client."""
    return sheet("proposals", _RECEIVED, every(proposals.of_job, id=id))


@PAGES.get("/invitations.csv")
def invited() -> ResponseReturnValue:
    """Those that one got, or those that one sent."""
    return sheet("invitations", _INVITATIONS, every(invitations.invitations))


@PAGES.get("/offers.csv")
def offered() -> ResponseReturnValue:
    """The direct offers that one made."""
    return sheet("offers", _OFFERS, every(offers.offers))
