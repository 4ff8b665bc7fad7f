"""Disputes in lists: with their contract's title, their milestone's number and both people."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, func, literal_column, select

from upclone.adapters.postgres.deals import disputes
from upclone.adapters.postgres.deals.contracts import CONTRACT
from upclone.adapters.postgres.deals.disputes import DISPUTE
from upclone.adapters.postgres.deals.milestones import MILESTONE
from upclone.adapters.postgres.reads.pages import CLIENT, FREELANCER, people, two_people
from upclone.application.reads.deals import DisputeRow

_TITLE: Final = func.jsonb_extract_path_text(CONTRACT.c.terms, literal_column("'title'"))
_WIDTH: Final = len(DISPUTE.columns)


def disputes_of_people() -> Select[Any]:
    """Rows as `dispute_row` reads them."""
    return (
        select(*DISPUTE.columns, _TITLE, MILESTONE.c.number, *people())
        .join(CONTRACT, CONTRACT.c.id == DISPUTE.c.contract_id)
        .join(MILESTONE, MILESTONE.c.id == DISPUTE.c.milestone_id)
        .join(CLIENT, CLIENT.c.id == DISPUTE.c.client_id)
        .join(FREELANCER, FREELANCER.c.id == DISPUTE.c.freelancer_id)
    )


def dispute_row(row: Any) -> DisputeRow:
    """One of them."""
    title, number = row[_WIDTH : _WIDTH + 2]
    return DisputeRow(disputes.from_row(row[:_WIDTH]), title or "", number, *two_people(row))
