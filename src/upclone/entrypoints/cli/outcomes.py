"""What a move does, in words: the same picture before and after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

import click

from upclone.domain.money import Money
from upclone.entrypoints.cli.output import Column, block, heading, table

if TYPE_CHECKING:
    from upclone.application.previews import Fees, Line, Outcome


def render(outcome: Outcome, people: Mapping[UUID, str], done: bool) -> str:
    """Changes, postings, fees, deadlines and who is told. `people` gives account ids their addresses."""
    title = "Done." if done else "This would happen; nothing is kept yet."
    parts = [click.style(title, bold=True, fg="green" if done else "yellow")]
    parts.append(
        table(
            [
                Column("what", lambda change: change.process),
                Column("id", lambda change: change.id),
                Column("becomes", lambda change: _becomes(change.before, change.after)),
            ],
            outcome.changes,
            "No state changes.",
        )
    )
    if outcome.postings:
        parts += [heading("Money"), postings(outcome, people)]
    parts += [_fees(fees) for fees in outcome.fees]
    if outcome.deadlines:
        due = [(f"{due.process} {due.move}", due.due_at) for due in outcome.deadlines]
        parts += [heading("The clock will"), block(due)]
    if told := _told(outcome, people):
        parts += [heading("Told"), block(told)]
    return "\n\n".join(parts)


def postings(outcome: Outcome, people: Mapping[UUID, str]) -> str:
    """The lines of the ledger. Whole account keys are in the JSON."""

    def owner(line: Line) -> str:
        name = line.account.split(":")[1]
        return next((email for id, email in people.items() if str(id) == name), name)

    return table(
        [
            Column("entry", lambda line: line.entry),
            Column("account", lambda line: line.account.split(":")[0]),
            Column("of", owner, text=True),
            Column("amount", lambda line: line.amount, right=True),
        ],
        outcome.postings,
        "No money moves.",
    )


def _becomes(before: str | None, after: str) -> str:
    if before is None:
        return f"new: {after}"
    return f"{before} → {after}" if before != after else f"stays {after}"


def _fees(fees: Fees) -> str:
    rows: list[tuple[str, Money]] = [("client's fee", fees.client), ("freelancer's fee", fees.freelancer)]
    if fees.client_refunded:
        rows.append(("client's fee given back", fees.client_refunded))
    return f"{heading('Fees')}\n\n{block(rows)}"


def _told(outcome: Outcome, people: Mapping[UUID, str]) -> list[tuple[str, str]]:
    events = defaultdict(list)
    for told in outcome.told:
        events[people.get(told.account_id, str(told.account_id))].append(told.event)
    return [(person, ", ".join(names)) for person, names in events.items()]
