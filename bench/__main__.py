"""`make bench`: every measurement, one table, and exit status 1 where a target is missed.

Each has a process of its own, set up as one that serves is: what one has left in memory would slow down the next.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from typing import Final

from bench.report import Line, show
from upclone.entrypoints import footprint

MEASURED: Final = ("machine", "search", "recommending", "reconciling", "release", "money", "dead", "pages", "start")


def main() -> int:
    """Run everything."""
    lines: list[Line] = []
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as alone:
        for name in MEASURED:
            print(f"{name} …", file=sys.stderr, flush=True)
            lines += alone.submit(measured, name).result()
    show(lines)
    if load > cores / 4:
        print(f"\nBefore it began, {load:.1f} of {cores} cores were at work on something else: measure again in quiet.")
    return 0 if all(line.reached for line in lines) else 1


def measured(name: str) -> list[Line]:
    """What one of them says."""
    footprint.give_back()
    with footprint.for_good():
        module = import_module(f"bench.{name}")
    return list(module.measure())


if __name__ == "__main__":
    sys.exit(main())
