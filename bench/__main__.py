"""`make bench`: every measurement, one table, and exit status 1 where a target is missed.

`python -m bench release start` takes these alone.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from bench.alone import measured
from bench.report import Line, show

MEASURED: Final = ("machine", "search", "recommending", "reconciling", "release", "money", "dead", "pages", "start")


def main(*names: str) -> int:
    """Run everything, or what is named."""
    lines: list[Line] = []
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as alone:
        for name in names or MEASURED:
            print(f"{name} …", file=sys.stderr, flush=True)
            lines += alone.submit(measured, name).result()
    show(lines)
    if load > cores / 4:
        print(f"\nBefore it began, {load:.1f} of {cores} cores were at work on something else: measure again in quiet.")
    return 0 if all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
