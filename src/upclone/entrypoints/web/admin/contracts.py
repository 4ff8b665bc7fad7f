"""Every contract there is, newest first."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from upclone.domain.deals.contracts import State
from upclone.entrypoints.api.paging import cursor_of, slice_of
from upclone.entrypoints.api.schemas import Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.admin.parties import named
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, number, sheet, walked

PAGES = gate.for_operators("deals_of_all")

_CONTRACTS: Final[Columns] = {
    _("Id"): lambda row: row.contract.id,
    _("Title"): lambda row: row.contract.terms.title,
    _("State"): lambda row: row.contract.state.value,
    _("Client"): lambda row: row.client.name,
    _("Freelancer"): lambda row: row.freelancer.name,
    _("Offered"): lambda row: row.contract.offered_at,
    _("Released"): lambda row: number(row.contract.released),
    _("Currency"): lambda row: row.contract.terms.currency,
}


class ContractsQuery(Paged):
    """Which contracts of everybody's; `party`: those that this account is a side of."""

    state: State | None = None
    party: UUID | None = None


@PAGES.get("/contracts")
def listed() -> ResponseReturnValue:
    """Newest first."""
    query = query_of(ContractsQuery, request.args)
    viewer = desk().must_be_signed_in().actor
    found = desk().doors.office.contracts(viewer, query.state, query.party, slice_of(query))
    return page(
        "admin/contracts.html", found=found, next_cursor=cursor_of(found.next), states=tuple(State), asked=query,
        people=named(query.party),
    )  # fmt: skip


@PAGES.get("/contracts.csv")
def exported() -> ResponseReturnValue:
    """The same as a file."""
    viewer, query = desk().must_be_signed_in().actor, query_of(ContractsQuery, request.args)
    read = desk().doors.office.contracts
    return sheet("contracts", _CONTRACTS, walked(lambda part: read(viewer, query.state, query.party, part)))
