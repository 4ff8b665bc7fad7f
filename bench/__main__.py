"""`make bench`: every measurement, one table, and exit status 1 where a target is missed."""

from __future__ import annotations

import sys

from bench import machine
from bench.report import Line, show


def main() -> int:
    """Run everything."""
    lines: list[Line] = []
    for measure in (machine.measure, *_needing_a_server()):
        lines.extend(measure())
    show(lines)
    return 0 if all(line.reached for line in lines) else 1


def _needing_a_server():  # type: ignore[no-untyped-def]
    from bench import release

    return (release.measure,)


if __name__ == "__main__":
    sys.exit(main())
