"""Many runs, shared among processes: the same seeds are the same runs, whoever plays them."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from attrs import field, frozen

from tests.campaign.run import Broken, play
from tests.campaign.stores import store
from tests.campaign.walk import GATEWAYS
from upclone.adapters.embedded import Urls

SHARE = 50
"""Runs that one process plays before it takes more."""


@frozen
class Played:
    """What came of one seed. `broken` says why, "" where it held."""

    seed: int
    trace: str = ""
    counts: Counter[str] = field(factory=Counter)
    broken: str = ""
    lines: Sequence[str] = ()


def play_all(urls: Urls, given: Namespace) -> Iterator[Played]:
    """In the order of the seeds; `given` is what the command was given."""
    last = given.seed + given.runs
    shares = [range(first, min(first + SHARE, last)) for first in range(given.seed, last, SHARE)]
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as processes:
        for played in processes.map(partial(_share, urls, given), shares):
            yield from played


def _share(urls: Urls, given: Namespace, seeds: range) -> list[Played]:
    gateways = GATEWAYS if given.gateway == "both" else (given.gateway,)
    kinds = None if given.kinds is None else frozenset(given.kinds)
    played = []
    with store(urls) as kept:
        for number, seed in enumerate(seeds):
            try:
                outcome = play(kept, seed, number, given.plant, gateways, kinds)
                played.append(Played(seed, outcome.trace, outcome.counts))
            except Broken as failure:
                played.append(Played(seed, broken=str(failure), lines=failure.lines))
    return played
