"""Sanctions and what people did."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from attrs import frozen

from upclone.adapters.postgres.reads.pages import paged, person_sql, slicing, viewing
from upclone.adapters.postgres.trust.sanctions import SANCTION, from_row
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import Person
from upclone.application.reads.trust import SanctionView
from upclone.domain.actors import Actor
from upclone.domain.trust.activity import Activity
from upclone.domain.trust.activity import Kind as ActivityKind
from upclone.domain.trust.sanctions import State

# Whether nobody but who imposed it could decide is asked with each row: there are few operators.
_SEEN: Final = f"""
SELECT {", ".join(f"sanction.{column.name}" for column in SANCTION.columns)}, {person_sql("account")}, NOT EXISTS (
    SELECT FROM account AS other WHERE 'admin' = ANY (other.roles) AND other.state = 'active'
        AND other.id NOT IN (sanction.imposed_by, sanction.account_id))
FROM sanction JOIN account ON account.id = sanction.account_id
WHERE (%(operator)s OR sanction.account_id = %(viewer)s)
"""  # noqa: S608  (names of columns)
_ONE: Final = _SEEN + " AND sanction.id = %(id)s"
_PAGE: Final = (
    _SEEN
    + """
    AND (%(state)s::text IS NULL OR sanction.state = %(state)s)
    AND (%(account)s::uuid IS NULL OR sanction.account_id = %(account)s)
    AND (%(after)s::uuid IS NULL OR sanction.id < %(after)s)
ORDER BY sanction.id DESC LIMIT %(limit)s
"""
)
_APPEALS: Final = (
    _SEEN  # noqa: S608  (a constant)
    + """
    AND %(operator)s AND sanction.state = 'appealed'
    AND (%(after)s::uuid IS NULL OR (sanction.appealed_at, sanction.id) > (
        SELECT last.appealed_at, last.id FROM sanction AS last WHERE last.id = %(after)s))
ORDER BY sanction.appealed_at, sanction.id LIMIT %(limit)s
"""
)
_ACTIVITY: Final = """
SELECT id, account_id, kind, at, subject_id, detail FROM activity
WHERE account_id = %(viewer)s AND (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND (%(after)s::uuid IS NULL OR id < %(after)s)
ORDER BY id DESC LIMIT %(limit)s
"""


@frozen
class PostgresTrustReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def sanction(self, viewer: Actor, id: UUID) -> SanctionView | None:
        """For whom it is about, and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_ONE, {**viewing(viewer), "id": id})
        return _view(row) if row else None

    def sanctions(self, viewer: Actor, state: State | None, account_id: UUID | None, page: Slice) -> Page[SanctionView]:
        """One's own; for operators, everybody's."""
        arguments = {"state": state.value if state else None, "account": account_id}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_PAGE, {**viewing(viewer), **arguments, **slicing(page)})
        return paged(rows, page, _view, lambda view: view.sanction.id)

    def appeals(self, viewer: Actor, page: Slice) -> Page[SanctionView]:
        """The operators' queue, the oldest appeal first."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_APPEALS, {**viewing(viewer), **slicing(page)})
        return paged(rows, page, _view, lambda view: view.sanction.id)

    def activity(self, viewer: Actor, kind: ActivityKind | None, page: Slice) -> Page[Activity]:
        """What the viewer did, newest first."""
        arguments = {"viewer": viewer.id, "kind": kind.value if kind else None}
        with self.unit_of_work() as work:
            rows = work.transaction.all(_ACTIVITY, {**arguments, **slicing(page)})
        return paged(rows, page, _activity, lambda activity: activity.id)


def _view(row: Any) -> SanctionView:
    *sanction, id, name, photo, alone = row
    return SanctionView(from_row(sanction), Person(id, name, photo), alone)


def _activity(row: Any) -> Activity:
    id, account, kind, at, subject, detail = row
    return Activity(id, account, ActivityKind(kind), at, subject, detail)
