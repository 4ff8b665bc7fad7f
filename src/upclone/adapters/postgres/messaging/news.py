"""What waits to be written to people, and how soon they want it. What waits stands with what they were told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from attrs import frozen
from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, Uuid

from upclone.adapters.postgres.metadata import METADATA, one_of, text, timestamp
from upclone.adapters.postgres.transaction import Transaction
from upclone.application.ports.store import FIRST
from upclone.domain.messaging.news import FIXED, Gathered, How, Topic

LETTER_CHOICE = Table(
    "letter_choice",
    METADATA,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("topic", text("topic").type, primary_key=True),
    text("how"),
    timestamp("chosen_at"),
    one_of("topic", Topic),
    one_of("how", How),
    CheckConstraint("topic <> 'essential'", name="fixed"),
)

_CHOICES = "SELECT topic, how FROM letter_choice WHERE account_id = %(account)s"
_CHOOSE = """
INSERT INTO letter_choice (account_id, topic, how, chosen_at)
SELECT %(account)s, topic, how, %(at)s FROM unnest(%(topics)s::text[], %(hows)s::text[]) AS chosen (topic, how)
ON CONFLICT (account_id, topic) DO UPDATE SET how = excluded.how, chosen_at = excluded.chosen_at
"""
_DROP = """
UPDATE notification SET letter_at = NULL
WHERE account_id = %(account)s AND letter_at IS NOT NULL AND topic = ANY (%(topics)s::text[])
"""
_DUE = """
SELECT DISTINCT account_id FROM notification WHERE letter_at <= %(at)s AND account_id > %(after)s
ORDER BY account_id LIMIT %(most)s
"""
# Whoever comes second waits for the rows, and finds that they wait no longer.
_GATHER = """
WITH due AS (
    SELECT DISTINCT letter, topic, about FROM notification WHERE account_id = %(account)s AND letter_at <= %(at)s
), taken AS (
    UPDATE notification AS told SET letter_at = NULL,
        gathered_at = CASE WHEN told.read_at IS NULL OR told.topic = ANY (%(fixed)s::text[]) THEN %(at)s END
    WHERE told.account_id = %(account)s AND told.letter_at IS NOT NULL AND EXISTS (
        SELECT FROM due WHERE due.letter = told.letter
            AND (due.letter = 'daily' OR (due.topic, due.about) = (told.topic, told.about)))
    RETURNING told.event_id, told.letter, told.topic, told.about, told.gathered_at
)
SELECT event_id, letter, topic, about FROM taken WHERE gathered_at IS NOT NULL ORDER BY event_id
"""
_FORGET = "UPDATE notification SET letter_at = NULL WHERE letter_at IS NOT NULL"


@frozen
class News:
    """Choices, and letters that wait."""

    transaction: Transaction

    def choices(self, account_id: UUID) -> Mapping[Topic, How]:
        """What somebody chose."""
        rows = self.transaction.all(_CHOICES, {"account": account_id})
        return {Topic(topic): How(how) for topic, how in rows}

    def choose(self, account_id: UUID, chosen: Mapping[Topic, How], at: datetime) -> None:
        """Keep choices; what is not to be written of any more waits no longer."""
        given = {"account": account_id, "topics": [*chosen], "hows": [*chosen.values()], "at": at}
        self.transaction.run(_CHOOSE, given)
        off = [topic for topic, how in chosen.items() if how is How.NEVER]
        if off:
            self.transaction.run(_DROP, {"account": account_id, "topics": off})

    def due(self, at: datetime, most: int, after: UUID = FIRST) -> Sequence[UUID]:
        """Accounts with a letter that is due."""
        return [id for (id,) in self.transaction.all(_DUE, {"at": at, "most": most, "after": after})]

    def gather(self, account_id: UUID, at: datetime) -> Sequence[Gathered]:
        """The letters that are due, with all that goes into each."""
        fixed = [topic.value for topic in FIXED]
        rows = self.transaction.all(_GATHER, {"account": account_id, "at": at, "fixed": fixed})
        found: dict[tuple[How, Topic | None, UUID | None], list[UUID]] = defaultdict(list)
        for event_id, letter, topic, about in rows:
            daily = letter == How.DAILY
            found[How(letter), None if daily else Topic(topic), None if daily else about].append(event_id)
        return [Gathered(how, topic, tuple(events)) for (how, topic, _), events in found.items()]

    def forget(self) -> int:
        """Nothing waits any longer."""
        return self.transaction.run(_FORGET, {})
