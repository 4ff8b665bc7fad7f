"""Everything that a store holds, read behind the back of the repositories, in one shape for every store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from attrs import field, frozen

from upclone.adapters.memory import MemoryStore, Recorded
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.ledger import LedgerAccount, SealedEntry
from upclone.domain.payments.methods import Method
from upclone.domain.trust.sanctions import Sanction

Object = TypeVar("Object")


@frozen
class Due:
    """Until when people have time, and how the clock moves an object then."""

    process: str
    move: str
    at: datetime

    @property
    def over_at(self) -> datetime:
        """From when on: the second of its time is over then."""
        return self.at.replace(microsecond=0) + timedelta(seconds=1)


@frozen
class Snapshot:
    """Objects with the versions of their rows, the ledger as posted, histories, what people were told, what waits.

    `told` has (event, account, event's name); `queued` has (event, reaction); `due` has what each store keeps (or, in
    memory, what the object says) of the clock's next move.
    """

    objects: Mapping[UUID, tuple[Any, int]]
    entries: tuple[SealedEntry, ...]
    balances: Mapping[LedgerAccount, int]
    history: tuple[Recorded, ...]
    told: frozenset[tuple[UUID, UUID, str]]
    queued: frozenset[tuple[UUID, str]]
    due: Mapping[UUID, Due]
    _kinds: dict[type, list[Any]] = field(factory=dict, init=False, eq=False, repr=False)

    def all(self, kind: type[Object]) -> list[Object]:
        """The objects of a kind, oldest first."""
        if not self._kinds:
            for subject, _ in self.objects.values():
                self._kinds.setdefault(type(subject), []).append(subject)
        return self._kinds.get(kind, [])

    def get(self, id: UUID) -> Any:
        """One object as it is."""
        return self.objects[id][0]


def due_of(subject: Any) -> Due | None:
    """The clock's next move, written down again by hand."""
    if isinstance(subject, Contract) and subject.state == "offered":
        return Due("contract", "expire", subject.expires_at)
    if isinstance(subject, Hold) and subject.state == "requested":
        return Due("hold", "expire", subject.expires_at)
    if isinstance(subject, Milestone) and subject.state == "submitted":
        assert subject.review_due_at is not None
        return Due("milestone", "auto_approve", subject.review_due_at)
    if isinstance(subject, Dispute) and subject.state in ("opened", "answered", "ruled"):
        assert subject.due_at is not None
        return Due("dispute", "conclude" if subject.state == "ruled" else "escalate", subject.due_at)
    if isinstance(subject, Job) and subject.state in ("open", "paused"):
        assert subject.expires_at is not None
        return Due("job", "expire", subject.expires_at)
    if isinstance(subject, Proposal) and subject.state in ("submitted", "countered"):
        until = subject.rounds[-1].valid_until
        return Due("proposal", "expire", until) if until else None
    if isinstance(subject, Timesheet) and subject.state in ("planned", "open"):
        return Due("timesheet", "begin" if subject.state == "planned" else "close", _week_turns(subject))
    if isinstance(subject, Timesheet) and subject.state == "in_review":
        assert subject.review_due_at is not None
        return Due("timesheet", "approve", subject.review_due_at)
    if isinstance(subject, TimeEntry) and subject.state in ("running", "questioned"):
        assert subject.due_at is not None
        return Due("time_entry", "stop" if subject.state == "running" else "escalate", subject.due_at)
    if isinstance(subject, Invitation) and subject.state == "sent":
        return Due("invitation", "expire", subject.expires_at)
    if isinstance(subject, Sanction) and subject.state == "appealed":
        assert subject.appeal is not None
        decided = subject.appeal.at + timedelta(days=14)
        return Due("sanction", "lift", min(decided, subject.until) if subject.until else decided)
    if isinstance(subject, Sanction) and subject.state in ("in_force", "upheld"):
        return Due("sanction", "expire", subject.until) if subject.until else None
    if isinstance(subject, Chargeback) and subject.state == "opened":
        return Due("chargeback", "contest", max(subject.opened_at, subject.answer_by - timedelta(days=2)))
    if isinstance(subject, Approval) and subject.state == "requested":
        return Due("approval", "expire", subject.requested_at + timedelta(days=7))
    if isinstance(subject, Method) and subject.state in ("begun", "waiting"):
        assert subject.until is not None
        return Due("method", "fail" if subject.state == "begun" else "activate", subject.until)
    return None


def _week_turns(sheet: Timesheet) -> datetime:
    return sheet.starts_at if sheet.state == "planned" else sheet.ends_at


def of_memory(store: MemoryStore) -> Snapshot:
    """What a memory store holds. It reads the tables themselves: a repository could hide what it got wrong."""
    tables = store._tables
    kinds = (
        tables.accounts,
        tables.jobs,
        tables.proposals,
        tables.invitations,
        tables.contracts,
        tables.milestones,
        tables.holds,
        tables.transfers,
        tables.disputes,
        tables.sanctions,
        tables.timesheets,
        tables.time_entries,
        tables.methods,
        tables.chargebacks,
        tables.approvals,
    )
    objects = {id: (row, row.version) for rows in kinds for id, row in rows.items()}  # type: ignore[attr-defined]
    return Snapshot(
        objects=objects,
        entries=tuple(tables.entries.values()),
        balances=dict(tables.balances),
        history=tuple(tables.events.values()),
        told=frozenset((event, account, told.name) for (event, account), told in tables.notifications.items()),
        queued=frozenset((each.event_id, each.reaction) for each in tables.pending),
        due={id: due for id, (row, _) in objects.items() if (due := due_of(row)) is not None},
    )
