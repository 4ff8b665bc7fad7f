"""A deal with its money by the domain alone: no server, no database, only attrs. Run: python examples/embed.py"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from upclone.domain.actors import CLOCK, GATEWAY, Parties, member, operator
from upclone.domain.deals import deliveries, disputes, evidence, fundings, milestones, offers, rulings, settling, stakes
from upclone.domain.deals.endings import Deal, complete
from upclone.domain.deals.terms import MilestoneTerms, Period, Terms
from upclone.domain.market.briefs import Payment
from upclone.domain.money import Money
from upclone.domain.payments import deposits, escrow, fees, ledger, movements

now = datetime(2026, 1, 5, 9, tzinfo=UTC)  # the domain reads no clock: times and ids are given to it
ada, ben, judge = member(uuid4()), member(uuid4()), operator(uuid4())
parties, entries, work = Parties(client=ada.id, freelancer=ben.id), [], []

# Ada offers and both sign: the second signature binds. Every verb returns new objects and what happened.
plan = (MilestoneTerms("Design", Money(100_000, "EUR")), MilestoneTerms("Build", Money(50_000, "EUR")))
terms = Terms("Web shop", "Design and build it", Payment.FIXED, "EUR", plan, fees=fees.rates_for("EUR"))
contract, _ = offers.offer(uuid4(), uuid4(), uuid4(), parties, terms, ada, now, now + timedelta(days=14))
contract, *_ = offers.sign(contract, terms.digest(), "Ben", ben, now)
contract, *_ = offers.sign(contract, terms.digest(), "Ada", ada, now)

for number, piece in enumerate(plan, start=1):  # Ada pays, the gateway confirms, the money is held, Ben delivers.
    milestone, ids = milestones.plan(uuid4(), contract.id, parties, number, piece), (uuid4(), contract.id)
    payment = (milestone.id, parties, piece.amount, terms.fees, ada, "bank", "card-1", now, now + timedelta(hours=24))
    hold, _ = deposits.request(*ids, *payment)
    milestone, _ = fundings.fund(milestone, hold.id, piece.amount, ada, now)
    hold, _ = deposits.confirm(hold, hold.total, f"payment-{number}", GATEWAY, now)
    milestone, _ = fundings.confirm_funds(milestone, GATEWAY, now)
    milestone, _ = deliveries.submit(milestone, "Done.", (), terms.period(Period.REVIEW), ben, now)
    work.append((milestone, hold))
    entries.append(movements.fund(uuid4(), hold, now))
(design, design_hold), (build, build_hold) = work

design, _ = deliveries.approve(design, ada, now)  # The first is approved: Ben has its money, less the fees.
paid = settling.discharge(contract, design_hold, design.amount, Money.zero("EUR"), ada, now, uuid4)

build, _ = stakes.dispute(build, "The basket is empty.", ada, now)  # The second is disputed: its money freezes,
build_hold, _ = escrow.freeze(build_hold, ada, now)
case = (contract.id, build.id, build_hold.id, parties, build_hold.remaining, "The basket is empty.", ("Look.", ()))
dispute, _ = evidence.open_dispute(uuid4(), *case, terms.period(Period.ANSWER), ada, now)
dispute, _ = disputes.escalate(dispute, CLOCK, disputes.deadline(dispute).due_at)  # nobody answers, an operator splits
ruling = (disputes.Outcome.SPLIT, build.amount.share(7_000), "Most of it works.", terms.period(Period.APPEAL))
dispute, _ = rulings.rule(dispute, *ruling, judge, now + timedelta(days=8))
dispute, final = rulings.conclude(dispute, CLOCK, disputes.deadline(dispute).due_at)  # it 70/30, nobody appeals.
build, _ = stakes.settle(build, milestones.Move.RULE_SPLIT, final.release, final.refund, CLOCK, final.at)
shared = settling.discharge(paid.contract, build_hold, final.release, final.refund, CLOCK, final.at, uuid4)
contract, _ = complete(Deal(shared.contract, (design, build)), ada, final.at)

book, balances = ledger.Book(contract.id), Counter()  # Keep a ledger: chain the balanced entries, sum their lines.
for entry in (*entries, *paid.entries, *shared.entries):
    book, sealed = ledger.seal(book, entry)
    balances.update({line.account.kind: line.amount_minor for line in entry.postings})
    print(sealed.seq, f"{entry.kind:<8}", *(Money(line.amount_minor, "EUR") for line in entry.postings), sep="  ")
print(f"\nThe contract is {contract.state}, its milestones {design.state} and {build.state}:")
for kind, amount in (*balances.items(), ("sum", sum(balances.values()))):
    print(f"{kind:<22}{Money(amount, 'EUR')!s:>14}")
