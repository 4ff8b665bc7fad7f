"""What a command did, worked out from the store before and after it: nothing here comes from the preview's code."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from tests.invariants import fee
from tests.snapshots import Snapshot
from upclone.application.previews import Outcome
from upclone.domain.payments.escrow import Hold

NEW = "new"
"""What every identity is called that did not exist before: a rehearsal and the real thing make different ones."""


@frozen
class Seen:
    """An outcome without order and without new identities."""

    changes: Counter[tuple[str, str, str | None, str]]
    postings: Counter[tuple[str, str, int, str]]
    fees: Counter[tuple[int, int, int, str]]
    deadlines: Counter[tuple[str, str, str, datetime]]
    told: Counter[tuple[UUID, str]]
    events: Counter[str]


def foretold(outcome: Outcome, before: Snapshot) -> Seen:
    """What a preview says."""

    def name(id: UUID) -> str:
        return str(id) if id in before.objects else NEW

    return Seen(
        changes=Counter((each.process, name(each.id), each.before, each.after) for each in outcome.changes),
        postings=Counter(
            (str(each.entry), _account(each.account, before), each.amount.amount_minor, each.amount.currency)
            for each in outcome.postings
        ),
        fees=Counter(
            (
                each.client.amount_minor,
                each.freelancer.amount_minor,
                each.client_refunded.amount_minor,
                each.client.currency,
            )
            for each in outcome.fees
        ),
        deadlines=Counter((each.process, name(each.id), each.move, each.due_at) for each in outcome.deadlines),
        told=Counter((each.account_id, each.event) for each in outcome.told),
        events=Counter(outcome.events),
    )


def happened(before: Snapshot, after: Snapshot, notified: Snapshot) -> Seen:
    """What the store says. `notified` is taken after the people concerned were told."""
    changed = {id: pair for id, pair in after.objects.items() if before.objects.get(id) != pair}
    posted = {each.entry.id for each in before.entries}
    entries = [each.entry for each in after.entries if each.entry.id not in posted]
    recorded = {each.id for each in before.history}
    names = {id: str(id) if id in before.objects else NEW for id in changed}
    return Seen(
        changes=Counter(
            (
                type(subject).__name__.lower(),
                names[id],
                str(before.get(id).state) if id in before.objects else None,
                str(subject.state),
            )
            for id, (subject, _) in changed.items()
        ),
        postings=Counter(
            (str(entry.kind), _account(posting.account.key, before), posting.amount_minor, entry.currency)
            for entry in entries
            for posting in entry.postings
        ),
        fees=_fees(before, changed, entries),
        deadlines=Counter((due.process, names[id], due.move, due.at) for id, due in after.due.items() if id in changed),
        told=Counter((account, event) for _, account, event in notified.told - before.told),
        events=Counter(each.event.name for each in after.history if each.id not in recorded),
    )


def _account(key: str, before: Snapshot) -> str:
    kind, owner, currency = key.split(":")
    if kind in ("gateway_clearing", "fee_income") or UUID(owner) in before.objects:
        return key
    return f"{kind}:{NEW}:{currency}"


def _fees(before: Snapshot, changed: dict[UUID, tuple[Any, int]], entries: list[Any]) -> Counter[Any]:
    """The fees that the ledger shows: a hold that was asked for tells its client's fee, a discharge tells three."""
    found: Counter[tuple[int, int, int, str]] = Counter()
    for id, (hold, _) in changed.items():
        if not isinstance(hold, Hold):
            continue
        currency = hold.work.currency
        if id not in before.objects:
            found[fee(hold.fees, hold.work.amount_minor), 0, 0, currency] += 1
            continue
        was = before.get(id)
        released = (hold.released - was.released).amount_minor
        refunded = (hold.refunded - was.refunded).amount_minor
        if not released and not refunded:
            continue
        out: Counter[str] = Counter()
        for entry in entries:
            lines = {posting.account.kind: posting.amount_minor for posting in entry.postings}
            if any(posting.account.owner == str(id) for posting in entry.postings):
                out.update({f"{entry.kind}:{kind}": minor for kind, minor in lines.items()})
        client = -out["release:escrow"] - released
        found[client, out["release:fee_income"] - client, -out["refund:escrow"] - refunded, currency] += 1
    return found
