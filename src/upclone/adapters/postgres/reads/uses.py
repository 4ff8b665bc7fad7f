"""What holds files: who may see a file follows from who may see what holds it, and a file that nothing holds goes.

To attach files to something, check them with `work.files.owned(ids, owner, field)`, keep their ids in its row, and add
a line to USES. Without the line nobody but the owner sees them, and the purge removes them after a day.
"""

from __future__ import annotations

from typing import Final

from attrs import frozen
from sqlalchemy import ColumnElement, Table, Text, any_, cast, exists, literal_column, or_, select, true

from upclone.adapters.postgres.deals.hours import TIME_ENTRY
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.market.proposals import PROPOSAL
from upclone.adapters.postgres.people.accounts import ACCOUNT
from upclone.adapters.postgres.people.files import FILE
from upclone.adapters.postgres.people.profiles import FREELANCER_PROFILE
from upclone.adapters.postgres.reads.pages import parties_may_see
from upclone.adapters.postgres.reads.seeing import may_see_job
from upclone.domain.people.accounts import State


@frozen
class Use:
    """Rows of `table` hold the file where `holds`; whoever may see such a row, by `seen`, may read the file.

    `holds` names the row's owner first, as `<owner column> == FILE.c.owner_id`: that finds the few rows that can hold
    it by an index. `seen` may ask for the arguments `viewer` (None for visitors), `operator` and `moderator`.
    `by_everybody`: it asks for none of them, so that the file may be kept by caches that many share.
    """

    table: Table
    holds: ColumnElement[bool]
    seen: ColumnElement[bool]
    by_everybody: bool = False


_ACTIVE: Final = ACCOUNT.c.state == literal_column(f"'{State.ACTIVE.value}'")

USES: Final[tuple[Use, ...]] = (
    Use(ACCOUNT, (ACCOUNT.c.id == FILE.c.owner_id) & (ACCOUNT.c.photo == FILE.c.id), _ACTIVE, by_everybody=True),
    Use(
        FREELANCER_PROFILE,
        (FREELANCER_PROFILE.c.id == FILE.c.owner_id) & (FILE.c.id == any_(FREELANCER_PROFILE.c.files)),
        FREELANCER_PROFILE.c.listed
        & exists(select(literal_column("1")).where(ACCOUNT.c.id == FREELANCER_PROFILE.c.id, _ACTIVE)),
        by_everybody=True,
    ),
    Use(JOB, (JOB.c.client_id == FILE.c.owner_id) & (FILE.c.id == any_(JOB.c.attachments)), may_see_job()),
    Use(
        PROPOSAL,
        (PROPOSAL.c.freelancer_id == FILE.c.owner_id) & (FILE.c.id == any_(PROPOSAL.c.attachments)),
        parties_may_see(PROPOSAL),
    ),
    Use(
        MILESTONE,
        (MILESTONE.c.freelancer_id == FILE.c.owner_id)
        & MILESTONE.c.delivery.op("->")(literal_column("'kept'")).op("?", is_comparison=True)(cast(FILE.c.id, Text)),
        parties_may_see(MILESTONE),
    ),
    Use(
        TIME_ENTRY,
        (TIME_ENTRY.c.freelancer_id == FILE.c.owner_id) & (FILE.c.id == any_(TIME_ENTRY.c.attachments)),
        parties_may_see(TIME_ENTRY),
    ),
)


def seen_in_use(of: tuple[Use, ...] = USES) -> ColumnElement[bool]:
    """Something holds the file of FILE, and is seen."""
    return or_(*(_held(use, use.seen) for use in of))


def shared_by_all() -> ColumnElement[bool]:
    """Something that everybody sees holds it."""
    return seen_in_use(tuple(use for use in USES if use.by_everybody))


def in_use() -> ColumnElement[bool]:
    """Something holds it."""
    return or_(*(_held(use, true()) for use in USES))


def _held(use: Use, seen: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(literal_column("1")).select_from(use.table).where(use.holds, seen))
