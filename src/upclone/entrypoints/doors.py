"""Everything that a way in may call: the use cases, the reads, and the few ports that an edge needs itself.

Built once by the container; handed to the API, the pages and the commands, which know nothing else of the inside.
"""

from __future__ import annotations

from attrs import frozen

from upclone.application.deals.chargebacks import Chargebacks
from upclone.application.deals.contracts import Contracts
from upclone.application.deals.disputes import Disputes
from upclone.application.deals.hours import Hours
from upclone.application.deals.milestones import Milestones
from upclone.application.deals.timesheets import Timesheets
from upclone.application.market.categories import Categories
from upclone.application.market.invitations import Invitations
from upclone.application.market.jobs import Jobs
from upclone.application.market.matching import Matching
from upclone.application.market.proposals import Proposals
from upclone.application.market.searches import Searches
from upclone.application.messaging.news import News
from upclone.application.messaging.notifications import Inbox
from upclone.application.payments.approvals import Approvals
from upclone.application.payments.escrow import Escrow
from upclone.application.payments.invoices import Invoices
from upclone.application.payments.methods import Methods
from upclone.application.payments.reconciliation import Reconciliations
from upclone.application.payments.taxes import Taxes
from upclone.application.payments.transfers import Transfers
from upclone.application.payments.withdrawals import Withdrawals
from upclone.application.people.accounts import Accounts
from upclone.application.people.addresses import Addresses
from upclone.application.people.factors import SecondFactors
from upclone.application.people.files import Files
from upclone.application.people.identities import Identities
from upclone.application.people.leaving import Leaving
from upclone.application.people.passwords import PasswordChanges
from upclone.application.people.profiles import Profiles
from upclone.application.people.roles import Roles
from upclone.application.people.sessions import Sessions
from upclone.application.people.tokens import PersonalTokens
from upclone.application.people.views import Views
from upclone.application.ports.audit import AuditTrail
from upclone.application.ports.documents import Documents
from upclone.application.ports.gateways import Gateways
from upclone.application.ports.health import Health
from upclone.application.ports.jobs import Backlog
from upclone.application.ports.quotas import Quotas
from upclone.application.ports.reconciling import Books
from upclone.application.ports.store import Requests, UnitOfWork
from upclone.application.ports.system import Clock, Ids, Seals
from upclone.application.ports.webhooks import WebhookInbox
from upclone.application.previews import Previews
from upclone.application.reactions.operations import Operations
from upclone.application.reads.categories import CategoryReads
from upclone.application.reads.dashboards import DashboardReads
from upclone.application.reads.deals import DealReads
from upclone.application.reads.export import ExportReads, Exports
from upclone.application.reads.files import FileReads
from upclone.application.reads.front import FrontReads
from upclone.application.reads.hours import HourReads
from upclone.application.reads.invoices import InvoiceReads
from upclone.application.reads.ledger import LedgerReads
from upclone.application.reads.market import MarketReads
from upclone.application.reads.office import OfficeReads
from upclone.application.reads.payments import PaymentReads
from upclone.application.reads.people import PeopleReads
from upclone.application.reads.profiles import ProfileReads
from upclone.application.reads.proposals import ProposalReads
from upclone.application.reads.rooms import RoomReads
from upclone.application.reads.search import SearchReads
from upclone.application.reads.statements import StatementReads
from upclone.application.reads.trust import TrustReads
from upclone.application.reads.wallet import WalletReads
from upclone.application.trust.activity import Activities
from upclone.application.trust.sanctions import Sanctions


@frozen
class Doors:
    """The inside, as the ways in see it."""

    accounts: Accounts
    sessions: Sessions
    addresses: Addresses
    passwords: PasswordChanges
    second_factors: SecondFactors
    personal_tokens: PersonalTokens
    roles: Roles
    identities: Identities
    jobs: Jobs
    categories: Categories
    matching: Matching
    taxonomy: CategoryReads
    proposals: Proposals
    searches: Searches
    search: SearchReads
    invitations: Invitations
    contracts: Contracts
    milestones: Milestones
    disputes: Disputes
    chargebacks: Chargebacks
    timesheets: Timesheets
    hours: Hours
    hour_reads: HourReads
    rooms: RoomReads
    escrow: Escrow
    taxes: Taxes
    papers: Invoices
    invoice_reads: InvoiceReads
    statements: StatementReads
    wallet: WalletReads
    sanctions: Sanctions
    transfers: Transfers
    reconciliations: Reconciliations
    books: Books
    approvals: Approvals
    methods: Methods
    withdrawals: Withdrawals
    operations: Operations
    previews: Previews
    deals: DealReads
    market: MarketReads
    front: FrontReads
    negotiations: ProposalReads
    dashboards: DashboardReads
    payments: PaymentReads
    people: PeopleReads
    trust: TrustReads
    office: OfficeReads
    notices: Inbox
    news: News
    activity: Activities
    leaving: Leaving
    exports: Exports
    export_reads: ExportReads
    files: Files
    file_reads: FileReads
    profiles: Profiles
    profile_reads: ProfileReads
    views: Views
    ledger: LedgerReads
    documents: Documents
    requests: Requests
    gateways: Gateways
    inbox: WebhookInbox
    audit: AuditTrail
    ids: Ids
    health: Health
    backlog: Backlog
    unit_of_work: UnitOfWork
    clock: Clock
    seals: Seals
    quotas: Quotas
