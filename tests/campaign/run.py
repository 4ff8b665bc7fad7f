"""One run, from its seed alone: what breaks, what happens, how it heals, and what must hold then."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Final

from attrs import field, frozen

from tests import invariants
from tests.campaign.plants import PLANTS
from tests.campaign.rig import Rig
from tests.campaign.stores import Store
from tests.campaign.walk import GATEWAYS, KINDS, Walk
from tests.snapshots import Snapshot
from upclone.adapters.postgres.deferring import NOTICE, REACT
from upclone.adapters.postgres.reads.ledger import PostgresLedgerReads
from upclone.domain.deals.contracts import Contract
from upclone.domain.deals.timesheets import Timesheet
from upclone.domain.payments.chargebacks import Chargeback

BROKEN: Final = (
    "timeout_before", "timeout_after", "error_before", "error_after", "rate_limit", "reset_before", "reset_after",
    "decline", "requires_action", "wrong_amount",
)  # fmt: skip
_TODO: Final = "SELECT task_name, args::text FROM procrastinate_jobs WHERE status <> 'failed' AND task_name = ANY (%s)"


@frozen
class Outcome:
    """What a run was: a hash of all that happened, and how much of what."""

    seed: int
    trace: str
    counts: Counter[str] = field(factory=Counter)
    lines: tuple[str, ...] = field(default=(), repr=False)


class Broken(AssertionError):
    """A run ended badly. `lines` is what happened."""

    def __init__(self, seed: int, why: str, lines: list[str]) -> None:
        super().__init__(f"seed {seed}: {why}")
        self.seed, self.why, self.lines = seed, why, lines


def play(
    store: Store,
    seed: int,
    number: int = 0,
    plant: str = "",
    gateways: tuple[str, ...] = GATEWAYS,
    kinds: frozenset[str] | None = None,
) -> Outcome:
    """Play the run of a seed on an emptied store, with what the seed, or `kinds`, says that there is in it.

    Raises Broken where something does not hold."""
    store.empty(number)
    draw = Random(f"{seed} walk")
    rig = Rig(store, draw, seed, PLANTS[plant]())
    walk = Walk(rig, gateways, kinds_of(seed) if kinds is None else kinds)
    try:
        _play(rig, walk)
        counts = _checked(rig, walk)
    except Exception as failure:
        why = f"{type(failure).__name__}: {failure}".splitlines()[0][:400]
        raise Broken(seed, why, [*rig.trace, *(str(each) for each in rig.world.faults.trace)]) from failure
    lines = (*rig.trace, *(str(each) for each in rig.world.faults.trace), *rig.heads())
    return Outcome(seed, hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16], counts, lines)


def kinds_of(seed: int) -> frozenset[str]:
    """What there is in the run of a seed."""
    draw = Random(f"{seed} kinds")
    return frozenset(each for each in KINDS if draw.random() < 0.4)


def _play(rig: Rig, walk: Walk) -> None:
    walk.begin()
    draw, faults = rig.draw, rig.world.faults
    kinds = draw.sample(BROKEN, draw.randint(0, 5))
    share = draw.choice((0.1, 0.3, 0.6)) / max(1, len(kinds))
    faults.odds = dict.fromkeys(kinds, share)
    rig.fate.chance, rig.fate.lives = draw.choice((0.0, 0.02, 0.1)), draw.randint(1, 4)
    rig.say(f"{sorted(kinds)} {share:.2f}, deaths {rig.fate.chance}")
    for _ in range(draw.randint(20, 45)):
        walk.step()
    rig.say("healed")
    rig.heal()
    rig.settle()
    if walk.outside.keeps_an_error():
        rig.say("a day, until Stripe forgets its own error")
        rig.pass_time(timedelta(hours=25))
        rig.settle()
    walk.outside.conclude()
    rig.settle()
    walk.doing.repeat()


def _checked(rig: Rig, walk: Walk) -> Counter[str]:
    now = rig.view().snapshot()
    invariants.check(now)
    invariants.check_rest(now)
    _agree(rig, now)
    _decided(walk, now)
    assert not rig.dead, f"given up: {rig.dead[0]}"
    left = rig.store.reader.execute(_TODO, ([REACT, NOTICE],)).fetchall()
    assert not left, f"unprocessed: {left[0]}"
    assert not rig.mail, f"{len(rig.mail)} letters could not be delivered"
    missing = [id for id in walk.doing.promised if id not in now.objects]
    assert not missing, f"acknowledged, and gone: {missing}"
    assert not rig.world.bugs, f"the simulator: {rig.world.bugs[0]}"
    verified = PostgresLedgerReads(rig.store.engine).verify()
    assert verified.sound, verified
    return _counted(rig, now)


def _decided(walk: Walk, now: Snapshot) -> None:
    """Every chargeback is known here, and over."""
    known = {(each.gateway, each.ref): each for each in now.all(Chargeback)}
    assert sorted(known) == sorted(walk.outside.claims()), "a chargeback of which nobody knows here"
    assert not [each for each in known.values() if not each.settled], "a chargeback that is not over"
    assert not [each for each in now.all(Contract) if each.contested], "a contract that waits for a bank"


def _counted(rig: Rig, now: Snapshot) -> Counter[str]:
    """How much of what there was: faults, effects by their operation, deaths, letters."""
    counts = Counter(str(each["fault"]) for each in rig.world.faults.trace if each["fault"])
    for (_, operation, key), times in rig.world.ledger.done.items():
        counts[f"{operation} done"] += times if key else 0
    counts["killed"] = sum(line.startswith("killed") for line in rig.trace)
    counts["chargeback won"], counts["chargeback lost"] = (
        sum(each.state == state for each in now.all(Chargeback)) for state in ("won", "lost")
    )
    counts["weeks paid"] = sum(each.state == "paid" for each in now.all(Timesheet))
    counts["answered once more"] = sum(line.endswith(", as before") for line in rig.trace)
    counts["letters"] = len(rig.world.office.letters)
    return counts


def _agree(rig: Rig, now: Snapshot) -> None:
    """No operation had its effect twice, and both books say the same of each gateway, to the cent."""
    twice = [each for each, times in rig.world.ledger.done.items() if each[2] and times > 1]
    assert not twice, f"done twice: {twice}"
    totals, sums = rig.world.ledger.totals(), invariants.sums(now)
    for gateway in GATEWAYS:
        there = {currency: each.get("balance", 0) for currency, each in totals.get(gateway, {}).items()}
        invariants.check_gateway(now, Counter(there), gateway)
        for currency, each in totals.get(gateway, {}).items():
            booked = sum(
                -minor
                for account, minor in sums.items()
                if (account.kind, account.owner, account.currency) == ("gateway_fees", gateway, currency)
            )
            kept = each["fees"] + each.get("fee", 0)
            assert booked == kept, f"{gateway} kept {kept} {currency} of fees, booked are {booked}"
