"""Money on its way and money that stays: payouts, chargebacks with their dossier, and what is held for long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from attrs import frozen
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.application.reads.office import HeldRow
from upclone.application.reads.paging import Page, Slice
from upclone.domain.payments.transfers import Kind
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.payments import chargebacks, payouts
from upclone.entrypoints.api.schemas import Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, number, sheet

PAGES = gate.for_operators("outgoing")

_PAYOUTS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Asked for"): lambda row: row.requested_at,
    _("Kind"): lambda row: row.kind.value,
    _("State"): lambda row: row.state.value,
    _("Amount"): lambda row: number(row.amount),
    _("Currency"): lambda row: row.amount.currency,
    _("Gateway"): lambda row: row.gateway,
    _("Account"): lambda row: row.owner,
    _("Contract"): lambda row: row.contract_id,
    _("Attempt"): lambda row: row.attempt,
    _("Why it failed"): lambda row: row.failure,
}
_CHARGEBACKS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("Opened"): lambda row: row.opened_at,
    _("Answer by"): lambda row: row.answer_by,
    _("State"): lambda row: row.state.value,
    _("Amount"): lambda row: number(row.amount),
    _("Currency"): lambda row: row.amount.currency,
    _("Gateway"): lambda row: row.gateway,
    _("Contract"): lambda row: row.contract_id,
    _("Reason"): lambda row: row.reason,
}
_HELD: Final[Columns] = {
    _("Payment"): lambda row: row.id,
    _("Contract"): lambda row: row.contract_id,
    _("Milestone"): lambda row: row.title,
    _("Client"): lambda row: row.client.name,
    _("Freelancer"): lambda row: row.freelancer.name,
    _("Held"): lambda row: number(row.held),
    _("Currency"): lambda row: row.held.currency,
    _("Gateway"): lambda row: row.gateway,
    _("Since"): lambda row: row.since,
}


@frozen
class Deal:
    """A contract in a line of a list: its title, and the names of its two people."""

    title: str
    client: str
    freelancer: str


class HeldQuery(Paged):
    """For how many days at least; the marketplace's limit where that is left out."""

    days: int | None = None


@PAGES.get("/payouts")
def transfers() -> ResponseReturnValue:
    """Payouts, or refunds, newest first."""
    found = desk().read(payouts.payouts, request.args)
    people = desk().doors.people.names({each.owner for each in found.items})
    kind = request.args.get("kind", Kind.PAYOUT.value)
    return page("admin/payouts.html", found=found, people=people, kind=kind, kinds=tuple(Kind))


@PAGES.get("/payouts.csv")
def transfers_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("payouts", _PAYOUTS, every(payouts.payouts))


@PAGES.get("/chargebacks")
def claims() -> ResponseReturnValue:
    """What payers' banks want back, newest first."""
    found = desk().read(chargebacks.chargebacks, request.args)
    ids = tuple({each.contract_id for each in found.items if each.contract_id is not None})
    return page("admin/chargebacks.html", found=found, deals=_deals(ids))


@PAGES.get("/chargebacks.csv")
def claims_exported() -> ResponseReturnValue:
    """The same as a file."""
    return sheet("chargebacks", _CHARGEBACKS, every(chargebacks.chargebacks))


@PAGES.get("/chargebacks/<uuid:id>")
def claim(id: UUID) -> ResponseReturnValue:
    """One claim, with what the answer to the bank holds."""
    found = desk().read(chargebacks.chargeback, id=id)
    dossier = desk().doors.chargebacks.dossier(desk().must_be_signed_in().actor, id)
    return page("admin/chargeback.html", claim=found, dossier=dossier)


@PAGES.get("/chargebacks/<uuid:id>/dossier.pdf")
def paper(id: UUID) -> ResponseReturnValue:
    """The dossier as the bank gets it."""
    found = desk().doors.chargebacks.dossier(desk().must_be_signed_in().actor, id)
    headers = {"Content-Disposition": f'inline; filename="{found.reference}.pdf"'}
    return Response(desk().doors.documents.dossier(found), mimetype="application/pdf", headers=headers)


@PAGES.get("/held")
def held() -> ResponseReturnValue:
    """Money that has been held for long, the oldest first."""
    query = query_of(HeldQuery, request.args)
    limit = desk().doors.reconciliations.held_days
    days = limit if query.days is None else min(max(query.days, 0), 3_650)
    found = _held(days, slice_of(query))
    return page(
        "admin/held.html", found=found, next_cursor=cursor_of(found.next), days=days, limit=limit,
        steps=sorted({0, 7, 30, limit}),
    )  # fmt: skip


@PAGES.get("/held.csv")
def held_exported() -> ResponseReturnValue:
    """The same as a file."""
    query = query_of(HeldQuery, request.args)
    days = desk().doors.reconciliations.held_days if query.days is None else min(max(query.days, 0), 3_650)
    return sheet("held", _HELD, _all_held(days))


def _deals(ids: tuple[UUID, ...]) -> Mapping[UUID, Deal]:
    """What contracts are called, and between whom they are."""
    found = [each.contract for each in desk().doors.rooms.standings(desk().must_be_signed_in().actor, ids)]
    sides = {id for each in found for id in (each.parties.client, each.parties.freelancer)}
    names = desk().doors.people.names(sides)
    return {
        each.id: Deal(each.terms.title, names[each.parties.client], names[each.parties.freelancer]) for each in found
    }


def _held(days: int, slice: Slice) -> Page[HeldRow]:
    before = desk().doors.clock.now() - timedelta(days=days)
    return desk().doors.office.held(desk().must_be_signed_in().actor, before, slice)


def _all_held(days: int) -> Iterator[HeldRow]:
    after: UUID | None = None
    while True:
        found = _held(days, Slice(100, after))
        yield from found.items
        if found.next is None:
            return
        after = found.next
