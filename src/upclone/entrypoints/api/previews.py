"""What a move would do, as it is answered."""

from __future__ import annotations

from uuid import UUID

from pydantic import ConfigDict

from upclone.application.previews import Outcome
from upclone.entrypoints.api.schemas import Moment, MoneyShape, Shape


class ChangeShape(Shape):
    """An object goes from a state (null: it is new) to another."""

    model_config = ConfigDict(title="Change")

    process: str
    id: UUID
    before: str | None
    after: str


class PostingShape(Shape):
    """One line of the ledger: positive into the account, negative out of it."""

    model_config = ConfigDict(title="Posting")

    entry: str
    account: str
    amount: MoneyShape


class FeesShape(Shape):
    """What both sides pay the marketplace by it, and what fee the client gets back."""

    model_config = ConfigDict(title="Fees")

    client: MoneyShape
    freelancer: MoneyShape
    client_refunded: MoneyShape


class DueShape(Shape):
    """A move that the clock will make."""

    model_config = ConfigDict(title="DueMove")

    process: str
    id: UUID
    move: str
    due_at: Moment


class ToldShape(Shape):
    """Somebody is told of an event."""

    model_config = ConfigDict(title="Told")

    account_id: UUID
    event: str


class OutcomeShape(Shape):
    """Everything that a move does: it comes from running it, so that preview and outcome can't differ."""

    model_config = ConfigDict(title="Outcome")

    changes: list[ChangeShape]
    postings: list[PostingShape]
    fees: list[FeesShape]
    deadlines: list[DueShape]
    told: list[ToldShape]
    events: list[str]


def outcome_shape(outcome: Outcome) -> OutcomeShape:
    """An outcome as it is answered."""
    return OutcomeShape.model_validate(outcome)
