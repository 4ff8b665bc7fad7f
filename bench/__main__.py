"""`make bench`: every measurement, one table, and exit status 1 where a target is missed."""

from __future__ import annotations

import os
import sys

from bench import dead, machine, money, pages, recommending, reconciling, release, search, start
from bench.report import Line, show


def main() -> int:
    """Run everything."""
    lines: list[Line] = []
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    for measured in (machine, search, recommending, reconciling, release, money, dead, pages, start):
        print(f"{measured.__name__} …", file=sys.stderr, flush=True)
        lines.extend(measured.measure())
    show(lines)
    if load > cores / 4:
        print(f"\nBefore it began, {load:.1f} of {cores} cores were at work on something else: measure again in quiet.")
    return 0 if all(line.reached for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
