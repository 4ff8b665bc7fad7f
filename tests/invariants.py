"""What must hold whatever happens: MONEY.md's invariants, computed again from what a store holds.

Nothing here asks the code that is tested for an amount: fees, what is held and who is owed are worked out by hand
from the objects on one side and from the postings on the other, and both must agree to the last minor unit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from uuid import UUID

from tests.snapshots import Snapshot
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.disputes import Dispute
from upclone.domain.deals.hours import TimeEntry
from upclone.domain.deals.milestones import Milestone
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.market.jobs import Job
from upclone.domain.market.proposals import Proposal
from upclone.domain.payments.escrow import Hold
from upclone.domain.payments.fees import FeeRates
from upclone.domain.payments.ledger import Book, LedgerAccount, seal
from upclone.domain.payments.transfers import Transfer
from upclone.domain.processes import process_of

OPEN_DISPUTES = ("opened", "answered", "escalated", "ruled", "appealed")
GUARDED = ("escrow", "freelancer_available", "payout_transit", "refund_transit", "suspense")
HOLD_OF_MILESTONE = {
    "proposed": (),
    "planned": (),
    "funding": ("requested",),
    "funded": ("held",),
    "submitted": ("held",),
    "changes_requested": ("held",),
    "disputed": ("frozen",),
    "approved": ("released", "split"),
    "settled": ("released", "refunded", "split"),
    "refunded": ("refunded", "split"),
    "cancelled": (None, "released", "refunded", "split"),
}
"""For each state of a milestone, the states that the hold of its present funding may be in (None: it has none)."""


def check(now: Snapshot) -> None:
    """Everything that one snapshot can say."""
    check_ledger(now)
    check_holds(now)
    check_contracts(now)
    check_people(now)
    check_states(now)
    check_weeks(now)
    check_negotiations(now)
    check_history(now)


def sums(now: Snapshot) -> Counter[LedgerAccount]:
    """What the postings of each account sum to."""
    total: Counter[LedgerAccount] = Counter()
    for sealed in now.entries:
        for posting in sealed.entry.postings:
            total[posting.account] += posting.amount_minor
    return total


def check_ledger(now: Snapshot) -> None:
    """Entries balance, chains hold, keys and reversals are unique, cached balances are true, nobody is below zero."""
    books: dict[UUID, Book] = {}
    for sealed in sorted(now.entries, key=lambda each: each.seq):
        entry = sealed.entry
        assert len(entry.postings) >= 2
        assert all(posting.amount_minor and posting.account.currency == entry.currency for posting in entry.postings)
        assert sum(posting.amount_minor for posting in entry.postings) == 0, f"{entry.key} does not balance"
        book, again = seal(books.get(entry.book, Book(entry.book)), entry)
        assert again == sealed, f"the chain of {entry.book} breaks at {entry.key}"
        books[entry.book] = book
    keys = Counter(sealed.entry.key for sealed in now.entries)
    undone = Counter(sealed.entry.reverses for sealed in now.entries if sealed.entry.reverses)
    assert not [each for each, count in (keys + undone).items() if count > 1], "nothing is posted or undone twice"
    total = sums(now)
    for account, minor in now.balances.items():
        assert minor == total[account], f"{account.key} says {minor}, its postings {total[account]}"
    for account, minor in total.items():
        assert account.kind not in GUARDED or (minor >= 0 and account in now.balances), f"{account.key} has {minor}"


def fee(rates: FeeRates, work: int) -> int:
    """The client's fee on `work` minor units."""
    return work * rates.client_basis_points // 10_000


def owed(rates: FeeRates, released: int) -> int:
    """The freelancer's fee on everything released so far: tier by tier, rounded down once."""
    due, lower = 0, 0
    for tier in rates.freelancer:
        upper = released if tier.upto_minor is None else min(tier.upto_minor, released)
        due += max(0, upper - lower) * tier.basis_points
        lower = max(lower, upper)
    return due // 10_000


def held(hold: Hold) -> int:
    """The money that lies in a hold's account: what is left of the work, and the fee that releasing it would cost."""
    if hold.state not in ("held", "frozen"):
        return 0
    released, left = hold.released.amount_minor, (hold.work - hold.released - hold.refunded).amount_minor
    return left + fee(hold.fees, released + left) - fee(hold.fees, released)


def flows(now: Snapshot) -> dict[UUID, Counter[str]]:
    """By hold, what its account received and paid, by the kind of the entry."""
    by_hold: dict[UUID, Counter[str]] = defaultdict(Counter)
    for sealed in now.entries:
        for posting in sealed.entry.postings:
            if posting.account.kind == "escrow":
                by_hold[UUID(posting.account.owner)][sealed.entry.kind] += posting.amount_minor
    return by_hold


def check_holds(now: Snapshot) -> None:
    """What a hold says and what the ledger says of it are the same, fees included."""
    total, by_hold = sums(now), flows(now)
    for hold in now.all(Hold):
        paid = hold.state not in ("requested", "declined", "expired")
        assert (hold.id in by_hold) == paid, f"a hold that is {hold.state}"
        moved, released, refunded = (
            by_hold.get(hold.id, Counter()),
            hold.released.amount_minor,
            hold.refunded.amount_minor,
        )
        funded = hold.work.amount_minor + fee(hold.fees, hold.work.amount_minor) if paid else 0
        assert moved["fund"] == funded
        assert -moved["release"] == released + fee(hold.fees, released), "the client pays the fee on released work"
        assert sum(moved.values()) == held(hold)
        balance = sum(minor for each, minor in total.items() if each.kind == "escrow" and each.owner == str(hold.id))
        assert balance == held(hold)
        assert set(moved) <= {"fund", "release", "refund", "chargeback", "chargeback_returned"}
        over = released + refunded == hold.work.amount_minor
        ended = hold.state in ("released", "refunded", "split")
        contested = now.get(hold.contract_id).contested
        assert over == ended or (over and contested), f"{hold.state} with {hold.remaining} left"
        assert hold.given_back <= hold.released
        assert not (hold.state == "released" and refunded)
        assert not (hold.state == "refunded" and released)


def check_contracts(now: Snapshot) -> None:
    """Funded = held + released + refunded + fees + in dispute + charged back, from the ledger and from the holds.

    Work that was given back counts as if it had never been released: its fees went back, too."""
    by_hold = flows(now)
    released: Counter[UUID] = Counter()
    fees: Counter[UUID] = Counter()
    back: Counter[UUID] = Counter()
    charged: Counter[UUID] = Counter()
    for sealed in now.entries:
        entry = sealed.entry
        for posting in entry.postings:
            if entry.contract_id is None:
                continue
            if entry.kind in ("release", "given_back"):
                place = {"freelancer_available": released, "freelancer_debt": released, "fee_income": fees}
                place.get(posting.account.kind, Counter())[entry.contract_id] += posting.amount_minor
            if entry.kind in ("refund", "given_back") and posting.account.kind == "refund_transit":
                back[entry.contract_id] += posting.amount_minor
            if entry.kind in ("chargeback", "chargeback_returned") and posting.account.kind == "escrow":
                charged[entry.contract_id] -= posting.amount_minor
    for contract in now.all(Contract):
        holds = [hold for hold in now.all(Hold) if hold.contract_id == contract.id]
        funded = sum(by_hold.get(hold.id, Counter())["fund"] for hold in holds)
        resting = sum(held(hold) for hold in holds if hold.state == "held")
        disputed = sum(held(hold) for hold in holds if hold.state == "frozen")
        mine = contract.id
        gone = back[mine] + charged[mine]
        assert funded == resting + disputed + released[mine] + fees[mine] + gone, f"contract {mine} leaks"
        assert contract.withheld == any(each.withheld for each in now.all(Milestone) if each.contract_id == mine)
        worked = sum((hold.released - hold.given_back).amount_minor for hold in holds)
        assert contract.released.amount_minor == worked
        cost = owed(contract.terms.fees, worked)
        client = sum(fee(hold.fees, (hold.released - hold.given_back).amount_minor) for hold in holds)
        assert (released[mine], fees[mine]) == (worked - cost, cost + client), "fees, tier by tier"
        assert all(hold.fees == contract.terms.fees for hold in holds)


def check_people(now: Snapshot) -> None:
    """What people can withdraw is what they earned less what left; what is on its way is what was asked for."""
    expected: Counter[LedgerAccount] = Counter()
    for sealed in now.entries:
        for posting in sealed.entry.postings:
            earning = sealed.entry.kind in ("release", "given_back", "debt_recovered", "chargeback_returned")
            if earning and posting.account.kind == "freelancer_available":
                expected[posting.account] += posting.amount_minor
    total = sums(now)
    for account, minor in total.items():
        assert account.kind not in ("freelancer_debt", "dispute_loss") or minor <= 0, f"{account.key} has {minor}"
    for transfer in now.all(Transfer):
        minor, currency = transfer.amount.amount_minor, transfer.amount.currency
        place = "payout_transit" if transfer.kind == "payout" else "refund_transit"
        waiting = minor if transfer.state in ("requested", "sent") else 0
        assert _on(total, place, str(transfer.id), currency) == waiting, f"a {transfer.kind} that is {transfer.state}"
        if transfer.kind == "payout":
            if transfer.state != "failed":
                expected[_earned(transfer)] -= minor
        else:
            lost = minor if transfer.state == "failed" else 0
            assert _on(total, "suspense", str(transfer.id), currency) == lost, "a refund that failed lies in suspense"
    for account, minor in total.items():
        if account.kind == "freelancer_available":
            assert minor == expected[account], f"{account.key} has {minor}, not {expected[account]}"


def _earned(transfer: Transfer) -> LedgerAccount:
    """Where the money of a payout was: what came in by one gateway leaves by no other."""
    own = f"{transfer.owner}:{transfer.gateway}" if transfer.gateway != "sandbox" else str(transfer.owner)
    return _account(place="freelancer_available", owner=own, currency=transfer.amount.currency)


def _account(place: str, owner: str, currency: str) -> LedgerAccount:
    return LedgerAccount.of_key(f"{place}:{owner}:{currency}")


def _on(total: Counter[LedgerAccount], place: str, owner: str, currency: str) -> int:
    return total[_account(place, owner, currency)]


def check_states(now: Snapshot) -> None:
    """Contracts, milestones, holds and disputes tell the same story."""
    for milestone in now.all(Milestone):
        hold = now.get(milestone.hold_id) if milestone.hold_id else None
        allowed = HOLD_OF_MILESTONE[milestone.state]
        assert (hold.state if hold else None) in (allowed or (None,)), f"{milestone.state}, its hold {hold}"
        others = [each for each in now.all(Hold) if each.milestone_id == milestone.id and each != hold]
        assert all(other.state in ("declined", "expired") for other in others), "one funding at a time"
        open_now = [
            each for each in now.all(Dispute) if each.milestone_id == milestone.id and each.state in OPEN_DISPUTES
        ]
        assert len(open_now) == (milestone.state == "disputed")
        for dispute in open_now:
            assert hold is not None
            assert dispute.hold_id == hold.id
            assert dispute.at_stake == hold.remaining or now.get(dispute.contract_id).contested
        assert (milestone.review_due_at is not None) == (milestone.state == "submitted")
    for contract in now.all(Contract):
        live = [each.state for each in now.all(Milestone) if each.contract_id == contract.id]
        if contract.state in ("completed", "cancelled"):
            assert set(live) <= {"approved", "settled", "refunded", "cancelled"}, "a contract ends with its milestones"
        elif contract.state not in ("active", "paused"):
            assert not live, f"a contract that is {contract.state} has no milestones"
        if contract.state in ("active", "paused", "completed", "cancelled"):
            digest = contract.terms.digest()
            assert {each.role for each in contract.signatures} == {"client", "freelancer"}
            assert all(each.terms_hash == digest for each in contract.signatures), "both signed these very terms"
    for job in now.all(Job):
        counting = [each for each in now.all(Contract) if each.job_id == job.id and _counts(each)]
        hired = [each for each in now.all(Proposal) if each.job_id == job.id and each.state == "hired"]
        assert len(counting) == len(hired) <= 1, f"a job that is {job.state}"
        assert job.state == "removed" or len(hired) == (job.state == "filled"), f"a job that is {job.state}"


def check_weeks(now: Snapshot) -> None:
    """A week costs what its minutes cost, is paid what its holds released, is there once, and shares no minute."""
    paid: Counter[UUID] = Counter()
    for sheet in now.all(Timesheet):
        entries = [each for each in now.all(TimeEntry) if each.timesheet_id == sheet.id]
        billed = [each for each in entries if each.state == "billed"]
        assert sheet.billed_minutes == sum(each.minutes for each in billed)
        assert sheet.billed.amount_minor == sheet.rate.amount_minor * sheet.billed_minutes // 60
        assert sheet.billed.amount_minor == sum(each.billed.amount_minor for each in billed if each.billed)
        assert sheet.minutes == sum(
            each.minutes for each in entries if each.state in ("logged", "questioned", "disputed", "billed")
        )
        assert sheet.minutes <= sheet.limit_minutes
        assert sheet.contested == sum(each.state in ("questioned", "disputed") for each in entries)
        assert all(
            sheet.starts_at <= each.started_at and (each.ended_at or each.started_at) <= sheet.ends_at
            for each in entries
            if each.state != "deleted"
        )
        if sheet.state == "paid":
            assert sheet.paid == sheet.billed
            assert not sheet.contested
        paid[sheet.contract_id] += sheet.paid.amount_minor
    weeks = Counter((sheet.contract_id, sheet.starts_on) for sheet in now.all(Timesheet))
    assert set(weeks.values()) <= {1}
    ended: dict[UUID, datetime] = {}
    for entry in sorted(now.all(TimeEntry), key=lambda each: each.started_at):
        if entry.state != "deleted":
            freelancer = entry.parties.freelancer
            assert freelancer not in ended or ended[freelancer] <= entry.started_at, "two at once"
            ended[freelancer] = entry.ended_at or datetime.max.replace(tzinfo=UTC)
    reserves = {each.id for each in now.all(Milestone) if each.hourly}
    for contract in now.all(Contract):
        drawn = sum(
            hold.released.amount_minor
            for hold in now.all(Hold)
            if hold.contract_id == contract.id and hold.milestone_id in reserves
        )
        assert drawn == paid[contract.id] or contract.state == "cancelled", "weeks are paid what reserves released"


def check_negotiations(now: Snapshot) -> None:
    """Rounds are counted, the state says whose terms lie on the table, and nobody negotiates twice over one job."""
    counting: Counter[tuple[UUID, UUID]] = Counter()
    for proposal in now.all(Proposal):
        assert [each.number for each in proposal.rounds] == list(range(1, len(proposal.rounds) + 1))
        table, job = proposal.rounds[-1], now.get(proposal.job_id)
        assert proposal.parties.client == job.client_id
        if proposal.state in ("submitted", "countered"):
            assert table.by == ("freelancer" if proposal.state == "submitted" else "client")
        if proposal.state in ("submitted", "countered", "hired"):
            counting[proposal.job_id, proposal.parties.freelancer] += 1
        elif proposal.rounds[0].by == "client":
            assert job.state not in ("open", "filled"), "a direct offer takes its job with it"
        if job.brief.payment == "fixed":
            assert sum(step.amount.amount_minor for step in table.plan) == table.price.amount_minor
    assert set(counting.values()) <= {1}
    for contract in now.all(Contract):
        if contract.state == "offered":
            table = now.get(contract.proposal_id).rounds[-1]
            hourly = contract.terms.hourly_rate
            assert hourly is None or hourly == table.price, "a contract is about the terms that were on the table"


def _counts(contract: Contract) -> bool:
    return contract.state not in ("declined", "withdrawn", "expired")


def check_history(now: Snapshot) -> None:
    """Every history counts from 1 without a gap."""
    seqs: dict[UUID, list[int]] = defaultdict(list)
    for recorded in now.history:
        seqs[recorded.history].append(recorded.seq)
    for history, numbers in seqs.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), f"the history of {history} has gaps"


def check_step(before: Snapshot, now: Snapshot) -> None:
    """States moved only along the tables, and what was written stays written."""
    for id, (subject, version) in now.objects.items():
        process = process_of(subject)
        if id not in before.objects:
            assert subject.state in process.start, f"a {process.name} began as {subject.state}"
            continue
        was, old_version = before.objects[id]
        assert version >= old_version
        if was.state != subject.state:
            ways = {rule.to for (state, _), rule in process.moves.items() if state == was.state}
            assert subject.state in ways, f"a {process.name} went from {was.state} to {subject.state}"
    assert before.objects.keys() <= now.objects.keys(), "nothing disappears"
    kept = {sealed.entry.id: sealed for sealed in now.entries}
    assert all(kept.get(sealed.entry.id) == sealed for sealed in before.entries), "the ledger is append-only"
    told = {recorded.id: recorded for recorded in now.history}
    assert all(told.get(recorded.id) == recorded for recorded in before.history), "so is history"
    assert before.told <= now.told


def check_gateway(now: Snapshot, known: Counter[str], name: str = "sandbox") -> None:
    """The clearing accounts say what the gateway's answers said."""
    total = sums(now)
    booked = {
        account.currency: -minor
        for account, minor in total.items()
        if account.kind == "gateway_clearing" and account.owner == name
    }
    for currency in booked.keys() | known.keys():
        assert booked.get(currency, 0) == known[currency], f"{name} holds {known[currency]} {currency}"


def check_rest(now: Snapshot) -> None:
    """Nothing is on its way."""
    assert not [each for each in now.all(Transfer) if each.state in ("requested", "sent")]
    assert not [hold for hold in now.all(Hold) if hold.state == "requested"]
    on_its_way = {each.key: minor for each, minor in sums(now).items() if "transit" in each.kind and minor}
    assert not on_its_way, on_its_way
