"""Accounts, and what people were told."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from sqlalchemy import Text, any_, bindparam, cast, func, literal_column, or_

from upclone.adapters.postgres.metadata import ready
from upclone.adapters.postgres.people.accounts import ACCOUNT, ROWS, from_row
from upclone.adapters.postgres.reads.pages import newest, owner_may_see, paged, slicing, viewing
from upclone.adapters.postgres.reads.pages import wanted as wanted_value
from upclone.adapters.postgres.unit_of_work import PostgresUnitOfWork
from upclone.application.reads.paging import Page, Slice
from upclone.application.reads.people import NotificationRow, Wanted
from upclone.domain.actors import Actor
from upclone.domain.people.accounts import Account

_SEEN: Final = ROWS.select().where(owner_may_see(ACCOUNT.c.id))
_WORDS: Final = cast(bindparam("words"), Text)
_NAMED: Final = func.concat_ws(literal_column("' '"), ACCOUNT.c.name, ACCOUNT.c.email)
_ROLE: Final = cast(bindparam("role"), Text)
_FILTERED: Final = _SEEN.where(
    or_(_WORDS.is_(None), func.strpos(func.lower(_NAMED), _WORDS) > literal_column("0")),
    wanted_value(ACCOUNT.c.state, "state"),
    or_(_ROLE.is_(None), any_(ACCOUNT.c.roles) == _ROLE),
)
_PAGE: Final = ready(newest(_FILTERED, ACCOUNT.c.id))
_ONE: Final = ready(_SEEN.where(ACCOUNT.c.id == bindparam("id")))
_TOLD: Final = """
SELECT told.event_id, told.name, told.subject_id, told.contract_id, told.at, event.facts::text, told.read_at,
    COALESCE(
        event.facts ->> 'title',
        (SELECT terms ->> 'title' FROM contract WHERE id = COALESCE(told.contract_id, told.subject_id)),
        (SELECT title FROM job WHERE id = told.subject_id),
        (SELECT job.title FROM proposal JOIN job ON job.id = proposal.job_id WHERE proposal.id = told.subject_id),
        (SELECT job.title FROM invitation JOIN job ON job.id = invitation.job_id WHERE invitation.id = told.subject_id),
        ''
    )
FROM notification AS told JOIN event ON event.id = told.event_id
WHERE told.account_id = %(viewer)s
"""
_NOTIFICATIONS: Final = f"""{_TOLD}
AND (%(after)s::uuid IS NULL OR told.event_id < %(after)s) ORDER BY told.event_id DESC LIMIT %(limit)s
"""
_NOTIFICATION: Final = f"{_TOLD} AND told.event_id = %(id)s"
_UNREAD: Final = """
SELECT count(*) FROM (SELECT 1 FROM notification WHERE account_id = %(account)s AND read_at IS NULL LIMIT 100) AS few
"""
_NAMES: Final = "SELECT id, name FROM account WHERE id = ANY(%(ids)s)"


@frozen
class PostgresPeopleReads:
    """Reads in the open transaction where there is one."""

    unit_of_work: PostgresUnitOfWork

    def accounts(self, viewer: Actor, page: Slice, wanted: Wanted = Wanted()) -> Page[Account]:
        """Everybody, for operators; for others, themselves."""
        asked = {
            "words": wanted.words.lower() if wanted.words else None,
            "state": wanted.state.value if wanted.state else None,
            "role": wanted.role.value if wanted.role else None,
        }
        with self.unit_of_work() as work:
            rows = work.transaction.all(_PAGE, {**viewing(viewer), **asked, **slicing(page)})
        return paged(rows, page, from_row, lambda account: account.id)

    def account(self, viewer: Actor, id: UUID) -> Account | None:
        """One, for its holder and operators."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_ONE, {**viewing(viewer), "id": id})
        return from_row(row) if row else None

    def names(self, ids: Collection[UUID]) -> Mapping[UUID, str]:
        """The names of accounts, for whom they concern: the caller sees to that."""
        with self.unit_of_work() as work:
            return dict(work.transaction.all(_NAMES, {"ids": sorted(ids)}))

    def unread(self, account_id: UUID) -> int:
        """How many an account has not read: at most 100 are counted."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_UNREAD, {"account": account_id})
        return int(row[0]) if row else 0

    def notification(self, viewer: Actor, id: UUID) -> NotificationRow | None:
        """One of the viewer's own; None for others'."""
        with self.unit_of_work() as work:
            row = work.transaction.one(_NOTIFICATION, {"viewer": viewer.id, "id": id})
        return _notification(row) if row else None

    def notifications(self, viewer: Actor, page: Slice) -> Page[NotificationRow]:
        """The viewer's own."""
        with self.unit_of_work() as work:
            rows = work.transaction.all(_NOTIFICATIONS, {"viewer": viewer.id, **slicing(page)})
        return paged(rows, page, _notification, lambda row: row.id)


def _notification(row: Any) -> NotificationRow:
    id, event, subject, contract, at, facts, read_at, about = row
    return NotificationRow(id, event, subject, contract, at, json.loads(facts), about, read_at)
