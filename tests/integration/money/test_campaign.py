"""The campaign of faults in the size that a test run has time for; `make faults` plays as many runs as one likes."""

from argparse import Namespace
from collections import Counter

import pytest

from tests.campaign.run import Broken, play
from tests.campaign.shares import play_all
from tests.campaign.stores import Store
from tests.campaign.wire import drawn_by_chance
from upclone.adapters.embedded import Urls
from upclone.adapters.memory import SteppingIds

EACH = 8
"""Runs of one test: there are four, which two workers share."""

WITHIN = {"no_dedupe": 12, "key_reuse": 30, "post_on_redirect": 12, "no_keys": 2}
"""So many runs from seed 1 on are enough to catch a planted bug."""

BESIDES = {"chargebacks": (214, 224), "hours": (2, 5, 7)}
"""Seeds of runs in which there is enough of it."""


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, 4 * EACH, EACH))
def test_everything_settles_and_no_cent_is_lost(runs: Store, first: int):
    """Gateways that fail, processes that die, letters in any order; then a minute of rest, and every invariant."""
    counts: Counter[str] = Counter()
    for number in range(EACH):
        counts += play(runs, first + number, number).counts
    assert counts["killed"]
    assert counts["payment done"]
    assert sum(counts[kind] for kind in ("timeout_after", "error_after", "reset_after", "timeout_before"))
    assert counts["payout done"]


def test_a_command_whose_answer_was_lost_is_answered_once_more(runs: Store):
    """A process died after the commit, and before it could say so: sent again with its key, it is not done again."""
    assert play(runs, LOST_ANSWER, kinds=frozenset()).counts["answered once more"]


LOST_ANSWER = 9

ONCE_BROKE = {
    23: "the fee of a payout that came back before anybody had heard that it was there",
    5198: "a payment's job that came after its gateway had forgotten the key paid a second time",
    7030: "a payout's job that came after its gateway had forgotten the key sent the money a second time",
}


@pytest.mark.parametrize("seed", ONCE_BROKE, ids=ONCE_BROKE.get)
def test_what_broke_once_holds(runs: Store, seed: int):
    """Runs that found a mistake of the product's. A walk that changes plays another run: the seeds are then stale."""
    play(runs, seed, kinds=frozenset())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "come"), [("chargebacks", ("chargeback won", "chargeback lost")), ("hours", ("weeks paid",))]
)
def test_what_there_is_besides(runs: Store, kind: str, come: tuple[str, ...]):
    """Banks that take payments back, and work by the hour: whatever a seed says, some runs have it."""
    counts: Counter[str] = Counter()
    for number, seed in enumerate(BESIDES[kind]):
        counts += play(runs, seed, number, kinds=frozenset({kind})).counts
    assert all(counts[each] for each in come)


def test_the_same_seed_is_the_same_run(runs: Store, pg_server: Urls):
    """To the hash of each entry, and in another process: what broke once can be had again."""
    asked = Namespace(seed=214, runs=2, jobs=1, gateway="both", kinds=["chargebacks"], plant="")
    again, other = play_all(pg_server, asked)
    one = play(runs, 214, kinds=frozenset({"chargebacks"}))
    assert any("files.create" in line for line in one.lines), "a file goes under a key that the SDK draws"
    assert one.trace == again.trace
    assert one.trace != other.trace


def test_a_key_that_the_sdk_drew_is_told_from_ours():
    """Also where its bits look like a UUIDv7's, as one in 64 does: a run had such a key once, and was not the same."""
    assert drawn_by_chance("d81d8591-0743-790b-8c21-476a78181e15")
    assert not drawn_by_chance(str(SteppingIds(5).new()))
    assert not drawn_by_chance("")


@pytest.mark.slow
@pytest.mark.parametrize("plant", sorted(WITHIN))
def test_a_planted_bug_is_caught(runs: Store, plant: str):
    """By some run; the same run without it is fine."""
    for seed in range(1, WITHIN[plant] + 1):
        try:
            play(runs, seed, seed, plant)
        except Broken:
            play(runs, seed, seed)
            return
    pytest.fail(f"{WITHIN[plant]} runs, and nobody noticed")
