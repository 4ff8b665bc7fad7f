"""What is kept of the people who work here, and what this installation runs with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from pydantic import Field

from upclone.domain.trust.audit import Kept
from upclone.entrypoints.acts import ACTS
from upclone.entrypoints.api.paging import seq_cursor, seq_of
from upclone.entrypoints.api.routing import PREFIX
from upclone.entrypoints.api.schemas import Paged
from upclone.entrypoints.web.admin import gate
from upclone.entrypoints.web.desk import desk
from upclone.entrypoints.web.formats import number
from upclone.entrypoints.web.forms import query_of
from upclone.entrypoints.web.rendering import page
from upclone.entrypoints.web.sheets import Columns, sheet
from upclone.entrypoints.web.words import lexicon
from upclone.entrypoints.web.words.admin_settings import GROUPS, of_group, told
from upclone.entrypoints.web.words.trust_acts import approval_act

PAGES = gate.for_operators("records")
COMMAND: Final = "upclone "
"""How acts at the command line begin."""

_ACTS: Final[Columns] = {
    _("No."): lambda row: row.seq,
    _("At"): lambda row: row.act.at,
    _("Who"): lambda row: row.act.by,
    _("Second person"): lambda row: row.act.second,
    _("What"): lambda row: row.act.act,
    _("On what"): lambda row: row.act.object,
    _("Why"): lambda row: row.act.reason,
    _("Outcome"): lambda row: row.act.outcome,
    _("Hash"): lambda row: row.hash.hex(),
    _("Seal"): lambda row: row.seal,
}


class AuditQuery(Paged):
    """Whose acts; a second person's too."""

    by: UUID | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@PAGES.get("/audit")
def audit() -> ResponseReturnValue:
    """What operators did, newest first. The whole chain is computed again for the first page."""
    query = query_of(AuditQuery, request.args)
    found = desk().doors.audit.acts(query.limit + 1, seq_of(query.cursor) or None, query.by)
    shown = found[: query.limit]
    more = seq_cursor(shown[-1].seq) if len(found) > query.limit else None
    return page(
        "admin/audit.html",
        rows=shown,
        next_cursor=more,
        people=_names(shown),
        called=_called(shown),
        verified=None if query.cursor else desk().doors.audit.verify(),
        by=query.by,
    )


@PAGES.get("/audit.csv")
def audit_exported() -> ResponseReturnValue:
    """Every act, the oldest first."""
    return sheet("audit", _ACTS, desk().doors.audit.all())


@PAGES.get("/settings")
def settings() -> ResponseReturnValue:
    """What is running now, by subject. Changing it stays in the environment."""
    rows = [told(each, number) for each in desk().performing.options.running]
    return page("admin/settings.html", groups=[(each, of_group(each, rows)) for each in GROUPS])


def _called(rows: tuple[Kept, ...]) -> Mapping[str, Any]:
    """What the acts of the API and of approvals are called: as on the buttons that do them. Commands have their own
    names, which are left as they are typed."""
    routes = desk().performing.operations.values()
    moves = {f"{each.method} {PREFIX}{each.rule}": lexicon.act(each.function).button for each in routes}
    typed = {each.act.act: gettext("At the command line") for each in rows if each.act.act.startswith(COMMAND)}
    return {**moves, **{name: approval_act(name) for name in ACTS}, **typed}


def _names(rows: tuple[Kept, ...]) -> Mapping[UUID, str]:
    ids = {id for each in rows for id in (each.act.by, each.act.second) if id is not None}
    return desk().doors.people.names(ids)
