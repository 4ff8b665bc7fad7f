"""What the gateways say, held against the books: every run, what differed in it, and asking for another."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from pydantic import Field

from upclone.domain.money import Money
from upclone.entrypoints.api.payments import reconciliations
from upclone.entrypoints.api.schemas import Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import desk, done
from upclone.entrypoints.web.forms import Form, Refusal, query_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, every, sheet

PAGES = gate.for_operators("reconciling")
LOOKS: Final = 40
"""How often a page looks by itself for a run that was asked for: for two minutes."""

_RUNS: Final[Columns] = {
    _("Id"): lambda row: row.id,
    _("At"): lambda row: row.at,
    _("Gateway"): lambda row: row.gateway,
    _("Since"): lambda row: row.since,
    _("Until"): lambda row: row.until,
    _("Their lines"): lambda row: row.theirs,
    _("Our lines"): lambda row: row.ours,
    _("Matched"): lambda row: row.matched,
    _("Differences"): lambda row: len(row.findings),
    _("Not made because"): lambda row: row.failure,
}
_FINDINGS: Final[Columns] = {
    _("What differs"): lambda row: row.reason.value,
    _("At"): lambda row: row.at,
    _("Here, in minor units"): lambda row: row.here,
    _("There, in minor units"): lambda row: row.there,
    _("Currency"): lambda row: row.currency,
    _("Line"): lambda row: row.line,
    _("Its name there"): lambda row: row.ref,
    _("Entry"): lambda row: row.entry,
}


class RunsQuery(Paged):
    """Which run was asked for just now, and how often the page has looked for it."""

    asked: UUID | None = None
    look: Annotated[int, Field(ge=0, le=LOOKS)] = 0


@PAGES.get("/reconciliations")
def listed() -> ResponseReturnValue:
    """Runs, newest first; and what stops payouts now."""
    return _runs()


@PAGES.post("/reconciliations")
def ask() -> ResponseReturnValue:
    """Have a gateway compared. It is asked in the background."""
    try:
        asked = desk().do(reconciliations.reconcile)
    except Refusal as refusal:
        return _runs(refusal.form, refusal.status)
    said = gettext("The gateway is being asked. The run stands here in a moment.")
    return done(f"{request.script_root}/admin/reconciliations?asked={asked.id}", said)


@PAGES.get("/reconciliations.csv")
def exported() -> ResponseReturnValue:
    """The runs as a file."""
    return sheet("reconciliations", _RUNS, every(reconciliations.reconciliations))


@PAGES.get("/reconciliations/<uuid:id>")
def show(id: UUID) -> ResponseReturnValue:
    """One run, row by row."""
    run = desk().read(reconciliations.reconciliation, id=id)
    people = desk().doors.people.names({run.by} if run.by else set())
    return page("admin/reconciliation.html", run=run, people=people, minor=Money)


@PAGES.get("/reconciliations/<uuid:id>.csv")
def findings_exported(id: UUID) -> ResponseReturnValue:
    """What differed in one run."""
    return sheet(f"reconciliation-{id}", _FINDINGS, desk().read(reconciliations.reconciliation, id=id).findings)


def _runs(form: Form | None = None, status: int = 200) -> ResponseReturnValue:
    at, query = desk().doors, query_of(RunsQuery, request.args)
    return page(
        "admin/reconciliations.html",
        status,
        found=desk().read(reconciliations.reconciliations, request.args),
        gateways=at.gateways.names,
        stopped=[name for name in at.gateways.names if at.reconciliations.stops(name)],
        form=form or Form(),
        going=query.asked is not None and at.books.run(query.asked) is None,
        look=query.look,
        looks=LOOKS,
    )
