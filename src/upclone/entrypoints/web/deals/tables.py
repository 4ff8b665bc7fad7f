"""One's own contracts and disputes, and a contract's money, hours and history, as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.application.reads.rooms import Standing
from upclone.entrypoints.api.deals import contracts, history, timesheets
from upclone.entrypoints.api.deals.contracts import ContractSummary
from upclone.entrypoints.api.deals.disputes import DisputesQuery
from upclone.entrypoints.web.deals.hours import clock
from upclone.entrypoints.web.deals.money import lines
from upclone.entrypoints.web.deals.rooms import room_of, step_words
from upclone.entrypoints.web.deals.steps import next_of
from upclone.entrypoints.web.deals.turns import turn_of
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.sheets import Columns, every, number, pages, sheet, walked
from upclone.entrypoints.web.words import lexicon

PAGES = Blueprint("deals_tables", __name__)

_CONTRACTS: Final[Columns] = {
    _("Contract"): lambda row: row[0].title,
    _("Client"): lambda row: row[0].client.name,
    _("Freelancer"): lambda row: row[0].freelancer.name,
    _("State"): lambda row: lexicon.state(row[0].state).word,
    _("What is next"): lambda row: _next(*row),
    _("Agreed"): lambda row: None if row[1].contract.terms.hourly_rate else number(row[1].contract.terms.total),
    _("Rate an hour"): lambda row: number(row[1].contract.terms.hourly_rate),
    _("Released"): lambda row: number(row[0].released),
    _("Currency"): lambda row: row[0].currency,
    _("Offered on"): lambda row: row[0].offered_at,
    _("Ended on"): lambda row: row[0].ended_at,
    _("Id"): lambda row: row[0].id,
}
_DISPUTES: Final[Columns] = {
    _("Contract"): lambda row: row.title,
    _("Client"): lambda row: row.client.name,
    _("Freelancer"): lambda row: row.freelancer.name,
    _("Reason"): lambda row: row.dispute.reason,
    _("State"): lambda row: lexicon.state(row.dispute.state).word,
    _("What is next"): lambda row: turn_of(row, desk().must_be_signed_in().actor).words,
    _("Opened by"): lambda row: lexicon.term(row.dispute.opened_by),
    _("At stake"): lambda row: number(row.dispute.at_stake),
    _("Currency"): lambda row: row.dispute.at_stake.currency,
    _("Opened on"): lambda row: row.dispute.opened_at,
    _("Due on"): lambda row: row.dispute.due_at,
    _("Id"): lambda row: row.dispute.id,
}
_MONEY: Final[Columns] = {
    _("On"): lambda row: row.at,
    _("What happened"): lambda row: row.look.words,
    _("Milestone"): lambda row: row.number,
    _("By whom"): lambda row: lexicon.event("DisputeResolved") if row.ruled else lexicon.term(row.role),
    _("Amount"): lambda row: row.amount,
    _("Your fee"): lambda row: row.fee,
    _("Net"): lambda row: row.net,
    _("Currency"): lambda row: row.amount.currency if row.amount else None,
}
_HOURS: Final[Columns] = {
    _("Week of"): lambda row: row[0].starts_on,
    _("State of the week"): lambda row: lexicon.state(row[0].state).word,
    _("Day"): lambda row: clock(row[1].started_local).date(),
    _("Begun"): lambda row: f"{clock(row[1].started_local):%H:%M}",
    _("Stopped"): lambda row: f"{clock(row[1].ended_local):%H:%M}" if row[1].ended_local else None,
    _("Minutes"): lambda row: row[1].minutes,
    _("Note"): lambda row: row[1].memo,
    _("Why by hand"): lambda row: row[1].reason,
    _("State"): lambda row: lexicon.state(row[1].state).word,
    _("Rate an hour"): lambda row: number(row[0].rate),
    _("Billed"): lambda row: number(row[1].billed),
    _("Currency"): lambda row: row[0].rate.currency,
    _("Id"): lambda row: row[1].id,
}
_HISTORY: Final[Columns] = {
    _("Number"): lambda row: row.seq,
    _("On"): lambda row: row.at,
    _("By whom"): lambda row: lexicon.term(row.role),
    _("What happened"): lambda row: lexicon.event(row.event),
    _("Hash"): lambda row: row.hash,
}


@PAGES.get("/contracts.csv")
def mine() -> ResponseReturnValue:
    """One's own contracts, each with what is to be done next."""
    return sheet("contracts", _CONTRACTS, _standing())


def _standing() -> Iterator[tuple[ContractSummary, Standing]]:
    viewer = desk().must_be_signed_in().actor
    for page in pages(contracts.contracts):
        found = desk().doors.rooms.standings(viewer, tuple(each.id for each in page.items))
        by = {each.contract.id: each for each in found}
        yield from ((each, by[each.id]) for each in page.items)


def _next(contract: ContractSummary, standing: Standing) -> str:
    turn = next_of(standing, desk().must_be_signed_in().actor)
    names: dict[Any, str] = {"client": contract.client.name, "freelancer": contract.freelancer.name}
    step = turn.lead or turn.theirs
    return step_words(step, names, own=bool(turn.lead)) if step else ""


@PAGES.get("/disputes.csv")
def disputed() -> ResponseReturnValue:
    """One's own disputes."""
    viewer, query = desk().must_be_signed_in().actor, query_of(DisputesQuery, request.args)
    return sheet("disputes", _DISPUTES, walked(lambda part: desk().doors.deals.disputes(viewer, query.state, part)))


@PAGES.get("/contracts/<uuid:id>/money.csv")
def money(id: UUID) -> ResponseReturnValue:
    """Every movement of a contract's money, newest first, as its room shows it."""
    room = room_of(id)
    return sheet("money", _MONEY, lines(room.contract, room.rows))


@PAGES.get("/contracts/<uuid:id>/time.csv")
def hours(id: UUID) -> ResponseReturnValue:
    """The hours of all weeks of a contract, by the clock of its time zone; the newest week first."""
    rows = ((week, entry) for week in every(timesheets.timesheets, id=id) for entry in week.entries)
    return sheet("time", _HOURS, rows)


@PAGES.get("/contracts/<uuid:id>/history.csv")
def happened(id: UUID) -> ResponseReturnValue:
    """Everything that happened under a contract, link by link."""
    return sheet("history", _HISTORY, every(history.history, id=id))
