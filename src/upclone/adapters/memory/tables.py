"""What the store keeps: one mapping a table, and drafts of all of them that are merged or dropped."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from attrs import define, field, fields, frozen

from upclone.adapters.memory.categories import shipped_categories, shipped_skills
from upclone.application.ports.store import Answer
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.events import Event
from upclone.domain.market.categories import Category
from upclone.domain.market.invitations import Invitation
from upclone.domain.market.jobs import Job
from upclone.domain.market.limits import Counted
from upclone.domain.market.proposals import Proposal
from upclone.domain.market.searches import Search
from upclone.domain.market.skills import Skill
from upclone.domain.market.standing import Standing
from upclone.domain.messaging.news import How, Topic
from upclone.domain.payments.approvals import Approval
from upclone.domain.payments.chargebacks import Chargeback
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.invoices import Invoice, Series
from upclone.domain.payments.ledger import Book, LedgerAccount, SealedEntry
from upclone.domain.payments.methods import Method
from upclone.domain.payments.reconciliation import StrayClaim
from upclone.domain.payments.schedules import Schedule
from upclone.domain.payments.taxes import TaxIdentity
from upclone.domain.payments.transfers import Transfer
from upclone.domain.people.accounts import Account
from upclone.domain.people.factors import SecondFactor
from upclone.domain.people.files import File
from upclone.domain.people.identities import Identity
from upclone.domain.people.profiles import ClientProfile, FreelancerProfile
from upclone.domain.people.proofs import Proof
from upclone.domain.people.sessions import Session
from upclone.domain.people.tokens import PersonalToken
from upclone.domain.trust.activity import Activity
from upclone.domain.trust.sanctions import Sanction


@frozen
class Recorded:
    """An event with its place, counted from 1, in the history of its contract (of its subject, where it has none)."""

    id: UUID
    history: UUID
    seq: int
    event: Event


@frozen
class Pending:
    """A reaction that is to follow from an event."""

    event_id: UUID
    reaction: str


@frozen
class Answered:
    """A request that was answered. `fingerprint` is the hash of what was asked."""

    fingerprint: str
    answer: Answer


@frozen
class Refresh:
    """A refresh token of a session."""

    session_id: UUID
    expires_at: datetime
    used_at: datetime | None = None


@frozen
class Revocable:
    """A personal token, and since when it opens nothing."""

    token: PersonalToken
    revoked_at: datetime | None = None


@frozen
class Recovery:
    """A recovery code."""

    hash: bytes
    used_at: datetime | None = None


@frozen
class Waiting:
    """News of which a letter may speak: `how` soon its reader wants it, since when, and when it was gathered."""

    topic: Topic
    about: UUID
    how: How
    at: datetime | None
    gathered_at: datetime | None = None


@define
class Tables:
    """Every value is frozen, so that a draft needs to hold only what was written."""

    accounts: MutableMapping[UUID, Account] = field(factory=dict)
    jobs: MutableMapping[UUID, Job] = field(factory=dict)
    likenesses: MutableMapping[UUID, frozenset[int]] = field(factory=dict)
    proposals: MutableMapping[UUID, Proposal] = field(factory=dict)
    invitations: MutableMapping[UUID, Invitation] = field(factory=dict)
    tallies: MutableMapping[tuple[UUID, Counted], tuple[date, int]] = field(factory=dict)
    contracts: MutableMapping[UUID, Contract] = field(factory=dict)
    milestones: MutableMapping[UUID, Milestone] = field(factory=dict)
    holds: MutableMapping[UUID, Hold] = field(factory=dict)
    transfers: MutableMapping[UUID, Transfer] = field(factory=dict)
    disputes: MutableMapping[UUID, Dispute] = field(factory=dict)
    entries: MutableMapping[str, SealedEntry] = field(factory=dict)
    reversed: MutableMapping[UUID, UUID] = field(factory=dict)
    books: MutableMapping[UUID, Book] = field(factory=dict)
    balances: MutableMapping[LedgerAccount, int] = field(factory=dict)
    events: MutableMapping[UUID, Recorded] = field(factory=dict)
    lengths: MutableMapping[UUID, int] = field(factory=dict)
    notifications: MutableMapping[tuple[UUID, UUID], Event] = field(factory=dict)
    read: MutableMapping[tuple[UUID, UUID], datetime] = field(factory=dict)
    news: MutableMapping[tuple[UUID, UUID], Waiting] = field(factory=dict)
    chosen: MutableMapping[tuple[UUID, Topic], How] = field(factory=dict)
    sanctions: MutableMapping[UUID, Sanction] = field(factory=dict)
    chargebacks: MutableMapping[UUID, Chargeback] = field(factory=dict)
    stray_claims: MutableMapping[tuple[str, str], StrayClaim] = field(factory=dict)
    approvals: MutableMapping[UUID, Approval] = field(factory=dict)
    methods: MutableMapping[UUID, Method] = field(factory=dict)
    schedules: MutableMapping[tuple[UUID, str], Schedule] = field(factory=dict)
    periods: MutableMapping[tuple[UUID, str, str, str], None] = field(factory=dict)
    activities: MutableMapping[UUID, Activity | None] = field(factory=dict)
    pending: MutableMapping[Pending, None] = field(factory=dict)
    requests: MutableMapping[tuple[UUID, str], Answered] = field(factory=dict)
    files: MutableMapping[UUID, File] = field(factory=dict)
    contents: MutableMapping[str, datetime] = field(factory=dict)
    freelancers: MutableMapping[UUID, FreelancerProfile] = field(factory=dict)
    clients: MutableMapping[UUID, ClientProfile] = field(factory=dict)
    tax_identities: MutableMapping[UUID, TaxIdentity] = field(factory=dict)
    series: MutableMapping[tuple[str, int], Series] = field(factory=dict)
    invoices: MutableMapping[UUID, Invoice] = field(factory=dict)
    sessions: MutableMapping[UUID, Session] = field(factory=dict)
    refresh_tokens: MutableMapping[bytes, Refresh] = field(factory=dict)
    proofs: MutableMapping[UUID, Proof] = field(factory=dict)
    personal_tokens: MutableMapping[UUID, Revocable] = field(factory=dict)
    identities: MutableMapping[UUID, tuple[Identity, ...]] = field(factory=dict)
    spent: MutableMapping[bytes, datetime] = field(factory=dict)
    second_factors: MutableMapping[UUID, SecondFactor | None] = field(factory=dict)
    recovery_codes: MutableMapping[UUID, tuple[Recovery, ...]] = field(factory=dict)
    searches: MutableMapping[UUID, Search] = field(factory=dict)
    categories: MutableMapping[UUID, Category] = field(factory=shipped_categories)
    skills: MutableMapping[UUID, Skill] = field(factory=shipped_skills)
    taxonomies: MutableMapping[str, UUID] = field(factory=dict)
    unknown_skills: MutableMapping[str, tuple[str, int]] = field(factory=dict)
    standings: MutableMapping[UUID, Standing] = field(factory=dict)
    recommendations: MutableMapping[tuple[UUID, UUID], datetime] = field(factory=dict)
    timesheets: MutableMapping[UUID, Timesheet] = field(factory=dict)
    time_entries: MutableMapping[UUID, TimeEntry] = field(factory=dict)

    def draft(self) -> Tables:
        """Tables that read through to these and keep what is written to themselves."""
        return Tables(*(ChainMap({}, rows) for rows in self._all()))

    def take(self, draft: Tables) -> None:
        """Make what was written to a draft true."""
        for rows, drafted in zip(self._all(), draft._all(), strict=True):
            rows.update(cast(ChainMap[Any, Any], drafted).maps[0])

    def _all(self) -> tuple[MutableMapping[Any, Any], ...]:
        return tuple(getattr(self, table.name) for table in fields(Tables))
