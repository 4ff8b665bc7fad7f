"""All use cases over any store, clock and gateways: what a container builds, small enough for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast
from uuid import UUID

from attrs import frozen

from upclone.adapters.memory import MemoryMail
from upclone.adapters.memory.candidates import MemoryCandidates
from upclone.adapters.memory.searches import MemoryMatches
from upclone.adapters.pdf.documents import PdfDocuments
from upclone.adapters.quotas import LimitedQuotas
from upclone.adapters.system import HmacSeals, SystemSecrets
from upclone.application.deals.chargebacks import Chargebacks
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.hours import Hours
from upclone.application.deals.milestones import Milestones
from upclone.application.deals.timesheets import Timesheets
from upclone.application.market.invitations import Invitations
from upclone.application.market.jobs import Jobs
from upclone.application.market.matching import Matching
from upclone.application.market.proposals import Proposals
from upclone.application.market.searches import Searches
from upclone.application.messaging.news import News
from upclone.application.payments.approvals import Approvals
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.invoices import Invoices
from upclone.application.payments.methods import Methods
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.payments.transfers import Transfers
from upclone.application.payments.withdrawals import Withdrawals
from upclone.application.people.accounts import Accounts
from upclone.application.people.leaving import Leaving
from upclone.application.ports.gateways import Gateways, PaymentGateway
from upclone.application.ports.quotas import Quota
from upclone.application.ports.reconciling import Books
from upclone.application.ports.store import UnitOfWork, Work
from upclone.application.ports.system import Clock, Ids, Passwords
from upclone.application.previews import Previews
from upclone.application.reactions.activity import Notes
from upclone.application.reactions.claims import Claims
from upclone.application.reactions.deadlines import Deadlines
from upclone.application.reactions.enrolments import Enrolments
from upclone.application.reactions.letters import Letters
from upclone.application.reactions.listening import Reactions
from upclone.application.reactions.lookbacks import Lookbacks
from upclone.application.reactions.notifications import Notifications
from upclone.application.reactions.operations import Operations
from upclone.application.reactions.pacing import Pacing
from upclone.application.reactions.standing import Standings
from upclone.application.trust.sanctions import Sanctions
from upclone.domain.errors import Invalid
from upclone.domain.market.limits import DailyLimits
from upclone.domain.payments.limits import Limits
from upclone.domain.payments.taxes import TaxIdentity
from upclone.domain.people.accounts import Account

ROOM = DailyLimits(bids=10**6, invitations=10**6, offers=10**6, jobs=10**6)
"""Limits that no test reaches by accident."""


COMPANY: Final = TaxIdentity(UUID(int=0), "FR", True, "Marché SAS", "1 rue du Port", "69001", "Lyon", "FR40303265045")


@frozen
class OpenPasswords:
    """Passwords that cost nothing to check: hashing is not what is tested here."""

    decoy: str = "nothing matches this"

    def hash(self, password: str) -> str:
        return f"open:{password}"

    def matches(self, hash: str, password: str) -> bool:
        return hash == f"open:{password}"


class KnownPassword:
    """Somebody who knows the password proves who they are."""

    def prove(self, work: Work, account: Account, password: str, code: str) -> None:
        if account.password_hash != f"open:{password}":
            raise Invalid("password", "is not the account's")


@frozen
class SwitchedOn:
    """The gateways that are switched on, by their names."""

    gateways: tuple[PaymentGateway, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(gateway.name for gateway in self.gateways)

    def get(self, name: str) -> PaymentGateway:
        for gateway in self.gateways:
            if gateway.name == name:
                return gateway
        raise Invalid("gateway", f"{name!r} is not switched on")


@frozen
class MarketPlace:
    """The use cases, and the few ports that tests turn themselves."""

    unit_of_work: UnitOfWork
    clock: Clock
    ids: Ids
    accounts: Accounts
    jobs: Jobs
    proposals: Proposals
    searches: Searches
    matches: MemoryMatches
    invitations: Invitations
    contracts: Contracts
    milestones: Milestones
    disputes: Disputes
    chargebacks: Chargebacks
    escrow: Escrow
    transfers: Transfers
    methods: Methods
    withdrawals: Withdrawals
    papers: Invoices
    sanctions: Sanctions
    leaving: Leaving
    operations: Operations
    lookbacks: Lookbacks
    previews: Previews
    deadlines: Deadlines
    reactions: Reactions
    mail: MemoryMail
    news: News
    timesheets: Timesheets
    hours: Hours


def market_place(
    work: UnitOfWork,
    clock: Clock,
    ids: Ids,
    gateways: Gateways,
    passwords: Passwords | None = None,
    pace: timedelta = timedelta(0),
) -> MarketPlace:
    """Build every use case over one store. `pace` is the shortest time between two questions about one operation."""
    contracts, milestones, disputes = (
        Contracts(work, clock, ids),
        Milestones(work, clock, ids),
        Disputes(work, clock, ids),
    )
    timesheets, hours = Timesheets(work, clock, ids, gateways), Hours(work, clock, ids, SystemSecrets())
    sanctions = Sanctions(work, clock, ids)
    asked = passwords or OpenPasswords()
    leaving = Leaving(work, clock, asked, LimitedQuotas({Quota.SIGN_IN: "1000/minute"}, clock))
    mail, seals = MemoryMail(), HmacSeals("a secret of tests, 32 letters long")
    letters = Letters(work, seals, mail, "http://localhost")
    escrow, transfers = Escrow(work, clock, ids, gateways), Transfers(work, clock, ids, gateways)
    lookbacks = Lookbacks(work, clock, gateways, transfers)
    papers = Invoices(work, clock, ids, COMPANY)
    jobs = Jobs(work, clock, ids, limits=ROOM)
    matches = MemoryMatches(work)
    matching = Matching(work, clock, MemoryCandidates(work), told_per_day=0)
    searches = Searches(work, clock, ids, matches)
    proposals, invitations = Proposals(work, clock, ids, ROOM), Invitations(work, clock, ids, ROOM)
    methods = Methods(work, clock, ids, gateways, KnownPassword(), timedelta(days=3))
    at_once = Pacing(shortest=timedelta(0))
    chargebacks = Chargebacks(work, clock, ids)
    claims = Claims(work, clock, gateways, chargebacks, PdfDocuments(), Pacing(shortest=timedelta(0)))
    enrolments = Enrolments(work, clock, gateways, methods, "http://localhost", at_once)
    operations = Operations(
        work,
        clock,
        gateways,
        escrow,
        transfers,
        "http://localhost",
        Pacing(shortest=pace),
        (enrolments, claims),
    )
    return MarketPlace(
        unit_of_work=work,
        clock=clock,
        ids=ids,
        accounts=Accounts(work, clock, ids, asked),
        jobs=jobs,
        searches=searches,
        matches=matches,
        proposals=proposals,
        invitations=invitations,
        contracts=contracts,
        milestones=milestones,
        disputes=disputes,
        chargebacks=chargebacks,
        escrow=escrow,
        transfers=transfers,
        methods=methods,
        withdrawals=Withdrawals(work, clock, ids, gateways, lambda _: False),
        papers=papers,
        sanctions=sanctions,
        operations=operations,
        lookbacks=lookbacks,
        previews=Previews(work),
        reactions=Reactions(
            work,
            Notifications(work),
            letters,
            operations,
            searches,
            Notes(work),
            matching,
            Standings(work),
            papers,
            timesheets,
            enrolments,
            claims,
            # The memory store keeps no runs of reconciliations: nothing here asks for one.
            Reconciliations(work, clock, ids, gateways, cast(Books, None), Limits(0, {}), 90, lookbacks.came_back),
        ),
        mail=mail,
        news=News(work, clock, seals),
        deadlines=Deadlines(
            contracts,
            milestones,
            disputes,
            escrow,
            jobs,
            sanctions,
            proposals,
            invitations,
            leaving,
            timesheets,
            hours,
            methods,
            chargebacks,
            Approvals(work, clock, ids, Limits(1_000, {})),
        ),
        leaving=leaving,
        timesheets=timesheets,
        hours=hours,
    )
