"""Who may see a job: part of the SQL of everything that shows one.

The arguments are `viewer` (None for visitors) and `moderator` (moderators and operators). A job that was never let
out, or was taken back, is its client's and the moderators' alone; one that is not public is also theirs who were
invited to it, or have a proposal on it.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, cast, exists, literal_column, or_, select

from upclone.adapters.postgres.market.invitations import INVITATION
from upclone.adapters.postgres.market.jobs import JOB
from upclone.adapters.postgres.market.proposals import PROPOSAL
from upclone.domain.actors import Actor
from upclone.domain.market.briefs import Visibility
from upclone.domain.market.jobs import HIDDEN

_ONE: Final[ColumnElement[int]] = literal_column("1")


def looking(viewer: Actor | None) -> dict[str, Any]:
    """The arguments that say who looks."""
    return {"viewer": viewer.id if viewer else None, "moderator": bool(viewer and viewer.moderates)}


def is_shown() -> ColumnElement[bool]:
    """It is out, for everybody who may see jobs of its kind."""
    return JOB.c.state.not_in([literal_column(f"'{state.value}'") for state in sorted(HIDDEN)])


def is_public() -> ColumnElement[bool]:
    """It was made for everybody."""
    return JOB.c.visibility == literal_column(f"'{Visibility.PUBLIC.value}'")


def was_invited() -> ColumnElement[bool]:
    """The viewer has a proposal on it, or was invited to make one, and the invitation was not taken back."""
    kept = INVITATION.c.state != literal_column("'withdrawn'")
    return or_(exists(_of_viewer(PROPOSAL)), exists(_of_viewer(INVITATION).where(kept)))


def may_see_job() -> ColumnElement[bool]:
    """The viewer may see the row of JOB."""
    return or_(
        bindparam("moderator"),
        JOB.c.client_id == cast(bindparam("viewer"), Uuid()),
        and_(is_shown(), or_(is_public(), was_invited())),
    )


def _of_viewer(table: Any) -> Select[Any]:
    viewer = cast(bindparam("viewer"), Uuid())
    return select(_ONE).select_from(table).where(table.c.job_id == JOB.c.id, table.c.freelancer_id == viewer)
